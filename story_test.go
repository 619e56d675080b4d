package main

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/bot/local"
	"relais/bot/local/localtest"
	"relais/bot/story"
	"relais/bot/telegram"
	"relais/bot/telegram/telegramtest"
	"relais/campaigns/members"
	"relais/messages/health"
	"relais/storage"
)

// stage is a platform on which stories are played.
type stage struct {
	name string
	// set makes what stands over a service's whole life, adds the platform to the parts of every service, and gives the people.
	set func(t testing.TB, w *world)
	// cannot names the one story that cannot happen on the platform.
	cannot string
}

// stages are the platforms, each with its fake.
var stages = []stage{
	{local.Name, setChat, ""}, {telegram.Name, setTelegram, ""},
	{discord.Name, setDiscord, "join_in_arabic"}, // its clients speak no Arabic; there one chooses it first, as in join_language_first
}

// setChat is the built-in chat, spoken to over its own surface.
func setChat(_ testing.TB, w *world) {
	w.add = func(p *parts) {
		p.chat = chatOptions()
		for _, a := range accounts {
			p.chat.People = append(p.chat.People, local.Person{User: a.user, Name: a.name, Lang: a.lang})
		}
	}
	w.account = func(user, name, lang string) bottest.Person {
		return localtest.Visit(w.s.chat.Handler(), user, name, lang)
	}
	w.bring = func(string, bottest.Person) (bottest.Place, error) {
		return localtest.Enter(w.s.chat.Handler(), square.User), nil
	}
}

// setTelegram is Telegram, as its fake plays it, reached by long polling.
func setTelegram(t testing.TB, w *world) {
	fake := telegramtest.New(t, telegramtest.Options{Token: cmp.Or(w.token, "4200000001:fake-token")})
	w.telegram = fake
	w.add = func(p *parts) {
		p.telegram = &telegram.Options{Token: fake.Token(), API: telegramAPI, Rate: telegramRate, Transport: fake.Client().Transport}
	}
	w.account = func(_, name, lang string) bottest.Person { return fake.Person(t, name, lang) }
	w.bring = func(title string, by bottest.Person) (bottest.Place, error) { return fake.Place(title, by) }
	w.check = func(t testing.TB) {
		for _, c := range fake.Refused() {
			if c.Code == http.StatusBadRequest && !slices.ContainsFunc(usual, func(s string) bool { return strings.Contains(c.Description, s) }) {
				t.Errorf("Telegram refused %s with %v: %s", c.Method, c.Params, c.Description)
			}
		}
	}
}

// setDiscord is Discord, as its fake plays it: everybody speaks with the bot in a DM.
func setDiscord(t testing.TB, w *world) {
	fake := discordtest.New(t, discordtest.WithToken(cmp.Or(w.token, discordtest.Token)))
	w.discord = fake
	w.add = func(p *parts) {
		p.discord = &discord.Options{
			Token: cmp.Or(w.token, discordtest.Token), Transport: fake.Client().Transport,
			Dialer: &websocket.Dialer{NetDialContext: fake.Dial, NetDialTLSContext: fake.Dial},
		}
	}
	w.begins = 10 * time.Second // a session that cannot be resumed is begun anew
	w.account = func(_, name, lang string) bottest.Person {
		lang, _, _ = strings.Cut(lang, "-")
		return discordtest.AsPerson(fake.Person(t, name, locales[lang]))
	}
	w.bring = func(title string, by bottest.Person) (bottest.Place, error) {
		return discordtest.AsPlace(fake.Guild("The server of "+title), title, discordtest.Text, by)
	}
}

// locales are Discord's for the languages of the stories. It has none for Arabic: who speaks it has a client in another language.
var locales = map[string]string{"en": "en-GB", "fr": "fr", "es": "es-ES", "ar": "fr"}

// usual is what Telegram refuses in the course of things: an answer that came after the wait had been ended, what is not there, a
// chat that is elsewhere, and one in which the bot may not write.
var usual = []string{"group chat was upgraded", "not enough rights", "failed to get HTTP URL content", "query is too old", "message to edit not found", "message to delete not found", "message is not modified"}

// accounts are people of the stories who are not in the cast, with their clients' languages.
var accounts = []struct{ user, name, lang string }{
	{"omar", "Omar", "ar-MA"}, {"zoe", "Zoe", "fr-CA"}, {"lucia", "Lucia", "es-ES"}, {"sam", "Sam", "en-US"}, {newcomer.User, newcomer.Name, newcomer.Lang},
}

