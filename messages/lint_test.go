package messages

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/messages/health"
	"relais/storage"
)

// faultless is a brief in two languages in which the lint finds nothing.
func faultless() Subject {
	text := func(s string) Text {
		return Text{
			Title: "T " + s, Claim: "C", Summary: "S", Points: []Point{{"p", []string{"f"}}, {"q", []string{"g", "f"}}}, Prompts: []string{"Why?"},
			Samples: map[string]string{"any": "x"}, Not: []string{"That …"}, Critic: "But …",
		}
	}
	return Subject{
		Brief:       Brief{Name: "b", Campaign: "c", Kind: Response, Finding: False, Texts: map[Lang]Text{"en": text("en"), "ar": text("ar")}, Media: []Media{{URL: "https://example.org/a.jpg", Alt: "A tree."}}, Until: now.Add(time.Hour)},
		Sponsorship: Sponsorship{Network: "Net", RunBy: "a company", PaidBy: "its bank", Payer: NGO, Contact: "c@example.org", Lines: map[Lang]Disclosure{"en": {"I volunteer with Net", "With Net"}, "ar": {"أتطوع مع Net", "مع Net"}}},
		Facts: map[string]Fact{
			"f": {ID: "f", Statement: map[Lang]string{"en": "x", "ar": "س"}, AsOf: "2020-01-01", ReviewBy: "2026-11-23", Sources: []string{"s"}},
			"g": {ID: "g", Statement: map[Lang]string{"en": "y", "ar": "ص"}, AsOf: "2020-01-01", Sources: []string{"gone", "t"}},
		},
		Sources: map[string]Source{"s": {ID: "s", Publisher: "UNESCO", URL: "https://example.org/s"}, "t": {ID: "t", Publisher: "The Media Line", DOI: "10.1000/182"}},
		Wanted:  []Lang{"ar", "en"},
		Now:     now,
	}
}

// edit changes one language's text.
func (s *Subject) edit(lang Lang, change func(*Text)) {
	text := s.Brief.Texts[lang]
	change(&text)
	s.Brief.Texts[lang] = text
}

func (s *Subject) refact(id string, change func(*Fact)) {
	f := s.Facts[id]
	change(&f)
	s.Facts[id] = f
}

