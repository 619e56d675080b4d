package messages

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"relais/messages/networks"
)

// Kind says what a brief is for.
type Kind string

// The kinds of brief.
const (
	Points   Kind = "points"   // talking points
	Facts    Kind = "facts"    // a fact sheet
	Response Kind = "response" // an answer to a claim
	Success  Kind = "success"  // something that went well
	Alert    Kind = "alert"    // something that members should know now
)

// Kinds lists the kinds in the order shown to people.
func Kinds() []Kind { return []Kind{Points, Facts, Response, Success, Alert} }

// Finding says what became of a claim when it was checked.
type Finding string

// The findings. None is the zero value: a brief that answers no claim.
const (
	None       Finding = ""
	False      Finding = "false"
	Misleading Finding = "misleading"
	Unproven   Finding = "unproven"
	Outdated   Finding = "outdated"
	PartlyTrue Finding = "partly true"
	True       Finding = "true"
)

// Findings lists the findings in the order shown to people.
func Findings() []Finding {
	return []Finding{False, Misleading, Unproven, Outdated, PartlyTrue, True}
}

// Stage is where a brief stands with its desk. Whether it is approved, scheduled, corrected or expired is no stage: that
// is computed (campaigns.Standing).
type Stage string

// The stages.
const (
	Draft     Stage = "draft"
	InReview  Stage = "in review"
	Released  Stage = "released"
	Withdrawn Stage = "withdrawn"
)

// Brief is what a campaign lead writes: one message in one or more languages.
type Brief struct {
	ID       string        `json:"id"`   // "B12", given by the desk
	Name     string        `json:"name"` // a name, as Source.ID, by which files know it
	Campaign string        `json:"campaign"`
	Kind     Kind          `json:"kind"`
	Finding  Finding       `json:"finding,omitempty"` // responses only
	Topics   []string      `json:"topics,omitempty"`  // who hears it; recipients do not see them
	Texts    map[Lang]Text `json:"texts"`
	Media    []Media       `json:"media,omitempty"`
	// Until is the instant after which the brief is useless and must not be delivered, UTC; zero is never.
	Until time.Time `json:"until,omitzero"`
	// Why says why an alert is urgent, to those who approve it; recipients do not see it.
	Why string `json:"why,omitempty"`
	// Fallback are the languages offered, in order, to someone who reads none that the brief is approved in.
	Fallback []Lang `json:"fallback,omitempty"`

	Authors []Alias `json:"authors,omitempty"` // who wrote or edited it, first author first; none of them can approve it
	// Hands are those beside them who wrote a fact beneath it or added a source: none of them can approve it either.
	Hands     []Alias    `json:"hands,omitempty"`
	Rev       int        `json:"rev"`              // from 1; every saved change adds one
	Public    int        `json:"public,omitempty"` // the revision last released; 0 for none
	Stage     Stage      `json:"stage"`
	Approvals []Approval `json:"approvals,omitempty"`
	Asked     []Request  `json:"asked,omitempty"` // changes asked for by reviewers since the last submission
	Notice    string     `json:"notice,omitempty"`
	Updated   time.Time  `json:"updated,omitzero"`
}

// Text is a brief in one language.
type Text struct {
	Title   string   `json:"title"`
	Claim   string   `json:"claim,omitempty"` // responses: the claim, in our words and without naming who said it
	Summary string   `json:"summary"`         // one paragraph, shown on the card
	Points  []Point  `json:"points,omitempty"`
	Prompts []string `json:"prompts,omitempty"` // questions that help members find their own words
	// Samples are texts by network key, "any" for all others; always shown second and marked as samples.
	Samples map[string]string `json:"samples,omitempty"`
	Not     []string          `json:"not,omitempty"`    // what we must not claim
	Critic  string            `json:"critic,omitempty"` // what a fair critic would say
	// Changed says what this revision corrects, to those who have an earlier one; it is of no use before the first release.
	Changed string `json:"changed,omitempty"`
}

