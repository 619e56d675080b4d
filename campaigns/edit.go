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
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

// A correction is a release of its own whose rows name the copies to correct: posts in places, members' copies, and the kits that
// members opened. Each copy is changed where it stands. Where that can't be done any more a new message answers it, and of a kit that only
// its member sees, they are told the next time they do something.

// underwayAgain is how long a correction waits before it looks again whether it is known what became of the copy that it corrects.
const underwayAgain = 2 * time.Second

// soonSent is how soon a copy is sent once more whose fate a correction waits for.
const soonSent = time.Minute

// corrected tells whether the recipient of a copy that may have arrived was sent the correction as a message of its own, so that the copy
// once more would be the same again.
func (n *Network) corrected(tx storage.Tx, row outbox.Row, rev int) (bool, error) {
	r, err := n.Release(tx, row.ID.Release)
	if err != nil {
		return false, err
	}
	all, err := n.Releases(tx, r.Brief)
	if err != nil {
		return false, err
	}
	for _, later := range all {
		if !later.Replaces() || later.ID < r.ID {
			continue
		}
		said, err := n.Outbox.Row(tx, outbox.RowID{Release: later.ID, Ordinal: row.ID.Ordinal})
		switch {
		case errors.Is(err, storage.ErrNotFound):
		case err != nil:
			return false, err
		case said.State == outbox.Sent && said.Receipt != "" && said.Rev >= rev:
			return true, nil
		}
	}
	return false, nil
}

// underway tells that it will be known soon whether a copy arrived: it is being sent, or will be once more.
func (n *Network) underway(tx storage.Tx, row outbox.Row) (bool, error) {
	if row.State != outbox.Queued {
		return row.State == outbox.Sending, nil
	}
	r, err := n.Release(tx, row.ID.Release)
	if err != nil {
		return false, err
	}
	h, err := n.Held(tx)
	soon := !row.Due.After(time.Now().Add(soonSent))
	return soon && !r.Paused && !h.On, err // a correction does not wait for what waits for somebody, or for the morning
}

// Outdated tells whether somebody who was shown a released brief at a revision, in a language, would be shown something else by now. A
// correction of one language leaves the others as they are.
func (n *Network) Outdated(tx storage.Tx, brief string, rev int, lang messages.Lang) (bool, error) {
	changes, err := n.changes(tx, brief)
	return err == nil && changes(rev, lang), err
}

// changes is Outdated for many copies of one brief.
func (n *Network) changes(tx storage.Tx, brief string) (func(rev int, lang messages.Lang) bool, error) {
	b, err := n.Desk.Brief(tx, brief)
	if err != nil {
		return nil, err
	}
	changes, err := n.Desk.Corrected(tx, b)
	return func(rev int, lang messages.Lang) bool { return rev < b.Public && changes(rev, lang) }, err
}

// wrongFor gives what tells whether a release replaces a copy of a revision in a language.
func (n *Network) wrongFor(tx storage.Tx, edit Release) (func(rev int, lang messages.Lang) bool, error) {
	if edit.Class == Service {
		return func(int, messages.Lang) bool { return true }, nil
	}
	return n.changes(tx, edit.Brief)
}

// mayStand tells that a copy stands with its recipient, or may: it was sent, or is being sent, or an attempt went unanswered.
func mayStand(row outbox.Row) bool {
	switch row.State {
	case outbox.Sent, outbox.InDoubt, outbox.Sending:
		return true
	}
	return row.Doubt
}

// delivered finds the copy of an edit's brief that stands with a recipient: the newest one sent before it, or the message by which an
// earlier correction was sent where the copy could not be changed.
func (n *Network) delivered(tx storage.Tx, edit Release, ordinal uint64) (outbox.Row, error) {
	all, err := n.Releases(tx, edit.Brief)
	if err != nil {
		return outbox.Row{}, err
	}
	slices.Reverse(all)
	for _, r := range all {
		if r.ID >= edit.ID {
			continue
		}
		row, err := n.Outbox.Row(tx, outbox.RowID{Release: r.ID, Ordinal: ordinal})
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil {
			return outbox.Row{}, err
		}
		if r.Replaces() && (row.State != outbox.Sent || row.Receipt == "") {
			continue // the copy that it was to correct is what stands
		}
		if mayStand(row) {
			return row, nil
		}
	}
	return outbox.Row{}, fmt.Errorf("the copy of %s with %d: %w", edit.Brief, ordinal, storage.ErrNotFound)
}

