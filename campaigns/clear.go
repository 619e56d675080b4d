package campaigns

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// Copy is a row that the door let through: whose it is, and exactly what it shows.
type Copy struct {
	Member  members.Member // the recipient; the zero value for a place
	Place   Place          // where it is posted; the zero value for a member
	Release Release
	Version messages.Version
	// Edition is what it shows; for a brief that was withdrawn it is empty and Notice stands in its place.
	Edition messages.Edition
	Notice  string
	// FellBack tells that the edition is in none of the languages the member reads.
	FellBack bool
	// Replaces is the platform's id of the copy this one corrects; empty for a new one.
	Replaces string
}

// Clear asks the door about a row that is about to leave, inside the transaction that marks it. Limits are those of the
// platform that would carry it. The Copy counts only where the answer is Go.
func (n *Network) Clear(tx storage.Tx, row outbox.Row, limits outbox.Limits, now time.Time) (Answer, Copy, error) {
	r, err := n.Release(tx, row.ID.Release)
	if err != nil {
		return Answer{}, Copy{}, err
	}
	b, err := n.Desk.Brief(tx, r.Brief)
	if err != nil {
		return Answer{}, Copy{}, err
	}
	v, content, err := n.Desk.Current(tx, b)
	if err != nil {
		return Answer{}, Copy{}, err
	}
	c := Case{Class: r.Class, Now: now, Brief: content, Release: r.ID, Halted: r.Paused, Limits: limits}
	cp := Copy{Release: r, Version: v}
	who, err := n.recipient(tx, row.ID, &c, &cp)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		a := Answer{}
		a.skip(WhyLeft)
		if row.ID.Place() {
			a.skip(WhyGone)
		}
		return a, cp, nil
	case err != nil:
		return Answer{}, cp, err
	}
	if !row.ID.Place() && !r.replaces() {
		if again, err := n.twice(tx, row.ID, cp.Member); err != nil || again {
			a := Answer{}
			a.skip(WhyLinked)
			return a, cp, err
		}
	}
	if r.replaces() {
		old, err := n.delivered(tx, r, row.ID.Ordinal)
		if err != nil {
			return Answer{}, cp, err
		}
		if !row.ID.Place() && !who.Has(old.Platform, old.At) { // the account it stands with is not theirs any more
			a := Answer{}
			a.skip(WhyLeft)
			return a, cp, nil
		}
		c.Lang, cp.Replaces = messages.Lang(old.Lang), old.Receipt
		if row.ID.Place() && old.At.Before(cp.Place.Since) {
			cp.Replaces = "" // its id means nothing where the place is now, so the correction is a post of its own
		}
		if c.Lang == "" { // nobody knows what they read, if they had it
			c.Lang, _ = messages.Choose(slices.Concat(cp.Member.Reads, cp.Place.Langs), v.Langs(), content.Fallback)
		}
		if _, written := content.Texts[c.Lang]; !written {
			c.Lang = v.Langs()[0] // the correction dropped the language: better another one than the error
		}
	}
	a, err := n.Ask(tx, c)
	if err != nil || a.Verdict != outbox.Go {
		return a, cp, err
	}
	if r.Class == Service {
		cp.Notice = b.Notice
		return a, cp, nil
	}
	cp.Edition, cp.FellBack = v.Editions[a.Lang], a.FellBack
	if cp.Edition.Lang == "" {
		// Approved after the release: the version gains the language the first time somebody is to receive it.
		cp.Edition, err = n.Desk.Edition(tx, content, a.Lang)
		if err != nil {
			return a, cp, err
		}
	}
	switch c.Class {
	case BriefCopy, AlertCopy:
		err = n.countReceived(tx, cp.Member, r.ID, now)
	case PlacePost:
		err = n.countPosted(tx, cp.Place, r.ID, now)
	}
	return a, cp, err
}

// recipient finds whom a row is for, and makes of a brief's row for a place a post, which has no bearer.
func (n *Network) recipient(tx storage.Tx, id outbox.RowID, c *Case, cp *Copy) (who members.Bearer, err error) {
	if !id.Place() {
		who, err = n.Roster.Bearer(tx, id.Ordinal)
		cp.Member = who.Member
		c.Member = &cp.Member
		return who, err
	}
	cp.Place, err = n.Place(tx, id.Ordinal)
	c.Place = cp.Place
	if !cp.Release.replaces() {
		c.Class = PlacePost
	}
	return who, err
}

// countReceived notes that a member's share of the day was used by a release.
func (n *Network) countReceived(tx storage.Tx, m members.Member, release uint64, now time.Time) error {
	key := storage.Ordinal(m.Ordinal)
	got, err := n.received.Get(tx, key)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	return n.received.Put(tx, key, got.with(now.In(m.Location(n.Settings.Zone)), release))
}

