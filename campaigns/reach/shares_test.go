package reach_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relais/campaigns/reach"
	"relais/storage"
)

func TestShare(t *testing.T) {
	r := newRig(t, public)
	first := r.share(reach.Share{Member: 7, Brief: "B1", Rev: 2, Network: "x", URL: "https://x.example/1", At: monday})
	want := reach.Share{ID: 1, Member: 7, Brief: "B1", Rev: 2, Network: "x", Form: reach.Post, URL: "https://x.example/1", At: monday}
	if d := cmp.Diff(want, first); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	talk := r.share(reach.Share{Member: 7, Brief: "B2", Network: "x", Form: reach.Talk, At: monday})
	other := r.share(reach.Share{Member: 8, Brief: "B1", Network: "bluesky", At: monday})
	want = talk
	want.Told, want.Closed = 3, "corrected"
	if again := r.share(want); again != want || again.ID != 2 || again.Form != reach.Talk {
		t.Errorf("kept again it is %+v", again)
	}
	lists := func(when string, ofMember, ofBrief []uint64) {
		t.Helper()
		r.do(func(tx storage.Tx) error {
			mine, err := r.reach.SharesOf(tx, 7)
			if err != nil {
				return err
			}
			all, err := r.reach.SharesOfBrief(tx, "B1")
			if d := cmp.Diff([][]uint64{ofMember, ofBrief}, [][]uint64{ids(mine), ids(all)}); d != "" {
				t.Errorf("%s, newest first (-want +got):\n%s", when, d)
			}
			return err
		})
	}
	lists("all of them", []uint64{talk.ID, first.ID}, []uint64{other.ID, first.ID})
	r.do(func(tx storage.Tx) error { return r.reach.Unshare(tx, first.ID) })
	lists("one taken back", []uint64{talk.ID}, []uint64{other.ID})
	r.do(func(tx storage.Tx) error {
		if _, err := r.reach.Share(tx, first.ID); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("the one taken back: %v", err)
		}
		return r.reach.Unshare(tx, first.ID)
	})
	if next := r.share(reach.Share{Member: 7, Brief: "B1", Network: "x", At: monday}); next.ID != 4 {
		t.Errorf("a number was given twice: %d", next.ID)
	}
}

// TestHelp is the daily cap: five things a day, each counted once however often it is opened, and a new day a new five.
func TestHelp(t *testing.T) {
	const limit = 5
	r := newRig(t, public)
	paris := time.FixedZone("", 3600)
	evening := time.Date(2026, 3, 2, 23, 59, 59, 0, paris)
	for _, c := range []struct {
		name   string
		member uint64
		at     time.Time
		what   string
		n      int
		ok     bool
	}{
		{"the first", 7, monday.In(paris), "B1 x", 1, true},
		{"the same again", 7, monday.In(paris), "B1 x", 1, true},
		{"the same brief elsewhere", 7, monday.In(paris), "B1 bluesky", 2, true},
		{"a third", 7, monday.In(paris), "B2 x", 3, true},
		{"a fourth", 7, monday.In(paris), "B3 x", 4, true},
		{"the last", 7, evening, "B4 x", 5, true},
		{"one more", 7, evening, "B5 x", 5, false},
		{"one more, insisting", 7, evening, "B5 x", 5, false},
		{"one that was helped with already", 7, evening, "B2 x", 5, true},
		{"somebody else", 8, evening, "B5 x", 1, true},
		{"in the first second of the next day", 7, evening.Add(time.Second), "B5 x", 1, true},
		{"on it, what was helped with the day before", 7, evening.Add(time.Hour), "B1 x", 2, true},
		{"the same hour a week later", 7, evening.AddDate(0, 0, 7), "B1 x", 1, true},
	} {
		r.do(func(tx storage.Tx) error {
			n, ok, err := r.reach.Help(tx, c.member, c.at, c.what, limit)
			if n != c.n || ok != c.ok {
				t.Errorf("%s: %d, %v; want %d, %v", c.name, n, ok, c.n, c.ok)
			}
			return err
		})
	}
	t.Run("whatever_is_asked_a_day_has_no_more_than_the_limit", func(t *testing.T) {
		member := uint64(100)
		rapid.Check(t, func(t *rapid.T) {
			member++
			helped := map[string]bool{}
			for range rapid.IntRange(0, 20).Draw(t, "asks") {
				what := fmt.Sprint("B", rapid.IntRange(1, 9).Draw(t, "what"))
				before := slices.Sorted(maps.Keys(helped))
				var n int
				var ok bool
				r.do(func(tx storage.Tx) (err error) {
					n, ok, err = r.reach.Help(tx, member, monday, what, limit)
					return err
				})
				want := helped[what] || len(before) < limit
				if want {
					helped[what] = true
				}
				if ok != want || n != len(helped) || n > limit {
					t.Fatalf("%s after %v: %d, %v", what, before, n, ok)
				}
			}
		})
	})
}

