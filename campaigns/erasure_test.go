package campaigns_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
	"relais/storage/storagetest"
)

// walked gives every key and value of the store, opened, and the keys of every index of members, which hold no values.
func (s *stage) walked() map[string][]byte {
	s.t.Helper()
	all := map[string][]byte{}
	if err := s.net.Store.Walk(context.Background(), func(space string, key, plain []byte) error {
		all[space+" "+string(key)] = bytes.Clone(plain)
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	if err := s.net.Store.View(context.Background(), func(tx storage.Tx) error {
		for _, index := range []string{"identity", "alias", "role", "status"} {
			space := "index/members/" + index
			if err := tx.Scan(space, nil, nil, false, func(key, value []byte) error {
				all[space+" "+string(key)] = bytes.Clone(value)
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		s.t.Fatal(err)
	}
	return all
}

// where lists the places at which words stand.
func where(all map[string][]byte, words string) []string {
	var out []string
	for place, plain := range all {
		if bytes.Contains(plain, []byte(words)) || strings.Contains(place, words) {
			out = append(out, place)
		}
	}
	slices.Sort(out)
	return out
}

// marks are words that stand in everything a member gives of themselves.
var marks = []string{"mark-user", "mark-chat", "mark-name", "mark-second", "Mark Credit", "mark.instance", "mark-invite", "Pacific/Marquesas", "https://mark.example/post", "mark-letter"}

// marked makes a member who has left marks wherever the network keeps something of a person.
func (s *stage) marked() members.Member {
	s.t.Helper()
	var m members.Member
	s.do(func(tx storage.Tx) error {
		var err error
		m, err = s.net.Roster.New(tx, members.Identity{Platform: "test", User: "mark-user", Chat: "mark-chat", Name: "mark-name"}, "fr")
		if err != nil {
			return err
		}
		m.Identities = append(m.Identities, members.Identity{Platform: "other", User: "mark-second", Chat: "mark-second"})
		m.Status, m.Kind, m.Roles = members.Admitted, members.Academic, []members.Role{members.Reviewer}
		m.Credit, m.Instance, m.Invite, m.Zone = "Mark Credit", "mark.instance", "mark-invite", "Pacific/Marquesas"
		for _, p := range members.Purposes() {
			m.Answer(p, true, "fr", s.now)
		}
		if err := s.net.Roster.Put(tx, m); err != nil {
			return err
		}
		if err := s.net.Record(tx, m.Alias, "approve fr", s.brief.ID, s.now); err != nil {
			return err
		}
		if _, err := s.net.Reach.PutShare(tx, reach.Share{Member: m.Ordinal, Brief: s.brief.ID, Network: "x", URL: "https://mark.example/post", At: s.now}); err != nil {
			return err
		}
		if _, err := s.net.Reach.PutKit(tx, reach.Kit{Brief: s.brief.ID, Member: m.Ordinal, Network: "mastodon", At: s.now}); err != nil {
			return err
		}
		if _, err := s.net.Reach.Open(tx, reach.Opener{Member: m.Ordinal, Brief: s.brief.ID, To: "https://mark.instance/share"}, s.now); err != nil {
			return err
		}
		if _, err := s.net.Reach.Public(tx, reach.Link{Brief: s.brief.ID, Lang: "fr", Network: "x", Member: m.Ordinal}); err != nil {
			return err
		}
		if _, _, err := s.net.Reach.Help(tx, m.Ordinal, s.now, s.brief.ID+" mastodon", 5); err != nil {
			return err
		}
		if err := campaigns.CountReceived(s.net, tx, m, 1, s.now); err != nil {
			return err
		}
		for _, to := range []outbox.Address{{}, {Platform: "test", Chat: "mark-chat"}} {
			l := outbox.Letter{Class: string(campaigns.Reply), Ordinal: m.Ordinal, To: to, Message: outbox.Message{Text: "mark-letter"}, Posted: s.now}
			if _, err := s.net.Outbox.Post(tx, l); err != nil {
				return err
			}
		}
		return nil
	})
	return m
}

// TestLeaving holds that of somebody who leaves nothing is found in the store, in keys or in opened values, but the alias in what is
// others' work too; and that nobody else loses anything by it.
func TestLeaving(t *testing.T) {
	store, set := storagetest.New(t), settings(t)
	set.PublicURL = "https://relais.example" // else there are no links
	s := &stage{t: t, net: campaigns.Open(store, outbox.New(store, slog.New(slog.DiscardHandler)), set), now: noon}
	s.brief.ID = "B1"
	s.member("admin", "en", members.Admin)
	other := s.member("other", "fr")
	bare := s.walked()
	m := s.marked()
	before := s.walked()
	for _, mark := range append(slices.Clone(marks), string(m.Alias)) {
		if len(where(before, mark)) == 0 {
			t.Errorf("%q was not found while they were a member: does this test still see what it looks for?", mark)
		}
	}
	s.do(func(tx storage.Tx) error { return s.net.Leave(tx, m, s.now) })
	left, upTo, err := s.net.Departures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []campaigns.Departure{{At: s.now.UTC(), Aliases: []messages.Alias{m.Alias}, Users: []string{"mark-user", "mark-second"},
		Accounts: []outbox.Address{{Platform: "test", Chat: "mark-chat"}, {Platform: "other", Chat: "mark-second"}}}}
	if d := cmp.Diff(want, left); d != "" {
		t.Errorf("what goes onto the list apart (-want +got):\n%s", d)
	}
	if err := s.net.Departed(t.Context(), upTo); err != nil {
		t.Fatal(err)
	}
	after := s.walked()
	for _, mark := range marks {
		if at := where(after, mark); len(at) > 0 {
			t.Errorf("%q is still in %q", mark, at)
		}
	}
	for _, at := range where(after, string(m.Alias)) {
		if !strings.HasPrefix(at, "record/audit ") {
			t.Errorf("the alias is still in %q", at)
		}
	}
	if len(where(after, string(m.Alias))) != 2 { // what they approved, and that they left
		t.Errorf("the alias is in %q", where(after, string(m.Alias)))
	}
	more := map[string]int{}
	for place := range after {
		space, _, _ := strings.Cut(place, " ")
		if _, there := bare[place]; !there && space != "counter" {
			more[space]++
		}
	}
	// A link that stands in a post goes on leading readers, and is nobody's.
	if d := cmp.Diff(map[string]int{"record/audit": 2, "record/links": 1, "record/erasures": 1}, more); d != "" {
		t.Errorf("more than before they came (-want +got):\n%s", d)
	}
	for place := range bare {
		if _, there := after[place]; !there {
			t.Errorf("%q is gone too", place)
		}
	}
	s.do(func(tx storage.Tx) error {
		if _, err := s.net.Roster.ByAlias(tx, m.Alias); !errors.Is(err, members.ErrUnknown) {
			t.Errorf("the alias leads to somebody: %v", err)
		}
		for _, id := range m.Identities {
			if _, err := s.net.Roster.ByIdentity(tx, id.Platform, id.User); !errors.Is(err, members.ErrUnknown) {
				t.Errorf("the account on %s leads to somebody: %v", id.Platform, err)
			}
		}
		if _, err := s.net.Roster.ByIdentity(tx, "test", "other"); err != nil {
			t.Errorf("%d is gone too: %v", other.Ordinal, err)
		}
		_, err := s.net.VerifyAudit(tx)
		return err
	})
}

// TestLeavingLastAdmin changes nothing: they are still there with all that is theirs, and no erasure waits.
func TestLeavingLastAdmin(t *testing.T) {
	s := newStage(t)
	before := len(s.walked())
	if err := s.try(func(tx storage.Tx) error { return s.net.Leave(tx, s.lead, s.now) }); !errors.Is(err, members.ErrLastAdmin) {
		t.Fatalf("got %v", err)
	}
	if after := len(s.walked()); after != before {
		t.Errorf("%d records, %d before", after, before)
	}
	if due, err := s.net.ErasureDue(context.Background(), 0); due != 0 || err != nil {
		t.Errorf("an erasure waits: %v, %v", due, err)
	}
}

// TestLeavingKeepsApprovals: what a former member approved stays approved, in the name of an alias that leads nowhere.
func TestLeavingKeepsApprovals(t *testing.T) {
	s := newStage(t)
	s.approve("en")
	s.do(func(tx storage.Tx) error { return s.net.Leave(tx, s.reviewer, s.now) })
	b := s.reload()
	if len(b.Approvals) != 1 || b.Approvals[0].By != s.reviewer.Alias {
		t.Errorf("%+v", b.Approvals)
	}
	s.do(func(tx storage.Tx) error {
		langs, err := s.net.Desk.Approved(tx, b, s.now)
		if !slices.Equal(langs, []messages.Lang{"en"}) {
			t.Errorf("approved are %v", langs)
		}
		return err
	})
}

// TestErasureDue is the clock of the store's compaction: it starts with the first erasure, and what is erased while the file is being
// rewritten waits for the next time.
func TestErasureDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		s := newStage(t)
		const wait = 12 * time.Hour
		due := func() uint64 {
			t.Helper()
			at, err := s.net.ErasureDue(context.Background(), wait)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		leave := func(user string) {
			t.Helper()
			m := s.member(user, "en")
			s.do(func(tx storage.Tx) error { return s.net.Leave(tx, m, time.Now()) })
		}
		erased := func(before uint64) {
			t.Helper()
			if err := s.net.Erased(context.Background(), before); err != nil {
				t.Fatal(err)
			}
		}
		never := func(when string) {
			t.Helper()
			if n := due(); n != 0 {
				t.Errorf("%s %d are due", when, n)
			}
		}
		never("before anybody left")
		erased(0)
		never("when nothing was to be erased")

		leave("one")
		never("at once")
		time.Sleep(wait - time.Second)
		leave("two")
		never("a second too early")
		time.Sleep(time.Second)
		first := due()
		if first != 2 {
			t.Fatalf("after %v %d are due: a later erasure must not put off an earlier one", wait, first)
		}
		time.Sleep(time.Minute)
		leave("three, while the file is being rewritten")
		time.Sleep(time.Minute)
		erased(first)
		second := due()
		if second != 1 {
			t.Fatal("who left while the file was being rewritten is forgotten")
		}
		erased(second)
		time.Sleep(10 * wait)
		never("when all are erased")
	})
}
