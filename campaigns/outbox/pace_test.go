package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

// worst is the most calls in any window of a second.
func worst(calls []attempt) int {
	most := 0
	for i := range calls {
		n := 0
		for _, c := range calls[i:] {
			if c.At < calls[i].At+time.Second {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func TestPace(t *testing.T) {
	t.Run("the limit is reached and never passed", func(t *testing.T) {
		for _, latency := range []time.Duration{0, 50 * time.Millisecond, 200 * time.Millisecond, 1500 * time.Millisecond} {
			bubble(t, func(t *testing.T) {
				b := newBench(t, Limits{PerSecond: 30})
				b.send.answer = func(ctx context.Context, n int, c Cleared) (Receipt, error) { return wait(ctx, latency) }
				b.plan(1, 1, 901)
				b.run()
				b.idle()
				calls := b.send.all()
				if n := worst(calls); n > 31 || latency == 0 && n > 30 {
					t.Errorf("latency %v: %d calls in one second", latency, n)
				}
				if d := calls[900].At - calls[0].At; d < seconds(30) || d > seconds(30.15) {
					t.Errorf("latency %v: 900 intervals at 30 a second took %v", latency, d)
				}
				b.stop()
			})
		}
	})
	t.Run("copies that the gate holds back cost no time", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 10})
			b.gate.row = func(tx storage.Tx, r Row, now time.Time) (Decision, error) {
				if r.ID.Ordinal%5 != 0 {
					return Decision{Verdict: Skip, Reason: "paused"}, nil
				}
				return open(r), nil
			}
			b.plan(1, 1, 500)
			b.run()
			b.idle()
			if d := b.send.all()[99].At - b.send.all()[0].At; len(b.send.all()) != 100 || d < seconds(9.8) || d > seconds(10) {
				t.Errorf("%d copies of 500 left in %v", len(b.send.all()), d)
			}
			if n := worst(b.send.all()); n > 10 {
				t.Errorf("%d calls in one second", n)
			}
			b.stop()
		})
	})
	t.Run("a pause is not caught up", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 10})
			b.run()
			for n := uint64(1); n <= 200; n += 20 {
				b.plan(n, 1, 20)
				time.Sleep(time.Duration(n%7) * 331 * time.Millisecond)
			}
			b.idle()
			if n := worst(b.send.all()); n > 10 || len(b.send.all()) != 200 {
				t.Errorf("%d calls in one second", n)
			}
			b.stop()
		})
	})
	t.Run("one chat is not written to faster than it allows", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 30, PerChat: time.Second, PerGroup: 3 * time.Second})
			for i := range 4 {
				b.post(reply("one", fmt.Sprint("a", i)))
				l := reply("club", fmt.Sprint("g", i))
				l.To.Group = true
				b.post(l)
			}
			for release := uint64(1); release <= 3; release++ {
				b.plan(release, 7, 7)
				b.plan(release, PlaceBit|8, PlaceBit|8)
			}
			b.run()
			b.idle()
			b.spaced("one", time.Second, 4)
			b.spaced("club", 3*time.Second, 4)
			b.spaced("chat7", time.Second, 3)
			b.spaced("chat8", 3*time.Second, 3)
			b.stop()
		})
	})
	t.Run("letters and rows to one address share its pace", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerChat: time.Second})
			b.send.answer = func(ctx context.Context, n int, c Cleared) (Receipt, error) { return wait(ctx, 300*time.Millisecond) }
			for i := range 3 {
				b.post(reply("chat5", fmt.Sprint("answer ", i)))
				b.post(Letter{Ordinal: 5, Message: Message{Text: fmt.Sprint("note ", i)}})
				b.plan(uint64(i+1), 5, 5)
			}
			b.run()
			b.idle()
			b.spaced("chat5", time.Second, 9)
			b.stop()
		})
	})
	t.Run("a busy platform has its workers, and no more", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = func(ctx context.Context, n int, c Cleared) (Receipt, error) { return wait(ctx, time.Second) }
			b.plan(1, 1, 800)
			b.run()
			b.idle()
			if b.send.peak != most {
				t.Errorf("%d calls at a time, not %d", b.send.peak, most)
			}
			b.stop()
		})
	})
	for _, c := range []struct {
		rate float64
		want int
	}{{0, 256}, {1, 8}, {30, 63}, {50, 104}, {1000, 256}} {
		if n := workers(Limits{PerSecond: c.rate}); n != c.want {
			t.Errorf("%v a second: %d workers, not %d", c.rate, n, c.want)
		}
	}
}

// spaced fails unless n calls went into a chat, the first at once and each d after the one before.
func (b *bench) spaced(chat string, d time.Duration, n int) {
	b.Helper()
	var at []time.Duration
	for _, c := range b.send.all() {
		if c.Chat == chat {
			at = append(at, c.At)
		}
	}
	if len(at) != n {
		b.Errorf("%d calls for %s, not %d: %v", len(at), chat, n, at)
	}
	for i := 1; i < len(at); i++ {
		if gap := at[i] - at[i-1]; gap < d || gap > d+10*time.Millisecond {
			b.Errorf("%s: the calls are at %v, not %v apart", chat, at, d)
			return
		}
	}
}

