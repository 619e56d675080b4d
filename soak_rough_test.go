//go:build !race

package main

import (
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/bot/telegram"
	"relais/bot/telegram/telegramtest"
)

// roughness is how a platform misbehaves, and what a test has to know of it beside.
type roughness struct {
	name string
	mu   sync.Mutex // for all that is drawn
	draw *rand.Rand
	// anytime are misbehaviours for any moment, gaps those for a moment when nobody waits for an answer: what people do while
	// there is no session at all the platform tells the bot never. Each is dealt once before any is dealt again.
	anytime, gaps deck
	heal          func()
	// ready tells whether the bot is at work, with few misbehaviours still ahead of it: with more the platform would be away, which is
	// one of its own.
	ready func() bool
	// online tells whether people see the bot online, and begin nothing else.
	online func() bool
	// blocked and unblocked do what the bot learns by where the platform does not tell it.
	blocked, unblocked func(bottest.Person) error
	// told is what somebody was told, and how many messages beside those of which it knows may stand there twice.
	told func(who string) (all sayings, twice int)
}

// deck is a set of misbehaviours in an order of chance, dealt over and over.
type deck struct {
	cards []func()
	dealt int
}

func (d *deck) deal(draw *rand.Rand) {
	if len(d.cards) == 0 {
		return
	}
	if d.dealt%len(d.cards) == 0 {
		draw.Shuffle(len(d.cards), func(i, j int) { d.cards[i], d.cards[j] = d.cards[j], d.cards[i] })
	}
	d.dealt++
	d.cards[(d.dealt-1)%len(d.cards)]()
}

// pause is how long nothing new goes wrong.
func (r *roughness) pause() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return time.Duration(500+r.draw.IntN(2000)) * time.Millisecond
}

// next lets something go wrong if there is room for it, and tells whether it did.
func (r *roughness) next() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ready() {
		return false
	}
	r.anytime.deal(r.draw)
	return true
}

// between lets something go wrong while nobody waits for an answer.
func (r *roughness) between() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gaps.deal(r.draw)
}

// all tells that every misbehaviour has been dealt.
func (r *roughness) all() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.anytime.dealt >= len(r.anytime.cards) && r.gaps.dealt >= len(r.gaps.cards)
}

// rough is how each platform misbehaves, by its name.
var rough = map[string]func(*soak, *rand.Rand) *roughness{telegram.Name: roughTelegram, discord.Name: roughDiscord}

// aheadMost is how many calls may be about to fail. What fails eight times in a row is given up, and to be unlucky so often is another
// test's subject; for the same reason each misbehaviour lets a call by first.
const aheadMost = 4

// byItself is where the platform tells the bot.
func byItself(bottest.Person) error { return nil }

