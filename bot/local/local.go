package local

import (
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"sync"
	"time"

	"relais/bot"
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
	Open   bool     // anybody may also come under a name they make up
	Hosts  []string // names or addresses beside the loopback ones under which the chat may be reached
	Words  *texts.Words
	Log    *slog.Logger // nil: nothing is logged
}

// Local is the built-in chat. It is safe for concurrent use.
type Local struct {
	store   *storage.Store
	opt     Options
	log     *slog.Logger
	people  *storage.Collection[person]
	chat    *storage.Collection[entry]
	files   *storage.Collection[stored]
	updates *storage.Collection[waiting]
	md      markdown
	room    *room

	mu      sync.Mutex
	running bool
	pending map[string]bool // accounts that may have updates waiting
	wake    chan struct{}
	over    chan struct{} // closed when the present or next Run ends: open streams end with it
}

// New declares the chat's collections on a store. It starts nothing.
func New(store *storage.Store, opt Options) *Local {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
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
		updates: storage.NewCollection(store, storage.Spec[waiting]{Name: "local.updates", Indexes: []storage.Index[waiting]{
			{Name: byUser, Values: func(_ string, w waiting) []string { return []string{w.User} }},
		}}),
		md:      newMarkdown(),
		room:    newRoom(),
		pending: map[string]bool{},
		wake:    make(chan struct{}, 1),
		over:    make(chan struct{}),
	}
}

// limits are what the page can show well. A text and its copy count together, as read.
var limits = bot.Limits{
	Name: Name, Text: 4096, Caption: 4096, Unit: outbox.UTF16,
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
		func() error { return forget(tx, l.updates, user) },
		func() error { return forget(tx, l.people, user) },
	} {
		if err := erase(); err != nil {
			return fmt.Errorf("forget an account of the built-in chat: %w", err)
		}
	}
	return nil
}

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
