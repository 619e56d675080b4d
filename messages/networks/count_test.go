package networks

import (
	"errors"
	"strings"
	"testing"
)

// Texts whose counts differ between networks.
const (
	arabic    = "الحقيقة أولاً"                                                  // 13 code points, one of them a mark
	cjk       = "事实胜于雄辩"                                                         // 6
	family    = "👨\u200d👩\u200d👧\u200d👦"                                         // 7 code points, 11 UTF-16 units
	flag      = "🇲🇦"                                                             // 2 regional indicators
	combining = "e\u0301"                                                        // é, decomposed
	marks     = "\u2067" + arabic + "\u2069"                                     // isolated
	address   = "https://example.com/a/rather/long/path?with=a&query=string#too" // 62
)

func TestCount(t *testing.T) {
	type want map[string]int
	for _, c := range []struct {
		name, text string
		want       want
	}{
		{"nothing", "", want{"x": 0, "bluesky": 0, "mastodon": 0, "threads": 0, "telegram": 0, "email": 7}},
		{"Latin", "a fact", want{"x": 6, "bluesky": 6, "mastodon": 6, "threads": 6, "linkedin": 6, "facebook": 6,
			"whatsapp": 6, "telegram": 6, "reddit": 6, "email": 21, "tiktok": 6, "instagram": 6, "youtube": 6}},
		{"Arabic", arabic, want{"x": 13, "bluesky": 12, "mastodon": 12, "threads": 25, "telegram": 13,
			"email": 7 + 6 + 12*6 + 3, "youtube": 25}},
		{"Chinese", cjk, want{"x": 12, "bluesky": 6, "mastodon": 6, "threads": 18, "telegram": 6, "email": 7 + 6 + 54}},
		{"a family, one emoji", family, want{"x": 2, "bluesky": 1, "mastodon": 1, "threads": 25, "linkedin": 11,
			"telegram": 11, "tiktok": 11, "youtube": 25}},
		{"a flag", flag, want{"x": 2, "bluesky": 1, "mastodon": 1, "threads": 8, "telegram": 4}},
		{"a keycap", "1\uFE0F\u20E3", want{"x": 2, "bluesky": 1, "mastodon": 1, "threads": 7, "telegram": 3}},
		{"an emoji of Unicode 15.1", "🐦\u200d🔥", want{"x": 2, "bluesky": 1, "telegram": 5}},
		{"a heart with its selector", "❤\uFE0F", want{"x": 2, "bluesky": 1, "telegram": 2}},
		{"no emoji without its selector", "©", want{"x": 1, "bluesky": 1}},
		{"and one with it", "©\uFE0F", want{"x": 2, "bluesky": 1}},
		{"a combining mark", combining, want{"x": 1, "bluesky": 1, "mastodon": 1, "threads": 3, "telegram": 2}},
		{"marks of direction", marks, want{"x": 17, "bluesky": 14, "mastodon": 14, "telegram": 15, "threads": 31}},
		{"a line break of two", "a\r\nb", want{"x": 4, "bluesky": 3, "mastodon": 3, "threads": 4, "telegram": 4,
			"email": 7 + 6 + 8}},
		{"a line break of one is two in an e-mail", "a\nb", want{"x": 3, "email": 7 + 6 + 8}},
		{"a link", address, want{"x": 23, "bluesky": 62, "mastodon": 23, "threads": 62, "telegram": 62,
			"email": 7 + 6 + 62 + 12*2}},
		{"a link between Arabic words", "انظر " + address + " من فضلك", want{"x": 5 + 23 + 8, "mastodon": 5 + 23 + 8}},
		{"Mastodon takes an Arabic comma into the link", address + "، من", want{"x": 23 + 4, "mastodon": 23 + 3}},
		{"a link and its full stop", "See " + address + ".", want{"x": 28, "mastodon": 28}},
		{"a link with Arabic in its path", "https://example.com/حقيقة", want{"x": 23 + 5, "mastodon": 23}},
		{"a bare domain", "example.com", want{"x": 23, "mastodon": 11, "threads": 11}},
		{"a host of no known domain", "https://example.nowhere/", want{"x": 24, "mastodon": 24}},
		{"an e-mail address is no link", "a@example.com", want{"x": 13, "mastodon": 13}},
		{"a mention", "@name@mastodon.example, hello", want{"x": 29, "mastodon": 12, "bluesky": 29}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for key, n := range c.want {
				got, err := network(t, key).Count(c.text)
				if err != nil {
					t.Errorf("%s: %v", key, err)
				}
				if got.N != n {
					t.Errorf("%s: %d, want %d", key, got.N, n)
				}
				if got.Bytes != len(c.text) {
					t.Errorf("%s: %d bytes, want %d", key, got.Bytes, len(c.text))
				}
			}
		})
	}
}

// filler counts one in every unit.
const filler = "a"

