package web_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/messages"
	"relais/storage"
)

func TestBriefPage(t *testing.T) {
	released := func(t *testing.T) *network {
		n := open(t)
		n.furnish()
		n.release(couscous(), monday, nil)
		return n
	}
	t.Run("says everything that was released", func(t *testing.T) {
		released(t).get("/b/B1?lang=en").is(t, http.StatusOK).holds(t, []string{
			`<html lang="en" dir="ltr">`, "Answer to a claim", "<h1>Couscous belongs to four countries</h1>",
			"The claim", "Couscous was inscribed as one country&#39;s dish.", `data-finding="false"`, "Our finding <strong>False</strong>",
			"It is a joint file of four countries.",
			// Points, each with its facts.
			"Four countries signed.", `<p class="statement lines" lang="en" dir="ltr">Couscous was inscribed in 2020.</p>`,
			"<bdi>4 countries</bdi>", `<time dir="ltr">2020-12-16</time>`, "To be checked again by", `<time dir="ltr">2099-01-31</time>`, "<dd>Likely</dd>",
			"One file.", "The file is No. 01602.", "<dd>Established</dd>",
			// Sources.
			"<h3>Sources</h3>", "<h3>Source</h3>", "Decision of the Committee: 15.COM 8.b.14", "UNESCO", "What it has at stake: keeps the list itself", "A. Author", "B. Author",
			"<bdi>2020</bdi>", "page 4", "Official body", `<blockquote class="lines" lang="en" dir="auto">inscribes Knowledge, know-how and practices</blockquote>`,
			`<a href="https://ich.unesco.org/en/RL/couscous-01602" rel="noopener noreferrer">Open the source at ich.unesco.org</a>`,
			`<a href="https://web.archive.org/web/2021/couscous" rel="noopener noreferrer">Archived copy</a>`,
			"Le couscous au patrimoine", "Open the source at journal.example.com", "Press",
			// The rest.
			"What we do not claim", "That it comes from one place.", "What a fair critic would say", "A list does not prove an origin.",
			"Four plates of couscous", "Credit: A. Photographer", "Open it at pictures.example.com",
			// Who runs and who pays.
			"Run by Heritage Desk. Paid for by Example Foundation (non-governmental organisation).",
			"<dt>Kind of payer</dt><dd>non-governmental organisation</dd>", "<bdi>Belgium</bdi>", "<bdi>0123.456.789</bdi>",
			`<a href="mailto:desk@example.org" dir="auto">desk@example.org</a>`, "<bdi>Our heritage</bdi>", "<bdi>Living Heritage</bdi>",
			"I volunteer with Living Heritage, run and paid for by the Example Foundation.", "give the number B1",
			// When.
			`<time datetime="2026-11-02T09:00:00Z"><span dir="ltr"><span>2026-11-02 10:00</span> Africa/Tunis</span> <small dir="ltr">(2026-11-02 09:00 UTC)</small></time>`, "shown here",
		},
			// What members alone are shown.
			"Who taught you?", "A sample nobody should copy.", "reviewer", "lead")
	})
	t.Run("is in the language asked for, else the browser's, else the first", func(t *testing.T) {
		n := released(t)
		for _, c := range []struct{ path, accept, lang, dir, title string }{
			{"/b/B1?lang=fr", "ar", "fr", "ltr", "Le couscous appartient à quatre pays"},
			{"/b/B1?lang=ar", "", "ar", "rtl", "الكسكس ملك أربع دول"},
			{"/b/B1", "ar-TN;q=0.5, fr-CA;q=0.9", "fr", "ltr", "Le couscous appartient"},
			{"/b/B1", "ar-MA,ar;q=0.9,en;q=0.1", "ar", "rtl", "الكسكس ملك أربع دول"},
			{"/b/B1", "de, ar;q=0, fr;q=0.1", "fr", "ltr", "Le couscous appartient"},
			{"/b/B1", "de", "en", "ltr", "Couscous belongs"},
			{"/b/B1", "", "en", "ltr", "Couscous belongs"},
			{"/b/B1?lang=xx", "fr", "fr", "ltr", "Le couscous appartient"},
			{"/b/B1?lang=<script>", ";;;,q=", "en", "ltr", "Couscous belongs"},
		} {
			a := n.get(c.path, "Accept-Language", c.accept).is(t, http.StatusOK)
			a.holds(t, []string{`<html lang="` + c.lang + `" dir="` + c.dir + `">`, c.title})
			if a.Header.Get("Vary") != "Accept-Language" {
				t.Errorf("Vary is %q", a.Header.Get("Vary"))
			}
		}
	})
	t.Run("links to the other languages", func(t *testing.T) {
		n := released(t)
		a := n.get("/b/B1?lang=fr")
		a.holds(t, []string{
			`<a href="/b/B1?lang=en" hreflang="en" lang="en" dir="ltr">English</a>`, `hreflang="ar" lang="ar" dir="rtl">العربية</a>`,
			`<a href="/b/B1?lang=fr" hreflang="fr" lang="fr" dir="ltr" aria-current="true">français</a>`,
			`<link rel="alternate" hreflang="ar" href="https://relais.example.org/b/B1?lang=ar">`,
		}, "español", "does not exist")
	})
	t.Run("in a language that there is not falls back, and says so", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := couscous()
		b.Fallback = []messages.Lang{"fr"}
		n.release(b, monday, nil)
		n.get("/b/B1?lang=es").holds(t, []string{`<html lang="fr"`, "Ce texte n’existe pas en español. Le voici en français."})
		n.get("/b/B1", "Accept-Language", "es").holds(t, []string{`<html lang="fr"`}, "n’existe pas")
		n.get("/b/B1").holds(t, []string{`<html lang="en"`})
	})
	t.Run("says a fact in another language where it has no words in its own", func(t *testing.T) {
		released(t).get("/b/B1?lang=ar").holds(t, []string{`<p class="statement lines" lang="en" dir="ltr">Couscous was inscribed in 2020.</p>`, "وقّعت أربع دول."})
	})
	t.Run("has one address", func(t *testing.T) {
		n := released(t)
		n.get("/b/b1?lang=fr").leadsTo(t, "/b/B1?lang=fr")
		n.get("/b/1").leadsTo(t, "/b/B1")
		n.get("/b/couscous?rev=1&x=y").leadsTo(t, "/b/B1?rev=1")
	})
	t.Run("does not exist before the release", func(t *testing.T) {
		n := released(t)
		draft := couscous()
		draft.Name = "draft"
		n.do(func(tx storage.Tx) error {
			_, err := n.Desk.Save(tx, draft, "lead", monday)
			return err
		})
		for _, path := range []string{"/b/B2", "/b/2", "/b/draft", "/b/B3", "/b/B", "/b/%00", "/b/B1?rev=2", "/b/B1?rev=0", "/b/B1?rev=-1", "/b/B1?rev=x", "/b/99999999999999999999999", "/b/"} {
			n.get(path).is(t, http.StatusNotFound).holds(t, []string{"There is nothing at this address"}, "Couscous belongs")
		}
	})
	t.Run("answers HEAD without a body", func(t *testing.T) {
		n := released(t)
		if a := n.ask(http.MethodHead, "/b/B1"); a.Status != http.StatusOK || a.Header.Get("Content-Length") == "0" {
			t.Errorf("status %d, %v", a.Status, a.Header)
		}
	})
	t.Run("says until when it is useful, and when that has passed", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := couscous()
		b.Until = time.Date(2099, 1, 31, 23, 30, 0, 0, time.UTC)
		b = n.release(b, monday, nil)
		n.get("/b/B1").holds(t, []string{"Useful until 2099-02-01"}, "do not share it")
		b.Until = time.Date(2020, 1, 31, 12, 0, 0, 0, time.UTC)
		n.release(b, tuesday, nil)
		n.get("/b/B1").holds(t, []string{"it was useful until 2020-01-31. Please do not share it any more."}, "Useful until")
	})
	t.Run("marks a fact that is overdue or was withdrawn since", func(t *testing.T) {
		n := open(t)
		n.furnish(func(_ *campaigns.Campaign, _ []messages.Source, facts []messages.Fact) {
			facts[0].ReviewBy = "2099-01-31"
		})
		n.release(couscous(), monday, nil)
		n.get("/b/B1").holds(t, nil, "checked again has passed", "withdrawn this fact")
		n.do(func(tx storage.Tx) error {
			f, err := n.Desk.Fact(tx, "file")
			if err != nil {
				return err
			}
			f.Withdrawn, f.Statement = true, map[messages.Lang]string{"en": "Changed after the release."}
			_, err = n.Desk.PutFact(tx, f, "lead", time.Now())
			return err
		})
		a := n.get("/b/B1")
		a.holds(t, []string{"We have since withdrawn this fact.", "The file is No. 01602."}, "Changed after the release.", "checked again has passed")
		if strings.Count(a.Body, "withdrawn this fact") != 1 {
			t.Error("more than the one fact is marked")
		}
	})
	t.Run("marks a fact that was changed and is not corrected yet, to those whose language it concerns", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := n.release(couscous(), monday, nil)
		change := func(change func(*messages.Fact)) {
			t.Helper()
			n.do(func(tx storage.Tx) error {
				f, err := n.Desk.Fact(tx, "couscous")
				if err != nil {
					return err
				}
				f.Statement = maps.Clone(f.Statement)
				change(&f)
				_, err = n.Desk.PutFact(tx, f, "lead", time.Now())
				return err
			})
		}
		const note = "This statement is being corrected."
		n.get("/b/B1?lang=en").holds(t, []string{"Couscous was inscribed in 2020.", "Likely"}, note)
		change(func(f *messages.Fact) { f.Statement["es"] = "El cuscús se inscribió en 2020." })
		n.get("/b/B1?lang=en").holds(t, nil, note)
		change(func(f *messages.Fact) { f.Statement["ar"] = "أُدرج الكسكس سنة 2020." }) // those who read Arabic were shown English
		n.get("/b/B1?lang=en").holds(t, nil, note)
		n.get("/b/B1?lang=ar").holds(t, []string{"هذه العبارة قيد التصحيح.", "Couscous was inscribed in 2020."}, "أُدرج الكسكس")
		change(func(f *messages.Fact) { delete(f.Statement, "ar") })
		n.get("/b/B1?lang=ar").holds(t, nil, "هذه العبارة قيد التصحيح.")
		change(func(f *messages.Fact) { f.Statement["fr"] = "Le couscous a été inscrit en 2021." })
		n.get("/b/B1?lang=en").holds(t, nil, note)
		n.get("/b/B1?lang=fr").holds(t, []string{"Cette affirmation est en cours de correction.", "inscrit en 2020."}, "inscrit en 2021")
		change(func(f *messages.Fact) { f.Value = "5" })
		a := n.get("/b/B1?lang=en")
		a.holds(t, []string{note, "Couscous was inscribed in 2020."}, "Likely")
		if strings.Count(a.Body, note) != 1 {
			t.Error("more than the one fact is marked")
		}
		n.get("/b/B1?lang=ar").holds(t, []string{"هذه العبارة قيد التصحيح."})
		n.release(b, tuesday, nil)
		n.get("/b/B1?lang=en").holds(t, []string{"Likely"}, note)
		n.get("/b/B1?lang=en&rev=1").holds(t, []string{"This is an older version"}, note)
	})
	t.Run("marks a fact that should have been checked again", func(t *testing.T) {
		n := open(t)
		n.furnish(func(_ *campaigns.Campaign, _ []messages.Source, facts []messages.Fact) {
			facts[0].ReviewBy = "2026-11-10"
		})
		n.release(couscous(), monday, nil)
		n.get("/b/B1").holds(t, []string{"The day on which this fact should have been checked again has passed."})
	})
}

