package health

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// robotName is what a robots.txt calls us by.
const robotName = "relais"

const (
	maxRobots = 512 << 10   // RFC 9309: at least 500 KiB
	maxDelay  = time.Minute // a longer Crawl-delay would hold up everybody else's sources
)

// rules are what a robots.txt asks of us (RFC 9309). The zero value allows everything.
//
// They are ours and not github.com/temoto/robotstxt's (1.1.2, looked at in November 2026): that one refuses a whole file for one
// rule before the first group or one odd Crawl-delay, finds a pattern with * anywhere in a path and not at its beginning alone,
// and makes a regular expression of each, as many as a hostile file holds.
type rules struct {
	lines []rule
	delay time.Duration
}

// rule is one line, its pattern in canonical form: * is any run of characters, $ at the end is the path's end.
type rule struct {
	pattern string
	allow   bool
}

// parseRobots reads the groups that are ours, or where none names us, those for everyone.
func parseRobots(text string) rules {
	var ours, everyones rules
	var named, all bool   // the group that is being read names us, or everyone
	var found, begun bool // some group names us; the group's rules have begun
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		key = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(key, "\uFEFF")))
		if key == "user-agent" {
			if begun {
				named, all, begun = false, false, false
			}
			us := strings.EqualFold(product(value), robotName)
			named, found, all = named || us, found || us, all || strings.HasPrefix(value, "*")
			continue
		}
		for _, group := range []struct {
			is bool
			to *rules
		}{{named, &ours}, {all, &everyones}} {
			if group.is {
				begun = group.to.add(key, value) || begun
			}
		}
		// A group of others ends as well.
		begun = begun || key == "allow" || key == "disallow"
	}
	if found {
		return ours
	}
	return everyones
}

// add takes a line in, and tells whether it is one of a group's.
func (r *rules) add(key, value string) bool {
	switch key {
	case "allow", "disallow":
		if value != "" { // an empty line asks nothing
			r.lines = append(r.lines, rule{canonical(value), key == "allow"})
		}
	case "crawl-delay":
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 { // not NaN either
			r.delay = time.Duration(min(s, maxDelay.Seconds()) * float64(time.Second))
		}
	default:
		return false
	}
	return true
}

// product is the name at the beginning of a User-agent line.
func product(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && r != '-'
	})
	if end < 0 {
		return s
	}
	return s[:end]
}

// allow tells whether an address may be asked for: the longest pattern that fits decides, of two as long the one that allows.
func (r rules) allow(u *url.URL) bool {
	path := cmp.Or(u.EscapedPath(), "/")
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	path = canonical(path)
	allowed, longest := true, -1
	for _, l := range r.lines {
		if n := len(l.pattern); (n > longest || n == longest && l.allow) && fits(l.pattern, path) {
			allowed, longest = l.allow, n
		}
	}
	return allowed
}

// fits matches a pattern at a path's beginning. Each piece is looked for once, left to right, so that no pattern takes long.
func fits(pattern, path string) bool {
	pattern, toEnd := strings.CutSuffix(pattern, "$")
	piece, rest, more := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, piece) {
		return false
	}
	path = path[len(piece):]
	for more {
		if piece, rest, more = strings.Cut(rest, "*"); !more && toEnd {
			return strings.HasSuffix(path, piece)
		}
		at := strings.Index(path, piece)
		if at < 0 {
			return false
		}
		path = path[at+len(piece):]
	}
	return !toEnd || path == ""
}

// canonical writes a path or pattern so that two spellings of one are alike: what needs no percent is without, the rest with.
func canonical(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c, percent := s[i], false
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, percent, i = byte(n), true, i+2
			}
		}
		plain := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
		if c <= ' ' || c >= 0x7f || c == '%' || percent && !plain {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
