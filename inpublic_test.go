package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot/discord/discordtest"
)

// TestInAServer holds that somebody can talk with the bot from a channel of a Discord server: what they are answered only they
// see, and what they are to type goes into a form.
func TestInAServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := newWorld(t, stages[2])
		w.Open(t, "sample")
		defer w.Close(t)
		time.Sleep(2 * time.Minute) // until the sample's briefs are out
		hall := w.discord.Guild("Heritage").Channel("hall", discordtest.Text)
		guest := w.discord.Person(t, "Guest", "en-GB").In(hall)
		does := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			w.settle()
		}
		last := func(words string) discordtest.Seen {
			t.Helper()
			all, err := guest.Chat()
			if err != nil || len(all) == 0 || !strings.Contains(all[len(all)-1].Text, words) {
				t.Fatalf("want %q to be read last, %v; there is %+v", words, err, all)
			}
			return all[len(all)-1]
		}
		press := func(m discordtest.Seen, label string) {
			t.Helper()
			for _, row := range m.Buttons {
				for _, b := range row {
					if strings.HasPrefix(b.Label, label) {
						does(guest.Press(m.ID, b.Data))
						return
					}
				}
			}
			t.Fatalf("there is no button %q in %+v", label, m)
		}

		does(guest.Say("/start"))
		press(last("Nobody is paid"), "I agree")
		press(last("As what do you take part?"), "Academic")
		press(last("Five rules"), "I'll keep to them")
		does(guest.Say("/ask"))
		press(last("Send me the claim"), "Write the answer")
		form := guest.Modal()
		if form == nil {
			t.Fatal("no form was opened")
		}
		does(guest.Submit(map[string]string{form.Inputs[0].ID: "Noor Ouarzazate alone gives 2,000 MW of solar power!"}))
		last("misleading")

		if all := hall.Seen(); len(all) != 0 {
			t.Errorf("others see %+v", all)
		}
		if n := len(w.discord.Calls("POST /users/@me/channels")); n != 0 {
			t.Errorf("%d DMs were opened", n)
		}
	})
}
