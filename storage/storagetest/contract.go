package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

// Run holds an engine to its contract. fresh returns an empty engine for each subtest, whose names are the specification; the
// engine is closed by Run.
func Run(t *testing.T, fresh func(t *testing.T) storage.Engine) {
	groups := []struct {
		name  string
		rules map[string]func(t *testing.T, e storage.Engine)
	}{
		{"get", getRules},
		{"put", putRules},
		{"delete", deleteRules},
		{"scan", scanRules},
		{"view", viewRules},
		{"update", updateRules},
		{"nested", nestedRules},
		{"backup", backupRules},
		{"close", closeRules},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			for name, rule := range g.rules {
				t.Run(name, func(t *testing.T) {
					e := fresh(t)
					t.Cleanup(func() { e.Close() })
					rule(t, e)
				})
			}
		})
	}
}

var getRules = map[string]func(*testing.T, storage.Engine){
	"a_missing_space_is_not_found": func(t *testing.T, e storage.Engine) {
		wantAbsent(t, e, "nowhere", "k")
	},
	"a_missing_key_is_not_found": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "b", "1")
		for _, k := range []string{"a", "c", "bb", ""} {
			wantAbsent(t, e, "s", k)
		}
	},
	"a_transaction_reads_what_it_wrote": func(t *testing.T, e storage.Engine) {
		update(t, e, func(tx storage.Tx) error {
			if err := tx.Put("s", []byte("k"), []byte("1")); err != nil {
				return err
			}
			got, err := tx.Get("s", []byte("k"))
			if err != nil || string(got) != "1" {
				t.Errorf("Get in the transaction = %q, %v, want 1", got, err)
			}
			if err := tx.Delete("s", []byte("k")); err != nil {
				return err
			}
			if _, err := tx.Get("s", []byte("k")); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("Get after Delete in the transaction: %v, want ErrNotFound", err)
			}
			return nil
		})
	},
}

var putRules = map[string]func(*testing.T, storage.Engine){
	"the_last_value_counts": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "a longer value")
		put(t, e, "s", "k", "short")
		want(t, e, "s", "k", "short")
	},
	"keys_and_values_hold_any_bytes": func(t *testing.T, e storage.Engine) {
		all := make([]byte, 256)
		for i := range all {
			all[i] = byte(i)
		}
		put(t, e, "s", string(all), string(all))
		put(t, e, "s", "\x00", "\x00")
		put(t, e, "s", "\xff\xff", "\xff")
		want(t, e, "s", string(all), string(all))
		want(t, e, "s", "\x00", "\x00")
		want(t, e, "s", "\xff\xff", "\xff")
	},
	"an_empty_value_is_a_value": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "k", "")
		want(t, e, "s", "k", "")
		update(t, e, func(tx storage.Tx) error { return tx.Put("s", []byte("nil"), nil) })
		want(t, e, "s", "nil", "")
	},
	"an_empty_key_is_refused": func(t *testing.T, e storage.Engine) {
		update(t, e, func(tx storage.Tx) error {
			if err := tx.Put("s", nil, []byte("1")); err == nil {
				t.Error("an empty key was taken")
			}
			return nil
		})
	},
	"an_empty_space_is_refused": func(t *testing.T, e storage.Engine) {
		update(t, e, func(tx storage.Tx) error {
			if err := tx.Put("", []byte("k"), []byte("1")); err == nil {
				t.Error("an empty space was taken")
			}
			return nil
		})
	},
	"bytes_handed_in_are_copied": func(t *testing.T, e storage.Engine) {
		update(t, e, func(tx storage.Tx) error {
			key, value := []byte("key"), []byte("value")
			if err := tx.Put("s", key, value); err != nil {
				return err
			}
			copy(key, "XXX")
			copy(value, "XXXXX")
			return nil
		})
		want(t, e, "s", "key", "value")
	},
	"spaces_do_not_mix": func(t *testing.T, e storage.Engine) {
		put(t, e, "a", "k", "1")
		put(t, e, "b", "k", "2")
		put(t, e, "a/b", "k", "3")
		update(t, e, func(tx storage.Tx) error { return tx.Delete("b", []byte("k")) })
		want(t, e, "a", "k", "1")
		wantAbsent(t, e, "b", "k")
		want(t, e, "a/b", "k", "3")
	},
	"a_megabyte_is_a_value": func(t *testing.T, e storage.Engine) {
		big := string(bytes.Repeat([]byte("0123456789abcdef"), 1<<16))
		put(t, e, "s", "k", big)
		want(t, e, "s", "k", big)
	},
}

var deleteRules = map[string]func(*testing.T, storage.Engine){
	"the_key_is_gone": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "a", "1")
		put(t, e, "s", "b", "2")
		update(t, e, func(tx storage.Tx) error { return tx.Delete("s", []byte("a")) })
		wantAbsent(t, e, "s", "a")
		want(t, e, "s", "b", "2")
	},
	"a_missing_key_or_space_is_no_error": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "a", "1")
		update(t, e, func(tx storage.Tx) error {
			return errors.Join(tx.Delete("s", []byte("b")), tx.Delete("s", nil), tx.Delete("nowhere", []byte("b")))
		})
	},
	"the_last_key_of_a_space_can_go_and_come_back": func(t *testing.T, e storage.Engine) {
		put(t, e, "s", "a", "1")
		update(t, e, func(tx storage.Tx) error { return tx.Delete("s", []byte("a")) })
		wantKeys(t, e, "s", nil, nil, false)
		put(t, e, "s", "a", "2")
		want(t, e, "s", "a", "2")
	},
}

// update, put, want and their like fail the test at once where the engine answers with an error.

func update(t testing.TB, e storage.Engine, fn func(storage.Tx) error) {
	t.Helper()
	if err := e.Update(context.Background(), fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func view(t testing.TB, e storage.Engine, fn func(storage.Tx) error) {
	t.Helper()
	if err := e.View(context.Background(), fn); err != nil {
		t.Fatalf("View: %v", err)
	}
}

func put(t testing.TB, e storage.Engine, space, key, value string) {
	t.Helper()
	update(t, e, func(tx storage.Tx) error { return tx.Put(space, []byte(key), []byte(value)) })
}

func want(t testing.TB, e storage.Engine, space, key, value string) {
	t.Helper()
	view(t, e, func(tx storage.Tx) error {
		got, err := tx.Get(space, []byte(key))
		if err != nil {
			return fmt.Errorf("get %q: %w", key, err)
		}
		if got == nil || string(got) != value {
			t.Errorf("Get(%q, %q) = %.80q, want %.80q", space, key, got, value)
		}
		return nil
	})
}

func wantAbsent(t testing.TB, e storage.Engine, space, key string) {
	t.Helper()
	view(t, e, func(tx storage.Tx) error {
		if got, err := tx.Get(space, []byte(key)); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("Get(%q, %q) = %q, %v, want ErrNotFound", space, key, got, err)
		}
		return nil
	})
}

func wantKeys(t testing.TB, e storage.Engine, space string, from, to []byte, down bool, keys ...string) {
	t.Helper()
	var got []string
	view(t, e, func(tx storage.Tx) error {
		got = nil
		return tx.Scan(space, from, to, down, func(key, _ []byte) error {
			got = append(got, string(key))
			return nil
		})
	})
	if diff := cmp.Diff(keys, got); diff != "" {
		t.Errorf("Scan(%q, %q, %q, down %v): keys (-want +got)\n%s", space, from, to, down, diff)
	}
}
