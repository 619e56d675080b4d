package discord_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/campaigns/outbox"
)

// TestATokenThatIsResetEndsRunAndLosesNothing holds that a session that Discord closes for its token (4004) is not begun again, also
// where the token was good before, that sending says so, and that what was heard before reaches the bot of the next run.
func TestATokenThatIsResetEndsRunAndLosesNothing(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		sam := w.Person(t, "sam", "en-US")
		w.run()
		w.may(sam.Say("hello"))
		w.wait(0)
		w.busy = make(chan struct{}) // the bot is slow with the next one
		w.may(sam.Say("heard before"))
		bottest.Pass(time.Minute)

		w.Misbehave(discordtest.Fault{Status: 401, Body: `{"message":"401: Unauthorized","code":0}`})
		if _, e := w.try(in(sam), bot.Message{Text: "x"}, ""); e == nil || e.Kind != outbox.Unauthorized {
			t.Errorf("sending fails with %v; want %s", e, outbox.Unauthorized)
		}
		w.CloseGateway(4004)
		asked := len(w.Calls("GET /gateway/bot"))
		late := time.NewTimer(time.Minute)
		defer late.Stop()
		close(w.busy)
		select {
		case err := <-w.ended:
			if !errors.Is(err, discord.ErrToken) {
				t.Errorf("Run ended with %v; want ErrToken", err)
			}
		case <-late.C:
			t.Fatal("Run goes on")
		}
		w.stop()
		if n := len(w.Calls("GET /gateway/bot")); n != asked {
			t.Errorf("another session was asked for %d times", n-asked)
		}

		w.Behave()
		bottest.Pass(time.Minute)
		w.run()
		bottest.Pass(time.Minute)
		var all []string
		for _, u := range w.heard() {
			all = append(all, u.Text)
		}
		if len(all) != 2 || all[1] != "heard before" {
			t.Errorf("heard %q", all)
		}
	})
}

// A connection that breaks off after the reset meets the 401 of the REST API first.
func TestATokenThatIsResetEndsRunWhereTheConnectionBroke(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.run()
		w.Misbehave(discordtest.Fault{Route: "GET /gateway/bot", Status: 401, Body: `{"message":"401: Unauthorized","code":0}`})
		w.Invalidate(false)
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		select {
		case err := <-w.ended:
			if !errors.Is(err, discord.ErrToken) {
				t.Errorf("Run ended with %v; want ErrToken", err)
			}
		case <-ctx.Done():
			t.Error("Run goes on")
		}
		w.stop()
		w.stop = nil
	})
}
