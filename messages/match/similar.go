package match

import "strings"

// NearlyTheSample is the value of Report.Sample from which on a draft is hardly in its author's own words: two thirds of how its
// words follow on each other are the sample's.
const NearlyTheSample = 0.6

// Text is a text read once, to be looked for in many. The zero value has no words.
type Text struct{ runs []runs }

// runs are a text's runs of so many words: each with its place in times, which says how often it stands there. They are n together.
type runs struct {
	size, n int
	at      map[string]int
	times   []int
}

// TextOf reads a text, after folding and without signs, links and tags. It reads the first 16 KiB.
func TextOf(s string) Text {
	var t Text
	w := words(lex(clip(s)))
	for size := min(2, len(w)); size > 0 && size <= min(3, len(w)); size++ {
		r := runs{size: size, n: len(w) - size + 1, at: map[string]int{}}
		for i := range r.n {
			run := strings.Join(w[i:i+size], " ")
			if _, there := r.at[run]; !there {
				r.at[run] = len(r.times)
				r.times = append(r.times, 0)
			}
			r.times[r.at[run]]++
		}
		t.runs = append(t.runs, r)
	}
	return t
}

// In tells how much of the text stands in another as well, from 0 to 1: of its runs of two and of three words. A short text that is cut out of a
// long one has 1, a long one around a short one has little.
func (t Text) In(other string) float64 {
	if len(t.runs) == 0 {
		return 0
	}
	w, sum := words(lex(clip(other))), 0.0
	for _, r := range t.runs {
		seen, hit := make([]bool, len(r.times)), 0
		for i := 0; i+r.size <= len(w); i++ {
			if at, there := r.at[strings.Join(w[i:i+r.size], " ")]; there && !seen[at] {
				seen[at] = true
				hit += r.times[at]
			}
		}
		sum += float64(hit) / float64(r.n)
	}
	return sum / float64(len(t.runs))
}

func words(toks []token) []string {
	var out []string
	for _, t := range toks {
		if t.kind == word || t.kind == number {
			out = append(out, t.fold)
		}
	}
	return out
}
