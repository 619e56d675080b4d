package web

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"relais/messages"
)

func TestDisclosed(t *testing.T) {
	words := rapid.StringOfN(rapid.RuneFrom([]rune("ab é\u0301كس👩\u200d👩\u200d👧🇹🇳\n\t\u202e\u2068 ")), 0, 400, -1)
	rapid.Check(t, func(t *rapid.T) {
		title, summary := words.Draw(t, "title"), words.Draw(t, "summary")
		d := messages.Disclosure{
			Line:  rapid.StringMatching(`[a-zàك]{1,20}( [a-zàك]{1,20}){0,30}\.`).Draw(t, "line"),
			Short: rapid.StringMatching(`[a-zàك]{1,60}`).Draw(t, "short"),
		}
		p := disclosed(title, summary, d, "en")
		if !strings.HasSuffix(p.Title, " · "+d.Short) || !strings.HasPrefix(p.Description, d.Line) {
			t.Fatalf("the disclosure %q is not in %q and %q", d, p.Title, p.Description)
		}
		if n := length(p.Title); n > previewTitle {
			t.Fatalf("the title has %d characters: %q", n, p.Title)
		}
		if n := length(p.Description); n > max(previewDescription, length(d.Line)) {
			t.Fatalf("the description has %d characters: %q", n, p.Description)
		}
		if strings.ContainsAny(p.Title+p.Description, "\n\t\u202e\u2068") {
			t.Fatalf("%q, %q", p.Title, p.Description)
		}
	})
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"four countries", 14, "four countries"},
		{"four countries", 13, "four countri…"},
		{"four countries here", 17, "four countries…"},
		{"four countries, one dish", 16, "four countries…"},
		{"fourcountries", 5, "four…"},
		{"one four", 4, "one…"},
		{"🇹🇳🇲🇦🇩🇿", 3, "🇹🇳🇲🇦🇩🇿"},
		{"🇹🇳🇲🇦🇩🇿🇲🇷", 3, "🇹🇳🇲🇦…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"", 0, ""}, {"a", 0, ""}, {"ab", 1, ""}, {"a", -3, ""},
	} {
		if got := clip(c.text, c.n); got != c.want {
			t.Errorf("clip(%q, %d) is %q, want %q", c.text, c.n, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s, n := rapid.String().Draw(t, "text"), rapid.IntRange(-1, 40).Draw(t, "n")
		got := clip(s, n)
		if !utf8.ValidString(got) || got != s && length(got) > max(n, 0) || got != s && got != "" && !strings.HasPrefix(s, strings.TrimSuffix(got, "…")) {
			t.Fatalf("clip(%q, %d) is %q", s, n, got)
		}
	})
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct{ address, want, host string }{
		{"https://www.example.org/a?b=c#d", "https://www.example.org/a?b=c#d", "example.org"},
		{"http://example.org", "http://example.org", "example.org"},
		{"https://example.org/\u202ea", "https://example.org/%E2%80%AEa", "example.org"},
		{"https://example.org/تونس", "https://example.org/%D8%AA%D9%88%D9%86%D8%B3", "example.org"},
		{"javascript:alert(1)", "", ""}, {"JAVASCRIPT:alert(1)", "", ""}, {"data:text/html,a", "", ""}, {"//example.org", "", "example.org"}, {"/a", "", ""}, {"https:///a", "", ""}, {"", "", ""}, {"%zz", "", ""},
	} {
		if got := webAddress(c.address); got != c.want {
			t.Errorf("webAddress(%q) is %q, want %q", c.address, got, c.want)
		}
		if got := host(c.address); got != c.host {
			t.Errorf("host(%q) is %q, want %q", c.address, got, c.host)
		}
	}
	for contact, want := range map[string]string{
		"desk@example.org": "mailto:desk@example.org", "https://example.org/contact": "https://example.org/contact", "Rue de la Paix 1": "", "javascript:alert(1)": "",
		"Desk <desk@example.org>": "", "a?bcc=b@example.org": "mailto:a%3Fbcc=b@example.org", "": "",
	} {
		if got := contactLink(contact); got != want {
			t.Errorf("contactLink(%q) is %q, want %q", contact, got, want)
		}
	}
}

// The marks are looked for in lower case, so one that is not would never be found; and each finds something by itself.
func TestRobotsTable(t *testing.T) {
	var marks []string
	for _, r := range robots {
		if r.Mark != strings.ToLower(r.Mark) || r.Mark == "" || r.Who == "" {
			t.Errorf("%+v is not a row", r)
		}
		if slices.Contains(marks, r.Mark) {
			t.Errorf("%s stands twice", r.Mark)
		}
		marks = append(marks, r.Mark)
		if !isRobot("Mozilla/5.0 (compatible; " + r.Mark + ")") {
			t.Errorf("%s is not taken for a robot", r.Mark)
		}
	}
}
