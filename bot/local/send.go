package local

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"relais/bot"
	"relais/campaigns/outbox"
	"relais/storage"
)

// Send shows, changes or takes away a message. A receipt means that it stands in the store and would be there after a crash.
func (l *Local) Send(ctx context.Context, c bot.Cleared) (bot.Receipt, error) {
	if err := l.refuse(c); err != nil {
		return bot.Receipt{}, &bot.SendError{Kind: outbox.Refused, Err: err}
	}
	if empty(c.Message()) && !c.Delete() {
		return bot.Receipt{}, nil // a pressed button was answered by nothing; here nobody waits for that
	}
	var id uint64
	var said *numbered
	err := l.store.Update(ctx, func(tx storage.Tx) (err error) {
		id, said, err = l.show(tx, c, time.Now().UTC())
		return err
	})
	var failed *bot.SendError
	switch {
	case errors.As(err, &failed):
		return bot.Receipt{}, failed
	case err != nil:
		return bot.Receipt{}, &bot.SendError{Kind: outbox.Temporary, Err: fmt.Errorf("keep a message: %w", err)}
	}
	if said != nil {
		l.room.speak(*said)
	}
	l.room.stir(c.To().Chat, id)
	if c.Edit() != "" {
		return bot.Receipt{Message: c.Edit()}, nil
	}
	if onlyToast(c.Message()) {
		return bot.Receipt{}, nil
	}
	return bot.Receipt{Message: strconv.FormatUint(id, 10)}, nil
}

// show does what c says. It returns the message's id, and the message itself where it is to stand in memory alone.
func (l *Local) show(tx storage.Tx, c bot.Cleared, now time.Time) (uint64, *numbered, error) {
	user := c.To().Chat
	p, err := l.reach(tx, user)
	switch {
	case errors.Is(err, errErased):
		return l.showErased(tx, c, now)
	case err != nil:
		return 0, nil, err
	case p.Blocked:
		return 0, nil, &bot.SendError{Kind: outbox.Gone, Err: errors.New("the account has blocked the chat")}
	}
	m := c.Message()
	if m.Menu != nil {
		p.Menu = m.Menu
		if err := l.change(tx, p); err != nil {
			return 0, nil, err
		}
	}
	e := entry{User: user, At: now, Key: c.Key(), Message: m}
	if c.Edit() == "" || onlyToast(m) && !c.Delete() {
		id, err := l.addOnce(tx, e)
		return id, nil, err
	}
	id, old, err := l.message(tx, user, c.Edit())
	switch {
	case errors.Is(err, storage.ErrNotFound), err == nil && old.Mine:
		return 0, nil, &bot.SendError{Kind: outbox.Missing, Err: errors.New("the message does not stand there any more")}
	case err != nil:
		return 0, nil, err
	case c.Delete():
		return id, nil, l.takeAway(tx, id, old)
	}
	e.At, e.Key = old.At, old.Key
	if e.Rev, err = l.number(tx); err != nil {
		return 0, nil, err
	}
	return id, nil, l.put(tx, id, e)
}

// errErased tells that an account was erased while its page may still be open.
var errErased = errors.New("the account was erased")

// reach finds whom a message is for.
func (l *Local) reach(tx storage.Tx, user string) (person, error) {
	p, err := l.find(tx, user)
	if !errors.Is(err, errNobody) {
		return p, err
	}
	if l.room.erased(user) {
		return p, errErased
	}
	if _, ok := l.ready(user); ok {
		return l.admit(tx, user, "", "")
	}
	return p, &bot.SendError{Kind: outbox.Gone, Err: errNobody}
}

// showErased says something to somebody of whom nothing may be kept. What was shown before the erasure cannot be changed.
func (l *Local) showErased(tx storage.Tx, c bot.Cleared, now time.Time) (uint64, *numbered, error) {
	if c.Delete() || c.Edit() != "" && !onlyToast(c.Message()) {
		return 0, nil, &bot.SendError{Kind: outbox.Missing, Err: errors.New("the message was erased")}
	}
	id, err := l.number(tx)
	if err != nil {
		return 0, nil, err
	}
	return id, &numbered{id, entry{User: c.To().Chat, Rev: id, At: now, Message: c.Message()}}, nil
}

// addOnce adds a message unless the same attempt was seen before, within the idempotency window.
func (l *Local) addOnce(tx storage.Tx, e entry) (uint64, error) {
	if e.Key != "" {
		keys, err := l.chat.Find(tx, byKey, e.Key)
		if err != nil {
			return 0, err
		}
		for _, key := range keys {
			old, err := l.chat.Get(tx, key)
			if err != nil {
				return 0, err
			}
			if old.User == e.User && e.At.Sub(old.At) < limits.Idempotency {
				return storage.ParseOrdinal(key)
			}
		}
	}
	return l.add(tx, e)
}
