package web

import (
	"slices"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/messages"
)

// briefPage is one edition as its page shows it.
type briefPage struct {
	page
	ID        string
	Kind      string
	Claim     string
	Finding   string
	FindingIs messages.Finding // for its colour
	Summary   string
	Points    []point
	Not       []string
	Critic    string
	Media     []media
	Sponsor   sponsor
	Until     string // the sentence; "" for no end
	Late      bool
	Versions  []version
	Older     string // says that an older version is shown
	Newest    string // the path to the present version, with Older
	Corrected string // says that the present version is a correction
	Changed   string // what it changed
	Contest   string // the path to where the brief as a whole is contested
	Contested contested
	NotIn     string // says that the language asked for is not there
}

type point struct {
	Text  string
	Facts []fact
}

type fact struct {
	Contest    string // the path to where it is contested
	Statement  string
	Lang       messages.Lang
	Value      string
	AsOf       messages.Date
	ReviewBy   messages.Date
	Confirmed  messages.Date
	Confidence string
	Overdue    bool
	Withdrawn  bool
	Correcting bool   // it was changed since, and what is shown is not corrected yet
	Heading    string // "Source" or "Sources"
	Sources    []source
}

type source struct {
	Title     string
	Lang      messages.Lang // of title and quote; "" where it is not said
	Type      string
	Publisher string
	Interest  string
	Authors   []string
	Published string
	Locator   string
	Quote     string
	Open      string // the sentence of the link
	URL       string
	DOI, ISBN string
	Archive   string
}

type media struct{ Alt, Credit, Open, URL string }

// edition fills a page with an edition. How long its facts hold, and whether they do, comes from the facts as they are now. Of the newest
// version it says where they read differently by now; an older one may have been corrected.
func (s *Site) edition(p page, e messages.Edition, facts map[string]messages.Fact, rev int, newest bool, now time.Time) briefPage {
	t := e.Text
	v := briefPage{
		page: p, ID: e.Brief, Kind: p.T("web.kind." + string(e.Kind)), Claim: texts.Clean(t.Claim), Summary: texts.Clean(t.Summary),
		Critic: texts.Clean(t.Critic), Sponsor: p.sponsor(e.Sponsorship), Late: late(messages.Brief{Until: e.Until}, now),
	}
	v.Title = oneLine(t.Title)
	if e.Finding != messages.None {
		v.Finding, v.FindingIs = p.T("web.finding."+strings.ReplaceAll(string(e.Finding), " ", "-")), e.Finding
	}
	if v.Late {
		v.Until = p.T("web.late", "Day", s.day(e.Until))
	} else if !e.Until.IsZero() {
		v.Until = p.T("web.until", "Day", s.day(e.Until))
	}
	for _, n := range t.Not {
		v.Not = append(v.Not, texts.Clean(n))
	}
	for _, pt := range t.Points {
		out := point{Text: texts.Clean(pt.Text)}
		for _, id := range pt.Facts {
			if i := slices.IndexFunc(e.Facts, func(f messages.Fact) bool { return f.ID == id }); i >= 0 {
				was, is := e.Facts[i], facts[id]
				f := p.fact(was, is, e.Sources, now)
				f.Correcting = newest && !f.Withdrawn && is.Rev > was.Rev && !is.SeenAlike(was, p.Lang)
				f.Contest = s.base + contestAddress(e.Brief, id, p.Lang, rev)
				out.Facts = append(out.Facts, f)
			}
		}
		v.Points = append(v.Points, out)
	}
	for _, m := range e.Media {
		out := media{Alt: texts.Clean(m.Alt), URL: webAddress(m.URL)}
		if m.Credit != "" {
			out.Credit = p.T("web.media-credit", "Who", m.Credit)
		}
		if out.URL != "" {
			out.Open = p.T("web.media-open", "Host", host(m.URL))
		}
		v.Media = append(v.Media, out)
	}
	return v
}

func (p page) fact(f, present messages.Fact, all []messages.Source, now time.Time) fact {
	statement, lang := f.In(p.Lang)
	out := fact{
		Statement: texts.Clean(statement), Lang: lang, Value: texts.Clean(strings.TrimSpace(f.Value + " " + f.Unit)),
		AsOf: messages.Date(texts.Clean(string(f.AsOf))), ReviewBy: messages.Date(texts.Clean(string(present.ReviewBy))),
		Confidence: p.T("web.confidence.established"), Confirmed: present.Confirmed.On, Overdue: present.ReviewBy.Before(now), Withdrawn: present.Withdrawn,
	}
	if slices.Contains([]messages.Confidence{messages.Likely, messages.Disputed}, f.Confidence) {
		out.Confidence = p.T("web.confidence." + string(f.Confidence))
	}
	for _, id := range f.Sources {
		if i := slices.IndexFunc(all, func(s messages.Source) bool { return s.ID == id }); i >= 0 {
			out.Sources = append(out.Sources, p.source(all[i]))
		}
	}
	out.Heading = p.T("web.sources", "N", texts.Number(len(out.Sources)))
	return out
}

func (p page) source(m messages.Source) source {
	out := source{
		Title: oneLine(m.Title), Lang: m.Lang, Publisher: oneLine(m.Publisher), Published: oneLine(m.Published), Locator: oneLine(m.Locator),
		Quote: texts.Clean(m.Quote), URL: webAddress(m.Address()), DOI: oneLine(m.DOI), ISBN: oneLine(m.ISBN), Archive: webAddress(m.Archive),
	}
	if slices.Contains(messages.SourceTypes(), m.Type) {
		out.Type = p.T("web.source-type." + string(m.Type))
	}
	if m.Interest != "" {
		out.Interest = p.T("web.source-interest", "What", oneLine(m.Interest))
	}
	for _, a := range m.Authors {
		out.Authors = append(out.Authors, oneLine(a))
	}
	if out.URL != "" {
		out.Open = p.T("web.source-open", "Host", host(m.Address()))
	}
	return out
}