func TestKits(t *testing.T) {
	r := newRig(t, public)
	kit := func(brief string, member uint64, network string) reach.Kit {
		return reach.Kit{Brief: brief, Member: member, Rev: 1, Lang: "fr", Network: network, At: monday}
	}
	var all []reach.Kit
	for _, k := range []reach.Kit{kit("B1", 300, "x"), kit("B1", 7, "x"), kit("B12", 7, "x"), kit("B1", 7, "bluesky")} {
		all = append(all, r.kit(k))
	}
	if d := cmp.Diff([]reach.Kit{all[0], all[1], all[3]}, r.kits("B1")); d != "" {
		t.Errorf("every kit that was opened, in this order (-want +got):\n%s", d)
	}
	all[1].Rev = 2
	r.kit(all[1])
	r.do(func(tx storage.Tx) error {
		k, err := r.reach.Kit(tx, "B1", all[1].ID)
		if k != all[1] {
			t.Errorf("a kit that was corrected is %+v", k)
		}
		return err
	})
	if n := len(r.kits("B1")); n != 3 {
		t.Errorf("there are %d kits", n)
	}
}

func TestUntold(t *testing.T) {
	r := newRig(t, public)
	owed := func(member uint64) (all []reach.Untold) {
		t.Helper()
		r.do(func(tx storage.Tx) (err error) { all, err = r.reach.Untold(tx, member); return err })
		return all
	}
	kit, share := reach.Untold{Kit: 3, Brief: "B1", Releases: []uint64{5}}, reach.Untold{Share: 9, Brief: "B2"}
	r.do(func(tx storage.Tx) error {
		return errors.Join(r.reach.Owe(tx, 7, kit), r.reach.Owe(tx, 7, share), r.reach.Owe(tx, 8, kit))
	})
	kit.Releases = []uint64{6}
	r.do(func(tx storage.Tx) error { return r.reach.Owe(tx, 7, kit) })
	kit.Releases = []uint64{6, 5}
	if d := cmp.Diff([]reach.Untold{share, kit}, owed(7)); d != "" {
		t.Errorf("a second correction counts beside the first (-want +got):\n%s", d)
	}
	r.do(func(tx storage.Tx) error { return r.reach.Told(tx, 7, share) })
	r.do(func(tx storage.Tx) error { return r.reach.Move(tx, 7, 8) })
	if d := cmp.Diff([]reach.Untold{kit}, owed(8)); d != "" || len(owed(7)) != 0 {
		t.Errorf("of two accounts that are one person's (-want +got):\n%s", d)
	}
	r.do(func(tx storage.Tx) error { return r.reach.Forget(tx, 8) })
	if all := owed(8); len(all) != 0 {
		t.Errorf("of somebody who left there is %v", all)
	}
}

