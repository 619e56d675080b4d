package bottest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
	"relais/bot/texts"
	"relais/campaigns/outbox"
)

var texting = []clause{
	{"markup_is_rendered_and_gone", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		for _, c := range []struct{ sent, read string }{
			{"A **bold** and an _italic_ word, and `code`.", "A bold and an italic word, and code."},
			{"**_both_**", "both"},
			{"First.\n\nSecond.", "First.\n\nSecond."},
			{"one line\nthe next", "one line\nthe next"},
			{"one line\\\nthe next", "one line\nthe next"},
			{"See [the source](https://example.org/a?b=1&c=2).", "See the source."},
			{"    indented\n\n        further", "indented\n\nfurther"},
			{"a_b_c and 2*3*4", "a_b_c and 234"}, // CommonMark: an underscore inside a word is one, a star is markup
		} {
			if got := find(t, p, b.send(t, p, bot.Message{Text: c.sent})).Text; plain(got) != plain(c.read) {
				t.Errorf("%q reads %q; want %q", c.sent, got, c.read)
			}
		}
	}},
	{"lists_and_quotes_keep_their_words_in_order", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		got := find(t, p, b.send(t, p, bot.Message{Text: "Facts:\n\n- one **fact**\n- another\n\n> a quote\n> goes on\n\n1. first\n2. second\n\nEnd."})).Text
		at := 0
		for _, words := range []string{"Facts:", "one fact", "another", "a quote", "goes on", "first", "second", "End."} {
			i := strings.Index(got[at:], words)
			if i < 0 {
				t.Fatalf("%q is missing, or out of order, in %q", words, got)
			}
			at += i
		}
		for _, mark := range []string{"**", "- one"} {
			if strings.Contains(got, mark) {
				t.Errorf("the mark %q can be read in %q", mark, got)
			}
		}
	}},
	{"what_is_not_promised_is_text", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		for _, s := range []string{"# no heading", "<b>no tag</b>", "<script>alert(1)</script>", "<https://example.org>", "~~~\nno fence", "--- no rule"} {
			if got := find(t, p, b.send(t, p, bot.Message{Text: s})).Text; got != s {
				t.Errorf("%q reads %q; want the characters it is written with", s, got)
			}
		}
	}},
	{"what_somebody_typed_arrives_as_the_characters_they_typed", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		for _, typed := range typedTexts {
			got := find(t, p, b.send(t, p, bot.Message{Text: "They wrote: " + texts.Escape(typed) + " (end)"})).Text
			if want := "They wrote: " + typed + " (end)"; got != want {
				t.Errorf("typed %q (-typed +read):\n%s", typed, cmp.Diff(want, got))
			}
		}
	}},
	{"marks_that_isolate_a_direction_survive", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "ar")
		want := "كتبت " + texts.Isolate("@solar_123 (B7)!") + " أمس"
		got := find(t, p, b.send(t, p, bot.Message{Lang: "ar", Text: "كتبت " + texts.Isolate(texts.Escape("@solar_123 (B7)!")) + " **أمس**"})).Text
		if got != want {
			t.Errorf("reads %+q; want %+q", got, want)
		}
	}},
	{"a_copy_arrives_verbatim", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		for _, verbatim := range append([]string{
			"In my **own** words:\n\n  two spaces, _markup_ & <tags>\n\nhttps://s.example.org/s/7Hq2?x=1&y=2",
			"أنا متطوعة في شبكة \u2068Solar\u2069.\nhttps://s.example.org/s/7Hq2",
			"```\nfenced\n```", "</pre></code>", "`tick``tick```",
		}, typedTexts...) {
			s := find(t, p, b.send(t, p, bot.Message{Text: "Copy this:", Copy: verbatim}))
			if s.Copy != verbatim {
				t.Errorf("copy (-sent +seen):\n%s", cmp.Diff(verbatim, s.Copy))
			}
			if strings.TrimSpace(s.Text) != "Copy this:" {
				t.Errorf("the text beside the copy reads %q", s.Text)
			}
		}
	}},
	{"a_button_that_opens_an_address_has_it", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		for _, address := range []string{"https://s.example.org/o/7Hq2?x=1&y=%D8%B9", "http://127.0.0.1:8080/o/7Hq2"} {
			s := find(t, p, b.send(t, p, bot.Message{Text: "Now post it.", Buttons: [][]bot.Button{{{Label: "Open X", URL: address}}}}))
			local := strings.HasPrefix(address, "http://127.")
			switch {
			case len(s.Buttons) == 1 && len(s.Buttons[0]) == 1 && s.Buttons[0][0] == bot.Button{Label: "Open X", URL: address}:
				if local && !b.limits.LocalLinks {
					t.Errorf("a button opens %s, which Limits.LocalLinks says the platform refuses", address)
				}
			case strings.Contains(s.Text, address) && local && !b.limits.LocalLinks:
			default:
				t.Errorf("nothing leads to %s: %+v", address, s)
			}
		}
	}},
	{"a_picture_comes_with_its_words", hasMedia, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		b.send(t, p, bot.Message{Text: "See:", Media: []outbox.Media{{URL: "https://example.org/map.png", Alt: "A map of *three* plants", Credit: "ONEE"}}})
		seen := fmt.Sprintf("%+v", chat(t, p)) // where the words stand is the platform's affair
		for _, words := range []string{"https://example.org/map.png", "A map of *three* plants", "ONEE"} {
			if !strings.Contains(seen, words) {
				t.Errorf("%q is missing in %s", words, seen)
			}
		}
	}},
}

// typedTexts are texts as people, and those who mean harm, may type them. Lines do not begin with a space and none is empty at
// the end, since that is not promised to be kept.
var typedTexts = []string{
	"*stars* **two** _low_ __two__ `code` ~~gone~~ ||spoiler||",
	"[label](https://example.org) ![picture](x.png) <https://example.org>",
	"<b>bold</b> <a href=\"javascript:alert(1)\">x</a> &amp; &lt; &#65;",
	"@everyone <@123456> <#42> <@&7> :smile: #tag /start",
	"a line that ends in \\\nand goes on",
	"back\\slash \\*not\\* \\\\ \\n",
	"# heading\n- item\n1. first\n> quote\n---\n```fence```",
	"50% of $100 = {50}; a|b ^c^ ~d~ + e - f . g ! h ? i , j",
	"tg://user?id=1 javascript:alert(1) data:text/html,x",
	"قال: «نعم» 50% (B7) ثم English",
	"emoji 🙂👩‍👩‍👧 e\u0301 \u00a0 end",
	"*unclosed _marks `here [and](there",
}

// plain makes texts comparable whose paragraphs a platform may set apart in its own way.
func plain(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
