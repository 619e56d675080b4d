package storage_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"go.etcd.io/bbolt"

	"relais/storage"
	"relais/storage/bolt"
)

// row is about what a row of a ledger holds.
type row struct {
	State   string `json:"s"`
	Lane    int    `json:"l"`
	Due     int64  `json:"d"`
	Receipt string `json:"r"`
}

func rowOf(n int) row { return row{"sent", 3, 1_790_000_000 + int64(n), fmt.Sprint("message ", n)} }

const benchPage = 1000 // rows in one transaction

// durable is a store that waits for the disk.
func durable(b *testing.B) *storage.Store {
	b.Helper()
	s, _ := durableCounted(b)
	return s
}

func durableCounted(b *testing.B) (*storage.Store, *counted) {
	b.Helper()
	d, err := bolt.Open(filepath.Join(b.TempDir(), "relais.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	keys, err := storage.NewKeyset()
	if err != nil {
		b.Fatal(err)
	}
	e := &counted{Engine: d}
	s, err := storage.Open(context.Background(), e, keys)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s, e
}

// BenchmarkPut writes rows in the order of their keys, 1000 to a transaction, by bbolt alone and by collections.
func BenchmarkPut(b *testing.B) {
	key := func(n int) string { return storage.Ordinal(7) + storage.Ordinal(uint64(n)) }
	rate := func(b *testing.B) { b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s") }
	b.Run("bbolt_alone", func(b *testing.B) {
		db, err := bbolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, InitialMmapSize: 256 << 20})
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		b.ResetTimer()
		for n := 0; n < b.N; n += benchPage {
			err := db.Update(func(tx *bbolt.Tx) error {
				rows, err := tx.CreateBucketIfNotExists([]byte("rows"))
				if err != nil {
					return err
				}
				for i := n; i < min(n+benchPage, b.N); i++ {
					raw, err := json.Marshal(rowOf(i))
					if err != nil {
						return err
					}
					if err := rows.Put([]byte(key(i)), raw); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		rate(b)
	})
	for name, indexes := range map[string][]storage.Index[row]{
		"sealed":               nil,
		"sealed_and_one_index": {{Name: "receipt", Values: func(_ string, r row) []string { return []string{r.Receipt} }}},
	} {
		b.Run(name, func(b *testing.B) {
			s := durable(b)
			c := storage.NewCollection(s, storage.Spec[row]{Name: "rows", Indexes: indexes})
			b.ResetTimer()
			for n := 0; n < b.N; n += benchPage {
				update(b, s, func(tx storage.Tx) error {
					for i := n; i < min(n+benchPage, b.N); i++ {
						if err := c.Put(tx, key(i), rowOf(i)); err != nil {
							return err
						}
					}
					return nil
				})
			}
			rate(b)
		})
	}
}

// BenchmarkUpdate commits one row at a time, by one caller and by 64 at once.
func BenchmarkUpdate(b *testing.B) {
	for _, callers := range []int{1, 2, 8, 64} {
		b.Run(fmt.Sprint(callers, "_callers"), func(b *testing.B) {
			s, e := durableCounted(b)
			c := storage.NewCollection(s, storage.Spec[row]{Name: "rows"})
			e.commits.Store(0)
			var next atomic.Int64
			var all sync.WaitGroup
			b.ResetTimer()
			for range callers {
				all.Go(func() {
					for {
						n := int(next.Add(1))
						if n > b.N {
							return
						}
						if err := s.Update(context.Background(), func(tx storage.Tx) error {
							return c.Put(tx, storage.Ordinal(uint64(n)), rowOf(n))
						}); err != nil {
							b.Error(err)
						}
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64(b.N)/float64(e.commits.Load()), "closures/commit")
		})
	}
}

// BenchmarkRead reads rows: one in a view of its own, and in a scan.
func BenchmarkRead(b *testing.B) {
	s := durable(b)
	c := storage.NewCollection(s, storage.Spec[row]{Name: "rows"})
	const rows = 100_000
	for n := 0; n < rows; n += benchPage {
		update(b, s, func(tx storage.Tx) error {
			for i := n; i < n+benchPage; i++ {
				if err := c.Put(tx, storage.Ordinal(uint64(i)), rowOf(i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	b.Run("get", func(b *testing.B) {
		for n := range b.N {
			view(b, s, func(tx storage.Tx) error {
				_, err := c.Get(tx, storage.Ordinal(uint64(n%rows)))
				return err
			})
		}
	})
	b.Run("scan", func(b *testing.B) {
		for n := 0; n < b.N; {
			view(b, s, func(tx storage.Tx) error {
				return c.Scan(tx, storage.Range{}, func(string, row) error {
					if n++; n >= b.N {
						return storage.ErrStop
					}
					return nil
				})
			})
		}
	})
}

// BenchmarkProjection reads a million rows of 32 bytes, and sets rows in the order of their ordinals, 1000 to a transaction.
func BenchmarkProjection(b *testing.B) {
	s := durable(b)
	p := storage.NewProjection(s, "facets", 32)
	const rows = 1_000_000
	set := func(from, to int) {
		line := make([]byte, 32)
		update(b, s, func(tx storage.Tx) error {
			for i := from; i < to; i++ {
				if err := p.Set(tx, uint64(i), line); err != nil {
					return err
				}
			}
			return nil
		})
	}
	b.Run("set", func(b *testing.B) {
		for n := 0; n < b.N; n += benchPage {
			set(n, min(n+benchPage, b.N))
		}
	})
	b.Run("scan_a_million", func(b *testing.B) {
		for n := 0; n < rows; n += benchPage {
			set(n, n+benchPage)
		}
		b.ResetTimer()
		for range b.N {
			n := 0
			view(b, s, func(tx storage.Tx) error {
				return p.Scan(tx, 0, func(uint64, []byte) error { n++; return nil })
			})
			if n < rows {
				b.Fatalf("%d rows", n)
			}
		}
	})
}

// BenchmarkInside is what it costs to find out that a transaction is not nested, 20 calls down.
func BenchmarkInside(b *testing.B) {
	var down func(depth int)
	down = func(depth int) {
		if depth > 0 {
			down(depth - 1)
			return
		}
		for b.Loop() {
			storage.Inside()
		}
	}
	down(20)
}
