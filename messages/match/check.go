package match

import (
	"cmp"
	"slices"
)

// Draft is a text that somebody wrote in their own words, and what it is held against.
type Draft struct {
	Text   string
	Lang   string   // "en", "fr", "ar", "es"; empty: by its script and small words
	Brief  []string // ids of the facts of the open brief; none: all facts
	Also   []string // other words that are right too: title, summary, points, names, the disclosure
	Denies bool     // the brief answers a claim and finds it not true
	Sample string   // the text that was offered as a sample
}

// Kind says what a mark is about.
type Kind string

// What is marked. Of two that meet in one place the more specific stays.
const (
	Figure   Kind = "figure"   // a number that the facts do not say
	Date     Kind = "date"     // a day or a year that they do not say
	Name     Kind = "name"     // a country, place or body that they do not name
	Negation Kind = "negation" // the opposite of what a fact says
	Stale    Kind = "stale"    // rests on a fact that is overdue or withdrawn
	Old      Kind = "old"      // what an earlier revision of a fact said
)

// Mark is a place in a draft that its author may want to look at again.
type Mark struct {
	Kind     Kind
	Text     string
	From, To int    // bytes in the draft
	Fact     string // the nearest fact's id
	Want     string // what the fact says, where one thing is meant: "510 MW", "2020"
}

// Report is what a check found. It is advice.
type Report struct {
	Marks  []Mark   // in order of place, none over another
	Sample float64  // how much of the draft is the sample's: see Text.In and NearlyTheSample
	Facts  []string // ids of the facts that the draft speaks of, nearest first
}

// checker is one check under way.
type checker struct {
	x       *Index
	text    string
	d       Draft
	briefed bool
	brief   []*entry
	all     []sentence
	at      int      // the sentence that is looked at
	quotes  [][2]int // bytes between quotation marks
	last    []hit    // of the sentence before
	prior   []hit    // and of the one before it, once last is the present one's
	touched []*entry // what may say something that the sentence says: the brief's facts, or all that share a word with it
	marks   []Mark
	also    alsoRight
	lower   map[string]bool // words that the draft writes small somewhere
	spoken  map[string]float64

	answering map[*entry]bool // whether the draft may repeat what a fact denies in order to answer it
}

// alsoRight is what the words beside the facts say.
type alsoRight struct {
	quantities []quantity
	places     map[string]bool
	stems      map[string]bool
	denied     [][]string // the stems of what is denied
}

