package outbox

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

func TestLedger(t *testing.T) {
	t.Run("a row that exists is left as it is", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.plan(1, 1, 3)
			b.update(func(tx storage.Tx) error {
				r, err := b.o.Row(tx, RowID{1, 2})
				if err != nil {
					return err
				}
				return b.o.put(tx, r.end(Sent, "", time.Now()))
			})
			b.plan(1, 1, 4, func(r *Row) { r.Lane = Alerts })
			b.want(1, 2, Sent, "")
			if a, c := b.row(1, 1), b.row(1, 4); a.Lane != Briefs || c.Lane != Alerts {
				t.Errorf("%+v, %+v", a, c)
			}
		})
	})
	t.Run("a release planned again after its end knows its rows", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.plan(1, 10, 20)
			b.planned(1)
			b.run()
			b.idle()
			b.stop()
			b.plan(1, 5, 25)
			if tally := b.tally(1); tally.States[Sent] != 11 || tally.States[Queued] != 10 || tally.Done() {
				t.Errorf("tally: %+v", tally.States)
			}
		})
	})
	t.Run("planning more takes back that all is planned", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.plan(1, 1, 2)
			b.planned(1)
			b.plan(1, 1, 2) // nothing new
			if !b.tally(1).Planned {
				t.Error("planning the same rows took it back")
			}
			b.plan(1, 3, 3)
			if b.tally(1).Planned {
				t.Error("a release whose planner goes on counts as planned")
			}
		})
	})
	t.Run("rows come in key order, places first, and can be stopped", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.plan(2, 1, 1)
			b.plan(1, 300, 301)
			b.plan(1, PlaceBit|9, PlaceBit|10)
			b.plan(1, 7, 7)
			var all []RowID
			b.view(func(tx storage.Tx) error {
				return b.o.Rows(tx, 1, func(r Row) error {
					all = append(all, r.ID)
					if len(all) == 4 {
						return storage.ErrStop
					}
					return nil
				})
			})
			want := []RowID{{1, PlaceBit | 9}, {1, PlaceBit | 10}, {1, 7}, {1, 300}}
			if diff := cmp.Diff(want, all); diff != "" {
				t.Error(diff)
			}
		})
	})
	t.Run("rows that make no sense are refused with what is wrong", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			for want, r := range map[string]Row{
				"plan release 0: a row names no release":  {Platform: "alpha"},
				"plan release 1: row 2 names no platform": {ID: RowID{1, 2}},
				"the unknown lane 9":                      {ID: RowID{1, 2}, Platform: "alpha", Lane: 9},
				"planned as sent: a new row is queued":    {ID: RowID{1, 2}, Platform: "alpha", State: Sent},
				"is not a member's":                       {ID: RowID{1, PlaceBit - 1}, Platform: "alpha"},
			} {
				err := b.s.Update(context.Background(), func(tx storage.Tx) error { return b.o.Plan(tx, []Row{r}) })
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%+v: %v", r, err)
				}
			}
			b.view(func(tx storage.Tx) error {
				if _, err := b.o.Row(tx, RowID{1, 2}); !errors.Is(err, storage.ErrNotFound) {
					t.Errorf("a row that is not there: %v", err)
				}
				return nil
			})
		})
	})
	t.Run("the tally counts by state, reason, platform and language", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.plan(1, 1, 6)
			b.update(func(tx storage.Tx) error {
				now := time.Now()
				for _, r := range []Row{
					{ID: RowID{1, 1}, Platform: "alpha", State: Sent, Lang: "ar"},
					{ID: RowID{1, 2}, Platform: "beta", State: Sent, Lang: "en"},
					{ID: RowID{1, 3}, Platform: "beta", State: Failed, Reason: "gone"},
					{ID: RowID{1, 4}, Platform: "beta", State: Queued, Reason: "quiet hours", Due: now.Add(2 * time.Hour)},
					{ID: RowID{1, 5}, Platform: "beta", State: Queued, Reason: "quiet hours", Due: now.Add(time.Hour)},
					{ID: RowID{1, 6}, Platform: "beta", State: Queued, Reason: "temporary", Due: now.Add(-time.Hour)},
					{ID: RowID{1, PlaceBit | 1}, Platform: "beta", State: Sent, Lang: "en"},
					{ID: RowID{1, PlaceBit | 2}, Platform: "beta", State: Skipped, Reason: "not set up"},
				} {
					if err := b.o.put(tx, r); err != nil {
						return err
					}
				}
				return nil
			})
			want := Tally{
				States:       Counts{Queued: 3, Sent: 3, Failed: 1, Skipped: 1},
				Reasons:      map[State]map[string]int{Queued: {"quiet hours": 2, "temporary": 1}, Failed: {"gone": 1}},
				Places:       Counts{Sent: 1, Skipped: 1},
				PlaceReasons: map[State]map[string]int{Skipped: {"not set up": 1}},
				Platforms: map[string]Counts{
					"alpha": {Sent: 1}, "beta": {Sent: 2, Failed: 1, Queued: 3, Skipped: 1},
				},
				Langs:   map[string]Counts{"ar": {Sent: 1}, "en": {Sent: 2}},
				Waiting: 2, Next: time.Now().Add(time.Hour).UTC(), WaitingOn: map[string]Waiters{"beta": {2, time.Now().Add(2 * time.Hour).UTC()}},
			}
			got := b.tally(1)
			if diff := cmp.Diff(want, got); diff != "" || got.States.Total() != 8 || got.States.Open() != 3 {
				t.Error(diff)
			}
		})
	})
	t.Run("states and failures have names, unknown ones too", func(t *testing.T) {
		for s := range Cancelled + 1 {
			if s.String() == "" || s.Final() != (s != Queued && s != Sending && s != InDoubt) {
				t.Errorf("state %d is %q", s, s)
			}
		}
		if (Cancelled+1).String() != "unknown" || Failure(-1).String() != "unknown" || Failure(8).String() != "unknown" {
			t.Error("unknown values have no name")
		}
		if err := error(&SendError{Kind: Gone, Err: errors.New("blocked")}); err.Error() != "gone: blocked" || errors.Unwrap(err).Error() != "blocked" {
			t.Errorf("%v", err)
		}
	})
}

