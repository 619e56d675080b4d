package campaigns

import (
	"time"

	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// Doubt is a release with copies of which nobody knows whether they arrived, and nobody has said what becomes of them; or, with neither
// people nor places, one of which nobody knows whether it started.
type Doubt struct {
	Release  Release
	People   int
	Places   int
	Restored bool // some of them because a backup was restored
}

// Doubts lists the releases that wait for a lead's word, oldest first.
func (n *Network) Doubts(tx storage.Tx) ([]Doubt, error) {
	waiting, err := n.findReleases(tx, "waiting", "waiting")
	if err != nil {
		return nil, err
	}
	var out []Doubt
	for _, r := range waiting {
		out = append(out, Doubt{Release: r, Restored: true})
	}
	ids, err := n.Outbox.Doubtful(tx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		r, err := n.Release(tx, id)
		if err != nil {
			return nil, err
		}
		d := Doubt{Release: r}
		if err := n.Outbox.Rows(tx, id, func(row outbox.Row) error {
			if row.State != outbox.InDoubt || row.Left {
				return nil
			}
			d.Restored = d.Restored || row.Reason == WhyRestored
			switch {
			case row.ID.Place():
				d.Places++
			default:
				d.People++
			}
			return nil
		}); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// Doubtful tells whether anything waits for a lead's word.
func (n *Network) Doubtful(tx storage.Tx) (bool, error) {
	waiting, err := n.releases.Find(tx, "waiting", "waiting")
	if err != nil || len(waiting) > 0 {
		return len(waiting) > 0, err
	}
	ids, err := n.Outbox.Doubtful(tx)
	return len(ids) > 0, err
}

// Decide has the copies of a release that are in doubt sent again, or left as they are, on somebody's word. It tells how many.
func (n *Network) Decide(tx storage.Tx, release uint64, again bool, by messages.Alias, now time.Time) (int, error) {
	r, err := n.Release(tx, release)
	if err != nil {
		return 0, err
	}
	again = again && !r.Cancelled // what was stopped stays stopped
	count, err := n.Outbox.Decide(tx, release, again)
	if err != nil || count == 0 {
		return 0, err
	}
	what := "leave doubts"
	if again {
		what = "send doubts again"
		if err := n.unsettle(tx, r); err != nil {
			return 0, err
		}
	}
	return count, n.Record(tx, by, what, r.Brief, now)
}
