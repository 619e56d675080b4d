package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"relais/bot"
	"relais/bot/discord"
	"relais/bot/local"
	"relais/bot/telegram"
	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/outbox"
	"relais/storage"
	"relais/storage/bolt"
	"relais/web"
)

// parts say what a service is made of.
type parts struct {
	store, keys string // paths of the store's and of the keys' file
	erased      string // of the list of who was erased, kept apart from the store
	migrations  []storage.Migration
	settings    campaigns.Settings
	eraseWithin time.Duration
	chat        *local.Options    // the built-in chat; nil leaves it out
	telegram    *telegram.Options // nil leaves it out
	discord     *discord.Options  // nil leaves it out
	looker      bot.Looker        // looks at the addresses of sources; nil: nobody does
	log         *slog.Logger
	noSync      bool                                // tests do not wait for the disk
	engine      func(storage.Engine) storage.Engine // tests put a disk in trouble before the store's engine; nil: nothing
}

// service is a network with everything that belongs to it, put together and not yet running.
type service struct {
	parts
	db     *bolt.DB
	fresh  bool // nothing was put into the store yet, also where a first start was cut short
	store  *storage.Store
	keyset *storage.Keyset

	erasures  *erasureList
	toList    chan struct{} // held by who takes erasures from the store onto the list
	control   net.Listener  // where commands speak to it while it runs; nil for nowhere
	rotations *storage.Collection[rotation]
	rotating  sync.Mutex
	unsaved   bool // a version was added to keyset that could not be saved yet; under rotating

	net  *campaigns.Network
	box  *outbox.Outbox
	bot  *bot.Bot
	chat *local.Local
	hook http.Handler // takes Telegram's calls; nil where it is polled, or not there
	site *web.Site

	platforms []bot.Platform
	metrics   net.Listener // where a monitor reads how releases go; nil for nowhere
}

// assemble opens the store and puts the parts together. The caller closes the service.
func assemble(ctx context.Context, p parts) (*service, error) {
	words, err := texts.Load()
	if err != nil {
		return nil, err
	}
	db, err := bolt.Open(p.store, bolt.Options{NoSync: p.noSync})
	if err != nil {
		return nil, err
	}
	s := newService(p, db)
	err = s.open(ctx, words, s.backUpBeforeMigrating)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func newService(p parts, db *bolt.DB) *service {
	return &service{parts: p, db: db, erasures: &erasureList{path: p.erased}, toList: make(chan struct{}, 1)}
}

// open opens the store and puts the parts together over it; before is called where migrations are about to change what is in it.
func (s *service) open(ctx context.Context, words *texts.Words, before func(ctx context.Context, schema int) error) (err error) {
	if s.keyset, err = storage.OpenKeys(ctx, s.db, s.keys); err != nil {
		return err
	}
	schema, fresh, err := storage.Schema(ctx, s.db, s.keyset)
	if err == nil && !fresh && schema < len(s.migrations) {
		err = before(ctx, schema)
	}
	if err != nil {
		return newerAdvice(err)
	}
	engine := storage.Engine(s.db)
	if s.engine != nil {
		engine = s.engine(engine)
	}
	if s.store, err = storage.Open(ctx, engine, s.keyset, s.migrations...); err != nil {
		return newerAdvice(err)
	}
	s.rotations = storage.NewCollection(s.store, storage.Spec[rotation]{Name: "key-rotations"})
	s.box = outbox.New(s.store, s.log)
	s.net = campaigns.Open(s.store, s.box, s.settings)
	if err := s.store.View(ctx, func(tx storage.Tx) (err error) { s.fresh, err = s.net.Roster.Untouched(tx); return err }); err != nil {
		return err
	}
	s.openPlatforms(words)
	s.bot = bot.New(s.net, words, s.log, s.eraseWithin, s.platforms...)
	s.site, err = web.New(s.net, words, web.Options{Log: s.log, Limits: s.bot.Limits(), Contested: s.bot.Contested})
	return err
}

// openPlatforms makes the adapters. One that is left out declares what it keeps all the same: the store may hold it from when it was there,
// and a rotation of the keys has to know everything.
func (s *service) openPlatforms(words *texts.Words) {
	if s.parts.chat == nil {
		local.New(s.store, local.Options{Words: words, Log: s.log})
	} else {
		opt := *s.parts.chat
		opt.Words, opt.Log, opt.Title = words, s.log, s.settings.Name
		s.chat = local.New(s.store, opt)
		s.platforms = append(s.platforms, s.chat)
	}
	if s.parts.telegram == nil {
		telegram.New(s.store, telegram.Options{Log: s.log})
	} else {
		opt := *s.parts.telegram
		opt.Log, opt.Profile = s.log, s.telegramProfile
		tg := telegram.New(s.store, opt)
		if opt.Webhook != "" {
			s.hook = tg.Handler()
		}
		s.platforms = append(s.platforms, tg)
	}
	if s.parts.discord == nil {
		discord.New(s.store, discord.Options{Log: s.log})
	} else {
		opt := *s.parts.discord
		opt.Log, opt.Profile, opt.Words, opt.Suggest = s.log, s.discordProfile, s.discordWords, s.discordSuggest
		s.platforms = append(s.platforms, discord.New(s.store, opt))
	}
}

// close closes the store, and with it the engine.
func (s *service) close() error {
	if s.metrics != nil {
		_ = s.metrics.Close() // mostly closed already
	}
	return s.store.Close()
}

// learnEvery is how soon a draft is held against a fact that has changed.
const learnEvery = 10 * time.Second

// telegramPath is where Telegram calls in webhook mode.
const telegramPath = "/telegram"

// handler is everything that is served over HTTP: the public pages and, where they are on, the built-in chat at the root and
// Telegram's calls.
func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	if s.chat != nil {
		s.chat.Mount(mux)
	}
	if s.hook != nil {
		mux.Handle("POST "+telegramPath, s.hook)
	}
	mux.Handle("/", s.site.Handler())
	return mux
}

