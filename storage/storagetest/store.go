package storagetest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"relais/storage"
)

// RunStore holds a store over an engine to what it promises about sealing, schema versions and keys. fresh returns an
// empty engine for each subtest, whose names are the specification.
func RunStore(t *testing.T, fresh func(t *testing.T) storage.Engine) {
	groups := []struct {
		name  string
		rules map[string]func(*rig)
	}{
		{"seal", sealRules},
		{"keys", keyRules},
		{"schema", schemaRules},
		{"migrate", migrateRules},
		{"rotate", rotateRules},
		{"drop", dropRules},
		{"commit", commitRules},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			for name, rule := range g.rules {
				t.Run(name, func(t *testing.T) { rule(newRig(t, fresh(t))) })
			}
		})
	}
}

var sealRules = map[string]func(*rig){
	"nothing_but_keys_reaches_the_engine_in_the_clear": func(r *rig) {
		s := r.open()
		c, proj := people(s), storage.NewProjection(s, "facets", 8)
		r.update(s, func(tx storage.Tx) error {
			_, err := s.Next(tx, "members")
			return errors.Join(err,
				c.Put(tx, "k1", person{Name: "NAMEMARK", Handle: "HANDLEMARK", Tags: []string{"TAGMARK"}}),
				proj.Set(tx, 7, []byte("ROWSMARK")))
		})
		for space, all := range r.spy.dump(r) {
			for k, v := range all {
				if strings.Contains(k, "MARK") || strings.Contains(v, "MARK") {
					r.Errorf("space %s, key %q holds what was to be hidden", space, k)
				}
			}
		}
	},
	"equal_values_are_sealed_unequally": func(r *rig) {
		s := r.open()
		c := people(s)
		seen := map[string]bool{}
		for i := range 50 {
			r.put(c, s, fmt.Sprint("k", i%2), person{Name: "same"})
			seen[r.spy.get(r, r.spy.space(r, "/people"), fmt.Sprint("k", i%2))] = true
		}
		if len(seen) != 50 {
			r.Errorf("50 times the same value gave %d different ones in the engine", len(seen))
		}
	},
	"two_values_swapped_are_damaged": func(r *rig) {
		s := r.open()
		c := people(s)
		r.put(c, s, "k1", person{Name: "one"})
		r.put(c, s, "k2", person{Name: "two"})
		space := r.spy.space(r, "/people")
		one, two := r.spy.get(r, space, "k1"), r.spy.get(r, space, "k2")
		put(r, r.spy, space, "k1", two)
		put(r, r.spy, space, "k2", one)
		r.wantErr(c, s, "k1", storage.ErrDamaged)
		r.wantErr(c, s, "k2", storage.ErrDamaged)
		put(r, r.spy, space, "k1", one)
		r.want(c, s, "k1", "one")
	},
	"a_value_moved_to_another_collection_is_damaged": func(r *rig) {
		s := r.open()
		c := people(s)
		others := storage.NewCollection(s, storage.Spec[person]{Name: "others"})
		r.put(c, s, "k", person{Name: "one"})
		r.put(others, s, "k", person{Name: "two"})
		from, to := r.spy.space(r, "/people"), r.spy.space(r, "/others")
		put(r, r.spy, to, "k", r.spy.get(r, from, "k"))
		r.wantErr(others, s, "k", storage.ErrDamaged)
		r.want(c, s, "k", "one")
	},
	"a_truncated_value_is_damaged": func(r *rig) {
		s := r.open()
		c := people(s)
		r.put(c, s, "k", person{Name: "one"})
		space := r.spy.space(r, "/people")
		whole := r.spy.get(r, space, "k")
		for n := range len(whole) {
			put(r, r.spy, space, "k", whole[:n])
			r.wantErr(c, s, "k", storage.ErrDamaged)
		}
		put(r, r.spy, space, "k", whole+"\x00")
		r.wantErr(c, s, "k", storage.ErrDamaged)
	},
	"a_flipped_bit_is_damage_wherever_it_is": func(r *rig) {
		s := r.open()
		c := people(s)
		r.put(c, s, "k", person{Name: "one"})
		space := r.spy.space(r, "/people")
		whole := r.spy.get(r, space, "k")
		for bit := range len(whole) * 8 {
			flipped := []byte(whole)
			flipped[bit/8] ^= 1 << (bit % 8)
			put(r, r.spy, space, "k", string(flipped))
			r.wantErr(c, s, "k", storage.ErrDamaged)
		}
		put(r, r.spy, space, "k", whole)
		r.want(c, s, "k", "one")
	},
	"an_index_entry_led_to_another_record_is_damaged": func(r *rig) {
		s := r.open()
		c := people(s)
		r.put(c, s, "admin", person{Name: "admin", Handle: "boss"})
		r.put(c, s, "guest", person{Name: "guest", Handle: "guest"})
		space := r.spy.space(r, "/people/handle")
		for entry, authenticator := range r.spy.dump(r)[space] {
			if head, ok := strings.CutSuffix(entry, "guest"); ok {
				put(r, r.spy, space, head+"admin", authenticator)
				update(r, r.spy, func(tx storage.Tx) error { return tx.Delete(space, []byte(entry)) })
			}
		}
		err := s.View(context.Background(), func(tx storage.Tx) error {
			keys, err := c.Find(tx, "handle", "guest")
			if err == nil {
				r.Errorf("guest is found at %q", keys)
			}
			return err
		})
		if !errors.Is(err, storage.ErrDamaged) {
			r.Errorf("Find: %v, want ErrDamaged", err)
		}
	},
	"the_same_value_is_hashed_differently_in_each_index_and_store": func(r *rig) {
		s := r.open()
		c := people(s)
		r.put(c, s, "k", person{Handle: "same", Tags: []string{"same"}})
		all := r.spy.dump(r)
		for entry := range all[r.spy.space(r, "/people/handle")] {
			if _, ok := all[r.spy.space(r, "/people/tag")][entry]; ok {
				r.Error("handle and tag have the same hash of the same value")
			}
		}
	},
	"a_projection_block_moved_is_damaged": func(r *rig) {
		s := r.open()
		p := storage.NewProjection(s, "facets", 4)
		r.update(s, func(tx storage.Tx) error {
			return errors.Join(p.Set(tx, 1, []byte("aaaa")), p.Set(tx, 100_000, []byte("bbbb")))
		})
		space := r.spy.space(r, "/facets")
		all := r.spy.dump(r)[space]
		if len(all) != 2 {
			r.Fatalf("%d blocks, want 2", len(all))
		}
		var keys []string
		for k := range all {
			keys = append(keys, k)
		}
		put(r, r.spy, space, keys[0], all[keys[1]])
		err := s.View(context.Background(), func(tx storage.Tx) error {
			return p.Scan(tx, 0, func(uint64, []byte) error { return nil })
		})
		if !errors.Is(err, storage.ErrDamaged) {
			r.Errorf("Scan: %v, want ErrDamaged", err)
		}
	},
	"a_projection_block_without_rows_is_gone": func(r *rig) {
		s := r.open()
		p := storage.NewProjection(s, "facets", 4)
		r.update(s, func(tx storage.Tx) error {
			return errors.Join(p.Set(tx, 1, []byte("aaaa")), p.Set(tx, 2, []byte("bbbb")), p.Set(tx, 500, []byte("cccc")))
		})
		r.update(s, func(tx storage.Tx) error { return errors.Join(p.Clear(tx, 1), p.Clear(tx, 2)) })
		if n := len(r.spy.dump(r)[r.spy.space(r, "/facets")]); n != 1 {
			r.Errorf("%d blocks, want 1", n)
		}
	},
	"a_counter_moved_is_damaged": func(r *rig) {
		s := r.open()
		r.update(s, func(tx storage.Tx) error {
			_, err := s.Next(tx, "a")
			return err
		})
		for range 3 {
			r.update(s, func(tx storage.Tx) error {
				_, err := s.Next(tx, "b")
				return err
			})
		}
		space := r.spy.space(r, "counter")
		put(r, r.spy, space, "b", r.spy.get(r, space, "a"))
		err := s.Update(context.Background(), func(tx storage.Tx) error {
			_, err := s.Next(tx, "b")
			return err
		})
		if !errors.Is(err, storage.ErrDamaged) {
			r.Errorf("Next: %v, want ErrDamaged", err)
		}
	},
}

