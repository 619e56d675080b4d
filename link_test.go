package main

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot/bottest"
	"relais/bot/discord/discordtest"
	"relais/bot/story"
	"relais/campaigns/members"
	"relais/storage"
)

// bothPlatforms are two platforms in one service. Whoever's name ends in "_there" is on Discord, everybody else on Telegram.
var bothPlatforms = stage{name: "both", set: func(t testing.TB, w *world) {
	var here, there world
	setTelegram(t, &here)
	setDiscord(t, &there)
	w.add = func(p *parts) { here.add(p); there.add(p) }
	w.begins, w.check, w.discord = there.begins, here.check, there.discord
	w.account = func(user, name, lang string) bottest.Person {
		if strings.HasSuffix(user, "_there") {
			return there.account(user, name, lang)
		}
		return here.account(user, name, lang)
	}
}}

// TestLink plays the stories of one person with an account on each of two platforms.
func TestLink(t *testing.T) {
	paths, err := filepath.Glob("bot/story/testdata/linked/*.story")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".story"), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(storyStart))
				story.Play(t, path, newWorld(t, bothPlatforms))
			})
		})
	}
}

// TestLinkInPublic holds that no code is shown, and none is taken, where others may read or where nobody can be asked.
func TestLinkInPublic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := newWorld(t, bothPlatforms)
		w.Open(t, "sample")
		defer w.Close(t)
		hall := w.discord.Guild("Heritage").Channel("hall", discordtest.Text)
		guest := w.discord.Person(t, "Guest", "en-GB").In(hall)
		for _, text := range []string{"/link", "/link 123 456"} {
			if err := guest.Say(text); err != nil {
				t.Fatal(err)
			}
			w.settle()
			all, err := guest.Chat()
			if err != nil || len(all) == 0 || !strings.Contains(all[len(all)-1].Text, "in a private chat, where nobody reads along") {
				t.Errorf("%s is answered with %+v, %v", text, all, err)
			}
		}
	})
}

// TestLinkErases holds that nothing of either account is left in the store when one person with two has gone by one of them.
func TestLinkErases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := newWorld(t, bothPlatforms)
		w.Open(t, "sample")
		defer w.Close(t)
		press := func(who, label string) {
			t.Helper()
			for _, m := range slices.Backward(w.Chat(t, who)) {
				for _, b := range m.Buttons {
					if strings.Contains(b.Label, label) {
						w.Press(t, who, m.ID, b.Data)
						return
					}
				}
			}
			t.Fatalf("%s has no button %q", who, label)
		}
		kept := func() (n int) {
			t.Helper()
			if err := w.s.store.Walk(context.Background(), func(space string, key, plain []byte) error {
				if space == "record/heirs" || bytes.Contains(key, []byte("zerafina_there")) || bytes.Contains(plain, []byte("zerafina_there")) {
					n++
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		w.Say(t, "karim", "/language en", false)
		w.Say(t, "nadia", "/invite member academic", false)
		stood := w.Chat(t, "nadia")
		_, invite, _ := strings.Cut(stood[len(stood)-1].Copy, "/start ")
		w.Say(t, "zerafina_there", "/start "+invite, false)
		press("zerafina_there", "I agree")
		press("zerafina_there", "keep to them")
		w.Say(t, "karim", "/link", false)
		stood = w.Chat(t, "karim")
		w.Say(t, "zerafina_there", stood[len(stood)-1].Copy, false)
		press("karim", "Yes, that's me")
		if n := kept(); n < 2 { // the account in the member's record, and where its old number leads
			t.Fatalf("%d records speak of the account: does the scan see anything?", n)
		}
		press("karim", "My accounts")
		w.Say(t, "zerafina_there", "/leave", false)
		press("zerafina_there", "Leave, delete messages")
		if n := kept(); n != 0 {
			t.Errorf("%d records still speak of an account of somebody who left", n)
		}
		if err := w.s.store.View(context.Background(), func(tx storage.Tx) error {
			for _, who := range []string{"karim", "zerafina_there"} {
				id := w.identity(who)
				if _, err := w.s.net.Roster.ByIdentity(tx, id.Platform, id.User); !errors.Is(err, members.ErrUnknown) {
					t.Errorf("%s is still somebody: %v", who, err)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
