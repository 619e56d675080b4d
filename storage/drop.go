package storage

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// Drop removes a key version that is not the primary, after it has made sure that no value of s is left under it; Save makes
// it lasting. MACs made under the version are no longer accepted, and exports sealed under it can't be opened. s has to be the
// store that works with this keyset, with every collection and projection that has data declared.
func (k *Keyset) Drop(ctx context.Context, s *Store, version uint32) error {
	if s.keys != k {
		return errors.New("drop a key version: the store works with another keyset")
	}
	if err := s.drop(ctx, version); err != nil {
		return fmt.Errorf("drop key version %d: %w", version, err)
	}
	return nil
}

func (s *Store) drop(ctx context.Context, version uint32) error {
	r := s.keys.ring.Load()
	switch {
	case version == r.primary.version:
		return errors.New("it is the primary")
	case r.find(version) == nil:
		return errors.New("there is no such version")
	}
	if err := s.strangers(ctx); err != nil {
		return err
	}
	if err := s.settle(ctx); err != nil {
		return err
	}
	for _, m := range s.spaces.all() {
		err := s.pages(ctx, m.spaceName(), func(v uint32) bool { return v == version }, func(keys [][]byte) error {
			return fmt.Errorf("%s %q is still sealed under it: rotate first", m.spaceName(), keys[0])
		})
		if err != nil {
			return err
		}
		for _, space := range m.indexSpaces() {
			if err := s.vacated(ctx, space, version); err != nil {
				return err
			}
		}
	}
	return s.keys.remove(version)
}

func (s *Store) vacated(ctx context.Context, space string, version uint32) error {
	return s.View(ctx, func(tx Tx) error {
		head := binary.BigEndian.AppendUint32(nil, version)
		return tx.Scan(space, head, after(head), false, func(_, _ []byte) error {
			return fmt.Errorf("%s has entries under it: rotate first", space)
		})
	})
}

// settled answers an error while a version waits for being saved.
func (k *Keyset) settled() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.next != nil {
		return fmt.Errorf("key version %d has not been saved", k.next.version)
	}
	return nil
}

func (k *Keyset) remove(version uint32) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.ring.Load()
	if version == now.primary.version {
		return errors.New("it is the primary")
	}
	at := slices.IndexFunc(now.versions, func(v *rootKey) bool { return v.version == version })
	if at < 0 {
		return errors.New("it has been dropped meanwhile")
	}
	k.ring.Store(&ring{
		primary:  now.primary,
		versions: slices.Delete(slices.Clone(now.versions), at, at+1),
		dropped:  append(slices.Clone(now.dropped), now.versions[at]),
	})
	return nil
}
