package storage_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"relais/storage"
	"relais/storage/storagetest"
)

// TestUnwritten lets every other commit fail: opening was the first, so the next one does.
func TestUnwritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := busy(t, func(e storage.Engine) storage.Engine { return storagetest.FailCommit(e, 2) })
		update := func(want error, fn func(storage.Tx) error) time.Time {
			t.Helper()
			time.Sleep(time.Minute)
			if err := s.Update(t.Context(), fn); !errors.Is(err, want) {
				t.Fatalf("%v, want %v", err, want)
			}
			return time.Now()
		}
		since := func(want time.Time) (forget func()) {
			t.Helper()
			got, forget := s.Unwritten()
			if !got.Equal(want) {
				t.Errorf("unwritten since %v, want %v", got, want)
			}
			return forget
		}
		write := func(tx storage.Tx) error { return mark(s, tx, "n") }
		mine := errors.New("mine")
		update(mine, func(tx storage.Tx) error { return errors.Join(write(tx), mine) }) // is none of the disk's
		update(nil, func(storage.Tx) error { return nil })                              // commits nothing
		since(time.Time{})()

		first := update(storagetest.ErrCommit, write)
		since(first)
		update(nil, write)
		update(storagetest.ErrCommit, write)
		forget := since(first)
		forget()
		since(time.Time{})

		update(nil, write)
		again := update(storagetest.ErrCommit, write)
		forget() // was of the one before
		since(again)
	})
	t.Run("together", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, func(e storage.Engine) storage.Engine { return storagetest.FailCommit(e, 3) })
			gatherBehind(s, e, marker(s, "n"), marker(s, "n"))
			if since, _ := s.Unwritten(); !since.Equal(time.Now()) {
				t.Errorf("unwritten since %v", since)
			}
		})
	})
	t.Run("cancelled", func(t *testing.T) {
		s, _ := busy(t, func(e storage.Engine) storage.Engine { return storagetest.FailCommit(e, 2) })
		ctx, cancel := context.WithCancel(t.Context())
		s.Update(ctx, func(tx storage.Tx) error { cancel(); return mark(s, tx, "n") })
		if since, _ := s.Unwritten(); !since.IsZero() {
			t.Errorf("unwritten since %v", since)
		}
	})
}
