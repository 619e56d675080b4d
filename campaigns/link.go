package campaigns

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/storage"
)

// Link makes the account of a claim one of m's, after m's yes. Where it was another member's, that record ends and what they did,
// wrote and were sent is m's from now on: m's consents hold for it. merged is that record as it was; nil where there was none.
func (n *Network) Link(tx storage.Tx, m members.Member, c members.Claim, now time.Time) (linked members.Member, merged *members.Member, err error) {
	linked, merged, err = n.Roster.Link(tx, m, c, now)
	if err != nil {
		return m, nil, err
	}
	about := ""
	if merged != nil {
		about = string(merged.Alias)
		if err := n.inherit(tx, linked, *merged, now); err != nil {
			return m, nil, fmt.Errorf("merge member %d into %d: %w", merged.Ordinal, m.Ordinal, err)
		}
	}
	return linked, merged, n.Record(tx, m.Alias, "linked", about, now)
}

func (n *Network) inherit(tx storage.Tx, m, was members.Member, now time.Time) error {
	if err := n.Reach.Move(tx, was.Ordinal, m.Ordinal); err != nil {
		return err
	}
	if !m.Consented(members.Count) {
		if err := n.Reach.Unlink(tx, m.Ordinal); err != nil {
			return err
		}
	}
	if err := n.Desk.Rename(tx, was.Alias, m.Alias, now); err != nil {
		return err
	}
	if err := n.renameContests(tx, was.Alias, m.Alias); err != nil {
		return err
	}
	if err := n.renamePending(tx, was, m); err != nil {
		return err
	}
	if err := n.renamePlaces(tx, was, m); err != nil {
		return err
	}
	if err := n.addReceived(tx, was.Ordinal, m.Ordinal); err != nil {
		return err
	}
	return n.noteErasure(tx, now)
}

// renamePending keeps a member from confirming what they proposed under the other alias.
func (n *Network) renamePending(tx storage.Tx, was, m members.Member) error {
	var theirs []Campaign
	if err := n.campaigns.Scan(tx, storage.Range{}, func(_ string, c Campaign) error {
		if c.Pending != nil && slices.Contains(c.Pending.By, was.Alias) {
			theirs = append(theirs, c)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, c := range theirs {
		change := *c.Pending
		change.By = append(slices.Clone(change.By), m.Alias)
		c.Pending = &change
		if err := n.campaigns.Put(tx, c.Name, c); err != nil {
			return err
		}
	}
	return nil
}

// renamePlaces keeps a member answerable for the places they set up under the other alias.
func (n *Network) renamePlaces(tx storage.Tx, was, m members.Member) error {
	all, err := n.Places(tx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.SetUpBy != was.Alias {
			continue
		}
		p.SetUpBy = m.Alias
		if err := n.putPlace(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// addReceived counts what a member had today by either account against one day's cap.
func (n *Network) addReceived(tx storage.Tx, from, to uint64) error {
	theirs, err := n.received.Get(tx, storage.Ordinal(from))
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	have, err := n.received.Get(tx, storage.Ordinal(to))
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	switch {
	case have.Day < theirs.Day:
		have = theirs
	case have.Day == theirs.Day:
		have.Releases = slices.Concat(have.Releases, theirs.Releases)
		slices.Sort(have.Releases)
		have.Releases = slices.Compact(have.Releases)
	}
	if err := n.received.Put(tx, storage.Ordinal(to), have); err != nil {
		return err
	}
	return n.received.Delete(tx, storage.Ordinal(from))
}

// Unlink makes an account nobody's: what waits for it and what is kept of its messages is erased, and what stands there can be
// corrected no more. members.ErrLastAccount for the only one, members.ErrUnknown where there is none on the platform.
func (n *Network) Unlink(tx storage.Tx, m members.Member, platform string, now time.Time) (members.Member, members.Identity, error) {
	m, id, err := n.Roster.Unlink(tx, m, platform)
	if err != nil {
		return m, id, err
	}
	if err := n.Outbox.Forget(tx, 0, outbox.Address{Platform: id.Platform, Chat: id.Chat}); err != nil {
		return m, id, fmt.Errorf("erase letters: %w", err)
	}
	if err := n.noteErasure(tx, now); err != nil {
		return m, id, err
	}
	if err := n.noteDeparture(tx, departure(m, []members.Identity{id}, true, now)); err != nil {
		return m, id, err
	}
	return m, id, n.Record(tx, m.Alias, "unlinked", "", now)
}

// twice tells whether a new copy would come to a member who has it, or may have it, under another of their ordinals, or is to
// have it under their own.
func (n *Network) twice(tx storage.Tx, id outbox.RowID, m members.Member) (bool, error) {
	for _, o := range m.Ordinals() {
		if o == id.Ordinal {
			continue
		}
		row, err := n.Outbox.Row(tx, outbox.RowID{Release: id.Release, Ordinal: o})
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		left := row.State == outbox.Sending || row.State == outbox.Sent || row.State == outbox.InDoubt || row.Doubt
		if err != nil || left || o == m.Ordinal {
			return true, err
		}
	}
	return false, nil
}