// played are the platforms of a run: all of them, but with the race detector the built-in chat alone, since it takes ten times as
// long. make test runs them all without it; under the detector the others are held to the contract and play TestCanary.
func played() []stage {
	if raced {
		return stages[:1]
	}
	return stages
}

// TestStories plays every story of use on every platform.
func TestStories(t *testing.T) { playAll(t, "bot/story/testdata/*.story") }

func playAll(t *testing.T, pattern string) {
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories at %s: %v", pattern, err)
	}
	for _, on := range played() {
		for _, path := range paths {
			name := strings.TrimSuffix(filepath.Base(path), ".story")
			if name == on.cannot || raced && takesLong(t, path) {
				continue
			}
			t.Run(on.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					time.Sleep(time.Until(storyStart))
					playWithCanary(t, on, path)
				})
			})
		}
	}
}

// takesLong tells that hours or days pass in a story. That is mostly looks at what is due, ten thousand of them, each of which the race
// detector makes ten times as long and finds nothing new in; without it such stories are played on every platform.
func takesLong(t *testing.T, path string) bool {
	t.Helper()
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return longTime.Match(script)
}

var longTime = regexp.MustCompile(`(?m)^(clock is|time passes (\d+ (days|weeks)|[1-9]\d+h))`)

// storyStart is when every story begins: a Monday at noon in Paris.
var storyStart = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)

// beat is how long a step takes. It is longer than the pause between two looks at what is due, so that whatever happens by
// itself has happened by then and a step does not race with it.
const beat = 3 * time.Second

// world is the product with one platform and the people on it.
type world struct {
	story.Cast
	dir      string
	network  string
	code     string       // the one-time admin code, once it was read
	token    string       // the platform's; empty takes one of the fake's
	log      *slog.Logger // nil: nobody reads it
	engine   func(storage.Engine) storage.Engine
	fails    func(error)          // is told why the service ended by itself; nil: the test fails
	telegram *telegramtest.Server // nil on other platforms
	discord  *discordtest.Server  // nil on other platforms
	add      func(*parts)
	begins   time.Duration    // what the platform takes to be heard after a start
	check    func(testing.TB) // what the fake saw; nil: nothing
	account  func(user, name, lang string) bottest.Person
	bring    func(title string, by bottest.Person) (bottest.Place, error)
	people   map[string]bottest.Person
	kind     string // of the briefs that release makes; empty is points
	head     string // more lines of theirs, before the languages
	pages    *pages // what the service finds at the addresses of sources; nil: it does not look
	s        *service
	stop     func()
}

// pages are the web as a story says that it is: an address of which it says nothing holds what it held.
type pages struct {
	mu  sync.Mutex
	now map[string]health.Page
}

func (p *pages) Check(_ context.Context, address, _ string, _ health.Page) (health.Page, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found, ok := p.now[address]
	if !ok {
		found.State = health.Live
	}
	found.At = time.Now()
	return found, nil
}

// Page says what is found at an address from now on.
func (w *world) Page(_ testing.TB, address string, now health.Page) {
	if w.pages == nil {
		w.pages = &pages{now: map[string]health.Page{}}
	}
	w.pages.mu.Lock()
	defer w.pages.mu.Unlock()
	w.pages.now[address] = now
}

const storyURL = "https://relais.example.org"

// newWorld makes a world inside a bubble. What is set in its fields before Open counts.
func newWorld(t testing.TB, on stage, set ...func(*world)) *world {
	w := &world{dir: t.TempDir(), people: map[string]bottest.Person{}}
	for _, fn := range set {
		fn(w)
	}
	on.set(t, w)
	w.Cast = story.Cast{Settle: w.settle, Person: w.person, Bringer: w.bring}
	return w
}

// person is somebody by their name in stories: of the cast, with an account of their own, or who comes by.
func (w *world) person(who string) bottest.Person {
	if p, ok := w.people[who]; ok && w.s.chat == nil {
		return p // the built-in chat's is another one after a restart
	}
	name, lang := who, "en"
	for _, c := range cast {
		if c.user == who {
			name, lang = c.name, string(c.lang)
		}
	}
	for _, a := range accounts {
		if a.user == who {
			name, lang = a.name, a.lang
		}
	}
	w.people[who] = w.account(who, name, lang)
	return w.people[who]
}

// identity is somebody's account as a member has it.
func (w *world) identity(who string) members.Identity {
	u := w.person(who).User()
	return members.Identity{Platform: u.Platform, User: u.ID, Chat: u.Chat, Name: u.Name}
}

