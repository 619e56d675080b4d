package telegram

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/sync/errgroup"

	"relais/bot"
	"relais/storage"
)

const (
	pollFor    = 50 * time.Second // how long Telegram holds a poll open
	batch      = 100              // updates of one poll
	firstPause = time.Second      // after a failed poll; doubles each time
	longPause  = 30 * time.Second
	// Two that poll with one token end each other's polls in turn. Who meets that from the beginning came second; who polled in peace
	// before came first and goes on. A process that takes over from one that is just ending meets it once or twice, and two that begin
	// together both meet it at once: they bear it for different times, so that one is left.
	crossedLeast, crossedMost = 3, 8
	beginning                 = 10 * time.Second

	hookBody = 1 << 20 // bytes of one webhook call; an update has a few kilobytes
)

// wanted are the kinds of update that read knows.
const wanted = `["message","channel_post","callback_query","my_chat_member"]`

// pollWait is what a method may take beyond an ordinary call.
func pollWait(method string) time.Duration {
	if method == "getUpdates" {
		return pollFor
	}
	return 0
}

// Run receives updates until ctx ends; see bot.Platform. It returns ErrToken where Telegram does not know the bot, or no longer does.
// Whatever else goes wrong is logged and tried again.
func (g *Telegram) Run(ctx context.Context, in bot.Inbox) error {
	err := g.introduce(ctx)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return err
	}
	stop := g.presses.open(ctx, g)
	defer stop()
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return g.spool.Run(ctx, in) })
	work.Go(func() error { g.register(ctx); return nil })
	if g.opt.Webhook == "" {
		work.Go(func() error { return g.poll(ctx) })
	}
	return work.Wait()
}

// introduce asks who the bot is, and says by which way it wants its updates.
func (g *Telegram) introduce(ctx context.Context) error {
	var self struct {
		ID       int64  `json:"id"`
		Username string `json:"username"`
	}
	err := g.persist(ctx, func() error { return g.api.call(ctx, "getMe", nil, &self) })
	if err != nil {
		return err
	}
	g.me.Store(self.Username)
	g.id.Store(self.ID)
	return g.persist(ctx, func() error {
		if g.opt.Webhook == "" {
			return g.api.call(ctx, "deleteWebhook", nil, nil)
		}
		return g.api.call(ctx, "setWebhook", tgbotapi.Params{
			"url": g.opt.Webhook, "secret_token": g.opt.Secret, "allowed_updates": wanted,
		}, nil)
	})
}

// persist tries until it succeeds, ctx ends, or the token is refused.
func (g *Telegram) persist(ctx context.Context, fn func() error) error {
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		err := fn()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var f *failure
		if errors.As(err, &f) && unauthorized(f) {
			return ErrToken
		}
		g.log.Warn("telegram does not answer as it should; trying again", "pause", pause, "err", err)
		rest(ctx, pause)
	}
}

func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// poll asks for updates again and again until ctx ends. What it confirms has been committed. It returns ErrToken where the
// token was revoked, and ErrTwice or ErrHooked where somebody else takes the bot's updates; of two that poll, the one that came later stops.
func (g *Telegram) poll(ctx context.Context) error {
	next, pause, begun, crossed := int64(0), firstPause, time.Now(), 0
	bears, second := crossedLeast+rand.N(crossedMost-crossedLeast), false
	for ctx.Err() == nil {
		var raw []json.RawMessage
		err := g.api.call(ctx, "getUpdates", tgbotapi.Params{
			"offset": strconv.FormatInt(next, 10), "timeout": strconv.Itoa(int(pollFor / time.Second)),
			"limit": strconv.Itoa(batch), "allowed_updates": wanted,
		}, &raw)
		var last int64
		if err == nil {
			last, err = g.keep(ctx, raw)
		}
		if err == nil {
			next, pause = max(next, last+1), firstPause
			continue
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // the end of ctx is how a run is ended, and no failure
		}
		wait := pause
		var f *failure
		if errors.As(err, &f) {
			wait = max(wait, f.after)
			switch {
			case unauthorized(f):
				return ErrToken // it was revoked, and no later poll will be answered either
			case f.status == http.StatusConflict:
				if strings.Contains(strings.ToLower(f.said), "webhook") {
					return ErrHooked
				}
				crossed++
				second = second || crossed == 1 && time.Since(begun) < beginning
				if second && crossed >= bears {
					return ErrTwice
				}
			}
		}
		g.log.Warn("updates could not be taken; trying again", "pause", wait, "err", err)
		rest(ctx, wait)
		pause = min(2*pause, longPause)
	}
	return nil
}

// keep commits updates to the spool and returns the highest id among them. One that can't be read is set aside.
func (g *Telegram) keep(ctx context.Context, raw []json.RawMessage) (last int64, err error) {
	type item struct {
		u   bot.Update
		ref string
	}
	var items []item
	now := time.Now()
	for _, r := range raw {
		var x update
		if err := json.Unmarshal(r, &x); err != nil {
			var id struct {
				ID int64 `json:"update_id"`
			}
			if json.Unmarshal(r, &id) == nil {
				last = max(last, id.ID)
			}
			g.log.Error("an update could not be read and was set aside", "update", id.ID)
			continue
		}
		last = max(last, x.ID)
		if u, ref, ok := g.read(x, now); ok {
			items = append(items, item{u, ref})
		}
	}
	if len(items) == 0 {
		return last, nil
	}
	if err := g.store.Update(ctx, func(tx storage.Tx) error {
		for n := range items {
			i := &items[n]
			known, err := g.whose(tx, &i.u)
			if err == nil && known {
				err = g.spool.Put(tx, i.u, i.ref)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return 0, fmt.Errorf("keep updates: %w", err)
	}
	for _, i := range items {
		if i.u.To.Reply != "" {
			g.presses.expect(i.u.To.Reply)
		}
		g.spool.Expect(i.u.From.ID)
	}
	return last, nil
}

// Handler takes Telegram's calls in webhook mode, at the path of Options.Webhook. An update is answered with 200 once it is
// committed, so that Telegram offers it again otherwise.
func (g *Telegram) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secret := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
		if g.opt.Secret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(g.opt.Secret)) != 1 {
			http.Error(w, "this address is for Telegram", http.StatusForbidden)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, hookBody))
		if err != nil {
			http.Error(w, "the body is too long or was cut", http.StatusBadRequest)
			return
		}
		if _, err := g.keep(r.Context(), []json.RawMessage{body}); err != nil {
			g.log.Warn("an update could not be taken", "err", err)
			http.Error(w, "not now", http.StatusServiceUnavailable)
		}
	})
}
