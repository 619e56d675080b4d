package campaigns_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// TestRestoredPlansTheRest holds that also those are on hold whom the planner had not reached when the backup was made, that nothing new
// takes a number that may be spent, and that the trail says what happened.
func TestRestoredPlansTheRest(t *testing.T) {
	s := newStage(t)
	s.approve("en")
	const crowd = 1200
	s.do(func(tx storage.Tx) error {
		for i := range crowd {
			name := fmt.Sprint("crowd", i)
			m, err := s.net.Roster.New(tx, members.Identity{Platform: "test", User: name, Chat: name}, "en")
			if err != nil {
				return err
			}
			m.Status = members.Admitted
			if err := s.net.Roster.Put(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
	now := time.Now()
	s.do(func(tx storage.Tx) error {
		r, err := s.net.Schedule(tx, s.brief.ID, s.lead.Alias, now.Add(-time.Hour), "", now.Add(-time.Hour))
		if err != nil {
			return err
		}
		planned, err := campaigns.PlanPage(s.net, tx, r.ID, now, &voice{})
		if planned {
			t.Error("the whole of it is planned: this test sees nothing")
		}
		return err
	})
	from := now.Add(-time.Minute)
	if err := s.net.Restored(context.Background(), from, &voice{}); err != nil {
		t.Fatal(err)
	}
	s.do(func(tx storage.Tx) error {
		all, err := s.net.Doubts(tx)
		if err != nil || len(all) != 1 || all[0].People != crowd+2 || !all[0].Restored || !all[0].Release.Restored.Equal(from) {
			t.Errorf("what waits: %+v, %v", all, err)
		}
		tally, err := s.net.Outbox.Tally(tx, all[0].Release.ID)
		if tally.States[outbox.InDoubt] != crowd+2 || !tally.Done() {
			t.Errorf("the copies: %+v", tally.States)
		}
		if err != nil {
			return err
		}
		trail, err := campaigns.Trail(s.net, tx)
		if last := trail[len(trail)-1]; last.What != "restore" || last.About != from.UTC().Format(time.RFC3339) {
			t.Errorf("the trail ends with %+v", last)
		}
		return err
	})
	other := brief()
	other.Name = "another"
	if b := s.save(other); b.ID != "B102" {
		t.Errorf("the next brief is %s: that number may stand in chats", b.ID)
	}
}

// TestLanguageApprovedAfterARestore may have been approved, and have left, before the store was lost: those it was missing for are asked
// about, and not sent it by itself.
func TestLanguageApprovedAfterARestore(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.brief.Fallback = nil
		s.brief = s.save(s.brief)
		s.approve("en")
		s.member("karim", "fr")
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		s.stop()
		must(t, s.net.Restored(context.Background(), time.Now(), s.voice))
		s.start()
		s.approve("fr")
		s.do(func(tx storage.Tx) error { _, err := s.net.AddLanguage(tx, s.brief.ID, time.Now()); return err })
		s.net.Outbox.Wake()
		passes(time.Hour)
		if got := s.platform.lines(); len(got) != 2 {
			t.Errorf("sent %v", got)
		}
		s.do(func(tx storage.Tx) error {
			all, err := s.net.Doubts(tx)
			if err != nil || len(all) != 1 || all[0].People != 1 {
				t.Fatalf("what waits: %+v, %v", all, err)
			}
			_, err = s.net.Decide(tx, all[0].Release.ID, true, s.lead.Alias, time.Now())
			return err
		})
		s.net.Outbox.Wake()
		passes(time.Minute)
		if got := s.platform.lines(); len(got) != 3 || got[2] != "karim fr C'est ainsi" {
			t.Errorf("sent %v", got)
		}
	})
}

// TestWhoLeftIsNotAskedAboutAgain decides to send again what cannot leave: it is left, and nobody is asked once more.
func TestWhoLeftIsNotAskedAboutAgain(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en")
		away := s.member("away", "en")
		away.PausedUntil = time.Now().Add(5 * time.Hour)
		s.put(away)
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		s.stop()
		s.do(func(tx storage.Tx) error { return s.net.Leave(tx, away, time.Now()) })
		must(t, s.net.Restored(context.Background(), time.Now(), s.voice))
		s.start()
		decide := func() (n int) {
			s.do(func(tx storage.Tx) error {
				all, err := s.net.Doubts(tx)
				if n = len(all); n == 0 || err != nil {
					return err
				}
				_, err = s.net.Decide(tx, all[0].Release.ID, true, s.lead.Alias, time.Now())
				return err
			})
			s.net.Outbox.Wake()
			passes(time.Minute)
			return n
		}
		if first, then := decide(), decide(); first != 1 || then != 0 {
			t.Errorf("%d releases wait, and %d once that was decided", first, then)
		}
	})
}

