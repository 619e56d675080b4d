package health

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// seeds are texts that have each gone wrong somewhere.
var seeds = []string{
	"", "one in five", "<p>one <b>in</b> five", "<form><p hidden>", "\x00", "\xff\xfe<\x00p\x00", "\xed\xa0\x80", "%PDF-1.7", "BM", "“a” … 'b'", "ﬁ½②", "كِتَابٌـ",
	"´", "e\u0301\u00ad\u0301", "5 % 2,5", "五分之一", "<svg><title><![CDATA[x]]>", "<table><a><b><p>", "<select><template>", "\u0345\u1fb3", "ẞß", "ŉ", "İ",
	"<meta charset=utf-16>", "<meta charset=iso-2022-kr>\x0e!", "<!--", "&#x110000;&#0;&#xd800;",
}

// FuzzRead reads any bytes, whatever they say that they are.
func FuzzRead(f *testing.F) {
	for _, seed := range seeds {
		for _, kind := range []string{"text/html", "text/html; charset=utf-16le", "text/plain; charset=gb18030", "text/html; charset=x-user-defined", ""} {
			f.Add([]byte(seed), kind)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, kind string) {
		d, ok := read(body, http.Header{"Content-Type": {kind}})
		if !ok {
			return
		}
		for _, text := range []string{d.text, d.everything} {
			if !utf8.ValidString(text) || !norm.NFC.IsNormalString(text) || strings.Contains(text, "  ") || strings.ContainsAny(text, "\x00\n") {
				t.Fatalf("%q", text)
			}
		}
	})
}

// FuzzQuote looks for any words in a text that holds them, and in one that does not.
func FuzzQuote(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed, "x")
		f.Add("one in five", seed)
	}
	f.Fuzz(func(t *testing.T, words, text string) {
		q := parseQuote(words)
		q.in(text)
		if q == nil {
			return
		}
		if q.in("") {
			t.Fatalf("%q is in nothing", q)
		}
		if around := "Before.\n" + words + "\nAfter it."; !q.in(around) {
			t.Fatalf("%q is not in %q", q, fold(around))
		}
	})
}

// FuzzRobots reads any file and asks for any path.
func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1", "/a%2")
	f.Fuzz(func(t *testing.T, text, path string) {
		r := parseRobots(text)
		if u, err := parseAddress("https://site.example/" + path); err == nil {
			r.allow(u)
		}
		if c := canonical(path); canonical(c) != c {
			t.Fatalf("%q becomes %q, then %q", path, c, canonical(c))
		}
		if r.delay < 0 || r.delay > maxDelay {
			t.Fatalf("waits %s", r.delay)
		}
	})
}
