package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/messages"
	"relais/storage"
)

const (
	// formMost is the most bytes of a form: 2000 characters of four bytes each, every byte written as %XX, an address, and some to spare.
	formMost = 40 << 10
	// contestsShown is how many answered contests, and how many open ones, stand on a brief's page.
	contestsShown = 20
)

// pace bounds how many contests are taken, for the whole service and for each brief. It knows no reader, so it can be no one's.
type pace struct {
	all   *rate.Limiter
	mu    *sync.Mutex
	brief map[string]*rate.Limiter // of released briefs alone
}

// A service takes 60 contests at once and one every 30 s from then on; a brief 10, and one every 5 min.
func newPace() pace {
	return pace{all: rate.NewLimiter(rate.Every(30*time.Second), 60), mu: &sync.Mutex{}, brief: map[string]*rate.Limiter{}}
}

func (p pace) allow(brief string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	own := p.brief[brief]
	if own == nil {
		own = rate.NewLimiter(rate.Every(5*time.Minute), 10)
		p.brief[brief] = own
	}
	return own.AllowN(now, 1) && p.all.AllowN(now, 1) // one brief's flood takes nothing from the others
}

// contestAddress is where a fact of a brief, or with "" the brief, is contested; revision 0 is the present one.
func contestAddress(brief, fact string, lang messages.Lang, rev int) string {
	q := url.Values{"lang": {string(lang)}}
	if fact != "" {
		q.Set("fact", fact)
	}
	if rev > 0 {
		q.Set("rev", strconv.Itoa(rev))
	}
	return "/b/" + url.PathEscape(brief) + "/contest?" + q.Encode()
}

func contestStateAddress(brief, id string, lang messages.Lang) string {
	return "/b/" + url.PathEscape(brief) + "/contest/" + url.PathEscape(id) + "?lang=" + string(lang)
}

// contested is what a page says of the contests of its brief.
type contested struct {
	Count    string // how many are open; "" for none
	Open     []openContest
	Answered []answered
}

type openContest struct{ ID, Path, Due string }

// answered is a contest with its answer, as pages show it.
type answered struct {
	ID, Path string
	Part     string // what was contested: the fact's statement, or that it was the brief
	PartLang messages.Lang
	Outcome  string
	Answer   string
	Lang     messages.Lang // of the answer
	Day      string
}

// contestedOf lists the contests of a brief: those that are open by the day they are answered by, and those that were answered, newest
// answer first.
func (s *Site) contestedOf(pg page, p published) contested {
	var out contested
	open := 0
	var done []campaigns.Contest
	for _, c := range p.contests {
		if c.Outcome != campaigns.Unanswered {
			done = append(done, c)
			continue
		}
		if open++; open <= contestsShown {
			out.Open = append(out.Open, openContest{c.ID, s.base + contestStateAddress(c.Brief, c.ID, pg.Lang), string(c.Due)})
		}
	}
	if open > 0 {
		out.Count = pg.T("web.contest-open", "N", texts.Number(open))
	}
	slices.SortStableFunc(done, func(a, b campaigns.Contest) int { return b.AnsweredAt.Compare(a.AnsweredAt) })
	for _, c := range done[:min(len(done), contestsShown)] {
		out.Answered = append(out.Answered, s.answered(pg, p, c))
	}
	return out
}

func (s *Site) answered(pg page, p published, c campaigns.Contest) answered {
	a := answered{
		ID: c.ID, Path: s.base + contestStateAddress(c.Brief, c.ID, pg.Lang), Answer: texts.Clean(c.Answer), Lang: c.Lang, Day: s.day(c.AnsweredAt),
		Outcome: pg.T("web.outcome." + strings.ReplaceAll(string(c.Outcome), " ", "-")),
	}
	a.Part, a.PartLang = contestedPart(pg, p, c.Fact, c.Rev)
	return a
}

// contestedPart says what is contested, in the page's language where the fact is written in it. Of a withdrawn brief nothing is repeated.
func contestedPart(pg page, p published, fact string, rev int) (string, messages.Lang) {
	whole := pg.T("web.contest-whole")
	if p.brief.Stage == messages.Withdrawn && fact != "" {
		return pg.T("web.contest-gone"), pg.Lang
	}
	if fact == "" {
		return whole, pg.Lang
	}
	for _, v := range p.versions {
		if v.Rev != rev {
			continue
		}
		for _, l := range append([]messages.Lang{pg.Lang}, v.Langs()...) {
			if f, ok := factOf(v.Editions[l], fact); ok {
				said, lang := f.In(pg.Lang)
				return texts.Clean(said), lang
			}
		}
	}
	return whole, pg.Lang
}

func factOf(e messages.Edition, id string) (messages.Fact, bool) {
	i := slices.IndexFunc(e.Facts, func(f messages.Fact) bool { return f.ID == id })
	if i < 0 {
		return messages.Fact{}, false
	}
	return e.Facts[i], true
}

