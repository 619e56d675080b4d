package storagetest

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"relais/storage"
)

// rig is an engine with a store upon it that can be closed and opened again, and an intruder's hand in the engine.
type rig struct {
	*testing.T
	spy *spy
	key string // the key file's path
}

func newRig(t *testing.T, e storage.Engine) *rig {
	t.Cleanup(func() { e.Close() })
	return &rig{T: t, spy: &spy{Engine: e, spaces: map[string]bool{}}, key: filepath.Join(t.TempDir(), "key")}
}

// open opens the store, which the engine survives.
func (r *rig) open(migrations ...storage.Migration) *storage.Store {
	r.Helper()
	s, err := r.tryOpen(migrations...)
	if err != nil {
		r.Fatal(err)
	}
	return s
}

func (r *rig) tryOpen(migrations ...storage.Migration) (*storage.Store, error) {
	r.Helper()
	keys, err := storage.OpenKeys(context.Background(), r.spy, r.key)
	if err != nil {
		return nil, err
	}
	return r.openWith(keys, migrations...)
}

func (r *rig) openWith(keys *storage.Keyset, migrations ...storage.Migration) (*storage.Store, error) {
	r.Helper()
	s, err := storage.Open(context.Background(), r.spy, keys, migrations...)
	if err == nil {
		r.Cleanup(func() { s.Close() })
	}
	return s, err
}

// keys loads the key file anew.
func (r *rig) keys() *storage.Keyset {
	r.Helper()
	k, err := storage.LoadKeyset(r.key)
	if err != nil {
		r.Fatal(err)
	}
	return k
}

// rotated adds a key version to a keyset and saves it.
func (r *rig) rotated(k *storage.Keyset) {
	r.Helper()
	if err := errors.Join(k.Rotate(), k.Save(r.key)); err != nil {
		r.Fatal(err)
	}
}

// update and view fail the test where the store answers with an error.
func (r *rig) update(s *storage.Store, fn func(storage.Tx) error) {
	r.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) view(s *storage.Store, fn func(storage.Tx) error) {
	r.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) put(c *storage.Collection[person], s *storage.Store, key string, p person) {
	r.Helper()
	r.update(s, func(tx storage.Tx) error { return c.Put(tx, key, p) })
}

// want reads a person and compares the name.
func (r *rig) want(c *storage.Collection[person], s *storage.Store, key, name string) {
	r.Helper()
	r.view(s, func(tx storage.Tx) error {
		p, err := c.Get(tx, key)
		if err == nil && p.Name != name {
			r.Errorf("%s is %q, want %q", key, p.Name, name)
		}
		return err
	})
}

// wantErr reads a person and expects an error, from Get and from Scan alike.
func (r *rig) wantErr(c *storage.Collection[person], s *storage.Store, key string, want error) {
	r.Helper()
	err := s.View(context.Background(), func(tx storage.Tx) error {
		_, err := c.Get(tx, key)
		return err
	})
	if !errors.Is(err, want) {
		r.Errorf("Get(%q): %v, want %v", key, err, want)
	}
	err = s.View(context.Background(), func(tx storage.Tx) error {
		return c.Scan(tx, storage.Range{From: key}, func(string, person) error { return storage.ErrStop })
	})
	if !errors.Is(err, want) {
		r.Errorf("Scan from %q: %v, want %v", key, err, want)
	}
}

// spy notes the spaces that are written to, and doesn't close the engine.
type spy struct {
	storage.Engine
	mu     sync.Mutex
	spaces map[string]bool
	after  func() // runs after each Update, where set
}

func (e *spy) Close() error { return nil }

func (e *spy) Update(ctx context.Context, fn func(storage.Tx) error) error {
	err := e.Engine.Update(ctx, func(tx storage.Tx) error { return fn(spyTx{tx, e}) })
	if e.after != nil {
		e.after()
	}
	return err
}

type spyTx struct {
	storage.Tx
	e *spy
}

func (tx spyTx) Put(space string, key, value []byte) error {
	tx.e.mu.Lock()
	tx.e.spaces[space] = true
	tx.e.mu.Unlock()
	return tx.Tx.Put(space, key, value)
}

// dump is everything in the engine: space → key → value.
func (e *spy) dump(t testing.TB) map[string]map[string]string {
	t.Helper()
	e.mu.Lock()
	spaces := maps.Clone(e.spaces)
	e.mu.Unlock()
	all := map[string]map[string]string{}
	view(t, e, func(tx storage.Tx) error {
		clear(all)
		for space := range spaces {
			all[space] = map[string]string{}
			err := tx.Scan(space, nil, nil, false, func(k, v []byte) error {
				all[space][string(k)] = string(v)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return all
}

// space is the one whose name ends in what a collection, projection or index is called.
func (e *spy) space(t testing.TB, suffix string) string {
	t.Helper()
	for space := range e.dump(t) {
		if strings.HasSuffix(space, suffix) {
			return space
		}
	}
	t.Fatalf("no space was written whose name ends in %q", suffix)
	return ""
}

func (e *spy) get(t testing.TB, space, key string) string {
	t.Helper()
	value, ok := e.dump(t)[space][key]
	if !ok {
		t.Fatalf("space %s has nothing under %q", space, key)
	}
	return value
}

// person is a record with whatever a record may need to hide.
type person struct {
	Name   string
	Handle string
	Tags   []string
}

// people is a collection with an index of either kind.
func people(s *storage.Store) *storage.Collection[person] {
	return storage.NewCollection(s, storage.Spec[person]{Name: "people", Indexes: peopleIndexes})
}

var peopleIndexes = []storage.Index[person]{
	{Name: "handle", Unique: true, Values: func(_ string, p person) []string { return []string{p.Handle} }},
	{Name: "tag", Values: func(_ string, p person) []string { return p.Tags }},
}
