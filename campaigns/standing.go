package campaigns

import (
	"time"

	"relais/messages"
	"relais/storage"
)

// Standing is where a brief stands as people speak of it: its stage at the desk, and what the approvals, releases and days make of it.
type Standing string

// The standings, in the order in which a brief comes to them.
const (
	StandingDraft     Standing = "draft"
	StandingInReview  Standing = "in review"
	StandingApproved  Standing = "approved"  // in one language at least, and not released yet
	StandingScheduled Standing = "scheduled" // a release of it is to begin
	StandingReleased  Standing = "released"
	StandingCorrected Standing = "corrected" // released again, with something else in it
	StandingExpired   Standing = "expired"   // released, and its "useless after" has passed
	StandingWithdrawn Standing = "withdrawn"
)

// StandingOf tells where a brief stands now.
func (n *Network) StandingOf(tx storage.Tx, b messages.Brief, now time.Time) (Standing, error) {
	switch b.Stage {
	case messages.Draft:
		return StandingDraft, nil
	case messages.Withdrawn:
		return StandingWithdrawn, nil
	}
	leaving, err := n.AboutToLeave(tx, b.ID)
	switch {
	case err != nil:
		return "", err
	case b.Stage == messages.Released && !b.Until.IsZero() && !now.Before(b.Until):
		return StandingExpired, nil
	case leaving:
		return StandingScheduled, nil
	case b.Stage == messages.Released:
		versions, err := n.Desk.Versions(tx, b.ID)
		if len(versions) > 1 {
			return StandingCorrected, err
		}
		return StandingReleased, err
	}
	approved, err := n.Desk.Approved(tx, b, now)
	if len(approved) > 0 {
		return StandingApproved, err
	}
	return StandingInReview, err
}

// AboutToLeave tells whether a release of a brief is to begin, soon or at a time that was set.
func (n *Network) AboutToLeave(tx storage.Tx, brief string) (bool, error) {
	all, err := n.Releases(tx, brief)
	for _, r := range all {
		if !r.Started && !r.Cancelled && r.Failed == "" {
			return true, err
		}
	}
	return false, err
}
