package telegram_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
	"relais/bot/telegram"
	"relais/bot/telegram/telegramtest"
)

// TestCommandsArePerScopeAndLanguage holds who is offered which commands: in private everybody, in groups those who run them, and nobody
// else anywhere; and that no more go there than Telegram takes.
func TestCommandsArePerScopeAndLanguage(t *testing.T) {
	some := func(n int, about string) (out []bot.Command) {
		for i := range n {
			out = append(out, bot.Command{Name: fmt.Sprint("c", i), Description: about})
		}
		return out
	}
	for name, c := range map[string]struct {
		private, groups []bot.Command
		want, inGroups  int
	}{
		"as they are":       {some(3, "what"), some(1, "what"), 3, 1},
		"none for groups":   {some(3, "what"), nil, 3, 0},
		"a hundred":         {some(100, "what"), some(100, "what"), 100, 100},
		"a hundred and one": {some(101, "what"), some(101, "what"), 100, 100},
		"a long word":       {some(1, strings.Repeat("ش", 257)), some(1, ""), 1, 1},
		"no name":           {append(some(2, "what"), bot.Command{Name: "Nó", Description: "x"}), nil, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			in := func(lang string) telegram.ProfileIn {
				return telegram.ProfileIn{Lang: lang, Commands: c.private, Groups: c.groups}
			}
			inTrap(t, telegram.Options{Profile: func() telegram.Profile {
				return telegram.Profile{Name: "Solar", Langs: []telegram.ProfileIn{in("en"), in("fr"), in("ar")}}
			}}, func(t *testing.T, w *trap) {
				w.run(heard(func(bot.Update) {}))
				for _, lang := range []string{"", "fr", "ar"} {
					if n := len(w.Commands("all_private_chats", lang)); n != c.want {
						t.Errorf("%q: %d are offered in private; want %d", lang, n, c.want)
					}
					if n := len(w.Commands("all_chat_administrators", lang)); n != c.inGroups {
						t.Errorf("%q: %d are offered to who runs a group; want %d", lang, n, c.inGroups)
					}
				}
				for _, scope := range []string{"default", "all_group_chats"} {
					if all := w.Commands(scope, ""); len(all) != 0 {
						t.Errorf("%s is offered %+v", scope, all)
					}
				}
				if refused := w.Refused(); len(refused) != 0 {
					t.Errorf("Telegram refused %s: %s", refused[0].Method, refused[0].Description)
				}
			})
		})
	}
}

// Commands that were there and are no more are taken away by the next start.
func TestCommandsThatAreGoneAreTakenAway(t *testing.T) {
	groups := []bot.Command{{Name: "setup", Description: "Give the network this place"}}
	opt := telegram.Options{Profile: func() telegram.Profile {
		return telegram.Profile{Name: "Solar", Langs: []telegram.ProfileIn{{Lang: "en", Groups: groups}}}
	}}
	inTrap(t, opt, func(t *testing.T, w *trap) {
		stop := w.during(heard(func(bot.Update) {}))
		want := []telegramtest.Command{{Command: "setup", Description: "Give the network this place"}}
		if d := cmp.Diff(want, w.Commands("all_chat_administrators", "")); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		stop()
		groups = nil
		w.run(heard(func(bot.Update) {}))
		if all := w.Commands("all_chat_administrators", ""); len(all) != 0 {
			t.Errorf("there still is %+v", all)
		}
	})
}
