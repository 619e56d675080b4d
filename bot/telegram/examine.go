package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"relais/bot"
)

// Examine asks Telegram who the bot is and what stands in its way, and changes nothing.
func Examine(ctx context.Context, opt Options) bot.Report {
	var r bot.Report
	a := newAPI(opt)
	var me struct {
		Username  string `json:"username"`
		CanJoin   bool   `json:"can_join_groups"`
		ReadsMore bool   `json:"can_read_all_group_messages"`
	}
	if err := a.call(ctx, "getMe", nil, &me); err != nil {
		r.Wrong = append(r.Wrong, unanswered(err, "telegram.api"))
		return r
	}
	r.Bot, r.Start = "@"+me.Username, "https://t.me/"+me.Username
	r.Invites = inviteLinks(me.Username)
	if !me.CanJoin {
		r.Advice = append(r.Advice, "the bot can't be added to groups: send @BotFather /setjoingroups, choose the bot, and press Enable")
	}
	if me.ReadsMore {
		r.Advice = append(r.Advice, "the bot reads everything that is said in its groups, and needs none of it: send @BotFather /setprivacy, choose the bot, and press Enable")
	}
	var hook struct {
		URL     string `json:"url"`
		Pending int    `json:"pending_update_count"`
		Last    string `json:"last_error_message"`
	}
	if err := a.call(ctx, "getWebhookInfo", nil, &hook); err != nil {
		r.Wrong = append(r.Wrong, unanswered(err, "telegram.api"))
		return r
	}
	switch {
	case hook.URL != "" && hook.URL != opt.Webhook:
		r.Advice = append(r.Advice, fmt.Sprintf("telegram sends this bot's updates to another address, at %s: if another program runs with this token, stop it; "+
			"the first start of this one takes them over", host(hook.URL)))
	case hook.URL != "" && hook.Last != "":
		r.Wrong = append(r.Wrong, fmt.Sprintf("telegram can't deliver updates to web.public_url (%q): see that the reverse proxy answers there with a valid certificate", hook.Last))
	}
	return r
}

// unanswered says what to do about a call that failed.
func unanswered(err error, key string) string {
	var f *failure
	switch {
	case errors.As(err, &f) && unauthorized(f):
		return ErrToken.Error()
	case errors.As(err, &f) && f.status == 0:
		return fmt.Sprintf("telegram can't be reached (%v): see that this machine may connect to it, and that %s is right", f.err, key)
	}
	return fmt.Sprintf("telegram does not answer as it should (%v): see that %s is right, or try again in a minute", err, key)
}

// host is all that is said of an address: its path may be a secret.
func host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "an unknown host"
}
