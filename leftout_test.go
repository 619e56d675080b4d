//go:build !race

package main

import (
	"testing"
	"time"

	"relais/bot/discord/discordtest"
)

// TestLeftOut holds what of being left out of a release only some platforms know.
func TestLeftOut(t *testing.T) {
	t.Run("who_has_no_private_chat", func(t *testing.T) {
		inHall(t, func(t *testing.T, w *world, _ *discordtest.Channel, _ *visitor) {
			w.pressLabel(t, "nadia", "Admit")
			w.approved(t)
			if !w.reads(t, "nadia", "1 person is left out: their platform allows no messages they did not ask for") {
				t.Errorf("the plan is %q", lastOf(w.Chat(t, "nadia")))
			}
			w.pressLabel(t, "nadia", "Release now")
			time.Sleep(time.Minute)
			w.stats(t, "B6", "sent to 6 people", "left out: 1 person, their platform allows no messages they did not ask for")
		})
	})
	for _, on := range stages[:2] { // Discord says nothing of who lets the bot in again
		t.Run("who_lets_the_bot_in_again_and_says_nothing/"+on.name, func(t *testing.T) {
			inSample(t, on, func(t *testing.T, w *world) {
				w.head = "Fallback: en\n"
				w.Block(t, "karim", true)
				w.release(t, "Argan again")
				w.Block(t, "karim", false)
				w.release(t, "Olive trees")
				if missed, next := w.told(t, "karim", "Argan again"), w.told(t, "karim", "Olive trees"); missed != 0 || next != 1 {
					t.Errorf("karim has %d copies of what left meanwhile, and %d of the next", missed, next)
				}
			})
		})
	}
}
