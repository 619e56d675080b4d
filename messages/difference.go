package messages

import (
	"slices"
	"strings"
	"time"
)

// Difference is one part in which two editions of a brief differ. Was is empty for what is new, Is for what was taken out.
type Difference struct {
	Part    string // as the lint names parts: "title", "point 2", "sample x", "fact argan-2014", "source unesco-argan"
	Was, Is []Value
}

// Value is one line of a part as it is kept. Of names what has words in each reader's language: "kind", "finding", "confidence", "type" of a
// source, "payer", "until" (RFC 3339, UTC), "withdrawn" (the fact's revision), "lang"; it is empty for what somebody wrote.
type Value struct{ Of, Raw string }

// Differences lists what a reader of e sees that a reader of old did not, in the order in which it is shown.
func (e Edition) Differences(old Edition) []Difference {
	was, is := old.shown(), e.shown()
	var out []Difference
	for _, p := range is {
		i := slices.IndexFunc(was, func(x Difference) bool { return x.Part == p.Part })
		switch {
		case i < 0:
			out = append(out, p)
		case !slices.Equal(was[i].Is, p.Is):
			out = append(out, Difference{p.Part, was[i].Is, p.Is})
		}
	}
	for _, p := range was {
		if !slices.ContainsFunc(is, func(x Difference) bool { return x.Part == p.Part }) {
			out = append(out, Difference{p.Part, p.Is, nil})
		}
	}
	return out
}

// shown lists everything that a reader sees of an edition, part by part; what is empty is left out.
func (e Edition) shown() []Difference {
	var out []Difference
	add := func(part string, lines ...Value) {
		if lines = slices.DeleteFunc(lines, func(v Value) bool { return v.Raw == "" }); len(lines) > 0 {
			out = append(out, Difference{Part: part, Is: lines})
		}
	}
	each := func(kind string, all []string) {
		for i, s := range all {
			add(kind+" "+itoa(i+1), written(s)...)
		}
	}
	add("kind", Value{"kind", string(e.Kind)})
	add("finding", Value{"finding", string(e.Finding)})
	add("title", written(e.Text.Title)...)
	add("claim", written(e.Text.Claim)...)
	add("summary", written(e.Text.Summary)...)
	for i, p := range e.Text.Points {
		facts := ""
		if len(p.Facts) > 0 {
			facts = "[" + strings.Join(p.Facts, ", ") + "]"
		}
		add("point "+itoa(i+1), written(strings.TrimSpace(p.Text+" "+facts))...)
	}
	each("prompt", e.Text.Prompts)
	each("not", e.Text.Not)
	add("critic", written(e.Text.Critic)...)
	add("changed", written(e.Text.Changed)...)
	for _, network := range sortedKeys(e.Text.Samples) {
		add("sample "+network, written(e.Text.Samples[network])...)
	}
	for _, f := range e.Facts {
		said, _ := f.In(e.Lang)
		for _, l := range Languages() {
			if l != e.Lang && f.Statement[l] != said {
				add("fact "+f.ID+" ("+string(l)+")", written(f.Statement[l])...)
			}
		}
		add("fact "+f.ID, append(written(said, strings.TrimSpace(f.Value+" "+f.Unit), string(f.AsOf)),
			Value{"confidence", string(f.Confidence)}, Value{"", strings.Join(f.Sources, ", ")}, Value{"withdrawn", withdrawnIn(f)})...)
	}
	for _, s := range e.Sources {
		add("source "+s.ID, append([]Value{{"type", string(s.Type)}},
			written(s.Title, s.Publisher, s.Interest, strings.Join(s.Authors, ", "), s.Published, s.Locator, s.Quote, s.Address(), s.DOI, s.ISBN, s.Archive)...)...)
	}
	for i, m := range e.Media {
		add("media "+itoa(i+1), written(m.URL, m.Alt, m.Credit)...)
	}
	if !e.Until.IsZero() {
		add("until", Value{"until", e.Until.UTC().Format(time.RFC3339)})
	}
	add("why", written(e.Why)...)
	fallback := make([]Value, len(e.Fallback))
	for i, l := range e.Fallback {
		fallback[i] = Value{"lang", string(l)}
	}
	add("fallback", fallback...)
	line := e.Sponsorship.Lines[e.Lang]
	add("disclosure", written(line.Line, line.Short)...)
	paid := e.Sponsorship
	add("campaign", append(written(paid.RunBy, paid.PaidBy), append([]Value{{"payer", string(paid.Payer)}}, written(paid.Country, paid.Register, paid.Contact)...)...)...)
	return out
}

func written(lines ...string) []Value {
	out := make([]Value, len(lines))
	for i, s := range lines {
		out[i].Raw = s
	}
	return out
}

func withdrawnIn(f Fact) string {
	if f.Withdrawn {
		return itoa(f.Rev)
	}
	return ""
}
