package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"relais/storage"
	"relais/storage/bolt"
	"relais/storage/storagetest"
)

// odd is an engine whose commits are slow, or whose answers are lost every so often although the commit holds.
type odd struct {
	storage.Engine
	delay atomic.Int64 // nanoseconds, after the commit
	lose  int64        // every how many; 0 for none
	n     atomic.Int64
}

func (e *odd) Update(ctx context.Context, fn func(storage.Tx) error) error {
	err := e.Engine.Update(ctx, fn)
	if d := time.Duration(e.delay.Load()); d > 0 {
		wait(ctx, d)
	}
	if err == nil && e.lose > 0 && e.n.Add(1)%e.lose == 0 {
		return errors.New("the answer is lost")
	}
	return err
}

// with opens the bench's store anew behind another engine.
func (b *bench) with(wrap func(storage.Engine) storage.Engine) {
	b.Helper()
	b.s.Close()
	ctx := context.Background()
	eng, err := bolt.Open(filepath.Join(b.dir, "relais.db"), bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	keys, err := storage.OpenKeys(ctx, eng, filepath.Join(b.dir, "relais.key"))
	if err != nil {
		b.Fatal(err)
	}
	if b.s, err = storage.Open(ctx, wrap(eng), keys); err != nil {
		b.Fatal(err)
	}
	s := b.s
	b.Cleanup(func() { s.Close() })
	b.o = New(b.s, slog.New(slog.DiscardHandler))
}

// full is an engine on a disk that can be full.
type full struct {
	storage.Engine
	now atomic.Bool
}

func (e *full) Update(ctx context.Context, fn func(storage.Tx) error) error {
	return e.Engine.Update(ctx, func(tx storage.Tx) error {
		if err := fn(tx); err != nil || !e.now.Load() {
			return err
		}
		return syscall.ENOSPC
	})
}

func TestTrouble(t *testing.T) {
	t.Run("a full disk lets no letter leave either but the one that tries it", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 50})
			b.plan(1, 1, 50)
			for n := range 50 {
				b.post(reply(fmt.Sprint("chat", n), "hello"))
			}
			disk := &full{}
			b.with(func(e storage.Engine) storage.Engine { disk.Engine = e; return disk })
			b.run()
			time.Sleep(seconds(0.5))
			disk.now.Store(true)
			time.Sleep(seconds(0.5))
			n := len(b.send.all())
			time.Sleep(time.Hour)
			if more := len(b.send.all()) - n; n > 25+5 || more > 0 { // what leaves in half a second, and what was marked before it
				t.Errorf("%d copies left, and %d more in the hour after", n, more)
			}
			disk.now.Store(false)
			time.Sleep(10 * time.Second)
			if n := len(b.send.all()); n != 100 || b.letters() != 0 {
				t.Errorf("%d copies left when there was room again, and %d letters are there", n, b.letters())
			}
			b.stop()
		})
	})
	t.Run("commits that fail delay copies and neither lose nor repeat one", func(t *testing.T) {
		for name, wrap := range map[string]func(storage.Engine) storage.Engine{
			"rolled back": func(e storage.Engine) storage.Engine { return storagetest.FailCommit(e, 3) },
			"answer lost": func(e storage.Engine) storage.Engine { return &odd{Engine: e, lose: 3} },
		} {
			bubble(t, func(t *testing.T) {
				b := newBench(t, Limits{PerSecond: 50})
				b.plan(1, 1, 300)
				b.planned(1)
				b.post(reply("x", "hello"))
				b.post(reply("x", "world"))
				b.with(wrap)
				b.run()
				time.Sleep(time.Minute)
				if tally := b.tally(1); tally.States[Sent] != 300 || len(b.send.all()) < 302 {
					t.Errorf("%s: %d calls, tally %+v", name, len(b.send.all()), tally.States)
				}
				for n := range uint64(300) {
					if c := b.send.count(text(RowID{1, n + 1})); c != 1 {
						t.Errorf("%s: row %d was sent %d times", name, n+1, c)
					}
				}
				if b.letters() != 0 {
					t.Errorf("%s: letters are left", name)
				}
				b.stop()
			})
		}
	})
	t.Run("a row whose time to call is over before its mark is durable is not called and not in doubt", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.plan(1, 1, 3)
			slow := &odd{}
			slow.delay.Store(int64(grace + 2*time.Second))
			b.with(func(e storage.Engine) storage.Engine { slow.Engine = e; return slow })
			b.run()
			time.Sleep(time.Second)
			b.cancel()
			time.Sleep(grace)
			slow.delay.Store(0)
			if err := <-b.ended; err != nil {
				t.Error(err)
			}
			if len(b.send.all()) != 0 || b.tally(1).States[Queued] != 3 {
				t.Errorf("%d calls, tally %+v", len(b.send.all()), b.tally(1).States)
			}
		})
	})
	t.Run("a row that was put off after it was read does not leave before its time", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{PerSecond: 1})
			b.plan(1, 1, 10)
			b.run()
			time.Sleep(seconds(1.5))
			b.update(func(tx storage.Tx) error {
				return b.o.put(tx, Row{ID: RowID{1, 5}, Platform: "alpha", Due: time.Now().Add(time.Hour)})
			})
			time.Sleep(2 * time.Hour)
			if at := b.send.times("1/5"); len(at) != 1 || at[0] < time.Hour {
				t.Errorf("it left at %v", at)
			}
			b.stop()
		})
	})
	t.Run("another pass leaves alone what is in flight", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			b.send.answer = func(ctx context.Context, _ int, c Cleared) (Receipt, error) { return wait(ctx, time.Second) }
			b.plan(1, 100, 120)
			b.run()
			for n := range uint64(9) {
				time.Sleep(seconds(0.3))
				b.plan(1, 90-10*n, 91-10*n)
			}
			b.planned(1)
			b.idle()
			if tally := b.tally(1); tally.States[Sent] != 39 || len(b.send.all()) != 39 || b.active(1) {
				t.Errorf("%d calls, tally %+v", len(b.send.all()), tally.States)
			}
			b.stop()
		})
	})
	t.Run("a release is not over when something was planned since it was looked at", func(t *testing.T) {
		bubble(t, func(t *testing.T) {
			b := newBench(t, Limits{})
			d := newDispatcher(b.o, b.gate, b.send)
			for _, c := range []struct {
				planned bool
				epochs  uint64
				active  bool
			}{{true, 0, false}, {true, 1, true}, {false, 0, true}} {
				b.plan(1, 1, 1)
				s := newRelease(1)
				b.update(func(tx storage.Tx) error {
					a, err := b.o.releases.Get(tx, storage.Ordinal(1))
					s.epoch, s.planned = a.Epoch, true
					a.Epoch, a.Planned = a.Epoch+c.epochs, c.planned
					return errors.Join(err, b.o.releases.Put(tx, storage.Ordinal(1), a))
				})
				if err := d.swept(t.Context(), s); err != nil || b.active(1) != c.active {
					t.Errorf("%+v: active %v, %v", c, b.active(1), err)
				}
				b.update(func(tx storage.Tx) error {
					return errors.Join(b.o.releases.Delete(tx, storage.Ordinal(1)), b.o.rows.Delete(tx, rowKey(RowID{1, 1})))
				})
			}
		})
	})
}

