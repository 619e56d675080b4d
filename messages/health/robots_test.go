package health

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRobotsRules(t *testing.T) {
	const all = "User-agent: *\n"
	for _, tt := range []struct {
		robots, path string
		allowed      bool
	}{
		{"", "/a", true},
		{all + "Disallow: /", "/a", false},
		{all + "Disallow:", "/a", true},
		{all + "Disallow: /a", "/abc", false},
		{all + "Disallow: /a", "/b/a", true},
		{all + "Disallow: /a\nAllow: /a/b", "/a/b/c", true},
		{all + "Allow: /a/b\nDisallow: /a", "/a/c", false},
		{all + "Disallow: /a\nAllow: /a", "/a", true}, // of two as long the one that allows
		{all + "Disallow: /*.pdf$", "/x/a.pdf", false},
		{all + "Disallow: /*.pdf$", "/x/a.pdf?x", true},
		{all + "Disallow: /a*b", "/x/a1b", true}, // from the path's beginning
		{all + "Disallow: /a*b", "/a1b", false},
		{all + "Disallow: /a*b*c$", "/a-b-b-c-c", false},
		{all + "Disallow: /a*b*c$", "/a-b-c-d", true},
		{all + "Disallow: *", "/", false},
		{all + "Disallow: /$", "/", false},
		{all + "Disallow: /$", "/a", true},
		{all + "Disallow: /*?", "/a?q", false},
		{all + "Disallow: /*?", "/a", true},
		{all + "Disallow: /é", "/%C3%A9", false},
		{all + "Disallow: /%7ea", "/~a", false},
		{all + "Disallow: /a%2Fb", "/a/b", true}, // a slash that is none
		{"USER-AGENT : *\r\n disallow :/a # no\r\n", "/a", false},
		{"\uFEFFUser-agent: *\nDisallow: /a", "/a", false},
		{"Disallow: /a\n" + all + "Disallow: /b", "/a", true}, // before any group
		{"Disallow: /a\n" + all + "Disallow: /b", "/b", false},
		{all + "Crawl-delay: soon\nDisallow: /b", "/b", false},
		{all + "Disallow: /\n\nUser-agent: Relais\nDisallow: /b", "/a", true}, // our own group alone
		{all + "Disallow: /\n\nUser-agent: Relais/2.0\nDisallow: /b", "/b", false},
		{"User-agent: relais\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", true},
		{"User-agent: *\nDisallow:\n\nUser-agent: other\nDisallow: /", "/a", true},
		{"User-agent: other\nUser-agent: *\nDisallow: /", "/a", false},
		{"User-agent: other\nDisallow: /\nUser-agent: *\nAllow: /", "/a", true},
		{"User-agent: relaisbot\nDisallow: /", "/a", true}, // somebody else's name
		{"User-agent: relais\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: relais\nDisallow: /b", "/b", false},
		{"<html><body>Not found: /</body>", "/a", true},
		{"\x00\xff:\n:\n::\n" + all + "Disallow: /a\x00", "/a", true},
	} {
		u, err := url.Parse("https://site.example" + tt.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := parseRobots(tt.robots).allow(u); got != tt.allowed {
			t.Errorf("%q: %s allowed %t", tt.robots, tt.path, got)
		}
	}
}

func TestCrawlDelay(t *testing.T) {
	for text, want := range map[string]time.Duration{"10": 10 * time.Second, "0.5": time.Second / 2, "-1": 0, "NaN": 0, "+Inf": maxDelay, "1e300": maxDelay, "x": 0} {
		if got := parseRobots("User-agent: *\nCrawl-delay: " + text).delay; got != want {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
}

// TestRobotsAnswers holds what each way of answering for robots.txt does to the look.
func TestRobotsAnswers(t *testing.T) {
	no := "User-agent: *\nDisallow: /a\n"
	filler := strings.Repeat("# filler\n", maxRobots/9)
	for name, tt := range map[string]struct {
		robots http.HandlerFunc
		want   verdict
		misses int
	}{
		"refuses":                         {says("text/plain", no), verdict{Unreadable, Robots, ""}, 0},
		"is not there":                    {status(404), verdict{State: Live}, 0},
		"is forbidden":                    {status(403), verdict{State: Live}, 0},
		"fails":                           {status(500), verdict{}, 1},
		"is slow":                         {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, verdict{}, 1},
		"is elsewhere":                    {redirect(301, "https://other.example/robots.txt"), verdict{Unreadable, Robots, ""}, 0},
		"is in a circle":                  {redirect(302, "/robots.txt"), verdict{State: Live}, 0},
		"is in a circle of two":           {redirect(302, "https://other.example/circle"), verdict{State: Live}, 0},
		"is at a metadata service":        {redirect(302, "https://169.254.169.254/robots.txt"), verdict{State: Live}, 0},
		"fails elsewhere":                 {redirect(302, "https://other.example/fails"), verdict{}, 1},
		"is at a host that is no more":    {redirect(302, "https://gone.example/"), verdict{}, 1},
		"is huge, with the rule early":    {says("text/plain", no+filler+filler), verdict{Unreadable, Robots, ""}, 0},
		"is huge, with the rule far down": {says("text/plain", filler+filler+no), verdict{State: Live}, 0},
		"is cut in the middle of a line":  {says("text/plain", "User-agent: *\n"+filler[:maxRobots-14-13]+"\nDisallow: /about\n"), verdict{State: Live}, 0},
		"is a page":                       {says("text/html", "<html>\n"+no), verdict{Unreadable, Robots, ""}, 0},
		"is nothing but NUL":              {says("text/plain", strings.Repeat("\x00", 1000)), verdict{State: Live}, 0},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWeb(t, map[string]place{
					"site.example": {"/robots.txt": tt.robots, "/a": page(words)},
					"other.example": {"/robots.txt": says("text/plain", no), "/fails": status(502),
						"/circle": redirect(302, "https://site.example/robots.txt")},
				})
				p := check(t, w.checker(Options{}), "https://site.example/a", words, Page{})
				if diff := cmp.Diff(tt.want, p.verdict()); diff != "" || p.Misses != tt.misses {
					t.Errorf("%d misses (-want +got)\n%s\nasked for %q", p.Misses, diff, w.urls())
				}
				if tt.want.State != Live && tt.misses == 0 != (tt.want.Why == Robots) {
					t.Errorf("asked for %q", w.urls())
				}
			})
		})
	}
}

