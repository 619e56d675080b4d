package discordtest

import (
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"strconv"
	"time"
)

// bucket counts the requests of one window.
type bucket struct {
	used  int
	until time.Time
}

// take counts one more, or tells for how long there is no room.
func (b *bucket) take(now time.Time, limit int, per time.Duration) (wait time.Duration) {
	if !now.Before(b.until) {
		b.used, b.until = 0, now.Add(per)
	}
	if b.used >= limit {
		return b.until.Sub(now)
	}
	b.used++
	return 0
}

// everything a second, over all routes but those of interactions.
const globalLimit = 50

// invalidLimit is how many invalid requests in ten minutes lead to a ban.
const invalidLimit = 10000

// Limit turns the rate limits on or off. Faults of the kind Limited work in either case.
func (s *Server) Limit(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limiting = on
}

// Limited is how many requests were answered with 429, by scope: "user", "shared" and "global".
func (s *Server) Limited(scope string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limited[scope]
}

// Invalid is how many invalid requests Discord counts for the last ten minutes: 401, 403, and 429 of a scope other than shared.
// At 10,000 it bans the address, and so does the fake.
func (s *Server) Invalid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.invalidNow()
}

func (s *Server) invalidNow() int {
	for len(s.invalid) > 0 && time.Since(s.invalid[0]) > 10*time.Minute {
		s.invalid = s.invalid[1:]
	}
	return len(s.invalid)
}

func (s *Server) countInvalid() { s.invalid = append(s.invalid, time.Now()) }

func (s *Server) banned() bool { return s.invalidNow() >= invalidLimit }

// take counts a request against its bucket and the global limit, and writes what Discord says about them into header.
func (s *Server) take(c *call, header http.Header) (answer, bool) {
	if !s.limiting {
		return answer{}, false
	}
	now := time.Now()
	if !c.route.open {
		if wait := s.global.take(now, globalLimit, time.Second); wait > 0 {
			return s.tooMany("global", wait, header), true
		}
	}
	if c.route.limit == 0 {
		return answer{}, false
	}
	major := c.params["channel"] + c.params["guild"] + c.params["webhook"] + c.params["token"]
	key := c.route.name + " " + major
	b := s.buckets[key]
	if b == nil {
		b = &bucket{}
		s.buckets[key] = b
	}
	wait := b.take(now, c.route.limit, c.route.per)
	name := fnv.New64a()
	fmt.Fprint(name, c.route.name)
	header.Set("X-RateLimit-Bucket", fmt.Sprintf("%016x", name.Sum64()))
	header.Set("X-RateLimit-Limit", strconv.Itoa(c.route.limit))
	header.Set("X-RateLimit-Remaining", strconv.Itoa(c.route.limit-b.used))
	header.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(b.until.UnixMilli())/1000))
	header.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", b.until.Sub(now).Seconds()))
	if wait > 0 {
		return s.tooMany("user", wait, header), true
	}
	return answer{}, false
}

// tooMany is a 429 of one scope.
func (s *Server) tooMany(scope string, wait time.Duration, header http.Header) answer {
	s.limited[scope]++
	if scope != "shared" {
		s.countInvalid()
	}
	if header == nil {
		header = http.Header{"Via": {"1.1 google"}}
	}
	header.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	header.Set("X-RateLimit-Scope", scope)
	if scope == "global" {
		header.Set("X-RateLimit-Global", "true")
	}
	text := "You are being rate limited."
	if scope == "shared" {
		text = "The resource is being rate limited."
	}
	after := math.Ceil(wait.Seconds()*1000) / 1000
	return answer{429, object{"message": text, "retry_after": after, "global": scope == "global"}, header}
}