// A record that cannot be read any more holds up its own release and nobody else's.
func TestDamage(t *testing.T) {
	bubble(t, func(t *testing.T) {
		b := newBench(t, Limits{})
		for release := uint64(1); release <= 3; release++ {
			b.plan(release, 10*release, 10*release+2)
			b.planned(release)
		}
		b.update(func(tx storage.Tx) error { return swapRows(tx, RowID{2, 20}, RowID{2, 21}) })
		b.run()
		time.Sleep(5 * time.Minute)
		if b.tally(1).States[Sent] != 3 || b.tally(3).States[Sent] != 3 || len(b.send.all()) != 6 {
			t.Errorf("sent: %v", b.send.texts())
		}
		b.update(func(tx storage.Tx) error { return swapRows(tx, RowID{2, 20}, RowID{2, 21}) })
		time.Sleep(2 * time.Minute)
		if b.tally(2).States[Sent] != 3 || b.active(2) {
			t.Errorf("tally: %+v", b.tally(2).States)
		}
		b.stop()
	})
}

// swapRows exchanges two stored values, which the seal does not allow.
func swapRows(tx storage.Tx, a, b RowID) error {
	const space = "record/outbox.rows"
	x, err := tx.Get(space, []byte(rowKey(a)))
	if err != nil {
		return err
	}
	x = append([]byte(nil), x...)
	y, err := tx.Get(space, []byte(rowKey(b)))
	if err != nil {
		return err
	}
	y = append([]byte(nil), y...)
	if err := tx.Put(space, []byte(rowKey(a)), y); err != nil {
		return err
	}
	return tx.Put(space, []byte(rowKey(b)), x)
}
