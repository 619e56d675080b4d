package campaigns_test

import (
	"testing"
	"time"

	"relais/campaigns"
	"relais/messages"
	"relais/storage"
)

// A brief goes through all that it can be.
func TestStanding(t *testing.T) {
	s := newStage(t)
	s.brief.Until = s.now.Add(48 * time.Hour)
	s.brief = s.save(s.brief)
	want := func(want campaigns.Standing) {
		t.Helper()
		s.do(func(tx storage.Tx) error {
			b, err := s.net.Desk.Brief(tx, s.brief.ID)
			if err != nil {
				return err
			}
			got, err := s.net.StandingOf(tx, b, s.now)
			if got != want {
				t.Errorf("it is %s, not %s", got, want)
			}
			return err
		})
	}
	release := func() {
		s.do(func(tx storage.Tx) error { _, err := s.net.Desk.Release(tx, s.brief.ID, s.now); return err })
	}
	want(campaigns.StandingDraft)
	s.approve()
	want(campaigns.StandingInReview)
	s.approve("en")
	want(campaigns.StandingApproved)
	var r campaigns.Release
	s.do(func(tx storage.Tx) (err error) {
		r, err = s.net.Schedule(tx, s.brief.ID, s.lead.Alias, s.now.Add(time.Hour), "", s.now)
		return err
	})
	want(campaigns.StandingScheduled)
	s.do(func(tx storage.Tx) error { _, err := s.net.Cancel(tx, r.ID, s.lead.Alias, s.now); return err })
	want(campaigns.StandingApproved)
	release()
	want(campaigns.StandingReleased)
	b := s.reload()
	text := b.Texts["en"]
	text.Summary = "It is so now."
	b.Texts = map[messages.Lang]messages.Text{"en": text}
	s.brief = s.save(b)
	want(campaigns.StandingReleased)
	s.approve("en")
	release()
	want(campaigns.StandingCorrected)
	s.now = s.now.Add(72 * time.Hour)
	want(campaigns.StandingExpired)
	s.do(func(tx storage.Tx) error {
		_, err := s.net.Desk.Withdraw(tx, s.brief.ID, "It was wrong.", s.now)
		return err
	})
	want(campaigns.StandingWithdrawn)
}
