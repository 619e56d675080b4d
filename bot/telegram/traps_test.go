package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/telegram"
	"relais/bot/telegram/telegramtest"
	"relais/campaigns/outbox"
	"relais/storage/storagetest"
)

const canary = "4200000001:CANARY-token-that-nobody-may-read"

// lines is a log that can be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// trap is an adapter on a fake, and the library alone beside it.
type trap struct {
	*telegramtest.Server
	t     *testing.T
	g     *telegram.Telegram
	door  *bottest.Door
	log   lines
	naive *tgbotapi.BotAPI
}

func inTrap(t *testing.T, opt telegram.Options, test func(t *testing.T, w *trap)) {
	synctest.Test(t, func(t *testing.T) {
		w := &trap{Server: telegramtest.New(t, telegramtest.Options{Token: canary, Unpaced: true}), t: t}
		opt.Token, opt.API, opt.Rate, opt.Transport = canary, "https://api.telegram.org", 30, w.Client().Transport
		opt.Log = slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		w.g, w.door = telegram.New(storagetest.New(t), opt), bottest.NewDoor(t, telegram.Name)
		w.naive = &tgbotapi.BotAPI{Token: canary, Client: w.Client()}
		w.naive.SetAPIEndpoint(tgbotapi.APIEndpoint)
		test(t, w)
		if strings.Contains(w.log.String(), canary) {
			t.Errorf("the token stands in the log:\n%s", w.log.String())
		}
	})
}

// run runs the adapter until the test ends.
func (w *trap) run(in bot.Inbox) { w.t.Cleanup(w.during(in)) }

// during runs the adapter until stop.
func (w *trap) during(in bot.Inbox) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.g.Run(ctx, in) }()
	synctest.Wait()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Errorf("Run ended with %v", err)
		}
	}
}

// send makes one attempt.
func (w *trap) send(p bottest.Person, m bot.Message) *bot.SendError {
	w.t.Helper()
	u := p.User()
	_, err := w.g.Send(context.Background(), w.door.Clear(w.t, bot.Address{Platform: u.Platform, Chat: u.Chat}, m, "", false))
	var e *bot.SendError
	if err != nil && !errors.As(err, &e) {
		w.t.Fatalf("got %T, %v", err, err)
	}
	return e
}

var paper = bot.Message{Text: "A file.", Files: []bot.File{{Name: "a.txt", Type: "text/plain", Data: []byte("x")}}}

