package telegram

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"relais/bot/markup"
)

// page is a text in Telegram's HTML, written by markup.Read. Telegram counts what is left when the tags are parsed, in UTF-16
// units, and so does units.
type page struct {
	b     strings.Builder
	units int
	// owed are line breaks that come before whatever follows: at the end of a text, and of a quote, there are none.
	owed  int
	quote int // how deep in quotes; Telegram knows one level
}

// html renders a text.
func html(source string) *page {
	var p page
	p.b.Grow(len(source) + len(source)/4)
	markup.Read(source, &p)
	return &p
}

// rendered is a page that is complete: it can be shared.
type rendered struct {
	html        string
	units, owed int
}

func render(source string) rendered {
	p := html(source)
	return rendered{p.String(), p.units, p.owed}
}

// page is one on which more can be written.
func (r rendered) page() *page {
	p := &page{units: r.units, owed: r.owed}
	p.b.WriteString(r.html)
	return p
}

// units counts a text as Telegram does.
func units(s string) (n int) {
	for _, r := range s {
		n += max(utf16.RuneLen(r), 1) // what is no character is replaced by one
	}
	return n
}

// escape makes characters stand for themselves, also in an attribute.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func (p *page) flush() {
	if p.units > 0 {
		p.b.WriteString(strings.Repeat("\n", p.owed))
		p.units += p.owed
	}
	p.owed = 0
}

func (p *page) tag(s string) {
	p.flush()
	p.b.WriteString(s)
}

// Begin opens a piece.
func (p *page) Begin(x markup.Piece) {
	switch x.Kind {
	case markup.Item:
		mark := "• "
		if x.Ordered {
			mark = strconv.Itoa(x.Number) + ". "
		}
		p.Text(mark)
	case markup.Quote:
		if p.quote++; p.quote == 1 {
			p.tag("<blockquote>")
		}
	case markup.Bold:
		p.tag("<b>")
	case markup.Italic:
		p.tag("<i>")
	case markup.Code:
		p.tag("<code>")
	case markup.Link:
		p.tag(`<a href="` + escape.Replace(x.Address) + `">`)
	case markup.Paragraph, markup.Line, markup.List:
	}
}

// End closes a piece.
func (p *page) End(x markup.Piece) {
	switch x.Kind {
	case markup.Paragraph, markup.List:
		p.owed = 2
	case markup.Line, markup.Item:
		p.owed = max(p.owed, 1)
	case markup.Quote:
		if p.quote--; p.quote == 0 {
			p.b.WriteString("</blockquote>")
		}
		p.owed = 2
	case markup.Bold:
		p.b.WriteString("</b>")
	case markup.Italic:
		p.b.WriteString("</i>")
	case markup.Code:
		p.b.WriteString("</code>")
	case markup.Link:
		p.b.WriteString("</a>")
	}
}

// Text writes characters as they are.
func (p *page) Text(s string) {
	if s == "" {
		return
	}
	p.flush()
	p.b.WriteString(escape.Replace(s))
	p.units += units(s)
}

// Break ends a line.
func (p *page) Break() {
	p.flush()
	p.b.WriteString("\n")
	p.units++
}

// line adds a line of plain text below.
func (p *page) line(s string) {
	p.owed = max(p.owed, 1)
	p.Text(s)
}

// copy adds a block that one tap copies.
func (p *page) copy(s string) {
	if s == "" {
		return
	}
	p.owed = 2
	p.flush()
	p.b.WriteString("<pre>" + escape.Replace(s) + "</pre>")
	p.units += units(s)
}

func (p *page) String() string { return p.b.String() }
