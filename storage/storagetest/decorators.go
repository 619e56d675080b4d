package storagetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"relais/storage"
)

// Twice is an engine that runs every fn of Update, rolls it back, and runs it again, as the port allows engines to: a closure that
// keeps something from its first run, or has an effect outside its transaction, fails its test.
func Twice(e storage.Engine) storage.Engine { return &twice{Engine: e} }

type twice struct {
	storage.Engine
	mu     sync.Mutex
	closed bool
	inHand sync.WaitGroup // an Update is in hand between its two runs too
}

func (e *twice) Update(ctx context.Context, fn func(storage.Tx) error) error {
	if storage.Inside() {
		return storage.ErrNested
	}
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return storage.ErrClosed
	}
	e.inHand.Add(1)
	e.mu.Unlock()
	defer e.inHand.Done()

	rehearsed := errors.New("rolled back by storagetest.Twice")
	err := e.Engine.Update(ctx, func(tx storage.Tx) error {
		fn(tx)
		return rehearsed
	})
	if !errors.Is(err, rehearsed) {
		return err // fn never ran
	}
	return e.Engine.Update(ctx, fn)
}

func (e *twice) Close() error {
	if storage.Inside() {
		return storage.ErrNested
	}
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.inHand.Wait()
	return e.Engine.Close()
}

// ErrCommit is what an engine made by FailCommit answers.
var ErrCommit = errors.New("the commit failed (storagetest.FailCommit)")

// FailCommit is an engine whose every n-th commit fails with ErrCommit, after fn has run to its end without an error: 1 fails
// each of them, 0 none. Nothing of a failed commit is kept.
func FailCommit(e storage.Engine, every int) storage.Engine {
	return &failCommit{Engine: e, every: int64(every)}
}

type failCommit struct {
	storage.Engine
	every int64
	n     atomic.Int64
}

func (e *failCommit) Update(ctx context.Context, fn func(storage.Tx) error) error {
	return e.Engine.Update(ctx, func(tx storage.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if e.every > 0 && e.n.Add(1)%e.every == 0 {
			return ErrCommit
		}
		return nil
	})
}
