package local

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"relais/bot"
	"relais/bot/bottest"
	"relais/storage"
)

// stream is an open event stream: what has come so far.
type stream struct {
	mu     sync.Mutex
	head   http.Header
	status int
	buf    bytes.Buffer
	ended  chan struct{}
}

func (s *stream) Header() http.Header { return s.head }
func (s *stream) WriteHeader(n int)   { s.status = n }
func (s *stream) Flush()              {}
func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(b)
}

// take returns what has come since the last call, one line for each event: its name, its id in brackets, its data.
func (s *stream) take() []string {
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for block := range strings.SplitSeq(s.buf.String(), "\n\n") {
		var name, id, data string
		for line := range strings.Lines(block) {
			line = strings.TrimSuffix(line, "\n")
			if v, ok := strings.CutPrefix(line, "event: "); ok {
				name = v
			} else if v, ok := strings.CutPrefix(line, "data: "); ok {
				data = v
			} else if v, ok := strings.CutPrefix(line, "id: "); ok {
				id = "[" + v + "]"
			}
		}
		if name != "" {
			all = append(all, strings.TrimSpace(name+id+" "+data))
		}
	}
	s.buf.Reset()
	return all
}

// listen opens a stream; after is the Last-Event-ID.
func listen(t *testing.T, l *Local, user, after string) *stream {
	ctx, cancel := context.WithCancel(context.Background())
	r := httptest.NewRequest("GET", "http://127.0.0.1/api/events?as="+user, nil).WithContext(ctx)
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	s := &stream{head: http.Header{}, ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		l.Handler().ServeHTTP(s, r)
	}()
	t.Cleanup(func() { cancel(); <-s.ended })
	return s
}

// only keeps an event's name, and what of its data matters here.
func only(events []string) string {
	var b strings.Builder
	for _, e := range events {
		name, data, _ := strings.Cut(e, " ")
		name, _, _ = strings.Cut(name, "[")
		b.WriteString(name)
		for _, m := range regexp.MustCompile(`"(text|toast|user)":"([^"]*)"|"(deleted)":true`).FindAllStringSubmatch(data, -1) {
			b.WriteString(" " + m[2] + m[3])
		}
		b.WriteString("; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

func TestEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, store := openChat(t)
		h := newHost(t, l)
		amina, sam := visit(l, "amina"), visit(l, "sam")
		stop := run(t, l, func(ctx context.Context, u bot.Update) error {
			if u.Text != "/leave" {
				return nil
			}
			return store.Update(ctx, func(tx storage.Tx) error { return l.Forget(tx, u.From.ID, true) })
		})
		for _, err := range []error{amina.Say("hello"), sam.Say("hi")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		s := listen(t, l, "amina", "")
		want := func(what, events string, got []string) {
			t.Helper()
			if only(got) != events {
				t.Errorf("%s brings %q; want %q", what, only(got), events)
			}
		}
		want("opening", "reset; state; message hello", s.take())

		id := h.tell(t, "amina", bot.Message{Text: "welcome", Menu: []string{"Briefs"}})
		got := s.take()
		want("a message with a menu", "state; message welcome", got)
		_, rest, _ := strings.Cut(got[len(got)-1], "[")
		cursor, _, _ := strings.Cut(rest, "]")

		h.tell(t, "sam", bot.Message{Text: "for sam"})
		want("a message to somebody else", "stir sam", s.take())
		if _, err := h.attempt(t, "amina", bot.Message{Text: "corrected"}, id); err != nil {
			t.Fatal(err)
		}
		want("an edit", "message corrected", s.take())
		h.tell(t, "amina", bot.Message{Toast: "noted"})
		want("a toast", "message noted", s.take())
		if err := amina.Remove(id); err != nil {
			t.Fatal(err)
		}
		want("a removal", "message deleted", s.take())

		want("coming back", "message deleted; message noted", listen(t, l, "amina", cursor).take())
		want("coming back with nonsense", "reset; state; message hello; message noted", listen(t, l, "amina", "x").take())

		// Erased from elsewhere: an open page learns of it without being told.
		err := store.Update(t.Context(), func(tx storage.Tx) error { return l.Forget(tx, "amina", true) })
		if err != nil {
			t.Fatal(err)
		}
		bottest.Pass(lookAgain)
		want("an erasure", "reset; state", s.take())
		h.tell(t, "amina", bot.Message{Text: "you have left"})
		want("what is said after it", "message you have left", s.take())
		if err := amina.Say("back again"); err != nil {
			t.Fatal(err)
		}
		want("coming back to life", "reset; state; message you have left; message back again", s.take())

		// Erased by what they said: the page learns of it at once.
		if err := amina.Say("/leave"); err != nil {
			t.Fatal(err)
		}
		if got := only(s.take()); !strings.HasSuffix(got, "reset; state; message you have left") {
			t.Errorf("leaving brings %q", got)
		}

		stop()
		<-s.ended
	})
}
