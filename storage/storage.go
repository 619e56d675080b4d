// Package storage keeps the network's records: a small port over an ordered key-value engine,
// and above it one typed layer that seals every value before the engine sees it.
//
// The way of the data: a caller opens a transaction with Store.View or Store.Update and hands the
// Tx it receives to collections. Store.Update goes through the committer, which gathers concurrent
// closures into one durable commit. A Collection encodes a record, seals the bytes with the store's
// keys and puts them under a plaintext key; secondary indexes hold keyed hashes, projections hold
// sealed columns. Engines (storage/bolt) move bytes and know nothing of records.
//
// It never logs, never reads a clock for a decision, and never hands an engine a value in the clear: what the engine sees
// are keys, sealed values, and keyed hashes.
package storage

import (
	"context"
	"errors"
	"io"
)

// Engine stores ordered keys in named spaces. Update may run fn more than once; fn touches nothing but tx and
// assigns its results afresh. A nested call returns ErrNested. A panic in fn rolls back and is passed on.
type Engine interface {
	// View runs fn over one consistent state; writes in it return ErrReadOnly.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn and commits durably unless fn returns an error or panics.
	Update(ctx context.Context, fn func(Tx) error) error
	// Backup writes a consistent copy of everything while the engine goes on working.
	Backup(ctx context.Context, w io.Writer) error
	Close() error
}

// Tx is one transaction. It is valid until fn returns and is used by one goroutine.
// Bytes it hands out are valid until fn returns; bytes handed to it are copied.
type Tx interface {
	// Get returns ErrNotFound where there is nothing under key.
	Get(space string, key []byte) ([]byte, error)
	// Put keeps a value under a non-empty key. A space comes into being with its first key.
	Put(space string, key, value []byte) error
	// Delete returns nil where there is nothing under key.
	Delete(space string, key []byte) error
	// Scan calls fn for each key in [from, to) in ascending byte order, or descending where down is set; a nil bound is open.
	// fn may return ErrStop to end early without an error. fn must not write to the scanned space: that is refused.
	Scan(space string, from, to []byte, down bool, fn func(key, value []byte) error) error
}

// The closed vocabulary of what a store answers.
var (
	ErrNotFound = errors.New("not found")
	ErrStop     = errors.New("stop")
	ErrReadOnly = errors.New("the transaction is read-only")
	ErrNested   = errors.New("a transaction inside a transaction")
	ErrClosed   = errors.New("the store is closed")
	ErrInUse    = errors.New("is open in another process") // follows the path
	ErrWrongKey = errors.New("the key file does not belong to this store")
	ErrNoKey    = errors.New("the store has data but its key file is missing")
	ErrNewer    = errors.New("the store was written by a newer version")
	ErrDamaged  = errors.New("a stored value is damaged or was moved")
	ErrTaken    = errors.New("a unique value is taken")
)
