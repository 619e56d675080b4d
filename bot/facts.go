package bot

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/campaigns/members"
	"relais/messages"
)

// factChoices is how many facts are offered for a point.
const factChoices = 6

// askFact asks which fact a point rests on: the facts that share its words first.
func (t *turn) askFact(b messages.Brief, lang messages.Lang, point int, chain bool, query string) error {
	text := b.Texts[lang]
	if point < 1 || point > len(text.Points)+1 {
		return errStale
	}
	said := pointText(text, point)
	if query == "" {
		query = cmp.Or(said, text.Claim+" "+text.Summary)
	}
	type scored struct {
		fact  messages.Fact
		score int
	}
	var all []scored
	// What the brief is about decides between facts that share as much with the point.
	words, about := content(t.words, query), content(t.words, text.Title)
	if err := t.net.Desk.Facts(t.tx, func(f messages.Fact) error {
		if f.Stale(t.now) {
			return nil
		}
		var said strings.Builder
		for _, s := range f.Statement {
			said.WriteString(" " + s)
		}
		have := fold(said.String() + " " + f.ID)
		all = append(all, scored{f, 2*shared(words, have) + shared(about, have)})
		return nil
	}); err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	all = all[:min(len(all), factChoices)]
	on := ""
	if chain {
		on = "yes"
	}
	t.afresh()
	t.ask("fact", "brief", b.ID, "lang", string(lang), "point", strconv.Itoa(point), "chain", on)
	msg := Message{Text: t.p.Say("fact.which", "Point", said)}
	if said == "" {
		msg.Text = t.p.Say("fact.alone")
	}
	for i, s := range all {
		said, _ := s.fact.In(lang)
		t.d.Data["f"+strconv.Itoa(i)] = s.fact.ID
		msg.Text += "\n\n" + t.p.Say("fact.line", "Number", i+1, "Statement", shorten(said, 160), "AsOf", string(s.fact.AsOf))
		msg.Buttons = append(msg.Buttons, []Button{t.named(strconv.Itoa(i+1)+" "+said, "fact", t.d.Question, strconv.Itoa(i))})
	}
	msg.Buttons = append(msg.Buttons, append([]Button{t.button("fact.new", "fact", t.d.Question, "new")}, t.cancelRow()...))
	t.send(msg)
	return nil
}

// pointText is what a point says in its own words; nothing where it says what its fact states, or is yet to be.
func pointText(text messages.Text, point int) string {
	if point > len(text.Points) {
		return ""
	}
	return text.Points[point-1].Text
}

// factStep takes typed words as a search among the facts.
func (t *turn) factStep(text string) error {
	b, lang, point, chain, err := t.factContext()
	if err != nil {
		return err
	}
	return t.askFact(b, lang, point, chain, text)
}

func (t *turn) factContext() (b messages.Brief, lang messages.Lang, point int, chain bool, err error) {
	if b, err = t.net.Desk.Brief(t.tx, t.d.Data["brief"]); err != nil {
		return b, "", 0, false, errStale
	}
	lang = messages.Lang(t.d.Data["lang"])
	point, err = strconv.Atoi(t.d.Data["point"])
	if err != nil || point < 1 || point > len(b.Texts[lang].Points)+1 {
		return b, "", 0, false, errStale
	}
	return b, lang, point, t.d.Data["chain"] == "yes", nil
}

// pickFact rests the point on one of the facts that were shown, or asks for a new one.
func (t *turn) pickFact(args []string) error {
	b, lang, point, chain, err := t.factContext()
	if err != nil || len(args) != 2 || !t.open(args[0]) {
		return errStale
	}
	switch what, step := args[1], t.d.Step; {
	case what == "new" && step == "fact":
		t.ask("fact.url")
		t.replace(Message{Text: t.p.Say("fact.url"), Buttons: [][]Button{t.cancelRow()}})
		return nil
	case what == "said" && step == "fact.statement":
		return t.factStatementStep(pointText(b.Texts[lang], point))
	case what == "today" && step == "fact.asof":
		return t.factAsOfStep(string(t.today()))
	}
	id, ok := t.d.Data["f"+args[1]]
	if !ok {
		return errStale
	}
	return t.rest(b, lang, point, chain, id)
}

