package storage

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Index lets records be found by values other than their key, by equality only: the engine sees keyed hashes of them, under
// a subkey of its own for each index. What it does see is which records share a value.
type Index[T any] struct {
	Name   string // unique in its collection, never changed
	Unique bool   // a value belongs to one record at most; see ErrTaken
	// Values are what the record under key is to be found by. Repeated and empty ones are left out. It depends on its
	// arguments only. Where a new version answers otherwise than the last, a migration calls Collection.Reindex.
	Values func(key string, v T) []string
}

// An index entry's key is
//
//	key version (4 bytes, big endian) ‖ hash of the value (16 bytes) ‖ the record's key
//
// and its value an authenticator of that (16 bytes), so that nobody without the keys can lead a value to another record.
// The entries of a record are always under the key version that the record is sealed under.
const (
	hashSize      = 16
	entryHeadSize = 4 + hashSize
)

type index[T any] struct {
	Index[T]
	space string
	use   string // the subkey's derivation
}

func newIndexes[T any](spec Spec[T]) []index[T] {
	var all []index[T]
	for _, ix := range spec.Indexes {
		if ix.Name == "" || strings.Contains(ix.Name, "/") || ix.Values == nil {
			panic(fmt.Sprintf("storage: collection %s: an index needs a name without a slash, and Values", spec.Name))
		}
		space := indexPrefix + spec.Name + "/" + ix.Name
		if slices.ContainsFunc(all, func(o index[T]) bool { return o.space == space }) {
			panic(fmt.Sprintf("storage: collection %s has two indexes named %s", spec.Name, ix.Name))
		}
		all = append(all, index[T]{Index: ix, space: space, use: space})
	}
	return all
}

// Find returns the keys of the records that have value in the index, ascending; none is no error. It panics where the
// collection has no such index.
func (c *Collection[T]) Find(tx Tx, name, value string) ([]string, error) {
	at := slices.IndexFunc(c.indexes, func(ix index[T]) bool { return ix.Name == name })
	if at < 0 {
		panic(fmt.Sprintf("storage: collection %s has no index %s", c.spec.Name, name))
	}
	ix := &c.indexes[at]
	keys, err := ix.find(tx, c.s.ring(), value)
	if err != nil {
		return nil, fmt.Errorf("%s by %s: %w", c.spec.Name, name, err)
	}
	return keys, nil
}

// Reindex makes all index entries anew, in tx. Migrations call it where an index is new or its Values have changed.
func (c *Collection[T]) Reindex(tx Tx) error {
	for i := range c.indexes {
		if err := empty(tx, c.indexes[i].space); err != nil {
			return fmt.Errorf("reindex %s: %w", c.spec.Name, err)
		}
	}
	if len(c.indexes) == 0 {
		return nil
	}
	return tx.Scan(c.space, nil, nil, false, func(key, value []byte) error {
		k, schema, plain, err := c.s.open(c.space, key, value)
		if err != nil {
			return c.wrap(string(key), err)
		}
		v, err := c.decode(schema, plain)
		if err != nil {
			return c.wrap(string(key), err)
		}
		for i := range c.indexes {
			ix := &c.indexes[i]
			for _, val := range ix.values(string(key), v) {
				// Another record was indexed before this one, perhaps under another key version.
				if err := ix.vacant(tx, c.s.ring(), string(key), val); err != nil {
					return c.wrap(string(key), err)
				}
				if err := ix.add(tx, k, string(key), val); err != nil {
					return c.wrap(string(key), err)
				}
			}
		}
		return nil
	})
}

// index brings the entries from those of the record that stands under key to those of v, under a ring's primary key version.
func (c *Collection[T]) index(tx Tx, r *ring, key string, v T) error {
	if len(c.indexes) == 0 {
		return nil
	}
	for i := range c.indexes {
		ix := &c.indexes[i]
		if !ix.Unique {
			continue
		}
		for _, val := range ix.values(key, v) {
			if err := ix.vacant(tx, r, key, val); err != nil {
				return err
			}
		}
	}
	old, k, err := c.load(tx, key)
	present := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	for i := range c.indexes {
		ix := &c.indexes[i]
		fresh := ix.values(key, v)
		if present {
			for _, val := range ix.values(key, old) {
				at := slices.Index(fresh, val)
				if at >= 0 && k == r.primary {
					fresh = slices.Delete(fresh, at, at+1) // its entry stands
					continue
				}
				if err := tx.Delete(ix.space, ix.entry(k, key, val)); err != nil {
					return err
				}
			}
		}
		for _, val := range fresh {
			if err := ix.add(tx, r.primary, key, val); err != nil {
				return err
			}
		}
	}
	return nil
}

// unindex removes the entries of the record that stands under key.
func (c *Collection[T]) unindex(tx Tx, key string) error {
	if len(c.indexes) == 0 {
		return nil
	}
	old, k, err := c.load(tx, key)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for i := range c.indexes {
		ix := &c.indexes[i]
		for _, val := range ix.values(key, old) {
			if err := tx.Delete(ix.space, ix.entry(k, key, val)); err != nil {
				return err
			}
		}
	}
	return nil
}

// values are ascending, without repeated and empty ones.
func (ix *index[T]) values(key string, v T) []string {
	all := slices.Clone(ix.Values(key, v))
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) > 0 && all[0] == "" {
		all = all[1:]
	}
	return all
}

func (ix *index[T]) add(tx Tx, k *rootKey, key, value string) error {
	entry := ix.entry(k, key, value)
	return tx.Put(ix.space, entry, ix.authenticator(k, entry))
}

// vacant answers ErrTaken where the index is unique and another record than key's has the value.
func (ix *index[T]) vacant(tx Tx, r *ring, key, value string) error {
	if !ix.Unique {
		return nil
	}
	keys, err := ix.find(tx, r, value)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(keys, func(k string) bool { return k != key }) {
		return fmt.Errorf("by %s: %w", ix.Name, ErrTaken)
	}
	return nil
}

func (ix *index[T]) find(tx Tx, r *ring, value string) ([]string, error) {
	var keys []string
	for k := range r.opens() {
		head := ix.entry(k, "", value)
		err := tx.Scan(ix.space, head, after(head), false, func(entry, authenticator []byte) error {
			if !hmac.Equal(authenticator, ix.authenticator(k, entry)) {
				return ErrDamaged
			}
			keys = append(keys, string(entry[entryHeadSize:]))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys), nil
}

func (ix *index[T]) entry(k *rootKey, key, value string) []byte {
	entry := make([]byte, 0, entryHeadSize+len(key))
	entry = binary.BigEndian.AppendUint32(entry, k.version)
	h := hmac.New(sha256.New, k.derive(ix.use))
	h.Write([]byte(value))
	var sum [sha256.Size]byte
	entry = append(entry, h.Sum(sum[:0])[:hashSize]...)
	return append(entry, key...)
}

func (ix *index[T]) authenticator(k *rootKey, entry []byte) []byte {
	h := hmac.New(sha256.New, k.derive("entries of "+ix.use))
	h.Write(entry)
	return h.Sum(nil)[:hashSize]
}

// empty deletes everything in a space.
func empty(tx Tx, space string) error {
	const page = 1024
	for {
		var keys [][]byte
		err := tx.Scan(space, nil, nil, false, func(key, _ []byte) error {
			keys = append(keys, bytes.Clone(key))
			if len(keys) == page {
				return ErrStop
			}
			return nil
		})
		if err != nil || len(keys) == 0 {
			return err
		}
		for _, key := range keys {
			if err := tx.Delete(space, key); err != nil {
				return err
			}
		}
	}
}
