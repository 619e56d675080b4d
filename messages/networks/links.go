package networks

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is a part of a text, in bytes.
type span struct{ start, end int }

// dialect says which links a network sees in a text: the shape is twitter-text's for all who built on it, the characters
// differ.
type dialect struct {
	bare     bool // also without http:// or https://
	path     func(rune) bool
	pathEnd  func(rune) bool // what a path may end on, so that the full stop of a sentence is not taken
	query    func(rune) bool
	queryEnd func(rune) bool
}

// xLinks is twitter-text 3.1.0 (Apache-2.0), rewritten from its description of characters in js/src/regexp.
var xLinks = dialect{
	bare:     true,
	path:     func(r rune) bool { return xPathLetter(r) || isAnyOf(r, "!*';:=+,.$/%#[]-\u2013_~@|&") },
	pathEnd:  func(r rune) bool { return xPathLetter(r) || isAnyOf(r, "+-=_#/") },
	query:    func(r rune) bool { return isAlnum(r) || isAnyOf(r, "!?*'@();:&=+$/%#[]-_.,~|") },
	queryEnd: func(r rune) bool { return isAlnum(r) || isAnyOf(r, "-_&=#/") },
}

// mastodonLinks is Mastodon's variant of it (config/initializers/twitter_regex.rb): any script in a path, and only with
// http:// or https://. It knows rarer schemes too; their links count here by their length, which is never less.
var mastodonLinks = dialect{
	path: func(r rune) bool { return !unicode.Is(unicode.White_Space, r) && !isAnyOf(r, "<>()?") },
	pathEnd: func(r rune) bool {
		return !unicode.Is(unicode.White_Space, r) && !isAnyOf(r, "()?!*\"'「」<>;:=,.$%[]~&|@")
	},
	query:    func(r rune) bool { return isAlnum(r) || isAnyOf(r, "!?*'();:&=+$/%#[]-_.,~|@^") || mastodonWide(r) },
	queryEnd: func(r rune) bool { return isAlnum(r) || isAnyOf(r, "_&=#/-") || mastodonWide(r) },
}

const (
	maxLink     = 4096 // twitter-text, MAX_URL_LENGTH, in UTF-16 units
	maxTcoSlug  = 40   // twitter-text, MAX_TCO_SLUG_LENGTH
	tcoDomain   = "t.co"
	implicitURL = "https://" // what a bare domain is taken to begin with
)

// find returns the links in a text, in order and without overlap.
func (d *dialect) find(text string) []span {
	if !strings.Contains(text, ".") {
		return nil
	}
	var found []span
	// Before barren nothing without a scheme can begin a link: there is no top-level domain.
	barren := 0
	for at := 0; at < len(text); {
		before, after := next(text, at)
		m, ok := candidate{}, false
		if mayPrecede(before) {
			if before > 0xFFFF {
				// twitter-text sees two halves of such a character, and the second may be part of a host.
				m, ok = d.match(text, at, &barren)
			}
			if !ok {
				m, ok = d.match(text, after, &barren)
			}
		}
		if !ok && at == 0 {
			// Only at the very start a link may follow nothing. What is barren was so from the second character on.
			before, barren = -1, 0
			m, ok = d.match(text, 0, &barren)
		}
		if !ok {
			at = after
			continue
		}
		found = d.keep(found, text, m, before)
		at = m.end
	}
	return found
}

// candidate is what looks like a link before it is judged.
type candidate struct {
	start, host, hostEnd, end int // host: after the scheme, if there is one
	path                      bool
}

// match reads a link that begins exactly at start.
func (d *dialect) match(text string, start int, barren *int) (candidate, bool) {
	m := candidate{start: start, host: start}
	if n := schemeLen(text[start:]); n > 0 {
		if end, _ := domain(text, start+n); end > 0 {
			m.host, m.hostEnd = start+n, end
			m.end, m.path = d.tail(text, end)
			return m, true
		}
	}
	if start < *barren {
		return m, false
	}
	end, reach := domain(text, start)
	if end == 0 {
		*barren = reach
		return m, false
	}
	m.hostEnd = end
	m.end, m.path = d.tail(text, end)
	return m, true
}

