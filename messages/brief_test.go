package messages

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestApprove(t *testing.T) {
	shown, other := Hash{1}, Hash{2}
	reviewer := Reader{"reviewer", []Lang{"ar", "fr"}}
	before := []Approval{{Lang: "fr", Hash: other, By: "reviewer"}, {Lang: "en", Hash: shown, By: "reviewer"}}
	for name, c := range map[string]struct {
		stage     Stage
		by        Reader
		lang      Lang
		shown     Hash
		now       Hash
		approvals []Approval
		want      error
	}{
		"somebody else approves":                    {InReview, reviewer, "fr", shown, shown, nil, nil},
		"a new revision of a released brief":        {Released, reviewer, "fr", shown, shown, nil, nil},
		"an older approval of it does not count":    {InReview, reviewer, "fr", shown, shown, before, nil},
		"a draft":                                   {Draft, reviewer, "fr", shown, shown, nil, ErrStage},
		"a withdrawn brief":                         {Withdrawn, reviewer, "fr", shown, shown, nil, ErrStage},
		"no stage":                                  {"", reviewer, "fr", shown, shown, nil, ErrStage},
		"its author":                                {InReview, Reader{"author", Languages()}, "fr", shown, shown, nil, ErrOwnBrief},
		"who edited it later":                       {InReview, Reader{"editor", Languages()}, "fr", shown, shown, nil, ErrOwnBrief},
		"who does not read the language":            {InReview, reviewer, "es", shown, shown, nil, ErrNotReader},
		"who reads nothing":                         {InReview, Reader{Alias: "reviewer"}, "fr", shown, shown, nil, ErrNotReader},
		"what was changed since it was shown":       {InReview, reviewer, "fr", shown, other, nil, ErrChanged},
		"what was never shown":                      {InReview, reviewer, "fr", Hash{}, shown, nil, ErrChanged},
		"what they approved already":                {InReview, reviewer, "fr", shown, shown, []Approval{{Lang: "fr", Hash: shown, By: "reviewer"}}, ErrApproved},
		"what somebody else approved a moment ago":  {InReview, reviewer, "fr", shown, shown, []Approval{{Lang: "fr", Hash: shown, By: "second"}}, ErrApproved},
		"what only an editor had approved":          {InReview, reviewer, "fr", shown, shown, []Approval{{Lang: "fr", Hash: shown, By: "editor"}}, nil},
		"another language's approval does not help": {InReview, reviewer, "ar", shown, shown, before, nil},
	} {
		t.Run(name, func(t *testing.T) {
			b := Brief{Stage: c.stage, Authors: []Alias{"author", "editor"}, Approvals: c.approvals}
			at := now.In(time.FixedZone("", 7200))
			err := b.Approve(c.by, c.lang, c.shown, c.now, 1, at)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if err != nil {
				if len(b.Approvals) != len(c.approvals) {
					t.Error("it was recorded all the same")
				}
				return
			}
			want := Approval{Lang: c.lang, Hash: c.now, By: c.by.Alias, At: at.UTC()}
			if d := cmp.Diff(want, b.Approvals[len(b.Approvals)-1]); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if b.Approvals[len(b.Approvals)-1].At.Location() != time.UTC {
				t.Error("the time is not in UTC")
			}
			if !slices.Contains(b.ApprovedBy(c.lang, c.now), c.by.Alias) {
				t.Error("it does not stand")
			}
		})
	}
}

func TestLangError(t *testing.T) {
	b := Brief{Stage: InReview}
	err := b.Approve(Reader{Alias: "reviewer"}, "es", Hash{1}, Hash{1}, 1, now)
	var le *LangError
	if !errors.As(err, &le) || le.Lang != "es" || err.Error() != "es: the reviewer has not declared that they read this language" {
		t.Errorf("got %v", err)
	}
}

