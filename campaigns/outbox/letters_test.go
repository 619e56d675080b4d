package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

func TestLetters(t *testing.T) {
	t.Run("letters to one address leave in order, one at a time, whatever fails", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 20, PerChat: 100 * time.Millisecond})
			var calls atomic.Int64
			b.send.answer = func(ctx context.Context, _ int, _ Cleared) (Receipt, error) {
				n := calls.Add(1)
				switch {
				case n%11 == 0:
					return Receipt{}, &SendError{Kind: Throttled, After: 3 * time.Second}
				case n%7 == 0:
					return Receipt{}, &SendError{Kind: Temporary}
				case n%13 == 0:
					return Receipt{}, &SendError{Kind: Unknown}
				}
				return wait(ctx, 150*time.Millisecond)
			}
			b.run()
			for i := range 150 {
				b.post(reply(fmt.Sprint("chat", i%3), fmt.Sprintf("%03d", i)))
				b.post(Letter{Ordinal: 9, Lane: Corrections, Message: Message{Text: fmt.Sprintf("%03d", i)}})
				time.Sleep(20 * time.Millisecond)
			}
			b.idle()
			last := map[string]string{}
			done := map[string]int{}
			for _, c := range b.send.all() {
				if c.Text < last[c.Chat] {
					t.Fatalf("%s got %s after %s", c.Chat, c.Text, last[c.Chat])
				}
				if c.Text > last[c.Chat] {
					done[c.Chat]++
				}
				last[c.Chat] = c.Text
			}
			if diff := cmp.Diff(map[string]int{"chat0": 50, "chat1": 50, "chat2": 50, "chat9": 150}, done); diff != "" || b.letters() != 0 {
				t.Errorf("%s, %d letters left", diff, b.letters())
			}
			b.stop()
		})
	})
	t.Run("a letter that could not be sent rests, and with it what follows it", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = failing("first", &SendError{Kind: Throttled, After: 40 * time.Second}, &SendError{Kind: Temporary}, &SendError{Kind: Unknown},
				&SendError{Kind: Throttled, After: 30 * time.Second, Scope: ScopeToken})
			b.post(reply("one", "first"))
			b.post(reply("one", "second"))
			b.post(reply("two", "other"))
			b.run()
			b.idle()
			within(t, b.send.times("first"), [2]float64{40, 44}, [2]float64{1, 1.25}, [2]float64{2, 2.5}, [2]float64{30, 33})
			if at := b.send.times("second"); len(at) != 1 || at[0] < b.send.times("first")[4] {
				t.Errorf("the second left at %v", at)
			}
			if at := b.send.times("other"); len(at) != 1 || at[0] > time.Second {
				t.Errorf("another chat's left at %v", at)
			}
			b.stop()
		})
	})
	t.Run("one chat with a thousand letters does not hold up the others", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 100, PerChat: time.Second})
			for i := range 1000 {
				b.post(reply("flood", fmt.Sprintf("%04d", i)))
			}
			for i := range 50 {
				b.post(reply(fmt.Sprint("calm", i), "hello"))
			}
			b.run()
			time.Sleep(2 * time.Second)
			if n := b.send.count("hello"); n != 50 {
				t.Errorf("%d of 50 others were answered", n)
			}
			b.idle()
			var flood []string
			for _, c := range b.send.all() {
				if c.Chat == "flood" {
					flood = append(flood, c.Text)
				}
			}
			for i, text := range flood {
				if text != fmt.Sprintf("%04d", i) {
					t.Fatalf("letter %d is %s", i, text)
				}
			}
			if d := time.Since(b.send.start); len(flood) != 1000 || d > seconds(1010) {
				t.Errorf("%d letters in %v", len(flood), d)
			}
			b.stop()
		})
	})
	t.Run("a letter that leaves later does not hold up one posted after it", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			l := reply("one", "tomorrow")
			l.Due = time.Now().Add(30 * time.Hour) // its life begins then
			b.post(l)
			b.post(reply("one", "now"))
			b.gate.letter = func(_ storage.Tx, l Letter, now time.Time) (Decision, error) {
				if l.Message.Text == "morning" && now.Before(b.send.start.Add(9*time.Hour)) {
					return Decision{Verdict: Wait, Until: b.send.start.Add(9 * time.Hour), Reason: "quiet hours"}, nil
				}
				return openLetter(l), nil
			}
			b.post(reply("one", "morning"))
			b.post(reply("one", "also now"))
			b.run()
			b.idle()
			time.Sleep(31 * time.Hour)
			if diff := cmp.Diff([]string{"now", "also now", "morning", "tomorrow"}, b.send.texts()); diff != "" {
				t.Error(diff)
			}
			within(t, []time.Duration{0, b.send.times("morning")[0], b.send.times("tomorrow")[0]}, [2]float64{9 * 3600, 9 * 3600}, [2]float64{21 * 3600, 21 * 3600})
			b.stop()
		})
	})
	t.Run("letters that are refused, gone or too old are deleted", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			var told []uint64
			b.gate.gone = func(_ storage.Tx, _ Address, ordinal uint64, _ time.Time) error {
				told = []uint64{ordinal}
				return nil
			}
			b.gate.letter = func(_ storage.Tx, l Letter, _ time.Time) (Decision, error) {
				switch l.Message.Text {
				case "skip":
					return Decision{Verdict: Skip, Reason: "left"}, nil
				case "expire":
					return Decision{Verdict: Expire}, nil
				}
				return openLetter(l), nil
			}
			b.send.answer = func(_ context.Context, _ int, c Cleared) (Receipt, error) {
				switch c.Message().Text {
				case "gone":
					return Receipt{}, &SendError{Kind: Gone}
				case "refused":
					return Receipt{}, &SendError{Kind: Refused}
				}
				return Receipt{Message: "m"}, nil
			}
			old := reply("x", "old")
			old.Posted = time.Now().Add(-25 * time.Hour)
			b.post(old)
			for _, text := range []string{"skip", "expire", "gone", "refused", "fine"} {
				l := reply("x", text)
				l.Ordinal = 8
				b.post(l)
			}
			b.run()
			b.idle()
			if diff := cmp.Diff([]string{"gone", "refused", "fine"}, b.send.texts()); diff != "" || b.letters() != 0 {
				t.Errorf("%s, %d letters left", diff, b.letters())
			}
			if diff := cmp.Diff([]uint64{8}, told); diff != "" {
				t.Error(diff)
			}
			b.stop()
		})
	})
	t.Run("a letter nobody can send goes when its day is over", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.gate.letter = func(storage.Tx, Letter, time.Time) (Decision, error) {
				return Decision{To: Address{Platform: "beta", Chat: "3"}}, nil
			}
			b.run()
			l := reply("x", "for beta")
			l.To.Platform = "beta"
			b.post(l)
			b.update(func(tx storage.Tx) error {
				for range 1500 {
					if _, err := b.o.Post(tx, l); err != nil {
						return err
					}
				}
				return nil
			})
			for range 60 {
				b.post(Letter{Ordinal: 3, Message: Message{Text: "elsewhere"}})
			}
			b.idle()
			time.Sleep(23 * time.Hour)
			if n := b.letters(); n != 1561 {
				t.Errorf("%d letters after 23 hours", n)
			}
			time.Sleep(3 * time.Hour)
			if n := b.letters(); n != 0 || len(b.send.all()) != 0 {
				t.Errorf("%d letters after 26 hours", n)
			}
			b.stop()
		})
	})
	t.Run("a letter to a member leaves by the platform that the gate names, in order", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			beta := b.sender("beta", Limits{PerChat: time.Second})
			b.more = append(b.more, beta)
			b.gate.letter = func(_ storage.Tx, l Letter, _ time.Time) (Decision, error) {
				v := openLetter(l)
				if l.Ordinal == 2 {
					if l.To != (Address{}) {
						t.Errorf("the gate was given the address %+v", l.To)
					}
					v.To = Address{Platform: "beta", Chat: "b2"}
				}
				return v, nil
			}
			b.run()
			for i := range 20 {
				b.post(Letter{Ordinal: uint64(1 + i%2), Message: Message{Text: fmt.Sprintf("%02d", i)}})
			}
			b.idle()
			want := []string{"01", "03", "05", "07", "09", "11", "13", "15", "17", "19"}
			if diff := cmp.Diff(want, beta.texts()); diff != "" || len(b.send.all()) != 10 || b.letters() != 0 {
				t.Errorf("%s, alpha %v", diff, b.send.texts())
			}
			b.stop()
		})
	})
	t.Run("a letter handed over to another platform leaves at once, under the same key", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			beta := b.sender("beta", Limits{Idempotency: time.Minute})
			b.more = append(b.more, beta)
			b.gate.letter = func(_ storage.Tx, l Letter, _ time.Time) (Decision, error) {
				return Decision{To: Address{Platform: "beta", Chat: "b"}, Message: l.Message}, nil
			}
			b.run()
			b.idle()
			b.post(Letter{Ordinal: 3})
			seq := b.post(Letter{Ordinal: 2})
			time.Sleep(time.Second)
			synctest.Wait()
			if len(beta.keys) != 2 || !slices.Contains(beta.keys, attemptKey("letter", seq)) {
				t.Errorf("keys %v, not that of letter %d", beta.keys, seq)
			}
			b.stop()
		})
	})
	t.Run("Idle waits for a letter that is handed back to a dispatcher asked before", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.more = append(b.more, b.sender("beta", Limits{}))
			b.send.answer = func(ctx context.Context, _ int, _ Cleared) (Receipt, error) { return wait(ctx, 10*time.Second) }
			b.gate.letter = func(_ storage.Tx, l Letter, _ time.Time) (Decision, error) {
				return Decision{To: Address{Platform: "alpha", Chat: "a"}, Message: l.Message}, nil
			}
			b.run()
			l := reply("b", "to alpha")
			l.To.Platform = "beta"
			b.post(l)
			b.idle()
			if len(b.send.all()) != 1 || b.letters() != 0 {
				t.Errorf("%d calls, %d letters left", len(b.send.all()), b.letters())
			}
			b.stop()
		})
	})
	t.Run("a letter to a member whose platform has no sender waits until they have another", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.gate.letter = func(_ storage.Tx, l Letter, now time.Time) (Decision, error) {
				v := openLetter(l)
				if now.Before(b.send.start.Add(time.Hour)) {
					v.To.Platform = "beta"
				}
				return v, nil
			}
			b.post(Letter{Ordinal: 2})
			b.run()
			time.Sleep(2 * time.Hour)
			if len(b.send.all()) != 1 || b.letters() != 0 {
				t.Errorf("%d calls, %d letters left", len(b.send.all()), b.letters())
			}
			b.stop()
		})
	})
	t.Run("a letter that became too old while it waited does not leave", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			morning := time.Now().Add(20 * time.Minute)
			b.gate.letter = func(_ storage.Tx, l Letter, now time.Time) (Decision, error) {
				if now.Before(morning) {
					return Decision{Verdict: Wait, Until: morning}, nil
				}
				return openLetter(l), nil
			}
			l := reply("x", "old")
			l.Posted = time.Now().Add(-23*time.Hour - 50*time.Minute)
			b.post(l)
			b.run()
			time.Sleep(30 * time.Minute)
			if len(b.send.all()) != 0 || b.letters() != 0 {
				t.Errorf("%d calls, %d letters left", len(b.send.all()), b.letters())
			}
			b.stop()
		})
	})
	t.Run("posting to nobody is refused", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			for _, l := range []Letter{{}, {To: Address{Chat: "x"}}, {To: Address{Platform: "alpha"}, Ordinal: 1}, {Ordinal: 1, Lane: lanes}} {
				err := b.s.Update(context.Background(), func(tx storage.Tx) error { _, err := b.o.Post(tx, l); return err })
				if err == nil {
					t.Errorf("%+v was accepted", l)
				}
			}
			if a, c := b.post(Letter{Ordinal: 1}), b.post(Letter{Ordinal: 1}); a == 0 || c <= a {
				t.Errorf("the letters are numbered %d and %d", a, c)
			}
		})
	})
}

