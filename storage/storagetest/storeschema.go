package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

var schemaRules = map[string]func(*rig){
	"an_old_record_put_back_is_upgraded_and_never_misread": func(r *rig) {
		s := r.open()
		first := storage.NewCollection(s, storage.Spec[person]{Name: "people"})
		r.put(first, s, "k", person{Name: "Ada Lovelace"})
		space := r.spy.space(r, "/people")
		old := r.spy.get(r, space, "k")
		s.Close()

		// The second version turned names around.
		s = r.open()
		second := storage.NewCollection(s, storage.Spec[person]{
			Name: "people", Version: 2,
			Upgrade: map[int]func([]byte) ([]byte, error){1: func(old []byte) ([]byte, error) {
				return bytes.Replace(old, []byte("Ada Lovelace"), []byte("Lovelace, Ada"), 1), nil
			}},
		})
		r.want(second, s, "k", "Lovelace, Ada")
		r.put(second, s, "k", person{Name: "Lovelace, Augusta"})
		put(r, r.spy, space, "k", old)
		r.want(second, s, "k", "Lovelace, Ada")
	},
	"every_step_of_an_upgrade_is_taken_in_order": func(r *rig) {
		s := r.open()
		first := storage.NewCollection(s, storage.Spec[person]{Name: "people"})
		r.put(first, s, "k", person{Name: "n"})
		s.Close()
		s = r.open()
		step := func(to string) func([]byte) ([]byte, error) {
			return func(old []byte) ([]byte, error) {
				return bytes.Replace(old, []byte(`"Name":"n`), []byte(`"Name":"n`+to), 1), nil
			}
		}
		fourth := storage.NewCollection(s, storage.Spec[person]{
			Name: "people", Version: 4,
			Upgrade: map[int]func([]byte) ([]byte, error){1: step("-a"), 2: step("-b"), 3: step("-c")},
		})
		r.want(fourth, s, "k", "n-c-b-a")
	},
	"an_upgrade_that_is_missing_or_fails_is_an_error": func(r *rig) {
		s := r.open()
		first := storage.NewCollection(s, storage.Spec[person]{Name: "people"})
		r.put(first, s, "k", person{Name: "n"})
		s.Close()
		mine := errors.New("mine")
		for _, upgrade := range []map[int]func([]byte) ([]byte, error){
			nil,
			{1: func(old []byte) ([]byte, error) { return old, nil }},
			{1: func(old []byte) ([]byte, error) { return nil, mine }, 2: func(old []byte) ([]byte, error) { return old, nil }},
		} {
			s = r.open()
			third := storage.NewCollection(s, storage.Spec[person]{Name: "people", Version: 3, Upgrade: upgrade})
			err := s.View(context.Background(), func(tx storage.Tx) error {
				_, err := third.Get(tx, "k")
				return err
			})
			if err == nil || len(upgrade) == 2 && !errors.Is(err, mine) {
				r.Errorf("with %d steps: %v", len(upgrade), err)
			}
			s.Close()
		}
	},
	"a_record_of_a_newer_schema_is_refused": func(r *rig) {
		s := r.open()
		r.put(storage.NewCollection(s, storage.Spec[person]{Name: "people", Version: 2}), s, "k", person{Name: "n"})
		s.Close()
		s = r.open()
		r.wantErr(people(s), s, "k", storage.ErrNewer)
		err := s.Update(context.Background(), func(tx storage.Tx) error {
			c := storage.NewCollection(s, storage.Spec[person]{Name: "others"})
			return errors.Join(c.Delete(tx, "k"), c.Put(tx, "k", person{}))
		})
		if err != nil {
			r.Errorf("another collection is not concerned: %v", err)
		}
	},
}

// steps are n migrations that note their version in a person's tags.
func steps(n int) []storage.Migration {
	var all []storage.Migration
	for v := 1; v <= n; v++ {
		all = append(all, storage.Migration{Version: v, Name: fmt.Sprint("step ", v), Apply: func(tx storage.Tx, s *storage.Store) error {
			c := people(s)
			p, err := c.Get(tx, "log")
			if err != nil && !errors.Is(err, storage.ErrNotFound) {
				return err
			}
			p.Tags = append(p.Tags, fmt.Sprint(v))
			return c.Put(tx, "log", p)
		}})
	}
	return all
}

