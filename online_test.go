package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relais/bot/discord/discordtest"
	"relais/bot/telegram/telegramtest"
)

// TestCheckOnline asks both platforms, as their fakes play them, and wants each finding with what to do about it.
func TestCheckOnline(t *testing.T) {
	tg := telegramtest.New(t, telegramtest.Options{ReadsAll: true})
	dc := discordtest.New(t)
	telegramAt, discordAt := tg.Listen(), dc.Listen(t)
	for name, c := range map[string]struct {
		telegram, discord string // tokens
		at                string // Telegram's address
		url               string
		code              int
		want, not         []string
	}{
		"both answer": {tg.Token(), discordtest.Token, telegramAt, "https://relais.example.org", 0, []string{
			"telegram: the bot is @relais_test_bot", "https://t.me/relais_test_bot?startgroup\n", "https://t.me/relais_test_bot?startchannel&admin=post_messages+edit_messages", "/setprivacy",
			"client_id=" + discordtest.Application + "&scope=bot+applications.commands&permissions=309237763072", "fit to run",
		}, []string{"web.public_url"}},
		"a wrong token each": {"1:wrong", "wrong.token.indeed", telegramAt, "", exitUsage, []string{
			"telegram does not accept the bot's token: ask @BotFather", "discord does not accept the bot's token: copy the present one", "2 things to put right",
		}, []string{"fit to run"}},
		"nobody at the address":      {tg.Token(), "", "http://127.0.0.1:1", "", exitUsage, []string{"telegram can't be reached", "telegram.api is right"}, []string{tg.Token()}},
		"an address of this machine": {tg.Token(), "", telegramAt, "http://127.0.0.1:8080", 0, []string{"members' links lead nowhere from outside this machine"}, nil},
		"no platform":                {"", "", telegramAt, "", 0, []string{"there is nobody to ask"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "mine.yaml")
			text := fmt.Sprintf("network:\n  name: Test\n  about: A test.\n  run_by: Us\n  paid_by: Us\n  payer_type: ngo\n  contact: us@example.org\n"+
				"storage:\n  path: %s\nkeys:\n  file: %s\nweb:\n  public_url: %q\ntelegram:\n  token: %q\n  api: %s\ndiscord:\n  token: %q\n  api: %s\n",
				filepath.Join(dir, "db"), filepath.Join(dir, "keys", "key"), c.url, c.telegram, c.at, c.discord, discordAt)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			code, out, _ := call(t, "", nil, "check", "--online", "--config", path)
			if code != c.code {
				t.Errorf("it ends with %d, want %d:\n%s", code, c.code, out)
			}
			for _, want := range c.want {
				if !strings.Contains(out, want) {
					t.Errorf("%q is missing in:\n%s", want, out)
				}
			}
			for _, not := range append(c.not, "wrong.token.indeed") {
				if strings.Contains(out, not) {
					t.Errorf("%q stands in:\n%s", not, out)
				}
			}
		})
	}
}
