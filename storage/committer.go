package storage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	commitMost   = 256                  // closures in one commit
	commitWindow = 2 * time.Millisecond // how long the first closure waits for others
)

// committer gathers concurrent closures into one durable commit. It has no goroutine: the caller at the head of the queue leads,
// which is to say that it runs the closures of those behind it with its own, and then hands the lead on. So callers gather
// behind a commit in progress by themselves; the window serves those whom the last commit has just let go, and is not
// waited for where the last commit had one closure.
//
// A closure that panics, or fails after it has written, spoils its transaction: the others run again without it, and it runs
// alone, on its own caller's goroutine. One that fails and has written nothing spoils nothing; its error is
// handed out when the transaction that it looked at has been committed.
type committer struct {
	eng Engine
	// last runs at the end of every transaction that wrote something, and what it returns after the commit.
	last func(Tx) (after func(), err error)

	unwritten atomic.Pointer[time.Time] // see Store.Unwritten; nil for never

	mu      sync.Mutex
	queue   []*call
	leader  *call         // nil while nobody leads
	recent  int           // closures in the last commit
	arrived chan struct{} // non-nil while the leader waits for others: closed when wanted are there
	wanted  int
}

// call is one closure on its way.
type call struct {
	ctx   context.Context
	fn    func(Tx) error
	wake  chan bool // true: lead; false: done, and err is the answer
	alone bool      // has spoiled a transaction
	done  bool
	err   error
}

// do returns when fn's writes are durable, or with the reason why they are not.
func (c *committer) do(ctx context.Context, fn func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	me := &call{ctx: ctx, fn: fn, wake: make(chan bool, 1)}
	if !c.join(me) {
		var lead bool
		select {
		case lead = <-me.wake:
		case <-ctx.Done():
			if c.withdraw(me) {
				return ctx.Err()
			}
			lead = <-me.wake
		}
		if !lead {
			return me.err
		}
	}
	return c.lead(me)
}

// join puts a call into the queue and reports whether its caller has to lead.
func (c *committer) join(me *call) (lead bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, me)
	if c.arrived != nil && len(c.queue) >= c.wanted {
		close(c.arrived)
		c.arrived = nil
	}
	if c.leader != nil {
		return false
	}
	c.leader = me
	return true
}

// withdraw takes a call out of the queue, unless it is being run or its caller has been told to lead.
func (c *committer) withdraw(me *call) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := slices.Index(c.queue, me)
	if at < 0 || c.leader == me {
		return false
	}
	c.queue = slices.Delete(c.queue, at, at+1)
	return true
}

// lead commits batches until me is done, and hands the lead on, also where a closure panics or ends the goroutine. While a
// caller leads, its call is the head of the queue or of the batch in hand.
func (c *committer) lead(me *call) error {
	var batch []*call
	defer func() { c.handOn(me, batch) }()
	for !me.done {
		batch = c.gather()
		if len(batch) == 1 {
			c.single(me)
		} else {
			c.together(batch)
		}
		c.settle(batch)
		batch = nil
	}
	return me.err
}

// gather takes the next batch off the queue.
func (c *committer) gather() []*call {
	c.mu.Lock()
	if want := min(c.recent, commitMost); len(c.queue) < want && !c.queue[0].alone {
		c.wanted, c.arrived = want, make(chan struct{})
		arrived := c.arrived
		c.mu.Unlock()
		window := time.NewTimer(commitWindow)
		select {
		case <-arrived:
		case <-window.C:
		}
		window.Stop()
		c.mu.Lock()
		c.arrived = nil
	}
	n := 1
	for !c.queue[0].alone && n < min(len(c.queue), commitMost) && !c.queue[n].alone {
		n++
	}
	batch := slices.Clone(c.queue[:n])
	c.queue = slices.Delete(c.queue, 0, n)
	if !batch[0].alone {
		c.recent = n
	}
	c.mu.Unlock()
	return batch
}

