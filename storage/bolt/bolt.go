// Package bolt is the storage engine in one file, by way of bbolt: it serves a network that fits one machine. It moves bytes and
// knows nothing of records, keys or sealing; bbolt is seen here only.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"relais/storage"
)

// Options are the engine's. The zero value is what a program in service wants.
type Options struct {
	Timeout     time.Duration // how long Open waits for another process to let go of the file; 0 is 500 ms
	NoSync      bool          // don't wait for the disk: for tests, since a crash of the machine loses commits
	InitialMmap int           // bytes of address space reserved at first, so that growing rarely waits for readers; 0 is 256 MiB
}

const (
	lockTimeout = 500 * time.Millisecond
	initialMmap = 256 << 20
)

// DB is a store in one file. It is safe for concurrent use.
type DB struct {
	path string
	opt  Options

	gate   *gate         // counts transactions; Compact and Close have the file to themselves
	writer chan struct{} // holds one token: whoever has taken it may write
	db     *bbolt.DB     // replaced by Compact
}

// Open opens the file at path, mode 0600, and makes it, and its folder with mode 0700, where it is missing. Where another
// process has it open, or this one twice, the error matches storage.ErrInUse and comes within Timeout.
func Open(path string, opt Options) (*DB, error) {
	if opt.Timeout == 0 {
		opt.Timeout = lockTimeout
	}
	if opt.InitialMmap == 0 {
		opt.InitialMmap = initialMmap
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	d := &DB{path: path, opt: opt, gate: newGate(), writer: make(chan struct{}, 1)}
	d.writer <- struct{}{}
	d.db, err = d.open(path)
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("%s %w", path, storage.ErrInUse)
	}
	if err != nil {
		return nil, fmt.Errorf("open the store %s: %w", path, err)
	}
	// With the file's lock in hand, what a compaction left that was cut short belongs to nobody.
	if err := os.Remove(d.spare()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, errors.Join(fmt.Errorf("open the store: %w", err), d.db.Close())
	}
	return d, nil
}

func (d *DB) open(path string) (*bbolt.DB, error) {
	return bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:         d.opt.Timeout,
		NoSync:          d.opt.NoSync,
		InitialMmapSize: d.opt.InitialMmap,
		FreelistType:    bbolt.FreelistMapType,
	})
}

// View runs fn over one consistent state. A long one delays writers that need the file to grow beyond what is mapped.
func (d *DB) View(ctx context.Context, fn func(storage.Tx) error) error {
	if err := d.enter(ctx); err != nil {
		return err
	}
	defer d.gate.leave()
	return d.db.View(func(t *bbolt.Tx) error {
		return storage.Enter(&tx{t: t}, fn)
	})
}

// Update runs fn once and commits: one or two fsyncs. Writers take turns; waiting for one's turn ends with ctx, and where ctx
// ends while fn runs nothing is committed.
func (d *DB) Update(ctx context.Context, fn func(storage.Tx) error) error {
	if err := d.enter(ctx); err != nil {
		return err
	}
	defer d.gate.leave()
	select {
	case <-d.writer:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { d.writer <- struct{}{} }()
	return d.db.Update(func(t *bbolt.Tx) error {
		if err := storage.Enter(&tx{t: t}, fn); err != nil {
			return err
		}
		return ctx.Err()
	})
}

// Backup writes the file as it is at this moment: it can be opened as a store. Work goes on, except that a compaction
// waits for it, as may a writer that needs the file to grow.
func (d *DB) Backup(ctx context.Context, w io.Writer) error {
	if err := d.enter(ctx); err != nil {
		return err
	}
	defer d.gate.leave()
	h := &heeding{ctx: ctx, w: w}
	err := d.db.View(func(t *bbolt.Tx) error {
		_, err := t.WriteTo(h)
		return err
	})
	if h.err != nil {
		return h.err // bbolt does not always wrap it
	}
	return err
}

// Close refuses new transactions with storage.ErrClosed, waits for those in hand and lets go of the file. A second Close does
// nothing.
func (d *DB) Close() error {
	if storage.Inside() {
		return storage.ErrNested
	}
	if err := d.gate.bar(context.Background()); err != nil {
		return nil //nolint:nilerr // closed already, which is what was asked for
	}
	err := d.db.Close()
	d.gate.shut()
	return err
}

// Size is the file's, in bytes. It shrinks with Compact only.
func (d *DB) Size() (int64, error) {
	info, err := os.Stat(d.path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (d *DB) enter(ctx context.Context) error {
	if storage.Inside() {
		return storage.ErrNested
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.gate.enter(ctx)
}

// heeding is a writer that ends with a context, and remembers what it ended with.
type heeding struct {
	ctx context.Context
	w   io.Writer
	err error
}

func (h *heeding) Write(p []byte) (n int, err error) {
	if h.err = h.ctx.Err(); h.err == nil {
		n, h.err = h.w.Write(p)
	}
	return n, h.err
}
