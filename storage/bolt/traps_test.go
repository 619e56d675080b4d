package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"relais/storage"
	"relais/storage/bolt"
)

// What bbolt v1.5.0 does to who uses it as it comes, each shown beside what the engine does:
//
//	trap                                                  subtest of TestTrap
//	deleted bytes stay in the file, which never shrinks   what_is_deleted_is_in_the_file_until_a_compaction
//	Timeout 0 waits for ever for another process          a_file_that_is_held_is_one_sentence_and_soon
//
// See also TestCompact, TestSecondProcess, which holds the file in a process of its own, and TestKilled.

// TestTrap holds the engine against bbolt alone, trap by trap.
func TestTrap(t *testing.T) {
	t.Run("what_is_deleted_is_in_the_file_until_a_compaction", func(t *testing.T) {
		const n = 1000
		mark := func(i int) []byte { return fmt.Appendf(nil, "deleted-marker-%04d", i) }
		left := func(raw []byte) (all int) {
			for i := range n {
				if bytes.Contains(raw, mark(i)) {
					all++
				}
			}
			return all
		}
		ours, path := at(t)
		update(t, ours, func(tx storage.Tx) (err error) {
			for i := range n {
				err = errors.Join(err, tx.Put("s", fmt.Append(nil, i), mark(i)))
			}
			return err
		})
		update(t, ours, func(tx storage.Tx) (err error) {
			for i := range n {
				err = errors.Join(err, tx.Delete("s", fmt.Append(nil, i)))
			}
			return err
		})
		before := size(t, ours)
		if err := ours.Compact(context.Background()); err != nil {
			t.Fatal(err)
		}
		if all := left(read(t, path)); all != 0 || size(t, ours) >= before {
			t.Errorf("after a compaction %d of %d deleted records are in the file, which had %d bytes and has %d", all, n, before, size(t, ours))
		}

		name := filepath.Join(t.TempDir(), "naive.db")
		naive, err := bbolt.Open(name, 0o600, &bbolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		defer naive.Close()
		for _, fn := range []func(b *bbolt.Bucket, i int) error{
			func(b *bbolt.Bucket, i int) error { return b.Put(fmt.Append(nil, i), mark(i)) },
			func(b *bbolt.Bucket, i int) error { return b.Delete(fmt.Append(nil, i)) },
		} {
			if err := naive.Update(func(tx *bbolt.Tx) error {
				b, err := tx.CreateBucketIfNotExists([]byte("s"))
				for i := range n {
					err = errors.Join(err, fn(b, i))
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if all := left(read(t, name)); all == 0 {
			t.Errorf("bbolt leaves none of %d deleted records in the file: is this trap gone?", n)
		}
	})
	// bbolt asks for the lock again and again with a sleep between, so that a bubble's time passes for it.
	t.Run("a_file_that_is_held_is_one_sentence_and_soon", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			held, path := at(t)
			begun := time.Now()
			late := time.AfterFunc(time.Minute, func() { held.Close() }) // or one that waits for ever would hang the test
			_, err := bolt.Open(path, bolt.Options{})
			late.Stop()
			if !errors.Is(err, storage.ErrInUse) || time.Since(begun) > time.Second {
				t.Fatalf("after %v: %v; want ErrInUse within a second", time.Since(begun), err)
			}
			if said := err.Error(); !strings.Contains(said, path) || strings.ContainsAny(said, "\n:") || strings.Contains(said, "timeout") {
				t.Errorf("%q is not one sentence of our own that names the file", said)
			}

			type opened struct {
				db  *bbolt.DB
				err error
			}
			got := make(chan opened, 1)
			go func() {
				db, err := bbolt.Open(path, 0o600, nil)
				got <- opened{db, err}
			}()
			time.Sleep(10 * time.Minute)
			select {
			case o := <-got:
				t.Fatalf("bbolt ended its wait with %v: is this trap gone?", o.err)
			default:
			}
			if err := held.Close(); err != nil {
				t.Fatal(err)
			}
			o := <-got
			if o.err != nil {
				t.Fatal(o.err)
			}
			if err := o.db.Close(); err != nil {
				t.Error(err)
			}
		})
	})
}
