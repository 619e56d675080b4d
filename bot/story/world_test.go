package story

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/local"
	"relais/bot/local/localtest"
	"relais/bot/texts"
	"relais/campaigns/outbox"
	"relais/storage"
	"relais/storage/storagetest"
)

// toy is a world with a bot of a few sentences on the built-in chat, enough to try every sentence of the grammar.
type toy struct {
	Cast
	dir   string
	words *texts.Words

	store *storage.Store
	chat  *local.Local
	box   *outbox.Outbox
	votes *storage.Collection[string] // who approved what, which outlives the process
	stop  func()

	pressed []time.Time // when each press was made
}

func newToy(t *testing.T) *toy {
	t.Helper()
	words, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	w := &toy{dir: t.TempDir(), words: words}
	w.Person = func(who string) bottest.Person { return localtest.Visit(w.chat.Handler(), who, who, "en") }
	return w
}

func (w *toy) Open(t testing.TB, _ string) { w.Start(t) }
func (w *toy) Restart(t testing.TB)        { w.Stop(t); w.Start(t) }
func (w *toy) Close(t testing.TB)          { w.Stop(t) }

func (w *toy) Press(t testing.TB, who, message, data string) {
	w.pressed = append(w.pressed, time.Now())
	w.Cast.Press(t, who, message, data)
}

func (w *toy) Stop(testing.TB) {
	if w.stop != nil {
		w.stop()
	}
}

// Kill keeps what was durable at this instant.
func (w *toy) Kill(t testing.TB) {
	path := filepath.Join(w.dir, "relais.db")
	durable, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w.Stop(t)
	if err := os.WriteFile(path, durable, 0o600); err != nil {
		t.Fatal(err)
	}
	w.Start(t)
}

func (w *toy) Start(t testing.TB) {
	w.store = storagetest.Open(t, w.dir)
	w.box = outbox.New(w.store, slog.New(slog.DiscardHandler))
	w.votes = storage.NewCollection(w.store, storage.Spec[string]{Name: "votes"})
	w.chat = local.New(w.store, local.Options{Words: w.words, Open: true})
	ctx, cancel := context.WithCancel(context.Background())
	var g sync.WaitGroup
	for _, run := range []func() error{
		func() error { return w.box.Run(ctx, through{}, []outbox.Sender{w.chat}) },
		func() error { return w.chat.Run(ctx, w) },
	} {
		g.Go(func() {
			if err := run(); err != nil {
				t.Errorf("the toy ended: %v", err)
			}
		})
	}
	w.stop = sync.OnceFunc(func() {
		cancel()
		g.Wait()
		if err := w.store.Close(); err != nil {
			t.Errorf("close the toy's store: %v", err)
		}
	})
	wait(beat)
}

func (w *toy) Get(_ testing.TB, address, agent string) Page {
	switch {
	case strings.HasSuffix(address, "/o/1"):
		return Page{Status: http.StatusFound, Location: "https://x.example/intent?text=1"}
	case strings.HasSuffix(address, "/s/1"), address == "/b/B1":
		return Page{Status: http.StatusOK, Body: "Couscous, read by " + agent}
	}
	return Page{Status: http.StatusNotFound}
}

// through is a gate that holds nothing back.
type through struct{}

func (through) Row(storage.Tx, outbox.Row, time.Time) (outbox.Decision, error) {
	return outbox.Decision{}, errors.New("the toy plans no rows")
}

func (through) Letter(_ storage.Tx, l outbox.Letter, _ time.Time) (outbox.Decision, error) {
	return outbox.Decision{Verdict: outbox.Go, To: l.To, Message: l.Message, Edit: l.Edit, Delete: l.Delete}, nil
}

func (through) Gone(storage.Tx, outbox.Address, uint64, string, time.Time) error { return nil }
func (through) Moved(storage.Tx, outbox.Address, string) error                   { return nil }

// Receive answers one update, in one transaction.
func (w *toy) Receive(ctx context.Context, u bot.Update) error {
	err := w.store.Update(ctx, func(tx storage.Tx) error {
		answers, err := w.answers(tx, u)
		if err != nil {
			return err
		}
		for _, l := range answers {
			if l.To.Chat == "" {
				l.To = u.To
			}
			if _, err := w.box.Post(tx, l); err != nil {
				return err
			}
		}
		return nil
	})
	w.box.Wake()
	return err
}

func (w *toy) answers(tx storage.Tx, u bot.Update) ([]outbox.Letter, error) {
	say := func(m bot.Message) []outbox.Letter { return []outbox.Letter{{Message: m}} }
	change := func(m bot.Message) []outbox.Letter { return []outbox.Letter{{Message: m, Edit: u.Message}} }
	switch {
	case u.Blocked:
		return nil, nil
	case u.Unblocked:
		return say(bot.Message{Text: "Welcome back."}), nil
	case u.Data == "agree":
		return change(bot.Message{Text: "You agreed.", Toast: "Noted"}), nil
	case u.Data == "approve B1":
		by, err := w.votes.Get(tx, "B1")
		if err == nil && by != u.From.ID {
			return say(bot.Message{Text: texts.Isolate(by) + " was quicker."}), nil
		}
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return nil, err
		}
		return say(bot.Message{Text: "Approved: B1."}), w.votes.Put(tx, "B1", u.From.ID)
	case u.Data != "":
		return say(bot.Message{Toast: "That button is not ours."}), nil
	case u.File != nil:
		return say(bot.Message{Text: "I’ve read " + texts.Escape(u.File.Name) + ":\n\n> " + texts.Escape(strings.TrimSpace(string(u.File.Data))), Files: []bot.File{{Name: "B1.md"}}}), nil
	case u.Other:
		return say(bot.Message{Text: "I can't read stickers."}), nil
	case u.Forwarded:
		return say(bot.Message{Text: "Is this a claim? **" + texts.Escape(u.Text) + "**"}), nil
	}
	return w.command(u), nil
}

func (w *toy) command(u bot.Update) []outbox.Letter {
	verb, rest, _ := strings.Cut(u.Text, " ")
	switch verb {
	case "/start":
		return []outbox.Letter{{Message: bot.Message{
			Text: "Welcome, **" + texts.Isolate(texts.Escape(u.From.Name)) + "**.\nNobody is paid.", Menu: []string{"Briefs", "Settings"},
			Buttons: [][]bot.Button{{{Label: "I agree", Data: "agree"}}},
		}}}
	case "/invite":
		return []outbox.Letter{{Message: bot.Message{Text: "Send them this:", Copy: "/start abc-123"}}}
	case "/review":
		return []outbox.Letter{{Message: bot.Message{Text: "B1 waits for you.", Buttons: [][]bot.Button{{{Label: "Approve", Data: "approve B1"}}}}}}
	case "/kit":
		return []outbox.Letter{{Message: bot.Message{
			Text: "Copy this:", Copy: "My words.\nhttps://s.example/s/1", Buttons: [][]bot.Button{{{Label: "Open X", URL: "https://s.example/o/1"}}},
		}}}
	case "/tell":
		return []outbox.Letter{{To: bot.Address{Platform: local.Name, Chat: rest}, Message: bot.Message{Text: "A word from " + u.From.Name}}}
	case "/later":
		return []outbox.Letter{{Message: bot.Message{Text: "It is time."}, Due: time.Now().Add(3 * time.Hour)}}
	}
	return []outbox.Letter{{Message: bot.Message{Text: "You said: " + texts.Escape(u.Text)}}}
}