func (w *world) parts() parts {
	settings := demoSettings(storyURL)
	if w.network == "unmeasured" {
		settings.PublicURL = ""
	}
	p := parts{
		store: filepath.Join(w.dir, "relais.db"), keys: filepath.Join(w.dir, "keys", "relais.key"),
		erased: filepath.Join(w.dir, "erased", "relais.erased"), eraseWithin: 24 * time.Hour,
		settings: settings, log: cmp.Or(w.log, slog.New(slog.DiscardHandler)), noSync: true, engine: w.engine,
	}
	if w.pages != nil {
		p.looker = w.pages
	}
	w.add(&p)
	return p
}

func (w *world) Open(t testing.TB, network string) {
	w.network = network
	w.start(t)
}

func (w *world) start(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s, err := assemble(ctx, w.parts())
	if err != nil {
		t.Fatal(err)
	}
	w.s = s
	if s.fresh {
		switch w.network {
		case "sample", "unmeasured":
			err = s.seed(ctx, w.identity)
		case "empty":
			err = s.showAdminCode(ctx, &bytes.Buffer{})
		default:
			t.Fatalf("there is no network %q", w.network)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	inbox, err := s.watchAdminCode(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		switch err := s.run(ctx, nil, inbox); {
		case err == nil:
		case w.fails != nil:
			w.fails(err)
		default:
			t.Error(err)
		}
	})
	w.stop = func() {
		cancel()
		wg.Wait()
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}
	time.Sleep(w.begins)
	w.settle()
}

// settle lets what follows happen: a step's time, and beyond it what a platform's pace holds back, within a minute.
func (w *world) settle() {
	time.Sleep(beat)
	if w.s != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = w.s.box.Idle(ctx) // what waits longer waits for something else
	}
	synctest.Wait()
}

func (w *world) Close(t testing.TB) {
	if w.check != nil {
		w.check(t)
	}
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

func (w *world) Restart(t testing.TB) {
	w.stop()
	w.start(t)
}

// Stop and Start are a restart with time between.
func (w *world) Stop(t testing.TB)  { w.Close(t) }
func (w *world) Start(t testing.TB) { w.start(t) }

// Kill keeps of the store exactly what was durable at this instant.
func (w *world) Kill(t testing.TB) {
	t.Helper()
	path := filepath.Join(w.dir, "relais.db")
	durable, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w.stop()
	if err := os.WriteFile(path, durable, 0o600); err != nil {
		t.Fatal(err)
	}
	w.start(t)
}

// Say types a text. "the admin code" is the one that stands in its file.
func (w *world) Say(t testing.TB, who, text string, forwarded bool) {
	if text == "the admin code" {
		if b, err := os.ReadFile(w.s.adminCodeFile()); err == nil {
			w.code = strings.TrimSpace(string(b))
		} else if w.code == "" {
			t.Fatal(err)
		}
		text = w.code // also after it was used and its file is gone
	}
	w.Cast.Say(t, who, text, forwarded)
}

func (w *world) Get(t testing.TB, address, agent string) story.Page {
	t.Helper()
	path, ok := strings.CutPrefix(address, storyURL)
	if !ok && !strings.HasPrefix(address, "/") {
		return story.Page{Location: address} // another site: nothing of ours answers
	}
	req := httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil)
	req.Header.Set("User-Agent", agent)
	rec := httptest.NewRecorder()
	w.s.handler().ServeHTTP(rec, req)
	w.settle()
	return story.Page{Status: rec.Code, Location: rec.Header().Get("Location"), Body: rec.Body.String()}
}

// Post sends a form as a browser does from a page of this service.
func (w *world) Post(t testing.TB, address, agent string, form url.Values) story.Page {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+address, strings.NewReader(form.Encode()))
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	rec := httptest.NewRecorder()
	w.s.handler().ServeHTTP(rec, req)
	w.settle()
	return story.Page{Status: rec.Code, Location: rec.Header().Get("Location"), Body: rec.Body.String()}
}

// TestUnknownAddress holds that readers get a page beside the chat too, and programs the chat's own answer.
func TestUnknownAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, stages[0])
		w.Open(t, "sample")
		defer w.Close(t)
		for path, want := range map[string]string{"/nothing?lang=fr": "Il n’y a rien à cette adresse", "/api/nothing": "404 page not found"} {
			if got := w.Get(t, path, story.Browser); got.Status != http.StatusNotFound || !strings.Contains(got.Body, want) {
				t.Errorf("%s: %d %s", path, got.Status, got.Body)
			}
		}
	})
}
