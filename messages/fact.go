package messages

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Confidence says how sure a fact is.
type Confidence string

// The degrees of confidence. The zero value is read as Established.
const (
	Established Confidence = "established"
	Likely      Confidence = "likely"
	Disputed    Confidence = "disputed"
)

// Fact is one checkable statement with its sources. Everything a brief says rests on facts.
type Fact struct {
	ID         string          `json:"id"`  // a name, as Source.ID
	Rev        int             `json:"rev"` // from 1; every change adds one and voids the approvals of what rests on it
	Statement  map[Lang]string `json:"statement"`
	Value      string          `json:"value,omitempty"` // where the fact is a figure: the figure
	Unit       string          `json:"unit,omitempty"`
	AsOf       Date            `json:"as_of"`
	ReviewBy   Date            `json:"review_by,omitempty"` // after this day someone must confirm it again
	Confidence Confidence      `json:"confidence,omitempty"`
	Sources    []string        `json:"sources"`
	Owner      Alias           `json:"owner,omitempty"`
	Withdrawn  bool            `json:"withdrawn,omitempty"`
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
