//go:build !race

package main

import (
	"strings"
	"testing"
	"time"

	"relais/messages"
	"relais/messages/health"
	"relais/storage"
)

// Whoever shares what rests on a source that went since it was released is told so, above the facts.
func TestKitNamesASourceThatWent(t *testing.T) {
	inSample(t, stages[0], func(t *testing.T, w *world) {
		time.Sleep(2 * time.Minute)
		if err := w.s.store.Update(t.Context(), func(tx storage.Tx) error {
			s, err := w.s.net.Desk.Source(tx, "unesco-argan")
			if err != nil {
				return err
			}
			h, err := w.s.net.Desk.Health(tx, s.ID)
			if err != nil {
				return err
			}
			_, _, err = w.s.net.Desk.SetHealth(tx, messages.Look{Source: s, Before: h.Page}, health.Page{State: health.Dead, At: time.Now()})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		w.Say(t, "karim", "/briefs argan", false)
		w.pressLabel(t, "karim", "B3 L’argan : plus…")
		w.pressLabel(t, "karim", "Partager")
		w.pressLabel(t, "karim", "X")
		all := w.Chat(t, "karim")
		kit := all[len(all)-1].Text
		note, fact := strings.Index(kit, "n’est plus là"), strings.Index(kit, "00955")
		if note < 0 || fact < note {
			t.Errorf("the kit says:\n%s", kit)
		}
	})
}
