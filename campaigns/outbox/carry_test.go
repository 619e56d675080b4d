package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

// failing answers the calls for one text with a script of failures, and everything else with a receipt.
func failing(text string, script ...*SendError) func(context.Context, int, Cleared) (Receipt, error) {
	n := 0
	return func(_ context.Context, i int, c Cleared) (Receipt, error) {
		if c.Message().Text == text && n < len(script) {
			n++
			if e := script[n-1]; e != nil {
				return Receipt{}, e
			}
		}
		return Receipt{Message: fmt.Sprint("m", i)}, nil
	}
}

// times are when a text was sent.
func (s *scripted) times(text string) (all []time.Duration) {
	for _, c := range s.all() {
		if c.Text == text {
			all = append(all, c.At)
		}
	}
	return all
}

// within fails unless the gaps between calls lie in bounds, one pair for each gap.
func within(t *testing.T, at []time.Duration, bounds ...[2]float64) {
	t.Helper()
	if len(at) != len(bounds)+1 {
		t.Errorf("%d calls, not %d: %v", len(at), len(bounds)+1, at)
		return
	}
	for i, b := range bounds {
		if gap := at[i+1] - at[i]; gap < seconds(b[0]) || gap > seconds(b[1])+10*time.Millisecond {
			t.Errorf("gap %d is %v, not %v to %v seconds", i, gap, b[0], b[1])
		}
	}
}

