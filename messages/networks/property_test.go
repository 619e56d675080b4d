package networks

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Words of many scripts, and what people paste with them.
var vocabulary = []string{
	"fact", "une", "été", "e\u0301te\u0301", "الحقيقة", "أولًا،", "事实。", "テスト", "한국", "नमस्ते", "👨\u200d👩\u200d👧\u200d👦", "🇲🇦", "👍🏽",
	"1\uFE0F\u20E3", "\u2067", "\u2069", "\u200F", "\u200D", "\uFE0F", "\u0301", "\r\n", "\n", "\r", "\t", "\u00A0", "\u2028", "&", "+", "%20", "%",
	"#", "@", "a.com", "http://", "https://example.org/ب?a=b#c", "example.com.", publicLink, "@me@mastodon.example", "(", ")", ".", "!", "…",
	"--", "=", "?", "/", "\\", "\"", "'", "{instance}", "\x00", "\x7f", "#facts", short,
}

func drawWords(label string, most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(vocabulary), rapid.String()), 0, most).Draw(t, label)
		return strings.Join(words, rapid.SampledFrom([]string{" ", "", "\n"}).Draw(t, "between"))
	})
}

func drawNetwork() *rapid.Generator[Network] { return rapid.SampledFrom(All()) }

func drawParts() *rapid.Generator[Parts] {
	return rapid.Custom(func(t *rapid.T) Parts {
		p := Parts{
			Body:       drawWords("body", 60).Draw(t, "body"),
			Disclosure: rapid.SampledFrom([]string{long, strings.Repeat(long, 3), "", "أتطوع مع شبكة «رولي» التي تمولها مؤسسة."}).Draw(t, "disclosure"),
			Short:      rapid.SampledFrom([]string{short, "أتطوع مع «رولي».", "我是志愿者。"}).Draw(t, "short"),
			Link:       rapid.SampledFrom([]string{publicLink, "https://example.org/a?b=c&d=(e)#f", "http://localhost:8080/b/1", "https://مثال.السعودية/"}).Draw(t, "link"),
			Title:      drawWords("title", 8).Draw(t, "title"),
			Hashtags:   rapid.SliceOfN(rapid.SampledFrom([]string{"facts", "#الحقيقة", "事实", ""}), 0, 4).Draw(t, "hashtags"),
		}
		return p
	})
}

func TestProperty_compose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, p := drawNetwork().Draw(t, "network"), drawParts().Draw(t, "parts")
		checkComposed(t, n, p)
	})
}

// fataler is what *rapid.T and *testing.T have in common here.
type fataler interface{ Fatalf(string, ...any) }

// checkComposed holds what Compose promises against what it does.
func checkComposed(t fataler, n Network, p Parts) {
	got, err := n.Compose(p)
	if err != nil {
		checkRefusal(t, n, p, err)
		return
	}
	if got.Count.Over() {
		t.Fatalf("%s: composed over the limit: %v", n.Key, got.Count)
	}
	limited := got.Text
	if n.Layout == Headline {
		limited = got.Title
		if !strings.HasSuffix(got.Title, got.Disclosure) {
			t.Fatalf("%s: no disclosure in the title %q", n.Key, got.Title)
		}
	}
	if n.Unit != Address {
		if count, err := n.Count(limited); err != nil || count != got.Count {
			t.Fatalf("%s: composed as %+v, counted as %+v, %v", n.Key, got.Count, count, err)
		}
	}
	if got.Disclosure != oneLine(p.Disclosure) && got.Disclosure != oneLine(p.Short) || got.Disclosure == "" {
		t.Fatalf("%s: disclosure %q", n.Key, got.Disclosure)
	}
	for _, part := range []string{got.Disclosure, p.Link} {
		if !strings.Contains(got.Text, part) {
			t.Fatalf("%s: %q is not in %q", n.Key, part, got.Text)
		}
	}
	// Nobody's word is lost: what people wrote is there, word by word and in order, but for the lines that are added.
	rest := got.Text
	for line := range strings.SplitSeq(lineBreaks.Replace(p.Body), "\n") {
		if addedLine(n, p, oneLine(line)) {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			_, after, found := strings.Cut(rest, word)
			if !found {
				t.Fatalf("%s: the word %q of %q is not in %q", n.Key, word, p.Body, got.Text)
			}
			rest = after
		}
	}
	if strings.Contains(got.Text, "\r") || strings.ContainsAny(got.Title, "\r\n") || !utf8.ValidString(got.Text) {
		t.Fatalf("%s: text %q, title %q", n.Key, got.Text, got.Title)
	}
	again := p
	again.Body = got.Text
	if p.Body != "" || n.Layout != Headline {
		if twice, err := n.Compose(again); err != nil || twice.Text != got.Text {
			t.Fatalf("%s: composed again: %q, %v; before %q", n.Key, twice.Text, err, got.Text)
		}
	}
}

// addedLine reports whether a line of a body is nothing but what Compose adds.
func addedLine(n Network, p Parts, line string) bool {
	for _, s := range []string{p.Link, oneLine(p.Disclosure), oneLine(p.Short)} {
		if line == s {
			return true
		}
	}
	for _, word := range strings.Fields(line) {
		known := false
		for _, tag := range p.Hashtags {
			known = known || n.Hashtags && strings.EqualFold(word, "#"+strings.TrimPrefix(tag, "#"))
		}
		if !known {
			return false
		}
	}
	return true
}

