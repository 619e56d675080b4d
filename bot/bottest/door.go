package bottest

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"relais/bot"
	"relais/campaigns/outbox"
	"relais/storage"
	"relais/storage/storagetest"
)

// Door makes Cleared values the one way there is: through an outbox, whose gate lets everything through and whose only sender
// keeps what it is given.
type Door struct {
	store    *storage.Store
	box      *outbox.Outbox
	platform string
	out      chan outbox.Cleared
}

// NewDoor makes a door to a platform, closed when the test ends. A platform that knows idempotency keys must see one door
// alone, since each begins to count anew.
func NewDoor(t testing.TB, platform string) *Door {
	d := &Door{store: storagetest.New(t), platform: platform, out: make(chan outbox.Cleared, 1)}
	d.box = outbox.New(d.store, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.box.Run(ctx, open{}, []outbox.Sender{d}) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run the outbox of the contract: %v", err)
		}
	})
	return d
}

// Clear passes a message through the door; edit names the message it replaces, or with del takes away.
func (d *Door) Clear(t testing.TB, to bot.Address, m bot.Message, edit string, del bool) bot.Cleared {
	t.Helper()
	err := d.store.Update(context.Background(), func(tx storage.Tx) error {
		_, err := d.box.Post(tx, outbox.Letter{To: to, Message: m, Edit: edit, Delete: del})
		return err
	})
	if err != nil {
		t.Fatalf("pass a message through the door: %v", err)
	}
	d.box.Wake()
	late := time.NewTimer(time.Minute)
	defer late.Stop()
	select {
	case c := <-d.out:
		return c
	case <-late.C:
		t.Fatalf("a message to %s did not pass the door to %s", to.Platform, d.platform)
		return bot.Cleared{}
	}
}

// Limits have no pace, so that the door never waits, and every message has a key.
func (d *Door) Limits() outbox.Limits {
	return outbox.Limits{Name: d.platform, Idempotency: time.Minute}
}

// Send keeps what was cleared.
func (d *Door) Send(_ context.Context, c outbox.Cleared) (outbox.Receipt, error) {
	d.out <- c
	return outbox.Receipt{}, nil
}

// open is a gate that lets letters through as they are; there are no rows.
type open struct{}

func (open) Row(storage.Tx, outbox.Row, time.Time) (outbox.Decision, error) {
	return outbox.Decision{}, errors.New("the contract plans no rows")
}

func (open) Letter(_ storage.Tx, l outbox.Letter, _ time.Time) (outbox.Decision, error) {
	return outbox.Decision{Verdict: outbox.Go, To: l.To, Message: l.Message, Edit: l.Edit, Delete: l.Delete}, nil
}

func (open) Gone(storage.Tx, outbox.Address, uint64, string, time.Time) error { return nil }
func (open) Moved(storage.Tx, outbox.Address, string) error                   { return nil }

// attempt makes one attempt, as long as the platform throttles it, and wants every failure to be a *SendError.
func (b *bench) attempt(t *testing.T, c bot.Cleared) (bot.Receipt, *bot.SendError) {
	t.Helper()
	for {
		r, err := b.Platform.Send(context.Background(), c)
		if err == nil {
			return r, nil
		}
		var e *bot.SendError
		if !errors.As(err, &e) {
			t.Fatalf("Send failed with %T, %v; want a *bot.SendError", err, err)
		}
		if e.Err == nil {
			t.Fatalf("Send failed with %s and nothing that says why", e.Kind)
		}
		if e.Kind != outbox.Throttled {
			return r, e
		}
		Pass(max(e.After, time.Millisecond))
	}
}
