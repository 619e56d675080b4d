//go:build !race

package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/story"
	"relais/bot/telegram"
	"relais/campaigns"
	"relais/storage"
)

var (
	soakFor  = flag.Duration("soak", time.Minute, "how long the platform misbehaves in TestSoak, in the bubble's time")
	soakSeed = flag.Uint64("soak.seed", 1, "what TestSoak draws acts and misbehaviours by")
)

// TestSoak has twenty people use the network while their platform misbehaves in every way that its fake knows, and then has the
// same people do the same on a platform that behaves: what the store says in the end is the same, whoever was told something was
// told it both times, and told twice only where the platform gave the bot no chance to know that it had been told.
//
// The time it takes is the bubble's. It goes on until every misbehaviour has happened and the last round has ended, so that one
// minute takes a few in truth. The race detector makes it ten times as long, so it runs where the stories of all platforms do.
func TestSoak(t *testing.T) {
	for _, on := range stages {
		if rough[on.name] == nil {
			continue // what cannot misbehave
		}
		t.Run(on.name, func(t *testing.T) {
			t.Parallel()
			seed := *soakSeed
			t.Logf("again: go test -run '^TestSoak$/^%s$' . -soak %v -soak.seed %d", on.name, *soakFor, seed)
			var with, without *soak
			synctest.Test(t, func(t *testing.T) { with = newSoak(t, on, seed); with.run(t, *soakFor, 0) })
			if t.Failed() {
				return
			}
			synctest.Test(t, func(t *testing.T) { without = newSoak(t, on, seed); without.run(t, 0, with.rounds) })
			t.Logf("%d rounds, %d acts, %d misbehaviours in %v; without any %v", with.rounds, with.acts.Load(), with.dealt, with.took, without.took)
			if diff := cmp.Diff(without.store, with.store); diff != "" {
				t.Errorf("what the store says without misbehaviour (-) and with it (+):\n%s", diff)
			}
			with.compareTold(t, without)
		})
	}
}

// soakToken is one that nobody may read, by its platform.
var soakToken = map[string]string{telegram.Name: "4200000001:CANARY-token-of-a-soak", discord.Name: "CANARY.token.of-a-soak"}

// patient is how long somebody waits for what has to come. A platform may be away for four minutes, and more than once.
const patient = 20 * time.Minute

// soak is one run.
type soak struct {
	w      *world
	ctx    context.Context // the test's
	people []string
	code   string // by which people join
	rough  *roughness
	log    *bytes.Buffer
	acts   atomic.Int64

	rounds, dealt int
	took          time.Duration
	store         []string            // what the store said in the end
	told          map[string]sayings  // by who was told
	twice         map[string]int      // and how much more of it may be told twice
	menus         map[string][]string // by whose it is
}

