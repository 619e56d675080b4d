package discord_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/campaigns/outbox"
	"relais/storage"
	"relais/storage/storagetest"
)

// What discordgo v0.29.0 does to who uses it as it comes, each shown on the same fake beside what the adapter does:
//
//	trap                                                          subtest of TestTrap
//	a global 429 stops one channel alone                          limits/a_global_limit_stops_other_channels
//	a 429 is repeated without bound, unless that is switched off  limits/a_limit_is_met_once
//	a context ends neither wait                                   limits/a_wait_ends_with_its_context
//	Open hangs where it is asked to reconnect in place of READY   gateway/a_request_to_reconnect_in_place_of_ready_is_followed
//	Open hangs on silence                                         gateway/a_silent_gateway_is_left
//	a fatal goodbye is tried again for ever                       gateway/a_fatal_goodbye_ends_it_and_says_why
//	no session outlives its process                               gateway/what_happens_between_two_processes_is_heard
//	a panic in a handler ends the process                         events/a_panic_costs_one_event
//	an event that is null ends the process                        events/a_null_harms_nothing
//	events that could not be decoded arrive, with nil fields      events/what_cannot_be_read_is_set_aside
//	forms with Label components can't be read                     payloads/a_form_comes_back
//	a message has no nonce                                        payloads/a_message_that_is_repeated_stands_once
//	an error holds the request, with the bot's token              payloads/no_error_holds_the_token_of_the_bot
//	an error holds the address, with the interaction's token      payloads/no_error_holds_the_token_of_an_interaction
//	nothing remembers who refused DMs                             dms/a_refusal_is_not_asked_for_again

// library is a session of the library alone, on a fake.
type library struct {
	*discordgo.Session
	conns chan net.Conn // that it opened to the gateway
}

func alone(t *testing.T, s *discordtest.Server) library {
	t.Helper()
	session, err := discordgo.New("Bot " + discordtest.Token)
	if err != nil {
		t.Fatal(err)
	}
	l := library{session, make(chan net.Conn, 1000)}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := s.Dial(ctx, network, address)
		if err == nil {
			l.conns <- c
		}
		return c, err
	}
	l.LogLevel = -1 // it would write to the standard logger
	l.Client, l.Dialer = s.Client(), &websocket.Dialer{NetDialContext: dial, NetDialTLSContext: dial}
	l.Identify.Intents = discordgo.IntentsGuilds | discordgo.IntentsDirectMessages
	return l
}

// opens wants it to be connected, and lets its first heartbeat leave: where that fails, one goroutine sleeps with the lock that the
// other waits for, by which no bubble's time passes.
func (l library) opens(t *testing.T) net.Conn {
	t.Helper()
	if err := l.Open(); err != nil {
		t.Fatalf("the library does not open: %v", err)
	}
	bottest.Pass(time.Second)
	return <-l.conns
}

// panicOf is the panic that fn ends with; nil for none.
func panicOf(fn func()) (p any) {
	defer func() { p = recover() }()
	fn()
	return nil
}

// all is what a channel holds.
func all[T any](c <-chan T) (out []T) {
	for range len(c) {
		out = append(out, <-c)
	}
	return out
}

// slow keeps the fake from ending a connection while the library sleeps with the lock that its reader needs then.
var slow = discordtest.WithLinger(2 * time.Second)

// TestTrap holds the adapter against what the library would do, trap by trap.
func TestTrap(t *testing.T) {
	t.Run("limits", trapsOfLimits)
	t.Run("gateway", trapsOfTheGateway)
	t.Run("events", trapsOfEvents)
	t.Run("payloads", trapsOfPayloads)
	t.Run("dms", trapsOfDMs)
}

