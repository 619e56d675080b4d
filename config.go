package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"relais/campaigns"
	"relais/messages"
)

// Config is all that an operator can set. config.yaml is the reference of its keys; defaultConfig is what a key has that
// nobody sets.
type Config struct {
	Network  Network  `yaml:"network"`
	Telegram Telegram `yaml:"telegram"`
	Discord  Discord  `yaml:"discord"`
	Local    Local    `yaml:"local"`
	Web      Web      `yaml:"web"`
	Sources  Sources  `yaml:"sources"`
	Storage  Storage  `yaml:"storage"`
	Keys     Keys     `yaml:"keys"`
	Log      Log      `yaml:"log"`
}

// exampleName is the network's name until its owner gives it one.
const exampleName = "Example Network"

// defaultConfig returns every key's default: an example network on this machine alone, without a platform.
func defaultConfig() Config {
	return Config{
		Network: Network{
			Name:       exampleName,
			About:      "Members who share sourced facts, in their own words and under their own names.",
			RunBy:      "Example Foundation",
			PaidBy:     "Example Foundation",
			PayerType:  messages.NGO,
			Contact:    "contact@example.org",
			Zone:       "UTC",
			Languages:  messages.Languages(),
			AnswerDays: campaigns.DefaultAnswerDays,
		},
		Telegram: Telegram{API: telegramAPI, Mode: polling, Rate: telegramRate},
		Discord:  Discord{API: "https://discord.com", Shards: 1},
		Web:      Web{Listen: "127.0.0.1:8080"},
		Storage:  Storage{Path: "data/relais.db", Erasures: "erased/relais.erased", EraseWithin: Duration(24 * time.Hour)},
		Keys:     Keys{File: "keys/relais.key"},
		Log:      Log{Level: "info", Format: "text"},
	}
}

// Secrets returns every secret value that is set, for the log to keep out.
func (c Config) Secrets() []Secret {
	var out []Secret
	for _, s := range []Secret{c.Telegram.Token, c.Telegram.WebhookSecret, c.Discord.Token} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Validate judges every section and what they say together. It changes nothing.
func (c Config) Validate(f *Findings) {
	c.Network.Validate(f)
	c.Telegram.Validate(f)
	c.Discord.Validate(f)
	c.Web.Validate(f)
	c.Sources.Validate(f)
	c.Storage.Validate(f)
	c.Keys.Validate(f)
	c.Log.Validate(f)
	c.validateTogether(f)
}

// maxConfig is the most bytes that a configuration file may have: config.yaml has about five thousand.
const maxConfig = 1 << 20

// loadConfig reads the file at path, lays the environment over it (entries as os.Environ gives them), reads the secrets
// that stand in files of their own, and judges the whole. The advice is what works but should be otherwise. The error is
// a ConfigError with everything that is wrong; the Config is then the zero value.
func loadConfig(path string, environ []string) (Config, []Finding, error) {
	text, mode, err := readConfig(path)
	if err != nil {
		return Config{}, nil, ConfigError{{Where: path, Text: err.Error()}}
	}
	return parseConfig(source{name: filepath.Base(path), text: text, mode: mode, secret: readSecret}, environ)
}

func readConfig(path string) ([]byte, fs.FileMode, error) {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, 0, errors.New("there is no such file: name yours with --config, or copy the config.yaml that comes with relais")
	case err != nil:
		return nil, 0, fmt.Errorf("can't be opened: %w", errors.Unwrap(err))
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, 0, fmt.Errorf("can't be read: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxConfig+1))
	if err != nil {
		return nil, 0, fmt.Errorf("can't be read: %w", errors.Unwrap(err))
	}
	if len(text) > maxConfig {
		return nil, 0, fmt.Errorf("has more than %d bytes: is it a configuration?", maxConfig)
	}
	return text, info.Mode(), nil
}

// parseConfig is loadConfig on a text that has been read.
func parseConfig(src source, environ []string) (Config, []Finding, error) {
	cfg := defaultConfig()
	l := newLoader(src, &cfg)
	l.file(src.text)
	l.environment(environ)
	l.secretFiles()
	l.judge(cfg)
	if len(l.wrong) > 0 {
		return Config{}, inOrder(l.advice), ConfigError(inOrder(l.wrong))
	}
	return cfg, inOrder(l.advice), nil
}
