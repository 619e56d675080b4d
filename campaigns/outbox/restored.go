package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"relais/storage"
)

// Active tells whether a release may have rows that are queued or being sent.
func (o *Outbox) Active(tx storage.Tx, release uint64) (bool, error) {
	_, err := o.releases.Get(tx, storage.Ordinal(release))
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Withhold puts rows of a release in doubt that may have left without this store knowing of it, as after a restored backup: those that
// which picks. None of them leaves until somebody decides (Decide); reason says why. It looks at a thousand rows from a position on, 0 at first, and returns
// how many it withheld and where to go on; 0 at the end.
func (o *Outbox) Withhold(tx storage.Tx, release, from uint64, reason string, which func(Row) (bool, error)) (count int, next uint64, err error) {
	var page []Row
	looked := 0
	if err := o.scan(tx, release, from, func(r Row) error {
		if looked++; looked > cancelPage {
			next = position(r.ID.Ordinal)
			return storage.ErrStop
		}
		page = append(page, r)
		return nil
	}); err != nil {
		return 0, 0, fmt.Errorf("withhold release %d: %w", release, err)
	}
	now := time.Now().UTC()
	for _, r := range page {
		picked, err := which(r)
		if err == nil && picked {
			count++
			r.Doubt = true
			err = o.put(tx, r.end(InDoubt, reason, now))
		}
		if err != nil {
			return 0, 0, fmt.Errorf("withhold row %d of release %d: %w", r.ID.Ordinal, release, err)
		}
	}
	return count, next, nil
}

// DropReplies deletes the letters of the reply lane: they answer what is long past. Messages that are to be taken away are taken away all
// the same.
func (o *Outbox) DropReplies(ctx context.Context) error {
	return prune(ctx, o.store, o.letters, func(p posted) bool { return p.Letter.Lane == Replies && !p.Letter.Delete })
}
