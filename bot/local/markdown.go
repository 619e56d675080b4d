package local

import (
	"bufio"
	"bytes"
	"fmt"
	stdhtml "html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/text/unicode/bidi"
)

// markdown turns a message's text into HTML that is safe to show, and into its words alone. It knows what bot.Message
// promises and nothing else: headings, rules, code blocks, pictures and HTML are the characters they are written with. A
// line break stays one.
type markdown struct{ p parser.Parser }

func newMarkdown() markdown {
	return markdown{parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(paragraph{parser.NewParagraphParser()}, 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
	)}
}

// paragraph takes lines however far they are indented: without a parser for code blocks, goldmark would drop them.
type paragraph struct{ parser.BlockParser }

// CanAcceptIndentedLine tells goldmark so.
func (paragraph) CanAcceptIndentedLine() bool { return true }

// render gives HTML, well formed as XML too, and the words without markup: list items with their mark, links as their label.
func (m markdown) render(source string) (page, words string) {
	b := []byte(source)
	doc := m.p.Parse(text.NewReader(b))
	d := drawing{source: b}
	d.blocks(doc)
	return d.html.String(), strings.Trim(d.words.String(), "\n")
}

// drawing is a text being rendered.
type drawing struct {
	source []byte
	html   strings.Builder
	words  strings.Builder
}

func (d *drawing) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		d.block(n)
	}
}

func (d *drawing) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.List:
		d.list(n)
	case *ast.Blockquote:
		d.html.WriteString("<blockquote>")
		d.blocks(n)
		d.html.WriteString("</blockquote>")
	case *ast.TextBlock:
		d.inlines(n)
		d.words.WriteString("\n")
	default:
		at, said := d.html.Len(), d.words.Len()
		d.inlines(n)
		inner, way := d.html.String()[at:], way(d.words.String()[said:])
		before := d.html.String()[:at]
		d.html.Reset()
		d.html.WriteString(before + "<p" + way + ">" + inner + "</p>")
		d.words.WriteString("\n\n")
	}
}

func (d *drawing) list(n *ast.List) {
	tag, open, at := "ul", "<ul>", n.Start
	if n.IsOrdered() {
		tag, open = "ol", fmt.Sprintf(`<ol start="%d">`, n.Start)
	}
	d.html.WriteString(open)
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		d.html.WriteString("<li>")
		if n.IsOrdered() {
			d.words.WriteString(strconv.Itoa(at) + ". ")
			at++
		} else {
			d.words.WriteString("• ")
		}
		d.blocks(item)
		d.html.WriteString("</li>")
	}
	d.html.WriteString("</" + tag + ">")
	d.words.WriteString("\n")
}

func (d *drawing) inlines(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		d.inline(n)
	}
}

func (d *drawing) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		d.text(n)
	case *ast.Emphasis:
		tag := "em"
		if n.Level == 2 {
			tag = "strong"
		}
		d.wrap(tag, n)
	case *ast.CodeSpan:
		d.html.WriteString("<code>")
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				d.say(strings.ReplaceAll(string(t.Segment.Value(d.source)), "\n", " "))
			}
		}
		d.html.WriteString("</code>")
	case *ast.Link:
		d.link(n, string(n.Destination))
	case *ast.Image: // a link with a mark before it
		d.say("!")
		d.link(n, string(n.Destination))
	default:
		d.inlines(n)
	}
}

func (d *drawing) text(n *ast.Text) {
	raw := n.Segment.Value(d.source)
	if end := len(raw) - len(bytes.TrimRight(raw, `\`)); n.SoftLineBreak() && end%2 == 1 {
		// goldmark 1.8 takes the last of three backslashes before a line's end for an escaped one.
		raw = raw[:len(raw)-1]
	}
	// goldmark's own writer resolves escapes and references in one pass, as they must be.
	var b strings.Builder
	w := bufio.NewWriter(&b)
	html.DefaultWriter.Write(w, raw)
	if err := w.Flush(); err == nil {
		d.say(stdhtml.UnescapeString(b.String()))
	}
	if n.SoftLineBreak() || n.HardLineBreak() {
		d.html.WriteString("<br/>")
		d.words.WriteString("\n")
	}
}

func (d *drawing) wrap(tag string, n ast.Node) {
	d.html.WriteString("<" + tag + ">")
	d.inlines(n)
	d.html.WriteString("</" + tag + ">")
}

// link shows a link, or its label and address as text where the address may not be opened.
func (d *drawing) link(n ast.Node, destination string) {
	address := string(util.URLEscape([]byte(destination), true))
	if !linkable(address) {
		d.inlines(n)
		if destination != "" {
			d.say(" (" + stdhtml.UnescapeString(destination) + ")")
		}
		return
	}
	d.html.WriteString(`<a href="` + stdhtml.EscapeString(address) + `" target="_blank" rel="noopener noreferrer">`)
	d.inlines(n)
	d.html.WriteString("</a>")
}

// say writes characters as they are.
func (d *drawing) say(s string) {
	s = strings.Map(printable, s)
	d.html.WriteString(stdhtml.EscapeString(s))
	d.words.WriteString(s)
}

// printable leaves out what neither HTML nor XML can hold.
func printable(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
		return -1
	}
	return r
}

// way is the dir attribute of a paragraph: that of its first letter outside isolates, or of its first letter where all stand inside.
func way(s string) string {
	depth, inside := 0, ""
	for _, r := range s {
		switch r {
		case 0x2066, 0x2067, 0x2068:
			depth++
			continue
		case 0x2069:
			depth = max(depth-1, 0)
			continue
		}
		p, _ := bidi.LookupRune(r)
		var here string
		switch p.Class() {
		case bidi.L:
			here = ` dir="ltr"`
		case bidi.R, bidi.AL:
			here = ` dir="rtl"`
		default:
			continue
		}
		if depth == 0 {
			return here
		}
		if inside == "" {
			inside = here
		}
	}
	return inside
}
