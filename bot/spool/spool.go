// Package spool keeps what people did on a platform until the bot has taken it. An adapter puts an update in, in the same
// transaction as whatever else it keeps of it, and may acknowledge it to the platform from then on; Run hands the updates to the
// inbox, one person's in order and several people's at a time, again after a failure and after a restart. One that makes the bot
// panic each time is set aside, since nothing that its author does after it would ever be heard.
//
// Two types: Spool, and Options, by which an adapter completes an update just before it is offered (a file that has to be
// fetched) and hears that one was taken.
package spool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"relais/bot"
	"relais/storage"
)

const (
	firstPause  = time.Second // before an update is offered again; doubles each time
	longPause   = time.Minute
	panicsMost  = 5               // after which an update is set aside
	handingOver = 5 * time.Second // how long a stop waits for updates in hand
)

// waiting is an update that the bot has not taken yet. Its key is its number.
type waiting struct {
	User   string
	Update bot.Update
	Ref    string `json:",omitempty"` // the adapter's own, for Options.Complete
}

const byUser = "user"

// Options say what an adapter adds. The zero value adds nothing.
type Options struct {
	// Complete finishes an update before it is offered, from the ref it was put with. It is called again after an error.
	Complete func(ctx context.Context, u *bot.Update, ref string) error
	// Taken is told whose update was taken, outside any transaction.
	Taken func(user string)
	Log   *slog.Logger // nil: nothing is logged
}

// Spool keeps the updates of one platform. It is safe for concurrent use; Run runs once at a time.
type Spool struct {
	store    *storage.Store
	platform string
	opt      Options
	log      *slog.Logger
	updates  *storage.Collection[waiting]

	mu      sync.Mutex
	pending map[string]bool // accounts that may have updates waiting
	wake    chan struct{}
}

// New declares the spool's collection on a store, under the platform's name. It starts nothing.
func New(store *storage.Store, platform string, opt Options) *Spool {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	return &Spool{
		store: store, platform: platform, opt: opt, log: opt.Log,
		updates: storage.NewCollection(store, storage.Spec[waiting]{Name: platform + ".updates", Indexes: []storage.Index[waiting]{
			{Name: byUser, Values: func(_ string, w waiting) []string { return []string{w.User} }},
		}}),
		pending: map[string]bool{},
		wake:    make(chan struct{}, 1),
	}
}

// Put keeps an update of the account u.From. One without an ID is given one that no other has. Call Expect after the commit.
func (s *Spool) Put(tx storage.Tx, u bot.Update, ref string) error {
	n, err := s.store.Next(tx, s.platform+"/updates")
	if err != nil {
		return err
	}
	if u.ID == "" {
		u.ID = strconv.FormatUint(n, 10)
	}
	return s.updates.Put(tx, storage.Ordinal(n), waiting{User: u.From.ID, Update: u, Ref: ref})
}

// Forget drops what an account did and the bot has not taken.
func (s *Spool) Forget(tx storage.Tx, user string) error {
	keys, err := s.updates.Find(tx, byUser, user)
	for _, key := range keys {
		if err := s.updates.Delete(tx, key); err != nil {
			return err
		}
	}
	return err
}