// Check holds a draft against the facts of its brief, or without one against those that are near to what it says. It reads the first
// 16 KiB.
func (x *Index) Check(d Draft) Report {
	c := &checker{x: x, text: clip(d.Text), d: d, briefed: len(d.Brief) > 0, lower: map[string]bool{}, spoken: map[string]float64{}, answering: map[*entry]bool{}}
	toks := lex(c.text)
	lang := d.Lang
	if lang == "" {
		lang = languageOf(toks, "")
	}
	c.readAlso(lang)
	for _, t := range toks {
		if t.kind == word && !t.capital {
			c.lower[t.fold] = true
		}
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, id := range d.Brief {
		if slot, ok := x.slots[id]; ok && !slices.Contains(c.brief, x.facts[slot]) {
			c.brief = append(c.brief, x.facts[slot])
		}
	}
	c.all, c.quotes = sentences(toks, lang), quotations(toks)
	for c.at = range c.all {
		c.sentence(&c.all[c.at])
	}
	r := Report{Marks: settle(c.marks)}
	if d.Sample != "" {
		r.Sample = TextOf(c.text).In(d.Sample)
	}
	for id := range c.spoken {
		r.Facts = append(r.Facts, id)
	}
	slices.SortFunc(r.Facts, func(a, b string) int {
		return cmp.Or(cmp.Compare(c.spoken[b], c.spoken[a]), cmp.Compare(a, b))
	})
	return r
}

func (c *checker) sentence(s *sentence) {
	words := c.weigh(s)
	hits := c.near(s, words)
	c.prior, c.last = c.last, hits
	for _, h := range hits {
		c.spoken[h.e.ID] = max(c.spoken[h.e.ID], h.score)
	}
	if len(hits) == 0 {
		return
	}
	c.figures(s, words, hits)
	c.names(s, hits)
	c.negated(s, words, hits)
	c.stale(s, hits)
}

func (c *checker) readAlso(lang string) {
	c.also = alsoRight{places: map[string]bool{}, stems: map[string]bool{}}
	for _, text := range append(slices.Clone(c.d.Also), c.d.Sample) {
		text = clip(text)
		toks := lex(text)
		for _, s := range sentences(toks, lang) {
			c.also.quantities = append(c.also.quantities, quantities(text, s.toks, s.lang)...)
			for _, m := range mentions(s.toks) {
				c.also.places[m.place] = true
			}
		}
		for _, d := range statedDenials(text, toks, lang) {
			c.also.denied = append(c.also.denied, d.words)
		}
		for _, t := range toks {
			if t.kind == word {
				c.also.stems[stem(t.fold)] = true
			}
		}
	}
}

func (c *checker) mark(kind Kind, from, to int, fact, want string) {
	if from < to {
		c.marks = append(c.marks, Mark{kind, c.text[from:to], from, to, fact, want})
	}
}

// stale marks a sentence that rests on a fact that nobody has confirmed in time, or that was withdrawn.
func (c *checker) stale(s *sentence, hits []hit) {
	if h := hits[0]; h.e.Stale && (h.own >= nearBrief || h.score >= nearAlone) {
		from, to := s.toks[0].from, s.toks[len(s.toks)-1].to
		if m, ok := trim(Mark{Kind: Stale, Text: c.text[from:to], From: from, To: to, Fact: h.e.ID}, from, to); ok {
			c.marks = append(c.marks, m)
		}
	}
}

// specific orders the kinds: of two marks in one place the one further on stays.
var specific = map[Kind]int{Stale: 0, Negation: 1, Name: 2, Figure: 3, Date: 3, Old: 4}

// settle brings marks in order and lets none lie over another. A sentence that rests on a stale fact gives way to what is marked
// inside it, and keeps the longest part that is left.
func settle(marks []Mark) []Mark {
	slices.SortStableFunc(marks, func(a, b Mark) int {
		return cmp.Or(cmp.Compare(specific[b.Kind], specific[a.Kind]), cmp.Compare(a.From, b.From))
	})
	var out []Mark
	for _, m := range marks {
		from, to := m.From, m.To
		best := [2]int{}
		for _, o := range sorted(out) {
			if o.To <= from || o.From >= to {
				continue
			}
			if o.From-from > best[1]-best[0] {
				best = [2]int{from, o.From}
			}
			from = o.To
		}
		if from == m.From {
			out = append(out, m)
			continue
		}
		if m.Kind != Stale {
			continue
		}
		if to-from > best[1]-best[0] {
			best = [2]int{from, to}
		}
		if cut, ok := trim(m, best[0], best[1]); ok {
			out = append(out, cut)
		}
	}
	return sorted(out)
}

func sorted(marks []Mark) []Mark {
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b Mark) int { return cmp.Compare(a.From, b.From) })
	return marks
}

// trim cuts a mark to a part of it, without what surrounds the words there.
func trim(m Mark, from, to int) (Mark, bool) {
	toks := lex(m.Text[from-m.From : to-m.From])
	for len(toks) > 0 && toks[0].kind == sign {
		toks = toks[1:]
	}
	for len(toks) > 0 && toks[len(toks)-1].kind == sign {
		toks = toks[:len(toks)-1]
	}
	if len(toks) == 0 {
		return m, false
	}
	part := from - m.From
	a, b := part+toks[0].from, part+toks[len(toks)-1].to
	return Mark{m.Kind, m.Text[a:b], m.From + a, m.From + b, m.Fact, m.Want}, true
}
