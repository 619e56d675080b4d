package match

import (
	"cmp"
	"math"
	"slices"
)

// How much of a fact's words a sentence has to share before it speaks of it: one rare word is not enough, two are.
const (
	nearAlone = 1.2    // without a brief
	nearBrief = 1.0    // with a brief open, whose facts are one subject
	postings  = 60_000 // of a sentence's grams that are looked at, the rarest grams first
	judged    = 24     // facts whose words are then compared
	spokenOf  = 8      // of all facts, those that one sentence is taken to speak of
)

// hit is a fact that a sentence speaks of.
type hit struct {
	e     *entry
	score float64
	own   float64 // of it, by this sentence's words alone
}

// weighed is a word of a sentence and how much it tells.
type weighed struct {
	stem   string
	weight float64
}

func (c *checker) weigh(s *sentence) []weighed {
	var out []weighed
	for _, t := range s.toks {
		if !content(t, s.lang) {
			continue
		}
		st := stem(t.fold)
		if !slices.ContainsFunc(out, func(w weighed) bool { return w.stem == st }) {
			out = append(out, weighed{st, c.x.weight(st)})
		}
	}
	return out
}

func (e *entry) shared(words []weighed) float64 {
	sum := 0.0
	for _, w := range words {
		if w.weight > 0 && e.has(w.stem) {
			sum += w.weight
		}
	}
	return sum
}

// most tells whether a third of a sentence's words are the fact's: two words that happen to be in it make a long sentence no
// statement of it.
func (e *entry) most(words []weighed) bool {
	n := 0
	for _, w := range words {
		if e.has(w.stem) {
			n++
		}
	}
	return 20*n >= 7*len(words)
}

// near finds the facts that a sentence speaks of, nearest first. "It was inscribed in 2020" speaks of what the sentence before it
// spoke of, if it shares a word with that fact.
func (c *checker) near(s *sentence, words []weighed) []hit {
	candidates, least := c.brief, nearBrief
	if !c.briefed {
		candidates, least = c.candidates(s), nearAlone
		for _, h := range c.last {
			if !slices.Contains(candidates, h.e) {
				candidates = append(candidates, h.e)
			}
		}
	}
	c.touched = c.brief
	if !c.briefed {
		c.touched = nil
	}
	pool := 0.0
	if c.briefed {
		for _, w := range words {
			if slices.ContainsFunc(candidates, func(e *entry) bool { return e.has(w.stem) }) {
				pool += w.weight
			}
		}
	}
	var out []hit
	for _, e := range candidates {
		h := hit{e: e, own: e.shared(words)}
		h.score = h.own
		if !c.briefed && h.own >= 0.6 {
			c.touched = append(c.touched, e)
		}
		if !c.briefed && h.own < 2 && !e.most(words) {
			continue
		}
		if c.briefed {
			h.score += 0.7 * (pool - h.own)
		}
		if h.own >= 0.3 {
			for _, l := range c.last {
				if l.e == e {
					h.score += 0.6 * min(l.score, 1.5)
				}
			}
		}
		if h.score >= least {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.own, a.own), cmp.Compare(a.e.ID, b.e.ID))
	})
	if c.briefed {
		return out
	}
	return out[:min(len(out), spokenOf)]
}

// candidates finds facts by the rarest grams of a sentence: those that are everywhere tell nothing and cost most.
func (c *checker) candidates(s *sentence) []*entry {
	seen := map[uint32]bool{}
	for _, t := range s.toks {
		if content(t, s.lang) {
			addGrams(seen, t.fold)
		}
	}
	type listed struct {
		gram  uint32
		slots []uint32
	}
	var lists []listed
	for g := range seen {
		if l := c.x.grams[g]; len(l) > 0 {
			lists = append(lists, listed{g, l})
		}
	}
	slices.SortFunc(lists, func(a, b listed) int {
		return cmp.Or(cmp.Compare(len(a.slots), len(b.slots)), cmp.Compare(a.gram, b.gram))
	})
	score := make([]float64, len(c.x.facts))
	left := postings
	for _, l := range lists {
		if left -= len(l.slots); left < 0 {
			break
		}
		w := math.Log(1 + float64(len(c.x.slots))/float64(len(l.slots)))
		for _, slot := range l.slots {
			score[slot] += w
		}
	}
	type scored struct {
		slot  int
		score float64
	}
	// The best are kept in order while all are walked through: sorting thousands to take a few is most of the work otherwise.
	best := make([]scored, 0, judged+1)
	for slot, v := range score {
		if v == 0 || len(best) == judged && v <= best[judged-1].score {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, v, func(b scored, v float64) int {
			if b.score >= v {
				return -1
			}
			return 1
		})
		best = slices.Insert(best, at, scored{slot, v})
		best = best[:min(len(best), judged)]
	}
	out := make([]*entry, 0, judged)
	for _, b := range best {
		out = append(out, c.x.facts[b.slot])
	}
	return out
}
