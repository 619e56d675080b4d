package match

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold gives a text in the form in which words are compared: compatibility forms, case, accents, Arabic vowel signs and
// spellings, digits, quotation marks and dashes are one, runs of spaces are one, and what cannot be seen is gone. Folding
// twice changes nothing more.
func Fold(s string) string {
	if plain(s) {
		return strings.ToLower(s)
	}
	// Once is enough but where what was dropped had kept two signs apart; each round only shortens or orders.
	for range 8 {
		folded := foldOnce(s)
		if folded == s {
			break
		}
		s = folded
	}
	return s
}

// plain tells that nothing in s needs folding but capitals: most words of most drafts.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || c == '`' {
			return false
		}
	}
	return true
}

func foldOnce(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFKD.String(s) {
		if invisible(r) || r == 'ـ' || mark(r) {
			continue
		}
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		r = unicode.ToLower(r)
		if to, ok := letters[r]; ok {
			b.WriteString(to)
			continue
		}
		if unicode.IsDigit(r) {
			r = '0' + rune(digit(r))
		}
		b.WriteRune(r)
	}
	return b.String()
}

// mark tells vowel signs and accents of the scripts where a word without them is still the same word. In others, as in
// Devanagari, a combining sign is a letter.
func mark(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r <= 0x36F, r >= 0x0591 && r <= 0x05C7 && unicode.Is(unicode.Mn, r):
		return true
	case r >= 0x0610 && r <= 0x061A, r >= 0x064B && r <= 0x065F, r == 0x0670, r >= 0x06D6 && r <= 0x06ED && unicode.Is(unicode.Mn, r):
		return true
	}
	return r >= 0x1AB0 && r <= 0x1AFF || r >= 0x1DC0 && r <= 0x1DFF || r >= 0x20D0 && r <= 0x20F0
}

// invisible tells what has no width: joiners, bidi controls, soft hyphens, variation selectors.
func invisible(r rune) bool {
	return r > 0x7F && (unicode.Is(unicode.Cf, r) || r >= 0xFE00 && r <= 0xFE0F || r == 0x034F)
}

// digit gives the value of a decimal digit of any script: in Unicode each script's ten stand in a row from a code point at
// which nothing that is a digit ends.
func digit(r rune) int {
	if r >= '0' && r <= '9' {
		return int(r - '0')
	}
	zero := r
	for zero > r-10 && unicode.IsDigit(zero-1) {
		zero--
	}
	return int(r-zero) % 10
}

// letters are those that no normal form brings together.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ı': "i", 'ς': "σ",
	'ٱ': "ا", 'ى': "ي", 'ة': "ه", 'ی': "ي", 'ې': "ي", 'ک': "ك", 'گ': "ك", 'ھ': "ه", 'ہ': "ه", 'ە': "ه",
	'‘': "'", '’': "'", 'ʼ': "'", '‛': "'", '`': "'", '´': "'", '′': "'", '“': `"`, '”': `"`, '„': `"`, '«': `"`, '»': `"`,
	'‐': "-", '‑': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-",
	'،': ",", '؛': ";", '؟': "?", '۔': ".", '٪': "%", '٫': ".", '٬': ",",
}
