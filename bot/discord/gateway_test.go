package discord_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
)

// The library's Open waits for ever for HELLO and READY, holding the lock that Close needs; where Op 7 comes in place of READY it
// waits for that lock itself, and no closed connection ends that. Its heartbeat gives a silent gateway five intervals, and a refused
// upgrade is an error of Open that nobody repeats.
func TestAConnectionThatHangsIsReplaced(t *testing.T) {
	for name, fault := range map[string]discordtest.GatewayFault{
		"no hello": discordtest.NoHello, "no ready": discordtest.NoReady, "asked to reconnect in place of ready": discordtest.NotReady,
		"an invalid session in place of ready": discordtest.InvalidReady, "no upgrade": discordtest.NoUpgrade,
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, nil, func(_ *testing.T, w *world) {
				sam := w.Person(w.t, "sam", "en-US")
				w.MisbehaveGateway(fault, 2)
				w.run()
				bottest.Pass(2 * time.Minute)
				w.may(sam.Say("hello"))
				if got := w.wait(0).Text; got != "hello" {
					w.t.Errorf("heard %q", got)
				}
			})
		})
	}
}

func TestAConnectionWithoutAnswersToHeartbeatsIsReplaced(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		sam := w.Person(t, "sam", "en-US")
		w.run()
		w.MisbehaveGateway(discordtest.NoAck, 2)
		bottest.Pass(2*41250*time.Millisecond + 5*time.Second)
		if !strings.Contains(w.log.String(), "the connection to discord ended and is made again") {
			t.Errorf("it was not replaced within two heartbeats: %s", w.log)
		}
		w.may(sam.Say("hello"))
		w.wait(0)
	})
}

// The library tries again for ever, and says nothing of a code that comes after READY.
func TestAFatalGoodbyeEndsRunWithASentence(t *testing.T) {
	for code, want := range map[int]error{
		4004: discord.ErrToken, 4010: discord.ErrShard, 4011: discord.ErrSharding, 4012: discord.ErrVersion, 4013: discord.ErrIntents, 4014: discord.ErrIntents,
	} {
		inWorld(t, nil, func(t *testing.T, w *world) {
			w.run()
			w.CloseGateway(code)
			if err := <-w.ended; !errors.Is(err, want) {
				t.Errorf("%d: Run ended with %v; want %v", code, err, want)
			}
			w.stop()
			w.stop = nil
		})
	}
	inWorld(t, func(o *discord.Options) { o.Token = "another" }, func(t *testing.T, w *world) {
		w.run()
		if err := <-w.ended; !errors.Is(err, discord.ErrToken) {
			t.Errorf("with a wrong token Run ended with %v", err)
		}
		w.stop()
		w.stop = nil
	})
}

// The library has lost what happened between two sessions, and one that it could resume does not outlive the process.
func TestNothingIsLostWhereAConnectionEnds(t *testing.T) {
	for name, end := range map[string]func(w *world){
		"cut":                        func(w *world) { w.Drop() },
		"asked to reconnect":         func(w *world) { w.AskReconnect() },
		"an invalid session":         func(w *world) { w.Invalidate(true) },
		"an unknown error of theirs": func(w *world) { w.CloseGateway(4000) },
		"the process ends": func(w *world) {
			w.halt()
			w.may(w.Person(w.t, "sam", "en-US").Say("between"))
			w.run()
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, nil, func(t *testing.T, w *world) {
				sam := w.Person(t, "amina", "en-US")
				w.run()
				var want []string
				for i := range 4 {
					want = append(want, fmt.Sprint("number ", i))
					w.may(sam.Say(want[i]))
					if i == 1 {
						end(w)
					}
				}
				w.wait(3)
				bottest.Pass(5 * time.Minute)
				if !strings.Contains(w.log.String(), "is made again") && name != "the process ends" {
					t.Errorf("the connection was kept")
				}
				var got []string
				for _, u := range w.heard() {
					if u.From.ID == sam.User().ID {
						got = append(got, u.Text)
					}
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("(-said +heard):\n%s", d)
				}
			})
		})
	}
}

func TestASessionThatIsGoneIsBegunAnew(t *testing.T) {
	for name, end := range map[string]func(w *world){
		"invalid": func(w *world) { w.Invalidate(false) }, "timed out": func(w *world) { w.CloseGateway(4009) }, "a bad sequence": func(w *world) { w.CloseGateway(4007) },
		"ended by them": func(w *world) { w.CloseGateway(1001) },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, nil, func(t *testing.T, w *world) {
				sam := w.Person(t, "sam", "en-US")
				w.run()
				end(w)
				bottest.Pass(time.Minute)
				w.may(sam.Say("hello"))
				w.wait(0)
			})
		})
	}
}

func TestEventsThatComeTwiceAreHeardOnce(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		sam := w.Person(t, "sam", "en-US")
		w.run()
		w.may(sam.Say("hello"))
		w.Repeat(3)
		w.may(sam.Say("again"))
		w.wait(1)
		bottest.Pass(time.Minute)
		if n := len(w.heard()); n != 2 {
			t.Errorf("%d updates were heard; want 2", n)
		}
	})
}

// The library follows the pointers of half-filled events in a goroutine of its own: GUILD_CREATE that is null ends the process. Its
// handlers run without recover.
func TestAnEventThatIsHalfFilledHarmsNothing(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		sam := w.Person(t, "sam", "en-US")
		w.run()
		for _, kind := range []string{"GUILD_CREATE", "MESSAGE_CREATE", "INTERACTION_CREATE", "RESUMED", "CHANNEL_UPDATE", "A_KIND_OF_THE_FUTURE"} {
			for _, data := range []string{``, `{}`, `[]`, `"x"`, `{"author":null}`, `{"data":null,"user":null,"member":null}`, `{"id":1,"user":{"id":[]}}`,
				`{"id":"1","token":"t","channel_id":"1","type":3,"user":{"id":"1"},"message":null,"data":{"custom_id":"x"}}`} {
				w.Emit(kind, data)
			}
		}
		w.may(sam.Say("hello"))
		if got := w.wait(0).Text; got != "hello" || len(w.heard()) != 1 {
			t.Errorf("heard %+v", w.heard())
		}
	})
}

// counted is a connection whose writes are counted.
type counted struct {
	net.Conn
	writes *atomic.Int64
}

func (c counted) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

func TestAHeartbeatThatIsAskedForIsSentAtOnce(t *testing.T) {
	var writes atomic.Int64
	inWorld(t, func(o *discord.Options) {
		dial := o.Dialer.NetDialContext
		o.Dialer.NetDialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dial(ctx, network, address)
			return counted{c, &writes}, err
		}
	}, func(t *testing.T, w *world) {
		w.run()
		before := writes.Load()
		w.AskHeartbeat()
		bottest.Pass(time.Millisecond)
		if n := writes.Load() - before; n != 1 {
			t.Errorf("%d things were said; want one heartbeat", n)
		}
	})
}

// A thousand sessions a day are allowed; beyond them Discord takes the token away.
func TestNoMoreSessionsAreBegunThanAllowed(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		w.run()
		for range 5 {
			w.Invalidate(false)
			bottest.Pass(time.Minute)
		}
		if n := len(w.Calls("GET /gateway/bot")); n != 4 {
			t.Errorf("it was asked %d times whether a session may begin; want 4: thrice it may, then it waits", n)
		}
		if !strings.Contains(w.log.String(), "discord allows no more connections today") {
			t.Errorf("the log does not say so: %s", w.log)
		}
	}, discordtest.WithStarts(3))
}
