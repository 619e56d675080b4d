package local

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"relais/bot"
	"relais/storage"
)

const (
	firstPause  = time.Second // before an update is offered again; doubles each time
	longPause   = time.Minute
	panicsMost  = 5               // after which an update is set aside, or nothing after it would ever be heard
	handingOver = 5 * time.Second // how long a stop waits for updates in hand
)

// waiting is an update that the bot has not taken yet. Its key is its number, of which Update.ID is made.
type waiting struct {
	User   string
	Update bot.Update
}

// submit queues an update in the transaction that shows what was done.
func (l *Local) submit(tx storage.Tx, p person, u bot.Update) error {
	n, err := l.store.Next(tx, "local/updates")
	if err != nil {
		return err
	}
	u.ID = strconv.FormatUint(n, 10)
	u.From = bot.User{Platform: Name, ID: p.User, Chat: p.User, Name: p.Name, Lang: p.Lang}
	u.To = bot.Address{Platform: Name, Chat: p.User}
	return l.updates.Put(tx, storage.Ordinal(n), waiting{User: p.User, Update: u})
}

// expect has Run look for updates of an account.
func (l *Local) expect(user string) {
	l.mu.Lock()
	l.pending[user] = true
	l.mu.Unlock()
	l.ring()
}

func (l *Local) ring() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Run hands what people did to the inbox, in order for each account and several accounts at a time, and again where the inbox
// failed, until ctx ends. Then updates in hand have 5 s to end, open event streams are closed, and it returns nil. What
// was not taken is kept.
func (l *Local) Run(ctx context.Context, in bot.Inbox) error {
	if err := l.begin(); err != nil {
		return err
	}
	defer l.end()
	if err := l.recall(ctx); err != nil {
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
			for _, user := range l.expected(busy) {
				busy[user] = true
				running++
				g.Go(func() error {
					l.drain(ctx, work, in, user)
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
		case <-l.wake:
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

func (l *Local) begin() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running {
		return ErrRunning
	}
	l.running = true
	return nil
}

// end closes the open streams, and lets others open.
func (l *Local) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running = false
	close(l.over)
	l.over = make(chan struct{})
}

// ended is closed when the present or next Run ends.
func (l *Local) ended() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.over
}

// recall finds the accounts whose updates an earlier process left.
func (l *Local) recall(ctx context.Context) error {
	var users []string
	err := l.store.View(ctx, func(tx storage.Tx) error {
		users = nil
		return l.updates.Scan(tx, storage.Range{}, func(_ string, w waiting) error {
			users = append(users, w.User)
			return nil
		})
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, user := range users {
		l.pending[user] = true
	}
	return err
}

// expected takes the accounts that may have updates and are not being heard already.
func (l *Local) expected(busy map[string]bool) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var users []string
	for user := range l.pending {
		if !busy[user] {
			users = append(users, user)
			delete(l.pending, user)
		}
	}
	return users
}

// drain hands over the updates of one account until there are no more or ctx ends.
func (l *Local) drain(ctx, work context.Context, in bot.Inbox, user string) {
	pause, panics := firstPause, 0
	for ctx.Err() == nil {
		key, u, err := l.next(work, user)
		if err == nil && key == "" {
			return
		}
		if err == nil {
			var panicked bool
			if panicked, err = l.offer(work, in, u); panicked {
				panics++
			}
			if err == nil || panics == panicsMost {
				if err != nil {
					l.log.Error("an update was set aside: it made the bot panic each time", "update", u.ID)
				}
				err = l.taken(work, user, key)
			}
		}
		if err == nil {
			pause, panics = firstPause, 0
			continue
		}
		l.log.Warn("an update was not taken and will be offered again", "update", u.ID, "pause", pause, "err", err)
		t := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-t.C:
		}
		t.Stop()
		pause = min(2*pause, longPause)
	}
	l.expect(user) // for the next Run
}

// next is the oldest update of an account; its key is empty where there is none.
func (l *Local) next(ctx context.Context, user string) (key string, u bot.Update, err error) {
	err = l.store.View(ctx, func(tx storage.Tx) error {
		key, u = "", bot.Update{}
		keys, err := l.updates.Find(tx, byUser, user)
		if err != nil || len(keys) == 0 {
			return err
		}
		w, err := l.updates.Get(tx, keys[0])
		key, u = keys[0], w.Update
		return err
	})
	return key, u, err
}

// offer gives the inbox one update. A panic in it is an error.
func (l *Local) offer(ctx context.Context, in bot.Inbox, u bot.Update) (panicked bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			l.log.Error("the bot panicked on an update", "update", u.ID, "stack", string(debug.Stack()))
			panicked, err = true, errors.New("the bot panicked")
		}
	}()
	return false, in.Receive(ctx, u)
}

// taken forgets an update, and has the account's page look again: the account may have been erased.
func (l *Local) taken(ctx context.Context, user, key string) error {
	err := l.store.Update(ctx, func(tx storage.Tx) error { return l.updates.Delete(tx, key) })
	if err != nil {
		return fmt.Errorf("forget an update that was taken: %w", err)
	}
	l.room.stir(user, 0)
	return nil
}