// settle answers the calls of a batch that are done and puts the others back to the head of the queue.
func (c *committer) settle(batch []*call) {
	var back []*call
	for _, k := range batch {
		if k.done {
			k.wake <- false
		} else {
			back = append(back, k)
		}
	}
	if len(back) > 0 {
		c.mu.Lock()
		c.queue = append(back, c.queue...)
		c.mu.Unlock()
	}
}

// handOn ends me's lead. A batch is in hand only where me's goroutine is being ended by a panic or runtime.Goexit.
func (c *committer) handOn(me *call, batch []*call) {
	me.done = true
	c.settle(batch)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leader = nil
	if len(c.queue) > 0 {
		c.leader = c.queue[0]
		c.leader.wake <- true
	}
}

// single runs the leader's own closure by itself: a panic goes to the caller with its stack.
func (c *committer) single(me *call) {
	var after func()
	me.err = c.commit(me.ctx, func(tx Tx) (err error) {
		after = nil
		w := &watched{Tx: tx}
		if err := Enter(w, me.fn); err != nil {
			return err
		}
		if !w.wrote {
			return errIdle
		}
		after, err = c.last(tx)
		return err
	})
	if errors.Is(me.err, errIdle) {
		me.err = nil
	} else if me.err == nil && after != nil {
		after()
	}
	me.done = true
}

// together runs a batch in one transaction, without those who spoil it. These are left for later, alone.
func (c *committer) together(batch []*call) {
	ctx := context.WithoutCancel(batch[0].ctx)
	var running *call
	defer func() {
		if running != nil { // it ended this goroutine
			running.alone = true
		}
	}()
	for {
		var left []*call
		for _, k := range batch {
			if !k.alone {
				left = append(left, k)
			}
		}
		if len(left) == 0 {
			return
		}
		var spoiler *call
		var after func()
		err := c.commit(ctx, func(tx Tx) (err error) {
			spoiler, after = nil, nil
			wrote := false
			for _, k := range left {
				w := &watched{Tx: tx}
				var panicked bool
				running = k
				k.err, panicked = k.try(w)
				running = nil
				if panicked || k.err != nil && w.wrote {
					spoiler = k
					return errSpoiled
				}
				wrote = wrote || w.wrote
			}
			if !wrote {
				return errIdle
			}
			after, err = c.last(tx)
			return err
		})
		if spoiler != nil {
			spoiler.alone = true
			continue
		}
		if err == nil && after != nil {
			after()
		}
		for _, k := range left {
			if err != nil && !errors.Is(err, errIdle) {
				k.err = err
			}
			k.done = true
		}
		return
	}
}

// commit runs fn in a transaction of the engine, and notes where that could not be kept although nothing is wrong with fn.
func (c *committer) commit(ctx context.Context, fn func(Tx) error) error {
	ready := false
	err := c.eng.Update(ctx, func(tx Tx) error {
		err := fn(tx)
		ready = err == nil
		return err
	})
	if err != nil && ready && ctx.Err() == nil {
		now := time.Now()
		c.unwritten.CompareAndSwap(nil, &now)
	}
	return err
}

// try runs the closure of a call whose caller still wants it.
func (k *call) try(tx Tx) (err error, panicked bool) {
	if err := k.ctx.Err(); err != nil {
		return err, false
	}
	defer func() {
		if r := recover(); r != nil {
			err, panicked = fmt.Errorf("panic: %v", r), true
		}
	}()
	if err := Enter(tx, k.fn); err != nil {
		return err, false
	}
	return nil, false
}

var (
	errIdle    = errors.New("nothing was written")
	errSpoiled = errors.New("a closure failed")
)

// watched notes whether a closure has written.
type watched struct {
	Tx
	wrote bool
}

func (w *watched) Put(space string, key, value []byte) error {
	w.wrote = true
	return w.Tx.Put(space, key, value)
}

func (w *watched) Delete(space string, key []byte) error {
	w.wrote = true
	return w.Tx.Delete(space, key)
}