func TestLint(t *testing.T) {
	if got := Lint(faultless()); len(got) != 0 {
		t.Fatalf("found in a faultless brief: %+v", got)
	}
	type want []Problem
	seen := map[string]bool{}
	for name, c := range map[string]struct {
		change func(*Subject)
		want   want
	}{
		"a handle in a title":         {func(s *Subject) { s.edit("en", func(x *Text) { x.Title = "On @someone" }) }, want{{"person", Blocks, "en", "title", "@someone"}}},
		"a handle in a claim":         {func(s *Subject) { s.edit("en", func(x *Text) { x.Claim = "@someone says so" }) }, want{{"person", Blocks, "en", "claim", "@someone"}}},
		"a phone number in a summary": {func(s *Subject) { s.edit("ar", func(x *Text) { x.Summary = "هاتف: 0612345678" }) }, want{{"contact", Blocks, "ar", "summary", "هاتف: 0612345678"}}},
		"an address in a point":       {func(s *Subject) { s.edit("en", func(x *Text) { x.Points[1].Text = "at 12 rue de la Paix" }) }, want{{"contact", Blocks, "en", "point 2", "12 rue de la Paix"}}},
		"an e-mail in a fact":         {func(s *Subject) { s.refact("g", func(f *Fact) { f.Statement["ar"] = "من a@example.org" }) }, want{{"contact", Blocks, "ar", "point 2", "a@example.org"}}},
		"a call to pile on":           {func(s *Subject) { s.edit("en", func(x *Text) { x.Prompts = []string{"Why?", "Who will tag him?"} }) }, want{{"pile-on", Blocks, "en", "prompt 2", "tag him"}}},
		"a moment in a sample":        {func(s *Subject) { s.edit("en", func(x *Text) { x.Samples["x"] = "Everyone post at 18:00" }) }, want{{"moment", Blocks, "en", "sample x", "Everyone post at 18:00"}}},
		"a moment in what not to say": {func(s *Subject) { s.edit("en", func(x *Text) { x.Not[0] = "The countdown." }) }, want{{"moment", Blocks, "en", "not 1", "countdown"}}},
		"a moment in the critic":      {func(s *Subject) { s.edit("ar", func(x *Text) { x.Critic = "العد التنازلي" }) }, want{{"moment", Blocks, "ar", "critic", "العد التنازلي"}}},

		"no sponsor": {func(s *Subject) { s.Sponsorship.PaidBy = "" }, want{{Rule: "disclosure", Level: Blocks, Where: "campaign", What: "c"}}},
		"no campaign": {func(s *Subject) { s.Sponsorship = Sponsorship{} }, want{
			{Rule: "disclosure", Level: Blocks, Where: "campaign", What: "c"}, {Rule: "disclosure", Level: Blocks, Lang: "en"}, {Rule: "disclosure", Level: Blocks, Lang: "ar"},
		}},
		"no disclosure in one language":   {func(s *Subject) { delete(s.Sponsorship.Lines, "ar") }, want{{Rule: "disclosure", Level: Blocks, Lang: "ar"}}},
		"a disclosure nobody needs":       {func(s *Subject) { s.Sponsorship.Lines["fr"] = Disclosure{"Chez Net", "Net"} }, nil},
		"an alert without reason and end": {func(s *Subject) { s.Brief.Kind, s.Brief.Finding, s.Brief.Until = Alert, None, time.Time{} }, want{{Rule: "no-urgency", Level: Blocks, Where: "why"}, {Rule: "no-urgency", Level: Blocks, Where: "until"}}},
		"an alert with both":              {func(s *Subject) { s.Brief.Kind, s.Brief.Finding, s.Brief.Why = Alert, None, "The hall closes." }, nil},
		"no points":                       {func(s *Subject) { s.edit("en", func(x *Text) { x.Points = nil }) }, want{{Rule: "no-points", Level: Blocks, Lang: "en"}}},
		"a point without words":           {func(s *Subject) { s.edit("en", func(x *Text) { x.Points[1].Text = " " }) }, nil},
		"a point that says nothing":       {func(s *Subject) { s.edit("en", func(x *Text) { x.Points[1] = Point{Text: " "} }) }, want{{Rule: "no-points", Level: Blocks, Lang: "en", Where: "point 2"}, {Rule: "no-fact", Level: Blocks, Lang: "en", Where: "point 2", What: " "}}},
		"a point without fact":            {func(s *Subject) { s.edit("en", func(x *Text) { x.Points[1].Facts = nil }) }, want{{"no-fact", Blocks, "en", "point 2", "q"}}},
		"an unknown fact":                 {func(s *Subject) { delete(s.Facts, "f") }, want{{Rule: "unknown-fact", Level: Blocks, What: "f"}}},
		"a fact whose sources are gone":   {func(s *Subject) { s.refact("g", func(f *Fact) { f.Sources = []string{"gone"} }) }, want{{Rule: "no-source", Level: Blocks, What: "g"}}},
		"a fact whose sources are dead":   {func(s *Subject) { s.Health = map[string]Health{"t": {Page: health.Page{State: health.Dead}}} }, want{{Rule: "no-source", Level: Blocks, What: "g"}, {Rule: "one-publisher", Level: Advice, What: "UNESCO"}}},
		"a fact with one source that counts": {func(s *Subject) {
			s.refact("g", func(f *Fact) { f.Sources = []string{"t", "s"} })
			s.Health = map[string]Health{"t": {Page: health.Page{State: health.Changed}}}
		}, want{{Rule: "one-publisher", Level: Advice, What: "UNESCO"}}},
		"a fact in print": {func(s *Subject) { s.Sources["t"] = Source{ID: "t", Publisher: "P", ISBN: "978-0-306-40615-7"} }, want{{Rule: "no-source", Level: Blocks, What: "g"}, {Rule: "one-publisher", Level: Advice, What: "UNESCO"}}},
		"a fact in print that somebody found": {func(s *Subject) {
			s.Sources["t"] = Source{ID: "t", Publisher: "P", ISBN: "978-0-306-40615-7"}
			s.Health = map[string]Health{"t": {Confirmed: Confirmation{By: "rafael", On: "2026-11-01"}}}
		}, nil},
		"a fact overdue by a day":           {func(s *Subject) { s.Now = now.Add(12 * time.Hour); s.Brief.Until = time.Time{} }, want{{Rule: "stale-fact", Level: Blocks, What: "f"}}},
		"a fact on its last day":            {func(s *Subject) { s.Now = now.Add(12*time.Hour - time.Second); s.Brief.Until = time.Time{} }, nil},
		"a withdrawn fact":                  {func(s *Subject) { s.refact("g", func(f *Fact) { f.Withdrawn = true }) }, want{{Rule: "withdrawn-fact", Level: Blocks, What: "g"}}},
		"a figure that is not in its words": {func(s *Subject) { s.refact("g", func(f *Fact) { f.Value = "2,000"; f.Statement["en"] = "y is 510" }) }, want{{Rule: "unsaid-figure", Level: Advice, Lang: "en", What: "g"}}},
		"a figure in words": {func(s *Subject) {
			s.refact("g", func(f *Fact) {
				f.Value = "2,000"
				f.Statement = map[Lang]string{"en": "y is 2000", "ar": "ص ٢٠٠٠"}
			})
		}, nil},
		"a brief that is useless now":     {func(s *Subject) { s.Brief.Until = now }, want{{Rule: "past", Level: Blocks, What: "2026-11-23 12:00 UTC"}}},
		"one that is useless in a second": {func(s *Subject) { s.Brief.Until = now.Add(time.Second) }, nil},
		"one that is never useless":       {func(s *Subject) { s.Brief.Until = time.Time{} }, nil},
		"a response without claim":        {func(s *Subject) { s.edit("ar", func(x *Text) { x.Claim = " \n" }) }, want{{Rule: "no-claim", Level: Blocks, Lang: "ar"}}},
		"a response without finding":      {func(s *Subject) { s.Brief.Finding = None }, want{{Rule: "no-claim", Level: Blocks, Where: "finding"}}},
		"points need neither": {func(s *Subject) {
			s.Brief.Kind, s.Brief.Finding = Points, None
			s.edit("en", func(x *Text) { x.Claim = "" })
		}, nil},
		"a response on one publisher":        {func(s *Subject) { s.Sources["t"] = Source{ID: "t", Publisher: "unesco", URL: "https://example.org"} }, want{{Rule: "one-publisher", Level: Advice, What: "UNESCO"}}},
		"one publisher with space around it": {func(s *Subject) { s.Sources["t"] = Source{ID: "t", Publisher: " UNESCO ", URL: "https://example.org"} }, want{{Rule: "one-publisher", Level: Advice, What: "UNESCO"}}},
		"points may rest on one publisher": {func(s *Subject) {
			s.Brief.Kind, s.Brief.Finding = Points, None
			s.Sources["t"] = Source{ID: "t", Publisher: "UNESCO", URL: "https://example.org"}
		}, nil},
		"a language that readers want": {func(s *Subject) { s.Wanted = []Lang{"ar", "en", "es"} }, want{{Rule: "missing-language", Level: Advice, Lang: "es"}}},
		"no prompts":                   {func(s *Subject) { s.edit("en", func(x *Text) { x.Prompts = nil }) }, want{{Rule: "no-prompts", Level: Advice, Lang: "en"}}},
		"a disclosure that may name them in its own language": {func(s *Subject) {
			s.Sponsorship.Lines["ar"] = Disclosure{"أتطوع مع شبكة التراث", "مع Net"}
		},
			want{{Rule: "unnamed-disclosure", Level: Advice, Lang: "ar", What: "أتطوع مع شبكة التراث"}}},
		"a disclosure that names nobody": {func(s *Subject) { s.Sponsorship.Lines["en"] = Disclosure{"I volunteer.", "With Net"} },
			want{{Rule: "disclosure", Level: Blocks, Where: "campaign", What: "c"}, {Rule: "unnamed-disclosure", Level: Advice, Lang: "en", What: "I volunteer."}}},
		"no critic": {func(s *Subject) { s.edit("en", func(x *Text) { x.Critic = "" }) }, want{{Rule: "no-critic", Level: Advice, Lang: "en"}}},
		"a correction that does not say what it changes": {func(s *Subject) {
			s.Corrected = []Lang{"ar", "en"}
			s.edit("ar", func(x *Text) { x.Changed = "الرقم." })
		}, want{{Rule: "no-change", Level: Advice, Lang: "en"}}},
		"no sample": {func(s *Subject) { s.edit("ar", func(x *Text) { x.Samples = nil }) }, want{{Rule: "no-sample", Level: Advice, Lang: "ar"}}},
		"a sample for a short network": {func(s *Subject) {
			s.edit("en", func(x *Text) {
				x.Samples = map[string]string{"any": "x", "x": strings.Repeat("word ", 50), "linkedin": strings.Repeat("word ", 50)}
			})
		}, want{{Rule: "long-sample", Level: Advice, Lang: "en", Where: "sample x", What: "X"}}},
		"what an earlier brief says":    {func(s *Subject) { s.Alike = map[Lang]string{"ar": "B2"} }, want{{Rule: "overlap", Level: Advice, Lang: "ar", What: "B2"}}},
		"a fact that is not translated": {func(s *Subject) { s.refact("f", func(f *Fact) { delete(f.Statement, "ar") }) }, want{{Rule: "untranslated-fact", Level: Advice, Lang: "ar", What: "f"}}},
		"facts that are not translated": {func(s *Subject) {
			s.refact("f", func(f *Fact) { delete(f.Statement, "ar") })
			s.refact("g", func(f *Fact) { delete(f.Statement, "ar") })
		}, want{{Rule: "untranslated-fact", Level: Advice, Lang: "ar", What: "f"}, {Rule: "untranslated-fact", Level: Advice, Lang: "ar", What: "g"}}},
		"a picture without words":            {func(s *Subject) { s.Brief.Media[0].Alt = "" }, want{{Rule: "no-alt", Level: Advice, What: "https://example.org/a.jpg"}}},
		"a handle in a picture's words":      {func(s *Subject) { s.Brief.Media[0].Alt = "A tree, by @someone_else" }, want{{Rule: "person", Level: Blocks, Where: "media 1", What: "@someone_else"}}},
		"what blocks comes first":            {func(s *Subject) { s.Brief.Media[0].Alt = ""; s.Brief.Until = now }, want{{Rule: "past", Level: Blocks, What: "2026-11-23 12:00 UTC"}, {Rule: "no-alt", Level: Advice, What: "https://example.org/a.jpg"}}},
		"languages that nobody can show yet": {func(s *Subject) { s.Wanted = nil }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := faultless()
			c.change(&s)
			got := Lint(s)
			for _, p := range got {
				seen[p.Rule] = true
			}
			if d := cmp.Diff([]Problem(c.want), got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			blocks := slices.ContainsFunc(c.want, func(p Problem) bool { return p.Level == Blocks })
			if Blocking(got) != blocks {
				t.Errorf("blocking is %t", !blocks)
			}
		})
	}
	for _, r := range rules {
		if !seen[r.name] {
			t.Errorf("no case breaks the rule %s", r.name)
		}
	}
}

