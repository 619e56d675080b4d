package discord

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"relais/bot/markup"
)

// page is a text in Discord's markdown, written by markup.Read. Discord counts the characters it is sent, with all marks; read
// counts those that are left to read.
//
// Discord's clients read markdown by rules of their own, which are not CommonMark's: a mark is written only where nothing around it
// can make it mean something else, and left out otherwise, since a word without its stress is better than one with stars.
type page struct {
	b    strings.Builder
	read int
	owed int // line breaks before whatever follows
	deep int // how deep in quotes; Discord knows one level

	open []*node         // the line that is being read, and what is open in it
	said strings.Builder // text that has come and is not in a node yet
}

// node is a piece of a line: text, or a mark with what is inside.
type node struct {
	kind    markup.Kind // Line is text
	text    string      // as it is to be read
	address string      // of a link
	inside  []*node
}

// markdown renders a text.
func markdown(source string) *page {
	p := page{open: []*node{{}}}
	markup.Read(source, &p)
	return &p
}

// rendered is a page that is complete: it can be shared.
type rendered struct {
	text       string
	read, owed int
}

func render(source string) rendered {
	p := markdown(source)
	return rendered{p.String(), p.read, p.owed}
}

// page is one on which more can be written.
func (r rendered) page() *page {
	p := &page{open: []*node{{}}, read: r.read, owed: r.owed}
	p.b.WriteString(r.text)
	return p
}

// length counts a text as Discord does.
func length(s string) int { return utf8.RuneCountInString(s) }

// Begin opens a piece.
func (p *page) Begin(x markup.Piece) {
	p.take()
	switch x.Kind {
	case markup.Item:
		mark := "• "
		if x.Ordered {
			mark = strconv.Itoa(x.Number) + ". "
		}
		p.Text(mark)
	case markup.Quote:
		p.flush()
		p.deep++
	case markup.Bold, markup.Italic, markup.Code, markup.Link:
		n, around := &node{kind: x.Kind, address: x.Address}, p.open[len(p.open)-1]
		around.inside = append(around.inside, n)
		p.open = append(p.open, n)
	case markup.Paragraph, markup.Line, markup.List:
	}
}

// End closes a piece.
func (p *page) End(x markup.Piece) {
	p.take()
	switch x.Kind {
	case markup.Paragraph, markup.List:
		p.flush()
		p.owed = 2
	case markup.Line, markup.Item:
		p.flush()
		p.owed = max(p.owed, 1)
	case markup.Quote:
		p.flush()
		p.deep--
		p.owed = 2
	case markup.Bold, markup.Italic, markup.Code, markup.Link:
		p.open = p.open[:len(p.open)-1]
	}
}

// Text writes characters as they are.
func (p *page) Text(s string) {
	p.read += length(s)
	p.said.WriteString(s)
}

// Break ends a line.
func (p *page) Break() { p.Text("\n") }

// take makes a node of what was said.
func (p *page) take() {
	if p.said.Len() > 0 {
		around := p.open[len(p.open)-1]
		around.inside = append(around.inside, &node{kind: markup.Line, text: p.said.String()})
		p.said.Reset()
	}
}

// flush writes the line that is complete.
func (p *page) flush() {
	p.take()
	s := strings.Trim(place{quoted: p.deep > 0}.write(p.open[0].inside, ""), "\n")
	p.open[0].inside = nil
	if strings.TrimSpace(s) == "" {
		return
	}
	if p.b.Len() > 0 && p.owed > 0 {
		p.b.WriteString(strings.Repeat("\n", p.owed))
		p.read += p.owed
	}
	p.owed = 0
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			p.b.WriteByte('\n')
		}
		if p.deep > 0 {
			p.b.WriteString("> ")
		}
		p.b.WriteString(guard(line))
	}
}

// place is where nodes stand.
type place struct{ bold, italic, link, quoted bool }

// write writes nodes from the last to the first, since what a mark means depends on what follows it.
func (c place) write(nodes []*node, after string) string {
	s := ""
	for i := len(nodes) - 1; i >= 0; i-- {
		s = c.one(nodes[i], s+after) + s
	}
	return s
}

func (c place) one(n *node, after string) string {
	switch n.kind {
	case markup.Bold:
		within := c
		within.bold = true
		return c.marked(within, n, "**", !c.bold, after)
	case markup.Italic:
		within := c
		within.italic = true
		return c.marked(within, n, "_", !c.italic, after)
	case markup.Code:
		return c.code(n, after)
	case markup.Link:
		return c.linked(n)
	}
	if c.link {
		return escape(n.text)
	}
	return escapeAround(n.text)
}