func newSoak(t *testing.T, on stage, seed uint64) *soak {
	time.Sleep(time.Until(storyStart))
	s := &soak{ctx: t.Context(), log: &bytes.Buffer{}, told: map[string]sayings{}, twice: map[string]int{}, menus: map[string][]string{}}
	s.w = newWorld(t, on, func(w *world) {
		w.token = soakToken[on.name]
		w.log = slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	for _, c := range cast {
		s.people = append(s.people, c.user)
	}
	for n := range 14 {
		s.people = append(s.people, fmt.Sprintf("guest%d", n+1))
	}
	for _, who := range s.people {
		s.w.person(who) // everybody has an account before anything happens, and nobody makes one later
	}
	s.rough = rough[on.name](s, rand.New(rand.NewPCG(seed, 2)))
	s.w.Open(t, "sample")
	s.w.s.net.Settings.Undo = undoSoak
	return s
}

// undoSoak is how long a release can be taken back: a minute each time would be the whole soak.
const undoSoak = 3 * time.Second

// run carries out so many rounds on a platform that behaves or, where there are none given, misbehaves for so long at least.
func (s *soak) run(t *testing.T, atLeast time.Duration, rounds int) {
	defer s.w.Close(t)
	began := time.Now()
	plan := newPlan(s, *soakSeed)
	over := func() bool { return s.rounds == rounds }
	calm := func() {}
	if rounds == 0 {
		calm = s.misbehave()
		over = func() bool { return time.Since(began) >= atLeast && s.rough.all() && plan.whole() }
	}
	for ; !over(); s.rounds++ {
		if rounds == 0 {
			s.rough.between()
		}
		if err := s.round(plan.next()); err != nil {
			calm()
			t.Errorf("round %d: %v", s.rounds, err)
			return
		}
	}
	s.took = time.Since(began)
	calm()
	s.settles(t)
	if err := s.round(plan.last()); err != nil {
		t.Errorf("when everything behaves again: %v", err)
	}
	s.settles(t)
	s.store = s.says(t)
	for _, who := range s.people {
		s.told[who], s.twice[who] = s.rough.told(who)
		s.menus[who] = s.w.Menu(t, who)
	}
	s.secret(t)
}

// misbehave lets the platform misbehave every now and then until the function that it returns is called.
func (s *soak) misbehave() (calm func()) {
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			pause := time.NewTimer(s.rough.pause())
			select {
			case <-stop:
				pause.Stop()
				return
			case <-pause.C:
				if s.rough.next() {
					s.dealt++
				}
			}
		}
	})
	return sync.OnceFunc(func() {
		close(stop)
		wg.Wait()
		s.rough.heal()
	})
}

