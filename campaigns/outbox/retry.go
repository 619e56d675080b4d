package outbox

import (
	"math/rand/v2"
	"time"
)

const (
	maxTries = 8               // attempts that use up a try, after which a copy is given up
	firstTry = time.Second     // the pause after the first failure; it doubles with each
	longest  = 5 * time.Minute // the longest pause

	awayAfter = 30 * time.Second // a platform that let nothing through for so long is away
	awayRest  = 15 * time.Second // and is asked again after that
)

// pauseAfter is how long a copy rests after its nth failed try: 1 s doubling, up to a quarter more so that copies that failed
// together do not come back together, at most 5 minutes.
func pauseAfter(tries int) time.Duration {
	d := longest
	if n := max(tries, 1) - 1; n < 16 {
		d = min(firstTry<<n, longest)
	}
	return min(d+rand.N(d/4+1), longest)
}

// jitter is d and up to a tenth more: a platform that asked for a pause is not asked again a moment too early, and not by
// all at once.
func jitter(d time.Duration) time.Duration {
	d = max(d, 0)
	return d + rand.N(d/10+1)
}
