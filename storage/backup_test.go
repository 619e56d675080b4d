package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"relais/storage"
	"relais/storage/bolt"
)

// whole makes a backup of a store with a value in it, and returns it with the store's keys and when it was begun at the earliest.
func whole(t *testing.T) ([]byte, *storage.Keyset, time.Time) {
	t.Helper()
	dir := t.TempDir()
	db, err := bolt.Open(filepath.Join(dir, "a.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := storage.OpenKeys(t.Context(), db, filepath.Join(dir, "a.key"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := storage.Open(t.Context(), db, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	words := storage.NewCollection(s, storage.Spec[string]{Name: "words"})
	if err := s.Update(t.Context(), func(tx storage.Tx) error { return words.Put(tx, "a", "b") }); err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	var out bytes.Buffer
	if err := s.Backup(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), keys, before
}

func TestBackup(t *testing.T) {
	b, keys, before := whole(t)
	var body bytes.Buffer
	note, err := storage.ReadBackup(iotest{bytes.NewReader(b)}, &body, keys)
	if err != nil {
		t.Fatal(err)
	}
	if note.At.Before(before.Add(-time.Second)) || note.At.After(time.Now()) || note.Size != int64(body.Len()) || !bytes.HasPrefix(b, body.Bytes()) {
		t.Errorf("it says of itself %+v, and %d bytes are in it", note, body.Len())
	}
	judge := func(b []byte, k *storage.Keyset) error {
		_, err := storage.ReadBackup(bytes.NewReader(b), io.Discard, k)
		return err
	}
	t.Run("cut_off_anywhere", func(t *testing.T) {
		for _, n := range []int{0, 1, 15, 16, 100, 200, len(b) / 2, len(b) - 300, len(b) - 150, len(b) - 17, len(b) - 16, len(b) - 1} {
			if err := judge(b[:n], keys); !errors.Is(err, storage.ErrCut) {
				t.Errorf("%d of %d bytes: %v", n, len(b), err)
			}
		}
	})
	t.Run("a_bit_anywhere", func(t *testing.T) {
		for at := 0; at < len(b); at += 101 {
			c := bytes.Clone(b)
			c[at] ^= 4
			if err := judge(c, keys); err == nil {
				t.Errorf("byte %d was changed and nobody saw it", at)
			}
		}
	})
	t.Run("of_other_keys", func(t *testing.T) {
		other, err := storage.NewKeyset()
		if err != nil {
			t.Fatal(err)
		}
		if err := judge(b, other); !errors.Is(err, storage.ErrWrongKey) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("of_a_format_to_come", func(t *testing.T) {
		c := bytes.Clone(b)
		c[len(c)-2] = '2'
		if err := judge(c, keys); !errors.Is(err, storage.ErrNewer) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("as_it_stands_it_opens_as_a_store", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "b.db")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Check(context.Background()); err != nil {
			t.Error(err)
		}
		if _, err := storage.Open(t.Context(), db, keys); err != nil {
			t.Error(err)
		}
	})
}

// iotest gives few bytes at a time.
type iotest struct{ r io.Reader }

func (i iotest) Read(p []byte) (int, error) { return i.r.Read(p[:min(len(p), 7)]) }

// TestName holds that what is found by a name is found after any rotation, and that MACs are not.
func TestName(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "a.key")
	open := func() (*storage.Store, *storage.Keyset) {
		db, err := bolt.Open(filepath.Join(dir, "a.db"), bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		keys, err := storage.OpenKeys(t.Context(), db, key)
		if err != nil {
			t.Fatal(err)
		}
		s, err := storage.Open(t.Context(), db, keys)
		if err != nil {
			t.Fatal(err)
		}
		return s, keys
	}
	s, keys := open()
	name, mac := s.Name("person", []byte("karim")), s.MAC("person", []byte("karim"))
	if bytes.Equal(name, s.Name("dm", []byte("karim"))) || bytes.Equal(name, s.Name("person", []byte("amina"))) {
		t.Error("one name for two things")
	}
	if err := errors.Join(keys.Rotate(), keys.Save(key), s.Rotate(t.Context()), keys.Drop(t.Context(), s, 1), keys.Save(key), s.Close()); err != nil {
		t.Fatal(err)
	}
	s, _ = open()
	if !bytes.Equal(name, s.Name("person", []byte("karim"))) || s.CheckMAC("person", []byte("karim"), mac) {
		t.Error("the name has changed, or a MAC of a dropped key is good")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
