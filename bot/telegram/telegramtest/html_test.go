package telegramtest

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestHTML(t *testing.T) {
	for _, c := range []struct {
		in, text string
		marks    []Entity
	}{
		{"plain & simple > all &nbsp; &copy &amp;amp; &#65;&#x42; &lt;b&gt; &quot", "plain & simple > all &nbsp; &copy &amp; AB <b> \"", nil},
		{"<b>a</b><strong>b</strong>", "ab", []Entity{{Type: "bold", Length: 1}, {Type: "bold", Offset: 1, Length: 1}}},
		{"<i>a</i><em>b</em><u>c</u><ins>d</ins>", "abcd", []Entity{{Type: "italic", Length: 1}, {Type: "italic", Offset: 1, Length: 1},
			{Type: "underline", Offset: 2, Length: 1}, {Type: "underline", Offset: 3, Length: 1}}},
		{"<s>a</s><strike>b</strike><del>c</del>", "abc", []Entity{{Type: "strikethrough", Length: 1}, {Type: "strikethrough", Offset: 1, Length: 1}, {Type: "strikethrough", Offset: 2, Length: 1}}},
		{"<B>\U0001f642<i>x</></b >y", "\U0001f642xy", []Entity{{Type: "bold", Length: 3}, {Type: "italic", Offset: 2, Length: 1}}},
		{"<a href='https://example.org/?a=1&amp;b=\"2\"'>x</a>", "x", []Entity{{Type: "text_link", Length: 1, URL: `https://example.org/?a=1&b="2"`}}},
		{"<a>https://example.org</a><a href=javascript>y</a>", "https://example.orgy", []Entity{{Type: "text_link", Length: 19, URL: "https://example.org"}}},
		{"<pre><code class=\"language-go\">x</code></pre>", "x", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		{"<pre>a<b>b</b></pre><code class=language-go>c</code>", "abc", []Entity{{Type: "pre", Length: 2}, {Type: "code", Offset: 2, Length: 1}}},
		{"<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", []Entity{{Type: "blockquote", Length: 2}}},
		{"<blockquote expandable><b>a</b></blockquote>", "a", []Entity{{Type: "expandable_blockquote", Length: 1}, {Type: "bold", Length: 1}}},
		{`<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>`, "ab", []Entity{{Type: "spoiler", Length: 1}, {Type: "spoiler", Offset: 1, Length: 1}}},
		{`<tg-emoji emoji-id="5368324170671202286">x</tg-emoji><b></b>`, "x", []Entity{{Type: "custom_emoji", Length: 1, Emoji: "5368324170671202286"}}},
	} {
		text, marks, err := ParseHTML(c.in)
		if err != nil || text != c.text || !cmp.Equal(marks, c.marks, cmpopts.EquateEmpty()) {
			t.Errorf("%s reads %q, %+v, %v", c.in, text, marks, err)
		}
	}
	for in, want := range map[string]string{
		"a < b": `Unsupported start tag "" at byte offset 2`, "a <": "Unclosed start tag", "<p>x</p>": `Unsupported start tag "p" at byte offset 0`,
		"<br/>": `Unsupported start tag "br/"`, "<b>x": `Can't find end tag corresponding to start tag "b"`, "x</b>": "Unexpected end tag at byte offset 1",
		"<b><i>x</b></i>": `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`, "<b>x</b": "Unclosed end tag at byte offset 4",
		"<span>x</span>": `Tag "span" must have class "tg-spoiler"`, "<a href>x</a>": "Expected equal sign", `<a href="x>y</a>`: "Unclosed start tag",
		"<a href=x:y>z</a>": "Unexpected end of name token", `<b ="x">y</b>`: "Empty attribute name", "<tg-emoji emoji-id=x>y</tg-emoji>": "Invalid custom emoji",
		"&#xd800;": "Text contains invalid Unicode", "<": "Unclosed start tag", "</": "Unexpected end tag", "<b></": "Unclosed end tag",
	} {
		if _, _, err := ParseHTML(in); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v; want %s", in, err, want)
		}
	}
}

