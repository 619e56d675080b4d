package health

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const words = "one in five"

// verdict is what of a Page these tests compare.
type verdict struct {
	State State
	Why   Reason
	To    string
}

func (p Page) verdict() verdict { return verdict{p.State, p.Why, p.Location} }

func TestOneLook(t *testing.T) {
	refuse := &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	for name, tt := range map[string]struct {
		address string
		sites   map[string]place
		down    map[string]error
		want    verdict
	}{
		"a page that holds the words is live":     {address: "/a", sites: at("/a", page("so <b>one</b> in\n five.")), want: verdict{State: Live}},
		"a page without the words has changed":    {address: "/a", sites: at("/a", page("one in six")), want: verdict{State: Changed}},
		"words in a box beside the text count":    {address: "/a", sites: at("/a", page("x<aside>One in five")), want: verdict{State: Live}},
		"words in a script do not":                {address: "/a", sites: at("/a", page("x<script>one in five</script>")), want: verdict{State: Changed}},
		"nor do hidden ones":                      {address: "/a", sites: at("/a", page("x<p hidden>one in five")), want: verdict{State: Changed}},
		"404 is dead at once":                     {address: "/b", sites: at("/a", page("")), want: verdict{Dead, NotFound, ""}},
		"410 is gone":                             {address: "/a", sites: at("/a", status(410)), want: verdict{Dead, Gone, ""}},
		"a name that is no more is dead at once":  {address: "/a", want: verdict{Dead, NoSuchName, ""}},
		"401 is a person's":                       {address: "/a", sites: at("/a", status(401)), want: verdict{Unreadable, Forbidden, ""}},
		"403 is a person's":                       {address: "/a", sites: at("/a", status(403)), want: verdict{Unreadable, Forbidden, ""}},
		"429 is a person's":                       {address: "/a", sites: at("/a", status(429)), want: verdict{Unreadable, TooMany, ""}},
		"451 is a person's":                       {address: "/a", sites: at("/a", status(451)), want: verdict{Unreadable, Legal, ""}},
		"an odd status is a person's":             {address: "/a", sites: at("/a", status(418)), want: verdict{Unreadable, Unexpected, ""}},
		"an answer without content is one":        {address: "/a", sites: at("/a", status(204)), want: verdict{Unreadable, Unexpected, ""}},
		"a redirect to nowhere is one":            {address: "/a", sites: at("/a", status(302)), want: verdict{Unreadable, Unexpected, ""}},
		"a failing server is no verdict":          {address: "/a", sites: at("/a", status(503)), want: verdict{}},
		"a refused connection is no verdict":      {address: "/a", down: map[string]error{"site.example": refuse}, want: verdict{}},
		"a resolver that fails is no verdict":     {address: "/a", down: map[string]error{"site.example": &net.DNSError{IsTemporary: true}}, want: verdict{}},
		"a PDF is a person's":                     {address: "/a", sites: at("/a", says("application/pdf", "%PDF-1.7 one in five")), want: verdict{Unreadable, NotText, ""}},
		"a PDF that says it is a page is as well": {address: "/a", sites: at("/a", says("text/html", "%PDF-1.7 one in five")), want: verdict{Unreadable, NotText, ""}},
		"a PNG that says it is text is as well":   {address: "/a", sites: at("/a", says("text/plain", "\x89PNG\r\n\x1a\none in five")), want: verdict{Unreadable, NotText, ""}},
		"a page that says it is bytes is a page":  {address: "/a", sites: at("/a", says("application/octet-stream", "<html><p>one in five")), want: verdict{State: Live}},
		"a text that begins like a bitmap is one": {address: "/a", sites: at("/a", says("text/plain", "BMJ: one in five")), want: verdict{State: Live}},
		"plain text is text":                      {address: "/a", sites: at("/a", says("text/plain", "<p>one\r\nin five")), want: verdict{State: Live}},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWeb(t, tt.sites)
				w.down = tt.down
				p := check(t, w.checker(Options{}), "https://site.example"+tt.address, words, Page{})
				if diff := cmp.Diff(tt.want, p.verdict()); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
				if missed := tt.want == (verdict{}); missed != (p.Misses == 1) || p.At != time.Now() {
					t.Errorf("misses %d at %s", p.Misses, p.At)
				}
			})
		})
	}
}

