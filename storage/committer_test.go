package storage_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"relais/storage"
	"relais/storage/bolt"
	"relais/storage/storagetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// counted counts commits, and can be made to wait in one.
type counted struct {
	storage.Engine
	commits atomic.Int64
	hold    atomic.Pointer[chan struct{}] // where set, commits wait until it is closed
}

func (e *counted) Update(ctx context.Context, fn func(storage.Tx) error) error {
	err := e.Engine.Update(ctx, func(tx storage.Tx) error {
		err := fn(tx)
		if hold := e.hold.Load(); hold != nil && err == nil {
			<-*hold
		}
		return err
	})
	if err == nil {
		e.commits.Add(1)
	}
	return err
}

// busy is a store whose commits are counted.
func busy(t *testing.T, wrap func(storage.Engine) storage.Engine) (*storage.Store, *counted) {
	t.Helper()
	ctx := context.Background()
	d, err := bolt.Open(filepath.Join(t.TempDir(), "relais.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := storage.NewKeyset()
	if err != nil {
		t.Fatal(err)
	}
	e := &counted{Engine: d}
	var top storage.Engine = e
	if wrap != nil {
		top = wrap(e)
	}
	s, err := storage.Open(ctx, top, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	e.commits.Store(0)
	return s, e
}

// gatherBehind starts callers behind a commit that waits, so that they end up in one batch in the order given, lets it go, and
// returns their errors. It runs in a bubble.
func gatherBehind(s *storage.Store, e *counted, callers ...func() error) []error {
	hold := make(chan struct{})
	e.hold.Store(&hold)
	go s.Update(context.Background(), func(tx storage.Tx) error { return mark(s, tx, "first") })
	synctest.Wait()
	errs := make([]error, len(callers))
	var all sync.WaitGroup
	for i, call := range callers {
		all.Go(func() { errs[i] = call() })
		synctest.Wait() // it stands in the queue
	}
	e.hold.Store(nil)
	close(hold)
	all.Wait()
	return errs
}

func mark(s *storage.Store, tx storage.Tx, name string) error {
	_, err := s.Next(tx, name)
	return err
}

// marker is a caller who marks.
func marker(s *storage.Store, name string) func() error {
	return func() error {
		return s.Update(context.Background(), func(tx storage.Tx) error { return mark(s, tx, name) })
	}
}

// wantCount checks how often mark has been committed for a name.
func wantCount(t *testing.T, s *storage.Store, name string, want uint64) {
	t.Helper()
	rolledBack := errors.New("only looking")
	var n uint64
	err := s.Update(context.Background(), func(tx storage.Tx) (err error) {
		if n, err = s.Next(tx, name); err != nil {
			return err
		}
		return rolledBack
	})
	if !errors.Is(err, rolledBack) {
		t.Fatal(err)
	}
	if n-1 != want {
		t.Errorf("%s was committed %d times, want %d", name, n-1, want)
	}
}

func TestUpdate(t *testing.T) {
	ctx := context.Background()
	mine := errors.New("mine")
	t.Run("closures_that_gather_are_one_commit", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			var callers []func() error
			for range 100 {
				callers = append(callers, marker(s, "n"))
			}
			if err := errors.Join(gatherBehind(s, e, callers...)...); err != nil {
				t.Error(err)
			}
			if n := e.commits.Load(); n != 2 {
				t.Errorf("%d commits, want the first and one for the rest", n)
			}
			wantCount(t, s, "n", 100)
		})
	})
	t.Run("at_most_256_closures_are_one_commit", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			var callers []func() error
			for range 600 {
				callers = append(callers, marker(s, "n"))
			}
			if err := errors.Join(gatherBehind(s, e, callers...)...); err != nil {
				t.Error(err)
			}
			if n := e.commits.Load(); n != 4 {
				t.Errorf("%d commits, want 1 of 1, 2 of 256 and 1 of 88", n)
			}
			wantCount(t, s, "n", 600)
		})
	})
	t.Run("an_error_hits_its_caller_only", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			runs := 0
			errs := gatherBehind(s, e, marker(s, "n"), marker(s, "n"), func() error {
				return s.Update(ctx, func(tx storage.Tx) error {
					runs++
					return errors.Join(mark(s, tx, "culprit"), mine)
				})
			}, marker(s, "n"))
			for i, err := range errs {
				if (i == 2) != errors.Is(err, mine) || i != 2 && err != nil {
					t.Errorf("caller %d: %v", i, err)
				}
			}
			if runs != 2 {
				t.Errorf("the culprit ran %d times, want once with the others and once alone", runs)
			}
			if n := e.commits.Load(); n != 2 {
				t.Errorf("%d commits, want 2", n)
			}
			wantCount(t, s, "n", 3)
			wantCount(t, s, "culprit", 0)
		})
	})
	t.Run("a_panic_hits_its_caller_only_and_on_its_own_goroutine", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			var recovered any
			errs := gatherBehind(s, e, marker(s, "n"), func() error {
				defer func() { recovered = recover() }()
				return s.Update(ctx, func(tx storage.Tx) error {
					if err := mark(s, tx, "culprit"); err != nil {
						return err
					}
					panic(mine)
				})
			}, marker(s, "n"))
			if err := errors.Join(errs...); err != nil {
				t.Error(err)
			}
			if recovered != mine {
				t.Errorf("the culprit recovered %v, want its own panic", recovered)
			}
			wantCount(t, s, "n", 2)
			wantCount(t, s, "culprit", 0)
		})
	})
	t.Run("a_panic_of_whoever_leads_leaves_the_others_unharmed", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			var recovered any
			errs := gatherBehind(s, e, func() error { // the first in the queue
				defer func() { recovered = recover() }()
				return s.Update(ctx, func(tx storage.Tx) error { panic(mine) })
			}, marker(s, "n"), marker(s, "n"))
			if err := errors.Join(errs...); err != nil || recovered != mine {
				t.Errorf("%v, recovered %v", err, recovered)
			}
			wantCount(t, s, "n", 2)
		})
	})
	t.Run("a_goroutine_that_ends_in_a_closure_leaves_others_unharmed", func(t *testing.T) {
		quitter := func(s *storage.Store) func() error {
			return func() error {
				var ended sync.WaitGroup
				ended.Go(func() {
					s.Update(ctx, func(tx storage.Tx) error {
						if err := mark(s, tx, "culprit"); err != nil {
							t.Error(err)
						}
						runtime.Goexit()
						return nil
					})
				})
				ended.Wait()
				return nil
			}
		}
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			quitter(s)()
			if err := marker(s, "n")(); err != nil {
				t.Error(err)
			}
			wantCount(t, s, "n", 1)
			if err := errors.Join(gatherBehind(s, e, quitter(s), marker(s, "n"), marker(s, "n"))...); err != nil {
				t.Error(err)
			}
			wantCount(t, s, "n", 3)
			// Where the closure runs on another's goroutine, that one is lost, but nobody else.
			if err := errors.Join(gatherBehind(s, e, marker(s, "lost"), marker(s, "n"), quitter(s), marker(s, "n"))...); err != nil {
				t.Error(err)
			}
			wantCount(t, s, "n", 5)
			wantCount(t, s, "lost", 0)
			wantCount(t, s, "culprit", 0)
		})
	})
	t.Run("many_culprits_are_each_told_and_the_rest_commits", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, storagetest.Twice)
			var callers []func() error
			for i := range 200 {
				callers = append(callers, func() error {
					return s.Update(ctx, func(tx storage.Tx) error {
						if err := mark(s, tx, "n"); err != nil {
							return err
						}
						if i%3 == 0 {
							return fmt.Errorf("%d: %w", i, mine)
						}
						return nil
					})
				})
			}
			for i, err := range gatherBehind(s, e, callers...) {
				if want := fmt.Sprint(i, ": mine"); i%3 == 0 && (err == nil || err.Error() != want) || i%3 != 0 && err != nil {
					t.Errorf("caller %d: %v", i, err)
				}
			}
			wantCount(t, s, "n", 133)
		})
	})
	t.Run("one_that_fails_without_a_write_spoils_nothing", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			runs := 0
			errs := gatherBehind(s, e, marker(s, "n"), func() error {
				return s.Update(ctx, func(tx storage.Tx) error { runs++; return mine })
			}, marker(s, "n"))
			if errs[0] != nil || !errors.Is(errs[1], mine) || errs[2] != nil {
				t.Errorf("%v", errs)
			}
			if runs != 1 {
				t.Errorf("it ran %d times, want 1", runs)
			}
		})
	})
	t.Run("one_that_writes_nothing_commits_nothing", func(t *testing.T) {
		s, e := busy(t, nil)
		if err := s.Update(ctx, func(tx storage.Tx) error { return nil }); err != nil {
			t.Error(err)
		}
		if n := e.commits.Load(); n != 0 {
			t.Errorf("%d commits, want none", n)
		}
	})
	t.Run("a_commit_that_fails_is_told_to_all_who_were_in_it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, func(e storage.Engine) storage.Engine { return storagetest.FailCommit(e, 3) })
			// Opening was the first commit, the one that is waited behind is the second.
			errs := gatherBehind(s, e, marker(s, "n"), marker(s, "n"), func() error {
				return s.Update(ctx, func(tx storage.Tx) error { return mine }) // said over a state that never came
			})
			for i, err := range errs {
				if !errors.Is(err, storagetest.ErrCommit) {
					t.Errorf("caller %d: %v, want ErrCommit", i, err)
				}
			}
			wantCount(t, s, "n", 0)
			if err := marker(s, "n")(); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("a_context_cancelled_in_a_batch_hits_its_caller_only", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			cancelled, cancel := context.WithCancel(ctx)
			errs := gatherBehind(s, e, marker(s, "n"), func() error {
				return s.Update(ctx, func(tx storage.Tx) error { cancel(); return mark(s, tx, "n") })
			}, func() error {
				return s.Update(cancelled, func(tx storage.Tx) error { return mark(s, tx, "cancelled") })
			}, marker(s, "n"))
			if errs[0] != nil || errs[1] != nil || !errors.Is(errs[2], context.Canceled) || errs[3] != nil {
				t.Errorf("%v", errs)
			}
			wantCount(t, s, "n", 3)
			wantCount(t, s, "cancelled", 0)
		})
	})
}