// contestPage is the form, and with what was written and why it was not taken, the form again.
type contestPage struct {
	page
	ID, Of, Back string
	Part         string
	PartLang     messages.Lang
	Promise      string
	Action       string
	Text, Source string
	Fault        string
	Most         int
	Answered     *answered // on the page of one contest; nil while it is open
}

// disputed finds what is to be contested. It has answered the request itself where ok is false: with 404 for what was never released, and for
// a fact that the version does not show.
func (s *Site) disputed(w http.ResponseWriter, r *http.Request) (p published, c campaigns.Contest, ok bool) {
	rev := 0
	q := r.URL.Query()
	if asked := q.Get("rev"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || n < 1 {
			s.missing(w, r, "missing")
			return p, c, false
		}
		rev = n
	}
	err := s.net.Store.View(r.Context(), func(tx storage.Tx) (err error) {
		p, err = s.publication(tx, r.PathValue("id"), rev)
		return err
	})
	if err != nil && !notFound(err) {
		s.trouble(w, r, err)
		return p, c, false
	}
	if err == nil {
		lang := s.chooseOf(r, p.shown.Langs(), p.shown.Content.Fallback)
		gone := p.brief.Stage == messages.Withdrawn
		if gone {
			lang = s.choose(r)
		}
		c = campaigns.Contest{Brief: p.brief.ID, Fact: q.Get("fact"), Rev: p.shown.Rev, Lang: lang}
		if _, shown := factOf(p.shown.Editions[lang], c.Fact); c.Fact == "" || shown && !gone {
			return p, c, true
		}
	}
	s.missing(w, r, "missing")
	return p, c, false
}

// contestForm shows where something is contested.
func (s *Site) contestForm(w http.ResponseWriter, r *http.Request) {
	if p, c, ok := s.disputed(w, r); ok {
		s.showForm(w, r, http.StatusOK, p, c, "")
	}
}

// showForm shows the form with what c has already; fault says what has to be otherwise.
func (s *Site) showForm(w http.ResponseWriter, r *http.Request, status int, p published, c campaigns.Contest, fault string) {
	v := s.contestPage(r, p, c)
	v.Fault, v.Text, v.Source, v.Most = fault, texts.Clean(c.Text), texts.Clean(c.Source), campaigns.ContestMost
	v.Title = v.T("web.contest-title")
	v.Action = s.base + contestAddress(c.Brief, c.Fact, c.Lang, c.Rev)
	v.Promise = v.T("web.contest-promise", "Days", texts.Number(s.answerDays()))
	langs := p.shown.Langs()
	if p.brief.Stage == messages.Withdrawn {
		langs = s.languages()
	}
	v.Langs = s.links(langs, c.Lang, func(l messages.Lang) string { return contestAddress(c.Brief, c.Fact, l, c.Rev) })
	for i := range v.Langs {
		v.Langs[i].URL = "" // a form is nothing to be found
	}
	formed(w)
	s.render(w, r, status, "contest-form", v)
}

func (s *Site) contestPage(r *http.Request, p published, c campaigns.Contest) contestPage {
	v := contestPage{page: s.newPage(r, c.Lang), ID: p.brief.ID}
	v.NoIndex = true
	rev := c.Rev
	if rev == p.brief.Public {
		rev = 0
	}
	v.Back = s.briefPath(p.brief.ID, c.Lang, rev)
	if p.brief.Stage != messages.Withdrawn {
		e, ok := p.shown.Editions[c.Lang]
		if !ok {
			e = p.shown.Editions[p.shown.Langs()[0]]
		}
		v.Of = oneLine(e.Text.Title)
	}
	v.Part, v.PartLang = contestedPart(v.page, p, c.Fact, c.Rev)
	return v
}

func (s *Site) answerDays() int {
	if s.net.Settings.AnswerDays > 0 {
		return s.net.Settings.AnswerDays
	}
	return campaigns.DefaultAnswerDays
}

// formed lets the page's form be sent to this service.
func formed(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", strings.Replace(headers["Content-Security-Policy"], "form-action 'none'", "form-action 'self'", 1))
	w.Header().Set("Cache-Control", "no-store")
}

// sameSite refuses what a page of another site sends on its reader's behalf.
func (s *Site) sameSite(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	if u, err := url.Parse(s.net.Settings.PublicURL); err == nil && u.Host != "" {
		_ = guard.AddTrustedOrigin(u.Scheme + "://" + u.Host) // an address that New has judged
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := s.newPage(r, s.choose(r))
		n := notice{page: p, Heading: p.T("web.contest-elsewhere"), Text: p.T("web.contest-elsewhere-body")}
		n.NoIndex, n.Title = true, n.Heading
		n.Link, n.LinkText = s.briefPath(r.PathValue("id"), p.Lang, 0), p.T("web.opener-more")
		s.render(w, r, http.StatusForbidden, "notice", n)
	}))
	return guard.Handler(next)
}

