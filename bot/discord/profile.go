package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"

	"github.com/bwmarrin/discordgo"

	"relais/bot"
	"relais/storage"
)

// Profile is the commands that Discord offers, in all languages.
type Profile struct {
	// Langs has an entry for each language, the one for everybody else first.
	Langs []ProfileIn
	// Member is the command that the menu of a member stands for, with their id; empty for none.
	Member string
}

// ProfileIn is the profile in one language.
type ProfileIn struct {
	Lang     string            // "fr"
	Commands []bot.Command     // by their names in the first language
	Names    map[string]string // names in this language, by those in the first; those that are missing stay
	Option   string            // the name of what may follow a command; empty is "text"
	Follows  string            // its description
	Check    string            // the entry in the menu of a message, up to 32 characters; empty for none
	Member   string            // the entry in the menu of a member, up to 32 characters; empty for none
}

// registered is the profile that Discord was told, as a hash: how often that may be done is limited.
type registered struct{ Hash string }

// locales are Discord's for a language, where its name is not the language's; there is none for Arabic.
// discord.com/developers/docs/reference#locales, checked 2026-11-24.
var locales = map[string][]discordgo.Locale{
	"en": {discordgo.EnglishUS, discordgo.EnglishGB}, "es": {discordgo.SpanishES, discordgo.SpanishLATAM}, "pt": {discordgo.PortugueseBR},
	"sv": {discordgo.Swedish}, "zh": {discordgo.ChineseCN, discordgo.ChineseTW},
}

// localesOf are Discord's locales for a language.
func localesOf(lang string) []discordgo.Locale {
	if all := locales[lang]; all != nil {
		return all
	}
	if _, known := discordgo.Locales[discordgo.Locale(lang)]; known && lang != "" {
		return []discordgo.Locale{discordgo.Locale(lang)}
	}
	return nil
}

// register tells Discord the commands where they have changed since it was last told.
func (d *Discord) register(ctx context.Context) {
	if d.opt.Profile == nil {
		return
	}
	var app string
	select {
	case app = <-d.app:
	case <-ctx.Done():
		return
	}
	commands := d.commands(d.opt.Profile())
	b, err := json.Marshal(commands)
	if err != nil {
		d.log.Error("the bot's commands", "err", err)
		return
	}
	sum := sha256.Sum256(b)
	now := registered{hex.EncodeToString(sum[:])}
	var before registered
	err = d.store.View(ctx, func(tx storage.Tx) (err error) {
		before, err = d.profile.Get(tx, app)
		return err
	})
	if err == nil && before == now {
		return
	}
	for pause := firstPause; ctx.Err() == nil; pause = min(2*pause, longPause) {
		err := d.api.call(ctx, "PUT", "/applications/"+app+"/commands", commands, nil)
		if err == nil {
			err = d.store.Update(ctx, func(tx storage.Tx) error { return d.profile.Put(tx, app, now) })
		}
		var f *failure
		if err == nil {
			return
		}
		if errors.As(err, &f) && f.said != "" && f.after == 0 && f.status < 500 {
			d.log.Error("discord does not take the bot's commands", "err", err)
			return
		}
		d.log.Warn("the bot's commands could not be set; trying again", "pause", pause, "err", err)
		rest(ctx, pause)
	}
}

// commands are the profile as Discord takes it.
func (d *Discord) commands(p Profile) []*discordgo.ApplicationCommand {
	all := []*discordgo.ApplicationCommand{}
	if len(p.Langs) == 0 {
		return all
	}
	base, valid := p.Langs[0], regexp.MustCompile(d.limits.Command)
	option := named(base.Option, "text")
	for _, c := range base.Commands {
		if !valid.MatchString(c.Name) {
			continue
		}
		names, about := map[discordgo.Locale]string{}, map[discordgo.Locale]string{}
		options, follows := map[discordgo.Locale]string{}, map[discordgo.Locale]string{}
		for _, in := range p.Langs {
			for _, l := range localesOf(in.Lang) {
				set(names, l, in.Names[c.Name])
				set(options, l, in.Option)
				set(follows, l, shorten(in.Follows, 100))
				for _, o := range in.Commands {
					if o.Name == c.Name {
						set(about, l, shorten(o.Description, 100))
					}
				}
			}
		}
		all = append(all, &discordgo.ApplicationCommand{
			Type: discordgo.ChatApplicationCommand, Name: c.Name, NameLocalizations: &names, Description: named(shorten(c.Description, 100), c.Name),
			DescriptionLocalizations: &about, Contexts: everywhere(),
			Options: []*discordgo.ApplicationCommandOption{{
				Type: discordgo.ApplicationCommandOptionString, Name: option, NameLocalizations: options,
				Description: named(shorten(base.Follows, 100), option), DescriptionLocalizations: follows, Autocomplete: c.Completes && d.opt.Suggest != nil,
			}},
		})
	}
	menu := func(kind discordgo.ApplicationCommandType, label func(ProfileIn) string) {
		if label(base) == "" {
			return
		}
		names := map[discordgo.Locale]string{}
		for _, in := range p.Langs {
			for _, l := range localesOf(in.Lang) {
				set(names, l, shorten(label(in), 32))
			}
		}
		all = append(all, &discordgo.ApplicationCommand{Type: kind, Name: shorten(label(base), 32), NameLocalizations: &names, Contexts: everywhere()})
	}
	menu(discordgo.MessageApplicationCommand, func(in ProfileIn) string { return in.Check })
	if p.Member != "" {
		menu(discordgo.UserApplicationCommand, func(in ProfileIn) string { return in.Member })
	}
	return all
}

// everywhere is servers and DMs with the bot, not other DMs, where somebody else reads along.
func everywhere() *[]discordgo.InteractionContextType {
	return &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM}
}

func set(m map[discordgo.Locale]string, l discordgo.Locale, s string) {
	if s != "" {
		m[l] = s
	}
}

func named(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
