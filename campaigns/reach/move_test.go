package reach_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns/reach"
	"relais/storage"
)

func TestMove(t *testing.T) {
	const from, to = 7, 8
	r := newRig(t, public)
	opener := r.open(reach.Opener{Member: from, Brief: "B1", Network: "x", To: composer})
	mine := r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x", Member: to})
	same := r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x", Member: from})
	alone := r.link(reach.Link{Brief: "B2", Lang: "fr", Network: "x", Member: from})
	r.click(mine, monday)
	r.click(same, monday, monday)
	r.kit(reach.Kit{Brief: "B1", Member: to, Rev: 1, At: monday})
	r.kit(reach.Kit{Brief: "B1", Member: from, Rev: 2, At: monday.Add(time.Hour)})
	r.kit(reach.Kit{Brief: "B2", Member: to, Rev: 2, At: monday.Add(time.Hour)})
	r.kit(reach.Kit{Brief: "B2", Member: from, Rev: 1, At: monday})
	share := r.share(reach.Share{Member: from, Brief: "B1", Network: "x", At: monday})
	help := func(member uint64, what string) (n int, ok bool) {
		r.do(func(tx storage.Tx) (err error) { n, ok, err = r.reach.Help(tx, member, monday, what, 3); return err })
		return n, ok
	}
	help(from, "B1 x")
	help(from, "B2 x")
	help(to, "B1 x")
	help(to, "B3 x")

	r.do(func(tx storage.Tx) error { return r.reach.Move(tx, from, to) })
	r.do(func(tx storage.Tx) error {
		if o, err := r.reach.Opener(tx, token(opener), monday); err != nil || o.Member != to {
			t.Errorf("the opener is member %d's, %v", o.Member, err)
		}
		for name, at := range map[string]string{"the same link": same, "another link": alone} {
			if l, err := r.reach.Link(tx, token(at)); err != nil || l.Member != to {
				t.Errorf("%s counts for member %d, %v", name, l.Member, err)
			}
		}
		mine, err := r.reach.SharesOf(tx, to)
		if !slices.Equal(ids(mine), []uint64{share.ID}) {
			t.Errorf("the shares are %v", mine)
		}
		return err
	})
	for _, brief := range []string{"B1", "B2"} {
		if kits := r.kits(brief); len(kits) != 2 || kits[0].Member != to || kits[1].Member != to {
			t.Errorf("the kits of %s are %+v", brief, kits)
		}
	}
	if got := r.figures("B1").Clicks; !maps.Equal(got, map[string]int{"x": 3}) {
		t.Errorf("the readers are %v", got)
	}
	if n, ok := help(to, "B4 x"); ok {
		t.Errorf("helped with %d things in a day by two accounts", n)
	}

	// Nothing of either is left that erasing the one member would not find.
	r.do(func(tx storage.Tx) error { return r.reach.Forget(tx, to) })
	left := map[string]int{}
	if err := r.store.Walk(context.Background(), func(space string, _, _ []byte) error { left[space]++; return nil }); err != nil {
		t.Fatal(err)
	}
	for _, space := range []string{"record/openers", "record/kits", "record/shares", "record/helped"} {
		if left[space] != 0 {
			t.Errorf("%d records are left in %s", left[space], space)
		}
	}
	r.do(func(tx storage.Tx) error {
		l, err := r.reach.Link(tx, token(same))
		if d := cmp.Diff(uint64(0), l.Member); d != "" {
			t.Errorf("a link out there counts for somebody who left: %s", d)
		}
		return err
	})
}
