package outbox

import (
	"fmt"
	"time"

	"relais/storage"
)

// openDoubt stands for a release that has rows in doubt, so that nobody has to look through all rows for them. Its key is the
// release's number.
type openDoubt struct{}

// Doubtful lists the releases that have rows in doubt of which nobody has said what becomes of them, ascending.
func (o *Outbox) Doubtful(tx storage.Tx) ([]uint64, error) {
	var out []uint64
	err := o.open.Scan(tx, storage.Range{}, func(key string, _ openDoubt) error {
		release, err := storage.ParseOrdinal(key)
		out = append(out, release)
		return err
	})
	return out, err
}

// Decide says what becomes of the rows of a release that are in doubt and of which nobody has said it yet: with again they are sent once
// more, to some for the second time, else they are left as they are, as possibly delivered. It returns how many. Call Wake after the
// commit.
func (o *Outbox) Decide(tx storage.Tx, release uint64, again bool) (int, error) {
	var open []Row
	err := o.scan(tx, release, 0, func(r Row) error {
		if r.State == InDoubt && !r.Left {
			open = append(open, r)
		}
		return nil
	})
	if err != nil || len(open) == 0 {
		return 0, err
	}
	if err := o.open.Delete(tx, storage.Ordinal(release)); err != nil {
		return 0, fmt.Errorf("decide on release %d: %w", release, err)
	}
	now := time.Now().UTC()
	for _, r := range open {
		r.At = now
		if again { // it stays a row of which a copy may have arrived, and may go round the rule that such are not sent again
			r.State, r.Due, r.Reason, r.Tries, r.Resend, r.Repeat = Queued, time.Time{}, "", 0, true, time.Time{}
		} else {
			r.Left = true
		}
		if err := o.put(tx, r); err != nil {
			return 0, fmt.Errorf("decide on release %d: %w", release, err)
		}
	}
	if !again {
		return len(open), nil
	}
	return len(open), o.reopen(tx, release)
}
