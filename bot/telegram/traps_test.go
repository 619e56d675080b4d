package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
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
	"relais/storage"
	"relais/storage/storagetest"
)

// What telegram-bot-api v5.5.1 and Telegram do to who uses the library as it comes, each shown on the same fake beside what the adapter does:
//
//	trap                                                         subtest of TestTrap
//	an update is confirmed before it is handled                  an_update_outlives_the_process_that_took_it
//	a stop waits for the poll, and a second one panics           a_stop_is_at_once_and_may_be_repeated
//	one update that can't be decoded blocks all others           an_update_that_cannot_be_read_harms_no_other
//	transport errors hold the token                              no_error_and_no_line_of_the_log_holds_the_token
//	no call has a context, and the default client no timeout     a_call_ends_with_its_context
//	an upload's error has code 0                                 a_throttled_upload_waits_as_long_as_it_is_told
//	a proxy's page is an error of JSON                           a_page_in_place_of_an_answer_is_tried_again
//	nil slices go out as the text null                           what_is_missing_is_not_sent_as_null
//	EscapeText leaves quotes, and in MarkdownV2 backslashes      an_attribute_holds_its_quotes
//	who blocked the bot, left or never came is asked for ever    who_is_gone_is_asked_once
//	a group that was upgraded has another id, and errors.As      an_upgraded_group_is_followed
//	finds the error by its pointer alone
//	an edit that changes nothing fails                           an_edit_that_changes_nothing_has_succeeded
//	a caption is shorter than a text                             a_text_too_long_for_a_caption_stands_before_the_file
//	a button with an address of this machine costs the message   a_button_that_telegram_refuses_is_in_the_text
//
// See also TestTwoOnOneToken, TestATokenThatIsRevokedEndsRunAndLosesNothing and TestWebhook.

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
	wire  wire
	naive *tgbotapi.BotAPI
}

// wire notes the forms that pass it, and ends with its context.
type wire struct {
	next http.RoundTripper
	ctx  context.Context //nolint:containedctx // it is what ends calls of a library that takes none

	mu    sync.Mutex
	forms []string
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.GetBody != nil {
		if b, err := r.GetBody(); err == nil {
			form, _ := io.ReadAll(b) // it is in memory
			w.mu.Lock()
			w.forms = append(w.forms, string(form))
			w.mu.Unlock()
		}
	}
	if w.ctx != nil {
		r = r.WithContext(w.ctx)
	}
	return w.next.RoundTrip(r)
}

// nulls are the parameters that were sent as null.
func (w *wire) nulls() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, form := range w.forms {
		values, _ := url.ParseQuery(form) // what is no form has none
		for k := range values {
			if values.Get(k) == "null" {
				all = append(all, k)
			}
		}
	}
	return all
}

func inTrap(t *testing.T, opt telegram.Options, test func(t *testing.T, w *trap)) {
	synctest.Test(t, func(t *testing.T) {
		w := &trap{Server: telegramtest.New(t, telegramtest.Options{Token: canary, Unpaced: true}), t: t}
		opt.Token, opt.API, opt.Rate, opt.Transport = canary, "https://api.telegram.org", 30, &w.wire
		w.wire.next = w.Client().Transport
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
			w.Fail(telegramtest.Fault{Method: "getMe", Silent: true})
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			before := http.DefaultTransport
			http.DefaultTransport = &wire{next: w.Client().Transport, ctx: ctx} // of the library's own client
			defer func() { http.DefaultTransport = before }()
			made := make(chan error, 1)
			go func() { _, err := tgbotapi.NewBotAPI(canary); made <- err }()
			bottest.Pass(time.Hour)
			select {
			case err := <-made:
				t.Fatalf("the library ended its wait with %v: is this trap gone?", err)
			default:
			}
			cancel()
			<-made
		})
	})
	trapsOfUpdates(t)
	trapsOfMessages(t)
	trapsOfChats(t)
}

