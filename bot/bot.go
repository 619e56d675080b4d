// Package bot is the conversation: what people may say to the network and what it answers, the same on every platform.
//
// The way of the data: an adapter passes an Update to Receive. In one transaction the update is recognised (a seen id has no
// effect), its author found, and the update read as a verb with arguments: a command, a button, a word of the standing menu,
// or the answer a dialogue waits for. One table of verbs says who may use each; the verb's function works on a turn and
// leaves its answers there. Effects, answers (letters in the outbox's first lane) and the update's id commit together.
// Delivered copies go the other way: the outbox asks the Gate, which asks the door and renders what it lets through.
//
// What a button means stands in its Data, bound by a keyed hash to the account it was shown to, so that nothing needs to be
// kept for it and a forged one is recognised. What a dialogue has gathered so far is kept in the store, sealed, until it ends.
//
// The package knows no platform, sends nothing by itself and keeps no text of a conversation that has ended.
package bot

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// seenFor is how long an update's id is remembered.
const seenFor = 48 * time.Hour

// Bot is the conversation over a network.
type Bot struct {
	net     *campaigns.Network
	words   *texts.Words
	log     *slog.Logger
	limits  map[string]Limits
	keepers map[string]Keeper
	all     []Platform
	// eraseWithin is how long deleted bytes may stay in the store's file, as /privacy says.
	eraseWithin time.Duration
	vouched     vouched
	seen        *storage.Collection[seen]
	dialogues   *storage.Collection[dialogue]
	reports     *storage.Collection[report]
	progresses  *storage.Collection[progressed]
	askedFacts  *storage.Collection[asked]
	rounds      *storage.Collection[reviewRound]
}

type seen struct {
	At time.Time `json:"at"`
}

// New makes the conversation. Platforms are those that will carry it; their limits are read once.
// eraseWithin is how long deleted bytes may stay in the store's file.
func New(net *campaigns.Network, words *texts.Words, log *slog.Logger, eraseWithin time.Duration, platforms ...Platform) *Bot {
	b := &Bot{
		eraseWithin: eraseWithin,
		net:         net, words: words, log: log, limits: map[string]Limits{}, keepers: map[string]Keeper{}, all: platforms,
		seen:       storage.NewCollection(net.Store, storage.Spec[seen]{Name: "updates"}),
		dialogues:  storage.NewCollection(net.Store, storage.Spec[dialogue]{Name: "dialogues"}),
		reports:    storage.NewCollection(net.Store, storage.Spec[report]{Name: "reports"}),
		askedFacts: storage.NewCollection(net.Store, storage.Spec[asked]{Name: "fact-notices"}),
		rounds:     storage.NewCollection(net.Store, storage.Spec[reviewRound]{Name: "reviews"}),
		progresses: storage.NewCollection(net.Store, storage.Spec[progressed]{Name: "progress"}),
	}
	for _, p := range platforms {
		l := p.Limits()
		b.limits[l.Name] = l
		if k, ok := p.(Keeper); ok {
			b.keepers[l.Name] = k
		}
	}
	return b
}

// Limits are those of each platform, by name.
func (b *Bot) Limits() map[string]Limits { return maps.Clone(b.limits) }

// Receive carries out one update; see Inbox. A fault of ours is logged under a reference, and the person is told the
// reference and that nothing was lost.
func (b *Bot) Receive(ctx context.Context, u Update) error {
	now := time.Now()
	var fault error
	err := b.net.Store.Update(ctx, func(tx storage.Tx) error {
		fault = b.take(tx, u, now)
		return fault
	})
	if err == nil {
		b.net.Outbox.Wake()
		return nil
	}
	if fault == nil || ctx.Err() != nil {
		return fmt.Errorf("commit an update: %w", err)
	}
	ref := members.Token(4)
	b.log.Error("an update failed", "reference", ref, "platform", u.From.Platform, "error", fault)
	err = b.net.Store.Update(ctx, func(tx storage.Tx) error {
		if done, err := b.wasSeen(tx, u, now); done || err != nil {
			return err
		}
		t := b.newTurn(tx, u, now)
		t.p = b.words.In(t.guessLang())
		t.say("fault", "Ref", ref)
		if err := t.post(); err != nil {
			return err
		}
		return b.note(tx, u, now)
	})
	if err != nil {
		return fmt.Errorf("commit an update's failure: %w", err)
	}
	b.net.Outbox.Wake()
	return nil
}

// take is one update's transaction. A panic in it becomes an error, so that it harms nobody else's.
func (b *Bot) take(tx storage.Tx, u Update, now time.Time) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if done, err := b.wasSeen(tx, u, now); done || err != nil {
		return err
	}
	t := b.newTurn(tx, u, now)
	if err := t.load(); err != nil {
		return err
	}
	if t.back {
		if _, err := b.net.Returned(tx, *t.m); err != nil {
			return err
		}
	}
	t.tellDecision()
	if err := t.tellChanges(); err != nil {
		return err
	}
	if err := b.route(t); err != nil {
		if !t.refuse(err) {
			return err
		}
	}
	if err := t.save(); err != nil {
		return err
	}
	if err := t.post(); err != nil {
		return err
	}
	return b.note(tx, u, now)
}

