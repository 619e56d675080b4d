package campaigns_test

import (
	"fmt"
	"testing"
	"time"

	"relais/campaigns"
	"relais/campaigns/outbox"
	"relais/storage"
	"relais/storage/storagetest"
)

// TestCancelWhilePlanned takes a release back of which the planner has put a part: nobody gets it, and it comes to its end.
func TestCancelWhilePlanned(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.stop()
		s.net.Settings.Undo = 0
		for i := range 700 {
			s.member(fmt.Sprint("member", i), "en")
		}
		s.approve("en")
		r, err := s.schedule(time.Now())
		must(t, err)
		passes(time.Second)
		for asked := 1; r.Cursor <= 1; asked++ {
			_ = s.net.Tick(storagetest.Patient(asked), s.voice) // cut off a little later each time
			s.do(func(tx storage.Tx) (err error) { r, err = s.net.Release(tx, r.ID); return err })
		}
		if r.Planned || !r.Started {
			t.Fatalf("the planner is at %+v", r)
		}
		s.do(func(tx storage.Tx) error { _, err := s.net.Cancel(tx, r.ID, s.lead.Alias, time.Now()); return err })
		s.start()
		passes(time.Minute)
		if n := s.tally(r.ID); !n.Done() || n.States[outbox.Cancelled] != n.States.Total() || n.States.Total() == 0 || len(s.platform.lines()) != 0 {
			t.Errorf("%d were sent, and the ledger counts %v", len(s.platform.lines()), n.States)
		}
		must(t, s.net.Watch(t.Context(), s.voice, nil))
		must(t, s.net.Watch(t.Context(), s.voice, nil))
		if all := s.net.Running(); len(all) != 0 {
			t.Errorf("it is still watched: %+v", all)
		}
	})
}

// TestUselessBeforeMorning has a release whose time ends before a member's night does: the plan leaves them out, and they are told of nothing
// late.
func TestUselessBeforeMorning(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.net.Settings.Undo = 0
		away := s.member("away", "en")
		away.PausedUntil = time.Now().Add(5 * time.Hour)
		s.put(away)
		later := s.member("later", "en")
		later.PausedUntil = time.Now().Add(time.Hour)
		s.put(later)
		b := s.reload()
		b.Until = time.Now().Add(2 * time.Hour)
		s.brief = s.save(b)
		s.approve("en")
		var p campaigns.Plan
		s.do(func(tx storage.Tx) (err error) {
			p, err = s.net.Preview(tx, s.brief.ID, time.Now(), map[string]outbox.Limits{"test": s.platform.Limits()}, time.Now())
			return err
		})
		if p.LeftOut[campaigns.WhyExpired] != 1 || p.Waits[campaigns.WhyPaused] != 1 {
			t.Errorf("the plan says that %v wait and %v are left out", p.Waits, p.LeftOut)
		}
		r, err := s.schedule(time.Now())
		must(t, err)
		passes(time.Minute)
		if n := s.tally(r.ID); n.States[outbox.Expired] != 1 || n.Waiting != 1 {
			t.Errorf("after a minute: %+v", n)
		}
		passes(6 * time.Hour)
		for _, line := range s.platform.lines() {
			if line == "away en It is so" {
				t.Error("it was sent when it was useless")
			}
		}
		if n := s.tally(r.ID); n.States[outbox.Expired] != 1 || !n.Done() {
			t.Errorf("in the end: %+v", n)
		}
	})
}
