package telegram

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"golang.org/x/sync/errgroup"

	"relais/bot"
	"relais/bot/bottest"
	"relais/storage/storagetest"
)

const senders = 64 // at a time

// card is a message as most copies of a brief are: some marks, an address, and buttons.
var card = bot.Message{
	Text: "**Argan: more than an oil**\n\n" + strings.Repeat("What UNESCO inscribed is what people know and do with the tree. ", 8) +
		"\n\nRests on 1 source: [UNESCO](https://ich.unesco.org/en/RL/argan-00955).",
	Buttons: [][]bot.Button{{{Label: "Share", Data: "share B2 0123456789ab"}, {Label: "More", Data: "more B2 0123456789ab"}}, {{Label: "Why?", Data: "why B2 0123456789ab"}}},
}

// BenchmarkSend measures how many messages a second the adapter sends by 64 senders at a time over loopback, and beside it the library
// alone with the same transport, in turns. Neither is held to a pace, and the server does nothing but answer.
func BenchmarkSend(b *testing.B) {
	const answer = `{"ok":true,"result":{"message_id":7,"date":1790000000,"chat":{"id":7,"type":"private"},"text":"x"}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	ours := New(storagetest.New(b), Options{Token: "1:x", API: server.URL})
	defer ours.api.client.CloseIdleConnections()
	same := tuned()
	defer same.CloseIdleConnections()
	library := &tgbotapi.BotAPI{Token: "1:x", Client: &http.Client{Transport: same}}
	library.SetAPIEndpoint(server.URL + "/bot%s/%s")

	door := bottest.NewDoor(b, Name)
	var cleared []bot.Cleared
	var plain []tgbotapi.MessageConfig
	text, keys := ours.text(card).String(), inline(card.Buttons)
	for n := range senders {
		cleared = append(cleared, door.Clear(b, bot.Address{Platform: Name, Chat: strconv.Itoa(n + 1)}, card, "", false))
		m := tgbotapi.NewMessage(int64(n+1), text)
		m.ParseMode, m.DisableWebPagePreview, m.ReplyMarkup = tgbotapi.ModeHTML, true, keys
		plain = append(plain, m)
	}
	inTurns(b,
		func(n int) error { _, err := ours.Send(context.Background(), cleared[n]); return err },
		func(n int) error { _, err := library.Send(plain[n]); return err },
	)
}

// inline are buttons as the library has them.
func inline(rows [][]bot.Button) tgbotapi.InlineKeyboardMarkup {
	var out [][]tgbotapi.InlineKeyboardButton
	for _, row := range rows {
		var r []tgbotapi.InlineKeyboardButton
		for _, x := range row {
			r = append(r, tgbotapi.NewInlineKeyboardButtonData(x.Label, x.Data))
		}
		out = append(out, r)
	}
	return tgbotapi.NewInlineKeyboardMarkup(out...)
}

// inTurns sends b.N messages by each way, some at a time in turn, so that both meet the same machine.
func inTurns(b *testing.B, ours, library func(sender int) error) {
	const some = 8 // of each sender
	ways, took, sent := [...]func(int) error{ours, library}, [2]time.Duration{}, 0
	b.ResetTimer()
	for ; sent < b.N; sent += some * senders {
		for i := range ways {
			way := (i + sent/some/senders) % len(ways)
			begun := time.Now()
			var g errgroup.Group
			for n := range senders {
				g.Go(func() error {
					for range some {
						if err := ways[way](n); err != nil {
							return err
						}
					}
					return nil
				})
			}
			if err := g.Wait(); err != nil {
				b.Fatal(err)
			}
			took[way] += time.Since(begun)
		}
	}
	b.ReportMetric(float64(sent)/took[0].Seconds(), "sends/s")
	b.ReportMetric(float64(sent)/took[1].Seconds(), "library-sends/s")
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "of-library")
}
