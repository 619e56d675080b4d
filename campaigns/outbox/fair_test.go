package outbox

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"relais/storage"
)

// share is how many calls a second the copies got whose text begins so, from the first to the last.
func (b *bench) share(prefix string) float64 {
	b.Helper()
	var at []time.Duration
	for _, c := range b.send.all() {
		if strings.HasPrefix(c.Text, prefix) {
			at = append(at, c.At)
		}
	}
	if len(at) < 2 {
		b.Fatalf("%d calls for %s", len(at), prefix)
	}
	return float64(len(at)-1) / (at[len(at)-1] - at[0]).Seconds()
}

// slowFor answers calls for texts that begin so after slow, and all others after 200 ms.
func slowFor(slow time.Duration, prefixes ...string) func(context.Context, int, Cleared) (Receipt, error) {
	return func(ctx context.Context, _ int, c Cleared) (Receipt, error) {
		for _, p := range prefixes {
			if strings.HasPrefix(c.Message().Text, p) {
				return wait(ctx, slow)
			}
		}
		return wait(ctx, 200*time.Millisecond)
	}
}

// What is slow takes at most a twentieth of their share from the others.
func TestFair(t *testing.T) {
	const most = 0.95
	limits := Limits{PerSecond: 30, PerChat: time.Second}
	hanging := callLimit + time.Minute // longer than any call may take
	t.Run("a chat that answers after 20 seconds", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, limits)
			b.send.answer = func(ctx context.Context, _ int, c Cleared) (Receipt, error) {
				if c.To().Chat == "chat7" {
					return wait(ctx, 20*time.Second)
				}
				return wait(ctx, 200*time.Millisecond)
			}
			for i := range 100 {
				b.post(reply("chat7", fmt.Sprint("slow", i)))
			}
			for release := uint64(1); release <= 3; release++ {
				b.plan(release, 7, 306)
			}
			b.run()
			time.Sleep(seconds(900 / (30 * most)))
			others := 0
			for _, c := range b.send.all() {
				if c.Chat != "chat7" {
					others++
				}
			}
			if want := 3 * 299; others < want {
				t.Errorf("%d of %d copies for others left", others, want)
			}
			b.stop()
		})
	})
	t.Run("a chat that has to rest for an hour", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, limits)
			b.send.answer = func(ctx context.Context, _ int, c Cleared) (Receipt, error) {
				if c.To().Chat == "chat7" {
					return Receipt{}, &SendError{Kind: Throttled, After: time.Hour, Scope: ScopeChat}
				}
				return wait(ctx, 200*time.Millisecond)
			}
			for i := range 100 {
				b.post(reply("chat7", fmt.Sprint("slow", i)))
			}
			b.plan(1, 1, 900)
			b.run()
			time.Sleep(31 * time.Second)
			if n := len(b.send.all()); n < 900 {
				t.Errorf("%d calls in 31 seconds at 30 a second", n)
			}
			b.stop()
		})
	})
	t.Run("a chat that has to rest, where the platform does not say whether the token is meant", func(t *testing.T) {
		for chats, one := range map[string]bool{"chat7": true, "chat7 chat8": false} { // a second one says that the token is meant
			bubble(t, func(t *testing.T) {
				b := newBench(t, limits)
				b.send.answer = func(_ context.Context, _ int, c Cleared) (Receipt, error) {
					if strings.Contains(chats, c.To().Chat) && c.To().Chat != "chat" {
						return Receipt{}, &SendError{Kind: Throttled, After: time.Hour, Scope: ScopeUnsaid}
					}
					return Receipt{Message: "1"}, nil
				}
				b.plan(1, 7, 3000)
				b.run()
				time.Sleep(seconds(900 / (30 * most)))
				if n := len(b.send.all()); one != (n >= 899) {
					t.Errorf("with %s at rest %d copies left", chats, n)
				}
				b.stop()
			})
		}
	})
	t.Run("a campaign of one release beside one of nine", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, limits)
			b.send.answer = slowFor(0)
			for release := uint64(1); release <= 10; release++ {
				party := "nine"
				if release == 10 {
					party = "one"
				}
				b.update(func(tx storage.Tx) error { return b.o.Start(tx, release, party) })
				b.plan(release, release*1000, release*1000+299)
			}
			b.run()
			time.Sleep(seconds(25))
			if got := b.share("10/"); got < 30/2*most {
				t.Errorf("the campaign of one release gets %.1f copies a second", got)
			}
			b.stop()
		})
	})
	t.Run("a release of a hundred thousand beside one of a hundred", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, limits)
			b.send.answer = slowFor(0)
			for from := uint64(1); from < 100_000; from += 10_000 {
				b.plan(1, from, from+9_999)
			}
			b.run()
			time.Sleep(10 * time.Second)
			begun := time.Since(b.send.start)
			b.plan(2, 1, 100)
			time.Sleep(10 * time.Second)
			at := b.send.times("2/100")
			if len(at) != 1 || at[0]-begun > seconds(100/(15*most)) {
				t.Errorf("a hundred copies at 15 a second were out at %v, after a start at %v", at, begun)
			}
			if got := b.share("2/"); got > 15/most {
				t.Errorf("the small release got %.1f a second of 30", got)
			}
			b.stop()
		})
	})
	for _, c := range []struct {
		name   string
		others []string // the releases whose calls all hang
		lane   Lane     // of the other one
		want   float64  // its share
	}{
		{"a release whose calls all hang", []string{"1/"}, Briefs, 15},
		{"three releases whose calls all hang", []string{"1/", "2/", "3/"}, Briefs, 7.5},
		{"a release whose calls all hang, for one of a lower lane", []string{"1/"}, Digests, 30.0 / floorEvery},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				b := newBench(t, limits)
				b.send.answer = slowFor(hanging, c.others...)
				for i := range c.others {
					b.plan(uint64(i+1), uint64(10_000*(i+1)), uint64(10_000*(i+1)+3000))
				}
				b.run()
				time.Sleep(25 * time.Second) // all their hands are full
				if n := len(b.send.all()); n == 0 || n >= b.o.crew.dispatchers[0].hands {
					t.Errorf("%d calls hang: none is left for others", n)
				}
				begun := time.Since(b.send.start)
				b.plan(9, 1, 600, func(r *Row) { r.Lane = c.lane })
				for i := range 20 { // and who has just written is answered
					b.post(reply(fmt.Sprint("person", i), fmt.Sprint("reply", i)))
					time.Sleep(150 * time.Millisecond) // every eighth copy is a lower lane's
					if b.send.count(fmt.Sprint("reply", i)) == 0 {
						t.Errorf("reply %d waits", i)
					}
				}
				time.Sleep(seconds(600 / (c.want * most)))
				at := b.send.times("9/600")
				if len(at) != 1 || at[0]-begun > seconds(600/(c.want*most)) {
					t.Errorf("600 copies at %v a second were out at %v, after a start at %v", c.want, at, begun)
				}
				b.stop()
			})
		})
	}
	t.Run("many releases of which one hangs share what is left", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, limits)
			b.send.answer = slowFor(hanging, "1/")
			b.run()
			for release := uint64(1); release <= 10; release++ {
				b.plan(release, 1000*release, 1000*release+299)
			}
			time.Sleep(60 * time.Second)
			for release := 2; release <= 10; release++ {
				if got := b.share(fmt.Sprint(release, "/")); got < 3*most {
					t.Errorf("release %d got %.2f a second of 3", release, got)
				}
			}
			b.stop()
		})
	})
	t.Run("edits count like all else", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, limits)
			b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
				v := open(r)
				if r.Lane == Corrections {
					v.Edit = "m1"
				}
				return v, nil
			}
			b.plan(1, 1, 300, func(r *Row) { r.Lane = Corrections })
			b.plan(2, 1001, 1300)
			b.run()
			b.idle()
			calls := b.send.all()
			if n, d := worst(calls), calls[599].At-calls[0].At; n > 30 || d > seconds(20.1) {
				t.Errorf("%d calls in one second, 600 in %v", n, d)
			}
			b.stop()
		})
	})
}