// TestARobotsThatAlwaysFails is not the end of a site that answers otherwise.
func TestARobotsThatAlwaysFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]place{"site.example": {"/robots.txt": status(503), "*": page(words)}})
		c := w.checker(Options{})
		var p Page
		for range 3 {
			p = check(t, c, "https://site.example/a", words, p)
			time.Sleep(7 * 24 * time.Hour)
		}
		if p.State != Unreadable || p.Why != NoRobots || p.Misses != 3 {
			t.Errorf("%q (%s), %d misses", p.State, p.Why, p.Misses)
		}
		for _, u := range w.urls() {
			if u != "https://site.example/robots.txt" {
				t.Errorf("asked for %s", u)
			}
		}
	})
}

func TestRobotsAreKeptForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asks, fails := 0, false
		w := newWeb(t, map[string]place{"site.example": {"*": page(words), "/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
			asks++
			if fails {
				w.WriteHeader(500)
			}
		}}})
		c := w.checker(Options{})
		look := func(want int) {
			t.Helper()
			check(t, c, "https://site.example/a", words, Page{})
			if asks != want {
				t.Errorf("robots.txt was asked for %d times, expected %d", asks, want)
			}
		}
		look(1)
		time.Sleep(23 * time.Hour)
		look(1)
		fails = true
		time.Sleep(2 * time.Hour)
		look(2)
		look(2) // what failed a moment ago is left in peace
		time.Sleep(retryAfter)
		look(3)
		fails = false
		time.Sleep(retryAfter)
		look(4)
		check(t, c, "http://site.example/a", words, Page{}) // another origin, rules of its own
		if asks != 5 {
			t.Errorf("robots.txt was asked for %d times", asks)
		}
	})
}