func TestReceipt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBench(t, Limits{})
		receipt := func(track string) string {
			var got string
			err := b.s.View(context.Background(), func(tx storage.Tx) error {
				r, to, err := b.o.Receipt(tx, track)
				got = r.Message + " " + to.Chat
				return err
			})
			if errors.Is(err, storage.ErrNotFound) {
				return ""
			}
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		want := func(what, track, want string) {
			t.Helper()
			if got := receipt(track); got != want {
				t.Errorf("%s: receipt %q, not %q", what, got, want)
			}
		}
		b.send.answer = func(_ context.Context, n int, c Cleared) (Receipt, error) {
			if c.Edit() != "" || c.Message().Toast != "" {
				return Receipt{}, nil
			}
			return Receipt{Message: fmt.Sprint("m", n)}, nil
		}
		send := func(l Letter) {
			b.post(l)
			b.idle()
		}
		card := reply("one", "a card")
		card.Track, card.Ordinal = "card", 4
		b.post(card)
		want("before it is sent", "card", "")
		b.run()
		b.idle()
		want("once sent", "card", "m0 one")
		want("another", "other", "")

		edit := card
		edit.Edit, edit.Message = "m0", Message{Text: "changed"}
		send(edit)
		want("after an edit", "card", "m0 one")
		edit.Track = "again"
		send(edit)
		want("of an edit under a track of its own", "again", "m0 one")
		send(card)
		want("after another card under the same track", "card", "m3 one")
		toast := reply("one", "")
		toast.Message.Toast, toast.Track = "done", "toast"
		send(toast)
		want("of a toast", "toast", "")

		gone := card
		gone.Edit, gone.Delete = "m3", true
		send(gone)
		want("after it was deleted", "card", "")

		send(card)
		b.update(func(tx storage.Tx) error { return b.o.Forget(tx, 5) })
		want("after another member was forgotten", "card", "m6 one")
		b.update(func(tx storage.Tx) error { return b.o.Forget(tx, 4) })
		want("after the member was forgotten", "card", "")

		card.Ordinal = 0
		send(card)
		b.update(func(tx storage.Tx) error {
			return b.o.Forget(tx, 5, Address{Platform: "alpha", Chat: "one", Thread: "t"})
		})
		want("after the address was forgotten", "card", "")

		time.Sleep(30 * time.Minute) // so that it is too old half an hour before it is deleted
		send(card)
		time.Sleep(47 * time.Hour)
		want("after 47 h", "card", "m8 one")
		time.Sleep(time.Hour + 15*time.Minute)
		want("after two days and a quarter of an hour", "card", "")
		time.Sleep(2 * time.Hour)
		b.view(func(tx storage.Tx) error {
			return b.o.receipts.Scan(tx, storage.Range{}, func(string, kept) error {
				t.Error("a receipt is kept for more than two days")
				return nil
			})
		})
		b.stop()
	})
}

