//go:build !race

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
	inSample(t, bothPlatforms, func(t *testing.T, w *world) {
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
	inSample(t, bothPlatforms, func(t *testing.T, w *world) {
		press := pressing(t, w)
		kept := func() int {
			return holding(t, w, func(space string, data []byte) bool {
				return space == "record/heirs" || bytes.Contains(data, []byte("zerafina_there"))
			})
		}
		w.Say(t, "karim", "/language en", false)
		joins(t, w, "zerafina_there")
		linkTo(t, w, "karim", "zerafina_there")
		if n := kept(); n < 2 { // the account in the member's record, and where its old number leads
			t.Fatalf("%d records speak of the account: does the scan see anything?", n)
		}
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

// TestUnlinkErases holds that nothing of an account is left in the store when it was unlinked, and that its member stays.
func TestUnlinkErases(t *testing.T) {
	inSample(t, bothPlatforms, func(t *testing.T, w *world) {
		press := pressing(t, w)
		joins(t, w, "zerafina")
		linkTo(t, w, "zerafina", "zerafina_there")
		account := w.identity("zerafina")
		kept := func() int {
			return holding(t, w, func(_ string, data []byte) bool { return bytes.Contains(data, []byte(account.User)) })
		}
		if n := kept(); n < 2 { // in the member's record, and what the platform's adapter keeps
			t.Fatalf("%d records speak of the account: does the scan see anything?", n)
		}
		w.Say(t, "zerafina_there", "/settings", false)
		press("zerafina_there", "My accounts")
		press("zerafina_there", "Unlink Telegram")
		press("zerafina_there", "Yes, unlink it")
		if n := kept(); n != 0 {
			t.Errorf("%d records still speak of an account that was unlinked", n)
		}
		if err := w.s.store.View(context.Background(), func(tx storage.Tx) error {
			id := w.identity("zerafina_there")
			m, err := w.s.net.Roster.ByIdentity(tx, id.Platform, id.User)
			if err == nil && len(m.Identities) != 1 {
				t.Errorf("the member has %v", m.Identities)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// pressing presses the newest button of somebody with a label.
func pressing(t *testing.T, w *world) func(who, label string) {
	return func(who, label string) {
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
}

// joins makes somebody a member by an invitation.
func joins(t *testing.T, w *world, who string) {
	t.Helper()
	w.Say(t, "nadia", "/invite member academic", false)
	stood := w.Chat(t, "nadia")
	_, invite, _ := strings.Cut(stood[len(stood)-1].Copy, "/start ")
	w.Say(t, who, "/start "+invite, false)
	press := pressing(t, w)
	press(who, "I agree")
	press(who, "keep to them")
}

// linkTo links an account to a member's.
func linkTo(t *testing.T, w *world, who, account string) {
	t.Helper()
	w.Say(t, who, "/link", false)
	stood := w.Chat(t, who)
	w.Say(t, account, stood[len(stood)-1].Copy, false)
	pressing(t, w)(who, "Yes, that's me")
}

// holding counts the records whose key or opened value is found.
func holding(t *testing.T, w *world, found func(space string, data []byte) bool) (n int) {
	t.Helper()
	if err := w.s.store.Walk(context.Background(), func(space string, key, plain []byte) error {
		if found(space, key) || found(space, plain) {
			n++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return n
}
