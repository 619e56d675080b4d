package campaigns_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// contest puts one on the stage's brief.
func (s *stage) contest(c campaigns.Contest, at time.Time) campaigns.Contest {
	s.t.Helper()
	c.Brief = s.brief.ID
	if c.Lang == "" {
		c.Lang = "en"
	}
	if c.Text == "" {
		c.Text = "It is not so, " + at.String()
	}
	var kept campaigns.Contest
	s.do(func(tx storage.Tx) (err error) {
		kept, _, err = s.net.PutContest(tx, c, at)
		return err
	})
	return kept
}

func (s *stage) reads(m members.Member, langs ...messages.Lang) members.Member {
	m.Reads = langs
	s.put(m)
	return m
}

func TestWhoAnswersAContest(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(s *stage)
		lang messages.Lang
		want string // the account's name; "" for nobody
	}{
		"a reviewer": {func(*stage) {}, "fr", "reviewer"},
		"a reviewer who reads the language": {func(s *stage) {
			s.reads(s.reviewer, "en")
			s.reads(s.member("second", "ar", members.Reviewer), "ar")
		}, "ar", "second"},
		"of two the one with fewer open ones": {func(s *stage) {
			s.reads(s.member("second", "en", members.Reviewer), "en")
			s.contest(campaigns.Contest{}, s.now)
		}, "en", "second"},
		"no reviewer who wrote on the brief, but another lead": {func(s *stage) {
			s.member("other lead", "fr", members.Lead)
			s.writes(s.reviewer)
		}, "en", "other lead"},
		"a lead where no reviewer reads the language": {func(s *stage) {
			s.reads(s.reviewer, "fr")
			s.member("other lead", "fr", members.Lead)
		}, "en", "other lead"},
		"an admin where there is nobody else": {func(s *stage) {
			s.member("other admin", "en", members.Admin)
			s.writes(s.reviewer)
		}, "en", "other admin"},
		"no moderator, and nobody who wrote it": {func(s *stage) {
			s.member("moderator", "en", members.Moderator)
			s.writes(s.reviewer)
		}, "en", ""},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			s := newStage(t)
			c.set(s)
			got := s.contest(campaigns.Contest{Lang: c.lang}, s.now.Add(time.Hour))
			if who := s.nameOf(got.To); who != c.want {
				t.Errorf("%q answers it, want %q", who, c.want)
			}
		})
	}
}

// writes makes somebody an author of the stage's brief.
func (s *stage) writes(m members.Member) {
	s.t.Helper()
	s.do(func(tx storage.Tx) error {
		b, err := s.net.Desk.Brief(tx, s.brief.ID)
		if err != nil {
			return err
		}
		text := b.Texts["en"]
		text.Summary += " More."
		b.Texts = map[messages.Lang]messages.Text{"en": text, "fr": b.Texts["fr"], "es": b.Texts["es"]}
		_, err = s.net.Desk.Save(tx, b, m.Alias, s.now)
		return err
	})
}

func (s *stage) nameOf(a messages.Alias) string {
	s.t.Helper()
	name := ""
	s.do(func(tx storage.Tx) error {
		m, err := s.net.Roster.ByAlias(tx, a)
		if errors.Is(err, members.ErrUnknown) {
			name = ""
			return nil
		}
		if err == nil {
			name = m.Identities[0].User
		}
		return err
	})
	return name
}

