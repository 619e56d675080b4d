//go:build !race

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"relais/bot/story"
	"relais/bot/telegram/telegramtest"
	"relais/campaigns/outbox"
)

// TestStopTheRest stops a release of which copies are on their way: those arrive, nothing else leaves, and its lead is told how many have
// it, at once and in the end.
func TestStopTheRest(t *testing.T) {
	inTrouble(t, 300, func(t *testing.T, w *trouble) {
		nadia := w.person("nadia")
		w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Times: -1, Latency: time.Second})
		w.begin("Argan again", 60)
		if err := nadia.Say("/stats B6"); err != nil {
			t.Fatal(err)
		}
		for began := time.Now(); !w.reads(t, "nadia", "share kit opened by") && time.Since(began) < 10*time.Second; {
			time.Sleep(50 * time.Millisecond)
		}
		figures := w.saying("nadia", "share kit opened by")
		i := slices.IndexFunc(figures.Buttons, func(b story.Button) bool { return b.Label == "Stop the rest" })
		if i < 0 {
			t.Fatalf("a release that runs has no button by which it ends: %s", seen(figures))
		}
		if err := nadia.Press(figures.ID, figures.Buttons[i].Data); err != nil {
			t.Fatal(err)
		}
		w.passes(20 * time.Second)
		n, have := w.states("B6"), len(cast)
		for _, who := range w.guests {
			have += w.told(t, who, "Argan again")
		}
		if n[outbox.Sent]+n[outbox.Cancelled] != n.Total() || n[outbox.Cancelled] < 50 || n[outbox.Sent] != have {
			t.Errorf("%d people have it, and the ledger counts %v", have, n)
		}
		var had, come int
		if said := seen(w.saying("nadia", "Stopped.")); !scans(said, "Stopped. B6 had already reached %d people; nobody else gets it. %d copies are on their way", &had, &come) ||
			come == 0 || had+come != have {
			t.Errorf("%d people have it, and the lead is told %q", have, said)
		}
		var settled, all, sent, stopped int
		said := seen(w.saying("nadia", "B6 was stopped"))
		_, rest, _ := strings.Cut(said, "• stopped")
		if !scans(said, "B6 was stopped: %d of %d settled. • sent to %d people", &settled, &all, &sent) || !scans(rest, " before it reached %d people", &stopped) ||
			settled != n.Total() || all != n.Total() || sent != have || stopped != n[outbox.Cancelled] {
			t.Errorf("the ledger counts %v, and the message that showed the release's way ends with %q", n, said)
		}
	})
}

// scans reads numbers out of the beginning of a text.
func scans(text, form string, numbers ...any) bool {
	n, _ := fmt.Sscanf(text, form, numbers...)
	return n == len(numbers)
}

// saying is the newest message to somebody with these words.
func (w *trouble) saying(who, words string) story.Message {
	w.t.Helper()
	for _, m := range slices.Backward(w.Chat(w.t, who)) {
		if !m.Mine && strings.Contains(m.Text, words) {
			return m
		}
	}
	w.t.Fatalf("%s has nothing that says %q", who, words)
	return story.Message{}
}