// checkRefusal says whether there was a reason not to compose.
func checkRefusal(t fataler, n Network, p Parts, err error) {
	var refused *RefusedError
	if errors.As(err, &refused) {
		if !strings.ContainsRune(p.Body+p.Title+p.Disclosure+p.Short+p.Link+strings.Join(p.Hashtags, ""), refused.Rune) {
			t.Fatalf("%s: refused for a character that is not there: %v", n.Key, err)
		}
		return
	}
	var tooLong *TooLongError
	if !errors.As(err, &tooLong) {
		t.Fatalf("%s: %v", n.Key, err)
	}
	if tooLong.Over <= 0 || n.Limit == 0 || tooLong.Network != n.Key {
		t.Fatalf("%s: %+v", n.Key, tooLong)
	}
}

func TestProperty_room(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, p := drawNetwork().Draw(t, "network"), drawParts().Draw(t, "parts")
		p.Body, p.Title, p.Disclosure = "", "", ""
		empty, err := n.Compose(p)
		if err != nil {
			t.Fatalf("%s: %v", n.Key, err)
		}
		if n.Limit == 0 {
			if empty.Room != -1 {
				t.Fatalf("%s: room %d", n.Key, empty.Room)
			}
			return
		}
		p.Body = strings.Repeat("a", empty.Room)
		full, err := n.Compose(p)
		if err != nil || full.Room != 0 {
			t.Fatalf("%s: room for %d, but %+v, %v", n.Key, empty.Room, full, err)
		}
		p.Body += "a"
		var tooLong *TooLongError
		if over, err := n.Compose(p); !errors.As(err, &tooLong) || tooLong.Part != PartBody || tooLong.Over != 1 {
			t.Fatalf("%s: one more than the room %d: %+v, %v", n.Key, empty.Room, over, err)
		}
	})
}

func TestProperty_link(t *testing.T) {
	hosts := map[string]string{"x": "x.com", "bluesky": "bsky.app", "mastodon": "mastodon.example", "threads": "www.threads.com",
		"linkedin": "www.linkedin.com", "facebook": "www.facebook.com", "whatsapp": "wa.me", "telegram": "t.me",
		"reddit": "www.reddit.com", "email": ""}
	rapid.Check(t, func(t *rapid.T) {
		n, p := drawNetwork().Draw(t, "network"), drawParts().Draw(t, "parts")
		text, err := n.Compose(p)
		if err != nil {
			return
		}
		address, err := n.Link(text, p.Link, "mastodon.example")
		if n.Composer.TakesNothing() {
			if !errors.Is(err, ErrNoComposer) {
				t.Fatalf("%s: %v", n.Key, err)
			}
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", n.Key, err)
		}
		o := open(t, n, address)
		if host, known := hosts[n.Key]; !known || o.host != host {
			t.Fatalf("%s: host %q", n.Key, o.host)
		}
		for _, r := range address {
			if r <= ' ' || r >= 0x7F || strings.ContainsRune("+\"<>\\^`{|}", r) {
				t.Fatalf("%s: %q in %s", n.Key, r, address)
			}
		}
		shown := o.text
		switch {
		case n.Unit == Address:
			if len(address) != text.Count.N {
				t.Fatalf("the address has %d characters, counted %d", len(address), text.Count.N)
			}
			if strings.Contains(strings.ReplaceAll(shown, "\r\n", ""), "\n") {
				t.Fatalf("a bare line break in %q", shown)
			}
			shown = strings.ReplaceAll(shown, "\r\n", "\n")
		case n.Layout == LinkFirst:
			shown = p.Link + "\n" + shown
		case n.Composer.Text == "":
			shown = text.Text
		}
		if shown != text.Text {
			t.Fatalf("%s: the composer shows %q, not %q", n.Key, shown, text.Text)
		}
		if n.Composer.Title != "" && o.title != text.Title {
			t.Fatalf("%s: the composer's title is %q, not %q", n.Key, o.title, text.Title)
		}
		// The link stands in the composer once: in the text or beside it.
		beside := n.Composer.URL != "" && (n.Composer.Text == "" || n.Layout == LinkFirst)
		if beside != (o.link == p.Link) || !beside && o.link != "" {
			t.Fatalf("%s: link %q beside the text %q", n.Key, o.link, o.text)
		}
	})
}

func TestProperty_links_are_apart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawWords("text", 30).Draw(t, "text")
		for _, d := range []*dialect{&xLinks, &mastodonLinks} {
			end := 0
			for _, s := range d.find(text) {
				if s.start < end || s.end <= s.start || s.end > len(text) || !utf8.ValidString(text[s.start:s.end]) {
					t.Fatalf("%+v in %q", s, text)
				}
				end = s.end
				link := text[s.start:s.end]
				if !strings.Contains(link, ".") || strings.ContainsAny(link, " \n<>") {
					t.Fatalf("%q is no link", link)
				}
			}
		}
	})
}

func TestProperty_instance(t *testing.T) {
	mastodon := network(t, "mastodon")
	rapid.Check(t, func(t *rapid.T) {
		instance := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zA-Z0-9.:/@_#?\[\]-]{0,40}`)).Draw(t, "instance")
		address, err := mastodon.Link(Text{Text: "A"}, "", instance)
		if err != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.Host != strings.ToLower(instance) || u.Path != "/share" || u.User != nil || u.Port() != "" || u.RawQuery != "text=A" {
			t.Fatalf("%q: %q, %v", instance, address, err)
		}
	})
}