// rest puts a fact under a point.
func (t *turn) rest(b messages.Brief, lang messages.Lang, point int, chain bool, fact string) error {
	if err := setPart(&b, lang, "point "+strconv.Itoa(point), pointText(b.Texts[lang], point), t.zone()); err != nil {
		return err
	}
	p := &b.Texts[lang].Points[point-1]
	// A fact that can no longer carry the point makes room for the one that was chosen.
	p.Facts = slices.DeleteFunc(slices.Clone(p.Facts), func(id string) bool {
		f, err := t.net.Desk.Fact(t.tx, id)
		return isNotFound(err) || err == nil && f.Stale(t.now)
	})
	if !slices.Contains(p.Facts, fact) {
		p.Facts = append(p.Facts, fact)
	}
	b, err := t.net.Desk.Save(t.tx, b, t.m.Alias, t.now)
	if err != nil {
		return err
	}
	return t.done(b, lang, chain)
}

// A new fact is asked for in six short answers: the source's address, its title, who publishes it, the words that carry the
// fact, what it states, and the day it is known to be true. It is to be looked at again in a year.

func (t *turn) factURLStep(text string) error {
	s := messages.Source{ID: "x", Type: messages.OtherSource, Title: "x", Publisher: "x", URL: strings.TrimSpace(text)}
	if s.Validate() != nil {
		return no("fact.bad_url", "What", text)
	}
	t.ask("fact.title", "url", s.URL)
	t.send(Message{Text: t.p.Say("fact.title"), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

func (t *turn) factTitleStep(text string) error {
	t.ask("fact.publisher", "title", shorten(text, 200))
	t.send(Message{Text: t.p.Say("fact.publisher"), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

func (t *turn) factPublisherStep(text string) error {
	t.ask("fact.quote", "publisher", shorten(text, 100))
	t.send(Message{Text: t.p.Say("fact.quote"), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

func (t *turn) factQuoteStep(text string) error {
	b, lang, point, _, err := t.factContext()
	if err != nil {
		return err
	}
	t.ask("fact.statement", "quote", shorten(text, 600))
	said := pointText(b.Texts[lang], point)
	if said == "" {
		t.send(Message{Text: t.p.Say("fact.statement_alone", "Lang", lang.Name()), Buttons: [][]Button{t.cancelRow()}})
		return nil
	}
	t.send(Message{
		Text:    t.p.Say("fact.statement", "Lang", lang.Name(), "Point", said),
		Buttons: [][]Button{{t.button("fact.said", "fact", t.d.Question, "said")}, t.cancelRow()},
	})
	return nil
}

func (t *turn) factStatementStep(text string) error {
	t.ask("fact.asof", "statement", shorten(strings.Join(strings.Fields(text), " "), 600))
	t.send(Message{Text: t.p.Say("fact.asof"), Buttons: [][]Button{{t.button("fact.today", "fact", t.d.Question, "today")}, t.cancelRow()}})
	return nil
}

// today is the day it is where the person lives.
func (t *turn) today() messages.Date { return messages.Date(t.now.In(t.zone()).Format(time.DateOnly)) }

// earliestFact is the first day that a fact can be as of: an earlier one is a slip of the finger.
const earliestFact messages.Date = "1900-01-01"

// factAsOfStep takes the last answer and keeps the source and the fact.
func (t *turn) factAsOfStep(text string) error {
	b, lang, point, chain, err := t.factContext()
	if err != nil {
		return err
	}
	asOf, err := messages.ParseDate(strings.TrimSpace(text))
	if err != nil || asOf > t.today() || asOf < earliestFact {
		return no("fact.bad_asof", "What", text)
	}
	if b.Stage == messages.Withdrawn {
		return messages.ErrWithdrawn
	}
	u, err := url.Parse(t.d.Data["url"])
	if err != nil {
		return errStale
	}
	id := nameFrom(u.Hostname())
	src := messages.Source{
		ID: id, Type: messages.OtherSource, Title: t.d.Data["title"], Publisher: t.d.Data["publisher"],
		URL: t.d.Data["url"], Quote: t.d.Data["quote"], Lang: lang,
	}
	if err := t.net.Desk.PutSource(t.tx, src, t.m.Alias, t.now); err != nil {
		return fmt.Errorf("keep a source: %w", err)
	}
	f := messages.Fact{
		ID: id, Statement: map[messages.Lang]string{lang: t.d.Data["statement"]},
		AsOf: asOf, ReviewBy: messages.Date(t.now.UTC().AddDate(1, 0, 0).Format(time.DateOnly)),
		Sources: []string{id},
	}
	if _, err := t.net.Desk.PutFact(t.tx, f, t.m.Alias, t.now); err != nil {
		return fmt.Errorf("keep a fact: %w", err)
	}
	return t.rest(b, lang, point, chain, id)
}

// nameFrom makes a name that nothing else has from a site's.
func nameFrom(host string) string {
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	host = strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, host), "-")
	if host == "" {
		host = "source"
	}
	return host[:min(len(host), 40)] + "-" + members.Token(4)
}