func trapsOfLimits(t *testing.T) {
	t.Run("a_global_limit_stops_other_channels", func(t *testing.T) {
		for _, naive := range []bool{false, true} {
			inWorld(t, nil, func(t *testing.T, w *world) {
				amina, sam, lib := w.Person(t, "amina", "fr"), w.Person(t, "sam", "fr"), alone(t, w.Server)
				send := func(p *discordtest.Person) error {
					if naive {
						_, err := lib.ChannelMessageSend(p.User().Chat, "x", discordgo.WithRetryOnRatelimit(false))
						return err
					}
					_, err := w.d.Send(t.Context(), w.door.Clear(t, in(p), bot.Message{Text: "x"}, "", false))
					return err
				}
				w.Misbehave(discordtest.Fault{Route: posts, Times: 1, Limited: "global", Retry: 20 * time.Second})
				if send(amina) == nil {
					t.Fatal("there was no limit")
				}
				begun, before := time.Now(), len(w.Calls(posts))
				err := send(sam)
				asked := len(w.Calls(posts)) - before
				switch {
				case !naive && (asked != 0 || err == nil):
					t.Errorf("everything is stopped, and another channel was written to %d times: %v", asked, err)
				case naive && (asked == 0 || time.Since(begun) >= 20*time.Second):
					t.Errorf("the library waited %v: is this trap gone?", time.Since(begun))
				}
			})
		}
	})
	t.Run("a_limit_is_met_once", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			const often = 100
			sam, lib := w.Person(t, "sam", "fr"), alone(t, w.Server)
			w.Misbehave(discordtest.Fault{Route: posts, Times: often, Limited: "user", Retry: time.Second})
			_, e := w.try(in(sam), bot.Message{Text: "x"}, "")
			if n := len(w.Calls(posts)); n != 1 || e == nil || e.Kind != outbox.Throttled {
				t.Errorf("one attempt was %d calls, and failed with %+v; want the outbox to be told after the first", n, e)
			}
			// Each of them counts towards the ten thousand for which Discord bans an address.
			if _, err := lib.ChannelMessageSend(sam.User().Chat, "x"); err != nil || len(w.Calls(posts)) != 1+often {
				t.Errorf("the library made %d calls, %v: is this trap gone?", len(w.Calls(posts))-1, err)
			}
		})
	})
	t.Run("a_wait_ends_with_its_context", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			const held = 2 * time.Second
			sam, amina, lib := w.Person(t, "sam", "fr"), w.Person(t, "amina", "fr"), alone(t, w.Server)
			took := func(send func(ctx context.Context) error) time.Duration {
				ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				begun := time.Now()
				if send(ctx) == nil {
					t.Error("it was sent")
				}
				return time.Since(begun)
			}
			limit := discordtest.Fault{Route: posts, Times: 1, Limited: "user", Retry: held}
			w.Misbehave(limit)
			if _, e := w.try(in(sam), bot.Message{Text: "x"}, ""); e == nil {
				t.Fatal("there was no limit")
			}
			time.Sleep(held - 300*time.Millisecond) // what is longer is the outbox's to wait for
			c := w.door.Clear(t, in(sam), bot.Message{Text: "x"}, "", false)
			if d := took(func(ctx context.Context) error { _, err := w.d.Send(ctx, c); return err }); d != 100*time.Millisecond {
				t.Errorf("a wait for room ended after %v; want it to end with its context", d)
			}

			naive := func(ctx context.Context) error {
				_, err := lib.ChannelMessageSend(amina.User().Chat, "x", discordgo.WithContext(ctx))
				return err
			}
			w.Misbehave(limit)
			if d := took(naive); d < held {
				t.Errorf("after a 429 the library waited %v: is this trap gone?", d)
			}
			bottest.Pass(time.Minute)
			for range 5 {
				if err := naive(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if d := took(naive); d < time.Second {
				t.Errorf("for room in its bucket the library waited %v: is this trap gone?", d)
			}
		})
	})
}

