package networks

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestX_links(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"after Arabic", "انظرexample.comهنا", []string{"example.com"}},
		{"after an Arabic comma", "هنا،https://example.org/ب", []string{"https://example.org/"}},
		{"an Arabic domain", "https://موقع.السعودية/", []string{"https://موقع.السعودية/"}},
		{"a bare Arabic domain is words", "موقع.السعودية", []string{}},
		{"a Cyrillic top-level domain in capitals", "http://пример.РФ", []string{"http://пример.РФ"}},
		{"between marks of direction", "\u2068example.com\u2069", []string{"example.com"}},
		{"in brackets", "(example.com) [example.org] “example.net”", []string{"example.com", "example.org", "example.net"}},
		{"a sentence's end", "example.com. Example.org! https://example.net/a?", []string{"example.com", "Example.org", "https://example.net/a"}},
		{"no space after a full stop", "It ends.It begins", []string{"ends.It"}},
		{"an e-mail address", "write to a.b@example.com", []string{}},
		{"an e-mail address at the start", "info.jp@example.com", []string{}},
		{"an e-mail address with a hyphen", "a.com-b@c.org", []string{}},
		{"a user in a link", "https://name@example.com/", []string{}},
		{"mention, hashtag and cashtag", "@example.com #example.org $example.net", []string{}},
		{"a path without its host", "/example.com", []string{}},
		{"a port belongs to a link with a path", "example.com:8080 example.com:8080/a http://example.com:8080", []string{"example.com", "example.com:8080/a", "http://example.com:8080"}},
		{"a query without a path", "example.com?a=b http://example.com?a=b", []string{"example.com", "http://example.com?a=b"}},
		{"groups in a path", "https://example.com/a_(b) https://example.com/(c (https://example.com/d)", []string{"https://example.com/a_(b)", "https://example.com/", "https://example.com/d"}},
		{"a group inside a group, not deeper", "http://a.com/b_(c_(d)) http://a.com/b_(c(d(e)))", []string{"http://a.com/b_(c_(d))", "http://a.com/b_"}},
		{"a group after a full stop", "http://a.com/b.(c)", []string{"http://a.com/b"}},
		{"a path of a host that goes on", "日本example.comテスト.みんな/a", []string{"example.com"}},
		{"the longest top-level domain", "http://酒店.嘉里大酒店", []string{"http://酒店.嘉里大酒店"}},
		{"the schemes of others", "ftp://example.com gemini://example.com", []string{}},
		{"any case", "HTTPS://EXAMPLE.COM/A", []string{"HTTPS://EXAMPLE.COM/A"}},
		{"a letter that only folds to ASCII", "example.COM example.\u0130t example.\u212Ay", []string{"example.COM"}},
		{"wide signs of mention and hashtag", "＠http://a.com ＃http://a.com", []string{}},
		{"an underscore spoils what follows", "a_b.com/c,x.org", []string{}},
		{"a first character that is no label", "각.pint.co", []string{"pint.co"}},
		{"a character that X refuses", "a \uFEFFexample.com", []string{}},
		{"marks of direction inside a host", "http://a\u061Cb.com/ http://a\u202Eb.com", []string{"b.com/", "b.com"}},
		{"half an emoji in the host", "@😀.example.com", []string{"example.com"}},
		{"as long as it may be", "https://a.com/" + strings.Repeat("a", 4096-14-8), []string{"https://a.com/" + strings.Repeat("a", 4096-14-8)}},
		{"longer", "https://a.com/" + strings.Repeat("a", 4096-14-7), []string{}},
		{"a label as long as it may be", strings.Repeat("a", 63) + ".com", []string{strings.Repeat("a", 63) + ".com"}},
		{"the end of the text", "a.", []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, linksIn(&xLinks, c.text)); diff != "" {
				t.Errorf("want -, found +:\n%s", diff)
			}
		})
	}
}

func TestX_weights(t *testing.T) {
	for r, want := range map[rune]int{
		0x0000: 1, 0x10FF: 1, 0x1100: 2, 0x1FFF: 2, 0x2000: 1, 0x200D: 1, 0x200E: 2, 0x200F: 2, 0x2010: 1, 0x201F: 1,
		0x2020: 2, 0x2031: 2, 0x2032: 1, 0x2037: 1, 0x2038: 2, 0xFFFD: 2, 0x10000: 2, 0x10FFFF: 2,
	} {
		if got := weightsV3.weigh(string(r)); got != want {
			t.Errorf("%U: %d, want %d", r, got, want)
		}
	}
}

