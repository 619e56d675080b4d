package campaigns

import (
	"context"
	"errors"
	"fmt"
	"time"

	"relais/campaigns/outbox"
	"relais/storage"
)

// Restored has everything wait that a backup from an instant cannot know the end of, since what was sent after it is not in it. Of every
// release that had started, each copy that had not left is in doubt from now on, those included that the planner had still to put: a lead
// says whether it is sent. A release whose time came since is paused. Corrections go on, since to edit a message twice changes nothing; but
// what of them would be a message of its own is in doubt as well. Answers that waited are dropped: what they answer is long past.
//
// Nothing else may work on the store meanwhile.
func (n *Network) Restored(ctx context.Context, from time.Time, v Voice) error {
	now := time.Now()
	if err := n.Outbox.DropReplies(ctx); err != nil {
		return fmt.Errorf("drop the answers that waited: %w", err)
	}
	if err := n.Store.Update(ctx, n.skipNumbers); err != nil {
		return err
	}
	var all []Release
	if err := n.Store.View(ctx, func(tx storage.Tx) error {
		all = nil
		return n.releases.Scan(tx, storage.Range{}, func(_ string, r Release) error {
			if !r.Cancelled && r.Failed == "" {
				all = append(all, r)
			}
			return nil
		})
	}); err != nil {
		return err
	}
	for _, r := range all {
		if err := n.restoreRelease(ctx, r, from, now, v); err != nil {
			return fmt.Errorf("hold release %d: %w", r.ID, err)
		}
	}
	return n.Store.Update(ctx, func(tx storage.Tx) error {
		return n.Record(tx, "", "restore", from.UTC().Format(time.RFC3339), now)
	})
}

// spent are the counters whose numbers stand where a restored store cannot take them back, in chats, in links, at platforms that know a
// message by a key made of them; and more numbers than may have been given since the backup.
var spent = map[string]uint64{"briefs": 100, "releases": 1000, "shares": 10_000, "kits": 10_000, "members": 1000, "places": 100, "reports": 100, "outbox/letters": 1_000_000}

// skipNumbers has nothing new bear the number of something that is lost.
func (n *Network) skipNumbers(tx storage.Tx) error {
	for name, by := range spent {
		if err := n.Store.Skip(tx, name, by); err != nil {
			return err
		}
	}
	return nil
}

func (n *Network) restoreRelease(ctx context.Context, r Release, from, now time.Time, v Voice) error {
	if now.Before(r.At) && !r.Started {
		return nil // it cannot have left
	}
	if r.Started || r.Replaces() {
		if err := n.planOut(ctx, r.ID, now, v); err != nil {
			return err
		}
		if err := n.withholdOpen(ctx, r); err != nil {
			return err
		}
	}
	return n.Store.Update(ctx, func(tx storage.Tx) error {
		r, err := n.Release(tx, r.ID) // the planner has changed it
		if err != nil {
			return err
		}
		r.Restored = from.UTC()
		if !r.Started && r.Failed == "" {
			r.Paused = true
			if err := n.Record(tx, "", "pause", r.Brief, now); err != nil {
				return err
			}
		}
		return n.putRelease(tx, r)
	})
}

// planOut plans what is left of a release, page by page.
func (n *Network) planOut(ctx context.Context, id uint64, now time.Time, v Voice) error {
	for planned := false; !planned; {
		if err := n.Store.Update(ctx, func(tx storage.Tx) (err error) {
			planned, err = n.plan(tx, id, now, v)
			return err
		}); err != nil {
			return fmt.Errorf("plan release %d: %w", id, err)
		}
	}
	return nil
}

// withholdOpen puts in doubt what of a release may have left since.
func (n *Network) withholdOpen(ctx context.Context, r Release) error {
	for from, more := uint64(0), true; more; {
		var next uint64
		if err := n.Store.Update(ctx, func(tx storage.Tx) error {
			active, err := n.Outbox.Active(tx, r.ID)
			if next = 0; err != nil || !active {
				return err
			}
			_, next, err = n.Outbox.Withhold(tx, r.ID, from, WhyRestored, func(row outbox.Row) (bool, error) { return n.unsure(tx, r, row) })
			return err
		}); err != nil {
			return err
		}
		from, more = next, next != 0
	}
	return nil
}

// unsure tells whether a row may have left since the backup in such a way that once more would be twice.
func (n *Network) unsure(tx storage.Tx, r Release, row outbox.Row) (bool, error) {
	if row.State != outbox.Queued && row.State != outbox.Sending {
		return false, nil
	}
	if !r.Replaces() {
		return true, nil
	}
	if row.ID.Kit() {
		k, err := n.Reach.KitByID(tx, row.ID.Ordinal&^outbox.KitBit)
		if errors.Is(err, storage.ErrNotFound) {
			return false, nil
		}
		return row.Afresh || k.Aside, err
	}
	if row.Afresh {
		return true, nil
	}
	old, err := n.delivered(tx, r, row.ID.Ordinal)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil // there is nothing to correct
	}
	if err != nil || old.Receipt == "" || !row.ID.Place() {
		return old.Receipt == "", err
	}
	p, err := n.Place(tx, row.ID.Ordinal)
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return old.At.Before(p.Since), err
}

// withhold is Outbox.Withhold for a whole release.
func (n *Network) withhold(tx storage.Tx, release uint64, which func(outbox.Row) (bool, error)) error {
	for next := uint64(0); ; {
		var err error
		if _, next, err = n.Outbox.Withhold(tx, release, next, WhyRestored, which); err != nil || next == 0 {
			return err
		}
	}
}
