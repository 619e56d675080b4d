package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDraft bounds the work of a check, in bytes: no network takes a post of that length.
const maxDraft = 16 << 10

type tokenKind uint8

const (
	word tokenKind = iota
	number
	sign
	skipped // links, tags, handles, a list's own numbers: nothing is said with them
)

// token is a piece of a text and where it stands in it.
type token struct {
	kind     tokenKind
	from, to int    // bytes
	fold     string // folded, with 's taken off
	capital  bool   // begins with a capital letter
	caps     bool   // is of capitals alone, two at least
	glued    bool   // stands right behind the token before
	line     bool   // the first one of its line
}

// clip cuts a text to what is read of it.
func clip(s string) string { return clipTo(s, maxDraft) }

func clipTo(s string, at int) string {
	if len(s) <= at {
		return s
	}
	for at > 0 && !utf8.RuneStart(s[at]) {
		at--
	}
	return s[:at]
}

// lex cuts a text into tokens. Of what is not UTF-8, and of spaces, nothing is left.
func lex(s string) []token {
	toks := make([]token, 0, len(s)/4)
	line := true
	end := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) || r == utf8.RuneError || invisible(r) || unicode.IsControl(r) {
			if r == '\n' {
				line = true
				toks = append(toks, token{kind: sign, from: i, to: i + size, fold: "\n"})
			}
			i += size
			continue
		}
		t := token{from: i, line: line}
		switch skip := len(address(s[i:], i == 0 || !wordRune(lastRune(s, i)))); {
		case skip > 0:
			t.kind, t.to = skipped, i+skip
		case unicode.IsDigit(r):
			t.kind, t.to = number, i+numberLen(s[i:])
			t.fold = Fold(s[i:t.to])
		case wordRune(r):
			t.kind, t.to = word, i+wordLen(s[i:])
			t.fold = strings.TrimSuffix(Fold(s[i:t.to]), "'s")
			t.capital = unicode.IsUpper(r)
			t.caps = t.capital && strings.ToUpper(s[i:t.to]) == s[i:t.to] && t.to > i+size
		default:
			t.kind, t.to = sign, i+size
			t.fold = Fold(s[i:t.to])
		}
		if t.fold == "" && t.kind != skipped {
			i = t.to // an accent that stands alone
			continue
		}
		t.glued = len(toks) > 0 && t.from == end && toks[len(toks)-1].fold != "\n"
		line = line && t.kind == sign // a bullet before it leaves a word the first
		toks = append(toks, t)
		i, end = t.to, t.to
	}
	return numbering(toks)
}

func lastRune(s string, i int) rune {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return r
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.M, r) }

// address gives the link, tag, handle or mail address at the beginning of s.
func address(s string, free bool) string {
	if !free {
		return ""
	}
	s = clipTo(s, 1<<10)
	end := strings.IndexFunc(s, unicode.IsSpace)
	if end < 0 {
		end = len(s)
	}
	w := s[:end]
	if r := w[0]; r != '#' && r != '@' && (r < 'A' || r > 'z') {
		return ""
	}
	switch {
	case w[0] == '#' || w[0] == '@':
		n := 1 + strings.IndexFunc(w[1:]+" ", func(r rune) bool { return !wordRune(r) && !unicode.IsDigit(r) && r != '_' && !invisible(r) })
		if n > 1 {
			return w[:n]
		}
	case strings.HasPrefix(w, "http://"), strings.HasPrefix(w, "https://"), strings.HasPrefix(w, "www."):
		return strings.TrimRight(w, ".,;:!?)»\"'")
	default:
		// example.org/path and name@example.org
		dot := strings.IndexByte(w, '.')
		if at := strings.IndexAny(w, "@/"); at > 0 && dot > 0 && dot+1 < len(w) && w[dot+1] >= 'a' && w[dot+1] <= 'z' && w[0] > '9' {
			return strings.TrimRight(w, ".,;:!?)»\"'")
		}
	}
	return ""
}

// wordLen measures a word. An apostrophe is inside it, but behind an elided word of French ("l'Algérie") a new word begins.
func wordLen(s string) int {
	for i, r := range s {
		switch {
		case wordRune(r) || invisible(r):
			continue
		case apostrophe(r):
			after := i + utf8.RuneLen(r)
			next, _ := utf8.DecodeRuneInString(s[after:])
			if wordRune(next) {
				if elided[strings.ToLower(s[:i])] {
					return after
				}
				continue
			}
		}
		return i
	}
	return len(s)
}

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '‘' }

var elided = set("l d n j m t s c qu lorsqu puisqu jusqu quelqu")

// numberLen measures a number with what groups and divides its digits, and a day written in numbers.
func numberLen(s string) int {
	if n := len(numericDay.FindString(Fold(s[:min(len(s), 32)]))); n > 0 {
		if end := runes(s, n); end > 0 {
			return end
		}
	}
	end, group := 0, 0
	for end < len(s) {
		r, size := utf8.DecodeRuneInString(s[end:])
		if unicode.IsDigit(r) {
			end += size
			group++
			continue
		}
		three := digitsFrom(s[end+size:])
		if strings.ContainsRune(".,٫٬'’", r) && three > 0 || unicode.IsSpace(r) && r != '\n' && three == 3 && group <= 3 {
			end += size
			group = 0
			continue
		}
		break
	}
	return end
}

// runes gives how many bytes the first n runes of s have, where each of them is a digit or stands between digits.
func runes(s string, n int) int {
	for i, r := range s {
		if n == 0 {
			return i
		}
		if !unicode.IsDigit(r) && !strings.ContainsRune("./-", r) {
			return 0
		}
		n--
	}
	return len(s)
}

func digitsFrom(s string) int {
	n := 0
	for _, r := range s {
		if !unicode.IsDigit(r) {
			break
		}
		n++
	}
	return n
}

// numbering makes nothing of what counts a list's items or a thread's posts: "1.", "2)", "3/5" where a line begins.
func numbering(toks []token) []token {
	for i := range toks {
		t := &toks[i]
		if t.kind != number || !t.line || i+1 >= len(toks) || len(t.fold) > 2 {
			continue
		}
		switch next := toks[i+1]; {
		case next.kind == sign && next.glued && strings.ContainsAny(next.fold, ".):/"), next.fold == "-" && !next.glued:
			t.kind = skipped
			if next.fold == "/" && i+2 < len(toks) && toks[i+2].kind == number {
				toks[i+2].kind = skipped
			}
		}
	}
	return toks
}
