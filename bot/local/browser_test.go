package local

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"relais/bot"
	"relais/bot/bottest"
	"relais/storage"
	"relais/storage/storagetest"
)

// browser is the page in a real browser, with a bot of a few words behind it.
type browser struct {
	t   *testing.T
	ctx context.Context
	url string
	h   host

	mu    sync.Mutex
	heard []bot.Update
	said  []string // on the console
}

type step = chromedp.Action[chromedp.Void]

func openBrowser(t *testing.T) *browser {
	t.Helper()
	store := storagetest.New(t)
	l := newChat(t, store, Options{Title: "Test network", Open: true, People: []Person{
		{User: "sam", Name: "Sam Okoro", About: "member", Lang: "en"}, {User: "amina", Name: "أمينة العلوي", About: "عضوة", Lang: "ar"},
	}})
	b := &browser{t: t, h: newHost(t, l)}
	stop := run(t, l, func(ctx context.Context, u bot.Update) error {
		b.mu.Lock()
		b.heard = append(b.heard, u)
		b.mu.Unlock()
		if u.Text == "/leave" {
			return store.Update(ctx, func(tx storage.Tx) error { return l.Forget(tx, u.From.ID, true) })
		}
		return nil
	})
	server := httptest.NewServer(l.Handler())
	b.url = server.URL
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.Flag("lang", "en"))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // chromium has no sandbox for root
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	ctx, closeTab := chromedp.NewContext(ctx)
	b.ctx = ctx
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("open a browser: %v: the tests need chromium (Debian: apt-get install chromium)", err)
	}
	console := chromedp.Console(ctx)
	go func() {
		for m, err := range console {
			if err != nil {
				return
			}
			b.mu.Lock()
			b.said = append(b.said, m.String())
			b.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		closeTab()
		cancel()
		stop() // ends the event streams, for which the server would wait
		server.Close()
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.said) > 0 {
			t.Errorf("the console says %q", b.said)
		}
	})
	return b
}

func (b *browser) do(steps ...step) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%v; the page reads:\n%s", err, b.text("body"))
	}
}

// until waits for an expression to become true in the page.
func (b *browser) until(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		b.t.Fatalf("%s did not come true: %v; the page reads:\n%s", expression, err, b.text("body"))
	}
}

func (b *browser) text(selector string) string {
	s, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%q).innerText", selector)))
	return s
}

// shows waits for a text in the page.
func (b *browser) shows(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf("document.querySelector('#log').innerText.includes(%q)", text))
}

func (b *browser) size(w, h int64) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: w, Height: h, DeviceScaleFactor: 1, Mobile: w < 600})
	if err != nil {
		b.t.Fatal(err)
	}
}

// fits wants nothing to stand out of the page sideways.
func (b *browser) fits(what string) {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll("main *, dialog[open] *")]
		.filter((e) => { const r = e.getBoundingClientRect(); return r.width > 1 && (r.right > visualViewport.width + 1 || r.left < -1) && !e.closest("svg"); })
		.map((e) => e.tagName + "." + e.className)`))
	if err != nil || len(out) > 0 {
		b.t.Errorf("%s: these stand out of the page: %v, %v", what, out, err)
	}
}

// last waits for the bot to hear something and returns it.
func (b *browser) last(n int) bot.Update {
	b.t.Helper()
	for range 200 {
		b.mu.Lock()
		heard := b.heard
		b.mu.Unlock()
		if len(heard) > n {
			return heard[n]
		}
		bottest.Pass(50 * time.Millisecond)
	}
	b.t.Fatalf("the bot did not hear of update %d", n)
	return bot.Update{}
}

func TestThePageInABrowser(t *testing.T) {
	for _, c := range []struct {
		user, dir, start, welcome, share, toast string
		width                                   int64
	}{
		{"sam", "ltr", "Start", "Welcome to a network with a rather long name.", "Share", "Noted", 360},
		{"amina", "rtl", "ابدأ", "مرحبًا بك في شبكة ذات اسم طويل إلى حد ما.", "مشاركة", "تم", 360},
		{"sam", "ltr", "Start", "Welcome to a network with a rather long name.", "Share", "Noted", 1280},
	} {
		t.Run(fmt.Sprint(c.user, " ", c.width), func(t *testing.T) {
			t.Parallel()
			b := openBrowser(t)
			b.size(c.width, 740)
			b.do(chromedp.Navigate(b.url+"/?as="+c.user+"&start=abc-123"), chromedp.WaitVisible("#start"))
			b.until(fmt.Sprintf("document.documentElement.dir === %q", c.dir))
			b.fits("an empty chat")
			b.do(chromedp.Click("#start button"))
			if got := b.last(0).Text; got != "/start abc-123" {
				t.Errorf("Start says %q", got)
			}
			lang := b.last(0).From.Lang
			long := strings.Repeat("x", 60)
			id := b.h.tell(t, c.user, bot.Message{
				Lang: lang, Text: "**" + c.welcome + "**\n\n- " + long, Copy: "https://s.example.org/" + long, Menu: []string{"A", "B", "C", "D", "E"},
				Buttons: [][]bot.Button{{{Label: c.share, Data: "share"}, {Label: "More", Data: "more"}, {Label: "English", Data: "en"}, {Label: "Español", Data: "es"}}},
				Files:   []bot.File{{Name: long + ".md", Type: "text/markdown", Data: []byte("# B7")}},
			})
			b.shows(c.welcome)
			b.fits("a message with everything")
			b.until(fmt.Sprintf("document.querySelector('#m%s .words').dir === %q", id, c.dir))

			// By keyboard: a button, and the focus after the message it stands under has changed.
			b.do(chromedp.Focus("#m"+id+" button.choice"), chromedp.KeyEvent("\r"))
			if u := b.last(1); u.Data != "share" || u.Message != id {
				t.Errorf("the press was %+v", u)
			}
			if _, err := b.h.attempt(t, c.user, bot.Message{Lang: lang, Text: "changed", Toast: c.toast, Buttons: [][]bot.Button{{{Label: "Back", Data: "back"}}}}, id); err != nil {
				t.Fatal(err)
			}
			b.shows("changed")
			b.until(fmt.Sprintf("document.querySelector('#toast').textContent === %q", c.toast))
			b.until("document.activeElement.textContent === 'Back'")

			// A forwarded text, sent by Enter.
			b.do(chromedp.Click("#forward"), chromedp.SendKeys("#text", "a claim\r"))
			if u := b.last(2); u.Text != "a claim" && c.width > 600 || c.width > 600 && !u.Forwarded {
				t.Errorf("the forwarded text was %+v", u)
			}
		})
	}
}