// editPage lists the next copies that a correction replaces: every one that was sent, or may have been, and those in flight, which were
// given the old text. Kits come last.
func (n *Network) editPage(tx storage.Tx, edit Release) (rows []outbox.Row, next uint64, err error) {
	if edit.Cursor >= outbox.KitBit {
		return n.kitPage(tx, edit)
	}
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
	wrong, err := n.wrongFor(tx, edit)
	if err != nil {
		return nil, 0, err
	}
	stands := func(row outbox.Row) bool { return mayStand(row) && wrong(row.Rev, messages.Lang(row.Lang)) }
	for _, r := range all {
		if r.Replaces() || r.ID >= edit.ID {
			continue
		}
		if edit.Cursor == 1 {
			if err := n.Outbox.Rows(tx, r.ID, func(row outbox.Row) error {
				switch {
				case !row.ID.Place():
					return storage.ErrStop
				case stands(row):
					take(row)
				}
				return nil
			}); err != nil {
				return nil, 0, err
			}
		}
		seen := 0
		if err := n.Outbox.RowsFrom(tx, r.ID, edit.Cursor, func(row outbox.Row) error {
			if !stands(row) {
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
	return rows, outbox.KitBit, nil
}

// kitPage lists the next kits that a correction replaces.
func (n *Network) kitPage(tx storage.Tx, edit Release) (rows []outbox.Row, next uint64, err error) {
	wrong, err := n.wrongFor(tx, edit)
	if err != nil {
		return nil, 0, err
	}
	seen := 0
	err = n.Reach.Kits(tx, edit.Brief, edit.Cursor&^outbox.KitBit, func(k reach.Kit) error {
		if seen++; seen > planPage {
			next = outbox.KitBit | k.ID
			return storage.ErrStop
		}
		if k.Platform != "" && wrong(k.Rev, k.Lang) {
			rows = append(rows, outbox.Row{
				ID: outbox.RowID{Release: edit.ID, Ordinal: outbox.KitBit | k.ID}, Platform: k.Platform, Lane: outbox.Corrections,
			})
		}
		return nil
	})
	return rows, next, err
}

// KitTrack names the message by which a kit was shown.
func KitTrack(id uint64) string { return fmt.Sprintf("kit/%d", id) }

// clearKit asks the door about the correction of a kit.
func (n *Network) clearKit(tx storage.Tx, row outbox.Row, c Case, cp Copy, b messages.Brief) (Answer, Copy, error) {
	a := Answer{}
	kit, err := n.Reach.Kit(tx, b.ID, row.ID.Ordinal&^outbox.KitBit)
	if err == nil {
		cp.Member, err = n.Roster.Get(tx, kit.Member)
	}
	if errors.Is(err, storage.ErrNotFound) {
		a.skip(WhyLeft)
		return a, cp, nil
	}
	if err != nil {
		return a, cp, err
	}
	standing, at, err := n.kitStands(tx, cp.Release, kit)
	if errors.Is(err, storage.ErrNotFound) {
		waits, err := n.Outbox.Awaits(tx, kit.Member, KitTrack(kit.ID))
		if a.skip(WhyGone); waits {
			a.wait(WhyUnderway, c.Now.Add(underwayAgain))
		}
		return a, cp, err
	}
	if err != nil {
		return a, cp, err
	}
	cp.To = at
	cp.replace(row, standing)
	if at.Chat == "" || row.Afresh && !cp.intoPrivate(row.Platform) {
		a.skip(WhyUntold)
		return a, cp, n.oweKit(tx, kit, cp.Release.ID)
	}
	if wrong, err := n.wrongFor(tx, cp.Release); err != nil || !wrong(kit.Rev, kit.Lang) {
		a.skip(WhyRight)
		return a, cp, err
	}
	c.Member, c.Stands, c.Lang = &cp.Member, !row.Afresh, standsIn(kit.Lang, cp.Version, c.Brief)
	if a, err = n.Ask(tx, c); err != nil || a.Verdict != outbox.Go {
		return a, cp, err
	}
	cp.Kit = kit
	return a, cp, n.fill(tx, &cp, a, b, c.Brief)
}

// DropKit forgets the kit of a brief that a message shows, since something else stands in its place now.
func (n *Network) DropKit(tx storage.Tx, m members.Member, brief, message string) error {
	all, err := n.Reach.KitsOf(tx, m.Ordinal)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.Brief != brief {
			continue
		}
		at, _, err := n.Outbox.Receipt(tx, KitTrack(k.ID))
		if errors.Is(err, storage.ErrNotFound) || err == nil && at.Message != message {
			continue
		}
		if err == nil {
			err = n.Reach.DropKit(tx, k)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *Network) oweKit(tx storage.Tx, kit reach.Kit, releases ...uint64) error {
	return n.Reach.Owe(tx, kit.Member, reach.Untold{Kit: kit.ID, Brief: kit.Brief, Releases: releases})
}

// KitGone notes that the correction of a kit that is just being sent reaches nobody, so that its member is told once they do something. It
// returns the member; 0 where there is no such kit any more.
func (n *Network) KitGone(tx storage.Tx, ordinal uint64) (member uint64, err error) {
	kit, err := n.Reach.KitByID(tx, ordinal&^outbox.KitBit)
	if errors.Is(err, storage.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	all, err := n.Releases(tx, kit.Brief)
	if err != nil {
		return 0, err
	}
	for _, r := range all {
		row, err := n.Outbox.Row(tx, outbox.RowID{Release: r.ID, Ordinal: ordinal})
		switch {
		case errors.Is(err, storage.ErrNotFound):
		case err != nil:
			return 0, err
		case row.State == outbox.Sending:
			if err := n.oweKit(tx, kit, r.ID); err != nil {
				return 0, err
			}
		}
	}
	return kit.Member, nil
}

// Returned makes up for the corrections that did not reach somebody while they could not be written to. It tells how many. Call Wake after
// the commit.
func (n *Network) Returned(tx storage.Tx, m members.Member) (int, error) {
	kits, err := n.Reach.KitsOf(tx, m.Ordinal)
	if err != nil {
		return 0, err
	}
	ordinals := map[string][]uint64{}
	for _, k := range kits {
		ordinals[k.Brief] = append(ordinals[k.Brief], outbox.KitBit|k.ID)
	}
	var again []Release
	if err := n.releases.Scan(tx, storage.Range{}, func(_ string, r Release) error {
		if r.Started && r.Replaces() {
			again = append(again, r)
		}
		return nil
	}); err != nil {
		return 0, err
	}
	count := 0
	for _, r := range again {
		for _, o := range slices.Concat(m.Ordinals(), ordinals[r.Brief]) {
			id := outbox.RowID{Release: r.ID, Ordinal: o}
			row, err := n.Outbox.Row(tx, id)
			if errors.Is(err, storage.ErrNotFound) || err == nil && (row.State != outbox.Failed && row.State != outbox.Skipped || row.Reason != WhyGone) {
				continue
			}
			if err == nil {
				_, err = n.Outbox.Retry(tx, id)
			}
			if err == nil {
				err = n.unsettle(tx, r)
			}
			if err != nil {
				return count, err
			}
			count++
		}
	}
	return count, nil
}

// KitTold notes that the member of a kit was told of its corrections by some releases otherwise than in the kit. It tells whether one of them
// was still to be told.
func (n *Network) KitTold(tx storage.Tx, releases []uint64, kit uint64) (bool, error) {
	open := false
	for _, release := range releases {
		told, err := n.Outbox.Told(tx, outbox.RowID{Release: release, Ordinal: outbox.KitBit | kit})
		if err != nil {
			return false, err
		}
		open = open || told
	}
	return open, nil
}

// kitStands finds the message that shows a kit, or the one by which an earlier correction of it was sent.
func (n *Network) kitStands(tx storage.Tx, edit Release, kit reach.Kit) (string, outbox.Address, error) {
	receipt, to, err := n.Outbox.Receipt(tx, KitTrack(kit.ID))
	if err != nil {
		return "", to, err
	}
	all, err := n.Releases(tx, edit.Brief)
	if err != nil {
		return "", to, err
	}
	for _, r := range slices.Backward(all) {
		if !r.Replaces() || r.ID >= edit.ID {
			continue
		}
		row, err := n.Outbox.Row(tx, outbox.RowID{Release: r.ID, Ordinal: outbox.KitBit | kit.ID})
		if errors.Is(err, storage.ErrNotFound) || err == nil && (row.State != outbox.Sent || row.Receipt == "" || !row.Afresh) {
			continue
		}
		if err != nil {
			return "", to, err
		}
		m, err := n.Roster.Get(tx, kit.Member)
		id, _ := m.On(row.Platform)
		return row.Receipt, outbox.Address{Platform: row.Platform, Chat: id.Chat}, err
	}
	return receipt.Message, to, nil
}

// intoPrivate turns a copy to the member's own chat on a platform, where they have one.
func (cp *Copy) intoPrivate(platform string) bool {
	id, _ := cp.Member.On(platform)
	if id.Chat == "" || id.Gone {
		return false
	}
	if cp.To.Chat != id.Chat {
		cp.Under = ""
	}
	cp.To = outbox.Address{Platform: platform, Chat: id.Chat}
	return true
}

// fleeting lists the platforms on which somebody was shown a kit of a brief that can't be corrected after a while.
func (n *Network) fleeting(tx storage.Tx, brief string) ([]string, error) {
	var out []string
	err := n.Reach.Kits(tx, brief, 0, func(k reach.Kit) error {
		if k.Aside && !slices.Contains(out, k.Platform) {
			out = append(out, k.Platform)
		}
		return nil
	})
	return out, err
}

// answer notes that a correction of a post is said under it too, once, where that may be the only word that those read who opened a kit.
func (n *Network) answer(tx storage.Tx, cp *Copy) error {
	if cp.Replaces == "" || cp.Place.Answered == cp.Release.ID || !slices.Contains(cp.Release.Answers, cp.Place.Address.Platform) {
		return nil
	}
	cp.Answer, cp.Place.Answered = true, cp.Release.ID
	return n.putPlace(tx, cp.Place)
}
