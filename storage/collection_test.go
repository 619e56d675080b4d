package storage_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relais/storage"
	"relais/storage/bolt"
	"relais/storage/storagetest"
)

type city struct {
	Name  string
	Rooms []string
}

var cityIndexes = []storage.Index[city]{
	{Name: "name", Unique: true, Values: func(_ string, c city) []string { return []string{c.Name} }},
	{Name: "room", Values: func(_ string, c city) []string { return c.Rooms }},
}

// openWithKeys opens the store in a folder, without storagetest.Twice, and hands out its keys too.
func openWithKeys(t *testing.T, dir string) (*storage.Store, *storage.Keyset) {
	t.Helper()
	ctx := context.Background()
	d, err := bolt.Open(filepath.Join(dir, "relais.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	keys, err := storage.OpenKeys(ctx, d, filepath.Join(dir, "relais.key"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := storage.Open(ctx, d, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, keys
}

// update and view fail the test where the store answers with an error.
func update(t testing.TB, s *storage.Store, fn func(storage.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, s *storage.Store, fn func(storage.Tx) error) {
	t.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func TestCollection(t *testing.T) {
	ctx := context.Background()
	setUp := func(t *testing.T) (*storage.Store, *storage.Collection[city]) {
		s := storagetest.New(t)
		return s, storage.NewCollection(s, storage.Spec[city]{Name: "cities", Indexes: cityIndexes})
	}
	t.Run("a_missing_record_is_not_found_and_named", func(t *testing.T) {
		s, c := setUp(t)
		err := s.View(ctx, func(tx storage.Tx) error {
			_, err := c.Get(tx, "atlantis")
			return err
		})
		if !errors.Is(err, storage.ErrNotFound) || !strings.Contains(err.Error(), "cities") || !strings.Contains(err.Error(), "atlantis") {
			t.Errorf("Get: %v", err)
		}
	})
	t.Run("an_empty_key_is_refused", func(t *testing.T) {
		s, c := setUp(t)
		if err := s.Update(ctx, func(tx storage.Tx) error { return c.Put(tx, "", city{}) }); err == nil {
			t.Error("it was taken")
		}
	})
	t.Run("a_unique_value_is_taken_by_one_record", func(t *testing.T) {
		s, c := setUp(t)
		update(t, s, func(tx storage.Tx) error { return c.Put(tx, "a", city{Name: "secretname"}) })
		err := s.Update(ctx, func(tx storage.Tx) error { return c.Put(tx, "b", city{Name: "secretname"}) })
		if !errors.Is(err, storage.ErrTaken) || strings.Contains(err.Error(), "secretname") {
			t.Errorf("Put: %v, want ErrTaken without the value", err)
		}
		update(t, s, func(tx storage.Tx) error {
			return errors.Join(
				c.Put(tx, "a", city{Name: "secretname", Rooms: []string{"r"}}), // by itself it may be put again
				c.Put(tx, "a", city{Name: "other"}),
				c.Put(tx, "b", city{Name: "secretname"}), // and is free once given up
				c.Delete(tx, "b"),
				c.Put(tx, "c", city{Name: "secretname"}),
			)
		})
	})
	t.Run("a_put_that_is_refused_writes_nothing_even_where_the_closure_goes_on", func(t *testing.T) {
		s, c := setUp(t)
		update(t, s, func(tx storage.Tx) error {
			return errors.Join(c.Put(tx, "a", city{Name: "A"}), c.Put(tx, "b", city{Name: "B", Rooms: []string{"b"}}))
		})
		update(t, s, func(tx storage.Tx) error {
			if err := c.Put(tx, "b", city{Name: "A", Rooms: []string{"new"}}); !errors.Is(err, storage.ErrTaken) {
				t.Errorf("Put: %v, want ErrTaken", err)
			}
			return c.Put(tx, "z", city{Name: "Z"})
		})
		view(t, s, func(tx storage.Tx) error {
			for value, want := range map[string][]string{"b": {"b"}, "new": nil} {
				if keys, err := c.Find(tx, "room", value); !slices.Equal(keys, want) {
					t.Errorf("room %s leads to %q, %v", value, keys, err)
				}
			}
			got, err := c.Get(tx, "b")
			if got.Name != "B" {
				t.Errorf("b is %+v", got)
			}
			return err
		})
	})
	t.Run("empty_and_repeated_values_are_not_indexed", func(t *testing.T) {
		s, c := setUp(t)
		update(t, s, func(tx storage.Tx) error {
			return errors.Join(c.Put(tx, "a", city{Rooms: []string{"", "x", "x"}}), c.Put(tx, "b", city{Rooms: []string{""}}))
		})
		view(t, s, func(tx storage.Tx) error {
			for value, want := range map[string][]string{"": nil, "x": {"a"}} {
				if keys, err := c.Find(tx, "room", value); !slices.Equal(keys, want) {
					t.Errorf("room %q leads to %q, %v", value, keys, err)
				}
			}
			return nil
		})
	})
	t.Run("values_does_not_see_its_result_changed", func(t *testing.T) {
		s, c := setUp(t)
		rooms := []string{"b", "a", ""}
		update(t, s, func(tx storage.Tx) error { return c.Put(tx, "k", city{Rooms: rooms}) })
		if !slices.Equal(rooms, []string{"b", "a", ""}) {
			t.Errorf("the record's own slice is now %q", rooms)
		}
	})
	t.Run("a_key_that_begins_like_another_is_not_found_for_it", func(t *testing.T) {
		s, c := setUp(t)
		update(t, s, func(tx storage.Tx) error {
			return errors.Join(c.Put(tx, "k", city{Rooms: []string{"r"}}), c.Put(tx, "kk", city{Rooms: []string{"rr"}}))
		})
		view(t, s, func(tx storage.Tx) error {
			keys, err := c.Find(tx, "room", "r")
			if !slices.Equal(keys, []string{"k"}) {
				t.Errorf("r leads to %q", keys)
			}
			return err
		})
	})
	t.Run("an_error_in_scan_is_passed_on_as_it_is", func(t *testing.T) {
		s, c := setUp(t)
		update(t, s, func(tx storage.Tx) error { return c.Put(tx, "k", city{}) })
		mine := errors.New("mine")
		err := s.View(ctx, func(tx storage.Tx) error {
			return c.Scan(tx, storage.Range{}, func(string, city) error { return mine })
		})
		if err != mine {
			t.Errorf("Scan: %v, want fn's error", err)
		}
		err = s.View(ctx, func(tx storage.Tx) error {
			return c.Scan(tx, storage.Range{}, func(string, city) error { return storage.ErrStop })
		})
		if err != nil {
			t.Errorf("Scan stopped: %v", err)
		}
	})
	t.Run("reindex_follows_changed_values", func(t *testing.T) {
		dir := t.TempDir()
		s := storagetest.Open(t, dir)
		c := storage.NewCollection(s, storage.Spec[city]{Name: "cities", Indexes: cityIndexes[:1]})
		update(t, s, func(tx storage.Tx) error {
			return errors.Join(c.Put(tx, "a", city{Name: "A", Rooms: []string{"r"}}), c.Put(tx, "b", city{Name: "B", Rooms: []string{"r"}}))
		})
		s.Close()
		// A new index on rooms, and names in lower case.
		next := slices.Clone(cityIndexes)
		next[0].Values = func(_ string, c city) []string { return []string{strings.ToLower(c.Name)} }
		s = storagetest.Open(t, dir, storage.Migration{Version: 1, Name: "index rooms", Apply: func(tx storage.Tx, s *storage.Store) error {
			return storage.NewCollection(s, storage.Spec[city]{Name: "cities", Indexes: next}).Reindex(tx)
		}})
		c = storage.NewCollection(s, storage.Spec[city]{Name: "cities", Indexes: next})
		view(t, s, func(tx storage.Tx) error {
			for _, want := range []struct {
				index, value string
				keys         []string
			}{{"name", "A", nil}, {"name", "a", []string{"a"}}, {"room", "r", []string{"a", "b"}}} {
				if keys, err := c.Find(tx, want.index, want.value); !slices.Equal(keys, want.keys) {
					t.Errorf("%s %s leads to %q, %v, want %q", want.index, want.value, keys, err, want.keys)
				}
			}
			return nil
		})
	})
	t.Run("a_mistake_in_a_declaration_panics", func(t *testing.T) {
		s, c := setUp(t)
		values := func(string, city) []string { return nil }
		for name, declare := range map[string]func(){
			"no name":      func() { storage.NewCollection(s, storage.Spec[city]{}) },
			"a name twice": func() { storage.NewCollection(s, storage.Spec[city]{Name: "cities"}) },
			"an index twice": func() {
				spec(s, storage.Index[city]{Name: "x", Values: values}, storage.Index[city]{Name: "x", Values: values})
			},
			"a nameless index": func() { spec(s, storage.Index[city]{Values: values}) },
			"a slash":          func() { spec(s, storage.Index[city]{Name: "a/b", Values: values}) },
			"no Values":        func() { spec(s, storage.Index[city]{Name: "x"}) },
			"no such index":    func() { view(t, s, func(tx storage.Tx) error { _, err := c.Find(tx, "nope", "x"); return err }) },
			"no width":         func() { storage.NewProjection(s, "p", 0) },
			"no projection":    func() { storage.NewProjection(s, "", 1) },
		} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s: it was taken", name)
					}
				}()
				declare()
			}()
		}
	})
	t.Run("a_codec_of_its_own_is_used", func(t *testing.T) {
		s := storagetest.New(t)
		c := storage.NewCollection(s, storage.Spec[string]{Name: "words", Codec: reversed{}})
		update(t, s, func(tx storage.Tx) error { return c.Put(tx, "k", "abc") })
		view(t, s, func(tx storage.Tx) error {
			got, err := c.Get(tx, "k")
			if got != "abc" {
				t.Errorf("got %q", got)
			}
			return err
		})
		err := s.Update(ctx, func(tx storage.Tx) error { return c.Put(tx, "k", "bad") })
		if !errors.Is(err, errBad) {
			t.Errorf("Put: %v, want the codec's error", err)
		}
	})
}