// Point is one thing to say and the facts it rests on. One without words says what its facts state.
type Point struct {
	Text  string   `json:"text"`
	Facts []string `json:"facts,omitempty"`
}

// Media is a picture, film or sound at an address.
type Media struct {
	URL    string `json:"url"`
	Alt    string `json:"alt"`
	Credit string `json:"credit,omitempty"`
}

// Approval is one person's word that one language of a brief may go out exactly as they saw it.
type Approval struct {
	Lang Lang      `json:"lang"`
	Hash Hash      `json:"hash"`
	By   Alias     `json:"by"`
	At   time.Time `json:"at"`
}

// Request is a reviewer's request for a change.
type Request struct {
	Lang Lang      `json:"lang"`
	By   Alias     `json:"by"`
	Why  string    `json:"why"`
	At   time.Time `json:"at"`
}

// Reader is a person and the languages they declared they read.
type Reader struct {
	Alias Alias
	Reads []Lang
}

// What the desk answers when something is not allowed.
var (
	ErrOwnBrief  = errors.New("someone other than the author has to approve")
	ErrNotReader = errors.New("the reviewer has not declared that they read this language")
	ErrChanged   = errors.New("the text has changed since it was shown")
	ErrApproved  = errors.New("this language is approved already")
	ErrStage     = errors.New("the brief is not at that stage")
	ErrWithdrawn = fmt.Errorf("%w: it was withdrawn", ErrStage)
	ErrNoText    = errors.New("the brief has no text in this language")
)

// LangError names the language an error is about.
type LangError struct {
	Lang Lang
	Err  error
}

func (e *LangError) Error() string { return fmt.Sprintf("%s: %v", e.Lang, e.Err) }
func (e *LangError) Unwrap() error { return e.Err }

// Langs lists the languages the brief has a text in, in the order shown to people.
func (b *Brief) Langs() []Lang {
	var out []Lang
	for _, l := range Languages() {
		if _, ok := b.Texts[l]; ok {
			out = append(out, l)
		}
	}
	return out
}

