package main

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
)

type holder struct {
	Name string
	Word string `json:"word"`
}

type valuer string

func (v valuer) LogValue() slog.Value { return slog.GroupValue(slog.String("inside", string(v))) }

type marshaler string

func (m marshaler) MarshalText() ([]byte, error) { return []byte("text " + string(m)), nil }

// silent hides its word from fmt, but not from JSON.
type silent struct {
	Word string `json:"word"`
}

func (silent) String() string { return "nothing to see" }

func TestNoSecretReachesTheLog(t *testing.T) {
	const (
		token  = "123456:AAbb-cc_dd"
		phrase = `p&ss <"word">`
		short  = "abc"
	)
	transport := &url.Error{Op: "Post", URL: "https://api.example.org/bot" + token + "/getMe", Err: errors.New("refused")}
	for _, format := range logFormats {
		t.Run(format, func(t *testing.T) {
			var b bytes.Buffer
			log := newLogger(&b, Log{Level: "debug", Format: format}, []Secret{token, phrase, short, "", token + "-longer"})

			log.Debug("called " + token)
			log.Info("all the ways", "string", token, "error", transport, "wrapped", fmt.Errorf("call: %w", transport),
				"struct", holder{"n", token}, "pointer", &holder{"n", phrase}, "map", map[string]string{"k": token},
				"bytes", []byte("x"+token), "valuer", valuer(token), "marshaler", marshaler(token), "silent", silent{token},
				"slice", []any{1, token}, "query", url.QueryEscape(phrase), "path", url.PathEscape(phrase),
				slog.Group("g", "a", slog.GroupValue(slog.String("b", token))), "key "+token, 1,
				"longer", token+"-longer", "secret", Secret(token))
			log.With("before", token, "phrase", phrase).WithGroup("group "+token).Warn("later", "x", token)

			for _, leak := range []string{token, "AAbb", "hunter", url.QueryEscape(token), phrase, `p&ss`, "p%26ss", `p\u0026ss`, "-longer"} {
				if strings.Contains(b.String(), leak) {
					t.Errorf("%q is in\n%s", leak, b.String())
				}
			}
			for _, kept := range []string{"called [secret]", "refused", "later", "before"} {
				if !strings.Contains(b.String(), kept) {
					t.Errorf("%q is not in\n%s", kept, b.String())
				}
			}
			b.Reset()
			log.Info("the abc of it", "n", 7, "ok", true)
			if !strings.Contains(b.String(), "the abc of it") {
				t.Errorf("a secret of %d bytes blacks out words: %s", len(short), b.String())
			}
		})
	}
}

func TestLogSettings(t *testing.T) {
	for _, c := range []struct {
		settings Log
		want     string // begins the line
		quiet    bool   // for Info
	}{
		{Log{Level: "info", Format: "text"}, "time=", false},
		{Log{Level: "debug", Format: "json"}, `{"time":`, false},
		{Log{Level: "warn", Format: "text"}, "", true},
		{Log{Level: "error", Format: "json"}, "", true},
	} {
		var b bytes.Buffer
		newLogger(&b, c.settings, nil).Info("hello")
		if got := b.String(); c.quiet != (got == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("%+v writes %q", c.settings, got)
		}
	}
}
