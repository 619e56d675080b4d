package messages

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"relais/messages/match"
	"relais/storage"
)

// ErrUnapproved is the answer where no language of a brief is approved as it stands.
var ErrUnapproved = errors.New("no language of the brief is approved as it stands")

// ErrStale is the answer where a fact that the brief rests on was withdrawn or is overdue for review.
var ErrStale = errors.New("a fact is withdrawn or overdue for review")

// Edition resolves what the brief says in lang at this moment, with the facts, sources and sponsorship as they stand now.
func (d *Desk) Edition(tx storage.Tx, b Brief, lang Lang) (Edition, error) {
	text, ok := b.Texts[lang]
	if !ok {
		return Edition{}, &LangError{lang, ErrNoText}
	}
	s, err := d.sponsors.Sponsorship(tx, b.Campaign)
	if err != nil {
		return Edition{}, fmt.Errorf("campaign %q: %w", b.Campaign, err)
	}
	e := Edition{
		Brief: b.ID, Kind: b.Kind, Lang: lang, Finding: b.Finding, Text: text,
		Media: b.Media, Until: b.Until, Why: b.Why, Fallback: b.Fallback, Sponsorship: s,
	}
	facts, sources := map[string]bool{}, map[string]bool{}
	for _, p := range text.Points {
		for _, id := range p.Facts {
			if facts[id] {
				continue
			}
			facts[id] = true
			f, err := d.facts.Get(tx, id)
			if err != nil {
				return e, fmt.Errorf("fact %s: %w", id, err)
			}
			e.Facts = append(e.Facts, f)
			for _, sid := range f.Sources {
				if sources[sid] {
					continue
				}
				sources[sid] = true
				src, err := d.sources.Get(tx, sid)
				if err != nil {
					return e, fmt.Errorf("source %s: %w", sid, err)
				}
				e.Sources = append(e.Sources, src)
			}
		}
	}
	return e, nil
}

// Vetting is how far a language of a brief is vetted as it stands. Its zero value, where there is nothing to vet, does not fit.
type Vetting struct {
	Hash   Hash
	By     []Alias // who approved exactly this
	Needed int     // how many people have to; 0 only in the zero value
	Stale  string  // the first fact that is withdrawn or overdue for review; empty where none is
}

// Approved tells whether enough people approved it.
func (v Vetting) Approved() bool { return v.Needed > 0 && len(v.By) >= v.Needed }

// Fit tells whether it may leave: nil, ErrUnapproved or ErrStale.
func (v Vetting) Fit() error {
	switch {
	case !v.Approved():
		return ErrUnapproved
	case v.Stale != "":
		return fmt.Errorf("fact %s: %w", v.Stale, ErrStale)
	}
	return nil
}

// Vetting recomputes how far b in lang is vetted from what the store says now. The error is a LangError where there is no such text, and
// storage.ErrNotFound where a fact, a source or the campaign is not there.
func (d *Desk) Vetting(tx storage.Tx, b Brief, lang Lang, now time.Time) (Vetting, error) {
	e, err := d.Edition(tx, b, lang)
	if err != nil {
		return Vetting{}, err
	}
	needed, err := d.sponsors.Approvals(tx, b.Campaign, b.Kind)
	if err != nil {
		return Vetting{}, err
	}
	hash := e.Hash()
	v := Vetting{Hash: hash, By: b.ApprovedBy(lang, hash), Needed: needed}
	if i := slices.IndexFunc(e.Facts, func(f Fact) bool { return f.Stale(now) }); i >= 0 {
		v.Stale = e.Facts[i].ID
	}
	return v, nil
}

// Fit recomputes what b in lang says now, and tells whether it may leave: nil, or an error of Vetting or of its Fit. It is what the door asks
// before every copy.
func (d *Desk) Fit(tx storage.Tx, b Brief, lang Lang, now time.Time) error {
	v, err := d.Vetting(tx, b, lang, now)
	if err != nil {
		return err
	}
	return v.Fit()
}

// LastApproved is what a brief said in lang when enough people approved it last, or when it was released as they had approved it before;
// storage.ErrNotFound where neither was ever so.
func (d *Desk) LastApproved(tx storage.Tx, id string, lang Lang) (Edition, error) {
	e, err := d.editions.Get(tx, editionKey(id, lang))
	if !errors.Is(err, storage.ErrNotFound) {
		return e, err
	}
	released, failed := d.Versions(tx, id) // by a store from before what was approved was kept
	for _, v := range released {
		if e, there := v.Editions[lang]; there {
			return e, nil
		}
	}
	return e, errors.Join(failed, err)
}

// Approved lists the languages of b that may leave now.
func (d *Desk) Approved(tx storage.Tx, b Brief, now time.Time) ([]Lang, error) {
	var out []Lang
	for _, l := range b.Langs() {
		err := d.Fit(tx, b, l, now)
		switch {
		case err == nil:
			out = append(out, l)
		case errors.Is(err, ErrUnapproved), errors.Is(err, ErrStale), errors.Is(err, storage.ErrNotFound):
		default:
			return nil, err
		}
	}
	return out, nil
}

// Current gives the released version of b as it may be shown or sent now: its content with the approvals given to it since.
// The release goes on in the released revision while a next one is being written.
func (d *Desk) Current(tx storage.Tx, b Brief) (Version, Brief, error) {
	v, err := d.versions.Get(tx, versionKey(b.ID, b.Public))
	if err != nil {
		return v, b, err
	}
	content := v.Content
	content.Approvals = b.Approvals
	content.Stage, content.Notice, content.Public = b.Stage, b.Notice, b.Public
	return v, content, nil
}