func TestContestIsTakenOrNot(t *testing.T) {
	s := newStage(t)
	first := s.contest(campaigns.Contest{Text: " It is not so. "}, s.now)
	if first.ID != "C1" || first.Text != "It is not so." || first.Due != "2026-03-09" || first.Member != 0 {
		t.Errorf("kept %+v", first)
	}
	for name, c := range map[string]struct {
		contest campaigns.Contest
		after   time.Duration
		want    error
		again   bool
	}{
		"the same words":                    {campaigns.Contest{Text: "it  is not so."}, 23 * time.Hour, nil, true},
		"the same of a fact is another one": {campaigns.Contest{Text: "It is not so.", Fact: "fact-a"}, time.Hour, nil, false},
		"the same a day later":              {campaigns.Contest{Text: "It is not so."}, 24 * time.Hour, nil, false},
		"nothing":                           {campaigns.Contest{Text: " \n "}, 0, campaigns.ErrContestEmpty, false},
		"the longest":                       {campaigns.Contest{Text: strings.Repeat("ض", 2000)}, 0, nil, false},
		"too long":                          {campaigns.Contest{Text: strings.Repeat("ض", 2001)}, 0, campaigns.ErrContestLong, false},
		"a script as a source":              {campaigns.Contest{Text: "x", Source: "javascript:alert(1)"}, 0, campaigns.ErrContestSource, false},
		"a private machine":                 {campaigns.Contest{Text: "x", Source: "http://192.168.0.1/"}, 0, campaigns.ErrContestSource, false},
		"a source":                          {campaigns.Contest{Text: "y", Source: "https://example.org/a"}, 0, nil, false},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			c.contest.Brief, c.contest.Lang = s.brief.ID, "en"
			var again bool
			err := s.try(func(tx storage.Tx) (err error) {
				_, again, err = s.net.PutContest(tx, c.contest, s.now.Add(c.after))
				if err != nil {
					return err
				}
				return errUndo
			})
			if errors.Is(err, errUndo) {
				err = nil
			}
			if !errors.Is(err, c.want) || again != c.again {
				t.Errorf("%v, again %t", err, again)
			}
		})
	}
	for i := range campaigns.ContestsOpen - 1 {
		s.contest(campaigns.Contest{Text: fmt.Sprint("number ", i)}, s.now)
	}
	more := campaigns.Contest{Brief: s.brief.ID, Lang: "en", Text: "one more"}
	put := func(tx storage.Tx) error { _, _, err := s.net.PutContest(tx, more, s.now); return err }
	if err := s.try(put); !errors.Is(err, campaigns.ErrContestsFull) {
		t.Errorf("the one after the last: %v", err)
	}
	s.answer("C1", campaigns.NotUpheld)
	if err := s.try(put); err != nil {
		t.Errorf("once one was answered: %v", err)
	}
}

// errUndo rolls a test's transaction back.
var errUndo = errors.New("undo")

func (s *stage) answer(id string, o campaigns.Outcome) {
	s.t.Helper()
	s.do(func(tx storage.Tx) error {
		_, err := s.net.AnswerContest(tx, id, &s.reviewer, o, "We looked again.", s.now)
		return err
	})
}

