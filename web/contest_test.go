package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// vetting admits a reviewer, who has an account and reads everything.
func (n *network) vetting() members.Member {
	n.Helper()
	var m members.Member
	n.do(func(tx storage.Tx) (err error) {
		if m, err = n.Roster.New(tx, members.Identity{Platform: "test", User: "r", Chat: "r"}, "en"); err != nil {
			return err
		}
		m.Status, m.Roles, m.Reads = members.Admitted, []members.Role{members.Reviewer}, messages.Languages()
		return n.Roster.Put(tx, m)
	})
	return m
}

// send posts a form; headers are names and values in turn. Without any it is a browser on this service's own page.
func (n *network) send(path, text string, headers ...string) answer {
	n.Helper()
	return n.sendForm(path, url.Values{"text": {text}, "source": {""}, "website": {""}}, headers...)
}

func (n *network) sendForm(path string, form url.Values, headers ...string) answer {
	n.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	w := httptest.NewRecorder()
	n.pages.ServeHTTP(w, r)
	return answer{w.Code, w.Result().Header, w.Body.String()}
}

func (n *network) contestsOf(brief string) (all []campaigns.Contest) {
	n.Helper()
	if err := n.Store.View(context.Background(), func(tx storage.Tx) (err error) {
		all, err = n.ContestsOf(tx, brief)
		return err
	}); err != nil {
		n.Fatal(err)
	}
	return all
}

// called is couscous under another name.
func called(name string) messages.Brief {
	b := couscous()
	b.Name = name
	return b
}

func released(t *testing.T) *network {
	n := open(t)
	n.vetting()
	n.furnish()
	n.release(couscous(), monday, nil)
	return n
}

func TestABriefAndEachOfItsFactsLeadToTheForm(t *testing.T) {
	n := released(t)
	page := n.get("/b/B1?lang=en")
	for _, path := range []string{
		"/b/B1/contest?lang=en&rev=1", "/b/B1/contest?fact=couscous&lang=en&rev=1", "/b/B1/contest?fact=file&lang=en&rev=1",
	} {
		page.holds(t, []string{`href="` + strings.ReplaceAll(path, "&", "&amp;") + `"`})
		form := n.get(path).is(t, http.StatusOK)
		form.holds(t, []string{
			"What is wrong?", `action="` + strings.ReplaceAll(path, "&", "&amp;") + `"`, `method="post"`, `<label for="text">`, `maxlength="2000"`, "within 7 days", "Couscous belongs to four countries",
		})
		if csp := form.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "form-action 'self'") {
			t.Errorf("%s: %s", path, csp)
		}
		if loads := regexp.MustCompile(`(?i)<(script|img|iframe)\b|\sstyle=|\son\w+=`).FindString(form.Body); loads != "" {
			t.Errorf("%s holds %q", path, loads)
		}
	}
	n.get("/b/B1/contest?fact=couscous&lang=fr").holds(t, []string{"Le couscous a été inscrit en 2020.", "Qu’est-ce qui est faux"})
	n.get("/b/B1/contest?fact=couscous&lang=ar").holds(t, []string{`dir="rtl"`, "ما الخطأ؟"})
}

func TestAContestIsKeptShownAndAnswered(t *testing.T) {
	n := released(t)
	a := n.sendForm("/b/B1/contest?fact=couscous&lang=en&rev=1", url.Values{
		"text": {"It was 2021 <b>\r\nI was there."}, "source": {"https://example.org/list"}, "website": {""},
	}).is(t, http.StatusSeeOther)
	if to := a.Header.Get("Location"); to != "/b/B1/contest/C1?lang=en" {
		t.Fatalf("leads to %s", to)
	}
	c := n.contestsOf("B1")[0]
	if c.Text != "It was 2021 <b>\nI was there." || c.Source != "https://example.org/list" || c.Fact != "couscous" || c.Rev != 1 || c.Lang != "en" || c.Member != 0 || c.To == "" {
		t.Errorf("kept %+v", c)
	}
	due := string(c.Due)
	n.get("/b/B1/contest/C1?lang=en").is(t, http.StatusOK).holds(t, []string{"Contest C1", "is answered by " + due, "Couscous was inscribed in 2020."}, "I was there")
	n.get("/b/B1?lang=en").holds(t, []string{"1 contest is open.", due, "/b/B1/contest/C1?lang=en"}, "I was there", "example.org/list")
	n.do(func(tx storage.Tx) error {
		m, err := n.Roster.ByAlias(tx, c.To)
		if err != nil {
			return err
		}
		_, err = n.AnswerContest(tx, "C1", &m, campaigns.Partly, "The list is of <i>2020</i>.", tuesday)
		return err
	})
	for _, path := range []string{"/b/B1?lang=en", "/b/B1/contest/C1?lang=en"} {
		n.get(path).holds(t, []string{"Partly upheld", "Couscous was inscribed in 2020.", "The list is of &lt;i&gt;2020&lt;/i&gt;.", "2026-11-04"}, "I was there", "is open")
	}
	n.get("/b/B1?lang=fr").holds(t, []string{"Fondée en partie", `lang="en" dir="ltr">The list is of`})
	for _, path := range []string{"/b/B1/contest/C2", "/b/B1/contest/c1", "/b/B1/contest/1", "/b/B9/contest/C1"} {
		n.get(path).is(t, http.StatusNotFound)
	}
}

