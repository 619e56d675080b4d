package outbox

// floorEvery is how often the lower lanes come first, so that a stream of urgent copies slows them down and never stops them.
const floorEvery = 8

// order decides which lane is next: the lowest, and every eighth time the one of the others that has waited longest.
type order struct {
	n    uint64
	last [lanes]uint64 // when each was served, by n
}

// next chooses among the lanes that have something ready.
func (o *order) next(ready [lanes]bool) (Lane, bool) {
	first := Lane(0)
	for first < lanes && !ready[first] {
		first++
	}
	if first == lanes {
		return 0, false
	}
	if (o.n+1)%floorEvery != 0 {
		return first, true
	}
	best := first
	for l := first + 1; l < lanes; l++ {
		if ready[l] && (best == first || o.last[l] < o.last[best]) {
			best = l
		}
	}
	return best, true
}

func (o *order) served(l Lane) {
	o.n++
	o.last[l] = o.n
}
