package telegram_test

import (
	"strconv"
	"testing"

	"relais/bot/bottest"
	"relais/bot/telegram"
	"relais/bot/telegram/telegramtest"
	"relais/storage/storagetest"
)

// TestAdapter holds the adapter to the contract of all, against Telegram's fake.
func TestAdapter(t *testing.T) {
	bottest.Run(t, func(t *testing.T) bottest.Harness {
		s := telegramtest.New(t, telegramtest.Options{})
		g := telegram.New(storagetest.New(t), telegram.Options{
			Token: s.Token(), API: "https://api.telegram.org", Rate: 30, Transport: s.Client().Transport,
		})
		return bottest.Harness{
			Platform: g,
			Person:   func(t *testing.T, name, lang string) bottest.Person { return s.Person(t, name, lang) },
			Place: func(t *testing.T, title string, by bottest.Person) bottest.Place {
				p, err := s.Place(title, by)
				if err != nil {
					t.Fatal(err)
				}
				return p
			},
			Stranger: strconv.FormatInt(s.Stranger().ID(), 10),
			Keeps:    true,
		}
	})
}
