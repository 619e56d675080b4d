package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"
)

// quickAPI is a Bot API on this machine that agrees to everything at once. It notes how many messages it was sent, and when those came
// that were asked for.
type quickAPI struct {
	url     string
	updates chan string   // given to the next poll
	polled  chan struct{} // closed when the first poll comes
	mu      sync.Mutex
	first   sync.Once
	n       int
	waiting map[string]chan time.Time // by chat
}

func newQuickAPI(b *testing.B) *quickAPI {
	b.Helper()
	a := &quickAPI{updates: make(chan string), waiting: map[string]chan time.Time{}}
	a.reset()
	server := httptest.NewServer(a)
	b.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	a.url = server.URL
	return a
}

// reset forgets what was sent, before another process comes.
func (a *quickAPI) reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n, a.polled, a.first = 0, make(chan struct{}), sync.Once{}
}

func (a *quickAPI) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n
}

// ServeHTTP answers a call.
func (a *quickAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // a poll learns that its process is gone only where its body was read
	var result any = true
	switch method := r.URL.Path[len("/bot"+benchToken+"/"):]; method {
	case "getMe":
		result = map[string]any{"id": 42, "is_bot": true, "username": "relais_bench_bot", "first_name": "bench"}
	case "getUpdates":
		result = a.poll(r.Context())
	case "sendMessage":
		chat := r.PostFormValue("chat_id")
		a.mu.Lock()
		a.n++
		if asked := a.waiting[chat]; asked != nil {
			asked <- time.Now()
			delete(a.waiting, chat)
		}
		result = map[string]any{"message_id": a.n, "date": 1790000000, "chat": map[string]any{"id": 7, "type": "private"}}
		a.mu.Unlock()
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": result})
}

func (a *quickAPI) poll(ctx context.Context) []json.RawMessage {
	a.mu.Lock()
	a.first.Do(func() { close(a.polled) })
	a.mu.Unlock()
	select {
	case u := <-a.updates:
		return []json.RawMessage{json.RawMessage(u)}
	case <-ctx.Done():
	case <-time.After(10 * time.Second):
	}
	return []json.RawMessage{}
}

// asks has somebody say a word, and returns how long it took from the poll that brought it to the answer's call.
func (a *quickAPI) asks(b *testing.B, update int, user uint64, word string) time.Duration {
	b.Helper()
	chat := strconv.FormatUint(user, 10)
	answered := make(chan time.Time, 1)
	a.mu.Lock()
	a.waiting[chat] = answered
	a.mu.Unlock()
	who := fmt.Sprintf(`{"id":%d,"is_bot":false,"first_name":"Member","language_code":"en"}`, user)
	select {
	case a.updates <- fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":%d,"from":%s,"chat":{"id":%d,"type":"private","first_name":"Member"},"text":%q}}`,
		update, update, time.Now().Unix(), who, user, word):
	case <-time.After(time.Minute):
		b.Fatal("nobody takes updates")
	}
	begun := time.Now()
	select {
	case at := <-answered:
		return at.Sub(begun)
	case <-time.After(time.Minute):
		b.Fatalf("nobody answers %q from %s; %d messages were sent in all", word, chat, a.count())
	}
	return 0
}
