package reach_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns/reach"
	"relais/storage"
)

const composer = "https://network.example/compose?text=x"

func TestOpener(t *testing.T) {
	made := reach.Opener{Member: 7, Brief: "B1", Rev: 2, Network: "x", To: composer}
	t.Run("leads_to_what_was_kept_until_it_expires", func(t *testing.T) {
		r := newRig(t, public)
		at := r.open(made)
		if !strings.HasPrefix(at, public+"/o/") {
			t.Fatalf("its address is %q", at)
		}
		want := made
		want.Token, want.Expires = token(at), monday.Add(7*24*time.Hour)
		for _, c := range []struct {
			name string
			now  time.Time
			ok   bool
		}{
			{"at once", monday, true},
			{"at the last moment", want.Expires.Add(-time.Nanosecond), true},
			{"when it expires", want.Expires, false},
			{"a year later", monday.AddDate(1, 0, 0), false},
		} {
			r.do(func(tx storage.Tx) error {
				got, err := r.reach.Opener(tx, token(at), c.now)
				if d := cmp.Diff(want, got); c.ok && (err != nil || d != "") {
					t.Errorf("%s: %v (-want +got):\n%s", c.name, err, d)
				}
				if !c.ok && (!errors.Is(err, storage.ErrNotFound) || got != reach.Opener{}) {
					t.Errorf("%s: it leads to %q, %v", c.name, got.To, err)
				}
				return nil
			})
		}
	})
	t.Run("that_never_was", func(t *testing.T) {
		r := newRig(t, public)
		r.do(func(tx storage.Tx) error {
			if _, err := r.reach.Opener(tx, "aaaaaaaaaaaaaaaa", monday); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			return nil
		})
	})
	t.Run("each_has_an_address_of_its_own", func(t *testing.T) {
		r := newRig(t, public)
		if first, second := r.open(made), r.open(made); first == second {
			t.Error("two openers are one")
		}
	})
	t.Run("is_the_composer_itself_where_readers_cannot_come", func(t *testing.T) {
		r := newRig(t, "")
		if at := r.open(made); at != composer {
			t.Errorf("its address is %q", at)
		}
	})
}

func TestPublicLink(t *testing.T) {
	one := reach.Link{Brief: "B1", Lang: "fr", Network: "x"}
	t.Run("is_made_once_for_brief_language_network_and_member", func(t *testing.T) {
		r := newRig(t, public)
		at := r.link(one)
		if !strings.HasPrefix(at, public+"/s/") || len(token(at)) < 8 {
			t.Fatalf("its address is %q", at)
		}
		if again := r.link(one); again != at {
			t.Errorf("a second time it is %q, and was %q", again, at)
		}
		addresses := map[string]string{at: "the first"}
		for name, l := range map[string]reach.Link{
			"another brief":    {Brief: "B2", Lang: "fr", Network: "x"},
			"another language": {Brief: "B1", Lang: "ar", Network: "x"},
			"another network":  {Brief: "B1", Lang: "fr", Network: "bluesky"},
			"a member's own":   {Brief: "B1", Lang: "fr", Network: "x", Member: 7},
			"another member's": {Brief: "B1", Lang: "fr", Network: "x", Member: 77},
		} {
			at := r.link(l)
			if other, taken := addresses[at]; taken {
				t.Errorf("%s has the address of %s", name, other)
			}
			addresses[at] = name
			r.do(func(tx storage.Tx) error {
				got, err := r.reach.Link(tx, token(at))
				l.Token = token(at)
				if d := cmp.Diff(l, got); d != "" {
					t.Errorf("%s (-want +got):\n%s", name, d)
				}
				return err
			})
		}
	})
	t.Run("that_never_was", func(t *testing.T) {
		r := newRig(t, public)
		r.do(func(tx storage.Tx) error {
			if _, err := r.reach.Link(tx, "aaaaaaaaaa"); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			return nil
		})
	})
	t.Run("is_none_where_readers_cannot_come", func(t *testing.T) {
		r := newRig(t, "")
		if at := r.link(one); at != "" || r.reach.Measured() || r.figures("B1").Measured {
			t.Errorf("its address is %q, measured %v", at, r.reach.Measured())
		}
	})
}

// TestForgottenLink: a post that is out there goes on leading readers to the brief and is counted for its network, but nothing of it
// leads to who posted it, and whoever comes next with the same number gets a link of their own.
func TestForgottenLink(t *testing.T) {
	r := newRig(t, public)
	mine := reach.Link{Brief: "B1", Lang: "fr", Network: "x", Member: 7}
	at, shared, others := r.link(mine), r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x"}), r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x", Member: 8})
	r.click(at, monday)
	r.do(func(tx storage.Tx) error { return r.reach.Forget(tx, 7) })
	r.click(at, monday)
	r.do(func(tx storage.Tx) error {
		l, err := r.reach.Link(tx, token(at))
		if l.Member != 0 || l.Brief != "B1" || l.Lang != "fr" {
			t.Errorf("it is %+v", l)
		}
		return err
	})
	if d := cmp.Diff(map[string]int{"x": 2}, r.figures("B1").Clicks); d != "" {
		t.Errorf("its readers (-want +got):\n%s", d)
	}
	if again := r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x"}); again != shared {
		t.Error("the link that is nobody's became another")
	}
	if again := r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x", Member: 8}); again != others {
		t.Error("somebody else's link became another")
	}
	if r.link(mine) == at {
		t.Error("the forgotten link is somebody's again")
	}
	r.do(func(tx storage.Tx) error { return r.reach.Forget(tx, 7) })
}

// TestManyForgottenLinks of one brief, language and network stand beside each other.
func TestManyForgottenLinks(t *testing.T) {
	r := newRig(t, public)
	for m := range uint64(3) {
		r.click(r.link(reach.Link{Brief: "B1", Lang: "fr", Network: "x", Member: m + 1}), monday)
	}
	for m := range uint64(3) {
		r.do(func(tx storage.Tx) error { return r.reach.Forget(tx, m+1) })
	}
	if d := cmp.Diff(map[string]int{"x": 3}, r.figures("B1").Clicks); d != "" {
		t.Errorf("their readers (-want +got):\n%s", d)
	}
}
