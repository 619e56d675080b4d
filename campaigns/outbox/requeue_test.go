package outbox

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

func TestRequeue(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBench(t, Limits{})
		approved := false
		b.gate.row = func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
			switch {
			case r.ID.Ordinal%3 == 0 && !approved:
				return Decision{Verdict: Skip, Reason: "language"}, nil
			case r.ID.Ordinal%3 == 1:
				return Decision{Verdict: Skip, Reason: "left"}, nil
			}
			return open(r), nil
		}
		again := func(want int) {
			t.Helper()
			var n int
			b.update(func(tx storage.Tx) (err error) {
				n, err = b.o.Requeue(tx, 1, "language", "other")
				return err
			})
			b.o.Wake()
			if n != want {
				t.Errorf("%d rows were put back, not %d", n, want)
			}
		}
		b.plan(1, 1, 30)
		b.planned(1)
		b.run()
		b.idle()
		if tally := b.tally(1); tally.States[Sent] != 10 || tally.States[Skipped] != 20 || b.active(1) {
			t.Errorf("tally: %+v", tally.States)
		}
		approved = true
		again(10)
		if b.tally(1).Done() || !b.active(1) {
			t.Error("the release did not come back to life")
		}
		b.idle()
		again(0)
		if tally := b.tally(1); tally.States[Sent] != 20 || tally.States[Skipped] != 10 || b.active(1) || len(b.send.all()) != 20 {
			t.Errorf("tally: %+v", tally.States)
		}

		// While the release goes on, those put back are found behind what was read.
		b.plan(1, 31, 31, func(r *Row) { r.Due = time.Now().Add(time.Hour) })
		b.update(func(tx storage.Tx) error {
			return b.o.put(tx, Row{ID: RowID{1, 3}, Platform: "alpha", State: Skipped, Reason: "other"})
		})
		b.idle()
		again(1)
		b.idle()
		b.want(1, 3, Sent, "")

		var from []uint64
		b.plan(1, PlaceBit|5, PlaceBit|5)
		b.view(func(tx storage.Tx) error {
			return b.o.RowsFrom(tx, 1, 29, func(r Row) error { from = append(from, r.ID.Ordinal); return nil })
		})
		if diff := cmp.Diff([]uint64{29, 30, 31}, from); diff != "" {
			t.Error(diff)
		}
		b.stop()
	})
}
