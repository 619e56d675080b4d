package members_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relais/campaigns/members"
	"relais/storage"
)

// joined links an account to a member, by code and yes.
func (r *rig) joined(m members.Member, id members.Identity, now time.Time) members.Member {
	r.t.Helper()
	c, err := r.enter(id, r.code(m, now), now)
	if err != nil {
		r.t.Fatal(err)
	}
	linked, err := r.link(m, c, now)
	if err != nil {
		r.t.Fatal(err)
	}
	return linked
}

// unlinked takes a member's account on a platform from them.
func (r *rig) unlinked(m members.Member, platform string) members.Member {
	r.t.Helper()
	var rest members.Member
	r.do(func(tx storage.Tx) (err error) { rest, _, err = r.roster.Unlink(tx, m, platform); return err })
	return rest
}

func (r *rig) bearer(ordinal uint64) (b members.Bearer, err error) {
	r.do(func(tx storage.Tx) error { b, err = r.roster.Bearer(tx, ordinal); return nil })
	return b, err
}

func TestLink_merges_and_the_member_who_said_yes_stays_as_they_are(t *testing.T) {
	r := newRig(t)
	a := r.admitted("a", members.Reviewer)
	a.Answer(members.Receive, true, "en", monday)
	a.Topics, a.QuietFrom = []string{"heritage"}, 5
	r.put(a)
	id := r.elsewhere(members.Admitted)
	var b members.Member
	r.do(func(tx storage.Tx) (err error) {
		if b, err = r.roster.ByIdentity(tx, id.Platform, id.User); err == nil {
			b.Answer(members.Count, true, "fr", monday)
			err = r.roster.Put(tx, b)
		}
		return err
	})
	linked := r.joined(a, id, monday)
	want := a
	id.Linked = monday
	want.Identities = append(slices.Clone(a.Identities), id)
	want.Former = []members.Former{{Ordinal: b.Ordinal, Alias: b.Alias, Since: map[string]time.Time{"other": {}}}}
	if d := cmp.Diff(want, linked); d != "" {
		t.Errorf("after the merge (-want +got):\n%s", d)
	}
	r.do(func(tx storage.Tx) error {
		if _, err := r.roster.Get(tx, b.Ordinal); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("the other record: %v", err)
		}
		for what, find := range map[string]func() (members.Member, error){
			"account": func() (members.Member, error) { return r.roster.ByIdentity(tx, id.Platform, id.User) },
			"alias":   func() (members.Member, error) { return r.roster.ByAlias(tx, b.Alias) },
		} {
			if m, err := find(); err != nil || m.Ordinal != a.Ordinal {
				t.Errorf("the %s leads to %d, %v", what, m.Ordinal, err)
			}
		}
		var all []uint64
		err := r.roster.Select(tx, members.Audience{}, 0, func(o uint64) error { all = append(all, o); return nil })
		if !slices.Equal(all, []uint64{a.Ordinal}) {
			t.Errorf("the audience is %v", all)
		}
		return err
	})
	if who, err := r.bearer(b.Ordinal); err != nil || who.Ordinal != a.Ordinal {
		t.Errorf("the old number stands for %d, %v", who.Ordinal, err)
	}
}

func TestBearer_knows_which_account_a_message_stands_with(t *testing.T) {
	r := newRig(t)
	a := r.admitted("a")
	first, second := on("other", "first"), on("other", "second")
	day := func(n int) time.Time { return monday.AddDate(0, 0, n) }
	a = r.joined(a, first, day(1))
	a = r.unlinked(a, "other")
	var b members.Member
	r.do(func(tx storage.Tx) (err error) { b, err = r.roster.New(tx, second, "en"); return err })
	a = r.joined(a, second, day(5))
	has := func(ordinal uint64, platform string, at time.Time, want bool) {
		t.Helper()
		who, err := r.bearer(ordinal)
		if err != nil || who.Has(platform, at) != want {
			t.Errorf("number %d, %s, %s: %v, %v", ordinal, platform, at.Format(time.DateOnly), !want, err)
		}
	}
	has(a.Ordinal, "test", day(-9), true)
	has(a.Ordinal, "other", day(2), false) // it went to the account that was unlinked
	has(a.Ordinal, "other", day(6), true)
	has(b.Ordinal, "other", day(2), true) // it went to the account when it had a record of its own
	has(b.Ordinal, "test", day(2), false)
	a = r.unlinked(a, "other")
	a = r.joined(a, first, day(8))
	has(b.Ordinal, "other", day(2), false)
	has(a.Ordinal, "other", day(9), true)
}

func TestBearer_writes_to_the_account_a_letter_was_made_for(t *testing.T) {
	r := newRig(t)
	a := r.admitted("a")
	id := r.elsewhere(members.Admitted)
	a = r.joined(a, id, monday)
	old := a.Former[0].Ordinal
	for _, c := range []struct {
		ordinal uint64
		want    string
	}{{a.Ordinal, "test"}, {old, "other"}} {
		who, err := r.bearer(c.ordinal)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := who.Account(); !ok || got.Platform != c.want {
			t.Errorf("a letter to number %d goes to %v, %v", c.ordinal, got, ok)
		}
	}
	a.Identities[1].Gone = true
	r.put(a)
	who, err := r.bearer(old)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := who.Account(); !ok || got.Platform != "test" {
		t.Errorf("with that account gone it goes to %v, %v", got, ok)
	}
}

