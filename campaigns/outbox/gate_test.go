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

	"relais/storage"
)

func TestGate(t *testing.T) {
	t.Run("quiet hours are waited for, and the row says why", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			morning := time.Now().Add(9 * time.Hour)
			b.gate.row = func(_ storage.Tx, r Row, now time.Time) (Decision, error) {
				if now.Before(morning) && r.ID.Ordinal != 2 {
					return Decision{Verdict: Wait, Until: morning, Reason: "quiet hours"}, nil
				}
				return open(r), nil
			}
			b.plan(1, 1, 3)
			b.planned(1)
			b.run()
			b.idle()
			b.want(1, 1, Queued, "quiet hours")
			b.want(1, 2, Sent, "")
			if tally := b.tally(1); tally.Waiting != 2 || !tally.Next.Equal(morning) || tally.Reasons[Queued]["quiet hours"] != 2 {
				t.Errorf("tally: %+v", tally)
			}
			time.Sleep(time.Until(morning) - time.Second)
			if n := len(b.send.all()); n != 1 {
				t.Errorf("%d calls at night", n)
			}
			time.Sleep(time.Second)
			b.idle()
			b.want(1, 1, Sent, "")
			b.want(1, 3, Sent, "")
			if r := b.row(1, 3); r.Tries != 0 || !r.Due.IsZero() {
				t.Errorf("waiting left %+v", r)
			}
			b.stop()
		})
	})
	t.Run("a wait that says no time is asked about again after a second", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			asked := 0
			b.gate.row = func(_ storage.Tx, r Row, now time.Time) (Decision, error) {
				asked++
				return Decision{Verdict: Wait, Reason: "cap"}, nil
			}
			b.plan(1, 1, 1)
			b.run()
			time.Sleep(100 * time.Second)
			b.stop()
			if asked < 150 || asked > 220 { // each mark runs twice in these tests
				t.Errorf("asked %d times in 100 s", asked)
			}
		})
	})
	t.Run("skip and expire are final", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
				switch r.ID.Ordinal {
				case 1:
					return Decision{Verdict: Skip, Reason: "no consent"}, nil
				case 2:
					return Decision{Verdict: Expire, Reason: "expired"}, nil
				}
				return open(r), nil
			}
			b.plan(1, 1, 3)
			b.planned(1)
			b.run()
			b.idle()
			b.want(1, 1, Skipped, "no consent")
			b.want(1, 2, Expired, "expired")
			if !b.tally(1).Done() || b.active(1) || len(b.send.all()) != 1 {
				t.Errorf("tally: %+v", b.tally(1))
			}
			b.stop()
		})
	})
	t.Run("what the gate writes holds exactly where the row was marked", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.gate.row = func(tx storage.Tx, r Row, _ time.Time) (Decision, error) {
				if err := tx.Put("gate", []byte(text(r.ID)), []byte("seen")); err != nil {
					return Decision{}, err
				}
				if r.ID.Ordinal == 1 {
					return Decision{}, errors.New("after writing")
				}
				return open(r), nil
			}
			b.plan(1, 1, 2)
			b.run()
			time.Sleep(time.Hour)
			b.view(func(tx storage.Tx) error {
				if _, err := tx.Get("gate", []byte("1/1")); !errors.Is(err, storage.ErrNotFound) {
					t.Errorf("a gate that failed left its writes: %v", err)
				}
				_, err := tx.Get("gate", []byte("1/2"))
				return err
			})
			b.stop()
		})
	})
	for _, c := range []struct {
		name string
		fail func(r Row) (Decision, error)
	}{
		{"fails", func(Row) (Decision, error) { return Decision{}, errors.New("no") }},
		{"panics", func(Row) (Decision, error) { panic("a text that nobody may log") }},
		{"gives no address", func(Row) (Decision, error) { return Decision{}, nil }},
		{"gives another platform", func(r Row) (Decision, error) {
			v := open(r)
			v.To.Platform = "beta"
			return v, nil
		}},
		{"gives an unknown verdict", func(Row) (Decision, error) { return Decision{Verdict: 77}, nil }},
	} {
		t.Run("a gate that "+c.name+" for one copy fails that copy alone, after eight tries", func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := newBench(t, Limits{})
				var log bytes.Buffer
				b.o.log = slog.New(slog.NewTextHandler(&log, nil))
				b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
					if r.ID.Ordinal == 5 {
						return c.fail(r)
					}
					return open(r), nil
				}
				b.gate.letter = func(_ storage.Tx, l Letter, _ time.Time) (Decision, error) {
					if l.Message.Text == "bad" {
						v, err := c.fail(Row{Platform: "alpha"})
						if v.To.Platform == "beta" { // a letter may go anywhere, one without a sender waits
							return Decision{}, errors.New("no")
						}
						return v, err
					}
					return openLetter(l), nil
				}
				b.post(reply("bad chat", "bad"))
				b.post(reply("good chat", "good"))
				b.plan(1, 1, 20)
				b.planned(1)
				b.run()
				b.idle()
				if b.tally(1).States[Sent] != 19 || b.send.count("good") != 1 {
					t.Errorf("others were held up: %+v", b.tally(1))
				}
				time.Sleep(time.Hour)
				b.want(1, 5, Failed, "internal")
				if r := b.row(1, 5); r.Tries != maxTries || b.active(1) {
					t.Errorf("%+v", r)
				}
				if n := b.letters(); n != 0 {
					t.Errorf("%d letters are still there", n)
				}
				if !strings.Contains(log.String(), "release=1 ordinal=5") || strings.Contains(log.String(), "nobody may log") {
					t.Errorf("log: %s", log.String())
				}
				b.stop()
			})
		})
	}
	t.Run("the key is that of the copy and of its revision", func(t *testing.T) {
		seen := map[string]bool{}
		for _, k := range []string{attemptKey("row", 1, 2, 3), attemptKey("row", 1, 2, 4), attemptKey("row", 1, 3, 3), attemptKey("row", 2, 2, 3), attemptKey("letter", 1)} {
			if len(k) != 25 || seen[k] {
				t.Errorf("key %q", k)
			}
			seen[k] = true
		}
		if k := attemptKey("row", 1, 2, 3); k != "7lk5sgsl74rcmkhf2rulk52ld" {
			t.Errorf("the key of a copy has changed to %q: one in flight during an update would be sent twice", k)
		}
	})
}

