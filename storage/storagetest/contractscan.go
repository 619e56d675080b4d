package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relais/storage"
)

var scanRules = map[string]func(*testing.T, storage.Engine){
	"a_missing_space_is_empty": func(t *testing.T, e storage.Engine) {
		wantKeys(t, e, "nowhere", nil, nil, false)
		wantKeys(t, e, "nowhere", nil, nil, true)
	},
	"keys_come_in_byte_order": func(t *testing.T, e storage.Engine) {
		for _, k := range []string{"b", "\xff", "a\x00", "a", "\x00", "ab", "B"} {
			put(t, e, "s", k, k)
		}
		wantKeys(t, e, "s", nil, nil, false, "\x00", "B", "a", "a\x00", "ab", "b", "\xff")
		wantKeys(t, e, "s", nil, nil, true, "\xff", "b", "ab", "a\x00", "a", "B", "\x00")
	},
	"from_is_included_and_to_is_not": func(t *testing.T, e storage.Engine) {
		for _, k := range []string{"a", "b", "c", "d"} {
			put(t, e, "s", k, k)
		}
		for _, down := range []bool{false, true} {
			check := func(from, to string, keys ...string) {
				t.Helper()
				if down {
					slices.Reverse(keys)
				}
				wantKeys(t, e, "s", open(from), open(to), down, keys...)
			}
			check("b", "d", "b", "c")
			check("b", "", "b", "c", "d")
			check("", "c", "a", "b")
			check("aa", "cc", "b", "c")
			check("b", "b")
			check("d", "b")
			check("e", "")
			check("", "a")
			check("", "0")
		}
	},
	"a_value_comes_with_its_key": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "a", "1")
		put(t, e, "s", "b", "")
		got := map[string]string{}
		view(t, e, func(tx storage.Tx) error {
			return tx.Scan("s", nil, nil, false, func(k, v []byte) error {
				got[string(k)] = string(v)
				return nil
			})
		})
		if diff := cmp.Diff(map[string]string{"a": "1", "b": ""}, got); diff != "" {
			t.Errorf("scanned (-want +got)\n%s", diff)
		}
	},
	"stop_ends_it_without_an_error": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "a", "1")
		put(t, e, "s", "b", "2")
		for _, stop := range []error{storage.ErrStop, fmt.Errorf("enough: %w", storage.ErrStop)} {
			calls := 0
			view(t, e, func(tx storage.Tx) error {
				return tx.Scan("s", nil, nil, false, func(_, _ []byte) error {
					calls++
					return stop
				})
			})
			if calls != 1 {
				t.Errorf("fn was called %d times, want 1", calls)
			}
		}
	},
	"an_error_ends_it_and_is_passed_on": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "a", "1")
		mine := errors.New("mine")
		err := e.View(context.Background(), func(tx storage.Tx) error {
			return tx.Scan("s", nil, nil, true, func(_, _ []byte) error { return mine })
		})
		if !errors.Is(err, mine) {
			t.Errorf("Scan: %v, want fn's error", err)
		}
	},
	"other_spaces_can_be_read_and_written_meanwhile": func(t *testing.T, e storage.Engine) {
		for i := range 100 {
			put(t, e, "s", fmt.Sprintf("%03d", i), "v")
		}
		update(t, e, func(tx storage.Tx) error {
			return tx.Scan("s", nil, nil, false, func(k, _ []byte) error {
				if _, err := tx.Get("s", k); err != nil {
					return err
				}
				if err := tx.Scan("s", k, nil, true, func(_, _ []byte) error { return storage.ErrStop }); err != nil {
					return err
				}
				return tx.Put("copy", k, []byte("v"))
			})
		})
		n := 0
		view(t, e, func(tx storage.Tx) error {
			return tx.Scan("copy", nil, nil, false, func(_, _ []byte) error { n++; return nil })
		})
		if n != 100 {
			t.Errorf("%d keys were copied, want 100", n)
		}
	},
	"a_write_to_the_scanned_space_is_refused": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "a", "1")
		update(t, e, func(tx storage.Tx) error {
			err := tx.Scan("s", nil, nil, false, func(k, _ []byte) error {
				if err := tx.Put("s", []byte("b"), []byte("2")); err == nil {
					t.Error("Put was taken")
				}
				if err := tx.Delete("s", k); err == nil {
					t.Error("Delete was taken")
				}
				return nil
			})
			// Afterwards it may be written again, also where fn ended the scan.
			return errors.Join(err, tx.Put("s", []byte("c"), []byte("3")))
		})
		wantKeys(t, e, "s", nil, nil, false, "a", "c")
	},
	"a_space_emptied_in_the_transaction_is_empty": func(t *testing.T, e storage.Engine) {
		const keys = 5000 // many pages
		fill := func(tx storage.Tx) (err error) {
			for n := 0; n < keys && err == nil; n++ {
				err = tx.Put("s", modelKey(n), []byte("some value"))
			}
			return err
		}
		update(t, e, fill)
		for _, left := range [][]byte{nil, modelKey(0), modelKey(keys / 2), modelKey(keys - 1)} {
			update(t, e, func(tx storage.Tx) error {
				for n := range keys {
					if k := modelKey(n); !bytes.Equal(k, left) {
						if err := tx.Delete("s", k); err != nil {
							return err
						}
					}
				}
				for _, from := range [][]byte{nil, modelKey(0), modelKey(17)} {
					for _, to := range [][]byte{nil, modelKey(keys), modelKey(keys - 1), modelKey(keys / 3)} {
						for _, down := range []bool{false, true} {
							within := left != nil && bytes.Compare(left, from) >= 0 && (to == nil || bytes.Compare(left, to) < 0)
							n := 0
							err := tx.Scan("s", from, to, down, func(k, _ []byte) error {
								n++
								if !bytes.Equal(k, left) {
									t.Errorf("%q was deleted and is scanned", k)
								}
								return nil
							})
							if err != nil {
								return err
							}
							if (n == 1) != within || n > 1 {
								t.Errorf("with %q left, from %q to %q, down %v: %d keys", left, from, to, down, n)
							}
						}
					}
				}
				return fill(tx)
			})
		}
	},
	"it_agrees_with_a_sorted_map_whatever_was_written_before": scanModel,
}

