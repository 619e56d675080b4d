package bot

import (
	"context"
	"time"

	"relais/storage"
)

// TellUnwritten tells every lead and admin that the store took no writes from an instant on, and that it does again. A store that still takes
// none is no fault of it, and has been logged: then nobody was told, and it is asked again.
func (b *Bot) TellUnwritten(ctx context.Context, since time.Time) (told bool, fault error) {
	if err := b.net.Store.Update(ctx, func(tx storage.Tx) error {
		fault = b.tellUnwritten(tx, since, time.Now())
		return fault
	}); err != nil {
		return false, fault
	}
	b.net.Outbox.Wake()
	return true, nil
}

func (b *Bot) tellUnwritten(tx storage.Tx, since, now time.Time) error {
	leaders, err := b.leaders(tx)
	if err != nil {
		return err
	}
	for _, m := range leaders {
		t := b.newTurn(tx, Update{}, now)
		t.m, t.p = &m, b.printer(m.Lang)
		if err := b.letter(tx, m, Message{Text: t.p.Say("unwritten.text", "When", t.local(since)), Lang: t.p.Lang()}, now); err != nil {
			return err
		}
	}
	return nil
}
