package bolt

import (
	"context"
	"sync"

	"relais/storage"
)

// gate lets transactions through, and from time to time one caller who needs to be alone. Waiting is on channels, so that it ends
// with a context.
type gate struct {
	mu     sync.Mutex
	within int           // transactions
	barred chan struct{} // non-nil while somebody is, or waits to be, alone; closed when that is over
	quiet  chan struct{} // non-nil while that one waits; closed when nobody is within
	closed bool
}

func newGate() *gate { return &gate{} }

// enter waits while the gate is barred. leave has to follow.
func (g *gate) enter(ctx context.Context) error {
	for {
		g.mu.Lock()
		if g.closed {
			g.mu.Unlock()
			return storage.ErrClosed
		}
		barred := g.barred
		if barred == nil {
			g.within++
			g.mu.Unlock()
			return nil
		}
		g.mu.Unlock()
		select {
		case <-barred:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.within--; g.within == 0 && g.quiet != nil {
		close(g.quiet)
		g.quiet = nil
	}
}

// bar keeps others out and returns when nobody is within. unbar or shut has to follow, unless it returns an error.
func (g *gate) bar(ctx context.Context) error {
	for {
		g.mu.Lock()
		if g.closed {
			g.mu.Unlock()
			return storage.ErrClosed
		}
		barred := g.barred
		if barred == nil {
			break
		}
		g.mu.Unlock()
		select {
		case <-barred:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	g.barred = make(chan struct{})
	var quiet chan struct{}
	if g.within > 0 {
		g.quiet = make(chan struct{})
		quiet = g.quiet
	}
	g.mu.Unlock()
	if quiet == nil {
		return nil
	}
	select {
	case <-quiet:
		return nil
	case <-ctx.Done():
		g.unbar()
		return ctx.Err()
	}
}

// unbar lets transactions through again.
func (g *gate) unbar() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.barred)
	g.barred, g.quiet = nil, nil
}

// shut unbars for good: whoever comes or waits learns storage.ErrClosed.
func (g *gate) shut() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.unbar()
}