// run runs every part until ctx ends or one of them fails. ln may be nil where nothing is served.
func (s *service) run(ctx context.Context, ln net.Listener, inbox bot.Inbox) error {
	if err := s.erasures.make(); err != nil {
		return err
	}
	err := s.runParts(ctx, ln, lister{inbox, s})
	return errors.Join(err, s.listErasuresAtLast(ctx))
}

func (s *service) runParts(ctx context.Context, ln net.Listener, inbox bot.Inbox) error {
	g, ctx := errgroup.WithContext(ctx)
	senders := make([]outbox.Sender, len(s.platforms))
	for i, p := range s.platforms {
		senders[i] = p
		g.Go(func() error { return p.Run(ctx, inbox) })
	}
	g.Go(func() error { return s.box.Run(ctx, bot.Gate{Bot: s.bot}, senders) })
	jobs := []campaigns.Job{
		{Name: "progress", Every: campaigns.WatchEvery, Do: func(ctx context.Context) error { return s.net.Watch(ctx, s.bot, s.bot.Limits()) }},
		{Name: "decisions", Every: time.Minute, Do: s.box.CarryDecisions},
		{Name: "facts", Every: 10 * time.Minute, Do: s.bot.AskAboutFacts},
		{Name: "reviews", Every: time.Minute, Do: s.bot.AskReviewers},
		{Name: "drafts", Every: learnEvery, Do: s.bot.LearnFacts},
		{Name: "contests", Every: 10 * time.Minute, Do: s.bot.LookAfterContests},
		{Name: "erasures", Every: listEvery, Do: s.listErasures},
		{Name: "compact", Every: time.Minute, Do: func(ctx context.Context) error { return s.compactDue(ctx, s.eraseWithin/2, false) }},
		{Name: "prune", Every: time.Hour, Do: s.bot.Prune},
		{Name: "unwritten", Every: 10 * time.Second, Do: s.bot.TellUnwritten},
	}
	if s.looker != nil {
		jobs = append(jobs, campaigns.Job{Name: "sources", Every: time.Minute, Do: func(ctx context.Context) error { return s.bot.LookAtSources(ctx, s.looker) }})
	}
	g.Go(func() error { return s.net.Run(ctx, s.log, s.bot, jobs...) })
	if s.control != nil {
		g.Go(func() error { return s.serveControl(ctx, s.control) })
	}
	g.Go(func() error { s.finishRotation(ctx); return nil })
	if ln != nil {
		g.Go(func() error { return web.Serve(ctx, ln, s.handler(), s.log) })
	}
	if s.metrics != nil {
		g.Go(func() error { return web.Serve(ctx, s.metrics, web.Metrics(s.net), s.log) })
	}
	return g.Wait()
}

// compactDue rewrites the store's file without the bytes of what was erased, where the oldest has waited for so long or anyway: with half of
// the time that /privacy promises, it is always in time.
func (s *service) compactDue(ctx context.Context, wait time.Duration, anyway bool) error {
	due, err := s.net.ErasureDue(ctx, wait)
	if err != nil || due == 0 && !anyway {
		return err
	}
	if err := s.db.Compact(ctx); err != nil {
		return fmt.Errorf("compact the store: %w", err)
	}
	return s.net.Erased(ctx, due)
}
