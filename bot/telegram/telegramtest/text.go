package telegramtest

import (
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// clean is what the server makes of a text before it is shown: control characters are spaces, marks that embed or override a
// direction and the separators of lines are gone, of several direction marks in a row all but the last become joiners.
func clean(s string) string {
	s, _ = cleanMarked(s, nil)
	return s
}

// cleanMarked cleans a text and moves its entities along.
func cleanMarked(s string, all []Entity) (string, []Entity) {
	var b strings.Builder
	runes := []rune(s)
	mark := func(r rune) bool { return r == 0x200e || r == 0x200f }
	var gone []int // where, in the units of s
	at := 0
	for i, r := range runes {
		switch {
		case r == '\r', 0x2028 <= r && r <= 0x202e, r == 0x333, r == 0x33f, r == 0x30a:
			gone = append(gone, at)
		case r < ' ' && r != '\n':
			b.WriteByte(' ')
		case mark(r) && i+1 < len(runes) && mark(runes[i+1]):
			b.WriteRune(0x200c)
		default:
			b.WriteRune(r)
		}
		at += wide(r)
	}
	now := func(offset int) int {
		n, _ := slices.BinarySearch(gone, offset)
		return offset - n
	}
	var moved []Entity
	for _, e := range all {
		end := now(e.end())
		e.Offset = now(e.Offset)
		if e.Length = end - e.Offset; e.Length > 0 {
			moved = append(moved, e)
		}
	}
	return b.String(), moved
}

// formatted is a text with its entities as a call gives it, in the form it is shown in.
func formatted(raw, mode, list string) (string, []Entity, *refusal) {
	if !utf8.ValidString(raw) {
		return "", nil, breaks("utf8")
	}
	text, all := clean(raw), []Entity(nil)
	switch strings.ToLower(mode) {
	case "":
		if list != "" {
			if err := json.Unmarshal([]byte(list), &all); err != nil {
				return "", nil, unused("entities are no list of MessageEntity: %v", err)
			}
			for _, e := range all {
				if e.Type == "" || e.Offset < 0 || e.Length <= 0 || e.end() > units(text) {
					return "", nil, unused("the entity %+v does not lie in the text", e)
				}
			}
		}
	case "html":
		if list != "" {
			return "", nil, unused("entities together with parse_mode")
		}
		var err error
		if text, all, err = ParseHTML(text); err != nil {
			return "", nil, breaks("entities", err)
		}
		text, all = cleanMarked(text, all) // what was written as a reference
	case "markdown", "markdownv2":
		return "", nil, unused("parse_mode %s is not used here", mode)
	default:
		return "", nil, breaks("parse_mode")
	}
	text, all = trim(text, all)
	return text, all, nil
}

// trim takes white space away at the end of a text, and at its beginning as far as no entity lies there.
func trim(text string, all []Entity) (string, []Entity) {
	text = strings.TrimRight(text, " \n")
	first := units(text)
	all = slices.DeleteFunc(all, func(e Entity) bool { return strings.Trim(slice(text, e.Offset, e.end()), " \n") == "" })
	for _, e := range all {
		first = min(first, e.Offset)
	}
	lead := 0
	for lead < first && lead < len(text) && (text[lead] == ' ' || text[lead] == '\n') {
		lead++
	}
	text = text[lead:]
	size := units(text)
	var kept []Entity
	for _, e := range all {
		e.Offset -= lead
		e.Length = min(e.Length, size-e.Offset)
		kept = append(kept, e)
	}
	return text, kept
}

// checkURL names the rule that an address of a button breaks, empty for none.
func checkURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return "button.url"
	}
	switch u.Scheme {
	case "tg", "ton", "tonsite":
		return ""
	case "http", "https":
	default:
		return "button.scheme"
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		if ip.IsLoopback() || ip.IsPrivate() || ip.IsUnspecified() || ip.IsLinkLocalUnicast() {
			return "button.url"
		}
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if !strings.Contains(strings.Trim(host, "."), ".") || strings.ContainsAny(host, " _!'\"<>") || strings.HasSuffix(host, ".localhost") {
		return "button.url"
	}
	return ""
}
