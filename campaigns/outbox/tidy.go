package outbox

import (
	"context"
	"time"

	"relais/storage"
)

// tidy deletes, at once and every hour, letters and receipts that are too old, until ctx ends.
func (o *Outbox) tidy(ctx context.Context) error {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	for {
		now := time.Now()
		err := prune(ctx, o.store, o.letters, func(p posted) bool { return p.old(now) })
		if err == nil {
			err = prune(ctx, o.store, o.receipts, func(k kept) bool { return k.old(now) })
		}
		if err != nil && ctx.Err() == nil {
			o.log.Warn("old letters could not be deleted", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// prune deletes the records that are old, a page at a time.
func prune[T any](ctx context.Context, s *storage.Store, c *storage.Collection[T], old func(T) bool) error {
	from := ""
	for {
		var keys []string
		var next string
		err := s.View(ctx, func(tx storage.Tx) error {
			keys, next = nil, ""
			seen := 0
			return c.Scan(tx, storage.Range{From: from}, func(key string, v T) error {
				if seen == readMost || len(keys) == tidyPage {
					next = key
					return storage.ErrStop
				}
				seen++
				if old(v) {
					keys = append(keys, key)
				}
				return nil
			})
		})
		if err == nil && len(keys) > 0 {
			err = s.Update(ctx, func(tx storage.Tx) error {
				for _, key := range keys {
					if err := c.Delete(tx, key); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err != nil || next == "" {
			return err
		}
		from = next
	}
}
