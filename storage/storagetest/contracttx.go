package storagetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"testing"
	"time"

	"relais/storage"
)

var viewRules = map[string]func(*testing.T, storage.Engine){
	"writes_are_refused": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "1")
		view(t, e, func(tx storage.Tx) error {
			for what, err := range map[string]error{
				"Put":                   tx.Put("s", []byte("k"), []byte("2")),
				"Put to a new space":    tx.Put("new", []byte("k"), []byte("2")),
				"Delete":                tx.Delete("s", []byte("k")),
				"Delete of nothing":     tx.Delete("s", []byte("x")),
				"Delete in a new space": tx.Delete("new", []byte("x")),
			} {
				if !errors.Is(err, storage.ErrReadOnly) {
					t.Errorf("%s: %v, want ErrReadOnly", what, err)
				}
			}
			return nil
		})
		want(t, e, "s", "k", "1")
	},
	"errors_are_passed_on": func(t *testing.T, e storage.Engine) {
		mine := errors.New("mine")
		if err := e.View(context.Background(), func(storage.Tx) error { return mine }); !errors.Is(err, mine) {
			t.Errorf("View: %v, want fn's error", err)
		}
	},
	"a_panic_is_passed_on_and_leaves_the_engine_working": func(t *testing.T, e storage.Engine) {
		wantPanic(t, "mine", func() {
			e.View(context.Background(), func(storage.Tx) error { panic("mine") })
		})
		put(t, e, "s", "k", "1")
		want(t, e, "s", "k", "1")
	},
	"a_cancelled_context_runs_nothing": func(t *testing.T, e storage.Engine) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		err := e.View(ctx, func(storage.Tx) error { t.Error("fn ran"); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("View: %v, want the context's error", err)
		}
	},
	"it_sees_one_state_while_others_write": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "a", "1")
		put(t, e, "s", "b", "1")
		view(t, e, func(tx storage.Tx) error {
			if v, err := tx.Get("s", []byte("a")); err != nil || string(v) != "1" {
				t.Errorf("a = %q, %v, want 1", v, err)
			}
			wrote := make(chan error)
			go func() {
				wrote <- e.Update(context.Background(), func(tx storage.Tx) error {
					return errors.Join(tx.Put("s", []byte("a"), []byte("2")), tx.Put("s", []byte("b"), []byte("2")))
				})
			}()
			if err := <-wrote; err != nil {
				return err
			}
			if v, err := tx.Get("s", []byte("b")); err != nil || string(v) != "1" {
				t.Errorf("b = %q, %v, want 1 as when the view began", v, err)
			}
			return nil
		})
		want(t, e, "s", "b", "2")
	},
}

var updateRules = map[string]func(*testing.T, storage.Engine){
	"an_error_rolls_back": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "1")
		mine := errors.New("mine")
		err := e.Update(context.Background(), func(tx storage.Tx) error {
			return errors.Join(scribble(tx), mine)
		})
		if !errors.Is(err, mine) {
			t.Errorf("Update: %v, want fn's error", err)
		}
		wantUntouched(t, e)
	},
	"a_panic_rolls_back": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "1")
		wantPanic(t, "mine", func() {
			e.Update(context.Background(), func(tx storage.Tx) error {
				if err := scribble(tx); err != nil {
					t.Error(err)
				}
				panic("mine")
			})
		})
		wantUntouched(t, e)
	},
	"a_goroutine_that_ends_in_it_rolls_back": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "1")
		var over sync.WaitGroup
		over.Go(func() {
			e.Update(context.Background(), func(tx storage.Tx) error {
				if err := scribble(tx); err != nil {
					t.Error(err)
				}
				runtime.Goexit()
				return nil
			})
		})
		over.Wait()
		wantUntouched(t, e)
	},
	"a_cancelled_context_runs_nothing": func(t *testing.T, e storage.Engine) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		err := e.Update(ctx, func(storage.Tx) error { t.Error("fn ran"); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Update: %v, want the context's error", err)
		}
	},
	"a_context_cancelled_meanwhile_rolls_back": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "1")
		ctx, cancel := context.WithCancel(context.Background())
		err := e.Update(ctx, func(tx storage.Tx) error {
			cancel()
			return scribble(tx)
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Update: %v, want the context's error", err)
		}
		wantUntouched(t, e)
	},
	"waiting_for_a_turn_ends_with_the_context": func(t *testing.T, e storage.Engine) {
		begun, over := make(chan struct{}), make(chan struct{})
		first := make(chan error, 1)
		go func() {
			var once sync.Once
			first <- e.Update(context.Background(), func(tx storage.Tx) error {
				once.Do(func() { close(begun) })
				<-over
				return tx.Put("s", []byte("k"), []byte("1"))
			})
		}()
		<-begun
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		err := e.Update(ctx, func(tx storage.Tx) error { return tx.Put("s", []byte("k"), []byte("2")) })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Update: %v, want the context's error", err)
		}
		close(over)
		if err := <-first; err != nil {
			t.Error(err)
		}
		want(t, e, "s", "k", "1")
	},
	"writers_take_turns": func(t *testing.T, e storage.Engine) {
		const writers, rounds = 8, 25
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for range rounds {
					err := e.Update(context.Background(), func(tx storage.Tx) error {
						old, err := tx.Get("s", []byte("n"))
						if err != nil && !errors.Is(err, storage.ErrNotFound) {
							return err
						}
						n := uint64(0)
						if len(old) == 8 {
							n = binary.BigEndian.Uint64(old)
						}
						return tx.Put("s", []byte("n"), binary.BigEndian.AppendUint64(nil, n+1))
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		want(t, e, "s", "n", storage.Ordinal(writers*rounds))
	},
	"ten_thousand_writes_are_one_transaction": func(t *testing.T, e storage.Engine) {
		update(t, e, func(tx storage.Tx) error {
			for i := range 10_000 {
				if err := tx.Put("s", fmt.Appendf(nil, "%05d", i), []byte("some value")); err != nil {
					return err
				}
			}
			return nil
		})
		n := 0
		view(t, e, func(tx storage.Tx) error {
			return tx.Scan("s", nil, nil, false, func(_, _ []byte) error { n++; return nil })
		})
		if n != 10_000 {
			t.Errorf("%d keys, want 10000", n)
		}
	},
}

var nestedRules = map[string]func(*testing.T, storage.Engine){
	"any_transaction_inside_a_transaction_is_refused": func(t *testing.T, e storage.Engine) {
		ctx := context.Background()
		nothing := func(storage.Tx) error { t.Error("the inner fn ran"); return nil }
		inner := map[string]func() error{
			"View":   func() error { return e.View(ctx, nothing) },
			"Update": func() error { return e.Update(ctx, nothing) },
			"Backup": func() error { return e.Backup(ctx, io.Discard) },
			"Close":  e.Close,
		}
		for name, call := range inner {
			update(t, e, func(tx storage.Tx) error {
				if err := call(); !errors.Is(err, storage.ErrNested) {
					t.Errorf("%s in Update: %v, want ErrNested", name, err)
				}
				return tx.Put("s", []byte("k"), []byte("1"))
			})
			view(t, e, func(tx storage.Tx) error {
				return tx.Scan("s", nil, nil, false, func(_, _ []byte) error { // however deep
					if err := call(); !errors.Is(err, storage.ErrNested) {
						t.Errorf("%s in View: %v, want ErrNested", name, err)
					}
					return nil
				})
			})
		}
		want(t, e, "s", "k", "1")
	},
	"one_after_another_is_not_nested": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "1")
		wantPanic(t, "mine", func() {
			e.Update(context.Background(), func(storage.Tx) error { panic("mine") })
		})
		put(t, e, "s", "k", "2")
		want(t, e, "s", "k", "2")
	},
}

