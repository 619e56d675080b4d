package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"relais/bot/discord"
	"relais/bot/local"
	"relais/bot/telegram"
	"relais/campaigns"
	"relais/web"
)

// parts puts a configuration into what a service is made of.
func (c Config) parts(log *slog.Logger) parts {
	n := c.Network
	p := parts{
		store: c.Storage.Path, keys: c.Keys.File, erased: c.Storage.Erasures, eraseWithin: time.Duration(c.Storage.EraseWithin), log: log,
		settings: campaigns.Settings{
			Name: n.Name, About: n.About, RunBy: n.RunBy, PaidBy: n.PaidBy, Payer: n.PayerType, Country: n.Country, Register: n.Register,
			Contact: n.Contact, Zone: n.Location(), Languages: n.Languages, PublicURL: c.Web.PublicURL, Undo: campaigns.DefaultUndo, AnswerDays: n.AnswerDays,
		},
	}
	if checker, err := c.Sources.checker(n.Contact); c.Sources.Check && err == nil { // Validate has found the contact fit
		p.looker = checker
	}
	if c.localOnly() || c.Local.Enabled {
		p.chat = &local.Options{Open: true}
	}
	if t := c.Telegram; t.Token != "" {
		p.telegram = &telegram.Options{Token: string(t.Token), API: t.API, Rate: t.Rate}
		if t.Mode == webhook {
			p.telegram.Webhook, p.telegram.Secret = c.Web.PublicURL+telegramPath, cmp.Or(string(t.WebhookSecret), rand.Text())
		}
	}
	if d := c.Discord; d.Token != "" {
		p.discord = &discord.Options{Token: string(d.Token), API: d.API, Gateway: d.Gateway, Shards: d.Shards}
	}
	return p
}

// localOnly tells that no platform has a token, so that only the built-in chat can carry the conversation.
func (c Config) localOnly() bool { return c.Telegram.Token == "" && c.Discord.Token == "" }

// runService runs the network of cfg until ctx ends; stdout is for what the operator has to read once.
func runService(ctx context.Context, cfg Config, log *slog.Logger, stdout io.Writer) error {
	if cfg.localOnly() && !cfg.Local.Enabled && (!cfg.Web.listensToMachineOnly() || cfg.Web.PublicURL != "" && cfg.Web.reachable()) {
		return usageError{errors.New("no platform has a token, and the built-in chat starts for this machine alone, since whoever opens it can speak " +
			"as anybody: set telegram.token or discord.token, or set web.listen to 127.0.0.1:8080 and leave web.public_url empty")}
	}
	ln, err := web.Listen(ctx, cfg.Web.Listen)
	if err != nil {
		return listenAdvice(err, "set web.listen")
	}
	s, err := assemble(ctx, cfg.parts(log))
	if err != nil {
		return errors.Join(storeInUse(err, "stop it, or set storage.path to another file"), ln.Close())
	}
	if cfg.Web.Metrics != "" {
		if s.metrics, err = web.Listen(ctx, cfg.Web.Metrics); err != nil {
			return errors.Join(listenAdvice(err, "set web.metrics"), s.close(), ln.Close())
		}
	}
	if s.control, err = listenControl(ctx, cfg.Storage.Path); err != nil {
		log.Warn("no command can speak to this service while it runs: stop it for a backup", "error", err)
	}
	if err := s.showAdminCode(ctx, stdout); err != nil {
		return errors.Join(err, s.hangUp(), s.close(), ln.Close())
	}
	inbox, err := s.watchAdminCode(ctx)
	if err != nil {
		return errors.Join(err, s.hangUp(), s.close(), ln.Close())
	}
	if cfg.localOnly() {
		fmt.Fprintf(stdout, "No platform has a token, so the built-in chat alone is on, for this machine: http://%s\n", ln.Addr())
	}
	log.Info("running", "address", ln.Addr().String())
	return errors.Join(s.run(ctx, ln, inbox), s.hangUp(), s.close())
}

// listenAdvice adds what to do to the sentence that an address cannot be had.
func listenAdvice(err error, advice string) error {
	return fmt.Errorf("%w: choose another (%s), or stop the program that has it", err, advice)
}
