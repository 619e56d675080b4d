package networks

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	publicLink = "https://relais.ngo/b/7Kd2"
	long       = "I volunteer with Relais, a campaign of the Example Foundation, register number 123, which pays for it."
	short      = "I volunteer with Relais (Example Foundation)."
)

func parts(body string) Parts {
	return Parts{Body: body, Disclosure: long, Short: short, Link: publicLink, Hashtags: []string{"facts", "#Maroc"}}
}

func TestCompose(t *testing.T) {
	tags := "#facts #Maroc"
	for _, c := range []struct {
		name, network string
		parts         Parts
		want          Text
	}{
		{
			"everything, in its order", "x", parts("A fact."),
			Text{
				Text:       "A fact.\n\n" + long + "\n" + publicLink + "\n" + tags,
				Count:      Count{N: 7 + 2 + 102 + 1 + 23 + 1 + 13, Limit: 280, Unit: Weighted, Bytes: 151, Links: 1},
				Disclosure: long,
				Room:       280 - 149,
			},
		},
		{
			"without words, for the member's own", "bluesky", parts(""),
			Text{
				Text:       long + "\n" + publicLink + "\n" + tags,
				Count:      Count{N: 142, Limit: 300, Unit: Graphemes, Bytes: 142, ByteLimit: 3000, Links: 1},
				Disclosure: long,
				Room:       300 - 142 - 2,
			},
		},
		{
			"the short disclosure if the long one does not fit", "x", parts(strings.Repeat("a", 190)),
			Text{
				Text:       strings.Repeat("a", 190) + "\n\n" + short + "\n" + publicLink + "\n" + tags,
				Count:      Count{N: 190 + 2 + 45 + 1 + 23 + 1 + 13, Limit: 280, Unit: Weighted, Bytes: 277, Links: 1},
				Disclosure: short,
				Room:       5,
			},
		},
		{
			"Telegram puts the link first", "telegram", parts("A fact."),
			Text{
				Text:       publicLink + "\nA fact.\n\n" + long + "\n" + tags,
				Count:      Count{N: 151, Limit: 4096, Unit: Characters, Bytes: 151, Links: 1},
				Disclosure: long,
				Room:       4096 - 151,
			},
		},
		{
			"WhatsApp has no hashtags and no limit", "whatsapp", parts("A fact."),
			Text{
				Text:       "A fact.\n\n" + long + "\n" + publicLink,
				Count:      Count{N: 137, Unit: Characters, Bytes: 137, Links: 1},
				Disclosure: long,
				Room:       -1,
			},
		},
		{
			"Reddit's title has words and disclosure", "reddit",
			Parts{Title: "A\nfact", Body: "More\nof it.", Short: short, Link: publicLink},
			Text{
				Title:      "A fact — " + short,
				Text:       "More\nof it.\n\n" + short + "\n" + publicLink,
				Count:      Count{N: 9 + 45, Limit: 300, Unit: Characters, Bytes: 11 + 45},
				Disclosure: short,
				Room:       300 - 54,
			},
		},
		{
			"of the body, if there is no title", "reddit",
			Parts{Body: "More\nof it.", Short: short, Link: publicLink},
			Text{
				Title:      "More of it. — " + short,
				Text:       "More\nof it.\n\n" + short + "\n" + publicLink,
				Count:      Count{N: 14 + 45, Limit: 300, Unit: Characters, Bytes: 16 + 45},
				Disclosure: short,
				Room:       300 - 59,
			},
		},
		{
			"an e-mail counts its subject and its line breaks", "email",
			Parts{Title: "A fact", Body: "See", Short: "I volunteer.", Link: publicLink},
			Text{
				Title: "A fact",
				Text:  "See\n\nI volunteer.\n" + publicLink,
				// mailto:?subject= A%20fact &body= See, a break of 6 twice and once, a space of 3, and : / / / / of 3.
				Count:      Count{N: 16 + 8 + 6 + 3 + 12 + 14 + 6 + 25 + 10, Limit: 2000, Unit: Address, Bytes: 43, Links: 1},
				Disclosure: "I volunteer.",
				Room:       2000 - 100,
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := network(t, c.network).Compose(c.parts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("want -, composed +:\n%s", diff)
			}
		})
	}
}

func TestCompose_every_network(t *testing.T) {
	for _, n := range All() {
		t.Run(n.Key, func(t *testing.T) {
			got, err := n.Compose(parts("A fact.\r\nAnother."))
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{"A fact.\nAnother.", got.Disclosure, publicLink} {
				if strings.Count(got.Text, part) != 1 {
					t.Errorf("%q is not in the text once: %q", part, got.Text)
				}
			}
			if strings.Contains(got.Text, "#facts #Maroc") != n.Hashtags {
				t.Errorf("hashtags %v: %q", n.Hashtags, got.Text)
			}
		})
	}
}

