package reach_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"relais/campaigns/reach"
	"relais/storage"
	"relais/storage/storagetest"
)

// monday is the moment at which these tests take place.
var monday = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)

const public = "https://relais.example"

// rig is a reach that readers can come to at public, or at nothing.
type rig struct {
	t     testing.TB
	store *storage.Store
	reach *reach.Reach
}

func newRig(t testing.TB, public string) *rig {
	t.Helper()
	s := storagetest.New(t)
	return &rig{t: t, store: s, reach: reach.New(s, public)}
}

func (r *rig) do(fn func(tx storage.Tx) error) {
	r.t.Helper()
	if err := r.store.Update(context.Background(), fn); err != nil {
		r.t.Fatal(err)
	}
}

// open makes an opener and gives its address.
func (r *rig) open(o reach.Opener) string {
	r.t.Helper()
	var at string
	r.do(func(tx storage.Tx) (err error) { at, err = r.reach.Open(tx, o, monday); return err })
	return at
}

// link gives the address of a public link.
func (r *rig) link(l reach.Link) string {
	r.t.Helper()
	var at string
	r.do(func(tx storage.Tx) (err error) { at, err = r.reach.Public(tx, l); return err })
	return at
}

// token is the last part of an address.
func token(address string) string { return address[strings.LastIndex(address, "/")+1:] }

func (r *rig) click(address string, at ...time.Time) {
	r.t.Helper()
	r.do(func(tx storage.Tx) error {
		for _, now := range at {
			if err := r.reach.Click(tx, token(address), now); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *rig) share(s reach.Share) reach.Share {
	r.t.Helper()
	var out reach.Share
	r.do(func(tx storage.Tx) (err error) { out, err = r.reach.PutShare(tx, s); return err })
	return out
}

func (r *rig) kit(k reach.Kit) reach.Kit {
	r.t.Helper()
	var out reach.Kit
	r.do(func(tx storage.Tx) (err error) { out, err = r.reach.PutKit(tx, k); return err })
	return out
}

// kits are a brief's.
func (r *rig) kits(brief string) (all []reach.Kit) {
	r.t.Helper()
	r.do(func(tx storage.Tx) error {
		all = nil
		return r.reach.Kits(tx, brief, 0, func(k reach.Kit) error { all = append(all, k); return nil })
	})
	return all
}

func (r *rig) figures(brief string) reach.Figures {
	r.t.Helper()
	var f reach.Figures
	r.do(func(tx storage.Tx) (err error) { f, err = r.reach.Figures(tx, brief); return err })
	return f
}

// ids lists shares by their numbers.
func ids(all []reach.Share) []uint64 {
	var out []uint64
	for _, s := range all {
		out = append(out, s.ID)
	}
	return out
}
