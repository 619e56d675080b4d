package telegram

import (
	stdhtml "html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHTML(t *testing.T) {
	for source, want := range map[string]string{
		"":                              "",
		"plain":                         "plain",
		"**bold** _italic_ `code`":      "<b>bold</b> <i>italic</i> <code>code</code>",
		"one\ntwo\\\nthree":             "one\ntwo\nthree",
		"one\n\ntwo":                    "one\n\ntwo",
		"Facts:\n\n- a\n- b\n\nEnd":     "Facts:\n\n• a\n• b\n\nEnd",
		"3. a\n4. b":                    "3. a\n4. b",
		"- a\n\n  b":                    "• a\n\nb",
		"> said\n> twice\n\nafter":      "<blockquote>said\ntwice</blockquote>\n\nafter",
		"> > deep":                      "<blockquote>deep</blockquote>",
		"a\n\n> **b**":                  "a\n\n<blockquote><b>b</b></blockquote>",
		"[a](https://e.org/?a=1&b=%22)": `<a href="https://e.org/?a=1&amp;b=%22">a</a>`,
		"[a](tg://user?id=1)":           "a (tg://user?id=1)",
		`<b> & "x"`:                     "&lt;b&gt; &amp; &quot;x&quot;",
		"&amp; &lt;":                    "&amp; &lt;",
	} {
		if got := html(source).String(); got != want {
			t.Errorf("%q\n gives %q\n  want %q", source, got, want)
		}
	}
}

func TestCopyStandsBelow(t *testing.T) {
	p := html("Copy this:")
	p.line("Open X: http://127.0.0.1:1")
	p.copy("a <b>\n\n```c")
	if want := "Copy this:\n\nOpen X: http://127.0.0.1:1\n\n<pre>a &lt;b&gt;\n\n```c</pre>"; p.String() != want || p.units != units("Copy this:\n\nOpen X: http://127.0.0.1:1\n\na <b>\n\n```c") {
		t.Errorf("gives %q, %d units", p, p.units)
	}
}

var tags = regexp.MustCompile(`</?(b|i|code|pre|blockquote|a)( href="[^"<>]*")?>`)

// Whatever the source, the page has known tags only, rightly nested, and counts as many units as are read.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"**a** [b](https://e.org) `c`", "> - 1. x\n\n    y", "[a](javascript:x) <b> &#0;", "a\n- b\n  > c\\\n", "🙂 ع\u2068x\u2069", "\\\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if !utf8.ValidString(source) || len(source) > 1000 {
			return // refused before
		}
		p := html(source)
		p.copy(source)
		var open []string
		for _, tag := range tags.FindAllStringSubmatch(p.String(), -1) {
			if !strings.HasPrefix(tag[0], "</") {
				open = append(open, tag[1])
			} else if n := len(open) - 1; n < 0 || open[n] != tag[1] {
				t.Fatalf("%q is not rightly nested: %q", source, p)
			} else {
				open = open[:n]
			}
		}
		bare := tags.ReplaceAllString(p.String(), "")
		if len(open) > 0 || strings.ContainsAny(bare, "<>\"") {
			t.Fatalf("%q leaves %q open in %q", source, open, p)
		}
		if n := units(stdhtml.UnescapeString(bare)); n != p.units {
			t.Fatalf("%q counts %d units; %d are read: %q", source, p.units, n, bare)
		}
	})
}
