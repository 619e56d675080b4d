package messages

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"relais/storage"
)

// PayerType says what kind of body pays.
type PayerType string

// The payer's types.
const (
	State       PayerType = "state"
	StateFunded PayerType = "state-funded"
	Party       PayerType = "party"
	Company     PayerType = "company"
	NGO         PayerType = "ngo"
	Individuals PayerType = "individuals"
)

// PayerTypes lists the types in the order shown to people.
func PayerTypes() []PayerType {
	return []PayerType{State, StateFunded, Party, Company, NGO, Individuals}
}

// ShortLine is the most characters of a disclosure's short form.
const ShortLine = 60

// Disclosure is what a share says about who speaks, in one language and in the first person.
type Disclosure struct {
	Line  string `json:"line"`  // "I volunteer with Living Heritage, a network run and paid for by the Example Foundation."
	Short string `json:"short"` // at most ShortLine characters
}

// Sponsorship names who runs and who pays for a campaign. A campaign without one can't release.
type Sponsorship struct {
	Network  string              `json:"network"` // the network's name
	Campaign string              `json:"campaign"`
	RunBy    string              `json:"run_by"`
	PaidBy   string              `json:"paid_by"`
	Payer    PayerType           `json:"payer"`
	Country  string              `json:"country,omitempty"`
	Register string              `json:"register,omitempty"` // the payer's register number, where there is one
	Contact  string              `json:"contact"`
	Lines    map[Lang]Disclosure `json:"lines"`
}

// String is everything of it, the same for the same sponsorship only.
func (s Sponsorship) String() string {
	lines := make([]string, 0, len(s.Lines))
	for _, l := range slices.Sorted(maps.Keys(s.Lines)) {
		lines = append(lines, fmt.Sprintf("%s %q %q", l, s.Lines[l].Line, s.Lines[l].Short))
	}
	return fmt.Sprintf("%q %q %q %q %q %q %q %q %q", s.Network, s.Campaign, s.RunBy, s.PaidBy, s.Payer, s.Country, s.Register, s.Contact, lines)
}

// Validate reports everything that is missing, each in one sentence.
func (s Sponsorship) Validate() error {
	var errs []error
	for _, f := range []struct{ name, value, why string }{
		{"run by", s.RunBy, "say who runs the campaign"},
		{"paid by", s.PaidBy, "say who pays for the campaign"},
		{"contact", s.Contact, "say how a reader reaches those who run it"},
	} {
		if strings.TrimSpace(f.value) == "" {
			errs = append(errs, fmt.Errorf("%s: %s", f.name, f.why))
		}
	}
	if err := noneOf("payer", s.Payer, PayerTypes()); err != nil {
		errs = append(errs, err)
	}
	if len(s.Lines) == 0 {
		errs = append(errs, errors.New("disclosure: write its line in one language at least"))
	}
	for _, lang := range slices.Sorted(maps.Keys(s.Lines)) {
		d := s.Lines[lang]
		if err := knownLang(lang); err != nil {
			errs = append(errs, fmt.Errorf("disclosure: %w", err))
		}
		if strings.TrimSpace(d.Line) == "" || strings.TrimSpace(d.Short) == "" {
			errs = append(errs, fmt.Errorf("disclosure %s: write both the line and its short form", lang))
		}
		if n := utf8.RuneCountInString(d.Short); n > ShortLine {
			errs = append(errs, fmt.Errorf("disclosure %s: the short form has %d characters, %d are allowed", lang, n, ShortLine))
		}
		for _, form := range []string{d.Line, d.Short} {
			if s.NamesNobody(form) {
				errs = append(errs, fmt.Errorf("disclosure %s: %q does not say with whom; name the network, who runs it or who pays", lang, form))
			}
		}
		if strings.ContainsAny(d.Line+d.Short, "\n\r") {
			errs = append(errs, fmt.Errorf("disclosure %s: write it on one line", lang))
		}
	}
	return errors.Join(errs...)
}

// fewestWords is how short a form may be that holds none of the names: one that says "I volunteer" names nobody, while a longer
// one may name them in its own language. A form is judged by it once the network's name is known.
const fewestWords = 3

// named tells whether a form of the disclosure holds the name of the network, of who runs it or of who pays, as it is written.
func (s Sponsorship) named(form string) bool {
	form = strings.ToLower(form)
	return slices.ContainsFunc([]string{s.Network, s.RunBy, s.PaidBy}, func(name string) bool {
		name = strings.ToLower(strings.TrimSpace(name))
		return name != "" && strings.Contains(form, name)
	})
}

// NamesNobody tells that a form of the disclosure can't say with whom somebody volunteers.
func (s Sponsorship) NamesNobody(form string) bool {
	words := len(strings.Fields(form))
	return s.Network != "" && words > 0 && words < fewestWords && !s.named(form)
}

// Unnamed tells whether a form of the disclosure in a language holds none of those names. It may name them in its own language;
// a person has to look.
func (s Sponsorship) Unnamed(lang Lang) bool {
	d, ok := s.Lines[lang]
	return ok && (!s.named(d.Line) || !s.named(d.Short))
}

// Sponsors says what a campaign decides about its briefs; storage.ErrNotFound where there is no such campaign.
type Sponsors interface {
	// Sponsorship is who runs it and who pays.
	Sponsorship(tx storage.Tx, campaign string) (Sponsorship, error)
	// Approvals is how many people have to approve a language of a brief of a kind, never fewer than LeastApprovals.
	Approvals(tx storage.Tx, campaign string, k Kind) (int, error)
}

// LeastApprovals is how many people other than its authors have to approve a language of a brief at the least.
func LeastApprovals(k Kind) int {
	if k == Alert {
		return 2
	}
	return 1
}