func at(path string, h http.HandlerFunc) map[string]place {
	return map[string]place{"site.example": {path: h}}
}

// TestWeeks looks again and again at one address that answers otherwise each time.
func TestWeeks(t *testing.T) {
	type week struct {
		answer http.HandlerFunc
		want   State
		misses int
	}
	yes, no, down := page("One in five."), page("One in six."), status(500)
	for name, tt := range map[string]struct {
		quote string
		weeks []week
	}{
		"three looks without an answer": {words, []week{{yes, Live, 0}, {down, Live, 1}, {down, Live, 2}, {down, Dead, 3}, {down, Dead, 4}, {yes, Live, 0}}},
		"an answer between":             {words, []week{{down, Unchecked, 1}, {down, Unchecked, 2}, {yes, Live, 0}, {down, Live, 1}, {down, Live, 2}, {yes, Live, 0}}},
		"the words go and come back":    {words, []week{{yes, Live, 0}, {no, Changed, 0}, {no, Changed, 0}, {down, Changed, 1}, {yes, Live, 0}}},
		"the words go while it is dead": {words, []week{{yes, Live, 0}, {status(404), Dead, 0}, {no, Changed, 0}}},
		"the rest may change":           {words, []week{{yes, Live, 0}, {page("New! One in five"), Live, 0}}},
		"without words all counts":      {"", []week{{yes, Live, 0}, {yes, Live, 0}, {no, Changed, 0}, {no, Changed, 0}, {down, Changed, 1}, {yes, Live, 0}}},
		"without words, after a gap":    {"", []week{{yes, Live, 0}, {no, Changed, 0}, {status(404), Dead, 0}, {no, Changed, 0}, {status(403), Unreadable, 0}, {yes, Live, 0}}},
		"words of marks alone are none": {" “…” ", []week{{yes, Live, 0}, {no, Changed, 0}}},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var answer http.HandlerFunc
				w := newWeb(t, at("/a", func(w http.ResponseWriter, r *http.Request) { answer(w, r) }))
				c := w.checker(Options{})
				var p Page
				for i, week := range tt.weeks {
					answer = week.answer
					p = check(t, c, "http://site.example/a", tt.quote, p)
					if p.State != week.want || p.Misses != week.misses || (p.State == Dead) != (p.Why != "") && p.State != Unreadable {
						t.Fatalf("week %d: %q (%s), %d misses; expected %q, %d", i+1, p.State, p.Why, p.Misses, week.want, week.misses)
					}
					time.Sleep(7 * 24 * time.Hour)
				}
			})
		})
	}
}

func TestAChangeIsAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text := "2019"
		w := newWeb(t, at("/a", func(w http.ResponseWriter, r *http.Request) { page(text)(w, r) }))
		c := w.checker(Options{})
		first := check(t, c, "http://site.example/a", "", Page{})
		text = "2020"
		changed := check(t, c, "http://site.example/a", "", first)
		if changed.State != Changed || changed.Was != first.Hash || changed.Hash == first.Hash || changed.Text != "2020" {
			t.Fatalf("the change is not told: %+v", changed)
		}
		changed.Was = ""
		if p := check(t, c, "http://site.example/a", "", changed); p.State != Live || p.Hash != changed.Hash {
			t.Errorf("accepted, it is %q", p.State)
		}
	})
}

func TestBytesOfAPDFShowAChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text := "%PDF-1.7 a"
		w := newWeb(t, at("/a", func(w http.ResponseWriter, r *http.Request) { says("application/pdf", text)(w, r) }))
		c := w.checker(Options{MaxBody: 100})
		first := check(t, c, "http://site.example/a", words, Page{})
		text = "%PDF-1.7 b" + strings.Repeat("x", 1000)
		second := check(t, c, "http://site.example/a", words, first)
		if first.Hash == "" || second.Was != first.Hash || second.Why != NotText || second.Text != "" {
			t.Errorf("%+v\n%+v", first, second)
		}
	})
}

func TestTheTextThatIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, at("/a", page("x"+strings.Repeat("é", maxText)+" one in five")))
		p := check(t, w.checker(Options{}), "http://site.example/a", words, Page{})
		if p.State != Live || !p.Quoted || len(p.Text) != maxText-1 || !strings.HasSuffix(p.Text, "é") { // the next é does not fit
			t.Errorf("%q, %d bytes, ends %q", p.State, len(p.Text), p.Text[len(p.Text)-4:])
		}
	})
}

func TestNoWebAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newWeb(t, nil).checker(Options{})
		before := Page{State: Live, Text: "x", Misses: 2}
		for _, address := range []string{
			"", "site.example/a", "ftp://site.example/", "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///a", "https://me:secret@site.example/",
			"https://me@site.example/", "https://si te.example/", "https://\x00/", "https://site.example/\n", "http:site.example", "https://" + strings.Repeat("a", 5000),
			"https://xn--/…", "https://a..é/", "https://[::1", "https://site.example:99999999/", "mailto:a@b.example", "//site.example/", "https://.", "https://%00/",
		} {
			p, err := c.Check(t.Context(), address, "", before)
			// What is an address by its form is looked at, and leads nowhere.
			if err == nil && p.State != Dead && p.State != Unreadable {
				t.Errorf("%q: %+v", address, p)
			}
			if err != nil && (!errors.Is(err, ErrAddress) || !cmp.Equal(p, before, cmpopts.EquateEmpty())) {
				t.Errorf("%q: %v, %+v", address, err, p)
			}
		}
		for _, address := range []string{"", "ftp://site.example/", "https://me:secret@site.example/", "//site.example/", "https://."} {
			if _, err := c.Check(t.Context(), address, "", before); !errors.Is(err, ErrAddress) {
				t.Errorf("%q: %v", address, err)
			}
		}
	})
}

func TestTheCallerEndsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, at("/a", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
		c := w.checker(Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		before := Page{State: Live, Misses: 2}
		start := time.Now()
		p, err := c.Check(ctx, "http://site.example/a", "", before)
		if !errors.Is(err, context.DeadlineExceeded) || !cmp.Equal(p, before) || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %s: %+v", err, time.Since(start), p)
		}
	})
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {Contact: "nobody"}, {Contact: "a@b.example\r\nCookie: x"}, {Contact: "a@b.example)"}, {Contact: "a@b.example", Timeout: -1}, {Contact: "a@b.example", MaxBody: -1}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
	if _, err := New(Options{Contact: "mailto:a@b.example"}); err != nil {
		t.Error(err)
	}
}

// TestWhatGoesAlong holds what a site learns of who asks.
func TestWhatGoesAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]place{"site.example": {"/a": func(w http.ResponseWriter, r *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "id", Value: "1"})
			redirect(302, "/b#part")(w, r)
		}, "/b": page(words)}})
		check(t, w.checker(Options{}), "http://site.example/a#top", words, Page{})
		want := []string{"http://site.example/robots.txt", "http://site.example/a", "http://site.example/b"}
		if diff := cmp.Diff(want, w.urls()); diff != "" {
			t.Errorf("asked for (-want +got)\n%s", diff)
		}
		for _, a := range w.asked {
			agent := a.Header.Get("User-Agent")
			if !strings.HasPrefix(agent, "relais/") || !strings.Contains(agent, "https://network.example/contact") {
				t.Errorf("%s: User-Agent %q", a.URL, agent)
			}
			for _, no := range []string{"Cookie", "Referer", "Authorization", "From"} {
				if a.Header.Get(no) != "" {
					t.Errorf("%s: sent %s %q", a.URL, no, a.Header.Get(no))
				}
			}
		}
	})
}
