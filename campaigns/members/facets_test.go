package members_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// selected are the ordinals that the projection gives for an audience.
func (r *rig) selected(a members.Audience, from uint64) []uint64 {
	r.t.Helper()
	var out []uint64
	if err := r.store.View(context.Background(), func(tx storage.Tx) error {
		out = nil
		return r.roster.Select(tx, a, from, func(ordinal uint64) error { out = append(out, ordinal); return nil })
	}); err != nil {
		r.t.Fatal(err)
	}
	return out
}

// included are the ordinals that a look at every record gives for an audience.
func (r *rig) included(a members.Audience, from uint64) []uint64 {
	r.t.Helper()
	var out []uint64
	r.do(func(tx storage.Tx) error {
		out = nil
		return r.roster.Scan(tx, from, func(m members.Member) error {
			if a.Includes(m) {
				out = append(out, m.Ordinal)
			}
			return nil
		})
	})
	return out
}

// TestAudience is the rule, told of one member.
func TestAudience(t *testing.T) {
	someone := members.Member{Status: members.Admitted, Kind: members.Academic, Topics: []string{"food", "music"}}
	for _, c := range []struct {
		name   string
		a      members.Audience
		change func(*members.Member)
		want   bool
	}{
		{"everyone", members.Audience{}, func(*members.Member) {}, true},
		{"nobody who waits", members.Audience{}, func(m *members.Member) { m.Status = members.Waiting }, false},
		{"nobody refused", members.Audience{}, func(m *members.Member) { m.Status = members.Refused }, false},
		{"nobody who joins", members.Audience{}, func(m *members.Member) { m.Status = members.Joining }, false},
		{"their kind", members.Audience{Kinds: []members.Kind{members.NGO, members.Academic}}, func(*members.Member) {}, true},
		{"another kind", members.Audience{Kinds: []members.Kind{members.NGO}}, func(*members.Member) {}, false},
		{"any kind, and they have said none", members.Audience{}, func(m *members.Member) { m.Kind = "" }, true},
		{"a kind, and they have said none", members.Audience{Kinds: members.Kinds()}, func(m *members.Member) { m.Kind = "" }, false},
		{"one of their topics", members.Audience{Topics: []string{"art", "music"}}, func(*members.Member) {}, true},
		{"none of their topics", members.Audience{Topics: []string{"art"}}, func(*members.Member) {}, false},
		{"a topic, and they chose all", members.Audience{Topics: []string{"art"}}, func(m *members.Member) { m.Topics = nil }, true},
		{"their topic but another kind", members.Audience{Topics: []string{"food"}, Kinds: []members.Kind{members.NGO}}, func(*members.Member) {}, false},
		// Whether they are someone to send to right now is the door's to say.
		{"who stopped", members.Audience{}, func(m *members.Member) { m.Stopped = true }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			m := someone
			m.Ordinal, m.Alias, m.Identities = 1, "p-1", []members.Identity{account("1")}
			c.change(&m)
			r.put(m)
			if got := c.a.Includes(m); got != c.want {
				t.Errorf("the record says %v", got)
			}
			if got := len(r.selected(c.a, 0)) == 1; got != c.want {
				t.Errorf("the facets say %v", got)
			}
		})
	}
}

// topicPool is small enough for each topic to have a bit of its own, so that facets and records agree exactly.
var topicPool = []string{"food", "music", "heritage", "law", "crafts", "الطبخ", "sport", "a", "aa"}

func audiences(t *rapid.T) members.Audience {
	return members.Audience{
		Kinds:  rapid.SliceOfNDistinct(rapid.SampledFrom(members.Kinds()), 0, 3, rapid.ID).Draw(t, "kinds"),
		Topics: rapid.SliceOfNDistinct(rapid.SampledFrom(append(slices.Clone(topicPool), "nobody's")), 0, 3, rapid.ID).Draw(t, "topics"),
	}
}

