package storagetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

// crowd is a store with a little of everything in it.
type crowd struct {
	*storage.Store
	people *storage.Collection[person]
	facets *storage.Projection
	keys   *storage.Keyset
}

const crowdSize = 700 // more than two pages of a rotation

func (r *rig) crowd() *crowd {
	r.Helper()
	r.open().Close() // makes the key file where there is none
	c := r.again(r.keys())
	r.update(c.Store, func(tx storage.Tx) error {
		for i := range crowdSize {
			n, err := c.Next(tx, "members")
			if err != nil {
				return err
			}
			if err := c.people.Put(tx, nth(i), personOf(i)); err != nil {
				return err
			}
			if err := c.facets.Set(tx, n, []byte(nth(i))); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

// again opens the store with a keyset.
func (r *rig) again(keys *storage.Keyset) *crowd {
	r.Helper()
	s, err := r.openWith(keys)
	if err != nil {
		r.Fatal(err)
	}
	return &crowd{s, people(s), storage.NewProjection(s, "facets", 4), keys}
}

func nth(i int) string { return fmt.Sprintf("%04d", i) }

func personOf(i int) person {
	return person{Name: "name " + nth(i), Handle: "handle " + nth(i), Tags: []string{fmt.Sprint("tag ", i%7), "all"}}
}

// wantWhole checks everything that crowd has written.
func (r *rig) wantWhole(c *crowd) {
	r.Helper()
	r.view(c.Store, func(tx storage.Tx) error {
		var names, expected []string
		for i := range crowdSize {
			expected = append(expected, nth(i))
			keys, err := c.people.Find(tx, "handle", "handle "+nth(i))
			if err != nil {
				return err
			}
			if len(keys) != 1 || keys[0] != nth(i) {
				r.Errorf("the handle of %s leads to %q", nth(i), keys)
			}
		}
		err := c.people.Scan(tx, storage.Range{To: nth(crowdSize)}, func(key string, p person) error {
			names = append(names, key)
			return nil
		})
		if diff := cmp.Diff(expected, names); diff != "" {
			r.Errorf("people (-want +got)\n%s", diff)
		}
		keys, err2 := c.people.Find(tx, "tag", "all")
		if diff := cmp.Diff(expected, slices.DeleteFunc(keys, func(k string) bool { return k >= nth(crowdSize) })); diff != "" {
			r.Errorf("people tagged (-want +got)\n%s", diff)
		}
		n := 0
		err3 := c.facets.Scan(tx, 0, func(ordinal uint64, row []byte) error {
			if want := nth(int(ordinal) - 1); string(row) != want {
				r.Errorf("row %d is %q, want %q", ordinal, row, want)
			}
			n++
			return nil
		})
		if n != crowdSize {
			r.Errorf("%d rows, want %d", n, crowdSize)
		}
		return errors.Join(err, err2, err3)
	})
}

var rotateRules = map[string]func(*rig){
	"everything_is_brought_under_the_new_version": func(r *rig) {
		c := r.crowd()
		before := r.spy.dump(r)
		r.rotated(c.keys)
		if err := c.Rotate(context.Background()); err != nil {
			r.Fatal(err)
		}
		for space, all := range r.spy.dump(r) {
			for k, v := range all {
				if before[space][k] == v {
					r.Errorf("space %s still has what it had under %q", space, k)
				}
			}
		}
		r.wantWhole(c)
		if err := c.keys.Drop(context.Background(), c.Store, 1); err != nil {
			r.Fatal(err)
		}
		if err := c.keys.Save(r.key); err != nil {
			r.Fatal(err)
		}
		r.wantWhole(c)
		c.Close()
		if got := r.keys().Versions(); !slices.Equal(got, []uint32{2}) {
			r.Errorf("the key file has versions %d, want [2]", got)
		}
		r.wantWhole(r.again(r.keys()))
	},
	"old_and_new_versions_serve_side_by_side_before_it": func(r *rig) {
		c := r.crowd()
		r.rotated(c.keys)
		r.wantWhole(c)
		// A value that a record under the old version holds is still taken.
		err := c.Update(context.Background(), func(tx storage.Tx) error {
			return c.people.Put(tx, "late", personOf(3))
		})
		if !errors.Is(err, storage.ErrTaken) {
			r.Errorf("Put: %v, want ErrTaken", err)
		}
		// Changed and deleted records leave no entry of the old version behind.
		r.put(c.people, c.Store, nth(3), person{Name: "moved", Handle: "new handle"})
		r.update(c.Store, func(tx storage.Tx) error { return c.people.Delete(tx, nth(4)) })
		r.view(c.Store, func(tx storage.Tx) error {
			for _, i := range []int{3, 4} {
				if keys, err := c.people.Find(tx, "handle", "handle "+nth(i)); len(keys) != 0 || err != nil {
					r.Errorf("the handle that %s had leads to %q, %v", nth(i), keys, err)
				}
			}
			keys, err := c.people.Find(tx, "handle", "new handle")
			if !slices.Equal(keys, []string{nth(3)}) {
				r.Errorf("the new handle leads to %q", keys)
			}
			return err
		})
		c.Close()
		c = r.again(r.keys())
		r.want(c.people, c.Store, nth(5), "name 0005")
	},
	"writers_go_on_meanwhile": func(r *rig) {
		c := r.crowd()
		stop := make(chan struct{})
		var rounds [4]atomic.Int64
		var writers sync.WaitGroup
		for w := range rounds {
			writers.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					n := int(rounds[w].Add(1))
					err := c.Update(context.Background(), func(tx storage.Tx) error {
						// One record of its own, and one of the crowd, given a tag and its own name again.
						if err := c.people.Put(tx, fmt.Sprint("writer ", w), person{Name: fmt.Sprint(n), Handle: fmt.Sprint("w", w, "-", n)}); err != nil {
							return err
						}
						i := (n*31 + w) % crowdSize
						p, err := c.people.Get(tx, nth(i))
						if err != nil {
							return err
						}
						p.Name += "."
						return c.people.Put(tx, nth(i), p)
					})
					if err != nil {
						r.Error(err)
						return
					}
				}
			})
		}
		for range 3 {
			r.rotated(c.keys)
			if err := c.Rotate(context.Background()); err != nil {
				r.Error(err)
			}
			for _, v := range c.keys.Versions() {
				if v == c.keys.Primary() {
					continue
				}
				if err := c.keys.Drop(context.Background(), c.Store, v); err != nil {
					r.Error(err)
				}
			}
			if err := c.keys.Save(r.key); err != nil {
				r.Error(err)
			}
		}
		close(stop)
		writers.Wait()
		r.wantWhole(c)
		c.Close()
		c = r.again(r.keys())
		r.wantWhole(c)
		r.view(c.Store, func(tx storage.Tx) error {
			for w := range rounds {
				n := rounds[w].Load()
				p, err := c.people.Get(tx, fmt.Sprint("writer ", w))
				if err != nil {
					return err
				}
				keys, err := c.people.Find(tx, "handle", p.Handle)
				if err != nil {
					return err
				}
				if p.Name != fmt.Sprint(n) || len(keys) != 1 {
					r.Errorf("writer %d ended at %s, found %q, want %d", w, p.Name, keys, n)
				}
				if keys, err := c.people.Find(tx, "handle", fmt.Sprint("w", w, "-", n-1)); err != nil || len(keys) != 0 {
					r.Errorf("writer %d is found by an earlier handle: %q, %v", w, keys, err)
				}
			}
			return nil
		})
	},
	"one_cut_short_is_taken_up_again": func(r *rig) {
		c := r.crowd()
		r.rotated(c.keys)
		c.Close()
		// The context ends with the second page.
		ctx, cancel := context.WithCancel(context.Background())
		n := 0
		r.spy.after = func() {
			if n++; n == 2 {
				cancel()
			}
		}
		c = r.again(r.keys())
		if err := c.Rotate(ctx); !errors.Is(err, context.Canceled) {
			r.Fatalf("Rotate: %v, want the context's error", err)
		}
		r.spy.after = nil
		r.wantWhole(c)
		if err := c.keys.Drop(context.Background(), c.Store, 1); err == nil {
			r.Error("version 1 was dropped while values are under it")
		}
		c.Close()
		c = r.again(r.keys())
		r.wantWhole(c)
		if err := errors.Join(c.Rotate(context.Background()), c.keys.Drop(context.Background(), c.Store, 1)); err != nil {
			r.Fatal(err)
		}
		r.wantWhole(c)
	},
	"a_version_not_saved_yet_seals_nothing": func(r *rig) {
		c := r.crowd()
		if err := c.keys.Rotate(); err != nil {
			r.Fatal(err)
		}
		if err := c.Rotate(context.Background()); err == nil {
			r.Error("the store was brought under a version that is saved nowhere")
		}
		r.put(c.people, c.Store, nth(0), personOf(0))
		c.Close()
		r.wantWhole(r.again(r.keys())) // the file has version 1 only
	},
	"a_damaged_value_is_reported_and_the_others_are_moved": func(r *rig) {
		c := r.crowd()
		space := r.spy.space(r, "/people")
		put(r, r.spy, space, nth(10), r.spy.get(r, space, nth(11)))
		r.rotated(c.keys)
		if err := c.Rotate(context.Background()); !errors.Is(err, storage.ErrDamaged) {
			r.Errorf("Rotate: %v, want ErrDamaged", err)
		}
		if err := c.keys.Drop(context.Background(), c.Store, 1); err == nil {
			r.Error("version 1 was dropped while a value is under it")
		}
		under := 0
		for _, v := range r.spy.dump(r)[space] {
			if v[4] == 1 {
				under++
			}
		}
		if under != 1 {
			r.Errorf("%d values are still under version 1, want the damaged one", under)
		}
	},
	"data_that_nobody_has_declared_is_not_passed_over": func(r *rig) {
		c := r.crowd()
		r.rotated(c.keys)
		c.Close()
		s, err := r.openWith(r.keys())
		if err != nil {
			r.Fatal(err)
		}
		people(s) // but not the projection
		if err := s.Rotate(context.Background()); err == nil {
			r.Error("the rotation passed over a projection")
		}
	},
	"index_entries_that_belong_to_no_record_go": func(r *rig) {
		r.crowd().Close()
		keys := r.keys()
		r.rotated(keys)
		s, err := r.openWith(keys)
		if err != nil {
			r.Fatal(err)
		}
		// An index whose Values have changed without Reindex leaves entries behind.
		changed := slices.Clone(peopleIndexes)
		changed[1].Values = func(string, person) []string { return []string{"fixed"} }
		p := storage.NewCollection(s, storage.Spec[person]{Name: "people", Indexes: changed})
		storage.NewProjection(s, "facets", 4)
		ctx := context.Background()
		if err := errors.Join(s.Rotate(ctx), keys.Drop(ctx, s, 1)); err != nil {
			r.Fatal(err)
		}
		r.view(s, func(tx storage.Tx) error {
			keys, err := p.Find(tx, "tag", "fixed")
			if len(keys) != crowdSize {
				r.Errorf("%d records are found, want all", len(keys))
			}
			return err
		})
		if n := len(r.spy.dump(r)[r.spy.space(r, "/people/tag")]); n != crowdSize {
			r.Errorf("%d entries, want %d", n, crowdSize)
		}
	},
}

var dropRules = map[string]func(*rig){
	"the_primary_stays": func(r *rig) {
		c := r.crowd()
		if err := c.keys.Drop(context.Background(), c.Store, 1); err == nil {
			r.Error("the primary was dropped")
		}
		r.wantWhole(c)
	},
	"a_version_that_something_is_under_stays": func(r *rig) {
		c := r.crowd()
		r.rotated(c.keys)
		if err := c.keys.Drop(context.Background(), c.Store, 1); err == nil {
			r.Error("version 1 was dropped before the rotation")
		}
		r.wantWhole(c)
	},
	"one_value_is_enough": func(r *rig) {
		for _, name := range []string{"/facets", "counter", "/people"} {
			c := r.crowd()
			space := r.spy.space(r, name)
			var key, value string
			for key, value = range r.spy.dump(r)[space] {
				break
			}
			old := c.keys.Primary()
			r.rotated(c.keys)
			if err := c.Rotate(context.Background()); err != nil {
				r.Fatal(err)
			}
			now := r.spy.get(r, space, key)
			put(r, r.spy, space, key, value)
			if err := c.keys.Drop(context.Background(), c.Store, old); err == nil {
				r.Errorf("version %d was dropped with one value of %s under it", old, name)
			}
			put(r, r.spy, space, key, now)
			if err := c.keys.Drop(context.Background(), c.Store, old); err != nil {
				r.Error(err)
			}
			c.Close()
		}
	},
	"one_index_entry_is_enough": func(r *rig) {
		c := r.crowd()
		r.rotated(c.keys)
		if err := c.Rotate(context.Background()); err != nil {
			r.Fatal(err)
		}
		put(r, r.spy, r.spy.space(r, "/people/tag"), "\x00\x00\x00\x01 hash and key", "")
		if err := c.keys.Drop(context.Background(), c.Store, 1); err == nil {
			r.Error("version 1 was dropped with an index entry under it")
		}
	},
	"an_unknown_version_is_an_error": func(r *rig) {
		c := r.crowd()
		if err := c.keys.Drop(context.Background(), c.Store, 9); err == nil {
			r.Error("version 9 was dropped")
		}
	},
	"another_stores_keyset_is_refused": func(r *rig) {
		c := r.crowd()
		r.rotated(c.keys)
		if err := c.Rotate(context.Background()); err != nil {
			r.Fatal(err)
		}
		other := r.keys()
		if err := other.Drop(context.Background(), c.Store, 1); err == nil {
			r.Error("a keyset that the store doesn't work with was asked")
		}
	},
}
