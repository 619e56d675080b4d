package campaigns

import (
	"errors"
	"fmt"
	"time"

	"relais/campaigns/members"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

// Voice tells people what the network owes them to say. Its methods run inside the transaction they report on.
type Voice interface {
	// Trouble tells a lead that a release of theirs could not start, for r.Failed.
	Trouble(tx storage.Tx, r Release, now time.Time) error
	// Progress shows the lead of a release that runs where it stands, in one message that changes in place. It tells whether this has been
	// said, or is nothing to say; else it is asked again.
	Progress(tx storage.Tx, r ReleaseReport, p Progress, now time.Time) (said bool, err error)
	// Owed tells a member who can be written to that what they shared was corrected or withdrawn, in the version that stands now.
	Owed(tx storage.Tx, m members.Member, s reach.Share, b messages.Brief, v messages.Version, now time.Time) error
}

// Replaces tells whether the release changes copies that were delivered instead of sending new ones.
func (r Release) Replaces() bool { return r.Class == Edit || r.Class == Service }

// Withdraw takes a brief out of circulation: its page and links show the notice at once, every delivered copy is replaced by it,
// and everyone who shared it is told. It tells how many were told.
func (n *Network) Withdraw(tx storage.Tx, ref, notice string, by messages.Alias, now time.Time, v Voice) (int, error) {
	b, err := n.Desk.Withdraw(tx, ref, notice, now)
	if err != nil {
		return 0, err
	}
	if err := n.Record(tx, by, "withdraw", b.ID, now); err != nil {
		return 0, err
	}
	if err := n.endCorrections(tx, b.ID); err != nil {
		return 0, err
	}
	all, err := n.Releases(tx, b.ID)
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		if r.Cancelled || r.Planned {
			continue
		}
		if _, err := n.cancel(tx, r, by, now); err != nil {
			return 0, err
		}
	}
	if b.Public > 0 {
		id, err := n.Store.Next(tx, "releases")
		if err != nil {
			return 0, err
		}
		r := Release{
			ID: id, Brief: b.ID, Campaign: b.Campaign, Class: Service, By: by, Made: now.UTC(), At: now.UTC(),
			Rev: b.Public, Started: true, Cursor: 1,
		}
		if r.Answers, err = n.fleeting(tx, b.ID); err != nil {
			return 0, err
		}
		if err := n.Outbox.Start(tx, id, b.Campaign); err != nil {
			return 0, err
		}
		if err := n.putRelease(tx, r); err != nil {
			return 0, err
		}
	}
	return n.tellSharers(tx, b, b.Rev+1, now, v)
}

// OwedTrack names the message by which the member of a share is told of its correction.
func OwedTrack(s reach.Share) string { return fmt.Sprintf("owed/%d/%d", s.ID, s.Told) }

// OwedTold tells whether that message has arrived, and whether it is still on its way.
func (n *Network) OwedTold(tx storage.Tx, s reach.Share) (told, underway bool, err error) {
	switch _, _, err = n.Outbox.Receipt(tx, OwedTrack(s)); {
	case err == nil:
		return true, false, nil
	case !errors.Is(err, storage.ErrNotFound):
		return false, false, err
	}
	underway, err = n.Outbox.Awaits(tx, s.Member, OwedTrack(s))
	return false, underway, err
}

// tellSharers tells everyone who shared an earlier revision than rev that showed something else, once each share. Whom the message does not reach is told once they
// do something.
func (n *Network) tellSharers(tx storage.Tx, b messages.Brief, rev int, now time.Time, v Voice) (int, error) {
	shares, err := n.Reach.SharesOfBrief(tx, b.ID)
	if err != nil || len(shares) == 0 {
		return 0, err
	}
	version, err := n.Desk.Version(tx, b.ID, b.Public)
	if err != nil {
		return 0, err
	}
	changes := func(int, messages.Lang) bool { return true }
	if b.Stage != messages.Withdrawn {
		if changes, err = n.changes(tx, b.ID); err != nil {
			return 0, err
		}
	}
	told := 0
	for _, s := range shares {
		if s.Rev >= rev || s.Told >= rev || !changes(s.Rev, s.Lang) {
			continue
		}
		m, err := n.Roster.Get(tx, s.Member)
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil {
			return told, err
		}
		s.Told, s.Closed = rev, ""
		if _, err := n.Reach.PutShare(tx, s); err != nil {
			return told, err
		}
		if err := n.Reach.Owe(tx, m.Ordinal, reach.Untold{Share: s.ID, Brief: b.ID}); err != nil {
			return told, err
		}
		if _, ok := m.Reachable(); !ok {
			continue
		}
		if err := v.Owed(tx, m, s, b, version, now); err != nil {
			return told, err
		}
		told++
	}
	return told, nil
}
