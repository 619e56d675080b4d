package messages

import (
	"testing"
	"time"

	"relais/storage"
	"relais/storage/storagetest"
)

var now = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)

// sponsors answers for campaigns as the network would.
type sponsors map[string]Sponsorship

func (s sponsors) Sponsorship(_ storage.Tx, campaign string) (Sponsorship, error) {
	found, ok := s[campaign]
	if !ok {
		return found, storage.ErrNotFound
	}
	return found, nil
}

func (s sponsors) Approvals(_ storage.Tx, campaign string, k Kind) (int, error) {
	if _, ok := s[campaign]; !ok {
		return 0, storage.ErrNotFound
	}
	return LeastApprovals(k), nil
}

// rig is a desk over a fresh store, with the example's source, fact and campaign, and its brief in four languages.
type rig struct {
	t     *testing.T
	store *storage.Store
	desk  *Desk
	who   sponsors
	brief Brief
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, store: storagetest.New(t), who: sponsors{}}
	r.desk = NewDesk(r.store, r.who)
	lines := map[Lang]Disclosure{}
	for _, l := range Languages() {
		lines[l] = Disclosure{Line: "I volunteer with " + string(l), Short: "Volunteer"}
	}
	r.who["living-heritage"] = Sponsorship{RunBy: "Example Foundation", PaidBy: "Example Foundation", Payer: NGO, Contact: "contact@example.org", Lines: lines}
	f, err := ParseFile("example.txt", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []Lang{"fr", "ar", "es"} {
		text := f.Briefs[0].Texts["en"]
		text.Title = "Title in " + string(l)
		f.Briefs[0].Texts[l] = text
	}
	r.do(func(tx storage.Tx) error {
		done, err := r.desk.Import(tx, f, "author", now)
		if err == nil {
			r.brief = done.Briefs[0]
		}
		return err
	})
	return r
}

// do runs a transaction that has to succeed.
func (r *rig) do(fn func(tx storage.Tx) error) {
	r.t.Helper()
	if err := r.store.Update(r.t.Context(), fn); err != nil {
		r.t.Fatal(err)
	}
}

// try runs a transaction and gives its error.
func (r *rig) try(fn func(tx storage.Tx) error) error {
	return r.store.Update(r.t.Context(), fn)
}

// submit puts the brief before its reviewers.
func (r *rig) submit() {
	r.t.Helper()
	r.do(func(tx storage.Tx) error {
		_, err := r.desk.Submit(tx, r.brief.ID, now)
		return err
	})
}

// shown is the short hash of what a reviewer sees in a language now.
func (r *rig) shown(lang Lang) string {
	r.t.Helper()
	var short string
	r.do(func(tx storage.Tx) error {
		b, err := r.desk.Brief(tx, r.brief.ID)
		if err != nil {
			return err
		}
		e, err := r.desk.Edition(tx, b, lang)
		short = e.Hash().Short()
		return err
	})
	return short
}

// approve lets somebody who reads every language approve one as it is now.
func (r *rig) approve(by Alias, lang Lang) error {
	r.t.Helper()
	shown := r.shown(lang)
	return r.try(func(tx storage.Tx) error {
		_, err := r.desk.Approve(tx, r.brief.ID, Reader{by, Languages()}, lang, shown, now)
		return err
	})
}

// mustApprove lets somebody approve languages.
func (r *rig) mustApprove(by Alias, langs ...Lang) {
	r.t.Helper()
	for _, l := range langs {
		if err := r.approve(by, l); err != nil {
			r.t.Fatalf("%s approves %s: %v", by, l, err)
		}
	}
}

// approved lists the languages of the working copy that are approved now.
func (r *rig) approved() []Lang {
	r.t.Helper()
	var langs []Lang
	r.do(func(tx storage.Tx) error {
		b, err := r.desk.Brief(tx, r.brief.ID)
		if err != nil {
			return err
		}
		langs, err = r.desk.Approved(tx, b, now)
		return err
	})
	return langs
}

// save changes the brief as somebody who edits it would.
func (r *rig) save(by Alias, change func(*Brief)) Brief {
	r.t.Helper()
	var kept Brief
	r.do(func(tx storage.Tx) error {
		b, err := r.desk.Brief(tx, r.brief.ID)
		if err != nil {
			return err
		}
		change(&b)
		kept, err = r.desk.Save(tx, b, by, now)
		return err
	})
	return kept
}

// retitle changes one language's title.
func retitle(lang Lang) func(*Brief) {
	return func(b *Brief) {
		text := b.Texts[lang]
		text.Title += "!"
		b.Texts[lang] = text
	}
}

// refact changes the fact that everything rests on.
func (r *rig) refact(change func(*Fact)) Fact {
	r.t.Helper()
	var kept Fact
	r.do(func(tx storage.Tx) error {
		f, err := r.desk.Fact(tx, "couscous-2020")
		if err != nil {
			return err
		}
		change(&f)
		kept, err = r.desk.PutFact(tx, f, "editor", now)
		return err
	})
	return kept
}
