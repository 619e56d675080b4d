package outbox

import (
	"errors"
	"fmt"
	"time"

	"relais/storage"
)

// decidePage is how many rows one transaction looks at of those that are decided on.
const decidePage = 10_000

// cancelPage is how many rows one call of Cancel turns at most: what a transaction does in a few milliseconds.
const cancelPage = 1000

// active is what is kept of a release while it has rows to send. It is deleted when all are final; a release planned again
// gets a new one.
type active struct {
	// Epoch is raised by everything that gives the dispatchers something to look at, Reset is the epoch at which a row was
	// last put below End, so that a pass that went by must be made again. Both are never given twice.
	Epoch, Reset uint64
	// Party is who shares the platform's rate with others: a campaign, whatever the number of its releases. Empty: the release by itself.
	Party string `json:",omitempty"`
	// End is the position behind the last row ever planned: rows from there on are new without asking.
	End uint64
	// Planned tells that the planner has put all rows.
	Planned bool
	// Cancelled tells that nothing more of it may be marked; Swept is the position Cancel got to.
	Cancelled bool
	Swept     uint64
}

// position orders the rows of a release: places first, since one post reaches many, then members.
func position(ordinal uint64) uint64 { return ordinal ^ PlaceBit }

func rowKey(id RowID) string {
	return storage.Ordinal(id.Release) + storage.Ordinal(position(id.Ordinal))
}

func parseRowKey(key string) (RowID, error) {
	if len(key) != 16 {
		return RowID{}, fmt.Errorf("the key of a row has %d bytes, not 16", len(key))
	}
	release, err := storage.ParseOrdinal(key[:8])
	if err != nil {
		return RowID{}, err
	}
	at, err := storage.ParseOrdinal(key[8:])
	return RowID{Release: release, Ordinal: position(at)}, err
}

// releaseRange holds the rows of a release from a position on.
func releaseRange(release, from uint64) storage.Range {
	r := storage.Prefix(storage.Ordinal(release))
	r.From = storage.Ordinal(release) + storage.Ordinal(from)
	return r
}

// Plan puts rows as Queued and makes their releases active; call Wake after the commit. A row that exists is left as it is,
// so a planner may go over the same recipients twice. ID, Platform, Lane, Due and Reason count; State must be Queued. It
// is fastest with ascending ordinals, places (PlaceBit) before members, a thousand or so in a transaction.
func (o *Outbox) Plan(tx storage.Tx, rows []Row) error {
	now := time.Now().UTC()
	for len(rows) > 0 {
		release, n := rows[0].ID.Release, 1
		for n < len(rows) && rows[n].ID.Release == release {
			n++
		}
		if err := o.planRelease(tx, release, rows[:n], now); err != nil {
			return fmt.Errorf("plan release %d: %w", release, err)
		}
		rows = rows[n:]
	}
	return nil
}

func (o *Outbox) planRelease(tx storage.Tx, release uint64, rows []Row, now time.Time) error {
	a, err := o.activate(tx, release)
	if err != nil {
		return err
	}
	added, below := false, false
	for _, r := range rows {
		if err := plannable(r); err != nil {
			return err
		}
		key, at := rowKey(r.ID), position(r.ID.Ordinal)
		if at < a.End {
			if _, err := o.rows.Get(tx, key); err == nil {
				continue
			} else if !errors.Is(err, storage.ErrNotFound) {
				return err
			}
			below = true
		} else {
			a.End = at + 1
		}
		added = true
		r = Row{ID: r.ID, Platform: r.Platform, Lane: r.Lane, Due: r.Due, Reason: r.Reason, At: now}
		if err := o.rows.Put(tx, key, r); err != nil {
			return err
		}
	}
	if !added {
		return nil
	}
	a.Planned = false
	return o.touch(tx, release, a, below)
}

func plannable(r Row) error {
	switch {
	case r.ID.Release == 0:
		return errors.New("a row names no release: releases count from 1")
	case r.ID.Ordinal == PlaceBit-1:
		return fmt.Errorf("the ordinal %d is not a member's", r.ID.Ordinal)
	case r.Platform == "":
		return fmt.Errorf("row %d names no platform", r.ID.Ordinal)
	case r.Lane >= lanes:
		return fmt.Errorf("row %d has the unknown lane %d", r.ID.Ordinal, r.Lane)
	case r.State != Queued:
		return fmt.Errorf("row %d is planned as %s: a new row is queued", r.ID.Ordinal, r.State)
	}
	return nil
}