// vary changes something about a member that may or may not matter for an audience.
func vary(t *rapid.T, m *members.Member) {
	switch rapid.IntRange(0, 6).Draw(t, "what") {
	case 0:
		m.Status = rapid.SampledFrom([]members.Status{members.Joining, members.Waiting, members.Admitted, members.Refused}).Draw(t, "status")
	case 1:
		m.Kind = rapid.SampledFrom(append(members.Kinds(), "")).Draw(t, "kind")
	case 2:
		m.Topics = rapid.SliceOfNDistinct(rapid.SampledFrom(topicPool), 0, 4, rapid.ID).Draw(t, "topics")
	case 3:
		m.Reads = rapid.SliceOfNDistinct(rapid.SampledFrom(messages.Languages()), 1, 4, rapid.ID).Draw(t, "reads")
	case 4:
		m.Answer(rapid.SampledFrom(members.Purposes()).Draw(t, "purpose"), rapid.Bool().Draw(t, "yes"), "en", monday)
	case 5:
		m.Stopped = rapid.Bool().Draw(t, "stopped")
	case 6:
		m.Roles = rapid.SliceOfNDistinct(rapid.SampledFrom(members.Roles()[:3]), 0, 2, rapid.ID).Draw(t, "roles")
	}
}

// TestFacets holds the sealed projection to the records: whatever happens to members, Select over facets and Includes over a scan of
// all of them name the same people, before a rebuild and after it.
func TestFacets(t *testing.T) {
	r := newRig(t)
	met := 0
	rapid.Check(t, func(t *rapid.T) {
		var here []uint64
		r.do(func(tx storage.Tx) error { // those of the run before
			var old []members.Member
			if err := r.roster.Scan(tx, 0, func(m members.Member) error { old = append(old, m); return nil }); err != nil {
				return err
			}
			for _, m := range old {
				if err := r.roster.Erase(tx, m); err != nil {
					return err
				}
			}
			return nil
		})
		t.Repeat(map[string]func(*rapid.T){
			"join": func(t *rapid.T) {
				n := rapid.SampledFrom([]int{1, 2, 5, 12}).Draw(t, "people")
				m := members.Member{Status: members.Admitted}
				for range 4 {
					vary(t, &m)
				}
				var joined []uint64
				r.do(func(tx storage.Tx) error {
					joined = nil
					for range n {
						fresh, err := r.roster.New(tx, account(members.Token(10)), "fr")
						if err != nil {
							return err
						}
						next := m
						next.Ordinal, next.Alias, next.Identities = fresh.Ordinal, fresh.Alias, fresh.Identities
						if err := r.roster.Put(tx, next); err != nil {
							return err
						}
						joined = append(joined, fresh.Ordinal)
					}
					return nil
				})
				here = append(here, joined...)
			},
			"change": func(t *rapid.T) {
				if len(here) == 0 {
					return
				}
				m := r.stored(members.Member{Ordinal: rapid.SampledFrom(here).Draw(t, "who")})
				for range rapid.IntRange(1, 4).Draw(t, "things") {
					vary(t, &m)
				}
				r.put(m)
			},
			"change and fail": func(t *rapid.T) {
				if len(here) == 0 {
					return
				}
				m := r.stored(members.Member{Ordinal: rapid.SampledFrom(here).Draw(t, "who")})
				vary(t, &m)
				r.try(func(tx storage.Tx) error {
					return errors.Join(r.roster.Put(tx, m), errors.New("and then something else goes wrong"))
				})
			},
			"leave": func(t *rapid.T) {
				if len(here) == 0 {
					return
				}
				i := rapid.IntRange(0, len(here)-1).Draw(t, "who")
				m := r.stored(members.Member{Ordinal: here[i]})
				r.do(func(tx storage.Tx) error { return r.roster.Erase(tx, m) })
				here = slices.Delete(here, i, i+1)
			},
			"rebuild": func(*rapid.T) { r.do(r.roster.Rebuild) },
			"": func(t *rapid.T) {
				a, from := audiences(t), uint64(0)
				if len(here) > 0 && rapid.Bool().Draw(t, "from somebody on") {
					from = rapid.SampledFrom(here).Draw(t, "from")
				}
				want := r.included(a, from)
				if d := cmp.Diff(want, r.selected(a, from)); d != "" {
					t.Fatalf("%+v from %d (-records +facets):\n%s", a, from, d)
				}
				met += len(want)
			},
		})
		r.do(r.roster.Rebuild)
		for range 5 {
			a := audiences(t)
			if d := cmp.Diff(r.included(a, 0), r.selected(a, 0)); d != "" {
				t.Fatalf("after a rebuild %+v (-records +facets):\n%s", a, d)
			}
		}
	})
	if met == 0 {
		t.Error("no audience had anybody in it")
	}
}

