package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
	"relais/storage/storagetest"
	"relais/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// phone is the User-Agent of somebody who reads.
const phone = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"

// The days on which things happen.
var (
	monday  = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	tuesday = time.Date(2026, 11, 3, 23, 30, 0, 0, time.UTC) // Wednesday in Tunis
)

// network is a network with its pages, as readers find it.
type network struct {
	testing.TB
	*campaigns.Network
	pages http.Handler
}

func open(t testing.TB, change ...func(*campaigns.Settings)) *network {
	t.Helper()
	return openOn(t, storagetest.New(t), change...)
}

func openOn(t testing.TB, store *storage.Store, change ...func(*campaigns.Settings)) *network {
	t.Helper()
	tunis, err := time.LoadLocation("Africa/Tunis")
	if err != nil {
		t.Fatal(err)
	}
	set := campaigns.Settings{
		Name: "Living Heritage", About: "Sourced facts about living heritage.", RunBy: "Example Foundation", PaidBy: "Example Foundation",
		Payer: messages.NGO, Country: "France", Register: "W751000000", Contact: "hello@example.org", Zone: tunis,
		Languages: messages.Languages(), PublicURL: "https://relais.example.org",
	}
	for _, c := range change {
		c(&set)
	}
	silent := slog.New(slog.DiscardHandler)
	n := &network{TB: t, Network: campaigns.Open(store, outbox.New(store, silent), set)}
	words, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(n.Network, words, web.Options{Log: silent})
	if err != nil {
		t.Fatal(err)
	}
	n.pages = site.Handler()
	return n
}

func (n *network) do(fn func(tx storage.Tx) error) {
	n.Helper()
	if err := n.Store.Update(context.Background(), fn); err != nil {
		n.Fatal(err)
	}
}

// furnish puts a campaign, two sources and two facts there, each changed first.
func (n *network) furnish(change ...func(*campaigns.Campaign, []messages.Source, []messages.Fact)) {
	n.Helper()
	c := campaigns.Campaign{Name: "heritage", Title: map[messages.Lang]string{"en": "Our heritage"}, Sponsorship: messages.Sponsorship{
		RunBy: "Heritage Desk", PaidBy: "Example Foundation", Payer: messages.NGO, Country: "Belgium", Register: "0123.456.789",
		Contact: "desk@example.org", Lines: map[messages.Lang]messages.Disclosure{
			"en": {Line: "I volunteer with Living Heritage, run and paid for by the Example Foundation.", Short: "I volunteer with Living Heritage"},
			"fr": {Line: "Je suis bénévole de Patrimoine vivant, payé par la Fondation Exemple.", Short: "Bénévole de Patrimoine vivant"},
			"ar": {Line: "أتطوّع مع شبكة التراث الحي التي تموّلها مؤسسة المثال.", Short: "متطوّع مع التراث الحي"},
		},
	}}
	sources := []messages.Source{
		{
			ID: "unesco", Type: messages.Official, Title: "Decision of the Committee: 15.COM 8.b.14", Publisher: "UNESCO",
			Interest: "keeps the list itself", Authors: []string{"A. Author", "B. Author"}, Published: "2020",
			URL: "https://ich.unesco.org/en/RL/couscous-01602", Archive: "https://web.archive.org/web/2021/couscous", Locator: "page 4",
			Lang: "en", Quote: "inscribes Knowledge, know-how and practices",
		},
		{ID: "presse", Type: messages.Press, Title: "Le couscous au patrimoine", Publisher: "Le Journal", URL: "https://www.journal.example.com/couscous", Lang: "fr"},
	}
	facts := []messages.Fact{
		{
			ID: "couscous", Statement: map[messages.Lang]string{"en": "Couscous was inscribed in 2020.", "fr": "Le couscous a été inscrit en 2020."},
			Value: "4", Unit: "countries", AsOf: "2020-12-16", ReviewBy: "2099-01-31", Confidence: messages.Likely, Sources: []string{"unesco", "presse"},
		},
		{ID: "file", Statement: map[messages.Lang]string{"en": "The file is No. 01602."}, AsOf: "2020-12-16", Sources: []string{"unesco"}},
	}
	for _, ch := range change {
		ch(&c, sources, facts)
	}
	n.do(func(tx storage.Tx) error {
		_, _, err := n.PutCampaign(tx, c, "lead", monday)
		for _, s := range sources {
			err = errors.Join(err, n.Desk.PutSource(tx, s, "lead", time.Now()))
		}
		for _, f := range facts {
			_, putErr := n.Desk.PutFact(tx, f, "lead", time.Now())
			err = errors.Join(err, putErr)
		}
		return err
	})
}

