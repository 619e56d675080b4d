package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/sync/errgroup"

	"relais/bot"
	"relais/storage"
)

// Run receives updates until ctx ends; see bot.Platform. It returns one of this package's errors where Discord says that only the
// operator can help. Whatever else goes wrong is logged and tried again.
func (d *Discord) Run(ctx context.Context, in bot.Inbox) error {
	stop := d.acks.start()
	defer stop()
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return d.spool.Run(ctx, in) })
	work.Go(func() error { d.register(ctx); return nil })
	for n := range d.opt.Shards {
		work.Go(func() error { return d.shard(n).run(ctx) })
	}
	return work.Wait()
}

// recall reads where an earlier connection or process was.
func (s *shard) recall(ctx context.Context) error {
	err := s.d.store.View(ctx, func(tx storage.Tx) (err error) {
		s.state, err = s.d.sessions.Get(tx, s.key)
		return err
	})
	if err != nil && !errors.Is(err, storage.ErrNotFound) && ctx.Err() == nil {
		return fmt.Errorf("read where the gateway was heard to: %w", err)
	}
	s.introduce()
	return nil
}

// introduce passes on which application the bot is, as far as it is known.
func (s *shard) introduce() {
	if s.n != 0 || s.state.App == "" {
		return
	}
	s.d.known.Store(s.state.App)
	select {
	case s.d.app <- s.state.App:
	default:
	}
}

// save keeps how far the gateway was heard, also while the process is stopping. What it does not keep is heard again.
func (s *shard) save(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := s.d.store.Update(ctx, func(tx storage.Tx) error { return s.d.sessions.Put(tx, s.key, s.state) })
	if err != nil {
		s.d.log.Warn("how far the gateway was heard could not be kept", "shard", s.n, "err", err)
	}
}

// heard is what is to be done about an event.
type heard struct {
	items []item
	reply *reply // to be acknowledged once the items are committed
	then  func() // to be done aside
}

// hear takes one event: what somebody did is committed to the spool together with how far the gateway was heard, and is only then
// acknowledged. An error ends the connection, so that the next one resumes before this event.
func (s *shard) hear(ctx context.Context, e discordgo.Event) error {
	began, next := time.Now(), s.state
	next.Seq = e.Sequence
	var h heard
	s.d.guarded("it read an event", func() { h = s.d.read(e, began) })
	if len(h.items) > 0 {
		if h.reply != nil {
			s.d.acks.expect(h.reply)
		}
		err := s.d.store.Update(ctx, func(tx storage.Tx) error {
			for _, i := range h.items {
				if err := s.d.spool.Put(tx, i.u, i.ref); err != nil {
					return err
				}
			}
			return s.d.sessions.Put(tx, s.key, next)
		})
		if err != nil {
			if h.reply != nil {
				s.d.acks.drop(h.reply.id)
			}
			return fmt.Errorf("keep what somebody did: %w", err)
		}
	}
	s.state = next
	if h.then != nil {
		s.d.acks.run(func() { s.d.guarded("it answered first", h.then) })
	}
	for _, i := range h.items {
		s.d.spool.Expect(i.u.From.ID)
	}
	return nil
}

// read says what an event is to the bot. One that can't be read is set aside.
func (d *Discord) read(e discordgo.Event, now time.Time) (h heard) {
	switch e.Type {
	case "MESSAGE_CREATE":
		var m message
		if d.decode(e, &m) {
			h.items = d.readMessage(m, now)
		}
	case "INTERACTION_CREATE":
		var i interaction
		if !d.decode(e, &i) {
			return h
		}
		switch {
		case i.Type == discordgo.InteractionApplicationCommandAutocomplete:
			h.then = func() { d.suggest(i, now) }
			return h
		case i.Type == discordgo.InteractionMessageComponent && i.Data.ID == answerID:
			h.then = func() { d.openForm(i, now) }
			return h
		}
		if u, ref, ok := d.readInteraction(i, now); ok {
			r := replyTo(i, now)
			h = heard{items: []item{{u: u, ref: ref}}, reply: &r, then: func() { d.acknowledge(i, &r, now) }}
		}
	}
	return h
}

func (d *Discord) decode(e discordgo.Event, to any) bool {
	if err := json.Unmarshal(e.RawData, to); err != nil {
		d.log.Error("an event could not be read and was set aside", "event", e.Type, "sequence", e.Sequence)
		return false
	}
	return true
}

// complete gets what an update lacks: what its place is, or its file. One that is not to be had any more leaves an update without
// words.
func (d *Discord) complete(ctx context.Context, u *bot.Update, ref string) error {
	if strings.HasPrefix(ref, placeRef) {
		d.placeOf(ctx, u, ref)
		return nil
	}
	return d.fetch(ctx, u, ref)
}

func (d *Discord) fetch(ctx context.Context, u *bot.Update, address string) error {
	data, err := d.api.download(ctx, address, d.limits.File)
	if errors.Is(err, errNoFile) {
		u.File, u.Text, u.Other = nil, "", true
		return nil
	}
	if err != nil {
		return fmt.Errorf("fetch a file: %w", err)
	}
	u.File.Data = data
	return nil
}
