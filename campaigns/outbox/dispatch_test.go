package outbox

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

func TestDispatch(t *testing.T) {
	t.Run("every planned row is sent once and its receipt kept", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.run()
			b.plan(1, 1, 2500)
			b.planned(1)
			b.idle()
			if n := len(b.send.all()); n != 2500 {
				t.Errorf("%d calls for 2500 rows", n)
			}
			tally := b.tally(1)
			if tally.States[Sent] != 2500 || !tally.Done() {
				t.Errorf("tally: %+v", tally)
			}
			r := b.row(1, 7)
			if r.Receipt == "" || r.Rev != 1 || r.Lang != "en" || r.Tries != 0 || r.At.IsZero() {
				t.Errorf("row: %+v", r)
			}
			if b.active(1) {
				t.Error("the release is still active")
			}
			b.stop()
		})
	})
	t.Run("a release stays active until it is planned and its last row is settled", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.run()
			b.plan(1, 1, 3)
			b.idle()
			if !b.active(1) || b.tally(1).Done() {
				t.Error("the release ended before its plan did")
			}
			b.plan(1, 4, 4, func(r *Row) { r.Due = time.Now().Add(time.Hour) })
			b.planned(1)
			b.idle()
			if tally := b.tally(1); !b.active(1) || tally.Done() || tally.Waiting != 1 || !tally.Next.Equal(time.Now().Add(time.Hour)) {
				t.Errorf("one row waits, and the release stands as %+v", tally)
			}
			time.Sleep(time.Hour)
			b.idle()
			if b.active(1) || !b.tally(1).Done() {
				t.Error("the release did not end with its last row")
			}
			b.plan(1, 5, 5) // a language added later
			b.planned(1)
			b.idle()
			if b.send.count("1/5") != 1 || len(b.send.all()) != 5 || b.active(1) {
				t.Errorf("planned again: %v", b.send.texts())
			}
			b.stop()
		})
	})
	t.Run("a release with nobody in it ends", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.update(func(tx storage.Tx) error { return b.o.Start(tx, 1, "") })
			b.run()
			b.idle()
			if !b.active(1) {
				t.Error("it ended before it was planned")
			}
			b.planned(1)
			b.idle()
			if b.active(1) || !b.tally(1).Done() {
				t.Error("it did not end")
			}
			b.stop()
		})
	})
	t.Run("rows put below those that were read are found", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.run()
			b.plan(1, 2000, 4000)
			b.idle()
			b.plan(1, 1, 2100) // the first 1999 are new
			b.plan(1, 1, 4000)
			b.idle()
			if n := len(b.send.all()); n != 4000 {
				t.Errorf("%d calls for 4000 rows while the plan goes on", n)
			}
			b.planned(1)
			b.idle()
			if n := len(b.send.all()); n != 4000 || b.active(1) {
				t.Errorf("%d calls for 4000 rows", n)
			}
			b.stop()
		})
	})
	t.Run("rows planned while others leave are found without their wake", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.run()
			b.idle()
			b.update(func(tx storage.Tx) error {
				return b.o.Plan(tx, []Row{{ID: RowID{1, 1}, Platform: "alpha"}})
			})
			time.Sleep(lookEvery + time.Second)
			b.want(1, 1, Sent, "")
			b.stop()
		})
	})
	t.Run("places come before members", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 1})
			b.plan(1, 1, 2)
			b.plan(1, PlaceBit|1, PlaceBit|1)
			b.run()
			b.idle()
			if diff := cmp.Diff([]string{"1/place1", "1/1", "1/2"}, b.send.texts()); diff != "" {
				t.Error(diff)
			}
			b.stop()
		})
	})
	t.Run("each platform sends its own rows", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			beta := b.sender("beta", Limits{PerSecond: 2})
			b.more = append(b.more, beta)
			b.plan(1, 1, 9, func(r *Row) {
				if r.ID.Ordinal%3 == 0 {
					r.Platform = "beta"
				}
			})
			b.planned(1)
			b.run()
			b.idle()
			if len(b.send.all()) != 6 || len(beta.calls) != 3 || b.active(1) {
				t.Errorf("alpha %v, beta %v", b.send.texts(), beta.texts())
			}
			b.stop()
		})
	})
	t.Run("rows of a platform without a sender wait and hold up nobody", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.plan(1, 1, 5000, func(r *Row) {
				if r.ID.Ordinal != 4999 {
					r.Platform = "beta"
				}
			})
			b.planned(1)
			b.run()
			b.idle()
			b.want(1, 4999, Sent, "")
			if !b.active(1) || b.tally(1).States[Queued] != 4999 {
				t.Error("the release ended with rows queued")
			}
			b.stop()
			b.send = b.sender("beta", Limits{})
			b.run()
			b.idle()
			if b.active(1) || b.tally(1).States[Sent] != 5000 {
				t.Errorf("tally: %+v", b.tally(1))
			}
			b.stop()
		})
	})
	t.Run("more waiting rows than memory holds are all sent when they are due", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			start := time.Now()
			b.plan(1, 1, 6000, func(r *Row) { r.Due = start.Add(time.Duration(1+r.ID.Ordinal*7919%6000) * time.Minute) })
			b.planned(1)
			b.run()
			b.idle()
			for _, minutes := range []int{1, 600, 5999, 6000} {
				time.Sleep(time.Until(start.Add(time.Duration(minutes)*time.Minute + time.Second)))
				b.idle()
				if n := len(b.send.all()); n != minutes {
					t.Errorf("%d copies left in the first %d minutes", n, minutes)
				}
			}
			for _, c := range b.send.all() {
				if c.At%time.Minute != 0 {
					t.Fatalf("%s left at %v", c.Text, c.At)
				}
			}
			b.stop()
		})
	})
	t.Run("Run refuses a second Run and two senders of one name", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.run()
			b.idle()
			if err := b.o.Run(t.Context(), b.gate, nil); !errors.Is(err, ErrRunning) {
				t.Errorf("a second Run: %v", err)
			}
			b.stop()
			if err := b.o.Run(t.Context(), b.gate, []Sender{b.send, b.send}); err == nil {
				t.Error("two senders of one name were accepted")
			}
		})
	})
	t.Run("Idle waits for Run, and says when it ended", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = func(ctx context.Context, n int, c Cleared) (Receipt, error) { return wait(ctx, seconds(5)) }
			b.plan(1, 1, 1)
			answer := make(chan error, 2)
			go func() { answer <- b.o.Idle(t.Context()) }()
			time.Sleep(time.Second)
			b.run()
			if err := <-answer; err != nil || b.row(1, 1).State != Sent {
				t.Errorf("Idle: %v", err)
			}
			b.plan(1, 2, 2)
			go func() { answer <- b.o.Idle(t.Context()) }()
			time.Sleep(time.Second)
			b.stop()
			if err := <-answer; !errors.Is(err, ErrStopped) {
				t.Errorf("Idle of an outbox that stops: %v", err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := b.o.Idle(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("Idle with a cancelled context: %v", err)
			}
		})
	})
	t.Run("a store closed below it ends Run with an error", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.run()
			b.idle()
			b.s.Close()
			b.o.Wake()
			if err := <-b.ended; !errors.Is(err, errShut) {
				t.Errorf("Run returned %v", err)
			}
		})
	})
}

// wait answers after d, as a platform does, or when the call is cancelled.
func wait(ctx context.Context, d time.Duration) (Receipt, error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return Receipt{Message: fmt.Sprint("after ", d)}, nil
	case <-ctx.Done():
		return Receipt{}, &SendError{Kind: Unknown, Err: ctx.Err()}
	}
}
