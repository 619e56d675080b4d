package match

import (
	"slices"
	"strings"
)

// deniedBy is what a statement denies: "does not rank", and the stems of the words of weight before and behind that.
type deniedBy struct {
	want         string
	about, words []string
}

// negated marks what turns a fact's statement round: a clause that denies what the fact affirms, or affirms what it denies. Whatever a
// clause says beyond the fact may be just what is denied ("not inscribed as a recipe") or makes the statement another one ("the sauce
// from the supermarket is not on the list"), so it is marked only where all that it says is the fact's. Nor is anything marked where
// somebody else may be speaking.
func (c *checker) negated(s *sentence, words []weighed, hits []hit) {
	denials, denying := denied(s)
	if !denying && !slices.ContainsFunc(hits, func(h hit) bool { return len(h.e.denials(s.lang)) > 0 }) || c.doubtful(s, hits) {
		return
	}
	for i := range denials {
		if e := c.denies(s, &denials[i], hits); e != nil {
			c.mark(Negation, s.toks[denials[i].tok].from, s.toks[denials[i].end-1].to, e.ID, "")
		}
	}
	if denying || s.instead(0) {
		return
	}
	for _, h := range hits {
		for _, d := range h.e.denials(s.lang) {
			if at := c.affirms(s, &d, h.e); at >= 0 && covers(h, words) && !c.answers(h.e) {
				c.mark(Negation, s.toks[at].from, s.toks[at].to, h.e.ID, d.want)
				return
			}
		}
	}
}

// wordy is how many words of weight a clause has that says more than any fact does.
const wordy = 24

// denies finds the fact that a clause denies: of those that it speaks of most, one that says all of it.
func (c *checker) denies(s *sentence, d *denial, hits []hit) *entry {
	if len(d.about)+len(d.words) > wordy || s.ownWords(d) || c.quoted(s.toks[d.tok]) || c.approved(s, d) {
		return nil
	}
	var best []*entry
	most := 0.0
	for _, h := range hits {
		if h.e.in(s.lang) == nil || h.score < nearBrief {
			continue
		}
		sum := 0.0
		for _, i := range append(slices.Clone(d.about), d.words...) {
			if st := stem(s.toks[i].fold); h.e.states(st) {
				sum += max(c.x.weight(st), 0.1)
			}
		}
		if sum > most {
			best, most = nil, sum
		}
		if sum == most {
			best = append(best, h.e)
		}
	}
	for _, e := range best {
		if c.saysAll(s, d, e) {
			return e
		}
	}
	return nil
}

// saysAll tells whether a fact says of its subject all that a clause denies, and denies nothing of it itself.
func (c *checker) saysAll(s *sentence, d *denial, e *entry) bool {
	if s.parts() || s.limited(d, e) || e.oneOfMany(s, d) {
		return false
	}
	for _, i := range d.words {
		st := stem(s.toks[i].fold)
		if !e.states(st) || slices.ContainsFunc(e.denials(s.lang), func(n deniedBy) bool { return within(n.words, st) }) {
			return false
		}
	}
	if len(d.words) > 0 && s.existential(d) && !e.speaksFirstOf(stem(s.toks[d.words[0]].fold), s.lang) {
		return false
	}
	return c.saysWhom(s, d, e) && c.saysHowMuch(s, d, e)
}

// limited tells that a denial is of a part, a manner or a comparison only, which the fact does not speak of.
func (s *sentence) limited(d *denial, e *entry) bool {
	said := Fold(clip(e.Statement[s.lang]))
	for _, w := range d.limits {
		if !strings.Contains(said, " "+w+" ") {
			return true
		}
	}
	// What a fact says of some may well be denied of them as such.
	return slices.ContainsFunc(d.about, func(i int) bool {
		return slices.ContainsFunc(someOf, func(some string) bool { return strings.Contains(said, some+" "+s.toks[i].fold) })
	})
}

// saysWhom tells whether a clause denies something of what the fact is about: it names nothing else, or goes on about it. Another fact of
// the brief may name it too, where what is denied is the fact's by more than one word.
func (c *checker) saysWhom(s *sentence, d *denial, e *entry) bool {
	own := 0
	for _, i := range d.about {
		st := stem(s.toks[i].fold)
		if e.states(st) {
			own++
		} else if len(d.words) == 0 || !slices.ContainsFunc(c.brief, func(o *entry) bool { return o.states(st) }) {
			return false
		}
	}
	switch {
	case own > 0:
		return true
	case len(d.about) > 0:
		return len(d.words) > 1
	case len(d.words) > 2 && slices.ContainsFunc(d.words, func(i int) bool { return !vague[stem(s.toks[i].fold)] }):
		return true // the subject stands behind: "no country …", "لم تدرج …"
	}
	return c.carriedOn(s, d, e)
}