func (r *rig) wantSteps(s *storage.Store, want ...string) {
	r.Helper()
	r.view(s, func(tx storage.Tx) error {
		p, err := people(s).Get(tx, "log")
		if errors.Is(err, storage.ErrNotFound) {
			err = nil
		}
		if diff := cmp.Diff(want, p.Tags); diff != "" {
			r.Errorf("steps (-want +got)\n%s", diff)
		}
		return err
	})
}

var migrateRules = map[string]func(*rig){
	"a_new_store_needs_none": func(r *rig) {
		s := r.open(steps(3)...)
		r.wantSteps(s)
		s.Close()
		r.wantSteps(r.open(steps(3)...))
	},
	"each_is_applied_once_and_in_order": func(r *rig) {
		r.open(steps(1)...).Close()
		for n, log := range [][]string{1: nil, 2: {"2"}, 3: {"2", "3"}, 4: {"2", "3", "4"}} {
			for range 2 {
				s := r.open(steps(max(n, 1))...)
				r.wantSteps(s, log...)
				s.Close()
			}
		}
	},
	"one_that_fails_leaves_those_before_it_applied": func(r *rig) {
		r.open().Close()
		mine := errors.New("mine")
		broken := steps(3)
		broken[1].Apply = func(tx storage.Tx, s *storage.Store) error {
			if err := people(s).Put(tx, "half", person{Name: "half"}); err != nil {
				return err
			}
			return mine
		}
		if _, err := r.tryOpen(broken...); !errors.Is(err, mine) {
			r.Fatalf("Open: %v, want the migration's error", err)
		}
		s := r.open(steps(3)...)
		r.wantSteps(s, "1", "2", "3")
		for key := range r.spy.dump(r)[r.spy.space(r, "/people")] {
			if key != "log" {
				r.Errorf("%q is left of the step that failed", key)
			}
		}
	},
	"a_newer_store_is_refused": func(r *rig) {
		r.open(steps(3)...).Close()
		if _, err := r.tryOpen(steps(2)...); !errors.Is(err, storage.ErrNewer) {
			r.Errorf("Open: %v, want ErrNewer", err)
		}
		if _, err := r.tryOpen(); !errors.Is(err, storage.ErrNewer) {
			r.Errorf("Open without migrations: %v, want ErrNewer", err)
		}
		r.open(steps(3)...)
	},
	"an_old_schema_mark_put_back_is_damage": func(r *rig) {
		r.open(steps(1)...).Close()
		canary := r.spy.get(r, "meta", "canary")
		r.open(steps(2)...).Close()
		put(r, r.spy, "meta", "canary", canary)
		if _, err := r.tryOpen(steps(2)...); !errors.Is(err, storage.ErrDamaged) {
			r.Errorf("Open: %v, want ErrDamaged", err)
		}
	},
	"versions_begin_at_1_and_leave_none_out": func(r *rig) {
		all := steps(3)
		for name, wrong := range map[string][]storage.Migration{
			"a gap":        {all[0], all[2]},
			"a late start": all[1:],
			"a repetition": {all[0], all[0]},
			"no step":      {{Version: 1, Name: "empty"}},
		} {
			if _, err := r.tryOpen(wrong...); err == nil {
				r.Errorf("%s was taken", name)
			}
		}
	},
	"what_a_migration_declares_is_not_in_the_programs_way": func(r *rig) {
		r.open().Close()
		s := r.open(steps(1)...)
		if err := s.Rotate(context.Background()); err == nil {
			r.Error("the rotation passed over what only the migration has declared")
		}
		people(s) // would panic where the name were taken
		if err := s.Rotate(context.Background()); err != nil {
			r.Error(err)
		}
	},
	"a_transaction_inside_one_is_refused": func(r *rig) {
		r.open().Close()
		_, err := r.tryOpen(storage.Migration{Version: 1, Name: "nested", Apply: func(_ storage.Tx, s *storage.Store) error {
			return s.Update(context.Background(), func(storage.Tx) error { return nil })
		}})
		if !errors.Is(err, storage.ErrNested) {
			r.Errorf("Open: %v, want ErrNested", err)
		}
	},
}
