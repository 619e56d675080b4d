package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"relais/storage"
)

// openDoubt stands for a release that has rows in doubt, so that nobody has to look through all rows for them. Its key is the
// release's number.
type openDoubt struct {
	// Decided tells that somebody has said what becomes of the rows that were in doubt at At, and that they are being gone through, from From
	// on; with Again they are sent once more.
	Decided, Again bool      `json:",omitempty"`
	At             time.Time `json:",omitzero"`
	From           uint64    `json:",omitempty"`
	// Later tells that rows came into doubt since, on which somebody has to decide once this is done.
	Later bool `json:",omitempty"`
}

// Doubtful lists the releases that have rows in doubt of which nobody has said what becomes of them, ascending.
func (o *Outbox) Doubtful(tx storage.Tx) ([]uint64, error) {
	return o.doubts(tx, func(d openDoubt) bool { return !d.Decided })
}

func (o *Outbox) doubts(tx storage.Tx, which func(openDoubt) bool) ([]uint64, error) {
	var out []uint64
	err := o.open.Scan(tx, storage.Range{}, func(key string, d openDoubt) error {
		release, err := storage.ParseOrdinal(key)
		if which(d) {
			out = append(out, release)
		}
		return err
	})
	return out, err
}

// Decide says what becomes of the rows of a release that are in doubt and of which nobody has said it yet: with again they are sent once
// more, to some for the second time, else they are left as they are, as possibly delivered. It returns how many. Those on the first pages
// are done at once, the rest by CarryDecisions. Call Wake after the commit.
func (o *Outbox) Decide(tx storage.Tx, release uint64, again bool) (int, error) {
	count := 0
	if err := o.scan(tx, release, 0, func(r Row) error {
		if r.State == InDoubt && !r.Left {
			count++
		}
		return nil
	}); err != nil || count == 0 {
		return 0, err
	}
	return count, o.carryDecision(tx, release, openDoubt{Decided: true, Again: again, At: time.Now().UTC()})
}

// CarryDecisions goes on with what was decided of rows in doubt, a page in a transaction, until all is done.
func (o *Outbox) CarryDecisions(ctx context.Context) error {
	for {
		var decided []uint64
		if err := o.store.View(ctx, func(tx storage.Tx) (err error) {
			decided, err = o.doubts(tx, func(d openDoubt) bool { return d.Decided })
			return err
		}); err != nil || len(decided) == 0 {
			return err
		}
		if err := o.store.Update(ctx, func(tx storage.Tx) error {
			d, err := o.open.Get(tx, storage.Ordinal(decided[0]))
			if err != nil {
				return err
			}
			return o.carryDecision(tx, decided[0], d)
		}); err != nil {
			return err
		}
		o.Wake()
	}
}

// carryDecision does one page of a decision. Rows that came into doubt since are still open then.
func (o *Outbox) carryDecision(tx storage.Tx, release uint64, d openDoubt) (err error) {
	var page []Row
	looked, next := 0, uint64(0)
	if err := o.scan(tx, release, d.From, func(r Row) error {
		if looked++; looked > decidePage {
			next = position(r.ID.Ordinal)
			return storage.ErrStop
		}
		if r.State == InDoubt && !r.Left {
			page = append(page, r)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("decide on release %d: %w", release, err)
	}
	key, moved := storage.Ordinal(release), false
	switch d.From = next; {
	case next != 0:
		err = o.open.Put(tx, key, d)
	case d.Later:
		err = o.open.Put(tx, key, openDoubt{})
	default:
		err = o.open.Delete(tx, key)
	}
	for _, r := range page {
		if err != nil {
			break
		}
		switch {
		case r.At.After(d.At): // nobody has seen it
		case d.Again: // it stays a row of which a copy may have arrived, and may go round the rule that such are not sent again
			moved = true
			r.State, r.Due, r.Reason, r.Tries, r.Resend, r.Repeat, r.At = Queued, time.Time{}, "", 0, true, time.Time{}, d.At
		default:
			r.Left, r.At = true, d.At
		}
		err = o.put(tx, r)
	}
	if err == nil && moved {
		err = o.reopen(tx, release)
	}
	if err != nil {
		return fmt.Errorf("decide on release %d: %w", release, err)
	}
	return nil
}

// noteDoubt notes that somebody has to decide on a row of a release. Where a decision is being carried out, it is asked for again once that
// has come to its end.
func (o *Outbox) noteDoubt(tx storage.Tx, release uint64) error {
	key := storage.Ordinal(release)
	d, err := o.open.Get(tx, key)
	switch {
	case errors.Is(err, storage.ErrNotFound):
	case err != nil || !d.Decided || d.Later:
		return err
	default:
		d.Later = true
	}
	return o.open.Put(tx, key, d)
}
