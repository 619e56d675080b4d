package networks

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds are texts that have each gone wrong somewhere.
var seeds = []string{
	"", "a fact", arabic, cjk, family, flag, combining, marks, address, "a\r\nb", "\xff", "a\xc3", "\xed\xa0\x80", "\uFEFF", "\uFFFF",
	"@a@b.example", "a@b.com", "twitter.comこれは日本語です。example.com中国語t.co/abcde한국", "http://t.co/abc's", "http://a.com/((((", "각.pint.co",
	"http://xn--はじめよう.com", "1\uFE0F\u20E3", "\u200d\uFE0F", strings.Repeat("字", 70) + ".com", "\u2066\u202Ahttp://foobar.پاکستان/\u202C\u2069",
	"See " + publicLink + " #facts\n" + short, "\n\n\n", "#", "https://", ".", "。", "\x00",
}

// FuzzCount counts any text on each network.
func FuzzCount(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, n := range All() {
			c, err := n.Count(text)
			if err != nil {
				var refused *RefusedError
				if !errors.Is(err, ErrEncoding) && !errors.As(err, &refused) || errors.Is(err, ErrEncoding) == utf8.ValidString(text) {
					t.Fatalf("%s: %v", n.Key, err)
				}
				continue
			}
			if c.N < 0 || c.Links < 0 || c.Bytes != len(text) || c.Limit != n.Limit || c.String() == "" {
				t.Fatalf("%s: %+v", n.Key, c)
			}
			// Only a bare link, a cheap address or a break of e-mail counts more than its bytes.
			if most := len(text) + 23*strings.Count(text, "."); n.Unit != Address && n.Unit != Weighted && c.N > most {
				t.Fatalf("%s: %d for %d bytes", n.Key, c.N, len(text))
			}
		}
	})
}

// FuzzCompose composes any parts for each network and opens what comes of it.
func FuzzCompose(f *testing.F) {
	for i, seed := range seeds {
		f.Add(seed, long, short, publicLink, seeds[len(seeds)-1-i], "facts")
	}
	f.Add("a", "", short, "https://a.org/"+strings.Repeat("a", 300), "", "الحقيقة")
	f.Add("a", "", "", "", "", "")
	f.Fuzz(func(t *testing.T, body, disclosure, brief, link, title, tag string) {
		p := Parts{Body: body, Disclosure: disclosure, Short: brief, Link: link, Title: title, Hashtags: []string{tag, tag}}
		for _, n := range All() {
			text, err := n.Compose(p)
			if errors.Is(err, ErrEncoding) || errors.Is(err, ErrNoDisclosure) || errors.Is(err, ErrLink) || errors.Is(err, ErrHashtag) {
				continue
			}
			// What is added must be told from the words for the checks below to hold.
			q := p
			q.Link = strings.TrimSpace(link)
			q.Hashtags = []string{strings.TrimSpace(tag)}
			checkComposed(t, n, q)
			if err != nil || n.Composer.TakesNothing() {
				continue
			}
			opener, err := n.Link(text, q.Link, "mastodon.example")
			if err != nil {
				t.Fatalf("%s: %v", n.Key, err)
			}
			open(t, n, opener)
		}
	})
}
