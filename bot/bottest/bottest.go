package bottest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot"
)

// Harness is an adapter and the people on its platform, made afresh for each subtest, inside its synctest bubble: its fake
// speaks over memory, not sockets, and everything it starts ends with t.Cleanup.
type Harness struct {
	Platform bot.Platform
	// Person makes an account that has opened the chat with the bot, its client in this language.
	Person func(t *testing.T, name, lang string) Person
	// Place is a place that somebody manages and brought the bot to; nil where the platform has none.
	Place func(t *testing.T, title string, by Person) Place
	// Stranger is the chat of somebody who never opened one.
	Stranger string
	// Keeps tells that the platform keeps updates for a bot that is not there, so that none is lost over a restart.
	Keeps bool
	// Untold tells that the platform does not say when somebody blocks the bot or comes back: only a message that fails does.
	Untold bool
}

// Run holds an adapter to the contract. open is called once for each subtest.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	var limits bot.Limits
	var keeps bool
	t.Run("limits/are_complete_and_stay_the_same", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := open(t)
			limits, keeps = h.Platform.Limits(), h.Keeps
			checkLimits(t, h.Platform)
		})
	})
	if t.Failed() {
		return
	}
	for _, g := range []struct {
		name  string
		cases []clause
	}{
		{"send", sending}, {"text", texting}, {"edit", editing}, {"delete", deleting}, {"press", pressing}, {"menu", menus},
		{"receive", receiving}, {"run", running}, {"place", placing},
	} {
		t.Run(g.name, func(t *testing.T) {
			for _, c := range g.cases {
				if c.where != nil && !c.where(limits, keeps) {
					continue
				}
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { c.test(t, newBench(t, open(t))) })
				})
			}
		})
	}
}

// clause is one sentence of the contract. where tells whether it is asked of a platform; nil is always.
type clause struct {
	name  string
	where func(l bot.Limits, keeps bool) bool
	test  func(t *testing.T, b *bench)
}

// bench is where a clause works.
type bench struct {
	Harness
	limits bot.Limits
	door   *Door
}

func newBench(t *testing.T, h Harness) *bench {
	return &bench{Harness: h, limits: h.Platform.Limits(), door: NewDoor(t, h.Platform.Limits().Name)}
}

// to is somebody's private chat as the bot learns of it, from what they do first.
func to(p Person) bot.Address {
	u := p.User()
	return bot.Address{Platform: u.Platform, Chat: u.Chat}
}

// send shows a message to somebody and returns its id.
func (b *bench) send(t *testing.T, p Person, m bot.Message) string {
	t.Helper()
	r, err := b.attempt(t, b.door.Clear(t, to(p), m, "", false))
	if err != nil {
		t.Fatalf("send: %v", err)
	}
	return r.Message
}

// refused wants an attempt to fail in one of these ways.
func (b *bench) refused(t *testing.T, what string, c bot.Cleared, kinds ...any) {
	t.Helper()
	r, err := b.attempt(t, c)
	if err == nil {
		t.Errorf("%s was sent, with the receipt %q; want it to be %v", what, r.Message, kinds)
		return
	}
	if !slices.Contains(kinds, any(err.Kind)) {
		t.Errorf("%s: got %q; want %v", what, err, kinds)
	}
}

// chat is what stands in somebody's chat from the bot, oldest first.
func chat(t *testing.T, p Person) []Seen {
	t.Helper()
	all, err := p.Chat()
	if err != nil {
		t.Fatalf("read the chat: %v", err)
	}
	return slices.DeleteFunc(all, func(s Seen) bool { return s.Mine })
}

// find is one message of a chat.
func find(t *testing.T, p Person, id string) Seen {
	t.Helper()
	for _, s := range chat(t, p) {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("the message %q does not stand in the chat, where there is %s", id, describe(chat(t, p)))
	return Seen{}
}

func describe(all []Seen) string {
	s := fmt.Sprintf("%d messages", len(all))
	for _, m := range all {
		s += fmt.Sprintf("\n  %s: %.80q", m.ID, m.Text)
	}
	return s
}

// eventually waits for something to become true, at most a minute of the bubble's time.
func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for range 600 {
		synctest.Wait()
		if happened() {
			return
		}
		Pass(100 * time.Millisecond)
	}
	t.Fatalf("a minute went by and it did not happen that %s", what)
}

// Pass lets time pass, in a bubble without waiting for it.
func Pass(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	<-t.C
}

// do wants something that a person does to be possible.
func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("the platform did not let somebody do this: %v", err)
	}
}

// start runs the adapter until stop is called or the test ends, and wants it to end with nil.
func (b *bench) start(t *testing.T, in bot.Inbox) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Platform.Run(ctx, in) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		late := time.NewTimer(time.Minute)
		defer late.Stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Run ended with %v; want nil, since it was asked to stop", err)
			}
		case <-late.C:
			t.Error("Run did not end within a minute of being asked to")
		}
	}
	t.Cleanup(stop)
	synctest.Wait()
	return stop
}