// delivered finds the copy of an edit's brief that stands with a member: the newest one sent before it that is not itself
// an edit.
func (n *Network) delivered(tx storage.Tx, edit Release, ordinal uint64) (outbox.Row, error) {
	all, err := n.Releases(tx, edit.Brief)
	if err != nil {
		return outbox.Row{}, err
	}
	slices.Reverse(all)
	for _, r := range all {
		if r.replaces() || r.ID >= edit.ID {
			continue
		}
		row, err := n.Outbox.Row(tx, outbox.RowID{Release: r.ID, Ordinal: ordinal})
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil {
			return outbox.Row{}, err
		}
		if row.State == outbox.Sent || row.State == outbox.InDoubt {
			return row, nil
		}
	}
	return outbox.Row{}, fmt.Errorf("the copy of %s with %d: %w", edit.Brief, ordinal, storage.ErrNotFound)
}

// editPage lists the next copies that a correction replaces: every one that was sent, or may have been.
func (n *Network) editPage(tx storage.Tx, edit Release) (rows []outbox.Row, next uint64, err error) {
	all, err := n.Releases(tx, edit.Brief)
	if err != nil {
		return nil, 0, err
	}
	found := map[uint64]outbox.Row{}
	take := func(row outbox.Row) {
		found[row.ID.Ordinal] = outbox.Row{
			ID: outbox.RowID{Release: edit.ID, Ordinal: row.ID.Ordinal}, Platform: row.Platform, Lane: outbox.Corrections,
		}
	}
	for _, r := range all {
		if r.replaces() || r.ID >= edit.ID {
			continue
		}
		if edit.Cursor == 1 {
			if err := n.Outbox.Rows(tx, r.ID, func(row outbox.Row) error {
				switch {
				case !row.ID.Place():
					return storage.ErrStop
				case row.State == outbox.Sent || row.State == outbox.InDoubt:
					take(row)
				}
				return nil
			}); err != nil {
				return nil, 0, err
			}
		}
		seen := 0
		if err := n.Outbox.RowsFrom(tx, r.ID, edit.Cursor, func(row outbox.Row) error {
			if row.State != outbox.Sent && row.State != outbox.InDoubt {
				return nil
			}
			if seen++; seen > planPage+1 {
				return storage.ErrStop
			}
			take(row)
			return nil
		}); err != nil {
			return nil, 0, err
		}
	}
	placesFirst := func(a, b uint64) int { return cmp.Compare(a^outbox.PlaceBit, b^outbox.PlaceBit) }
	count := 0
	for _, o := range slices.SortedFunc(maps.Keys(found), placesFirst) {
		if !found[o].ID.Place() {
			if count++; count > planPage {
				return rows, o, nil
			}
		}
		rows = append(rows, found[o])
	}
	return rows, 0, nil
}

// AddLanguage serves those who were left out of a running or finished release for want of a language that is approved now,
// and nobody twice. It tells how many of them read a language that is approved, or fall back on one.
func (n *Network) AddLanguage(tx storage.Tx, brief string, now time.Time) (int, error) {
	b, err := n.Desk.Brief(tx, brief)
	if err != nil || b.Public == 0 || b.Public != b.Rev {
		return 0, err
	}
	if _, err := n.Desk.Release(tx, brief, nil, now); err != nil {
		return 0, err
	}
	approved, err := n.Desk.Approved(tx, b, now)
	if err != nil {
		return 0, err
	}
	all, err := n.Releases(tx, b.ID)
	if err != nil {
		return 0, err
	}
	total := 0
	mended := []string{WhyLanguage, WhyApproval, WhyStale}
	for _, r := range all {
		if !r.Started || r.Cancelled || r.Class == Service {
			continue
		}
		if err := n.Outbox.Rows(tx, r.ID, func(row outbox.Row) error {
			if row.State != outbox.Skipped || !slices.Contains(mended, row.Reason) {
				return nil
			}
			m, err := n.Roster.Get(tx, row.ID.Ordinal)
			if errors.Is(err, storage.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			if lang, _ := messages.Choose(m.Reads, approved, b.Fallback); lang != "" {
				total++
			}
			return nil
		}); err != nil {
			return total, err
		}
		if !r.Restored.IsZero() { // the language may have been added, and sent, since the backup
			err = n.withhold(tx, r.ID, func(row outbox.Row) (bool, error) {
				return row.State == outbox.Skipped && slices.Contains(mended, row.Reason), nil
			})
		} else {
			_, err = n.Outbox.Requeue(tx, r.ID, mended...)
		}
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