// The ids of updates are kept by day, so that those past seenFor go in one range.
func seenKey(u Update, day time.Time) string {
	return day.UTC().Format(time.DateOnly) + "/" + u.From.Platform + "/" + u.ID
}

func (b *Bot) wasSeen(tx storage.Tx, u Update, now time.Time) (bool, error) {
	for d := time.Duration(0); d <= seenFor; d += 24 * time.Hour {
		_, err := b.seen.Get(tx, seenKey(u, now.Add(-d)))
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, storage.ErrNotFound) {
			return false, err
		}
	}
	return false, nil
}

func (b *Bot) note(tx storage.Tx, u Update, now time.Time) error {
	return b.seen.Put(tx, seenKey(u, now), seen{At: now.UTC()})
}

// Prune forgets ids of updates, and codes by which accounts are linked, that are past their time. It is called now and then.
func (b *Bot) Prune(ctx context.Context) error {
	now := time.Now()
	return b.net.Store.Update(ctx, func(tx storage.Tx) error {
		var old []string
		edge := now.Add(-seenFor - 24*time.Hour).UTC().Format(time.DateOnly)
		err := b.seen.Scan(tx, storage.Range{To: edge}, func(key string, _ seen) error {
			old = append(old, key)
			if len(old) == 1000 {
				return storage.ErrStop
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, k := range old {
			if err := b.seen.Delete(tx, k); err != nil {
				return err
			}
		}
		return b.net.Roster.PruneLinks(tx, now)
	})
}

// personKey is the plaintext key under which something is kept of an account that may not be a member: a keyed hash.
func (b *Bot) personKey(platform, user string) string {
	return hex.EncodeToString(b.net.Store.Name("person", []byte(platform+"\x00"+user))[:16])
}

// service is what a letter is that leaves also in quiet hours.
var service = outbox.Letter{Class: string(campaigns.Service)}

// asking is what a letter is that can wait for its member's morning.
var asking = outbox.Letter{Class: string(campaigns.Asking)}

// askingAbout is asking about a contest: the letter is not sent any more once that is answered, or another's to answer.
func askingAbout(c campaigns.Contest) outbox.Letter {
	l := asking
	l.About = c.ID + "/" + string(c.To)
	return l
}

// letter posts a message to a member who did nothing just now: a service message.
func (b *Bot) letter(tx storage.Tx, m members.Member, msg Message, now time.Time) error {
	return b.mail(tx, service, m, msg, now)
}

// tracked is a letter whose receipt is kept under a track, for as long as its member is there.
func (b *Bot) tracked(tx storage.Tx, m members.Member, msg Message, track string, now time.Time) error {
	l := service
	l.Track, l.Keep = track, true
	return b.mail(tx, l, m, msg, now)
}

// moot tells that what a letter asks about has been answered, or is another's to answer.
func (b *Bot) moot(tx storage.Tx, l outbox.Letter) (bool, error) {
	if l.About == "" {
		return false, nil
	}
	id, to, _ := strings.Cut(l.About, "/")
	c, err := b.net.Contest(tx, id)
	if isNotFound(err) {
		return true, nil
	}
	return err == nil && (c.Outcome != campaigns.Unanswered || string(c.To) != to), err
}

// mail posts a message to a member as a letter of a kind, in parts where it is long.
func (b *Bot) mail(tx storage.Tx, l outbox.Letter, m members.Member, msg Message, now time.Time) error {
	id, _ := m.Reachable()
	for _, part := range inParts(b.menuUnder(msg, id.Platform, id.User), b.limits[id.Platform].Text) {
		l.Lane, l.Ordinal, l.Message, l.Posted = outbox.Alerts, m.Ordinal, part, now
		_, err := b.net.Outbox.Post(tx, l)
		if err != nil {
			return err
		}
	}
	return nil
}

// leaders are everybody who leads or is an admin and can be written to.
func (b *Bot) leaders(tx storage.Tx) ([]members.Member, error) {
	all, err := b.net.Roster.Leaders(tx)
	return slices.DeleteFunc(all, func(m members.Member) bool { _, ok := m.Reachable(); return !ok }), err
}

// tellLeaders writes a letter of a kind to each of the leaders. say makes it in a turn of theirs.
func (b *Bot) tellLeaders(tx storage.Tx, l outbox.Letter, now time.Time, say func(*turn) Message) error {
	leaders, err := b.leaders(tx)
	if err != nil {
		return err
	}
	for _, m := range leaders {
		t := b.newTurn(tx, Update{}, now)
		t.m, t.p = &m, b.printer(m.Lang)
		msg := say(t)
		msg.Lang = t.p.Lang()
		if err := b.mail(tx, l, m, msg, now); err != nil {
			return err
		}
	}
	return nil
}

// printer speaks with a member in their language.
func (b *Bot) printer(lang messages.Lang) *texts.Printer { return b.words.In(string(lang)) }
