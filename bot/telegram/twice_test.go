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
	for _, gap := range []time.Duration{0, 15 * time.Second, time.Minute, 4 * time.Minute, time.Hour} {
		t.Run(gap.String(), func(t *testing.T) { synctest.Test(t, func(t *testing.T) { twoOnOneToken(t, gap) }) })
	}
}

// twoOnOneToken begins a second process some time after a first. Of two that begin together either may be the one that stops.
func twoOnOneToken(t *testing.T, gap time.Duration) {
	t.Helper()
	s := telegramtest.New(t, telegramtest.Options{})
	got := make(chan string, 10)
	type process struct {
		ended chan error
		stop  context.CancelFunc
	}
	run := func() process {
		g := telegram.New(storagetest.New(t), telegram.Options{
			Token: s.Token(), API: "https://api.telegram.org", Rate: 30, Transport: s.Client().Transport,
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- g.Run(ctx, heard(func(u bot.Update) { got <- u.Text })) }()
		return process{ended, cancel}
	}
	first := run()
	defer first.stop()
	bottest.Pass(gap)
	second := run()
	defer second.stop()
	late := time.NewTimer(5 * time.Minute)
	defer late.Stop()
	left := first
	select {
	case err := <-second.ended:
		if !errors.Is(err, telegram.ErrTwice) {
			t.Errorf("the second ends with %v", err)
		}
	case err := <-first.ended:
		if left = second; gap > 0 || !errors.Is(err, telegram.ErrTwice) {
			t.Errorf("the first ends with %v", err)
		}
	case <-late.C:
		t.Fatal("neither ends")
	}
	if err := s.Person(t, "amina", "en").Say("still there?"); err != nil {
		t.Fatal(err)
	}
	bottest.Pass(10 * time.Minute)
	if len(got) != 1 || <-got != "still there?" {
		t.Errorf("the one that is left heard %d more messages than it should", len(got))
	}
	left.stop()
	if err := <-left.ended; err != nil {
		t.Errorf("the one that is left ends with %v", err)
	}
}
