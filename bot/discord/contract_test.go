package discord_test

import (
	"testing"

	"github.com/gorilla/websocket"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/campaigns/outbox"
	"relais/storage/storagetest"
)

// person shows the people of the fake as the contract wants them.
type person struct{ *discordtest.Person }

func (p person) User() bot.User { return bot.User(p.Person.User()) }

func (p person) Attach(f bot.File, caption string) error {
	return p.Person.Attach(discordtest.File(f), caption)
}
func (p person) Chat() ([]bottest.Seen, error)   { return seen(p.Person.Chat()) }
func (p person) Toasts() ([]bottest.Seen, error) { return seen(p.Person.Toasts()) }

// seen reads what stands somewhere. What no block of code can hold comes as a file to copy from.
func seen(in []discordtest.Seen, err error) (all []bottest.Seen, _ error) {
	for _, m := range in {
		s := bottest.Seen{ID: m.ID, Mine: m.Mine, Text: m.Text, Copy: m.Copy}
		for _, row := range m.Buttons {
			var buttons []bot.Button
			for _, b := range row {
				buttons = append(buttons, bot.Button(b))
			}
			s.Buttons = append(s.Buttons, buttons)
		}
		for _, f := range m.Files {
			if f.Name == "copy.txt" && m.Copy == "" {
				s.Copy = string(f.Data)
			} else {
				s.Files = append(s.Files, bot.File(f))
			}
		}
		for _, x := range m.Media {
			s.Media = append(s.Media, outbox.Media(x))
		}
		all = append(all, s)
	}
	return all, err
}

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
			Person:   func(t *testing.T, name, _ string) bottest.Person { return person{s.Person(t, name, "")} },
			Stranger: stranger,
			// Discord keeps what happens for a session that was left without a goodbye, for some minutes.
			Keeps: true, Untold: true,
		}
	})
}
