//go:build !race

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"relais/bot/discord/discordtest"
	"relais/bot/texts"
)

// visitor is somebody in a channel of a server.
type visitor struct {
	*discordtest.Person
	t *testing.T
	w *world
}

func (v *visitor) does(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	v.w.settle()
}

// last is what they read last, which has to hold these words.
func (v *visitor) last(words string) discordtest.Seen {
	v.t.Helper()
	all, err := v.Chat()
	if err != nil || len(all) == 0 || !strings.Contains(texts.Unmarked(all[len(all)-1].Text+all[len(all)-1].Copy), words) {
		v.t.Fatalf("want %q to be read last, %v; there is %+v", words, err, all)
	}
	return all[len(all)-1]
}

// find is the newest that they read with these words.
func (v *visitor) find(words string) discordtest.Seen {
	v.t.Helper()
	all, err := v.Chat()
	for _, m := range slices.Backward(all) {
		if strings.Contains(texts.Unmarked(m.Text), words) {
			return m
		}
	}
	v.t.Fatalf("nothing with %q is read, %v; there is %+v", words, err, all)
	return discordtest.Seen{}
}

func (v *visitor) press(m discordtest.Seen, label string) {
	v.t.Helper()
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.HasPrefix(b.Label, label) {
				v.does(v.Press(m.ID, b.Data))
				return
			}
		}
	}
	v.t.Fatalf("there is no button %q in %+v", label, m)
}

// inHall plays a test with somebody who has just joined from a channel of a Discord server.
func inHall(t *testing.T, test func(t *testing.T, w *world, hall *discordtest.Channel, guest *visitor)) {
	inSample(t, stages[2], func(t *testing.T, w *world) {
		time.Sleep(2 * time.Minute) // until the sample's briefs are out
		hall := w.discord.Guild("Heritage").Channel("hall", discordtest.Text)
		guest := &visitor{w.discord.Person(t, "Guest", "en-GB").In(hall), t, w}
		guest.does(guest.Say("/start"))
		guest.press(guest.last("Nobody is paid"), "I agree")
		guest.press(guest.last("As what do you take part?"), "Academic")
		guest.press(guest.last("Five rules"), "I'll keep to them")
		test(t, w, hall, guest)
	})
}

// TestDMWhereAsked holds that a DM is opened with who asks for it, once, and never again after a refusal.
func TestDMWhereAsked(t *testing.T) {
	opened := func(w *world) int { return len(w.discord.Calls("POST /users/@me/channels")) }
	for _, refused := range []bool{false, true} {
		inHall(t, func(t *testing.T, w *world, _ *discordtest.Channel, guest *visitor) {
			if refused {
				w.discord.RefuseDM(guest.User().ID, "no mutual guild")
			}
			if n := opened(w); n != 0 {
				t.Fatalf("%d DMs were opened before anybody asked", n)
			}
			guest.press(guest.last("I can send you briefs only where a private chat with me is open"), "Open a private chat")
			guest.last("I have written to you in private")
			dm := w.discord.Place(t, guest.User().Chat).Posted()
			if (len(dm) == 1) == refused {
				t.Errorf("in private they read %+v", dm)
			}
			asked := opened(w)
			guest.does(guest.Say("/settings")) // what they do elsewhere opens nothing
			w.pressLabel(t, "nadia", "Admit")
			w.release(t, "Argan again")
			if n := opened(w); asked != 1 || n != 1 {
				t.Errorf("%d DMs were opened where they asked, and %d in all", asked, n)
			}
			dm = w.discord.Place(t, guest.User().Chat).Posted()
			if strings.Contains(fmt.Sprint(dm), "Argan again") == refused {
				t.Errorf("in private they read %+v", dm)
			}
		})
	}
}

// TestInAServer holds that somebody can talk with the bot from a channel of a Discord server: what they are answered only they
// see, and what they are to type goes into a form.
func TestInAServer(t *testing.T) {
	inHall(t, func(t *testing.T, w *world, hall *discordtest.Channel, guest *visitor) {
		guest.does(guest.Say("/ask"))
		guest.press(guest.last("Send me the claim"), "Write the answer")
		form := guest.Modal()
		if form == nil {
			t.Fatal("no form was opened")
		}
		guest.does(guest.Submit(map[string]string{form.Inputs[0].ID: "Noor Ouarzazate alone gives 2,000 MW of solar power!"}))
		guest.last("misleading")

		if all := hall.Seen(); len(all) != 0 {
			t.Errorf("others see %+v", all)
		}
		if n := len(w.discord.Calls("POST /users/@me/channels")); n != 0 {
			t.Errorf("%d DMs were opened", n)
		}
	})
}
