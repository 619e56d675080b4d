package discordtest

import (
	"errors"
	"io"
	"strconv"
	"testing"
	"time"
)

func TestBuckets(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t)
		for left := 4; left >= 0; left-- {
			r := w.ask("POST", w.messages(), `{"content":"x"}`)
			w.ok("in the bucket", r)
			if r.header.Get("X-RateLimit-Remaining") != strconv.Itoa(left) || r.header.Get("X-RateLimit-Limit") != "5" || r.header.Get("X-RateLimit-Reset-After") != "5.000" {
				t.Errorf("headers %v", r.header)
			}
		}
		time.Sleep(1500 * time.Millisecond)
		r := w.ask("POST", w.messages(), `{"content":"x"}`)
		if r.status != 429 || r.header.Get("X-RateLimit-Scope") != "user" || r.header.Get("Retry-After") != "4" || string(r.raw) != `{"global":false,"message":"You are being rate limited.","retry_after":3.5}` {
			t.Errorf("got %d %s %v", r.status, r.raw, r.header)
		}
		other := w.ask("POST", w.dm(), `{"content":"x"}`)
		w.ok("another channel", other)
		if other.header.Get("X-RateLimit-Bucket") != r.header.Get("X-RateLimit-Bucket") {
			t.Error("one route is one bucket by name")
		}
		if w.Limited("user") != 1 || w.Invalid() != 1 {
			t.Errorf("%d limited, %d invalid", w.Limited("user"), w.Invalid())
		}
		time.Sleep(3500 * time.Millisecond)
		w.ok("the next window", w.ask("POST", w.messages(), `{"content":"x"}`))
		w.Limit(false)
		for range 20 {
			w.ok("without limits", w.ask("POST", w.messages(), `{"content":"x"}`))
		}
	})
}

func TestFiftyASecondOverAll(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t)
		i := w.pressed()
		time.Sleep(time.Second)
		for range 50 {
			w.ok("in the second", w.ask("GET", "/gateway", nil))
		}
		r := w.ask("GET", "/gateway", nil)
		if r.status != 429 || r.header.Get("X-RateLimit-Global") != "true" || r.header.Get("X-RateLimit-Scope") != "global" || !yes(r.o, "global") {
			t.Errorf("got %d %s %v", r.status, r.raw, r.header)
		}
		w.want("an interaction", w.ask("POST", i.callback(), `{"type":6}`), 204, -1)
		time.Sleep(time.Second)
		w.ok("the next second", w.ask("GET", "/gateway", nil))
	})
}

func TestTenThousandInvalidRequestsAreABan(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithoutLimits())
		w.mu.Lock()
		for range invalidLimit {
			w.countInvalid()
		}
		w.mu.Unlock()
		if r := w.ask("GET", "/users/@me", nil); r.status != 429 || r.header.Get("Via") != "" || r.o != nil {
			t.Errorf("got %d %s", r.status, r.raw)
		}
		time.Sleep(11 * time.Minute)
		w.ok("later", w.ask("GET", "/users/@me", nil))
	})
}

func TestMisbehaviour(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithoutLimits())
		w.hook.Transport = plainly{w.hook.Transport.(plainly).Transport}
		route := "POST /channels/{channel}/messages"
		say := func() result { return w.ask("POST", w.messages(), `{"content":"x"}`) }
		stands := func() int { return len(w.c.Seen()) }

		w.Misbehave(Fault{Route: route, Times: 1, Latency: 40 * time.Second})
		before := time.Now()
		w.ok("late", say())
		if d := time.Since(before); d != 40*time.Second {
			t.Errorf("it took %v", d)
		}
		for scope, invalid := range map[string]int{"user": 1, "global": 1, "shared": 0} {
			was := w.Invalid()
			w.Misbehave(Fault{Route: route, Times: 1, Limited: scope, Retry: 1250 * time.Millisecond})
			r := say()
			w.want(scope, r, 429, -1)
			if r.header.Get("X-RateLimit-Scope") != scope || string(r.raw[len(r.raw)-19:]) != `"retry_after":1.25}` || w.Invalid()-was != invalid {
				t.Errorf("%s: got %s %v, %d invalid", scope, r.raw, r.header, w.Invalid()-was)
			}
		}
		w.Misbehave(Fault{Route: route, Times: 1, After: 1, Status: 503})
		w.ok("the first is let by", say())
		if w.Ahead() != 1 {
			t.Errorf("%d are ahead", w.Ahead())
		}
		if w.want("then 503", say(), 503, 0); w.Ahead() != 0 {
			t.Errorf("%d are ahead afterwards", w.Ahead())
		}
		w.Misbehave(Fault{Route: route, Times: 1, HTML: true})
		if r := say(); r.status != 502 || r.header.Get("Content-Type") != "text/html" {
			t.Errorf("got %d %s", r.status, r.raw)
		}
		w.Misbehave(Fault{Route: route, Times: 1, Status: 500, Body: "{"})
		if r := say(); r.status != 500 || string(r.raw) != "{" {
			t.Errorf("got %d %s", r.status, r.raw)
		}

		n := stands()
		w.Misbehave(Fault{Route: route, Cut: CutBefore})
		if r := say(); r.err == nil || stands() != n {
			t.Errorf("cut before: %v, %d messages", r.err, stands()-n)
		}
		w.Behave()
		w.Misbehave(Fault{Route: route, Times: 1, Cut: CutAfter})
		if r := say(); r.err == nil || stands() != n+1 {
			t.Errorf("cut after: %v, %d messages", r.err, stands()-n)
		}
		w.Misbehave(Fault{Route: route, Times: 1, Cut: CutMidway})
		if r := say(); !errors.Is(r.err, io.ErrUnexpectedEOF) || stands() != n+2 {
			t.Errorf("cut midway: %v, %d messages", r.err, stands()-n)
		}
		w.ok("in the end", say())
	})
}
