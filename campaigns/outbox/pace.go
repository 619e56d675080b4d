package outbox

import (
	"time"

	"golang.org/x/time/rate"
)

// pace hands out the moments at which one token may send, evenly, one at a time. A moment is reserved before it comes, so
// that a loop that wakes a little late loses nothing, and dropped when it is a whole interval old, so that nothing is ever
// caught up in a burst. It belongs to the dispatcher's loop.
type pace struct {
	lim   *rate.Limiter // nil for no limit
	every time.Duration
	slot  time.Time // reserved and not yet used; zero for none
	spare time.Time // a used slot that came back; zero for none
}

func newPace(perSecond float64) pace {
	if perSecond <= 0 {
		return pace{}
	}
	// A microsecond more than the interval, or rounding would let limit+1 into a second.
	every := time.Duration(float64(time.Second)/perSecond) + time.Microsecond
	return pace{lim: rate.NewLimiter(rate.Every(every), 1), every: every}
}

// take uses the present slot. Where there is none it reserves the next one, and wait says when it comes.
func (p *pace) take(now time.Time) (slot time.Time, ok bool) {
	if p.lim == nil {
		return now, true
	}
	if p.hasSpare(now) {
		slot, p.spare = p.spare, time.Time{}
		return slot, true
	}
	if p.slot.IsZero() || now.Sub(p.slot) >= p.every {
		p.slot = now.Add(p.lim.ReserveN(now, 1).DelayFrom(now))
	}
	if now.Before(p.slot) {
		return time.Time{}, false
	}
	slot, p.slot = p.slot, time.Time{}
	return slot, true
}

// back returns a slot that was taken and led to no call. It counts until the next one is due.
func (p *pace) back(slot, now time.Time) {
	if p.lim != nil && now.Sub(slot) < p.every {
		p.spare = slot
	}
}

// wait is until when take is sure to refuse; zero where it may not.
func (p *pace) wait(now time.Time) time.Time {
	if p.lim == nil || p.hasSpare(now) || !now.Before(p.slot) {
		return time.Time{}
	}
	return p.slot
}

func (p *pace) hasSpare(now time.Time) bool { return !p.spare.IsZero() && now.Sub(p.spare) < p.every }