// TestMoreTopicsThanBits: past the dictionary's end facets may name somebody whom no topic fits, which the planner sees from the
// record, but never leave out somebody whom one does.
func TestMoreTopicsThanBits(t *testing.T) {
	r := newRig(t)
	const topics, bits = 70, 63
	topic := func(i int) string { return fmt.Sprintf("topic %02d", i) }
	r.do(func(tx storage.Tx) error {
		for i := range topics {
			m, err := r.roster.New(tx, account(fmt.Sprint(i)), "en")
			if err != nil {
				return err
			}
			m.Status, m.Topics = members.Admitted, []string{topic(i)}
			if err := r.roster.Put(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
	check := func(when string) {
		t.Helper()
		for i := range topics {
			a := members.Audience{Topics: []string{topic(i)}}
			want, got := r.included(a, 0), r.selected(a, 0)
			switch {
			case len(want) != 1:
				t.Fatalf("%s: %s is chosen by %v", when, topic(i), want)
			case i < bits && !slices.Equal(want, got):
				t.Errorf("%s: %s has a bit of its own and yet selects %v, want %v", when, topic(i), got, want)
			case !slices.Contains(got, want[0]):
				t.Errorf("%s: %s leaves out %d", when, topic(i), want[0])
			}
		}
		if got := r.selected(members.Audience{Topics: []string{"nobody's"}}, 0); len(got) != 0 {
			t.Errorf("%s: a topic nobody chose selects %v", when, got)
		}
	}
	check("at first")
	r.do(r.roster.Rebuild)
	check("after a rebuild")
}

func TestSelectStops(t *testing.T) {
	r := newRig(t)
	for i := range 3 {
		r.admitted(fmt.Sprint(i))
	}
	calls := 0
	ended := func(why error) error {
		calls = 0
		return r.store.View(context.Background(), func(tx storage.Tx) error {
			return r.roster.Select(tx, members.Audience{}, 0, func(uint64) error { calls++; return why })
		})
	}
	if err := ended(storage.ErrStop); err != nil || calls != 1 {
		t.Errorf("stopped: %v after %d calls", err, calls)
	}
	mine := errors.New("mine")
	if err := ended(mine); !errors.Is(err, mine) || calls != 1 {
		t.Errorf("an error of its own: %v after %d calls", err, calls)
	}
}

// TestRebuildMends holds that a projection comes back from the records alone: rows that were lost, and none that has no record.
func TestRebuildMends(t *testing.T) {
	r := newRig(t)
	want := []uint64{r.admitted("amina").Ordinal, r.admitted("karim").Ordinal}
	m := r.admitted("sofia")
	m.Status, m.PausedUntil = members.Refused, monday.Add(time.Hour)
	r.put(m)
	var keys []string
	r.do(func(tx storage.Tx) error {
		keys = nil
		if err := tx.Scan("projection/facets", nil, nil, false, func(key, _ []byte) error { keys = append(keys, string(key)); return nil }); err != nil {
			return err
		}
		for _, k := range keys {
			if err := tx.Delete("projection/facets", []byte(k)); err != nil {
				return err
			}
		}
		return nil
	})
	if got := r.selected(members.Audience{}, 0); len(keys) == 0 || len(got) != 0 {
		t.Fatalf("%d blocks were taken away, and %v are selected", len(keys), got)
	}
	r.do(r.roster.Rebuild)
	if d := cmp.Diff(want, r.selected(members.Audience{}, 0)); d != "" {
		t.Errorf("lost (-want +got):\n%s", d)
	}
	r.do(func(tx storage.Tx) error {
		if err := tx.Delete("record/members", []byte(storage.Ordinal(want[1]))); err != nil {
			return err
		}
		return r.roster.Rebuild(tx)
	})
	if d := cmp.Diff(want[:1], r.selected(members.Audience{}, 0)); d != "" {
		t.Errorf("without a record (-want +got):\n%s", d)
	}
}