func TestForget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBench(t, Limits{})
		b.post(Letter{Ordinal: 4, Message: Message{Text: "to the member"}})
		l := reply("one", "to the member at an address")
		l.Ordinal = 4
		b.post(l)
		b.post(reply("one", "before joining"))
		b.post(reply("two", "to somebody else"))
		b.post(Letter{Ordinal: 5, Message: Message{Text: "to another member"}})
		b.plan(1, 4, 4)
		b.update(func(tx storage.Tx) error { return b.o.Forget(tx, 4, Address{Platform: "alpha", Chat: "one"}) })
		if n := b.letters(); n != 2 {
			t.Errorf("%d letters are left", n)
		}
		b.want(1, 4, Queued, "")
		b.update(func(tx storage.Tx) error { return b.o.Forget(tx, 0) })
		if n := b.letters(); n != 2 {
			t.Errorf("forgetting nobody left %d letters", n)
		}

		// One that is in memory already does not leave.
		b.send.limits.PerSecond = 1
		b.run()
		time.Sleep(seconds(0.5))
		b.post(Letter{Ordinal: 6, Message: Message{Text: "no"}})
		time.Sleep(seconds(0.1))
		b.update(func(tx storage.Tx) error { return b.o.Forget(tx, 6) })
		b.idle()
		if b.send.count("no") != 0 {
			t.Error("a forgotten letter left")
		}

		// One in flight leaves no receipt.
		b.send.answer = func(ctx context.Context, _ int, c Cleared) (Receipt, error) { return wait(ctx, seconds(5)) }
		b.post(Letter{Ordinal: 7, Track: "track"})
		time.Sleep(seconds(3))
		b.update(func(tx storage.Tx) error { return b.o.Forget(tx, 7) })
		b.idle()
		b.view(func(tx storage.Tx) error {
			if _, _, err := b.o.Receipt(tx, "track"); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("the receipt of a forgotten letter: %v", err)
			}
			return nil
		})
		b.stop()
	})
}
