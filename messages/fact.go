package messages

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"relais/messages/match"
	"relais/storage"
)

// Confidence says how sure a fact is.
type Confidence string

// The degrees of confidence. The zero value is read as Established.
const (
	Established Confidence = "established"
	Likely      Confidence = "likely"
	Disputed    Confidence = "disputed"
)

// Confirmation is one person's word that something still holds.
type Confirmation struct {
	By Alias `json:"by"`
	On Date  `json:"on"`
}

// Fact is one checkable statement with its sources. Everything a brief says rests on facts.
type Fact struct {
	ID         string          `json:"id"`  // a name, as Source.ID
	Rev        int             `json:"rev"` // from 1; every change adds one and voids the approvals of what rests on it
	Statement  map[Lang]string `json:"statement"`
	Value      string          `json:"value,omitempty"` // where the fact is a figure: the figure
	Unit       string          `json:"unit,omitempty"`
	About      string          `json:"about,omitempty"` // what the figure is of, a name as ID; facts about one thing in one unit should agree
	AsOf       Date            `json:"as_of"`
	ReviewBy   Date            `json:"review_by,omitempty"` // after this day someone must confirm it again
	Confidence Confidence      `json:"confidence,omitempty"`
	Sources    []string        `json:"sources"`
	Owner      Alias           `json:"owner,omitempty"`   // who is asked to confirm it
	Writers    []Alias         `json:"writers,omitempty"` // who wrote what it says, first one first; none of them approves what rests on it
	// Confirmed is when somebody last said that it still holds; zero if nobody did since it was written. Neither it nor ReviewBy nor About is part
	// of what was approved.
	Confirmed Confirmation `json:"confirmed,omitzero"`
	Withdrawn bool         `json:"withdrawn,omitempty"`
}

// Validate reports everything that is wrong with the fact by itself; whether its sources exist is the desk's to say.
func (f Fact) Validate() error {
	var errs []error
	if err := ValidName(f.ID); err != nil {
		errs = append(errs, err)
	}
	if len(f.Statement) == 0 {
		errs = append(errs, errors.New("a fact needs its statement in one language at least"))
	}
	for _, lang := range slices.Sorted(maps.Keys(f.Statement)) {
		s := f.Statement[lang]
		if err := knownLang(lang); err != nil {
			errs = append(errs, err)
		}
		if strings.TrimSpace(s) == "" {
			errs = append(errs, fmt.Errorf("%s: the statement is empty", lang))
		}
	}
	if f.About != "" {
		if err := ValidName(f.About); err != nil {
			errs = append(errs, fmt.Errorf("about: %w", err))
		}
	}
	if f.AsOf == "" {
		errs = append(errs, errors.New("as of: say on which day this was known to be true"))
	}
	if f.ReviewBy != "" && f.ReviewBy < f.AsOf {
		errs = append(errs, fmt.Errorf("review by: %s is before as of %s", f.ReviewBy, f.AsOf))
	}
	for _, d := range []struct {
		name string
		day  Date
	}{{"as of", f.AsOf}, {"review by", f.ReviewBy}} {
		if d.day == "" {
			continue
		}
		if _, err := ParseDate(string(d.day)); err != nil || len(d.day) != len(time.DateOnly) {
			errs = append(errs, fmt.Errorf("%s: %q is not a day: write it as 2020-12-16", d.name, string(d.day)))
		}
	}
	if f.Confidence != "" {
		if err := noneOf("confidence", f.Confidence, []Confidence{Established, Likely, Disputed}); err != nil {
			errs = append(errs, err)
		}
	}
	if len(f.Sources) == 0 {
		errs = append(errs, errors.New("sources: a fact rests on one source at least"))
	}
	return errors.Join(errs...)
}

// Stale tells whether nothing that rests on the fact may leave: it was withdrawn, or its day of review has passed.
func (f Fact) Stale(now time.Time) bool { return f.Withdrawn || f.ReviewBy.Before(now) }

// In gives the statement in lang, or in the first language there is.
func (f Fact) In(lang Lang) (string, Lang) {
	if s, ok := f.Statement[lang]; ok {
		return s, lang
	}
	for _, l := range Languages() {
		if s, ok := f.Statement[l]; ok {
			return s, l
		}
	}
	return "", ""
}

// ErrConfirmed is the answer to a confirmation that would not make a fact hold for longer.
var ErrConfirmed = errors.New("the day of review lies in the past or before the present one")

// Confirm records that a fact still holds and is to be looked at again by a day. It is the same fact: what rests on it stays approved, and
// goes out again if it was overdue. A fact that was withdrawn can't be confirmed: ErrStale.
func (d *Desk) Confirm(tx storage.Tx, id string, by Alias, until Date, now time.Time) (Fact, error) {
	f, err := d.facts.Get(tx, id)
	switch {
	case err != nil:
		return f, err
	case f.Withdrawn:
		return f, fmt.Errorf("fact %s: %w", id, ErrStale)
	case until.Before(now) || until < f.ReviewBy:
		return f, ErrConfirmed
	}
	f.Confirmed, f.ReviewBy = Confirmation{By: by, On: Date(now.UTC().Format(time.DateOnly))}, until
	return f, errors.Join(d.facts.Put(tx, f.ID, f), d.vouch(tx))
}

