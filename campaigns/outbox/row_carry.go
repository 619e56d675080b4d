package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"relais/storage"
)

// marked is what came of asking to mark a row.
type marked struct {
	row  Row
	v    Decision
	gone bool // there is nothing to send any more
}

func (d *dispatcher) carryRow(j *job) outcome {
	id := RowID{Release: j.src.release, Ordinal: position(j.at)}
	m, err := d.mark(j, id)
	if err != nil {
		return d.unmarked(j, id, err)
	}
	if m.gone || m.row.State != Sending {
		return d.restOf(m.row, m.gone)
	}
	d.pace.calls.wait(d.calls)
	if d.calls.Err() != nil { // cut off before the call: nothing was sent
		m.row, err = d.unmark(id)
		return d.restOf(m.row, err != nil)
	}
	c := d.clear(m.v, d.key("row", id.Release, id.Ordinal, uint64(m.v.Rev)))
	out := outcome{called: time.Now()}
	receipt, fail := d.call(j, c)
	now := time.Now()
	pause := fail.pause(now)
	d.consequences(&out, c, c.to.Group || id.Place(), fail, pause)
	row, err := d.settleRow(j, id, c, receipt, fail, pause.UTC(), now.UTC())
	if err != nil {
		d.log.Error("what became of a copy could not be stored; it stands as in doubt at the next start", d.ids(j, "err", err)...)
	}
	if fail != nil && row.State != Queued {
		d.log.Info("a copy was not delivered", d.ids(j, "state", row.State.String(), "kind", fail.Kind.String(), "err", fail.Err)...)
	}
	rest := d.restOf(row, err != nil)
	out.end, out.until = rest.end, rest.until
	return out
}

// restOf is what the loop does with a row that is not being called for any more.
func (d *dispatcher) restOf(r Row, gone bool) outcome {
	if gone || r.State != Queued {
		return outcome{end: settled}
	}
	return outcome{end: rests, until: r.Due}
}

// mark asks the gate and marks the row in one transaction, which is durable when it returns.
func (d *dispatcher) mark(j *job, id RowID) (marked, error) {
	var m marked
	now := time.Now().UTC()
	err := d.o.store.Update(context.WithoutCancel(d.calls), func(tx storage.Tx) error {
		m = marked{}
		r, err := d.o.Row(tx, id)
		if errors.Is(err, storage.ErrNotFound) {
			m.gone = true
			return nil
		}
		if err != nil {
			return err
		}
		if m.row = r; r.State != Queued && !(r.State == Sending && j.unsure) {
			m.gone = true
			return nil
		}
		if m.row, m.v, err = d.verdict(tx, j, r, now); err != nil {
			return err
		}
		return d.o.put(tx, m.row)
	})
	if err == nil {
		d.stored()
	}
	return m, err
}

// verdict is the row after the gate was asked, and what it said.
func (d *dispatcher) verdict(tx storage.Tx, j *job, r Row, now time.Time) (Row, Decision, error) {
	stopped, err := d.cancelled(tx, r.ID.Release)
	if err != nil {
		return Row{}, Decision{}, err
	}
	if stopped {
		return r.end(Cancelled, "", now), Decision{}, nil
	}
	if r.State == Queued && r.Due.After(now) {
		return r, Decision{}, nil // put off by somebody else since it was read
	}
	var v Decision
	if err := ask(func() (err error) { v, err = d.gate.Row(tx, r, now); return err }); err != nil {
		return Row{}, v, err
	}
	switch v.Verdict {
	case Go:
	case Wait:
		return r.again(v.resume(now).UTC(), v.Reason, now), v, nil
	case Skip:
		return r.end(Skipped, v.Reason, now), v, nil
	case Expire:
		return r.end(Expired, v.Reason, now), v, nil
	default:
		return Row{}, v, &gateError{fmt.Errorf("unknown verdict %d", v.Verdict)}
	}
	if err := v.complete(); err != nil {
		return Row{}, v, err
	}
	if v.To.Platform != r.Platform {
		return Row{}, v, &gateError{errors.New("a row was let through to another platform than its own")}
	}
	if r.stale(now) {
		return r.end(InDoubt, r.Reason, now), v, nil
	}
	if !d.turns.claim(j, turnKey{chat: v.To.turn()}, now) {
		return Row{}, v, errTurn
	}
	return r.mark(v, now), v, nil
}

