package messages

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Difference is one part in which two editions of a brief differ. Was is empty for what is new, Is for what was taken out.
type Difference struct {
	Part    string // as the lint names parts: "title", "point 2", "sample x", "fact argan-2014", "source unesco-argan"
	Was, Is string
}

// Differences lists what a reader of e sees that a reader of old did not, in the order in which it is shown.
func (e Edition) Differences(old Edition) []Difference {
	was, is := old.shown(), e.shown()
	var out []Difference
	for _, p := range is {
		i := slices.IndexFunc(was, func(x Difference) bool { return x.Part == p.Part })
		switch {
		case i < 0:
			out = append(out, p)
		case was[i].Is != p.Is:
			out = append(out, Difference{p.Part, was[i].Is, p.Is})
		}
	}
	for _, p := range was {
		if !slices.ContainsFunc(is, func(x Difference) bool { return x.Part == p.Part }) {
			out = append(out, Difference{p.Part, p.Is, ""})
		}
	}
	return out
}

// shown lists everything that a reader sees of an edition, part by part; what is empty is left out.
func (e Edition) shown() []Difference {
	var out []Difference
	add := func(part string, lines ...string) {
		lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" })
		if s := strings.Join(lines, "\n"); s != "" {
			out = append(out, Difference{Part: part, Is: s})
		}
	}
	each := func(kind string, all []string) {
		for i, s := range all {
			add(kind+" "+itoa(i+1), s)
		}
	}
	add("kind", string(e.Kind))
	add("finding", string(e.Finding))
	add("title", e.Text.Title)
	add("claim", e.Text.Claim)
	add("summary", e.Text.Summary)
	for i, p := range e.Text.Points {
		facts := ""
		if len(p.Facts) > 0 {
			facts = "[" + strings.Join(p.Facts, ", ") + "]"
		}
		add("point "+itoa(i+1), strings.TrimSpace(p.Text+" "+facts))
	}
	each("prompt", e.Text.Prompts)
	each("not", e.Text.Not)
	add("critic", e.Text.Critic)
	add("changed", e.Text.Changed)
	for _, network := range sortedKeys(e.Text.Samples) {
		add("sample "+network, e.Text.Samples[network])
	}
	for _, f := range e.Facts {
		said, _ := f.In(e.Lang)
		for _, l := range Languages() {
			if l != e.Lang && f.Statement[l] != said {
				add("fact "+f.ID+" ("+string(l)+")", f.Statement[l])
			}
		}
		add("fact "+f.ID, append([]string{said}, strings.TrimSpace(f.Value+" "+f.Unit), string(f.AsOf), string(f.Confidence), strings.Join(f.Sources, ", "), withdrawnWord(f))...)
	}
	for _, s := range e.Sources {
		add("source "+s.ID, string(s.Type), s.Title, s.Publisher, s.Interest, strings.Join(s.Authors, ", "), s.Published, s.Locator, s.Quote, s.Address(), s.DOI, s.ISBN, s.Archive)
	}
	for i, m := range e.Media {
		add("media "+itoa(i+1), m.URL, m.Alt, m.Credit)
	}
	if !e.Until.IsZero() {
		add("until", e.Until.UTC().Format(time.RFC3339))
	}
	add("why", e.Why)
	fallback := make([]string, len(e.Fallback))
	for i, l := range e.Fallback {
		fallback[i] = string(l)
	}
	add("fallback", strings.Join(fallback, ", "))
	line := e.Sponsorship.Lines[e.Lang]
	add("disclosure", line.Line, line.Short)
	add("campaign", e.Sponsorship.RunBy, e.Sponsorship.PaidBy, string(e.Sponsorship.Payer), e.Sponsorship.Country, e.Sponsorship.Register, e.Sponsorship.Contact)
	return out
}

func withdrawnWord(f Fact) string {
	if f.Withdrawn {
		return fmt.Sprintf("withdrawn in revision %d", f.Rev)
	}
	return ""
}
