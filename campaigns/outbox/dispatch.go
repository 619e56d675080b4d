package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"relais/storage"
)

const (
	// Together less than the ten seconds after which a container is killed: docs.docker.com/reference/cli/docker/container/stop, 2026-11-29.
	grace     = 7 * time.Second // what calls in flight have to end when the process stops
	lastGrace = 2 * time.Second // what they have after they were cancelled

	callLimit = time.Minute // the longest call
	lookEvery = time.Minute // how late work is found whose Wake was forgotten
	storeRest = time.Second // the pause after the store failed

	// deniedRest is the pause of a token that the platform does not accept; then one copy tries it again.
	deniedRest = 10 * time.Minute
)

// Copies of one source in flight at a time: 1.3 times what leaves during the slowest twentieth of calls, which is taken as 1.6 s. There are
// twice as many hands, since a source leaves at least as many free as it has; see free.
const (
	slowCall = 1.3 * 1.6 // seconds
	fewest   = 8
	most     = 256 // also where the platform sets no rate: fewer, and the two waits for the disk are shared by too few
)

func workers(l Limits) int {
	if l.PerSecond <= 0 {
		return most
	}
	return min(max(int(math.Ceil(l.PerSecond*slowCall)), fewest), most)
}

// dispatcher sends what leaves by one platform. Its loop owns all of it but turns and moved, which have their own locks, silent, away and stuck; a
// copy in flight is with a goroutine that answers once, on done.
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

	sources  []*source         // the lanes of letters first
	reading  int               // whose turn it is to be read
	parties  map[string]uint64 // when each was served last, by order.n
	order    order
	pace     pace
	turns    *turns
	moved    sync.Map     // chat → its new id, for as long as the process runs
	silent   atomic.Int64 // since when every call failed and the platform said nothing of what it was for, in Unix ns; 0 while it does
	away     atomic.Bool  // the log has been told of it
	stuck    atomic.Bool  // the store takes no writes, of which the log has been told
	inFlight int
	hands    int // the most in flight
	carriers int // goroutines that carry copies
	jobs     chan *job
	staff    sync.WaitGroup

	paused time.Time // until when the token rests
	// unsaid is the last chat that was asked for a pause by a platform that does not say whether the token is meant, and until when.
	unsaid    string
	unsaidTil time.Time
	probe     time.Time // when a platform that is away is tried next
	denied    time.Time // since when the platform does not accept the token; zero while it does
	look      time.Time // when the ledger is looked at again
	rested    time.Time // until when the store is left alone
	asked     []chan struct{}

	calls context.Context // of the calls in flight; outlives Run's
}

func newDispatcher(o *Outbox, gate Gate, sender Sender) *dispatcher {
	l := sender.Limits()
	d := &dispatcher{
		o: o, gate: gate, sender: sender, limits: l, log: o.log.With("platform", l.Name),
		parties: map[string]uint64{}, wake: make(chan struct{}, 1), asks: make(chan chan struct{}),
		pace: newPace(l.PerSecond), turns: newTurns(), hands: 2 * workers(l),
	}
	d.done, d.jobs = make(chan outcome, d.hands), make(chan *job, d.hands)
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
			return errors.Join(err, d.end(cut))
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
	return d.end(cut)
}

// end ends what is in flight, and those who carry it.
func (d *dispatcher) end(cut context.CancelFunc) error {
	err := d.drain(cut)
	close(d.jobs)
	if err == nil { // else they are with calls that do not end
		d.staff.Wait()
	}
	return err
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
