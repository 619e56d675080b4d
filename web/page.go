package web

import (
	"bytes"
	"crypto/rand"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/messages"
)

// page is what every page has. Pages embed it and templates speak through it. Everything else that a template is handed has
// been through texts.Clean, so that nothing in it can turn the text around it about.
type page struct {
	words   *texts.Printer
	Lang    messages.Lang
	Title   string
	Network string
	Base    string
	Style   string
	Langs   []langLink
	NoIndex bool
	Self    bool     // the page is about the network: its title has the name already
	Preview *preview // what networks show of the page; nil for nothing
}

// langLink leads to the page in another language.
type langLink struct {
	Lang    messages.Lang
	Path    string
	URL     string // absolute; "" where readers elsewhere cannot reach this service
	Current bool
}

// T says a sentence in the page's language; see texts.Printer.Plain.
func (p page) T(key string, args ...any) string { return p.words.Plain(key, args...) }

// List says key.1, key.2 and so on, as far as there are words.
func (p page) List(key string) []string {
	var out []string
	for n := 1; p.words.Has(key + "." + strconv.Itoa(n)); n++ {
		out = append(out, p.T(key+"."+strconv.Itoa(n)))
	}
	return out
}

// Dir is the direction of the page's language.
func (p page) Dir() string { return direction(p.Lang) }

func direction(l messages.Lang) string {
	if l.RightToLeft() {
		return "rtl"
	}
	return "ltr"
}

// newPage begins a page for a request in a language.
func (s *Site) newPage(_ *http.Request, lang messages.Lang) page {
	return page{
		words: s.words.In(string(lang)), Lang: lang, Network: texts.Clean(s.net.Settings.Name), Base: s.base, Style: s.style.version,
	}
}

// links are the ways to a page in each of langs; path gives its path in a language, without the base.
func (s *Site) links(langs []messages.Lang, current messages.Lang, path func(messages.Lang) string) []langLink {
	var out []langLink
	for _, l := range langs {
		out = append(out, langLink{Lang: l, Path: s.base + path(l), URL: s.absolute(path(l)), Current: l == current})
	}
	return out
}

// notice is a page that says one thing and leads to one place.
type notice struct {
	page
	Heading, Text  string
	Notice         string // what people wrote, in a language that is not known
	Link, LinkText string
}

// missing answers 404 with a page that says so; what is the key of its words.
func (s *Site) missing(w http.ResponseWriter, r *http.Request, what string) {
	p := s.newPage(r, s.choose(r))
	n := notice{page: p, Heading: p.T("web." + what), Text: p.T("web." + what + "-body")}
	n.NoIndex, n.Title = true, n.Heading
	n.Link, n.LinkText = s.base+aboutAddress(p.Lang, ""), p.T("web.about-link", "Name", p.Network)
	s.render(w, r, http.StatusNotFound, "notice", n)
}

// trouble answers 500 with a reference, under which the log has the error.
func (s *Site) trouble(w http.ResponseWriter, r *http.Request, err error) {
	ref := rand.Text()[:8]
	if r.Context().Err() == nil {
		s.log.Error("a page could not be made", "reference", ref, "route", r.Pattern, "error", err)
	}
	p := s.newPage(r, s.choose(r))
	n := notice{page: p, Heading: p.T("web.trouble"), Text: p.T("web.trouble-body", "Reference", ref)}
	n.NoIndex, n.Title = true, n.Heading
	w.Header().Set("Cache-Control", "no-store")
	s.render(w, r, http.StatusInternalServerError, "notice", n)
}

// render writes a page as a whole or, where its template fails, not at all.
func (s *Site) render(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var buf bytes.Buffer
	if err := s.pages.ExecuteTemplate(&buf, name, data); err != nil {
		s.log.Error("a template failed", "page", name, "route", r.Pattern, "error", err)
		http.Error(w, "Something went wrong here. Please try again in a moment.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	h.Add("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = buf.WriteTo(w) // a reader who has gone is no error of ours
}

func parsePages() (*template.Template, error) {
	return template.New("").Funcs(template.FuncMap{"dir": direction}).ParseFS(files, "pages/*.html")
}

// zone is the network's, for the times that pages show.
func (s *Site) zone() *time.Location {
	if s.net.Settings.Zone == nil {
		return time.UTC
	}
	return s.net.Settings.Zone
}

// day is an instant's day in the network's zone, "2026-11-23": the same in every language.
func (s *Site) day(t time.Time) string { return t.In(s.zone()).Format(time.DateOnly) }

// moment is an instant as a page shows it: in the network's zone and in UTC.
type moment struct{ Machine, Local, Zone, UTC string }

func (s *Site) moment(t time.Time) moment {
	const clock = "2006-01-02 15:04"
	m := moment{Machine: t.UTC().Format(time.RFC3339), UTC: t.UTC().Format(clock) + " UTC"}
	if zone := s.zone(); zone != time.UTC && zone.String() != "UTC" {
		m.Local, m.Zone = t.In(zone).Format(clock), strings.ReplaceAll(zone.String(), "_", " ")
	}
	return m
}