// roughTelegram is everything but what has to end the process: a token that is not known, and a second process that keeps on.
func roughTelegram(s *soak, draw *rand.Rand) *roughness {
	fake := s.w.telegram
	r := &roughness{
		name: telegram.Name, draw: draw, heal: fake.Heal, ready: func() bool { return fake.Polling() && fake.Ahead() < aheadMost },
		online: func() bool { return true }, blocked: byItself, unblocked: byItself,
	}
	some := func() telegramtest.Fault { return telegramtest.Fault{After: 1, Times: 1 + draw.IntN(2)} }
	chat := func() string { return s.w.person(s.people[draw.IntN(len(s.people))]).User().Chat }
	fail := func(fn func(f telegramtest.Fault) telegramtest.Fault) func() { return func() { fake.Fail(fn(some())) } }
	again := func() {
		all := fake.Updates()
		for range min(3, len(all)) {
			fake.Again(all[len(all)-1-draw.IntN(min(30, len(all)))])
		}
	}
	conflicts := 1 // a second one in five minutes and a third would be another process, which is none of this platform's doing
	r.anytime.cards = []func(){
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Latency = time.Duration(1+draw.IntN(7)) * time.Second
			return f
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method = "sendMessage"
			return telegramtest.TooMany(f, 1+draw.IntN(4))
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Chat = chat()
			return telegramtest.TooMany(f, 1+draw.IntN(9))
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method = "getUpdates"
			return telegramtest.TooMany(f, 1+draw.IntN(4))
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault { f.Status = 500; return f }),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method = "sendMessage"
			return telegramtest.BadGateway(f)
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method = "editMessageText"
			return telegramtest.BadGateway(f)
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method = "getUpdates"
			return telegramtest.BadGateway(f)
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method, f.Cut = "sendMessage", telegramtest.CutBefore
			return f
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method, f.Cut = "sendMessage", telegramtest.CutAfter
			return f
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method, f.Cut = "editMessageText", telegramtest.CutAfter
			return f
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method, f.Cut = "getUpdates", telegramtest.CutBefore
			return f
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method, f.Cut = "getUpdates", telegramtest.CutAfter
			return f
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault { f.Cut = telegramtest.CutAfter; return f }),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method, f.Times, f.Silent = "sendMessage", 1, true
			return f
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method, f.Times, f.Silent = "answerCallbackQuery", 1, true
			return f
		}),
		fail(func(f telegramtest.Fault) telegramtest.Fault {
			f.Method, f.Times, f.Silent = "getUpdates", 1, true
			return f
		}),
		func() { // away for longer than it takes to fail eight times
			fake.Fail(telegramtest.BadGateway(telegramtest.Fault{Times: -1}))
			time.AfterFunc(4*time.Minute, fake.Heal)
		},
		again, again, fake.Reverse, fake.Reverse,
		func() {
			if conflicts--; conflicts >= 0 {
				fake.Fail(telegramtest.Fault{Method: "getUpdates", Status: 409, Description: "Conflict: terminated by other getUpdates request"})
			}
		},
	}
	for _, fields := range sorted(telegramtest.Odd()) {
		r.anytime.cards = append(r.anytime.cards, func() { fake.Inject(fields) })
	}
	r.told = func(who string) (sayings, int) {
		all := sayings{}
		for _, c := range fake.Done("sendMessage", "sendDocument") {
			if c.Params["chat_id"] == s.w.person(who).User().Chat && !menuAlone(c.Params["text"]) {
				all.told(c.Params["text"]+c.Params["caption"], c.Lost)
			}
		}
		return all, 0
	}
	return r
}

// menuAlone tells a message that brings the standing menu and nothing else, whose failure the next one makes good.
func menuAlone(text string) bool { return strings.HasPrefix(text, "Briefs · ") }

func sorted(m map[string]string) (all []string) {
	for _, v := range m {
		all = append(all, v)
	}
	slices.Sort(all)
	return all
}

// nonce is by what Discord recognises a message that is sent again, for so long.
var nonce = regexp.MustCompile(`"nonce":"[^"]*"`)

const nonceLife = 115 * time.Second // two minutes, but for a call's own time

