package storage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// keyFile is the JSON form of a keyset.
type keyFile struct {
	Format  int               `json:"format"`
	ID      string            `json:"id"`
	Primary uint32            `json:"primary"`
	Keys    map[uint32][]byte `json:"keys"`
}

const keyFileFormat = 1

// LoadKeyset reads a key file. Where there is none the error matches fs.ErrNotExist. A file that others than its owner may
// read is refused, as is one of a newer format (ErrNewer).
func LoadKeyset(path string) (*Keyset, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("load the key file: %w", err)
	}
	if others := info.Mode().Perm() & 0o077; others != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("the key file %s can be read or changed by others than its owner (mode %04o): run chmod 600 on it",
			path, info.Mode().Perm())
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("load the key file: %w", err)
	}
	f, err := parseKeyFile(raw)
	if err != nil {
		return nil, fmt.Errorf("load the key file %s: %w", path, err)
	}
	r := &ring{}
	for version, root := range f.Keys {
		k, err := newRootKey(version, root)
		if err != nil {
			return nil, fmt.Errorf("load the key file %s: %w", path, err)
		}
		r.versions = append(r.versions, k)
	}
	slices.SortFunc(r.versions, func(a, b *rootKey) int { return int(int64(b.version) - int64(a.version)) })
	r.primary = r.find(f.Primary)
	home, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("load the key file: %w", err)
	}
	k := &Keyset{id: f.ID, home: home}
	k.ring.Store(r)
	return k, nil
}

func parseKeyFile(raw []byte) (*keyFile, error) {
	var f keyFile
	d := json.NewDecoder(bytes.NewReader(raw))
	if err := d.Decode(&f); err != nil {
		// The decoder's own words may quote the content.
		return nil, errors.New("it is not a key file, or it is damaged")
	}
	if f.Format > keyFileFormat {
		return nil, fmt.Errorf("its format is %d, this program knows %d: %w", f.Format, keyFileFormat, ErrNewer)
	}
	newest := uint32(0)
	for version, root := range f.Keys {
		if version == 0 || len(root) != rootSize {
			return nil, fmt.Errorf("key version %d is damaged", version)
		}
		newest = max(newest, version)
	}
	if f.Format < 1 || f.ID == "" || f.Primary == 0 || f.Primary != newest {
		return nil, errors.New("it is damaged: the primary has to be its newest key")
	}
	return &f, nil
}

// Save writes the keyset to path, mode 0600, all or nothing, and returns when it is durable. A folder that is missing is
// made, mode 0700. Where path holds another keyset, or one with a version that this one has never seen, nothing is written.
//
// The path first saved to, or loaded from, is the keyset's home: a version added by Rotate takes effect when it is saved
// there. Saving elsewhere makes a copy.
func (k *Keyset) Save(path string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.save(path); err != nil {
		return fmt.Errorf("save the key file %s: %w", path, err)
	}
	return nil
}

func (k *Keyset) save(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	now := k.ring.Load()
	if k.next != nil {
		now = &ring{primary: k.next, versions: append([]*rootKey{k.next}, now.versions...), dropped: now.dropped}
	}
	old, err := os.ReadFile(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	switch {
	case fresh:
	case err != nil:
		return err
	default:
		if err := k.mayReplace(old, now); err != nil {
			return err
		}
	}
	f := keyFile{Format: keyFileFormat, ID: k.id, Primary: now.primary.version, Keys: map[uint32][]byte{}}
	for _, v := range now.versions {
		f.Keys[v.version] = v.root
	}
	raw, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if _, err := WriteFile(path, fresh, func(w io.Writer) error { _, err := w.Write(append(raw, '\n')); return err }); err != nil {
		return err
	}
	if k.home == "" {
		k.home = path
	}
	if k.home == path {
		k.ring.Store(now)
		k.next = nil
	}
	return nil
}

// mayReplace refuses to write over keys that exist nowhere else.
func (k *Keyset) mayReplace(old []byte, now *ring) error {
	if strings.TrimSpace(string(old)) == "" {
		return errors.New("the file is there and empty: remove it first")
	}
	f, err := parseKeyFile(old)
	if err != nil {
		return err
	}
	if f.ID != k.id {
		return errors.New("another keyset is there")
	}
	for version, root := range f.Keys {
		if version > now.primary.version {
			return fmt.Errorf("the file has key version %d, which this keyset has not", version)
		}
		if mine := now.find(version); mine != nil && !bytes.Equal(mine.root, root) {
			return fmt.Errorf("the file has another key under version %d", version)
		}
	}
	return nil
}