// fresh is the library with its own loop.
func (w *trap) fresh() *tgbotapi.BotAPI {
	w.t.Helper()
	lib, err := tgbotapi.NewBotAPIWithClient(canary, tgbotapi.APIEndpoint, w.Client())
	if err != nil {
		w.t.Fatal(err)
	}
	return lib
}

// panics tells whether fn does.
func panics(fn func()) (does bool) {
	defer func() { does = recover() != nil }()
	fn()
	return false
}

func trapsOfUpdates(t *testing.T) {
	t.Run("an_update_outlives_the_process_that_took_it", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			amina, got := w.Person(t, "amina", "en"), make(chan string, 10)
			stop := w.during(deaf{}) // whatever handles updates is stuck
			if err := amina.Say("to ours"); err != nil {
				t.Fatal(err)
			}
			bottest.Pass(time.Second)
			stop()
			stop = w.during(heard(func(u bot.Update) { got <- u.Text }))
			bottest.Pass(time.Minute)
			stop()
			if len(got) == 0 || <-got != "to ours" {
				t.Errorf("what was taken and not handled is not heard by the next process, which heard %d more", len(got))
			}

			lib := w.fresh()
			lib.GetUpdatesChan(tgbotapi.UpdateConfig{Timeout: 50}) // nobody has read from it when the process ends
			if err := amina.Say("to the library's"); err != nil {
				t.Fatal(err)
			}
			bottest.Pass(time.Second)
			lib.StopReceivingUpdates()
			bottest.Pass(time.Minute)
			next, err := w.fresh().GetUpdates(tgbotapi.UpdateConfig{})
			if err != nil || len(next) != 0 {
				t.Errorf("the library's next process is given %+v, %v: is this trap gone?", next, err)
			}
		})
	})
	t.Run("a_stop_is_at_once_and_may_be_repeated", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan error, 1)
			go func() { ended <- w.g.Run(ctx, heard(func(bot.Update) {})) }()
			bottest.Pass(time.Minute)
			begun := time.Now()
			cancel()
			cancel()
			if err := <-ended; err != nil || time.Since(begun) > time.Second {
				t.Errorf("Run ended with %v after %v", err, time.Since(begun))
			}

			lib := w.fresh()
			updates := lib.GetUpdatesChan(tgbotapi.UpdateConfig{Timeout: 50})
			bottest.Pass(time.Second)
			begun = time.Now()
			lib.StopReceivingUpdates()
			if _, more := <-updates; more || time.Since(begun) < 40*time.Second {
				t.Errorf("the library stopped after %v: is this trap gone?", time.Since(begun))
			}
			if !panics(lib.StopReceivingUpdates) {
				t.Error("the library can be stopped twice: is this trap gone?")
			}
		})
	})
}