// scanModel compares scans in both directions with a sorted map, inside the transaction that has just written and deleted runs
// of keys, and after it.
func scanModel(t *testing.T, e storage.Engine) {
	space := 0
	rapid.Check(t, func(rt *rapid.T) {
		space++
		name := fmt.Sprint("model", space)
		model := map[string]string{}
		for range rapid.IntRange(1, 4).Draw(rt, "transactions") {
			runs := rapid.SliceOfN(rapid.Custom(drawRun), 1, 4).Draw(rt, "runs")
			last := drawScan(rt)
			var after map[string]string
			err := e.Update(context.Background(), func(tx storage.Tx) error {
				after = maps.Clone(model)
				for _, r := range runs {
					if err := r.write(tx, name, after); err != nil {
						return err
					}
					if err := r.then.compare(rt, tx, name, after); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				rt.Fatal(err)
			}
			model = after
			err = e.View(context.Background(), func(tx storage.Tx) error { return last.compare(rt, tx, name, model) })
			if err != nil {
				rt.Fatal(err)
			}
		}
	})
}

// modelKeys is the number of keys that a model has, enough for several of an engine's pages.
const modelKeys = 800

func modelKey(n int) []byte { return fmt.Appendf(nil, "%04d", n) }

// run writes or removes neighbouring keys.
type run struct {
	first, length, size int
	remove              bool
	then                scan
}

func drawRun(rt *rapid.T) run {
	return run{
		first:  rapid.IntRange(0, modelKeys).Draw(rt, "first"),
		length: rapid.IntRange(1, modelKeys).Draw(rt, "length"),
		size:   rapid.IntRange(0, 90).Draw(rt, "size"),
		remove: rapid.Bool().Draw(rt, "remove"),
		then:   drawScan(rt),
	}
}

func (r run) write(tx storage.Tx, space string, model map[string]string) (err error) {
	value := bytes.Repeat([]byte("v"), r.size)
	for n := r.first; n < min(r.first+r.length, modelKeys) && err == nil; n++ {
		if r.remove {
			delete(model, string(modelKey(n)))
			err = tx.Delete(space, modelKey(n))
		} else {
			model[string(modelKey(n))] = string(value)
			err = tx.Put(space, modelKey(n), value)
		}
	}
	return err
}

type scan struct {
	from, to []byte
	down     bool
}

func drawScan(rt *rapid.T) scan {
	edge := rapid.Custom(func(rt *rapid.T) []byte {
		if n := rapid.IntRange(-1, modelKeys).Draw(rt, "n"); n >= 0 {
			return modelKey(n)
		}
		return nil
	})
	return scan{edge.Draw(rt, "from"), edge.Draw(rt, "to"), rapid.Bool().Draw(rt, "down")}
}

func (s scan) compare(rt *rapid.T, tx storage.Tx, space string, model map[string]string) error {
	var expected, got []string
	for k, v := range model {
		if k >= string(s.from) && (s.to == nil || k < string(s.to)) {
			expected = append(expected, k+"="+v)
		}
	}
	slices.Sort(expected)
	if s.down {
		slices.Reverse(expected)
	}
	err := tx.Scan(space, s.from, s.to, s.down, func(k, v []byte) error {
		got = append(got, string(k)+"="+string(v))
		return nil
	})
	if diff := cmp.Diff(expected, got); diff != "" {
		rt.Errorf("scan from %q to %q, down %v (-want +got)\n%s", s.from, s.to, s.down, diff)
	}
	return err
}

func open(bound string) []byte {
	if bound == "" {
		return nil
	}
	return []byte(bound)
}
