package messages

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

// Reference is the source as it stands in a list of references, in one line without markup: who, when, what, where.
func (s Source) Reference() string {
	who, by := strings.Join(s.Authors, ", "), s.Publisher
	if who == "" {
		who, by = s.Publisher, ""
	}
	if year := s.year(); year != "" {
		who += " (" + year + ")"
	}
	parts := []string{who, s.Title, by, s.Locator}
	if s.ISBN != "" {
		parts = append(parts, "ISBN "+s.ISBN)
	}
	var out strings.Builder
	for _, p := range append(parts, s.link()) {
		p = strings.Join(strings.Fields(p), " ")
		if p == "" {
			continue
		}
		if out.Len() > 0 {
			if !strings.HasSuffix(out.String(), ".") && !strings.HasSuffix(out.String(), "?") && !strings.HasSuffix(out.String(), "؟") {
				out.WriteByte('.')
			}
			out.WriteByte(' ')
		}
		out.WriteString(p)
	}
	return out.String()
}

// BibTeX is the source as an entry for BibTeX and BibLaTeX, in UTF-8: a book where it has an ISBN, an article where it has a DOI
// or is scholarly, else something online.
func (s Source) BibTeX() string {
	kind, by := "online", "organization"
	switch {
	case s.ISBN != "":
		kind, by = "book", "publisher"
	case s.DOI != "" || s.Type == PeerReviewed:
		kind, by = "article", "journal"
	}
	authors := make([]string, len(s.Authors))
	for i, a := range s.Authors {
		authors[i] = bibText(a)
		if strings.Contains(strings.ToLower(a), " and ") {
			authors[i] = "{" + authors[i] + "}" // one name, which BibTeX would take for two
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "@%s{%s", kind, bibKey(s.ID))
	for _, f := range []struct{ name, value string }{
		{"author", strings.Join(authors, " and ")},
		{"title", "{" + bibText(s.Title) + "}"}, // inner braces keep its capitals
		{by, bibText(s.Publisher)},
		{"year", bibText(s.year())},
		{"note", bibText(s.Locator)},
		{"isbn", bibText(s.ISBN)},
		{"doi", bibAddress(s.DOI)},
		{"url", bibAddress(s.URL)},
	} {
		if f.value != "" {
			fmt.Fprintf(&out, ",\n  %s = {%s}", f.name, f.value)
		}
	}
	out.WriteString("\n}\n")
	return out.String()
}

// year is the year it was published in; empty where nobody said.
func (s Source) year() string {
	year, _, _ := strings.Cut(s.Published, "-")
	return year
}

// link is where a reader of a reference finds the source: its DOI, which lasts, else its address.
func (s Source) link() string {
	if s.DOI != "" {
		return Source{DOI: s.DOI}.Address()
	}
	return s.URL
}

// bibSpecials are the characters that mean something in BibTeX or LaTeX. A brace is written as a command, since BibTeX counts it
// even behind a backslash.
var bibSpecials = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\textbraceleft{}`, `}`, `\textbraceright{}`, `~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`,
	`&`, `\&`, `%`, `\%`, `$`, `\$`, `#`, `\#`, `_`, `\_`,
)

// bibText writes a text as the value of a field.
func bibText(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return bibSpecials.Replace(strings.Join(strings.Fields(s), " "))
}

// bibAddress writes an address, or a DOI, which are taken letter by letter: what would end the field is written in percents.
func bibAddress(s string) string {
	var out strings.Builder
	for _, b := range []byte(s) {
		if b <= ' ' || b == 0x7f || strings.IndexByte(`{}\`, b) >= 0 {
			fmt.Fprintf(&out, "%%%02X", b)
		} else {
			out.WriteByte(b)
		}
	}
	return strings.ToValidUTF8(out.String(), url.QueryEscape("\ufffd"))
}

// bibKey is a source's name as BibTeX takes it, which it is already where it is valid.
func bibKey(id string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-') {
			return r
		}
		return '-'
	}, id)
}
