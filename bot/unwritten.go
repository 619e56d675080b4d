package bot

import (
	"context"
	"time"

	"relais/storage"
)

// TellUnwritten tells every lead and admin that the store took no writes for a while, and that it does again. It can't be said before, since
// nothing is sent that was not stored first: a store that still takes none is no fault of it, and has been logged.
func (b *Bot) TellUnwritten(ctx context.Context) (fault error) {
	since, forget := b.net.Store.Unwritten()
	if since.IsZero() {
		return nil
	}
	if err := b.net.Store.Update(ctx, func(tx storage.Tx) error {
		fault = b.tellLeaders(tx, service, time.Now(), func(t *turn) Message {
			return Message{Text: t.p.Say("unwritten.text", "When", t.local(since))}
		})
		return fault
	}); err != nil {
		return fault
	}
	forget()
	b.net.Outbox.Wake()
	return nil
}
