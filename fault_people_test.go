//go:build !race

package main

import (
	"testing"
	"time"

	"relais/bot/story"
	"relais/bot/telegram/telegramtest"
	"relais/campaigns/outbox"
)

func lastOf(all []story.Message) string { return seen(all[len(all)-1]) }

// aPoisonedUpdate stands among good ones, each kind in turn: those before and after it are answered.
func aPoisonedUpdate(t *testing.T) {
	inTrouble(t, 2, func(t *testing.T, w *trouble) {
		for name, fields := range telegramtest.Odd() {
			before := w.told(t, "guest1", "Your settings") + w.told(t, "guest2", "Your settings")
			if err := w.person("guest1").Say("/settings"); err != nil {
				t.Fatal(err)
			}
			w.telegram.Inject(fields)
			if err := w.person("guest2").Say("/settings"); err != nil {
				t.Fatal(err)
			}
			w.passes(time.Second)
			if n := w.told(t, "guest1", "Your settings") + w.told(t, "guest2", "Your settings") - before; n != 2 {
				t.Errorf("with %s between them %d of two were answered", name, n)
			}
		}
		if w.telegram.Pending() != 0 {
			t.Errorf("%d updates are not confirmed", w.telegram.Pending())
		}
		w.logged(2, "an update could not be read and was set aside")
	})
}

// aReplayedUpdate comes again, at once and after a restart, and is handled once.
func aReplayedUpdate(t *testing.T) {
	inTrouble(t, 0, func(t *testing.T, w *trouble) {
		w.Say(t, "nadia", "/invite member", false)
		all := w.telegram.Updates()
		invited := all[len(all)-1]
		w.decide(t, "Argan again")
		all = w.telegram.Updates()
		pressed := all[len(all)-1]
		stood := w.Chat(t, "nadia")
		for range 2 {
			w.telegram.Again(invited)
			w.telegram.Again(pressed)
			w.settle()
			if now := w.Chat(t, "nadia"); len(now) != len(stood) {
				t.Errorf("nadia has %d messages and had %d: the last is %q", len(now), len(stood), lastOf(now))
			}
			w.Restart(t)
		}
	})
}

// aReplayedInteraction comes again, as it was and under a new number, and is handled once. An answer to it twice is refused, so that what
// it makes is counted.
func aReplayedInteraction(t *testing.T) {
	inSample(t, stages[2], func(t *testing.T, w *world) {
		invites := func() int {
			return holding(t, w, func(space string, _ []byte) bool { return space == "record/invites" })
		}
		before := invites()
		w.Say(t, "nadia", "/invite member", false)
		stood := w.Chat(t, "nadia")
		w.discord.Repeat(3)
		w.settle()
		w.discord.Anew("INTERACTION_CREATE")
		w.settle()
		if now := w.Chat(t, "nadia"); len(now) != len(stood) || invites() != before+1 {
			t.Errorf("there are %d invitations, and nadia has %d messages and had %d: the last is %q", invites()-before, len(now), len(stood), lastOf(now))
		}
	})
}

// somebodyLeavesWhileItRuns has one leave who has a copy and one who has none yet: the first one's is taken away, the second gets none,
// and all others have theirs.
func somebodyLeavesWhileItRuns(t *testing.T) {
	inTrouble(t, 300, func(t *testing.T, w *trouble) {
		early, late := w.guests[0], w.guests[len(w.guests)-1]
		w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Times: -1, Latency: 10 * time.Second})
		w.begin("Argan again", 20)
		for _, who := range []string{early, late} {
			if err := w.person(who).Say("/leave"); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(20 * time.Second)
		for _, who := range []string{early, late} {
			chat := w.Chat(t, who)
			last := chat[len(chat)-1]
			for _, b := range last.Buttons {
				if b.Label == "Leave, delete messages" {
					if err := w.person(who).Press(last.ID, b.Data); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		time.Sleep(time.Second)
		if n := w.left("Argan again"); n > 250 {
			t.Errorf("%d copies had left: it did not run any more", n)
		}
		w.telegram.Heal()
		w.passes(2 * time.Minute)
		w.copies("Argan again", 2, 298)
		for _, who := range []string{early, late} {
			if w.told(t, who, "You left") != 1 || w.told(t, who, "Argan again") != 0 {
				t.Errorf("%s reads %q", who, lastOf(w.Chat(t, who)))
			}
		}
		if n := w.states("B6"); n[outbox.Skipped] != 1 || n[outbox.Sent]+1 != n.Total() {
			t.Errorf("the copies are %v", n)
		}
	})
}
