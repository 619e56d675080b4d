package messages

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/storage"
)

// Desk keeps sources, facts, briefs and their released versions, and carries out what the vetting rules on Brief allow.
// Every method works inside the caller's transaction.
type Desk struct {
	store    *storage.Store
	sponsors Sponsors
	sources  *storage.Collection[Source]
	healths  *storage.Collection[Health]
	pages    *storage.Collection[PageText]
	facts    *storage.Collection[Fact]
	briefs   *storage.Collection[Brief]
	versions *storage.Collection[Version]
	editions *storage.Collection[Edition] // as approved last, by brief and language
	vouches  *storage.Collection[int]
}

// NewDesk opens the collections of what may be said.
func NewDesk(store *storage.Store, sponsors Sponsors) *Desk {
	return &Desk{
		store:    store,
		sponsors: sponsors,
		sources:  storage.NewCollection(store, storage.Spec[Source]{Name: "sources"}),
		healths:  storage.NewCollection(store, storage.Spec[Health]{Name: "source-health"}),
		pages:    storage.NewCollection(store, storage.Spec[PageText]{Name: "source-text"}),
		facts:    storage.NewCollection(store, storage.Spec[Fact]{Name: "facts"}),
		briefs: storage.NewCollection(store, storage.Spec[Brief]{Name: "briefs", Indexes: []storage.Index[Brief]{
			{Name: "name", Unique: true, Values: func(_ string, b Brief) []string { return []string{b.Name} }},
		}}),
		versions: storage.NewCollection(store, storage.Spec[Version]{Name: "versions"}),
		editions: storage.NewCollection(store, storage.Spec[Edition]{Name: "approved"}),
		vouches:  storage.NewCollection(store, storage.Spec[int]{Name: "vouches"}),
	}
}

// Source finds a source by name; storage.ErrNotFound where there is none.
func (d *Desk) Source(tx storage.Tx, id string) (Source, error) { return d.sources.Get(tx, id) }

// Fact finds a fact by name; storage.ErrNotFound where there is none.
func (d *Desk) Fact(tx storage.Tx, id string) (Fact, error) { return d.facts.Get(tx, id) }

// Brief finds a brief by its number ("B12", "b12" or "12") or its name; storage.ErrNotFound where there is none.
func (d *Desk) Brief(tx storage.Tx, ref string) (Brief, error) {
	if n, err := strconv.ParseUint(strings.TrimLeft(ref, "Bb"), 10, 64); err == nil {
		return d.briefs.Get(tx, briefKey(n))
	}
	keys, err := d.briefs.Find(tx, "name", strings.ToLower(ref))
	if err != nil {
		return Brief{}, err
	}
	if len(keys) == 0 {
		return Brief{}, fmt.Errorf("brief %q: %w", ref, storage.ErrNotFound)
	}
	return d.briefs.Get(tx, keys[0])
}

// Briefs calls fn for every brief, newest first; fn may return storage.ErrStop.
func (d *Desk) Briefs(tx storage.Tx, fn func(Brief) error) error {
	return d.briefs.Scan(tx, storage.Range{Down: true}, func(_ string, b Brief) error { return fn(b) })
}

// Sources calls fn for every source in order of their names; fn may return storage.ErrStop.
func (d *Desk) Sources(tx storage.Tx, fn func(Source) error) error {
	return d.sources.Scan(tx, storage.Range{}, func(_ string, s Source) error { return fn(s) })
}

// Facts calls fn for every fact in order of their names; fn may return storage.ErrStop.
func (d *Desk) Facts(tx storage.Tx, fn func(Fact) error) error {
	return d.facts.Scan(tx, storage.Range{}, func(_ string, f Fact) error { return fn(f) })
}

// PutSource keeps a source. A changed one voids what shows it and opens its briefs' next revision (see Revise); with another
// address or quote what is known of its health is forgotten.
func (d *Desk) PutSource(tx storage.Tx, s Source, by Alias, now time.Time) error {
	o, err := d.putSource(tx, s, by)
	if err != nil || o != Changed {
		return err
	}
	return d.reviseOn(tx, by, now, nil, map[string]bool{s.ID: true})
}

func (d *Desk) putSource(tx storage.Tx, s Source, by Alias) (Outcome, error) {
	if err := s.Validate(); err != nil {
		return "", fmt.Errorf("source %s: %w", s.ID, err)
	}
	old, err := d.sources.Get(tx, s.ID)
	if errors.Is(err, storage.ErrNotFound) {
		s.AddedBy = by
		return Added, d.sources.Put(tx, s.ID, s)
	}
	if err != nil {
		return "", err
	}
	s.AddedBy = old.AddedBy
	if Equal(s, old) {
		return Same, nil
	}
	return Changed, errors.Join(d.sources.Put(tx, s.ID, s), d.forget(tx, s, old))
}

