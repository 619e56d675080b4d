package main

import (
	"context"

	"relais/bot"
	"relais/bot/discord"
	"relais/bot/telegram"
	"relais/campaigns/members"
)

// What the platforms show of the bot before anybody talks to it. Members' commands alone are listed: what leads and reviewers may do
// stands on their desk's buttons, and is answered to them by its command as well.

func (s *service) telegramProfile() telegram.Profile {
	p := telegram.Profile{Name: s.settings.Name}
	for _, l := range s.settings.Languages {
		p.Langs = append(p.Langs, telegram.ProfileIn{
			Lang: string(l), Short: s.settings.About, About: s.settings.About, Commands: s.bot.Commands(string(l), &members.Member{Status: members.Admitted}),
			Groups: s.bot.PlaceCommands(string(l)),
		})
	}
	return p
}

// discordProfile lists every command: Discord lets people send no other, and the bot itself says who may use which.
func (s *service) discordProfile() discord.Profile {
	p := discord.Profile{Member: "person"}
	everything := &members.Member{Status: members.Admitted, Roles: members.Roles()}
	for _, l := range s.settings.Languages {
		in := s.bot.Labels(string(l))
		p.Langs = append(p.Langs, discord.ProfileIn{
			Lang: string(l), Commands: s.bot.Commands(string(l), everything), Names: s.bot.CommandNames(string(l)),
			Option: in.Option, Follows: in.Follows, Check: in.Check, Member: in.Person,
		})
	}
	return p
}

func (s *service) discordWords(lang string) discord.Words {
	in := s.bot.Labels(lang)
	return discord.Words{Form: in.Form, Late: in.Late}
}

func (s *service) discordSuggest(ctx context.Context, u bot.User, command, typed string) []discord.Suggestion {
	var out []discord.Suggestion
	for _, x := range s.bot.Suggest(ctx, u, command, typed) {
		out = append(out, discord.Suggestion(x))
	}
	return out
}
