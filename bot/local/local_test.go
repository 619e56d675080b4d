package local

import (
	"testing"

	"relais/bot/bottest"
	"relais/bot/local/localtest"
	"relais/storage"
)

func TestAdapter(t *testing.T) {
	bottest.Run(t, func(t *testing.T) bottest.Harness {
		l, store := openChat(t)
		return bottest.Harness{
			Platform: l,
			Person: func(t *testing.T, name, lang string) bottest.Person {
				err := store.Update(t.Context(), func(tx storage.Tx) error {
					_, err := l.admit(tx, name, name, lang)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return localtest.Visit(l.Handler(), name, name, lang)
			},
			Place: func(_ *testing.T, title string, _ bottest.Person) bottest.Place {
				return localtest.Enter(l.Handler(), title)
			},
			Stranger: "stranger",
			Keeps:    true,
		}
	})
}