// letters counts the letters that are queued.
func (b *bench) letters() (n int) {
	b.Helper()
	b.view(func(tx storage.Tx) error {
		n = 0
		return b.o.letters.Scan(tx, storage.Range{}, func(string, posted) error { n++; return nil })
	})
	return n
}

func TestStop(t *testing.T) {
	t.Run("ends new work and finishes what is in hand", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 10})
			b.send.answer = func(ctx context.Context, _ int, c Cleared) (Receipt, error) { return wait(ctx, seconds(5)) }
			b.plan(1, 1, 200)
			b.run()
			time.Sleep(seconds(3.05))
			began := time.Now()
			b.stop()
			if d := time.Since(began); d < seconds(3.9) || d > seconds(4.1) {
				t.Errorf("stopping took %v", d)
			}
			tally := b.tally(1)
			if n := len(b.send.all()); n > workers(b.send.limits) || tally.States[Sent] != n || tally.States[Queued] != 200-n || tally.States[Sending]+tally.States[InDoubt] != 0 {
				t.Errorf("%d calls, %+v", n, tally.States)
			}
		})
	})
	t.Run("cancels what takes longer than ten seconds, and what may have arrived is in doubt", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = func(ctx context.Context, _ int, c Cleared) (Receipt, error) {
				if c.Message().Text == "1/1" {
					<-ctx.Done()
					return Receipt{}, &SendError{Kind: Temporary, Err: ctx.Err()} // nothing was written
				}
				return wait(ctx, seconds(50))
			}
			b.plan(1, 1, 5)
			b.post(reply("x", "hello"))
			b.run()
			time.Sleep(time.Second)
			began := time.Now()
			b.stop()
			if d := time.Since(began); d < grace || d > grace+time.Second {
				t.Errorf("stopping took %v", d)
			}
			b.want(1, 1, Queued, "temporary")
			for n := uint64(2); n <= 5; n++ {
				b.want(1, n, InDoubt, "unknown")
			}
			if b.letters() != 1 {
				t.Error("the letter is lost")
			}
		})
	})
	t.Run("does not wait for ever for a call that ignores its end", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			release := make(chan struct{})
			b.send.answer = func(context.Context, int, Cleared) (Receipt, error) {
				<-release
				return Receipt{}, nil
			}
			b.plan(1, 1, 2)
			b.run()
			time.Sleep(time.Second)
			began := time.Now()
			b.cancel()
			err := <-b.ended
			if d := time.Since(began); err == nil || !strings.Contains(err.Error(), "2 calls did not end") || d > grace+lastGrace+time.Second {
				t.Errorf("after %v: %v", d, err)
			}
			b.want(1, 1, Sending, "")
			close(release)
		})
	})
	t.Run("a call that hangs is cut off after a minute", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = func(ctx context.Context, _ int, c Cleared) (Receipt, error) { return wait(ctx, time.Hour) }
			b.plan(1, 1, 1)
			b.run()
			b.idle()
			if d := time.Since(b.send.start); d < callLimit || d > callLimit+time.Second {
				t.Errorf("it took %v", d)
			}
			b.want(1, 1, InDoubt, "unknown")
			b.stop()
		})
	})
}

