package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
	"relais/messages/health"
	"relais/storage"
)

// Each source's address is looked at soon after it was added, and then every week. Who looks after a fact on it, and who added it, get one
// letter when it is gone, has moved or has changed.

// Looker looks at one address and says what is known of it then; before is what it said the last time. An error means that there was no look.
// One address is asked for at a time.
type Looker interface {
	Check(ctx context.Context, address, quote string, before health.Page) (health.Page, error)
}

// looksAtOnce is how many addresses are looked at in one go: a thousand that were added together take an hour, and do so every week again.
const looksAtOnce = 20

// LookAtSources looks at some of the sources that are due, one after the other, and writes what it finds. It is called now and then.
// No transaction is open while it looks.
func (b *Bot) LookAtSources(ctx context.Context, with Looker) error {
	var due []messages.Look
	if err := b.net.Store.View(ctx, func(tx storage.Tx) (err error) {
		due, err = b.net.Desk.DueLooks(tx, looksAtOnce, time.Now())
		return err
	}); err != nil {
		return err
	}
	for _, l := range due {
		found, err := with.Check(ctx, l.Source.Address(), l.Source.Quote, l.Before)
		now := time.Now()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			found = l.Before // it is tried again in a week, so that it does not keep the others from their turn
			found.At = now
		}
		if err := b.net.Store.Update(ctx, func(tx storage.Tx) error {
			h, news, err := b.net.Desk.SetHealth(tx, l, found)
			if err != nil || !news {
				return err
			}
			return b.tellOfSource(tx, l.Source, h, now)
		}); err != nil {
			return fmt.Errorf("source %s: %w", l.Source.ID, err)
		}
		b.net.Outbox.Wake()
	}
	return nil
}

// tellOfSource writes to those whose facts rest on a source, and to who added it; where none of them is there, to everybody who leads.
func (b *Bot) tellOfSource(tx storage.Tx, s messages.Source, h messages.Health, now time.Time) error {
	relying, err := b.net.Desk.Relying(tx, s.ID)
	if err != nil {
		return err
	}
	var who, leads []members.Member
	for _, f := range relying {
		owners, err := b.ownersOf(tx, f, &leads)
		if err != nil {
			return err
		}
		who = append(who, owners...)
	}
	switch adder, err := b.net.Roster.ByAlias(tx, s.AddedBy); {
	case err == nil && may(&adder, desk):
		who = append(who, adder)
	case err != nil && !isFormer(err):
		return err
	case len(who) == 0:
		if who, err = b.leaders(tx); err != nil {
			return err
		}
	}
	var told []uint64
	for _, m := range who {
		if _, ok := m.Reachable(); !ok || slices.Contains(told, m.Ordinal) {
			continue
		}
		told = append(told, m.Ordinal)
		p := b.printer(m.Lang)
		if err := b.letter(tx, m, Message{
			Text:    p.Say("sources.letter", "Title", s.Title, "Publisher", s.Publisher, "State", texts.Markdown(stateOf(p, h))),
			Lang:    p.Lang(),
			Buttons: [][]Button{{b.buttonFor(m, p.Plain("sources.look"), "source", shortRef(s.ID))}},
		}, now); err != nil {
			return err
		}
	}
	return nil
}
