package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
	"relais/storage/storagetest"
)

const composer = "https://bsky.app/intent/compose?text=I%20volunteer%20%26%20you%3F"

func TestOpener(t *testing.T) {
	now := time.Now()
	to := func(b messages.Brief, address string) reach.Opener {
		return reach.Opener{Member: 1, Brief: b.ID, Rev: 1, Network: "bluesky", To: address}
	}
	t.Run("leads to the composer that the store holds", func(t *testing.T) {
		n := open(t)
		n.furnish()
		path := n.opener(to(n.release(couscous(), monday, nil), composer), now)
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			a := n.ask(method, path+"?to=https://evil.example.net&url=https://evil.example.net", "Host", "evil.example.net", "X-Forwarded-Host", "evil.example.net")
			a.leadsTo(t, composer)
			if a.Header.Get("Referrer-Policy") != "no-referrer" || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: the headers are %v", method, a.Header)
			}
		}
	})
	t.Run("leads to an e-mail", func(t *testing.T) {
		n := open(t)
		n.furnish()
		const mail = "mailto:?subject=a&body=b%0D%0Ac"
		n.get(n.opener(to(n.release(couscous(), monday, nil), mail), now)).leadsTo(t, mail)
	})
	t.Run("leads to the brief as it is now after a correction", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := n.release(couscous(), monday, nil)
		path := n.opener(to(b, composer), now)
		n.release(edited(b, "en", func(t *messages.Text) { t.Summary = "Another." }), tuesday, nil)
		n.get(path).is(t, http.StatusGone).holds(t, []string{"This was corrected since you opened the kit", `href="/b/B1"`}, "bsky.app")
	})
	t.Run("that is unknown is a friendly 404", func(t *testing.T) {
		n := open(t)
		n.get("/o/aaaaaaaaaaaaaaaa").is(t, http.StatusNotFound).holds(t, []string{"This link leads nowhere any more", "last seven days", `href="/about?lang=en"`})
		n.get("/o/aaaaaaaaaaaaaaaa", "Accept-Language", "fr-CA,fr;q=0.9").is(t, http.StatusNotFound).holds(t, []string{`lang="fr"`, "Ce lien ne mène plus nulle part"})
	})
	t.Run("that has expired is a friendly 404", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := n.release(couscous(), monday, nil)
		n.get(n.opener(to(b, composer), now.Add(-reach.OpenerLife))).is(t, http.StatusNotFound).holds(t, []string{"leads nowhere"}, "bsky.app")
		n.get(n.opener(to(b, composer), now.Add(time.Minute-reach.OpenerLife))).leadsTo(t, composer)
	})
	t.Run("of a withdrawn brief shows its notice", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := n.release(couscous(), monday, nil)
		path := n.opener(to(b, composer), now)
		n.withdraw(b.ID, "The number was wrong.", tuesday)
		a := n.get(path).is(t, http.StatusGone)
		a.holds(t, []string{"Please do not share this any more", "The number was wrong.", `href="/b/B1"`}, "bsky.app", "belongs to four")
		if a.Header.Get("Location") != "" {
			t.Error("it leads on")
		}
	})
	t.Run("of a brief past its time shows a notice", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := couscous()
		b.Until = now.Add(-time.Second)
		n.get(n.opener(to(n.release(b, monday, nil), composer), now)).is(t, http.StatusGone).holds(t, []string{"that time has passed"}, "bsky.app")
	})
	t.Run("of a brief whose fact was withdrawn, changed or is overdue says to wait", func(t *testing.T) {
		for what, change := range map[string]func(*messages.Fact){
			"withdrawn": func(f *messages.Fact) { f.Withdrawn = true },
			"changed":   func(f *messages.Fact) { f.Value = "5" },
			"overdue":   func(f *messages.Fact) { f.ReviewBy = "2026-01-01" },
		} {
			n := open(t)
			n.furnish()
			b := n.release(couscous(), monday, nil)
			in := to(b, composer)
			in.Lang = "en"
			unknown, known := n.opener(to(b, composer), now), n.opener(in, now)
			n.get(known).leadsTo(t, composer)
			n.get(unknown).leadsTo(t, composer)
			n.do(func(tx storage.Tx) error {
				f, err := n.Desk.Fact(tx, "couscous")
				if err != nil {
					return err
				}
				change(&f)
				_, err = n.Desk.PutFact(tx, f, "lead", now)
				return err
			})
			for _, path := range []string{known, unknown} {
				t.Log(what, path)
				n.get(path).is(t, http.StatusGone).holds(t, []string{"Please do not share this now", "has to be checked again", `href="/b/B1"`}, "bsky.app")
			}
		}
	})
	t.Run("goes by the end that is public, not by one that is being written", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := n.release(couscous(), monday, nil)
		path := n.opener(to(b, composer), now)
		b.Until = now.Add(-time.Second)
		n.do(func(tx storage.Tx) error { _, err := n.Desk.Save(tx, b, "lead", now); return err })
		n.get(path).leadsTo(t, composer)
	})
	t.Run("never leads to a script", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := n.release(couscous(), monday, nil)
		for _, address := range []string{"javascript:alert(1)", "data:text/html,x", "//evil.example.net", "/about", ""} {
			n.get(n.opener(to(b, address), now)).is(t, http.StatusNotFound)
		}
	})
}

