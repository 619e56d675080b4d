package match

import (
	"cmp"
	"slices"
	"strings"
)

// figures marks the numbers and days of a sentence that its facts do not say.
func (c *checker) figures(s *sentence, words []weighed, hits []hit) {
	qs, denied := quantities(c.text, s.toks, s.lang), denials(s)
	for i := range qs {
		q := &qs[i]
		if denied[s.clause[q.tok]] {
			continue // "is no plant of 2,000 MW": nobody says that it is
		}
		kind := Figure
		if q.date || q.unit == "century" {
			kind = Date
		}
		if q.harmless {
			continue
		}
		if e, now := c.corrected(q, qs, s, hits); e != nil {
			c.mark(Old, q.from, q.to, e.ID, now)
			continue
		}
		if own := s.mine[s.clause[q.tok]] || !c.briefed && s.ours[s.clause[q.tok]]; own && (q.date || q.unit == "" || plainUnits[q.unit]) {
			continue
		}
		if owners := c.owners(q, hits); len(owners) > 0 {
			if want := c.swapped(q, qs, s, words, hits[0].e, owners); want != "" {
				c.mark(kind, q.from, q.to, hits[0].e.ID, want)
			}
			continue
		}
		if slices.ContainsFunc(c.also.quantities, func(k quantity) bool { return q.says(&k) }) {
			continue
		}
		for _, h := range c.closest(q, qs, s, hits) {
			if h.e.concerns(q) {
				c.mark(kind, q.from, q.to, h.e.ID, c.want(q, s, h.e))
				break
			}
		}
	}
}

// closest orders the facts that a sentence speaks of equally by where it names each: "Ahellil since 2008, Gnawa since 2019" says
// the second year of Gnawa. What the fact says of the rest tells more: 160, 200 and 180 MW are those of one that says two of them. What follows a quantity counts less than what stands before it.
func (c *checker) closest(q *quantity, others []quantity, s *sentence, hits []hit) []hit {
	hits = slices.Clone(hits[:c.foremost(hits)])
	if len(hits) < 2 {
		return hits
	}
	far, said := map[*entry]int{}, map[*entry]int{}
	for _, h := range hits {
		far[h.e] = 4 * len(s.toks)
		for i := range others {
			if k := &others[i]; !q.date && !k.date && k.tok != q.tok && k.unit != "" && k.unit == q.unit && h.e.quantities(k.says) {
				said[h.e]++
			}
		}
	}
	for i, t := range s.toks {
		if !content(t, s.lang) {
			continue
		}
		st := stem(t.fold)
		if !slices.ContainsFunc(hits, func(h hit) bool { return !h.e.has(st) }) {
			continue
		}
		away := q.tok - i
		if away < 0 {
			away = -away + len(s.toks)/2
		}
		if !t.capital && !arabic(t.fold) {
			away += len(s.toks) // a name tells more than a verb
		}
		for _, h := range hits {
			if h.e.has(st) {
				far[h.e] = min(far[h.e], away)
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(said[b.e], said[a.e]), cmp.Compare(far[a.e], far[b.e])) })
	return hits
}

// foremost tells how many of the hits are about as near as the first one.
func (c *checker) foremost(hits []hit) int {
	n := 0
	for n < len(hits) && hits[n].score >= 0.75*hits[0].score {
		n++
	}
	return n
}

// quantities calls f for what the fact says at present until f answers true.
func (e *entry) quantities(f func(*quantity) bool) bool {
	for i := range e.value {
		if f(&e.value[i]) {
			return true
		}
	}
	for i := range e.passages {
		for j := range e.passages[i].quantities {
			if f(&e.passages[i].quantities[j]) {
				return true
			}
		}
	}
	return false
}

// owners finds the facts that say a quantity, among those of the brief or all that share a word with the sentence.
func (c *checker) owners(q *quantity, hits []hit) []*entry {
	var out []*entry
	for _, e := range c.touched {
		if e.quantities(q.says) || e == hits[0].e && e.holds(q) {
			out = append(out, e)
		}
	}
	return out
}

// holds tells whether q is the day as of which the fact is known. Where the fact says a day of its own that is another one's.
func (e *entry) holds(q *quantity) bool {
	if !q.date || !q.asOf && (q.day > 0 || e.quantities(func(k *quantity) bool { return k.date })) {
		return false
	}
	return slices.ContainsFunc(e.day, func(k quantity) bool { return q.says(&k) })
}

// corrected tells whether a fact once said q and says something else by now, and what.
func (c *checker) corrected(q *quantity, qs []quantity, s *sentence, hits []hit) (*entry, string) {
	for _, h := range c.closest(q, qs, s, hits) {
		for i := range h.e.old {
			old := &h.e.old[i]
			if !q.says(old) || h.e.quantities(q.says) || c.said(q) {
				continue
			}
			// What is small and without a unit may count anything.
			if q.small() && !q.counts(old.nouns) && !h.e.quantities(func(k *quantity) bool { return q.counts(k.nouns) }) {
				continue
			}
			return h.e, c.want(q, s, h.e)
		}
	}
	return nil, ""
}

