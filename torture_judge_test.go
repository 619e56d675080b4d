//go:build !race

package main

import (
	"slices"

	"relais/campaigns/outbox"
	"relais/storage"
)

// judge compares what the store says of everybody with what the witness wrote down.
func (x *torture) judge() {
	saw := x.evidence()
	x.inside(func(s *service) error {
		return s.store.View(x.t.Context(), func(tx storage.Tx) error {
			listed := map[uint64]int{}
			doubts, err := s.net.Doubts(tx)
			if err != nil {
				return err
			}
			for _, d := range doubts {
				listed[d.Release.ID] = d.People
			}
			open := map[copyOf]bool{}
			for id := uint64(corrects); id >= holds; id-- {
				v := verdict{torture: x, release: id, saw: saw, open: open}
				if err := s.net.Outbox.Rows(tx, id, v.row); err != nil {
					return err
				}
				v.sum(listed[id])
			}
			_, err = s.net.VerifyAudit(tx)
			return err
		})
	})
}

// verdict is what comes out of one release.
type verdict struct {
	*torture
	release       uint64
	saw           map[copyOf]accepted
	open          map[copyOf]bool // copies in doubt, of this release and later ones
	counts        outbox.Counts
	lost, doubled int
	cut           int // answers that were cut after the work
}

// row judges one recipient's copy.
func (v *verdict) row(r outbox.Row) error {
	c := rowCopy(r)
	got := v.saw[c]
	v.counts[r.State]++
	v.cut += got.lost
	shown := slices.Clone(got.messages)
	for m := range got.edits {
		shown = append(shown, m)
	}
	switch {
	case r.State == outbox.InDoubt:
		v.open[c] = true
	case r.State != outbox.Sent || !slices.Contains(shown, r.Receipt):
		v.lost++
		v.t.Errorf("%v is lost: it is %v with the receipt %q, and the platform accepted %v", c, r.State, r.Receipt, shown)
	}
	twice := max(len(got.messages)-1, 0)
	v.doubled += twice
	may := 0
	if v.release == sendsAgain {
		may = v.unsure[c] + got.lost
	}
	if twice > may {
		v.t.Errorf("%v was sent %d times more than once, and may have been %d times", c, twice, may)
	}
	if v.release == holds {
		v.corrected(c, got)
	}
	return nil
}

// corrected holds that whoever was shown the error has been shown the correction, or that it is in doubt.
func (v *verdict) corrected(c copyOf, was accepted) {
	corrected := copyOf{corrects, c.chat}
	if v.open[corrected] {
		return
	}
	now := v.saw[corrected]
	for i, m := range was.messages {
		if was.texts[i] != "first" || now.edits[m] == "second-corrects" || slices.Contains(now.texts, "second-corrects") {
			continue
		}
		v.t.Errorf("%v shows the error in message %s, and no correction came: %+v", c, m, now)
	}
}

// sum holds what the release comes to, and says it in a line.
func (v *verdict) sum(listed int) {
	name := [...]string{holds: "the brief that holds", sendsAgain: "the alert that sends again", corrects: "the correction"}[v.release]
	n := v.counts
	bound := 0
	if v.release == sendsAgain {
		bound = v.kills*tortureWorkers + v.cut
	}
	v.t.Logf("%s: sent %d, in doubt %d, listed %d, lost %d, doubled %d of at most %d; %d kills found %d being sent, by window %v; seed %d",
		name, n[outbox.Sent], n[outbox.InDoubt], listed, v.lost, v.doubled, bound, v.kills, v.torture.open[v.release], v.hits, *tortureSeed)
	switch {
	case v.release != corrects && n.Total() != v.people:
		v.t.Errorf("%s has %d copies for %d people: %v", name, n.Total(), v.people, n)
	case n[outbox.Sent]+n[outbox.InDoubt] != n.Total():
		v.t.Errorf("%s is not settled: %v", name, n)
	case n[outbox.InDoubt] != listed:
		v.t.Errorf("%s has %d copies in doubt, and %d are listed", name, n[outbox.InDoubt], listed)
	case v.doubled > bound:
		v.t.Errorf("%s: %d copies too many were sent, and %d may have been", name, v.doubled, bound)
	}
}
