package match

import (
	"slices"
	"strings"
	"unicode"
)

// Figures are the numbers and days of a text. The zero value has none, of no text.
type Figures struct {
	// Around is the text without those that are written in digits, folded, with the name of what each measures in its place: texts that say the same
	// of different figures have the same.
	Around string
	all    []quantity
	digits []quantity // of all, those that are written in digits
}

// FiguresOf reads the figures of a text, in a language ("en", "fr", "ar", "es") or, where that is empty, in the one that its words are of. It reads
// the first 16 KiB.
func FiguresOf(text, lang string) Figures {
	text = clip(text)
	toks := lex(text)
	if lang == "" {
		lang = languageOf(toks, "")
	}
	f := Figures{all: quantities(text, toks, lang)}
	var around []string
	done := 0 // tokens
	for _, q := range f.all {
		if !slices.ContainsFunc(toks[q.tok:q.end], func(t token) bool { return t.kind == number }) {
			continue
		}
		f.digits = append(f.digits, q)
		for ; toks[done].from < q.from; done++ {
			around = append(around, Fold(text[toks[done].from:toks[done].to]))
		}
		around = append(around, "#"+q.unit)
		done = q.end
	}
	for _, t := range toks[done:] {
		around = append(around, Fold(text[t.from:t.to]))
	}
	f.Around = strings.Join(around, " ")
	return f
}

// Digits tells whether a figure is written in digits.
func (f Figures) Digits() bool { return len(f.digits) > 0 }

// Say tells whether a text says a value in digits or words, perhaps in a finer or coarser unit, or without one. A value that has no
// figure is said everywhere; of several figures of it the first one counts.
func (f Figures) Say(value Figures) bool {
	return len(value.all) == 0 || slices.ContainsFunc(f.all, func(q quantity) bool { return value.all[0].says(&q) })
}

// Agree tells whether two texts have the same figures in digits, one by one.
func (f Figures) Agree(other Figures) bool {
	return slices.EqualFunc(f.digits, other.digits, func(a, b quantity) bool {
		if a.harmless && b.harmless {
			return Fold(a.raw) == Fold(b.raw) // 18:00 is no 18
		}
		a.bound, b.bound = 0, 0
		return a.says(&b) && b.says(&a)
	})
}

// Equal tells whether two texts have the same figures, in digits or words, one by one, and one at least.
func (f Figures) Equal(other Figures) bool {
	return len(f.all) > 0 && slices.EqualFunc(f.all, other.all, func(a, b quantity) bool { return a.says(&b) && b.says(&a) })
}

// CutFigure parts the figure that a text begins with from what stands behind it: "2 000 MW" is "2 000" and "MW". A text that begins with none,
// or with one that goes on such as "10–12 km" or "15h30", or has nothing else, is all before.
func CutFigure(text string) (before, after string) {
	toks := lex(clip(text))
	if len(toks) < 2 || toks[0].kind != number {
		return text, ""
	}
	after = text[toks[0].to:]
	if first, _, _ := strings.Cut(after, " "); strings.ContainsFunc(first, unicode.IsDigit) {
		return text, ""
	}
	return text[:toks[0].to], strings.TrimSpace(after)
}
