package campaigns_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

// movedTo puts a member's only account on another platform.
func (s *stage) movedTo(m members.Member, platform string) members.Member {
	s.t.Helper()
	m.Identities = slices.Clone(m.Identities)
	m.Identities[0].Platform = platform
	s.put(m)
	return m
}

// link makes the account of one member another's, and returns that one.
func (s *stage) link(m, other members.Member) members.Member {
	s.t.Helper()
	var linked members.Member
	s.do(func(tx storage.Tx) (err error) {
		m, err := s.net.Roster.Get(tx, m.Ordinal)
		if err == nil {
			linked, _, err = s.net.Link(tx, m, members.Claim{Identity: other.Identities[0], Ordinal: other.Ordinal}, time.Now())
		}
		return err
	})
	return linked
}

// clear asks the door about the row of an ordinal in a release.
func (s *stage) clear(release, ordinal uint64) (campaigns.Answer, campaigns.Copy) {
	s.t.Helper()
	var a campaigns.Answer
	var c campaigns.Copy
	s.do(func(tx storage.Tx) error {
		row, err := s.net.Outbox.Row(tx, outbox.RowID{Release: release, Ordinal: ordinal})
		if err == nil {
			a, c, err = s.net.Clear(tx, row, outbox.Limits{Unsolicited: true}, time.Now())
		}
		return err
	})
	return a, c
}

func TestLinked_nobody_gets_a_brief_twice(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en", "fr")
		waits := func(user string) members.Member { return s.movedTo(s.member(user, "en"), "other") } // nothing sends there
		bothWait, bothWaitToo := waits("both-wait"), s.member("both-wait-too", "en")
		bothWaitToo.PausedUntil = time.Now().Add(time.Hour)
		s.put(bothWaitToo)
		left, after := s.member("left", "en"), waits("after")
		alone := waits("alone")
		r, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		late := s.member("late", "en") // came when the release was planned

		s.link(bothWaitToo, bothWait)
		s.link(after, left)
		s.link(late, alone)
		for _, c := range []struct {
			name    string
			ordinal uint64
			verdict outbox.Verdict
			reason  string
			member  uint64
		}{
			{"the old row, where the member has one of their own", bothWait.Ordinal, outbox.Skip, campaigns.WhyLinked, 0},
			{"the member's own row, where both wait", bothWaitToo.Ordinal, outbox.Wait, campaigns.WhyPaused, 0},
			{"the member's own row, where the old one has left", after.Ordinal, outbox.Skip, campaigns.WhyLinked, 0},
			{"the old row, where it is the only one", alone.Ordinal, outbox.Go, "", late.Ordinal},
		} {
			a, cp := s.clear(r.ID, c.ordinal)
			if a.Verdict != c.verdict || a.Reason != c.reason || c.member != 0 && cp.Member.Ordinal != c.member {
				t.Errorf("%s: verdict %d, %q, for member %d", c.name, a.Verdict, a.Reason, cp.Member.Ordinal)
			}
		}
	})
}

func TestLinked_one_consent_holds_for_both(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en", "fr")
		old := s.movedTo(s.member("old", "en"), "other")
		r, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		heir := s.member("heir", "en")
		heir.Answer(members.Receive, false, "en", time.Now())
		s.put(heir)
		s.link(heir, old)
		if a, _ := s.clear(r.ID, old.Ordinal); a.Verdict != outbox.Skip || a.Reason != campaigns.WhyConsent {
			t.Errorf("verdict %d, %q", a.Verdict, a.Reason)
		}
	})
}

