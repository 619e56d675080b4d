package telegram_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/telegram"
	"relais/bot/telegram/telegramtest"
	"relais/campaigns/outbox"
	"relais/storage/storagetest"
)

// deaf is an inbox that takes nothing.
type deaf struct{}

func (deaf) Receive(context.Context, bot.Update) error { return errors.New("not now") }

// TestATokenThatIsRevokedEndsRunAndLosesNothing holds that a poll is not tried for ever with a token that Telegram no longer knows, and
// that what was taken from Telegram before that reaches the bot of the next run, as does what was not.
func TestATokenThatIsRevokedEndsRunAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(t, telegramtest.Options{})
		g := telegram.New(storagetest.New(t), telegram.Options{Token: s.Token(), API: "https://api.telegram.org", Rate: 30, Transport: s.Client().Transport})
		run := func(in bot.Inbox) (chan error, context.CancelFunc) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- g.Run(ctx, in) }()
			return ended, cancel
		}
		amina := s.Person(t, "amina", "en")
		ended, halt := run(deaf{})
		defer halt()
		bottest.Pass(time.Minute)
		if err := amina.Say("taken before"); err != nil {
			t.Fatal(err)
		}
		bottest.Pass(time.Minute)
		if n := s.Pending(); n != 0 {
			t.Fatalf("%d updates were not confirmed; want the one to be kept and confirmed", n)
		}

		s.Fail(telegramtest.Fault{Status: 401, Description: "Unauthorized", Times: -1})
		if err := amina.Say("said after"); err != nil {
			t.Fatal(err)
		}
		_, err := g.Send(t.Context(), bottest.NewDoor(t, telegram.Name).Clear(t, bot.Address{Platform: telegram.Name, Chat: amina.User().Chat}, bot.Message{Text: "x"}, "", false))
		if e := (*bot.SendError)(nil); !errors.As(err, &e) || e.Kind != outbox.Unauthorized {
			t.Errorf("sending fails with %v; want %s", err, outbox.Unauthorized)
		}
		late := time.NewTimer(2 * time.Minute) // the poll that was waiting when it happened, and the one after it
		defer late.Stop()
		select {
		case err := <-ended:
			if !errors.Is(err, telegram.ErrToken) {
				t.Errorf("Run ended with %v; want ErrToken", err)
			}
		case <-late.C:
			t.Fatal("Run goes on")
		}

		s.Heal()
		got := make(chan bot.Update, 10)
		ended, stop := run(heard(func(u bot.Update) { got <- u }))
		bottest.Pass(10 * time.Minute)
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the next run ended with %v", err)
		}
		close(got)
		var all []string
		seen := map[string]bool{} // what was taken and not confirmed is offered again under its id, by which the bot knows it
		for u := range got {
			if !seen[u.ID] {
				seen[u.ID] = true
				all = append(all, u.Text)
			}
		}
		if len(all) != 2 || all[0] != "taken before" || all[1] != "said after" {
			t.Errorf("the next run heard %q", all)
		}
	})
}
