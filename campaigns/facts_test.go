package campaigns_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// leavesOut has the brief leave, with karim's turn, who reads French, a day later, when its fact is overdue. It gives what the others were sent.
func (s *service) leavesOut() []string {
	s.t.Helper()
	s.do(func(tx storage.Tx) error {
		f := fact()
		f.ReviewBy = "2026-03-02"
		_, err := s.net.Desk.PutFact(tx, f, s.lead.Alias, s.now)
		return err
	})
	s.approve("en", "fr")
	karim := s.member("karim", "fr")
	karim.PausedUntil = time.Now().Add(24 * time.Hour)
	s.put(karim)
	r, err := s.schedule(time.Now())
	must(s.t, err)
	passes(25 * time.Hour)
	early := s.platform.lines()
	if tally := s.tally(r.ID); len(early) != 2 || tally.Reasons[outbox.Skipped][campaigns.WhyStale] != 1 {
		s.t.Fatalf("sent %v, then %+v", early, tally)
	}
	return early
}

// confirms has the reviewer confirm the fact for a year, and tells how many that serves.
func (s *service) confirms() (people int) {
	s.t.Helper()
	s.do(func(tx storage.Tx) error {
		f, n, err := s.net.ConfirmFact(tx, "fact-a", s.reviewer.Alias, "2027-03-02", time.Now())
		if people = n; f.ReviewBy != "2027-03-02" {
			s.t.Errorf("it is %+v", f)
		}
		return err
	})
	s.net.Outbox.Wake()
	passes(time.Minute)
	return people
}

// Whoever's turn comes while a fact is overdue is left out, and served once somebody confirms it: each of them once.
func TestConfirmingServesThoseLeftOut(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		early := s.leavesOut()
		if people := s.confirms(); people != 1 {
			t.Errorf("it serves %d", people)
		}
		if people := s.confirms(); people != 0 {
			t.Errorf("a second time it serves %d", people)
		}
		if d := cmp.Diff(append(early, "karim fr C'est ainsi"), s.platform.lines()); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

// Of a brief that was withdrawn nobody is owed anything, and of one of which a correction is at the desk, approved as it may be, those who were
// left out get what that releases.
func TestConfirmFact(t *testing.T) {
	for name, since := range map[string]func(*service){
		"withdrawn since": func(s *service) {
			s.do(func(tx storage.Tx) error {
				_, err := s.net.Desk.Withdraw(tx, s.brief.ID, "It was wrong.", time.Now())
				return err
			})
		},
		"revised since": func(s *service) {
			b := s.reload()
			fr := b.Texts["fr"]
			fr.Title = "C'est autrement"
			b.Texts = map[messages.Lang]messages.Text{"fr": fr}
			s.save(b)
			s.approve("fr")
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *service) {
				early := s.leavesOut()
				since(s)
				if people := s.confirms(); people != 0 {
					t.Errorf("it serves %d", people)
				}
				if d := cmp.Diff(early, s.platform.lines()); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			})
		})
	}
}

// Two who agree can ask for more approvals, and nobody can ask for fewer: one lead could else undo what two decided.
func TestApprovalsAreNotLowered(t *testing.T) {
	s := newStage(t)
	put := func(approvals map[messages.Kind]int) error {
		return s.try(func(tx storage.Tx) error {
			c := campaign()
			c.Approvals = approvals
			_, _, err := s.net.PutCampaign(tx, c, s.lead.Alias, s.now)
			return err
		})
	}
	kept := func() (n int) {
		s.do(func(tx storage.Tx) (err error) {
			n, err = s.net.Approvals(tx, "heritage", messages.Response)
			return err
		})
		return n
	}
	for _, c := range []struct {
		what      string
		approvals map[messages.Kind]int
		refused   bool
		want      int
	}{
		{"more", map[messages.Kind]int{messages.Response: 3}, false, 3},
		{"fewer", map[messages.Kind]int{messages.Response: 2}, true, 3},
		{"of another kind alone", map[messages.Kind]int{messages.Points: 2}, true, 3},
		{"unsaid", nil, false, 3},
		{"as many", map[messages.Kind]int{messages.Response: 3, messages.Points: 2}, false, 3},
	} {
		if err := put(c.approvals); errors.Is(err, campaigns.ErrFewer) != c.refused || err != nil && !c.refused {
			t.Errorf("%s: %v", c.what, err)
		}
		if got := kept(); got != c.want {
			t.Errorf("%s: a response needs %d", c.what, got)
		}
	}
}

// A fact that is changed back to what readers were shown owes them nothing any more, and the trail says who ended its correction; those who were
// sent the changed one meanwhile are owed another.
func TestAFactThatIsChangedBack(t *testing.T) {
	s := newStage(t)
	s.approve("en", "fr")
	released := func() {
		t.Helper()
		s.do(func(tx storage.Tx) error { _, err := s.net.Desk.Release(tx, s.brief.ID, s.now); return err })
	}
	change := func(value string) (c campaigns.FactCorrection, open int, last string) {
		t.Helper()
		s.do(func(tx storage.Tx) error {
			f := fact()
			f.Value = value
			var err error
			if _, c, err = s.net.ChangeFact(tx, f, s.lead.Alias, s.now); err != nil {
				return err
			}
			owed, err := s.net.FactCorrections(tx)
			if err != nil {
				return err
			}
			trail, err := campaigns.Trail(s.net, tx)
			e := trail[len(trail)-1]
			open, last = len(owed), string(e.By)+" "+e.What+": "+e.About
			return err
		})
		return c, open, last
	}
	released()
	if c, open, _ := change("5"); c.Ref() != "K1" || c.Done || open != 1 {
		t.Errorf("changed: %+v, %d open", c, open)
	}
	if c, open, last := change(""); c.Ref() != "K1" || !c.Done || open != 0 || last != string(s.lead.Alias)+" end correction: K1 of fact fact-a" {
		t.Errorf("changed back: %+v, %d open, the trail ends in %q", c, open, last)
	}
	change("5")
	s.approve("en")
	released()
	if c, open, _ := change(""); c.Ref() != "K2" || c.Done || open != 1 {
		t.Errorf("changed back after it was sent: %+v, %d open", c, open)
	}
}
