package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"relais/campaigns/reach"
	"relais/storage"
	"relais/storage/bolt"
	"relais/web"
)

// BenchmarkPublicLink follows public links over 256 connections on loopback, each count durable on the disk before its answer:
// one link that everybody follows, and 64 that share the readers. Beside it, in the same run, net/http alone answers the same
// redirect. Compare the rates, not the times.
func BenchmarkPublicLink(b *testing.B) {
	eng, err := bolt.Open(filepath.Join(b.TempDir(), "relais.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	keys, err := storage.NewKeyset()
	if err != nil {
		b.Fatal(err)
	}
	store, err := storage.Open(b.Context(), eng, keys)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	n := openOn(b, store)
	n.furnish()
	n.release(couscous(), monday, nil)
	var paths []string
	for i := range 64 {
		paths = append(paths, n.link(reach.Link{Brief: "B1", Lang: "en", Network: "x", Member: uint64(i)}))
	}
	alone := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "/b/B1?lang=en")
		w.WriteHeader(http.StatusFound)
	})
	b.Run("net_http_alone", func(b *testing.B) { follow(b, alone, paths[:1]) })
	for _, c := range []struct {
		name  string
		paths []string
	}{{"one_link", paths[:1]}, {"many_links", paths}} {
		b.Run(c.name, func(b *testing.B) {
			before := n.clicks("B1")
			follow(b, n.pages, c.paths)
			if got := n.clicks("B1") - before; got != b.N {
				b.Fatalf("%d readers counted of %d", got, b.N)
			}
		})
	}
}

// follow follows links b.N times over 256 connections.
func follow(b *testing.B, h http.Handler, paths []string) {
	const connections = 256
	ln, err := web.Listen(b.Context(), "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, ln, h, slog.New(slog.DiscardHandler)) }()
	transport := &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}
	var next atomic.Uint64
	b.SetParallelism(max(1, connections/runtime.GOMAXPROCS(0)))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			path := paths[int(next.Add(1))%len(paths)]
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+ln.Addr().String()+path, nil)
			if err != nil {
				b.Error(err)
				return
			}
			req.Header.Set("User-Agent", phone)
			res, err := transport.RoundTrip(req)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
			if res.StatusCode != http.StatusFound {
				b.Errorf("status %d", res.StatusCode)
				return
			}
		}
	})
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
	transport.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}
