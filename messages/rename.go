package messages

import (
	"errors"
	"slices"
	"time"

	"relais/storage"
)

// Rename has what was written, added, approved, asked for or found under one alias stand under another, since both name one person: whoever
// wrote a brief under either has no word in its approval, and one they gave before counts no more.
func (d *Desk) Rename(tx storage.Tx, from, to Alias, now time.Time) error {
	if err := d.renameRecords(tx, from, to); err != nil {
		return err
	}
	var theirs []Brief
	if err := d.Briefs(tx, func(b Brief) error {
		if b.renamed(from, to) {
			theirs = append(theirs, b)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, b := range theirs {
		if err := d.put(tx, b, now); err != nil {
			return err
		}
	}
	return d.renameConfirmed(tx, from, to)
}

// renameRecords does the same for who looks after facts and has confirmed them, and who added sources and so can't confirm them.
func (d *Desk) renameRecords(tx storage.Tx, from, to Alias) error {
	var facts []Fact
	var sources []Source
	err := errors.Join(
		d.Facts(tx, func(f Fact) error {
			if f.Owner == from || f.Confirmed.By == from || slices.Contains(f.Writers, from) {
				facts = append(facts, f)
			}
			return nil
		}),
		d.Sources(tx, func(s Source) error {
			if s.AddedBy == from {
				sources = append(sources, s)
			}
			return nil
		}))
	for _, f := range facts {
		if f.Owner == from {
			f.Owner = to
		}
		if f.Confirmed.By == from {
			f.Confirmed.By = to
		}
		f.Writers, _ = renamedIn(f.Writers, from, to)
		err = errors.Join(err, d.facts.Put(tx, f.ID, f))
	}
	for _, s := range sources {
		s.AddedBy = to
		err = errors.Join(err, d.sources.Put(tx, s.ID, s))
	}
	return err
}

// renamed puts one alias in the place of another, and tells whether it was there.
func (b *Brief) renamed(from, to Alias) bool {
	var found, beneath bool
	b.Authors, found = renamedIn(b.Authors, from, to)
	b.Hands, beneath = renamedIn(b.Hands, from, to)
	found = found || beneath
	b.Approvals, b.Asked = slices.Clone(b.Approvals), slices.Clone(b.Asked)
	for i := range b.Approvals {
		if b.Approvals[i].By == from {
			b.Approvals[i].By, found = to, true
		}
	}
	for i := range b.Asked {
		if b.Asked[i].By == from {
			b.Asked[i].By, found = to, true
		}
	}
	return found
}

// renamedIn puts one alias in the place of another in a list that holds each once, and tells whether it was there.
func renamedIn(all []Alias, from, to Alias) ([]Alias, bool) {
	if !slices.Contains(all, from) {
		return all, false
	}
	var out []Alias
	for _, a := range all {
		if a == from {
			a = to
		}
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out, true
}