func trapsOfTheGateway(t *testing.T) {
	t.Run("a_request_to_reconnect_in_place_of_ready_is_followed", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			sam := w.Person(t, "sam", "en-US")
			w.MisbehaveGateway(discordtest.NotReady, 1)
			w.run()
			bottest.Pass(time.Minute)
			w.may(sam.Say("hello"))
			w.wait(0)
		})

		// The library waits for a lock that it holds, by which no bubble's time passes: this is outside.
		s := discordtest.New(t)
		s.MisbehaveGateway(discordtest.NotReady, 1)
		lib, ended := alone(t, s), make(chan struct{})
		lib.SyncEvents, lib.ShouldReconnectOnError = true, false
		// Once its lock is taken from it, it would go on with a connection that is closed. It is ended where it says so, with the lock as
		// it was.
		lib.AddHandler(func(l *discordgo.Session, _ *discordgo.Disconnect) {
			l.Lock()
			runtime.Goexit()
		})
		go func() {
			defer close(ended)
			_ = lib.Open() // it does not return
		}()
		<-lib.conns
		late := time.NewTimer(300 * time.Millisecond)
		defer late.Stop()
		select {
		case <-ended:
			t.Error("the library opened: is this trap gone?")
		case <-late.C:
			lib.Unlock()
			<-ended
		}
	})
	t.Run("a_silent_gateway_is_left", func(t *testing.T) {
		for _, fault := range []discordtest.GatewayFault{discordtest.NoHello, discordtest.NoReady} {
			inWorld(t, nil, func(t *testing.T, w *world) {
				sam := w.Person(t, "sam", "en-US")
				w.MisbehaveGateway(fault, 1)
				w.run()
				bottest.Pass(time.Minute)
				w.may(sam.Say("hello"))
				w.wait(0)

				w.MisbehaveGateway(fault, 1)
				lib, opened := alone(t, w.Server), make(chan error, 1)
				go func() { opened <- lib.Open() }()
				bottest.Pass(time.Hour)
				select {
				case err := <-opened:
					t.Fatalf("the library ended its wait with %v: is this trap gone?", err)
				default:
				}
				if lib.TryLock() { // which Close needs
					lib.Unlock()
					t.Error("the library can be closed meanwhile: is this trap gone?")
				}
				(<-lib.conns).Close()
				<-opened
			}, discordtest.WithHeartbeat(10*time.Hour)) // or the fake would end a connection without heartbeats
		}
	})
	t.Run("a_fatal_goodbye_ends_it_and_says_why", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			w.run()
			w.CloseGateway(4004)
			bottest.Pass(time.Hour)
			select {
			case err := <-w.ended:
				if !errors.Is(err, discord.ErrToken) {
					t.Errorf("Run ended with %v; want ErrToken", err)
				}
				w.stop()
				w.stop = nil
			default:
				t.Error("Run goes on")
			}
			if n := len(w.Calls("GET /gateway/bot")); n != 1 {
				t.Errorf("%d sessions were asked for; want one", n)
			}

			lib := alone(t, w.Server)
			lib.opens(t)
			tell := func(token string) { // Discord knows another token from now on
				lib.Lock()
				defer lib.Unlock()
				lib.Token, lib.Identify.Token = token, token
			}
			right := lib.Token
			tell("Bot of before")
			w.CloseGateway(4004)
			bottest.Pass(24 * time.Hour)
			if n := len(lib.conns); n < 100 {
				t.Errorf("the library connected %d times in a day: is this trap gone?", n)
			}
			tell(right)
			bottest.Pass(time.Hour)
			if err := lib.Close(); err != nil {
				t.Error(err)
			}
		}, slow)
	})
	t.Run("what_happens_between_two_processes_is_heard", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			sam := w.Person(t, "sam", "en-US")
			w.run()
			w.halt()
			w.may(sam.Say("between"))
			w.run()
			if got := w.wait(0).Text; got != "between" {
				t.Errorf("heard %q", got)
			}
			w.halt()
			bottest.Pass(10 * time.Second)

			got := make(chan string, 10)
			process := func() (library, net.Conn) {
				lib := alone(t, w.Server)
				lib.SyncEvents, lib.ShouldReconnectOnError = true, false
				lib.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { got <- m.Content })
				return lib, lib.opens(t)
			}
			_, first := process()
			w.may(sam.Say("before"))
			bottest.Pass(time.Second)
			first.Close() // as if it were killed: without a goodbye
			w.may(sam.Say("between"))
			bottest.Pass(10 * time.Second)
			second, _ := process()
			w.may(sam.Say("after"))
			bottest.Pass(time.Minute)
			if err := second.Close(); err != nil {
				t.Error(err)
			}
			bottest.Pass(time.Minute)
			if heard := all(got); !slices.Equal(heard, []string{"before", "after"}) {
				t.Errorf("the library heard %q: is this trap gone?", heard)
			}
		}, slow)
	})
}

