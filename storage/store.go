package storage

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Store is an engine with keys: what collections, projections and counters stand on. It is safe for concurrent use.
type Store struct {
	eng  Engine
	keys *Keyset
	com  *committer

	spaces *spaces
	schema int           // the version of the last migration applied
	canary atomic.Uint32 // the key version that the canary is under
	names  []byte        // the key of Name
	named  atomic.Bool   // it is durable

	mu     sync.Mutex
	closed bool
	inHand sync.WaitGroup // calls that have begun; Add only under mu while not closed
}

// View runs fn over one consistent state; writes in it return ErrReadOnly. A View inside fn is ErrNested.
func (s *Store) View(ctx context.Context, fn func(Tx) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.inHand.Done()
	return s.eng.View(ctx, fn)
}

// Update runs fn and returns when its writes are durable. Concurrent callers share commits: up to 256 closures go into one,
// and the first of them waits up to 2 ms for others where there were others just before; a lone caller does not wait.
//
// fn may run more than once, and on another caller's goroutine: it touches nothing but tx and assigns its results afresh.
// Where fn returns an error or panics its writes are rolled back and only its caller learns of it. An Update whose fn wrote
// nothing commits nothing. fn must not end its goroutine (runtime.Goexit, testing.T.Fatal). A cancelled ctx is answered with its error as long as nothing was committed. An Update inside fn
// is ErrNested.
func (s *Store) Update(ctx context.Context, fn func(Tx) error) error {
	if Inside() { // before it queues behind the transaction that waits for it
		return ErrNested
	}
	if err := s.enter(); err != nil {
		return err
	}
	defer s.inHand.Done()
	return s.com.do(ctx, fn)
}

// Unwritten tells since when the store has taken no writes, as on a full disk: the moment of the first commit that failed although its
// closures did not. It stays so when writes work again, until somebody forgets it. The zero time is none, and then forget does nothing.
func (s *Store) Unwritten() (since time.Time, forget func()) {
	first := s.com.unwritten.Load()
	if first == nil {
		return time.Time{}, func() {}
	}
	return *first, func() { s.com.unwritten.CompareAndSwap(first, nil) }
}

// Close refuses new calls with ErrClosed, waits for those in hand and closes the engine. A second Close does nothing.
func (s *Store) Close() error {
	if Inside() {
		return ErrNested
	}
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	s.inHand.Wait()
	if again {
		return nil
	}
	return s.eng.Close()
}

// enter counts a call in; inHand.Done counts it out.
func (s *Store) enter() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return ErrClosed
	}
	s.inHand.Add(1)
	return nil
}
