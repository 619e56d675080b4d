package campaigns

import (
	"context"
	"errors"
	"time"

	"relais/storage"
)

// erasure is what is known of the bytes that may still stand in the store's file.
type erasure struct {
	Since time.Time `json:"since"` // of the oldest
	Count uint64    `json:"count"` // how many there are
}

const erasureKey = "pending"

// noteErasure remembers that deleted bytes have to be rewritten.
func (n *Network) noteErasure(tx storage.Tx, now time.Time) error {
	e, err := n.erasures.Get(tx, erasureKey)
	if errors.Is(err, storage.ErrNotFound) {
		e, err = erasure{Since: now.UTC()}, nil
	}
	if err != nil {
		return err
	}
	e.Count++
	return n.erasures.Put(tx, erasureKey, e)
}

// ErasureDue tells how many erasures wait for the store's compaction, if the oldest has waited for longer than wait; else 0.
// Hand the number to Erased once the file has been rewritten.
func (n *Network) ErasureDue(ctx context.Context, wait time.Duration) (uint64, error) {
	now := time.Now()
	var due uint64
	err := n.Store.View(ctx, func(tx storage.Tx) error {
		due = 0
		e, err := n.erasures.Get(tx, erasureKey)
		if errors.Is(err, storage.ErrNotFound) {
			return nil
		}
		if err == nil && now.Sub(e.Since) >= wait {
			due = e.Count
		}
		return err
	})
	return due, err
}

// Erased notes that so many erasures are gone from the store's file. Those that came meanwhile count as old as the oldest,
// so they are rewritten sooner than they need and never later.
func (n *Network) Erased(ctx context.Context, count uint64) error {
	return n.Store.Update(ctx, func(tx storage.Tx) error {
		e, err := n.erasures.Get(tx, erasureKey)
		if errors.Is(err, storage.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if e.Count <= count {
			return n.erasures.Delete(tx, erasureKey)
		}
		e.Count -= count
		return n.erasures.Put(tx, erasureKey, e)
	})
}