func TestCompose_does_not_repeat(t *testing.T) {
	for _, c := range []struct{ name, network, body, want string }{
		{"a composed text", "x", "A fact.\n\n" + short + "\n" + publicLink + "\n#facts #Maroc",
			"A fact.\n\n" + long + "\n" + publicLink + "\n#facts #Maroc"},
		{"hashtags on a line, in any case", "x", "A fact.\n#FACTS #maroc\nAnother.",
			"A fact.\nAnother.\n\n" + long + "\n" + publicLink + "\n#facts #Maroc"},
		{"a link in a sentence", "x", "See " + publicLink + " now", "See " + publicLink + " now\n\n" + long + "\n#facts #Maroc"},
		{"but another link that begins so", "x", "See " + publicLink + "x", "See " + publicLink + "x\n\n" + long + "\n" + publicLink + "\n#facts #Maroc"},
		{"a hashtag in a sentence", "x", "These #Facts, yes", "These #Facts, yes\n\n" + long + "\n" + publicLink + "\n#Maroc"},
		{"but a longer hashtag", "x", "#factsheet", "#factsheet\n\n" + long + "\n" + publicLink + "\n#facts #Maroc"},
		{"a hashtag where none belong is a word", "whatsapp", "#facts", "#facts\n\n" + long + "\n" + publicLink},
		{"words around are kept as they are", "x", "\n a  b\n\n\nc ", "a  b\n\n\nc\n\n" + long + "\n" + publicLink + "\n#facts #Maroc"},
		{"words that only begin like a disclosure", "x", short + " And I mean it.", short + " And I mean it.\n\n" + long + "\n" + publicLink + "\n#facts #Maroc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := network(t, c.network).Compose(parts(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Text); diff != "" {
				t.Errorf("want -, composed +:\n%s", diff)
			}
		})
	}
}

func TestCompose_room(t *testing.T) {
	for _, c := range []struct {
		name, network string
		parts         Parts
		want          int
	}{
		{"what the bytes leave, if that is less", "bluesky", Parts{Body: strings.Repeat(family, 115), Short: short, Link: publicLink},
			3000 - 115*25 - 2 - 45 - 1 - 25},
		{"none beside a frame that fills it all", "x", Parts{Short: strings.Repeat("a", 280-24), Link: publicLink}, 0},
		{"none where even the blank line does not fit", "x", Parts{Short: strings.Repeat("a", 280-26), Link: publicLink}, 0},
		{"one, just", "x", Parts{Short: strings.Repeat("a", 280-27), Link: publicLink}, 1},
		{"in a title that is there", "reddit", Parts{Title: "A fact", Short: short, Link: publicLink}, 300 - 6 - 3 - 45},
		{"for a title", "reddit", Parts{Short: short, Link: publicLink}, 300 - 3 - 45},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := network(t, c.network).Compose(c.parts)
			if err != nil || got.Room != c.want {
				t.Errorf("room %d, %v; want %d", got.Room, err, c.want)
			}
		})
	}
}