// roughDiscord is everything but what has to end the process: a token that is not known, and close codes after which trying again is
// of no use.
func roughDiscord(s *soak, draw *rand.Rand) *roughness {
	fake, away := s.w.discord, atomic.Bool{}
	r := &roughness{
		name: discord.Name, draw: draw,
		heal:   func() { fake.Behave(); fake.Release(false) },
		ready:  func() bool { return !away.Load() && fake.Connected() > 0 && fake.Ahead() < aheadMost },
		online: func() bool { return fake.Sessions() > 0 },
	}
	// Discord tells nothing of closed DMs: the bot learns of it by the next answer.
	r.blocked = func(p bottest.Person) error { return p.Say("hello") }
	r.unblocked = byItself
	fail := func(f discordtest.Fault) func() {
		return func() { f.After, f.Times = 1, 1+draw.IntN(2); fake.Misbehave(f) }
	}
	const send, edit, first, hook = "POST /channels/{channel}/messages", "PATCH /channels/{channel}/messages/{message}",
		"POST /interactions/{interaction}/{token}/callback", "PATCH /webhooks/{webhook}/{token}/messages/{message}"
	gateway := func(f discordtest.GatewayFault, then func()) func() {
		return func() { fake.MisbehaveGateway(f, 1); then() }
	}
	hold := func(reverse bool) func() {
		return func() {
			fake.Hold()
			time.AfterFunc(time.Duration(500+draw.IntN(5000))*time.Millisecond, func() { fake.Release(reverse) })
		}
	}
	closing := func(code int) func() { return func() { fake.CloseGateway(code) } }
	r.anytime.cards = []func(){
		fail(discordtest.Fault{Latency: time.Second}), fail(discordtest.Fault{Route: send, Latency: 4 * time.Second}),
		fail(discordtest.Fault{Route: send, Limited: "user", Retry: 3 * time.Second}),
		fail(discordtest.Fault{Route: send, Limited: "shared", Retry: 2 * time.Second}),
		fail(discordtest.Fault{Route: send, Limited: "global", Retry: 4 * time.Second}),
		fail(discordtest.Fault{Route: edit, Limited: "user"}), fail(discordtest.Fault{Route: hook, Limited: "shared"}),
		fail(discordtest.Fault{Route: send, Status: 500}), fail(discordtest.Fault{Route: edit, Status: 503}), fail(discordtest.Fault{Route: first, Status: 500}),
		fail(discordtest.Fault{Route: send, HTML: true}), fail(discordtest.Fault{Route: edit, HTML: true}), fail(discordtest.Fault{HTML: true}),
		fail(discordtest.Fault{Route: send, Cut: discordtest.CutBefore}), fail(discordtest.Fault{Route: send, Cut: discordtest.CutAfter}),
		fail(discordtest.Fault{Route: send, Cut: discordtest.CutMidway}), fail(discordtest.Fault{Route: edit, Cut: discordtest.CutAfter}),
		fail(discordtest.Fault{Route: first, Cut: discordtest.CutBefore}), fail(discordtest.Fault{Route: first, Cut: discordtest.CutAfter}),
		fail(discordtest.Fault{Route: hook, Cut: discordtest.CutAfter}), fail(discordtest.Fault{Route: hook, Cut: discordtest.CutBefore}),
		fail(discordtest.Fault{Cut: discordtest.CutAfter}),
		fail(discordtest.Fault{Route: send, Latency: time.Hour}), fail(discordtest.Fault{Route: edit, Latency: time.Hour}),
		fake.AskReconnect, fake.AskHeartbeat, func() { fake.Invalidate(true) }, fake.Drop, fake.Drop,
		gateway(discordtest.NoAck, fake.AskHeartbeat), gateway(discordtest.NoHello, fake.Drop), gateway(discordtest.NoUpgrade, fake.Drop),
		closing(4000), closing(4001), closing(4002), closing(4005), closing(4008),
		func() { fake.Repeat(1 + draw.IntN(6)) }, func() { fake.Repeat(1 + draw.IntN(6)) },
		hold(false), hold(true),
		func() { // no calls for so long that a connection lost before can still be resumed after: Discord tells of nothing that came later
			away.Store(true)
			fake.Misbehave(discordtest.Fault{HTML: true})
			time.AfterFunc(100*time.Second, func() { fake.Behave(); away.Store(false) })
		},
	}
	for _, odd := range [][2]string{
		{"MESSAGE_CREATE", ""}, {"MESSAGE_CREATE", "{}"}, {"MESSAGE_CREATE", "[1]"}, {"MESSAGE_CREATE", `{"id":"1","channel_id":"1","author":null}`},
		{"INTERACTION_CREATE", ""}, {"INTERACTION_CREATE", "{}"}, {"INTERACTION_CREATE", `{"id":"1","type":2}`},
		{"INTERACTION_CREATE", `{"id":"1","type":3,"token":"x","data":null}`}, {"GUILD_CREATE", `{"id":"1","unavailable":true}`}, {"UNHEARD_OF", "{}"},
	} {
		r.anytime.cards = append(r.anytime.cards, func() { fake.Emit(odd[0], odd[1]) })
	}
	r.gaps.cards = []func(){
		func() {}, func() {}, func() {}, func() { fake.Invalidate(false) }, closing(1000), closing(4007), closing(4009),
		gateway(discordtest.NotReady, func() { fake.Invalidate(false) }), gateway(discordtest.InvalidReady, closing(4009)),
		gateway(discordtest.NoReady, func() { fake.Invalidate(false) }),
	}
	r.told = func(who string) (sayings, int) {
		all := sayings{}
		for _, m := range s.chat(who) {
			if !m.Mine {
				all.told(seen(m), false)
			}
		}
		twice, cut := 0, map[string]time.Time{}
		for _, c := range fake.Calls(send) {
			key := nonce.FindString(string(c.Body))
			at, doubtful := cut[key]
			switch {
			case !strings.Contains(c.Path, s.w.person(who).User().Chat):
			case c.Status == 0 && !doubtful:
				cut[key] = c.At
			case c.Status == http.StatusOK && doubtful && c.At.Sub(at) > nonceLife:
				twice++
			}
		}
		for _, c := range fake.Calls("POST /webhooks/{webhook}/{token}") { // a word for one person alone, which has no nonce
			if c.Status == 0 {
				twice++
			}
		}
		return all, twice
	}
	return r
}
