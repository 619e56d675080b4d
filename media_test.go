//go:build !race

package main

import (
	"strings"
	"testing"
)

// TestMedia holds that a brief's picture is shown with its words and whose it is, and that one which can't be shown costs nobody the text.
func TestMedia(t *testing.T) {
	for _, reachable := range []bool{true, false} {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			const picture = "https://example.org/tree.jpg"
			if !reachable {
				w.telegram.Unreachable(picture)
			}
			w.head = "Picture: " + picture + "\nShows: An argan tree.\nCredit: A. Photographer\n"
			w.release(t, "Argan again")
			w.pressLabel(t, "nadia", "More")
			if !w.reads(t, "nadia", "An argan tree.") {
				t.Fatal("the text of the brief does not stand")
			}
			shown := 0
			for _, c := range w.telegram.Done("sendPhoto") {
				if c.Params["photo"] == picture && strings.Contains(c.Params["caption"], "An argan tree.") && strings.Contains(c.Params["caption"], "A. Photographer") {
					shown++
				}
			}
			if want := map[bool]int{true: 1, false: 0}[reachable]; shown != want {
				t.Errorf("with the address in reach %v the picture is shown %d times, want %d", reachable, shown, want)
			}
		})
	}
}
