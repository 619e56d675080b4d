package web

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// aboutPage says who is behind the network, how it works, and lists everything it has released.
type aboutPage struct {
	page
	About   string
	Sponsor sponsor
	Members string
	Found   []foundLine
	Briefs  []listed
	Older   string // the path to those before the last listed
}

// listed is one line of the list of everything released.
type listed struct {
	ID, Path  string
	Title     string // "" where the brief was withdrawn
	Lang      messages.Lang
	Released  string
	Corrected string
	Withdrawn string
}

// listPage is how many briefs one page of the list has.
const listPage = 50

func (s *Site) about(w http.ResponseWriter, r *http.Request) {
	a := aboutPage{page: s.newPage(r, s.choose(r))}
	before, err := strconv.ParseUint(strings.TrimPrefix(r.URL.Query().Get("before"), "B"), 10, 64)
	if err != nil {
		before = 0
	}
	var count int
	var older string
	err = s.net.Store.View(r.Context(), func(tx storage.Tx) (err error) {
		if count, err = s.crowd.count(tx, s.net.Roster, time.Now()); err != nil {
			return err
		}
		if a.Found, err = s.found.lines(tx, s.net, a.page, time.Now()); err != nil {
			return err
		}
		a.Briefs, older, err = s.list(tx, a.Lang, before)
		return err
	})
	if err != nil {
		s.trouble(w, r, err)
		return
	}
	set := s.net.Settings
	a.About = texts.Clean(set.About)
	a.Sponsor = a.sponsor(messages.Sponsorship{
		RunBy: set.RunBy, PaidBy: set.PaidBy, Payer: set.Payer, Country: set.Country, Register: set.Register, Contact: set.Contact,
	})
	a.Members = a.T("web.members-small")
	if n := rounded(count); n > 0 {
		a.Members = a.T("web.members", "N", texts.Number(n))
	}
	if older != "" {
		a.Older = s.base + aboutAddress(a.Lang, older)
	}
	a.Langs = s.links(s.languages(), a.Lang, func(l messages.Lang) string { return aboutAddress(l, "") })
	a.Title, a.Self = a.T("web.about-link", "Name", set.Name), true
	a.Preview = disclosed(a.Title, a.Sponsor.Line+" "+set.About, messages.Disclosure{}, a.Lang)
	a.Preview.Type, a.Preview.URL = "website", s.absolute(aboutAddress(a.Lang, ""))
	s.render(w, r, http.StatusOK, "about", a)
}

func aboutAddress(lang messages.Lang, before string) string {
	address := "/about?"
	if before != "" {
		address += "before=" + before + "&"
	}
	return address + "lang=" + string(lang)
}

// list gives one page of what was released, newest first, from the brief numbered before on, and the number that the next
// page goes on from; "" where there is none.
func (s *Site) list(tx storage.Tx, lang messages.Lang, before uint64) (out []listed, older string, err error) {
	var shown []messages.Brief
	err = s.net.Desk.Briefs(tx, func(b messages.Brief) error {
		n, err := strconv.ParseUint(strings.TrimPrefix(b.ID, "B"), 10, 64)
		switch {
		case err != nil:
			return err
		case b.Public == 0, before > 0 && n >= before:
			return nil
		case len(shown) == listPage:
			older = shown[len(shown)-1].ID
			return storage.ErrStop
		}
		shown = append(shown, b)
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	for _, b := range shown {
		versions, err := s.net.Desk.Versions(tx, b.ID)
		if err != nil {
			return nil, "", err
		}
		if len(versions) > 0 {
			out = append(out, s.listed(b, versions, lang))
		}
	}
	return out, older, nil
}

func (s *Site) listed(b messages.Brief, versions []messages.Version, lang messages.Lang) listed {
	newest, first := versions[0], versions[len(versions)-1]
	l := listed{ID: b.ID, Path: s.briefPath(b.ID, lang, 0), Released: s.day(first.At)}
	if len(versions) > 1 {
		l.Corrected = s.day(newest.At)
	}
	if b.Stage == messages.Withdrawn {
		l.Withdrawn = s.day(b.Updated)
		return l
	}
	in, _ := messages.Choose([]messages.Lang{lang}, newest.Langs(), append(newest.Content.Fallback, newest.Langs()...))
	l.Title, l.Lang = oneLine(newest.Editions[in].Text.Title), in
	return l
}

// crowd knows how many members there are, as of at most a minute ago: counting reads everyone's facets.
type crowd struct {
	mu sync.Mutex
	n  int
	at time.Time
}

const crowdLasts = time.Minute

func (c *crowd) count(tx storage.Tx, roster *members.Roster, now time.Time) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.at); !c.at.IsZero() && age >= 0 && age < crowdLasts {
		return c.n, nil
	}
	n := 0
	if err := roster.Select(tx, members.Audience{}, 1, func(uint64) error { n++; return nil }); err != nil {
		return 0, err
	}
	c.n, c.at = n, now
	return n, nil
}

// foundLine is how many released answers to claims found one thing.
type foundLine struct {
	Finding string
	Count   int
}

// foundings knows what answers to claims found, as of at most a minute ago: counting reads every brief.
type foundings struct {
	mu sync.Mutex
	n  map[messages.Finding]int
	at time.Time
}

func (f *foundings) lines(tx storage.Tx, net *campaigns.Network, p page, now time.Time) ([]foundLine, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if age := now.Sub(f.at); f.at.IsZero() || age < 0 || age >= crowdLasts {
		n, err := net.FindingsCount(tx)
		if err != nil {
			return nil, err
		}
		f.n, f.at = n, now
	}
	var out []foundLine
	for _, finding := range messages.Findings() {
		if n := f.n[finding]; n > 0 && finding != messages.None {
			out = append(out, foundLine{p.T("web.finding." + strings.ReplaceAll(string(finding), " ", "-")), n})
		}
	}
	return out, nil
}

// rounded is a count of members as the public may know it: to the nearest ten, and 0 for fewer than ten.
func rounded(n int) int {
	if n < 10 {
		return 0
	}
	return (n + 5) / 10 * 10
}
