package local

import (
	"fmt"
	"html"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/bidi"

	"relais/bot/markup"
)

// render turns a message's text into HTML that is safe to show, well formed as XML too, and into its words without markup: list
// items with their mark, links as their label.
func render(source string) (page, words string) {
	var d drawing
	markup.Read(source, &d)
	return d.html.String(), strings.Trim(d.words.String(), "\n")
}

// drawing is a text being rendered.
type drawing struct {
	html  strings.Builder
	words strings.Builder
	// begun is where the paragraph in hand begins in either: its direction is known at its end.
	begunHTML, begunWords int
}

var tags = map[markup.Kind]string{
	markup.Item: "li", markup.Quote: "blockquote", markup.Bold: "strong", markup.Italic: "em", markup.Code: "code", markup.Link: "a",
}

// Begin opens a piece.
func (d *drawing) Begin(p markup.Piece) {
	switch p.Kind {
	case markup.Line:
	case markup.Paragraph:
		d.begunHTML, d.begunWords = d.html.Len(), d.words.Len()
	case markup.List:
		if p.Ordered {
			fmt.Fprintf(&d.html, `<ol start="%d">`, p.Number)
		} else {
			d.html.WriteString("<ul>")
		}
	case markup.Link:
		d.html.WriteString(`<a href="` + html.EscapeString(p.Address) + `" target="_blank" rel="noopener noreferrer">`)
	case markup.Item:
		mark := "• "
		if p.Ordered {
			mark = strconv.Itoa(p.Number) + ". "
		}
		d.words.WriteString(mark)
		fallthrough
	default:
		d.html.WriteString("<" + tags[p.Kind] + ">")
	}
}

// End closes a piece.
func (d *drawing) End(p markup.Piece) {
	switch p.Kind {
	case markup.Line:
		d.words.WriteString("\n")
	case markup.Paragraph:
		all := d.html.String()
		inner, way := all[d.begunHTML:], way(d.words.String()[d.begunWords:])
		d.html.Reset()
		d.html.WriteString(all[:d.begunHTML] + "<p" + way + ">" + inner + "</p>")
		d.words.WriteString("\n\n")
	case markup.List:
		tag := "ul"
		if p.Ordered {
			tag = "ol"
		}
		d.html.WriteString("</" + tag + ">")
		d.words.WriteString("\n")
	default:
		d.html.WriteString("</" + tags[p.Kind] + ">")
	}
}

// Text writes characters as they are.
func (d *drawing) Text(s string) {
	d.html.WriteString(html.EscapeString(s))
	d.words.WriteString(s)
}

// Break ends a line.
func (d *drawing) Break() {
	d.html.WriteString("<br/>")
	d.words.WriteString("\n")
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