// Resting lists the briefs that rest on a fact in their working copy or in what is public of them, newest first.
func (d *Desk) Resting(tx storage.Tx, fact string) ([]Brief, error) {
	all, err := d.RestingOn(tx, fact)
	return all[fact], err
}

// RestingOn is Resting for each of some facts by name, found in one look.
func (d *Desk) RestingOn(tx storage.Tx, facts ...string) (map[string][]Brief, error) {
	asked := map[string]bool{}
	for _, id := range facts {
		asked[id] = true
	}
	out := map[string][]Brief{}
	err := d.Briefs(tx, func(b Brief) error {
		on := b.FactIDs()
		if b.Stage == Released && b.Public != b.Rev {
			v, err := d.versions.Get(tx, versionKey(b.ID, b.Public))
			if err != nil {
				return err
			}
			on = append(on, v.Content.FactIDs()...)
		}
		slices.Sort(on)
		for _, id := range slices.Compact(on) {
			if asked[id] {
				out[id] = append(out[id], b)
			}
		}
		return nil
	})
	return out, err
}

// Rivals finds, for each of some facts by name, the facts that give another value for the same thing: one that is about the same in the same
// unit, or that states the same words with another figure. Withdrawn ones are none.
func (d *Desk) Rivals(tx storage.Tx, facts ...Fact) (map[string][]Fact, error) {
	out := map[string][]Fact{}
	said := make([]saying, len(facts))
	for i, f := range facts {
		said[i] = sayingOf(f)
	}
	err := d.Facts(tx, func(other Fact) error {
		for i, f := range facts {
			if other.ID != f.ID && !other.Withdrawn && said[i].rivals(f, other) {
				out[f.ID] = append(out[f.ID], other)
			}
		}
		return nil
	})
	return out, err
}

// saying is what a fact states with figures in each language, and how many letters that has: thousands of facts are told apart by the latter.
type saying map[Lang]struct {
	figures match.Figures
	letters int
}

func sayingOf(f Fact) saying {
	out := saying{}
	for lang, s := range f.Statement {
		if figures := match.FiguresOf(s, string(lang)); figures.Digits() {
			x := out[lang]
			x.figures, x.letters = figures, letters(s)
			out[lang] = x
		}
	}
	return out
}

func (s saying) rivals(f, other Fact) bool {
	if f.About != "" && f.About == other.About {
		a, b := match.FiguresOf(f.Value+" "+f.Unit, ""), match.FiguresOf(other.Value+" "+other.Unit, "")
		alike := a.Around == b.Around // also 20 % and 30 percent, 2 GW and 580 MW
		return (alike || match.Fold(f.Unit) == match.Fold(other.Unit)) && !(alike && a.Agree(b)) && !a.Equal(b)
	}
	for lang, x := range s {
		said, there := other.Statement[lang]
		if !there || letters(said) != x.letters {
			continue
		}
		if y := match.FiguresOf(said, string(lang)); x.figures.Around == y.Around && !x.figures.Agree(y) {
			return true
		}
	}
	return false
}

// letters counts the letters of a text, without what Arabic only stretches.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) && r != 'ـ' {
			n++
		}
	}
	return n
}

// SeenAlike tells whether somebody who reads lang sees the same of two states of a fact.
func (f Fact) SeenAlike(other Fact, lang Lang) bool { return Equal(f.seenIn(lang), other.seenIn(lang)) }

// seenIn leaves of a fact what a reader of lang sees.
func (f Fact) seenIn(lang Lang) Fact {
	said, in := f.In(lang)
	f.Statement = map[Lang]string{in: said}
	return f.said()
}

// said leaves of a fact what readers are shown: not who wrote it or looks after it, how often it was changed, until when it holds, or what it is
// compared by. Changed back it is what it was.
func (f Fact) said() Fact {
	f.Rev = 0
	f.About, f.Owner, f.Writers, f.ReviewBy, f.Confirmed = "", "", nil, "", Confirmation{}
	return f
}

// Unsaid lists the languages whose statement has other figures than the fact's. It is empty for a fact without one; a statement without any
// may say it in words.
func (f Fact) Unsaid() []Lang {
	if f.Value == "" {
		return nil
	}
	value := match.FiguresOf(f.Value+" "+f.Unit, "")
	var out []Lang
	for _, l := range Languages() {
		if said := match.FiguresOf(f.Statement[l], string(l)); said.Digits() && !said.Say(value) {
			out = append(out, l)
		}
	}
	return out
}
