package discord_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/campaigns/outbox"
)

const posts = "POST /channels/{channel}/messages"

// The library stops the one bucket that was answered, and goes on in all others.
func TestAGlobalLimitStopsEverything(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		amina, sam := w.Person(t, "amina", "fr"), w.Person(t, "sam", "en-US")
		w.send(in(sam), bot.Message{Text: "first"}, "")
		w.Misbehave(discordtest.Fault{Route: posts, Times: 1, Limited: "global", Retry: 20 * time.Second})
		_, err := w.try(in(amina), bot.Message{Text: "x"}, "")
		if err == nil || err.Kind != outbox.Throttled || err.Scope != outbox.ScopeToken || err.After != 20*time.Second {
			t.Fatalf("got %+v; want everything to wait for 20 s", err)
		}
		before := len(w.Calls(""))
		for range 10 {
			if _, err := w.try(in(sam), bot.Message{Text: "x"}, ""); err == nil || err.Kind != outbox.Throttled || err.Scope != outbox.ScopeToken {
				t.Fatalf("another channel: got %+v; want it to wait as well", err)
			}
			bottest.Pass(time.Second)
		}
		if n := len(w.Calls("")) - before; n != 0 {
			t.Errorf("%d calls were made meanwhile", n)
		}
		bottest.Pass(10 * time.Second)
		w.send(in(sam), bot.Message{Text: "after it"}, "")
	})
}

func TestALimitOfOneChannelStopsNoOther(t *testing.T) {
	for _, scope := range []string{"user", "shared"} {
		inWorld(t, nil, func(t *testing.T, w *world) {
			amina, sam := w.Person(t, "amina", "fr"), w.Person(t, "sam", "en-US")
			w.Misbehave(discordtest.Fault{Route: posts, Times: 1, Limited: scope, Retry: 20 * time.Second})
			_, err := w.try(in(amina), bot.Message{Text: "x"}, "")
			if err == nil || err.Kind != outbox.Throttled || err.Scope != outbox.ScopeChat || err.After < 20*time.Second {
				t.Fatalf("%s: got %+v; want the chat to wait for 20 s", scope, err)
			}
			if _, err := w.try(in(amina), bot.Message{Text: "x"}, ""); err == nil || err.Kind != outbox.Throttled || err.Scope != outbox.ScopeChat {
				t.Errorf("%s: the same channel: got %+v", scope, err)
			}
			w.send(in(sam), bot.Message{Text: "another channel"}, "")
		})
	}
}

// The library makes a call wait with its bucket locked, and its context ends neither. Fifty calls a second are allowed over all.
func TestCallsKeepWithinTheLimits(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		var all sync.WaitGroup
		for i := range 120 {
			c := w.door.Clear(t, in(w.Person(t, fmt.Sprint("p", i), "fr")), bot.Message{Text: "hello"}, "", false)
			all.Go(func() {
				if _, err := w.d.Send(context.Background(), c); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		sam := w.Person(t, "sam", "fr")
		for i := range 12 {
			for {
				_, err := w.try(in(sam), bot.Message{Text: fmt.Sprint(i)}, "")
				if err == nil {
					break
				}
				if err.Kind != outbox.Throttled || err.Scope != outbox.ScopeChat {
					t.Fatal(err)
				}
				bottest.Pass(err.After)
			}
		}
		bottest.Pass(10 * time.Second)
		for i := range 10 { // several at a time in one bucket
			c := w.door.Clear(t, in(sam), bot.Message{Text: fmt.Sprint("at once ", i)}, "", false)
			all.Go(func() { w.d.Send(context.Background(), c) })
		}
		all.Wait()
		if n := w.Limited("global") + w.Limited("user") + w.Limited("shared"); n != 0 {
			t.Errorf("%d calls were too many; want none to be", n)
		}
	})
}

func TestAWaitForRoomEndsWithItsContext(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		sam := w.Person(t, "sam", "fr")
		w.Misbehave(discordtest.Fault{Route: posts, Times: 1, Limited: "user", Retry: 2 * time.Second})
		if _, err := w.try(in(sam), bot.Message{Text: "x"}, ""); err == nil {
			t.Fatal("sent")
		}
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
		defer cancel()
		began := time.Now()
		_, err := w.d.Send(ctx, w.door.Clear(t, in(sam), bot.Message{Text: "x"}, "", false))
		if err == nil || time.Since(began) > 400*time.Millisecond {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
	})
}

