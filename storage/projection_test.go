package storage_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relais/storage"
	"relais/storage/storagetest"
)

func TestProjection(t *testing.T) {
	t.Run("a_row_of_another_width_is_refused", func(t *testing.T) {
		s := storagetest.New(t)
		p := storage.NewProjection(s, "p", 3)
		for _, row := range []string{"", "ab", "abcd"} {
			if err := s.Update(context.Background(), func(tx storage.Tx) error { return p.Set(tx, 1, []byte(row)) }); err == nil {
				t.Errorf("%q was taken", row)
			}
		}
	})
	t.Run("rows_of_an_earlier_width_are_told_and_can_be_reset", func(t *testing.T) {
		dir := t.TempDir()
		s := storagetest.Open(t, dir)
		p := storage.NewProjection(s, "p", 3)
		update(t, s, func(tx storage.Tx) error { return p.Set(tx, 1, []byte("abc")) })
		s.Close()
		s = storagetest.Open(t, dir)
		p = storage.NewProjection(s, "p", 4)
		nothing := func(uint64, []byte) error { return nil }
		for what, fn := range map[string]func(storage.Tx) error{
			"Set":   func(tx storage.Tx) error { return p.Set(tx, 2, []byte("abcd")) },
			"Clear": func(tx storage.Tx) error { return p.Clear(tx, 1) },
			"Scan":  func(tx storage.Tx) error { return p.Scan(tx, 0, nothing) },
		} {
			if err := s.Update(context.Background(), fn); !errors.Is(err, storage.ErrWidth) {
				t.Errorf("%s: %v, want ErrWidth", what, err)
			}
		}
		update(t, s, func(tx storage.Tx) error {
			return errors.Join(p.Reset(tx), p.Set(tx, 2, []byte("abcd")), p.Scan(tx, 0, nothing))
		})
	})
	t.Run("a_row_handed_out_can_be_changed_without_effect", func(t *testing.T) {
		s := storagetest.New(t)
		p := storage.NewProjection(s, "p", 3)
		update(t, s, func(tx storage.Tx) error {
			if err := p.Set(tx, 1, []byte("abc")); err != nil {
				return err
			}
			return p.Scan(tx, 0, func(_ uint64, row []byte) error { copy(row, "xyz"); _ = append(row, "more"...); return nil })
		})
		wantRows(t, s, p, 0, "1 abc")
	})
	t.Run("the_ends_of_the_numbers_are_numbers", func(t *testing.T) {
		s := storagetest.New(t)
		p := storage.NewProjection(s, "p", 1)
		update(t, s, func(tx storage.Tx) error {
			return errors.Join(p.Set(tx, 0, []byte("a")), p.Set(tx, math.MaxUint64, []byte("z")))
		})
		wantRows(t, s, p, 0, "0 a", "18446744073709551615 z")
		wantRows(t, s, p, math.MaxUint64, "18446744073709551615 z")
	})
	t.Run("stop_ends_a_scan_and_errors_are_passed_on", func(t *testing.T) {
		s := storagetest.New(t)
		p := storage.NewProjection(s, "p", 1)
		update(t, s, func(tx storage.Tx) error { return errors.Join(p.Set(tx, 1, []byte("a")), p.Set(tx, 2, []byte("b"))) })
		calls := 0
		view(t, s, func(tx storage.Tx) error {
			return p.Scan(tx, 0, func(uint64, []byte) error { calls++; return storage.ErrStop })
		})
		if calls != 1 {
			t.Errorf("fn was called %d times, want 1", calls)
		}
		mine := errors.New("mine")
		if err := s.View(context.Background(), func(tx storage.Tx) error {
			return p.Scan(tx, 0, func(uint64, []byte) error { return mine })
		}); !errors.Is(err, mine) {
			t.Errorf("Scan: %v, want fn's error", err)
		}
	})
	t.Run("a_view_cannot_set", func(t *testing.T) {
		s := storagetest.New(t)
		p := storage.NewProjection(s, "p", 1)
		if err := s.View(context.Background(), func(tx storage.Tx) error { return p.Set(tx, 1, []byte("a")) }); !errors.Is(err, storage.ErrReadOnly) {
			t.Errorf("Set: %v, want ErrReadOnly", err)
		}
	})
}

func wantRows(t *testing.T, s *storage.Store, p *storage.Projection, from uint64, want ...string) {
	t.Helper()
	var got []string
	view(t, s, func(tx storage.Tx) error {
		got = nil
		return p.Scan(tx, from, func(ordinal uint64, row []byte) error {
			got = append(got, fmt.Sprintf("%d %s", ordinal, row))
			return nil
		})
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got)\n%s", diff)
	}
}

// TestProjectionModel compares a projection with a map.
func TestProjectionModel(t *testing.T) {
	s := storagetest.New(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		width := rapid.IntRange(1, 40).Draw(rt, "width")
		p := storage.NewProjection(s, fmt.Sprint("p", n), width)
		model := map[uint64]string{}
		ordinal := rapid.OneOf(rapid.Uint64Range(0, 600), rapid.Uint64Range(127, 129), rapid.Uint64())
		row := func(rt *rapid.T) string {
			return string(rapid.SliceOfN(rapid.Byte(), width, width).Draw(rt, "row"))
		}
		do := func(rt *rapid.T, fn func(storage.Tx) error) {
			if err := s.Update(context.Background(), fn); err != nil {
				rt.Fatal(err)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"set": func(rt *rapid.T) {
				first, r := ordinal.Draw(rt, "ordinal"), row(rt)
				run := uint64(rapid.IntRange(1, 200).Draw(rt, "run"))
				do(rt, func(tx storage.Tx) error {
					for i := range run {
						if err := p.Set(tx, first+i, []byte(r)); err != nil {
							return err
						}
					}
					return nil
				})
				for i := range run {
					model[first+i] = r
				}
			},
			"clear": func(rt *rapid.T) {
				first := ordinal.Draw(rt, "ordinal")
				run := uint64(rapid.IntRange(1, 200).Draw(rt, "run"))
				do(rt, func(tx storage.Tx) error {
					for i := range run {
						if err := p.Clear(tx, first+i); err != nil {
							return err
						}
					}
					return nil
				})
				for i := range run {
					delete(model, first+i)
				}
			},
			"reset": func(rt *rapid.T) {
				do(rt, p.Reset)
				clear(model)
			},
			"": func(rt *rapid.T) {
				from := ordinal.Draw(rt, "from")
				var want, got []string
				for o, r := range model {
					if o >= from {
						want = append(want, line(o, r))
					}
				}
				slices.Sort(want)
				err := s.View(context.Background(), func(tx storage.Tx) error {
					return p.Scan(tx, from, func(o uint64, r []byte) error {
						got = append(got, line(o, string(r)))
						return nil
					})
				})
				if err != nil {
					rt.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					rt.Errorf("rows from %d (-want +got)\n%s", from, diff)
				}
			},
		})
	})
}

func line(ordinal uint64, row string) string {
	return fmt.Sprintf("%x %x", binary.BigEndian.AppendUint64(nil, ordinal), row)
}