// PutFact keeps a fact; a change adds a revision to it and opens its briefs' next one (see Revise), except of its day of review alone. Its
// sources must be there.
func (d *Desk) PutFact(tx storage.Tx, f Fact, by Alias, now time.Time) (Fact, error) {
	kept, saved, err := d.putFact(tx, f, by, now)
	if err != nil || !saved.Revised {
		return kept, err
	}
	return kept, d.reviseOn(tx, by, now, map[string]bool{f.ID: true}, nil)
}

// putFact gives a fact as it is kept, and what became of it. What was withdrawn stays so, and a later day of review, if that has not passed, is its
// confirmation by whoever gives it.
func (d *Desk) putFact(tx storage.Tx, f Fact, by Alias, now time.Time) (Fact, Saved, error) {
	saved := Saved{What: "fact", Name: f.ID}
	if err := f.Validate(); err != nil {
		return f, saved, fmt.Errorf("fact %s: %w", f.ID, err)
	}
	for _, id := range f.Sources {
		if _, err := d.sources.Get(tx, id); err != nil {
			return f, saved, fmt.Errorf("fact %s: source %s: %w", f.ID, id, err)
		}
	}
	if f.Confidence == "" {
		f.Confidence = Established
	}
	old, err := d.facts.Get(tx, f.ID)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		f.Owner, f.Writers, f.Rev = by, []Alias{by}, 1
		saved.Outcome = Added
		return f, saved, d.facts.Put(tx, f.ID, f)
	case err != nil:
		return f, saved, err
	}
	f.Owner, f.Writers, f.Rev, f.Confirmed = old.Owner, old.Writers, old.Rev, old.Confirmed
	f.Withdrawn = f.Withdrawn || old.Withdrawn
	if f.ReviewBy == "" {
		f.ReviewBy = old.ReviewBy
	}
	if Equal(f, old) {
		saved.Outcome = Same
		return old, saved, nil
	}
	said := f
	said.ReviewBy, said.About = old.ReviewBy, old.About
	saved.Outcome, saved.Revised = Changed, !Equal(said, old)
	saved.Confirmed = !saved.Revised && old.ReviewBy != "" && f.ReviewBy > old.ReviewBy && !f.Stale(now)
	if saved.Confirmed {
		f.Confirmed = Confirmation{By: by, On: Date(now.UTC().Format(time.DateOnly))}
	}
	if saved.Revised {
		f.Rev++
		if !slices.Contains(f.Writers, by) {
			f.Writers = append(slices.Clone(f.Writers), by)
		}
	}
	return f, saved, errors.Join(d.facts.Put(tx, f.ID, f), d.vouch(tx))
}