// TestDepart carries departures out on stores from before them, from after them, and from after somebody came back.
func TestDepart(t *testing.T) {
	left := noon.Add(time.Hour)
	second := func(linked time.Time) members.Identity {
		return members.Identity{Platform: "other", User: "second", Chat: "second", Linked: linked}
	}
	for name, c := range map[string]struct {
		identities []members.Identity
		leaves     bool
		stays      bool
		accounts   int // that are left
	}{
		"a_member_who_left":                        {[]members.Identity{second(noon)}, true, false, 0},
		"an_account_that_was_unlinked":             {[]members.Identity{{Platform: "test", User: "first", Chat: "first"}, second(noon)}, false, true, 1},
		"an_account_that_was_linked_again_since":   {[]members.Identity{{Platform: "test", User: "first", Chat: "first"}, second(left.Add(time.Hour))}, false, true, 2},
		"an_account_that_is_the_only_one_as_yet":   {[]members.Identity{second(time.Time{})}, false, false, 0},
		"an_account_that_was_not_linked_as_yet":    {[]members.Identity{{Platform: "test", User: "first", Chat: "first"}}, false, true, 1},
		"the_last_admin_who_left_as_somebody_else": {[]members.Identity{second(noon)}, true, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			var m members.Member
			s.do(func(tx storage.Tx) (err error) {
				if m, err = s.net.Roster.New(tx, c.identities[0], "en"); err != nil {
					return err
				}
				m.Status, m.Identities = members.Admitted, c.identities
				if name == "the_last_admin_who_left_as_somebody_else" {
					m.Roles, s.lead.Roles = []members.Role{members.Admin}, nil
					if err := s.net.Roster.Put(tx, s.lead); err != nil {
						return err
					}
				}
				return s.net.Roster.Put(tx, m)
			})
			d := campaigns.Departure{At: left, Aliases: []messages.Alias{"nobody-else", m.Alias}, Unlinked: !c.leaves,
				Accounts: []outbox.Address{{Platform: "other", Chat: "second"}}, Users: []string{"second"}}
			for range 2 {
				s.do(func(tx storage.Tx) error { _, _, err := s.net.Depart(tx, d, time.Now()); return err })
			}
			s.do(func(tx storage.Tx) error {
				got, err := s.net.Roster.ByAlias(tx, m.Alias)
				if (err == nil) != c.stays || len(got.Identities) != c.accounts {
					t.Errorf("they have %d accounts: %v", len(got.Identities), err)
				}
				if _, err := s.net.Roster.ByAlias(tx, s.reviewer.Alias); err != nil {
					t.Errorf("somebody else is gone: %v", err)
				}
				return nil
			})
		})
	}
	t.Run("whoever_came_back_by_the_same_account_stays", func(t *testing.T) {
		s := newStage(t)
		back := s.member("again", "en")
		d := campaigns.Departure{At: left, Aliases: []messages.Alias{"who-they-were"},
			Accounts: []outbox.Address{{Platform: "test", Chat: "again"}}, Users: []string{"again"}}
		s.do(func(tx storage.Tx) error {
			gone, nobodys, err := s.net.Depart(tx, d, time.Now())
			if len(gone)+len(nobodys) > 0 {
				t.Errorf("gone: %v, nobody's: %v", gone, nobodys)
			}
			if err != nil {
				return err
			}
			_, err = s.net.Roster.ByAlias(tx, back.Alias)
			return err
		})
	})
}
