package telegram

import (
	"context"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// answerWithin is how long a pressed button waits for the bot's own answer: a person's program shows the wait.
const answerWithin = 2 * time.Second

// presses are the pressed buttons that nobody has answered yet. Each can be answered once.
type presses struct {
	mu      sync.Mutex
	waiting map[string]*time.Timer
	answer  func(id string) // nil while nothing runs
	calls   sync.WaitGroup
}

func newPresses() *presses { return &presses{waiting: map[string]*time.Timer{}} }

// open has presses answered until stop, which waits for the calls in hand.
func (p *presses) open(ctx context.Context, g *Telegram) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = func(id string) {
		if err := g.api.call(ctx, "answerCallbackQuery", tgbotapi.Params{"callback_query_id": id}, nil); err != nil && ctx.Err() == nil {
			g.log.Debug("a press was not answered", "err", err)
		}
	}
	return func() {
		cancel()
		p.mu.Lock()
		p.answer = nil
		for id, t := range p.waiting {
			t.Stop()
			delete(p.waiting, id)
		}
		p.mu.Unlock()
		p.calls.Wait()
	}
}

// expect notes a press, and answers it by nothing if nobody has in time.
func (p *presses) expect(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.answer == nil || p.waiting[id] != nil {
		return
	}
	p.waiting[id] = time.AfterFunc(answerWithin, func() {
		p.mu.Lock()
		answer := p.answer
		_, open := p.waiting[id]
		delete(p.waiting, id)
		if answer == nil || !open {
			p.mu.Unlock()
			return
		}
		p.calls.Add(1)
		p.mu.Unlock()
		defer p.calls.Done()
		answer(id)
	})
}

// take ends the wait for an answer that is about to be given.
func (p *presses) take(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t, ok := p.waiting[id]; ok {
		t.Stop()
		delete(p.waiting, id)
	}
}