func spec(s *storage.Store, indexes ...storage.Index[city]) {
	storage.NewCollection(s, storage.Spec[city]{Name: "fresh " + fmt.Sprint(len(indexes)), Indexes: indexes})
}

var errBad = errors.New("bad word")

type reversed struct{}

func (reversed) Encode(s string) ([]byte, error) {
	if s == "bad" {
		return nil, errBad
	}
	b := []byte(s)
	slices.Reverse(b)
	return b, nil
}

func (reversed) Decode(b []byte) (string, error) {
	b = slices.Clone(b)
	slices.Reverse(b)
	return string(b), nil
}

// TestCollectionModel compares a collection and its indexes with maps, through random transactions, some rolled back, and key
// rotations.
func TestCollectionModel(t *testing.T) {
	root, n := t.TempDir(), 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		dir := filepath.Join(root, fmt.Sprint(n))
		s, keys := openWithKeys(t, dir)
		defer s.Close()
		c := storage.NewCollection(s, storage.Spec[city]{Name: "cities", Indexes: cityIndexes})
		model := map[string]city{}
		key := rapid.SampledFrom([]string{"a", "b", "c", "cc", "c\x00", "\xff", "\xff\xff", "d\xff"})
		word := rapid.SampledFrom([]string{"", "v", "w", "x", "y", "z"})
		rolledBack := errors.New("rolled back")
		rt.Repeat(map[string]func(*rapid.T){
			"update": func(rt *rapid.T) {
				type step struct {
					key    string
					remove bool
					city   city
				}
				steps := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) step {
					return step{key.Draw(rt, "key"), rapid.Bool().Draw(rt, "remove"), city{
						Name: word.Draw(rt, "name"), Rooms: rapid.SliceOfN(word, 0, 3).Draw(rt, "rooms"),
					}}
				}), 1, 6).Draw(rt, "steps")
				back := rapid.Bool().Draw(rt, "rolled back")
				var after map[string]city
				err := s.Update(context.Background(), func(tx storage.Tx) error {
					after = maps.Clone(model)
					for _, st := range steps {
						if st.remove {
							delete(after, st.key)
							if err := c.Delete(tx, st.key); err != nil {
								return err
							}
							continue
						}
						taken := false
						for k, v := range after {
							taken = taken || k != st.key && v.Name == st.city.Name && v.Name != ""
						}
						err := c.Put(tx, st.key, st.city)
						if errors.Is(err, storage.ErrTaken) != taken {
							return fmt.Errorf("put %q %+v: %v, taken %v", st.key, st.city, err, taken)
						}
						if !taken {
							if err != nil {
								return err
							}
							after[st.key] = st.city
						}
					}
					if back {
						return rolledBack
					}
					return nil
				})
				if back && errors.Is(err, rolledBack) {
					return
				}
				if err != nil {
					rt.Fatal(err)
				}
				model = after
			},
			"rotate": func(rt *rapid.T) {
				if keys.Primary() > 3 {
					rt.Skip("often enough")
				}
				err := errors.Join(keys.Rotate(), keys.Save(filepath.Join(dir, "relais.key")))
				if rapid.Bool().Draw(rt, "reseal") {
					err = errors.Join(err, s.Rotate(context.Background()))
					for _, v := range keys.Versions() {
						if v != keys.Primary() {
							err = errors.Join(err, keys.Drop(context.Background(), s, v))
						}
					}
				}
				if err != nil {
					rt.Fatal(err)
				}
			},
			"": func(rt *rapid.T) {
				r := storage.Range{Down: rapid.Bool().Draw(rt, "down")}
				if rapid.Bool().Draw(rt, "bounded") {
					r.From, r.To = key.Draw(rt, "from"), key.Draw(rt, "to")
				}
				if err := s.View(context.Background(), func(tx storage.Tx) error { return compare(rt, tx, c, model, r) }); err != nil {
					rt.Fatal(err)
				}
			},
		})
	})
}