func TestWhatIsNoContest(t *testing.T) {
	n := released(t)
	n.do(func(tx storage.Tx) error { // B2 was never released
		_, err := n.Desk.Save(tx, called("draft"), "lead", monday)
		return err
	})
	long := strings.Repeat("ض", 2001)
	for name, c := range map[string]struct {
		path string
		form url.Values
		want int
		says string
	}{
		"empty":                      {"/b/B1/contest?lang=en", url.Values{"text": {" "}}, 400, "Please say what is wrong and how you know."},
		"no field":                   {"/b/B1/contest?lang=en", nil, 400, "Please say what is wrong and how you know."},
		"too long":                   {"/b/B1/contest?lang=en", url.Values{"text": {long}}, 400, "at most 2000 characters"},
		"far too long":               {"/b/B1/contest?lang=en", url.Values{"text": {strings.Repeat("a", 1<<20)}}, 413, "at most 2000 characters"},
		"a source that is none":      {"/b/B1/contest?lang=en", url.Values{"text": {"a"}, "source": {"javascript:alert(1)"}}, 400, "That address"},
		"what a program filled in":   {"/b/B1/contest?lang=en", url.Values{"text": {"a"}, "website": {"x"}}, 400, "has to stay empty"},
		"a fact that is not there":   {"/b/B1/contest?lang=en&fact=nothing", url.Values{"text": {"a"}}, 404, "There is nothing"},
		"a fact of another language": {"/b/B1/contest?lang=fr&fact=file", url.Values{"text": {"a"}}, 404, "Il n’y a rien"},
		"no such version":            {"/b/B1/contest?lang=en&rev=7", url.Values{"text": {"a"}}, 404, "There is nothing"},
		"never released":             {"/b/B2/contest?lang=en", url.Values{"text": {"a"}}, 404, "There is nothing"},
		"no brief":                   {"/b/B9/contest?lang=en", url.Values{"text": {"a"}}, 404, "There is nothing"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			a := n.sendForm(c.path, c.form).is(t, c.want)
			a.holds(t, []string{c.says})
			if text := c.form.Get("text"); c.want == 400 && strings.TrimSpace(text) != "" && !strings.Contains(a.Body, text) {
				t.Error("what was written is lost")
			}
			if c.want == 404 {
				n.get(c.path).is(t, http.StatusNotFound)
			}
		})
	}
	for name, headers := range map[string][]string{
		"another site":             {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.net"},
		"a site beside":            {"Sec-Fetch-Site", "same-site"},
		"another site, old client": {"Sec-Fetch-Site", "", "Origin", "https://evil.example.net"},
	} {
		t.Log(name)
		n.send("/b/B1/contest?lang=en", "a", headers...).is(t, http.StatusForbidden).holds(t, []string{"This was sent from another site"})
	}
	if all := n.contestsOf("B1"); len(all) > 0 {
		t.Errorf("kept %+v", all)
	}
	// Behind a proxy that changes the host, the public address is this service's own.
	n.send("/b/B1/contest?lang=en", "a", "Sec-Fetch-Site", "", "Origin", "https://relais.example.org").is(t, http.StatusSeeOther)
}

func TestTheSameWordsWithinADayAreOneContest(t *testing.T) {
	n := released(t)
	for range 15 { // more than are taken at once
		n.send("/b/B1/contest?lang=en", "It is wrong.").is(t, http.StatusSeeOther).holds(t, nil)
	}
	if all := n.contestsOf("B1"); len(all) != 1 {
		t.Errorf("%d are kept", len(all))
	}
}

func TestContestsComeAtAPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := released(t)
		n.release(called("second"), monday, nil)
		i := 0
		post := func(brief string, want int) answer {
			i++
			return n.send("/b/"+brief+"/contest?lang=en", fmt.Sprint("Wrong, number ", i)).is(t, want)
		}
		for range 10 {
			post("B1", http.StatusSeeOther)
		}
		full := post("B1", http.StatusTooManyRequests)
		full.holds(t, []string{"Please try again tomorrow, or write to hello@example.org and give the number B1.", "Wrong, number 11"})
		if full.Header.Get("Retry-After") == "" {
			t.Error("it does not say when to come back")
		}
		post("B2", http.StatusSeeOther) // one brief's flood leaves room for the others
		time.Sleep(5 * time.Minute)
		post("B1", http.StatusSeeOther)
		post("B1", http.StatusTooManyRequests)
		for len(n.contestsOf("B1")) < campaigns.ContestsOpen {
			time.Sleep(5 * time.Minute)
			post("B1", http.StatusSeeOther)
		}
		time.Sleep(time.Hour)
		post("B1", http.StatusTooManyRequests) // so many are open
	})
}

func TestAWithdrawnBriefCanBeContested(t *testing.T) {
	n := released(t)
	n.send("/b/B1/contest?lang=en&fact=couscous", "It was 2021.").is(t, http.StatusSeeOther)
	to := n.contestsOf("B1")[0].To
	n.do(func(tx storage.Tx) error {
		m, err := n.Roster.ByAlias(tx, to)
		if err == nil {
			_, err = n.AnswerContest(tx, "C1", &m, campaigns.Upheld, "You are right.", tuesday)
		}
		return err
	})
	n.withdraw("B1", "We were wrong.", tuesday)
	n.get("/b/B1?lang=en").holds(t, []string{"Contest this brief", "Upheld: we were wrong", "You are right.", "A fact of the brief that was withdrawn"}, "inscribed in 2020")
	n.get("/b/B1/contest?lang=en").is(t, http.StatusOK).holds(t, []string{"What is wrong?"}, "Couscous")
	n.send("/b/B1/contest?lang=en", "It was right.").is(t, http.StatusSeeOther)
	n.get("/b/B1/contest?lang=en&fact=couscous").is(t, http.StatusNotFound)
	n.get("/b/B1/contest/C1?lang=en").is(t, http.StatusOK).holds(t, []string{"You are right."}, "inscribed in 2020", "Couscous")
}

func TestAtMostTwentyAnswersAreShown(t *testing.T) {
	n := released(t)
	var to members.Member
	n.do(func(tx storage.Tx) error {
		for i := range 22 {
			c, _, err := n.PutContest(tx, campaigns.Contest{Brief: "B1", Rev: 1, Lang: "en", Text: fmt.Sprint("Wrong, number ", i)}, monday)
			if err != nil {
				return err
			}
			if to, err = n.Roster.ByAlias(tx, c.To); err != nil {
				return err
			}
			if _, err := n.AnswerContest(tx, c.ID, &to, campaigns.NotUpheld, fmt.Sprint("Answer no. ", i, "."), monday.Add(time.Duration(i)*time.Minute)); err != nil {
				return err
			}
		}
		return nil
	})
	a := n.get("/b/B1?lang=en")
	a.holds(t, []string{"Answer no. 21.", "Answer no. 2."}, "Answer no. 1.", "Answer no. 0.")
	if strings.Index(a.Body, "Answer no. 21.") > strings.Index(a.Body, "Answer no. 20.") {
		t.Error("the newest does not come first")
	}
}

func TestTheAboutPageCountsFindings(t *testing.T) {
	n := open(t)
	n.furnish()
	n.get("/about?lang=en").holds(t, nil, "What we found about claims")
	n = released(t)
	outdated := called("second")
	outdated.Finding = messages.Outdated
	n.release(outdated, monday, nil)
	outdated.Name = "third"
	outdated = n.release(outdated, monday, nil)
	gone := n.release(called("fourth"), monday, nil)
	n.withdraw(gone.ID, "Wrong.", tuesday)
	n.do(func(tx storage.Tx) error { // a draft of a correction changes nothing yet
		outdated.Finding = messages.True
		_, err := n.Desk.Save(tx, outdated, "lead", tuesday)
		return err
	})
	n.get("/about?lang=en").holds(t, []string{"What we found about claims", "<dt>Outdated</dt><dd>2</dd>", "<dt>False</dt><dd>1</dd>"}, "<dt>True</dt>")
}