func TestVersions(t *testing.T) {
	corrected := func(t *testing.T) *network {
		n := open(t)
		n.furnish()
		b := n.release(couscous(), monday, nil)
		n.release(edited(b, "en", func(t *messages.Text) { t.Summary = "It is a file of FOUR." }), tuesday,
			map[messages.Lang]string{"en": "The number of countries.", "fr": "Le nombre de pays."})
		return n
	}
	t.Run("the page shows the newest, and what changed", func(t *testing.T) {
		n := corrected(t)
		n.get("/b/B1?lang=en").holds(t, []string{
			"It is a file of FOUR.", "Corrected on 2026-11-04", "The number of countries.", `<a href="/b/B1?lang=en&amp;rev=1">Read this version</a>`,
			"<span>2026-11-04 00:30</span> Africa/Tunis", "(2026-11-03 23:30 UTC)", "Released", "2026-11-02 10:00",
		}, "It is a joint file", "older version", "noindex", "Le nombre")
		n.get("/b/B1?lang=fr").holds(t, []string{"Corrigée le 2026-11-04", "Le nombre de pays."}, "The number of countries.")
		n.get("/b/B1?lang=ar").holds(t, []string{"The number of countries."})
	})
	t.Run("an older one is readable and says that it is older", func(t *testing.T) {
		corrected(t).get("/b/B1?lang=en&rev=1").is(t, http.StatusOK).holds(t, []string{
			"It is a joint file of four countries.", "This is an older version, of 2026-11-02.", `<a href="/b/B1?lang=en">Read the present version</a>`,
			`<meta name="robots" content="noindex">`, `<link rel="canonical" href="https://relais.example.org/b/B1?lang=en">`, `<a href="/b/B1?lang=fr&amp;rev=1"`,
		}, "FOUR.", "Corrected on")
	})
	t.Run("the newest by its number is the page", func(t *testing.T) {
		corrected(t).get("/b/B1?lang=en&rev=2").is(t, http.StatusOK).holds(t, []string{"It is a file of FOUR."}, "older version", "noindex")
	})
	t.Run("what is being written is not shown", func(t *testing.T) {
		n := corrected(t)
		n.do(func(tx storage.Tx) error {
			b, err := n.Desk.Brief(tx, "B1")
			if err != nil {
				return err
			}
			_, err = n.Desk.Save(tx, edited(b, "en", func(t *messages.Text) { t.Title = "Not yet approved" }), "lead", tuesday)
			return err
		})
		n.get("/b/B1?lang=en").holds(t, []string{"It is a file of FOUR."}, "Not yet approved")
		n.get("/b/B1?lang=en&rev=3").is(t, http.StatusNotFound)
	})
	t.Run("a changed source or sponsor does not change what was released", func(t *testing.T) {
		n := corrected(t)
		n.furnish(func(c *campaigns.Campaign, sources []messages.Source, _ []messages.Fact) {
			sources[0].Title = "Another title"
		})
		n.get("/b/B1?lang=en").holds(t, []string{"Decision of the Committee"}, "Another title")
	})
}

