package messages

import (
	"slices"
	"time"

	"relais/storage"
)

// Rename has what was written, approved, asked for or found under one alias stand under another, since both name one person: whoever
// wrote a brief under either has no word in its approval, and one they gave before counts no more.
func (d *Desk) Rename(tx storage.Tx, from, to Alias, now time.Time) error {
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

// renamed puts one alias in the place of another, and tells whether it was there.
func (b *Brief) renamed(from, to Alias) bool {
	found := slices.Contains(b.Authors, from)
	if found {
		authors := slices.Clone(b.Authors)
		authors[slices.Index(authors, from)] = to
		b.Authors = nil
		for _, a := range authors {
			if !slices.Contains(b.Authors, a) {
				b.Authors = append(b.Authors, a)
			}
		}
	}
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