func TestFailure(t *testing.T) {
	hour := time.Hour
	t.Run("temporary failures are tried again with growing pauses, eight times where others get through", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			e := &SendError{Kind: Temporary, Err: errors.New("502")}
			b.send.answer = failing("1/1", e, e, e, e, e, e, e, e)
			b.plan(1, 1, 3)
			b.planned(1)
			b.run()
			for range 20 {
				b.post(reply("another chat", "hello"))
				time.Sleep(10 * time.Second)
			}
			time.Sleep(hour)
			b.want(1, 1, Failed, "temporary")
			b.want(1, 2, Sent, "")
			within(t, b.send.times("1/1"), [2]float64{1, 1.25}, [2]float64{2, 2.5}, [2]float64{4, 5}, [2]float64{8, 10},
				[2]float64{16, 20}, [2]float64{32, 40}, [2]float64{64, 80})
			if b.active(1) || b.tally(1).Reasons[Failed]["temporary"] != 1 {
				t.Errorf("tally: %+v", b.tally(1))
			}
			b.stop()
		})
	})
	t.Run("an outage of the platform costs nobody their copy, and calls are few while it lasts", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 20})
			b.send.answer = func(context.Context, int, Cleared) (Receipt, error) {
				if time.Since(b.send.start) < 3*hour {
					return Receipt{}, &SendError{Kind: Temporary, Err: errors.New("502")}
				}
				return Receipt{Message: "m"}, nil
			}
			b.plan(1, 1, 200)
			b.planned(1)
			b.post(reply("chat", "hello"))
			b.run()
			time.Sleep(2 * hour)
			before := len(b.send.all())
			time.Sleep(hour - time.Second)
			if n := len(b.send.all()) - before; n == 0 || n > 20*3600/10 {
				t.Errorf("%d calls in an hour", n)
			}
			time.Sleep(5 * time.Minute)
			if n := b.tally(1).States[Sent]; n != 200 || b.letters() != 0 || b.active(1) {
				t.Errorf("%d copies were sent and %d letters are left", n, b.letters())
			}
			if at := b.send.times("hello"); at[len(at)-1] < 3*hour {
				t.Errorf("the letter was given up after %v", at[len(at)-1])
			}
			b.stop()
		})
	})
	t.Run("tries that went by before an outage was known to be one are given back", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			failed := map[string]int{}
			b.send.answer = func(_ context.Context, _ int, c Cleared) (Receipt, error) {
				text, at := c.Message().Text, time.Since(b.send.start)
				outage := at > 70*time.Second && at < 6*time.Minute
				if !outage && text == "1/1" {
					failed[text]++
				}
				if outage || text == "1/1" && failed[text] <= 10 { // seven times before the outage, three after it
					return Receipt{}, &SendError{Kind: Temporary, Err: errors.New("502")}
				}
				return Receipt{Message: "m"}, nil
			}
			b.plan(1, 1, 1)
			b.planned(1)
			b.run()
			for i := range 120 { // others, all the time
				b.post(reply(fmt.Sprint("other", i), "hello"))
				time.Sleep(10 * time.Second)
			}
			if r := b.row(1, 1); r.State != Sent || failed["1/1"] != 11 {
				t.Errorf("after %d calls beside the outage the copy is %s for %q", failed["1/1"], r.State, r.Reason)
			}
			b.stop()
		})
	})
	t.Run("a temporary failure that passes leaves no trace but the tries", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = failing("1/1", &SendError{Kind: Temporary}, &SendError{Kind: Temporary})
			b.plan(1, 1, 1)
			b.run()
			b.idle()
			if r := b.row(1, 1); r.State != Queued || r.Reason != "temporary" || r.Due.IsZero() || r.Rev != 0 {
				t.Errorf("between tries: %+v", r)
			}
			time.Sleep(hour)
			if r := b.row(1, 1); r.State != Sent || r.Reason != "" || r.Tries != 2 || r.Doubt {
				t.Errorf("afterwards: %+v", r)
			}
			if b.send.keys[0] != b.send.keys[2] || len(b.send.keys[0]) > 25 {
				t.Errorf("the attempts' keys differ: %v", b.send.keys)
			}
			b.stop()
		})
	})
	t.Run("a throttled chat rests and the others do not", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = failing("1/1", &SendError{Kind: Throttled, After: 40 * time.Second, Scope: ScopeChat})
			b.plan(1, 1, 2)
			b.run()
			b.idle()
			b.plan(2, 1, 2)
			time.Sleep(hour)
			within(t, b.send.times("1/1"), [2]float64{40, 44})
			if at := b.send.times("2/1"); at[0] < seconds(40) {
				t.Errorf("the chat was written to after %v", at)
			}
			if at := b.send.times("2/2"); at[0] > seconds(1) {
				t.Errorf("another chat waited until %v", at)
			}
			if r := b.row(1, 1); r.Tries != 0 || r.State != Sent {
				t.Errorf("a pause used up a try: %+v", r)
			}
			b.stop()
		})
	})
	t.Run("a throttled token rests altogether", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 1})
			b.send.answer = failing("1/2", &SendError{Kind: Throttled, After: 40 * time.Second, Scope: ScopeToken})
			b.plan(1, 1, 4)
			b.post(Letter{To: Address{Platform: "alpha", Chat: "late"}, Lane: Digests, Message: Message{Text: "late"}})
			b.run()
			b.idle()
			if at := b.send.times("1/3"); at[0] < seconds(41) || at[0] > seconds(46) {
				t.Errorf("a pause of 40 s after 1 s: the next copy left at %v", at)
			}
			time.Sleep(hour)
			if r := b.row(1, 2); r.Tries != 0 || r.State != Sent || len(b.send.all()) != 6 {
				t.Errorf("%+v, %v", r, b.send.all())
			}
			b.stop()
		})
	})
	t.Run("gone is for good and the gate is told in the same transaction", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = failing("1/2", &SendError{Kind: Gone, Err: errors.New("blocked")})
			var told []string
			b.gate.gone = func(tx storage.Tx, to Address, ordinal uint64, now time.Time) error {
				told = []string{to.Platform, to.Chat, fmt.Sprint(ordinal)}
				return tx.Put("gone", []byte("k"), []byte("v"))
			}
			b.plan(1, 1, 3)
			b.run()
			b.idle()
			b.want(1, 2, Failed, "gone")
			if diff := cmp.Diff([]string{"alpha", "chat2", "2"}, told); diff != "" {
				t.Error(diff)
			}
			b.view(func(tx storage.Tx) error { _, err := tx.Get("gone", []byte("k")); return err })
			if b.tally(1).States[Sent] != 2 {
				t.Error("one who is gone held up others")
			}
			b.stop()
		})
	})
	t.Run("a gate that fails to note who is gone loses no row", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = failing("1/2", &SendError{Kind: Gone})
			b.gate.gone = func(storage.Tx, Address, uint64, time.Time) error { panic("no") }
			b.plan(1, 1, 3)
			b.run()
			b.idle()
			b.want(1, 2, Failed, "gone")
			b.stop()
		})
	})
	t.Run("refused and missing end a row", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = func(_ context.Context, _ int, c Cleared) (Receipt, error) {
				if c.Edit() != "" {
					return Receipt{}, &SendError{Kind: Missing}
				}
				return Receipt{}, &SendError{Kind: Refused}
			}
			b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
				v := open(r)
				if r.ID.Ordinal == 2 {
					v.Edit = "m7"
				}
				return v, nil
			}
			b.plan(1, 1, 2)
			b.run()
			b.idle()
			b.want(1, 1, Failed, "refused")
			b.want(1, 2, Failed, "missing")
			b.stop()
		})
	})
	t.Run("a token that is not accepted stops its platform, loses nothing and is tried by one copy later", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 10})
			var log bytes.Buffer
			b.o.log = slog.New(slog.NewTextHandler(&log, nil))
			denied := &SendError{Kind: Unauthorized, Err: errors.New("401")}
			b.send.answer = func(ctx context.Context, n int, _ Cleared) (Receipt, error) {
				switch at := time.Since(b.send.start); {
				case n == 1:
					return wait(ctx, 5*time.Second) // accepted, but before the answer that tells
				case at < 15*time.Minute:
					wait(ctx, 300*time.Millisecond)
					return Receipt{}, denied
				case at < 25*time.Minute: // proves nothing
					wait(ctx, 300*time.Millisecond)
					return Receipt{}, &SendError{Kind: Temporary}
				}
				return Receipt{Message: "m"}, nil
			}
			b.plan(1, 1, 50)
			b.run()
			b.idle()
			first := len(b.send.all())
			b.post(reply("x", "hello"))
			b.idle()
			time.Sleep(9 * time.Minute)
			if n := len(b.send.all()); n != first || b.tally(1).States[Queued] != 49 {
				t.Errorf("%d more calls, tally %+v", n-first, b.tally(1).States)
			}
			time.Sleep(20 * time.Minute)
			if n := len(b.send.all()); n != first+2 {
				t.Errorf("%d calls to see whether the token is accepted, in half an hour", n-first)
			}
			time.Sleep(hour)
			if b.tally(1).States[Sent] != 50 || b.send.count("hello") == 0 {
				t.Errorf("tally %+v", b.tally(1).States)
			}
			if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
				t.Errorf("%d errors in the log:\n%s", n, log.String())
			}
			b.stop()
		})
	})
	t.Run("a chat that has moved is written to where it is now", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			told := map[string]string{}
			b.gate.moved = func(_ storage.Tx, from Address, chat string) error { told[from.Chat] = chat; return nil }
			b.send.answer = func(_ context.Context, _ int, c Cleared) (Receipt, error) {
				if c.To().Chat == "chat1" {
					return Receipt{}, &SendError{Kind: Moved, To: "chat1b"}
				}
				return Receipt{Message: "m"}, nil
			}
			b.plan(1, 1, 1)
			b.run()
			b.idle()
			b.plan(2, 1, 1)
			b.post(reply("chat1", "hello"))
			b.idle()
			want := []attempt{{0, "chat1", "1/1"}, {0, "chat1b", "1/1"}, {0, "chat1b", "hello"}, {0, "chat1b", "2/1"}}
			calls := b.send.all()
			for i := range calls {
				calls[i].At = 0
			}
			if diff := cmp.Diff(want, calls); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[string]string{"chat1": "chat1b"}, told); diff != "" {
				t.Error(diff)
			}
			b.stop()
		})
	})
	t.Run("two chats that point at each other come to an end", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = func(_ context.Context, _ int, c Cleared) (Receipt, error) {
				return Receipt{}, &SendError{Kind: Moved, To: map[string]string{"chat1": "x", "x": "chat1"}[c.To().Chat]}
			}
			b.plan(1, 1, 1)
			b.post(reply("chat1", "hello"))
			b.run()
			time.Sleep(hour)
			b.want(1, 1, Failed, "moved")
			if n := b.send.count("hello"); n != maxTries {
				t.Errorf("the letter was tried %d times", n)
			}
			b.stop()
		})
	})
}