// reviseOn revises the briefs that rest on these facts, or on facts with these sources.
func (d *Desk) reviseOn(tx storage.Tx, by Alias, now time.Time, facts, sources map[string]bool) error {
	changed := maps.Clone(facts)
	if len(sources) > 0 {
		if err := d.Facts(tx, func(f Fact) error {
			if slices.ContainsFunc(f.Sources, func(id string) bool { return sources[id] }) {
				changed = put(changed, f.ID, true)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return d.Revise(tx, by, now, func(b Brief) bool {
		return slices.ContainsFunc(b.FactIDs(), func(id string) bool { return changed[id] })
	})
}

// Revise is what follows when something under the briefs that rest on it has changed: who changed it has a hand in them, so
// cannot approve them, and of a released one the next revision begins. What its readers were given stays on record as it was,
// and they get the new one as a correction once it is approved.
func (d *Desk) Revise(tx storage.Tx, by Alias, now time.Time, rests func(Brief) bool) error {
	var touched []Brief
	if err := d.Briefs(tx, func(b Brief) error {
		if b.Stage != Withdrawn && rests(b) {
			touched = append(touched, b)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, b := range touched {
		b.addAuthor(by)
		if b.Rev == b.Public {
			b.Rev++
			b.Texts = maps.Clone(b.Texts)
			for l, t := range b.Texts { // what they say of a change is the last one's
				t.Changed = ""
				b.Texts[l] = t
			}
		}
		if err := d.put(tx, b, now); err != nil {
			return err
		}
	}
	return nil
}

// Save keeps what author wrote: a new brief where b.ID is empty, else a new revision of that one. Only the content is taken
// from b; number, stage, approvals and authors are the desk's. A brief that is the same as before stays as it is.
func (d *Desk) Save(tx storage.Tx, b Brief, author Alias, now time.Time) (Brief, error) {
	b.Name = strings.ToLower(strings.TrimSpace(b.Name))
	if err := b.Validate(); err != nil {
		return b, fmt.Errorf("brief %s: %w", b.Name, err)
	}
	b.Until = b.Until.UTC().Truncate(time.Second)
	if b.ID == "" {
		n, err := d.store.Next(tx, "briefs")
		if err != nil {
			return b, err
		}
		b.ID, b.Rev, b.Public, b.Stage = "B"+strconv.FormatUint(n, 10), 1, 0, Draft
		b.Authors, b.Approvals, b.Asked, b.Notice = []Alias{author}, nil, nil, ""
		return b, d.put(tx, b, now)
	}
	old, err := d.Brief(tx, b.ID)
	if err != nil {
		return b, err
	}
	if old.Stage == Withdrawn {
		return old, ErrWithdrawn
	}
	content := b
	content.keepDesk(old)
	if content.Public > 0 {
		v, err := d.versions.Get(tx, versionKey(content.ID, content.Public))
		if err != nil {
			return old, err
		}
		content.Texts = reworded(content.Texts, v.Content.Texts)
	}
	if Equal(content, old) {
		return old, nil
	}
	content.Rev++
	content.addAuthor(author)
	return content, d.put(tx, content, now)
}

// reworded takes out what a text says that an earlier revision changed where it is another one than was released: this one changes something
// else. A language that stays as it is keeps it, and with it its approval.
func reworded(texts, released map[Lang]Text) map[Lang]Text {
	out := maps.Clone(texts)
	for l, t := range out {
		was := released[l]
		same := t
		if same.Changed = was.Changed; t.Changed == was.Changed && !Equal(same, was) {
			t.Changed = ""
			out[l] = t
		}
	}
	return out
}

// Submit puts a draft before its reviewers. Findings that block are the caller's to check first (Lint).
func (d *Desk) Submit(tx storage.Tx, id string, now time.Time) (Brief, error) {
	b, err := d.Brief(tx, id)
	if err != nil {
		return b, err
	}
	switch b.Stage {
	case Draft:
		b.Stage = InReview
	case InReview, Released:
	default:
		return b, b.OtherStage()
	}
	b.Asked = nil
	return b, d.put(tx, b, now)
}

// Approve records r's approval of one language as r was shown it; see Brief.Approve for what is refused.
func (d *Desk) Approve(tx storage.Tx, id string, r Reader, lang Lang, shown string, now time.Time) (Brief, error) {
	b, err := d.Brief(tx, id)
	if err != nil {
		return b, err
	}
	e, err := d.Edition(tx, b, lang)
	if err != nil {
		return b, err
	}
	seen := e.Hash()
	if shown != seen.Short() {
		seen = Hash{}
	}
	needed, err := d.sponsors.Approvals(tx, b.Campaign, b.Kind)
	if err != nil {
		return b, err
	}
	if err := b.Approve(r, lang, seen, e.Hash(), needed, now); err != nil {
		return b, err
	}
	if len(b.ApprovedBy(lang, seen)) >= needed {
		err = d.editions.Put(tx, editionKey(b.ID, lang), e)
	}
	return b, errors.Join(err, d.put(tx, b, now))
}

// Ask records that a reviewer wants a change in one language, and takes back that reviewer's approval of it.
func (d *Desk) Ask(tx storage.Tx, id string, r Reader, lang Lang, why string, now time.Time) (Brief, error) {
	b, err := d.Brief(tx, id)
	if err != nil {
		return b, err
	}
	if b.Stage != InReview && b.Stage != Released {
		return b, b.OtherStage()
	}
	switch _, written := b.Texts[lang]; {
	case b.HadHand(r.Alias):
		return b, ErrOwnBrief
	case !written:
		return b, &LangError{lang, ErrNoText}
	case !slices.Contains(r.Reads, lang):
		return b, &LangError{lang, ErrNotReader}
	}
	b.Approvals = slices.DeleteFunc(b.Approvals, func(a Approval) bool { return a.Lang == lang && a.By == r.Alias })
	b.Asked = append(b.Asked, Request{Lang: lang, By: r.Alias, Why: why, At: now.UTC()})
	return b, d.put(tx, b, now)
}

// Release freezes the working copy as the public version, in every language that is approved as it stands, and returns it.
// Called again for the same revision it adds the languages approved since.
func (d *Desk) Release(tx storage.Tx, id string, now time.Time) (Version, error) {
	b, err := d.Brief(tx, id)
	if err != nil {
		return Version{}, err
	}
	if b.Stage != InReview && b.Stage != Released {
		return Version{}, b.OtherStage()
	}
	langs, err := d.Approved(tx, b, now)
	if err != nil {
		return Version{}, err
	}
	if len(langs) == 0 {
		return Version{}, ErrUnapproved
	}
	v, err := d.versions.Get(tx, versionKey(b.ID, b.Rev))
	if errors.Is(err, storage.ErrNotFound) {
		v = Version{Brief: b.ID, Rev: b.Rev, At: now.UTC(), Content: b, Editions: map[Lang]Edition{}}
	} else if err != nil {
		return v, err
	}
	corrects := b.Public > 0 && b.Public < b.Rev || len(v.Changed) > 0
	versions, err := d.Versions(tx, b.ID)
	if err != nil {
		return v, err
	}
	v.Changed = maps.Clone(v.Changed)
	for _, l := range langs {
		e, err := d.Edition(tx, b, l)
		if err != nil {
			return v, err
		}
		v.Editions[l] = e
		if err := d.editions.Put(tx, editionKey(b.ID, l), e); err != nil {
			return v, err
		}
		if corrects && e.Text.Changed != "" && e.saysAnew(versions, b.Rev) {
			if v.Changed == nil {
				v.Changed = map[Lang]string{}
			}
			v.Changed[l] = e.Text.Changed
		}
	}
	b.Stage, b.Public = Released, b.Rev
	if err := d.put(tx, b, now); err != nil {
		return v, err
	}
	return v, errors.Join(d.versions.Put(tx, versionKey(b.ID, b.Rev), v), d.vouch(tx))
}

// saysAnew tells whether what e says of a change is of this one: it shows something else than the version before in its language, or says it
// for the first time. versions are newest first, rev is that of e.
func (e Edition) saysAnew(versions []Version, rev int) bool {
	for _, v := range versions {
		if was, there := v.Editions[e.Lang]; there && v.Rev < rev {
			return !e.Alike(was) || was.Text.Changed != e.Text.Changed
		}
	}
	return true
}

// Withdraw takes a brief out of circulation for good; notice is what readers see in its place.
func (d *Desk) Withdraw(tx storage.Tx, id, notice string, now time.Time) (Brief, error) {
	b, err := d.Brief(tx, id)
	if err != nil {
		return b, err
	}
	if b.Stage == Withdrawn {
		return b, ErrWithdrawn
	}
	b.Stage, b.Notice = Withdrawn, notice
	return b, errors.Join(d.put(tx, b, now), d.vouch(tx))
}

// Version finds a released revision; storage.ErrNotFound where there is none.
func (d *Desk) Version(tx storage.Tx, id string, rev int) (Version, error) {
	return d.versions.Get(tx, versionKey(id, rev))
}

// Versions lists what was released of a brief, newest first.
func (d *Desk) Versions(tx storage.Tx, id string) ([]Version, error) {
	var out []Version
	err := d.versions.Scan(tx, storage.Range{From: versionKey(id, 0), To: versionKey(id, 1<<31), Down: true}, func(_ string, v Version) error {
		out = append(out, v)
		return nil
	})
	return out, err
}

// keepDesk gives b everything that is the desk's from old, so that only content is b's own.
func (b *Brief) keepDesk(old Brief) {
	b.ID, b.Rev, b.Public, b.Stage = old.ID, old.Rev, old.Public, old.Stage
	b.Authors, b.Hands, b.Approvals, b.Asked = slices.Clone(old.Authors), old.Hands, old.Approvals, old.Asked
	b.Notice, b.Updated = old.Notice, old.Updated
}

func (d *Desk) put(tx storage.Tx, b Brief, now time.Time) error {
	n, err := strconv.ParseUint(strings.TrimPrefix(b.ID, "B"), 10, 64)
	if err != nil {
		return fmt.Errorf("brief number %q: %w", b.ID, err)
	}
	b.Updated = now.UTC()
	if b.Hands, err = d.hands(tx, b); err != nil {
		return err
	}
	return d.briefs.Put(tx, briefKey(n), b)
}

// hands are those who wrote the facts of a brief or added their sources, in order of their aliases.
func (d *Desk) hands(tx storage.Tx, b Brief) ([]Alias, error) {
	all := map[Alias]bool{}
	for _, id := range b.FactIDs() {
		f, err := d.facts.Get(tx, id)
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, a := range f.Writers {
			all[a] = true
		}
		for _, sid := range f.Sources {
			s, err := d.sources.Get(tx, sid)
			if err != nil && !errors.Is(err, storage.ErrNotFound) {
				return nil, err
			}
			all[s.AddedBy] = true
		}
	}
	delete(all, "")
	return slices.Sorted(maps.Keys(all)), nil
}

func briefKey(n uint64) string { return storage.Ordinal(n) }

func editionKey(id string, lang Lang) string { return id + "/" + string(lang) }

func versionKey(id string, rev int) string { return id + "/" + storage.Ordinal(uint64(rev)) }
