package campaigns

import (
	"context"
	"errors"
	"time"

	"relais/storage"
)

// erasure is the oldest and the latest erasure whose bytes may still stand in the store's file.
type erasure struct {
	Since time.Time `json:"since"`
	Last  time.Time `json:"last"`
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
	e.Last = now.UTC()
	return n.erasures.Put(tx, erasureKey, e)
}

// ErasureDue gives the moment at which it asked, if an erasure has waited for the store's compaction longer than wait; else
// the zero time. Hand the moment to Erased once the file has been rewritten.
func (n *Network) ErasureDue(ctx context.Context, wait time.Duration) (time.Time, error) {
	now := time.Now().UTC()
	var due time.Time
	err := n.Store.View(ctx, func(tx storage.Tx) error {
		due = time.Time{}
		e, err := n.erasures.Get(tx, erasureKey)
		if errors.Is(err, storage.ErrNotFound) {
			return nil
		}
		if err == nil && now.Sub(e.Since) >= wait {
			due = now
		}
		return err
	})
	return due, err
}

// Erased notes that everything erased before a moment is gone from the store's file. What was erased since counts from then.
func (n *Network) Erased(ctx context.Context, before time.Time) error {
	return n.Store.Update(ctx, func(tx storage.Tx) error {
		e, err := n.erasures.Get(tx, erasureKey)
		if errors.Is(err, storage.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if !e.Last.Before(before) {
			return n.erasures.Put(tx, erasureKey, erasure{Since: before, Last: e.Last})
		}
		return n.erasures.Delete(tx, erasureKey)
	})
}
