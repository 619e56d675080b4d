package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"filippo.io/age"

	"relais/storage"
)

// Run backs the store up.
func (c *backupFlags) Run(in *invocation) error {
	cfg, _, err := loadConfig(c.Config, in.environ)
	if err != nil {
		return err
	}
	to, err := recipients(c.Age)
	if err != nil {
		return err
	}
	if err := fresh(c.File); err != nil {
		return err
	}
	var done backedUp
	err = in.atStore(cfg,
		func(t *control) error {
			body, err := t.ask(in.ctx, "/backup", nil)
			if err != nil {
				return err
			}
			done, err = saveBackup(c.File, cfg.Keys.File, to, func(w io.Writer) error { _, err := io.Copy(w, body); return err })
			return errors.Join(err, body.Close())
		},
		func(s *service) error {
			done, err = saveBackup(c.File, cfg.Keys.File, to, func(w io.Writer) error { return s.store.Backup(in.ctx, w) })
			return err
		})
	if err != nil {
		return fmt.Errorf("back up to %s: %w", c.File, err)
	}
	fmt.Fprintf(in.stdout, "%s: %s, the store as it was at %s. It is whole and belongs to the key in %s.\n",
		c.File, bytesOf(done.size), moment(done.note.At), cfg.Keys.File)
	if len(to) > 0 {
		fmt.Fprintf(in.stdout, "It is encrypted with age: only %s named can open it.\n", many(len(to), "recipient"))
	}
	_, err = fmt.Fprintf(in.stdout, "The key is not in it. Keep a copy of %s elsewhere: without it nobody can read this backup, with both anybody can.\n", cfg.Keys.File)
	return err
}

// fresh answers an error where something stands at path.
func fresh(path string) error {
	switch _, err := os.Lstat(path); {
	case err == nil:
		return usageError{fmt.Errorf("%s is there already: name another file, since a backup replaces none", path)}
	case !errors.Is(err, fs.ErrNotExist):
		return usageError{err}
	}
	return nil
}

// moment writes an instant for the operator.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// backedUp is what came of a backup.
type backedUp struct {
	size int64
	note storage.Note
}

// saveBackup writes what fill gives to path, for these recipients of age where there are any, and judges it on its way. The file has its name
// only once it is whole.
func saveBackup(path, keyFile string, to []age.Recipient, fill func(io.Writer) error) (done backedUp, err error) {
	done.size, err = storage.WriteFile(path, false, func(w io.Writer) error {
		out := io.WriteCloser(plainWriter{w})
		if len(to) > 0 {
			var err error
			if out, err = age.Encrypt(w, to...); err != nil {
				return err
			}
		}
		judge := storage.NewUnwrap(io.Discard)
		if err := errors.Join(fill(io.MultiWriter(out, judge)), out.Close()); err != nil {
			return err
		}
		keys, err := storage.LoadKeyset(keyFile) // now, since the backup may be under a version that is new
		if err == nil {
			done.note, err = judge.End(keys)
		}
		return err
	})
	return done, err
}

// plainWriter is a writer that needs no closing.
type plainWriter struct{ io.Writer }

func (plainWriter) Close() error { return nil }

// maxRecipients is the most bytes that a file of recipients may have.
const maxRecipients = 1 << 16

// recipients reads those to whom a backup is encrypted: each is a recipient itself, or a file of them.
func recipients(all []string) ([]age.Recipient, error) {
	var out []age.Recipient
	for _, a := range all {
		text, where := a, "--age"
		if !strings.HasPrefix(a, "age1") && !strings.HasPrefix(a, secretKey) {
			b, err := readLimited(a, maxRecipients)
			if err != nil {
				return nil, usageError{fmt.Errorf("--age: it begins with age1, or names a file of such lines: %w", err)}
			}
			text, where = string(b), "--age "+a
		}
		if strings.Contains(text, secretKey) {
			return nil, usageError{fmt.Errorf("%s: that is a secret key, which opens backups: name its recipient, which begins with age1", where)}
		}
		r, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil {
			return nil, usageError{fmt.Errorf("%s: %w", where, err)}
		}
		out = append(out, r...)
	}
	return out, nil
}

// secretKey begins an identity of age, of either kind.
const secretKey = "AGE-SECRET-KEY-"

func readLimited(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// backUpBeforeMigrating keeps the store as it is beside it, before migrations change what is in it; where that can't be done, nothing is
// changed.
func (s *service) backUpBeforeMigrating(ctx context.Context, schema int) error {
	path := fmt.Sprintf("%s.before-%d", s.parts.store, schema+1)
	done, err := saveBackup(path, s.keys, nil, func(w io.Writer) error { return storage.Backup(ctx, s.db, s.keyset, w) })
	if err != nil {
		return fmt.Errorf("nothing was changed, since the store could not be backed up to %s before it is brought to this version: %w", path, err)
	}
	s.log.Warn("the store is being brought to this version; as it was it stands in a backup: remove that once all is well",
		"backup", path, "bytes", done.size)
	return nil
}

// newerAdvice adds what to do to the sentence that a newer program wrote the store.
func newerAdvice(err error) error {
	if errors.Is(err, storage.ErrNewer) {
		return fmt.Errorf("%w: run that version of relais, or restore a backup from before it with this one", err)
	}
	return err
}