func TestLinked_a_correction_reaches_what_the_old_record_had(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en", "fr")
		old, heir := s.member("old", "en"), s.movedTo(s.member("heir", "en"), "other")
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		var share reach.Share
		s.do(func(tx storage.Tx) (err error) {
			share, err = s.net.Reach.PutShare(tx, reach.Share{Member: old.Ordinal, Brief: s.brief.ID, Rev: s.brief.Rev, Network: "x", At: time.Now()})
			return err
		})
		linked := s.link(heir, old)
		b := s.reload()
		en := b.Texts["en"]
		en.Title = "It is not so"
		b.Texts["en"] = en
		s.brief = s.save(b)
		s.approve("en")
		before := len(s.platform.lines())
		correction, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		if got := s.platform.lines()[before:]; !slices.ContainsFunc(got, func(l string) bool { return len(l) > 22 && l[:22] == "old en It is not so (e" }) {
			t.Errorf("the copy was not changed: %q", got)
		}
		if !slices.Contains(s.voice.said, "owed heir x released") {
			t.Errorf("who shared it was not told: %q", s.voice.said)
		}
		s.do(func(tx storage.Tx) error {
			got, err := s.net.Reach.Share(tx, share.ID)
			if got.Member != heir.Ordinal {
				t.Errorf("the share is member %d's", got.Member)
			}
			_, reached, err2 := s.net.Reached(tx, s.brief.ID, linked)
			if !reached {
				t.Error("why did I get this? is answered with: you did not")
			}
			standing, err3 := s.net.Standing(tx, linked)
			if !slices.ContainsFunc(standing, func(x outbox.Standing) bool { return x.To.Platform == "test" && x.To.Chat == "old" }) {
				t.Errorf("what stands in their chats is %+v", standing)
			}
			return errors.Join(err, err2, err3)
		})

		// The account is unlinked, and later another one is linked there: a message's id means something else to it.
		s.do(func(tx storage.Tx) error {
			m, _, err := s.net.Unlink(tx, linked, "test", time.Now())
			if err != nil {
				return err
			}
			another := members.Claim{Identity: members.Identity{Platform: "test", User: "another", Chat: "another"}}
			_, _, err = s.net.Link(tx, m, another, time.Now())
			return err
		})
		if a, _ := s.clear(correction.ID, old.Ordinal); a.Verdict != outbox.Skip || a.Reason != campaigns.WhyLeft {
			t.Errorf("the copy with the unlinked account: verdict %d, %q", a.Verdict, a.Reason)
		}
	})
}

// Whoever wrote or proposed something under one of two records has no second person's word on it under the other.
func TestLinked_is_no_second_person(t *testing.T) {
	s := newStage(t)
	author := s.movedTo(s.member("author", "en"), "other")
	b := s.reload()
	en := b.Texts["en"]
	en.Title = "It is really so"
	b.Texts["en"] = en
	s.do(func(tx storage.Tx) (err error) {
		if s.brief, err = s.net.Desk.Save(tx, b, author.Alias, s.now); err != nil {
			return err
		}
		c, err := s.net.Campaign(tx, "heritage")
		if err != nil {
			return err
		}
		c.Sponsorship.PaidBy = "Another Foundation"
		_, _, err = s.net.PutCampaign(tx, c, author.Alias, s.now)
		return err
	})
	s.approve("en")
	linked := s.link(s.reviewer, author)
	s.do(func(tx storage.Tx) error {
		b, err := s.net.Desk.Brief(tx, s.brief.ID)
		if err != nil {
			return err
		}
		if approved, err := s.net.Desk.Approved(tx, b, s.now); err != nil || len(approved) > 0 {
			t.Errorf("approved in %v, %v: its reviewer is its author", approved, err)
		}
		e, err := s.net.Desk.Edition(tx, b, "en")
		if err != nil {
			return err
		}
		if _, err := s.net.Desk.Approve(tx, b.ID, linked.Reader(), "en", e.Hash().Short(), s.now); !errors.Is(err, messages.ErrOwnBrief) {
			t.Errorf("they approve it: %v", err)
		}
		c, err := s.net.Campaign(tx, "heritage")
		if err != nil {
			return err
		}
		if _, err := s.net.ConfirmChange(tx, c.Name, linked.Alias, c.Pending.Mark(), s.now); !errors.Is(err, campaigns.ErrOwnChange) {
			t.Errorf("they confirm what they proposed: %v", err)
		}
		return nil
	})
}

func TestLinked_the_trail_has_aliases_only(t *testing.T) {
	s := newStage(t)
	a, b := s.member("a", "en"), s.movedTo(s.member("b", "en"), "other")
	s.link(a, b)
	var got []campaigns.Entry
	s.do(func(tx storage.Tx) (err error) { got, err = campaigns.Trail(s.net, tx); return err })
	last := got[len(got)-1]
	if last.What != "linked" || last.By != a.Alias || last.About != string(b.Alias) {
		t.Errorf("the trail ends with %+v", last)
	}
}
