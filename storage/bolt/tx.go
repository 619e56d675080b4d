package bolt

import (
	"bytes"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"relais/storage"
)

// tx is a transaction over bbolt's: a space is a bucket.
type tx struct {
	t        *bbolt.Tx
	bucket   *bbolt.Bucket // the one used last
	space    string        // its name
	scanning []string      // the spaces that a Scan in progress walks through
}

func (x *tx) Get(space string, key []byte) ([]byte, error) {
	if b := x.find(space); b != nil {
		if v := b.Get(key); v != nil {
			return v, nil
		}
	}
	return nil, storage.ErrNotFound
}

func (x *tx) Put(space string, key, value []byte) error {
	if err := x.writable(space); err != nil {
		return err
	}
	b := x.find(space)
	if b == nil {
		var err error
		if b, err = x.t.CreateBucket([]byte(space)); err != nil {
			return fmt.Errorf("space %s: %w", space, err)
		}
		x.bucket, x.space = b, space
	}
	// bbolt keeps the slice until the commit.
	return b.Put(key, append(make([]byte, 0, len(value)), value...))
}

func (x *tx) Delete(space string, key []byte) error {
	if err := x.writable(space); err != nil {
		return err
	}
	if b := x.find(space); b != nil {
		return b.Delete(key)
	}
	return nil
}

func (x *tx) Scan(space string, from, to []byte, down bool, fn func(key, value []byte) error) error {
	b := x.find(space)
	if b == nil {
		return nil
	}
	x.scanning = append(x.scanning, space)
	defer func() { x.scanning = x.scanning[:len(x.scanning)-1] }()
	walk := ascend
	if down {
		walk = descend
	}
	if err := walk(b.Cursor(), from, to, fn); !errors.Is(err, storage.ErrStop) {
		return err
	}
	return nil
}

func ascend(c *bbolt.Cursor, from, to []byte, fn func(key, value []byte) error) error {
	k, v := c.First()
	if from != nil {
		k, v = c.Seek(from)
	}
	for ; k != nil && (to == nil || bytes.Compare(k, to) < 0); k, v = c.Next() {
		if err := fn(k, v); err != nil {
			return err
		}
	}
	return nil
}

func descend(c *bbolt.Cursor, from, to []byte, fn func(key, value []byte) error) error {
	k, v := before(c, to)
	for k != nil && bytes.Compare(k, from) >= 0 {
		if err := fn(k, v); err != nil {
			return err
		}
		last := k
		if k, v = c.Prev(); k == nil {
			// Perhaps not the beginning: bbolt's Prev also ends at a page that this transaction has emptied.
			k, v = before(c, last)
		}
	}
	return nil
}

// before puts the cursor on the last key before to, or the last of all where to is nil. It makes sure first that there is one:
// with all pages emptied by this transaction, bbolt's Last does not end (v1.5.0).
func before(c *bbolt.Cursor, to []byte) (k, v []byte) {
	first, _ := c.First()
	if first == nil || to != nil && bytes.Compare(first, to) >= 0 {
		return nil, nil
	}
	if to == nil {
		return c.Last()
	}
	if k, _ = c.Seek(to); k == nil {
		return c.Last()
	}
	for k, v = c.Prev(); k == nil; k, v = c.Prev() {
	}
	return k, v
}

// find returns nil where the space has no key yet.
func (x *tx) find(space string) *bbolt.Bucket {
	if x.bucket == nil || x.space != space {
		b := x.t.Bucket([]byte(space))
		if b == nil {
			return nil
		}
		x.bucket, x.space = b, space
	}
	return x.bucket
}

func (x *tx) writable(space string) error {
	if !x.t.Writable() {
		return storage.ErrReadOnly
	}
	for _, s := range x.scanning {
		if s == space {
			return fmt.Errorf("space %s: a write while it is being scanned", space)
		}
	}
	return nil
}
