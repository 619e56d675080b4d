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

// LookAtSources looks at some of the sources that are due, one after the other, and then writes what it found. It is called now and then. No
// transaction is open while it looks; what was looked at when it has to end is looked at once more.
func (b *Bot) LookAtSources(ctx context.Context, with Looker) error {
	var due []messages.Look
	if err := b.net.Store.View(ctx, func(tx storage.Tx) (err error) {
		due, err = b.net.Desk.DueLooks(tx, looksAtOnce, time.Now())
		return err
	}); err != nil {
		return err
	}
	if len(due) == 0 {
		return nil
	}
	found := make([]health.Page, len(due))
	for i, l := range due {
		page, err := with.Check(ctx, l.Source.Address(), l.Source.Quote, l.Before)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			page = l.Before // it is tried again in a week, so that it does not keep the others from their turn
			page.At = time.Now()
		}
		found[i] = page
	}
	if err := b.net.Store.Update(ctx, func(tx storage.Tx) error {
		var bad []sourceNews
		for i, l := range due {
			h, news, err := b.net.Desk.SetHealth(tx, l, found[i])
			if err != nil {
				return fmt.Errorf("source %s: %w", l.Source.ID, err)
			}
			if news {
				bad = append(bad, sourceNews{l.Source, h})
			}
		}
		return b.tellOfSources(tx, bad, time.Now())
	}); err != nil {
		return fmt.Errorf("look at sources: %w", err)
	}
	b.net.Outbox.Wake()
	return nil
}

// sourceNews is a source that is not as it was.
type sourceNews struct {
	messages.Source
	health messages.Health
}

// tellOfSources writes one letter to each who looks after some of the sources, however many these are: a site that dies takes all of its pages
// with it.
func (b *Bot) tellOfSources(tx storage.Tx, bad []sourceNews, now time.Time) error {
	var who []members.Member
	mine := map[uint64][]sourceNews{}
	for _, s := range bad {
		all, err := b.keepersOf(tx, s.Source)
		if err != nil {
			return err
		}
		for _, m := range all {
			if len(mine[m.Ordinal]) == 0 {
				who = append(who, m)
			}
			mine[m.Ordinal] = append(mine[m.Ordinal], s)
		}
	}
	for _, m := range who {
		p, theirs := b.printer(m.Lang), mine[m.Ordinal]
		msg := Message{Lang: p.Lang()}
		line := func(key string, s sourceNews) string {
			return p.Say(key, "Title", s.Title, "Publisher", s.Publisher, "State", texts.Markdown(stateOf(p, s.health)))
		}
		if len(theirs) == 1 {
			msg.Text = line("sources.letter", theirs[0])
			msg.Buttons = [][]Button{{b.buttonFor(m, p.Plain("sources.look"), "source", shortRef(theirs[0].ID))}}
		} else {
			msg.Text = p.Say("sources.letter_some", "Sources", texts.Number(len(theirs)))
			for i, s := range theirs {
				msg.Text += "\n- " + line("sources.letter_line", s)
				if i < sourcesListed {
					msg.Buttons = append(msg.Buttons, []Button{b.buttonFor(m, shorten(texts.Unmarked(toSource(s.Source)), maxLabel), "source", shortRef(s.ID))})
				}
			}
		}
		if err := b.mail(tx, asking, m, msg, now); err != nil {
			return err
		}
	}
	return nil
}

// keepersOf are those whose facts rest on a source, and who added it; where none of them is there, everybody who leads.
func (b *Bot) keepersOf(tx storage.Tx, s messages.Source) ([]members.Member, error) {
	relying, err := b.net.Desk.Relying(tx, s.ID)
	if err != nil {
		return nil, err
	}
	var who, leads []members.Member
	for _, f := range relying {
		owners, err := b.ownersOf(tx, f, &leads)
		if err != nil {
			return nil, err
		}
		who = append(who, owners...)
	}
	switch adder, err := b.net.Roster.ByAlias(tx, s.AddedBy); {
	case err == nil && may(&adder, desk):
		who = append(who, adder)
	case err != nil && !isFormer(err):
		return nil, err
	case len(who) == 0:
		if who, err = b.leaders(tx); err != nil {
			return nil, err
		}
	}
	var out []members.Member
	for _, m := range who {
		if _, ok := m.Reachable(); ok && !slices.ContainsFunc(out, func(x members.Member) bool { return x.Ordinal == m.Ordinal }) {
			out = append(out, m)
		}
	}
	return out, nil
}