func trapsOfEvents(t *testing.T) {
	t.Run("a_panic_costs_one_event", func(t *testing.T) {
		inWorld(t, offering, func(t *testing.T, w *world) {
			sam := w.Person(t, "sam", "fr")
			w.run()
			bottest.Pass(time.Second)
			w.may(sam.Complete("approve", "text", "panic"))
			bottest.Pass(time.Second)
			w.may(sam.Say("hello"))
			w.wait(0)
			if !strings.Contains(w.log.String(), "the bot panicked") {
				t.Error("the log says nothing of the panic")
			}
			w.halt()
			bottest.Pass(10 * time.Second)

			lib := alone(t, w.Server)
			lib.SyncEvents = true // or it would call the handler in a goroutine, whose panic nobody can show: it ends the process
			lib.AddHandler(func(*discordgo.Session, *discordgo.Ready) { panic("a fault in the bot") })
			if p := panicOf(func() { _ = lib.Open() }); p != "a fault in the bot" {
				t.Errorf("of a handler's panic there is left %v: is this trap gone?", p)
			}
			(<-lib.conns).Close()
		})
	})
	t.Run("a_null_harms_nothing", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			sam := w.Person(t, "sam", "fr")
			w.run()
			w.Emit("GUILD_CREATE", "")
			w.may(sam.Say("hello"))
			w.wait(0)
			w.halt()
			bottest.Pass(10 * time.Second)

			lib := alone(t, w.Server)
			lib.ShouldReconnectOnError = false
			lib.opens(t).Close()
			bottest.Pass(10 * time.Second)
			w.Emit("GUILD_CREATE", "")
			// What it missed is the first thing that it hears when it resumes, in Open. Otherwise a goroutine of its own hears it.
			if p := panicOf(func() { _ = lib.Open() }); p == nil {
				t.Error("the library takes a null for a server: is this trap gone?")
			}
			(<-lib.conns).Close()
		}, slow)
	})
	t.Run("what_cannot_be_read_is_set_aside", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			const odd = `{"id":"9","channel_id":"8","type":0,"content":"x","author":{"id":"7","username":"x"},"attachments":{}}`
			sam := w.Person(t, "sam", "fr")
			w.run()
			w.Emit("MESSAGE_CREATE", odd)
			w.may(sam.Say("hello"))
			if got := w.wait(0).Text; got != "hello" || len(w.heard()) != 1 {
				t.Errorf("heard %+v; want what could be read alone", w.heard())
			}
			w.halt()
			bottest.Pass(10 * time.Second)

			lib, got := alone(t, w.Server), make(chan *discordgo.MessageCreate, 10)
			lib.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { got <- m })
			lib.opens(t)
			w.Emit("MESSAGE_CREATE", odd)
			bottest.Pass(time.Second)
			if len(got) != 1 || panicOf(func() { _ = (<-got).Author.ID }) == nil {
				t.Error("the library's handler is not called, or with an author: is this trap gone?")
			}
			if err := lib.Close(); err != nil {
				t.Error(err)
			}
		}, slow)
	})
}

