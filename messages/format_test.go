package messages

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relais/messages/networks"
)

func write(t rapidOrTest, f File) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatalf("Write: %v", err)
	}
	return buf.Bytes()
}

type rapidOrTest interface {
	Helper()
	Fatalf(format string, args ...any)
}

// wordsGen draws lines that a parser may take for something else, among plain ones.
var wordsGen = rapid.OneOf(
	rapid.SampledFrom([]string{
		"Le couscous est partagé par quatre pays : l’Algérie, la Mauritanie, le Maroc et la Tunisie.",
		"الكسكس تراث مشترك بين أربعة بلدان.", "\u200fالعنوان: نص", "\u200f- بند", "== Brief couscous", "== English", "==", "=== x ===",
		"// not a note", "\\ a backslash", "\\\\", "- a dash", "-5 °C", "– un tiret", "• bullet", "* star", "*bold*", "1. one", "٢) اثنان", "2014. was a year",
		"Title: x", "Titel: nearly", "TITLE : x", "Note: a remark", "Kind: response", "Points:", "Sample x: y", "Sample of what: y", "Exemple concret : non",
		"Sources: all", "English: yes", "en: oui", "[]", "[couscous-2020]", "see [sic].", "x [a, b]", "x ] y [", "]", "[", "https://example.org/a?b=c#d", "#heritage #couscous",
		"18 h 00", "a\u00a0:\u00a0b", "Titre\u00a0: x", "👩🏽‍🌾 argan", "e\u0301te", "\u200b", "A fair critic: would say", "Useless after: never", "عنوان : x",
	}),
	rapid.StringMatching(`[A-Za-z\[\]\\:=#*. -]{1,20}`),
	rapid.String(),
)

// textGen draws texts of several paragraphs as a file keeps them.
var textGen = rapid.Custom(func(t *rapid.T) string {
	return tidyText(strings.Join(rapid.SliceOfN(rapid.OneOf(wordsGen, rapid.Just("")), 1, 5).Draw(t, "lines"), "\n"))
})

var lineGen = rapid.Map(wordsGen, tidyLine)

func filled(g *rapid.Generator[string]) *rapid.Generator[string] {
	return g.Filter(func(s string) bool { return s != "" })
}

// listGen draws no list or one with something in every entry; an empty one is read back as none.
func listGen[T any](g *rapid.Generator[T]) *rapid.Generator[[]T] {
	return rapid.Map(rapid.SliceOfN(g, 0, 3), func(all []T) []T {
		if len(all) == 0 {
			return nil
		}
		return all
	})
}

func langMap[T any](g *rapid.Generator[T], least int) *rapid.Generator[map[Lang]T] {
	return rapid.Map(rapid.MapOfN(rapid.SampledFrom(Languages()), g, least, 4), func(m map[Lang]T) map[Lang]T {
		if len(m) == 0 {
			return nil
		}
		return m
	})
}

var (
	nameGen = rapid.StringMatching(`[a-z][a-z0-9-]{0,58}[a-z]`)
	dateGen = rapid.Map(rapid.IntRange(0, 20000), func(n int) Date {
		return Date(time.Unix(0, 0).UTC().AddDate(0, 0, n).Format(time.DateOnly))
	})
	addressGen = rapid.SampledFrom([]string{"https://ich.unesco.org/en/RL/gnawa-01170", "http://example.org/a:b?c=d#e", "https://مثال.إختبار/ص"})
	topicGen   = rapid.SampledFrom([]string{"heritage", "solar energy", "طاقة", "énergie"})
)

var sourceGen = rapid.Custom(func(t *rapid.T) Source {
	return Source{
		ID: nameGen.Draw(t, "id"), Type: rapid.SampledFrom(SourceTypes()).Draw(t, "type"), Title: filled(lineGen).Draw(t, "title"),
		Publisher: filled(lineGen).Draw(t, "publisher"), Interest: lineGen.Draw(t, "interest"), Authors: listGen(filled(textGen)).Draw(t, "authors"),
		Published: rapid.SampledFrom([]string{"", "2020", "2020-12-16"}).Draw(t, "published"), URL: addressGen.Draw(t, "url"),
		Archive: rapid.OneOf(rapid.Just(""), addressGen).Draw(t, "archive"), Locator: lineGen.Draw(t, "locator"),
		Lang: rapid.SampledFrom([]Lang{"", "en", "ar", "de"}).Draw(t, "lang"), Quote: textGen.Draw(t, "quote"),
	}
})

