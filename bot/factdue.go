package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// Who owns a fact is asked to confirm it 14, 7 and 1 days before its day of review, and told once that it is overdue; in the morning where they
// live, and in one message for all of their facts. Where the owner is not there any more the leads are asked.

// asked is how far a fact's owner has been asked about one day of review.
type asked struct {
	ReviewBy messages.Date `json:"review_by"`
	Days     int           `json:"days"` // the notice given last: 14, 7, 1, or -1 for overdue
}

// morning is the hour from which, and evening that until which, somebody is asked.
const morning, evening = 9, 20

// notice is which notice of a fact is due on a day; ok is false for none.
func (a asked) notice(f messages.Fact, today messages.Date) (days int, ok bool) {
	if f.ReviewBy == "" || f.Withdrawn {
		return 0, false
	}
	due, err := time.Parse(time.DateOnly, string(f.ReviewBy))
	if err != nil {
		return 0, false
	}
	now, err := time.Parse(time.DateOnly, string(today))
	if err != nil {
		return 0, false
	}
	switch left := int(due.Sub(now) / (24 * time.Hour)); {
	case left < 0:
		days = -1
	case left <= 1:
		days = 1
	case left <= 7:
		days = 7
	case left <= 14:
		days = 14
	default:
		return 0, false
	}
	return days, a.ReviewBy != f.ReviewBy || days < a.Days
}

// AskAboutFacts asks those whose facts need another look soon. It is called now and then.
func (b *Bot) AskAboutFacts(ctx context.Context) error {
	now := time.Now()
	var due bool
	err := b.net.Store.View(ctx, func(tx storage.Tx) error {
		by, err := b.factsDue(tx, now)
		due = len(by) > 0
		return err
	})
	if err != nil || !due {
		return err
	}
	err = b.net.Store.Update(ctx, func(tx storage.Tx) error { return b.askAboutFacts(tx, now) })
	if err != nil {
		return fmt.Errorf("ask about facts: %w", err)
	}
	b.net.Outbox.Wake()
	return nil
}

// dueFact is a fact with the notice that is due.
type dueFact struct {
	messages.Fact
	days int
}

// factsDue lists the facts to ask about now, by the member to ask.
func (b *Bot) factsDue(tx storage.Tx, now time.Time) (map[uint64][]dueFact, error) {
	out := map[uint64][]dueFact{}
	var leads []members.Member
	err := b.net.Desk.Facts(tx, func(f messages.Fact) error {
		if f.ReviewBy == "" || f.ReviewBy > messages.Date(now.UTC().AddDate(0, 0, 15).Format(time.DateOnly)) {
			return nil
		}
		who, err := b.ownersOf(tx, f, &leads)
		if err != nil {
			return err
		}
		for _, m := range who {
			a, err := b.askedFacts.Get(tx, noticeKey(f, m))
			if err != nil && !errors.Is(err, storage.ErrNotFound) {
				return err
			}
			local := now.In(m.Location(b.net.Settings.Zone))
			days, ok := a.notice(f, messages.Date(local.Format(time.DateOnly)))
			if ok && local.Hour() >= morning && local.Hour() < evening {
				out[m.Ordinal] = append(out[m.Ordinal], dueFact{f, days})
			}
		}
		return nil
	})
	return out, err
}

// noticeKey is under which it is kept how far somebody was asked about a fact.
func noticeKey(f messages.Fact, m members.Member) string { return f.ID + "/" + string(m.Alias) }

// ownersOf are who is asked about a fact: its owner, else everybody who leads.
func (b *Bot) ownersOf(tx storage.Tx, f messages.Fact, leads *[]members.Member) ([]members.Member, error) {
	m, err := b.net.Roster.ByAlias(tx, f.Owner)
	if _, ok := m.Reachable(); err == nil && ok && vouches(&m) {
		return []members.Member{m}, nil
	}
	if err != nil && !isFormer(err) {
		return nil, err
	}
	if *leads == nil {
		if *leads, err = b.leaders(tx); err != nil {
			return nil, err
		}
	}
	return *leads, nil
}

func (b *Bot) askAboutFacts(tx storage.Tx, now time.Time) error {
	all, err := b.factsDue(tx, now)
	if err != nil {
		return err
	}
	for _, ordinal := range slices.Sorted(maps.Keys(all)) {
		m, err := b.net.Roster.Get(tx, ordinal)
		if err != nil {
			return err
		}
		t := b.newTurn(tx, Update{}, now)
		t.m, t.p = &m, b.printer(m.Lang)
		msg := Message{Text: t.p.Say("facts.due"), Lang: t.p.Lang()}
		for i, f := range all[ordinal] {
			if err := b.askedFacts.Put(tx, noticeKey(f.Fact, m), asked{ReviewBy: f.ReviewBy, Days: f.days}); err != nil {
				return err
			}
			if i >= factsListed {
				continue
			}
			said, _ := f.In(t.lang())
			msg.Text += "\n- " + t.factState(f.Fact, shorten(said, 120))
			msg.Buttons = append(msg.Buttons, []Button{b.buttonFor(m, shorten(said, maxLabel), "facts", "show", shortRef(f.ID))})
		}
		if err := b.letter(tx, m, msg, now); err != nil {
			return err
		}
	}
	return nil
}
