// Package markup reads the Markdown that bot.Message.Text is written in, once for all platforms: paragraphs, **bold**,
// _italic_, lists, > quotes, `code` and [links](https://…). Nothing else is markup: headings, rules, code blocks, pictures and HTML
// are the characters they are written with. A line break stays one.
//
// Read walks a text and tells a Sink what begins, what ends and which characters stand between; each platform's Sink writes it
// in that platform's own language.
package markup

import (
	"bufio"
	"bytes"
	"html"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	render "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Kind is what a piece of a text is.
type Kind int

// The kinds. A Paragraph stands for itself; a Line is the text of a list's item where the list has no empty lines.
const (
	Paragraph Kind = iota
	Line
	List
	Item
	Quote
	Bold
	Italic
	Code
	Link
)

// Piece is one piece of a text.
type Piece struct {
	Kind Kind
	// Ordered is set for a List whose items are numbered, from Number on, and for each of its Items, which has its own Number.
	Ordered bool
	Number  int
	// Address is where a Link leads, as Opens allows, encoded as it stands in a page.
	Address string
}

// Sink writes a text in a platform's language. Begin and End come in pairs, rightly nested.
type Sink interface {
	Begin(p Piece)
	End(p Piece)
	// Text is characters as they are to be read: nothing in them is markup any more, and none is a control character but
	// tabs and line breaks.
	Text(s string)
	// Break is a line break within a paragraph.
	Break()
}

var markdown = parser.NewParser(
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
)

// paragraph takes lines however far they are indented: without a parser for code blocks, goldmark would drop them.
type paragraph struct{ parser.BlockParser }

// CanAcceptIndentedLine tells goldmark so.
func (paragraph) CanAcceptIndentedLine() bool { return true }

// Read walks a text. It is safe for concurrent use.
func Read(source string, to Sink) {
	b := []byte(source)
	w := walk{source: b, to: to}
	w.blocks(markdown.Parse(text.NewReader(b)))
}

type walk struct {
	source []byte
	to     Sink
}

func (w walk) within(p Piece, fn func()) {
	w.to.Begin(p)
	fn()
	w.to.End(p)
}

func (w walk) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n)
	}
}

func (w walk) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.List:
		w.list(n)
	case *ast.Blockquote:
		w.within(Piece{Kind: Quote}, func() { w.blocks(n) })
	case *ast.TextBlock:
		w.within(Piece{Kind: Line}, func() { w.inlines(n) })
	default:
		w.within(Piece{Kind: Paragraph}, func() { w.inlines(n) })
	}
}

func (w walk) list(n *ast.List) {
	p := Piece{Kind: List, Ordered: n.IsOrdered(), Number: n.Start}
	w.within(p, func() {
		p := Piece{Kind: Item, Ordered: p.Ordered, Number: p.Number}
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			w.within(p, func() { w.blocks(item) })
			p.Number++
		}
	})
}

func (w walk) inlines(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.inline(n)
	}
}

func (w walk) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		w.text(n)
	case *ast.Emphasis:
		kind := Italic
		if n.Level == 2 {
			kind = Bold
		}
		w.within(Piece{Kind: kind}, func() { w.inlines(n) })
	case *ast.CodeSpan:
		w.within(Piece{Kind: Code}, func() {
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					w.say(strings.ReplaceAll(string(t.Segment.Value(w.source)), "\n", " "))
				}
			}
		})
	case *ast.Link:
		w.link(n, string(n.Destination))
	case *ast.Image: // a link with a mark before it
		w.say("!")
		w.link(n, string(n.Destination))
	default:
		w.inlines(n)
	}
}

func (w walk) text(n *ast.Text) {
	raw := n.Segment.Value(w.source)
	if end := len(raw) - len(bytes.TrimRight(raw, `\`)); n.SoftLineBreak() && end%2 == 1 {
		// goldmark 1.8 takes the last of three backslashes before a line's end for an escaped one.
		raw = raw[:len(raw)-1]
	}
	w.say(resolved(raw))
	if n.SoftLineBreak() || n.HardLineBreak() {
		w.to.Break()
	}
}

// resolved is a text without escapes and references: as goldmark's own writer resolves them, in one pass, as they must be. Most texts have
// none, and a writer with its buffer costs more than all the rest of reading them.
func resolved(raw []byte) string {
	if !bytes.ContainsAny(raw, "\\&\x00") {
		return string(raw)
	}
	return inFull(raw)
}

func inFull(raw []byte) string {
	var b strings.Builder
	out := bufio.NewWriterSize(&b, 2*len(raw))
	render.DefaultWriter.Write(out, raw)
	if out.Flush() != nil {
		return ""
	}
	return html.UnescapeString(b.String())
}

// link tells of a link, or of its label and address as text where the address may not be opened.
func (w walk) link(n ast.Node, destination string) {
	address := string(util.URLEscape([]byte(destination), true))
	if Opens(address) {
		w.within(Piece{Kind: Link, Address: address}, func() { w.inlines(n) })
		return
	}
	w.inlines(n)
	if destination != "" {
		w.say(" (" + html.UnescapeString(destination) + ")")
	}
}

// say tells of characters as they are.
func (w walk) say(s string) { w.to.Text(Printable(s)) }

// Printable leaves out what neither HTML nor XML can hold.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}

// Opens tells whether an address may stand in a link: on the web, or one to write to.
func Opens(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" && u.Opaque == "" {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "mailto":
		return true
	}
	return false
}
