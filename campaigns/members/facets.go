package members

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"

	"relais/messages"
	"relais/storage"
)

// facetWidth is the bytes of one member's facets: status, kind, languages, consents, switches, three to spare, then 64 bits
// of topics.
const facetWidth = 16

// facets is the sealed column projection over members' ordinals.
type facets struct {
	columns *storage.Projection
	topics  *storage.Collection[topicBit]
	store   *storage.Store
}

// topicBit is one line of the dictionary from a topic, by its keyed hash, to its bit, 0 to 62; bit 63 stands for all later ones.
type topicBit struct {
	Bit int `json:"bit"`
}

const overflowBit = 63

func newFacets(store *storage.Store) *facets {
	return &facets{
		columns: storage.NewProjection(store, "facets", facetWidth),
		topics:  storage.NewCollection(store, storage.Spec[topicBit]{Name: "topics"}),
		store:   store,
	}
}

func (f *facets) set(tx storage.Tx, m Member) error {
	row, err := f.row(tx, m)
	if err != nil {
		return err
	}
	return f.columns.Set(tx, m.Ordinal, row)
}

func (f *facets) clear(tx storage.Tx, ordinal uint64) error { return f.columns.Clear(tx, ordinal) }

func (f *facets) row(tx storage.Tx, m Member) ([]byte, error) {
	row := make([]byte, facetWidth)
	row[0] = flag(m.Status == Admitted, 0)
	row[1] = byte(slices.Index(Kinds(), m.Kind) + 1)
	for i, l := range messages.Languages() {
		row[2] |= flag(slices.Contains(m.Reads, l), i)
	}
	for i, p := range Purposes() {
		row[3] |= flag(m.Consented(p), i)
	}
	row[4] = flag(m.Stopped, 0) | flag(len(m.Topics) == 0, 1)
	var mask uint64
	for _, t := range m.Topics {
		bit, err := f.bit(tx, t, true)
		if err != nil {
			return nil, err
		}
		mask |= 1 << bit
	}
	binary.BigEndian.PutUint64(row[8:], mask)
	return row, nil
}

// bit finds a topic's bit, giving it one where grow is set; -1 for a topic nobody chose.
func (f *facets) bit(tx storage.Tx, topic string, grow bool) (int, error) {
	// Members write topics themselves, so their names stand nowhere but in sealed records.
	key := hex.EncodeToString(f.store.Name("topic", []byte(topic)))
	t, err := f.topics.Get(tx, key)
	if err == nil {
		return t.Bit, nil
	}
	if !errors.Is(err, storage.ErrNotFound) {
		return 0, err
	}
	if !grow {
		return -1, nil
	}
	n, err := f.store.Next(tx, "topics")
	if err != nil {
		return 0, err
	}
	t.Bit = int(min(n-1, overflowBit))
	return t.Bit, f.topics.Put(tx, key, t)
}

// Audience says whom a brief is for. The zero value is every admitted member who receives briefs.
type Audience struct {
	Kinds  []Kind   `json:"kinds,omitempty"`  // empty is all
	Topics []string `json:"topics,omitempty"` // empty is all; else members who chose one of them, or chose none
}

// Select calls fn, ascending from an ordinal, for every admitted member of the audience who may be someone to send to; whether
// they are right now is the door's to say. fn may return storage.ErrStop. It reads the projection only, so a member whose
// topics lie past the dictionary's 63 may be selected although none fits; the planner looks at the record.
func (r *Roster) Select(tx storage.Tx, a Audience, from uint64, fn func(ordinal uint64) error) error {
	var mask uint64
	for _, t := range a.Topics {
		bit, err := r.facets.bit(tx, t, false)
		if err != nil {
			return err
		}
		if bit >= 0 {
			mask |= 1 << bit
		}
	}
	return r.facets.columns.Scan(tx, from, func(ordinal uint64, row []byte) error {
		if !a.matches(row, mask) {
			return nil
		}
		return fn(ordinal)
	})
}

func (a Audience) matches(row []byte, topics uint64) bool {
	if row[0]&1 == 0 {
		return false
	}
	if len(a.Kinds) > 0 && !slices.ContainsFunc(a.Kinds, func(k Kind) bool {
		i := slices.Index(Kinds(), k)
		return i >= 0 && row[1] == byte(i+1)
	}) {
		return false
	}
	all := row[4]&2 != 0
	return len(a.Topics) == 0 || all || binary.BigEndian.Uint64(row[8:])&topics != 0
}

// Includes tells of a member's record what Select tells of its facets; the property test holds both to each other.
func (a Audience) Includes(m Member) bool {
	return m.Status == Admitted &&
		(len(a.Kinds) == 0 || slices.Contains(a.Kinds, m.Kind)) &&
		(len(a.Topics) == 0 || len(m.Topics) == 0 || slices.ContainsFunc(m.Topics, func(t string) bool { return slices.Contains(a.Topics, t) }))
}

// Rebuild writes the projection anew from the records.
func (r *Roster) Rebuild(tx storage.Tx) error {
	if err := r.facets.columns.Reset(tx); err != nil {
		return err
	}
	var all []Member
	if err := r.Scan(tx, 0, func(m Member) error { all = append(all, m); return nil }); err != nil {
		return err
	}
	for _, m := range all {
		if err := r.facets.set(tx, m); err != nil {
			return err
		}
	}
	return nil
}

func flag(on bool, bit int) byte {
	if on {
		return 1 << bit
	}
	return 0
}
