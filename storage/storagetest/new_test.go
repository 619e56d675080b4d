package storagetest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"relais/storage"
	"relais/storage/storagetest"
)

func TestNew(t *testing.T) {
	t.Run("each_store_is_empty_and_of_its_own", func(t *testing.T) {
		a, b := storagetest.New(t), storagetest.New(t)
		for _, s := range []*storage.Store{a, b} {
			if n := next(t, s); n != 1 {
				t.Errorf("Next = %d, want 1", n)
			}
		}
	})
	t.Run("a_folder_opened_again_holds_what_it_held", func(t *testing.T) {
		dir := t.TempDir()
		for want := uint64(1); want < 4; want++ {
			s := storagetest.Open(t, dir)
			if n := next(t, s); n != want {
				t.Errorf("Next = %d, want %d", n, want)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("it_works_in_a_bubble", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := storagetest.New(t)
			ended := make(chan uint64)
			go func() { time.Sleep(24 * time.Hour); ended <- next(t, s) }()
			if n := next(t, s); n != 1 {
				t.Errorf("Next = %d, want 1", n)
			}
			if n := <-ended; n != 2 {
				t.Errorf("a day later Next = %d, want 2", n)
			}
		})
	})
	t.Run("a_closure_that_keeps_something_from_its_first_run_shows", func(t *testing.T) {
		s := storagetest.New(t)
		var kept []int
		if err := s.Update(context.Background(), func(tx storage.Tx) error {
			kept = append(kept, 1)
			return tx.Put("s", []byte("k"), nil)
		}); err != nil {
			t.Fatal(err)
		}
		if len(kept) != 2 {
			t.Errorf("it ran %d times, want twice", len(kept))
		}
	})
}

func TestFailCommit(t *testing.T) {
	for every, want := range map[int]string{0: "......", 1: "xxxxxx", 2: ".x.x.x", 3: "..x..x"} {
		e := storagetest.FailCommit(nothing{}, every)
		got := ""
		for range 6 {
			switch err := e.Update(context.Background(), func(storage.Tx) error { return nil }); {
			case err == nil:
				got += "."
			case errors.Is(err, storagetest.ErrCommit):
				got += "x"
			}
		}
		if got != want {
			t.Errorf("every %d: %s, want %s", every, got, want)
		}
	}
}

// nothing is an engine that keeps nothing.
type nothing struct{ storage.Engine }

func (nothing) Update(_ context.Context, fn func(storage.Tx) error) error { return fn(nil) }

func next(t *testing.T, s *storage.Store) (n uint64) {
	t.Helper()
	if err := s.Update(context.Background(), func(tx storage.Tx) (err error) {
		n, err = s.Next(tx, "n")
		return err
	}); err != nil {
		t.Error(err)
	}
	return n
}
