package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/messages"
	"relais/storage"
)

// published is what the store says of a released brief at one moment.
type published struct {
	brief    messages.Brief
	shown    messages.Version         // the one that the reader asked for
	versions []messages.Version       // newest first
	facts    map[string]messages.Fact // those of shown as they are now: withdrawn since, or confirmed again
	campaign campaigns.Campaign       // for its title; as it is now
	contests []campaigns.Contest      // oldest first
}

// publication loads a released brief and one of its versions; revision 0 is the present one. storage.ErrNotFound where the brief or
// the version was never released.
func (s *Site) publication(tx storage.Tx, ref string, rev int) (published, error) {
	p := published{facts: map[string]messages.Fact{}}
	var err error
	if p.brief, err = s.net.Desk.Brief(tx, ref); err != nil {
		return p, err
	}
	if p.versions, err = s.net.Desk.Versions(tx, p.brief.ID); err != nil {
		return p, err
	}
	if rev == 0 {
		rev = p.brief.Public // 0 still before the first release, and no version has that number
	}
	at := slices.IndexFunc(p.versions, func(v messages.Version) bool { return v.Rev == rev })
	if at < 0 || len(p.versions[at].Editions) == 0 {
		return p, fmt.Errorf("version %d of brief %s: %w", rev, p.brief.ID, storage.ErrNotFound)
	}
	p.shown = p.versions[at]
	if p.campaign, err = s.net.Campaign(tx, p.shown.Content.Campaign); err != nil && !notFound(err) {
		return p, err
	}
	if p.contests, err = s.net.ContestsOf(tx, p.brief.ID); err != nil {
		return p, err
	}
	for _, id := range p.shown.Content.FactIDs() {
		f, err := s.net.Desk.Fact(tx, id)
		if err != nil && !notFound(err) {
			return p, err
		}
		p.facts[id] = f
	}
	return p, nil
}

// brief shows a released brief in one language, or the notice of a withdrawn one. Everything of the text comes from the frozen
// edition of the version.
func (s *Site) brief(w http.ResponseWriter, r *http.Request) {
	id, rev := r.PathValue("id"), 0
	if q := r.URL.Query().Get("rev"); q != "" {
		n, err := strconv.Atoi(q)
		if err != nil || n < 1 {
			s.missing(w, r, "missing")
			return
		}
		rev = n
	}
	var p published
	err := s.net.Store.View(r.Context(), func(tx storage.Tx) (err error) {
		p, err = s.publication(tx, id, rev)
		return err
	})
	switch {
	case notFound(err):
		s.missing(w, r, "missing")
	case err != nil:
		s.trouble(w, r, err)
	case id != p.brief.ID:
		redirect(w, s.briefPath(p.brief.ID, asked(r), rev))
	case p.brief.Stage == messages.Withdrawn:
		s.showWithdrawn(w, r, p)
	default:
		s.showBrief(w, r, p)
	}
}

func (s *Site) showBrief(w http.ResponseWriter, r *http.Request, p published) {
	langs := p.shown.Langs()
	lang := s.chooseOf(r, langs, p.shown.Content.Fallback)
	rev := p.shown.Rev
	if rev == p.brief.Public {
		rev = 0
	}
	e := p.shown.Editions[lang]
	v := s.edition(s.newPage(r, lang), e, p.facts, p.shown.Rev, rev == 0, time.Now())
	v.Langs = s.links(langs, lang, func(l messages.Lang) string { return briefAddress(p.brief.ID, l, rev) })
	v.Versions = s.versions(p, lang)
	v.Contest, v.Contested = s.base+contestAddress(p.brief.ID, "", lang, p.shown.Rev), s.contestedOf(v.page, p)
	if l := asked(r); l != "" && l != lang {
		v.NotIn = v.T("web.not-in", "Wanted", l.Name(), "Shown", lang.Name())
	}
	if rev > 0 {
		v.NoIndex = true
		v.Older, v.Newest = v.T("web.older", "Day", s.day(p.shown.At)), s.briefPath(p.brief.ID, lang, 0)
	} else if len(p.versions) > 1 {
		v.Corrected, v.Changed = v.T("web.corrected-note", "Day", s.day(p.shown.At)), changed(p.shown, lang)
	}
	v.Sponsor.titled(p.campaign, lang)
	d, _ := disclosure(e.Sponsorship, lang)
	v.Preview = disclosed(e.Text.Title, e.Text.Summary, d, lang)
	v.Preview.URL = s.absolute(briefAddress(p.brief.ID, lang, 0))
	v.Preview.pictured(e.Media)
	s.render(w, r, http.StatusOK, "brief", v)
}

// withdrawnPage stands in the place of a brief that was withdrawn: its notice, and not a word of its text.
type withdrawnPage struct {
	page
	ID       string
	Notice   string // what people wrote, in a language that is not known
	Versions []version
	Sponsor  sponsor

	Contest   string // the path to where the notice is contested
	Contested contested
}

func (s *Site) showWithdrawn(w http.ResponseWriter, r *http.Request, p published) {
	lang := s.choose(r)
	v := withdrawnPage{page: s.newPage(r, lang), ID: p.brief.ID, Notice: texts.Clean(p.brief.Notice), Versions: s.versions(p, lang)}
	v.Langs = s.links(s.languages(), lang, func(l messages.Lang) string { return briefAddress(p.brief.ID, l, 0) })
	v.Title, v.NoIndex = v.T("web.withdrawn"), true
	v.Contest, v.Contested = s.base+contestAddress(p.brief.ID, "", lang, 0), s.contestedOf(v.page, p)
	sponsorship := p.shown.Editions[p.shown.Langs()[0]].Sponsorship
	v.Sponsor = v.sponsor(sponsorship)
	v.Sponsor.titled(p.campaign, lang)
	d, _ := disclosure(sponsorship, lang)
	v.Preview = disclosed(v.Title, v.T("web.withdrawn-body")+" "+p.brief.Notice, d, lang)
	v.Preview.URL = s.absolute(briefAddress(p.brief.ID, lang, 0))
	s.render(w, r, http.StatusOK, "withdrawn", v)
}

// version is one line of the history of a brief.
type version struct {
	What    string // released, corrected, withdrawn
	At      moment
	Changed string
	Path    string // where it can be read; "" where it cannot
	Shown   bool
}

// versions is a brief's history, newest first.
func (s *Site) versions(p published, lang messages.Lang) []version {
	words := s.words.In(string(lang))
	gone := p.brief.Stage == messages.Withdrawn
	var out []version
	if gone {
		out = append(out, version{What: words.Plain("web.withdrawn-on"), At: s.moment(p.brief.Updated)})
	}
	for i, v := range p.versions {
		line := version{What: words.Plain("web.corrected"), At: s.moment(v.At), Changed: changed(v, lang), Shown: v.Rev == p.shown.Rev && !gone}
		if i == len(p.versions)-1 {
			line.What = words.Plain("web.released")
		}
		switch {
		case gone:
			line.Changed = "" // it may repeat what was wrong
		case v.Rev == p.brief.Public:
			line.Path = s.briefPath(p.brief.ID, lang, 0)
		default:
			line.Path = s.briefPath(p.brief.ID, lang, v.Rev)
		}
		out = append(out, line)
	}
	return out
}

// changed says what a correction changed, in lang or in the first language in which it says so.
func changed(v messages.Version, lang messages.Lang) string {
	for _, l := range append([]messages.Lang{lang}, messages.Languages()...) {
		if c := v.Changed[l]; c != "" {
			return texts.Clean(c)
		}
	}
	return ""
}
