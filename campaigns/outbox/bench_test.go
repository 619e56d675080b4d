package outbox

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"relais/storage"
)

const planPage = 500 // the planner's

// planRows plans rows from..to of one release, a page in a transaction.
func planRows(b *testing.B, s *storage.Store, o *Outbox, release uint64, from, to int) {
	b.Helper()
	for ; from < to; from += planPage {
		rows := make([]Row, 0, planPage)
		for i := from; i < min(from+planPage, to); i++ {
			rows = append(rows, Row{ID: RowID{release, uint64(i + 1)}, Platform: "platform", Lane: Briefs})
		}
		if err := s.Update(context.Background(), func(tx storage.Tx) error { return o.Plan(tx, rows) }); err != nil {
			b.Fatal(err)
		}
	}
}

// plain is bbolt alone.
func plain(b *testing.B) *bbolt.DB {
	b.Helper()
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, InitialMmapSize: 256 << 20})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	return db
}

// putPlain writes values of the size of stored rows under n keys, a number of them in a transaction.
func putPlain(b *testing.B, db *bbolt.DB, n, page int, key func(i int) uint64) {
	b.Helper()
	value := make([]byte, 80)
	for from := 0; from < n; from += page {
		err := db.Update(func(tx *bbolt.Tx) error {
			rows, err := tx.CreateBucketIfNotExists([]byte("rows"))
			for i := from; i < min(from+page, n) && err == nil; i++ {
				err = rows.Put(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(make([]byte, 0, 16), 1), key(i)), value)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPlan plans a million recipients, sealed and with all that goes with them, durable after each page. Beside it bbolt alone writes
// as many keys and values of the same size in order, in turns so that both meet the same machine, and 50,000 in any order into those.
func BenchmarkPlan(b *testing.B) {
	const million, part, some = 1_000_000, 100_000, 50_000
	for b.Loop() {
		s, o, err := openReal(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		db := plain(b)
		var ours, theirs time.Duration
		for from := 0; from < million; from += part {
			begun := time.Now()
			planRows(b, s, o, 1, from, from+part)
			ours += time.Since(begun)
			begun = time.Now()
			putPlain(b, db, part, planPage, func(i int) uint64 { return uint64(from + i) })
			theirs += time.Since(begun)
		}
		begun := time.Now()
		putPlain(b, db, some, planPage, func(int) uint64 { return rand.Uint64() })
		b.ReportMetric(some/time.Since(begun).Seconds(), "bbolt-random/s")
		b.ReportMetric(million/theirs.Seconds(), "bbolt/s")
		b.ReportMetric(million/ours.Seconds(), "rows/s")
		b.ReportMetric(theirs.Seconds()/ours.Seconds(), "of-bbolt")
		s.Close()
	}
}

// instant is a sender that costs nothing.
type instant struct{ n atomic.Int64 }

func (i *instant) Limits() Limits { return Limits{Name: "platform"} }
func (i *instant) Send(context.Context, Cleared) (Receipt, error) {
	i.n.Add(1)
	return Receipt{Message: "1234567"}, nil
}

// BenchmarkGrowth plans a release, sends it with the limit lifted by a sender that costs nothing, each receipt durable, and counts it,
// for a thousand recipients to a million.
func BenchmarkGrowth(b *testing.B) {
	for n := 1000; n <= 1_000_000; n *= 10 {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				growth(b, n)
			}
		})
	}
}

func growth(b *testing.B, n int) {
	s, o, err := openReal(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	debug.FreeOSMemory()
	begun := time.Now()
	planRows(b, s, o, 1, 0, n)
	b.ReportMetric(float64(n)/time.Since(begun).Seconds(), "planned/s")

	sender, most := &instant{}, uint64(0)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	begun = time.Now()
	go func() { ended <- o.Run(ctx, doors{}, []Sender{sender}) }()
	idle := make(chan error, 1)
	go func() { idle <- o.Idle(ctx) }()
	for look := time.NewTicker(20 * time.Millisecond); err == nil && idle != nil; {
		select {
		case err = <-idle:
			idle = nil
			look.Stop()
		case <-look.C:
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse+m.StackInuse)
		}
	}
	b.ReportMetric(float64(n)/time.Since(begun).Seconds(), "sent/s")
	b.ReportMetric(float64(most)/(1<<20), "MiB")
	cancel()
	if end := <-ended; err != nil || end != nil || sender.n.Load() != int64(n) {
		b.Fatalf("%d of %d sent: %v, %v", sender.n.Load(), n, err, end)
	}
	begun = time.Now()
	err = s.View(context.Background(), func(tx storage.Tx) error { _, err := o.Tally(tx, 1); return err })
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(time.Since(begun).Microseconds())/1000, "tally-ms")
}

// BenchmarkDispatchBbolt is what bbolt alone needs for the durable writes of a dispatch: two commits for as many copies as are in flight.
func BenchmarkDispatchBbolt(b *testing.B) {
	db := plain(b)
	b.ResetTimer()
	for range 2 {
		putPlain(b, db, b.N, most, func(i int) uint64 { return uint64(i) })
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "copies/s")
}
