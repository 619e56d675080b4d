package health

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// document is what a page says: its text, and everything that a reader may see, menus and frames included. The text is what is
// watched; words that are looked for may as well stand in a box beside it.
type document struct{ text, everything string }

// read gets the text out of a body, or says that it is none.
func read(body []byte, header http.Header) (document, bool) {
	declared := header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(declared)
	found, _, _ := mime.ParseMediaType(http.DetectContentType(body))
	if err != nil && kind == "" || kind == "application/octet-stream" {
		kind, declared = found, ""
	}
	encoding := header.Get("Content-Encoding")
	if !isText(kind) || lies(body, found) || encoding != "" && !strings.EqualFold(encoding, "identity") {
		return document{}, false
	}
	text := decode(body, declared)
	if kind == "text/html" || kind == "application/xhtml+xml" {
		return extract(text), true
	}
	text = norm.NFC.String(collapse(text))
	return document{text, text}, true
}

func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") || kind == "application/json" || kind == "application/xml" ||
		strings.HasSuffix(kind, "+json") || strings.HasSuffix(kind, "+xml") && kind != "image/svg+xml"
}

// lies tells whether what says that it is text begins as a PDF or a picture does. Some of these signs are two letters, BM for one,
// which are no proof without a byte that text has not.
func lies(body []byte, found string) bool {
	if found == "application/pdf" {
		return true
	}
	binary := func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }
	return !strings.HasPrefix(found, "text/") && found != "application/octet-stream" && bytes.IndexFunc(body[:min(len(body), 512)], binary) >= 0
}

// decode makes UTF-8 of a body. What is valid UTF-8 and says nothing else is that, wherever its first letter beyond ASCII stands.
func decode(body []byte, contentType string) string {
	e, _, certain := charset.DetermineEncoding(body, contentType)
	if certain || !utf8.Valid(body) {
		if decoded, _, err := transform.Bytes(e.NewDecoder(), body); err == nil {
			body = decoded
		}
	}
	return string(bytes.ToValidUTF8(body, []byte("\uFFFD")))
}

// extract takes the text out of HTML, as a reader would copy it, with one space where there are any.
func extract(source string) document {
	root, err := html.Parse(strings.NewReader(source))
	if err != nil { // nested deeper than 512
		text := norm.NFC.String(collapse(flat(source)))
		return document{text, text}
	}
	around := []string{"nav", "header", "footer", "aside"}
	text := visible(root, append(around, "form"))
	// Some systems wrap the whole page in one form: then what is left without it is no text.
	if all := visible(root, around); len(text) < len(all)/2 {
		text = all
	}
	return document{text, visible(root, nil)}
}

// never are the elements whose content no reader sees as text.
var never = []string{
	"head", "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "canvas", "audio", "video",
	"select", "datalist", "textarea", "button", "noembed", "noframes",
}

// inline are the elements in the middle of which a word may go on: all others end one.
var inline = []string{
	"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
	"s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
}

// visible collects what can be seen, without the elements named.
func visible(root *html.Node, without []string) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			b.WriteString(n.Data)
			return
		case html.ElementNode:
			if slices.Contains(never, n.Data) || slices.Contains(without, n.Data) || hidden(n) {
				b.WriteByte(' ')
				return
			}
		case html.CommentNode, html.DoctypeNode:
			return
		}
		apart := n.Type == html.ElementNode && !slices.Contains(inline, n.Data)
		if apart {
			b.WriteByte(' ')
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		if apart {
			b.WriteByte(' ')
		}
	}
	walk(root)
	return norm.NFC.String(collapse(b.String()))
}

// hidden tells what an element says of itself; style sheets are not read.
func hidden(n *html.Node) bool {
	open := false
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return !strings.EqualFold(a.Val, "until-found")
		case "style":
			style := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		case "open":
			open = true
		}
	}
	return n.Data == "dialog" && !open
}

// flat reads tags only, for what is too deep to be a page somebody wrote.
func flat(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	skip := ""
	for {
		switch t := z.Next(); t {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if skip == "" {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.EndTagToken:
			name, _ := z.TagName()
			switch {
			case t == html.StartTagToken && skip == "" && (string(name) == "script" || string(name) == "style"):
				skip = string(name)
			case t == html.EndTagToken && string(name) == skip:
				skip = ""
			}
			b.WriteByte(' ')
		}
	}
}

// collapse makes one space of any run of white space and drops what has no shape: controls, NUL among them.
func collapse(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.IsControl(r) || r == '\uFEFF':
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
