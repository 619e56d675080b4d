package outbox

import "time"

// launch sends copies on their way while the token, the lanes and the turns allow it.
func (d *dispatcher) launch(now time.Time) {
	for d.free() && !now.Before(d.paused) && d.pace.wait(now).IsZero() {
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
		d.serving[j.lane] = from
		d.inFlight++
		d.o.moves.Add(1)
		go d.carry(j)
	}
}

// free tells whether one more copy may be in flight: a token that was not accepted, and a store that takes no writes, is tried with one.
func (d *dispatcher) free() bool {
	if !d.denied.IsZero() || d.stuck.Load() {
		return d.inFlight == 0
	}
	return d.inFlight < d.hands
}

// pick takes the next copy that has its turn, and tells which source it is from; those without a turn are parked on the way.
func (d *dispatcher) pick(now time.Time) (*job, int) {
	for {
		lane, ok := d.order.next(&d.ready)
		if !ok {
			return nil, 0
		}
		from := d.from(lane)
		s := d.sources[from]
		j := s.ready[lane][0]
		s.ready[lane][0] = nil
		s.ready[lane] = s.ready[lane][1:]
		d.ready[lane]--
		if d.turns.take(j, now) {
			return j, from
		}
	}
}

// from chooses the source of a lane's next copy: letters first, then releases in turn.
func (d *dispatcher) from(lane Lane) int {
	if len(d.sources[lane].ready[lane]) > 0 {
		return int(lane)
	}
	n, after := len(d.sources)-int(lanes), max(d.serving[lane]-int(lanes)+1, 0)
	at := 0
	for i := range n {
		at = int(lanes) + (after+i)%n
		if len(d.sources[at].ready[lane]) > 0 {
			break
		}
	}
	return at
}
