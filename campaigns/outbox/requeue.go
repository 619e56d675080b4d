package outbox

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"relais/storage"
)

// RowsFrom calls fn for each row of a release from a member's ordinal on, ascending; places come before all members and are
// left out. fn may return storage.ErrStop.
func (o *Outbox) RowsFrom(tx storage.Tx, release, ordinal uint64, fn func(Row) error) error {
	return o.scan(tx, release, position(ordinal), fn)
}

// Requeue puts the rows of a release that were skipped for one of the reasons back into the queue and makes the release active
// again, and returns how many. Call Wake after the commit. Rows that left, failed or expired stay as they are, so nobody
// is sent anything twice.
func (o *Outbox) Requeue(tx storage.Tx, release uint64, reasons ...string) (int, error) {
	var again []Row
	if err := o.scan(tx, release, 0, func(r Row) error {
		if r.State == Skipped && slices.Contains(reasons, r.Reason) {
			again = append(again, r)
		}
		return nil
	}); err != nil {
		return 0, fmt.Errorf("requeue release %d: %w", release, err)
	}
	if len(again) == 0 {
		return 0, nil
	}
	return len(again), o.again(tx, release, again)
}

// Retry puts one row that failed or was skipped back into the queue and makes its release active again; it tells whether it did. Call Wake
// after the commit.
func (o *Outbox) Retry(tx storage.Tx, id RowID) (bool, error) {
	r, err := o.Row(tx, id)
	if errors.Is(err, storage.ErrNotFound) || err == nil && r.State != Failed && r.State != Skipped {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, o.again(tx, id.Release, []Row{r})
}

// told is the reason of a row that its recipient was told of in another way.
const told = "told"

// Told notes that the recipient of a row that was skipped, or failed, has been told of it in another way; it tells whether it was one.
func (o *Outbox) Told(tx storage.Tx, id RowID) (bool, error) {
	r, err := o.Row(tx, id)
	if errors.Is(err, storage.ErrNotFound) || err == nil && r.State != Skipped && r.State != Failed {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	r.Edited = false
	return true, o.put(tx, r.end(Sent, told, time.Now().UTC()))
}

// again puts rows of a release back into the queue.
func (o *Outbox) again(tx storage.Tx, release uint64, rows []Row) error {
	now := time.Now().UTC()
	for _, r := range rows {
		if err := o.put(tx, Row{ID: r.ID, Platform: r.Platform, Lane: r.Lane, At: now}); err != nil {
			return fmt.Errorf("requeue release %d: %w", release, err)
		}
	}
	return o.reopen(tx, release)
}

// reopen makes a release active again whose rows were put back into the queue.
func (o *Outbox) reopen(tx storage.Tx, release uint64) error {
	a, err := o.activate(tx, release)
	if err != nil {
		return fmt.Errorf("reopen release %d: %w", release, err)
	}
	if a.Epoch == 0 {
		a.Planned = true // it was done: its planner had put all rows
	}
	return o.touch(tx, release, a, true)
}