func TestCompose_too_long(t *testing.T) {
	a := func(n int) string { return strings.Repeat("a", n) }
	for _, c := range []struct {
		name, network string
		parts         Parts
		want          TooLongError
	}{
		// 280 - 2 - 45 - 1 - 23: the frame with the short disclosure leaves 209.
		{"the words", "x", Parts{Body: a(210), Disclosure: long, Short: short, Link: publicLink},
			TooLongError{"x", PartBody, 1, Weighted}},
		{"the words, by more", "x", Parts{Body: a(1000), Disclosure: long, Short: short, Link: publicLink},
			TooLongError{"x", PartBody, 791, Weighted}},
		{"the only disclosure", "x", Parts{Disclosure: a(257), Link: publicLink, Body: "a"},
			TooLongError{"x", PartDisclosure, 1, Weighted}},
		{"the shorter disclosure is what counts, whichever it is", "x", Parts{Disclosure: a(257), Short: a(300), Link: publicLink},
			TooLongError{"x", PartDisclosure, 1, Weighted}},
		{"the link", "bluesky", Parts{Short: short, Link: "https://a.org/" + a(290)},
			TooLongError{"bluesky", PartLink, 4, Graphemes}},
		{"the hashtags", "threads", Parts{Short: short, Link: publicLink, Hashtags: []string{a(500)}, Body: "a"},
			TooLongError{"threads", PartHashtags, 45 + 1 + 25 + 1 + 501 - 500, Bytes}},
		{"the title", "reddit", Parts{Title: a(300), Short: short, Link: publicLink, Body: "a"},
			TooLongError{"reddit", PartTitle, 48, Characters}},
		{"the body of a post without a title", "reddit", Parts{Body: a(300), Short: short, Link: publicLink},
			TooLongError{"reddit", PartBody, 48, Characters}},
		{"the bytes", "bluesky", Parts{Body: strings.Repeat(family, 125), Short: short, Link: publicLink},
			TooLongError{"bluesky", PartBody, 3125 + 2 + 45 + 1 + 25 - 3000, Bytes}},
		{"the links", "threads", Parts{Body: "a.org b.org c.org d.org e.org", Short: short, Link: publicLink},
			TooLongError{"threads", PartBody, 1, Links}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := network(t, c.network).Compose(c.parts)
			var tooLong *TooLongError
			if !errors.As(err, &tooLong) {
				t.Fatalf("%+v, %v", got, err)
			}
			if diff := cmp.Diff(&c.want, tooLong); diff != "" {
				t.Errorf("want -, have +:\n%s", diff)
			}
			if got != (Text{}) {
				t.Errorf("a text with an error: %+v", got)
			}
		})
	}

	t.Run("one less fits", func(t *testing.T) {
		got, err := network(t, "x").Compose(Parts{Body: a(209), Disclosure: long, Short: short, Link: publicLink})
		if err != nil || got.Count.N != 280 || got.Room != 0 || got.Disclosure != short {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("no limit, never too long", func(t *testing.T) {
		if _, err := network(t, "whatsapp").Compose(parts(a(100_000))); err != nil {
			t.Error(err)
		}
	})
	t.Run("the sentence says what and by how much", func(t *testing.T) {
		err := &TooLongError{Network: "x", Part: PartBody, Over: 12, Unit: Weighted}
		if want := "the body is too long for x by 12 (weighted)"; err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	})
}

func TestCompose_refused(t *testing.T) {
	with := func(change func(*Parts)) Parts {
		p := parts("A fact.")
		change(&p)
		return p
	}
	for _, c := range []struct {
		name  string
		parts Parts
		want  error
	}{
		{"no disclosure", with(func(p *Parts) { p.Disclosure, p.Short = "", " \n" }), ErrNoDisclosure},
		{"no link", with(func(p *Parts) { p.Link = "" }), ErrLink},
		{"a link without a scheme", with(func(p *Parts) { p.Link = "example.com" }), ErrLink},
		{"a link of another scheme", with(func(p *Parts) { p.Link = "javascript:alert(1)" }), ErrLink},
		{"a link without a host", with(func(p *Parts) { p.Link = "https:///a" }), ErrLink},
		{"a link with a space", with(func(p *Parts) { p.Link = "https://a.org/a b" }), ErrLink},
		{"a link with a line break", with(func(p *Parts) { p.Link = "https://a.org/a\nb" }), ErrLink},
		{"a link with a mark of direction", with(func(p *Parts) { p.Link = "https://a.org/\u202Eb" }), ErrLink},
		{"a link with a user", with(func(p *Parts) { p.Link = "https://a:b@a.org/" }), ErrLink},
		{"a hashtag of two words", with(func(p *Parts) { p.Hashtags = []string{"free press"} }), ErrHashtag},
		{"a hashtag of digits", with(func(p *Parts) { p.Hashtags = []string{"2026"} }), ErrHashtag},
		{"a hashtag with a full stop", with(func(p *Parts) { p.Hashtags = []string{"a.b"} }), ErrHashtag},
		{"two hashtags in one", with(func(p *Parts) { p.Hashtags = []string{"#a#b"} }), ErrHashtag},
		{"a damaged body", with(func(p *Parts) { p.Body = "\xff" }), ErrEncoding},
		{"a damaged title", with(func(p *Parts) { p.Title = "\xff" }), ErrEncoding},
		{"a damaged disclosure", with(func(p *Parts) { p.Disclosure = "\xff" }), ErrEncoding},
		{"a damaged hashtag", with(func(p *Parts) { p.Hashtags = []string{"\xff"} }), ErrEncoding},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, n := range All() {
				if got, err := n.Compose(c.parts); !errors.Is(err, c.want) {
					t.Errorf("%s: %+v, %v; want %v", n.Key, got, err, c.want)
				}
			}
		})
	}
	t.Run("a character that X refuses", func(t *testing.T) {
		var refused *RefusedError
		if _, err := network(t, "x").Compose(parts("\uFEFFA fact.")); !errors.As(err, &refused) {
			t.Error(err)
		}
	})
	t.Run("hashtags of any script", func(t *testing.T) {
		p := with(func(p *Parts) {
			p.Hashtags = []string{"الحقيقة", "#می\u200Cخواهم", "事实", "e\u0301tat_2", "", "#"}
		})
		got, err := network(t, "mastodon").Compose(p)
		if want := "#الحقيقة #می\u200Cخواهم #事实 #e\u0301tat_2"; err != nil || !strings.HasSuffix(got.Text, "\n"+want) {
			t.Errorf("%q, %v", got.Text, err)
		}
	})
	t.Run("a hashtag given twice stands once", func(t *testing.T) {
		p := with(func(p *Parts) { p.Hashtags = []string{"facts", "#FACTS"} })
		if got, err := network(t, "x").Compose(p); err != nil || !strings.HasSuffix(got.Text, publicLink+"\n#facts") {
			t.Errorf("%q, %v", got.Text, err)
		}
	})
}
