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
	TooFar    string   // what the brief says must not be claimed, and the draft says in nearly these words; empty for nothing
	Moment    string   // words that call many to one moment
	Disclosed bool     // it says who the member is with, or need not
	Count     networks.Count
	Counted   bool // Count is known
}

// saidToo is how much of what must not be claimed a draft has to say in the same words to be told so. What denies it says less of it.
const saidToo = 0.75

// CheckDraft looks at a draft beside the facts of its brief, or without one beside all that the index holds.
func CheckDraft(x *match.Index, d OwnText, now time.Time) DraftAdvice {
	var out DraftAdvice
	in := match.Draft{Text: d.Text, Lang: string(d.Lang), Sample: d.Sample}
	for _, l := range d.Lines {
		in.Also = append(in.Also, l.Line, l.Short)
	}
	if e := d.Edition; e != nil {
		x = new(match.Index)
		k := newKnown(e.Facts, now)
		for _, v := range d.Earlier {
			k.before(v)
		}
		for _, f := range k.facts {
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
	if e := d.Edition; e != nil {
		for _, not := range e.Text.Not {
			if first := match.FirstSentence(not); match.TextOf(first).In(d.Text) >= saidToo { // what follows says why
				out.TooFar = first
				break
			}
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

// known are facts in the form in which drafts are held against them.
type known struct {
	facts []match.Fact
	at    map[string]int // by name
	rev   map[string]int
	old   map[string]bool // statements that stand among the old ones
}

func newKnown(facts []Fact, now time.Time) *known {
	k := &known{at: map[string]int{}, rev: map[string]int{}, old: map[string]bool{}}
	for _, f := range facts {
		m := match.Fact{ID: f.ID, Statement: map[string]string{}, Value: f.Value, Unit: f.Unit, AsOf: string(f.AsOf), Stale: f.Stale(now)}
		for lang, s := range f.Statement {
			m.Statement[string(lang)] = s
		}
		k.at[f.ID], k.rev[f.ID] = len(k.facts), f.Rev
		k.facts = append(k.facts, m)
	}
	return k
}

// before adds what the facts stated in a version that was released earlier.
func (k *known) before(v Version) {
	for _, e := range v.Editions {
		for _, f := range e.Facts {
			i, here := k.at[f.ID]
			if !here || f.Rev >= k.rev[f.ID] {
				continue
			}
			for _, s := range f.Statement {
				if key := f.ID + "\x00" + s; !k.old[key] {
					k.old[key] = true
					k.facts[i].Old = append(k.facts[i].Old, s)
				}
			}
		}
	}
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

// Vouched calls fn for every fact that a released brief shows, as it was approved, with what it stated in earlier versions. Only whether it was
// withdrawn or is overdue comes from the fact as it is now. It is what a draft without a brief is held against.
func (d *Desk) Vouched(tx storage.Tx, now time.Time, fn func(match.Fact)) error {
	newest := map[string]Fact{}
	var public []string
	if err := d.Briefs(tx, func(b Brief) error {
		if b.Stage == Released {
			public = append(public, versionKey(b.ID, b.Public))
		}
		return nil
	}); err != nil {
		return err
	}
	for _, key := range public {
		v, err := d.versions.Get(tx, key)
		if err != nil {
			return err
		}
		for _, e := range v.Editions {
			for _, f := range e.Facts {
				if old, there := newest[f.ID]; !there || old.Rev < f.Rev {
					newest[f.ID] = f
				}
			}
		}
	}
	var facts []Fact
	for _, id := range sortedKeys(newest) {
		f := newest[id]
		present, err := d.facts.Get(tx, id)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
		f.ReviewBy, f.Withdrawn = present.ReviewBy, present.Withdrawn || err != nil
		facts = append(facts, f)
	}
	k := newKnown(facts, now)
	if err := d.versions.Scan(tx, storage.Range{}, func(_ string, v Version) error {
		k.before(v)
		return nil
	}); err != nil {
		return err
	}
	for _, f := range k.facts {
		fn(f)
	}
	return nil
}
