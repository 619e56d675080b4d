package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"relais/bot"
	"relais/bot/discord"
	"relais/bot/telegram"
)

// onlineWithin is how long all the platforms together may take to answer.
const onlineWithin = time.Minute

// checkOnline asks each platform that has a token who the bot is, and prints what it said. It fails where something is in the way.
func checkOnline(in *invocation, path string, cfg Config) error {
	ctx, cancel := context.WithTimeout(in.ctx, onlineWithin)
	defer cancel()
	wrong := 0
	tell := func(name string, invites []string, r bot.Report) {
		type line struct{ what, is string }
		lines := []line{{"the bot is", r.Bot}, {"members start it at", r.Start}}
		for i, address := range r.Invites {
			lines = append(lines, line{invites[i], address})
		}
		for _, line := range lines {
			if line.is != "" {
				fmt.Fprintf(in.stdout, "%s: %s %s\n", name, line.what, line.is)
			}
		}
		for _, s := range r.Wrong {
			fmt.Fprintf(in.stdout, "%s: %s\n", name, s)
		}
		for _, s := range r.Advice {
			fmt.Fprintf(in.stdout, "advice: %s: %s\n", name, s)
		}
		wrong += len(r.Wrong)
	}
	p := cfg.parts(slog.New(slog.DiscardHandler))
	if p.telegram != nil {
		tell(telegram.Name, []string{"it is added to a group by", "it is added to a channel by"}, telegram.Examine(ctx, *p.telegram))
	}
	if p.discord != nil {
		tell(discord.Name, []string{"it is added to a server by"}, discord.Examine(ctx, *p.discord))
	}
	switch {
	case p.telegram == nil && p.discord == nil:
		fmt.Fprintln(in.stdout, "no platform has a token: there is nobody to ask; set telegram.token or discord.token")
	case cfg.Web.PublicURL == "" || !cfg.Web.reachable():
		fmt.Fprintln(in.stdout, "advice: web.public_url: members' links lead nowhere from outside this machine; set it to the address that your reverse proxy serves")
	}
	if wrong > 0 {
		fmt.Fprintf(in.stdout, "%s: %s to put right before the platforms can carry it\n", path, many(wrong, "thing"))
		return saidError{errNotFit}
	}
	return nil
}