func TestRestart(t *testing.T) {
	t.Run("finds rows in every state as they should be", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{Idempotency: 2 * time.Minute})
			now := time.Now().UTC()
			old := now.Add(-time.Hour)
			rows := []struct {
				row    Row
				want   State
				reason string
				sent   int
			}{
				{Row{State: Queued}, Sent, "", 1},
				{Row{State: Queued, Due: now.Add(time.Minute), Reason: "quiet hours"}, Sent, "", 1},
				{Row{State: Queued, Doubt: true, Tries: 1, Reason: "unknown"}, InDoubt, "unknown", 0},
				{Row{State: Sending, At: old}, InDoubt, "interrupted", 0},
				{Row{State: Sending, At: old, Resend: true}, Sent, "", 1},
				{Row{State: Sending, At: old, Resend: true, Tries: maxTries - 1}, InDoubt, "interrupted", 0},
				{Row{State: Sending, At: now.Add(-time.Minute)}, Sent, "", 1},
				{Row{State: Sending, At: now.Add(-time.Minute), ID: RowID{Ordinal: PlaceBit}}, InDoubt, "interrupted", 0},
				{Row{State: Sent, At: old, Receipt: "m", Rev: 3}, Sent, "", 0},
				{Row{State: Failed, At: old, Reason: "gone"}, Failed, "gone", 0},
				{Row{State: Skipped, At: old, Reason: "paused"}, Skipped, "paused", 0},
				{Row{State: Expired, At: old}, Expired, "", 0},
				{Row{State: InDoubt, At: old, Doubt: true, Reason: "unknown"}, InDoubt, "unknown", 0},
				{Row{State: Cancelled, At: old}, Cancelled, "", 0},
			}
			for i := range rows {
				r := &rows[i].row
				r.ID = RowID{1, r.ID.Ordinal | uint64(i+1)}
				r.Platform = "alpha"
				b.plan(1, r.ID.Ordinal, r.ID.Ordinal)
				b.update(func(tx storage.Tx) error { return b.o.put(tx, *r) })
			}
			b.planned(1)
			b.run()
			b.idle()
			time.Sleep(2 * time.Minute)
			for _, r := range rows {
				b.want(1, r.row.ID.Ordinal, r.want, r.reason)
				if n := b.send.count(text(r.row.ID)); n != r.sent {
					t.Errorf("row %d, found %s, was sent %d times", r.row.ID.Ordinal, r.row.State, n)
				}
			}
			if b.active(1) || !b.tally(1).Done() {
				t.Errorf("tally: %+v", b.tally(1))
			}
			b.stop()
		})
	})
	t.Run("finds what a crash left far behind the first queued row at once", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 1})
			b.plan(1, 1, 5000)
			b.update(func(tx storage.Tx) error {
				r, err := b.o.Row(tx, RowID{1, 4900})
				if err != nil {
					return err
				}
				r.State, r.At = Sending, time.Now()
				return b.o.put(tx, r)
			})
			b.run()
			time.Sleep(time.Second)
			b.want(1, 4900, InDoubt, "interrupted")
			b.stop()
		})
	})
	t.Run("goes on where it was stopped, with letters and rows", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 20})
			b.plan(1, 1, 100)
			b.planned(1)
			for i := range 40 {
				b.post(reply(fmt.Sprint("x", i%3), fmt.Sprint("letter ", i)))
			}
			for range 7 {
				b.run()
				time.Sleep(seconds(0.9))
				b.stop()
				b.s.Close()
				b.open()
			}
			b.run()
			b.idle()
			if n := len(b.send.all()); n != 140 || b.tally(1).States[Sent] != 100 || b.letters() != 0 || b.active(1) {
				t.Errorf("%d calls, tally %+v", n, b.tally(1).States)
			}
			b.stop()
		})
	})
}