// The lint looks at every word that people will read.
func TestParts(t *testing.T) {
	x := Text{
		Title: "w1", Claim: "w2", Summary: "w3", Points: []Point{{Text: "w4"}, {Text: "w5"}}, Prompts: []string{"w6"}, Samples: map[string]string{"any": "w7", "x": "w8"}, Not: []string{"w9"}, Critic: "w0", Changed: "wx",
	}
	var where, words []string
	for _, p := range x.Parts() {
		where, words = append(where, p.Where), append(words, p.Text)
	}
	slices.Sort(words)
	if got := strings.Join(words, " "); got != "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 wx" {
		t.Errorf("words: %s", got)
	}
	if got := strings.Join(where, ", "); got != "title, claim, summary, critic, changed, point 1, point 2, prompt 1, not 1, sample any, sample x" {
		t.Errorf("places: %s", got)
	}
}

// What the desk gathers for the lint leaves out what does not exist, for the lint to say.
func TestSubject(t *testing.T) {
	r := newRig(t)
	r.do(func(tx storage.Tx) error {
		b, err := r.desk.Brief(tx, "couscous")
		if err != nil {
			return err
		}
		s, err := r.desk.Subject(tx, b, now)
		if err != nil {
			return err
		}
		if len(s.Facts) != 1 || len(s.Sources) != 1 || s.Sponsorship.RunBy == "" || !s.Now.Equal(now) {
			t.Errorf("got %+v", s)
		}
		b.Campaign = "nowhere"
		text := b.Texts["en"]
		text.Points = []Point{{"p", []string{"nothing"}}}
		b.Texts = map[Lang]Text{"en": text}
		if s, err = r.desk.Subject(tx, b, now); err != nil {
			return err
		}
		var got []string
		for _, p := range Lint(s) {
			if p.Level == Blocks {
				got = append(got, p.Rule)
			}
		}
		if d := cmp.Diff([]string{"disclosure", "disclosure", "unknown-fact"}, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		return nil
	})
}
