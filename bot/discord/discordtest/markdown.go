package discordtest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The forms of lines that Discord's clients know. Headings, lists and quotes begin a line; a code block may stand anywhere.
var (
	heading = regexp.MustCompile(`^ *#{1,3} +(\S.*)$`)
	subtext = regexp.MustCompile(`^-# +(\S.*)$`)
	bullet  = regexp.MustCompile(`^( *)[-*] +(\S.*)$`)
	ordered = regexp.MustCompile(`^( *[0-9]+\.) +(\S.*)$`)
	quote   = regexp.MustCompile(`^ *> (.*)$`)
	fence   = regexp.MustCompile("(?s)^```(?:([a-zA-Z0-9_+\\-.#]+)\n)?\n*([^\n].*?)\n*```")
	masked  = regexp.MustCompile(`^\[((?:\\.|[^\[\]\\]|\[[^\]]*\])+)\]\(\s*<?(https?://(?:\([^()\s]*\)|[^()\s<>\\]|\\.)+)>?(?:\s+["'][^"']*["'])?\s*\)`)
	angled  = regexp.MustCompile(`^<([a-z]+://[^ >\n]+)>`)
	bare    = regexp.MustCompile(`^https?://[^\s<]*[^<.,:;"'\]\s]`)
	place   = regexp.MustCompile(`^<(@!?|@&|#)([0-9]+)>`)
	emoji   = regexp.MustCompile(`^<a?:([A-Za-z0-9_]{2,32}):[0-9]+>`)
	moment  = regexp.MustCompile(`^<t:-?[0-9]+(?::[tTdDfFR])?>`)
	slash   = regexp.MustCompile(`^</([^:>\n]{1,100}):[0-9]+>`)
)

// splitCopy parts a text from the code block at its end.
func splitCopy(text string) (before, block string) {
	for i := 0; i+3 <= len(text); i++ {
		if text[i] == '\\' {
			i++
			continue
		}
		if m := fence.FindStringSubmatchIndex(text[i:]); m != nil {
			if strings.TrimSpace(text[i+m[1]:]) == "" {
				return strings.TrimRight(text[:i], "\n"), text[i+m[4] : i+m[5]]
			}
			i += m[1] - 1
		}
	}
	return text, ""
}

// render is what can be read of a text in Discord's markdown.
func (s *Server) render(c *Channel, text string) string {
	r := &renderer{s: s, c: c}
	var out strings.Builder
	for text != "" {
		// Code blocks come before lines.
		i := 0
		for i < len(text) {
			if text[i] == '\\' && i+1 < len(text) {
				i += 2
				continue
			}
			if m := fence.FindStringSubmatchIndex(text[i:]); m != nil {
				out.WriteString(r.lines(text[:i]))
				out.WriteString(text[i+m[4] : i+m[5]])
				text = text[i+m[1]:]
				i = -1
				break
			}
			i++
		}
		if i >= 0 {
			out.WriteString(r.lines(text))
			break
		}
	}
	return strings.Trim(out.String(), "\n")
}

type renderer struct {
	s *Server
	c *Channel
}

// lines renders what stands line by line; what is not special is rendered together, since marks may span lines.
func (r *renderer) lines(text string) string {
	var out, run []string
	flush := func() {
		if run != nil {
			out = append(out, r.inline(strings.Join(run, "\n")))
			run = nil
		}
	}
	rest := strings.Split(text, "\n")
	for i, line := range rest {
		if after, is := strings.CutPrefix(line, ">>> "); is {
			flush()
			out = append(out, r.lines(strings.Join(append([]string{after}, rest[i+1:]...), "\n")))
			break
		}
		if m := quote.FindStringSubmatch(line); m != nil {
			flush()
			out = append(out, r.lines(m[1]))
			continue
		}
		if m := heading.FindStringSubmatch(line); m != nil {
			flush()
			out = append(out, r.inline(m[1]))
			continue
		}
		if m := subtext.FindStringSubmatch(line); m != nil {
			flush()
			out = append(out, r.inline(m[1]))
			continue
		}
		if m := bullet.FindStringSubmatch(line); m != nil {
			flush()
			out = append(out, m[1]+"• "+r.inline(m[2]))
			continue
		}
		if m := ordered.FindStringSubmatch(line); m != nil {
			flush()
			out = append(out, m[1]+" "+r.inline(m[2]))
			continue
		}
		run = append(run, line)
	}
	flush()
	return strings.Join(out, "\n")
}