// MessageSend of the library has no nonce, and without enforce_nonce Discord sends a repeat again.
func TestEveryMessageHasANonceThatIsEnforced(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		sam := w.Person(t, "sam", "fr")
		w.Misbehave(discordtest.Fault{Route: posts, Times: 1, Cut: discordtest.CutAfter})
		c := w.door.Clear(t, in(sam), bot.Message{Text: "once", Files: []bot.File{{Name: "a.md", Type: "text/markdown", Data: []byte("x")}}}, "", false)
		_, err := w.d.Send(t.Context(), c)
		if e, ok := err.(*bot.SendError); !ok || e.Kind != outbox.Unknown {
			t.Fatalf("an answer that was cut: got %v; want %s", err, outbox.Unknown)
		}
		if _, err := w.d.Send(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if all, _ := sam.Chat(); len(all) != 1 {
			t.Errorf("%d messages stand; want 1", len(all))
		}
	})
}

func TestNobodyIsPingedAndNothingUnfurls(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		role := w.guild.Role("everyone else", true)
		place := bot.Address{Platform: discord.Name, Chat: w.general.ID(), Group: true}
		id := w.send(place, bot.Message{Text: `@everyone @here \<@` + w.Person(t, "sam", "fr").User().ID + `> \<@&` + role.ID + "> https://example.org/a_b"}, "")
		w.send(place, bot.Message{Text: "@everyone"}, id)
		for _, c := range w.Calls("") {
			var m struct {
				Allowed struct{ Parse []string } `json:"allowed_mentions"`
				Flags   int                      `json:"flags"`
			}
			if err := json.Unmarshal(c.Body, &m); err != nil || m.Allowed.Parse == nil || len(m.Allowed.Parse) != 0 || m.Flags&4 == 0 {
				t.Errorf("%s: %s, %v", c.Route, c.Body, err)
			}
			if strings.Contains(string(c.Answer), `"mention_everyone":true`) || !strings.Contains(string(c.Answer), `"mention_roles":[]`) {
				t.Errorf("somebody was pinged: %s", c.Answer)
			}
		}
	})
}

// The library's errors hold the request with its Authorization header, and addresses in which an interaction's token stands.
func TestNoTokenStandsInAnErrorOrTheLog(t *testing.T) {
	for name, fault := range map[string]discordtest.Fault{
		"refused": {Status: 400}, "unauthorized": {Status: 401}, "forbidden": {Status: 403}, "gone": {Status: 404}, "broken": {Status: 500}, "a page": {HTML: true},
		"a page that forbids": {Status: 403, HTML: true}, "a page of a limit": {Status: 429, HTML: true},
		"limited": {Limited: "user", Retry: time.Minute}, "limited over all": {Limited: "global", Retry: time.Minute}, "shared": {Limited: "shared"},
		"cut before": {Cut: discordtest.CutBefore}, "cut after": {Cut: discordtest.CutAfter}, "cut midway": {Cut: discordtest.CutMidway},
		"slow": {Latency: 2 * time.Minute}, "no json": {Status: 400, Body: "{"}, "an odd answer": {Status: 200, Body: `[]`},
		"it repeats what was sent": {Status: 400, Body: `{"code":50035,"message":"Invalid Form Body","errors":{"content":{"_errors":[{"code":"X","message":"` + discordtest.Token + `"}]}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, nil, func(t *testing.T, w *world) {
				sam := w.Person(t, "sam", "fr")
				w.run()
				w.may(sam.Say("hello"))
				id := w.send(w.wait(0).To, bot.Message{Text: "choose", Buttons: [][]bot.Button{{{Label: "Go", Data: "go"}}}}, "")
				w.may(sam.Press(id, "go"))
				dm := w.wait(1).To
				there := sam.In(w.general)
				pub := w.send(bot.Address{Platform: discord.Name, Chat: w.general.ID(), Group: true}, bot.Message{Text: "choose", Buttons: [][]bot.Button{{{Label: "Go", Data: "go"}}}}, "")
				w.may(there.Press(pub, "go"))
				mine := w.wait(2).To
				kit := w.send(mine, bot.Message{Text: "your kit"}, "")
				bottest.Pass(10 * time.Second)
				w.Misbehave(fault)
				for _, to := range []bot.Address{dm, mine, {Platform: discord.Name, Chat: sam.User().Chat}} {
					w.try(to, bot.Message{Text: "x"}, "")
					w.try(to, bot.Message{Text: "x", Files: []bot.File{{Name: "a", Data: []byte("x")}}}, "")
					w.try(to, bot.Message{Toast: "x"}, "")
					w.try(to, bot.Message{Text: "x"}, id)
				}
				w.try(mine, bot.Message{Text: "x"}, kit)
				w.may(sam.Press(id, "go"))
				w.may(sam.Attach(discordtest.File{Name: "a.md", Type: "text/markdown", Data: []byte("x")}, ""))
				if fault.Status != 401 { // that would end Run, as it should
					w.CloseGateway(4009)
				}
				bottest.Pass(time.Minute)
			})
		})
	}
}