func trapsOfMessages(t *testing.T) {
	t.Run("what_is_missing_is_not_sent_as_null", func(t *testing.T) {
		profile := func() telegram.Profile { return telegram.Profile{Name: "x", Langs: []telegram.ProfileIn{{Lang: "en"}}} }
		inTrap(t, telegram.Options{Profile: profile}, func(t *testing.T, w *trap) {
			amina := w.Person(t, "amina", "en")
			w.run(heard(func(bot.Update) {}))
			bottest.Pass(time.Minute)
			for _, m := range []bot.Message{{Text: "Words."}, {Text: "Words.", Menu: []string{}}, paper} {
				if e := w.send(amina, m); e != nil {
					t.Fatal(e)
				}
			}
			if len(w.Calls("setMyCommands")) == 0 || len(w.wire.nulls()) != 0 {
				t.Errorf("after %d lists of commands these were sent as null: %q", len(w.Calls("setMyCommands")), w.wire.nulls())
			}
			lib := &wire{next: w.Client().Transport}
			w.naive.Client = &http.Client{Transport: lib}
			_, err := w.naive.Request(tgbotapi.SetMyCommandsConfig{})
			if len(lib.nulls()) == 0 {
				t.Errorf("the library sends no null, and is answered %v: is this trap gone?", err)
			}
		})
	})
	t.Run("an_attribute_holds_its_quotes", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			const address = `https://example.org/?q="a"`
			amina := w.Person(t, "amina", "en")
			// Two things keep them: the address is percent-encoded, and the attribute is escaped.
			if e := w.send(amina, bot.Message{Text: "[words](<" + address + ">)"}); e != nil {
				t.Errorf("an address with quotes: %v", e)
			}
			m := tgbotapi.NewMessage(amina.ID(), `<a href="`+tgbotapi.EscapeText(tgbotapi.ModeHTML, address)+`">words</a>`)
			m.ParseMode = tgbotapi.ModeHTML
			if _, err := w.naive.Send(m); err == nil {
				t.Error("what the library escaped is taken: is this trap gone?")
			}
			if got := tgbotapi.EscapeText(tgbotapi.ModeMarkdownV2, `\`); got != `\` {
				t.Errorf("the library makes %q of a backslash: is this trap gone?", got)
			}
		})
	})
	t.Run("an_edit_that_changes_nothing_has_succeeded", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			amina := w.Person(t, "amina", "en")
			to := bot.Address{Platform: telegram.Name, Chat: amina.User().Chat}
			r, err := w.g.Send(context.Background(), w.door.Clear(t, to, bot.Message{Text: "Words."}, "", false))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.g.Send(context.Background(), w.door.Clear(t, to, bot.Message{Text: "Words."}, r.Message, false)); err != nil {
				t.Errorf("the same words: %v", err)
			}
			sent, err := w.naive.Send(tgbotapi.NewMessage(amina.ID(), "Words."))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.naive.Send(tgbotapi.NewEditMessageText(amina.ID(), sent.MessageID, "Words.")); err == nil {
				t.Error("the library edits it: is this trap gone?")
			}
		})
	})
	t.Run("a_text_too_long_for_a_caption_stands_before_the_file", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			amina, m := w.Person(t, "amina", "en"), paper
			m.Text = strings.Repeat("x", 1025)
			if e := w.send(amina, m); e != nil {
				t.Fatal(e)
			}
			all := amina.Messages()
			if len(all) != 2 || all[0].Text != m.Text || all[1].File == nil {
				t.Errorf("there stand %+v", all)
			}
			d := tgbotapi.NewDocument(amina.ID(), tgbotapi.FileBytes{Name: "a.txt", Bytes: []byte("x")})
			d.Caption = m.Text
			if _, err := w.naive.Send(d); err == nil || len(amina.Messages()) != 2 {
				t.Errorf("the library sends it, %v: is this trap gone?", err)
			}
		})
	})
	t.Run("a_button_that_telegram_refuses_is_in_the_text", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			const address = "http://localhost:8080/o/x"
			amina := w.Person(t, "amina", "en")
			if e := w.send(amina, bot.Message{Text: "Words.", Buttons: [][]bot.Button{{{Label: "Open", URL: address}}}}); e != nil {
				t.Fatal(e)
			}
			if all := amina.Messages(); len(all) != 1 || !strings.Contains(all[0].Text, address) {
				t.Errorf("there stand %+v", all)
			}
			m := tgbotapi.NewMessage(amina.ID(), "Words.")
			m.ReplyMarkup = tgbotapi.NewInlineKeyboardMarkup(tgbotapi.NewInlineKeyboardRow(tgbotapi.NewInlineKeyboardButtonURL("Open", address)))
			if _, err := w.naive.Send(m); err == nil || len(amina.Messages()) != 1 {
				t.Errorf("the library sends it, %v: is this trap gone?", err)
			}
		})
	})
}

// gone is a gate that remembers who can't be reached, as the network does.
type gone struct{ lost map[string]bool }

func (g gone) Row(storage.Tx, outbox.Row, time.Time) (outbox.Decision, error) {
	return outbox.Decision{}, errors.New("no rows are planned here")
}

func (g gone) Letter(_ storage.Tx, l outbox.Letter, _ time.Time) (outbox.Decision, error) {
	if g.lost[l.To.Chat] {
		return outbox.Decision{Verdict: outbox.Skip, Reason: "gone"}, nil
	}
	return outbox.Decision{Verdict: outbox.Go, To: l.To, Message: l.Message}, nil
}

func (g gone) Gone(_ storage.Tx, to outbox.Address, _ uint64, _ string, _ time.Time) error {
	g.lost[to.Chat] = true
	return nil
}

func (g gone) Moved(storage.Tx, outbox.Address, string) error { return nil }

// posts sends letters to chats through an outbox, in turn.
func (w *trap) posts(group bool, chats ...int64) {
	w.t.Helper()
	store := storagetest.New(w.t)
	box := outbox.New(store, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- box.Run(ctx, gone{map[string]bool{}}, []outbox.Sender{w.g}) }()
	for _, chat := range chats {
		to := outbox.Address{Platform: telegram.Name, Chat: strconv.FormatInt(chat, 10), Group: group}
		if err := store.Update(ctx, func(tx storage.Tx) error {
			_, err := box.Post(tx, outbox.Letter{To: to, Message: outbox.Message{Text: "Words."}})
			return err
		}); err != nil {
			w.t.Fatal(err)
		}
		box.Wake()
		bottest.Pass(time.Minute)
	}
	cancel()
	if err := <-ended; err != nil {
		w.t.Error(err)
	}
}

func trapsOfChats(t *testing.T) {
	t.Run("who_is_gone_is_asked_once", func(t *testing.T) {
		for said, leaves := range map[string]func(w *trap) (chat int64){
			"blocked by the user":         func(w *trap) int64 { p := w.Person(w.t, "p", "en"); _ = p.Block(); return p.ID() },
			"user is deactivated":         func(w *trap) int64 { p := w.Person(w.t, "p", "en"); p.Deactivate(); return p.ID() },
			"can't initiate conversation": func(w *trap) int64 { return w.Stranger().ID() },
		} {
			inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
				chat := leaves(w)
				w.posts(false, chat, chat, chat)
				if n := len(w.Calls("sendMessage")); n != 1 {
					t.Errorf("%s: three letters were %d calls; want one, which says that they are gone", said, n)
				}
				for range 3 {
					if _, err := w.naive.Send(tgbotapi.NewMessage(chat, "Words.")); err == nil || !strings.Contains(err.Error(), said) {
						t.Errorf("the library was answered %v; want %s", err, said)
					}
				}
				if n := len(w.Refused("sendMessage")); n != 1+3 {
					t.Errorf("%s: the library made %d calls: is this trap gone?", said, n-1)
				}
			})
		}
	})
	t.Run("an_upgraded_group_is_followed", func(t *testing.T) {
		inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
			amina, at := w.Person(t, "amina", "en"), w.Group(telegramtest.NewGroup{Title: "Solar", Kind: "group"})
			at.Add(amina.Account, "member")
			old, now := at.Migrate(amina.Account)
			stood := len(at.Messages())
			w.posts(true, old, old)
			if n := len(at.Messages()) - stood; n != 2 || len(w.Refused("sendMessage")) != 1 {
				t.Errorf("of two letters %d stand in the group, after %d refusals; want both after one", n, len(w.Refused("sendMessage")))
			}
			_, err := w.naive.Send(tgbotapi.NewMessage(old, "Words."))
			var e *tgbotapi.Error
			if !errors.As(err, &e) || e.MigrateToChatID != now || len(at.Messages()) != stood+2 {
				t.Errorf("the library's error is %#v: is this trap gone?", err)
			}
			var byValue tgbotapi.Error
			if errors.As(err, &byValue) {
				t.Error("the library's error is found by its value: is this trap gone?")
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
