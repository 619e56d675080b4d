package members_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"relais/campaigns/members"
	"relais/storage"
)

// on is an account on a platform.
func on(platform, user string) members.Identity {
	return members.Identity{Platform: platform, User: user, Chat: "chat of " + user, Name: "name of " + user}
}

// code gives a member a code, asked for from their first account.
func (r *rig) code(m members.Member, now time.Time) string {
	r.t.Helper()
	var code string
	r.do(func(tx storage.Tx) (err error) {
		code, err = r.roster.NewLinkCode(tx, m, m.Identities[0], now)
		return err
	})
	return code
}

// enter enters a code from an account. A refusal is an answer like any other, and what it keeps stays.
func (r *rig) enter(id members.Identity, code string, now time.Time) (members.Claim, error) {
	r.t.Helper()
	var c members.Claim
	var answer error
	r.do(func(tx storage.Tx) error {
		_, _, c, answer = r.roster.EnterLinkCode(tx, "key of "+id.User, members.Claim{Identity: id, Lang: "en"}, code, now)
		return nil
	})
	return c, answer
}

// link says yes to a claim.
func (r *rig) link(m members.Member, c members.Claim, now time.Time) (members.Member, error) {
	var linked members.Member
	err := r.try(func(tx storage.Tx) error {
		taken, err := r.roster.TakeClaim(tx, m, c.ID, now)
		if err != nil {
			return err
		}
		linked, _, err = r.roster.Link(tx, m, taken, now)
		return err
	})
	return linked, err
}

// wrong is a code of six digits that is not code.
func wrong(code string, n int) string {
	var had int
	_, _ = fmt.Sscanf(code, "%d", &had)
	return fmt.Sprintf("%06d", (had+n)%1_000_000)
}

func TestLinkCode_is_six_digits_and_good_once(t *testing.T) {
	r := newRig(t)
	m := r.admitted("amina")
	code := r.code(m, monday)
	if len(code) != 6 || bytes.ContainsFunc([]byte(code), func(c rune) bool { return c < '0' || c > '9' }) {
		t.Fatalf("the code is %q", code)
	}
	c, err := r.enter(on("other", "amina-2"), code, monday)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.enter(on("other", "amina-2"), code, monday); !errors.Is(err, members.ErrLinkCode) {
		t.Errorf("entered again: %v", err)
	}
	if got := r.stored(m); len(got.Identities) != 1 {
		t.Errorf("before the yes the member has %v", got.Identities)
	}
	linked, err := r.link(m, c, monday)
	if err != nil || len(linked.Identities) != 2 || len(r.stored(m).Identities) != 2 {
		t.Fatalf("after the yes the member has %v, %v", linked.Identities, err)
	}
	if _, err := r.link(linked, c, monday); !errors.Is(err, members.ErrLinkStale) {
		t.Errorf("yes again: %v", err)
	}
}

func TestLinkCode_is_nowhere_in_the_store(t *testing.T) {
	r := newRig(t)
	code := r.code(r.admitted("amina"), monday)
	seen := 0
	if err := r.store.Walk(context.Background(), func(_ string, key, plain []byte) error {
		seen++
		if bytes.Contains(key, []byte(code)) || bytes.Contains(plain, []byte(code)) {
			t.Errorf("the code stands in %q: %s", key, plain)
		}
		return nil
	}); err != nil || seen == 0 {
		t.Fatalf("%d records, %v", seen, err)
	}
}

func TestLinkCode_wrong_used_and_old_are_one_answer(t *testing.T) {
	r := newRig(t)
	m := r.admitted("amina")
	first := r.code(m, monday)
	second := r.code(m, monday)
	if _, err := r.enter(on("other", "a"), first, monday); first != second && !errors.Is(err, members.ErrLinkCode) {
		t.Errorf("an earlier code: %v", err)
	}
	if _, err := r.enter(on("other", "b"), wrong(second, 1), monday); !errors.Is(err, members.ErrLinkCode) {
		t.Errorf("a wrong code: %v", err)
	}
	if _, err := r.enter(on("other", "c"), second, monday.Add(members.LinkLife)); !errors.Is(err, members.ErrLinkCode) {
		t.Errorf("an old code: %v", err)
	}
	if _, err := r.enter(on("other", "d"), second, monday.Add(members.LinkLife-time.Second)); err != nil {
		t.Errorf("in the last second: %v", err)
	}
}