// write is a text with its entities in HTML mode again.
func write(text string, marks []Entity) string {
	var b strings.Builder
	at := 0
	var put func(to int, inside []Entity)
	put = func(to int, inside []Entity) {
		for len(inside) > 0 {
			e := inside[0]
			n := 1
			for n < len(inside) && inside[n].Offset < e.end() {
				n++
			}
			b.WriteString(html.EscapeString(slice(text, at, e.Offset)))
			at = e.Offset
			open, end := tagsOf(e)
			b.WriteString(open)
			put(e.end(), inside[1:n])
			b.WriteString(end)
			inside = inside[n:]
		}
		b.WriteString(html.EscapeString(slice(text, at, to)))
		at = to
	}
	put(units(text), marks)
	return b.String()
}

func tagsOf(e Entity) (string, string) {
	switch e.Type {
	case "text_link":
		return `<a href="` + html.EscapeString(e.URL) + `">`, "</a>"
	case "custom_emoji":
		return `<tg-emoji emoji-id="` + e.Emoji + `">`, "</tg-emoji>"
	case "expandable_blockquote":
		return "<blockquote expandable>", "</blockquote>"
	case "pre":
		if e.Language != "" {
			return `<pre><code class="language-` + html.EscapeString(e.Language) + `">`, "</code></pre>"
		}
	}
	for tag, kind := range map[string]string{"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "tg-spoiler": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote"} {
		if kind == e.Type {
			return "<" + tag + ">", "</" + tag + ">"
		}
	}
	panic(fmt.Sprintf("no tag makes %+v", e))
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		"<b>a<i>b</i></b> &amp; &#128578;", `<a href="https://example.org/?a&amp;b">x</a>`, "<pre><code class='language-go'>x</code></pre>",
		"<blockquote expandable>x</blockquote>", "<tg-emoji emoji-id=\"5\">x</tg-emoji>", "<", "</>", "&#x0;", "<b", "<a href=", "<b>\x00</b>", "<code><pre>x</pre></code>", "&am\x04; &#1", "<b>\x00</>\x00b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		text, marks, refused := formatted(in, "HTML", "")
		if refused != nil {
			return
		}
		if len(marks) > 0 && marks[len(marks)-1].end() > units(text) {
			t.Fatalf("%q: %+v goes beyond %q", in, marks, text)
		}
		again := write(text, marks)
		text2, marks2, refused := formatted(again, "HTML", "")
		if refused != nil || text2 != text || !cmp.Equal(marks, marks2, cmpopts.EquateEmpty()) {
			t.Errorf("%q reads %q %+v; written as %q it reads %q %+v, %v", in, text, marks, again, text2, marks2, refused)
		}
	})
}

func TestTextsAreCleanedAndTrimmed(t *testing.T) {
	bubble(t, Options{Unpaced: true}, func(t *testing.T, b *wire) {
		for in, want := range map[string]string{
			" \n a\tb\r\n \u202ec\u202c \n": "a b\n c", "\u2068B7\u2069": "\u2068B7\u2069", "a\u200f\u200f\u200eb": "a\u200c\u200c\u200eb",
			" <b>x</b> ": "<b>x</b>", "x\u00a0": "x\u00a0",
		} {
			b.say(b.amina, in)
			all := b.amina.Messages()
			if got := all[len(all)-1].Text; got != want {
				t.Errorf("%+q reads %+q; want %+q", in, got, want)
			}
		}
		b.say(b.amina, "Copy:\n\n<pre>a &lt;b&gt;\n  c</pre>\n", "parse_mode", "HTML")
		b.say(b.amina, "Copy:", "reply_markup", inline(`[{"text":"Copy","copy_text":{"text":"a\nb"}},{"text":"Go","url":"https://example.org"}]`))
		all := b.amina.Messages()[5:]
		if all[0].Text != "Copy:" || all[0].Copy != "a <b>\n  c" || all[1].Copy != "a\nb" || len(all[1].Buttons[0]) != 1 {
			t.Errorf("the copies are %+v", all)
		}
	})
}
