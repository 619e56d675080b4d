package telegramtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Entity is a stretch of a message's text that is marked, in UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	Emoji    string `json:"custom_emoji_id,omitempty"`
}

func (e Entity) end() int { return e.Offset + e.Length }

// kinds are the tags of parse_mode HTML and what each makes.
var kinds = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline", "s": "strikethrough",
	"strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler", "a": "text_link",
	"code": "code", "pre": "pre", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}

// htmlReader parses a text in HTML mode, by bytes, as the real server does.
type htmlReader struct {
	in    string
	at    int
	out   strings.Builder
	units int
	open  []openTag
	made  []Entity
	order []int // of each made entity, when its tag began
	begun int
}

type openTag struct {
	name, argument   string
	units, out, when int
}

// ParseHTML is the text that is shown for a text in HTML mode, and its entities, outermost first. The error is the part of
// Telegram's answer behind "can't parse entities: ".
func ParseHTML(in string) (string, []Entity, error) {
	p := &htmlReader{in: in}
	for p.at < len(p.in) {
		if err := p.step(); err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, fmt.Errorf("Can't find end tag corresponding to start tag \"%s\"", p.open[n-1].name) //nolint:staticcheck // Telegram's words
	}
	text := p.out.String()
	if !utf8.ValidString(text) {
		return "", nil, fmt.Errorf("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units") //nolint:staticcheck // Telegram's words
	}
	return text, p.entities(), nil
}

func (p *htmlReader) step() error {
	switch p.in[p.at] {
	case '&':
		if r, size := entityAt(p.in[p.at:]); size > 0 {
			p.write(r)
			p.at += size
			return nil
		}
	case '<':
		if strings.HasPrefix(p.in[p.at:], "</") {
			return p.endTag()
		}
		return p.startTag()
	}
	r, size := utf8.DecodeRuneInString(p.in[p.at:])
	p.write(r)
	p.at += size
	return nil
}

func (p *htmlReader) write(r rune) {
	p.units += wide(r)
	if 0xd800 <= r && r <= 0xdfff {
		p.out.WriteByte(0xff) // half of a pair, which makes the text invalid
		return
	}
	p.out.WriteRune(r)
}

// entityAt is the character that a reference at the beginning of s stands for, and the reference's length; 0 where it is none
// and stays as it is.
func entityAt(s string) (rune, int) {
	end := 1
	if strings.HasPrefix(s, "&#") {
		base, digits := 10, "0123456789"
		end = 2
		if strings.HasPrefix(s, "&#x") {
			base, digits, end = 16, "0123456789abcdefABCDEF", 3
		}
		from := end
		for end < len(s) && strings.IndexByte(digits, s[end]) >= 0 {
			end++
		}
		n, err := strconv.ParseUint(s[from:end], base, 32)
		if err != nil || n == 0 || n >= 0x10ffff || end >= 10 {
			return 0, 0
		}
		return rune(n), end + semicolon(s, end)
	}
	for end < len(s) && ('a' <= s[end]|0x20 && s[end]|0x20 <= 'z') {
		end++
	}
	if r, ok := map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}[s[1:end]]; ok {
		return r, end + semicolon(s, end)
	}
	return 0, 0
}

func semicolon(s string, at int) int {
	if at < len(s) && s[at] == ';' {
		return 1
	}
	return 0
}

// now is the byte at hand, 0 at the end.
func (p *htmlReader) now() byte {
	if p.at < len(p.in) {
		return p.in[p.at]
	}
	return 0
}

func space(c byte) bool { return strings.IndexByte(" \t\r\n\v\x00", c) >= 0 }

func (p *htmlReader) spaces() {
	for p.at < len(p.in) && space(p.in[p.at]) {
		p.at++
	}
}

// until moves on to white space or one of these bytes and returns what was passed.
func (p *htmlReader) until(stops string) string {
	from := p.at
	for p.at < len(p.in) && !space(p.in[p.at]) && strings.IndexByte(stops, p.in[p.at]) < 0 {
		p.at++
	}
	return p.in[from:p.at]
}

