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
	"relais/storage/storagetest"
)

type heard func(u bot.Update)

func (h heard) Receive(_ context.Context, u bot.Update) error { h(u); return nil }

// TestTwoOnOneToken holds that of two processes with one token the second says so and stops, and the first goes on. The library's own
// loop asks again for ever, and both hear every other update.
func TestTwoOnOneToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(t, telegramtest.Options{})
		run := func(in bot.Inbox) (chan error, context.CancelFunc) {
			g := telegram.New(storagetest.New(t), telegram.Options{
				Token: s.Token(), API: "https://api.telegram.org", Rate: 30, Transport: s.Client().Transport,
			})
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- g.Run(ctx, in) }()
			return ended, cancel
		}
		got := make(chan string, 10)
		first, stop := run(heard(func(u bot.Update) { got <- u.Text }))
		bottest.Pass(time.Hour)
		second, halt := run(heard(func(bot.Update) {}))
		defer halt()
		late := time.NewTimer(5 * time.Minute)
		defer late.Stop()
		select {
		case err := <-second:
			if !errors.Is(err, telegram.ErrTwice) {
				t.Errorf("the second ends with %v", err)
			}
		case err := <-first:
			t.Errorf("the first ends with %v", err)
		case <-late.C:
			t.Error("neither ends")
		}
		if err := s.Person(t, "amina", "en").Say("still there?"); err != nil {
			t.Fatal(err)
		}
		bottest.Pass(time.Minute)
		select {
		case text := <-got:
			if text != "still there?" {
				t.Errorf("the first heard %q", text)
			}
		default:
			t.Error("the first heard nothing")
		}
		stop()
		if err := <-first; err != nil {
			t.Errorf("the first ends with %v", err)
		}
	})
}