// round has several people act at once, each one thing after the other, and returns when all have been answered.
func (s *soak) round(scenes [][]act) error {
	errs := make([]error, len(scenes))
	var wg sync.WaitGroup
	for i, acts := range scenes {
		wg.Go(func() {
			for _, a := range acts {
				if errs[i] = s.do(a); errs[i] != nil {
					return
				}
				s.acts.Add(1)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// act is one thing that somebody does, and what they read then.
type act struct {
	who, does, what string
	under           string   // words of the message with the button
	till            []string // each an expression; the last one's brackets are the invitation
}

// do does one thing as soon as it can be done, and waits for what comes of it.
func (s *soak) do(a act) error {
	p := s.w.person(a.who)
	if !until(s.rough.online) {
		return fmt.Errorf("%s never saw the bot online", a.who)
	}
	stood := map[string]string{}
	for _, m := range s.chat(a.who) {
		stood[m.ID] = seen(m)
	}
	if err := s.begin(p, a); err != nil {
		return fmt.Errorf("%s %s %q: %w", a.who, a.does, a.what, err)
	}
	answered := func() bool {
		if a.does == "settle" {
			return s.quiet()
		}
		if a.does == "block" {
			return s.isGone(a.who)
		}
		var news []string
		for _, m := range s.chat(a.who) {
			if !m.Mine && (stood[m.ID] != seen(m) || a.does == "read") {
				news = append(news, seen(m))
			}
		}
		return !slices.ContainsFunc(a.till, func(want string) bool { return !s.fits(want, news) })
	}
	if !until(answered) {
		return fmt.Errorf("%s %s %q and never reads %q; the last of the chat:\n%s", a.who, a.does, a.what, a.till, s.tail(a.who))
	}
	return nil
}

func (s *soak) begin(p bottest.Person, a act) error {
	switch a.does {
	case "say":
		return p.Say(strings.ReplaceAll(a.what, "{code}", s.code))
	case "attach":
		return p.Attach(bot.File{Name: "brief.txt", Type: "text/plain; charset=utf-8", Data: []byte(a.what)}, "")
	case "block":
		if err := p.Block(); err != nil {
			return err
		}
		return s.rough.blocked(p)
	case "unblock":
		if err := p.Unblock(); err != nil {
			return err
		}
		return s.rough.unblocked(p)
	case "press":
		var message, data string
		if !until(func() bool { message, data = s.button(a); return data != "" }) {
			return fmt.Errorf("there is no such button under %q; the last of the chat:\n%s", a.under, s.tail(a.who))
		}
		return p.Press(message, data)
	}
	return nil // to read, or to wait until everything is settled
}

// button finds the newest button whose label has these whole words.
func (s *soak) button(a act) (message, data string) {
	words := regexp.MustCompile(`(^|[^\pL\d])` + regexp.QuoteMeta(a.what) + `($|[^\pL\d])`)
	for _, m := range slices.Backward(s.chat(a.who)) {
		if m.Mine || !strings.Contains(seen(m), a.under) {
			continue
		}
		for _, b := range m.Buttons {
			if b.Data != "" && words.MatchString(b.Label) {
				return m.ID, b.Data
			}
		}
	}
	return "", ""
}

func (s *soak) fits(want string, news []string) bool {
	re := regexp.MustCompile(want)
	for _, n := range news {
		if found := re.FindStringSubmatch(n); found != nil {
			if len(found) > 1 {
				s.code = found[1]
			}
			return true
		}
	}
	return false
}

// chat is what stands in somebody's chat; a word for a moment may be missed, so nobody waits for one.
func (s *soak) chat(who string) (all []story.Message) {
	seen, err := s.w.person(who).Chat()
	if err != nil {
		panic(err) // a fake's chat can always be read
	}
	for _, x := range seen {
		m := story.Message{ID: x.ID, Mine: x.Mine, Text: x.Text, Copy: x.Copy}
		for _, row := range x.Buttons {
			for _, b := range row {
				m.Buttons = append(m.Buttons, story.Button{Label: plainly(b.Label), Data: b.Data, URL: b.URL})
			}
		}
		for _, f := range x.Files {
			m.Files = append(m.Files, f.Name)
		}
		all = append(all, m)
	}
	return all
}

// seen is what of a message can be read; it changes when the message does.
func seen(m story.Message) string {
	all := []string{m.Text, m.Copy, strings.Join(m.Files, " ")}
	for _, b := range m.Buttons {
		all = append(all, "["+b.Label+"]")
	}
	return plainly(strings.Join(all, "\n"))
}

// plainly is a text without what isolates or turns a run of it, and with single spaces.
func plainly(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f':
			return -1
		case r == '’':
			return '\''
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

func (s *soak) tail(who string) string {
	all := s.chat(who)
	var b strings.Builder
	for _, m := range all[max(0, len(all)-8):] {
		fmt.Fprintf(&b, "  mine %t: %.900s\n", m.Mine, seen(m))
	}
	return b.String()
}

// until lets time pass until something holds, and tells whether it came to hold while anybody would have waited.
func until(holds func() bool) bool {
	for began := time.Now(); !holds(); {
		waited := time.Since(began)
		if waited > patient {
			return false
		}
		time.Sleep(200*time.Millisecond + min(waited/4, 5*time.Second)) // each look costs, and few are needed
	}
	return true
}

// quiet tells whether nothing is left to be heard or to be sent.
func (s *soak) quiet() bool {
	quiet := true
	err := s.w.s.store.View(s.ctx, func(tx storage.Tx) error {
		quiet = true
		ups, err := s.w.s.net.Upcoming(tx)
		if err != nil {
			return err
		}
		quiet = len(ups) == 0
		return s.releases(tx, func(r campaigns.Release) error {
			tally, err := s.w.s.net.Outbox.Tally(tx, r.ID)
			quiet = quiet && err == nil && tally.Done()
			return err
		})
	})
	if err != nil {
		panic(err)
	}
	return quiet && len(s.records("outbox.letters")) == 0 && len(s.records(s.rough.name+".updates")) == 0
}

// settles waits until nothing is left, and a while longer for what would come of itself.
func (s *soak) settles(t *testing.T) {
	t.Helper()
	if !until(s.quiet) {
		t.Errorf("never settled:\n%s", strings.Join(s.says(t), "\n"))
	}
	s.w.settle()
}

// secret holds that the token stands neither in the log nor in the store's file.
func (s *soak) secret(t *testing.T) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(s.w.dir, "relais.db"))
	if err != nil {
		t.Fatal(err)
	}
	if s.log.Len() == 0 || strings.Contains(s.log.String(), s.w.token) || bytes.Contains(raw, []byte(s.w.token)) {
		t.Error("the token stands in the log or in the store, or nothing was logged")
	}
}
