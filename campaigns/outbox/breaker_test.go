package outbox

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"relais/storage"
)

// TestBreaker has a platform that lets nothing through, in the ways there are.
func TestBreaker(t *testing.T) {
	const outage = time.Hour
	for _, c := range []struct {
		name  string
		takes time.Duration // a call, while nothing gets through
		kind  Failure
		state State // of what was tried meanwhile, once the platform is back
		tried int   // rows that may be spent on it
	}{
		{"refuses at once", 0, Temporary, Sent, 0},
		{"cannot be reached for ten seconds", 10 * time.Second, Temporary, Sent, 0},
		{"cannot be reached for a minute", time.Minute, Temporary, Sent, 0},
		{"takes calls and does not answer", 30 * time.Second, Unknown, InDoubt, 2*63 + int(outage/awayRest)},
	} {
		t.Run("a platform that "+c.name+" is tried by one copy in a while", func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := newBench(t, Limits{PerSecond: 30})
				b.send.answer = func(ctx context.Context, _ int, _ Cleared) (Receipt, error) {
					if time.Since(b.send.start) > outage {
						return wait(ctx, 100*time.Millisecond)
					}
					if c.takes > 0 {
						wait(ctx, c.takes)
					}
					return Receipt{}, &SendError{Kind: c.kind, Err: errors.New("no answer")}
				}
				b.plan(1, 1, 1000)
				b.planned(1)
				b.run()
				time.Sleep(5 * time.Minute) // it is known, and what was in flight is back
				for range 10 {
					before := len(b.send.all())
					time.Sleep(awayRest)
					if n := len(b.send.all()) - before; n > 2 {
						t.Fatalf("%d calls in %v", n, awayRest)
					}
				}
				time.Sleep(outage - time.Since(b.send.start) + time.Second)
				if n := len(b.send.all()); n < int(outage/awayRest)/8 {
					t.Errorf("%d calls in all: it was not tried", n)
				}
				time.Sleep(2*time.Minute + 1000*time.Second/30)
				tally := b.tally(1)
				if tally.States[Failed] > 0 || tally.States[Sent] < 1000-c.tried || tally.States[Sent]+tally.States[c.state] < 1000 {
					t.Errorf("afterwards: %+v", tally.States)
				}
				b.stop()
			})
		})
	}
	t.Run("copies that the gate holds back are no try", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 30})
			b.send.answer = func(context.Context, int, Cleared) (Receipt, error) {
				return Receipt{}, &SendError{Kind: Temporary, Err: errors.New("502")}
			}
			b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
				if r.ID.Release == 2 {
					return Decision{Verdict: Skip, Reason: "paused"}, nil
				}
				return open(r), nil
			}
			b.plan(1, 1, 100)
			b.run()
			time.Sleep(2 * time.Minute)
			before := len(b.send.all())
			b.plan(2, 1, 500, func(r *Row) { r.Lane = Alerts })
			time.Sleep(10 * awayRest)
			if n := len(b.send.all()) - before; n < 9 {
				t.Errorf("%d calls in %v: the skipped copies were taken for tries", n, 10*awayRest)
			}
			b.stop()
		})
	})
	t.Run("who has just written is answered by the first or second try", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 30})
			b.send.answer = func(ctx context.Context, _ int, c Cleared) (Receipt, error) {
				if c.To().Chat == "person" {
					return wait(ctx, 100*time.Millisecond)
				}
				wait(ctx, callLimit)
				return Receipt{}, &SendError{Kind: Unknown, Err: errors.New("no answer")}
			}
			b.plan(1, 1, 1000)
			b.run()
			time.Sleep(5 * time.Minute)
			for i := range 5 {
				text := fmt.Sprint("hello ", i)
				b.post(reply("person", text))
				time.Sleep(2*awayRest + 2*time.Second) // every eighth try is a lower lane's
				if b.send.count(text) != 1 {
					t.Errorf("answer %d waits for what hangs", i)
				}
				time.Sleep(3 * time.Minute)
			}
			b.stop()
		})
	})
}