func TestCount_limits(t *testing.T) {
	for _, n := range All() {
		if n.Limit == 0 {
			continue
		}
		t.Run(n.Key, func(t *testing.T) {
			used := 0
			if n.Unit == Address {
				used = len("mailto:?body=")
			}
			full, err := n.Count(strings.Repeat(filler, n.Limit-used))
			if err != nil {
				t.Fatal(err)
			}
			if full.Over() || full.N != full.Limit {
				t.Errorf("at the limit: %v, over %v", full, full.Over())
			}
			over, err := n.Count(strings.Repeat(filler, n.Limit-used+1))
			if err != nil {
				t.Fatal(err)
			}
			if !over.Over() {
				t.Errorf("one past the limit: %v, not over", over)
			}
		})
	}

	t.Run("documented numbers", func(t *testing.T) {
		want := map[string]int{"x": 280, "bluesky": 300, "mastodon": 500, "threads": 500, "linkedin": 3000,
			"facebook": 63206, "whatsapp": 0, "telegram": 4096, "reddit": 300, "email": 2000, "tiktok": 2200,
			"instagram": 2200, "youtube": 5000}
		for _, n := range All() {
			if n.Limit != want[n.Key] {
				t.Errorf("%s: %d, want %d", n.Key, n.Limit, want[n.Key])
			}
		}
	})

	t.Run("Bluesky counts bytes as well", func(t *testing.T) {
		for families, over := range map[int]bool{120: false, 121: true} { // 25 bytes each
			got, err := network(t, "bluesky").Count(strings.Repeat(family, families))
			if err != nil {
				t.Fatal(err)
			}
			if got.N != families || got.Over() != over {
				t.Errorf("%d families: %v, over %v", families, got, got.Over())
			}
		}
	})

	t.Run("Threads takes five different links", func(t *testing.T) {
		five := "https://a.org b.org https://c.org/x https://d.org https://e.org "
		for text, over := range map[string]bool{five: false, five + "b.org": false, five + "f.org": true} {
			got, err := network(t, "threads").Count(text)
			if err != nil {
				t.Fatal(err)
			}
			if got.Over() != over {
				t.Errorf("%q: %v, over %v", text, got, got.Over())
			}
		}
	})
}

func TestCount_String(t *testing.T) {
	for want, c := range map[string]Count{
		"61/280":                {N: 61, Limit: 280},
		"61":                    {N: 61},
		"61/300 · 3010/3000 B":  {N: 61, Limit: 300, Bytes: 3010, ByteLimit: 3000},
		"61/300":                {N: 61, Limit: 300, Bytes: 3000, ByteLimit: 3000},
		"90/500 · 6/5 URL":      {N: 90, Limit: 500, Links: 6, LinkLimit: 5},
		"0/280":                 {Limit: 280},
		"300/280":               {N: 300, Limit: 280},
		"5":                     {N: 5, Bytes: 9, Links: 7},
		"1/2 · 4/3 B · 6/5 URL": {N: 1, Limit: 2, Bytes: 4, ByteLimit: 3, Links: 6, LinkLimit: 5},
	} {
		if got := c.String(); got != want {
			t.Errorf("%+v: %q, want %q", c, got, want)
		}
	}
}

func TestCount_refused(t *testing.T) {
	for _, damaged := range []string{"\xff", "a\xc3", "é\xed\xa0\x80", "\xf0\x9f\x98", "ok \xfe ok"} {
		for _, n := range All() {
			if _, err := n.Count(damaged); !errors.Is(err, ErrEncoding) {
				t.Errorf("%s: Count(%q): %v, want ErrEncoding", n.Key, damaged, err)
			}
		}
	}
	if _, err := network(t, "x").Count("é\xffé"); err == nil || !strings.Contains(err.Error(), "(byte 2)") {
		t.Errorf("the place is not named: %v", err)
	}
	if _, err := network(t, "x").Count("a replacement character \uFFFD is a character"); err != nil {
		t.Errorf("U+FFFD is refused: %v", err)
	}
	for _, c := range []struct {
		network, text string
		refused       rune
	}{
		{"x", "\uFEFFa", 0xFEFF},
		{"x", "a\uFFFE", 0xFFFE},
		{"youtube", "a <b>", '<'},
	} {
		_, err := network(t, c.network).Count(c.text)
		var refused *RefusedError
		if !errors.As(err, &refused) || refused.Rune != c.refused || refused.Network != c.network {
			t.Errorf("%s: Count(%q): %v, want a refusal of %U", c.network, c.text, err, c.refused)
		}
	}
	if _, err := network(t, "bluesky").Count("\uFEFF<"); err != nil {
		t.Errorf("bluesky refuses what only others do: %v", err)
	}
}

func TestCount_zero_network(t *testing.T) {
	got, err := Network{}.Count("🙂a")
	if err != nil || got.N != 3 || got.Over() {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := (Network{Unit: Links}).Count("aé"); err != nil || got.N != 2 {
		t.Errorf("a unit that counts no text: %v, %v", got, err)
	}
}

func TestUnit_String(t *testing.T) {
	seen := map[string]bool{}
	for u := Characters; u <= Links; u++ {
		if seen[u.String()] || strings.Contains(u.String(), " ") {
			t.Errorf("%d: %q", u, u)
		}
		seen[u.String()] = true
	}
	if got := Unit(99).String(); got != "unit 99" {
		t.Errorf("an unknown unit: %q", got)
	}
}
