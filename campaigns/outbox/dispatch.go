package outbox

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"sync"
	"time"

	"relais/storage"
)

const (
	grace     = 10 * time.Second // what calls in flight have to end when the process stops
	lastGrace = 5 * time.Second  // what they have after they were cancelled
	callLimit = time.Minute      // the longest call
	lookEvery = time.Minute      // how late work is found whose Wake was forgotten
	storeRest = time.Second      // the pause after the store failed

	// deniedRest is the pause of a token that the platform does not accept; then one copy tries it again.
	deniedRest = 10 * time.Minute
)

// Copies in flight at a time: 1.3 times what leaves during the slowest twentieth of calls, which is taken as 1.6 s.
const (
	slowCall  = 1.3 * 1.6 // seconds
	fewest    = 8
	most      = 128
	unlimited = 64 // where the platform sets no rate
)

func workers(l Limits) int {
	if l.PerSecond <= 0 {
		return unlimited
	}
	return min(max(int(math.Ceil(l.PerSecond*slowCall)), fewest), most)
}

// dispatcher sends what leaves by one platform. Its loop owns all of it but turns and moved, which have their own locks; a
// copy in flight has a goroutine of its own that answers once, on done.
type dispatcher struct {
	o         *Outbox
	gate      Gate
	sender    Sender
	limits    Limits
	log       *slog.Logger
	platforms map[string]bool // those that have a sender
	first     bool            // looks after letters whose platform is not known yet

	wake chan struct{}
	asks chan chan struct{}
	done chan outcome

	sources  []*source  // the lanes of letters first
	reading  int        // whose turn it is to be read
	serving  [lanes]int // the source that each lane's last copy came from
	ready    [lanes]int
	order    order
	pace     pace
	turns    *turns
	moved    sync.Map // chat → its new id, for as long as the process runs
	inFlight int
	hands    int // the most in flight

	paused time.Time // until when the token rests
	denied bool      // the platform does not accept the token
	look   time.Time // when the ledger is looked at again
	rested time.Time // until when the store is left alone
	asked  []chan struct{}

	calls context.Context // of the calls in flight; outlives Run's
}

func newDispatcher(o *Outbox, gate Gate, sender Sender) *dispatcher {
	l := sender.Limits()
	d := &dispatcher{
		o: o, gate: gate, sender: sender, limits: l, log: o.log.With("platform", l.Name),
		wake: make(chan struct{}, 1), asks: make(chan chan struct{}),
		pace: newPace(l.PerSecond), turns: newTurns(), hands: workers(l),
	}
	d.done = make(chan outcome, d.hands)
	for lane := range lanes {
		d.sources = append(d.sources, newLane(lane))
	}
	return d
}

// run is the loop. It returns nil when ctx ends.
func (d *dispatcher) run(ctx context.Context) error {
	calls, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	d.calls = calls
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		next, err := d.work(ctx, time.Now())
		if err != nil {
			return errors.Join(err, d.drain(cut))
		}
		timer.Reset(time.Until(next))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-d.wake:
			d.look = time.Time{}
		case ask := <-d.asks:
			d.asked = append(d.asked, ask)
			d.look = time.Time{}
		case out := <-d.done:
			d.takeBack(out)
			for more := true; more; {
				select {
				case out = <-d.done:
					d.takeBack(out)
				default:
					more = false
				}
			}
		}
	}
	return d.drain(cut)
}

// drain waits for the copies in flight, then cuts them off.
func (d *dispatcher) drain(cut context.CancelFunc) error {
	bound := time.NewTimer(grace)
	defer bound.Stop()
	for cuts := 0; d.inFlight > 0; {
		select {
		case <-d.done:
			d.inFlight--
		case <-bound.C:
			if cuts++; cuts > 1 {
				return fmt.Errorf("stop %s: %d calls did not end although they were cancelled; what they carry is in doubt", d.limits.Name, d.inFlight)
			}
			d.log.Warn("calls in flight are cancelled", "calls", d.inFlight)
			cut()
			bound.Reset(lastGrace)
		}
	}
	return nil
}

// work does what can be done now and returns when to look again if nothing happens before.
func (d *dispatcher) work(ctx context.Context, now time.Time) (time.Time, error) {
	if !now.Before(d.rested) {
		if err := d.stock(ctx, now); errors.Is(err, storage.ErrClosed) {
			return now, errShut
		} else if err != nil && ctx.Err() == nil {
			d.log.Error("the ledger cannot be read", "err", err)
			d.rested = now.Add(storeRest)
		}
	}
	d.unpark(d.turns.due(now))
	d.launch(now)
	if d.idleNow() {
		for _, ask := range d.asked {
			close(ask)
		}
		d.asked = nil
	}
	return d.next(now), nil
}

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
		if !s.wantsRead() {
			continue
		}
		if err := d.read(ctx, s, now); err != nil {
			return err
		}
		if !s.letters() {
			release = true
			d.reading++
		}
	}
	return nil
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

func (d *dispatcher) push(j *job) {
	j.src.ready[j.lane] = append(j.src.ready[j.lane], j)
	d.ready[j.lane]++
}

// unpark puts copies whose turn may have come before those that are ready, in their order.
func (d *dispatcher) unpark(jobs []*job) {
	for _, j := range slices.Backward(jobs) {
		j.src.ready[j.lane] = slices.Insert(j.src.ready[j.lane], 0, j)
		d.ready[j.lane]++
	}
}

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

// free tells whether one more copy may be in flight: a token that was not accepted is tried with one.
func (d *dispatcher) free() bool {
	if d.denied {
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

// next is when something can happen by itself.
func (d *dispatcher) next(now time.Time) time.Time {
	t := d.look
	sooner := func(at time.Time) {
		if !at.IsZero() && at.Before(t) {
			t = at
		}
	}
	if d.rested.After(now) {
		t = d.rested
	} else {
		for _, s := range d.sources {
			if s.wantsRead() || s.ended && s.redo {
				return now
			}
			sooner(s.wait())
		}
	}
	sooner(d.turns.wait())
	if d.free() && d.anyReady() {
		sooner(later(d.pace.wait(now), later(d.paused, now)))
	}
	return t
}

func (d *dispatcher) anyReady() bool {
	for _, n := range d.ready {
		if n > 0 {
			return true
		}
	}
	return false
}

func (d *dispatcher) idleNow() bool {
	if d.inFlight > 0 || d.look.IsZero() {
		return false
	}
	if d.denied {
		return true
	}
	if d.anyReady() || d.turns.waiting() > 0 {
		return false
	}
	return !slices.ContainsFunc(d.sources, func(s *source) bool { return !s.quiet() })
}

// idle returns nil once the dispatcher has nothing to do.
func (d *dispatcher) idle(ctx context.Context, ended <-chan struct{}) error {
	ask := make(chan struct{})
	select {
	case d.asks <- ask:
	case <-ended:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-ask:
		return nil
	case <-ended:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
}