func trapsOfPayloads(t *testing.T) {
	t.Run("a_form_comes_back", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			const labelled = `{"id":"1","application_id":"5","token":"T","type":5,"channel_id":"8","context":1,"user":{"id":"7","username":"x"},
				"data":{"custom_id":"f","components":[{"type":18,"id":1,"component":{"type":4,"custom_id":"f","value":"words"}}]}}`
			sam := w.Person(t, "sam", "fr")
			w.run()
			w.Emit("INTERACTION_CREATE", labelled)
			id := w.send(in(sam), bot.Message{Text: "why?", Ask: "Write"}, "")
			w.may(sam.Press(id, "relais.answer"))
			bottest.Pass(time.Second)
			form := sam.Modal()
			if form == nil || len(form.Inputs) != 1 {
				t.Fatalf("the form is %+v", form)
			}
			w.may(sam.Submit(map[string]string{form.Inputs[0].ID: "words"}))
			if got := w.wait(0).Text; got != "words" {
				t.Errorf("heard %q", got)
			}
			if err := json.Unmarshal([]byte(labelled), new(discordgo.Interaction)); err == nil || !strings.Contains(err.Error(), "18") {
				t.Errorf("the library reads such a form, %v: is this trap gone?", err)
			}
		})
	})
	t.Run("a_message_that_is_repeated_stands_once", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			sam, amina, lib := w.Person(t, "sam", "fr"), w.Person(t, "amina", "fr"), alone(t, w.Server)
			c := w.door.Clear(t, in(sam), bot.Message{Text: "once"}, "", false)
			for _, x := range []struct {
				who  *discordtest.Person
				send func() error
				want int
				what string
			}{
				{sam, func() error { _, err := w.d.Send(t.Context(), c); return err }, 1, "the adapter's"},
				{amina, func() error { _, err := lib.ChannelMessageSend(amina.User().Chat, "once"); return err }, 2, "if one of the library's, this trap is gone; its"},
			} {
				w.Misbehave(discordtest.Fault{Route: posts, Times: 1, Cut: discordtest.CutAfter})
				if x.send() == nil {
					t.Fatal("its answer was not cut")
				}
				if err := x.send(); err != nil {
					t.Fatal(err)
				}
				if all, _ := x.who.Chat(); len(all) != x.want {
					t.Errorf("%s message stands %d times; want %d", x.what, len(all), x.want)
				}
			}
		})
	})
	t.Run("no_error_holds_the_token_of_the_bot", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			sam, lib := w.Person(t, "sam", "fr"), alone(t, w.Server)
			w.Misbehave(discordtest.Fault{Route: posts, Times: 2, Status: http.StatusForbidden})
			_, e := w.try(in(sam), bot.Message{Text: "x"}, "")
			if e == nil {
				t.Fatal("it was sent")
			}
			for err := e.Err; err != nil; err = errors.Unwrap(err) {
				w.keepsSecrets(fmt.Sprintf("%v %+v %#v", err, err, err))
			}
			_, err := lib.ChannelMessageSend(sam.User().Chat, "x")
			var r *discordgo.RESTError
			if !errors.As(err, &r) || !strings.Contains(r.Request.Header.Get("Authorization"), discordtest.Token) {
				t.Errorf("the library's error is %#v: is this trap gone?", err)
			}
		})
	})
	t.Run("no_error_holds_the_token_of_an_interaction", func(t *testing.T) {
		inWorld(t, nil, func(t *testing.T, w *world) {
			sam, lib := w.Person(t, "sam", "fr").In(w.general), alone(t, w.Server)
			w.run()
			id := w.send(bot.Address{Platform: discord.Name, Chat: w.general.ID(), Group: true}, bot.Message{Text: "choose", Buttons: [][]bot.Button{{{Label: "Go", Data: "go"}}}}, "")
			w.may(sam.Press(id, "go"))
			to := w.wait(0).To
			bottest.Pass(time.Second)
			w.Misbehave(discordtest.Fault{Cut: discordtest.CutBefore})
			if _, e := w.try(to, bot.Message{Text: "yours"}, ""); e == nil { // try looks for tokens
				t.Error("it was sent")
			}
			_, token, _ := strings.Cut(to.Reply, "aW50ZXJhY3Rpb246")
			token = "aW50ZXJhY3Rpb246" + token
			_, err := lib.FollowupMessageCreate(&discordgo.Interaction{AppID: discordtest.Application, Token: token}, true, &discordgo.WebhookParams{Content: "yours"})
			if err == nil || !strings.Contains(err.Error(), token) {
				t.Errorf("the library's error is %v: is this trap gone?", err)
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

// trapsOfDMs shows what is asked of Discord where it refuses DMs: each refusal counts towards ten thousand invalid calls in ten minutes,
// after which it bans the address.
func trapsOfDMs(t *testing.T) {
	const opening, people = "POST /users/@me/channels", 3
	for rule, c := range map[string]struct {
		code  string
		asked int // times, where three people are written to three times each
	}{
		"closed":           {"50007", people}, // each once
		"no mutual guild":  {"50278", people},
		"opening too fast": {"40003", 1}, // it is about the bot: nobody else is tried meanwhile
	} {
		t.Run("a_refusal_is_not_asked_for_again/"+c.code, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, store := discordtest.New(t), storagetest.New(t)
				d, box := discord.New(store, over(s)), outbox.New(store, slog.New(slog.DiscardHandler))
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- box.Run(ctx, gone{map[string]bool{}}, []outbox.Sender{d}) }()
				var all []*discordtest.Person
				for i := range people {
					p := s.Person(t, fmt.Sprint("p", i), "fr")
					s.RefuseDM(p.User().ID, rule)
					all = append(all, p)
				}
				for range 3 {
					for _, p := range all {
						if err := store.Update(ctx, func(tx storage.Tx) error {
							_, err := box.Post(tx, outbox.Letter{To: outbox.Address{Platform: discord.Name, Chat: "@" + p.User().ID}, Message: outbox.Message{Text: "x"}})
							return err
						}); err != nil {
							t.Fatal(err)
						}
						box.Wake()
					}
					bottest.Pass(3 * time.Minute)
				}
				if n, counts := len(s.Calls(opening)), s.Invalid(); n != c.asked || counts != n {
					t.Errorf("%d DMs were asked for in nine minutes, of which %d count as invalid; want %d", n, counts, c.asked)
				}
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}

				lib, before := alone(t, s), s.Invalid()
				for range 3 {
					for _, p := range all {
						_, err := lib.UserChannelCreate(p.User().ID)
						var r *discordgo.RESTError
						if !errors.As(err, &r) || r.Message == nil || fmt.Sprint(r.Message.Code) != c.code {
							t.Fatalf("the library was answered %v; want %s", err, c.code)
						}
					}
				}
				if n := s.Invalid() - before; n != 3*people {
					t.Errorf("of the library's %d calls %d count as invalid: is this trap gone?", 3*people, n)
				}
			})
		})
	}
}
