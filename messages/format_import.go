package messages

import (
	"errors"
	"fmt"
	"time"

	"relais/storage"
)

// Outcome is what became of a record of a file.
type Outcome string

// The outcomes.
const (
	Added   Outcome = "added"
	Changed Outcome = "changed"
	Same    Outcome = "same" // it was there already, exactly so
)

// Imported is what Import did.
type Imported struct {
	Briefs []Brief // as they are kept now, in the file's order
	Saved  []Saved // every source, fact and brief, in that order
}

// Saved is what became of one record.
type Saved struct {
	What, Name string // "source", "fact" or "brief", and its name
	Outcome    Outcome
	// Of a fact that was there: it says something else now, under its next revision, or it says the same and somebody's word that it holds came with
	// a later day of review. It is never both.
	Revised, Confirmed bool
}

// Import keeps what a file holds: sources, then facts, then briefs; campaigns are the caller's to keep. A brief whose name is known gets a new revision, any other
// a number. After an error, which names all records that were refused, the caller gives up the transaction, so that all or
// nothing is kept. It wraps storage.ErrNotFound where a fact names a source that is neither in the file nor kept, and ErrStage
// where a brief was withdrawn.
func (d *Desk) Import(tx storage.Tx, f File, by Alias, now time.Time) (Imported, error) {
	var done Imported
	var wrong []error
	note := func(s Saved, err error) {
		if err != nil {
			wrong = append(wrong, err)
			return
		}
		done.Saved = append(done.Saved, s)
	}
	// What rests on it is looked for once, however much is changed.
	sources, facts := map[string]bool{}, map[string]bool{}
	for _, s := range f.Sources {
		o, err := d.putSource(tx, s, by)
		if o == Changed {
			sources[s.ID] = true
		}
		note(Saved{What: "source", Name: s.ID, Outcome: o}, err)
	}
	for _, fact := range f.Facts {
		saved, err := d.importFact(tx, fact, by, now)
		if saved.Revised {
			facts[fact.ID] = true
		}
		note(saved, err)
	}
	if err := d.reviseOn(tx, by, now, facts, sources); err != nil {
		return Imported{}, err
	}
	for _, b := range f.Briefs {
		kept, o, err := d.importBrief(tx, b, by, now)
		note(Saved{What: "brief", Name: b.Name, Outcome: o}, err)
		done.Briefs = append(done.Briefs, kept)
	}
	if len(wrong) > 0 {
		return Imported{}, errors.Join(wrong...)
	}
	return done, nil
}

func (d *Desk) importFact(tx storage.Tx, f Fact, by Alias, now time.Time) (Saved, error) {
	for _, id := range f.Sources {
		if _, err := d.sources.Get(tx, id); errors.Is(err, storage.ErrNotFound) {
			return Saved{}, fmt.Errorf("fact %s: the source %s is neither in the file nor kept here: add it to the file (%w)", f.ID, id, err)
		}
	}
	_, saved, err := d.putFact(tx, f, by, now)
	return saved, err
}

func (d *Desk) importBrief(tx storage.Tx, b Brief, by Alias, now time.Time) (Brief, Outcome, error) {
	keys, err := d.briefs.Find(tx, "name", b.Name)
	if err != nil {
		return b, "", err
	}
	var old Brief
	b.ID = ""
	if len(keys) > 0 {
		if old, err = d.briefs.Get(tx, keys[0]); err != nil {
			return b, "", err
		}
		b.ID = old.ID
	}
	kept, err := d.Save(tx, b, by, now)
	if errors.Is(err, ErrStage) {
		err = fmt.Errorf("brief %s was withdrawn and stays so: give the new one another name (%w)", b.Name, err)
	}
	if len(keys) > 0 && kept.Rev == old.Rev {
		return kept, Same, err
	}
	return kept, outcome(len(keys) > 0), err
}

func outcome(known bool) Outcome {
	if known {
		return Changed
	}
	return Added
}

// Export gives a brief as a file, with the facts and sources that it rests on as they stand now. What does not exist is left
// out.
func (d *Desk) Export(tx storage.Tx, b Brief) (File, error) {
	f := File{Briefs: []Brief{b}}
	seen := map[string]bool{}
	for _, id := range b.FactIDs() {
		fact, err := d.facts.Get(tx, id)
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil {
			return f, fmt.Errorf("fact %s: %w", id, err)
		}
		f.Facts = append(f.Facts, fact)
		for _, sid := range fact.Sources {
			if seen[sid] {
				continue
			}
			seen[sid] = true
			s, err := d.sources.Get(tx, sid)
			if errors.Is(err, storage.ErrNotFound) {
				continue
			}
			if err != nil {
				return f, fmt.Errorf("source %s: %w", sid, err)
			}
			f.Sources = append(f.Sources, s)
		}
	}
	return f, nil
}
