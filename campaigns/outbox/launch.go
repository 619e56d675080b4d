package outbox

import "time"

// launch sends copies on their way while the token, the lanes and the turns allow it.
func (d *dispatcher) launch(now time.Time) {
	if d.pace.climb(now) {
		d.log.Info("as much leaves again as the platform allows", "per_second", d.pace.rate)
	}
	for !now.Before(d.rests()) && d.pace.wait(now).IsZero() {
		j, from := d.pick(now)
		if j == nil {
			return
		}
		slot, ok := d.pace.take(now)
		if !ok {
			d.unpark(append([]*job{j}, d.turns.release(j, time.Time{}, now)...))
			return
		}
		j.slot = slot
		d.order.served(j.lane)
		d.sources[from].served = d.order.n
		d.parties[d.sources[from].party] = d.order.n
		d.inFlight++
		j.src.flying++
		d.o.moves.Add(1)
		if d.away.Load() {
			d.probe = now.Add(awayRest)
		}
		d.hand(j)
	}
}

// hand gives a copy to whoever carries it. Those who carry stay for the next one, since a stack that has grown once need not grow again;
// there are as many as were ever in flight.
func (d *dispatcher) hand(j *job) {
	if d.inFlight > d.carriers {
		d.carriers++
		d.staff.Go(func() {
			for j := range d.jobs {
				d.carry(j)
			}
		})
	}
	d.jobs <- j
}

// rests is until when nothing may leave. A platform that is away is tried by one copy in a while, whether the one before it has
// been answered or hangs.
func (d *dispatcher) rests() time.Time {
	if d.away.Load() {
		return later(d.paused, d.probe)
	}
	return d.paused
}

// free tells whether one more copy of a source may be in flight. A source takes a hand only where as many are free as it has: alone
// it gets half of them; of n whose calls hang each gets a part of n+1, and whoever comes then finds enough for their share of the
// rate. A token that was not accepted, and a store that takes no writes, is tried with one copy.
func (d *dispatcher) free(s *source) bool {
	if !d.denied.IsZero() || d.stuck.Load() {
		return d.inFlight == 0
	}
	return s.flying < d.hands-d.inFlight
}

// offers tells in which lanes a source has a copy that may leave, as far as hands go.
func (d *dispatcher) offers() (has [lanes]bool) {
	for _, s := range d.sources {
		if !d.free(s) {
			continue
		}
		for lane, ready := range s.ready {
			has[lane] = has[lane] || len(ready) > 0
		}
	}
	return has
}

// pick takes the next copy that has its turn, and tells which source it is from; those without a turn are parked on the way.
func (d *dispatcher) pick(now time.Time) (*job, int) {
	for {
		lane, ok := d.order.next(d.offers())
		if !ok {
			return nil, 0
		}
		from := d.from(lane)
		if from < 0 { // the store has just been found to take no writes
			return nil, 0
		}
		s := d.sources[from]
		j := s.ready[lane][0]
		s.ready[lane][0] = nil
		s.ready[lane] = s.ready[lane][1:]
		if d.turns.take(j, now) {
			return j, from
		}
	}
}

// from chooses the source of a lane's next copy among those that may have one: letters first, then parties in turn, and of each its releases. It is -1 where none may go any more.
func (d *dispatcher) from(lane Lane) int {
	offers := func(at int) bool { return len(d.sources[at].ready[lane]) > 0 && d.free(d.sources[at]) }
	if offers(int(lane)) {
		return int(lane)
	}
	best := -1
	for at := int(lanes); at < len(d.sources); at++ {
		if offers(at) && (best < 0 || d.sooner(d.sources[at], d.sources[best])) {
			best = at
		}
	}
	return best
}

// sooner tells whether one release comes before another: that of the party that has waited longer and, of one party, the one that has.
func (d *dispatcher) sooner(a, b *source) bool {
	if x, y := d.parties[a.party], d.parties[b.party]; x != y {
		return x < y
	}
	return a.served < b.served
}
