//go:build !race

package main

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

const (
	soukSource = `== Source unesco-souk
Type: official
Title: Cultural space of Jemaa el-Fna Square
Publisher: UNESCO
Address: https://ich.unesco.org/en/RL/cultural-space-of-jemaa-el-fna-square-00014
`
	soukFact = `
== Fact souk-2008
As of: 2024-01-01
Review by: 2031-12-31
Sources: unesco-souk
English: Jemaa el-Fnaa was inscribed in 2008.
`
	soukBrief = `
== Brief souk
Campaign: living-heritage
Kind: points

== English
Title: The souk of Marrakesh
Points:
- It was inscribed in 2008. [souk-2008]
`
	soukFile = soukSource + soukFact + soukBrief
)

// sampleCampaign is the file of the sample network's campaign.
func sampleCampaign(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("content/campaign.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

// writes puts a file into the configuration's folder.
func (c configured) writes(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.WriteFile(c.file(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return c.file(name)
}

// sees looks at what is kept while no process has the store.
func (c configured) sees(t *testing.T, fn func(tx storage.Tx, s *service) error) {
	t.Helper()
	c.in(t, func(s *service) error {
		return s.store.View(t.Context(), func(tx storage.Tx) error { return fn(tx, s) })
	})
}

// TestImport imports without the service and beside it: what comes is a draft in a lead's name, who is told each time, and what is there
// already stays as it is.
func TestImport(t *testing.T) {
	c := peopled(t, "ada")
	p := c.run(t)
	all := people(p)
	all.acts(t, says("ada", "/help"), reads("ada", "."))
	souk := c.writes(t, "souk.txt", sampleCampaign(t)+soukFile)
	const again = "campaign living-heritage: same\nsource unesco-souk: same\nfact souk-2008: same\nbrief souk: same, B1, draft\nNothing was changed: all of it is there already.\n"
	wants(t, c.does(t, exitDone, "import", "--as", "ADA", souk), "campaign living-heritage: added\nsource unesco-souk: added\nfact souk-2008: added\nbrief souk: added, B1, draft\n"+
		"4 added, 0 changed, 0 the same. None of it is approved: that is for somebody other than ADA.\n")
	all.acts(t, reads("ada", `in your name[^$]*Kept: 1 brief; facts: 1, sources: 1\.`), says("ada", "/preview B1"), reads("ada", "The souk of Marrakesh"))
	wants(t, c.does(t, exitDone, "import", "--as", "ada", souk), again)
	p.stop(t, syscall.SIGTERM)

	var ada members.Member
	c.sees(t, func(tx storage.Tx, s *service) (err error) {
		ada, err = s.net.Roster.ByIdentity(tx, "local", "ada")
		return err
	})
	wants(t, c.does(t, exitDone, "import", "--as", string(ada.Alias), souk), again)
	facts := c.does(t, exitDone, "export", "facts")
	square := c.writes(t, "square.txt", strings.Replace(soukBrief, "The souk", "The square", 1))
	wants(t, c.does(t, exitDone, "import", "--as", string(ada.Alias), square, c.writes(t, "facts.txt", facts)), "brief souk: changed, B1, draft\n0 added, 1 changed, 2 the same. ")
	c.sees(t, func(tx storage.Tx, s *service) error {
		b, err := s.net.Desk.Brief(tx, "souk")
		if b.Stage != messages.Draft || len(b.Approvals) > 0 || !slices.Equal(b.Authors, []messages.Alias{ada.Alias}) {
			t.Errorf("the brief is %+v", b)
		}
		last, errTrail := s.net.VerifyAudit(tx)
		if last.By != ada.Alias || last.What != "import by the operator" || last.Seq != 7 { // four things, a brief that was changed, and both imports
			t.Errorf("the trail ends in %+v", last)
		}
		return errors.Join(err, errTrail)
	})
	p = c.run(t)
	all.base = p.url
	all.acts(t, reads("ada", `in your name[^$]*Kept: 1 brief; facts: 1, sources: 1\.`), says("ada", "/preview B1"), reads("ada", "The square of Marrakesh"))
	p.stop(t, syscall.SIGTERM)
}

// TestImportCorrects holds that what was released on a fact that comes changed goes on as a correction, and on a source as a next revision.
func TestImportCorrects(t *testing.T) {
	c := sampled(t)
	exported := c.does(t, exitDone, "export")
	source := c.writes(t, "source.txt", strings.Replace(exported, "Noor II and III CSP\n", "Noor II and III\n", 1))
	wants(t, c.does(t, exitDone, "import", "--as", "nadia", source), "source cif-noor: changed\n", "B5 is another one now: those who have it keep the old text until", "0 added, 1 changed, ")
	fact := c.writes(t, "fact.txt", strings.Replace(exported, "510 MW in all", "510 MW together", 1))
	wants(t, c.does(t, exitDone, "import", "--as", "nadia", fact), "fact noor-plants: changed\n", "fact solar-plan: same\n",
		"K1: readers of B5 are owed a correction of the fact noor-plants: /correction K1 says what it still needs\n", "0 added, 2 changed, ")
	c.sees(t, func(tx storage.Tx, s *service) error {
		b, err := s.net.Desk.Brief(tx, "B5")
		approved, errApproved := s.net.Desk.Approved(tx, b, time.Now())
		if b.Rev == b.Public || len(approved) > 0 {
			t.Errorf("revision %d of what was released as %d is approved in %v", b.Rev, b.Public, approved)
		}
		owed, errOwed := s.net.FactCorrections(tx)
		if len(owed) != 1 || owed[0].Fact != "noor-plants" || !slices.Equal(owed[0].Briefs, []string{"B5"}) {
			t.Errorf("owed are %+v", owed)
		}
		return errors.Join(err, errApproved, errOwed)
	})
	back := c.does(t, exitDone, "import", "--as", "nadia", c.writes(t, "back.txt", exported))
	wants(t, back, "fact noor-plants: changed\n", "K1: readers are owed no correction of the fact noor-plants any more: it is again what they were shown\n")
	if strings.Contains(back, "B5 is another one now") {
		t.Errorf("readers who were shown the same are said to get a correction: %s", back)
	}
}

// TestImportRefuses holds that nothing is kept of what is refused, and that it is said in the same words beside the service and without it.
func TestImportRefuses(t *testing.T) {
	c := sampled(t)
	var karim members.Member
	c.in(t, func(s *service) error {
		return s.store.Update(t.Context(), func(tx storage.Tx) (err error) {
			if karim, err = s.net.Roster.ByIdentity(tx, "local", "karim"); err != nil {
				return err
			}
			for _, user := range []string{"ada", "other ada"} {
				m, err := s.net.Roster.New(tx, members.Identity{Platform: "local", User: user, Chat: user, Name: "Ada"}, "en")
				if err != nil {
					return err
				}
				m.Status, m.Roles = members.Admitted, []members.Role{members.Lead}
				if err := s.net.Roster.Put(tx, m); err != nil {
					return err
				}
			}
			_, err = s.net.Withdraw(tx, "B4", "It was wrong.", "", time.Now(), s.bot)
			return err
		})
	})
	before := c.does(t, exitDone, "export")
	file := func(name, text string) string { return c.writes(t, name, text) }
	souk := file("souk.txt", soukFile)
	f, err := messages.ParseFile("all.txt", []byte(before))
	if err != nil {
		t.Fatal(err)
	}
	withdrawn := "== Brief " + f.Briefs[3].Name + "\nKind: points\n== English\nTitle: Again\n"
	faulty := file("faulty.txt", "== Brief souk\nKind: gossip\n== English\nTitle: T\n")
	refused := map[string]struct {
		code int
		args []string
		want string
	}{
		"nobody":            {exitFailed, []string{"--as", "Zoe", souk}, "relais: --as Zoe: no lead is called that: name one as /role shows them, or by the alias that /mydata gives\n"},
		"a_member":          {exitFailed, []string{"--as", "karim", souk}, "relais: --as karim: no lead is called that: "},
		"a_member_by_alias": {exitFailed, []string{"--as", string(karim.Alias), souk}, "relais: --as " + string(karim.Alias) + ": no lead is called that: "},
		"a_reviewer":        {exitFailed, []string{"--as", "rafael", souk}, "relais: --as rafael: no lead is called that: "},
		"two_of_one_name":   {exitFailed, []string{"--as", "ada", souk}, "relais: --as ada: more than one lead is called that: name one by their alias (p-"},
		"no_author":         {exitUsage, []string{souk}, "relais: missing flags: --as=LEAD\n"},
		"no_source":         {exitFailed, []string{"--as", "nadia", file("fact.txt", strings.Replace(soukFact, "unesco-", "no-", 1))}, "relais: nothing was imported: fact souk-2008: the source no-souk is neither in the file nor kept here: add it"},
		"a_withdrawn_brief": {exitFailed, []string{"--as", "nadia", souk, file("withdrawn.txt", withdrawn)}, "relais: nothing was imported: brief " + f.Briefs[3].Name + " was withdrawn and stays so: give the new one another name"},
		"faults": {exitUsage, []string{"--as", "nadia", souk, faulty, file("more.txt", "\nTitle: T\n")},
			faulty + ":1: “Brief souk” stands here a second time, first on line 13 of " + souk + ": give one of them another name\n" + faulty + ":2: kind: \"gossip\" is none of "},
		"more_faults":  {exitUsage, []string{"--as", "nadia", souk, faulty, c.file("more.txt")}, c.file("more.txt") + ":2: nothing says yet what this is"},
		"no_file":      {exitUsage, []string{"--as", "nadia", souk, c.file("none.txt")}, "relais: open " + c.file("none.txt") + ": no such file or directory\n"},
		"named_twice":  {exitUsage, []string{"--as", "nadia", souk, souk}, "relais: " + souk + " is named twice: name each file once\n"},
		"nothing_said": {exitUsage, []string{"--as", "nadia", file("empty.txt", "// nothing yet\n")}, "empty.txt: there is no source, fact, campaign or brief to import\n"},
		"too_long": {exitUsage, []string{"--as", "nadia", souk, file("long.txt", strings.Repeat("// a note\n", importLimit/10))},
			"long.txt: with it there are more than the 4.2 MB that can be imported at once: import it in parts, what facts and briefs rest on first\n"},
	}
	refuse := func(t *testing.T) {
		for name, x := range refused {
			t.Run(name, func(t *testing.T) {
				p := launch(t, c.dir, nil, append([]string{"import", "--config", c.config}, x.args...)...)
				if code := p.ends(t); code != x.code || p.stdout.String() != "" {
					t.Errorf("it ended with %d and printed %q", code, p.stdout.String())
				}
				wants(t, p.stderr.String(), x.want)
			})
		}
	}
	t.Run("alone", refuse)
	if c.does(t, exitDone, "export") != before {
		t.Error("something was kept")
	}
	p := c.run(t)
	t.Run("beside", refuse)
	if c.does(t, exitDone, "export") != before {
		t.Error("something was kept beside the service")
	}
	p.stop(t, syscall.SIGTERM)
}

// TestImportFromStandardInput moves the whole sample network into another one, which has nothing but its campaign.
func TestImportFromStandardInput(t *testing.T) {
	from, to := sampled(t), peopled(t, "ada")
	campaign := sampleCampaign(t)
	takes := func(text string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(t.Context(), []string{"import", "--config", to.config, "--as", "The name of ada", "-"}, strings.NewReader(text), &out, &errs, nil); code != exitDone {
			t.Errorf("it ended with %d: %s", code, errs.String())
		}
		return out.String()
	}
	wants(t, takes(campaign), "campaign living-heritage: added\n")
	exported := from.does(t, exitDone, "export")
	wants(t, takes(exported), "brief couscous-four-countries: added, B1, draft\n", "brief noor-ouarzazate: added, B5, draft\n")
	if got := to.does(t, exitDone, "export"); got != exported {
		t.Errorf("it is another one now: %s", got)
	}
	wants(t, takes(exported), "Nothing was changed")
	wants(t, takes(campaign), "campaign living-heritage: same\n", "Nothing was changed")
	wants(t, takes(strings.Replace(campaign, "Paid by: ", "Paid by: the ", 1)), "campaign living-heritage: changed\n",
		"campaign living-heritage: the change of who runs it, who pays or the disclosure waits for a second person to confirm it\n")
	wants(t, takes(strings.Replace(exported, "Interest: ", "Interest: indeed ", 1)), "0 added, 1 changed, 27 the same")
}
