package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"relais/messages"
)

// parse reads a configuration in which the secrets' files are those in files.
func parse(t testing.TB, text string, environ []string, files map[string]string) (Config, []Finding, error) {
	t.Helper()
	return parseConfig(source{name: "config.yaml", text: []byte(text), mode: 0o600, secret: func(path string) ([]byte, fs.FileMode, error) {
		content, ok := files[path]
		if !ok {
			return nil, 0, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		return []byte(content), 0o600, nil
	}}, environ)
}

func TestReference(t *testing.T) {
	t.Run("the file is the defaults", func(t *testing.T) {
		got, _, err := loadConfig("config.yaml", nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(defaultConfig(), got); diff != "" {
			t.Errorf("config.yaml differs from the defaults (-default +file):\n%s", diff)
		}
	})
	t.Run("every key is in the file", func(t *testing.T) {
		text, err := os.ReadFile("config.yaml")
		if err != nil {
			t.Fatal(err)
		}
		var doc map[string]map[string]any
		if err := yaml.Load(text, &doc); err != nil {
			t.Fatal(err)
		}
		var inFile, known []string
		for section, keys := range doc {
			for key := range keys {
				inFile = append(inFile, section+"."+key)
			}
		}
		settings, _ := settingsOf(new(Config))
		for _, s := range settings {
			known = append(known, s.key)
		}
		slices.Sort(inFile)
		slices.Sort(known)
		if diff := cmp.Diff(known, inFile); diff != "" {
			t.Errorf("the keys of Config and of config.yaml (-Config +file):\n%s", diff)
		}
	})
	t.Run("every key has a comment above it or above its neighbour", func(t *testing.T) {
		text, err := os.ReadFile("config.yaml")
		if err != nil {
			t.Fatal(err)
		}
		for paragraph := range strings.SplitSeq(string(text), "\n\n") {
			if !strings.Contains(paragraph, "#") && !strings.Contains(paragraph, "  name: ") {
				t.Errorf("no comment in:\n%s", paragraph)
			}
		}
	})
	t.Run("a variable sets one key", func(t *testing.T) {
		settings, _ := settingsOf(new(Config))
		names := map[string]string{}
		for _, s := range settings {
			if other, taken := names[s.env()]; taken {
				t.Errorf("%s sets both %s and %s", s.env(), other, s.key)
			}
			names[s.env()] = s.key
		}
		if names["RELAIS_TELEGRAM_WEBHOOK_SECRET_FILE"] != "telegram.webhook_secret_file" {
			t.Errorf("names: %v", slices.Sorted(maps.Keys(names)))
		}
	})
	t.Run("every secret can come from a file", func(t *testing.T) {
		settings, _ := settingsOf(new(Config))
		keys := map[string]bool{}
		for _, s := range settings {
			keys[s.key] = true
		}
		for _, s := range settings {
			if _, secret := s.value.Addr().Interface().(*Secret); secret && !keys[s.key+"_file"] {
				t.Errorf("%s has no %s_file", s.key, s.key)
			}
		}
	})
}

func TestConfigIsRead(t *testing.T) {
	const text = `
network: &n
  name: Patrimoine vivant
  languages: [fr, ar]
  register: 00123
  payer_type: individuals
  country:
telegram:
  token: 123:abc
  mode: webhook
  rate: 25
discord:
  token_file: /run/secrets/discord
web:
  listen: ":0"
  public_url: https://relais.example.org:8443
  trusted_proxies:
    - 10.0.0.0/8
    - "::1"
storage: {path: a/relais.db, erase_within: 90m}
keys: {file: b/relais.key}
log:
`
	got, advice, err := parse(t, text, []string{
		"PATH=/bin", "RELAIS_NETWORK_LANGUAGES=ar, es", "RELAIS_TELEGRAM_RATE=20", "RELAIS_LOCAL_ENABLED=false",
		"RELAIS_WEB_TRUSTED_PROXIES=", "RELAIS_TELEGRAM_WEBHOOK_SECRET_FILE=/run/secrets/hook",
	}, map[string]string{"/run/secrets/discord": "a.b.c\n", "/run/secrets/hook": "s3cret"})
	if err != nil {
		t.Fatal(err)
	}
	want := defaultConfig()
	want.Network.Name = "Patrimoine vivant"
	want.Network.Languages = []messages.Lang{"ar", "es"}
	want.Network.Register = "00123"
	want.Network.PayerType = messages.Individuals
	want.Telegram.Token, want.Telegram.Mode, want.Telegram.Rate = "123:abc", webhook, 20
	want.Telegram.WebhookSecret, want.Telegram.WebhookSecretFile = "s3cret", "/run/secrets/hook"
	want.Discord.Token, want.Discord.TokenFile = "a.b.c", "/run/secrets/discord"
	want.Web = Web{Listen: ":0", PublicURL: "https://relais.example.org:8443"}
	want.Storage.Path, want.Storage.EraseWithin = "a/relais.db", Duration(90*60*1e9)
	want.Keys.File = "b/relais.key"
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b Secret) bool { return a == b })); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
	if len(advice) != 0 {
		t.Errorf("advice: %v", advice)
	}
	if len(got.Secrets()) != 3 {
		t.Errorf("%d secrets are known to the log, not 3", len(got.Secrets()))
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	const text = `network:
  name: ~
  payer_type: firm
  contact: true
telegrm:
  token: x
telegram:
  token: hunter2
  mode: pull
  rate: fast
  rate: 12
web:
  lisen: x
  trusted_proxies: 10.0.0.0/8
storage:
  path: a
keys: {file: ./a}
local: yes
`
	_, _, err := parse(t, text, []string{"RELAIS_LOG_LEVEL=loud", "RELAIS_DISCORD_SHARDS=many", "RELAIS_TELEGRAM_TOKN=x"}, nil)
	want := `config.yaml:2: network.name: is empty: say what the network is called
config.yaml:3: network.payer_type: "firm" is none of state, state-funded, party, company, ngo or individuals
config.yaml:4: network.contact: takes a text: put it into quotes
config.yaml:5: telegrm: there is no such key: did you mean telegram?
config.yaml:8: telegram.token: holds no bot token: @BotFather gives one that reads like 123456:ABC-DEF
config.yaml:9: telegram.mode: "pull" is neither polling nor webhook
config.yaml:10: telegram.rate: "fast" is no whole number
config.yaml:11: telegram.rate: is set twice, here and in line 10: keep one
config.yaml:13: web.lisen: there is no such key: did you mean web.listen?
config.yaml:14: web.trusted_proxies: takes a list: write it as ["10.0.0.0/8"]
config.yaml:17: keys.file: "./a" is also storage.path: the key needs a file of its own
config.yaml:18: local: is a section: write its keys below it, each on a line of its own and indented
RELAIS_DISCORD_SHARDS: "many" is no whole number
RELAIS_LOG_LEVEL: "loud" is none of debug, info, warn or error
RELAIS_TELEGRAM_TOKN: sets nothing: did you mean RELAIS_TELEGRAM_TOKEN?`
	if err == nil {
		t.Fatal("nothing was found wrong")
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestConfigFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode fs.FileMode) string {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, []byte(text), mode), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, c := range map[string]struct {
		path    string
		environ []string
		want    string // part of the error or, after "advice ", of the advice
	}{
		"none":              {path: filepath.Join(dir, "no.yaml"), want: "no.yaml: there is no such file: name yours with --config"},
		"a folder":          {path: dir, want: "can't be read: is a directory"},
		"too long":          {path: write("long.yaml", strings.Repeat("#\n", maxConfig/2+1), 0o600), want: "has more than 1048576 bytes"},
		"a secret for all":  {path: write("open.yaml", "telegram: {token: '1:a'}", 0o644), want: "advice open.yaml:1: telegram.token: others on this machine can read this file"},
		"no secret for all": {path: write("bare.yaml", "telegram: {rate: 20}", 0o644), want: ""},
		"secret's file": {path: write("file.yaml", "telegram: {token_file: "+write("token", "1:a\n", 0o600)+"}", 0o600),
			want: ""},
		"secret's file for all": {path: write("file2.yaml", "telegram: {token_file: "+write("token2", "1:a\n", 0o644)+"}", 0o600),
			want: "advice file2.yaml:1: telegram.token_file: others on this machine can read"},
		"secret's file by the environment": {path: write("empty.yaml", "", 0o600), environ: []string{"RELAIS_TELEGRAM_TOKEN_FILE=" + filepath.Join(dir, "gone")},
			want: "RELAIS_TELEGRAM_TOKEN_FILE: there is no file "},
		"secret's file is a folder": {path: write("empty2.yaml", "", 0o600), environ: []string{"RELAIS_DISCORD_TOKEN_FILE=" + dir},
			want: "can't be read: is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			_, advice, err := loadConfig(c.path, c.environ)
			said := ""
			if err != nil {
				said = err.Error()
			}
			for _, a := range advice {
				if strings.Contains(a.Text, "others on this machine") {
					said += "advice " + a.String()
				}
			}
			if c.want == "" && said != "" || !strings.Contains(said, c.want) {
				t.Errorf("said %q, not %q", said, c.want)
			}
		})
	}
}
