package discord

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"relais/bot"
	"relais/bot/bottest"
	"relais/storage/storagetest"
)

const senders = 64 // at a time, each in a channel of its own

// card is a message as most copies of a brief are: some marks, an address, and buttons.
var card = bot.Message{
	Text: "**Argan: more than an oil**\n\n" + strings.Repeat("What UNESCO inscribed is what people know and do with the tree. ", 8) +
		"\n\nRests on 1 source: [UNESCO](https://ich.unesco.org/en/RL/argan-00955).",
	Buttons: [][]bot.Button{{{Label: "Share", Data: "share B2 0123456789ab"}, {Label: "More", Data: "more B2 0123456789ab"}}, {{Label: "Why?", Data: "why B2 0123456789ab"}}},
}

// elsewhere leads the library's calls to a server of ours: its addresses are variables of its package.
type elsewhere struct {
	http.RoundTripper
	to *url.URL
}

// RoundTrip makes one call there.
func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r.URL.Scheme, r.URL.Host = e.to.Scheme, e.to.Host // the library keeps no request
	return e.RoundTripper.RoundTrip(r)
}

// BenchmarkSend measures how many messages a second the adapter sends by 64 senders at a time over loopback, and beside it the library's
// REST client alone with the same transport, in turns. The server names no limits, of which both keep account, and ours over all is lifted,
// which the library lacks.
func BenchmarkSend(b *testing.B) {
	const answer = `{"id":"1179773677654321098","channel_id":"7","content":"x","timestamp":"2026-11-28T09:00:00.000000+00:00","type":0}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	own, same := tuned(), tuned()
	defer own.CloseIdleConnections()
	defer same.CloseIdleConnections()
	ours := New(storagetest.New(b), Options{Token: "x", API: server.URL, Transport: own})
	ours.api.client.Transport.(*pace).all.SetLimit(rate.Inf)
	library, err := discordgo.New("Bot x")
	if err != nil {
		b.Fatal(err)
	}
	to, err := url.Parse(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	library.Client = &http.Client{Transport: elsewhere{same, to}}

	door := bottest.NewDoor(b, Name)
	var cleared []bot.Cleared
	for n := range senders {
		cleared = append(cleared, door.Clear(b, bot.Address{Platform: Name, Chat: strconv.Itoa(n + 1)}, card, "", false))
	}
	p, _, err := ours.prepare(cleared[0])
	if err != nil {
		b.Fatal(err)
	}
	inTurns(b,
		func(n int) error { _, err := ours.Send(context.Background(), cleared[n]); return err },
		func(n int) error {
			_, err := library.ChannelMessageSendComplex(strconv.Itoa(n+1), &discordgo.MessageSend{
				Content: p.Content, Components: inLibrary(card.Buttons), AllowedMentions: &p.Mentions, Flags: discordgo.MessageFlags(p.Flags),
			})
			return err
		},
	)
}

// inLibrary are buttons as the library has them.
func inLibrary(rows [][]bot.Button) []discordgo.MessageComponent {
	var out []discordgo.MessageComponent
	for _, row := range rows {
		var r discordgo.ActionsRow
		for _, x := range row {
			r.Components = append(r.Components, discordgo.Button{Label: x.Label, Style: discordgo.SecondaryButton, CustomID: x.Data})
		}
		out = append(out, r)
	}
	return out
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