// Clear drops what everybody did and the bot has not taken.
func (s *Spool) Clear(tx storage.Tx) error {
	var keys []string
	if err := s.updates.Scan(tx, storage.Range{}, func(key string, _ waiting) error {
		keys = append(keys, key)
		return nil
	}); err != nil {
		return err
	}
	for _, key := range keys {
		if err := s.updates.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}

// Expect has Run look for updates of an account.
func (s *Spool) Expect(user string) {
	s.mu.Lock()
	s.pending[user] = true
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run hands what people did to the inbox, in order for each account and several accounts at a time, and again where the inbox
// failed, until ctx ends. Then updates in hand have 5 s to end, and it returns nil. What was not taken is kept.
func (s *Spool) Run(ctx context.Context, in bot.Inbox) error {
	if err := s.recall(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("read what waits to be heard: %w", err)
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() {
		late := time.AfterFunc(handingOver, stop)
		context.AfterFunc(work, func() { late.Stop() })
	})()
	var g errgroup.Group
	busy := map[string]bool{}
	free := make(chan string)
	for running := 0; ; {
		if ctx.Err() == nil {
			for _, user := range s.expected(busy) {
				busy[user] = true
				running++
				g.Go(func() error {
					s.drain(ctx, work, in, user)
					free <- user
					return nil
				})
			}
		} else if running == 0 {
			return g.Wait()
		}
		select {
		case user := <-free:
			delete(busy, user)
			running--
		case <-s.wake:
		case <-done(ctx, running):
		}
	}
}

// done is ctx's channel until it has been heard; then only those at work are waited for.
func done(ctx context.Context, running int) <-chan struct{} {
	if ctx.Err() != nil && running > 0 {
		return nil
	}
	return ctx.Done()
}

// recall finds the accounts whose updates an earlier process left.
func (s *Spool) recall(ctx context.Context) error {
	var users []string
	err := s.store.View(ctx, func(tx storage.Tx) error {
		users = nil
		return s.updates.Scan(tx, storage.Range{}, func(_ string, w waiting) error {
			users = append(users, w.User)
			return nil
		})
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, user := range users {
		s.pending[user] = true
	}
	return err
}

// expected takes the accounts that may have updates and are not being heard already.
func (s *Spool) expected(busy map[string]bool) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var users []string
	for user := range s.pending {
		if !busy[user] {
			users = append(users, user)
			delete(s.pending, user)
		}
	}
	return users
}

// drain hands over the updates of one account until there are no more or ctx ends.
func (s *Spool) drain(ctx, work context.Context, in bot.Inbox, user string) {
	pause, panics := firstPause, 0
	for ctx.Err() == nil {
		key, w, err := s.next(work, user)
		if err == nil && key == "" {
			return
		}
		if err == nil {
			var panicked bool
			if panicked, err = s.offer(work, in, w); panicked {
				panics++
			}
			if err == nil || panics == panicsMost {
				if err != nil {
					s.log.Error("an update was set aside: it made the bot panic each time", "update", w.Update.ID)
				}
				err = s.taken(work, user, key)
			}
		}
		if err == nil {
			pause, panics = firstPause, 0
			continue
		}
		s.log.Warn("an update was not taken and will be offered again", "update", w.Update.ID, "pause", pause, "err", err)
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-t.C:
		}
		t.Stop()
		pause = min(2*pause, longPause)
	}
	s.Expect(user) // for the next Run
}

// next is the oldest update of an account; its key is empty where there is none.
func (s *Spool) next(ctx context.Context, user string) (key string, w waiting, err error) {
	err = s.store.View(ctx, func(tx storage.Tx) error {
		key, w = "", waiting{}
		keys, err := s.updates.Find(tx, byUser, user)
		if err != nil || len(keys) == 0 {
			return err
		}
		key = keys[0]
		w, err = s.updates.Get(tx, key)
		return err
	})
	return key, w, err
}

// offer completes an update and gives it to the inbox. A panic in either is an error.
func (s *Spool) offer(ctx context.Context, in bot.Inbox, w waiting) (panicked bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("the bot panicked on an update", "update", w.Update.ID, "stack", string(debug.Stack()))
			panicked, err = true, errors.New("the bot panicked")
		}
	}()
	if w.Ref != "" && s.opt.Complete != nil {
		if err := s.opt.Complete(ctx, &w.Update, w.Ref); err != nil {
			return false, err
		}
	}
	return false, in.Receive(ctx, w.Update)
}

// taken forgets an update, and has the account's page look again: the account may have been erased.
func (s *Spool) taken(ctx context.Context, user, key string) error {
	err := s.store.Update(ctx, func(tx storage.Tx) error { return s.updates.Delete(tx, key) })
	if err != nil {
		return fmt.Errorf("forget an update that was taken: %w", err)
	}
	if s.opt.Taken != nil {
		s.opt.Taken(user)
	}
	return nil
}
