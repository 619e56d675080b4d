package members_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns/members"
	"relais/storage"
)

func (r *rig) invite(inv members.Invite) members.Invite {
	r.t.Helper()
	var out members.Invite
	r.do(func(tx storage.Tx) (err error) { out, err = r.roster.Invite(tx, inv); return err })
	return out
}

// use comes by an invitation.
func (r *rig) use(code string, now time.Time) (members.Invite, error) {
	var out members.Invite
	err := r.try(func(tx storage.Tx) (err error) { out, err = r.roster.UseInvite(tx, code, now); return err })
	return out, err
}

func TestInvite(t *testing.T) {
	until := monday.Add(time.Hour)
	t.Run("carries_what_they_join_as", func(t *testing.T) {
		r := newRig(t)
		made := r.invite(members.Invite{By: "p-lead", Kind: members.Academic, Review: true, Uses: 2, Expires: until})
		want := members.Invite{Code: made.Code, By: "p-lead", Kind: members.Academic, Review: true, Uses: 1, Expires: until}
		if made.Code == "" {
			t.Fatal("it has no code")
		}
		got, err := r.use(strings.ToUpper(made.Code), monday)
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("%v (-want +got):\n%s", err, d)
		}
	})
	t.Run("is_used_up", func(t *testing.T) {
		r := newRig(t)
		inv := r.invite(members.Invite{Uses: 3, Expires: until})
		for left := 2; left >= 0; left-- {
			if got, err := r.use(inv.Code, monday); err != nil || got.Uses != left {
				t.Errorf("with %d left after it: %d, %v", left, got.Uses, err)
			}
		}
		if _, err := r.use(inv.Code, monday); !errors.Is(err, members.ErrInvite) {
			t.Errorf("once more: %v", err)
		}
	})
	t.Run("looking_uses_nothing", func(t *testing.T) {
		r := newRig(t)
		inv := r.invite(members.Invite{Uses: 1, Expires: until})
		for range 3 {
			r.do(func(tx storage.Tx) error { _, err := r.roster.CheckInvite(tx, inv.Code, monday); return err })
		}
		if _, err := r.use(inv.Code, monday); err != nil {
			t.Error(err)
		}
	})
	t.Run("with_roles_serves_one_person", func(t *testing.T) {
		r := newRig(t)
		inv := r.invite(members.Invite{Roles: []members.Role{members.Reviewer}, Uses: 50, Expires: until})
		if got, err := r.use(inv.Code, monday); err != nil || !cmp.Equal(got.Roles, []members.Role{members.Reviewer}) {
			t.Errorf("the first: %v, %v", got.Roles, err)
		}
		if _, err := r.use(inv.Code, monday); !errors.Is(err, members.ErrInvite) {
			t.Errorf("the second: %v", err)
		}
	})
	for _, c := range []struct {
		name string
		inv  members.Invite
		now  time.Time
		want error
	}{
		{"just_before_its_end", members.Invite{Uses: 1, Expires: until}, until.Add(-time.Nanosecond), nil},
		{"at_its_end", members.Invite{Uses: 1, Expires: until}, until, members.ErrInvite},
		{"after_its_end", members.Invite{Uses: 1, Expires: until}, until.Add(time.Hour), members.ErrInvite},
		{"for_nobody", members.Invite{Expires: until}, monday, members.ErrInvite},
		{"for_less_than_nobody", members.Invite{Uses: -1, Expires: until}, monday, members.ErrInvite},
		{"without_an_end", members.Invite{Uses: 1}, monday, members.ErrInvite},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			inv := r.invite(c.inv)
			if _, err := r.use(inv.Code, c.now); !errors.Is(err, c.want) {
				t.Errorf("used: %v, want %v", err, c.want)
			}
			r.do(func(tx storage.Tx) error {
				if _, err := r.roster.FindInvite(tx, strings.ToUpper(inv.Code)); err != nil {
					t.Errorf("whatever became of it, it is found: %v", err)
				}
				return nil
			})
		})
	}
	t.Run("that_was_never_made", func(t *testing.T) {
		r := newRig(t)
		for _, code := range []string{"", "x", "aaaaaaaaaaaaaaaa"} {
			if got, err := r.use(code, monday); !errors.Is(err, members.ErrInvite) || got.Code != "" {
				t.Errorf("%q: %+v, %v", code, got, err)
			}
		}
		r.do(func(tx storage.Tx) error {
			if _, err := r.roster.FindInvite(tx, "aaaaaaaaaaaaaaaa"); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("found: %v", err)
			}
			return nil
		})
	})
}

// TestToken holds that codes can be typed, said and put into an address, and do not repeat.
func TestToken(t *testing.T) {
	seen := map[string]bool{}
	shape := regexp.MustCompile(`^[a-z2-7]{16}$`)
	for range 1000 {
		token := members.Token(10)
		if !shape.MatchString(token) || seen[token] {
			t.Fatalf("%q, seen before %v", token, seen[token])
		}
		seen[token] = true
	}
}
