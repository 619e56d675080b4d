package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
	"relais/storage/storagetest"
	"relais/web"
)

func TestNew(t *testing.T) {
	words, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	for address, fine := range map[string]bool{
		"": true, "https://relais.example.org": true, "http://127.0.0.1:8080": true, "https://example.org/relais": true,
		"relais.example.org": false, "ftp://example.org": false, "https://": false, "://": false, "javascript:alert(1)": false,
	} {
		net := campaigns.Open(storagetest.New(t), nil, campaigns.Settings{PublicURL: address})
		if _, err := web.New(net, words, web.Options{}); (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// routes are one address of each kind, on a network where B1 is released.
func routes(n *network) map[string]int {
	return map[string]int{
		"/": 302, "/about": 200, "/healthz": 200, "/style.css": 200, "/icon.svg": 200, "/b/B1": 200, "/b/B9": 404, "/nothing": 404,
		"/o/aaaa": 404, "/s/aaaa": 404, n.link(reach.Link{Brief: "B1", Lang: "en", Network: "x"}): 302,
		n.opener(reach.Opener{Brief: "B1", Rev: 1, To: composer}, time.Now()): 302,
	}
}

func TestEveryAnswerIsSecured(t *testing.T) {
	n := open(t)
	n.furnish()
	n.release(couscous(), monday, nil)
	paths := routes(n)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		for path, status := range paths {
			if method == http.MethodPost {
				status = http.StatusMethodNotAllowed
			}
			a := n.ask(method, path).is(t, status)
			for name, want := range map[string]string{
				"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
				"Referrer-Policy":         "no-referrer", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			} {
				if got := a.Header.Get(name); got != want {
					t.Errorf("%s %s: %s is %q", method, path, name, got)
				}
			}
			if len(a.Header["Set-Cookie"]) > 0 {
				t.Errorf("%s %s sets a cookie", method, path)
			}
			if a.Header.Get("Cache-Control") == "" {
				t.Errorf("%s %s does not say how long it may be kept", method, path)
			}
		}
	}
}

func TestPagesLoadNothingFromElsewhere(t *testing.T) {
	n := open(t)
	n.furnish()
	n.release(couscous(), monday, nil)
	loads := regexp.MustCompile(`(?i)<(script|style|img|iframe|video|audio|object|embed|form)\b|\sstyle=|\son\w+=|<link rel="(?:stylesheet|icon)" href="https?:`)
	for path := range routes(n) {
		a := n.get(path)
		if path == "/style.css" || path == "/icon.svg" {
			if strings.Contains(strings.ReplaceAll(a.Body, "http://www.w3.org/2000/svg", ""), "http") || strings.Contains(a.Body, "@import") {
				t.Errorf("%s names another site", path)
			}
			continue
		}
		if found := loads.FindString(a.Body); found != "" {
			t.Errorf("%s holds %q", path, found)
		}
	}
}

func TestPagesCanBeReadWithoutSight(t *testing.T) {
	n := open(t)
	n.furnish()
	n.release(couscous(), monday, nil)
	for _, path := range []string{"/about?lang=ar", "/b/B1?lang=ar", "/b/B9?lang=ar", "/o/aaaa?lang=ar"} {
		a := n.get(path)
		a.holds(t, []string{`<html lang="ar" dir="rtl">`, `<a class="skip" href="#text">الانتقال إلى النص</a>`, `<main id="text"`, "<title>", "<header", "<footer"})
		if strings.Count(a.Body, "<h1") != 1 || strings.Count(a.Body, "<main") != 1 {
			t.Errorf("%s does not have one heading and one main part", path)
		}
	}
}

func TestSchemeAndHostNeverComeFromTheRequest(t *testing.T) {
	n := open(t)
	n.furnish()
	n.release(couscous(), monday, nil)
	for path := range routes(n) {
		a := n.get(path, "Host", "evil.example.net", "X-Forwarded-Host", "evil.example.net", "X-Forwarded-Proto", "ftp", "Forwarded", "host=evil.example.net;proto=ftp")
		if strings.Contains(a.Body+a.Header.Get("Location"), "evil") || strings.Contains(a.Body, "ftp:") {
			t.Errorf("%s repeats what the request says", path)
		}
	}
}

func TestAPublicAddressWithAPath(t *testing.T) {
	n := open(t, func(s *campaigns.Settings) { s.PublicURL = "https://example.org/relais" })
	n.furnish()
	n.release(couscous(), monday, nil)
	path := n.link(reach.Link{Brief: "B1", Lang: "en", Network: "x"})
	for _, prefix := range []string{"", "/relais"} { // the proxy takes the path off, or leaves it on
		n.get(prefix+path).leadsTo(t, "/relais/b/B1?lang=en")
		n.get(prefix+"/").leadsTo(t, "/relais/about")
		n.get(prefix+"/b/B1?lang=en").is(t, http.StatusOK).holds(t, []string{
			`href="/relais/style.css`, `href="/relais/b/B1?lang=fr"`, `content="https://example.org/relais/b/B1?lang=en"`, `href="/relais/about?lang=en"`,
		})
	}
	n.get("/relaisb/B1").is(t, http.StatusNotFound)
}

// hostile turns its surroundings about, ends what it stands in and begins a script, in text and in attributes.
const hostile = "\u202eE\u202a\u2067\u2066\u2069\u2069\u0007\"'`></title></main><script>alert(1)</script><img src=x onerror=alert(1)>{{.}}"

func TestWhatPeopleWroteCannotActOnThePage(t *testing.T) {
	n := open(t, func(s *campaigns.Settings) {
		s.Name, s.About, s.RunBy, s.PaidBy, s.Contact = hostile, hostile, hostile, hostile, hostile
	})
	n.furnish(func(c *campaigns.Campaign, sources []messages.Source, facts []messages.Fact) {
		c.Sponsorship = messages.Sponsorship{
			RunBy: hostile, PaidBy: hostile, Payer: messages.NGO, Country: hostile, Register: hostile, Contact: hostile,
			Lines: map[messages.Lang]messages.Disclosure{"en": {Line: hostile, Short: "\u202e</title> with us <script>alert(1)</script>"}},
		}
		s := &sources[0]
		s.Title, s.Publisher, s.Interest, s.Authors, s.Locator, s.Quote = hostile, hostile, hostile, []string{hostile}, hostile, hostile
		s.URL = "https://example.org/\"><script>alert(1)</script>\u202e"
		f := &facts[0]
		f.Statement, f.Value, f.Unit = map[messages.Lang]string{"en": hostile}, hostile, hostile
	})
	b := edited(couscous(), "en", func(t *messages.Text) {
		t.Title, t.Claim, t.Summary, t.Not, t.Critic = hostile, hostile, hostile, []string{hostile}, hostile
		t.Points[0].Text = hostile
	})
	b.Media = []messages.Media{{URL: "https://example.org/\"><script>alert(1)</script>\u202e.png", Alt: hostile, Credit: hostile}}
	b = n.release(b, time.Now(), nil)
	n.release(edited(b, "en", func(t *messages.Text) { t.Critic += "." }), time.Now(), map[messages.Lang]string{"en": hostile})
	withdrawn := couscous()
	withdrawn.Name = "withdrawn"
	n.withdraw(n.release(withdrawn, monday, nil).ID, hostile, tuesday)
	opener := n.opener(reach.Opener{Brief: "B2", To: composer}, time.Now())

	for _, path := range []string{"/b/B1?lang=en", "/b/B1?lang=en&rev=1", "/b/B2?lang=ar", "/about?lang=en", "/about?lang=ar", opener, "/b/nothing"} {
		a := n.get(path)
		body := strings.ToLower(a.Body)
		for _, bad := range []string{"<script", "<img", "</title></main>", "javascript:", "zgotmplz", "\u0007"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
		if n := strings.Count(body, "</title>"); n != 1 {
			t.Errorf("%s ends its title %d times", path, n)
		}
		if at := strings.IndexAny(a.Body, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067"); at >= 0 {
			t.Errorf("%s can be turned about: …%q…", path, a.Body[max(0, at-40):at+20])
		}
		if strings.Count(a.Body, "\u2068") != strings.Count(a.Body, "\u2069") {
			t.Errorf("%s isolates %d times and ends that %d times", path, strings.Count(a.Body, "\u2068"), strings.Count(a.Body, "\u2069"))
		}
		if path != "/b/nothing" && !strings.Contains(body, "&lt;script&gt;") {
			t.Errorf("%s does not show what was written", path)
		}
	}
}

func TestAbout(t *testing.T) {
	t.Run("says who runs and who pays, how it works and what is kept", func(t *testing.T) {
		n := open(t)
		n.get("/").leadsTo(t, "/about")
		n.get("/about").is(t, http.StatusOK).holds(t, []string{
			"<h1>About Living Heritage</h1>", "Sourced facts about living heritage.", "Run by Example Foundation. Paid for by Example Foundation (non-governmental organisation).",
			"<bdi>France</bdi>", "W751000000", "mailto:hello@example.org", "Fewer than 10 members",
			"Nobody is paid or ranked for sharing.", "The bot posts for nobody.", "Use your own words.", "Give the source.", "Say that you volunteer with us.", "Answer claims, not people.", "If speaking is risky where you are, don&#39;t.",
			"Members who send /leave to the bot are erased", "set no cookies", "Nothing has been released yet.",
			`<meta property="og:title" content="About Living Heritage">`, `<link rel="canonical" href="https://relais.example.org/about?lang=en">`,
		})
		n.get("/about", "Accept-Language", "ar").holds(t, []string{`dir="rtl"`, "الرد على الادّعاءات لا على الأشخاص.", "أقل من 10 أعضاء"})
	})
	t.Run("speaks the network's first language to those who ask for none", func(t *testing.T) {
		n := open(t, func(s *campaigns.Settings) { s.Languages = []messages.Lang{"fr", "ar"} })
		n.get("/about", "Accept-Language", "en").holds(t, []string{`<html lang="fr"`, `hreflang="ar"`}, `hreflang="en"`)
		n.get("/about?lang=en").holds(t, []string{`<html lang="fr"`})
	})
	t.Run("lists what was released, newest first", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := n.release(couscous(), monday, nil)
		n.release(edited(b, "en", func(t *messages.Text) { t.Title = "Couscous, corrected" }), tuesday, nil)
		second, third := couscous(), couscous()
		second.Name, third.Name = "second", "third"
		n.withdraw(n.release(second, tuesday, nil).ID, "Wrong.", tuesday)
		n.do(func(tx storage.Tx) error { _, err := n.Desk.Save(tx, third, "lead", monday); return err })
		a := n.get("/about?lang=en")
		a.holds(t, []string{
			`<a href="/b/B1?lang=en"><bdi lang="en">Couscous, corrected</bdi></a>`, `Released <time dir="ltr">2026-11-02</time> · Corrected <time dir="ltr">2026-11-04</time>`,
			`<a href="/b/B2?lang=en"><span dir="ltr">B2</span></a>`, "<strong>Withdrawn</strong>",
		}, "B3", "belongs to four", "Wrong.", "Older briefs")
		if strings.Index(a.Body, "/b/B2") > strings.Index(a.Body, "/b/B1") {
			t.Error("the older brief comes first")
		}
		n.get("/about?lang=es").holds(t, []string{`<bdi lang="en">Couscous, corrected</bdi>`})
	})
	t.Run("lists all of it, page by page", func(t *testing.T) {
		n := open(t)
		n.furnish()
		const all = 101
		for i := range all {
			b := couscous()
			b.Name = fmt.Sprint("brief-", i)
			n.release(b, monday, nil)
		}
		seen, path := map[string]bool{}, "/about?lang=en"
		for pages := 0; path != "" && pages < 5; pages++ {
			a := n.get(path)
			for _, m := range regexp.MustCompile(`"/b/(B\d+)\?`).FindAllStringSubmatch(a.Body, -1) {
				if seen[m[1]] {
					t.Errorf("%s stands twice", m[1])
				}
				seen[m[1]] = true
			}
			if len(seen) > 50*(pages+1) {
				t.Errorf("%d briefs on %d pages of 50", len(seen), pages+1)
			}
			next := regexp.MustCompile(`href="(/about\?before=[^"]+)"`).FindStringSubmatch(a.Body)
			if path = ""; next != nil {
				path = strings.ReplaceAll(next[1], "&amp;", "&")
			}
		}
		if len(seen) != all {
			t.Errorf("%d briefs listed, want %d", len(seen), all)
		}
		n.get("/about?before=<script>&lang=en").is(t, http.StatusOK).holds(t, []string{"B101"}, "<script>")
	})
}

func TestMembersAreRounded(t *testing.T) {
	for count, want := range map[int]string{0: "Fewer than 10 members", 9: "Fewer than 10 members", 10: "About 10 members", 14: "About 10 members", 15: "About 20 members", 104: "About 100 members"} {
		n := open(t)
		n.do(func(tx storage.Tx) error {
			for i := range count + 3 {
				m, err := n.Roster.New(tx, members.Identity{Platform: "local", User: fmt.Sprint(i)}, "en")
				if err != nil {
					return err
				}
				if i < count { // three more are still joining
					m.Status = members.Admitted
				}
				if err := n.Roster.Put(tx, m); err != nil {
					return err
				}
			}
			return nil
		})
		n.get("/about?lang=en").holds(t, []string{"<strong>" + want + "</strong>"})
		if want == "About 20 members" {
			n.get("/about?lang=ar").holds(t, []string{"نحو 20 عضوًا"})
			n.get("/about?lang=fr").holds(t, []string{"Environ 20 membres"})
		}
	}
}

func TestHealth(t *testing.T) {
	n := open(t)
	if a := n.get("/healthz").is(t, http.StatusOK); a.Body != "ok\n" || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%q, %v", a.Body, a.Header)
	}
	if err := n.Store.Close(); err != nil {
		t.Fatal(err)
	}
	n.get("/healthz").is(t, http.StatusServiceUnavailable).holds(t, []string{"the store does not answer"})
}

func FuzzRequest(f *testing.F) {
	n := open(f)
	n.furnish()
	n.release(couscous(), monday, nil)
	for path := range routes(n) {
		f.Add(path, "lang=fr&rev=1&before=B2", "fr-CA,fr;q=0.9", phone)
	}
	f.Fuzz(func(t *testing.T, path, query, languages, agent string) {
		r, err := http.NewRequest(http.MethodGet, "/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Path, r.URL.RawQuery = path, query
		r.Header.Set("Accept-Language", languages)
		r.Header.Set("User-Agent", agent)
		w := httptest.NewRecorder()
		n.pages.ServeHTTP(w, r)
		if w.Code >= 500 || strings.Contains(strings.ToLower(w.Body.String()), "<script") {
			t.Errorf("status %d\n%s", w.Code, w.Body)
		}
	})
}
