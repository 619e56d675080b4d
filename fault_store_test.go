//go:build !race

package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"relais/bot/telegram/telegramtest"
	"relais/campaigns/outbox"
	"relais/storage"
)

// aStoreThatRefusesWrites goes on where it was when the store takes writes again, with what people said meanwhile; where the program
// has to end before that, what it could not store is in doubt.
func aStoreThatRefusesWrites(t *testing.T) {
	inTrouble(t, 90, func(t *testing.T, w *trouble) {
		w.begin("Argan again", 30)
		w.disk.fail(errors.New("input/output error"))
		time.Sleep(time.Minute)
		if err := w.person("guest1").Say("/settings"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		if n := w.told(t, "guest1", "Your settings"); n != 0 {
			t.Error("what cannot be kept was answered")
		}
		w.disk.heal()
		w.passes(2 * time.Minute)
		w.copies("Argan again", 0, 90)
		w.settled("B6", 0)
		if n := w.told(t, "guest1", "Your settings"); n != 1 {
			t.Errorf("guest1 was answered %d times", n)
		}
	})
	inTrouble(t, 90, func(t *testing.T, w *trouble) {
		w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Times: -1, Latency: time.Second})
		w.begin("Argan again", 10)
		w.disk.fail(errors.New("input/output error"))
		time.Sleep(time.Minute)
		began := time.Now()
		w.stop()
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %v to end", took)
		}
		w.disk.heal()
		w.telegram.Heal()
		w.start(t)
		w.passes(2 * time.Minute)
		n := w.states("B6")[outbox.InDoubt]
		if n == 0 {
			t.Error("nothing was in flight when the store failed")
		}
		w.copies("Argan again", 0, 90) // those in doubt had arrived
		w.settled("B6", n)
	})
}

// progressWaits tells whether what is said of a release's progress is on its way to its lead.
func (w *trouble) progressWaits(brief string) (waits bool) {
	if err := w.s.store.View(w.t.Context(), func(tx storage.Tx) error {
		all, err := w.s.net.Releases(tx, brief)
		if err != nil {
			return err
		}
		m, err := w.s.net.Roster.ByAlias(tx, all[0].By)
		if err != nil {
			return err
		}
		waits, err = w.s.net.Outbox.Awaits(tx, m.Ordinal, fmt.Sprintf("progress/%d", all[0].ID))
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return waits
}

// aFullDisk stops all sending within a second, which the log says once, and goes on when there is room, which it says once, too, and leads are
// told in their chats.
func aFullDisk(t *testing.T) {
	inTrouble(t, 90, func(t *testing.T, w *trouble) {
		w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Times: -1, Latency: 500 * time.Millisecond}) // some are in flight then
		w.begin("Argan again", 30)
		for w.progressWaits("B6") { // once it has arrived, the next has to be written while the disk is full
			time.Sleep(10 * time.Millisecond)
		}
		w.disk.fail(errFull)
		time.Sleep(time.Second)
		n := len(w.telegram.Calls("sendMessage"))
		time.Sleep(10 * time.Minute)
		if more := len(w.telegram.Calls("sendMessage")) - n; more != 0 {
			t.Errorf("%d copies were sent later than a second after the disk was full", more)
		}
		w.logged(1, "the store takes no writes: nothing is sent until it does")
		w.logged(2, "no space left on device") // beside it, that a release's progress can't be told
		w.logged(1, "a recurring job failed")
		w.logged(0, "the store takes writes again")
		w.disk.heal()
		time.Sleep(3 * time.Second)
		if more := len(w.telegram.Calls("sendMessage")) - n; more == 0 {
			t.Error("nothing was sent in the three seconds since there is room")
		}
		w.passes(time.Minute)
		w.copies("Argan again", 0, 90)
		w.settled("B6", 0)
		w.logged(1, "the store takes no writes: nothing is sent until it does")
		w.logged(1, "the store takes writes again")
		for _, c := range cast {
			if n, lead := w.told(t, c.user, "The store took no writes from 2026-03-02 12:01 (Europe/Paris, 11:01 UTC) until now, as when a disk is full."), c.user == "nadia"; n > 1 || (n == 1) != lead {
				t.Errorf("%s is told %d times that the disk was full", c.user, n)
			}
		}
	})
}

// shutdownWithinTenSeconds ends although no call is answered. What was in flight is in doubt, and all else leaves at the next start.
func shutdownWithinTenSeconds(t *testing.T) {
	inTrouble(t, 90, func(t *testing.T, w *trouble) {
		w.begin("Argan again", 30)
		w.telegram.Fail(telegramtest.Fault{Times: -1, Silent: true})
		time.Sleep(5 * time.Second)
		began := time.Now()
		w.stop()
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %v to end", took)
		}
		w.logged(1, "calls in flight are cancelled")
		w.telegram.Heal()
		w.start(t)
		w.passes(time.Minute)
		n := w.states("B6")[outbox.InDoubt]
		if n == 0 {
			t.Error("nothing was in flight")
		}
		w.settled("B6", n)
		w.Say(t, "nadia", "/doubts", false)
		w.pressLabel(t, "nadia", "Send again")
		w.passes(time.Minute)
		w.copies("Argan again", 0, 90)
	})
}

// aReleaseOf0 is one that nobody receives: it is over at once, the lead can see why, and the next one leaves.
func aReleaseOf0(t *testing.T) {
	inTrouble(t, 1, func(t *testing.T, w *trouble) {
		for _, c := range cast {
			w.Say(t, c.user, "/stop", false)
		}
		w.Say(t, "guest1", "/stop", false)
		w.release(t, "Argan again")
		w.copies("Argan again", 1)
		n := w.states("B6")
		if n[outbox.Skipped] != n.Total() {
			t.Errorf("the copies are %v", n)
		}
		w.Say(t, "nadia", "/stats B6", false)
		if !w.reads(t, "nadia", "sent to 0 people") {
			t.Errorf("nadia reads %q", lastOf(w.Chat(t, "nadia")))
		}
		if strings.Count(w.log.String(), "level=ERROR") > 0 {
			t.Errorf("the log says %s", w.log.String())
		}
		w.Say(t, "guest1", "/resume", false)
		w.release(t, "Olive trees")
		w.copies("Olive trees", 0, 1)
	})
}