func (p *htmlReader) startTag() error {
	begin := p.at
	p.at++
	name := strings.ToLower(p.until(">"))
	if p.at >= len(p.in) {
		return fmt.Errorf("Unclosed start tag at byte offset %d", begin) //nolint:staticcheck // Telegram's words
	}
	if kinds[name] == "" {
		return fmt.Errorf("Unsupported start tag \"%s\" at byte offset %d", name, begin) //nolint:staticcheck // Telegram's words
	}
	argument := ""
	for {
		p.spaces()
		if p.now() == '>' {
			p.at++
			break
		}
		key, value, err := p.attribute(name, begin)
		if err != nil {
			return err
		}
		switch {
		case name == "a" && key == "href", name == "tg-emoji" && key == "emoji-id", name == "blockquote" && key == "expandable":
			argument = value
		case name == "code" && key == "class" && strings.HasPrefix(value, "language-"):
			argument = value[len("language-"):]
		case name == "span" && key == "class" && strings.HasPrefix(value, "tg-"):
			argument = value[len("tg-"):]
		}
	}
	if name == "span" && argument != "spoiler" {
		return fmt.Errorf("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin) //nolint:staticcheck // Telegram's words
	}
	p.open = append(p.open, openTag{name, argument, p.units, p.out.Len(), p.begun})
	p.begun++
	return nil
}

func (p *htmlReader) attribute(tag string, begin int) (key, value string, err error) {
	unclosed := fmt.Errorf("Unclosed start tag \"%s\" at byte offset %d", tag, begin) //nolint:staticcheck // Telegram's words
	if p.at >= len(p.in) {
		return "", "", unclosed
	}
	key = p.until("=>")
	if key == "" {
		return "", "", fmt.Errorf("Empty attribute name in the tag \"%s\" at byte offset %d", tag, begin) //nolint:staticcheck // Telegram's words
	}
	p.spaces()
	if p.now() != '=' {
		if tag == "blockquote" && key == "expandable" && p.at < len(p.in) {
			return key, "1", nil
		}
		return "", "", fmt.Errorf("Expected equal sign in declaration of an attribute of the tag \"%s\" at byte offset %d", tag, begin) //nolint:staticcheck // Telegram's words
	}
	p.at++
	p.spaces()
	if p.at >= len(p.in) {
		return "", "", unclosed
	}
	if quote := p.now(); quote == '\'' || quote == '"' {
		p.at++
		var b strings.Builder
		for p.at < len(p.in) && p.in[p.at] != quote {
			if r, size := entityAt(p.in[p.at:]); p.in[p.at] == '&' && size > 0 {
				b.WriteRune(r)
				p.at += size
				continue
			}
			b.WriteByte(p.in[p.at])
			p.at++
		}
		p.at++
		if p.at >= len(p.in) {
			return "", "", unclosed
		}
		return key, b.String(), nil
	}
	from := p.at
	for c := p.now() | 0x20; 'a' <= c && c <= 'z' || '0' <= p.now() && p.now() <= '9' || p.now() == '.' || p.now() == '-'; c = p.now() | 0x20 {
		p.at++
	}
	if p.at >= len(p.in) || !space(p.now()) && p.now() != '>' {
		return "", "", fmt.Errorf("Unexpected end of name token at byte offset %d", from) //nolint:staticcheck // Telegram's words
	}
	return key, strings.ToLower(p.in[from:p.at]), nil
}

func (p *htmlReader) endTag() error {
	begin := p.at
	if len(p.open) == 0 {
		return fmt.Errorf("Unexpected end tag at byte offset %d", begin) //nolint:staticcheck // Telegram's words
	}
	p.at += 2
	name := strings.ToLower(p.until(">"))
	p.spaces()
	if p.now() != '>' {
		return fmt.Errorf("Unclosed end tag at byte offset %d", begin) //nolint:staticcheck // Telegram's words
	}
	p.at++
	tag := p.open[len(p.open)-1]
	if name != "" && name != tag.name {
		return fmt.Errorf("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, tag.name, name) //nolint:staticcheck // Telegram's words
	}
	p.open = p.open[:len(p.open)-1]
	if p.units == tag.units {
		return nil
	}
	e := Entity{Type: kinds[tag.name], Offset: tag.units, Length: p.units - tag.units}
	switch tag.name {
	case "a":
		if e.URL = tag.argument; e.URL == "" {
			e.URL = p.out.String()[tag.out:]
		}
		if checkURL(e.URL) != "" {
			return nil // a link that leads nowhere is text
		}
	case "tg-emoji":
		if n, err := strconv.ParseInt(tag.argument, 10, 64); err != nil || n == 0 {
			return fmt.Errorf("Invalid custom emoji identifier specified") //nolint:staticcheck // Telegram's words
		}
		e.Emoji = tag.argument
	case "code":
		e.Language = tag.argument
	case "blockquote":
		if tag.argument != "" {
			e.Type = "expandable_blockquote"
		}
	case "pre":
		if n := len(p.made); n > 0 && p.made[n-1].Type == "code" && p.made[n-1].Offset == e.Offset && p.made[n-1].Length == e.Length {
			e.Language = p.made[n-1].Language
		}
	}
	p.made, p.order = append(p.made, e), append(p.order, tag.when)
	return nil
}

// entities are those that stand: nothing inside code, no quote, link or mark inside one of its own kind.
func (p *htmlReader) entities() []Entity {
	at := make([]int, len(p.made))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(a, b int) int { return p.order[a] - p.order[b] })
	var all []Entity
	for _, i := range at {
		e := p.made[i]
		if e.Type == "code" {
			e.Language = ""
		}
		inside := slices.ContainsFunc(all, func(o Entity) bool {
			return e.Offset < o.end() && (o.Type == "code" || o.Type == "pre" || family(o.Type) == family(e.Type))
		})
		if !inside {
			all = append(all, e)
		}
	}
	return all
}

func family(kind string) string { return strings.TrimPrefix(kind, "expandable_") }

// wide is the length of a character in UTF-16 units.
func wide(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// units is the length of a text as Telegram counts it.
func units(s string) (n int) {
	for _, r := range s {
		n += wide(r)
	}
	return n
}

// slice is the part of a text between two offsets in UTF-16 units.
func slice(s string, from, to int) string {
	begin, end, n := len(s), len(s), 0
	for i, r := range s {
		if n == from {
			begin = i
		}
		if n == to {
			end = i
			break
		}
		n += wide(r)
	}
	return s[min(begin, end):end]
}
