package messages

import (
	"slices"
	"strings"
	"time"
)

// Level says what a finding of the lint does.
type Level string

// The levels.
const (
	Blocks Level = "blocks" // the brief cannot be submitted or released
	Advice Level = "advice" // the lead decides
)

// Problem is one finding of the lint. Rule is a stable name for which bot/texts holds the words.
type Problem struct {
	Rule  string
	Level Level
	Lang  Lang   // empty where it concerns the brief as a whole
	Where string // the part of the text ("point 2", "sample x"), empty for the whole
	What  string // the words or name it is about; may be empty
}

// Subject is what the lint looks at: a brief, resolved.
type Subject struct {
	Brief       Brief
	Sponsorship Sponsorship
	Facts       map[string]Fact   // those of Brief.FactIDs that exist
	Sources     map[string]Source // those that the facts name and that exist
	Health      map[string]Health // what is known of these; nothing of one counts as unchecked
	Wanted      []Lang            // the languages the audience reads
	Alike       map[Lang]string   // an earlier brief that says nearly the same, by language: its number
	Corrected   []Lang            // the languages released before in which it shows something else by now
	Now         time.Time
}

// rule is one line of the lint's table.
type rule struct {
	name  string
	level Level
	find  func(Subject) []Problem
}

// rules is the lint, one line a rule. Blocks are the charter's; the rest is advice.
var rules = []rule{
	{"person", Blocks, inTexts(handle)},
	{"pile-on", Blocks, inTexts(pileOn)},
	{"contact", Blocks, inTexts(contactData)},
	{"moment", Blocks, inTexts(synchronised)},
	{"disclosure", Blocks, noDisclosure},
	{"no-points", Blocks, noPoints},
	{"no-fact", Blocks, pointsWithoutFact},
	{"unknown-fact", Blocks, unknownFacts},
	{"no-source", Blocks, factsWithoutSource},
	{"withdrawn-fact", Blocks, withdrawnFacts},
	{"stale-fact", Blocks, overdueFacts},
	{"no-urgency", Blocks, alertWithoutReasonOrEnd},
	{"past", Blocks, alreadyUseless},
	{"no-claim", Blocks, responseWithoutClaim},
	{"unnamed-disclosure", Advice, unnamedDisclosure},
	{"one-publisher", Advice, responseOnOnePublisher},
	{"missing-language", Advice, missingLanguages},
	{"no-prompts", Advice, noPrompts},
	{"no-critic", Advice, noCritic},
	{"no-change", Advice, correctionWithoutChange},
	{"no-sample", Advice, noSample},
	{"long-sample", Advice, samplesTooLong},
	{"overlap", Advice, saidBefore},
	{"untranslated-fact", Advice, untranslatedFacts},
	{"unsaid-figure", Advice, unsaidFigures},
	{"no-alt", Advice, mediaWithoutAlt},
}

// Lint judges a brief by the table of rules: what blocks first, then advice, each in the table's order.
func Lint(s Subject) []Problem {
	var out []Problem
	for _, r := range rules {
		for _, p := range r.find(s) {
			p.Rule, p.Level = r.name, r.level
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int { return -strings.Compare(string(a.Level), string(b.Level)) })
	return out
}

// Blocking tells whether any of the problems blocks.
func Blocking(ps []Problem) bool {
	return slices.ContainsFunc(ps, func(p Problem) bool { return p.Level == Blocks })
}

// Part is one piece of a text with the name of its place.
type Part struct{ Where, Text string }

// Parts lists every piece of the text that people will read.
func (t Text) Parts() []Part {
	out := []Part{{"title", t.Title}, {"claim", t.Claim}, {"summary", t.Summary}, {"critic", t.Critic}, {"changed", t.Changed}}
	for i, p := range t.Points {
		out = append(out, Part{"point " + itoa(i+1), p.Text})
	}
	for i, p := range t.Prompts {
		out = append(out, Part{"prompt " + itoa(i+1), p})
	}
	for i, n := range t.Not {
		out = append(out, Part{"not " + itoa(i+1), n})
	}
	for _, l := range sortedKeys(t.Samples) {
		out = append(out, Part{"sample " + l, t.Samples[l]})
	}
	return out
}

// inTexts makes a rule from a search for something that no text may hold, nor a fact's statement or the words of a
// picture that are shown with it.
func inTexts(find func(string) string) func(Subject) []Problem {
	return func(s Subject) []Problem {
		var out []Problem
		for _, lang := range s.Brief.Langs() {
			text := s.Brief.Texts[lang]
			parts := text.Parts()
			for i, p := range text.Points {
				for _, id := range p.Facts {
					statement, _ := s.Facts[id].In(lang) // stands under its point, so that is where it is mended
					parts = append(parts, Part{"point " + itoa(i+1), statement})
				}
			}
			for _, p := range parts {
				if what := find(p.Text); what != "" {
					out = append(out, Problem{Lang: lang, Where: p.Where, What: what})
				}
			}
		}
		for i, m := range s.Brief.Media {
			for _, text := range []string{m.Alt, m.Credit} {
				if what := find(text); what != "" {
					out = append(out, Problem{Where: "media " + itoa(i+1), What: what})
				}
			}
		}
		return out
	}
}