func TestApprovedBy(t *testing.T) {
	h := Hash{1}
	b := Brief{Authors: []Alias{"author"}, Approvals: []Approval{
		{Lang: "fr", Hash: h, By: "author"}, {Lang: "fr", Hash: Hash{2}, By: "second"}, {Lang: "en", Hash: h, By: "third"}, {Lang: "ar", Hash: h, By: "fourth"}, {Lang: "ar", Hash: h, By: "fifth"}, {Lang: "ar", Hash: h, By: "fourth"},
	}}
	for _, c := range []struct {
		lang Lang
		hash Hash
		want []Alias
	}{{"fr", h, nil}, {"fr", Hash{2}, []Alias{"second"}}, {"fr", Hash{3}, nil}, {"en", h, []Alias{"third"}}, {"es", h, nil}, {"ar", h, []Alias{"fourth", "fifth"}}, {"ar", Hash{}, nil}} {
		if got := b.ApprovedBy(c.lang, c.hash); !slices.Equal(got, c.want) {
			t.Errorf("%s %s is approved by %q, want %q", c.lang, c.hash.Short(), got, c.want)
		}
	}
}

func TestChoose(t *testing.T) {
	for name, c := range map[string]struct {
		reads, approved, fallback []Lang
		want                      Lang
		fellBack                  bool
	}{
		"the first that they read":                   {[]Lang{"ar", "fr"}, []Lang{"en", "fr", "ar"}, []Lang{"en"}, "ar", false},
		"the second, where the first is missing":     {[]Lang{"ar", "fr"}, []Lang{"en", "fr"}, []Lang{"en"}, "fr", false},
		"their order, not the approved one's":        {[]Lang{"es", "en"}, []Lang{"en", "es"}, nil, "es", false},
		"a fallback, where nothing is read":          {[]Lang{"es"}, []Lang{"en", "fr"}, []Lang{"fr", "en"}, "fr", true},
		"the fallback's order":                       {[]Lang{"es"}, []Lang{"en", "fr"}, []Lang{"ar", "en", "fr"}, "en", true},
		"a fallback that is read is no falling back": {[]Lang{"en"}, []Lang{"en"}, []Lang{"en"}, "en", false},
		"no fallback":                     {[]Lang{"es"}, []Lang{"en"}, nil, "", false},
		"a fallback that is not approved": {[]Lang{"es"}, []Lang{"en"}, []Lang{"fr"}, "", false},
		"nothing approved":                {[]Lang{"en"}, nil, []Lang{"en"}, "", false},
		"who reads nothing":               {nil, []Lang{"en"}, []Lang{"en"}, "en", true},
		"nothing at all":                  {nil, nil, nil, "", false},
	} {
		got, fellBack := Choose(c.reads, c.approved, c.fallback)
		if got != c.want || fellBack != c.fellBack {
			t.Errorf("%s: %q, fell back %t; want %q, %t", name, got, fellBack, c.want, c.fellBack)
		}
	}
}