// inline renders marks inside lines.
func (r *renderer) inline(text string) string {
	var out strings.Builder
	for text != "" {
		shown, n := r.mark(text)
		out.WriteString(shown)
		text = text[n:]
	}
	return out.String()
}

// mark renders what a text begins with, and tells how much of the text that was.
func (r *renderer) mark(text string) (shown string, n int) {
	first, size := utf8.DecodeRuneInString(text)
	one := text[:size]
	switch first {
	case '\\':
		if len(text) > 1 {
			next, size := utf8.DecodeRuneInString(text[1:])
			if (next == '_' || !word(next)) && !unicode.IsSpace(next) {
				return text[1 : 1+size], 1 + size
			}
		}
	case '`':
		ticks := len(text) - len(strings.TrimLeft(text, "`"))
		for i := ticks; i < len(text); i++ {
			if text[i] != '`' {
				continue
			}
			closing := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
			if closing == ticks {
				return strings.TrimSpace(text[ticks:i]), i + ticks
			}
			i += closing - 1
		}
		return text[:ticks], ticks
	case '*', '_', '~', '|':
		for _, m := range []string{"**", "__", "~~", "||", "*", "_"} {
			if strings.HasPrefix(text, m) {
				if end := closes(text, m); end > 0 {
					return r.inline(text[len(m):end]), end + len(m)
				}
			}
		}
	case '[':
		// A label that looks like an address itself is shown as it is written.
		m := masked.FindStringSubmatch(text)
		if m == nil {
			break
		}
		if !strings.Contains(m[1], "://") {
			return r.inline(m[1]), len(m[0])
		}
	case '<':
		return r.angle(text)
	case 'h':
		if m := bare.FindString(text); m != "" {
			return m, len(m)
		}
	}
	return one, len(one)
}

func word(c rune) bool {
	return c == '_' || c < 128 && (unicode.IsLetter(c) || unicode.IsDigit(c))
}

// closes is where a mark that a text begins with ends; 0 where it does not.
func closes(text, m string) int {
	for i := len(m); i+len(m) <= len(text); i++ {
		if text[i] == '\\' {
			i++
			continue
		}
		if !strings.HasPrefix(text[i:], m) {
			continue
		}
		after := text[i+len(m):]
		switch m {
		case "*":
			// Inside, two stars belong to bold text; there is no space at the edges.
			if strings.HasPrefix(after, "*") {
				if end := closes(text[i:], "**"); end > 0 {
					i += end + 1
				} else {
					i++
				}
				continue
			}
			if i == len(m) || text[len(m)] == ' ' || text[len(m)] == '\n' || text[i-1] == ' ' || text[i-1] == '\n' {
				continue
			}
		case "_":
			if strings.HasPrefix(after, "_") {
				i++
				continue
			}
			if i == len(m) || after != "" && word(rune(after[0])) {
				continue
			}
		case "**", "__":
			if i == len(m) || strings.HasPrefix(after, m[:1]) {
				continue
			}
		default:
			if i == len(m) {
				continue
			}
		}
		return i
	}
	return 0
}

// angle renders what begins with "<".
func (r *renderer) angle(text string) (shown string, n int) {
	if m := angled.FindStringSubmatch(text); m != nil {
		return m[1], len(m[0])
	}
	if m := emoji.FindStringSubmatch(text); m != nil {
		return ":" + m[1] + ":", len(m[0])
	}
	if m := slash.FindStringSubmatch(text); m != nil {
		return "/" + m[1], len(m[0])
	}
	if m := moment.FindString(text); m != "" {
		return "[" + m[1:len(m)-1] + "]", len(m)
	}
	m := place.FindStringSubmatch(text)
	if m == nil {
		return text[:1], 1
	}
	name := "@unknown-user"
	switch {
	case m[1] == "#":
		name = "#unknown"
		if c := r.s.channels[m[2]]; c != nil {
			name = "#" + c.name
		}
	case m[1] == "@&":
		name = "@unknown-role"
		if r.c.guild != nil && r.c.guild.role(m[2]) != nil {
			name = "@" + r.c.guild.role(m[2]).Name
		}
	case m[2] == r.s.bot.id:
		name = "@" + r.s.bot.name
	case r.s.people[m[2]] != nil:
		name = "@" + r.s.people[m[2]].name
	}
	return name, len(m[0])
}
