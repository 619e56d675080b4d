package storage

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Spaces by use: the first letters keep them apart.
const (
	metaSpace    = "meta"    // the canary, migrations and the list of spaces
	counterSpace = "counter" // see Next

	recordPrefix     = "record/"     // + collection
	indexPrefix      = "index/"      // + collection + "/" + index
	projectionPrefix = "projection/" // + projection
)

// mover re-seals what stands in one space; a collection knows how to move its index entries along.
type mover interface {
	spaceName() string
	// reseal moves the value under key to the primary key version; nothing under key is no error.
	reseal(tx Tx, key []byte) error
	// indexSpaces are the spaces whose keys begin with a key version.
	indexSpaces() []string
}

// spaces knows who owns which space, and which of them the store itself has on its list, so that a rotation can tell when
// it has seen everything.
type spaces struct {
	mu     sync.Mutex
	movers map[string]mover
	listed map[string]bool // durable in metaSpace
}

func newSpaces() *spaces {
	return &spaces{movers: map[string]mover{}, listed: map[string]bool{}}
}

// add panics where the name is taken: two owners of one space would overwrite each other's records.
func (s *spaces) add(m mover) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.movers[m.spaceName()]; ok {
		panic(fmt.Sprintf("storage: %s is already in use on this store", m.spaceName()))
	}
	s.movers[m.spaceName()] = m
}

// all returns the movers by name.
func (s *spaces) all() []mover {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []mover
	for _, m := range s.movers {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b mover) int {
		if a.spaceName() < b.spaceName() {
			return -1
		}
		return 1
	})
	return all
}

// unlisted are the spaces declared and not on the store's list.
func (s *spaces) unlisted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for name := range s.movers {
		if !s.listed[name] {
			all = append(all, name)
		}
	}
	return all
}

// list notes that spaces are on the store's list.
func (s *spaces) list(names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		s.listed[name] = true
	}
}

// undeclared are the spaces on the store's list that nobody here has declared.
func (s *spaces) undeclared() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for name := range s.listed {
		if s.movers[name] == nil {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// plainSpace moves values of the store's own.
type plainSpace struct {
	s    *Store
	name string
}

func (p plainSpace) spaceName() string     { return p.name }
func (p plainSpace) indexSpaces() []string { return nil }
func (p plainSpace) reseal(tx Tx, key []byte) error {
	return p.s.move(tx, p.s.ring(), p.name, key)
}

// move seals the value under key anew where it is not under the ring's primary key version; nothing under key is no error.
func (s *Store) move(tx Tx, r *ring, space string, key []byte) error {
	value, err := tx.Get(space, key)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if version, err := sealedUnder(value); err == nil && version == r.primary.version {
		return nil
	}
	_, schema, plain, err := s.open(space, key, value)
	if err != nil {
		return fmt.Errorf("%q: %w", key, err)
	}
	return r.put(tx, space, key, schema, plain)
}
