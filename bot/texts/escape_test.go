package texts_test

import (
	"bufio"
	stdhtml "html"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"relais/bot/texts"
)

// readers are the Markdown that typed text has to pass unchanged: the plain one, and one with every extension switched on.
var readers = map[string]goldmark.Markdown{
	"CommonMark": goldmark.New(),
	"extended":   goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList, extension.Typographer, extension.CJK)),
}

// seeds are what people type that Markdown takes for its own.
var seeds = []string{
	"", "a", "**bold** _it_ ~~no~~ `code`", "a_b_c *d*", "# no heading", "- no list\n- at all", "1. one\n2) two", "> no quote", "+ plus",
	"[a](https://example.org)", "![a](b)", "<b>a</b>", "<https://example.org>", "https://example.org www.example.org a@b.example",
	"&amp; &#65; &", "a\\", "a\\\nb", "\\\\\n\\", "a\n===", "---", "***", "| a | b |\n|---|---|\n| 1 | 2 |", "```\na\n```", "    code",
	"a\n    b\n\tc", "a  \nb", "a\n\n\nb", "\n\na\n\n", "a\tb", "[ ] task", "[^1]\n\n[^1]: note", "term\n: is", "[a]: /b", "it's \"so\" -- ... <<a>>",
	"أولًا: *نص* (1)", "«\u2068a\u2069»", "a\u2028b\u2029c", "\u202ea", "a\r\nb\rc", "a\xffb", "\x00", "\u00a0a\u00a0", "!", ":smile:", "$a$ {a}", "👩\u200d🔬",
}

func TestEscape_shows_a_text_as_it_was_typed(t *testing.T) {
	for name, md := range readers {
		t.Run(name, func(t *testing.T) {
			for _, s := range seeds {
				checkShown(t, md, s)
			}
			rapid.Check(t, func(t *rapid.T) {
				s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(append(typed, seeds...)), 0, 8).Draw(t, "typed"), "")
				checkShown(t, md, s)
			})
		})
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, md := range readers {
			checkShown(t, md, s)
		}
	})
}

// fataler is what *testing.T and *rapid.T have in common here.
type fataler interface{ Fatalf(string, ...any) }

// checkShown puts a typed text where Say puts it, and elsewhere, and reads the result as Markdown: it holds no markup, and line
// by line it is what was typed, less the white space round each line.
func checkShown(t fataler, md goldmark.Markdown, s string) {
	isolated, want := texts.Isolate(texts.Escape(s)), strings.Split(texts.Clean(s), "\n")
	for i := range want {
		want[i] = strings.TrimLeft(want[i], " \t")
	}
	typed := strings.Join(want, "\n")
	checkSource(t, md, "before "+isolated+" after", "before "+typed+" after")
	checkSource(t, md, "«"+texts.Escape(s)+"»", "«"+typed+"»")
	if isolated != "" && strings.TrimSpace(typed) == typed {
		checkSource(t, md, isolated, typed)
	}
}

func checkSource(t fataler, md goldmark.Markdown, markdown, want string) {
	source := []byte(markdown)
	doc := md.Parser().Parse(text.NewReader(source))
	p, ok := doc.FirstChild().(*ast.Paragraph)
	if !ok || doc.ChildCount() != 1 {
		t.Fatalf("%q is no paragraph, or more than one: %s", want, source)
	}
	var shown strings.Builder
	for n := p.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			shown.WriteString(resolved(t, n.Segment.Value(source)))
			switch {
			case n.HardLineBreak():
				shown.WriteString("\n")
			case n.SoftLineBreak():
				t.Fatalf("%q has a line break that shows as a space: %s", want, source)
			}
		case *ast.String:
			shown.Write(n.Value)
		default:
			t.Fatalf("%q holds a %s: %s", want, n.Kind(), source)
		}
	}
	if diff := cmp.Diff(lines(want), lines(texts.Unmarked(shown.String()))); diff != "" {
		t.Fatalf("%q is shown as something else (-typed +shown):\n%s\n%s", want, diff, source)
	}
}

// resolved gives the characters that a run of Markdown stands for.
func resolved(t fataler, source []byte) string {
	var b strings.Builder
	w := bufio.NewWriter(&b)
	html.DefaultWriter.Write(w, source)
	if err := w.Flush(); err != nil {
		t.Fatalf("write %q: %v", source, err)
	}
	return stdhtml.UnescapeString(b.String())
}

func lines(s string) []string {
	out := strings.Split(s, "\n")
	for i := range out {
		out[i] = strings.Trim(out[i], " \t")
	}
	return out
}

func TestEscape_alone(t *testing.T) {
	for in, want := range map[string]string{
		"":             "",
		"a *b*":        `a \*b\*`,
		"a\n  b":       "a\\\nb",
		"a\\\nb":       "a&#92;\\\nb",
		"نص (1)":       `نص \(1\)`,
		"a\u202eb\x00": "ab",
	} {
		if got := texts.Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}
