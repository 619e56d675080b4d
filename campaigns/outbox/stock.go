package outbox

import (
	"container/heap"
	"context"
	"errors"
	"slices"
	"time"

	"relais/storage"
)

// stock brings what is due into memory: rested copies, and a page of the lanes and of one release.
func (d *dispatcher) stock(ctx context.Context, now time.Time) error {
	if !now.Before(d.look) {
		if err := d.refresh(ctx); err != nil {
			return err
		}
		d.look = now.Add(lookEvery)
	}
	for _, s := range d.sources {
		for len(s.resting) > 0 && !s.resting[0].until.After(now) {
			j := heap.Pop(&s.resting).(sleeper).job
			s.enter(j)
			d.push(j)
		}
		s.turnOver(now)
	}
	release := false
	for i := range d.sources {
		s := d.sources[i]
		if i >= int(lanes) { // releases take turns
			n := len(d.sources) - int(lanes)
			s = d.sources[int(lanes)+(d.reading+i)%n]
			if release {
				break
			}
		}
		if !s.wantsRead(now) {
			continue
		}
		if err := d.read(ctx, s, now); err != nil {
			if ctx.Err() != nil || errors.Is(err, storage.ErrClosed) {
				return err
			}
			d.cannotRead(s, err, now)
		}
		if !s.letters() {
			release = true
			d.reading++
		}
	}
	return nil
}

// cannotRead leaves a source alone for a while: one damaged record holds up its own release and nobody else's.
func (d *dispatcher) cannotRead(s *source, err error, now time.Time) {
	s.blind = now.Add(storeRest)
	if lasting(err) {
		s.blind = now.Add(lookEvery)
	}
	d.log.Error("the ledger cannot be read", "release", s.release, "lane", s.lane, "err", err)
}

// takeIn takes a copy that has just been read into memory.
func (d *dispatcher) takeIn(j *job, until, now time.Time) {
	switch s := j.src; {
	case until.After(now):
		s.rest(j, until)
	case s.crowded(j.chat, j.at):
	default:
		s.enter(j)
		d.push(j)
	}
}

func (d *dispatcher) push(j *job) { j.src.ready[j.lane] = append(j.src.ready[j.lane], j) }

// unpark puts copies whose turn may have come before those that are ready, in their order.
func (d *dispatcher) unpark(jobs []*job) {
	for _, j := range slices.Backward(jobs) {
		j.src.ready[j.lane] = slices.Insert(j.src.ready[j.lane], 0, j)
	}
}