// cancelled tells whether a release was cancelled.
func (d *dispatcher) cancelled(tx storage.Tx, release uint64) (bool, error) {
	a, err := d.o.releases.Get(tx, storage.Ordinal(release))
	if errors.Is(err, storage.ErrNotFound) {
		return false, nil
	}
	return a.Cancelled, err
}

// requeue puts a row that came back to the queue, or ends it where its release was cancelled meanwhile.
func (d *dispatcher) requeue(tx storage.Tx, r Row, now time.Time) (Row, error) {
	if r.State == Queued {
		stopped, err := d.cancelled(tx, r.ID.Release)
		if err != nil {
			return r, err
		}
		if stopped {
			r = r.end(Cancelled, "", now.UTC())
		}
	}
	return r, d.o.put(tx, r)
}

// unmarked deals with a row that could not be marked.
func (d *dispatcher) unmarked(j *job, id RowID, err error) outcome {
	if errors.Is(err, errTurn) {
		return outcome{end: blocked}
	}
	var g *gateError
	switch {
	case errors.As(err, &g):
	case lasting(err):
		j.unsure = true
		d.log.Error("a copy could not be marked", d.ids(j, "err", err)...)
		return outcome{end: rests, until: time.Now().Add(storeRest)}
	default:
		return d.unstored(j, err)
	}
	d.log.Error("a copy could not be judged", d.ids(j, "err", err)...)
	var row Row
	err = d.persist(func(tx storage.Tx) (err error) {
		if row, err = d.o.Row(tx, id); err != nil || row.State != Queued {
			return err
		}
		row = row.broken(time.Now().UTC())
		return d.o.put(tx, row)
	})
	return d.restOf(row, err != nil)
}

// unmark takes back a mark whose call was never made.
func (d *dispatcher) unmark(id RowID) (row Row, err error) {
	err = d.persist(func(tx storage.Tx) (err error) {
		if row, err = d.o.Row(tx, id); err != nil || row.State != Sending {
			return err
		}
		now := time.Now().UTC()
		row, err = d.requeue(tx, row.again(time.Time{}, "", now), now)
		return err
	})
	return row, err
}

// settleRow stores what a call came to, and tells the gate of a recipient who cannot be reached any more, or is elsewhere.
func (d *dispatcher) settleRow(j *job, id RowID, c Cleared, receipt Receipt, fail *SendError, pause, now time.Time) (row Row, err error) {
	settle := func(tell bool) error {
		return d.persist(func(tx storage.Tx) (err error) {
			if row, err = d.o.Row(tx, id); err != nil || row.State != Sending {
				return err
			}
			if tell {
				if err := ask(func() error { return d.tell(tx, c.to, id.Ordinal, fail, now) }); err != nil {
					return err
				}
			}
			row, err = d.requeue(tx, row.settle(receipt, fail, d.limits, pause, now), now)
			return err
		})
	}
	tell := fail != nil && (fail.Kind == Gone || fail.Kind == Moved)
	err = settle(tell)
	var g *gateError
	if tell && errors.As(err, &g) {
		d.log.Error("the gate could not note that a recipient is gone or elsewhere", d.ids(j, "err", err)...)
		err = settle(false)
	}
	return row, err
}

// tell tells the gate what a failure says of the recipient.
func (d *dispatcher) tell(tx storage.Tx, to Address, ordinal uint64, fail *SendError, now time.Time) error {
	if fail.Kind == Moved {
		return d.gate.Moved(tx, to, fail.To)
	}
	return d.gate.Gone(tx, to, ordinal, fail.Lacks, now)
}
