package bot

import (
	"context"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/storage"
)

// Depart carries an erasure out once more, on a store that was restored from before it: also what the conversation and the platforms keep of
// the person. Nothing happens where it was carried out.
func (b *Bot) Depart(tx storage.Tx, d campaigns.Departure, now time.Time) error {
	gone, nobodys, err := b.net.Depart(tx, d, now)
	if err != nil {
		return err
	}
	t := b.newTurn(tx, Update{}, now)
	for _, m := range gone {
		t.m = &m
		if err := t.forgetReports(); err != nil {
			return err
		}
	}
	for _, id := range nobodys {
		if err := t.forgetAccount(id, false); err != nil {
			return err
		}
	}
	return nil
}

// Restored has everything wait that a restored backup cannot know the end of (campaigns.Network.Restored), and tells every lead and admin from
// which moment it is, what waits, and where they say what becomes of it. What people did around that moment and the bot had not taken is
// dropped: it may have taken it since. Nothing else may work on the store meanwhile.
func (b *Bot) Restored(ctx context.Context, from time.Time) ([]campaigns.Doubt, error) {
	if err := b.net.Store.Update(ctx, func(tx storage.Tx) error {
		for _, p := range b.all {
			if r, ok := p.(Rewinder); ok {
				if err := r.Rewind(tx); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if err := b.net.Restored(ctx, from, b); err != nil {
		return nil, err
	}
	var doubts []campaigns.Doubt
	err := b.net.Store.Update(ctx, func(tx storage.Tx) (err error) {
		if doubts, err = b.net.Doubts(tx); err != nil {
			return err
		}
		return b.tellLeaders(tx, service, time.Now(), func(t *turn) Message { return t.restoredFrom(from, doubts) })
	})
	return doubts, err
}

// restoredFrom says of a restored store from which moment it is, and what waits.
func (t *turn) restoredFrom(from time.Time, doubts []campaigns.Doubt) Message {
	lines := []string{t.p.Say("restored.text", "When", t.local(from))}
	if len(doubts) == 0 {
		return Message{Text: lines[0] + "\n\n" + t.p.Say("restored.nothing")}
	}
	lines = append(lines, t.p.Say("restored.waits"))
	for _, d := range doubts {
		lines = append(lines, t.doubtful(d))
	}
	return Message{Text: strings.Join(lines, "\n\n"), Buttons: [][]Button{{t.buttonFor(*t.m, t.p.Plain("desk.doubts"), "doubts")}}}
}

// doubtful says what waits of a release, and why.
func (t *turn) doubtful(d campaigns.Doubt) string {
	args := []any{"Brief", d.Release.Brief, "When", t.local(d.Release.At)}
	if d.People+d.Places == 0 {
		return t.p.Say("doubts.due", args...)
	}
	text := t.p.Say("doubts.text", args...)
	if d.Restored {
		text = t.p.Say("doubts.restored", args...)
	}
	if d.People > 0 {
		text += "\n- " + t.p.Say("doubts.people", "People", texts.Number(d.People))
	}
	if d.Places > 0 {
		text += "\n- " + t.p.Say("doubts.places", "Places", texts.Number(d.Places))
	}
	return text
}
