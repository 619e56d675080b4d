package storage

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
)

// In metaSpace stand the canary, a sealed value that decides whether keys and store belong together, a mark for each
// migration applied and one for each space in use. The canary is always under the newest key version in use, so that an
// older copy of the key file is recognised, and names the newest migration, so that an old mark put back is.
var (
	canaryKey   = []byte("canary")
	canaryWords = "relais:"
)

const (
	migrationMark = "migration/" // + Ordinal(version) → the migration's name
	spaceMark     = "space/"     // + the space's name
)

// Open makes a store of an engine and its keys, which the caller made with OpenKeys. An empty engine becomes a store of the newest
// schema version. On one that has data the keys are tried: ErrWrongKey where they are another store's or older than the store,
// ErrNewer where a migration was applied that is not among migrations. Those not applied yet are run in turn, each in a
// transaction of its own.
//
// The store closes eng with Close. Where Open fails, eng stays open and with its owner.
func Open(ctx context.Context, eng Engine, keys *Keyset, migrations ...Migration) (*Store, error) {
	if err := validate(migrations); err != nil {
		return nil, err
	}
	s := &Store{eng: eng, keys: keys, spaces: newSpaces()}
	s.com = &committer{eng: eng, last: s.housekeeping}
	s.spaces.add(plainSpace{s, metaSpace})
	s.spaces.add(plainSpace{s, counterSpace})
	empty, err := s.recognise(ctx)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if empty {
		err = s.found(ctx, migrations)
	} else {
		err = s.migrate(ctx, migrations)
	}
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	return s, nil
}

// OpenKeys loads the key file of the store in eng. Where neither exists yet it makes a keyset and saves it at path; where the
// store has data and the file is missing it answers ErrNoKey and makes nothing.
func OpenKeys(ctx context.Context, eng Engine, path string) (*Keyset, error) {
	keys, err := LoadKeyset(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return keys, err
	}
	empty := true
	if err := eng.View(ctx, func(tx Tx) (err error) {
		empty, err = isEmpty(tx)
		return err
	}); err != nil {
		return nil, fmt.Errorf("look for data: %w", err)
	}
	if !empty {
		return nil, fmt.Errorf("%s: %w", path, ErrNoKey)
	}
	if keys, err = NewKeyset(); err != nil {
		return nil, err
	}
	return keys, keys.Save(path)
}

// isEmpty reports whether no store was ever made here.
func isEmpty(tx Tx) (bool, error) {
	empty := true
	err := tx.Scan(metaSpace, nil, nil, false, func(_, _ []byte) error {
		empty = false
		return ErrStop
	})
	return empty, err
}

// recognise tries the keys on the canary and reads which migrations and spaces there are.
func (s *Store) recognise(ctx context.Context) (empty bool, err error) {
	err = s.eng.View(ctx, func(tx Tx) (err error) {
		if empty, err = isEmpty(tx); err != nil {
			return err
		}
		if empty {
			return s.loadNames(tx)
		}
		schema, err := s.tryCanary(tx)
		if err != nil {
			return err
		}
		s.schema = 0
		marks := Prefix(migrationMark)
		err = tx.Scan(metaSpace, []byte(marks.From), []byte(marks.To), true, func(key, value []byte) error {
			if _, _, _, err := s.open(metaSpace, key, value); err != nil {
				return fmt.Errorf("%q: %w", key, err)
			}
			n, err := ParseOrdinal(string(key[len(migrationMark):]))
			s.schema = int(n)
			return errors.Join(err, ErrStop)
		})
		if err != nil {
			return err
		}
		if s.schema != schema {
			return fmt.Errorf("the store's schema version is %d by its canary and %d by its marks: %w", schema, s.schema, ErrDamaged)
		}
		if err := s.loadNames(tx); err != nil {
			return err
		}
		marks = Prefix(spaceMark)
		return tx.Scan(metaSpace, []byte(marks.From), []byte(marks.To), false, func(key, _ []byte) error {
			s.spaces.listed[string(key[len(spaceMark):])] = true
			return nil
		})
	})
	return empty, err
}

