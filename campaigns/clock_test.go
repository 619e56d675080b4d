package campaigns_test

import (
	"fmt"
	"testing"
	"time"

	"relais/campaigns"
	"relais/storage"
)

// TestClock holds what a wall clock that jumps does to a release that is scheduled. A bubble's clock goes on evenly, so the planner is
// asked once as it would be at another time, and goes on by itself as it does when the clock is put right.
func TestClock(t *testing.T) {
	for _, c := range []struct {
		name    string
		members int
		jump    time.Duration // from noon, when it is due an hour later
		soon    int           // copies that have left when the clock is right again and some seconds have passed
	}{
		{"forwards, and back: it leaves at once, and not again when it is due", 0, 2 * time.Hour, 2},
		{"forwards, and back before everybody is planned: the rest follow at once", 700, 2 * time.Hour, 702},
		{"backwards: it leaves when it is due", 0, -24 * time.Hour, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *service) {
				for i := range c.members {
					s.member(fmt.Sprint("member", i), "en")
				}
				s.approve("en")
				r, err := s.schedule(time.Now().Add(time.Hour))
				must(t, err)
				s.do(func(tx storage.Tx) error {
					_, err := campaigns.PlanPage(s.net, tx, r.ID, time.Now().Add(c.jump), s.voice)
					return err
				})
				s.net.Outbox.Wake()
				passes(10 * time.Second)
				if n := len(s.platform.lines()); n != c.soon {
					t.Errorf("%d copies have left since the clock is right again, want %d", n, c.soon)
				}
				passes(time.Hour)
				times := map[string]int{}
				for _, line := range s.platform.lines() {
					times[line]++
				}
				for line, n := range times {
					if n > 1 {
						t.Errorf("%q was sent %d times", line, n)
					}
				}
				if len(times) != c.members+2 {
					t.Errorf("%d have it of %d", len(times), c.members+2)
				}
			})
		})
	}
}
