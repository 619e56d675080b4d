package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"relais/storage"
	"relais/storage/bolt"
	"relais/storage/storagetest"
)

func TestMain(m *testing.M) {
	if role := os.Getenv(childRole); role != "" {
		child(role)
		return
	}
	goleak.VerifyTestMain(m)
}

// TestStore is the contract of storage engines, on bbolt.
func TestStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Engine { return fresh(t) })
}

// TestStoreTwice and TestStoreFailCommit hold the decorators to the same contract.
func TestStoreTwice(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Engine { return storagetest.Twice(fresh(t)) })
}

func TestStoreFailCommit(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Engine { return storagetest.FailCommit(fresh(t), 0) })
}

// TestSealedStore is what a store over an engine promises, on bbolt.
func TestSealedStore(t *testing.T) {
	storagetest.RunStore(t, func(t *testing.T) storage.Engine { return fresh(t) })
}

func TestOpen(t *testing.T) {
	t.Run("file_and_folder_are_private", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a", "b", "relais.db")
		d, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		wantMode(t, path, 0o600)
		wantMode(t, filepath.Dir(path), 0o700)
		wantMode(t, filepath.Dir(filepath.Dir(path)), 0o700)
	})
	t.Run("twice_is_in_use_and_says_where", func(t *testing.T) {
		_, path := at(t)
		began := time.Now()
		_, err := bolt.Open(path, bolt.Options{})
		if !errors.Is(err, storage.ErrInUse) {
			t.Fatalf("Open: %v, want ErrInUse", err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("it took %v", took)
		}
		if text := err.Error(); !strings.Contains(text, path) || strings.Contains(text, "\n") {
			t.Errorf("%q is not one sentence that names the file", text)
		}
	})
	t.Run("a_store_that_is_let_go_in_time_is_waited_for", func(t *testing.T) {
		d, path := at(t)
		time.AfterFunc(100*time.Millisecond, func() { d.Close() })
		again, err := bolt.Open(path, bolt.Options{Timeout: 10 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		again.Close()
	})
	t.Run("what_is_no_store_is_an_error_and_left_alone", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "relais.db")
		junk := bytes.Repeat([]byte("junk"), 10_000)
		if err := os.WriteFile(path, junk, 0o600); err != nil {
			t.Fatal(err)
		}
		if d, err := bolt.Open(path, bolt.Options{}); err == nil {
			d.Close()
			t.Error("it was opened")
		}
		if !bytes.Equal(read(t, path), junk) {
			t.Error("it was changed")
		}
	})
}

// TestBackup opens what Backup wrote.
func TestBackup(t *testing.T) {
	d, _ := at(t)
	for i := range 100 {
		put(t, d, fmt.Sprint("k", i), fmt.Sprint("v", i))
	}
	restored := backup(t, d)
	put(t, d, "later", "1")
	for i := range 100 {
		want(t, restored, fmt.Sprint("k", i), fmt.Sprint("v", i))
	}
	view(t, restored, func(tx storage.Tx) error {
		if _, err := tx.Get("s", []byte("later")); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("what was written after the backup is in it: %v", err)
		}
		return nil
	})
}

// TestBubble runs the engine where time is made to pass: waiting for a turn, for a compaction or for Close is on channels.
func TestBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := at(t)
		go func() {
			d.View(context.Background(), func(storage.Tx) error { time.Sleep(time.Hour); return nil })
		}()
		synctest.Wait()
		go func() {
			if err := d.Compact(context.Background()); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait()
		began := time.Now()
		put(t, d, "k", "1")
		if waited := time.Since(began); waited != time.Hour {
			t.Errorf("the writer waited %v for the compaction, which waits an hour for the reader", waited)
		}
		want(t, d, "k", "1")
		go func() {
			d.Update(context.Background(), func(storage.Tx) error { time.Sleep(time.Hour); return nil })
		}()
		synctest.Wait()
		put(t, d, "k", "2")
		if waited := time.Since(began); waited != 2*time.Hour {
			t.Errorf("the writer waited %v for its turn", waited-time.Hour)
		}
	})
}

// fresh opens an empty engine, which the test closes if nobody has before; at tells where as well.
func fresh(t testing.TB) *bolt.DB {
	t.Helper()
	d, _ := at(t)
	return d
}

func at(t testing.TB) (d *bolt.DB, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "data", "relais.db")
	d, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d, path
}

func backup(t *testing.T, d *bolt.DB) *bolt.DB {
	t.Helper()
	var out bytes.Buffer
	if err := d.Backup(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "relais.db")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	restored, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { restored.Close() })
	return restored
}

func update(t *testing.T, d *bolt.DB, fn func(storage.Tx) error) {
	t.Helper()
	if err := d.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, d *bolt.DB, fn func(storage.Tx) error) {
	t.Helper()
	if err := d.View(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, d *bolt.DB, key, value string) {
	t.Helper()
	update(t, d, func(tx storage.Tx) error { return tx.Put("s", []byte(key), []byte(value)) })
}

func want(t *testing.T, d *bolt.DB, key, value string) {
	t.Helper()
	view(t, d, func(tx storage.Tx) error {
		got, err := tx.Get("s", []byte(key))
		if string(got) != value {
			t.Errorf("%s = %q, %v, want %q", key, got, err, value)
		}
		return nil
	})
}

func wantMode(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != mode {
		t.Errorf("%s has mode %04o, want %04o", path, got, mode)
	}
}