func compare(rt *rapid.T, tx storage.Tx, c *storage.Collection[city], model map[string]city, r storage.Range) error {
	var want, got []string
	for _, k := range slices.Sorted(maps.Keys(model)) {
		if k >= r.From && (r.To == "" || k < r.To) {
			want = append(want, fmt.Sprintf("%q %q", k, model[k]))
		}
	}
	if r.Down {
		slices.Reverse(want)
	}
	err := c.Scan(tx, r, func(key string, v city) error {
		got = append(got, fmt.Sprintf("%q %q", key, v))
		return nil
	})
	if err != nil {
		return err
	}
	if diff := cmp.Diff(want, got); diff != "" {
		rt.Errorf("scan %+v (-want +got)\n%s", r, diff)
	}
	for _, value := range []string{"", "v", "w", "x", "y", "z"} {
		for _, index := range []string{"name", "room"} {
			var want []string
			for k, v := range model {
				if value != "" && (index == "name" && v.Name == value || index == "room" && slices.Contains(v.Rooms, value)) {
					want = append(want, k)
				}
			}
			slices.Sort(want)
			got, err := c.Find(tx, index, value)
			if err != nil {
				return err
			}
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Errorf("find %s %q (-want +got)\n%s", index, value, diff)
			}
		}
	}
	return nil
}