var backupRules = map[string]func(*testing.T, storage.Engine){
	"it_is_written_while_others_write": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "1")
		var out bytes.Buffer
		wrote := false
		err := e.Backup(context.Background(), writerFunc(func(p []byte) (int, error) {
			if !wrote {
				wrote = true
				done := make(chan struct{})
				go func() { defer close(done); put(t, e, "s", "k", "2") }()
				<-done
			}
			return out.Write(p)
		}))
		if err != nil || out.Len() == 0 {
			t.Errorf("Backup wrote %d bytes: %v", out.Len(), err)
		}
		want(t, e, "s", "k", "2")
	},
	"a_writer_that_fails_ends_it": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "1")
		full := errors.New("no space left")
		err := e.Backup(context.Background(), writerFunc(func([]byte) (int, error) { return 0, full }))
		if !errors.Is(err, full) {
			t.Errorf("Backup: %v, want the writer's error", err)
		}
		want(t, e, "s", "k", "1")
	},
	"a_cancelled_context_ends_it": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "1")
		ctx, cancel := context.WithCancel(context.Background())
		err := e.Backup(ctx, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Backup: %v, want the context's error", err)
		}
	},
}

var closeRules = map[string]func(*testing.T, storage.Engine){
	"afterwards_everything_is_refused": func(t *testing.T, e storage.Engine) {
		ctx := context.Background()
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		nothing := func(storage.Tx) error { t.Error("fn ran"); return nil }
		for what, err := range map[string]error{
			"View": e.View(ctx, nothing), "Update": e.Update(ctx, nothing), "Backup": e.Backup(ctx, io.Discard),
		} {
			if !errors.Is(err, storage.ErrClosed) {
				t.Errorf("%s: %v, want ErrClosed", what, err)
			}
		}
	},
	"a_second_close_does_nothing": func(t *testing.T, e storage.Engine) {
		if err := errors.Join(e.Close(), e.Close()); err != nil {
			t.Error(err)
		}
	},
	"it_waits_for_transactions_in_hand": func(t *testing.T, e storage.Engine) {
		begun, closing := make(chan struct{}), make(chan struct{})
		ended := make(chan error, 1)
		go func() {
			var once sync.Once
			ended <- e.Update(context.Background(), func(tx storage.Tx) error {
				once.Do(func() { close(begun) })
				<-closing
				return tx.Put("s", []byte("k"), []byte("1"))
			})
		}()
		<-begun
		closed := make(chan error, 1)
		go func() { closed <- e.Close() }()
		select {
		case <-closed:
			t.Error("Close did not wait")
		case <-time.After(20 * time.Millisecond):
		}
		close(closing)
		if err := <-ended; err != nil {
			t.Errorf("the transaction in hand: %v", err)
		}
		if err := <-closed; err != nil {
			t.Errorf("Close: %v", err)
		}
	},
}

// scribble writes what a rollback has to undo.
func scribble(tx storage.Tx) error {
	return errors.Join(
		tx.Put("s", []byte("k"), []byte("2")),
		tx.Put("s", []byte("l"), []byte("2")),
		tx.Put("new", []byte("k"), []byte("2")),
	)
}

func wantUntouched(t *testing.T, e storage.Engine) {
	t.Helper()
	want(t, e, "s", "k", "1")
	wantAbsent(t, e, "s", "l")
	wantKeys(t, e, "new", nil, nil, false)
	put(t, e, "s", "k", "3")
	want(t, e, "s", "k", "3")
}

func wantPanic(t *testing.T, value any, fn func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if r := recover(); r != value {
			t.Errorf("recovered %v, want %v", r, value)
		}
	}()
	fn()
}

type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }
