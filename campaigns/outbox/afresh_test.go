package outbox

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"relais/storage"
)

// An edit of a message that is not there, or can't be changed, is asked about once more, as one that needs a new message.
func TestAfresh(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBench(t, Limits{})
		b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
			v := open(r)
			switch {
			case r.Afresh && r.ID.Ordinal == 2:
				return Decision{Verdict: Skip, Reason: "untold"}, nil
			case r.Afresh:
				v.Under = "old"
			default:
				v.Edit = "old"
			}
			return v, nil
		}
		var under atomic.Int64
		b.send.answer = func(_ context.Context, _ int, c Cleared) (Receipt, error) {
			if c.Under() == "old" {
				under.Add(1)
			}
			if c.Edit() != "" && c.To().Chat != "chat1" {
				return Receipt{}, &SendError{Kind: Missing, Err: errors.New("is not there")}
			}
			return Receipt{Message: "new"}, nil
		}
		b.plan(1, 1, 3)
		b.plan(1, KitBit|1, KitBit|1)
		b.planned(1)
		b.run()
		b.idle()
		for ordinal, want := range map[uint64]Row{
			1: {State: Sent, Edited: true}, 2: {State: Skipped, Reason: "untold", Edited: true, Afresh: true}, 3: {State: Sent, Afresh: true}, KitBit | 1: {State: Sent, Afresh: true},
		} {
			if r := b.row(1, ordinal); r.State != want.State || r.Reason != want.Reason || r.Edited != want.Edited || r.Afresh != want.Afresh || r.Tries != 0 {
				t.Errorf("%d is %+v", ordinal, r)
			}
		}
		if n := len(b.send.all()); n != 6 || under.Load() != 2 {
			t.Errorf("%d calls, %d of them answer the old message", n, under.Load())
		}
		b.update(func(tx storage.Tx) error {
			for ordinal, want := range map[uint64]bool{2: true, 3: false, 9: false} {
				if told, err := b.o.Told(tx, RowID{1, ordinal}); err != nil || told != want {
					return fmt.Errorf("%d was to be told: %t: %w", ordinal, told, err)
				}
			}
			return nil
		})
		if tally := b.tally(1); tally.States[Sent] != 4 || tally.InPlace != 1 || !tally.Done() {
			t.Errorf("tally: %+v", tally)
		}
		b.want(1, 2, Sent, "told")
		b.want(1, 3, Sent, "")
		b.stop()
	})
}

// The receipt of a letter that may have to be corrected stays until its member is forgotten.
func TestKeep(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBench(t, Limits{})
		awaits := func() (waits bool) {
			b.view(func(tx storage.Tx) (err error) { waits, err = b.o.Awaits(tx, 7, "kit"); return err })
			return waits
		}
		receipt := func(track string) error {
			return b.s.View(context.Background(), func(tx storage.Tx) error { _, _, err := b.o.Receipt(tx, track); return err })
		}
		b.post(Letter{Class: "reply", Ordinal: 7, To: Address{Platform: "alpha", Chat: "seven"}, Track: "kit", Keep: true})
		b.post(Letter{Class: "reply", Ordinal: 7, To: Address{Platform: "alpha", Chat: "seven"}, Track: "other"})
		if !awaits() {
			t.Error("the letter is not known to wait")
		}
		b.run()
		b.idle()
		if awaits() {
			t.Error("the letter that was sent is thought to wait")
		}
		time.Sleep(30 * 24 * time.Hour)
		if err := receipt("kit"); err != nil {
			t.Errorf("after a month: %v", err)
		}
		if err := receipt("other"); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("after a month: %v", err)
		}
		b.update(func(tx storage.Tx) error { return b.o.Forget(tx, 7) })
		if err := receipt("kit"); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("of a member who was forgotten: %v", err)
		}
		b.stop()
	})
}
