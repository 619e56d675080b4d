// Package discord is the adapter for Discord.
//
// The way of the data in: each shard holds one connection to the gateway. An event is decoded alone and by types of our own (one
// that is half filled harms no other), what people did is put into the spool in the transaction that also commits how far the
// gateway was heard, and from there a broken connection, or the next process, resumes: what was not committed is sent again. An
// interaction is acknowledged by the adapter itself, since Discord waits three seconds for that, whatever the bot is doing.
//
// The way out: Send turns a cleared message into the one call that shows it, and every failure into outbox's vocabulary. In a DM with the
// bot a message is a message; elsewhere an answer is seen by the one person alone, by the webhook of what they pressed, for 15
// minutes. The bot opens a DM only with who has asked it to; else it writes only where somebody wrote to it.
//
// The client library gives the shapes of what is said. Its gateway session is not used: it ends the process on an event that is null,
// hangs for ever where Discord asks to reconnect in place of READY, and cannot resume across sessions (v0.29.0, tried 2026-11-24).
// Its REST client is not, since its buckets hold a lock while they wait and its errors hold the token. Here no error holds an
// address or a header: the bot's token stands in one, an interaction's token in the other.
package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"relais/bot"
	"relais/bot/markup"
	"relais/bot/spool"
	"relais/campaigns/outbox"
	"relais/storage"
)

// Name is the platform's name in addresses and in the configuration.
const Name = "discord"

// What ends Run, since only the operator can change it. Codes of the gateway's goodbye: discord.com/developers/docs/topics/
// opcodes-and-status-codes, checked 2026-11-24.
var (
	ErrToken    = errors.New("discord does not accept the bot's token: copy the present one from the Developer Portal → Bot → Reset Token, and set it as discord.token")
	ErrShard    = errors.New("discord does not accept the number of shards: set discord.shards to what it recommends, or leave it out")
	ErrSharding = errors.New("the bot is in more servers than one connection may serve: raise discord.shards")
	ErrVersion  = errors.New("discord no longer serves the version of its gateway that this program speaks: update the program")
	ErrIntents  = errors.New("discord does not let the bot have the events it asks for: in the Developer Portal → Bot, see that the application is not limited, or ask Discord's support")
)

// fatal are the codes after which trying again is of no use.
var fatal = map[int]error{4004: ErrToken, 4010: ErrShard, 4011: ErrSharding, 4012: ErrVersion, 4013: ErrIntents, 4014: ErrIntents}

// Options say which bot it is and how Discord is reached.
type Options struct {
	Token string
	// API is the base address of the REST API; empty is "https://discord.com".
	API string
	// Gateway is the base address of the gateway, ws or wss; empty is the one the API names.
	Gateway string
	// Shards is how many connections share the servers; 0 is one. DMs all come by the first.
	Shards int
	// Profile is the commands that Discord offers; nil leaves them alone. It is asked for at each start.
	Profile func() Profile
	// Suggest completes what somebody types after a command; nil offers nothing. It has two seconds.
	Suggest func(ctx context.Context, u bot.User, command, typed string) []Suggestion
	// Words are what the adapter itself shows, by language; nil is English.
	Words func(lang string) Words
	// Transport carries the calls; nil is one made for many calls to one host.
	Transport http.RoundTripper
	// Dialer connects to the gateway; nil is one that obeys the environment's proxy.
	Dialer *websocket.Dialer
	Log    *slog.Logger // nil: nothing is logged
}

// Words are what the adapter itself shows. An empty one is English.
type Words struct {
	Form string // the title of the form in which an answer is typed, up to 45 characters
	Late string // where the bot did not answer a command in time
}

// Suggestion is one way to complete what is being typed.
type Suggestion struct {
	Label string // as it is offered, up to 100 characters
	Text  string // what it stands for, up to 100 characters
}

const (
	textMost  = 2000 // characters of a message; discord.com/developers/docs/resources/message, checked 2026-11-24
	embedMost = 4096 // characters of an embed's description
	fileMost  = 10   // files, and pictures, of one message
	fileBytes = 512 << 10
)