func TestUnlink_leaves_one_account_at_least(t *testing.T) {
	r := newRig(t)
	a := r.joined(r.admitted("a"), on("other", "a-2"), monday)
	try := func(platform string) error {
		return r.try(func(tx storage.Tx) error { _, _, err := r.roster.Unlink(tx, a, platform); return err })
	}
	if err := try("third"); !errors.Is(err, members.ErrUnknown) {
		t.Errorf("one they have not: %v", err)
	}
	a = r.unlinked(a, "test")
	if err := try("other"); !errors.Is(err, members.ErrLastAccount) {
		t.Errorf("the last: %v", err)
	}
	r.do(func(tx storage.Tx) error {
		if _, err := r.roster.ByIdentity(tx, "test", "a"); !errors.Is(err, members.ErrUnknown) {
			t.Errorf("whose is the unlinked account? %v", err)
		}
		return nil
	})
}

func TestPrefer_moves_messages(t *testing.T) {
	m := members.Member{Identities: []members.Identity{on("a", "1"), on("b", "2"), on("c", "3")}}
	was := slices.Clone(m.Identities)
	before := m.Identities
	m.Prefer("c")
	if id, _ := m.Reachable(); id.Platform != "c" || len(m.Identities) != 3 {
		t.Errorf("got %v", m.Identities)
	}
	m.Prefer("nowhere")
	if id, _ := m.Reachable(); id.Platform != "c" {
		t.Errorf("got %v", m.Identities)
	}
	if d := cmp.Diff(was, before); d != "" {
		t.Errorf("the list it had before was changed:\n%s", d)
	}
}

func TestErase_takes_every_number_and_claim_with_it(t *testing.T) {
	r := newRig(t)
	a := r.joined(r.admitted("a"), r.elsewhere(members.Admitted), monday)
	other := r.admitted("other-member")
	if _, err := r.enter(on("other", "marked"), r.code(other, monday), monday); err != nil {
		t.Fatal(err)
	}
	marked := members.Member{Ordinal: 99, Alias: "p-marked", Identities: []members.Identity{on("other", "marked")}}
	r.put(marked)
	r.do(func(tx storage.Tx) error { return errors.Join(r.roster.Erase(tx, a), r.roster.Erase(tx, marked)) })
	for _, o := range a.Ordinals() {
		if _, err := r.bearer(o); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("number %d: %v", o, err)
		}
	}
	if err := r.store.Walk(context.Background(), func(space string, key, plain []byte) error {
		if space == "record/heirs" || space == "record/link-codes" || strings.Contains(string(plain), "marked") {
			t.Errorf("%s still has %q: %s", space, key, plain)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// Whatever people join, link, unlink and leave: an account is one member's at most, every number that was ever given stands for
// the member it was merged into or for nobody, and no chain of merges has to be walked.
func TestLink_numbers_lead_to_one_person(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newRig(t)
		heir := map[uint64]uint64{} // what each number ever given should stand for; 0 is nobody
		platforms := []string{"p", "q", "r"}
		for step := range rapid.IntRange(5, 25).Draw(rt, "steps") {
			var all []members.Member
			r.do(func(tx storage.Tx) error {
				return r.roster.Scan(tx, 0, func(m members.Member) error { all = append(all, m); return nil })
			})
			now := monday.Add(time.Duration(step) * time.Hour)
			what := rapid.SampledFrom([]string{"join", "link", "link", "unlink", "leave"}).Draw(rt, "what")
			if what == "join" || len(all) < 2 {
				id := on(rapid.SampledFrom(platforms).Draw(rt, "platform"), fmt.Sprint("u", step))
				r.do(func(tx storage.Tx) error {
					m, err := r.roster.New(tx, id, "en")
					heir[m.Ordinal] = m.Ordinal
					return err
				})
				continue
			}
			m, b := rapid.SampledFrom(all).Draw(rt, "member"), rapid.SampledFrom(all).Draw(rt, "other")
			switch what {
			case "link":
				c, err := r.enter(rapid.SampledFrom(b.Identities).Draw(rt, "account"), r.code(m, now), now)
				if err != nil {
					continue
				}
				if _, err := r.link(m, c, now); err != nil {
					rt.Fatalf("link %d to %d: %v", b.Ordinal, m.Ordinal, err)
				}
				for o, h := range heir {
					if h == b.Ordinal {
						heir[o] = m.Ordinal
					}
				}
			case "unlink":
				id := rapid.SampledFrom(m.Identities).Draw(rt, "unlinked")
				err := r.try(func(tx storage.Tx) error { _, _, err := r.roster.Unlink(tx, m, id.Platform); return err })
				if (err != nil) != (len(m.Identities) == 1) {
					rt.Fatalf("unlink one of %d: %v", len(m.Identities), err)
				}
			case "leave":
				r.do(func(tx storage.Tx) error { return r.roster.Erase(tx, m) })
				for o, h := range heir {
					if h == m.Ordinal {
						heir[o] = 0
					}
				}
			}
			seen := map[string]bool{}
			for _, o := range slices.Sorted(maps.Keys(heir)) {
				who, err := r.bearer(o)
				if errors.Is(err, storage.ErrNotFound) {
					who.Ordinal, err = 0, nil
				}
				if err != nil || who.Ordinal != heir[o] {
					rt.Fatalf("number %d stands for %d, %v; want %d", o, who.Ordinal, err, heir[o])
				}
				if who.Ordinal != o {
					continue
				}
				on := map[string]bool{}
				for _, id := range who.Identities {
					if seen[id.Platform+id.User] || on[id.Platform] {
						rt.Fatalf("%v is there twice", id)
					}
					seen[id.Platform+id.User], on[id.Platform] = true, true
				}
				if !slices.Contains(who.Ordinals(), o) || len(who.Ordinals()) != 1+len(who.Former) {
					rt.Fatalf("number %d has %v", o, who.Ordinals())
				}
			}
		}
	})
}
