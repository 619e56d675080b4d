package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"relais/storage"
)

// compactBatch is about how many bytes are copied in one transaction.
const compactBatch = 1 << 20

// Compact rewrites the file without the bytes of what was deleted, and without unused pages. Transactions wait meanwhile. The
// new file is written beside the old one, made durable and renamed over it, so that a crash at any instant leaves either
// whole; what a crash leaves of the new one is removed by the next Open. ctx ends the waiting before the copying, and
// the copying; the old file stays in use where Compact fails.
func (d *DB) Compact(ctx context.Context) error {
	if storage.Inside() {
		return storage.ErrNested
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := d.gate.bar(ctx); err != nil {
		return err
	}
	defer d.gate.unbar()
	if err := d.compact(ctx); err != nil {
		return fmt.Errorf("compact %s: %w", d.path, err)
	}
	return nil
}

func (d *DB) compact(ctx context.Context) error {
	// The new file keeps its handle, and with it its lock, through the rename, so that no other process finds a moment to come
	// between. bbolt knows it by its first name afterwards, and uses that for nothing but messages (v1.5.0).
	spare := d.spare()
	if err := os.Remove(spare); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err // an earlier one that failed may have left it
	}
	fresh, err := d.open(spare)
	if err != nil {
		return err
	}
	err = d.fill(ctx, fresh)
	if err == nil {
		err = os.Rename(spare, d.path)
	}
	if err != nil {
		return errors.Join(err, fresh.Close(), os.Remove(spare))
	}
	old := d.db
	d.db = fresh
	// The rename has happened: from here on only the new file counts.
	return errors.Join(storage.SyncFolder(filepath.Dir(d.path)), old.Close())
}

// fill copies everything and makes it durable.
func (d *DB) fill(ctx context.Context, fresh *bbolt.DB) error {
	fresh.NoSync = true // once at the end is enough
	err := pour(ctx, d.db, fresh)
	fresh.NoSync = d.opt.NoSync
	if err == nil && !d.opt.NoSync {
		err = fresh.Sync()
	}
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// filled is how full pages are made: keys come in their order, and few are put between them later.
const filled = 0.9

// pour copies every key into a fresh file, a batch at a time, until ctx ends. bbolt's own way to do so can't be stopped (v1.5.0).
func pour(ctx context.Context, from, to *bbolt.DB) error {
	return from.View(func(src *bbolt.Tx) error {
		return src.ForEach(func(space []byte, b *bbolt.Bucket) error {
			c := b.Cursor()
			k, v := c.First()
			for begun := false; !begun || k != nil; begun = true {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := to.Update(func(dst *bbolt.Tx) error {
					out, err := dst.CreateBucketIfNotExists(space)
					if err != nil {
						return err
					}
					out.FillPercent = filled
					for size := 0; k != nil && size < compactBatch; k, v = c.Next() {
						if err := out.Put(k, v); err != nil {
							return err
						}
						size += len(k) + len(v)
					}
					return nil
				}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// spare is the name of the file that a compaction writes.
func (d *DB) spare() string { return d.path + ".compact" }

// Check reads the whole file and answers an error where its pages do not hold together. Work goes on meanwhile.
func (d *DB) Check(ctx context.Context) error {
	if err := d.enter(ctx); err != nil {
		return err
	}
	defer d.gate.leave()
	return d.db.View(func(t *bbolt.Tx) error {
		var first error
		for err := range t.Check() { // to its end: who sends them waits
			if first == nil {
				first = fmt.Errorf("check %s: %w", d.path, err)
			}
		}
		return first
	})
}
