package storage

import (
	"context"
	"fmt"
)

// Migration is one step from a schema version to the next. Versions begin at 1 and leave none out; steps only go forward.
type Migration struct {
	Version int
	Name    string
	// Apply does the step in one transaction, which carries the version with it. It may run more than once. s serves to
	// declare collections and projections as they were at this version; what is declared on it is forgotten afterwards,
	// so the program's own declarations don't clash with it.
	Apply func(tx Tx, s *Store) error
}

func validate(migrations []Migration) error {
	for i, m := range migrations {
		if m.Version != i+1 || m.Apply == nil {
			return fmt.Errorf("migration %d (%s) stands in place %d or has no Apply: versions begin at 1 and leave none out", m.Version, m.Name, i+1)
		}
	}
	return nil
}

func (s *Store) migrate(ctx context.Context, migrations []Migration) error {
	if s.schema > len(migrations) {
		return fmt.Errorf("its schema version is %d, this program knows %d: %w", s.schema, len(migrations), ErrNewer)
	}
	for _, m := range migrations[s.schema:] {
		var touched []string
		err := s.com.do(ctx, func(tx Tx) error {
			touched = nil
			scratch := &Store{eng: s.eng, keys: s.keys, com: s.com, spaces: newSpaces(), schema: s.schema, names: s.names}
			if err := m.Apply(tx, scratch); err != nil {
				return err
			}
			for _, owner := range scratch.spaces.all() {
				if err := s.listSpace(tx, owner.spaceName()); err != nil {
					return err
				}
				touched = append(touched, owner.spaceName())
			}
			if err := s.putCanary(tx, s.ring(), m.Version); err != nil {
				return err
			}
			return s.markMigration(tx, m)
		})
		if err != nil {
			return fmt.Errorf("migration %d (%s): %w", m.Version, m.Name, err)
		}
		s.spaces.list(touched)
		s.schema = m.Version
	}
	return nil
}

func (s *Store) markMigration(tx Tx, m Migration) error {
	return s.ring().put(tx, metaSpace, []byte(migrationMark+Ordinal(uint64(m.Version))), 1, []byte(m.Name))
}
