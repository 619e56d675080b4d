package networks

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed tlds.txt
var tldList string

// topLevel holds the top-level domains in lower case; see tlds.txt for their origin and date.
var topLevel = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for name := range dataLines(tldList) {
		names[name] = true
	}
	return names
})

const (
	maxTLD   = 18     // characters of the longest name in tlds.txt
	punycode = "xn--" // every name that begins so is taken for a top-level domain
	maxLabel = 63     // RFC 1035, in encoded bytes
)

// dataLines yields the lines of an embedded data file without its comments.
func dataLines(file string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(file) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

// domain reads a host name with a known top-level domain, the longest that begins at this place, and returns its end, or
// 0. With 0 it also returns how far it has seen that nothing there can be the end of a host.
func domain(text string, at int) (end, barren int) {
	known := false
	for {
		dot := run(text, at, func(r rune) bool { return isHost(r) || r == '-' || r == '_' })
		if dot == len(text) || text[dot] != '.' {
			at = dot
			break
		}
		tld := tldAt(text, dot+1)
		known = known || tld > 0
		label := text[at:dot]
		if !edgesOnHost(label) {
			break
		}
		if tld > 0 && !strings.Contains(label, "_") {
			end = tld
		}
		at = dot + 1
	}
	if end > 0 || known {
		return end, 0
	}
	return 0, at
}

// edgesOnHost reports whether a label begins and ends with a letter, so to say, and not with - or _.
func edgesOnHost(label string) bool {
	return label != "" && !isAnyOf(rune(label[0]), "-_") && !isAnyOf(rune(label[len(label)-1]), "-_")
}

// tldAt returns the end of the top-level domain at this place, or 0. A name of Latin letters must end there; after any
// other script the text may go on, as it does in Chinese, and the longest name counts.
func tldAt(text string, at int) int {
	var name [maxTLD * utf8.UTFMax]byte
	n, end := 0, 0
	for i, c := at, 0; i < len(text) && c < maxTLD; c++ {
		r, after := next(text, i)
		if !isHost(r) && r != '-' {
			break
		}
		n += utf8.EncodeRune(name[n:], lower(r))
		if i = after; topLevel()[string(name[:n])] && mayFollow(text, i) {
			end = i
		}
	}
	if end > 0 {
		return end
	}
	if len(text)-at > len(punycode) && strings.EqualFold(text[at:at+len(punycode)], punycode) {
		if end = run(text, at, func(r rune) bool { return isAlnum(r) || r == '-' }); end > at+len(punycode) {
			return end
		}
	}
	return 0
}

// mayFollow reports whether a top-level domain may end here.
func mayFollow(text string, at int) bool {
	if at == len(text) {
		return true
	}
	r, _ := next(text, at)
	return !isAlnum(r) && !isAnyOf(r, "@+-")
}

// lower folds case without ever turning a letter beyond ASCII into one of ASCII.
func lower(r rune) rune {
	if l := unicode.ToLower(r); r < utf8.RuneSelf || l >= utf8.RuneSelf {
		return l
	}
	return r
}

// latinDomains returns the host names inside a host that are of Latin letters: "example.com" of "見てexample.com見て".
func latinDomains(host string) []span {
	var found []span
	for at := 0; at < len(host); {
		if r, after := next(host, at); !isLatinHost(r) {
			at = after
			continue
		}
		end := latinDomain(host, at)
		if end == 0 {
			_, at = next(host, at)
			continue
		}
		found = append(found, span{at, end})
		at = end
	}
	return found
}

// latinDomain returns the end of the longest host name of Latin letters that begins at this place, or 0.
func latinDomain(host string, at int) (end int) {
	for {
		dot := run(host, at, isLatinHost)
		if dot == at || dot == len(host) || host[dot] != '.' {
			return end
		}
		at = dot + 1
		if tld := tldAt(host, at); tld > 0 {
			end = tld
		}
	}
}

func isLatinHost(r rune) bool { return isAlnum(r) || r == '-' || isLatinAccent(r) }

// encodable reports whether a host can be written in ASCII with no label longer than DNS allows.
func encodable(host string) bool {
	if strings.HasPrefix(host, punycode) && len(latinDomains(host)) == 0 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if n := asciiLabelLen(label); n == 0 || n > maxLabel {
			return false
		}
	}
	return true
}

// asciiLabelLen returns the length of a label in ASCII. The full stops of East Asia separate labels for the encoding but
// stay in what is measured, as in the library under twitter-text.
func asciiLabelLen(label string) int {
	n := 0
	for i, part := range strings.Split(eastAsianStops.Replace(label), ".") {
		if i > 0 {
			n++
		}
		n += punycodeLen(part)
	}
	return n
}

var eastAsianStops = strings.NewReplacer("\u3002", ".", "\uFF0E", ".", "\uFF61", ".")