// tryCanary returns the schema version that the canary names and notes the key version that it is under.
func (s *Store) tryCanary(tx Tx) (schema int, err error) {
	value, err := tx.Get(metaSpace, canaryKey)
	if errors.Is(err, ErrNotFound) {
		return 0, fmt.Errorf("the canary is missing: %w", ErrDamaged)
	}
	if err != nil {
		return 0, err
	}
	if len(value) >= envelopeSize && value[0] > sealFormat {
		return 0, fmt.Errorf("its values are of format %d, this program knows %d: %w", value[0], sealFormat, ErrNewer)
	}
	version, err := sealedUnder(value)
	if err != nil {
		return 0, fmt.Errorf("canary: %w", err)
	}
	k := s.ring().find(version)
	if k == nil {
		return 0, fmt.Errorf("the store is sealed under key version %d, the key file has versions %d: %w", version, s.keys.Versions(), ErrWrongKey)
	}
	_, plain, err := open(k.values, metaSpace, canaryKey, value)
	if err != nil {
		return 0, ErrWrongKey
	}
	if len(plain) != len(canaryWords)+8 || string(plain[:len(canaryWords)]) != canaryWords {
		return 0, fmt.Errorf("canary: %w", ErrDamaged)
	}
	s.canary.Store(version)
	return int(binary.BigEndian.Uint64(plain[len(canaryWords):])), nil
}

func (s *Store) putCanary(tx Tx, r *ring, schema int) error {
	return r.put(tx, metaSpace, canaryKey, 1, binary.BigEndian.AppendUint64([]byte(canaryWords), uint64(schema)))
}

// found makes an empty engine a store.
func (s *Store) found(ctx context.Context, migrations []Migration) error {
	schema := len(migrations)
	var r *ring
	err := s.eng.Update(ctx, func(tx Tx) error {
		empty, err := isEmpty(tx)
		if err != nil {
			return err
		}
		if !empty {
			return errors.New("another program has just made a store here")
		}
		r = s.ring()
		if err := errors.Join(s.putCanary(tx, r, schema), s.keepNames(tx)); err != nil {
			return err
		}
		if schema == 0 {
			return nil
		}
		return s.markMigration(tx, migrations[schema-1])
	})
	if err == nil {
		s.schema = schema
		s.canary.Store(r.primary.version)
		s.named.Store(true)
	}
	return err
}

// Schema tells the schema version of the store in eng, before Open applies what is missing; fresh where there is none yet. The errors are
// Open's.
func Schema(ctx context.Context, eng Engine, keys *Keyset) (version int, fresh bool, err error) {
	s := &Store{eng: eng, keys: keys, spaces: newSpaces()}
	if fresh, err = s.recognise(ctx); err != nil {
		return 0, false, fmt.Errorf("open the store: %w", err)
	}
	return s.schema, fresh, nil
}

// housekeeping runs in every transaction that writes: it lists the spaces that are new, keeps the key of names and brings the canary
// under the primary key version.
func (s *Store) housekeeping(tx Tx) (after func(), err error) {
	unlisted := s.spaces.unlisted()
	for _, space := range unlisted {
		if err := s.listSpace(tx, space); err != nil {
			return nil, err
		}
	}
	if err := s.keepNames(tx); err != nil {
		return nil, err
	}
	r := s.ring()
	if s.canary.Load() != r.primary.version {
		if err := s.move(tx, r, metaSpace, canaryKey); err != nil {
			return nil, err
		}
	}
	return func() {
		s.spaces.list(unlisted)
		s.named.Store(true)
		s.canary.Store(r.primary.version)
	}, nil
}

func (s *Store) listSpace(tx Tx, space string) error {
	return s.ring().put(tx, metaSpace, []byte(spaceMark+space), 1, nil)
}
