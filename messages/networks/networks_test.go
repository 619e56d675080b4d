package networks

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAll(t *testing.T) {
	var keys []string
	for _, n := range All() {
		keys = append(keys, n.Key)
	}
	want := strings.Fields("x bluesky mastodon threads linkedin facebook whatsapp telegram reddit email tiktok instagram youtube")
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("keys in the order shown: want -, have +:\n%s", diff)
	}

	t.Run("the slice is the caller's own", func(t *testing.T) {
		All()[0].Name = "changed"
		if got := All()[0].Name; got != "X" {
			t.Errorf("the table changed: %q", got)
		}
	})
}

func TestTable(t *testing.T) {
	for _, n := range All() {
		t.Run(n.Key, func(t *testing.T) {
			if n.Name == "" || n.Key != strings.ToLower(n.Key) {
				t.Errorf("key %q, name %q", n.Key, n.Name)
			}
			if _, ok := counters[n.Unit]; !ok {
				t.Errorf("no way to count %v", n.Unit)
			}
			c := n.Composer
			if c.TakesNothing() {
				if c != (Composer{}) {
					t.Errorf("a composer without an address: %+v", c)
				}
				return
			}
			if c.Text == "" && c.URL == "" {
				t.Error("a composer that takes neither text nor link")
			}
			if got := strings.Contains(c.Address, "{instance}"); got != n.Instance {
				t.Errorf("address %q, but Instance is %v", c.Address, n.Instance)
			}
			u, err := url.Parse(strings.ReplaceAll(c.Address, "{instance}", "a.example"))
			if err != nil || u.RawQuery != "" || u.Scheme != "https" && u.Scheme != "mailto" {
				t.Errorf("address %q: %v", c.Address, err)
			}
			if n.Layout == LinkFirst && (c.URL == "" || c.Text == "") || n.Layout == Headline && c.Title == "" {
				t.Errorf("a layout that its composer cannot take: %+v", n)
			}
		})
	}
}

func TestFind(t *testing.T) {
	for asked, want := range map[string]string{
		"x": "x", "X": "x", " Bluesky\n": "bluesky", "MASTODON": "mastodon", "LinkedIn": "linkedin",
		"E-Mail": "email", "email": "email", "YOUTUBE": "youtube", "tiktok": "tiktok", "TikTok": "tiktok",
	} {
		if n, err := Find(asked); err != nil || n.Key != want {
			t.Errorf("Find(%q) = %q, %v; want %q", asked, n.Key, err, want)
		}
	}
	for _, asked := range []string{"", "myspace", "xx", "x.com"} {
		_, err := Find(asked)
		if !errors.Is(err, ErrUnknown) {
			t.Errorf("Find(%q): %v; want ErrUnknown", asked, err)
			continue
		}
		for _, n := range All() {
			if !strings.Contains(err.Error(), n.Key) {
				t.Errorf("Find(%q): the error does not name %s: %v", asked, n.Key, err)
			}
		}
	}
}
