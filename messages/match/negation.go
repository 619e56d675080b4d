package match

import (
	"slices"
	"strings"
)

// denial is where a clause denies something, and what.
type denial struct {
	from, to int      // the clause
	tok, end int      // the tokens that deny, with the verb between where a language puts one there
	about    []int    // the words of weight before them
	words    []int    // what is denied: those behind them, and between them
	limits   []string // what leaves it as it is but for a part, a manner or a comparison: "not all", "not as one country's"
}

// denied finds what a sentence denies, clause by clause, and tells whether it holds any word that denies. A clause that denies twice
// denies nothing; nor does one that only looks like it ("not only", "ne … que", "لا شك"), that gives way to something else ("not X but
// Y"), that says what something is not ("what was inscribed is not …"), or that is about the clause behind it ("not because …",
// "nobody can say that it is not …").
func denied(s *sentence) (out []denial, denying bool) {
	times := 0
	for _, d := range s.statements() {
		under := times > 0 && s.governs(d.from)
		times = 0
		for i := d.from; i < d.to; i++ {
			tok, end, again := denierAt(s, i)
			if end == i || end < len(s.toks) && idleAfter[s.toks[end].fold] {
				continue
			}
			denying = true
			if times == 0 {
				d.tok, d.end = tok, end
			}
			if times == 0 || !again {
				times++
			}
			i = end - 1
		}
		if times == 1 && !under && !s.instead(d.end) && !s.identifies(&d) && !s.governs(d.to) {
			s.gather(&d)
			out = append(out, d)
		}
	}
	return out, denying
}

// gather finds the words of weight around those that deny.
func (s *sentence) gather(d *denial) {
	for i := d.from; i < d.to; i++ {
		t := s.toks[i]
		switch f := t.fold; {
		case i == d.tok || i == d.end-1:
		case i >= d.end && limits[s.lang][f] && !wholly[s.toks[i-1].fold+" "+f]:
			d.limits = append(d.limits, f)
		case !weighty(t, s.lang):
		case i > d.tok:
			d.words = append(d.words, i)
		case i == d.from || !demonstratives[s.toks[i-1].fold]: // "this tradition" was named before
			d.about = append(d.about, i)
		}
	}
}

// statements gives the clauses of a sentence, cut where "and" or "but" begins what somebody else does: "is not on the list and nobody cares".
func (s *sentence) statements() (out []denial) {
	from := 0
	for i := 1; i <= len(s.toks); i++ {
		if i < len(s.toks) && s.clause[i] == s.clause[i-1] && !joined[s.toks[i].fold] && !s.joins(i) {
			continue
		}
		out = append(out, denial{from: from, to: i})
		from = i
	}
	return out
}

// joins tells that "and" or "but" stands at i, and what somebody else does follows it.
func (s *sentence) joins(i int) bool {
	return joins[s.toks[i].fold] && i+1 < len(s.toks) && others[s.lang][s.toks[i+1].fold]
}

// ownWords tells that whoever writes speaks of themselves there.
func (s *sentence) ownWords(d *denial) bool {
	if !s.mine[s.clause[d.tok]] {
		return false
	}
	from, to := s.span(s.clause[d.tok])
	return d.from == from && d.to == to || slices.ContainsFunc(s.toks[d.from:d.to], func(t token) bool { return me(t.fold, s.lang) })
}

// span gives the tokens of a clause.
func (s *sentence) span(clause int) (from, to int) {
	from, _ = slices.BinarySearch(s.clause, clause)
	to, _ = slices.BinarySearch(s.clause, clause+1)
	return from, to
}

// weighty tells a word that says something of its own.
func weighty(t token, lang string) bool { return content(t, lang) && !fillers[t.fold] }

// identifies tells of a clause that says who or what something is not: "What it listed is not …", "Ce n'est pas lui qui …", "is not the plant".
func (s *sentence) identifies(d *denial) bool {
	from, to := d.from, d.to
	for i := from; i < to; i++ {
		if f := s.toks[i].fold; i > d.tok && cleft[s.lang][f] || i <= d.tok && (f == "what" || f == "ما") {
			return true
		}
	}
	if from > 0 && from < d.tok && s.toks[from].fold == "que" && (s.toks[from-1].fold == "ce" || s.toks[from-1].fold == "lo") {
		return true
	}
	is := copulas[s.toks[max(from, d.tok-1)].fold] || copulas[s.toks[d.tok].fold] || copulas[s.toks[min(d.tok+1, to-1)].fold]
	at := d.end
	if at < to && copulas[s.toks[at].fold] {
		is = true
		at++
	}
	return is && at < to && definite[s.toks[at].fold]
}

// existential tells of a denial that there is something: "there is no", "il n'y a pas de", "no hay".
func (s *sentence) existential(d *denial) bool {
	return slices.ContainsFunc(s.toks[max(0, d.tok-2):min(len(s.toks), d.end+1)], func(t token) bool { return thereIs[s.lang][t.fold] })
}