// contest takes what was written into the form, and leads to the page of the contest.
func (s *Site) contest(w http.ResponseWriter, r *http.Request) {
	p, c, ok := s.disputed(w, r)
	if !ok {
		return
	}
	say := s.words.In(string(c.Lang)).Plain
	r.Body = http.MaxBytesReader(w, r.Body, formMost)
	if err := r.ParseForm(); err != nil {
		status := http.StatusBadRequest
		if errors.As(err, new(*http.MaxBytesError)) {
			status = http.StatusRequestEntityTooLarge
		}
		s.showForm(w, r, status, p, c, say("web.contest-long", "Most", strconv.Itoa(campaigns.ContestMost)))
		return
	}
	// A browser sends line breaks as two characters, and counted one.
	c.Text = texts.Clean(strings.ReplaceAll(r.PostForm.Get("text"), "\r\n", "\n"))
	c.Source = texts.Clean(r.PostForm.Get("source"))
	now := time.Now()
	if r.PostForm.Get("website") != "" {
		s.showForm(w, r, http.StatusBadRequest, p, c, say("web.contest-trapped"))
		return
	}
	kept, err := s.keepContest(r, c, now)
	switch {
	case err == nil:
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Location", s.base+contestStateAddress(kept.Brief, kept.ID, kept.Lang))
		w.WriteHeader(http.StatusSeeOther)
	case errors.Is(err, campaigns.ErrContestEmpty):
		s.showForm(w, r, http.StatusBadRequest, p, c, say("web.contest-empty"))
	case errors.Is(err, campaigns.ErrContestLong):
		s.showForm(w, r, http.StatusBadRequest, p, c, say("web.contest-long", "Most", strconv.Itoa(campaigns.ContestMost)))
	case errors.Is(err, campaigns.ErrContestSource):
		s.showForm(w, r, http.StatusBadRequest, p, c, say("web.contest-badsource"))
	case errors.Is(err, campaigns.ErrContestsFull), errors.Is(err, errPace):
		w.Header().Set("Retry-After", "3600")
		s.showForm(w, r, http.StatusTooManyRequests, p, c, say("web.contest-full", "Brief", c.Brief, "Contact", s.net.Settings.Contact))
	default:
		s.trouble(w, r, err)
	}
}

// errPace tells that contests come faster than they are taken.
var errPace = errors.New("contests come faster than they are taken")

func (s *Site) keepContest(r *http.Request, c campaigns.Contest, now time.Time) (kept campaigns.Contest, err error) {
	allowed := false
	err = s.net.Store.Update(r.Context(), func(tx storage.Tx) error {
		var again bool
		if kept, again, err = s.net.PutContest(tx, c, now); err != nil || again {
			return err
		}
		if !allowed && !s.pace.allow(c.Brief, now) { // asked once, also where the transaction runs again
			return errPace
		}
		allowed = true
		if s.contested == nil {
			return nil
		}
		return s.contested(tx, kept, now)
	})
	if err == nil && s.net.Outbox != nil {
		s.net.Outbox.Wake()
	}
	return kept, err
}

// contestState says by which day a contest is answered and, once it was, what came of it.
func (s *Site) contestState(w http.ResponseWriter, r *http.Request) {
	var p published
	var c campaigns.Contest
	err := s.net.Store.View(r.Context(), func(tx storage.Tx) (err error) {
		if p, err = s.publication(tx, r.PathValue("id"), 0); err != nil {
			return err
		}
		c, err = s.net.Contest(tx, r.PathValue("ref"))
		return err
	})
	if notFound(err) || err == nil && (c.Brief != p.brief.ID || c.ID != r.PathValue("ref")) {
		s.missing(w, r, "missing")
		return
	}
	if err != nil {
		s.trouble(w, r, err)
		return
	}
	written := c.Lang
	c.Lang = s.choose(r)
	v := s.contestPage(r, p, c)
	v.Back = s.briefPath(p.brief.ID, v.Lang, 0)
	v.Title = v.T("web.contest-number", "ID", c.ID)
	v.Promise = v.T("web.contest-by", "ID", c.ID, "Day", string(c.Due))
	if c.Outcome != campaigns.Unanswered {
		shown := c
		shown.Lang = written
		a := s.answered(v.page, p, shown)
		v.Answered = &a
	}
	v.Langs = s.links(s.languages(), v.Lang, func(l messages.Lang) string { return contestStateAddress(c.Brief, c.ID, l) })
	for i := range v.Langs {
		v.Langs[i].URL = ""
	}
	s.render(w, r, http.StatusOK, "contest-state", v)
}
