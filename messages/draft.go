package messages

import (
	"errors"
	"strings"
	"time"

	"relais/messages/match"
	"relais/messages/networks"
	"relais/storage"
)

// OwnText is what a member wrote and wants looked at before they post it.
type OwnText struct {
	Text string
	Lang Lang
	// Edition is the brief that it is about, nil for none; Earlier are what was released of that brief before.
	Edition *Edition
	Earlier []Version
	Network *networks.Network // where it is to be posted; nil where that is not said
	Sample  string            // of that brief for that network
	Lines   []Disclosure      // of which one says who the member is with; none: nothing is missed
}

// DraftAdvice is what an attentive reader would say of a draft. It is advice: nothing of it blocks anything.
type DraftAdvice struct {
	Marks     []match.Mark
	Facts     []string // the facts that it speaks of, nearest first
	Copied    bool     // it is nearly the sample
	Person    string   // somebody it targets, or how to reach somebody; empty for nobody
	Moment    string   // words that call many to one moment
	Disclosed bool     // it says who the member is with, or need not
	Count     networks.Count
	Counted   bool // Count is known
}

// CheckDraft looks at a draft beside the facts of its brief, or without one beside all that the index holds.
func CheckDraft(x *match.Index, d OwnText, now time.Time) DraftAdvice {
	var out DraftAdvice
	in := match.Draft{Text: d.Text, Lang: string(d.Lang), Sample: d.Sample}
	for _, l := range d.Lines {
		in.Also = append(in.Also, l.Line, l.Short)
	}
	if e := d.Edition; e != nil {
		x = new(match.Index)
		for _, f := range KnownFacts(e.Facts, d.Earlier, now) {
			x.Put(f)
			in.Brief = append(in.Brief, f.ID)
		}
		in.Denies = e.Kind == Response && e.Finding != True
		in.Also = append(in.Also, e.Text.Title, e.Text.Claim, e.Text.Summary, e.Text.Critic, e.Sponsorship.RunBy, e.Sponsorship.PaidBy)
		in.Also = append(append(in.Also, e.Text.Not...), e.Text.Prompts...)
		for _, p := range e.Text.Points {
			in.Also = append(in.Also, p.Text)
		}
		for _, s := range e.Sources {
			in.Also = append(in.Also, s.Title, s.Publisher, s.Quote)
		}
	}
	r := x.Check(in)
	out.Marks, out.Facts = r.Marks, r.Facts
	out.Copied = d.Sample != "" && r.Sample >= match.NearlyTheSample
	out.Person, out.Moment = Person(d.Text), synchronised(d.Text)
	out.Disclosed = len(d.Lines) == 0
	folded := match.Fold(d.Text)
	for _, l := range d.Lines {
		for _, line := range []string{l.Line, l.Short} {
			out.Disclosed = out.Disclosed || line != "" && strings.Contains(folded, match.Fold(line))
		}
	}
	if d.Network != nil {
		if c, err := d.Network.Count(d.Text); err == nil && c.Limit > 0 {
			out.Count, out.Counted = c, true
		}
	}
	return out
}

// KnownFacts gives facts in the form in which drafts are held against them, with what they stated in versions that were released earlier.
func KnownFacts(facts []Fact, released []Version, now time.Time) []match.Fact {
	var out []match.Fact
	at := map[string]int{}
	for _, f := range facts {
		k := match.Fact{ID: f.ID, Statement: map[string]string{}, Value: f.Value, Unit: f.Unit, AsOf: string(f.AsOf), Stale: f.Stale(now)}
		for lang, s := range f.Statement {
			k.Statement[string(lang)] = s
		}
		at[f.ID] = len(out)
		out = append(out, k)
	}
	revs := map[string]int{}
	for _, f := range facts {
		revs[f.ID] = f.Rev
	}
	said := map[string]bool{}
	for _, v := range released {
		for _, e := range v.Editions {
			for _, f := range e.Facts {
				i, known := at[f.ID]
				if !known || f.Rev >= revs[f.ID] {
					continue
				}
				for _, s := range f.Statement {
					if key := f.ID + "\x00" + s; !said[key] {
						said[key] = true
						out[i].Old = append(out[i].Old, s)
					}
				}
			}
		}
	}
	return out
}

const vouchesKey = "changes"

// vouch notes that Vouched would give something else now.
func (d *Desk) vouch(tx storage.Tx) error {
	n, err := d.Vouches(tx)
	if err != nil {
		return err
	}
	return d.vouches.Put(tx, vouchesKey, n+1)
}

// Vouches counts the changes of what Vouched gives, from 0: as long as it stays the same, and no day of review passes, so does that.
func (d *Desk) Vouches(tx storage.Tx) (int, error) {
	n, err := d.vouches.Get(tx, vouchesKey)
	if errors.Is(err, storage.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// Vouched calls fn for every fact on which something public rests, as it is now, with what it stated in earlier released versions. It is what
// a draft without a brief is held against.
func (d *Desk) Vouched(tx storage.Tx, now time.Time, fn func(match.Fact)) error {
	var released []Version
	ids := map[string]bool{}
	if err := d.versions.Scan(tx, storage.Range{}, func(_ string, v Version) error {
		for _, e := range v.Editions {
			for _, f := range e.Facts {
				ids[f.ID] = true
			}
		}
		released = append(released, v)
		return nil
	}); err != nil {
		return err
	}
	var facts []Fact
	if err := d.Facts(tx, func(f Fact) error {
		if ids[f.ID] {
			facts = append(facts, f)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, f := range KnownFacts(facts, released, now) {
		fn(f)
	}
	return nil
}
