package health

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// quote is words to look for, folded: in one piece, or in several that follow each other where it has "…". Nil is none.
type quote []string

// ellipses are the ways of writing that words were left out, longest first. NFKC has made three full stops of each "…".
var ellipses = strings.NewReplacer("[...]", "\x00", "(...)", "\x00", "...", "\x00")

func parseQuote(s string) quote {
	var q quote
	for piece := range strings.SplitSeq(ellipses.Replace(fold(s)), "\x00") {
		// Marks around the whole are the volunteer's, the page need not have them.
		if piece = strings.Trim(piece, `"' `); strings.ContainsFunc(piece, word) {
			q = append(q, piece)
		}
	}
	return q
}

// in tells whether a text holds the words, whatever case, white space, quotation marks and dashes it writes them with.
func (q quote) in(text string) bool {
	if q == nil {
		return false
	}
	text = fold(text)
	at := 0
	for _, piece := range q {
		n := find(text, at, piece)
		if n < 0 {
			return false
		}
		at = n + len(piece)
	}
	return true
}

// find returns where a piece stands in a text from a place on, as words of its own: "5 %" is not in "15 %" nor in "2.5 %".
func find(text string, from int, piece string) int {
	for from <= len(text) {
		at := strings.Index(text[from:], piece)
		if at < 0 {
			return -1
		}
		at += from
		if !joined(text[:at], piece) && !runsOn(text[at+len(piece):], piece) {
			return at
		}
		_, n := utf8.DecodeRuneInString(text[at:])
		from = at + n
	}
	return -1
}

// joined tells whether what stands before a piece belongs to its first word or number.
func joined(before, piece string) bool {
	first, _ := utf8.DecodeRuneInString(piece)
	last, n := utf8.DecodeLastRuneInString(before)
	if unicode.IsDigit(first) && separator(last) {
		last, _ = utf8.DecodeLastRuneInString(before[:len(before)-n])
		return unicode.IsDigit(last)
	}
	return together(last, first)
}

// runsOn tells whether what stands after a piece belongs to its last word or number.
func runsOn(after, piece string) bool {
	last, _ := utf8.DecodeLastRuneInString(piece)
	first, n := utf8.DecodeRuneInString(after)
	if unicode.IsDigit(last) && separator(first) {
		first, _ = utf8.DecodeRuneInString(after[n:])
		return unicode.IsDigit(first)
	}
	return together(last, first)
}

// together tells whether two neighbours are of one word or one number.
func together(a, b rune) bool {
	if unicode.IsDigit(a) || unicode.IsDigit(b) {
		return unicode.IsDigit(a) && unicode.IsDigit(b)
	}
	return spaced(a) && spaced(b)
}

// separator stands inside a number, whichever language writes it.
func separator(r rune) bool { return strings.ContainsRune(".,'٫٬", r) }

// word is a letter, a digit, or a mark on one.
func word(r rune) bool { return r != utf8.RuneError && unicode.In(r, unicode.L, unicode.N, unicode.M) }

// spaced is such a one of a script that puts spaces between words.
func spaced(r rune) bool {
	return word(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// marks writes each mark in one way. Those that NFKC would take apart are among them, so it is done before and after.
var marks = func() *strings.Replacer {
	var pairs []string
	for to, from := range map[string]string{
		`"`: "«»“”„‟″‶〝〞〟❝❞＂", "'": "‘’‚‛`´ʼʹ′‵‹›❛❜＇", "-": "‐‑‒–—―−﹘﹣－",
	} {
		for _, r := range from {
			pairs = append(pairs, string(r), to)
		}
	}
	return strings.NewReplacer(pairs...)
}()

// unseen are characters that a copy may have and the page not, or the other way round: soft hyphens, joiners, marks of direction,
// Arabic tatweel and vowels.
func unseen(r rune) bool {
	switch {
	case r == '\u00ad', r >= '\u200b' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2060' && r <= '\u2069', r == '\ufeff',
		r == '\u0640', r >= '\u064b' && r <= '\u0652', r >= '\u0656' && r <= '\u065f', r == '\u0670', r >= '\u0610' && r <= '\u061a',
		r >= '\u06d6' && r <= '\u06ed' && unicode.Is(unicode.Mn, r):
		return true
	}
	return unicode.IsControl(r) && !unicode.IsSpace(r)
}

// fold writes a text so that two ways of printing the same words are alike.
func fold(s string) string {
	s = marks.Replace(strings.ToValidUTF8(s, "\uFFFD"))
	s = norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))
	s = strings.Map(func(r rune) rune {
		if unseen(r) {
			return -1
		}
		return r
	}, marks.Replace(s))
	return tighten(s)
}

// tighten leaves a space only between words, and after a full stop or comma, where it tells "in 2020, 5" from "2020,5". French has
// one before ": ; ? !" and inside quotation marks, dashes have one or none, and a page that is taken apart leaves them anywhere.
func tighten(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	var last rune
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space && spaced(r) && (spaced(last) || separator(last)) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, space = r, false
	}
	return b.String()
}
