package outbox

import (
	"context"
	"slices"
	"time"
)

// next is when something can happen by itself.
func (d *dispatcher) next(now time.Time) time.Time {
	t := d.look
	sooner := func(at time.Time) {
		if !at.IsZero() && at.Before(t) {
			t = at
		}
	}
	if d.rested.After(now) {
		t = d.rested
	} else {
		for _, s := range d.sources {
			if s.wantsRead(now) || s.ended && s.redo {
				return now
			}
			sooner(s.wait(now))
		}
	}
	sooner(d.turns.wait())
	if _, some := d.order.next(d.offers()); some {
		sooner(later(d.pace.wait(now), later(d.rests(), now)))
	}
	return t
}

func (d *dispatcher) idleNow() bool {
	if d.inFlight > 0 || d.look.IsZero() {
		return false
	}
	if !d.denied.IsZero() {
		return true
	}
	return !slices.ContainsFunc(d.sources, func(s *source) bool { return !s.quiet() })
}

// idle returns nil once the dispatcher has nothing to do.
func (d *dispatcher) idle(ctx context.Context, ended <-chan struct{}) error {
	ask := make(chan struct{})
	select {
	case d.asks <- ask:
	case <-ended:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-ask:
		return nil
	case <-ended:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
}
