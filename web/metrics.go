package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"relais/campaigns"
)

// Metrics answers GET /metrics in the text format of Prometheus: where each release that runs stands, and what the process uses. It says
// nothing of people. Whoever reaches it reads it, so it is served at an address of its own.
func Metrics(net *campaigns.Network) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		set := metrics.NewSet()
		running := net.Running()
		set.NewGauge("relais_releases_running", func() float64 { return float64(len(running)) })
		for _, p := range running {
			of := fmt.Sprintf("release=\"%d\",brief=%q,class=%q", p.Release, p.Brief, p.Class)
			add := func(name, more string, value float64) {
				set.NewGauge(name+"{"+of+more+"}", func() float64 { return value })
			}
			add("relais_release_info", fmt.Sprintf(",state=%q", p.State), 1)
			for state, copies := range p.Copies {
				add("relais_release_copies", fmt.Sprintf(",state=%q", state), float64(copies))
			}
			for _, x := range []struct {
				name string
				list []campaigns.Some
			}{{"relais_release_waiting", p.Waiting}, {"relais_release_failed", p.Failed}, {"relais_release_left_out", p.LeftOut}} {
				for _, some := range x.list {
					add(x.name, fmt.Sprintf(",why=%q", some.Why), float64(some.Copies))
				}
			}
			add("relais_release_per_second", "", p.PerSecond)
			add("relais_release_counted_timestamp_seconds", "", seconds(p.At))
			if !p.DoneBy.IsZero() {
				add("relais_release_done_timestamp_seconds", "", seconds(p.DoneBy))
			}
		}
		set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
	})
	return mux
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