// governs tells that what begins at i hangs on what is denied before it: "does not mean that …", "not because …", "ne … pas que".
func (s *sentence) governs(i int) bool { return i < len(s.toks) && hanging[s.toks[i].fold] }

// denierAt tells whether the words at i deny, in the order of speech; end is i where they do not. again tells that they would only say once
// more what another in their clause denies: "no … ninguna", "لا … ولا".
func denierAt(s *sentence, i int) (tok, end int, again bool) {
	toks := s.toks
	f, next, last := toks[i].fold, "", ""
	if toks[i].kind != word {
		return i, i, false
	}
	if i+1 < len(toks) {
		next = toks[i+1].fold
	}
	if i > 0 {
		last = toks[i-1].fold
	}
	again = repeats[s.lang][f]
	if refusals[f+" "+next] {
		return i, i + 2, false
	}
	switch s.lang {
	case "en":
		switch {
		case f == "no" && next == "one":
			return i, i + 2, again
		case f == "no" && next != "longer":
			if i+1 < len(toks) && toks[i+1].kind == word && !noMatter[next] {
				return i, i + 1, again
			}
			return i, i, false
		}
	case "fr":
		if f == "ne" || f == "n'" {
			return s.ne(i)
		}
		if f == "pas" && last != "" && !steps[last] {
			return i, i + 1, again
		}
		if subjects[f] && slices.ContainsFunc(toks[i:min(i+9, len(toks))], func(t token) bool { return t.fold == "ne" || t.fold == "n'" }) {
			return i, i + 1, again
		}
	case "ar":
		if more, ok := strings.CutPrefix(f, "و"); ok && deny[more] {
			again = true
		}
	}
	if denyWords[s.lang][f] {
		return i, i + 1, again
	}
	if s.lang != "fr" {
		tok, end = negatorAt(toks, i, s.lang)
	} else if tok, end = i, i; f == "pas" && (i == 0 || s.clause[i-1] != s.clause[i]) {
		end = i + 1 // "Pas besoin de …"
	}
	return tok, end, again
}

// ne reads "ne … pas" and its like from the first of the two words on. Alone "ne" denies nothing here: "ne … que"; and a verb that is turned
// round asks: "n'est-il pas".
func (s *sentence) ne(i int) (tok, end int, again bool) {
	for at := i + 1; at < len(s.toks) && at <= i+5; at++ {
		if f := s.toks[at].fold; f == "-" && s.toks[at].glued && at+1 < len(s.toks) && inverted[s.toks[at+1].fold] {
			return i, i, false
		} else if after[f] {
			return i, at + 1, true
		}
	}
	return i, i, false
}

// denials tells of each clause of a sentence whether it denies something, whatever it is.
func denials(s *sentence) map[int]bool {
	out := map[int]bool{}
	for i, t := range s.toks {
		if t.kind != word {
			continue
		}
		if _, end := negatorAt(s.toks, i, s.lang); end > i && !idle(s.toks, end) {
			out[s.clause[i]] = true
		}
	}
	return out
}

// negatorAt tells whether the word at i is one that denies and nothing else; end is i where it does not.
func negatorAt(toks []token, i int, lang string) (from, end int) {
	f := toks[i].fold
	next := ""
	if i+1 < len(toks) {
		next = toks[i+1].fold
	}
	switch lang {
	case "en":
		switch {
		case f == "no" && next == "longer":
			return i, i + 2
		case f == "not" || f == "never" || f == "cannot", strings.HasSuffix(f, "n't"), withoutApostrophe[f]:
			return i, i + 1
		}
	case "fr":
		if !after[f] {
			return i, i
		}
		for at := i - 1; at >= 0 && at >= i-5; at-- {
			if toks[at].fold == "ne" || toks[at].fold == "n'" {
				return at, i + 1
			}
		}
		if f == "pas" && i > 0 && spoken[toks[i-1].fold] {
			return i, i + 1
		}
	case "es":
		if (f == "no" || f == "nunca" || f == "jamas" || f == "tampoco") && next != "." && next != "º" && next != "," {
			return i, i + 1
		}
	case "ar":
		if deny[f] || len(f) > 2 && (strings.HasPrefix(f, "و") || strings.HasPrefix(f, "ف")) && deny[f[2:]] {
			return i, i + 1
		}
	}
	return i, i
}

// idle tells of a denial that denies nothing: what follows turns it round.
func idle(toks []token, end int) bool {
	if end >= len(toks) {
		return true
	}
	f := toks[end].fold
	return idleAfter[f] || toks[end].kind == sign && f != "\""
}

// instead tells that what is denied gives way to something in the same sentence.
func (s *sentence) instead(from int) bool {
	for i := from; i < len(s.toks); i++ {
		if insteadWords[s.toks[i].fold] && !s.joins(i) {
			return true
		}
	}
	return false
}