func TestCancel(t *testing.T) {
	cancelAll := func(b *bench, release uint64) (pages []int) {
		for {
			var n int
			b.update(func(tx storage.Tx) (err error) {
				n, err = b.o.Cancel(tx, release)
				return err
			})
			pages = append(pages, n)
			if n == 0 {
				b.o.Wake()
				return pages
			}
		}
	}
	t.Run("nothing begins later than a second after it", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 30})
			b.send.answer = func(ctx context.Context, _ int, _ Cleared) (Receipt, error) { return wait(ctx, 3*time.Second) }
			b.plan(1, 1, 3500)
			b.planned(1)
			b.run()
			time.Sleep(seconds(20.5))
			b.update(func(tx storage.Tx) error { _, err := b.o.Cancel(tx, 1); return err })
			b.o.Wake()
			at := time.Since(b.send.start)
			time.Sleep(10 * time.Minute)
			calls := b.send.all()
			if last := calls[len(calls)-1].At; last > at+time.Second || last < at-time.Second {
				t.Errorf("the last call began %s after the release was cancelled", last-at)
			}
			if tally := b.tally(1); tally.States[Sent] != len(calls) || tally.States[Cancelled] != 3500-len(calls) {
				t.Errorf("%d calls were made, and the ledger counts %v", len(calls), tally.States)
			}
			b.stop()
		})
	})
	t.Run("turns every queued row, page by page", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 100})
			b.plan(1, 1, 3500)
			b.planned(1)
			b.run()
			time.Sleep(time.Second)
			b.stop()
			sent := len(b.send.all())
			if diff := cmp.Diff([]int{1000, 1000, 1000, 500 - sent, 0}, cancelAll(b, 1)); diff != "" {
				t.Error(diff)
			}
			b.run()
			b.idle()
			if tally := b.tally(1); tally.States[Cancelled] != 3500-sent || tally.States[Sent] != sent || !tally.Done() || b.active(1) {
				t.Errorf("tally: %+v", tally.States)
			}
			if diff := cmp.Diff([]int{0}, cancelAll(b, 1)); diff != "" {
				t.Error(diff)
			}
			b.stop()
		})
	})
	t.Run("marks nothing more from its first page on, and a copy in flight ends as it ends", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 10})
			b.send.answer = func(ctx context.Context, n int, c Cleared) (Receipt, error) {
				if n%3 == 0 || n > 16 && n < 24 { // the last of them are in flight when the release is cancelled
					wait(ctx, 500*time.Millisecond)
					return Receipt{}, &SendError{Kind: Temporary}
				}
				return wait(ctx, 500*time.Millisecond)
			}
			b.plan(1, 1, 2500)
			b.plan(2, 3000, 3010)
			b.planned(1)
			b.run()
			time.Sleep(seconds(2.02))
			before := len(b.send.all())
			b.update(func(tx storage.Tx) error { _, err := b.o.Cancel(tx, 1); return err }) // one page, the rest is left
			time.Sleep(seconds(0.6))
			for n := range before {
				if r := b.row(1, uint64(n+1)); r.State == Queued {
					t.Errorf("a copy in flight went back to the queue of a cancelled release: %+v", r)
				}
			}
			time.Sleep(time.Hour)
			for _, c := range b.send.all()[before:] {
				if strings.HasPrefix(c.Text, "1/") {
					t.Errorf("%s left after the release was cancelled, at %v", c.Text, c.At)
				}
			}
			tally := b.tally(1)
			if tally.States[Sent] == 0 || tally.States[Cancelled]+tally.States[Sent] != 2500 || b.active(1) {
				t.Errorf("tally: %+v", tally.States)
			}
			if b.tally(2).States[Sent] != 11 {
				t.Error("another release was held up")
			}
			b.stop()
		})
	})
	t.Run("does not leave rows that wait for a later time waiting", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			tomorrow := func(r *Row) { r.Due = time.Now().Add(24 * time.Hour) }
			b.plan(1, 1, 5000, tomorrow)
			b.planned(1)
			b.run()
			b.idle()
			b.update(func(tx storage.Tx) error { _, err := b.o.Cancel(tx, 1); return err })
			b.idle()
			if tally := b.tally(1); tally.States[Cancelled] != 5000 || !tally.Done() || b.active(1) || len(b.send.all()) != 0 {
				t.Errorf("tally: %+v", tally.States)
			}
			b.stop()
		})
	})
	t.Run("holds for what is planned afterwards", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.update(func(tx storage.Tx) error { return b.o.Start(tx, 1, "") })
			cancelAll(b, 1)
			b.plan(1, 1, 10)
			b.planned(1)
			b.run()
			b.idle()
			if tally := b.tally(1); tally.States[Cancelled] != 10 || len(b.send.all()) != 0 {
				t.Errorf("tally: %+v", tally.States)
			}
			b.stop()
		})
	})
	t.Run("holds for a process that starts afterwards", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.plan(1, 1, 3000, func(r *Row) { r.Due = time.Now().Add(time.Hour) })
			b.planned(1)
			b.update(func(tx storage.Tx) error { _, err := b.o.Cancel(tx, 1); return err })
			b.run()
			b.idle()
			if tally := b.tally(1); tally.States[Cancelled] != 3000 || b.active(1) {
				t.Errorf("tally: %+v", tally.States)
			}
			b.stop()
		})
	})
}
