package bot

import (
	"strings"
	"unicode/utf16"
)

// inParts makes of a message as few as hold its text on a platform with this limit, cut at paragraphs, else at lines, else at words.
// Everything but text comes with the last. A limit of 0 is none.
func inParts(m Message, limit int) []Message {
	limit -= limit / 10 // what escapes and marks may add on the platform
	if limit <= 0 || units(m.Text) <= limit {
		return []Message{m}
	}
	var out []Message
	for _, text := range pack(m.Text, limit, "\n\n", "\n", " ") {
		out = append(out, Message{Text: text, Lang: m.Lang})
	}
	last := m
	last.Text = out[len(out)-1].Text
	out[len(out)-1] = last
	return out
}

// pack cuts a text into as few as possible of at most limit units, at the first separator where that is enough.
func pack(s string, limit int, separators ...string) []string {
	if units(s) <= limit {
		return []string{s}
	}
	if len(separators) == 0 {
		return chop(s, limit)
	}
	sep := separators[0]
	var out []string
	for _, piece := range strings.Split(s, sep) {
		for _, part := range pack(piece, limit, separators[1:]...) {
			if last := len(out) - 1; last >= 0 && units(out[last])+units(sep)+units(part) <= limit {
				out[last] += sep + part
				continue
			}
			out = append(out, part)
		}
	}
	return out
}

// chop cuts a text that has nothing to cut at.
func chop(s string, limit int) []string {
	var out []string
	for r := []rune(s); len(r) > 0; {
		n := min(len(r), limit/2)
		out, r = append(out, string(r[:n])), r[n:]
	}
	return out
}

// units is the length of a text as the strictest platform counts.
func units(s string) int { return len(utf16.Encode([]rune(s))) }
