package members_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
	"relais/storage/storagetest"
)

// monday is the moment at which these tests take place.
var monday = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)

// rig is a roster with nobody on it.
type rig struct {
	t      testing.TB
	store  *storage.Store
	roster *members.Roster
}

func newRig(t testing.TB) *rig {
	t.Helper()
	s := storagetest.New(t)
	return &rig{t: t, store: s, roster: members.NewRoster(s)}
}

func (r *rig) try(fn func(tx storage.Tx) error) error {
	return r.store.Update(context.Background(), fn)
}

func (r *rig) do(fn func(tx storage.Tx) error) {
	r.t.Helper()
	if err := r.try(fn); err != nil {
		r.t.Fatal(err)
	}
}

func account(user string) members.Identity {
	return members.Identity{Platform: "test", User: user, Chat: "chat of " + user, Name: "name of " + user}
}

// hello makes somebody who has just said hello.
func (r *rig) hello(user string, lang messages.Lang) members.Member {
	r.t.Helper()
	var m members.Member
	r.do(func(tx storage.Tx) (err error) { m, err = r.roster.New(tx, account(user), lang); return err })
	return m
}

// admitted makes a member with roles.
func (r *rig) admitted(user string, roles ...members.Role) members.Member {
	r.t.Helper()
	m := r.hello(user, "en")
	m.Status, m.Kind, m.Roles = members.Admitted, members.Diaspora, roles
	r.put(m)
	return m
}

func (r *rig) put(m members.Member) {
	r.t.Helper()
	r.do(func(tx storage.Tx) error { return r.roster.Put(tx, m) })
}

// stored is the member as the store has them.
func (r *rig) stored(m members.Member) members.Member {
	r.t.Helper()
	var out members.Member
	r.do(func(tx storage.Tx) (err error) { out, err = r.roster.Get(tx, m.Ordinal); return err })
	return out
}

// names lists members by the user of their first account.
func names(ms []members.Member) string {
	var out []string
	for _, m := range ms {
		out = append(out, m.Identities[0].User)
	}
	return fmt.Sprint(out)
}
