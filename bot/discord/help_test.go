package discord_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/storage"
	"relais/storage/storagetest"
)

// world is an adapter on a fake Discord with a server, a channel there, and an inbox that remembers what it took.
type world struct {
	*discordtest.Server
	t       *testing.T
	d       *discord.Discord
	door    *bottest.Door
	store   *storage.Store
	log     *lines
	guild   *discordtest.Guild
	general *discordtest.Channel

	busy  chan struct{} // where set, nothing is taken before it is closed
	mu    sync.Mutex
	took  []bot.Update
	ended chan error
	stop  context.CancelFunc
}

// lines is a log that can be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// inWorld runs a test in a bubble. Whatever it does, no DM is opened and nothing that is secret is logged.
func inWorld(t *testing.T, change func(*discord.Options), test func(t *testing.T, w *world), opts ...discordtest.Option) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{Server: discordtest.New(t, opts...), t: t, store: storagetest.New(t), log: &lines{}}
		w.guild = w.Guild("Solar")
		w.general = w.guild.Channel("general", discordtest.Text)
		opt := over(w.Server)
		opt.Log = slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		if change != nil {
			change(&opt)
		}
		w.d, w.door = discord.New(w.store, opt), bottest.NewDoor(t, discord.Name)
		test(t, w)
		if w.stop != nil {
			w.halt()
		}
		if n := len(w.Calls("POST /users/@me/channels")); n != 0 {
			t.Errorf("%d DMs were opened; the bot writes only to who wrote to it", n)
		}
		w.keepsSecrets(w.log.String())
	})
}

// keepsSecrets wants a text to hold neither the bot's token nor that of an interaction.
func (w *world) keepsSecrets(s string) {
	w.t.Helper()
	for _, secret := range []string{discordtest.Token, "Bot MTE3", "aW50ZXJhY3Rpb246"} {
		if i := strings.Index(s, secret); i >= 0 {
			w.t.Errorf("a token stands in %q", s[max(0, i-80):min(len(s), i+40)])
		}
	}
}

// Receive takes every update.
func (w *world) Receive(_ context.Context, u bot.Update) error {
	if w.busy != nil {
		<-w.busy
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.took = append(w.took, u)
	return nil
}

func (w *world) run() {
	ctx, stop := context.WithCancel(context.Background())
	w.stop, w.ended = stop, make(chan error, 1)
	go func() { w.ended <- w.d.Run(ctx, w) }()
	synctest.Wait()
}

// halt stops the adapter, which has to end well and soon.
func (w *world) halt() {
	w.t.Helper()
	began := time.Now()
	w.stop()
	w.stop = nil
	if err := <-w.ended; err != nil || time.Since(began) > 10*time.Second {
		w.t.Errorf("Run ended with %v after %s", err, time.Since(began))
	}
}

// heard are the updates that were taken.
func (w *world) heard() []bot.Update {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]bot.Update(nil), w.took...)
}

// wait is the n-th update, counted from 0.
func (w *world) wait(n int) bot.Update {
	w.t.Helper()
	for range 6000 {
		synctest.Wait()
		if all := w.heard(); len(all) > n {
			return all[n]
		}
		bottest.Pass(100 * time.Millisecond)
	}
	w.t.Fatalf("ten minutes went by without update %d; the log:\n%s", n, w.log)
	return bot.Update{}
}

// send makes one attempt and wants it to succeed.
func (w *world) send(to bot.Address, m bot.Message, edit string) string {
	w.t.Helper()
	r, err := w.try(to, m, edit)
	if err != nil {
		w.t.Fatalf("send: %v", err)
	}
	return r.Message
}

// try makes one attempt, as long as there is no room for it.
func (w *world) try(to bot.Address, m bot.Message, edit string) (bot.Receipt, *bot.SendError) {
	w.t.Helper()
	r, err := w.d.Send(context.Background(), w.door.Clear(w.t, to, m, edit, false))
	var e *bot.SendError
	if err != nil && !errors.As(err, &e) {
		w.t.Fatalf("got %T; want a *bot.SendError", err)
	}
	if err != nil {
		w.keepsSecrets(err.Error())
	}
	return r, e
}

// may wants something that a person does to be possible.
func (w *world) may(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("Discord did not let somebody do this: %v", err)
	}
}

// shows wants the last message that somebody is shown to read so.
func (w *world) shows(p *discordtest.Person, text string) discordtest.Seen {
	w.t.Helper()
	all, err := p.Chat()
	if err != nil || len(all) == 0 || all[len(all)-1].Text != text {
		w.t.Fatalf("there is %+v, %v; want %q at the end", all, err, text)
	}
	return all[len(all)-1]
}

func in(p *discordtest.Person) bot.Address {
	return bot.Address{Platform: discord.Name, Chat: p.User().Chat}
}