// TestTrap holds the adapter against what the library would do, trap by trap.
func TestTrap(t *testing.T) {
	t.Run("an_update_that_cannot_be_read_harms_no_other", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			amina := w.Person(t, "amina", "en")
			got := make(chan string, 20)
			w.run(heard(func(u bot.Update) { got <- u.Text }))
			for _, odd := range telegramtest.Odd() {
				w.Inject(odd)
			}
			if err := amina.Say("after them"); err != nil {
				t.Fatal(err)
			}
			bottest.Pass(time.Minute)
			if len(got) != 1 || <-got != "after them" {
				t.Errorf("want one message to be heard; %d more were", len(got))
			}
			// The library decodes a whole batch at once.
			w.Inject(telegramtest.Odd()["a list for a message"])
			raw, err := json.Marshal([]json.RawMessage{[]byte(`{"update_id":1,"message":[1,2]}`), []byte(`{"update_id":2}`)})
			if err != nil {
				t.Fatal(err)
			}
			var batch []tgbotapi.Update
			if json.Unmarshal(raw, &batch) == nil {
				t.Error("the library reads such a batch: is this trap gone?")
			}
		})
	})
	t.Run("no_error_and_no_line_of_the_log_holds_the_token", func(t *testing.T) {
		for name, f := range map[string]telegramtest.Fault{
			"cut before": {Cut: telegramtest.CutBefore}, "cut after": {Cut: telegramtest.CutAfter}, "silent": {Silent: true},
			"a page": telegramtest.BadGateway(telegramtest.Fault{}), "too many": telegramtest.TooMany(telegramtest.Fault{}, 3),
			"a fault": {Status: 500, Description: "Internal Server Error"}, "denied": {Status: 401, Description: "Unauthorized"},
			"no JSON": {Status: 200, Body: "\x00"}, "half": {Status: 200, Body: `{"ok":true,"result":{"mess`},
		} {
			t.Run(name, func(t *testing.T) {
				inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
					amina := w.Person(t, "amina", "en")
					in := heard(func(bot.Update) {})
					if name != "denied" { // which ends it
						w.run(in)
					}
					for _, method := range []string{"sendMessage", "sendDocument", "getUpdates", "getFile"} {
						f.Method = method
						w.Fail(f)
					}
					if err := errors.Join(amina.SendFile(telegramtest.File{Name: "x.txt", Data: []byte("x")}, "")); err != nil {
						t.Fatal(err)
					}
					for _, m := range []bot.Message{{Text: "Words."}, paper} {
						if e := w.send(amina, m); e == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", e, e.Err, e.Err), canary) {
							t.Errorf("the attempt fails with %+v", e)
						}
					}
					bottest.Pass(5 * time.Minute)
				})
			})
		}
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			w.Fail(telegramtest.Fault{Cut: telegramtest.CutBefore})
			if _, err := w.naive.MakeRequest("getMe", nil); err == nil || !strings.Contains(err.Error(), canary) {
				t.Errorf("the library's error is %v: is this trap gone?", err)
			}
		})
	})
	t.Run("a_throttled_upload_waits_as_long_as_it_is_told", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			amina := w.Person(t, "amina", "en")
			w.Fail(telegramtest.TooMany(telegramtest.Fault{Method: "sendDocument", Times: 2}, 7))
			if e := w.send(amina, paper); e == nil || e.Kind != outbox.Throttled || e.After != 7*time.Second {
				t.Errorf("got %+v", e)
			}
			_, err := w.naive.UploadFiles("sendDocument", tgbotapi.Params{"chat_id": amina.User().Chat}, []tgbotapi.RequestFile{
				{Name: "document", Data: tgbotapi.FileBytes{Name: "a", Bytes: []byte("x")}},
			})
			var e *tgbotapi.Error
			if !errors.As(err, &e) || e.Code != 0 {
				t.Errorf("the library's error is %#v: is this trap gone?", err)
			}
		})
	})
	t.Run("a_page_in_place_of_an_answer_is_tried_again", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			amina := w.Person(t, "amina", "en")
			w.Fail(telegramtest.BadGateway(telegramtest.Fault{Times: 2}))
			if e := w.send(amina, bot.Message{Text: "Words."}); e == nil || e.Kind != outbox.Temporary {
				t.Errorf("got %+v", e)
			}
			_, err := w.naive.MakeRequest("getMe", nil)
			if e := (*json.SyntaxError)(nil); !errors.As(err, &e) {
				t.Errorf("the library's error is %#v: is this trap gone?", err)
			}
		})
	})
	t.Run("a_call_ends_with_its_context", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			amina := w.Person(t, "amina", "en")
			w.Fail(telegramtest.Fault{Method: "sendMessage", Silent: true})
			begun := time.Now()
			if e := w.send(amina, bot.Message{Text: "Words."}); e == nil || e.Kind != outbox.Unknown || time.Since(begun) > time.Minute {
				t.Errorf("after %v got %+v", time.Since(begun), e)
			}
		})
	})
}

// TestWebhook holds what Telegram's calls are answered: by whom, how much, and that 200 means kept.
func TestWebhook(t *testing.T) {
	inTrap(t, telegram.Options{Webhook: "https://relais.example.org/telegram", Secret: "a-secret"}, func(t *testing.T, w *trap) {
		got := make(chan string, 10)
		w.run(heard(func(u bot.Update) { got <- u.Text }))
		const update = `{"update_id":9,"message":{"message_id":1,"date":1,"text":"by webhook","chat":{"id":5,"type":"private"},"from":{"id":5,"first_name":"A"}}}`
		for _, c := range []struct {
			what, secret, body string
			want               int
		}{
			{"no secret", "", update, http.StatusForbidden},
			{"another secret", "a-secreT", update, http.StatusForbidden},
			{"too long", "a-secret", update + strings.Repeat(" ", 1<<20), http.StatusBadRequest},
			{"no update", "a-secret", "<html>", http.StatusOK}, // offering it again would help nobody
			{"an update", "a-secret", update, http.StatusOK},
		} {
			r := httptest.NewRequest(http.MethodPost, "/telegram", strings.NewReader(c.body))
			if c.secret != "" {
				r.Header.Set("X-Telegram-Bot-Api-Secret-Token", c.secret)
			}
			rec := httptest.NewRecorder()
			w.g.Handler().ServeHTTP(rec, r)
			if rec.Code != c.want {
				t.Errorf("%s: answered %d %s, want %d", c.what, rec.Code, rec.Body, c.want)
			}
		}
		bottest.Pass(time.Minute)
		if len(got) != 1 || <-got != "by webhook" {
			t.Errorf("want one message; %d more were heard", len(got))
		}
	})
}
