package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"relais/storage"
	"relais/storage/bolt"
	"relais/storage/storagetest"
)

func TestCompact(t *testing.T) {
	t.Run("ends_with_its_context_in_the_middle_and_leaves_the_store_as_it_was", func(t *testing.T) {
		d, _ := at(t)
		value := bytes.Repeat([]byte("v"), 1<<20)
		update(t, d, func(tx storage.Tx) error {
			for i := range 8 {
				if err := tx.Put("s", fmt.Appendf(nil, "%d", i), value); err != nil {
					return err
				}
			}
			return nil
		})
		if err := d.Compact(storagetest.Patient(4)); !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
		keys := 0
		if err := d.View(context.Background(), func(tx storage.Tx) error {
			return tx.Scan("s", nil, nil, false, func(_, v []byte) error {
				if bytes.Equal(v, value) {
					keys++
				}
				return nil
			})
		}); err != nil || keys != 8 {
			t.Errorf("%d of 8 keys are there: %v", keys, err)
		}
		if err := d.Compact(context.Background()); err != nil {
			t.Error(err)
		}
	})
	t.Run("no_deleted_byte_is_left_in_the_file", func(t *testing.T) {
		d, path := at(t)
		const n = 1000
		mark := func(i int) []byte { return fmt.Appendf(nil, "deleted-marker-%04d", i) }
		update(t, d, func(tx storage.Tx) error {
			for i := range n {
				if err := tx.Put("s", fmt.Appendf(nil, "%04d", i), mark(i)); err != nil {
					return err
				}
			}
			return tx.Put("s", []byte("kept"), []byte("kept-marker"))
		})
		update(t, d, func(tx storage.Tx) error {
			for i := 0; i < n; i += 2 {
				if err := tx.Delete("s", fmt.Appendf(nil, "%04d", i)); err != nil {
					return err
				}
			}
			return nil
		})
		left, raw := 0, read(t, path)
		for i := 0; i < n; i += 2 {
			if bytes.Contains(raw, mark(i)) {
				left++
			}
		}
		if left == 0 {
			t.Fatal("no deleted marker is left before the compaction: this test shows nothing")
		}
		t.Logf("%d of %d deleted markers are in the file before the compaction", left, n/2)
		before := size(t, d)
		if err := d.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		raw = read(t, path)
		for i := range n {
			if found := bytes.Contains(raw, mark(i)); found == (i%2 == 0) {
				t.Fatalf("marker %d, deleted %v, found %v", i, i%2 == 0, found)
			}
		}
		if !bytes.Contains(raw, []byte("kept-marker")) {
			t.Error("what was kept is not in the file")
		}
		if after := size(t, d); after >= before {
			t.Errorf("the file had %d bytes and has %d", before, after)
		}
	})
	t.Run("everything_is_kept", func(t *testing.T) {
		d, path := at(t)
		all := map[string]string{"empty": "", "\x00": "zero", "\xff\xff": string(make([]byte, 100_000))}
		for i := range 3000 {
			all[fmt.Sprint(i)] = fmt.Sprint("value ", i)
		}
		update(t, d, func(tx storage.Tx) error {
			for k, v := range all {
				if err := errors.Join(tx.Put("a", []byte(k), []byte(v)), tx.Put("b", []byte(k), []byte(v))); err != nil {
					return err
				}
			}
			return nil
		})
		check := func(d *bolt.DB) {
			t.Helper()
			for _, space := range []string{"a", "b"} {
				n := 0
				view(t, d, func(tx storage.Tx) error {
					return tx.Scan(space, nil, nil, false, func(k, v []byte) error {
						if want, ok := all[string(k)]; !ok || want != string(v) {
							t.Errorf("%s %q = %.40q, want %.40q", space, k, v, want)
						}
						n++
						return nil
					})
				})
				if n != len(all) {
					t.Errorf("%s has %d keys, want %d", space, n, len(all))
				}
			}
		}
		for range 3 {
			if err := d.Compact(context.Background()); err != nil {
				t.Fatal(err)
			}
			check(d)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		d, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		check(d)
	})
	t.Run("others_wait_and_lose_nothing", func(t *testing.T) {
		d, _ := at(t)
		stop := make(chan struct{})
		var all sync.WaitGroup
		var counts [4]int
		for w := range counts {
			all.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					counts[w]++
					key, value := fmt.Appendf(nil, "writer %d", w), fmt.Append(nil, counts[w])
					if err := d.Update(context.Background(), func(tx storage.Tx) error { return tx.Put("s", key, value) }); err != nil {
						t.Error(err)
					}
					if err := d.View(context.Background(), func(tx storage.Tx) error {
						got, err := tx.Get("s", key)
						if !bytes.Equal(got, value) {
							t.Errorf("%s = %s, want %s", key, got, value)
						}
						return err
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for range 20 {
			if err := d.Compact(context.Background()); err != nil {
				t.Error(err)
			}
		}
		close(stop)
		all.Wait()
	})
	t.Run("a_backup_after_it_is_of_the_new_file", func(t *testing.T) {
		d, _ := at(t)
		put(t, d, "before", "1")
		if err := d.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		put(t, d, "after", "2")
		restored := backup(t, d)
		want(t, restored, "before", "1")
		want(t, restored, "after", "2")
	})
	t.Run("the_file_stays_locked", func(t *testing.T) {
		d, path := at(t)
		if err := d.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		if other, err := bolt.Open(path, bolt.Options{Timeout: 60 * time.Millisecond}); !errors.Is(err, storage.ErrInUse) {
			other.Close()
			t.Errorf("Open: %v, want ErrInUse", err)
		}
	})
	t.Run("the_file_stays_private", func(t *testing.T) {
		d, path := at(t)
		if err := d.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		wantMode(t, path, 0o600)
	})
	t.Run("where_it_fails_the_old_file_stays_in_use", func(t *testing.T) {
		d, path := at(t)
		put(t, d, "k", "1")
		if err := os.MkdirAll(path+".compact/in its way", 0o700); err != nil {
			t.Fatal(err)
		}
		if err := d.Compact(context.Background()); err == nil {
			t.Fatal("Compact did not notice")
		}
		put(t, d, "l", "2")
		want(t, d, "k", "1")
		if err := os.RemoveAll(path + ".compact"); err != nil {
			t.Fatal(err)
		}
		// What an earlier one has left is no obstacle.
		if err := os.WriteFile(path+".compact", read(t, path), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := d.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		want(t, d, "k", "1")
		want(t, d, "l", "2")
	})
	t.Run("waiting_for_its_turn_ends_with_the_context", func(t *testing.T) {
		d, path := at(t)
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		view(t, d, func(storage.Tx) error {
			done := make(chan error)
			go func() { done <- d.Compact(ctx) }()
			if err := <-done; !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Compact: %v, want the context's error", err)
			}
			return nil
		})
		put(t, d, "k", "1")
		wantNoFile(t, path+".compact")
	})
	t.Run("inside_a_transaction_it_is_refused", func(t *testing.T) {
		d, _ := at(t)
		update(t, d, func(storage.Tx) error {
			if err := d.Compact(context.Background()); !errors.Is(err, storage.ErrNested) {
				t.Errorf("Compact: %v, want ErrNested", err)
			}
			return nil
		})
	})
	t.Run("after_close_it_is_refused", func(t *testing.T) {
		d, _ := at(t)
		d.Close()
		if err := d.Compact(context.Background()); !errors.Is(err, storage.ErrClosed) {
			t.Errorf("Compact: %v, want ErrClosed", err)
		}
	})
	t.Run("what_a_crash_left_of_it_is_removed", func(t *testing.T) {
		d, path := at(t)
		put(t, d, "k", "1")
		d.Close()
		if err := os.WriteFile(path+".compact", []byte("half a file"), 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		wantNoFile(t, path+".compact")
		want(t, d, "k", "1")
	})
	t.Run("a_program_that_may_not_open_the_store_leaves_it_alone", func(t *testing.T) {
		_, path := at(t)
		if err := os.WriteFile(path+".compact", []byte("being written"), 0o600); err != nil {
			t.Fatal(err)
		}
		if other, err := bolt.Open(path, bolt.Options{Timeout: 60 * time.Millisecond}); err == nil {
			other.Close()
			t.Error("the store was opened twice")
		}
		if got := read(t, path+".compact"); string(got) != "being written" {
			t.Errorf("it is now %q", got)
		}
	})
}

func wantNoFile(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is there: %v", filepath.Base(path), err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func size(t *testing.T, d *bolt.DB) int64 {
	t.Helper()
	n, err := d.Size()
	if err != nil {
		t.Fatal(err)
	}
	return n
}
