package match

import (
	"strings"
	"unicode/utf8"
)

// stem brings the forms of one word together, roughly: it takes off what Arabic writes before and behind a word, the plural's s,
// and everything after the sixth letter. It takes a folded word.
func stem(w string) string {
	if arabic(w) {
		return arabicStem(w)
	}
	w = strings.TrimSuffix(w, "'s")
	if len(w) > 3 {
		w = strings.TrimRight(w, "sx")
	}
	n := 0
	for i := range w {
		if n == 6 {
			return w[:i]
		}
		n++
	}
	return w
}

func arabic(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return r >= 0x0600 && r <= 0x06FF
}

func arabicStem(w string) string {
	w = bare(w)
	for _, end := range arabicEnds {
		if cut, ok := strings.CutSuffix(w, end); ok && utf8.RuneCountInString(cut) >= 3 {
			return cut
		}
	}
	return w
}

// bare takes off the particles and the article that Arabic writes as one with the word after them, where a word is left.
func bare(w string) string {
	for _, front := range arabicFronts {
		if cut, ok := strings.CutPrefix(w, front); ok && utf8.RuneCountInString(cut) >= 3 {
			return cut
		}
	}
	return w
}

var (
	arabicFronts = []string{"وبال", "وكال", "ولل", "وال", "فال", "بال", "كال", "فلل", "لل", "ال", "و", "ف", "ب", "ل"}
	arabicEnds   = []string{"تها", "تهم", "ات", "ون", "ين", "ان", "ها", "هم", "يه", "ه", "ي", "ت", "ا"}
)