// A text that people cannot have written must not keep the bot busy: the cost of each is for people to look at.
func BenchmarkLinks_that_nobody_writes(b *testing.B) {
	const n = 20_000
	for name, text := range map[string]string{
		"no full stop to begin with": strings.Repeat("字", n) + ".",
		"many dead labels":           strings.Repeat("字.字", n),
		"many open groups":           "http://a.com/" + strings.Repeat("(", n),
		"many links":                 strings.Repeat("a.com ", n),
		"many schemes":               strings.Repeat("http://", n) + ".",
		"long labels":                strings.Repeat(strings.Repeat("字", 100)+".com ", n/100),
		"many mentions":              strings.Repeat("@a@b.", n),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				weightsV3.weigh(text)
				mastodonCountable(text)
			}
		})
	}
}

func TestMastodon_countable(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "",
		"@a@b.example":                   "@a",
		"@a@b.example.":                  "@a.",
		"hello @a.b_c@xn--p1ai.example!": "hello @a.b_c!",
		"@a":                             "@a",
		"@a@b":                           "@a@b",
		"a@b@c.example":                  "a@b@c.example",
		"@a@b.example@c":                 "@a@b.example@c",
		"@a@b.example://":                "@a@b.example://",
		"=@a@b.example /@a@b.example":    "=@a@b.example /@a@b.example",
		"(@a@b.example)(@c@d.example)":   "(@a)(@c)",
		"قال @a@موقع.السعودية ذلك":               "قال @a ذلك",
		"https://b.example/@a@c.example":         "https://b.example/@a@c.example",
		"http://a.com/":                          mastodonLink,
		"http://a.com/@a@b.example http://a.com": mastodonLink + " " + mastodonLink,
		"a.com":                                  "a.com",
		"x https://example.com/(a)?b=ب y":        "x " + mastodonLink + " y",
	} {
		if got := mastodonCountable(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPunycodeLen(t *testing.T) {
	// RFC 3492, section 7.1, and labels in use; the lengths include "xn--".
	for label, want := range map[string]string{
		"":                  "",
		"example":           "example",
		"a-b":               "a-b",
		"рф":                "xn--p1ai",
		"中国":                "xn--fiqs8s",
		"münchen":           "xn--mnchen-3ya",
		"bücher":            "xn--bcher-kva",
		"السعودية":          "xn--mgberp4a5d4ar",
		"💩":                 "xn--ls8h",
		"他们为什么不说中文":         "xn--ihqwcrb4cv8a8dqg056pqjye",
		"ليهمابتكلموشعربي؟": "xn--egbpdaj6bu4bxfgehfvwxn",
		"3年B組金八先生":          "xn--3B-ww4c5e180e575a65lsy2b",
		"パフィーdeルンバ":         "xn--de-jg4avhby1noc0d",
		"-💩💩中한":             "xn----lq6av934btf4ka",
		"💩💩中ab中中💩":          "xn--ab-py2cca54006daf",
	} {
		if got := punycodeLen(label); got != len(want) {
			t.Errorf("%q: %d, want %d", label, got, len(want))
		}
	}
	if got := punycodeLen(strings.Repeat("字", 64)); got <= maxLabel {
		t.Errorf("a label that is too long: %d", got)
	}
}

func TestData(t *testing.T) {
	if n := len(topLevel()); n < 1500 {
		t.Errorf("%d top-level domains", n)
	}
	for name := range topLevel() {
		if strings.ContainsAny(name, ". \t") || name != strings.ToLower(name) || len([]rune(name)) > maxTLD {
			t.Errorf("top-level domain %q", name)
		}
	}
	// Unicode 17.0: 3953 emoji, of which 1193 are one code point; and the twelve keycaps.
	if n := len(emoji().sequences); n != 2772 {
		t.Errorf("%d emoji of several code points", n)
	}
	for sequence := range emoji().sequences {
		if w := weightsV3.weigh(sequence); w != 2 {
			t.Errorf("%q weighs %d", sequence, w)
		}
	}
}
