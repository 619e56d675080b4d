package storage

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Codec turns records into bytes and back. Decode must not keep the slice.
type Codec[T any] interface {
	Encode(T) ([]byte, error)
	Decode([]byte) (T, error)
}

// Spec describes a kind of record.
type Spec[T any] struct {
	Name    string   // the space's name, unique on a store, never changed
	Version int      // the record's schema version; 0 is read as 1
	Codec   Codec[T] // nil means JSON
	Indexes []Index[T]
	// Upgrade holds, for a schema version n, what turns encoded bytes of version n into those of n+1. It is applied on
	// read; the next Put writes the record in its present form.
	Upgrade map[int]func(old []byte) ([]byte, error)
}

// Collection keeps records of one kind under plaintext keys of 1 to some 32 000 bytes, each value sealed. It is made once, at
// start, holds no state of any transaction and is safe for concurrent use.
type Collection[T any] struct {
	s       *Store
	spec    Spec[T]
	space   string
	indexes []index[T]
}

// NewCollection declares a collection on a store. It panics where the name is empty or taken, or an index's name is.
func NewCollection[T any](s *Store, spec Spec[T]) *Collection[T] {
	if spec.Name == "" {
		panic("storage: a collection without a name")
	}
	spec.Version = max(spec.Version, 1)
	if spec.Codec == nil {
		spec.Codec = jsonCodec[T]{}
	}
	c := &Collection[T]{s: s, spec: spec, space: recordPrefix + spec.Name}
	c.indexes = newIndexes(spec)
	s.spaces.add(c)
	return c
}

// Get returns the record under key; ErrNotFound where there is none, ErrNewer where a newer program wrote it, ErrDamaged.
func (c *Collection[T]) Get(tx Tx, key string) (T, error) {
	v, _, err := c.load(tx, key)
	if err != nil {
		return v, c.wrap(key, err)
	}
	return v, nil
}

// Put keeps v under key, with its index entries. Where v has a value that another record holds in a unique index nothing is
// written and the error matches ErrTaken.
func (c *Collection[T]) Put(tx Tx, key string, v T) error {
	if err := c.store(tx, key, v); err != nil {
		return c.wrap(key, err)
	}
	return nil
}

// Delete removes the record under key with its index entries; nil where there is none.
func (c *Collection[T]) Delete(tx Tx, key string) error {
	if err := c.unindex(tx, key); err != nil {
		return c.wrap(key, err)
	}
	if err := tx.Delete(c.space, []byte(key)); err != nil {
		return c.wrap(key, err)
	}
	return nil
}

// Scan calls fn for each record of a range, in the order of the keys' bytes. fn may return ErrStop to end early without an
// error; it must not write to this collection: collect the keys first.
func (c *Collection[T]) Scan(tx Tx, r Range, fn func(key string, v T) error) error {
	return tx.Scan(c.space, bound(r.From), bound(r.To), r.Down, func(key, value []byte) error {
		_, schema, plain, err := c.s.open(c.space, key, value)
		if err != nil {
			return c.wrap(string(key), err)
		}
		v, err := c.decode(schema, plain)
		if err != nil {
			return c.wrap(string(key), err)
		}
		return fn(string(key), v)
	})
}

// load returns the record and the key version that it and its index entries are under.
func (c *Collection[T]) load(tx Tx, key string) (v T, k *rootKey, err error) {
	k, schema, plain, err := c.s.get(tx, c.space, []byte(key))
	if err != nil {
		return v, nil, err
	}
	v, err = c.decode(schema, plain)
	return v, k, err
}

func (c *Collection[T]) store(tx Tx, key string, v T) error {
	plain, err := c.spec.Codec.Encode(v)
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	r := c.s.ring()
	if err := c.index(tx, r, key, v); err != nil {
		return err
	}
	return r.put(tx, c.space, []byte(key), uint64(c.spec.Version), plain)
}

// decode brings the bytes of a schema version to the present one and decodes them.
func (c *Collection[T]) decode(schema uint64, plain []byte) (v T, err error) {
	if schema > uint64(c.spec.Version) {
		return v, fmt.Errorf("the record's schema version is %d, this program knows %d: %w", schema, c.spec.Version, ErrNewer)
	}
	for n := int(schema); n < c.spec.Version; n++ {
		up := c.spec.Upgrade[n]
		if up == nil {
			return v, fmt.Errorf("no upgrade from schema version %d", n)
		}
		if plain, err = up(plain); err != nil {
			return v, fmt.Errorf("upgrade from schema version %d: %w", n, err)
		}
	}
	if v, err = c.spec.Codec.Decode(plain); err != nil {
		return v, fmt.Errorf("decode: %w", err)
	}
	return v, nil
}

func (c *Collection[T]) wrap(key string, err error) error {
	if errors.Is(err, ErrStop) {
		return err
	}
	return fmt.Errorf("%s %q: %w", c.spec.Name, key, err)
}

type jsonCodec[T any] struct{}

func (jsonCodec[T]) Encode(v T) ([]byte, error) { return json.Marshal(v) }

func (jsonCodec[T]) Decode(raw []byte) (v T, err error) {
	err = json.Unmarshal(raw, &v)
	return v, err
}

func (c *Collection[T]) spaceName() string { return c.space }

func (c *Collection[T]) indexSpaces() []string {
	var all []string
	for i := range c.indexes {
		all = append(all, c.indexes[i].space)
	}
	return all
}

// reseal moves a record and its index entries to the primary key version.
func (c *Collection[T]) reseal(tx Tx, key []byte) error {
	r := c.s.ring()
	if len(c.indexes) > 0 {
		v, k, err := c.load(tx, string(key))
		if errors.Is(err, ErrNotFound) || err == nil && k == r.primary {
			return nil
		}
		if err == nil {
			err = c.index(tx, r, string(key), v)
		}
		if err != nil {
			return c.wrap(string(key), err)
		}
	}
	return c.s.move(tx, r, c.space, key)
}
