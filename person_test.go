//go:build !race

package main

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot/discord/discordtest"
	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/storage"
)

// TestTheMenuOfAPerson holds that who admits is told of somebody by the menu of that person on Discord, and can admit them there and then,
// in a server too, where nobody else sees it.
func TestTheMenuOfAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := newWorld(t, stages[2])
		w.Open(t, "sample")
		defer w.Close(t)
		time.Sleep(2 * time.Minute) // until the commands are set
		hall := w.discord.Guild("Heritage").Channel("hall", discordtest.Text)
		in := func(who string) *discordtest.Person {
			return w.person(who).(interface {
				In(*discordtest.Channel) *discordtest.Person
			}).In(hall)
		}
		nadia, karim, guest := in("nadia"), in("karim"), w.discord.Person(t, "Guest", "es-ES").In(hall)
		asks := func(by *discordtest.Person, entry string, of *discordtest.Person, want string) discordtest.Seen {
			t.Helper()
			if err := by.UseOn(entry, of); err != nil {
				t.Fatal(err)
			}
			w.settle()
			all, err := by.Chat()
			if err != nil || len(all) == 0 || !strings.Contains(texts.Unmarked(all[len(all)-1].Text), want) {
				t.Fatalf("want %q to be read last, %v; there is %+v", want, err, all)
			}
			return all[len(all)-1]
		}
		asks(nadia, "About this person", karim, "is a member since 2026-03-02")
		asks(nadia, "About this person", guest, "I don’t know this account")
		asks(karim, "À propos de cette personne", guest, "C’est réservé")
		asks(guest, "Sobre esta persona", karim, "Eso es para miembr")

		if err := w.s.store.Update(context.Background(), func(tx storage.Tx) error {
			u := guest.User()
			m, err := w.s.net.Roster.New(tx, members.Identity{Platform: u.Platform, User: u.ID, Chat: u.Chat, Name: u.Name}, "es")
			if err != nil {
				return err
			}
			m.Status, m.Kind = members.Waiting, members.NGO
			return w.s.net.Roster.Put(tx, m)
		}); err != nil {
			t.Fatal(err)
		}
		card := asks(nadia, "About this person", guest, "wants to join")
		if len(card.Buttons) == 0 || card.Buttons[0][0].Label != "Admit" {
			t.Fatalf("the card is %+v", card)
		}
		if err := nadia.Press(card.ID, card.Buttons[0][0].Data); err != nil {
			t.Fatal(err)
		}
		w.settle()
		asks(nadia, "About this person", guest, "is a member since 2026-03-02")
		if all := hall.Seen(); len(all) != 0 {
			t.Errorf("others see %+v", all)
		}
	})
}
