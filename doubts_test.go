//go:build !race

package main

import (
	"strings"
	"testing"
	"time"

	"relais/bot/telegram/telegramtest"
)

// TestDoubts holds that a copy whose answer was cut is in doubt, is not sent again by itself, and that a lead says what becomes of it; a
// correction reaches who may have it either way.
func TestDoubts(t *testing.T) {
	// inDoubt releases a brief of which Karim's copy arrives, or not, while its answer is lost.
	inDoubt := func(t *testing.T, w *world, cut telegramtest.Cut) (copies func() int) {
		t.Helper()
		karim := w.person("karim").(telegramtest.Person)
		w.Say(t, "karim", "/language en", false)
		w.head = "Fallback: en\n"
		w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Chat: karim.User().Chat, Cut: cut})
		w.release(t, "Argan again")
		return func() int { return w.told(t, "karim", "Argan again") }
	}
	for _, c := range []struct {
		name, press string
		cut         telegramtest.Cut
		copies      int
	}{
		{"sent_again_where_it_had_arrived", "Send again", telegramtest.CutAfter, 2},
		{"sent_again_where_it_had_not", "Send again", telegramtest.CutBefore, 1},
		{"left_where_it_had_arrived", "Leave them", telegramtest.CutAfter, 1},
		{"left_where_it_had_not", "Leave them", telegramtest.CutBefore, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			inSample(t, stages[1], func(t *testing.T, w *world) {
				copies := inDoubt(t, w, c.cut)
				before := copies()
				time.Sleep(time.Hour)
				if n := copies(); n != before {
					t.Fatalf("karim has %d copies, and %d an hour later: it was sent again by itself", before, n)
				}
				w.Say(t, "nadia", "/desk", false)
				if !w.reads(t, "nadia", "copies of which nobody knows whether they arrived") {
					t.Error("the desk does not say so")
				}
				w.Restart(t)
				w.pressLabel(t, "nadia", "What may be missing")
				if !w.reads(t, "nadia", "the platform never said whether these arrived") || !w.reads(t, "nadia", "1 person") {
					t.Error("/doubts does not say whose")
				}
				w.pressLabel(t, "nadia", c.press)
				time.Sleep(time.Minute)
				w.settle()
				if n := copies(); n != c.copies {
					t.Errorf("karim has %d copies, want %d", n, c.copies)
				}
				w.Say(t, "nadia", "/doubts", false)
				if !w.reads(t, "nadia", "Nothing is open") {
					t.Error("it is still open")
				}
				w.withdraw(t, "B6")
				if w.told(t, "karim", "The year was wrong.") == 0 {
					t.Error("karim is not told of the withdrawal")
				}
			})
		})
	}
	t.Run("only_a_lead_decides", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			inDoubt(t, w, telegramtest.CutAfter)
			w.Say(t, "rafael", "/doubts", false)
			all := w.Chat(t, "rafael")
			if !strings.Contains(all[len(all)-1].Text, "That is for leads") && !strings.Contains(all[len(all)-1].Text, "lead") {
				t.Errorf("rafael reads %q", all[len(all)-1].Text)
			}
		})
	})
}