// activate loads the record of an active release or makes the one of a release that is not, without writing it.
func (o *Outbox) activate(tx storage.Tx, release uint64) (active, error) {
	a, err := o.releases.Get(tx, storage.Ordinal(release))
	if err == nil || !errors.Is(err, storage.ErrNotFound) {
		return a, err
	}
	a = active{}
	back := storage.Prefix(storage.Ordinal(release))
	back.Down = true
	err = o.rows.Scan(tx, back, func(key string, _ Row) error {
		id, err := parseRowKey(key)
		if err != nil {
			return err
		}
		a.End = position(id.Ordinal) + 1
		return storage.ErrStop
	})
	return a, err
}

// touch writes the record of an active release under a new epoch.
func (o *Outbox) touch(tx storage.Tx, release uint64, a active, reset bool) error {
	epoch, err := o.store.Next(tx, "outbox/epoch")
	if err != nil {
		return fmt.Errorf("number the change: %w", err)
	}
	if a.Epoch == 0 || reset {
		a.Reset = epoch
	}
	a.Epoch = epoch
	return o.releases.Put(tx, storage.Ordinal(release), a)
}

// Start registers a release as active before its first row is planned. Plan does so too; Start alone says that a release
// with nobody in it exists, and whose it is: releases of one party share what one alone would have, against those of others. Idempotent.
func (o *Outbox) Start(tx storage.Tx, release uint64, party string) error {
	a, err := o.activate(tx, release)
	if err == nil && (a.Epoch == 0 || a.Party != party) {
		a.Party = party
		err = o.touch(tx, release, a, false)
	}
	if err != nil {
		return fmt.Errorf("start release %d: %w", release, err)
	}
	return nil
}

// Planned says that the planner has put every row: the release becomes inactive by itself once none is queued or being
// sent. Call Wake after the commit. Planning another row takes it back. Idempotent; nothing happens if the release is not
// active.
func (o *Outbox) Planned(tx storage.Tx, release uint64) error {
	a, err := o.releases.Get(tx, storage.Ordinal(release))
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err == nil && !a.Planned {
		a.Planned = true
		err = o.touch(tx, release, a, false)
	}
	if err != nil {
		return fmt.Errorf("close the plan of release %d: %w", release, err)
	}
	return nil
}

// Cancel stops a release; call Wake after the commit. From its first commit on no copy of it is marked, whatever is still
// queued. Each call turns at most a thousand queued rows into Cancelled and returns how many: call it again, in a
// transaction of its own, until it returns 0, or leave the rest to the dispatchers, which turn what they meet before its
// time. Copies in flight end as they end. Rows that may have arrived (Row.Doubt) become InDoubt instead. Nothing happens
// if the release is not active.
func (o *Outbox) Cancel(tx storage.Tx, release uint64) (int, error) {
	a, err := o.releases.Get(tx, storage.Ordinal(release))
	if errors.Is(err, storage.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("cancel release %d: %w", release, err)
	}
	page := make([]Row, 0, 64)
	err = o.rows.Scan(tx, releaseRange(release, a.Swept), func(key string, r Row) error {
		id, err := parseRowKey(key)
		if err != nil {
			return err
		}
		if len(page) == cancelPage {
			return storage.ErrStop
		}
		a.Swept = position(id.Ordinal) + 1
		if r.State == Queued {
			r.ID = id
			page = append(page, r)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("cancel release %d: %w", release, err)
	}
	now := time.Now().UTC()
	for _, r := range page {
		if err := o.put(tx, r.end(Cancelled, "", now)); err != nil {
			return 0, fmt.Errorf("cancel release %d: %w", release, err)
		}
	}
	if len(page) > 0 || !a.Cancelled {
		a.Cancelled = true
		err = o.touch(tx, release, a, false)
	}
	return len(page), err
}

// Row returns one row, or storage.ErrNotFound.
func (o *Outbox) Row(tx storage.Tx, id RowID) (Row, error) {
	r, err := o.rows.Get(tx, rowKey(id))
	r.ID = id
	if err != nil {
		return Row{}, fmt.Errorf("row %d of release %d: %w", id.Ordinal, id.Release, err)
	}
	return r, nil
}

// Rows calls fn for each row of a release, places first, then members, ascending. fn may return storage.ErrStop.
func (o *Outbox) Rows(tx storage.Tx, release uint64, fn func(Row) error) error {
	return o.scan(tx, release, 0, fn)
}

// scan calls fn for the rows of a release from a position on.
func (o *Outbox) scan(tx storage.Tx, release, from uint64, fn func(Row) error) error {
	return o.rows.Scan(tx, releaseRange(release, from), func(key string, r Row) error {
		id, err := parseRowKey(key)
		if err != nil {
			return err
		}
		r.ID = id
		return fn(r)
	})
}

// put writes a row, and notes the release of one about which somebody has to decide.
func (o *Outbox) put(tx storage.Tx, r Row) error {
	if r.State == InDoubt && !r.Left {
		if err := o.noteDoubt(tx, r.ID.Release); err != nil {
			return err
		}
	}
	return o.rows.Put(tx, rowKey(r.ID), r)
}
