package campaigns_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns"
	"relais/messages"
	"relais/storage"
)

const aFile = `== Campaign heritage
Run by: Example Foundation
Paid by: Another Foundation
Payer: ngo
Contact: contact@example.org
== English
Title: Heritage
Disclosure: I volunteer with Test Network.
Short: I volunteer with Test Network.

== Campaign another
Run by: Example Foundation
Paid by: Example Foundation
Payer: ngo
Contact: contact@example.org
== English
Title: Another
Disclosure: I volunteer with Test Network.
Short: I volunteer with Test Network.

== Source source-a
Type: official
Title: A title
Publisher: UNESCO
Address: https://example.org/a
Quote: It is so.

== Source source-b
Type: press
Title: B title
Publisher: The Media Line
Address: https://example.org/b

== Fact fact-a
As of: 2026-01-01
Review by: 2027-01-01
Confidence: established
Sources: source-a
English: It is not quite so.
French: C'est ainsi.

== Brief b-brief
Campaign: heritage
Kind: points
== English
Title: B
Points:
- So. [fact-a]
`

// imports has somebody's file taken over, and gives what is new on the trail by it.
func (s *stage) imports(text string) (done campaigns.Imported, trail []string) {
	s.t.Helper()
	f, err := messages.ParseFile("a.txt", []byte(text))
	if err != nil {
		s.t.Fatal(err)
	}
	s.do(func(tx storage.Tx) error {
		trail = nil // it may run more than once
		before, err := campaigns.Trail(s.net, tx)
		if err != nil {
			return err
		}
		if done, err = s.net.Import(tx, f, s.lead.Alias, s.now); err != nil {
			return err
		}
		all, err := campaigns.Trail(s.net, tx)
		for _, e := range all[len(before):] {
			if e.By != s.lead.Alias {
				s.t.Errorf("the trail says that %s did %s", e.By, e.What)
			}
			trail = append(trail, e.What+": "+e.About)
		}
		return err
	})
	return done, trail
}

func outcomes(done campaigns.Imported) (all []string) {
	for _, x := range done.Saved {
		all = append(all, x.What+" "+x.Name+" "+string(x.Outcome))
	}
	return all
}

// What a file brings is held to what is asked of everything that a lead writes: it is a draft, a sponsor waits for a second person, readers are
// owed a correction, and the trail says whose it is.
func TestImport(t *testing.T) {
	s := newStage(t)
	s.approve("en", "fr")
	s.do(func(tx storage.Tx) error { _, err := s.net.Desk.Release(tx, s.brief.ID, s.now); return err })

	done, trail := s.imports(aFile)
	for _, x := range []struct{ want, got any }{
		{[]string{"campaign heritage changed", "campaign another added", "source source-a same", "source source-b added", "fact fact-a changed", "brief b-brief added"}, outcomes(done)},
		{[]string{"campaign edit: heritage", "campaign new: another", "import: source source-b", "import: fact fact-a", "import: B2"}, trail},
		{[]string{"heritage"}, done.Waits},
		{1, done.Count("source", messages.Added)},
		{2, done.Count("", messages.Changed)},
		{6, done.Count("")},
	} {
		if diff := cmp.Diff(x.want, x.got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if b := done.Briefs[0]; b.Stage != messages.Draft || len(b.Approvals) > 0 || !cmp.Equal(b.Authors, []messages.Alias{s.lead.Alias}) {
		t.Errorf("the brief is %+v", b)
	}
	if len(done.Corrections) != 1 || !cmp.Equal(done.Corrections[0].Briefs, []string{"B1"}) || len(done.Reopened) > 0 {
		t.Errorf("owed: %+v, open again: %+v", done.Corrections, done.Reopened)
	}
	if b := s.reload(); b.Rev == b.Public {
		t.Error("what rests on the fact goes on as it was approved")
	}

	s.now = s.now.Add(time.Hour)
	done, trail = s.imports(aFile)
	if done.Count("", messages.Same) != 6 || len(trail)+len(done.Waits)+len(done.Corrections)+len(done.Reopened) > 0 {
		t.Errorf("again: %v, recorded %v, %+v", outcomes(done), trail, done)
	}

	s.now = s.now.Add(time.Hour)
	done, trail = s.imports(strings.Replace(aFile, "Title: A title", "Title: Another title", 1))
	if !cmp.Equal(trail, []string{"import: source source-a"}) || len(done.Reopened) != 1 || done.Reopened[0].ID != "B1" {
		t.Errorf("another source: recorded %v, open again: %+v", trail, done.Reopened)
	}
}

// Whether somebody's word that a fact holds came with a file is told by that file, whatever the same lead said of the fact on the same day; nor is
// what holds for longer changed by them.
func TestImportOfWhatWasConfirmed(t *testing.T) {
	s := newStage(t)
	s.approve("en", "fr")
	s.do(func(tx storage.Tx) error { _, err := s.net.Desk.Release(tx, s.brief.ID, s.now); return err })
	for _, c := range []struct {
		what, from, to string
		trail          []string
		owed           int
	}{
		{"another fact", "", "", []string{"import: source source-b", "import: fact fact-a", "import: B2", "campaign edit: heritage", "campaign new: another"}, 1},
		{"for longer", "Review by: 2027-01-01", "Review by: 2028-01-01", []string{"confirm: fact fact-a", "import: fact fact-a"}, 0},
		{"of something", "Review by: 2027-01-01", "Review by: 2028-01-01\nAbout: a-thing", []string{"import: fact fact-a"}, 0},
	} {
		done, trail := s.imports(strings.Replace(aFile, c.from, c.to, 1))
		slices.Sort(trail)
		slices.Sort(c.trail)
		if d := cmp.Diff(c.trail, trail); d != "" || len(done.Corrections) != c.owed {
			t.Errorf("%s: owed %+v, recorded (-want +got):\n%s", c.what, done.Corrections, d)
		}
	}
}

// Everything that is refused is named at once.
func TestImportRefuses(t *testing.T) {
	s := newStage(t)
	s.do(func(tx storage.Tx) error {
		_, err := s.net.Desk.Withdraw(tx, s.brief.ID, "It was wrong.", s.now)
		return err
	})
	text := strings.NewReplacer("Contact: contact@example.org\n== English\nTitle: Another", "Contact: contact@example.org\nKinds: robot\n== English\nTitle: Another",
		"Sources: source-a", "Sources: source-c", "b-brief", "a-brief").Replace(aFile)
	f, err := messages.ParseFile("a.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	err = s.try(func(tx storage.Tx) error {
		done, err := s.net.Import(tx, f, s.lead.Alias, s.now)
		if len(done.Saved) > 0 {
			t.Errorf("it says that %v are kept", done.Saved)
		}
		return err
	})
	if err == nil {
		t.Fatal("it is not refused")
	}
	for _, want := range []string{`campaign another: there is no kind of member "robot"`, "fact fact-a: the source source-c is neither", "brief a-brief was withdrawn"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
}