func TestFigures(t *testing.T) {
	r := newRig(t, public)
	nothing := reach.Figures{Measured: true, Shares: map[string]int{}, Clicks: map[string]int{}}
	if d := cmp.Diff(nothing, r.figures("B1")); d != "" {
		t.Errorf("before anything (-want +got):\n%s", d)
	}
	for m := range uint64(3) {
		r.kit(reach.Kit{Brief: "B1", Member: m + 1, At: monday})
		r.share(reach.Share{Member: m + 1, Brief: "B1", Network: "x", At: monday})
	}
	r.share(reach.Share{Member: 1, Brief: "B1", Network: "bluesky", At: monday})
	undone := r.share(reach.Share{Member: 1, Brief: "B1", Network: "threads", At: monday})
	r.share(reach.Share{Member: 1, Brief: "B12", Network: "x", At: monday})
	r.kit(reach.Kit{Brief: "B12", Member: 1, At: monday})
	r.do(func(tx storage.Tx) error { return r.reach.Unshare(tx, undone.ID) })

	nobodys, mine := r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x"}), r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x", Member: 1})
	elsewhere := r.link(reach.Link{Brief: "B1", Lang: "ar", Network: "mastodon"})
	r.link(reach.Link{Brief: "B1", Lang: "es", Network: "reddit"}) // nobody followed it
	r.click(nobodys, monday, monday, monday.Add(24*time.Hour))
	r.click(mine, monday)
	r.click(elsewhere, monday, monday.AddDate(0, 1, 0))
	r.click(r.link(reach.Link{Brief: "B12", Lang: "fr", Network: "x"}), monday)

	got := r.figures("B1")
	want := reach.Figures{Measured: true, Kits: 3, Shares: map[string]int{"x": 3, "bluesky": 1}, Clicks: map[string]int{"x": 4, "mastodon": 2}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got.Shared() != 4 || got.Clicked() != 6 {
		t.Errorf("%d shared, %d read", got.Shared(), got.Clicked())
	}
	if d := cmp.Diff([]string{"bluesky", "mastodon", "x"}, got.Networks()); d != "" {
		t.Errorf("the networks (-want +got):\n%s", d)
	}
	r.do(func(tx storage.Tx) error { return r.reach.Forget(tx, 1) })
	want.Kits, want.Shares = 2, map[string]int{"x": 2}
	if d := cmp.Diff(want, r.figures("B1")); d != "" {
		t.Errorf("after one of them left (-want +got):\n%s", d)
	}
}

// TestForget erases one member's traces and nobody else's. What is counted is known by the keys and values of the store itself, so that
// a record kept by another way shows too.
func TestForget(t *testing.T) {
	traces := func(r *rig, member uint64) {
		r.open(reach.Opener{Member: member, Brief: "B1", Network: "x", To: composer})
		r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x", Member: member})
		r.kit(reach.Kit{Brief: "B1", Member: member, At: monday})
		r.share(reach.Share{Member: member, Brief: "B1", Network: "x", URL: "https://x.example/mine", At: monday})
		r.do(func(tx storage.Tx) error { _, _, err := r.reach.Help(tx, member, monday, "B1 x", 5); return err })
		r.do(func(tx storage.Tx) error { return r.reach.Owe(tx, member, reach.Untold{Kit: member, Brief: "B1"}) })
	}
	count := func(r *rig) map[string]int {
		t.Helper()
		all := map[string]int{}
		if err := r.store.Walk(context.Background(), func(space string, _, _ []byte) error { all[space]++; return nil }); err != nil {
			t.Fatal(err)
		}
		return all
	}
	one, two := newRig(t, public), newRig(t, public)
	traces(one, 7)
	traces(two, 7)
	traces(two, 8)
	two.do(func(tx storage.Tx) error { return two.reach.Forget(tx, 8) })
	want := count(one)
	want["record/links"]++ // a former member's link goes on leading readers
	if d := cmp.Diff(want, count(two)); d != "" {
		t.Errorf("what is kept (-of the other alone +after one of two left):\n%s", d)
	}
	two.do(func(tx storage.Tx) error {
		mine, err := two.reach.SharesOf(tx, 7)
		if len(mine) != 1 || mine[0].URL == "" {
			t.Errorf("the other's shares: %+v", mine)
		}
		return err
	})
}