// couscous is a response in English, French and Arabic.
func couscous() messages.Brief {
	return messages.Brief{
		Name: "couscous", Campaign: "heritage", Kind: messages.Response, Finding: messages.False,
		Media: []messages.Media{{URL: "https://www.pictures.example.com/couscous.jpg", Alt: "Four plates of couscous", Credit: "A. Photographer"}},
		Texts: map[messages.Lang]messages.Text{
			"en": {
				Title: "Couscous belongs to four countries", Claim: "Couscous was inscribed as one country's dish.",
				Summary: "It is a joint file of four countries.",
				Points:  []messages.Point{{Text: "Four countries signed.", Facts: []string{"couscous"}}, {Text: "One file.", Facts: []string{"file"}}},
				Prompts: []string{"Who taught you?"}, Samples: map[string]string{"any": "A sample nobody should copy."},
				Not: []string{"That it comes from one place."}, Critic: "A list does not prove an origin.",
			},
			"fr": {
				Title: "Le couscous appartient à quatre pays", Claim: "Le couscous serait le plat d'un seul pays.", Summary: "C'est un dossier commun.",
				Points: []messages.Point{{Text: "Quatre pays ont signé.", Facts: []string{"couscous"}}},
			},
			"ar": {
				Title: "الكسكس ملك أربع دول", Claim: "سُجّل الكسكس طبقًا لدولة واحدة.", Summary: "إنه ملف مشترك بين أربع دول.",
				Points: []messages.Point{{Text: "وقّعت أربع دول.", Facts: []string{"couscous"}}},
			},
		},
	}
}

// edited is a brief with one language's text changed.
func edited(b messages.Brief, lang messages.Lang, change func(*messages.Text)) messages.Brief {
	b.Texts = maps.Clone(b.Texts)
	text := b.Texts[lang]
	change(&text)
	b.Texts[lang] = text
	return b
}

// release saves a brief (a new one where it has no number), has every language of it approved, and releases it at a time.
func (n *network) release(b messages.Brief, at time.Time, changed map[messages.Lang]string) messages.Brief {
	n.Helper()
	b.Texts = maps.Clone(b.Texts)
	for l, what := range changed {
		text := b.Texts[l]
		text.Changed = what
		b.Texts[l] = text
	}
	var out messages.Brief // the closure may run more than once and leaves b as it is
	n.do(func(tx storage.Tx) error {
		saved, err := n.Desk.Save(tx, b, "lead", at)
		if err != nil {
			return err
		}
		if _, err := n.Desk.Submit(tx, saved.ID, at); err != nil {
			return err
		}
		for _, l := range saved.Langs() {
			e, err := n.Desk.Edition(tx, saved, l)
			if err != nil {
				return err
			}
			reader := messages.Reader{Alias: "reviewer", Reads: messages.Languages()}
			if _, err := n.Desk.Approve(tx, saved.ID, reader, l, e.Hash().Short(), at); err != nil && !errors.Is(err, messages.ErrApproved) {
				return err
			}
		}
		if _, err := n.Desk.Release(tx, saved.ID, at); err != nil {
			return err
		}
		out, err = n.Desk.Brief(tx, saved.ID)
		return err
	})
	return out
}

func (n *network) withdraw(id, why string, at time.Time) {
	n.Helper()
	n.do(func(tx storage.Tx) error {
		_, err := n.Desk.Withdraw(tx, id, why, at)
		return err
	})
}

// link makes a public link and gives its path.
func (n *network) link(l reach.Link) string {
	n.Helper()
	var address string
	n.do(func(tx storage.Tx) (err error) {
		address, err = n.Reach.Public(tx, l)
		return err
	})
	return strings.TrimPrefix(address, n.Settings.PublicURL)
}

// opener makes an opener at a time and gives its path.
func (n *network) opener(o reach.Opener, at time.Time) string {
	n.Helper()
	var address string
	n.do(func(tx storage.Tx) (err error) {
		address, err = n.Reach.Open(tx, o, at)
		return err
	})
	return strings.TrimPrefix(address, n.Settings.PublicURL)
}

// clicks is how many readers of a brief were counted.
func (n *network) clicks(brief string) int {
	n.Helper()
	var f reach.Figures
	if err := n.Store.View(context.Background(), func(tx storage.Tx) (err error) {
		f, err = n.Reach.Figures(tx, brief)
		return err
	}); err != nil {
		n.Fatal(err)
	}
	return f.Clicked()
}

// answer is what a reader received.
type answer struct {
	Status int
	Header http.Header
	Body   string
}

// ask sends one request; headers are names and values in turn. Without any it is somebody's telephone.
func (n *network) ask(method, path string, headers ...string) answer {
	n.Helper()
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("User-Agent", phone)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	n.pages.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		n.Fatal(err)
	}
	return answer{w.Code, w.Result().Header, string(body)}
}

func (n *network) get(path string, headers ...string) answer {
	n.Helper()
	return n.ask(http.MethodGet, path, headers...)
}

// holds reports every wanted piece that a page lacks and every unwanted one that it has.
func (a answer) holds(t testing.TB, wanted []string, unwanted ...string) {
	t.Helper()
	plain := texts.Unmarked(a.Body)
	for _, s := range wanted {
		if !strings.Contains(plain, s) {
			t.Errorf("the page lacks %q", s)
		}
	}
	for _, s := range unwanted {
		if strings.Contains(plain, s) {
			t.Errorf("the page holds %q", s)
		}
	}
	if t.Failed() {
		t.Logf("status %d\n%s", a.Status, plain)
	}
}

func (a answer) is(t testing.TB, status int) answer {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, want %d\n%s", a.Status, status, a.Body)
	}
	return a
}

func (a answer) leadsTo(t testing.TB, location string) {
	t.Helper()
	if a.Status != http.StatusFound || a.Header.Get("Location") != location {
		t.Errorf("status %d to %q, want 302 to %q", a.Status, a.Header.Get("Location"), location)
	}
}
