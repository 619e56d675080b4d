package campaigns

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

// Touched is what rests on a fact.
type Touched struct {
	Briefs []messages.Brief           // newest first
	Langs  map[string][]messages.Lang // by brief, those in which it rests on the fact, in its working copy or in what is public
	Copies int                        // delivered, or possibly so, of briefs and posts that showed the fact
	Kits   int                        // opened of what showed it
	Shares int                        // of what showed it, that members agreed to have counted
}

// Touches finds what rests on a fact.
func (n *Network) Touches(tx storage.Tx, fact string) (Touched, error) {
	out := Touched{Langs: map[string][]messages.Lang{}}
	var err error
	if out.Briefs, err = n.Desk.Resting(tx, fact); err != nil {
		return out, err
	}
	for _, b := range out.Briefs {
		versions, err := n.Desk.Versions(tx, b.ID)
		if err != nil {
			return out, err
		}
		on, shown := b.LangsOn(fact), shows{}
		for _, v := range versions {
			shown.add(v, fact)
			if v.Rev == b.Public && b.Stage == messages.Released {
				on = append(on, v.Content.LangsOn(fact)...)
			}
		}
		for _, l := range messages.Languages() {
			if slices.Contains(on, l) {
				out.Langs[b.ID] = append(out.Langs[b.ID], l)
			}
		}
		if err := n.countShown(tx, b.ID, shown, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// shows are the revisions and languages of a brief that showed a fact; those of no language are of any.
type shows map[edition]bool

type edition struct {
	rev  int
	lang messages.Lang
}

func (s shows) add(v messages.Version, fact string) {
	for lang, e := range v.Editions {
		if slices.ContainsFunc(e.Facts, func(f messages.Fact) bool { return f.ID == fact }) {
			s[edition{v.Rev, lang}], s[edition{v.Rev, ""}] = true, true
		}
	}
}

func (n *Network) countShown(tx storage.Tx, brief string, shown shows, out *Touched) error {
	all, err := n.Releases(tx, brief)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Replaces() {
			continue
		}
		if err := n.Outbox.Rows(tx, r.ID, func(row outbox.Row) error {
			if (row.State == outbox.Sent || row.State == outbox.InDoubt) && shown[edition{row.Rev, messages.Lang(row.Lang)}] {
				out.Copies++
			}
			return nil
		}); err != nil {
			return err
		}
	}
	if err := n.Reach.Kits(tx, brief, 0, func(k reach.Kit) error {
		if !k.Sample && shown[edition{k.Rev, k.Lang}] {
			out.Kits++
		}
		return nil
	}); err != nil {
		return err
	}
	shares, err := n.Reach.SharesOfBrief(tx, brief)
	for _, s := range shares {
		if s.Closed != "deleted" && shown[edition{s.Rev, s.Lang}] {
			out.Shares++
		}
	}
	return err
}

// FactCorrection is what a change of one fact owes to the readers of every released brief that rests on it. It ends when each of them has been
// corrected or withdrawn, or the fact is again as they were shown it.
type FactCorrection struct {
	ID     uint64         `json:"id"`
	Fact   string         `json:"fact"`
	By     messages.Alias `json:"by"` // who changed it last
	At     time.Time      `json:"at"`
	Briefs []string       `json:"briefs"`
	Done   bool           `json:"done,omitempty"` // since a brief of it was last released or withdrawn, or the fact changed back, nothing is owed
}

func correctionSpec() storage.Spec[FactCorrection] {
	return storage.Spec[FactCorrection]{Name: "corrections", Indexes: []storage.Index[FactCorrection]{
		{Name: "open", Values: func(_ string, c FactCorrection) []string {
			if c.Done {
				return nil
			}
			return []string{"open"}
		}},
	}}
}

// Ref names the correction to people: "K3".
func (c FactCorrection) Ref() string { return "K" + strconv.FormatUint(c.ID, 10) }

// Owes tells whether a brief still has to be corrected for a change of a fact: in a language that its readers have, what was released last
// shows the fact as it was before.
func (n *Network) Owes(tx storage.Tx, b messages.Brief, fact string) (bool, error) {
	if b.Stage != messages.Released {
		return false, nil
	}
	f, err := n.Desk.Fact(tx, fact)
	if err != nil {
		return false, err
	}
	versions, err := n.Desk.Versions(tx, b.ID)
	if err != nil {
		return false, err
	}
	seen := map[messages.Lang]bool{}
	for _, v := range versions { // newest first
		for lang, e := range v.Editions {
			if seen[lang] {
				continue
			}
			seen[lang] = true
			if _, written := b.Texts[lang]; !written {
				continue // its readers were given another
			}
			if slices.ContainsFunc(e.Facts, func(x messages.Fact) bool { return x.ID == f.ID && x.Rev < f.Rev && !x.SeenAlike(f, lang) }) {
				return true, nil
			}
		}
	}
	return false, nil
}

// FactCorrection finds a correction by its name; storage.ErrNotFound where there is none.
func (n *Network) FactCorrection(tx storage.Tx, ref string) (FactCorrection, error) {
	id, err := strconv.ParseUint(strings.TrimLeft(ref, "Kk"), 10, 64)
	if err != nil {
		return FactCorrection{}, fmt.Errorf("correction %q: %w", ref, storage.ErrNotFound)
	}
	return n.corrections.Get(tx, storage.Ordinal(id))
}

// FactCorrections lists those with a brief that is still owed, oldest first.
func (n *Network) FactCorrections(tx storage.Tx) ([]FactCorrection, error) {
	keys, err := n.corrections.Find(tx, "open", "open")
	if err != nil {
		return nil, err
	}
	var out []FactCorrection
	for _, k := range keys {
		c, err := n.corrections.Get(tx, k)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// endCorrections ends those in which a brief that was just released, in one language more, or withdrawn was the last one owed.
func (n *Network) endCorrections(tx storage.Tx, brief string) error {
	open, err := n.FactCorrections(tx)
	if err != nil {
		return err
	}
	for _, c := range open {
		if !slices.Contains(c.Briefs, brief) {
			continue
		}
		if owed, err := n.owed(tx, c); err != nil || owed {
			if err != nil {
				return err
			}
			continue
		}
		c.Done = true
		if err := n.corrections.Put(tx, storage.Ordinal(c.ID), c); err != nil {
			return err
		}
	}
	return nil
}

func (n *Network) owed(tx storage.Tx, c FactCorrection) (bool, error) {
	for _, id := range c.Briefs {
		b, err := n.Desk.Brief(tx, id)
		if err != nil {
			return false, err
		}
		if owes, err := n.Owes(tx, b, c.Fact); err != nil || owes {
			return owes, err
		}
	}
	return false, nil
}

// ChangeFact keeps another wording, figure or source of a fact, or that it is withdrawn, and opens one correction for all that was released on
// it, or ends the one that is open where nothing is owed any more; the zero value where there is neither. A fact is known to be changed by its
// revision.
func (n *Network) ChangeFact(tx storage.Tx, f messages.Fact, by messages.Alias, now time.Time) (messages.Fact, FactCorrection, error) {
	old, err := n.Desk.Fact(tx, f.ID)
	if err != nil {
		return f, FactCorrection{}, err
	}
	if f, err = n.Desk.PutFact(tx, f, by, now); err != nil || f.Rev == old.Rev {
		return f, FactCorrection{}, err
	}
	what := "change"
	if f.Withdrawn && !old.Withdrawn {
		what = "withdraw"
	}
	if err := n.Record(tx, by, what, "fact "+f.ID, now); err != nil {
		return f, FactCorrection{}, err
	}
	all, err := n.followFacts(tx, []string{f.ID}, by, now)
	if err != nil || len(all) == 0 {
		return f, FactCorrection{}, err
	}
	return f, all[0], nil
}

// followFacts opens the correction of what was released on each fact that has just been changed, or adds to the one that is open already. That
// one ends where nothing is owed any more, since the fact is again what readers were shown. Where nothing was owed before either there is none.
func (n *Network) followFacts(tx storage.Tx, facts []string, by messages.Alias, now time.Time) ([]FactCorrection, error) {
	if len(facts) == 0 {
		return nil, nil
	}
	resting, err := n.Desk.RestingOn(tx, facts...)
	if err != nil {
		return nil, err
	}
	open, err := n.FactCorrections(tx)
	if err != nil {
		return nil, err
	}
	var out []FactCorrection
	for _, fact := range facts {
		c := FactCorrection{Fact: fact}
		if i := slices.IndexFunc(open, func(c FactCorrection) bool { return c.Fact == fact }); i >= 0 {
			c = open[i]
		}
		owed := false
		c.By, c.At, c.Briefs = by, now.UTC(), slices.Clone(c.Briefs)
		for _, b := range slices.Backward(resting[fact]) {
			owes, err := n.Owes(tx, b, fact)
			if err != nil {
				return nil, err
			}
			if owed = owed || owes; owes && !slices.Contains(c.Briefs, b.ID) {
				c.Briefs = append(c.Briefs, b.ID)
			}
		}
		if !owed && c.ID == 0 {
			continue
		}
		if c.ID == 0 {
			c.ID, err = n.Store.Next(tx, "corrections")
		} else if c.Done = !owed; c.Done {
			err = n.Record(tx, by, "end correction", c.Ref()+" of fact "+fact, now)
		}
		if err != nil {
			return nil, err
		}
		if err := n.corrections.Put(tx, storage.Ordinal(c.ID), c); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// ConfirmFact records that a fact still holds until a day, and serves those who were left out while it was overdue. It tells how many they are.
func (n *Network) ConfirmFact(tx storage.Tx, id string, by messages.Alias, until messages.Date, now time.Time) (messages.Fact, int, error) {
	before, err := n.Desk.Fact(tx, id)
	if err != nil {
		return before, 0, err
	}
	f, err := n.Desk.Confirm(tx, id, by, until, now)
	if err != nil {
		return f, 0, err
	}
	if err := n.Record(tx, by, "confirm", "fact "+id, now); err != nil {
		return f, 0, err
	}
	if !before.Stale(now) {
		return f, 0, nil // nobody was left out
	}
	people, err := n.serveAgain(tx, id, now)
	return f, people, err
}

// serveAgain serves those who were left out of what rests on a fact, and tells how many they are.
func (n *Network) serveAgain(tx storage.Tx, fact string, now time.Time) (int, error) {
	resting, err := n.Desk.Resting(tx, fact)
	if err != nil {
		return 0, err
	}
	people := 0
	for _, b := range resting {
		again, err := n.AddLanguage(tx, b.ID, now)
		if err != nil {
			return people, err
		}
		people += again
	}
	return people, nil
}