// TestUpdateStorm lets callers of every kind loose at once; run it with -race.
func TestUpdateStorm(t *testing.T) {
	s, _ := busy(t, func(e storage.Engine) storage.Engine { return storagetest.FailCommit(storagetest.Twice(e), 17) })
	mine := errors.New("mine")
	const callers, rounds = 32, 60
	var committed, read [callers]uint64
	var all sync.WaitGroup
	for c := range callers {
		all.Go(func() {
			name := fmt.Sprint("caller ", c)
			for round := range rounds {
				ctx, cancel := context.WithCancel(context.Background())
				var n uint64
				err := func() (err error) {
					defer func() {
						if r := recover(); r != nil && r != name {
							t.Errorf("%s recovered %v", name, r)
						} else if r != nil {
							err = mine
						}
					}()
					return s.Update(ctx, func(tx storage.Tx) (err error) {
						if n, err = s.Next(tx, name); err != nil {
							return err
						}
						switch (c + round) % 7 {
						case 1:
							return mine
						case 2:
							panic(name)
						case 3:
							cancel()
						}
						return nil
					})
				}()
				cancel()
				switch {
				case err == nil:
					committed[c]++
					if n != committed[c] {
						t.Errorf("%s got number %d, want %d", name, n, committed[c])
					}
				case !errors.Is(err, mine) && !errors.Is(err, storagetest.ErrCommit) && !errors.Is(err, context.Canceled):
					t.Errorf("%s: %v", name, err)
				}
				read[c]++
			}
		})
	}
	all.Wait()
	for c := range callers {
		wantCount(t, s, fmt.Sprint("caller ", c), committed[c])
		if committed[c] == 0 {
			t.Errorf("caller %d committed nothing in %d rounds", c, read[c])
		}
	}
}