var factGen = rapid.Custom(func(t *rapid.T) Fact {
	f := Fact{
		ID: nameGen.Draw(t, "id"), Statement: langMap(filled(textGen), 1).Draw(t, "statement"), Value: lineGen.Draw(t, "value"), Unit: lineGen.Draw(t, "unit"),
		AsOf: dateGen.Draw(t, "as of"), Confidence: rapid.SampledFrom([]Confidence{"", Established, Likely, Disputed}).Draw(t, "confidence"),
		Sources: rapid.SliceOfN(nameGen, 1, 3).Draw(t, "sources"), Withdrawn: rapid.Bool().Draw(t, "withdrawn"),
	}
	if d := dateGen.Draw(t, "review by"); d >= f.AsOf {
		f.ReviewBy = d
	}
	return f
})

var campaignGen = rapid.Custom(func(t *rapid.T) CampaignText {
	short := rapid.Map(filled(lineGen), func(s string) string { return tidyLine(string([]rune(s)[:min(ShortLine, len([]rune(s)))])) })
	return CampaignText{
		Name: nameGen.Draw(t, "name"), Title: langMap(filled(lineGen), 1).Draw(t, "title"), Purpose: langMap(filled(textGen), 0).Draw(t, "purpose"),
		Kinds: listGen(rapid.SampledFrom([]string{"diaspora", "ngo"})).Draw(t, "kinds"), Topics: listGen(topicGen).Draw(t, "topics"),
		Sponsorship: Sponsorship{
			RunBy: filled(lineGen).Draw(t, "run by"), PaidBy: filled(lineGen).Draw(t, "paid by"), Payer: rapid.SampledFrom(PayerTypes()).Draw(t, "payer"),
			Country: lineGen.Draw(t, "country"), Register: lineGen.Draw(t, "register"), Contact: filled(lineGen).Draw(t, "contact"),
			Lines: langMap(rapid.Custom(func(t *rapid.T) Disclosure {
				return Disclosure{Line: filled(lineGen).Draw(t, "line"), Short: filled(short).Draw(t, "short")}
			}), 1).Draw(t, "lines"),
		},
	}
})

var textInOneLang = rapid.Custom(func(t *rapid.T) Text {
	point := rapid.Custom(func(t *rapid.T) Point {
		p := Point{Text: textGen.Draw(t, "point"), Facts: listGen(nameGen).Draw(t, "facts")}
		if p.Text == "" && len(p.Facts) == 0 {
			p.Text = filled(textGen).Draw(t, "words")
		}
		return p
	})
	keys := []string{"any"}
	for _, n := range networks.All() {
		keys = append(keys, n.Key)
	}
	x := Text{
		Title: filled(lineGen).Draw(t, "title"), Claim: textGen.Draw(t, "claim"), Summary: textGen.Draw(t, "summary"), Points: listGen(point).Draw(t, "points"),
		Prompts: listGen(filled(textGen)).Draw(t, "prompts"), Not: listGen(filled(textGen)).Draw(t, "not"), Critic: textGen.Draw(t, "critic"), Changed: textGen.Draw(t, "changed"),
		Samples: rapid.MapOfN(rapid.SampledFrom(keys), filled(textGen), 0, 3).Draw(t, "samples"),
	}
	if len(x.Samples) == 0 {
		x.Samples = nil
	}
	return x
})

