package outbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"relais/storage"
)

// errShut ends a dispatcher whose store was closed below it.
var errShut = errors.New("the store was closed below the outbox")

// page is what one transaction read of a source.
type page struct {
	next  uint64 // where to go on
	ended bool
	jobs  []*job
	until []time.Time // for each job, when it may leave; zero is now
	left  []Row       // found marked although nobody is making their call
}

// refresh learns which releases are active and lets every source look for more.
func (d *dispatcher) refresh(ctx context.Context) error {
	var found map[uint64]active
	err := d.o.store.View(ctx, func(tx storage.Tx) error {
		found = map[uint64]active{}
		return d.o.releases.Scan(tx, storage.Range{}, func(key string, a active) error {
			release, err := storage.ParseOrdinal(key)
			found[release] = a
			return err
		})
	})
	if err != nil {
		return err
	}
	kept := d.sources[:0]
	for _, s := range d.sources {
		a, ok := found[s.release]
		if !ok && !s.letters() && len(s.held) == 0 {
			continue // another dispatcher saw its end: none of its rows is open
		}
		kept = append(kept, s)
		if ok || s.letters() {
			delete(found, s.release)
			s.learn(a)
		}
	}
	clear(d.sources[len(kept):])
	d.sources = kept
	for _, release := range slices.Sorted(maps.Keys(found)) {
		s := newRelease(release)
		s.learn(found[release])
		s.redo = false // its first pass is before it
		d.sources = append(d.sources, s)
	}
	maps.DeleteFunc(d.parties, func(party string, _ uint64) bool {
		return !slices.ContainsFunc(d.sources, func(s *source) bool { return s.party == party })
	})
	return nil
}

// learn takes in what changed in the ledger.
func (s *source) learn(a active) {
	if s.letters() {
		s.ended = false
		return
	}
	if a.Epoch == s.epoch {
		return
	}
	if a.Reset > s.epoch {
		s.redoFrom(0)
	}
	if a.Cancelled && !s.cancelled { // what waits for a later time waits for nothing now
		s.cancelled = true
		for i := range s.resting {
			s.resting[i].until = time.Time{}
		}
		s.beyond = time.Time{}
		s.redoFrom(0)
	}
	if s.party = a.Party; s.party == "" {
		s.party = fmt.Sprintf("release %d", s.release)
	}
	s.epoch, s.planned, s.worked, s.ended = a.Epoch, a.Planned, true, false
}

// read reads a page of a source and takes in what it found.
func (d *dispatcher) read(ctx context.Context, s *source, now time.Time) error {
	var p page
	err := d.o.store.View(ctx, func(tx storage.Tx) error {
		p = page{next: s.from, ended: true}
		if s.letters() {
			return d.readLetters(tx, s, &p)
		}
		return d.readRows(tx, s, &p)
	})
	if err == nil && len(p.left) > 0 {
		err = d.recover(ctx, s, &p, now)
	}
	if err != nil {
		return err
	}
	for i, j := range p.jobs {
		d.takeIn(j, p.until[i], now)
	}
	s.from, s.ended = p.next, p.ended
	if p.ended && s.sweep {
		return d.swept(ctx, s)
	}
	return nil
}

// swept ends a sweep: the release is over, or its rows are read from the first queued one on.
func (d *dispatcher) swept(ctx context.Context, s *source) error {
	s.sweep = false
	if s.hasLow {
		s.from, s.ended = s.low, false
	}
	if s.anyOpen || !s.planned {
		return nil
	}
	over := false
	err := d.o.store.Update(ctx, func(tx storage.Tx) error {
		over = false
		key := storage.Ordinal(s.release)
		a, err := d.o.releases.Get(tx, key)
		if errors.Is(err, storage.ErrNotFound) || err == nil && (a.Epoch != s.epoch || !a.Planned) {
			return nil
		}
		if err != nil {
			return err
		}
		over = true
		return d.o.releases.Delete(tx, key)
	})
	if err == nil && over {
		d.log.Info("every copy of a release is settled", "release", s.release)
		d.o.Wake()
	}
	return err
}

func (d *dispatcher) readRows(tx storage.Tx, s *source, p *page) error {
	seen := 0
	return d.o.scan(tx, s.release, s.from, func(r Row) error {
		if seen == readMost || !s.sweep && s.open+len(p.jobs) >= readAhead {
			p.ended = false
			return storage.ErrStop
		}
		seen++
		at := position(r.ID.Ordinal)
		p.next = at + 1
		if r.State != Queued && r.State != Sending {
			return nil
		}
		s.anyOpen = true // only ever set, so a second run of this changes nothing
		switch {
		case r.Platform != d.limits.Name || s.held[at]:
		case r.State == Sending:
			p.left = append(p.left, r)
		case s.sweep:
			s.mind(at)
		default:
			p.add(d.rowJob(s, r), r.Due)
		}
		return nil
	})
}

// add notes a job and when it may leave.
func (p *page) add(j *job, until time.Time) {
	if j.src.cancelled {
		until = time.Time{}
	}
	p.jobs, p.until = append(p.jobs, j), append(p.until, until)
}

// mind notes the first queued row that a sweep meets.
func (s *source) mind(at uint64) {
	if !s.hasLow || at < s.low {
		s.low, s.hasLow = at, true
	}
}

func (d *dispatcher) rowJob(s *source, r Row) *job {
	return &job{src: s, at: position(r.ID.Ordinal), lane: r.Lane, keys: []turnKey{{ordinal: r.ID.Ordinal}}}
}

func (d *dispatcher) readLetters(tx storage.Tx, s *source, p *page) error {
	seen := 0
	return d.o.letters.Scan(tx, letterRange(s.lane, s.from), func(key string, l posted) error {
		_, at, err := parseLetterKey(key)
		if err != nil {
			return err
		}
		if seen == readMost || s.open+len(p.jobs) >= readAhead {
			p.ended = false
			return storage.ErrStop
		}
		seen++
		p.next = at + 1
		mine := l.Platform == d.limits.Name || l.Platform == "" && d.first
		if !mine || s.held[at] {
			return nil
		}
		chat := l.Letter.To.turn()
		j := &job{src: s, at: at, lane: s.lane, chat: chat, keys: []turnKey{{chat: chat}}}
		if chat == "" {
			j.keys[0] = turnKey{ordinal: l.Letter.Ordinal}
		}
		p.add(j, l.Letter.Due)
		return nil
	})
}

// recover settles rows whose process died in the call, or whose settling failed for as long as it was tried.
func (d *dispatcher) recover(ctx context.Context, s *source, p *page, now time.Time) error {
	var back []Row
	err := d.o.store.Update(ctx, func(tx storage.Tx) error {
		back = nil
		for _, was := range p.left {
			r, err := d.o.Row(tx, was.ID)
			if err != nil {
				return err
			}
			if r.State != Sending {
				continue
			}
			if r, err = d.requeue(tx, r.recover(d.limits, now.UTC()), now); err != nil {
				return err
			}
			back = append(back, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	doubts := 0
	for _, r := range back {
		switch {
		case r.State != Queued:
			doubts++
		case s.sweep:
			s.mind(position(r.ID.Ordinal))
		default:
			p.add(d.rowJob(s, r), r.Due)
		}
	}
	d.log.Warn("copies were being sent when the process ended", "release", s.release, "in_doubt", doubts, "again", len(back)-doubts)
	return nil
}
