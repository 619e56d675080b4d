package members_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

func TestNewMember(t *testing.T) {
	r := newRig(t)
	first, second := r.hello("amina", "ar"), r.hello("karim", "fr")
	want := members.Member{
		Ordinal: 1, Alias: first.Alias, Status: members.Joining, Identities: []members.Identity{account("amina")}, Lang: "ar", Reads: []messages.Lang{"ar"},
		QuietFrom: 21 * 60, QuietTo: 9 * 60, DailyBriefs: 3,
	}
	if d := cmp.Diff(want, r.stored(first)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if second.Ordinal != 2 || second.Alias == first.Alias || first.Alias == "" {
		t.Errorf("the second is %d %q beside %q", second.Ordinal, second.Alias, first.Alias)
	}
}

func TestIdentity(t *testing.T) {
	find := func(t *testing.T, r *rig, platform, user string) (string, error) {
		t.Helper()
		var m members.Member
		err := r.try(func(tx storage.Tx) (err error) { m, err = r.roster.ByIdentity(tx, platform, user); return err })
		if err != nil {
			return "", err
		}
		return fmt.Sprint(m.Ordinal), nil
	}
	t.Run("leads_to_its_owner_alone", func(t *testing.T) {
		r := newRig(t)
		r.hello("1", "en")
		r.hello("12", "en")
		for _, c := range []struct {
			platform, user, want string
			err                  error
		}{
			{"test", "1", "1", nil},
			{"test", "12", "2", nil},
			{"other", "1", "", members.ErrUnknown},
			{"test", "", "", members.ErrUnknown},
			{"tes", "t1", "", members.ErrUnknown},
			{"test", "chat of 1", "", members.ErrUnknown},
		} {
			if got, err := find(t, r, c.platform, c.user); got != c.want || !errors.Is(err, c.err) {
				t.Errorf("%s %s leads to %q, %v; want %q, %v", c.platform, c.user, got, err, c.want, c.err)
			}
		}
	})
	t.Run("is_one_persons", func(t *testing.T) {
		r := newRig(t)
		r.hello("amina", "en")
		if err := r.try(func(tx storage.Tx) error { _, err := r.roster.New(tx, account("amina"), "fr"); return err }); !errors.Is(err, storage.ErrTaken) {
			t.Errorf("a second person with the account: %v", err)
		}
		m := r.hello("karim", "fr")
		m.Identities = append(m.Identities, account("amina"))
		if err := r.try(func(tx storage.Tx) error { return r.roster.Put(tx, m) }); !errors.Is(err, storage.ErrTaken) {
			t.Errorf("somebody else takes it over: %v", err)
		}
	})
	t.Run("a_second_platform_and_one_given_up", func(t *testing.T) {
		r := newRig(t)
		m := r.hello("amina", "en")
		m.Identities = append(m.Identities, members.Identity{Platform: "other", User: "amina", Chat: "there"})
		r.put(m)
		for _, platform := range []string{"test", "other"} {
			if got, err := find(t, r, platform, "amina"); err != nil || got != "1" {
				t.Errorf("%s: %q, %v", platform, got, err)
			}
		}
		m.Identities = m.Identities[1:]
		r.put(m)
		if _, err := find(t, r, "test", "amina"); !errors.Is(err, members.ErrUnknown) {
			t.Errorf("the one that was given up: %v", err)
		}
	})
	t.Run("after_leaving_it_is_free_and_begins_anew", func(t *testing.T) {
		r := newRig(t)
		old := r.admitted("amina")
		r.do(func(tx storage.Tx) error { return r.roster.Erase(tx, old) })
		if _, err := find(t, r, "test", "amina"); !errors.Is(err, members.ErrUnknown) {
			t.Errorf("the account still leads to somebody: %v", err)
		}
		r.do(func(tx storage.Tx) error {
			if _, err := r.roster.ByAlias(tx, old.Alias); !errors.Is(err, members.ErrUnknown) {
				t.Errorf("the alias still leads to somebody: %v", err)
			}
			if _, err := r.roster.Get(tx, old.Ordinal); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("the record: %v", err)
			}
			return nil
		})
		again := r.hello("amina", "en")
		if again.Ordinal == old.Ordinal || again.Alias == old.Alias || again.Status != members.Joining {
			t.Errorf("they came back as %d %s %s, and were %d %s", again.Ordinal, again.Alias, again.Status, old.Ordinal, old.Alias)
		}
	})
	t.Run("the_alias_leads_to_its_owner", func(t *testing.T) {
		r := newRig(t)
		r.hello("amina", "en")
		karim := r.hello("karim", "en")
		r.do(func(tx storage.Tx) error {
			m, err := r.roster.ByAlias(tx, karim.Alias)
			if m.Ordinal != karim.Ordinal {
				t.Errorf("it leads to %d", m.Ordinal)
			}
			return err
		})
	})
}

