package health

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestPace looks at one host from many sides at once: a second lies between any two requests, robots.txt and redirects among
// them, and another host does not wait.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		slow := func(h http.HandlerFunc) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				most.Store(max(most.Load(), now.Add(1)))
				time.Sleep(300 * time.Millisecond)
				h(w, r)
				now.Add(-1)
			}
		}
		w := newWeb(t, map[string]place{
			"site.example":  {"*": slow(page(words)), "/0": slow(redirect(302, "/1"))},
			"other.example": {"*": page(words)},
		})
		c := w.checker(Options{})
		start := time.Now()
		var g sync.WaitGroup
		for i := range 4 {
			g.Go(func() { check(t, c, fmt.Sprintf("http://site.example/%d", i), words, Page{}) })
			g.Go(func() { check(t, c, fmt.Sprintf("https://site.example/%d", i), words, Page{}) })
		}
		check(t, c, "https://other.example/", words, Page{})
		if took := time.Since(start); took > 1100*time.Millisecond {
			t.Errorf("another host waited %s", took)
		}
		g.Wait()
		if most.Load() != 1 {
			t.Errorf("%d requests at once", most.Load())
		}
		var last time.Time
		n := 0
		for _, a := range w.asked {
			if a.URL[len(a.URL)-1] == '/' || a.URL == "https://other.example/robots.txt" {
				continue
			}
			if gap := a.At.Sub(last); gap < hostEvery {
				t.Errorf("%s came %s after the one before", a.URL, gap)
			}
			last, n = a.At, n+1
		}
		if n < 10 { // 8 pages, the end of 2 redirects, robots.txt of 2 origins, where some find nothing to redirect to
			t.Errorf("only %d requests: %q", n, w.urls())
		}
	})
}

func TestCrawlDelayIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]place{"site.example": {"*": page(words), "/robots.txt": says("text/plain", "User-agent: *\nCrawl-delay: 20")}})
		c := w.checker(Options{})
		check(t, c, "https://site.example/a", words, Page{})
		check(t, c, "https://site.example/b", words, Page{})
		if gap := w.asked[2].At.Sub(w.asked[1].At); gap != 20*time.Second {
			t.Errorf("asked again after %s", gap)
		}
	})
}

// TestWaiting holds that nobody waits longer than they want to, and that who leaves takes no turn along.
func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]place{"site.example": {"/slow": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "*": page(words)}})
		c := w.checker(Options{})
		check(t, c, "https://site.example/a", words, Page{})
		var g sync.WaitGroup
		g.Go(func() { check(t, c, "https://site.example/slow", words, Page{}) }) // 30 s
		time.Sleep(2 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err := c.Check(ctx, "https://site.example/a", words, Page{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		// It has to wait for longer than its own bound allows requests to take: that is not the site's fault.
		if p := check(t, c, "https://site.example/a", words, Page{}); p.State != Live {
			t.Errorf("%q, %d misses", p.State, p.Misses)
		}
		g.Wait()
	})
}

// TestFewHostsAreRemembered holds that redirects to ever new hosts do not fill the memory, and that nobody's turn is lost by it.
func TestFewHostsAreRemembered(t *testing.T) {
	k := newKeyed(func(busy bool) bool { return !busy })
	for i := range 5 * maxKept {
		value, release, err := k.take(t.Context(), fmt.Sprint(i))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			*value = true
		}
		if i != 1 {
			release()
		}
	}
	if len(k.slots) > maxKept || k.slots["0"] == nil || k.slots["1"] == nil {
		t.Errorf("%d are kept; the busy ones: %v, %v", len(k.slots), k.slots["0"], k.slots["1"])
	}
}