func TestPublicLink(t *testing.T) {
	released := func(t *testing.T) (*network, string) {
		n := open(t)
		n.furnish()
		n.release(couscous(), monday, nil)
		return n, n.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x"})
	}
	t.Run("counts a reader and leads to the brief", func(t *testing.T) {
		n, path := released(t)
		for want := 1; want <= 3; want++ {
			a := n.get(path+"?to=https://evil.example.net", "Host", "evil.example.net")
			a.leadsTo(t, "/b/B1?lang=fr")
			if a.Header.Get("Cache-Control") != "no-store" {
				t.Error("a cache may keep readers from being counted")
			}
			if got := n.clicks("B1"); got != want {
				t.Errorf("%d readers counted, want %d", got, want)
			}
		}
		n.get("/b/B1?lang=fr").is(t, http.StatusOK).holds(t, []string{"Le couscous appartient à quatre pays"})
	})
	t.Run("has counted before it answers", func(t *testing.T) {
		dir := t.TempDir()
		store := storagetest.Open(t, dir)
		n := openOn(t, store)
		n.furnish()
		n.release(couscous(), monday, nil)
		n.get(n.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x"})).leadsTo(t, "/b/B1?lang=fr")
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if got := openOn(t, storagetest.Open(t, dir)).clicks("B1"); got != 1 {
			t.Errorf("after a restart %d readers are counted, want 1", got)
		}
	})
	t.Run("counts nobody for a HEAD", func(t *testing.T) {
		n, path := released(t)
		n.ask(http.MethodHead, path).leadsTo(t, "/b/B1?lang=fr")
		if got := n.clicks("B1"); got != 0 {
			t.Errorf("%d readers counted", got)
		}
	})
	t.Run("that is unknown is a friendly 404", func(t *testing.T) {
		n, _ := released(t)
		for _, token := range []string{"aaaaaaaaaa", "%2e%2e", strings.Repeat("a", 20_000), "%00", "a%2Fb"} {
			n.get("/s/"+token).is(t, http.StatusNotFound).holds(t, []string{"There is nothing at this address", `href="/about?lang=en"`})
		}
	})
	t.Run("of a withdrawn brief leads to its notice", func(t *testing.T) {
		n, path := released(t)
		n.withdraw("B1", "The number was wrong.", tuesday)
		n.get(path).leadsTo(t, "/b/B1?lang=fr")
		n.get("/b/B1?lang=fr").is(t, http.StatusOK).holds(t, []string{"Cette note a été retirée", "The number was wrong."}, "quatre pays")
	})
	t.Run("of a former member goes on counting", func(t *testing.T) {
		n, _ := released(t)
		path := n.link(reach.Link{Brief: "B1", Lang: "en", Network: "x", Member: 7})
		n.do(func(tx storage.Tx) error { return n.Reach.Forget(tx, 7) })
		n.get(path).leadsTo(t, "/b/B1?lang=en")
		if got := n.clicks("B1"); got != 1 {
			t.Errorf("%d readers counted, want 1", got)
		}
	})
	t.Run("answers 500 with a reference where the store does not answer", func(t *testing.T) {
		n, path := released(t)
		if err := n.Store.Close(); err != nil {
			t.Fatal(err)
		}
		n.get(path).is(t, http.StatusInternalServerError).holds(t, []string{"give this reference"})
	})
}

func TestWhoIsCounted(t *testing.T) {
	n := open(t)
	n.furnish()
	n.release(couscous(), monday, nil)
	path := n.link(reach.Link{Brief: "B1", Lang: "en", Network: "x"})
	const safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
	for _, c := range []struct {
		who     string
		headers []string
		want    int
	}{
		// Readers, in browsers and in the browsers of networks' apps.
		{"Chrome on Android", []string{"User-Agent", phone}, 1},
		{"Firefox", []string{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"}, 1},
		{"Safari", []string{"User-Agent", safari + " Version/18.1 Mobile/15E148 Safari/604.1"}, 1},
		{"Opera Mini", []string{"User-Agent", "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; ar) Presto/2.12.423 Version/12.16"}, 1},
		{"UC Browser", []string{"User-Agent", "UCWEB/2.0 (MIDP-2.0; U; Adr 4.4.2; fr; SM-G350) U2/1.0.0 UCBrowser/9.4.1.482 U2/1.0.0 Mobile"}, 1},
		{"Telegram's own browser", []string{"User-Agent", phone + " Telegram-Android/11.3.3 (Google Pixel 8; Android 14; SDK 34; HIGH)"}, 1},
		{"Facebook's own browser", []string{"User-Agent", safari + " Mobile/15E148 [FBAN/FBIOS;FBAV/487.0.0;FBBV/1;FBDV/iPhone14,5;FBMD/iPhone]"}, 1},
		{"Instagram's own browser", []string{"User-Agent", safari + " Mobile/22B83 Instagram 355.0.0.23.103 (iPhone14,5; iOS 18_1; fr_FR)"}, 1},
		{"LinkedIn's own browser", []string{"User-Agent", safari + " Mobile/15E148 [LinkedInApp]/9.30.1"}, 1},
		{"X's own browser", []string{"User-Agent", safari + " Mobile/22B83 Twitter for iPhone/10.66"}, 1},
		{"Discord's own browser", []string{"User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) discord/1.0.9170 Chrome/128.0 Electron/32.2 Safari/537.36"}, 1},
		{"a telephone named Cubot", []string{"User-Agent", "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36"}, 1},
		{"a visit to a page", []string{"Sec-Fetch-Dest", "document", "Sec-Fetch-Mode", "navigate"}, 1},

		// Previews.
		{"Telegram's preview", []string{"User-Agent", "TelegramBot (like TwitterBot)"}, 0},
		{"Discord's preview", []string{"User-Agent", "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"}, 0},
		{"WhatsApp's preview", []string{"User-Agent", "WhatsApp/2.23.20.0"}, 0},
		{"Slack's preview", []string{"User-Agent", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}, 0},
		{"Slack's picture preview", []string{"User-Agent", "Slack-ImgProxy (+https://api.slack.com/robots)"}, 0},
		{"X's preview", []string{"User-Agent", "Twitterbot/1.0"}, 0},
		{"Facebook's preview", []string{"User-Agent", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"}, 0},
		{"Meta's fetcher", []string{"User-Agent", "meta-externalfetcher/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)"}, 0},
		{"Messages's preview", []string{"User-Agent", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"}, 0},
		{"LinkedIn's preview", []string{"User-Agent", "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"}, 0},
		{"Mastodon's preview", []string{"User-Agent", "Mastodon/4.3.1 (http.rb/5.2.0; +https://mastodon.social/)"}, 0},
		{"Mastodon's preview before 4.3", []string{"User-Agent", "http.rb/5.1.0 (Mastodon/4.0.2; +https://freiburg.social/) Bot"}, 0},
		{"Bluesky's preview", []string{"User-Agent", "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)"}, 0},
		{"Reddit's preview", []string{"User-Agent", "Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)"}, 0},
		{"Pinterest's preview", []string{"User-Agent", "Mozilla/5.0 (compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)"}, 0},
		{"Snapchat's preview", []string{"User-Agent", "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 Chrome/98.0 Safari/537.36 (compatible; Snap URL Preview Service; bot; snapchat)"}, 0},
		{"Teams's preview", []string{"User-Agent", "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com"}, 0},

		// Search engines, archives and programs.
		{"Google", []string{"User-Agent", "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/130.0 Safari/537.36"}, 0},
		{"Google's inspection", []string{"User-Agent", phone + " (compatible; Google-InspectionTool/1.0;)"}, 0},
		{"Google's advertisements", []string{"User-Agent", "Mozilla/5.0 (compatible; Mediapartners-Google/2.1; +http://www.google.com/)"}, 0},
		{"Bing", []string{"User-Agent", "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0 Safari/537.36"}, 0},
		{"Bing's preview", []string{"User-Agent", "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b"}, 0},
		{"Yandex", []string{"User-Agent", "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)"}, 0},
		{"Baidu", []string{"User-Agent", "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"}, 0},
		{"the Internet Archive", []string{"User-Agent", "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)"}, 0},
		{"OpenAI", []string{"User-Agent", "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot"}, 0},
		{"a robot of no name we know", []string{"User-Agent", "Mozilla/5.0 (compatible; SomeNewBot/0.1)"}, 0},
		{"a browser without a window", []string{"User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/130.0.0.0 Safari/537.36"}, 0},
		{"curl", []string{"User-Agent", "curl/8.10.1"}, 0},
		{"Go", []string{"User-Agent", "Go-http-client/2.0"}, 0},
		{"Python", []string{"User-Agent", "python-requests/2.32.3"}, 0},
		{"nobody", []string{"User-Agent", ""}, 0},

		// What a browser fetches that nobody has asked to see.
		{"a page fetched ahead", []string{"Sec-Purpose", "prefetch"}, 0},
		{"a page made ready ahead", []string{"Sec-Purpose", "prefetch;prerender"}, 0},
		{"a page fetched ahead by way of another machine", []string{"Sec-Purpose", "prefetch;anonymous-client-ip"}, 0},
		{"a page fetched ahead by an older Chrome", []string{"Purpose", "prefetch"}, 0},
		{"a preview by an older Safari", []string{"X-Purpose", "preview"}, 0},
		{"a page fetched ahead by an older Firefox", []string{"X-Moz", "prefetch"}, 0},
		{"a picture", []string{"Sec-Fetch-Dest", "image"}, 0},
		{"a frame", []string{"Sec-Fetch-Dest", "iframe"}, 0},
		{"a script's fetch", []string{"Sec-Fetch-Dest", "empty"}, 0},
	} {
		t.Run(c.who, func(t *testing.T) {
			before := n.clicks("B1")
			n.get(path, c.headers...).leadsTo(t, "/b/B1?lang=en")
			if got := n.clicks("B1") - before; got != c.want {
				t.Errorf("%d counted, want %d", got, c.want)
			}
			n.get("/b/B1?lang=en", c.headers...).is(t, http.StatusOK).holds(t, []string{`property="og:title"`})
		})
	}
}
