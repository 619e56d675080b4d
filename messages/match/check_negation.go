package match

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// negated marks what turns a fact's statement round: a sentence that denies what the fact affirms, or affirms what it denies. A brief
// that answers a claim denies by itself, and questions deny nothing.
func (c *checker) negated(s *sentence, words []weighed, hits []hit) {
	if c.d.Denies || s.question {
		return
	}
	denied := negations(s.toks, s.lang)
	place := quantity{tok: len(s.toks)}
	if len(denied) > 0 {
		place.tok = denied[0].tok
	}
	for _, h := range c.closest(&place, nil, s, hits) {
		p := h.e.in(s.lang)
		if p == nil || !covers(h, words) {
			continue
		}
		for _, n := range denied {
			if s.mine[s.clause[n.tok]] || c.also.denied[n.target] || !h.e.affirms(n.target) || p.denies(n.target) {
				continue
			}
			c.mark(Negation, s.toks[n.tok].from, s.toks[n.end-1].to, h.e.ID, "")
		}
		if len(denied) > 0 || instead(s.toks, 0) {
			continue
		}
		for _, n := range p.negations {
			for i, t := range s.toks {
				if t.kind == word && stem(t.fold) == n.target && !s.mine[s.clause[i]] {
					c.mark(Negation, t.from, t.to, h.e.ID, n.words)
					break
				}
			}
		}
		if len(c.marks) > 0 && c.marks[len(c.marks)-1].Kind == Negation {
			return
		}
	}
}

// affirms tells whether a fact has a word, in Arabic whatever its form: أُدرجت, مدرج, تدرج.
func (e *entry) affirms(st string) bool {
	if e.has(st) {
		return true
	}
	root := rootOf(st)
	return root != "" && slices.ContainsFunc(e.stems, func(s string) bool { return rootOf(s) == root })
}

// rootOf takes off the letter with which Arabic makes a person, a participle or a fourth form; "" where no three letters are left.
func rootOf(st string) string {
	if !arabic(st) || utf8.RuneCountInString(st) < 4 {
		return ""
	}
	r, size := utf8.DecodeRuneInString(st)
	if !strings.ContainsRune("ايتنم", r) {
		return ""
	}
	return st[size:]
}

func (e *entry) in(lang string) *passage {
	for i := range e.passages {
		if e.passages[i].lang == lang {
			return &e.passages[i]
		}
	}
	return nil
}

func (p *passage) denies(target string) bool {
	for _, n := range p.negations {
		if n.target == target {
			return true
		}
	}
	return false
}

// covers tells whether a sentence says by and large what the fact says: most of its words of weight are the fact's.
func covers(h hit, words []weighed) bool {
	shared, n := 0, 0
	for _, w := range words {
		n++
		if h.e.has(w.stem) {
			shared++
		}
	}
	return shared >= 2 && shared*2 >= n && h.own >= nearBrief
}
