package storage_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"relais/storage"
)

// TestUpdateWaits is about who waits for what, and how long.
func TestUpdateWaits(t *testing.T) {
	ctx := context.Background()
	t.Run("nobody_returns_before_the_commit_is_durable", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			hold := make(chan struct{})
			e.hold.Store(&hold)
			var returned atomic.Int64
			for caller := range 10 {
				go func() {
					if err := marker(s, "n")(); err != nil {
						t.Error(err)
					}
					returned.Add(1)
				}()
				if caller == 0 {
					synctest.Wait() // until the first commit is under way with this one alone
				}
			}
			synctest.Wait()
			if n := returned.Load(); n != 0 {
				t.Errorf("%d callers returned while the first commit is under way", n)
			}
			next := make(chan struct{})
			e.hold.Store(&next)
			close(hold)
			synctest.Wait()
			if n := returned.Load(); n != 1 {
				t.Errorf("%d callers returned after the first commit, want 1", n)
			}
			e.hold.Store(nil)
			close(next)
			synctest.Wait()
			if n := returned.Load(); n != 10 {
				t.Errorf("%d callers returned, want 10", n)
			}
		})
	})
	t.Run("a_lone_caller_does_not_wait", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, _ := busy(t, nil)
			began := time.Now()
			for range 100 {
				if err := marker(s, "n")(); err != nil {
					t.Error(err)
				}
			}
			if waited := time.Since(began); waited != 0 {
				t.Errorf("100 calls one after another waited %v", waited)
			}
		})
	})
	t.Run("the_window_is_2_ms_and_only_after_a_crowd", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			gatherBehind(s, e, marker(s, "n"), marker(s, "n"), marker(s, "n"), marker(s, "n"))
			for i, want := range []time.Duration{2 * time.Millisecond, 0, 0} {
				began := time.Now()
				if err := marker(s, "n")(); err != nil {
					t.Error(err)
				}
				if waited := time.Since(began); waited != want {
					t.Errorf("call %d after the crowd waited %v, want %v", i, waited, want)
				}
			}
		})
	})
	t.Run("the_window_ends_when_the_crowd_is_back", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			var callers []func() error
			for range 8 {
				callers = append(callers, marker(s, "n"))
			}
			gatherBehind(s, e, callers...)
			e.commits.Store(0)
			began := time.Now()
			for range 10 {
				var all sync.WaitGroup
				for range 8 {
					all.Go(func() {
						if err := marker(s, "n")(); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
			}
			if waited := time.Since(began); waited != 0 {
				t.Errorf("10 rounds of the same crowd waited %v", waited)
			}
			if n := e.commits.Load(); n != 10 {
				t.Errorf("%d commits for 10 rounds, want 10", n)
			}
		})
	})
	t.Run("waiting_in_the_queue_ends_with_the_context", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			hurried, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			hold := make(chan struct{})
			e.hold.Store(&hold)
			first := make(chan error, 1)
			go func() { first <- marker(s, "n")() }()
			synctest.Wait()
			began := time.Now()
			err := s.Update(hurried, func(tx storage.Tx) error { t.Error("fn ran"); return nil })
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Minute {
				t.Errorf("Update: %v after %v", err, time.Since(began))
			}
			e.hold.Store(nil)
			close(hold)
			if err := <-first; err != nil {
				t.Error(err)
			}
			if err := marker(s, "n")(); err != nil {
				t.Error(err)
			}
			wantCount(t, s, "n", 2)
		})
	})
	t.Run("inside_a_transaction_it_is_refused", func(t *testing.T) {
		s, _ := busy(t, nil)
		nothing := func(storage.Tx) error { t.Error("the inner fn ran"); return nil }
		inner := func(storage.Tx) error {
			for what, err := range map[string]error{
				"Update": s.Update(ctx, nothing), "View": s.View(ctx, nothing), "Backup": s.Backup(ctx, nil),
				"Close": s.Close(), "Rotate": s.Rotate(ctx),
			} {
				if !errors.Is(err, storage.ErrNested) {
					t.Errorf("%s: %v, want ErrNested", what, err)
				}
			}
			return nil
		}
		if err := errors.Join(s.Update(ctx, inner), s.View(ctx, inner)); err != nil {
			t.Error(err)
		}
	})
	t.Run("close_waits_for_those_in_the_queue", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s, e := busy(t, nil)
			hold := make(chan struct{})
			e.hold.Store(&hold)
			done := make(chan error, 5)
			for range 5 {
				go func() { done <- marker(s, "n")() }()
			}
			synctest.Wait()
			closed := make(chan error, 1)
			go func() { closed <- s.Close() }()
			synctest.Wait()
			if err := marker(s, "n")(); !errors.Is(err, storage.ErrClosed) {
				t.Errorf("Update: %v, want ErrClosed", err)
			}
			select {
			case <-closed:
				t.Error("Close did not wait")
			default:
			}
			e.hold.Store(nil)
			close(hold)
			for range 5 {
				if err := <-done; err != nil {
					t.Errorf("one in the queue: %v", err)
				}
			}
			if err := <-closed; err != nil {
				t.Error(err)
			}
		})
	})
}