var keyRules = map[string]func(*rig){
	"another_stores_keys_are_wrong": func(r *rig) {
		r.open()
		keys, err := storage.NewKeyset()
		if err != nil {
			r.Fatal(err)
		}
		before := fmt.Sprint(r.spy.dump(r))
		if _, err := r.openWith(keys); !errors.Is(err, storage.ErrWrongKey) {
			r.Errorf("Open: %v, want ErrWrongKey", err)
		}
		if fmt.Sprint(r.spy.dump(r)) != before {
			r.Error("Open changed the store")
		}
	},
	"a_missing_key_file_is_never_replaced": func(r *rig) {
		r.open()
		if err := os.Remove(r.key); err != nil {
			r.Fatal(err)
		}
		if _, err := r.tryOpen(); !errors.Is(err, storage.ErrNoKey) {
			r.Errorf("OpenKeys: %v, want ErrNoKey", err)
		}
		if _, err := os.Stat(r.key); !errors.Is(err, fs.ErrNotExist) {
			r.Errorf("a key file was made: %v", err)
		}
	},
	"an_unreadable_key_file_is_never_replaced": func(r *rig) {
		if err := os.WriteFile(r.key, []byte("{"), 0o600); err != nil {
			r.Fatal(err)
		}
		if _, err := r.tryOpen(); err == nil {
			r.Error("a damaged key file was taken")
		}
		if raw, _ := os.ReadFile(r.key); string(raw) != "{" {
			r.Errorf("the key file now holds %q", raw)
		}
	},
	"a_key_file_made_before_the_store_is_used": func(r *rig) {
		keys, err := storage.NewKeyset()
		if err != nil {
			r.Fatal(err)
		}
		if err := keys.Save(r.key); err != nil {
			r.Fatal(err)
		}
		r.open().Close()
		if _, err := r.openWith(r.keys()); err != nil {
			r.Error(err)
		}
	},
	"an_older_copy_of_the_key_file_is_wrong": func(r *rig) {
		s := r.open()
		c := people(s)
		r.put(c, s, "old", person{Name: "old"})
		s.Close()
		older, keys := r.keys(), r.keys()
		r.rotated(keys)
		s, err := r.openWith(keys)
		if err != nil {
			r.Fatal(err)
		}
		r.put(people(s), s, "new", person{Name: "new"}) // no Rotate: one write is enough
		s.Close()
		if _, err := r.openWith(older); !errors.Is(err, storage.ErrWrongKey) {
			r.Errorf("Open: %v, want ErrWrongKey", err)
		}
	},
	"a_store_whose_canary_is_gone_is_not_taken_for_an_empty_one": func(r *rig) {
		r.open(steps(1)...)
		update(r, r.spy, func(tx storage.Tx) error { return tx.Delete("meta", []byte("canary")) })
		if _, err := r.tryOpen(steps(1)...); !errors.Is(err, storage.ErrDamaged) {
			r.Errorf("Open: %v, want ErrDamaged", err)
		}
	},
	"a_format_from_the_future_is_newer_not_wrong": func(r *rig) {
		r.open()
		canary := r.spy.get(r, "meta", "canary")
		put(r, r.spy, "meta", "canary", "\x02"+canary[1:])
		if _, err := r.tryOpen(); !errors.Is(err, storage.ErrNewer) {
			r.Errorf("Open: %v, want ErrNewer", err)
		}
	},
}
