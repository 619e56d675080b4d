package campaigns

import (
	"errors"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
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
	// Replaces is the platform's id of the copy this one corrects; empty for a new one. Under is that of a copy that stands and
	// could not be corrected.
	Replaces, Under string
	// To is where a kit stands, or where its member is told that it was corrected; the zero value for everything else.
	To  outbox.Address
	Kit reach.Kit // of a kit's row
	// Answer tells that a correction is also said under the post.
	Answer bool
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
	if r.Class == Edit && b.Stage == messages.Withdrawn { // its notice is a release of its own
		a := Answer{}
		a.skip(WhyWithdrawn)
		return a, cp, nil
	}
	if row.ID.Kit() {
		return n.clearKit(tx, row, c, cp, b)
	}
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
	if row.Doubt && !r.Replaces() {
		if right, err := n.corrected(tx, row, v.Rev); err != nil || right {
			a := Answer{}
			a.skip(WhyRight)
			return a, cp, err
		}
	}
	if !row.ID.Place() && !r.Replaces() {
		if again, err := n.twice(tx, row.ID, cp.Member); err != nil || again {
			a := Answer{}
			a.skip(WhyLinked)
			return a, cp, err
		}
	}
	if r.Replaces() {
		old, err := n.delivered(tx, r, row.ID.Ordinal)
		if errors.Is(err, storage.ErrNotFound) { // what was being sent when the correction was planned has never left
			a := Answer{}
			a.skip(WhyUnsent)
			return a, cp, nil
		}
		if err != nil {
			return Answer{}, cp, err
		}
		a := Answer{}
		waits, err := n.underway(tx, old)
		if err != nil {
			return a, cp, err
		}
		wrong, err := n.wrongFor(tx, r)
		if err != nil {
			return a, cp, err
		}
		switch {
		case waits:
			a.wait(WhyUnderway, now.Add(underwayAgain))
			return a, cp, nil
		case !wrong(old.Rev, messages.Lang(old.Lang)):
			a.skip(WhyRight)
			return a, cp, nil
		case !row.ID.Place() && !who.Has(old.Platform, old.At): // the account it stands with is not theirs any more
			a.skip(WhyLeft)
			return a, cp, nil
		}
		if c.Lang = messages.Lang(old.Lang); c.Lang == "" { // nobody knows what they read, if they had it
			c.Lang, _ = messages.Choose(slices.Concat(cp.Member.Reads, cp.Place.Langs), v.Langs(), content.Fallback)
		}
		c.Lang = standsIn(c.Lang, v, content)
		cp.replace(row, old.Receipt)
		if row.ID.Place() && old.At.Before(cp.Place.Since) {
			cp.Replaces, cp.Under = "", "" // its id means nothing where the place is now, so the correction is a post of its own
		}
	}
	a, err := n.Ask(tx, c)
	if err != nil || a.Verdict != outbox.Go {
		return a, cp, err
	}
	if err := n.fill(tx, &cp, a, b, content); err != nil {
		return a, cp, err
	}
	if r.Replaces() && row.ID.Place() {
		err = n.answer(tx, &cp)
	}
	switch c.Class {
	case BriefCopy, AlertCopy:
		err = n.countReceived(tx, cp.Member, r.ID, now)
	case PlacePost:
		err = n.countPosted(tx, cp.Place, r.ID, now)
	}
	return a, cp, err
}

// replace notes which copy is corrected: where it stands, or by a new message that answers it.
func (cp *Copy) replace(row outbox.Row, standing string) {
	if row.Afresh {
		cp.Under = standing
	} else {
		cp.Replaces = standing
	}
}

// standsIn is the language in which a copy is corrected: the one it stands in or, where the correction dropped that, better another one
// than the error.
func standsIn(lang messages.Lang, v messages.Version, content messages.Brief) messages.Lang {
	if _, written := content.Texts[lang]; !written {
		return v.Langs()[0]
	}
	return lang
}

// fill puts into a copy what it shows.
func (n *Network) fill(tx storage.Tx, cp *Copy, a Answer, b, content messages.Brief) (err error) {
	if cp.Release.Class == Service {
		cp.Notice = b.Notice
		return nil
	}
	cp.Edition, cp.FellBack = cp.Version.Editions[a.Lang], a.FellBack
	if cp.Edition.Lang == "" {
		// Approved after the release: the version gains the language the first time somebody is to receive it.
		cp.Edition, err = n.Desk.Edition(tx, content, a.Lang)
	}
	return err
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
	if !cp.Release.Replaces() {
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

// AddLanguage serves those who were left out of a running or finished release for want of a language that is approved now,
// and nobody twice. It tells how many of them read a language that is approved, or fall back on one. While a correction is at the desk it
// serves nobody: that does so itself when it starts.
func (n *Network) AddLanguage(tx storage.Tx, brief string, now time.Time) (int, error) {
	b, err := n.Desk.Brief(tx, brief)
	if err != nil || b.Stage != messages.Released || b.Public != b.Rev {
		return 0, err
	}
	if _, err := n.Desk.Release(tx, brief, now); errors.Is(err, messages.ErrUnapproved) {
		return 0, nil // no language is fit to leave: more have to approve, or another fact is overdue
	} else if err != nil {
		return 0, err
	}
	if err := n.endCorrections(tx, b.ID); err != nil {
		return 0, err
	}
	return n.serveMissed(tx, b, now, func(r Release) bool { return r.Class != Service })
}

// mended are the reasons for which somebody is left out until more is approved, or a fact is confirmed.
var mended = []string{WhyLanguage, WhyApproval, WhyStale}

// missed tells whether a row left its recipient out for want of a language that is approved.
func missed(row outbox.Row) bool {
	return row.State == outbox.Skipped && slices.Contains(mended, row.Reason)
}

// serveMissed puts back into the queue whom the started releases of a brief, those that are asked for, left out for want of a language.
// It tells how many people read one that is approved now, or fall back on it; the door asks again of each.
func (n *Network) serveMissed(tx storage.Tx, b messages.Brief, now time.Time, which func(Release) bool) (int, error) {
	approved, err := n.Desk.Approved(tx, b, now)
	if err != nil {
		return 0, err
	}
	all, err := n.Releases(tx, b.ID)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, r := range all {
		if !r.Started || r.Cancelled || !which(r) {
			continue
		}
		if err := n.Outbox.Rows(tx, r.ID, func(row outbox.Row) error {
			if !missed(row) {
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
		again := 0
		if !r.Restored.IsZero() { // the language may have been added, and sent, since the backup
			err = n.withhold(tx, r.ID, func(row outbox.Row) (bool, error) { return missed(row), nil })
		} else {
			again, err = n.Outbox.Requeue(tx, r.ID, mended...)
		}
		if err == nil && again > 0 {
			err = n.unsettle(tx, r)
		}
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
