package outbox

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How a token's rate follows the platform: it falls when the platform asks the token for a pause, and climbs again while it does not.
const (
	fallsBy    = 0.8         // to four fifths
	climbsBy   = 1           // copies a second more…
	climbAfter = time.Minute // …after so long without such a pause
	slowest    = 0.1         // of the limit; and not below one copy a second where the limit is above that
)

// catchesUp is how much closer than evenly copies are taken up, so that a second makes good what was lost in it to a busy machine or a
// slow disk. The window holds the calls to the rate.
const catchesUp = 1.05

// pace hands out the moments at which one token may send, evenly, one at a time. A moment is reserved before it comes, so
// that a loop that wakes a little late loses nothing, and dropped when it is a whole interval old, so that nothing is ever
// caught up in a burst. Where intervals are shorter than a timer is punctual, those of lateMost may be caught up. It belongs to the dispatcher's loop.
type pace struct {
	lim   *rate.Limiter // nil for no limit
	limit float64       // copies a second at most
	rate  float64       // copies a second now
	every time.Duration
	slot  time.Time // reserved and not yet used; zero for none
	spare time.Time // a used slot that came back; zero for none
	calls *window   // nil for no limit
	fell  time.Time // when the rate last fell
	clean time.Time // since when the platform has asked for no pause, or the rate last climbed
}

func newPace(perSecond float64) pace {
	if perSecond <= 0 {
		return pace{}
	}
	p := pace{lim: rate.NewLimiter(0, max(1, int(perSecond*lateMost.Seconds()))), limit: perSecond, calls: newWindow(perSecond)}
	p.set(perSecond, time.Now())
	return p
}

// set changes the rate. What is reserved stays reserved.
func (p *pace) set(perSecond float64, now time.Time) {
	p.rate = perSecond
	p.every = time.Duration(float64(time.Second)/perSecond/catchesUp) + time.Microsecond
	p.lim.SetLimitAt(now, rate.Every(p.every))
	p.calls.set(perSecond)
}

// fall lowers the rate by a fifth, since the platform asked the token for a pause until then. Calls that were on their way when it last
// fell were made at the rate before, and say nothing of this one. It tells whether the rate was the limit until now.
func (p *pace) fall(called, until, now time.Time) bool {
	if p.lim == nil || !called.After(p.fell) {
		return false
	}
	first := p.rate == p.limit
	p.fell, p.clean = now, until
	p.set(min(p.limit, max(p.rate*fallsBy, p.limit*slowest, 1)), now)
	return first
}

// climb raises the rate for every minute without a pause. It tells whether the rate has come back to the limit.
func (p *pace) climb(now time.Time) bool {
	if p.rate == p.limit || now.Sub(p.clean) < climbAfter {
		return false
	}
	for ; now.Sub(p.clean) >= climbAfter && p.rate < p.limit; p.clean = p.clean.Add(climbAfter) {
		p.set(min(p.limit, p.rate+climbsBy), now)
	}
	return p.rate == p.limit
}

// take uses the present slot. Where there is none it reserves the next one, and wait says when it comes.
func (p *pace) take(now time.Time) (slot time.Time, ok bool) {
	if p.lim == nil {
		return now, true
	}
	if p.hasSpare(now) {
		slot, p.spare = p.spare, time.Time{}
		p.calls.promise(1)
		return slot, true
	}
	if p.slot.IsZero() || now.Sub(p.slot) >= max(p.every, lateMost) {
		p.slot = now.Add(p.lim.ReserveN(now, 1).DelayFrom(now))
	}
	if now.Before(p.slot) {
		return time.Time{}, false
	}
	slot, p.slot = p.slot, time.Time{}
	p.calls.promise(1)
	return slot, true
}

// back returns a slot that was taken and led to no call. It counts until the next one is due.
func (p *pace) back(slot, now time.Time) {
	if p.lim == nil {
		return
	}
	p.calls.promise(-1)
	if now.Sub(slot) < p.every {
		p.spare = slot
	}
}

// wait is until when nothing should be taken; zero for now.
func (p *pace) wait(now time.Time) time.Time {
	if p.lim == nil {
		return time.Time{}
	}
	until := p.calls.room().Add(-markMost)
	if !p.hasSpare(now) {
		until = later(until, p.slot)
	}
	if !now.Before(until) {
		return time.Time{}
	}
	return until
}

func (p *pace) hasSpare(now time.Time) bool { return !p.spare.IsZero() && now.Sub(p.spare) < p.every }

// lateMost is how much later than it was told a timer may wake: at less than 400 a second nothing comes of it.
const lateMost = 5 * time.Millisecond

// markMost is how much sooner than its call a copy is taken up: what a mark takes to become durable.
const markMost = 40 * time.Millisecond

// window holds calls to the rate at the moment they begin, whatever their marks took: a disk that stops for a moment would otherwise let
// out too many together. In any time that so many calls may take, there begin no more. It is safe for concurrent use.
type window struct {
	turn chan struct{} // holds the one whose call is next; the others wait in the order they came

	mu       sync.Mutex
	calls    []time.Time // when the last ones began, the oldest at next; empty for no limit
	next     int
	span     time.Duration // what so many may take
	promised int           // taken up, and not begun
}

func newWindow(perSecond float64) *window {
	return &window{turn: make(chan struct{}, 1), calls: make([]time.Time, max(1, int(perSecond)))}
}

func (w *window) set(perSecond float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.span = time.Duration(float64(len(w.calls))/perSecond*float64(time.Second)) + time.Microsecond
}

// promise counts copies that were taken up, or came back without a call.
func (w *window) promise(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.promised = max(0, w.promised+n)
}

// room is when a call could begin, after all that are promised.
func (w *window) room() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls[(w.next+w.promised)%len(w.calls)].Add(w.span * time.Duration(1+w.promised/len(w.calls)))
}

// wait returns when the call may begin, or ctx ends.
func (w *window) wait(ctx context.Context) {
	if w == nil {
		return
	}
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		return
	}
	defer func() { <-w.turn }()
	w.mu.Lock()
	rest := time.Until(w.calls[w.next].Add(w.span))
	w.mu.Unlock()
	if rest > 0 {
		t := time.NewTimer(rest)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls[w.next] = time.Now()
	w.next = (w.next + 1) % len(w.calls)
	w.promised = max(0, w.promised-1)
}