func TestReachable(t *testing.T) {
	one, two := members.Identity{Platform: "one", User: "1", Chat: "c1"}, members.Identity{Platform: "two", User: "2", Chat: "c2"}
	gone := func(id members.Identity) members.Identity { id.Gone = true; return id }
	unopened := func(id members.Identity) members.Identity { id.Chat = ""; return id }
	for _, c := range []struct {
		name string
		ids  []members.Identity
		want string
	}{
		{"the first", []members.Identity{one, two}, "one"},
		{"the first that is not gone", []members.Identity{gone(one), two}, "two"},
		{"the first with a private chat", []members.Identity{unopened(one), two}, "two"},
		{"nobody", []members.Identity{gone(one), gone(two)}, ""},
		{"nobody without an account", nil, ""},
	} {
		m := members.Member{Identities: c.ids}
		if id, ok := m.Reachable(); id.Platform != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v", c.name, id.Platform, ok)
		}
	}
	m := members.Member{Identities: []members.Identity{gone(one), two}}
	if id, ok := m.On("one"); !ok || id.User != "1" {
		t.Errorf("on one they are %v, %v", id, ok)
	}
	if id, ok := m.On("three"); ok {
		t.Errorf("on three they are %v", id)
	}
}

// TestHas is the table role × right: an admin may do what any role may but review, and nobody anything before admission.
func TestHas(t *testing.T) {
	for _, has := range append(members.Roles(), "") {
		for _, may := range members.Roles() {
			m := members.Member{Status: members.Admitted, Roles: []members.Role{has}}
			want := has == may || has == members.Admin && may != members.Reviewer
			if m.Has(may) != want {
				t.Errorf("with the role %q they may what a %s may: %v", has, may, !want)
			}
			for _, s := range []members.Status{members.Joining, members.Waiting, members.Refused, ""} {
				m.Status = s
				if m.Has(may) {
					t.Errorf("%q with the role %q may what a %s may", s, has, may)
				}
			}
		}
	}
}

func TestWithRole(t *testing.T) {
	r := newRig(t)
	r.admitted("ada", members.Admin)
	r.admitted("amina", members.Moderator)
	r.admitted("bob", members.Reviewer)
	r.admitted("karim", members.Admin, members.Lead)
	r.admitted("nadia", members.Lead, members.Moderator)
	w := r.admitted("sofia", members.Lead)
	w.Status = members.Waiting
	r.put(w)
	r.do(func(tx storage.Tx) error {
		for _, c := range []struct {
			roles []members.Role
			want  string
		}{
			{nil, "[]"},
			{[]members.Role{members.Admin}, "[ada karim]"},
			{[]members.Role{members.Lead, members.Moderator}, "[karim nadia amina]"},
			{[]members.Role{members.Moderator, members.Lead, members.Admin}, "[amina nadia karim ada]"},
		} {
			if all, err := r.roster.WithRole(tx, c.roles...); err != nil || names(all) != c.want {
				t.Errorf("%v are %s, %v, want %s", c.roles, names(all), err, c.want)
			}
		}
		all, err := r.roster.Leaders(tx)
		if names(all) != "[karim nadia ada]" {
			t.Errorf("the leaders are %s", names(all))
		}
		return err
	})
}

func TestLists(t *testing.T) {
	r := newRig(t)
	r.admitted("amina", members.Lead)
	r.admitted("karim", members.Reviewer, members.Lead)
	w := r.admitted("sofia", members.Lead)
	w.Status = members.Waiting
	r.put(w)
	r.hello("new", "en")
	want := func(when, leads, queue string) {
		t.Helper()
		r.do(func(tx storage.Tx) error {
			l, err := r.roster.WithRole(tx, members.Lead)
			if err != nil {
				return err
			}
			q, err := r.roster.InQueue(tx)
			if names(l) != leads || names(q) != queue {
				t.Errorf("%s the leads are %s, and %s wait", when, names(l), names(q))
			}
			return err
		})
	}
	want("at first", "[amina karim]", "[sofia]")
	w.Status = members.Admitted
	r.put(w)
	want("after the admission", "[amina karim sofia]", "[]")
	w.Roles = nil
	r.put(w)
	want("after a demotion", "[amina karim]", "[]")
	var all []members.Member
	r.do(func(tx storage.Tx) error {
		all = nil
		return r.roster.Scan(tx, 2, func(m members.Member) error {
			all = append(all, m)
			if len(all) == 2 {
				return storage.ErrStop
			}
			return nil
		})
	})
	if names(all) != "[karim sofia]" {
		t.Errorf("two from the second on are %s", names(all))
	}
}

func TestUsed(t *testing.T) {
	m := members.Member{Networks: []string{"x", "bluesky", "mastodon"}}
	before := m
	m.Used("bluesky")
	m.Used("threads")
	if d := cmp.Diff([]string{"threads", "bluesky", "x", "mastodon"}, m.Networks); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"x", "bluesky", "mastodon"}, before.Networks); d != "" {
		t.Errorf("the record it was read from changed (-want +got):\n%s", d)
	}
}

func TestLocation(t *testing.T) {
	for zone, want := range map[string]string{"": "UTC", "Asia/Tokyo": "Asia/Tokyo", "Atlantis/Capital": "UTC"} {
		m := members.Member{Zone: zone}
		if got := m.Location(time.UTC).String(); got != want {
			t.Errorf("%q is %s, want %s", zone, got, want)
		}
	}
}