func TestSlots(t *testing.T) {
	start := time.Now()
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	for _, c := range []struct {
		name string
		play func(p *pace) []bool
		want []bool
	}{
		{"one at a time", func(p *pace) []bool {
			return []bool{took(p, at(0)), took(p, at(0)), took(p, at(99)), took(p, at(101)), took(p, at(101))}
		},
			[]bool{true, false, false, true, false}},
		{"one reserved and not used is not added to the next", func(p *pace) []bool {
			return []bool{took(p, at(0)), took(p, at(50)), took(p, at(1000)), took(p, at(1000)), took(p, at(1099)), took(p, at(1101))}
		}, []bool{true, false, true, false, false, true}},
		{"a loop that wakes late loses nothing", func(p *pace) []bool {
			return []bool{took(p, at(0)), took(p, at(0)), took(p, at(150)), took(p, at(150)), took(p, at(201))}
		}, []bool{true, false, true, false, true}},
		{"one that comes back can be used", func(p *pace) []bool {
			took(p, at(0))
			p.back(at(0), at(50))
			return []bool{took(p, at(60)), took(p, at(60)), took(p, at(101))}
		}, []bool{true, false, true}},
		{"one that comes back is worth nothing once the next is due", func(p *pace) []bool {
			took(p, at(0))
			p.back(at(0), at(50))
			return []bool{took(p, at(500)), took(p, at(500))}
		}, []bool{true, false}},
		{"one that comes back too late is worth nothing", func(p *pace) []bool {
			took(p, at(0))
			took(p, at(100))
			p.back(at(0), at(150))
			return []bool{took(p, at(150)), took(p, at(150)), took(p, at(160))}
		}, []bool{true, false, false}},
	} {
		p := newPace(10 / catchesUp)
		if diff := cmp.Diff(c.want, c.play(&p)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func took(p *pace, now time.Time) bool {
	_, ok := p.take(now)
	return ok
}

func TestOrder(t *testing.T) {
	t.Run("the lower lanes come first and every eighth copy is of another", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 20})
			lanes := []Lane{Digests, Alerts, Briefs, Corrections}
			for i, lane := range lanes {
				b.plan(uint64(i+1), uint64(100*i+1), uint64(100*i+24), func(r *Row) { r.Lane = lane })
			}
			for i := range 24 {
				b.post(reply(fmt.Sprint("r", i), "reply"))
			}
			b.run()
			b.idle()
			var got []string
			for _, c := range b.send.all()[:32] {
				got = append(got, c.Text[:2])
			}
			// One slot in eight goes to a lane below the first that has something, in turn.
			var want []string
			for i, floor := range []string{"2/", "4/", "3/", "1/"} {
				lane := "re"
				if i == 3 {
					lane = "2/" // the replies are all sent after 24 of the first 28
				}
				for k := range 7 {
					if i == 3 && k < 3 {
						want = append(want, "re")
						continue
					}
					want = append(want, lane)
				}
				want = append(want, floor)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if n := len(b.send.all()); n != 120 {
				t.Errorf("%d of 120 left", n)
			}
			b.stop()
		})
	})
	t.Run("releases of one lane take turns", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 20})
			for release := uint64(1); release <= 3; release++ {
				b.plan(release, 1000*release+1, 1000*release+10)
			}
			b.run()
			b.idle()
			seen := map[byte]int{}
			for _, text := range b.send.texts()[:15] {
				seen[text[0]]++
			}
			if diff := cmp.Diff(map[byte]int{'1': 5, '2': 5, '3': 5}, seen); diff != "" {
				t.Error(diff)
			}
			b.stop()
		})
	})
	t.Run("a reply does not wait for a release", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 30})
			b.send.answer = func(ctx context.Context, n int, c Cleared) (Receipt, error) { return wait(ctx, 100*time.Millisecond) }
			b.plan(1, 1, 1000)
			b.run()
			for i := range 50 {
				time.Sleep(seconds(0.3))
				was := len(b.send.texts())
				b.post(reply(fmt.Sprint("r", i), "reply"))
				time.Sleep(seconds(0.175))
				if !slices.Contains(b.send.texts()[was:], "reply") {
					t.Fatalf("reply %d waits for longer than a few copies", i)
				}
			}
			b.stop()
		})
	})
}

