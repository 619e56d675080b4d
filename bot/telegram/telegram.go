// Package telegram is the adapter for Telegram's Bot API.
//
// The way of the data in: updates come by long polling or by a webhook, each is decoded alone (one that can't be read harms no
// other) and put into the spool, sealed and committed, and only then is it confirmed to Telegram; the spool hands it to the
// bot, one person's in order. A file is fetched when its update's turn comes. The way out: Send turns a cleared message into the one
// or few calls that show it, and every failure into outbox's vocabulary. A pressed button is answered within two seconds, by
// the bot's toast or by nothing, since the person's program shows a wait until then.
//
// The client library gives the calls and the multipart bodies; loop, transport, redaction and newer parameters are ours. The token
// stands in every address, so no error that has passed through here holds an address, and none is logged before.
package telegram

import (
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"relais/bot"
	"relais/bot/markup"
	"relais/bot/spool"
	"relais/campaigns/outbox"
	"relais/storage"
)

// Name is the platform's name in addresses and in the configuration.
const Name = "telegram"

// What ends Run, since only the operator can change it.
var (
	ErrToken  = errors.New("telegram does not accept the bot's token: ask @BotFather for the present one, and set it as telegram.token")
	ErrTwice  = errors.New("another program takes this bot's updates with the same token, and began before: stop one of the two, or give each a bot of its own")
	ErrHooked = errors.New("another program has telegram send this bot's updates to a webhook: stop it, or give each a bot of its own")
)

// Options say which bot it is and how Telegram is reached.
type Options struct {
	Token string
	// API is the base address of the Bot API, "https://api.telegram.org" or that of a server of one's own.
	API string
	// Webhook is the address at which Telegram calls Handler; empty is long polling. Secret is what it proves itself with.
	Webhook, Secret string
	// Rate is the most messages a second over all chats.
	Rate int
	// Profile is what Telegram shows of the bot; nil leaves that alone. It is asked for at each start.
	Profile func() Profile
	// Transport carries the calls; nil is one made for many calls to one host.
	Transport http.RoundTripper
	Log       *slog.Logger // nil: nothing is logged
}

// Telegram is the adapter. It is safe for concurrent use; Run runs once at a time.
type Telegram struct {
	store   *storage.Store
	opt     Options
	log     *slog.Logger
	api     *api
	spool   *spool.Spool
	menus   *storage.Collection[menu]
	profile *storage.Collection[registered]
	presses *presses
	texts   markup.Recent[rendered]
	limits  bot.Limits
	adders  *storage.Collection[adder]
	me      atomic.Value // the bot's user name, once Telegram has said it
	id      atomic.Int64 // and its id
}

// menu is the standing menu that somebody's program shows.
type menu struct{ Labels []string }

// menuKey is the plaintext key of somebody's menu: a keyed hash.
func (g *Telegram) menuKey(chat string) string {
	return hex.EncodeToString(g.store.Name("telegram/menu", []byte(chat))[:16])
}

// New declares the adapter's collections on a store. It starts nothing.
func New(store *storage.Store, opt Options) *Telegram {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	g := &Telegram{
		store: store, opt: opt, log: opt.Log, api: newAPI(opt), presses: newPresses(),
		menus:   storage.NewCollection(store, storage.Spec[menu]{Name: "telegram.menus"}),
		adders:  newAdders(store),
		profile: storage.NewCollection(store, storage.Spec[registered]{Name: "telegram.profile"}),
		// core.telegram.org/bots/api and /bots/faq, checked 2026-11-24. A row of buttons has at most 8, a message 100.
		limits: bot.Limits{
			Name: Name, Title: "Telegram", Text: 4096, Caption: 4096, Unit: outbox.UTF16,
			PerSecond: float64(opt.Rate), PerChat: time.Second, PerGroup: 3 * time.Second,
			Unsolicited: true, DeleteWindow: 48 * time.Hour,
			ButtonRow: 8, ButtonRows: 25, Label: 64, Toast: 200, File: 512 << 10,
			Media: true, CopyButton: true, Menu: true, Command: `^[a-z0-9_]{1,32}$`,
		},
	}
	g.spool = spool.New(store, Name, spool.Options{Log: opt.Log, Complete: g.complete})
	return g
}

// Limits are Telegram's rules.
func (g *Telegram) Limits() bot.Limits { return g.limits }

// Forget erases what the adapter keeps of an account. Messages are deleted by Send.
func (g *Telegram) Forget(tx storage.Tx, user string, _ bool) error {
	if err := g.spool.Forget(tx, user); err != nil {
		return fmt.Errorf("forget what waits of a telegram account: %w", err)
	}
	if err := g.menus.Delete(tx, g.menuKey(user)); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return fmt.Errorf("forget the menu of a telegram account: %w", err)
	}
	if err := g.forgetAdder(tx, user); err != nil {
		return fmt.Errorf("forget where a telegram account brought the bot: %w", err)
	}
	return nil
}

// Rewind drops what people did and the bot has not taken. Telegram itself keeps what it was not told was heard.
func (g *Telegram) Rewind(tx storage.Tx) error { return g.spool.Clear(tx) }

// StartLink is t.me's address of the bot; see bot.Starter. It is known once Telegram has said who the bot is.
func (g *Telegram) StartLink(payload string) string {
	if me := g.username(); me != "" {
		return "https://t.me/" + me + "?start=" + payload
	}
	return ""
}

func (g *Telegram) username() string {
	me, _ := g.me.Load().(string)
	return me
}
