package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrWidth is answered where a projection's rows were written with another width: Reset it and Set its rows again.
var ErrWidth = errors.New("the projection's rows have another width")

// Projection keeps a sealed row of a fixed width for each of many dense ordinals, in blocks of 128 rows, so that
// what is asked of all members is read a million rows in well under a second, and nothing of it stands in a plaintext key.
// It is updated in the transaction of the record that it follows and can be made anew from the records at any time.
//
// It is made once, at start, holds no state of any transaction and is safe for concurrent use.
type Projection struct {
	s     *Store
	name  string
	space string
	width int
}

// blockRows is the number of ordinals in a block. A block is always of full length, so that its size tells nothing.
const blockRows = 128

// NewProjection declares a projection with rows of width bytes. It panics where the name is empty or taken, or width is not
// positive.
func NewProjection(s *Store, name string, width int) *Projection {
	if name == "" || width < 1 {
		panic("storage: a projection needs a name and a positive width")
	}
	p := &Projection{s: s, name: name, space: projectionPrefix + name, width: width}
	s.spaces.add(p)
	return p
}

// Set keeps the row of an ordinal. len(row) has to be the width.
func (p *Projection) Set(tx Tx, ordinal uint64, row []byte) error {
	if len(row) != p.width {
		return p.wrap(fmt.Errorf("a row of %d bytes, not %d", len(row), p.width))
	}
	block, err := p.block(tx, ordinal/blockRows)
	if err != nil {
		return p.wrap(err)
	}
	block.set(int(ordinal%blockRows), row)
	return p.wrap(p.write(tx, ordinal/blockRows, block))
}

// Clear removes the row of an ordinal; nil where there is none.
func (p *Projection) Clear(tx Tx, ordinal uint64) error {
	block, err := p.block(tx, ordinal/blockRows)
	if err != nil {
		return p.wrap(err)
	}
	at := int(ordinal % blockRows)
	if !block.has(at) {
		return nil
	}
	block.clear(at)
	return p.wrap(p.write(tx, ordinal/blockRows, block))
}

// Scan calls fn for each row from an ordinal on, ascending. The row is valid until fn returns. fn may return ErrStop to end early
// without an error; it must not write to this projection.
func (p *Projection) Scan(tx Tx, from uint64, fn func(ordinal uint64, row []byte) error) error {
	err := tx.Scan(p.space, blockKey(from/blockRows), nil, false, func(key, value []byte) error {
		first := binary.BigEndian.Uint64(key) * blockRows
		block, err := p.open(key, value)
		if err != nil {
			return p.wrap(err)
		}
		for at := range blockRows {
			if ordinal := first + uint64(at); ordinal >= from && block.has(at) {
				if err := fn(ordinal, block.row(at)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return err
}

// Reset removes all rows, of whatever width.
func (p *Projection) Reset(tx Tx) error {
	return p.wrap(empty(tx, p.space))
}

func (p *Projection) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("projection %s: %w", p.name, err)
}

// rows is a block: a bit for each row that is present, then the rows.
type rows struct {
	width int
	bytes []byte
}

const presence = blockRows / 8

func (b rows) has(at int) bool { return b.bytes[at/8]&(1<<(at%8)) != 0 }
func (b rows) row(at int) []byte {
	return b.bytes[presence+at*b.width : presence+(at+1)*b.width : presence+(at+1)*b.width]
}

func (b rows) set(at int, row []byte) {
	b.bytes[at/8] |= 1 << (at % 8)
	copy(b.row(at), row)
}

func (b rows) clear(at int) {
	b.bytes[at/8] &^= 1 << (at % 8)
	for i := range b.row(at) {
		b.row(at)[i] = 0
	}
}

func (b rows) empty() bool {
	for _, bits := range b.bytes[:presence] {
		if bits != 0 {
			return false
		}
	}
	return true
}

// block returns a block to work on, an empty one where there is none.
func (p *Projection) block(tx Tx, number uint64) (rows, error) {
	key := blockKey(number)
	value, err := tx.Get(p.space, key)
	if errors.Is(err, ErrNotFound) {
		return rows{p.width, make([]byte, presence+blockRows*p.width)}, nil
	}
	if err != nil {
		return rows{}, err
	}
	return p.open(key, value)
}

func (p *Projection) open(key, value []byte) (rows, error) {
	// The width stands in the place of the schema version.
	_, width, plain, err := p.s.open(p.space, key, value)
	if err != nil {
		return rows{}, err
	}
	if width != uint64(p.width) {
		return rows{}, fmt.Errorf("%d bytes, not %d: %w", width, p.width, ErrWidth)
	}
	if len(plain) != presence+blockRows*p.width {
		return rows{}, ErrDamaged
	}
	return rows{p.width, plain}, nil
}

func (p *Projection) write(tx Tx, number uint64, b rows) error {
	key := blockKey(number)
	if b.empty() {
		return tx.Delete(p.space, key)
	}
	return p.s.ring().put(tx, p.space, key, uint64(p.width), b.bytes)
}

func blockKey(number uint64) []byte { return binary.BigEndian.AppendUint64(nil, number) }

func (p *Projection) spaceName() string              { return p.space }
func (p *Projection) indexSpaces() []string          { return nil }
func (p *Projection) reseal(tx Tx, key []byte) error { return p.s.move(tx, p.s.ring(), p.space, key) }
