package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"sync"
	"time"

	"relais/bot"
	"relais/bot/spool"
	"relais/bot/texts"
	"relais/campaigns/outbox"
	"relais/storage"
)

// Name is the platform's name in addresses.
const Name = "local"

// ErrRunning is returned by a second Run at the same time.
var ErrRunning = errors.New("the built-in chat is running already")

// Person is an account that stands ready for anybody to speak as.
type Person struct {
	User  string // its id: a–z, 0–9, - and _, at most 32
	Name  string
	About string // who they play: "lead", "reviewer"; empty for nobody in particular
	Lang  string // the client's language, "fr"
}

// Options say who can speak. The zero value lets nobody.
type Options struct {
	Title  string   // the network's name, above the chat
	People []Person // accounts that stand ready
	Places []Person // channels that everybody reads and the bot may post in; nobody is one
	Open   bool     // anybody may also come under a name they make up
	Hosts  []string // names or addresses beside the loopback ones under which the chat may be reached
	Words  *texts.Words
	Log    *slog.Logger // nil: nothing is logged
}

// Local is the built-in chat. It is safe for concurrent use.
type Local struct {
	store  *storage.Store
	opt    Options
	log    *slog.Logger
	people *storage.Collection[person]
	chat   *storage.Collection[entry]
	files  *storage.Collection[stored]
	spool  *spool.Spool
	room   *room

	mu      sync.Mutex
	running bool
	over    chan struct{} // closed when the present or next Run ends: open streams end with it
}

// New declares the chat's collections on a store. It starts nothing.
func New(store *storage.Store, opt Options) *Local {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	room := newRoom()
	return &Local{
		store: store, opt: opt, log: opt.Log,
		people: storage.NewCollection(store, storage.Spec[person]{Name: "local.people", Indexes: []storage.Index[person]{
			{Name: byUser, Unique: true, Values: func(_ string, p person) []string { return []string{p.User} }},
		}}),
		chat: storage.NewCollection(store, storage.Spec[entry]{Name: "local.chat", Indexes: []storage.Index[entry]{
			{Name: byUser, Values: func(_ string, e entry) []string { return []string{e.User} }},
			{Name: byKey, Values: func(_ string, e entry) []string { return []string{e.Key} }},
		}}),
		files: storage.NewCollection(store, storage.Spec[stored]{Name: "local.files", Indexes: []storage.Index[stored]{
			{Name: byUser, Values: func(_ string, f stored) []string { return []string{f.User} }},
		}}),
		room:  room,
		spool: spool.New(store, Name, spool.Options{Log: opt.Log, Taken: func(user string) { room.stir(user, 0) }}),
		over:  make(chan struct{}),
	}
}

// limits are what the page can show well. A text and its copy count together, as read.
var limits = bot.Limits{
	Name: Name, Title: "Web chat", Text: 4096, Caption: 4096, Unit: outbox.UTF16,
	Unsolicited: true, Idempotency: 10 * time.Minute,
	ButtonRow: 4, ButtonRows: 24, Label: 40, Toast: 200, File: 512 << 10,
	Media: true, CopyButton: true, Menu: true, LocalLinks: true,
	Command: `^[a-z0-9_]{1,32}$`,
}

// Limits are the chat's rules.
func (l *Local) Limits() bot.Limits { return limits }

// userID is what an account's id may look like: it stands in addresses and on command lines.
var userID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,31}$`)

// Forget erases everything that is kept of an account: what was shown to it, what it typed, its files, what waits to be heard.
// It does so whether or not messages is set, since here the store is ours.
func (l *Local) Forget(tx storage.Tx, user string, _ bool) error {
	for _, erase := range []func() error{
		func() error { return forget(tx, l.chat, user) },
		func() error { return forget(tx, l.files, user) },
		func() error { return l.spool.Forget(tx, user) },
		func() error { return forget(tx, l.people, user) },
	} {
		if err := erase(); err != nil {
			return fmt.Errorf("forget an account of the built-in chat: %w", err)
		}
	}
	return nil
}

// Rewind drops what people did and the bot has not taken.
func (l *Local) Rewind(tx storage.Tx) error { return l.spool.Clear(tx) }

func forget[T any](tx storage.Tx, c *storage.Collection[T], user string) error {
	keys, err := c.Find(tx, byUser, user)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := c.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}

// Run hands what people did to the inbox until ctx ends; see spool.Spool. Then open event streams are closed.
func (l *Local) Run(ctx context.Context, in bot.Inbox) error {
	if err := l.begin(); err != nil {
		return err
	}
	defer l.end()
	return l.spool.Run(ctx, in)
}

func (l *Local) begin() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running {
		return ErrRunning
	}
	l.running = true
	return nil
}

// end closes the open streams, and lets others open.
func (l *Local) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running = false
	close(l.over)
	l.over = make(chan struct{})
}

// ended is closed when the present or next Run ends.
func (l *Local) ended() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.over
}
