package messages

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"relais/messages/networks"
)

func noDisclosure(s Subject) []Problem {
	var out []Problem
	if err := s.Sponsorship.Validate(); err != nil {
		out = append(out, Problem{Where: "campaign", What: s.Brief.Campaign})
	}
	for _, lang := range s.Brief.Langs() {
		if d := s.Sponsorship.Lines[lang]; d.Line == "" || d.Short == "" {
			out = append(out, Problem{Lang: lang})
		}
	}
	return out
}

func unnamedDisclosure(s Subject) []Problem {
	var out []Problem
	for _, lang := range s.Brief.Langs() {
		if s.Sponsorship.Unnamed(lang) {
			out = append(out, Problem{Lang: lang, What: s.Sponsorship.Lines[lang].Line})
		}
	}
	return out
}

func noPoints(s Subject) []Problem {
	out := eachText(s, func(t Text) bool { return len(t.Points) == 0 })
	for _, lang := range s.Brief.Langs() {
		for i, p := range s.Brief.Texts[lang].Points {
			if strings.TrimSpace(p.Text) == "" && len(p.Facts) == 0 {
				out = append(out, Problem{Lang: lang, Where: "point " + itoa(i+1)})
			}
		}
	}
	return out
}

func responseWithoutClaim(s Subject) []Problem {
	if s.Brief.Kind != Response {
		return nil
	}
	out := eachText(s, func(t Text) bool { return strings.TrimSpace(t.Claim) == "" })
	if s.Brief.Finding == None {
		out = append(out, Problem{Where: "finding"})
	}
	return out
}

func noPrompts(s Subject) []Problem {
	return eachText(s, func(t Text) bool { return len(t.Prompts) == 0 })
}

func noCritic(s Subject) []Problem {
	return eachText(s, func(t Text) bool { return strings.TrimSpace(t.Critic) == "" })
}

func noSample(s Subject) []Problem {
	return eachText(s, func(t Text) bool { return len(t.Samples) == 0 })
}

// someLink stands for the public link in a share, which is as long.
const someLink = "https://relais.example.org/s/0123456789"

// samplesTooLong finds samples that have no room on a network beside disclosure and link, once for each with all its networks.
func samplesTooLong(s Subject) []Problem {
	var out []Problem
	for _, lang := range s.Brief.Langs() {
		text, line := s.Brief.Texts[lang], s.Sponsorship.Lines[lang]
		over := map[string][]string{}
		for _, n := range networks.All() {
			key := n.Key
			if text.Samples[key] == "" {
				key = "any"
			}
			_, err := n.Compose(networks.Parts{Body: text.Samples[key], Disclosure: line.Line, Short: line.Short, Link: someLink, Title: text.Title})
			if long := new(networks.TooLongError); text.Samples[key] != "" && errors.As(err, &long) {
				over[key] = append(over[key], n.Name)
			}
		}
		for _, key := range sortedKeys(over) {
			out = append(out, Problem{Lang: lang, Where: "sample " + key, What: strings.Join(over[key], ", ")})
		}
	}
	return out
}

// saidBefore finds the languages in which an earlier brief says nearly the same.
func saidBefore(s Subject) []Problem {
	var out []Problem
	for _, lang := range s.Brief.Langs() {
		if id := s.Alike[lang]; id != "" {
			out = append(out, Problem{Lang: lang, What: id})
		}
	}
	return out
}

// correctionWithoutChange finds the languages of a correction that do not say what it corrects.
func correctionWithoutChange(s Subject) []Problem {
	var out []Problem
	for _, lang := range s.Corrected {
		if strings.TrimSpace(s.Brief.Texts[lang].Changed) == "" {
			out = append(out, Problem{Lang: lang})
		}
	}
	return out
}

func pointsWithoutFact(s Subject) []Problem {
	var out []Problem
	for _, lang := range s.Brief.Langs() {
		for i, p := range s.Brief.Texts[lang].Points {
			if len(p.Facts) == 0 {
				out = append(out, Problem{Lang: lang, Where: "point " + itoa(i+1), What: p.Text})
			}
		}
	}
	return out
}

func unknownFacts(s Subject) []Problem {
	return eachFact(s, func(f Fact, known bool) bool { return !known })
}