func TestBriefValidate(t *testing.T) {
	good := func() Brief {
		return Brief{Name: "b", Kind: Response, Finding: PartlyTrue, Texts: map[Lang]Text{"fr": {Title: "T", Samples: map[string]string{"x": "s", "any": "t"}}},
			Media: []Media{{URL: "https://example.org/a.jpg"}}, Fallback: []Lang{"en"}, Until: now}
	}
	b := good()
	if err := b.Validate(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Brief){
		`"B" is not a name`:                                        func(b *Brief) { b.Name = "B" },
		`"b7" would be taken for a brief's number`:                 func(b *Brief) { b.Name = "b7" },
		`"2020" would be taken for a brief's number`:               func(b *Brief) { b.Name = "2020" },
		"kind: say which it is, one of points, facts, response":    func(b *Brief) { b.Kind, b.Finding = "", "" },
		`kind: "poem" is none of points`:                           func(b *Brief) { b.Kind, b.Finding = "poem", "" },
		`finding: "so" is none of false, misleading, unproven`:     func(b *Brief) { b.Finding = "so" },
		"finding: only a response has one":                         func(b *Brief) { b.Kind = Points },
		"a brief needs its text in one language at least":          func(b *Brief) { b.Texts = nil },
		"fr: the title is empty":                                   func(b *Brief) { b.Texts["fr"] = Text{Title: " "} },
		`"de" is not one of the languages`:                         func(b *Brief) { b.Texts["de"] = Text{Title: "T"} },
		`fallback: "de" is not one of the languages`:               func(b *Brief) { b.Fallback = []Lang{"de"} },
		`fr: there is no network "myspace" for a sample`:           func(b *Brief) { b.Texts["fr"].Samples["myspace"] = "x" },
		`fr: there is no network "X" for a sample`:                 func(b *Brief) { b.Texts["fr"].Samples["X"] = "x" },
		`media: "javascript:alert(1)" is not a web address`:        func(b *Brief) { b.Media[0].URL = "javascript:alert(1)" },
		`media: "http://192.168.0.1/a" leads to a private machine`: func(b *Brief) { b.Media[0].URL = "http://192.168.0.1/a" },
		"until: the year has more than four digits":                func(b *Brief) { b.Until = time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		b := good()
		change(&b)
		err := b.Validate()
		if err == nil || !strings.HasPrefix(err.Error(), want) && !strings.HasPrefix(err.Error(), "the name "+want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestSponsorshipValidate(t *testing.T) {
	good := func() Sponsorship {
		return Sponsorship{RunBy: "a", PaidBy: "b", Payer: Individuals, Contact: "contact@example.org", Lines: map[Lang]Disclosure{"ar": {"l", strings.Repeat("ش", ShortLine)}}}
	}
	if err := good().Validate(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Sponsorship){
		"run by: say who runs the campaign":                                 func(s *Sponsorship) { s.RunBy = " " },
		"paid by: say who pays for the campaign":                            func(s *Sponsorship) { s.PaidBy = "" },
		"contact: say how a reader reaches":                                 func(s *Sponsorship) { s.Contact = "" },
		"payer: say which it is, one of state, state-funded":                func(s *Sponsorship) { s.Payer = "" },
		`payer: "me" is none of state, state-funded`:                        func(s *Sponsorship) { s.Payer = "me" },
		"disclosure: write its line in one language at least":               func(s *Sponsorship) { s.Lines = nil },
		"disclosure ar: write both the line and its short form":             func(s *Sponsorship) { s.Lines["ar"] = Disclosure{Line: "l"} },
		"disclosure ar: the short form has 61 characters, 60 are allowed":   func(s *Sponsorship) { s.Lines["ar"] = Disclosure{"l", strings.Repeat("ش", 61)} },
		`disclosure ar: "I volunteer." does not say with whom`:              func(s *Sponsorship) { s.Network, s.Lines["ar"] = "Net", Disclosure{"I volunteer.", "with net"} },
		"disclosure ar: write it on one line":                               func(s *Sponsorship) { s.Lines["ar"] = Disclosure{"l\nm", "s"} },
		`disclosure: "de" is not one of the languages here: en, fr, ar, es`: func(s *Sponsorship) { s.Lines["de"] = Disclosure{"l", "s"} },
	} {
		s := good()
		change(&s)
		if err := s.Validate(); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

func TestTwoHaveToApprove(t *testing.T) {
	h := Hash{1}
	b := Brief{Stage: InReview, Authors: []Alias{"author"}}
	for _, c := range []struct {
		by   Alias
		want error
	}{{"first", nil}, {"first", ErrApproved}, {"author", ErrOwnBrief}, {"second", nil}, {"third", ErrApproved}} {
		if err := b.Approve(Reader{c.by, []Lang{"fr"}}, "fr", h, h, 2, now); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.by, err, c.want)
		}
	}
}
