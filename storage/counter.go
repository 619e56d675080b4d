package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Next returns the next number of a dense counter, in tx: 1 first, then one more each time, with no gaps but those of Skip, since a
// transaction that is rolled back takes its number back. A name's counter never goes down.
func (s *Store) Next(tx Tx, name string) (uint64, error) {
	n, err := s.count(tx, name)
	if err != nil {
		return 0, err
	}
	n++
	if err := s.ring().put(tx, counterSpace, []byte(name), 1, binary.BigEndian.AppendUint64(nil, n)); err != nil {
		return 0, fmt.Errorf("counter %s: %w", name, err)
	}
	return n, nil
}

// Skip has a counter leave numbers out: Next goes on so many further.
func (s *Store) Skip(tx Tx, name string, by uint64) error {
	n, err := s.count(tx, name)
	if err != nil {
		return err
	}
	if err := s.ring().put(tx, counterSpace, []byte(name), 1, binary.BigEndian.AppendUint64(nil, n+by)); err != nil {
		return fmt.Errorf("counter %s: %w", name, err)
	}
	return nil
}

// count is the number that Next gave last, 0 before the first.
func (s *Store) count(tx Tx, name string) (uint64, error) {
	_, _, plain, err := s.get(tx, counterSpace, []byte(name))
	switch {
	case errors.Is(err, ErrNotFound):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("counter %s: %w", name, err)
	case len(plain) != 8:
		return 0, fmt.Errorf("counter %s: %w", name, ErrDamaged)
	}
	return binary.BigEndian.Uint64(plain), nil
}
