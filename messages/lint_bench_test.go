package messages

import "testing"

// BenchmarkLint judges a brief in two languages whose every text is as long as such texts are and blocks nothing.
func BenchmarkLint(b *testing.B) {
	const said = "UNESCO inscribed what people know of the argan tree in 2014, as number 00955; mostly rural women, and some men, extract the oil."
	s := faultless()
	for _, l := range s.Brief.Langs() {
		s.edit(l, func(x *Text) {
			x.Summary, x.Critic, x.Prompts, x.Samples = said, said, []string{said, said}, map[string]string{"any": said, "x": said}
			x.Points = []Point{{said, []string{"f"}}, {said, []string{"g"}}}
		})
	}
	for b.Loop() {
		Lint(s)
	}
}
