package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

func TestASecretCannotPrintItself(t *testing.T) {
	const value = "123456:hunter2"
	cfg := defaultConfig()
	cfg.Telegram.Token = value

	var b bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%T"} {
		fmt.Fprintf(&b, verb+"\n", cfg.Telegram.Token)
		fmt.Fprintf(&b, verb+"\n", cfg)
		fmt.Fprintf(&b, verb+"\n", &cfg)
		fmt.Fprintf(&b, verb+"\n", []Secret{value})
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(h).Info("started", "token", cfg.Telegram.Token, "config", cfg, "sections", map[string]any{"t": cfg.Telegram})
	}
	asJSON, err := json.Marshal(map[string]any{"token": cfg.Telegram.Token, "config": cfg})
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Dump(cfg)
	if err != nil {
		t.Fatal(err)
	}
	printed := b.String() + string(asJSON) + string(asYAML)
	for _, leak := range []string{"hunter2", "123456", fmt.Sprintf("%x", "hunter2"), fmt.Sprintf("%X", "hunter2")} {
		if strings.Contains(printed, leak) {
			t.Errorf("%q is among what was printed", leak)
		}
	}
	if !strings.Contains(printed, hidden) {
		t.Errorf("nothing says %s", hidden)
	}
	if got := Secret(value).GoString() + Secret(value).String(); got != hidden+hidden {
		t.Errorf("its own words are %q", got)
	}
	if got := fmt.Sprintf("%v|%s", Secret(""), Secret("")); got != "|" {
		t.Errorf("no secret prints as %q", got)
	}
}

func TestFindingsNeverRepeatASecret(t *testing.T) {
	const value = "hunter2hunter2"
	for _, text := range []string{
		"telegram: {token: " + value + ", webhook_secret: '" + value + " x'}",
		"telegram:\n  token: [" + value + "]",
		"telegram:\n  token: {" + value + ": 1}",
		"telegram:\n  token: !x " + value,
		"telegram:\n  token: " + value + "\n  token: " + value,
		"discord: {token: 'Bot " + value + "', token_file: x}",
		"telegram: {token_file: f}\ndiscord: {token_file: g}",
	} {
		_, advice, err := parse(t, text, []string{"RELAIS_TELEGRAM_WEBHOOK_SECRET=" + value + "!"},
			map[string]string{"f": value, "g": value + " " + value})
		if err == nil {
			t.Errorf("nothing is wrong with\n%s", text)
		}
		if said := fmt.Sprint(advice, err); strings.Contains(said, value) {
			t.Errorf("the secret of\n%s\nis in\n%s", text, said)
		}
	}
}