// FactIDs lists the facts that the brief rests on, in any language, in order of their names.
func (b *Brief) FactIDs() []string {
	set := map[string]bool{}
	for _, t := range b.Texts {
		for _, p := range t.Points {
			for _, f := range p.Facts {
				set[f] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// LangsOn lists the languages in which it rests on a fact, in the order shown to people.
func (b *Brief) LangsOn(fact string) []Lang {
	return slices.DeleteFunc(b.Langs(), func(l Lang) bool {
		return !slices.ContainsFunc(b.Texts[l].Points, func(p Point) bool { return slices.Contains(p.Facts, fact) })
	})
}

// OtherStage is the error for what can't be done at the stage the brief is at: ErrWithdrawn or ErrStage.
func (b Brief) OtherStage() error {
	if b.Stage == Withdrawn {
		return ErrWithdrawn
	}
	return ErrStage
}

// Approve records that reader r found the edition in lang fit to go out. shown is the hash of what r was shown, now the hash
// of what the brief says at this moment, needed how many people have to approve.
func (b *Brief) Approve(r Reader, lang Lang, shown, now Hash, needed int, at time.Time) error {
	by := b.ApprovedBy(lang, now)
	switch {
	case b.Stage != InReview && b.Stage != Released:
		return b.OtherStage()
	case b.HadHand(r.Alias):
		return ErrOwnBrief
	case !slices.Contains(r.Reads, lang):
		return &LangError{lang, ErrNotReader}
	case shown != now:
		return ErrChanged
	case len(by) >= needed, slices.Contains(by, r.Alias):
		return ErrApproved
	}
	b.Approvals = append(b.Approvals, Approval{Lang: lang, Hash: now, By: r.Alias, At: at.UTC()})
	return nil
}

// ApprovedBy lists who, other than those who had a hand in it, approved lang with exactly this hash, each once, first one first.
func (b *Brief) ApprovedBy(lang Lang, h Hash) []Alias {
	var out []Alias
	for _, a := range b.Approvals {
		if a.Lang == lang && a.Hash == h && a.Hash != (Hash{}) && !b.HadHand(a.By) && !slices.Contains(out, a.By) {
			out = append(out, a.By)
		}
	}
	return out
}

// Choose picks the language in which someone who reads reads, best first, receives a brief that is fit in approved:
// the first they read, else the first fallback that they did not exclude by reading it; "" where there is none.
func Choose(reads, approved, fallback []Lang) (lang Lang, fellBack bool) {
	for _, l := range reads {
		if slices.Contains(approved, l) {
			return l, false
		}
	}
	for _, l := range fallback {
		if slices.Contains(approved, l) {
			return l, true
		}
	}
	return "", false
}

// HadHand tells whether somebody wrote any of what a reader is shown: the brief, a fact beneath it, or the record of a source.
func (b *Brief) HadHand(who Alias) bool {
	return slices.Contains(b.Authors, who) || slices.Contains(b.Hands, who)
}

// addAuthor notes that who has a hand in the text.
func (b *Brief) addAuthor(who Alias) {
	if who != "" && !slices.Contains(b.Authors, who) {
		b.Authors = append(b.Authors, who)
	}
}

// Validate reports what makes the brief unreadable as a record. What makes it unfit to go out is Lint's to say.
func (b *Brief) Validate() error {
	var errs []error
	if err := ValidName(b.Name); err != nil {
		errs = append(errs, err)
	}
	if numberRE.MatchString(b.Name) {
		errs = append(errs, fmt.Errorf("the name %q would be taken for a brief's number: add a word to it", b.Name))
	}
	if err := noneOf("kind", b.Kind, Kinds()); err != nil {
		errs = append(errs, err)
	}
	if b.Finding != None {
		if err := noneOf("finding", b.Finding, Findings()); err != nil {
			errs = append(errs, err)
		}
	}
	if b.Finding != None && b.Kind != Response {
		errs = append(errs, errors.New("finding: only a response has one"))
	}
	if len(b.Texts) == 0 {
		errs = append(errs, errors.New("a brief needs its text in one language at least"))
	}
	for _, l := range slices.Sorted(maps.Keys(b.Texts)) {
		if err := knownLang(l); err != nil {
			errs = append(errs, err)
		}
		if strings.TrimSpace(b.Texts[l].Title) == "" {
			errs = append(errs, fmt.Errorf("%s: the title is empty", l))
		}
		for _, network := range sortedKeys(b.Texts[l].Samples) {
			if n, err := networks.Find(network); network != "any" && (err != nil || n.Key != network) {
				errs = append(errs, fmt.Errorf("%s: there is no network %q for a sample", l, network))
			}
		}
	}
	for _, l := range b.Fallback {
		if err := knownLang(l); err != nil {
			errs = append(errs, fmt.Errorf("fallback: %w", err))
		}
	}
	for _, m := range b.Media {
		if err := validAddress(m.URL); err != nil {
			errs = append(errs, fmt.Errorf("media: %w", err))
		}
	}
	if b.Until.UTC().Year() > 9999 {
		errs = append(errs, errors.New("until: the year has more than four digits"))
	}
	return errors.Join(errs...)
}

// numberRE finds what Desk.Brief takes for a number.
var numberRE = regexp.MustCompile(`^[Bb]*[0-9]+$`)

// noneOf refuses a value that is not in the list, under the name of its field.
func noneOf[V ~string](field string, v V, all []V) error {
	if slices.Contains(all, v) {
		return nil
	}
	words := make([]string, len(all))
	for i, a := range all {
		words[i] = string(a)
	}
	list := strings.Join(words, ", ")
	if v == "" {
		return fmt.Errorf("%s: say which it is, one of %s", field, list)
	}
	return fmt.Errorf("%s: %q is none of %s", field, v, list)
}