// Equal compares two records by what would be stored of them.
func Equal(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// Subject gathers what the lint looks at. A campaign, fact or source that does not exist is left out, for the lint to say.
func (d *Desk) Subject(tx storage.Tx, b Brief, now time.Time) (Subject, error) {
	s := Subject{Brief: b, Facts: map[string]Fact{}, Sources: map[string]Source{}, Health: map[string]Health{}, Now: now}
	var err error
	if s.Sponsorship, err = d.sponsors.Sponsorship(tx, b.Campaign); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return s, err
	}
	for _, id := range b.FactIDs() {
		f, err := d.facts.Get(tx, id)
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil {
			return s, err
		}
		s.Facts[id] = f
		for _, sid := range f.Sources {
			src, err := d.sources.Get(tx, sid)
			if errors.Is(err, storage.ErrNotFound) {
				continue
			}
			if err != nil {
				return s, err
			}
			s.Sources[sid] = src
			if s.Health[sid], err = d.healthOf(tx, src); err != nil {
				return s, err
			}
		}
	}
	if s.Corrected, err = d.corrected(tx, b); err != nil {
		return s, err
	}
	s.Alike, err = d.alike(tx, b)
	return s, err
}

// alikeAmong is how many briefs before it a brief is compared with.
const alikeAmong = 300

// alike finds earlier released briefs that say nearly the same, the newest of each language.
func (d *Desk) alike(tx storage.Tx, b Brief) (map[Lang]string, error) {
	var out map[Lang]string
	seen := 0
	texts := map[Lang]match.Text{}
	for lang, text := range b.Texts {
		texts[lang] = match.TextOf(text.Title + "\n" + text.Summary)
	}
	err := d.Briefs(tx, func(other Brief) error {
		if other.ID == b.ID || other.Stage != Released {
			return nil
		}
		if seen++; seen > alikeAmong {
			return storage.ErrStop
		}
		for lang, text := range texts {
			old, written := other.Texts[lang]
			if !written || out[lang] != "" {
				continue
			}
			if text.In(old.Title+"\n"+old.Summary) >= match.NearlyTheSample {
				out = put(out, lang, other.ID)
			}
		}
		return nil
	})
	return out, err
}

// Changes gives what tells whether b, as it stands, shows something else in a language than it did at a revision that was released. Where
// nobody knows what was shown it does.
func (d *Desk) Changes(tx storage.Tx, b Brief) (func(rev int, lang Lang) bool, error) {
	versions, err := d.Versions(tx, b.ID)
	if err != nil {
		return nil, err
	}
	is := map[Lang]Edition{}
	for lang := range b.Texts {
		e, err := d.Edition(tx, b, lang)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return nil, err
		}
		if err == nil {
			is[lang] = e
		}
	}
	return differ(versions, is), nil
}

// Corrected gives what tells whether what is public of b shows something else in a language than an earlier revision did. What is changed at
// the desk and not released yet is none of it.
func (d *Desk) Corrected(tx storage.Tx, b Brief) (func(rev int, lang Lang) bool, error) {
	versions, err := d.Versions(tx, b.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(versions, func(v Version) bool { return v.Rev == b.Public })
	if i < 0 {
		return nil, fmt.Errorf("version %d of %s: %w", b.Public, b.ID, storage.ErrNotFound)
	}
	return differ(versions, versions[i].Editions), nil
}

// differ tells editions from those of versions. It is asked for every copy of a release.
func differ(versions []Version, is map[Lang]Edition) func(rev int, lang Lang) bool {
	type shown struct {
		rev  int
		lang Lang
	}
	known := map[shown]bool{}
	return func(rev int, lang Lang) bool {
		at := shown{rev, lang}
		changed, asked := known[at]
		if asked {
			return changed
		}
		now, there := is[lang]
		i := slices.IndexFunc(versions, func(v Version) bool { return v.Rev == rev })
		changed = !there || i < 0
		if !changed {
			was, then := versions[i].Editions[lang]
			changed = !then || !now.Alike(was)
		}
		known[at] = changed
		return changed
	}
}

// Ready lists the languages that may leave now and would bring somebody something new: of a brief that is released already those that
// show something else since, or were not released with it, and any where one was taken out, whose readers get another.
func (d *Desk) Ready(tx storage.Tx, b Brief, now time.Time) ([]Lang, error) {
	approved, err := d.Approved(tx, b, now)
	if err != nil || b.Public == 0 {
		return approved, err
	}
	v, err := d.versions.Get(tx, versionKey(b.ID, b.Public))
	if err != nil {
		return nil, err
	}
	changes, err := d.Changes(tx, b)
	if err != nil || slices.ContainsFunc(v.Langs(), func(l Lang) bool { _, written := b.Texts[l]; return !written }) {
		return approved, err
	}
	return slices.DeleteFunc(approved, func(l Lang) bool { return !changes(b.Public, l) }), nil
}

// corrected lists the languages that b was released in and in which it shows something else as it stands.
func (d *Desk) corrected(tx storage.Tx, b Brief) ([]Lang, error) {
	if b.Public == 0 {
		return nil, nil
	}
	v, err := d.versions.Get(tx, versionKey(b.ID, b.Public))
	if err != nil {
		return nil, err
	}
	changes, err := d.Changes(tx, b)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(v.Langs(), func(l Lang) bool {
		_, written := b.Texts[l]
		return !written || !changes(b.Public, l)
	}), nil
}