var briefGen = rapid.Custom(func(t *rapid.T) Brief {
	b := Brief{
		Name: nameGen.Filter(func(s string) bool { return !numberRE.MatchString(s) }).Draw(t, "name"), Campaign: rapid.OneOf(rapid.Just(""), nameGen).Draw(t, "campaign"),
		Kind: rapid.SampledFrom(Kinds()).Draw(t, "kind"), Topics: listGen(topicGen).Draw(t, "topics"), Texts: langMap(textInOneLang, 1).Draw(t, "texts"),
		Fallback: listGen(rapid.SampledFrom(Languages())).Draw(t, "fallback"),
		Media: listGen(rapid.Custom(func(t *rapid.T) Media {
			return Media{URL: addressGen.Draw(t, "url"), Alt: lineGen.Draw(t, "alt"), Credit: lineGen.Draw(t, "credit")}
		})).Draw(t, "media"),
	}
	if b.Kind == Response {
		b.Finding = rapid.SampledFrom(append(Findings(), None)).Draw(t, "finding")
	}
	if s := rapid.Int64Range(0, 253402300799).Draw(t, "until"); s > 0 {
		b.Until = time.Unix(s, 0).UTC()
	}
	return b
})

var fileGen = rapid.Custom(func(t *rapid.T) File {
	return File{
		Sources:   listGenBy(sourceGen, func(s Source) string { return s.ID }).Draw(t, "sources"),
		Facts:     listGenBy(factGen, func(f Fact) string { return f.ID }).Draw(t, "facts"),
		Campaigns: listGenBy(campaignGen, func(c CampaignText) string { return c.Name }).Draw(t, "campaigns"),
		Briefs:    listGenBy(briefGen, func(b Brief) string { return b.Name }).Draw(t, "briefs"),
	}
})

func listGenBy[T any](g *rapid.Generator[T], name func(T) string) *rapid.Generator[[]T] {
	return rapid.Map(rapid.SliceOfNDistinct(g, 0, 2, name), func(all []T) []T {
		if len(all) == 0 {
			return nil
		}
		return all
	})
}

func TestFileRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := fileGen.Draw(t, "file")
		raw := write(t, f)
		got, err := ParseFile("f.txt", raw)
		if err != nil {
			t.Fatalf("what Write wrote is refused: %v\n%s", err, raw)
		}
		if d := cmp.Diff(f, got); d != "" {
			t.Fatalf("another file was read than was written (-written +read):\n%s\n%s", d, raw)
		}
		if again := write(t, got); !bytes.Equal(raw, again) {
			t.Fatalf("a second writing differs:\n%s", cmp.Diff(string(raw), string(again)))
		}
	})
}

// What a phone or an office program does to a file does not change what it says.
func TestFileFromAnyEditor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := fileGen.Draw(t, "file")
		plain := string(write(t, f))
		rough := plain
		for _, change := range []struct {
			name  string
			apply func(string) string
		}{
			{"byte order mark", func(s string) string { return "\uFEFF" + s }},
			{"trailing space", func(s string) string { return strings.ReplaceAll(s, "\n", " \t\u00a0\n") }},
			{"indentation", func(s string) string { return "\t" + strings.ReplaceAll(s, "\n", "\n\t \u00a0") }},
			{"a note", func(s string) string { return "// written on a train\n" + s }},
			{"CRLF", func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }},
		} {
			if rapid.Bool().Draw(t, change.name) {
				rough = change.apply(rough)
			}
		}
		got, err := ParseFile("f.txt", []byte(rough))
		if err != nil {
			t.Fatalf("%v\n%q", err, rough)
		}
		if d := cmp.Diff(f, got); d != "" {
			t.Fatalf("(-written +read):\n%s\n%q", d, rough)
		}
	})
}

func FuzzParseFile(f *testing.F) {
	for _, seed := range []string{"", "== Brief b", example, strings.ReplaceAll(example, "\n", "\r"), "== Fact f\nEnglish: x\nAs of: 2020-01-01\nSources: s\n\n== Source s\nType: press"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := ParseFile("f.txt", raw)
		if err != nil {
			return
		}
		first := write(t, file)
		again, err := ParseFile("f.txt", first)
		if err != nil {
			t.Fatalf("what Write wrote is refused: %v\n%s", err, first)
		}
		if d := cmp.Diff(file, again); d != "" {
			t.Fatalf("another file was read than was written (-first +second):\n%s\n%s", d, first)
		}
		if second := write(t, again); !bytes.Equal(first, second) {
			t.Fatalf("a second writing differs:\n%s", cmp.Diff(string(first), string(second)))
		}
	})
}
