package main

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Telegram says how the network is reached on Telegram. Without a token it is not.
type Telegram struct {
	Token             Secret `yaml:"token"`
	TokenFile         string `yaml:"token_file"`
	API               string `yaml:"api"`
	Mode              string `yaml:"mode"`
	WebhookSecret     Secret `yaml:"webhook_secret"` // "": a fresh one at each start
	WebhookSecretFile string `yaml:"webhook_secret_file"`
	Rate              int    `yaml:"rate"` // messages a second over all chats
}

const (
	polling = "polling"
	webhook = "webhook"

	telegramAPI = "https://api.telegram.org"

	// core.telegram.org/bots/faq, checked 2026-11-23: about 30 messages a second over all chats, up to 1000 with
	// paid broadcasts.
	telegramRate     = 30
	telegramPaidRate = 1000
)

// core.telegram.org/bots/api, checked 2026-11-23: a token reads 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11; setWebhook's
// secret_token has 1–256 characters of A-Z, a-z, 0-9, _ and -, and its address is https on one of four ports.
var (
	telegramToken  = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)
	telegramSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
	telegramPorts  = []string{"", "443", "80", "88", "8443"}
)

// Validate judges the section by itself; what webhook mode asks of web.public_url is judged with the whole.
func (t Telegram) Validate(f *Findings) {
	if t.Token != "" && !telegramToken.MatchString(string(t.Token)) {
		f.Wrong("telegram.token", "holds no bot token: @BotFather gives one that reads like 123456:ABC-DEF")
	}
	validateBase(f, "telegram.api", t.API, "http", "https")
	if t.Mode != polling && t.Mode != webhook {
		f.Wrong("telegram.mode", "%q is neither %s nor %s", t.Mode, polling, webhook)
	}
	if t.WebhookSecret != "" && !telegramSecret.MatchString(string(t.WebhookSecret)) {
		f.Wrong("telegram.webhook_secret", "has to be up to 256 characters of A-Z, a-z, 0-9, _ and -: make one with openssl rand -hex 32")
	}
	switch {
	case t.Rate < 1 || t.Rate > telegramPaidRate:
		f.Wrong("telegram.rate", "%d messages a second can't be: write 1 to %d; Telegram allows %d", t.Rate, telegramPaidRate, telegramRate)
	case t.Rate > telegramRate:
		f.Advise("telegram.rate", "%d messages a second are more than the %d that Telegram allows without paid broadcasts: it will refuse some and slow the rest down", t.Rate, telegramRate)
	}
}

// Discord says how the network is reached on Discord. Without a token it is not.
type Discord struct {
	Token     Secret `yaml:"token"`
	TokenFile string `yaml:"token_file"`
	API       string `yaml:"api"`
	Gateway   string `yaml:"gateway"` // "": the one that the API names
	Shards    int    `yaml:"shards"`
}

// maxShards bounds a slip of the finger: at 2,500 servers a shard, Discord's own bound, it is a million servers.
const maxShards = 400

// Validate judges the section.
func (d Discord) Validate(f *Findings) {
	if strings.ContainsAny(string(d.Token), " \t\r\n") || strings.HasPrefix(string(d.Token), "Bot ") {
		f.Wrong("discord.token", "has a space or a line break in it: write the token alone, without the word Bot")
	}
	validateBase(f, "discord.api", d.API, "http", "https")
	if d.Gateway != "" {
		validateBase(f, "discord.gateway", d.Gateway, "ws", "wss")
	}
	if d.Shards < 1 || d.Shards > maxShards {
		f.Wrong("discord.shards", "%d can't be: write 1 to %d; one shard serves up to 2,500 servers", d.Shards, maxShards)
	}
}

// Local says whether the built-in chat is served, where anybody who reaches it can speak as anybody.
type Local struct {
	Enabled bool `yaml:"enabled"`
}

// validateBase judges the address of a platform's service: a scheme and a host, a path where a proxy needs one.
func validateBase(f *Findings, key, value string, schemes ...string) {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme):
		f.Wrong(key, "%q is no address: write it as %s://host", value, schemes[len(schemes)-1])
	case u.User != nil:
		f.Wrong(key, "has a name or a password in it: leave them out")
	case u.RawQuery != "" || u.Fragment != "":
		f.Wrong(key, "%q has a part after the path: leave out ? and #", value)
	case strings.HasSuffix(u.Path, "/"):
		f.Wrong(key, "%q ends with a slash: leave it out", value)
	}
}
