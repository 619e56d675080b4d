package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
)

// A backup is what the engine writes, and behind it
//
//	a sealed note: when the backup was begun, and how many bytes the engine wrote, with their SHA-256
//	the SHA-256 of everything before this
//	backupEnd
//
// so that one that was cut off, changed in a single bit or made with other keys is recognised before an engine opens it: a value's
// seal says nothing of the engine's own pages.
const (
	backupEnd  = "relais backup 1\n"
	endWords   = "relais backup " // what the end of every format begins with
	backupName = "relais/backup"
	noteLength = 8 + 8 + sha256.Size
	tailLength = envelopeSize + 1 + noteLength + sha256.Size + len(backupEnd)
)

// ErrCut is the answer to what is no backup, is not all of one, or was changed.
var ErrCut = errors.New("it is no whole backup: its end is missing, or something in it was changed")

// Note is what a backup says of itself.
type Note struct {
	At   time.Time // when it was begun, UTC: nothing that happened before is missing
	Size int64     // bytes that the engine wrote
}

// Backup writes a consistent copy of everything, in the engine's own form and sealed as it is, while work goes on. It has to be
// kept apart from the key file. ReadBackup judges and unwraps it.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.inHand.Done()
	return Backup(ctx, s.eng, s.keys, w)
}

// Backup is Store.Backup for a store that is not open yet.
func Backup(ctx context.Context, eng Engine, keys *Keyset, w io.Writer) error {
	at := time.Now()
	body, all := sha256.New(), sha256.New()
	n := &counting{w: io.MultiWriter(w, body, all)}
	if err := eng.Backup(ctx, n); err != nil {
		return fmt.Errorf("back up the store: %w", err)
	}
	note := binary.BigEndian.AppendUint64(nil, uint64(at.UnixNano()))
	note = body.Sum(binary.BigEndian.AppendUint64(note, uint64(n.bytes)))
	primary := keys.ring.Load().primary
	note = seal(primary.exports, primary.version, exportPlace, []byte(backupName), 1, note)
	all.Write(note)
	if _, err := w.Write(append(all.Sum(note), backupEnd...)); err != nil {
		return fmt.Errorf("back up the store: %w", err)
	}
	return nil
}

// ReadBackup reads a backup to its end, hands what the engine wrote to w, and judges it; see Unwrap.
func ReadBackup(r io.Reader, w io.Writer, keys *Keyset) (Note, error) {
	u := NewUnwrap(w)
	if _, err := io.Copy(u, r); err != nil {
		return Note{}, err
	}
	return u.End(keys)
}

// Unwrap is written a backup and hands on what the engine wrote. What has been handed on counts only where End answers no error.
type Unwrap struct {
	to        counting
	body, all hash.Hash
	held      []byte // the last bytes, which may be the end
}

// NewUnwrap makes an Unwrap that hands on to w.
func NewUnwrap(w io.Writer) *Unwrap {
	u := &Unwrap{body: sha256.New(), all: sha256.New()}
	u.to.w = io.MultiWriter(w, u.body, u.all)
	return u
}

// Write takes the next part.
func (u *Unwrap) Write(p []byte) (int, error) {
	u.held = append(u.held, p...)
	if over := len(u.held) - tailLength; over > 0 {
		if _, err := u.to.Write(u.held[:over]); err != nil {
			return 0, err
		}
		u.held = append(u.held[:0], u.held[over:]...)
	}
	return len(p), nil
}

// End judges the whole: ErrCut, ErrNewer, or ErrWrongKey where the backup is not one of keys.
func (u *Unwrap) End(keys *Keyset) (Note, error) {
	if end := u.held[max(len(u.held)-len(backupEnd), 0):]; string(end) != backupEnd {
		if bytes.HasPrefix(end, []byte(endWords)) && end[len(end)-1] == '\n' {
			return Note{}, ErrNewer
		}
		return Note{}, ErrCut
	}
	if len(u.held) < tailLength {
		return Note{}, ErrCut
	}
	sealed := u.held[:tailLength-sha256.Size-len(backupEnd)]
	u.all.Write(sealed)
	if !bytes.Equal(u.all.Sum(nil), u.held[len(sealed):len(sealed)+sha256.Size]) {
		return Note{}, ErrCut
	}
	version, err := sealedUnder(sealed)
	if err != nil {
		return Note{}, ErrCut
	}
	k := keys.ring.Load().find(version)
	if k == nil {
		return Note{}, fmt.Errorf("it is sealed under key version %d, the key file has versions %d: %w", version, keys.Versions(), ErrWrongKey)
	}
	_, plain, err := open(k.exports, exportPlace, []byte(backupName), sealed)
	if err != nil || len(plain) != noteLength {
		return Note{}, ErrWrongKey
	}
	note := Note{time.Unix(0, int64(binary.BigEndian.Uint64(plain))).UTC(), int64(binary.BigEndian.Uint64(plain[8:]))}
	if note.Size != u.to.bytes || !bytes.Equal(plain[16:], u.body.Sum(nil)) {
		return Note{}, ErrCut
	}
	return note, nil
}

// counting is a writer that counts.
type counting struct {
	w     io.Writer
	bytes int64
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.bytes += int64(n)
	return n, err
}