// saysHowMuch tells whether the fact says the figures and days of a clause, and whether it denies enough to tell what: "does not have
// 510 MW" does, "it does not" and "no oil" do not.
func (c *checker) saysHowMuch(s *sentence, d *denial, e *entry) bool {
	behind := len(d.words)
	for _, q := range quantities(c.text, s.toks[d.from:d.to], s.lang) {
		if !q.harmless && !e.quantities(q.says) && !e.holds(&q) {
			return false
		}
		if d.from+q.tok >= d.end {
			behind++
		}
	}
	return behind > 0 && len(d.about)+behind > 1
}

// speaksFirstOf tells whether a word is among the first three of weight in a statement, which say what it is about: that there is no water
// in a dam is not the opposite of what the dam supplies.
func (e *entry) speaksFirstOf(st, lang string) bool {
	left := 3
	for _, t := range lex(clip(e.Statement[lang])) {
		if left == 0 {
			break
		}
		if weighty(t, lang) {
			if akin(stem(t.fold), st) {
				return true
			}
			left--
		}
	}
	return false
}

// carriedOn tells whether a clause that names nobody goes on about what was spoken of before it, and that is the fact's.
func (c *checker) carriedOn(s *sentence, d *denial, e *entry) bool {
	own, others := 0, 0
	for _, t := range s.toks[:d.from] {
		switch {
		case !weighty(t, s.lang):
		case e.states(stem(t.fold)):
			own++
		default:
			others++
		}
	}
	if own+others > 0 {
		return own >= others
	}
	return c.at == 0 || len(c.prior) > 0 && c.prior[0].e == e
}

// oneOfMany tells that only countries are denied, or fewer of them than the fact names: "not Tunisian", "not submitted for Morocco".
func (e *entry) oneOfMany(s *sentence, d *denial) bool {
	denied, tokens := map[string]bool{}, 0
	for _, m := range mentions(s.toks[d.tok:]) {
		if countries[m.place] {
			denied[m.place] = true
			if d.tok+m.tok < d.to {
				tokens += m.end - m.tok
			}
		}
	}
	return len(denied) > 0 && (tokens >= len(d.words) || slices.ContainsFunc(e.in(s.lang).places, func(n named) bool { return countries[n.place] && !denied[n.place] }))
}

// affirms finds in a sentence what a fact denies, in a clause that says nothing else; -1 where there is none.
func (c *checker) affirms(s *sentence, d *deniedBy, e *entry) int {
	has := func(st string) bool {
		return slices.ContainsFunc(s.toks, func(t token) bool { return weighty(t, s.lang) && akin(stem(t.fold), st) })
	}
	said := 0
	for _, st := range d.words {
		if has(st) {
			said++
		}
	}
	if 2*said < len(d.words) || len(d.words) > 1 && !has(d.words[1]) || len(d.about) > 0 && !slices.ContainsFunc(d.about, has) {
		return -1
	}
	at := slices.IndexFunc(s.toks, func(t token) bool { return weighty(t, s.lang) && akin(stem(t.fold), d.words[0]) })
	if at < 0 || s.mine[s.clause[at]] || c.quoted(s.toks[at]) {
		return -1
	}
	from, to := s.span(s.clause[at])
	for _, t := range s.toks[from:to] {
		if weighty(t, s.lang) && !e.states(stem(t.fold)) {
			return -1
		}
	}
	return at
}

// doubtful tells that a sentence may not be what its author holds: it asks, supposes, tells what others say, or is judged beside it.
func (c *checker) doubtful(s *sentence, hits []hit) bool {
	if s.question || s.lang == "en" && asks[s.toks[0].fold] {
		return true
	}
	for i := range s.toks {
		if t := s.toks[i]; !s.compound(i) && supposed[s.lang][t.fold] && !(i+1 < len(s.toks) && untilNow[t.fold+" "+s.toks[i+1].fold]) && !(t.capital && months[t.fold] > 0) {
			return true
		}
	}
	if s.reports(hits[0].e) {
		return true
	}
	return c.at > 0 && c.all[c.at-1].judges(4) || c.at+1 < len(c.all) && c.all[c.at+1].judges(12)
}