// TestRate has the rate follow what the platform says.
func TestRate(t *testing.T) {
	start := time.Now().Add(time.Hour)
	at := start.Add
	asked := func(p *pace, d time.Duration) float64 { // a pause of ten seconds, for a call that has just been made
		p.fall(at(d), at(d+10*time.Second), at(d))
		return p.rate
	}
	climbed := func(p *pace, d time.Duration) float64 {
		p.climb(at(d))
		return p.rate
	}
	for _, c := range []struct {
		name  string
		limit float64
		play  func(p *pace) []float64
		want  []float64
	}{
		{"it falls by a fifth each time", 30, func(p *pace) []float64 {
			return []float64{climbed(p, 0), asked(p, 0), asked(p, time.Second), asked(p, 2*time.Second)}
		}, []float64{30, 24, 19.2, 15.36}},
		{"calls made before it fell do not lower it again", 30, func(p *pace) []float64 {
			first := asked(p, time.Second)
			p.fall(at(time.Second), at(time.Minute), at(2*time.Second))
			return []float64{first, p.rate}
		}, []float64{24, 24}},
		{"it climbs by one each minute after the pause, to the limit", 30, func(p *pace) []float64 {
			asked(p, 0)
			return []float64{climbed(p, 69*time.Second), climbed(p, 70*time.Second), climbed(p, 129*time.Second), climbed(p, 130*time.Second),
				climbed(p, 310*time.Second), climbed(p, time.Hour), climbed(p, 2*time.Hour)}
		}, []float64{24, 25, 25, 26, 29, 30, 30}},
		{"a minute in which it fell is not a clean one", 30, func(p *pace) []float64 {
			asked(p, 0)
			asked(p, 65*time.Second)
			return []float64{climbed(p, 70*time.Second), climbed(p, 134*time.Second), climbed(p, 135*time.Second)}
		}, []float64{19.2, 19.2, 20.2}},
		{"it does not fall below a tenth of the limit", 30, func(p *pace) []float64 {
			for i := range 50 {
				asked(p, time.Duration(i)*time.Second)
			}
			return []float64{p.rate}
		}, []float64{3}},
		{"nor below one a second", 4, func(p *pace) []float64 {
			for i := range 50 {
				asked(p, time.Duration(i)*time.Second)
			}
			return []float64{p.rate}
		}, []float64{1}},
		{"nor below a limit that is lower than that", 0.5, func(p *pace) []float64 { return []float64{asked(p, 0), climbed(p, time.Hour)} }, []float64{0.5, 0.5}},
		{"without a limit there is nothing that could fall", 0, func(p *pace) []float64 { return []float64{asked(p, 0), climbed(p, time.Hour)} }, []float64{0, 0}},
	} {
		p := newPace(c.limit)
		got := c.play(&p)
		for i := range got {
			got[i] = math.Round(got[i]*100) / 100
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}

	t.Run("a platform that allows less than the limit is found out, and the log says it once", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 30})
			var log bytes.Buffer
			b.o.log = slog.New(slog.NewTextHandler(&log, nil))
			var window []time.Duration // of the calls that were let through in the last second
			tight, refused := true, 0
			b.send.answer = func(_ context.Context, n int, _ Cleared) (Receipt, error) {
				b.send.mu.Lock()
				defer b.send.mu.Unlock()
				now := time.Since(b.send.start)
				for len(window) > 0 && window[0] <= now-time.Second {
					window = window[1:]
				}
				if tight && len(window) >= 20 {
					refused++
					return Receipt{}, &SendError{Kind: Throttled, After: 5 * time.Second, Scope: ScopeToken, Err: errors.New("429")}
				}
				window = append(window, now)
				return Receipt{Message: fmt.Sprint("m", n)}, nil
			}
			b.plan(1, 1, 6500)
			b.run()
			time.Sleep(5 * time.Minute)
			b.send.mu.Lock()
			n := len(b.send.calls)
			// It is asked for a pause when it has just tried more than the platform allows: once in a few minutes.
			if refused == 0 || refused > 6 || n < 5*60*20*8/10 {
				t.Errorf("%d calls in five minutes at 20 a second, %d refused", n, refused)
			}
			tight = false
			b.send.mu.Unlock()
			time.Sleep(15 * time.Minute)
			b.idle()
			for _, line := range []string{"less leaves until", "as much leaves again"} {
				if n := strings.Count(log.String(), line); n != 1 {
					t.Errorf("%q stands %d times in the log:\n%s", line, n, log.String())
				}
			}
			if r := b.tally(1); r.States[Sent] != 6500 {
				t.Errorf("tally: %+v", r.States)
			}
			b.stop()
		})
	})
}

// TestWindow holds calls to the rate where they begin, whatever was between a moment and its call.
func TestWindow(t *testing.T) {
	t.Run("a disk that stops now and then costs nothing and lets out no crowd", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 30})
			b.send.answer = func(ctx context.Context, _ int, _ Cleared) (Receipt, error) { return wait(ctx, 100*time.Millisecond) }
			n := 0
			b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) { // its transaction stands in for the disk
				if n++; n%40 == 0 {
					time.Sleep(40 * time.Millisecond)
				}
				return open(r), nil
			}
			b.plan(1, 1, 901)
			b.run()
			b.idle()
			calls := b.send.all()
			if n, d := worst(calls), calls[900].At-calls[0].At; n > 30 || d > seconds(30.3) {
				t.Errorf("%d calls in one second, 900 intervals at 30 a second took %v", n, d)
			}
			b.stop()
		})
	})
	t.Run("a disk that stops for long lets out no crowd", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 30})
			n := 0
			b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
				if n++; n%100 == 0 {
					time.Sleep(1700 * time.Millisecond)
				}
				return open(r), nil
			}
			b.plan(1, 1, 901)
			b.run()
			b.idle()
			if n := worst(b.send.all()); n > 30 {
				t.Errorf("%d calls in one second", n)
			}
			b.stop()
		})
	})
}
