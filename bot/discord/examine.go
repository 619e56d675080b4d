package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"relais/bot"
)

// Rights are those the bot asks for where it is invited: to see channels, write in them, in threads and in forums, show pictures and
// files, and find its own messages again. discord.com/developers/docs/topics/permissions, checked 2026-11-24.
const Rights = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionSendMessagesInThreads |
	discordgo.PermissionCreatePublicThreads | discordgo.PermissionEmbedLinks | discordgo.PermissionAttachFiles | discordgo.PermissionReadMessageHistory

// Examine asks Discord who the bot is and what stands in its way, and changes nothing.
func Examine(ctx context.Context, opt Options) bot.Report {
	var r bot.Report
	if opt.API == "" {
		opt.API = "https://discord.com"
	}
	a := newAPI(opt)
	var app struct {
		ID        string `json:"id"`
		Name      string `json:"name"`
		BotPublic *bool  `json:"bot_public"`
	}
	if err := a.call(ctx, "GET", "/applications/@me", nil, &app); err != nil {
		r.Wrong = append(r.Wrong, unanswered(err))
		return r
	}
	r.Bot = app.Name
	r.Invites = []string{inviteLink(app.ID)}
	if app.BotPublic != nil && !*app.BotPublic {
		r.Advice = append(r.Advice, "only you can add the bot to servers: if moderators are to do it, switch on Public Bot in the Developer Portal → Bot")
	}
	var gateway discordgo.GatewayBotResponse
	if err := a.call(ctx, "GET", "/gateway/bot", nil, &gateway); err != nil {
		r.Wrong = append(r.Wrong, unanswered(err))
		return r
	}
	if shards := max(opt.Shards, 1); gateway.Shards > shards {
		r.Advice = append(r.Advice, fmt.Sprintf("discord.shards is %d and Discord recommends %d for the servers the bot is in: raise it", shards, gateway.Shards))
	}
	if limit := gateway.SessionStartLimit; limit.Remaining <= 0 {
		r.Wrong = append(r.Wrong, fmt.Sprintf("the bot has connected too often today: wait %d minutes, and see why it was started so often", limit.ResetAfter/60000+1))
	}
	return r
}

// unanswered says what to do about a call that failed.
func unanswered(err error) string {
	var f *failure
	switch {
	case errors.As(err, &f) && f.status == http.StatusUnauthorized:
		return ErrToken.Error()
	case errors.As(err, &f) && f.status == 0:
		return fmt.Sprintf("discord can't be reached (%v): see that this machine may connect to it, and that discord.api is right", f.err)
	}
	return fmt.Sprintf("discord does not answer as it should (%v): see that discord.api is right, or try again in a minute", err)
}
