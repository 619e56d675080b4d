package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/bot/story"
	"relais/bot/telegram"
	"relais/bot/telegram/telegramtest"
)

// canaries are tokens that nobody may read, by the platform's name. The built-in chat has none.
var canaries = map[string]string{telegram.Name: "4200000001:CANARY-token-that-nobody-may-read", discord.Name: "CANARY.token.that-nobody-may-read"}

// playWithCanary plays a story with a token that nobody may read, and finds it in no line of the log and nowhere in the store's file.
func playWithCanary(t *testing.T, on stage, path string) {
	t.Helper()
	var log bytes.Buffer
	token := canaries[on.name]
	w := newWorld(t, on, func(w *world) {
		w.token = token
		w.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	story.Play(t, path, w)
	if token == "" {
		return
	}
	raw, err := os.ReadFile(filepath.Join(w.dir, "relais.db"))
	if err != nil {
		t.Fatal(err)
	}
	// The part behind Telegram's colon is the secret one, and stands alone in no text of ours.
	_, secret, _ := strings.Cut(token, ":")
	for _, s := range []string{token, secret} {
		if s != "" && (strings.Contains(log.String(), s) || bytes.Contains(raw, []byte(s))) {
			t.Errorf("the token stands in the log or in the store:\n%s", log.String())
		}
	}
}

// TestCanary plays a few of the stories so under the race detector too, where TestStories plays them on the built-in chat alone.
func TestCanary(t *testing.T) {
	for _, on := range stages {
		if canaries[on.name] == "" {
			continue
		}
		for _, name := range []string{"joining", "sharing", "correction", "brief_file", "leave_deletes_messages", "place_setup"} {
			t.Run(on.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(time.Until(storyStart))
					playWithCanary(t, on, filepath.Join("bot", "story", "testdata", name+".story"))
				})
			})
		}
	}
}

// TestCanaryInACrash runs the program on both platforms and lets it crash in the middle: what it leaves behind names the tokens nowhere.
func TestCanaryInACrash(t *testing.T) {
	tg := telegramtest.New(t, telegramtest.Options{Token: canaries[telegram.Name]})
	dc := discordtest.New(t, discordtest.WithToken(canaries[discord.Name]), discordtest.WithPlainGateway())
	dir := t.TempDir()
	discordAt := dc.Listen(t)
	path := filepath.Join(dir, "mine.yaml")
	text := fmt.Sprintf("network:\n  name: Test\n  about: A test.\n  run_by: Us\n  paid_by: Us\n  payer_type: ngo\n  contact: us@example.org\n"+
		"storage:\n  path: %s\nkeys:\n  file: %s\nweb:\n  listen: 127.0.0.1:0\nlog:\n  level: debug\ntelegram:\n  token: %q\n  api: %s\ndiscord:\n  token: %q\n  api: %s\n  gateway: %s\n",
		filepath.Join(dir, "db"), filepath.Join(dir, "keys", "key"), tg.Token(), tg.Listen(), canaries[discord.Name], discordAt, strings.Replace(discordAt, "http", "ws", 1))
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := launch(t, dir, nil, "run", "--config", path)
	eventually(t, "it hears both platforms", func() bool {
		select {
		case <-p.ended:
			t.Fatalf("it ended and said %q", p.stderr.String())
		default:
		}
		return tg.Polling() && dc.Connected() > 0
	})
	if err := p.cmd.Process.Signal(syscall.SIGQUIT); err != nil { // Go's runtime prints every goroutine's stack, as after a panic
		t.Fatal(err)
	}
	p.ends(t)
	said := p.stderr.String() + p.stdout.String()
	if !strings.Contains(said, "goroutine ") {
		t.Fatalf("it left no stack behind: %q", said)
	}
	for _, token := range canaries {
		if _, secret, _ := strings.Cut(token, ":"); strings.Contains(said, token) || secret != "" && strings.Contains(said, secret) {
			t.Errorf("a token stands in what the crash left behind:\n%s", said)
		}
	}
}
