package discord

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	perSecond   = 50                     // calls over all, but for those of interactions; discord.com/developers/docs/topics/rate-limits, checked 2026-11-24
	patience    = 500 * time.Millisecond // a call waits so long for room; one that would wait longer is the outbox's to make later
	banned      = time.Minute            // how long nothing is asked of a network that lets nothing through
	bucketsKept = 4096                   // before those whose window is over are dropped
)

// pace keeps calls within Discord's limits: so many a second over all, each bucket as its headers say, and none while everything
// is stopped by a global 429. No lock is held while a call waits or is made.
type pace struct {
	next http.RoundTripper
	all  *rate.Limiter

	mu      sync.Mutex
	stopped time.Time          // everything waits until then
	names   map[string]string  // of a route's bucket, as Discord said it
	buckets map[string]*bucket // by name and the channel, server or webhook that it is about
}

// bucket is one window of calls.
type bucket struct {
	limit, left int
	until       time.Time // when the window ends
	guessed     bool      // no answer has said so yet
}

func newPace(next http.RoundTripper) *pace {
	return &pace{next: next, all: rate.NewLimiter(perSecond, 1), names: map[string]string{}, buckets: map[string]*bucket{}}
}

// pausedError is a call that was not made, since there is no room for it before after has passed.
type pausedError struct {
	after time.Duration
	all   bool // everything waits, not one bucket alone
}

func (e *pausedError) Error() string {
	return fmt.Sprintf("there is no room for this call before %s", e.after)
}

// route is what of a call its bucket depends on: the method and path without ids, and the one id that has a bucket of its own.
// An answer to an interaction is open: it needs no authorization and does not count among all calls.
func route(method, path string) (name, about string, open bool) {
	_, path, _ = strings.Cut(strings.TrimPrefix(path, "/api/"), "/")
	parts := strings.Split(path, "/")
	for i, p := range parts {
		switch {
		case i == 1 && (parts[0] == "channels" || parts[0] == "guilds" || parts[0] == "webhooks" || parts[0] == "interactions"),
			i == 2 && (parts[0] == "webhooks" || parts[0] == "interactions"):
			about += "/" + p
			parts[i] = "{}"
		case p != "" && strings.Trim(p, "0123456789") == "":
			parts[i] = "{}"
		}
	}
	return method + " /" + strings.Join(parts, "/"), about, parts[0] == "webhooks" || parts[0] == "interactions"
}

// RoundTrip makes one call as soon as there is room for it.
func (p *pace) RoundTrip(req *http.Request) (*http.Response, error) {
	name, about, open := route(req.Method, req.URL.Path)
	if name == callback {
		return p.next.RoundTrip(req)
	}
	if err := p.room(req.Context(), name, about, open); err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // nothing was read of it
		}
		return nil, err
	}
	res, err := p.next.RoundTrip(req)
	if err == nil {
		p.learn(name, about, res)
	}
	return res, err
}

// room waits until a call may be made, and counts it.
func (p *pace) room(ctx context.Context, name, about string, open bool) error {
	for began := time.Now(); ; {
		wait, all := p.take(name, about, open)
		if wait <= 0 {
			break
		}
		if wait > patience-time.Since(began) {
			return &pausedError{wait, all}
		}
		if !rest(ctx, wait) {
			return ctx.Err()
		}
	}
	if open {
		return nil
	}
	return p.all.Wait(ctx)
}

// callback is the route of first answers, which has no bucket.
const callback = "POST /interactions/{}/{}/callback"

// take counts a call, or tells for how long there is no room.
func (p *pace) take(name, about string, open bool) (wait time.Duration, all bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if wait := p.stopped.Sub(now); wait > 0 && !open {
		return wait, true
	}
	b := p.buckets[p.key(name, about)]
	switch {
	case b == nil:
	case !now.Before(b.until):
		*b = bucket{limit: b.limit, left: b.limit - 1, until: now.Add(time.Second), guessed: true}
	case b.left > 0:
		b.left--
	default:
		return b.until.Sub(now), false
	}
	return 0, false
}

// key is the bucket of a call; the route stands for its name until Discord has said one.
func (p *pace) key(name, about string) string {
	if said, ok := p.names[name]; ok {
		name = said
	}
	return name + " " + about
}

// learn reads what an answer says about limits.
func (p *pace) learn(name, about string, res *http.Response) {
	h := res.Header
	after := seconds(h.Get("X-RateLimit-Reset-After"))
	left, errLeft := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	limit, errLimit := strconv.Atoi(h.Get("X-RateLimit-Limit"))
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if res.StatusCode == http.StatusTooManyRequests {
		wait := max(seconds(h.Get("Retry-After")), after, time.Second)
		if h.Get("Via") == "" {
			wait = max(wait, banned) // it is from the network in front of Discord
		}
		if h.Get("Via") == "" || h.Get("X-RateLimit-Scope") == "global" || h.Get("X-RateLimit-Global") != "" {
			p.stopped = latest(p.stopped, now.Add(wait))
			return
		}
		after, left, errLeft = wait, 0, nil
		if errLimit != nil {
			limit, errLimit = 1, nil
		}
	}
	if errLeft != nil || errLimit != nil || after <= 0 {
		return
	}
	if said := h.Get("X-RateLimit-Bucket"); said != "" {
		p.names[name] = said
	}
	key, until := p.key(name, about), now.Add(after)
	if b := p.buckets[key]; b != nil && now.Before(b.until) && (b.guessed || b.until.Sub(until).Abs() < 100*time.Millisecond) {
		left = min(left, b.left) // answers may overtake each other, and others may be on their way
	}
	p.buckets[key] = &bucket{limit: max(limit, 1), left: left, until: until}
	if len(p.buckets) > bucketsKept {
		for k, b := range p.buckets {
			if now.After(b.until) {
				delete(p.buckets, k)
			}
		}
	}
}

// forgive takes back that a bucket has to rest, after a refusal that was for one message and not for the bucket.
func (p *pace) forgive(name, about string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.buckets, p.key(name, about))
}

// seconds reads a number of seconds; 0 where there is none.
func seconds(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f <= 0 || f > 24*60*60 {
		return 0
	}
	return time.Duration(f * float64(time.Second))
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// rest lets time pass; false where ctx ended first.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
