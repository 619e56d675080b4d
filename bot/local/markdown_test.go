package local

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"relais/bot/local/localtest"
	"relais/bot/markup"
	"relais/bot/texts"
)

func TestMarkdownIsShownAsPromisedAndNothingElse(t *testing.T) {
	const link = `target="_blank" rel="noopener noreferrer"`
	for _, c := range []struct{ source, page, words string }{
		{"", "", ""},
		{"plain", "<p>plain</p>", "plain"},
		{"**bold** _italic_ `code`", "<p><strong>bold</strong> <em>italic</em> <code>code</code></p>", "bold italic code"},
		{"one\ntwo\\\nthree", "<p>one<br/>two<br/>three</p>", "one\ntwo\nthree"},
		{"one\n\ntwo", "<p>one</p><p>two</p>", "one\n\ntwo"},
		{"- a\n- b", "<ul><li>a</li><li>b</li></ul>", "• a\n• b"},
		{"3. a\n4. b", `<ol start="3"><li>a</li><li>b</li></ol>`, "3. a\n4. b"},
		{"> said\n> twice", "<blockquote><p>said<br/>twice</p></blockquote>", "said\ntwice"},
		{"[a](https://e.org/?a=1&b=2)", `<p><a href="https://e.org/?a=1&amp;b=2" ` + link + `>a</a></p>`, "a"},
		{"[a](HTTPS://e.org)", `<p><a href="HTTPS://e.org" ` + link + `>a</a></p>`, "a"},
		{"[a](mailto:a@e.org)", `<p><a href="mailto:a@e.org" ` + link + `>a</a></p>`, "a"},
		{"[a](javascript:alert(1))", "<p>a (javascript:alert(1))</p>", "a (javascript:alert(1))"},
		{"[a](java&#115;cript:x)", "<p>a (javascript:x)</p>", "a (javascript:x)"},
		{"[a](data:text/html,x)", "<p>a (data:text/html,x)</p>", "a (data:text/html,x)"},
		{"[a](//e.org)", "<p>a (//e.org)</p>", "a (//e.org)"},
		{`[a](https://e.org/"onload="x)`, `<p><a href="https://e.org/%22onload=%22x" ` + link + `>a</a></p>`, "a"},
		{"![p](https://e.org/p.png)", `<p>!<a href="https://e.org/p.png" ` + link + `>p</a></p>`, "!p"},
		{"<b>x</b> & &amp; &lt;", "<p>&lt;b&gt;x&lt;/b&gt; &amp; &amp; &lt;</p>", "<b>x</b> & & <"},
		{"# h", "<p># h</p>", "# h"},
		{"---", "<p>---</p>", "---"},
		{"    code", "<p>code</p>", "code"},
		{"a\n\n    code\n\n\tcode", "<p>a</p><p>code</p><p>code</p>", "a\n\ncode\n\ncode"},
		{"- a\n\n      code", "<ul><li><p>a</p><p>code</p></li></ul>", "• a\n\ncode"},
		{"a\x00b\x0cc", "<p>a\ufffdbc</p>", "a\ufffdbc"},
		{"a\\\\\\\nb", "<p>a\\<br/>b</p>", "a\\\nb"},
		{`\*x\* \\ \&amp;`, `<p>*x* \ &amp;amp;</p>`, `*x* \ &amp;`},
	} {
		page, words := render(c.source)
		page = strings.ReplaceAll(page, ` dir="ltr"`, "") // TestDirection's
		if page != c.page || words != c.words {
			t.Errorf("%q\n gives %s\n  and %q\n want %s\n  and %q", c.source, page, words, c.page, c.words)
		}
	}
}

// TestDirection: a paragraph runs as its own words do, whatever the language of the message around it.
func TestDirection(t *testing.T) {
	for source, want := range map[string]string{
		"Who runs this":                      "ltr",
		"من يدير هذا":                        "rtl",
		"\u2068Amina\u2069 كتبت":             "rtl",
		"\u2068أمينة\u2069 wrote":            "ltr",
		"\u2068\u2068Amina\u2069 b\u2069 من": "rtl",
		"\u2068من هنا\u2069":                 "rtl",
		"61 / 280":                           "",
		"\u2069 \u2068a\u2069 من":            "rtl",
	} {
		page, _ := render(source)
		_, dir, _ := strings.Cut(page, ` dir="`)
		if dir, _, _ = strings.Cut(dir, `"`); dir != want {
			t.Errorf("%q runs %q, want %q", source, dir, want)
		}
	}
}

// Whatever the source, the page is well formed, made of known tags, leads nowhere but to web addresses, and says the same words
// as the words alone.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"**a** [b](https://e.org) `c`", "> - 1. x\n\n    y", "[a](javascript:x) <b> &#0;", "a\n- b\n  > c\\\n", "![x](<a b>)", "\u2068a\u2069 *_`[]("} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if !utf8.ValidString(source) || len(source) > 1000 {
			return // refused before it is shown; what is long only takes longer
		}
		page, words := render(source)
		read, err := localtest.Shown(page)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := letters(read), letters(words); got != want {
			t.Fatalf("%q reads %q on the page and %q alone", source, got, want)
		}
		d := xml.NewDecoder(strings.NewReader("<x>" + page + "</x>"))
		for token, err := d.Token(); err == nil; token, err = d.Token() {
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range e.Attr {
				if a.Name.Local == "href" && !markup.Opens(a.Value) {
					t.Fatalf("%q leads to %q", source, a.Value)
				}
			}
		}
	})
}

// letters drops what a page may show in its own way: spaces, and the marks before items of lists, which are the browser's.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '•' || r == '.' || unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}

func TestWhatSomebodyTypedIsShownAsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringOfN(rapid.OneOf(rapid.RuneFrom([]rune("*_`[]()<>#+-.!|~&:@\"'\\=1ab /")), rapid.RuneFrom(nil, unicode.L, unicode.N, unicode.P, unicode.S)), 0, 30, -1)
		lines := rapid.SliceOfN(line, 1, 4).Draw(t, "lines")
		for i := range lines {
			lines[i] = strings.TrimSpace(lines[i])
		}
		typed := strings.Join(lines, "\n")
		_, got := render("«" + texts.Escape(typed) + "»")
		if want := "«" + typed + "»"; got != want {
			t.Fatalf("typed %q, shown %q", want, got)
		}
	})
}
