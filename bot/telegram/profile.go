package telegram

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"relais/bot"
	"relais/storage"
)

// Profile is what Telegram shows of the bot before anybody talks to it.
type Profile struct {
	Name string // the network's, up to 64 characters
	// Langs has an entry for each language, the one for everybody else first.
	Langs []ProfileIn
}

// ProfileIn is the profile in one language.
type ProfileIn struct {
	Lang     string // "fr"
	Short    string // below the name, up to 120 characters
	About    string // in the empty chat, up to 512 characters
	Commands []bot.Command
	// Groups are the commands that the administrators of a group are offered there. Nobody else is offered any where others read along.
	Groups []bot.Command
}

// commandsMost is how many commands Telegram takes for one scope and language; core.telegram.org/bots/api#setmycommands, checked 2026-11-28.
const commandsMost = 100

// Who is offered commands: core.telegram.org/bots/api#botcommandscope, checked 2026-11-28.
const (
	inPrivate = `{"type":"all_private_chats"}`
	inGroups  = `{"type":"all_chat_administrators"}`
)

// list are commands as Telegram takes them: those whose names it knows to be names, and no more than it takes.
func (g *Telegram) list(all []bot.Command) string {
	type command struct {
		Name  string `json:"command"`
		About string `json:"description"`
	}
	valid, out := regexp.MustCompile(g.limits.Command), []command{}
	for _, c := range all {
		if valid.MatchString(c.Name) && len(out) < commandsMost {
			out = append(out, command{c.Name, shorten(cmp.Or(c.Description, c.Name), 256)})
		}
	}
	return encode(out)
}

// registered is the profile that Telegram was told, as a hash: it limits how often that may be done.
type registered struct{ Hash string }

const profileKey = "profile"

// register tells Telegram the profile where it has changed since it was last told.
func (g *Telegram) register(ctx context.Context) {
	if g.opt.Profile == nil {
		return
	}
	p := g.opt.Profile()
	b, err := json.Marshal(p)
	if err != nil {
		g.log.Error("the bot's profile", "err", err)
		return
	}
	sum := sha256.Sum256(b)
	now := registered{hex.EncodeToString(sum[:])}
	var before registered
	err = g.store.View(ctx, func(tx storage.Tx) (err error) {
		before, err = g.profile.Get(tx, profileKey)
		return err
	})
	if err == nil && before == now || ctx.Err() != nil {
		return
	}
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		g.log.Error("the bot's profile", "err", err)
		return
	}
	err = g.persist(ctx, func() error { return g.tell(ctx, p) })
	if err == nil && ctx.Err() == nil {
		err = g.store.Update(ctx, func(tx storage.Tx) error { return g.profile.Put(tx, profileKey, now) })
	}
	if err != nil && ctx.Err() == nil {
		g.log.Error("the bot's profile could not be set", "err", err)
	}
}

func (g *Telegram) tell(ctx context.Context, p Profile) error {
	if err := g.api.call(ctx, "setMyName", tgbotapi.Params{"name": shorten(p.Name, 64)}, nil); err != nil {
		return err
	}
	for i, in := range p.Langs {
		lang := in.Lang
		if i == 0 {
			lang = "" // for everybody whose language has none of its own
		}
		for _, c := range []struct {
			method string
			params tgbotapi.Params
		}{
			{"setMyShortDescription", tgbotapi.Params{"short_description": shorten(in.Short, 120)}},
			{"setMyDescription", tgbotapi.Params{"description": shorten(in.About, 512)}},
			{"setMyCommands", tgbotapi.Params{"commands": g.list(in.Commands), "scope": inPrivate}},
			{"setMyCommands", tgbotapi.Params{"commands": g.list(in.Groups), "scope": inGroups}}, // also an empty one: there may have been others
		} {
			if lang != "" {
				c.params["language_code"] = lang
			}
			if err := g.api.call(ctx, c.method, c.params, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// shorten cuts a text to n characters.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
