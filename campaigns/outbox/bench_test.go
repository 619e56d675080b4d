package outbox

import (
	"context"
	"encoding/binary"
	"path/filepath"
	"sync/atomic"
	"testing"

	"go.etcd.io/bbolt"

	"relais/storage"
)

const planPage = 1000

// planRows plans n rows of one release, a thousand in a transaction.
func planRows(b *testing.B, s *storage.Store, o *Outbox, release uint64, n int) {
	b.Helper()
	for from := 0; from < n; from += planPage {
		rows := make([]Row, 0, planPage)
		for i := from; i < min(from+planPage, n); i++ {
			rows = append(rows, Row{ID: RowID{release, uint64(i + 1)}, Platform: "platform", Lane: Briefs})
		}
		if err := s.Update(context.Background(), func(tx storage.Tx) error { return o.Plan(tx, rows) }); err != nil {
			b.Fatal(err)
		}
	}
}

// Planning rows, sealed and with all that goes with them, durable after each thousand.
func BenchmarkPlan(b *testing.B) {
	s, o, err := openReal(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	b.ResetTimer()
	planRows(b, s, o, 1, b.N)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// What bbolt alone does with keys and values of the size of stored rows, for comparison with BenchmarkPlan.
func BenchmarkPlanBbolt(b *testing.B) {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, InitialMmapSize: 256 << 20})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	value := make([]byte, 80)
	b.ResetTimer()
	for from := 0; from < b.N; from += planPage {
		err := db.Update(func(tx *bbolt.Tx) error {
			rows, err := tx.CreateBucketIfNotExists([]byte("rows"))
			for i := from; i < min(from+planPage, b.N) && err == nil; i++ {
				key := binary.BigEndian.AppendUint64(make([]byte, 8, 16), uint64(i))
				err = rows.Put(key, value)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// instant is a sender that costs nothing.
type instant struct{ n atomic.Int64 }

func (i *instant) Limits() Limits { return Limits{Name: "platform"} }
func (i *instant) Send(context.Context, Cleared) (Receipt, error) {
	i.n.Add(1)
	return Receipt{Message: "1234567"}, nil
}

// From planned rows to durable receipts with the limit lifted.
func BenchmarkDispatch(b *testing.B) {
	s, o, err := openReal(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	planRows(b, s, o, 1, b.N)
	sender := &instant{}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	b.ResetTimer()
	go func() { ended <- o.Run(ctx, doors{}, []Sender{sender}) }()
	if err := o.Idle(ctx); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "copies/s")
	cancel()
	if err := <-ended; err != nil || sender.n.Load() != int64(b.N) {
		b.Fatalf("%d of %d sent: %v", sender.n.Load(), b.N, err)
	}
}

// What bbolt alone needs for the durable writes of BenchmarkDispatch: two commits for as many copies as are in flight.
func BenchmarkDispatchBbolt(b *testing.B) {
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, InitialMmapSize: 256 << 20})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	value := make([]byte, 80)
	b.ResetTimer()
	for from := 0; from < b.N; from += most {
		for range 2 {
			err := db.Update(func(tx *bbolt.Tx) error {
				rows, err := tx.CreateBucketIfNotExists([]byte("rows"))
				for i := from; i < min(from+most, b.N) && err == nil; i++ {
					err = rows.Put(binary.BigEndian.AppendUint64(make([]byte, 8, 16), uint64(i)), value)
				}
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "copies/s")
}

// One release counted.
func BenchmarkTally(b *testing.B) {
	s, o, err := openReal(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	planRows(b, s, o, 1, b.N)
	b.ResetTimer()
	err = s.View(context.Background(), func(tx storage.Tx) error { _, err := o.Tally(tx, 1); return err })
	if err != nil {
		b.Fatal(err)
	}
}