// keep judges a candidate and adds what of it is a link.
func (d *dialect) keep(found []span, text string, m candidate, before rune) []span {
	host := text[m.host:m.hostEnd]
	scheme := text[m.start:m.host]
	length := utf16Len(text[m.start:m.end]) + len(scheme)
	if scheme == "" {
		length += len(implicitURL)
	}
	if !encodable(host) || length > maxLink {
		return found
	}
	if scheme != "" {
		if end, isTco := d.tco(text, m); isTco {
			m.end = end
		}
		if m.end == 0 {
			return found
		}
		return append(found, span{m.start, m.end})
	}
	if !d.bare || isAnyOf(before, "-_./") {
		return found
	}
	// Of a bare host only what is written in Latin letters counts: words of other scripts around it are just neighbours.
	inner := latinDomains(host)
	if len(inner) == 0 {
		return found
	}
	for _, s := range inner {
		found = append(found, span{m.host + s.start, m.host + s.end})
	}
	if last := &found[len(found)-1]; m.path && last.end == m.hostEnd {
		last.end = m.end
	}
	return found
}

// tco shortens a link of X's own shortener to what that ever makes: letters and digits, and perhaps a query. The end is
// 0 for one that it cannot have made.
func (d *dialect) tco(text string, m candidate) (end int, is bool) {
	if !strings.EqualFold(text[m.host:m.hostEnd], tcoDomain) || !strings.HasPrefix(text[m.hostEnd:m.end], "/") {
		return 0, false
	}
	slug := m.hostEnd + 1
	end = run(text, slug, isAlnum)
	if end == slug {
		return 0, false
	}
	if end-slug > maxTcoSlug {
		return 0, true
	}
	return d.queryFrom(text, end), true
}

// tail reads the port, the path and the query after a host, and returns where they end and whether there is a path.
func (d *dialect) tail(text string, at int) (end int, path bool) {
	if strings.HasPrefix(text[at:], ":") {
		if port := run(text, at+1, isDigit); port > at+1 {
			at = port
		}
	}
	if strings.HasPrefix(text[at:], "/") {
		at, path = d.pathFrom(text, at+1), true
	}
	return d.queryFrom(text, at), path
}

// pathFrom returns the end of a path: after the last character that a path may end on and the balanced groups that
// directly follow it.
func (d *dialect) pathFrom(text string, at int) int {
	end := at
	for at < len(text) {
		if closed := d.group(text, at, 2); closed > 0 {
			if end == at {
				end = closed
			}
			at = closed
			continue
		}
		r, after := next(text, at)
		if !d.path(r) {
			break
		}
		at = after
		if d.pathEnd(r) {
			end = at
		}
	}
	return end
}

// group returns the end of a pair of parentheses at this place, with at most one pair inside and nothing empty, as in
// /Primer_(film); 0 if there is none.
func (d *dialect) group(text string, at, depth int) int {
	if depth == 0 || !strings.HasPrefix(text[at:], "(") {
		return 0
	}
	inside := run(text, at+1, d.path)
	if closed := d.group(text, inside, depth-1); closed > 0 {
		inside = run(text, closed, d.path)
	} else if inside == at+1 {
		return 0
	}
	if !strings.HasPrefix(text[inside:], ")") {
		return 0
	}
	return inside + 1
}

// queryFrom returns the end of a query that begins here, or at if there is none.
func (d *dialect) queryFrom(text string, at int) int {
	if !strings.HasPrefix(text[at:], "?") {
		return at
	}
	end := at
	for i := at + 1; i < len(text); {
		r, after := next(text, i)
		if !d.query(r) {
			break
		}
		if i = after; d.queryEnd(r) {
			end = i
		}
	}
	return end
}

// differentLinks counts the different links in a text, bare domains among them.
func differentLinks(text string) int {
	seen := map[string]bool{}
	for _, s := range xLinks.find(text) {
		seen[text[s.start:s.end]] = true
	}
	return len(seen)
}

// schemeLen returns the length of http:// or https:// at the beginning of s, in any case, or 0.
func schemeLen(s string) int {
	for _, scheme := range []string{"http://", "https://"} {
		if len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			return len(scheme)
		}
	}
	return 0
}

// mayPrecede reports whether a link may follow this character. It may not follow a word, nor what makes an address, a
// mention, a hashtag or a cashtag of it.
func mayPrecede(r rune) bool {
	return !isAlnum(r) && !isAnyOf(r, "@＠$#＃") && !isInvalid(r)
}

// next decodes the character at this place and returns it with the place after it; at the end it returns the place.
func next(text string, at int) (rune, int) {
	r, size := utf8.DecodeRuneInString(text[at:])
	return r, at + size
}

// run returns the end of the characters of one kind from this place.
func run(text string, at int, kind func(rune) bool) int {
	for at < len(text) {
		r, after := next(text, at)
		if !kind(r) {
			break
		}
		at = after
	}
	return at
}
