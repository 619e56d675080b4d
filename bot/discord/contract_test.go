package discord_test

import (
	"testing"

	"github.com/gorilla/websocket"

	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/storage/storagetest"
)

// over is how the adapter reaches a fake.
func over(s *discordtest.Server) discord.Options {
	return discord.Options{
		Token: discordtest.Token, Transport: s.Client().Transport,
		Dialer: &websocket.Dialer{NetDialContext: s.Dial, NetDialTLSContext: s.Dial},
	}
}

func TestContract(t *testing.T) {
	bottest.Run(t, func(t *testing.T) bottest.Harness {
		s := discordtest.New(t)
		_, stranger := s.Stranger(t)
		return bottest.Harness{
			Platform: discord.New(storagetest.New(t), over(s)),
			// Discord tells a client's language with interactions alone, so here nobody has one.
			Person:   func(t *testing.T, name, _ string) bottest.Person { return discordtest.AsPerson(s.Person(t, name, "")) },
			Stranger: stranger,
			// Discord keeps what happens for a session that was left without a goodbye, for some minutes.
			Keeps: true, Untold: true,
		}
	})
}