func (c *checker) said(q *quantity) bool {
	return slices.ContainsFunc(c.also.quantities, func(k quantity) bool { return q.says(&k) && q.unit == k.unit })
}

// small tells of a number that people count all kinds of things with.
func (q *quantity) small() bool {
	return !q.date && q.unit == "" && q.values[0] <= 12
}

// concerns tells whether a quantity that the fact does not say is said of its subject.
func (e *entry) concerns(q *quantity) bool {
	switch {
	case q.date:
		return q.year > 0 || e.quantities(func(k *quantity) bool { return k.day > 0 })
	case q.unit == "no":
		return true
	case plainUnits[q.unit]:
		return e.quantities(func(k *quantity) bool { return k.unit == q.unit })
	case q.unit != "":
		return q.unit != "place" && q.unit != "time"
	}
	if slices.ContainsFunc(q.nouns, func(n string) bool { return everyday[n] }) {
		return e.quantities(q.alike)
	}
	if q.small() {
		return e.quantities(q.alike) || len(e.value) > 0 && slices.ContainsFunc(lex(e.Unit), func(t token) bool { return q.counts([]string{noun(t.fold)}) })
	}
	return true
}

// swapped finds a quantity that the brief says of something else: the sentence is about the nearest fact alone, which says another
// one. It gives what that fact says.
func (c *checker) swapped(q *quantity, qs []quantity, s *sentence, words []weighed, nearest *entry, owners []*entry) string {
	if slices.Contains(owners, nearest) || q.bound != 0 || len(denials(s)) > 0 || c.d.Denies {
		return ""
	}
	for _, o := range owners {
		theirs, ours := 0.0, 0.0
		for _, w := range words {
			switch a, b := o.has(w.stem), nearest.has(w.stem); {
			case a && !b:
				theirs += w.weight
			case b && !a:
				ours += w.weight
			}
		}
		if theirs > 0.25 || ours < 0.8 {
			return ""
		}
	}
	for i := range qs {
		if qs[i].alike(q) && nearest.quantities(qs[i].says) {
			return "" // it says what is right, and something more
		}
	}
	return c.want(q, s, nearest)
}

// want says what the fact says in the place of q, where there is only one such thing.
func (c *checker) want(q *quantity, s *sentence, e *entry) string {
	var found []*quantity
	passages := e.passages
	for i := range passages {
		if passages[i].lang == s.lang {
			passages = passages[i : i+1]
			break
		}
	}
	for i := range passages {
		for j := range passages[i].quantities {
			k := &passages[i].quantities[j]
			if !q.alike(k) || q.date && q.day+q.month > 0 && k.day+k.month == 0 {
				continue
			}
			// 510 GW: the magnitude is wrong, not the figure.
			if !q.date && q.unit != "" && sameDigits(q, k) {
				return k.raw
			}
			if !slices.ContainsFunc(found, func(f *quantity) bool { return f.says(k) && k.says(f) }) {
				found = append(found, k)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	switch {
	case len(found) == 1 && q.date && q.day+q.month == 0:
		return itoa(found[0].year)
	case len(found) == 1:
		return strings.TrimSpace(found[0].raw)
	case len(found) > 1 && !q.date && !s.parts():
		for i := range e.value {
			if slices.ContainsFunc(found, func(f *quantity) bool { return f.says(&e.value[i]) }) {
				return strings.TrimSpace(e.Value + " " + e.Unit)
			}
		}
	}
	if len(found) == 0 && e.Unit != "" && slices.ContainsFunc(lex(e.Unit), func(t token) bool { return q.counts([]string{noun(t.fold)}) }) {
		return strings.TrimSpace(e.Value + " " + e.Unit)
	}
	return ""
}

// parts tells of a sentence that is about one of several: "Noor II".
func (s *sentence) parts() bool {
	for i, t := range s.toks {
		if i > 0 && s.toks[i-1].capital && (t.kind == number && len(t.fold) == 1 || t.capital && romans[t.fold]) {
			return true
		}
		if i > 0 && s.lang == "ar" && s.toks[i-1].kind == word && t.kind == number && len(t.fold) == 1 {
			return true
		}
	}
	return false
}

var romans = set("i ii iii iv v vi vii viii ix x")

func sameDigits(a, b *quantity) bool {
	for _, v := range a.values {
		for _, w := range b.values {
			for _, times := range [...]float64{1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9} {
				if r := v * times / w; w != 0 && r > 1-1e-9 && r < 1+1e-9 {
					return true
				}
			}
		}
	}
	return false
}
