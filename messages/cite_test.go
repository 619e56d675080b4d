package messages

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestCite(t *testing.T) {
	for name, c := range map[string]struct {
		source            Source
		reference, bibtex string
	}{
		"a page of an organisation": {
			Source{ID: "unesco-argan", Type: Official, Title: "Argan, practices and know-how", Publisher: "UNESCO", Published: "2014", URL: "https://ich.unesco.org/en/RL/argan-00955", Locator: "file No. 00955"},
			"UNESCO (2014). Argan, practices and know-how. file No. 00955. https://ich.unesco.org/en/RL/argan-00955",
			"@online{unesco-argan,\n  title = {{Argan, practices and know-how}},\n  organization = {UNESCO},\n  year = {2014},\n  note = {file No. 00955},\n  url = {https://ich.unesco.org/en/RL/argan-00955}\n}\n",
		},
		"an article with a DOI, and with a day": {
			Source{ID: "solar", Type: PeerReviewed, Title: "Who gains?", Publisher: "Energy Policy", Authors: []string{"Amal Naciri", "J. Doe"}, Published: "2020-12-16", DOI: "10.1000/a_b{c}"},
			"Amal Naciri, J. Doe (2020). Who gains? Energy Policy. https://doi.org/10.1000/a_b%7Bc%7D",
			"@article{solar,\n  author = {Amal Naciri and J. Doe},\n  title = {{Who gains?}},\n  journal = {Energy Policy},\n  year = {2020},\n  doi = {10.1000/a_b%7Bc%7D}\n}\n",
		},
		"a scholarly page without a DOI": {
			Source{ID: "p", Type: PeerReviewed, Title: "T", Publisher: "J", URL: "https://example.org/?a=1&b=%20"},
			"J. T. https://example.org/?a=1&b=%20",
			"@article{p,\n  title = {{T}},\n  journal = {J},\n  url = {https://example.org/?a=1&b=%20}\n}\n",
		},
		"a book in print": {
			Source{ID: "book", Type: OtherSource, Title: "50% of $1 & #2_x ~ ^ \\ {a}", Publisher: "Sons and Daughters", Authors: []string{"Weavers and Dyers"}, Published: "1998", ISBN: "978-0-306-40615-7", Locator: "p. 12"},
			"Weavers and Dyers (1998). 50% of $1 & #2_x ~ ^ \\ {a}. Sons and Daughters. p. 12. ISBN 978-0-306-40615-7",
			"@book{book,\n  author = {{Weavers and Dyers}},\n  title = {{50\\% of \\$1 \\& \\#2\\_x \\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\textbraceleft{}a\\textbraceright{}}},\n" +
				"  publisher = {Sons and Daughters},\n  year = {1998},\n  note = {p. 12},\n  isbn = {978-0-306-40615-7}\n}\n",
		},
		"an Arabic title": {
			Source{ID: "kuskus", Type: Press, Title: "الكسكس: لمن هو؟", Publisher: "هسبريس", Authors: []string{"ليلى العلوي"}, Published: "2020", URL: "https://example.org/كسكس"},
			"ليلى العلوي (2020). الكسكس: لمن هو؟ هسبريس. https://example.org/كسكس",
			"@online{kuskus,\n  author = {ليلى العلوي},\n  title = {{الكسكس: لمن هو؟}},\n  organization = {هسبريس},\n  year = {2020},\n  url = {https://example.org/كسكس}\n}\n",
		},
		"a title over two lines that ends in a point": {
			Source{ID: "x", Type: Press, Title: "One\n two.", Publisher: "P", URL: "https://example.org"},
			"P. One two. https://example.org",
			"@online{x,\n  title = {{One two.}},\n  organization = {P},\n  url = {https://example.org}\n}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.reference, c.source.Reference()); diff != "" {
				t.Errorf("reference (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.bibtex, c.source.BibTeX()); diff != "" {
				t.Errorf("BibTeX (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever people write, BibTeX reads one entry: it counts braces, also behind a backslash.
func FuzzBibTeX(f *testing.F) {
	f.Add("title", "publisher", "author", "2020", "https://example.org/{", "10.1000/}", "", "p. 1")
	f.Add(`\}`, `{{`, `a}and{b`, "}", `\`, "{", "}", "\x00\xff")
	f.Add("الكسكس", "هسبريس", "", "", "", "", "978", "%")
	f.Fuzz(func(t *testing.T, title, publisher, author, published, url, doi, isbn, where string) {
		s := Source{ID: title, Title: title, Publisher: publisher, Authors: []string{author}, Published: published, URL: url, DOI: doi, ISBN: isbn, Locator: where}
		entry := s.BibTeX()
		if !utf8.ValidString(entry) {
			t.Errorf("no UTF-8: %q", entry)
		}
		depth := 0
		for i, r := range entry {
			switch r {
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth < 0 || depth == 0 && i > strings.IndexByte(entry, '{') && i < len(entry)-2 {
				t.Fatalf("the entry ends early, at %d: %q", i, entry)
			}
		}
		if depth != 0 {
			t.Errorf("%d braces are left open: %q", depth, entry)
		}
	})
}