func TestWithdrawn(t *testing.T) {
	n := open(t)
	n.furnish()
	b := n.release(couscous(), monday, nil)
	n.release(edited(b, "en", func(t *messages.Text) { t.Summary = "Another." }), tuesday, map[messages.Lang]string{"en": "It was about couscous."})
	n.withdraw("B1", "The number was wrong.\nWe are sorry.", time.Date(2026, 11, 5, 8, 0, 0, 0, time.UTC))
	for _, path := range []string{"/b/B1", "/b/B1?lang=en", "/b/B1?rev=1", "/b/B1?lang=en&rev=2"} {
		t.Run(path, func(t *testing.T) {
			n.get(path).is(t, http.StatusOK).holds(t, []string{
				"<h1>This brief was withdrawn</h1>", "please correct or delete what you posted", "The number was wrong.\nWe are sorry.",
				"Withdrawn <time", "<span>2026-11-05 09:00</span> Africa/Tunis", "Corrected <time", "Released <time", "noindex",
				"Paid for by", "Example Foundation", `content="This brief was withdrawn · I volunteer with Living Heritage"`, `hreflang="es"`,
			}, "Couscous", "couscous", "Another.", "one country", "Read this version")
		})
	}
	n.get("/b/B1?lang=es").is(t, http.StatusOK).holds(t, []string{`<html lang="es"`, "Esta nota se retiró"})
}

