package outbox

import (
	"context"
	"strings"
	"testing"
	"time"
)

// TestClock holds what a wall clock that jumps does to the dispatcher. A test's clock goes on evenly, so the loop's work is done here
// at instants of the test's choice, as the loop would see them.
func TestClock(t *testing.T) {
	begins := func(t *testing.T, due time.Time) (*bench, *dispatcher) {
		b := newBench(t, Limits{PerSecond: 30})
		b.plan(1, 1, 1, func(r *Row) { r.Due = due })
		b.planned(1)
		d := newDispatcher(b.o, b.gate, b.send)
		d.platforms, d.calls = map[string]bool{"alpha": true}, t.Context()
		return b, d
	}
	works := func(t *testing.T, d *dispatcher, at time.Time) (next time.Time) {
		for range 4 { // the sweep, the pass, what rests
			var err error
			if next, err = d.work(t.Context(), at); err != nil {
				t.Fatal(err)
			}
		}
		return next
	}
	ends := func(t *testing.T, d *dispatcher) {
		if err := d.end(func() {}); err != nil {
			t.Error(err)
		}
	}
	t.Run("forwards: what is due by then leaves within a minute", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			now := time.Now()
			_, d := begins(t, now.Add(3*time.Hour))
			next := works(t, d, now)
			if d.inFlight != 0 || next.Sub(now) > lookEvery {
				t.Errorf("%d copies are in flight, and it looks again in %v", d.inFlight, next.Sub(now))
			}
			works(t, d, now.Add(3*time.Hour).Round(0))
			if d.inFlight != 1 {
				t.Errorf("%d copies are in flight after the jump", d.inFlight)
			}
			d.takeBack(<-d.done)
			ends(t, d)
		})
	})
	t.Run("backwards: nothing leaves before its time, and a jump that is put right costs nothing", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			now := time.Now()
			_, d := begins(t, now.Add(3*time.Hour))
			works(t, d, now)
			works(t, d, now.Add(-24*time.Hour).Round(0))
			works(t, d, now)
			if d.inFlight != 0 {
				t.Errorf("%d copies are in flight", d.inFlight)
			}
			works(t, d, now.Add(3*time.Hour))
			if d.inFlight != 1 {
				t.Errorf("%d copies are in flight when it is due", d.inFlight)
			}
			d.takeBack(<-d.done)
			ends(t, d)
		})
	})
	t.Run("pace and pauses go by the clock that never jumps", func(t *testing.T) { // in no bubble: its times have no monotonic part
		b, d := begins(t, time.Time{})
		b.send.answer = func(context.Context, int, Cleared) (Receipt, error) {
			return Receipt{}, &SendError{Kind: Throttled, After: time.Minute, Scope: ScopeToken}
		}
		works(t, d, time.Now())
		d.takeBack(<-d.done)
		ends(t, d)
		d.pace.take(time.Now())
		for what, at := range map[string]time.Time{"the token's pause": d.paused, "the next moment": d.pace.slot} {
			if !strings.Contains(at.String(), " m=") {
				t.Errorf("%s, %v, is the wall clock's", what, at)
			}
		}
	})
}
