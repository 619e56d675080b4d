package match

// NearlyTheSample is the value of Report.Sample from which on a draft is hardly in its author's own words: two thirds of how its
// words follow on each other are the sample's.
const NearlyTheSample = 0.6

// Similar tells how much of a stands in b as well, from 0 to 1: of its runs of two and of three words, after folding. A short a
// that is cut out of a long b has 1, a long a around a short b has little. Signs, links and tags do not count.
func Similar(a, b string) float64 {
	one, other := words(lex(clip(a))), words(lex(clip(b)))
	if len(one) == 0 || len(other) == 0 {
		return 0
	}
	sum, n := 0.0, 0
	for size := min(2, len(one)); size <= min(3, len(one)); size++ {
		has := map[string]bool{}
		for i := 0; i+size <= len(other); i++ {
			has[run(other[i:i+size])] = true
		}
		hit := 0
		for i := 0; i+size <= len(one); i++ {
			if has[run(one[i:i+size])] {
				hit++
			}
		}
		sum += float64(hit) / float64(len(one)-size+1)
		n++
	}
	return sum / float64(n)
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

func run(words []string) string {
	s := words[0]
	for _, w := range words[1:] {
		s += " " + w
	}
	return s
}
