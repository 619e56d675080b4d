package members_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns/members"
	"relais/storage"
)

func (r *rig) newCode() (string, error) {
	var code string
	err := r.try(func(tx storage.Tx) (err error) { code, err = r.roster.NewAdminCode(tx); return err })
	return code, err
}

func (r *rig) redeem(m members.Member, code string) (members.Member, error) {
	var out members.Member
	err := r.try(func(tx storage.Tx) (err error) { out, err = r.roster.RedeemAdminCode(tx, m, code); return err })
	return out, err
}

// kept tells whether words stand anywhere in what the store keeps, opened.
func (r *rig) kept(words string) bool {
	r.t.Helper()
	found := false
	if err := r.store.Walk(context.Background(), func(_ string, key, plain []byte) error {
		found = found || bytes.Contains(key, []byte(words)) || bytes.Contains(plain, []byte(words))
		return nil
	}); err != nil {
		r.t.Fatal(err)
	}
	return found
}

func TestAdminCode(t *testing.T) {
	code := func(t *testing.T, r *rig) string {
		t.Helper()
		c, err := r.newCode()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Run("makes_its_sender_an_admitted_admin", func(t *testing.T) {
		r := newRig(t)
		c := code(t, r)
		m, err := r.redeem(r.hello("amina", "fr"), "  "+c+"\n")
		if err != nil {
			t.Fatal(err)
		}
		for what, m := range map[string]members.Member{"answered": m, "kept": r.stored(m)} {
			if m.Status != members.Admitted || !cmp.Equal(m.Roles, []members.Role{members.Admin}) {
				t.Errorf("%s: %s with %v", what, m.Status, m.Roles)
			}
		}
	})
	t.Run("leaves_the_roles_there_are", func(t *testing.T) {
		r := newRig(t)
		m, err := r.redeem(r.admitted("amina", members.Reviewer), code(t, r))
		if err != nil || !cmp.Equal(m.Roles, []members.Role{members.Reviewer, members.Admin}) {
			t.Errorf("%v, %v", m.Roles, err)
		}
	})
	t.Run("serves_once", func(t *testing.T) {
		r := newRig(t)
		c := code(t, r)
		second := r.hello("karim", "fr")
		if _, err := r.redeem(r.hello("amina", "fr"), c); err != nil {
			t.Fatal(err)
		}
		if _, err := r.redeem(second, c); !errors.Is(err, members.ErrAdminCode) {
			t.Errorf("a second person: %v", err)
		}
		if m := r.stored(second); m.Status != members.Joining || len(m.Roles) > 0 {
			t.Errorf("the second person is %s with %v", m.Status, m.Roles)
		}
		if r.kept("mac") {
			t.Error("what the used code was recognised by is still kept")
		}
	})
	t.Run("is_never_kept_itself", func(t *testing.T) {
		r := newRig(t)
		c := code(t, r)
		if !r.kept("mac") {
			t.Fatal("the scan sees nothing")
		}
		if r.kept(c) || r.kept(strings.TrimPrefix(c, "admin-")) {
			t.Error("the code stands in the store")
		}
	})
	t.Run("a_new_one_makes_the_earlier_worthless", func(t *testing.T) {
		r := newRig(t)
		m := r.hello("amina", "fr")
		first, second := code(t, r), code(t, r)
		if first == second {
			t.Fatal("two codes are the same")
		}
		if _, err := r.redeem(m, first); !errors.Is(err, members.ErrAdminCode) {
			t.Errorf("the earlier: %v", err)
		}
		if _, err := r.redeem(m, second); err != nil {
			t.Errorf("the later: %v", err)
		}
	})
	t.Run("a_wrong_guess_does_not_use_it_up", func(t *testing.T) {
		r := newRig(t)
		m := r.hello("amina", "fr")
		c := code(t, r)
		for _, guess := range []string{"", "admin-", c[:len(c)-1], c + "a", "admin-aaaaaaaaaaaaaaaa", strings.TrimPrefix(c, "admin-")} {
			if _, err := r.redeem(m, guess); !errors.Is(err, members.ErrAdminCode) {
				t.Errorf("%q: %v", guess, err)
			}
		}
		if got := r.stored(m); got.Status != members.Joining || len(got.Roles) > 0 {
			t.Errorf("guessing made them %s with %v", got.Status, got.Roles)
		}
		if _, err := r.redeem(m, c); err != nil {
			t.Errorf("the right one after wrong ones: %v", err)
		}
	})
	t.Run("none_was_made", func(t *testing.T) {
		r := newRig(t)
		if _, err := r.redeem(r.hello("amina", "fr"), "admin-aaaaaaaaaaaaaaaa"); !errors.Is(err, members.ErrAdminCode) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("none_is_made_while_there_is_an_admin", func(t *testing.T) {
		r := newRig(t)
		r.admitted("amina", members.Admin)
		if c, err := r.newCode(); !errors.Is(err, members.ErrHasAdmin) || c != "" {
			t.Errorf("%q, %v", c, err)
		}
	})
	t.Run("somebody_who_waits_to_be_admitted_is_no_admin_yet", func(t *testing.T) {
		r := newRig(t)
		m := r.admitted("amina", members.Admin)
		m.Status = members.Waiting
		r.put(m)
		if _, err := r.newCode(); err != nil {
			t.Error(err)
		}
	})
}

func TestIsAdminCode(t *testing.T) {
	c, err := newRig(t).newCode()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		c: true, " " + c + "\n": true, c + " please": false, c[:len(c)-1]: false, c + "a": false, strings.TrimPrefix(c, "admin-"): false, "": false, "admin": false,
	} {
		if members.IsAdminCode(text) != want {
			t.Errorf("%q is a code: %v", text, !want)
		}
	}
}

// TestLastAdmin holds that the network is never without an admin: the last one can neither leave nor be demoted.
func TestLastAdmin(t *testing.T) {
	ways := map[string]func(r *rig, m members.Member) error{
		"leaves": func(r *rig, m members.Member) error {
			return r.try(func(tx storage.Tx) error { return r.roster.Erase(tx, m) })
		},
		"is_demoted": func(r *rig, m members.Member) error {
			return r.try(func(tx storage.Tx) error {
				_, err := r.roster.SetRoles(tx, m, []members.Role{members.Lead})
				return err
			})
		},
	}
	for name, goes := range ways {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			amina, karim := r.admitted("amina", members.Admin), r.admitted("karim", members.Admin, members.Lead)
			waiting := r.admitted("sofia", members.Admin)
			waiting.Status = members.Waiting
			r.put(waiting)
			if err := goes(r, amina); err != nil {
				t.Errorf("one of two: %v", err)
			}
			if err := goes(r, karim); !errors.Is(err, members.ErrLastAdmin) {
				t.Errorf("the last of them: %v", err)
			}
			if m := r.stored(karim); !m.Has(members.Admin) || !cmp.Equal(m.Roles, []members.Role{members.Admin, members.Lead}) {
				t.Errorf("the refusal left %s with %v", m.Status, m.Roles)
			}
			r.do(func(tx storage.Tx) error {
				left, err := r.roster.WithRole(tx, members.Admin)
				if names(left) != "[karim]" {
					t.Errorf("the admins are %s", names(left))
				}
				return err
			})
		})
	}
	t.Run("other_roles_of_the_last_admin_are_free", func(t *testing.T) {
		r := newRig(t)
		amina := r.admitted("amina", members.Admin, members.Lead)
		r.do(func(tx storage.Tx) error {
			m, err := r.roster.SetRoles(tx, amina, []members.Role{members.Reviewer, members.Admin})
			if !m.Has(members.Reviewer) || !cmp.Equal(m.Roles, []members.Role{members.Reviewer, members.Admin}) {
				t.Errorf("roles %v", m.Roles)
			}
			return err
		})
	})
	t.Run("the_only_one_is_kept_though_not_admitted", func(t *testing.T) {
		r := newRig(t)
		m := r.admitted("amina", members.Admin)
		m.Status = members.Waiting
		r.put(m)
		for name, goes := range ways {
			if err := goes(r, m); !errors.Is(err, members.ErrLastAdmin) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("anybody_else_can_leave", func(t *testing.T) {
		r := newRig(t)
		r.admitted("amina", members.Admin)
		lead := r.admitted("karim", members.Lead)
		r.do(func(tx storage.Tx) error { return r.roster.Erase(tx, lead) })
	})
}
