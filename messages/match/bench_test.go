package match

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// BenchmarkCheck holds drafts of one to five sentences in each language against 5,000 facts in four languages, without a brief.
// Reported are the median and the 99th percentile of single checks, and what the index holds in memory.
func BenchmarkCheck(b *testing.B) {
	g := newGenerator()
	var facts []Fact
	for n := range 5000 {
		facts = append(facts, g.fact(n))
	}
	before := heap()
	x := indexOf(facts)
	held := heap() - before
	var drafts []Draft
	for range 25 {
		for n := 1; n <= 5; n++ {
			for _, lang := range []string{"en", "fr", "ar", "es"} {
				drafts = append(drafts, Draft{Text: g.draft(facts, lang, n)})
			}
		}
	}
	var took []time.Duration
	i := 0
	for b.Loop() {
		start := time.Now()
		x.Check(drafts[i%len(drafts)])
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "median-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	b.ReportMetric(float64(held)/(1<<20), "index-MiB")
	runtime.KeepAlive(x)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
