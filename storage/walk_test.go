package storage_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"relais/storage"
	"relais/storage/storagetest"
)

func TestWalk(t *testing.T) {
	s := storagetest.New(t)
	c := storage.NewCollection(s, storage.Spec[city]{Name: "cities", Indexes: cityIndexes})
	p := storage.NewProjection(s, "facets", 4)
	update(t, s, func(tx storage.Tx) error {
		_, err := s.Next(tx, "n")
		return errors.Join(err, c.Put(tx, "a", city{Name: "walkmark"}), c.Put(tx, "b", city{}), p.Set(tx, 1, []byte("row!")))
	})
	seen := map[string]int{}
	found := 0
	if err := s.Walk(context.Background(), func(space string, _, plain []byte) error {
		seen[space]++
		if strings.Contains(string(plain), "walkmark") {
			found++
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if seen["record/cities"] != 2 || seen["projection/facets"] != 1 || seen["counter"] != 1 || seen["meta"] == 0 || found != 1 {
		t.Errorf("walked over %v and met the mark %d times", seen, found)
	}
	mine := errors.New("mine")
	if err := s.Walk(context.Background(), func(string, []byte, []byte) error { return mine }); !errors.Is(err, mine) {
		t.Errorf("Walk: %v, want fn's error", err)
	}
	update(t, s, func(tx storage.Tx) error {
		value, err := tx.Get("record/cities", []byte("a"))
		return errors.Join(err, tx.Put("record/cities", []byte("b"), value))
	})
	if err := s.Walk(context.Background(), func(string, []byte, []byte) error { return nil }); !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("Walk over a value moved: %v, want ErrDamaged", err)
	}
}