func withdrawnFacts(s Subject) []Problem {
	return eachFact(s, func(f Fact, known bool) bool { return known && f.Withdrawn })
}

func overdueFacts(s Subject) []Problem {
	return eachFact(s, func(f Fact, known bool) bool { return known && !f.Withdrawn && f.Stale(s.Now) })
}

// unsaidFigures finds facts with a figure that their statement does not say, or says otherwise.
func unsaidFigures(s Subject) []Problem {
	var out []Problem
	for _, id := range s.Brief.FactIDs() {
		for _, l := range s.Facts[id].Unsaid() {
			if _, shown := s.Brief.Texts[l]; shown {
				out = append(out, Problem{Lang: l, What: id})
			}
		}
	}
	return out
}

// factsWithoutSource finds the facts of whose sources none counts: it is not there, or can't be relied on (see Counts).
func factsWithoutSource(s Subject) []Problem {
	return eachFact(s, func(f Fact, known bool) bool {
		return known && !slices.ContainsFunc(f.Sources, func(id string) bool {
			src, there := s.Sources[id]
			return there && Counts(src, s.Health[id])
		})
	})
}

// alertWithoutReasonOrEnd finds an alert that does not say why it is urgent, or until when: it asks for more than other briefs, so it says why.
func alertWithoutReasonOrEnd(s Subject) []Problem {
	if s.Brief.Kind != Alert {
		return nil
	}
	var out []Problem
	if strings.TrimSpace(s.Brief.Why) == "" {
		out = append(out, Problem{Where: "why"})
	}
	if s.Brief.Until.IsZero() {
		out = append(out, Problem{Where: "until"})
	}
	return out
}

// alreadyUseless finds a brief that comes too late. Its correction does not: whoever has it is owed that.
func alreadyUseless(s Subject) []Problem {
	if s.Brief.Public > 0 || s.Brief.Until.IsZero() || s.Now.Before(s.Brief.Until) {
		return nil
	}
	return []Problem{{What: s.Brief.Until.UTC().Format("2006-01-02 15:04 UTC")}}
}

// responseOnOnePublisher finds a response whose sources that count (see Counts) have one publisher.
func responseOnOnePublisher(s Subject) []Problem {
	if s.Brief.Kind != Response {
		return nil
	}
	publishers, first := map[string]bool{}, ""
	for _, id := range sortedKeys(s.Sources) {
		if !Counts(s.Sources[id], s.Health[id]) {
			continue
		}
		if first == "" {
			first = s.Sources[id].Publisher
		}
		publishers[foldWord(s.Sources[id].Publisher)] = true
	}
	if len(publishers) == 1 {
		return []Problem{{What: first}}
	}
	return nil
}

func missingLanguages(s Subject) []Problem {
	var out []Problem
	for _, lang := range s.Wanted {
		if _, ok := s.Brief.Texts[lang]; !ok {
			out = append(out, Problem{Lang: lang})
		}
	}
	return out
}

func untranslatedFacts(s Subject) []Problem {
	var out []Problem
	for _, lang := range s.Brief.Langs() {
		for _, p := range s.Brief.Texts[lang].Points {
			for _, id := range p.Facts {
				p := Problem{Lang: lang, What: id}
				if f, known := s.Facts[id]; known && f.Statement[lang] == "" && !slices.Contains(out, p) {
					out = append(out, p)
				}
			}
		}
	}
	return out
}

func mediaWithoutAlt(s Subject) []Problem {
	var out []Problem
	for _, m := range s.Brief.Media {
		if strings.TrimSpace(m.Alt) == "" {
			out = append(out, Problem{What: m.URL})
		}
	}
	return out
}

func eachText(s Subject, bad func(Text) bool) []Problem {
	var out []Problem
	for _, lang := range s.Brief.Langs() {
		if bad(s.Brief.Texts[lang]) {
			out = append(out, Problem{Lang: lang})
		}
	}
	return out
}

func eachFact(s Subject, bad func(f Fact, known bool) bool) []Problem {
	var out []Problem
	for _, id := range s.Brief.FactIDs() {
		f, known := s.Facts[id]
		if bad(f, known) {
			out = append(out, Problem{What: id})
		}
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
