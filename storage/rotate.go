package storage

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// A rotation works in pages, so that no transaction grows with the store.
const (
	rotatePage  = 256     // values re-sealed in one transaction
	rotateBytes = 4 << 20 // or so many bytes of them
	rotateLook  = 1 << 15 // values looked at in one View
	rotateFails = 8       // values that could not be re-sealed, after which it gives up
)

// Rotate brings every value, and every index entry, under the primary key version. Reads and writes go on meanwhile. It may be
// interrupted at any point and called again: what is done is passed over. Afterwards Keyset.Drop can remove the older
// versions. It needs every collection and projection that has data to be declared.
//
// Values that can't be opened are left as they are and reported at the end, up to 8 of them.
func (s *Store) Rotate(ctx context.Context) error {
	if err := s.rotate(ctx); err != nil {
		return fmt.Errorf("rotate the keys: %w", err)
	}
	return nil
}

func (s *Store) rotate(ctx context.Context) error {
	if err := s.keys.settled(); err != nil {
		return err
	}
	if err := s.strangers(ctx); err != nil {
		return err
	}
	primary := s.keys.Primary()
	if err := s.settle(ctx); err != nil {
		return err
	}
	var failed []error
	for _, m := range s.spaces.all() {
		stale := func(version uint32) bool { return version != primary }
		err := s.pages(ctx, m.spaceName(), stale, func(keys [][]byte) error {
			err := s.resealPage(ctx, m, keys)
			if err == nil || ctx.Err() != nil {
				return err
			}
			// One by one, to get past those that can't be moved.
			for _, key := range keys {
				if err := s.resealPage(ctx, m, [][]byte{key}); err != nil {
					failed = append(failed, fmt.Errorf("%s: %w", m.spaceName(), err))
				}
				if len(failed) >= rotateFails {
					return errors.Join(append(failed, errors.New("and perhaps more"))...)
				}
			}
			return ctx.Err()
		})
		if err != nil {
			return err
		}
		if len(failed) > 0 {
			continue // their index entries are still of use
		}
		for _, space := range m.indexSpaces() {
			if err := s.sweep(ctx, space, primary); err != nil {
				return err
			}
		}
	}
	return errors.Join(failed...)
}

// settle waits for the closures that may have sealed under what was the primary before.
func (s *Store) settle(ctx context.Context) error {
	return s.Update(ctx, func(Tx) error { return nil })
}

func (s *Store) resealPage(ctx context.Context, m mover, keys [][]byte) error {
	return s.Update(ctx, func(tx Tx) error {
		for _, key := range keys {
			if err := m.reseal(tx, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// pages hands the keys of the values whose key version is wanted to do, page by page. A value that is no envelope counts as
// wanted.
func (s *Store) pages(ctx context.Context, space string, wanted func(version uint32) bool, do func(keys [][]byte) error) error {
	var from []byte
	for {
		var keys [][]byte
		looked, size := 0, 0
		ended := false
		next := from
		err := s.View(ctx, func(tx Tx) error {
			keys, looked, size, ended, next = nil, 0, 0, true, from
			return tx.Scan(space, from, nil, false, func(key, value []byte) error {
				looked++
				if looked > rotateLook || len(keys) >= rotatePage || size >= rotateBytes {
					ended = false
					next = bytes.Clone(key)
					return ErrStop
				}
				if version, err := sealedUnder(value); err != nil || wanted(version) {
					keys = append(keys, bytes.Clone(key))
					size += len(value)
				}
				return nil
			})
		})
		if err != nil {
			return err
		}
		if len(keys) > 0 {
			if err := do(keys); err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
		from = next
	}
}

// sweep deletes the index entries of older key versions once no record is under one: they belong to nothing.
func (s *Store) sweep(ctx context.Context, space string, primary uint32) error {
	for {
		more := false
		err := s.Update(ctx, func(tx Tx) error {
			var keys [][]byte
			err := tx.Scan(space, nil, binary.BigEndian.AppendUint32(nil, primary), false, func(key, _ []byte) error {
				keys = append(keys, bytes.Clone(key))
				if len(keys) == rotatePage {
					return ErrStop
				}
				return nil
			})
			if err != nil {
				return err
			}
			more = len(keys) == rotatePage
			for _, key := range keys {
				if err := tx.Delete(space, key); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || !more {
			return err
		}
	}
}

// strangers answers an error where a space has data and nobody here knows how to move it.
func (s *Store) strangers(ctx context.Context) error {
	var unknown []string
	err := s.View(ctx, func(tx Tx) error {
		unknown = nil
		for _, space := range s.spaces.undeclared() {
			err := tx.Scan(space, nil, nil, false, func(_, _ []byte) error {
				unknown = append(unknown, space)
				return ErrStop
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(unknown) > 0 {
		err = fmt.Errorf("the store has data that nothing here has declared: %s", strings.Join(unknown, ", "))
	}
	return err
}
