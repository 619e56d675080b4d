package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot/story"
)

// TestCanary plays stories with a token that nobody may read, and finds it in no line of the log and nowhere in the store's file.
func TestCanary(t *testing.T) {
	canaries := []string{"", "4200000001:CANARY-token-that-nobody-may-read", "CANARY.token.that-nobody-may-read"}
	for i, on := range stages {
		if canaries[i] == "" {
			continue // it has no token
		}
		for _, name := range []string{"joining", "sharing", "correction", "brief_file", "leave_deletes_messages"} {
			t.Run(on.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(time.Until(storyStart))
					var log bytes.Buffer
					w := newWorld(t, on, func(w *world) {
						w.token = canaries[i]
						w.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
					})
					story.Play(t, filepath.Join("bot", "story", "testdata", name+".story"), w)
					raw, err := os.ReadFile(filepath.Join(w.dir, "relais.db"))
					if err != nil {
						t.Fatal(err)
					}
					if log.Len() == 0 || strings.Contains(log.String(), canaries[i]) || bytes.Contains(raw, []byte(canaries[i])) {
						t.Errorf("the token stands in the log or in the store, or nothing was logged:\n%s", log.String())
					}
				})
			})
		}
	}
}
