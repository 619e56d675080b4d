// Package outbox owns what has to leave and what became of it: a ledger with one row for each recipient of a release,
// letters with a text of their own, and one dispatcher for each platform that paces and sends both. It knows addresses and
// payloads; who may be sent what is behind Gate, and how a platform is spoken to behind Sender.
//
// The way of one copy: a source reads the ledger a little ahead (read.go), the dispatcher's loop picks the next copy
// whose time, lane, address and token allow it (dispatch.go), and a goroutine that has it alone asks the gate, marks, sends and
// settles it (row_carry.go, letter_carry.go). A row is marked Sending durably before the call, so that a row found
// Sending without a call is one that may have arrived; what becomes of it is in rules.go. "Done" is counted from rows.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"relais/storage"
)

// ErrStopped is returned by Idle when Run ends before the outbox was idle.
var ErrStopped = errors.New("the outbox has stopped")

// ErrRunning is returned by a second Run at the same time: two dispatchers on one token would send everything twice.
var ErrRunning = errors.New("the outbox is running already")

// Outbox is safe for concurrent use. One process runs it on a store.
type Outbox struct {
	store    *storage.Store
	log      *slog.Logger
	rows     *storage.Collection[Row]
	releases *storage.Collection[active]
	letters  *storage.Collection[posted]
	receipts *storage.Collection[kept]
	open     *storage.Collection[openDoubt]

	moves atomic.Uint64 // copies taken up by dispatchers, ever

	mu    sync.Mutex
	crew  *crew         // who runs; nil when nobody does
	begun chan struct{} // closed when the next Run begins
}

// crew is one Run: its dispatchers, the first of which also looks after letters whose platform is not known yet.
type crew struct {
	dispatchers []*dispatcher
	ended       chan struct{}
}

// New declares the outbox's collections on a store. It starts nothing.
func New(store *storage.Store, log *slog.Logger) *Outbox {
	return &Outbox{
		store:    store,
		log:      log,
		rows:     storage.NewCollection(store, storage.Spec[Row]{Name: "outbox.rows", Codec: rowCodec{}}),
		releases: storage.NewCollection(store, storage.Spec[active]{Name: "outbox.releases"}),
		letters: storage.NewCollection(store, storage.Spec[posted]{Name: "outbox.letters", Indexes: []storage.Index[posted]{
			{Name: byPerson, Values: func(_ string, p posted) []string { return persons(p.Letter.Ordinal, p.Letter.To) }},
		}}),
		receipts: storage.NewCollection(store, storage.Spec[kept]{Name: "outbox.receipts", Indexes: []storage.Index[kept]{
			{Name: byTrack, Values: func(_ string, k kept) []string {
				if k.Track == "" {
					return nil
				}
				return []string{k.Track}
			}},
			{Name: byPerson, Values: func(_ string, k kept) []string { return persons(k.Ordinal, k.To) }},
		}}),
		open:  storage.NewCollection(store, storage.Spec[openDoubt]{Name: "outbox.doubts"}),
		begun: make(chan struct{}),
	}
}

// Run sends what is due, by the senders' platforms, until ctx ends. Then it takes up nothing new, gives calls in flight 7 s
// to end, cancels them, and returns nil. It returns an error when the store is closed below it, when a call does not end
// although it was cancelled, or at once when it is running already (ErrRunning) or two senders have one name.
func (o *Outbox) Run(ctx context.Context, gate Gate, senders []Sender) error {
	c := &crew{ended: make(chan struct{})}
	for _, s := range senders {
		c.dispatchers = append(c.dispatchers, newDispatcher(o, gate, s))
	}
	if err := c.introduce(); err != nil {
		return err
	}
	o.mu.Lock()
	if o.crew != nil {
		o.mu.Unlock()
		return ErrRunning
	}
	o.crew = c
	close(o.begun)
	o.begun = make(chan struct{})
	o.mu.Unlock()

	g, ctx := errgroup.WithContext(ctx)
	for _, d := range c.dispatchers {
		g.Go(func() error { return d.run(ctx) })
	}
	g.Go(func() error { return o.tidy(ctx) })
	err := g.Wait()

	o.mu.Lock()
	o.crew = nil
	o.mu.Unlock()
	close(c.ended)
	return err
}

// introduce tells each dispatcher who the others are.
func (c *crew) introduce() error {
	names := map[string]bool{}
	for _, d := range c.dispatchers {
		name := d.limits.Name
		if name == "" || names[name] {
			return fmt.Errorf("run the outbox: two senders are named %q, or one has no name", name)
		}
		names[name] = true
	}
	for i, d := range c.dispatchers {
		d.platforms, d.first = names, i == 0
	}
	return nil
}

// Wake makes the dispatchers look for new work. Call it after a transaction that posted, planned or cancelled has committed. It
// never blocks, and one too many costs next to nothing; one forgotten delays the work by up to a minute.
func (o *Outbox) Wake() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.crew == nil {
		return
	}
	for _, d := range o.crew.dispatchers {
		select {
		case d.wake <- struct{}{}:
		default:
		}
	}
}

// Idle returns nil when nothing is due now and nothing is in flight, everything committed before the call included. What
// waits for a later time does not count, nor what is for a platform that has no sender or whose token is no longer
// accepted. It waits for Run to begin; it returns ErrStopped when Run ends first, or ctx's error.
func (o *Outbox) Idle(ctx context.Context) error {
	o.mu.Lock()
	c, begun := o.crew, o.begun
	o.mu.Unlock()
	if c == nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-begun:
			return o.Idle(ctx)
		}
	}
	for {
		// A dispatcher may have had work while another was asked, so they are asked until a round brings none.
		before := o.moves.Load()
		for _, d := range c.dispatchers {
			if err := d.idle(ctx, c.ended); err != nil {
				return err
			}
		}
		if o.moves.Load() == before {
			return nil
		}
	}
}
