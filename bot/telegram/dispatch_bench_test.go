package telegram

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/sync/errgroup"

	"relais/campaigns/outbox"
)

// BenchmarkDispatch sends 100,000 copies with the limit lifted: from planned rows over the gate, the durable mark and the call to the
// durable receipt. Beside it the client library alone makes the same calls by as many senders, keeping nothing: once as it comes, which
// keeps two connections, and once with connections for all. They take turns, so that all meet the same machine.
func BenchmarkDispatch(b *testing.B) {
	const rounds, copies, untuned = 10, 10_000, 2000 // more connections, each for one call, would use up the machine's ports
	base := loopback(b, nil)
	plain, fit := http.DefaultTransport.(*http.Transport).Clone(), tuned()
	defer plain.CloseIdleConnections()
	defer fit.CloseIdleConnections()
	for b.Loop() {
		s, o := ledger(b)
		g := New(s, Options{Token: "1:x", API: base})
		var comes, tuned, ours time.Duration
		for round := range rounds {
			plan(b, s, o, uint64(round+1), copies)
			comes += byLibrary(b, alone(base, plain), untuned)
			tuned += byLibrary(b, alone(base, fit), copies)
			ours += dispatched(b, o, g)
		}
		g.api.client.CloseIdleConnections()
		b.ReportMetric(rounds*untuned/comes.Seconds(), "library/s")
		b.ReportMetric(rounds*copies/tuned.Seconds(), "tuned-library/s")
		b.ReportMetric(rounds*copies/ours.Seconds(), "copies/s")
		b.ReportMetric(tuned.Seconds()/ours.Seconds(), "of-tuned")
	}
}

// dispatched runs the outbox until nothing is left, and returns how long that took.
func dispatched(b *testing.B, o *outbox.Outbox, g *Telegram) time.Duration {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	begun := time.Now()
	go func() { ended <- o.Run(ctx, everybody{}, []outbox.Sender{g}) }()
	if err := o.Idle(ctx); err != nil {
		b.Fatal(err)
	}
	took := time.Since(begun)
	cancel()
	if err := <-ended; err != nil {
		b.Fatal(err)
	}
	return took
}

// byLibrary makes calls by as many senders as the outbox has, and returns how long that took.
func byLibrary(b *testing.B, library *tgbotapi.BotAPI, calls int64) time.Duration {
	b.Helper()
	text, keys := (&Telegram{}).text(card).String(), inline(card.Buttons)
	var n atomic.Int64
	var g errgroup.Group
	begun := time.Now()
	for range senders {
		g.Go(func() error {
			for i := n.Add(1); i <= calls; i = n.Add(1) {
				m := tgbotapi.NewMessage(i, text)
				m.ParseMode, m.DisableWebPagePreview, m.ReplyMarkup = tgbotapi.ModeHTML, true, keys
				if _, err := library.Send(m); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	return time.Since(begun)
}