// Discord is the adapter. It is safe for concurrent use; Run runs once at a time.
type Discord struct {
	store    *storage.Store
	opt      Options
	log      *slog.Logger
	api      *api
	spool    *spool.Spool
	sessions *storage.Collection[session]
	profile  *storage.Collection[registered]
	dms      *storage.Collection[opened] // by dmKey
	acks     *acks
	texts    markup.Recent[rendered]
	forums   sync.Map // channels that were found to be forums
	limits   bot.Limits
	dialer   *websocket.Dialer
	app      chan string  // the application, once the gateway has said it
	known    atomic.Value // the same, for the invitation
	entry    *entry
}

// New declares the adapter's collections on a store. It starts nothing.
func New(store *storage.Store, opt Options) *Discord {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.API == "" {
		opt.API = "https://discord.com"
	}
	if opt.Words == nil {
		opt.Words = func(string) Words { return Words{} }
	}
	opt.Shards = max(opt.Shards, 1)
	d := &Discord{
		store: store, opt: opt, log: opt.Log, api: newAPI(opt), acks: newAcks(), dialer: opt.Dialer, app: make(chan string, 1), entry: newEntry(),
		sessions: storage.NewCollection(store, storage.Spec[session]{Name: "discord.sessions"}),
		dms:      storage.NewCollection(store, storage.Spec[opened]{Name: "discord.dms"}),
		profile:  storage.NewCollection(store, storage.Spec[registered]{Name: "discord.profile"}),
		// discord.com/developers/docs, checked 2026-11-24. Of five rows of buttons one is left for the button that opens a form.
		limits: bot.Limits{
			Name: Name, Title: "Discord", Text: textMost, Caption: textMost, Unit: outbox.Runes,
			// Of 50 calls a second some are left for what is not a message; a channel takes 5 messages in 5 s.
			PerSecond: 45, PerChat: time.Second, PerGroup: 1200 * time.Millisecond,
			// Unsolicited is true for those who opened a DM with the bot themselves and agreed: nobody else has a chat here.
			Unsolicited: true, Idempotency: 2 * time.Minute,
			ButtonRow: 5, ButtonRows: 4, Label: 80, File: fileBytes,
			Media: true, CopyButton: true, Mentions: true, Command: `^[-_a-z0-9]{1,32}$`,
		},
	}
	if d.dialer == nil {
		d.dialer = &websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: hello}
	}
	d.spool = spool.New(store, Name, spool.Options{Log: opt.Log, Complete: d.complete})
	return d
}

// Limits are Discord's rules.
func (d *Discord) Limits() bot.Limits { return d.limits }

// Forget erases what the adapter keeps of an account. Messages are deleted by Send.
func (d *Discord) Forget(tx storage.Tx, user string, _ bool) error {
	if err := d.spool.Forget(tx, user); err != nil {
		return fmt.Errorf("forget what waits of a discord account: %w", err)
	}
	if err := d.dms.Delete(tx, d.dmKey(user)); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return fmt.Errorf("forget the DM of a discord account: %w", err)
	}
	return nil
}

// Rewind drops what people did and the bot has not taken, and the sessions: one that is resumed says everything again that came since.
func (d *Discord) Rewind(tx storage.Tx) error {
	heard := map[string]session{}
	if err := d.sessions.Scan(tx, storage.Range{}, func(key string, s session) error {
		heard[key] = session{App: s.App}
		return nil
	}); err != nil {
		return err
	}
	for key, s := range heard {
		if err := d.sessions.Put(tx, key, s); err != nil {
			return err
		}
	}
	return d.spool.Clear(tx)
}

// words are what the adapter shows in a language.
func (d *Discord) words(lang string) Words {
	w := d.opt.Words(lang)
	if w.Form == "" {
		w.Form = "Your answer"
	}
	if w.Late == "" {
		w.Late = "This took too long. Please try again."
	}
	return w
}
