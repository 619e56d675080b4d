package telegram

import (
	"bufio"
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"relais/campaigns/outbox"
	"relais/storage"
	"relais/storage/bolt"
)

// loopback is a Bot API on this machine that costs next to nothing: it reads no more of a call than where it ends. answer says how
// long it is until the answer; nil is at once. It returns the base address.
func loopback(b *testing.B, answer func() time.Duration) string {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	var serving sync.WaitGroup
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	serving.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[c] = true
			mu.Unlock()
			serving.Go(func() {
				converse(c, answer)
				mu.Lock()
				delete(open, c)
				mu.Unlock()
				c.Close()
			})
		}
	})
	b.Cleanup(func() {
		ln.Close()
		mu.Lock()
		for c := range open {
			c.Close()
		}
		mu.Unlock()
		serving.Wait()
	})
	return "http://" + ln.Addr().String()
}

const result = `{"ok":true,"result":{"message_id":7,"date":1790000000,"chat":{"id":7,"type":"private"},"text":"x"}}`

// converse answers the calls of one connection until it ends.
func converse(c net.Conn, answer func() time.Duration) {
	in := bufio.NewReader(c)
	length := []byte("content-length:")
	for {
		n := 0
		for {
			line, err := in.ReadSlice('\n')
			if err != nil {
				return
			}
			if line = bytes.TrimSpace(line); len(line) == 0 {
				break
			}
			if len(line) > len(length) && bytes.EqualFold(line[:len(length)], length) {
				if n, err = strconv.Atoi(string(bytes.TrimSpace(line[len(length):]))); err != nil {
					return
				}
			}
		}
		if _, err := in.Discard(n); err != nil {
			return
		}
		if answer != nil {
			time.Sleep(answer())
		}
		if _, err := fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(result), result); err != nil {
			return
		}
	}
}

// alone is the client library as it is, over a transport.
func alone(base string, transport http.RoundTripper) *tgbotapi.BotAPI {
	library := &tgbotapi.BotAPI{Token: "1:x", Client: &http.Client{Transport: transport}}
	library.SetAPIEndpoint(base + "/bot%s/%s")
	return library
}

// everybody is a gate that lets every row through with the card, to a chat of its own.
type everybody struct{ outbox.Gate }

func (everybody) Row(_ storage.Tx, r outbox.Row, _ time.Time) (outbox.Decision, error) {
	return outbox.Decision{To: outbox.Address{Platform: Name, Chat: strconv.FormatUint(r.ID.Ordinal, 10)}, Message: card, Rev: 1, Lang: "en"}, nil
}

// ledger is an outbox on the disk, each commit durable.
func ledger(b *testing.B) (*storage.Store, *outbox.Outbox) {
	b.Helper()
	eng, err := bolt.Open(filepath.Join(b.TempDir(), "relais.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	keys, err := storage.NewKeyset()
	if err != nil {
		b.Fatal(err)
	}
	s, err := storage.Open(b.Context(), eng, keys)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s, outbox.New(s, slog.New(slog.DiscardHandler))
}

// plan plans n rows of a release for Telegram.
func plan(b *testing.B, s *storage.Store, o *outbox.Outbox, release uint64, n int) {
	b.Helper()
	for from := 0; from < n; from += 1000 {
		var rows []outbox.Row
		for i := from; i < min(from+1000, n); i++ {
			rows = append(rows, outbox.Row{ID: outbox.RowID{Release: release, Ordinal: uint64(i + 1)}, Platform: Name, Lane: outbox.Briefs})
		}
		if err := s.Update(b.Context(), func(tx storage.Tx) error { return o.Plan(tx, rows) }); err != nil {
			b.Fatal(err)
		}
	}
}
