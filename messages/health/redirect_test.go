package health

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

func TestRedirects(t *testing.T) {
	const s = "https://site.example"
	live := page(words)
	for name, tt := range map[string]struct {
		from string // https://site.example/a where empty
		site place
		want verdict
	}{
		"301 has moved":                       {"", place{"/a": redirect(301, "/b"), "/b": live}, verdict{Moved, "", s + "/b"}},
		"308 has moved":                       {"", place{"/a": redirect(308, "/b"), "/b": live}, verdict{Moved, "", s + "/b"}},
		"302 is live":                         {"", place{"/a": redirect(302, "/b"), "/b": live}, verdict{State: Live}},
		"303 is live":                         {"", place{"/a": redirect(303, "/b"), "/b": live}, verdict{State: Live}},
		"307 is live":                         {"", place{"/a": redirect(307, "/b"), "/b": live}, verdict{State: Live}},
		"302 is still read":                   {"", place{"/a": redirect(302, "/b"), "/b": page("")}, verdict{State: Changed}},
		"to another host":                     {"", place{"/a": redirect(301, "//other.example/b")}, verdict{Moved, "", "https://other.example/b"}},
		"permanent twice":                     {"", place{"/a": redirect(301, "/b"), "/b": redirect(308, "/c"), "/c": live}, verdict{Moved, "", s + "/c"}},
		"permanent as far as it goes":         {"", place{"/a": redirect(301, "/b"), "/b": redirect(302, "/c"), "/c": live}, verdict{Moved, "", s + "/b"}},
		"permanent after temporary":           {"", place{"/a": redirect(302, "/b"), "/b": redirect(301, "/c"), "/c": live}, verdict{State: Live}},
		"http to https":                       {"http://site.example/a", place{"/a": tidy(s+"/a", live)}, verdict{State: Live}},
		"a slash at the end":                  {"", place{"/a": redirect(301, "/a/"), "/a/": live}, verdict{State: Live}},
		"www alone":                           {"", place{"/a": redirect(301, "https://www.site.example/a")}, verdict{State: Live}},
		"https, www and a slash":              {"http://site.example/a", place{"/a": redirect(301, "https://www.site.example/a/")}, verdict{State: Live}},
		"another query has moved":             {s + "/a?id=1", place{"/a": redirectOnce("id=1", "/a?id=2", live)}, verdict{Moved, "", s + "/a?id=2"}},
		"a deep path to the front, for good":  {"", place{"/a": redirect(301, "/"), "/": live}, verdict{Moved, "", s + "/"}},
		"a deep path to the front, for now":   {"", place{"/a": redirect(302, "/"), "/": live}, verdict{Moved, "", s + "/"}},
		"a deep path to the front of www":     {"", place{"/a": redirect(302, "https://www.site.example")}, verdict{Moved, "", "https://www.site.example"}},
		"the front page to itself with a www": {s, place{"/": redirect(302, "https://www.site.example/")}, verdict{State: Live}},
		"moved to a page that is dead":        {"", place{"/a": redirect(301, "/b")}, verdict{Dead, NotFound, s + "/b"}},
		"moved to a page that is refused":     {"", place{"/a": redirect(301, "/b"), "/b": status(403)}, verdict{Unreadable, Forbidden, s + "/b"}},
		"to a host that is no more":           {"", place{"/a": redirect(302, "https://gone.example/")}, verdict{Dead, NoSuchName, ""}},
		"in a circle":                         {"", place{"/a": redirect(302, "/b"), "/b": redirect(302, "/a")}, verdict{Unreadable, RedirectLoop, ""}},
		"to itself":                           {"", place{"/a": redirect(302, "/a#x")}, verdict{Unreadable, RedirectLoop, ""}},
		"five are followed":                   {s + "/5", place{"*": countdown, "/0": live}, verdict{State: Live}},
		"six are not":                         {s + "/6", place{"*": countdown, "/0": live}, verdict{Unreadable, TooManyRedirects, ""}},
		"from https to http":                  {"", place{"/a": redirect(302, "http://site.example/b"), "/b": live}, verdict{Unreadable, Downgrade, ""}},
		"to a file":                           {"", place{"/a": redirect(302, "file:///etc/passwd")}, verdict{Unreadable, BadRedirect, ""}},
		"to a script":                         {"", place{"/a": redirect(302, "javascript:alert(1)")}, verdict{Unreadable, BadRedirect, ""}},
		"with a password":                     {"", place{"/a": redirect(302, "https://me:secret@site.example/b"), "/b": live}, verdict{Unreadable, BadRedirect, ""}},
		"to no address":                       {"", place{"/a": redirect(302, "https://[::1/%zz")}, verdict{Unreadable, BadRedirect, ""}},
		"to an endless address":               {"", place{"/a": redirect(302, "/"+strings.Repeat("a", 5000))}, verdict{Unreadable, BadRedirect, ""}},
		"to loopback":                         {"", place{"/a": redirect(302, "https://127.0.0.1/b")}, verdict{Unreadable, Private, ""}},
		"to loopback in IPv6":                 {"", place{"/a": redirect(302, "https://[::1]/b")}, verdict{Unreadable, Private, ""}},
		"to loopback in IPv6's form of IPv4":  {"", place{"/a": redirect(302, "https://[::ffff:127.0.0.1]/b")}, verdict{Unreadable, Private, ""}},
		"to a cloud's metadata":               {"", place{"/a": redirect(302, "https://169.254.169.254/latest/")}, verdict{Unreadable, Private, ""}},
		"to another port":                     {"", place{"/a": redirect(302, "https://other.example:8443/b")}, verdict{Unreadable, OddPort, ""}},
		"to a page its robots.txt does not allow": {"", place{"/a": redirect(302, "/b"), "/b": live, "/robots.txt": says("text/plain", "User-agent: *\nDisallow: /b")},
			verdict{Unreadable, Robots, ""}},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWeb(t, map[string]place{"site.example": tt.site, "www.site.example": {"*": live}, "other.example": {"*": live}})
				from := tt.from
				if from == "" {
					from = s + "/a"
				}
				p := check(t, w.checker(Options{}), from, words, Page{})
				if diff := cmp.Diff(tt.want, p.verdict()); diff != "" {
					t.Errorf("(-want +got)\n%s\nasked for %q", diff, w.urls())
				}
			})
		})
	}
}

// tidy sends http to https.
func tidy(to string, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil {
			redirect(301, to)(w, r)
			return
		}
		h(w, r)
	}
}

func redirectOnce(query, to string, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == query {
			redirect(301, to)(w, r)
			return
		}
		h(w, r)
	}
}

// countdown sends /5 to /4.
func countdown(w http.ResponseWriter, r *http.Request) {
	var n int
	fmt.Sscanf(r.URL.Path, "/%d", &n)
	redirect(302, fmt.Sprintf("/%d", n-1))(w, r)
}
