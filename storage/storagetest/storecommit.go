package storagetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

var commitRules = map[string]func(*rig){
	"a_commit_that_fails_keeps_nothing_and_is_told": func(r *rig) {
		r.open().Close()
		keys := r.keys()
		s, err := storage.Open(context.Background(), FailCommit(r.spy, 2), keys)
		if err != nil {
			r.Fatal(err)
		}
		r.Cleanup(func() { s.Close() })
		c := people(s)
		for i := range 10 {
			err := s.Update(context.Background(), func(tx storage.Tx) error {
				n, err := s.Next(tx, "n")
				return errors.Join(err, c.Put(tx, nth(int(n)), person{Name: nth(i), Handle: nth(i)}))
			})
			if failed := i%2 == 1; errors.Is(err, ErrCommit) != failed {
				r.Errorf("commit %d: %v", i, err)
			}
		}
		r.view(s, func(tx storage.Tx) error {
			var names []string
			err := c.Scan(tx, storage.Range{}, func(_ string, p person) error {
				names = append(names, p.Name)
				return nil
			})
			if diff := cmp.Diff([]string{"0000", "0002", "0004", "0006", "0008"}, names); diff != "" {
				r.Errorf("kept (-want +got)\n%s", diff)
			}
			return err
		})
	},
	"closures_run_twice_count_once": func(r *rig) {
		r.open().Close()
		s, err := storage.Open(context.Background(), Twice(r.spy), r.keys())
		if err != nil {
			r.Fatal(err)
		}
		r.Cleanup(func() { s.Close() })
		const callers, rounds = 8, 20
		var all sync.WaitGroup
		var runs atomic.Int64
		for range callers {
			all.Go(func() {
				for range rounds {
					if err := s.Update(context.Background(), func(tx storage.Tx) error {
						runs.Add(1)
						_, err := s.Next(tx, "n")
						return err
					}); err != nil {
						r.Error(err)
					}
				}
			})
		}
		all.Wait()
		r.update(s, func(tx storage.Tx) error {
			n, err := s.Next(tx, "n")
			if n != callers*rounds+1 {
				r.Errorf("the counter is at %d, want %d", n, callers*rounds+1)
			}
			return err
		})
		if n := runs.Load(); n < 2*callers*rounds {
			r.Errorf("%d runs of %d closures: Twice did not run them twice", n, callers*rounds)
		}
	},
	"the_stores_own_marks_are_not_written_again_and_again": func(r *rig) {
		s := r.open()
		c := people(s)
		r.put(c, s, "a", person{Name: "a"})
		before := r.spy.dump(r)["meta"]
		r.put(c, s, "b", person{Name: "b"})
		if diff := cmp.Diff(before, r.spy.dump(r)["meta"]); diff != "" {
			r.Errorf("meta has changed (-before +after)\n%s", diff)
		}
	},
	"after_close_everything_is_refused": func(r *rig) {
		s := r.open()
		if err := errors.Join(s.Close(), s.Close()); err != nil {
			r.Fatal(err)
		}
		nothing := func(storage.Tx) error { r.Error("fn ran"); return nil }
		ctx := context.Background()
		for what, err := range map[string]error{
			"View": s.View(ctx, nothing), "Update": s.Update(ctx, nothing), "Backup": s.Backup(ctx, nil), "Rotate": s.Rotate(ctx),
		} {
			if !errors.Is(err, storage.ErrClosed) {
				r.Errorf("%s: %v, want ErrClosed", what, err)
			}
		}
	},
}