// marked puts a mark around a node where it means what it should.
func (c place) marked(within place, n *node, mark string, fresh bool, after string) string {
	if !fresh {
		return c.write(n.inside, after)
	}
	inside := within.write(n.inside, mark)
	next, _ := utf8.DecodeRuneInString(after)
	switch {
	case inside == "", strings.TrimSpace(inside) != inside, strings.HasPrefix(after, mark[:1]), c.quoted && strings.Contains(inside, "\n"),
		strings.Contains(escapes.ReplaceAllString(inside, ""), mark[:1]),
		mark == "_" && next < utf8.RuneSelf && (unicode.IsLetter(next) || unicode.IsDigit(next)):
		return within.write(n.inside, after)
	}
	return mark + inside + mark
}

// code writes a span of code, or its characters where Discord would read another: two backticks together may begin a block.
func (c place) code(n *node, after string) string {
	s := ""
	for _, t := range n.inside {
		s += t.text
	}
	switch {
	case strings.TrimSpace(s) == "":
		return ""
	case c.link, strings.Contains(s, "``"), strings.HasPrefix(after, "`"):
		return escape(s)
	case strings.Contains(s, "`"):
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}

// linked writes a link behind its label, or after its label where Discord shows none behind it.
func (c place) linked(n *node) string {
	c.link = true
	label := strings.TrimSpace(strings.ReplaceAll(c.write(n.inside, "]"), "\n", " "))
	scheme, rest, _ := strings.Cut(n.address, ":")
	to := strings.ToLower(scheme) + ":" + encode.Replace(rest)
	switch {
	case !web.MatchString(to): // an address to write to
		return strings.TrimSpace(label + " (" + escape(to) + ")")
	case label == "" || strings.Contains(label, "://"):
		return strings.TrimSpace(label + " <" + to + ">")
	}
	return "[" + label + "](<" + to + ">)"
}

var escapes = regexp.MustCompile(`(?s)\\.`)

// encode keeps an address from ending the mark it stands in.
var encode = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", "`", "%60", "\n", "%0A", "|", "%7C")

// web is an address that Discord's links may have.
var web = regexp.MustCompile(`^https?://[^\s<>]+$`)

// address is what Discord's clients make a link of by themselves. Between < and > it stands for itself, and shows no preview.
var address = regexp.MustCompile("https?://[^\\s<>`]+")

// escapeAround makes characters stand for themselves and leaves addresses whole.
func escapeAround(s string) string {
	var b strings.Builder
	for {
		at := address.FindStringIndex(s)
		if at == nil {
			b.WriteString(escape(s))
			return b.String()
		}
		found := strings.TrimRight(s[at[0]:at[1]], ends)
		for strings.HasSuffix(found, ")") && strings.Count(found, ")") > strings.Count(found, "(") {
			found = strings.TrimRight(strings.TrimSuffix(found, ")"), ends)
		}
		b.WriteString(escape(s[:at[0]]))
		if strings.HasSuffix(found, "://") {
			b.WriteString(escape(found)) // nothing follows that could be a host
		} else {
			b.WriteString("<" + found + ">")
		}
		s = s[at[0]+len(found):]
	}
}

// ends are what is not part of an address at its end.
const ends = ".,:;\"'!?]"

// marks are the characters that mean something to Discord anywhere in a line. A colon does where a word follows (an emoji's name),
// or an address.
var marks = regexp.MustCompile("[\\\\*_~|`\\[\\]<@]|:[\\pL\\pN_+/-]")

// escape makes characters stand for themselves.
func escape(s string) string { return marks.ReplaceAllString(s, `\$0`) }

// starts are what means something at the beginning of a line.
var starts = regexp.MustCompile(`^(\s*)([#>-]|[0-9]+\.)`)

// guard keeps a line from being a heading, a quote or an item of a list.
func guard(line string) string {
	m := starts.FindStringSubmatchIndex(line)
	if m == nil {
		return line
	}
	last := m[5] - 1 // the dot after a number, or the one character
	return line[:last] + `\` + line[last:]
}

// add writes a line of plain text below.
func (p *page) add(s string) {
	p.owed = max(p.owed, 1)
	p.Text(s)
	p.flush()
}

func (p *page) String() string { return p.b.String() }

// block is a text as a block of code, which Discord's clients copy by one tap. It is empty where no block gives back exactly the
// text: a fence cannot be longer than three backticks, and line breaks at the ends are dropped.
func block(s string) string {
	if strings.Contains(s, "```") || strings.Trim(s, "\n") != s || strings.TrimSpace(s) == "" {
		return ""
	}
	return "```\n" + s + "\n```"
}