func TestLinkCode_five_wrong_tries_are_the_most_in_ten_minutes(t *testing.T) {
	r := newRig(t)
	m := r.admitted("amina")
	code := r.code(m, monday)
	guesser := on("other", "guesser")
	for i := range 5 {
		if _, err := r.enter(guesser, wrong(code, i+1), monday.Add(time.Duration(i)*time.Minute)); !errors.Is(err, members.ErrLinkCode) {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	last := monday.Add(4 * time.Minute)
	var tries *members.TriesError
	if _, err := r.enter(guesser, code, last); !errors.As(err, &tries) || !tries.Until.Equal(last.Add(members.LinkLife)) {
		t.Errorf("the good code after five wrong ones: %v", err)
	}
	if _, err := r.enter(on("other", "another"), code, last); err != nil {
		t.Errorf("another account with the good code: %v", err)
	}
	free := last.Add(members.LinkLife)
	if _, err := r.enter(guesser, r.code(m, free), free); err != nil {
		t.Errorf("a good code when the wait is over: %v", err)
	}
}

func TestLinkCode_four_wrong_tries_are_forgotten_one_by_one(t *testing.T) {
	r := newRig(t)
	code := r.code(r.admitted("amina"), monday)
	slow := on("other", "slow")
	for i := range 20 {
		if _, err := r.enter(slow, wrong(code, i+1), monday.Add(time.Duration(i)*members.LinkLife/4)); !errors.Is(err, members.ErrLinkCode) {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
}

func TestLink_refusals(t *testing.T) {
	for _, c := range []struct {
		name  string
		setup func(r *rig, m *members.Member) members.Identity // the account that enters m's code
		want  error
	}{
		{"an account on the platform of the code", func(r *rig, _ *members.Member) members.Identity { return account("else") }, members.ErrLinkSame},
		{"the very account of the code", func(r *rig, m *members.Member) members.Identity { return m.Identities[0] }, members.ErrLinkAlready},
		{"a second account on a platform", func(r *rig, m *members.Member) members.Identity {
			m.Identities = append(m.Identities, on("other", "first"))
			r.put(*m)
			return on("other", "second")
		}, members.ErrLinkTaken},
		{"an account whose member has one where the member has", func(r *rig, _ *members.Member) members.Identity {
			b := r.admitted("b")
			b.Identities = append(b.Identities, on("other", "b-2"))
			r.put(b)
			return on("other", "b-2")
		}, members.ErrLinkTaken},
		{"an account with a role", func(r *rig, _ *members.Member) members.Identity { return r.elsewhere(members.Admitted, members.Lead) }, members.ErrLinkRoleHere},
		{"two accounts with a role", func(r *rig, m *members.Member) members.Identity {
			m.Roles = []members.Role{members.Reviewer}
			r.put(*m)
			return r.elsewhere(members.Admitted, members.Moderator)
		}, members.ErrLinkRoles},
		{"a member's account, by somebody who waits", func(r *rig, m *members.Member) members.Identity {
			m.Status = members.Waiting
			r.put(*m)
			return r.elsewhere(members.Admitted)
		}, members.ErrLinkRoleHere},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			m := r.admitted("amina")
			id := c.setup(r, &m)
			code := r.code(m, monday)
			if _, err := r.enter(id, code, monday); !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if _, err := r.enter(on("third", "x"), code, monday); err != nil {
				t.Errorf("the code is good all the same: %v", err)
			}
		})
	}
}

// elsewhere makes somebody with an account on the other platform.
func (r *rig) elsewhere(s members.Status, roles ...members.Role) members.Identity {
	r.t.Helper()
	id := on("other", "elsewhere")
	r.do(func(tx storage.Tx) error {
		b, err := r.roster.New(tx, id, "fr")
		if err != nil {
			return err
		}
		b.Status, b.Roles = s, roles
		return r.roster.Put(tx, b)
	})
	return id
}

func TestLink_what_changed_since_the_code_makes_the_yes_stale(t *testing.T) {
	for name, change := range map[string]func(r *rig, m members.Member){
		"the account became a member's":           func(r *rig, _ members.Member) { r.elsewhere(members.Joining) },
		"the account was given a role":            func(r *rig, _ members.Member) { r.elsewhere(members.Admitted, members.Admin) },
		"the member asked for another code":       func(r *rig, m members.Member) { r.code(m, monday) },
		"the member has an account there already": func(r *rig, m members.Member) { m.Identities = append(m.Identities, on("other", "x")); r.put(m) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			m := r.admitted("amina")
			c, err := r.enter(on("other", "elsewhere"), r.code(m, monday), monday)
			if err != nil {
				t.Fatal(err)
			}
			change(r, m)
			if _, err := r.link(r.stored(m), c, monday); !errors.Is(err, members.ErrLinkStale) {
				t.Errorf("the yes is answered %v", err)
			}
		})
	}
	t.Run("the time is over", func(t *testing.T) {
		r := newRig(t)
		m := r.admitted("amina")
		c, err := r.enter(on("other", "elsewhere"), r.code(m, monday), monday.Add(9*time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.link(m, c, monday.Add(members.LinkLife)); !errors.Is(err, members.ErrLinkStale) {
			t.Errorf("the yes is answered %v", err)
		}
	})
}

// Two members who wait for one account's yes do not both get it, nor one of them the other.
func TestLink_an_account_is_claimed_once(t *testing.T) {
	r := newRig(t)
	a := r.admitted("a")
	x := r.hello("x", "en")
	x.Status, x.Identities = members.Admitted, []members.Identity{on("third", "x")}
	r.put(x)
	id := on("other", "b")
	forX, err := r.enter(id, r.code(x, monday), monday)
	if err != nil {
		t.Fatal(err)
	}
	forA, err := r.enter(id, r.code(a, monday), monday)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.link(a, forA, monday); err != nil {
		t.Fatal(err)
	}
	if _, err := r.link(x, forX, monday); !errors.Is(err, members.ErrLinkStale) {
		t.Errorf("the other member's yes: %v", err)
	}
}

func TestLink_the_account_takes_its_claim_back(t *testing.T) {
	r := newRig(t)
	m := r.admitted("amina")
	id := on("other", "b")
	c, err := r.enter(id, r.code(m, monday), monday)
	if err != nil {
		t.Fatal(err)
	}
	drop := func(by members.Identity) error {
		return r.try(func(tx storage.Tx) error { return r.roster.DropClaim(tx, c.ID, by, monday) })
	}
	if err := drop(on("other", "stranger")); !errors.Is(err, members.ErrLinkStale) {
		t.Errorf("a stranger takes it back: %v", err)
	}
	if err := drop(id); err != nil {
		t.Fatal(err)
	}
	if _, err := r.link(m, c, monday); !errors.Is(err, members.ErrLinkStale) {
		t.Errorf("the yes after that: %v", err)
	}
}

func TestPruneLinks_forgets_what_is_past_its_time(t *testing.T) {
	r := newRig(t)
	m := r.admitted("amina")
	code := r.code(m, monday)
	if _, err := r.enter(on("other", "marked-guesser"), wrong(code, 1), monday); !errors.Is(err, members.ErrLinkCode) {
		t.Fatal(err)
	}
	if _, err := r.enter(on("other", "marked-account"), code, monday); err != nil {
		t.Fatal(err)
	}
	left := func(now time.Time) int {
		r.do(func(tx storage.Tx) error { return r.roster.PruneLinks(tx, now) })
		n := 0
		if err := r.store.Walk(context.Background(), func(space string, _, _ []byte) error {
			if space == "record/link-codes" || space == "record/link-tries" {
				n++
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := left(monday.Add(members.LinkLife - time.Second)); n != 2 {
		t.Errorf("%d records within the time", n)
	}
	if n := left(monday.Add(members.LinkLife)); n != 0 {
		t.Errorf("%d records after it", n)
	}
}
