package outbox

import (
	"testing"
	"time"

	"relais/storage"
)

// What is decided of very many rows is done a page at a time; what came into doubt meanwhile is asked about afterwards.
func TestDecideInPages(t *testing.T) {
	for _, again := range []bool{true, false} {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			const rows = 2*decidePage + 5000
			for from := uint64(1); from <= rows; from += 5000 {
				b.update(func(tx storage.Tx) error {
					for n := from; n < from+5000; n++ {
						if err := b.o.put(tx, Row{ID: RowID{1, n}, Platform: "alpha", Lane: Briefs, State: InDoubt, Doubt: true, At: time.Now()}); err != nil {
							return err
						}
					}
					return nil
				})
			}
			open := func() (ids []uint64) {
				b.view(func(tx storage.Tx) (err error) { ids, err = b.o.Doubtful(tx); return err })
				return ids
			}
			time.Sleep(time.Second)
			var count int
			b.update(func(tx storage.Tx) (err error) { count, err = b.o.Decide(tx, 1, again); return err })
			if n := b.tally(1).Undecided; count != rows || n != rows-decidePage || len(open()) != 0 {
				t.Errorf("%d were decided on, %d are still to be gone through, and %v is asked for", count, n, open())
			}
			time.Sleep(time.Second)
			b.update(func(tx storage.Tx) error {
				return b.o.put(tx, Row{ID: RowID{1, 7}, Platform: "alpha", Lane: Briefs, State: InDoubt, Doubt: true, At: time.Now()})
			})
			if err := b.o.CarryDecisions(b.Context()); err != nil {
				t.Fatal(err)
			}
			tally := b.tally(1)
			if ids := open(); tally.Undecided != 1 || len(ids) != 1 || again && tally.States[Queued] != rows-1 || !again && tally.States[InDoubt] != rows {
				t.Errorf("in the end %d are undecided, %v is asked for, and the ledger counts %v", tally.Undecided, ids, tally.States)
			}
		})
	}
}