// reports tells that a sentence says what others hold of something. The body that the fact itself speaks of is none of them: "says UNESCO".
func (s *sentence) reports(e *entry) bool {
	for i := range s.toks {
		if !told[s.lang][s.toks[i].fold] || s.compound(i) || slices.ContainsFunc(s.toks[max(0, i-2):i], func(t token) bool { return t.fold == "whatever" }) {
			continue
		}
		if !slices.ContainsFunc(s.toks[max(0, i-1):min(len(s.toks), i+2)], func(t token) bool { return t.caps && e.has(stem(t.fold)) }) {
			return true
		}
	}
	return false
}

// compound tells of a part of a word: know-how, savoir-faire.
func (s *sentence) compound(i int) bool {
	hyphen := func(i int) bool { return i >= 0 && i < len(s.toks) && s.toks[i].fold == "-" && s.toks[i].glued }
	return hyphen(i-1) || hyphen(i+1)
}

// judges tells whether a short sentence says what to hold of the one beside it: "Myth:", "That's false".
func (s *sentence) judges(longest int) bool {
	return len(s.toks) <= longest && slices.ContainsFunc(s.toks, func(t token) bool { return verdicts[t.fold] })
}

// answers tells whether a draft takes up what others say, or says no: it may repeat a claim to answer it.
func (c *checker) answers(e *entry) bool {
	known, ok := c.answering[e]
	if !ok {
		known = c.takesUp(e)
		c.answering[e] = known
	}
	return known
}

func (c *checker) takesUp(e *entry) bool {
	for i := range c.all {
		s := &c.all[i]
		if _, no := denied(s); no && len(s.toks) <= 4 || s.toks[0].fold == "no" || s.toks[0].fold == "non" || s.toks[0].fold == "لا" {
			return true
		}
		if s.reports(e) || s.judges(len(s.toks)) {
			return true
		}
	}
	return false
}

// quoted tells whether a token stands between quotation marks.
func (c *checker) quoted(t token) bool {
	return slices.ContainsFunc(c.quotes, func(q [2]int) bool { return q[0] < t.from && t.to <= q[1] })
}

// quotations finds what stands between quotation marks in one line.
func quotations(toks []token) (out [][2]int) {
	open := -1
	for _, t := range toks {
		switch {
		case t.fold == "\n":
			open = -1
		case t.fold == "\"" && open < 0:
			open = t.from
		case t.fold == "\"":
			out = append(out, [2]int{open, t.from})
			open = -1
		}
	}
	return out
}

// approved tells whether the words beside the facts deny no more than a clause does.
func (c *checker) approved(s *sentence, d *denial) bool {
	has := func(st string) bool {
		in := func(i int) bool { return akin(stem(s.toks[i].fold), st) }
		return slices.ContainsFunc(d.words, in) || slices.ContainsFunc(d.about, in)
	}
	return slices.ContainsFunc(c.also.denied, func(words []string) bool {
		return !slices.ContainsFunc(words, func(st string) bool { return !has(st) })
	})
}

// within tells whether a word or one akin to it is among others.
func within(words []string, st string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return akin(w, st) })
}

func (e *entry) in(lang string) *passage {
	for i := range e.passages {
		if e.passages[i].lang == lang {
			return &e.passages[i]
		}
	}
	return nil
}

func (e *entry) denials(lang string) []deniedBy {
	if p := e.in(lang); p != nil {
		return p.denied
	}
	return nil
}

// covers tells whether a sentence says by and large what the fact says: most of its words of weight are the fact's.
func covers(h hit, words []weighed) bool {
	shared := 0
	for _, w := range words {
		if h.e.states(w.stem) {
			shared++
		}
	}
	return shared >= 2 && shared*2 >= len(words) && h.own >= nearBrief
}

// statedDenials finds what a statement denies.
func statedDenials(text string, toks []token, lang string) (out []deniedBy) {
	for _, s := range sentences(toks, lang) {
		denials, _ := denied(&s)
		for _, d := range denials {
			if len(d.words) == 0 || len(d.limits) > 0 {
				continue
			}
			from := d.tok
			if from > 0 && lang == "en" && stop[s.toks[from-1].fold] {
				from-- // does not
			}
			by := deniedBy{want: text[s.toks[from].from:s.toks[max(d.words[0], d.end-1)].to]}
			for _, i := range d.about {
				by.about = append(by.about, stem(s.toks[i].fold))
			}
			for _, i := range d.words {
				by.words = append(by.words, stem(s.toks[i].fold))
			}
			out = append(out, by)
		}
	}
	return out
}
