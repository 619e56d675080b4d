package storage

import (
	"context"
	"fmt"
)

// Walk opens every sealed value of every declared space in one consistent view and calls fn with its space, its key and what is
// in it: for proving that a store is whole, or that something is nowhere in it. The bytes are valid until fn returns. It ends
// at the first value that does not open (ErrDamaged) and at fn's first error; index entries have no value of their own.
func (s *Store) Walk(ctx context.Context, fn func(space string, key, plain []byte) error) error {
	return s.View(ctx, func(tx Tx) error {
		for _, m := range s.spaces.all() {
			space := m.spaceName()
			err := tx.Scan(space, nil, nil, false, func(key, value []byte) error {
				_, _, plain, err := s.open(space, key, value)
				if err != nil {
					return fmt.Errorf("%s %q: %w", space, key, err)
				}
				return fn(space, key, plain)
			})
			if err != nil {
				return fmt.Errorf("walk the store: %w", err)
			}
		}
		return nil
	})
}

// Verify opens every sealed value there is. It answers ErrDamaged with the first that does not open, and an error where the store has
// data that nothing here has declared.
func (s *Store) Verify(ctx context.Context) error {
	if err := s.strangers(ctx); err != nil {
		return err
	}
	return s.Walk(ctx, func(string, []byte, []byte) error { return nil })
}
