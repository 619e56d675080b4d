package networks

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestLink(t *testing.T) {
	for _, c := range []struct {
		name, network string
		text          Text
		link          string
		want          string
	}{
		{"X, the link in the text", "x", Text{Text: "A & b\n" + publicLink}, publicLink,
			"https://x.com/intent/tweet?text=A%20%26%20b%0Ahttps%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"X, the link beside it", "x", Text{Text: "A"}, publicLink,
			"https://x.com/intent/tweet?text=A&url=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"X, another link in the text that begins so", "x", Text{Text: publicLink + "x"}, publicLink,
			"https://x.com/intent/tweet?text=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2x&url=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"X, without a link", "x", Text{Text: "A"}, "", "https://x.com/intent/tweet?text=A"},
		{"Bluesky, which takes no link of its own", "bluesky", Text{Text: "A"}, publicLink,
			"https://bsky.app/intent/compose?text=A%0Ahttps%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"Mastodon", "mastodon", Text{Text: "A+b"}, "", "https://mastodon.example/share?text=A%2Bb"},
		{"Threads", "threads", Text{Text: "A #b"}, "", "https://www.threads.com/intent/post?text=A%20%23b"},
		{"LinkedIn", "linkedin", Text{Text: "A"}, publicLink,
			"https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"Facebook", "facebook", Text{Text: publicLink}, publicLink,
			"https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"WhatsApp", "whatsapp", Text{Text: "é"}, "", "https://wa.me/?text=%C3%A9"},
		{"Telegram, the link first", "telegram", Text{Text: publicLink + "\nA\nB"}, publicLink,
			"https://t.me/share/url?text=A%0AB&url=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"Telegram, the link on a later line", "telegram", Text{Text: "A\n" + publicLink + "\nB"}, publicLink,
			"https://t.me/share/url?text=A%0AB&url=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"Telegram, the link alone", "telegram", Text{Text: publicLink}, publicLink,
			"https://t.me/share/url?url=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"Telegram, a first line that only begins so", "telegram", Text{Text: publicLink + "x\nA"}, publicLink,
			"https://t.me/share/url?text=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2x%0AA&url=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"Reddit", "reddit", Text{Title: "A\nb", Text: "more"}, publicLink,
			"https://www.reddit.com/submit?title=A%20b&url=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"Reddit, a text without a title", "reddit", Text{Text: "A\nb"}, publicLink,
			"https://www.reddit.com/submit?title=A%20b&url=https%3A%2F%2Frelais.ngo%2Fb%2F7Kd2"},
		{"e-mail, any line break", "email", Text{Title: "A b", Text: "1\n2\r\n3\r4"}, "",
			"mailto:?subject=A%20b&body=1%0D%0A2%0D%0A3%0D%0A4"},
		{"e-mail, no header smuggled in", "email", Text{Title: "A\r\nBcc: b@example.com", Text: "1"}, "",
			"mailto:?subject=A%20Bcc%3A%20b%40example.com&body=1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := network(t, c.network).Link(c.text, c.link, "mastodon.example")
			if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("\nhave %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestLink_refused(t *testing.T) {
	for _, key := range []string{"tiktok", "instagram", "youtube"} {
		if got, err := network(t, key).Link(Text{Text: "A"}, publicLink, ""); !errors.Is(err, ErrNoComposer) || got != "" {
			t.Errorf("%s: %q, %v; want ErrNoComposer", key, got, err)
		}
	}
	for _, key := range []string{"linkedin", "facebook", "telegram", "reddit"} {
		if got, err := network(t, key).Link(Text{Text: "A"}, "", ""); !errors.Is(err, ErrLink) || got != "" {
			t.Errorf("%s without a link: %q, %v; want ErrLink", key, got, err)
		}
	}
	for _, n := range All() {
		if n.Composer.TakesNothing() {
			continue
		}
		if got, err := n.Link(Text{Text: "A"}, "javascript:alert(1)", "a.example"); !errors.Is(err, ErrLink) || got != "" {
			t.Errorf("%s with a script: %q, %v; want ErrLink", n.Key, got, err)
		}
		for _, damaged := range []Text{{Text: "\xff"}, {Title: "\xff"}} {
			if got, err := n.Link(damaged, publicLink, "a.example"); !errors.Is(err, ErrEncoding) || got != "" {
				t.Errorf("%s with %+v: %q, %v; want ErrEncoding", n.Key, damaged, got, err)
			}
		}
	}
}

func TestLink_instance(t *testing.T) {
	mastodon := network(t, "mastodon")
	for instance, want := range map[string]string{
		"mastodon.social":                       "mastodon.social",
		"Mastodon.Social":                       "mastodon.social",
		"social.a-b.co.uk":                      "social.a-b.co.uk",
		"xn--p1ai.xn--p1ai":                     "xn--p1ai.xn--p1ai",
		"3.example":                             "3.example",
		strings.Repeat("a", 63) + ".example":    strings.Repeat("a", 63) + ".example",
		strings.Repeat("a.", 122) + "example":   strings.Repeat("a.", 122) + "example",
		"localhost.example":                     "localhost.example",
		"mastodon.social.and-not-an-ip.example": "mastodon.social.and-not-an-ip.example",
	} {
		got, err := mastodon.Link(Text{Text: "A"}, "", instance)
		if err != nil || got != "https://"+want+"/share?text=A" {
			t.Errorf("%q: %q, %v", instance, got, err)
		}
	}
	for _, instance := range []string{
		"", " ", "mastodon", "localhost", "a.localhost", "printer.local", "db.internal", "1.168.192.in-addr.arpa",
		"127.0.0.1", "127.1", "0x7f.0.0.1", "0x7f.1", "2130706433", "1.2.3.4.5", "[::1]", "::1", "a.example.1", "a.0x7f",
		"https://mastodon.social", "mastodon.social/", "mastodon.social/share", "mastodon.social:443", "mastodon.social?a",
		"mastodon.social#a", "a@mastodon.social", "@a@mastodon.social", "a:b@mastodon.social", "mastodon.social.",
		".mastodon.social", "mastodon..social", "-a.social", "a-.social", "a_b.social", "mastodon.social\n", " a.social",
		"a.social\\@b.example", "a.social%2eb", "mастодон.social", "məstodon.social", "mastodon。social", "a.s",
		strings.Repeat("a", 64) + ".example", strings.Repeat("a.", 124) + "example", "a.\xff", "{instance}", "a.\u212Ax",
	} {
		if got, err := mastodon.Link(Text{Text: "A"}, "", instance); !errors.Is(err, ErrInstance) || got != "" {
			t.Errorf("%q: %q, %v; want ErrInstance", instance, got, err)
		}
	}
	t.Run("others do not ask", func(t *testing.T) {
		if got, err := network(t, "x").Link(Text{Text: "A"}, "", "not a host"); err != nil || got != "https://x.com/intent/tweet?text=A" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

// opened is what a composer would show: the address is parsed as a browser does.
type opened struct {
	scheme, host, text, title, link string
}

func open(t interface{ Fatalf(string, ...any) }, n Network, address string) opened {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("%s: %v", n.Key, err)
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		t.Fatalf("%s: %v", n.Key, err)
	}
	for name, values := range q {
		if len(values) != 1 {
			t.Fatalf("%s: %s stands %d times in %s", n.Key, name, len(values), address)
		}
	}
	o := opened{scheme: u.Scheme, host: u.Host}
	if n.Composer.Text != "" {
		o.text = q.Get(n.Composer.Text)
	}
	if n.Composer.Title != "" {
		o.title = q.Get(n.Composer.Title)
	}
	if n.Composer.URL != "" {
		o.link = q.Get(n.Composer.URL)
	}
	return o
}
