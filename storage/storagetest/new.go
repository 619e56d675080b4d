// Package storagetest holds what engines and stores have to satisfy, as tests for their packages to run, and stores and
// decorators for the tests of the layers above. It is for tests only.
package storagetest

import (
	"context"
	"path/filepath"
	"testing"

	"relais/storage"
	"relais/storage/bolt"
)

// New returns a fresh store on bbolt in a temporary folder, without waiting for the disk, behind Twice, so that a closure that
// can't be run again shows. It is closed when the test ends. It works inside a synctest bubble.
func New(t testing.TB) *storage.Store {
	t.Helper()
	return Open(t, t.TempDir())
}

// Open opens the store in a folder, as New does, and makes it where there is none. A test that closes a store and opens
// its folder again sees what a restarted program would.
func Open(t testing.TB, dir string, migrations ...storage.Migration) *storage.Store {
	t.Helper()
	ctx := context.Background()
	eng, err := bolt.Open(filepath.Join(dir, "relais.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := storage.OpenKeys(ctx, eng, filepath.Join(dir, "relais.key"))
	if err != nil {
		eng.Close()
		t.Fatal(err)
	}
	s, err := storage.Open(ctx, Twice(eng), keys, migrations...)
	if err != nil {
		eng.Close()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}
