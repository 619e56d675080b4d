package campaigns

import (
	"errors"
	"slices"
	"time"

	"relais/messages"
	"relais/storage"
)

// Imported is what came of a file.
type Imported struct {
	Saved       []messages.Saved // every campaign, source, fact and brief, in that order
	Waits       []string         // campaigns of which a change of sponsor or disclosure waits for a second person
	Briefs      []messages.Brief // as they are kept now, in the file's order
	Corrections []FactCorrection // what changed facts owe to readers, and those of which nothing is owed any more
	Reopened    []messages.Brief // released ones, in no correction of these, of which the next revision has begun
}

// Count tells how many of a sort ("brief", or "" for all) had one of these outcomes, or any where none is named.
func (d Imported) Count(what string, of ...messages.Outcome) int {
	n := 0
	for _, s := range d.Saved {
		if (what == "" || s.What == what) && (len(of) == 0 || slices.Contains(of, s.Outcome)) {
			n++
		}
	}
	return n
}

// Import keeps what a lead wrote into a file, and records what that added or changed. It approves nothing: a brief waits for its review, a
// changed sponsorship for a second person, and a changed fact opens the correction of what was released on it, or ends one. After an error, which names all
// that was refused, the caller gives up the transaction.
func (n *Network) Import(tx storage.Tx, f messages.File, by messages.Alias, now time.Time) (Imported, error) {
	var done Imported
	var wrong []error
	for _, c := range f.Campaigns {
		o, waits, err := n.PutCampaign(tx, fromText(c), by, now)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		done.Saved = append(done.Saved, messages.Saved{What: "campaign", Name: c.Name, Outcome: o})
		if waits {
			done.Waits = append(done.Waits, c.Name)
		}
	}
	kept, err := n.Desk.Import(tx, f, by, now)
	if err := errors.Join(append(wrong, err)...); err != nil {
		return Imported{}, err
	}
	done.Saved, done.Briefs = append(done.Saved, kept.Saved...), kept.Briefs
	if err := n.recordImport(tx, kept, by, now); err != nil {
		return Imported{}, err
	}
	return done, n.followImport(tx, &done, by, now)
}

// recordImport records what was added or changed, but for campaigns, which have records of their own.
func (n *Network) recordImport(tx storage.Tx, kept messages.Imported, by messages.Alias, now time.Time) error {
	briefs := kept.Briefs
	for _, s := range kept.Saved {
		about := s.What + " " + s.Name
		if s.What == "brief" {
			about, briefs = briefs[0].ID, briefs[1:]
		}
		if s.Outcome == messages.Same {
			continue
		}
		if err := n.Record(tx, by, "import", about, now); err != nil {
			return err
		}
	}
	return nil
}

// followImport serves those who waited for somebody's word on a fact, opens what changed facts owe, and finds what else is open again.
func (n *Network) followImport(tx storage.Tx, done *Imported, by messages.Alias, now time.Time) error {
	var revised []string
	for _, s := range done.Saved {
		if s.Revised {
			revised = append(revised, s.Name)
		}
		if !s.Confirmed {
			continue
		}
		if err := n.Record(tx, by, "confirm", "fact "+s.Name, now); err != nil {
			return err
		}
		if _, err := n.serveAgain(tx, s.Name, now); err != nil {
			return err
		}
	}
	var err error
	if done.Corrections, err = n.followFacts(tx, revised, by, now); err != nil {
		return err
	}
	done.Reopened, err = n.Reopened(tx, now)
	done.Reopened = slices.DeleteFunc(done.Reopened, func(b messages.Brief) bool {
		return slices.ContainsFunc(done.Corrections, func(c FactCorrection) bool { return slices.Contains(c.Briefs, b.ID) })
	})
	return err
}

// Reopened lists the released briefs of which a change at this moment has begun the next revision, newest first.
func (n *Network) Reopened(tx storage.Tx, now time.Time) (out []messages.Brief, err error) {
	err = n.Desk.Briefs(tx, func(b messages.Brief) error {
		if b.Stage == messages.Released && b.Rev != b.Public && b.Updated.Equal(now) {
			out = append(out, b)
		}
		return nil
	})
	return out, err
}
