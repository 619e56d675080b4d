package outbox

import "time"

// A store that takes no writes, as on a full disk, stops everything: without a mark nothing is sent, and what was sent keeps its place
// in flight until it could be stored. The log is told once, and once more when it is over.

// cannotStore notes that a write failed and may succeed later, and tells whether the one before had failed, too.
func (d *dispatcher) cannotStore(err error) (again bool) {
	if d.stuck.Swap(true) {
		return true
	}
	d.log.Error("the store takes no writes: nothing is sent until it does", "again_in", storeRest, "err", err)
	return false
}

// stored notes that a write held.
func (d *dispatcher) stored() {
	if d.stuck.Swap(false) {
		d.log.Info("the store takes writes again: sending goes on")
	}
}

// unstored is the outcome of a copy for which the store took no mark. Nothing was sent; the mark may stand all the same.
func (d *dispatcher) unstored(j *job, err error) outcome {
	j.unsure = true
	out := outcome{end: rests, until: time.Now().Add(storeRest)}
	if d.cannotStore(err) {
		out.token = out.until // no other copy fares better
	}
	return out
}