func TestPreview(t *testing.T) {
	t.Run("carries the disclosure in title and description", func(t *testing.T) {
		n := open(t)
		n.furnish()
		n.release(couscous(), monday, nil)
		n.get("/b/B1?lang=en").holds(t, []string{
			`<meta property="og:type" content="article">`,
			`<meta property="og:title" content="Couscous belongs to four countries · I volunteer with Living Heritage">`,
			`<meta property="og:description" content="I volunteer with Living Heritage, run and paid for by the Example Foundation. It is a joint file of four countries.">`,
			`<meta name="description" content="I volunteer with`, `<meta property="og:site_name" content="Living Heritage">`, `<meta property="og:locale" content="en_GB">`,
			`<meta name="twitter:card" content="summary_large_image">`, `<meta name="twitter:title" content="Couscous belongs to four countries · I volunteer`,
			`<meta property="og:image" content="https://www.pictures.example.com/couscous.jpg">`, `<meta property="og:image:alt" content="Four plates of couscous">`,
			`<meta property="og:url" content="https://relais.example.org/b/B1?lang=en">`, `<link rel="canonical" href="https://relais.example.org/b/B1?lang=en">`,
		})
		n.get("/b/B1?lang=ar").holds(t, []string{`content="الكسكس ملك أربع دول · متطوّع مع التراث الحي"`, `content="أتطوّع مع شبكة التراث الحي`, `content="ar_AR"`})
	})
	t.Run("is cut at the title and never at the disclosure", func(t *testing.T) {
		n := open(t)
		n.furnish()
		long := strings.Repeat("couscous and semolina ", 40)
		n.release(edited(couscous(), "en", func(t *messages.Text) { t.Title, t.Summary = long, long }), monday, nil)
		a := n.get("/b/B1?lang=en")
		a.holds(t, []string{`… · I volunteer with Living Heritage">`, `content="I volunteer with Living Heritage, run and paid for by the Example Foundation. couscous`})
		if title := between(t, a.Body, `og:title" content="`, `"`); len([]rune(title)) > 100 {
			t.Errorf("the title has %d characters: %s", len([]rune(title)), title)
		}
		if d := between(t, a.Body, `og:description" content="`, `"`); len([]rune(d)) > 300 {
			t.Errorf("the description has %d characters: %s", len([]rune(d)), d)
		}
	})
	t.Run("has no address where readers elsewhere cannot reach the network", func(t *testing.T) {
		n := open(t, func(s *campaigns.Settings) { s.PublicURL = "" })
		n.furnish()
		n.release(couscous(), monday, nil)
		n.get("/b/B1?lang=en", "Host", "evil.example.net").is(t, http.StatusOK).holds(t, []string{`property="og:title"`, `<a href="/b/B1?lang=fr"`}, "og:url", "canonical", "rel=\"alternate\"", "evil")
	})
	t.Run("shows no picture that is none", func(t *testing.T) {
		n := open(t)
		n.furnish()
		b := couscous()
		b.Media[0].URL = "https://films.example.com/couscous.mp4"
		n.release(b, monday, nil)
		n.get("/b/B1").holds(t, []string{`content="summary"`, "Open it at films.example.com"}, "og:image")
	})
}

func between(t *testing.T, s, from, to string) string {
	t.Helper()
	_, rest, found := strings.Cut(s, from)
	out, _, closed := strings.Cut(rest, to)
	if !found || !closed {
		t.Fatalf("no %q … %q", from, to)
	}
	return texts.Unmarked(out)
}