func TestAnAnswerToAContest(t *testing.T) {
	s := newStage(t)
	mod := s.member("moderator", "en", members.Moderator)
	s.contest(campaigns.Contest{}, s.now)
	for name, c := range map[string]struct {
		by     members.Member
		o      campaigns.Outcome
		answer string
		want   error
	}{
		"by its author":       {s.lead, campaigns.NotUpheld, "No.", campaigns.ErrOwnContest},
		"by a moderator":      {mod, campaigns.NotUpheld, "No.", campaigns.ErrOwnContest},
		"too long":            {s.reviewer, campaigns.Upheld, strings.Repeat("a", campaigns.AnswerMost+1), campaigns.ErrAnswerLong},
		"with a handle":       {s.reviewer, campaigns.Upheld, "Ask @someone.", &campaigns.PersonError{What: "@someone"}},
		"with an address":     {s.reviewer, campaigns.Upheld, "Write to a@example.org", &campaigns.PersonError{What: "a@example.org"}},
		"of no known outcome": {s.reviewer, "maybe", "Maybe.", errAny},
		"of no outcome":       {s.reviewer, campaigns.Unanswered, "Yes.", errAny},
		"that says nothing":   {s.reviewer, campaigns.Upheld, " ", errAny},
	} {
		err := s.try(func(tx storage.Tx) error {
			_, err := s.net.AnswerContest(tx, "C1", &c.by, c.o, c.answer, s.now)
			return err
		})
		person := (*campaigns.PersonError)(nil)
		if wanted, ok := c.want.(*campaigns.PersonError); ok {
			if !errors.As(err, &person) || person.What != wanted.What {
				t.Errorf("%s: %v", name, err)
			}
		} else if err == nil || c.want != errAny && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.answer("C1", campaigns.Partly)
	if err := s.try(func(tx storage.Tx) error {
		_, err := s.net.AnswerContest(tx, "c1", &s.reviewer, campaigns.Upheld, "Again.", s.now)
		return err
	}); !errors.Is(err, campaigns.ErrAnswered) {
		t.Errorf("a second answer: %v", err)
	}
}

var errAny = errors.New("any error")

// What the days make of an open contest, with two who may answer it and then nobody.
func TestContestsOverDays(t *testing.T) {
	s := newStage(t)
	second := s.reads(s.member("second", "en", members.Reviewer), "en")
	c := s.contest(campaigns.Contest{}, s.now) // due on the 9th
	var got []string
	for day := 2; day <= 14; day++ {
		at := time.Date(2026, 3, day, 11, 0, 0, 0, time.UTC)
		for range 3 { // each thing happens once, however often one looks
			var news []string // the closure may run more than once
			s.do(func(tx storage.Tx) error {
				news = nil
				due, err := s.net.LookAfterContests(tx, at, true)
				for _, x := range due.Remind {
					news = append(news, fmt.Sprint(day, " remind ", s.who(tx, x.To)))
				}
				for _, x := range due.Handed {
					news = append(news, fmt.Sprint(day, " handed to ", s.who(tx, x.To)))
				}
				for _, x := range due.Late {
					news = append(news, fmt.Sprint(day, " late, with ", s.who(tx, x.To)))
				}
				return err
			})
			got = append(got, news...)
		}
	}
	want := []string{"8 remind reviewer", "10 handed to second", "10 late, with second"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	// Who has it leaves: it is handed on at once where somebody is there, and else is nobody's, of which the leads hear once.
	s.do(func(tx storage.Tx) error { return s.net.Leave(tx, second, s.now) })
	for _, want := range []int{1, 0} {
		s.do(func(tx storage.Tx) error {
			due, err := s.net.LookAfterContests(tx, s.now, true)
			if len(due.Nobody) != want || len(due.Handed) != 0 {
				t.Errorf("nobody is left: %+v", due)
			}
			return err
		})
	}
	s.do(func(tx storage.Tx) error {
		kept, err := s.net.Contest(tx, c.ID)
		if kept.To != "" || !slices.Contains(kept.Before, second.Alias) {
			t.Errorf("it is %+v", kept)
		}
		return err
	})
	s.member("other lead", "en", members.Lead)
	s.do(func(tx storage.Tx) error {
		due, err := s.net.LookAfterContests(tx, s.now, true)
		if len(due.Handed) != 1 || s.who(tx, due.Handed[0].To) != "other lead" {
			t.Errorf("handed on: %+v", due.Handed)
		}
		return err
	})
}

func (s *stage) who(tx storage.Tx, a messages.Alias) string {
	m, err := s.net.Roster.ByAlias(tx, a)
	if err != nil {
		s.t.Fatal(err)
	}
	return m.Identities[0].User
}

func TestTheAuditOfAContestHasIdsAlone(t *testing.T) {
	s := newStage(t)
	s.contest(campaigns.Contest{Text: "a text that nobody has to find"}, s.now)
	s.answer("C1", campaigns.Upheld)
	var found []string
	s.do(func(tx storage.Tx) error {
		if _, err := s.net.VerifyAudit(tx); err != nil {
			return err
		}
		all, err := campaigns.Trail(s.net, tx)
		found = nil
		for _, e := range all {
			found = append(found, e.What+" "+e.About)
		}
		return err
	})
	want := []string{"has to answer C1 on " + s.brief.ID, "answer upheld C1 on " + s.brief.ID}
	if diff := cmp.Diff(want, found[len(found)-2:]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
