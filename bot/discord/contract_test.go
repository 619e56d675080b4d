package discord_test

import (
	"testing"

	"github.com/gorilla/websocket"

	"relais/bot"
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
		opt := over(s)
		opt.Profile = func() discord.Profile {
			return discord.Profile{Langs: []discord.ProfileIn{{Lang: "en", Commands: []bot.Command{{Name: "setup", Description: "Set up"}}}}}
		}
		return bottest.Harness{
			Platform: discord.New(storagetest.New(t), opt),
			Place: func(t *testing.T, title string, by bottest.Person) bottest.Place {
				p, err := discordtest.AsPlace(s.Guild("Solar"), title, discordtest.Text, by)
				if err != nil {
					t.Fatal(err)
				}
				return p
			},
			// Discord tells a client's language with interactions alone, so here nobody has one.
			Person:   func(t *testing.T, name, _ string) bottest.Person { return discordtest.AsPerson(s.Person(t, name, "")) },
			Stranger: stranger,
			// Discord keeps what happens for a session that was left without a goodbye, for some minutes.
			Keeps: true, Untold: true,
		}
	})
}