func TestDoubt(t *testing.T) {
	unknown := &SendError{Kind: Unknown, Err: errors.New("timeout")}
	for _, c := range []struct {
		name        string
		resend      bool
		edit        string
		place       bool
		idempotency time.Duration
		script      []*SendError
		state       State
		reason      string
		calls       int
	}{
		{"stays in doubt by default", false, "", false, 0, []*SendError{unknown}, InDoubt, "unknown", 1},
		{"is repeated where the brief says so", true, "", false, 0, []*SendError{unknown, unknown}, Sent, "", 3},
		{"is repeated eight times at most", true, "", false, 0, []*SendError{unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown}, InDoubt, "unknown", 8},
		{"is never repeated in a place", true, "", true, 0, []*SendError{unknown}, InDoubt, "unknown", 1},
		{"is never repeated in a place, also with a key", false, "", true, time.Hour, []*SendError{unknown}, InDoubt, "unknown", 1},
		{"is repeated for an edit", false, "m1", false, 0, []*SendError{unknown, unknown}, Sent, "", 3},
		{"is repeated for an edit in a place", false, "m1", true, 0, []*SendError{unknown}, Sent, "", 2},
		{"is repeated while the platform recognises the key", false, "", false, 2 * time.Minute, []*SendError{unknown, unknown}, Sent, "", 3},
		{"is not repeated when the key's time is over", false, "", false, 20 * time.Second, []*SendError{unknown, unknown, unknown, unknown, unknown, unknown}, InDoubt, "unknown", 4},
		{"is not repeated when the platform was away past the key's time", false, "", false, time.Minute,
			[]*SendError{unknown, {Kind: Throttled, After: time.Hour}}, InDoubt, "throttled", 2},
		{"does not end as failed after a refusal", true, "", false, 0, []*SendError{unknown, {Kind: Refused}}, InDoubt, "refused", 2},
	} {
		t.Run("an unanswered copy "+c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := newBench(t, Limits{Idempotency: c.idempotency})
				n := 0
				b.send.answer = func(context.Context, int, Cleared) (Receipt, error) {
					if n++; n <= len(c.script) {
						return Receipt{}, c.script[n-1]
					}
					return Receipt{Message: "m"}, nil
				}
				b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
					v := open(r)
					v.Resend, v.Edit = c.resend, c.edit
					return v, nil
				}
				ordinal := uint64(1)
				if c.place {
					ordinal |= PlaceBit
				}
				b.plan(1, ordinal, ordinal)
				b.planned(1)
				b.run()
				time.Sleep(3 * time.Hour)
				b.want(1, ordinal, c.state, c.reason)
				if len(b.send.all()) != c.calls {
					t.Errorf("%d calls, not %d", len(b.send.all()), c.calls)
				}
				if r := b.row(1, ordinal); !r.Doubt || r.Rev != 1 {
					t.Errorf("its trace is lost: %+v", r)
				}
				if tally := b.tally(1); b.active(1) || !tally.Done() || tally.States[c.state] != 1 || (tally.States.Open() == 1) != (c.state == InDoubt) {
					t.Errorf("tally: %+v", tally)
				}
				b.stop()
			})
		})
	}
	t.Run("an unanswered copy does not end as skipped, expired or cancelled", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = func(context.Context, int, Cleared) (Receipt, error) { return Receipt{}, unknown }
			b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
				v := open(r)
				v.Resend = true
				if r.Doubt && r.ID.Ordinal < 3 {
					return Decision{Verdict: Verdict(uint64(Wait) + r.ID.Ordinal), Reason: "paused"}, nil
				}
				return v, nil
			}
			b.plan(1, 1, 3)
			b.run()
			b.idle()
			b.update(func(tx storage.Tx) error { _, err := b.o.Cancel(tx, 2); return err })
			time.Sleep(2 * time.Second)
			b.update(func(tx storage.Tx) error { _, err := b.o.Cancel(tx, 1); return err })
			b.want(1, 1, InDoubt, "paused")
			b.want(1, 2, InDoubt, "paused")
			b.want(1, 3, InDoubt, "")
			b.stop()
		})
	})
	t.Run("a sender that panics or breaks its contract leaves the copy in doubt", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = func(_ context.Context, _ int, c Cleared) (Receipt, error) {
				switch c.Message().Text {
				case "1/1":
					panic("no")
				case "1/2":
					return Receipt{}, errors.New("no kind")
				case "1/3":
					return Receipt{}, &SendError{Kind: 99}
				}
				return Receipt{Message: "m"}, nil
			}
			b.plan(1, 1, 100)
			b.run()
			b.idle()
			for n := range uint64(3) {
				b.want(1, n+1, InDoubt, "unknown")
			}
			if b.tally(1).States[Sent] != 97 {
				t.Errorf("tally: %+v", b.tally(1))
			}
			b.stop()
		})
	})
}

func TestPauses(t *testing.T) {
	for tries, want := range map[int]time.Duration{0: time.Second, 1: time.Second, 2: 2 * time.Second, 7: 64 * time.Second, 9: 256 * time.Second, 10: longest, 5000: longest} {
		seen := map[time.Duration]bool{}
		for range 100 {
			d := pauseAfter(tries)
			if seen[d] = true; d < want || d > want+want/4 || d > longest {
				t.Errorf("a pause of %v after %d tries", d, tries)
			}
		}
		if len(seen) < 50 && want < longest {
			t.Errorf("the pauses after %d tries are all alike", tries)
		}
	}
	seen := map[time.Duration]bool{}
	for range 100 {
		d := jitter(10 * time.Second)
		if seen[d] = true; d < 10*time.Second || d > 11*time.Second {
			t.Errorf("10 s became %v", d)
		}
	}
	if d := jitter(-time.Second); d != 0 || len(seen) < 50 {
		t.Errorf("less than nothing became %v; %d different pauses", d, len(seen))
	}
}
