package telegram

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/sync/errgroup"

	"relais/campaigns/outbox"
)

// strict notes when calls come in, and counts those that are more than the limit and one in a second: a strict platform refuses them.
type strict struct {
	latency time.Duration
	limit   int

	mu      sync.Mutex
	calls   []time.Time
	worst   int // calls in one second
	refused int
}

func (s *strict) answer() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.calls = append(s.calls, now)
	n := 0
	for i := len(s.calls) - 1; i >= 0 && now.Sub(s.calls[i]) < time.Second; i-- {
		n++
	}
	s.worst = max(s.worst, n)
	if n > s.limit+1 {
		s.refused++
	}
	return s.latency
}

// share is the part of the limit that was reached.
func (s *strict) share() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.calls) - 1
	return float64(n) / s.calls[n].Sub(s.calls[0]).Seconds() / float64(s.limit)
}

// BenchmarkPacing sends at a limit of 30 a second to a server that takes 50, 100 or 200 ms for an answer, each for 20 seconds in real
// time, all at once. Beside it the client library in the loop that senders are often built with: ten workers, and a pause of a second
// after as many as a second may have.
func BenchmarkPacing(b *testing.B) {
	const limit, copies = 30, 30*20 + 1
	for b.Loop() {
		var g errgroup.Group
		var report []func()
		for _, latency := range []time.Duration{50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond} {
			at, name := &strict{latency: latency, limit: limit}, fmt.Sprintf("-%dms", latency.Milliseconds())
			base := loopback(b, at.answer)
			store, o := ledger(b)
			plan(b, store, o, 1, copies)
			counted := &strict{latency: latency, limit: limit}
			library := alone(loopback(b, counted.answer), tuned())
			g.Go(func() error {
				t := New(store, Options{Token: "1:x", API: base, Rate: limit})
				defer t.api.client.CloseIdleConnections()
				ctx, cancel := context.WithCancel(b.Context())
				ended := make(chan error, 1)
				go func() { ended <- o.Run(ctx, everybody{}, []outbox.Sender{t}) }()
				err := o.Idle(ctx)
				cancel()
				if end := <-ended; end != nil {
					return end
				}
				return err
			})
			g.Go(func() error {
				countThenSleep(library, limit, copies)
				return nil
			})
			report = append(report, func() {
				b.ReportMetric(100*at.share(), "%limit"+name)
				b.ReportMetric(float64(at.worst), "worst"+name)
				b.ReportMetric(float64(at.refused), "429s"+name)
				b.ReportMetric(100*counted.share(), "%limit-counting"+name)
				b.ReportMetric(float64(counted.worst), "worst-counting"+name)
			})
		}
		if err := g.Wait(); err != nil {
			b.Fatal(err)
		}
		for _, r := range report {
			r()
		}
	}
}

// countThenSleep sends calls by ten workers and sleeps for a second after each limit of them.
func countThenSleep(library *tgbotapi.BotAPI, limit, calls int) {
	jobs := make(chan int)
	var workers sync.WaitGroup
	for range 10 {
		workers.Go(func() {
			for n := range jobs {
				_, _ = library.Send(tgbotapi.NewMessage(int64(n), "hello")) // what came of it is counted where it arrives
			}
		})
	}
	for n := range calls {
		if n > 0 && n%limit == 0 {
			time.Sleep(time.Second)
		}
		jobs <- n + 1
	}
	close(jobs)
	workers.Wait()
}
