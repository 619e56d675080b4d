package messages

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const example = `// Everything that a file can hold, once.
== Source unesco-couscous
Type: official
Title: Couscous
Publisher: UNESCO
Authors:
- A. Author
Address: https://ich.unesco.org/en/RL/couscous-01602

== Fact couscous-2020
English: Inscribed in 2020.
French: Inscrit en 2020.
As of: 2020-12-16
Sources: unesco-couscous

== Campaign living-heritage
Run by: Example Foundation
Paid by: Example Foundation
Payer: ngo
Contact: contact@example.org

== English
Title: Living Heritage
Disclosure: I volunteer with Living Heritage.
Short: Volunteer, Living Heritage

== Brief couscous
Campaign: living-heritage
Kind: response
Finding: false
Useless after: 2027-06-01 18:00 Africa/Algiers
Media: https://example.org/a.jpg
Shows: A bowl.

== English
Title: Four countries
Claim: One country.
Summary: Four countries filed together.

A second paragraph.

Points:
- Four countries filed it. [couscous-2020]
- Together.
[couscous-2020]
Prompts:
- Who taught you?
Sample x: Couscous!
#couscous
`

// briefOf reads one brief with these lines in English, of which the heading and title are there already.
func briefOf(t *testing.T, lines string) Brief {
	t.Helper()
	f, err := ParseFile("f.txt", []byte("== Brief b\nKind: points\n== English\nTitle: T\n"+lines))
	if err != nil {
		t.Fatal(err)
	}
	return f.Briefs[0]
}

func TestReadText(t *testing.T) {
	for name, c := range map[string]struct {
		lines string
		want  Text
	}{
		"line breaks stay":              {"Summary: a\nb\n\nc", Text{Summary: "a\nb\n\nc"}},
		"blank lines become one":        {"\n\nSummary:\n\n\na\n\n\n\nb\n\n\nCritic: c", Text{Summary: "a\n\nb", Critic: "c"}},
		"space before the colon":        {"Summary\u202f: a", Text{Summary: "a"}},
		"capitals and accents":          {"RESUME : a\ncritic: b", Text{Summary: "a", Critic: "b"}},
		"a key word's value below it":   {"Claim:\nwords", Text{Claim: "words"}},
		"notes go nowhere":              {"Summary: a\n// b\nc", Text{Summary: "a\nc"}},
		"a backslash makes words of it": {"Summary: a\n\\Critic: b\n\\// c\n\\== d\n\\\\e", Text{Summary: "a\nCritic: b\n// c\n== d\n\\e"}},
		"another colon is just text":    {"Summary: a\nIn short: b\nhttps://example.org/x", Text{Summary: "a\nIn short: b\nhttps://example.org/x"}},
		"hashtags are no headings":      {"Sample: a\n#heritage #couscous", Text{Samples: map[string]string{"any": "a\n#heritage #couscous"}}},
		"all kinds of dashes":           {"Prompts:\n- a\n– b\n—c\n• d\n* e\n1. f\n2) g\n٣. h\n·\ti", Text{Prompts: []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"}}},
		"entries of several lines":      {"Prompts:\n- a\nb\n\nc\n- d", Text{Prompts: []string{"a\nb\n\nc", "d"}}},
		"one entry behind the colon":    {"Prompts: a\nNo afirmar: - b", Text{Prompts: []string{"a"}, Not: []string{"b"}}},
		"a dash that is no entry":       {"Prompts:\n- a\n\\- b", Text{Prompts: []string{"a\n- b"}}},
		"no dashes in a text":           {"Summary: a\n- b", Text{Summary: "a\n- b"}},
		"an empty entry is none":        {"Prompts:\n-\n- a", Text{Prompts: []string{"a"}}},
		"a bold word is no entry":       {"Prompts:\n- a\n*b* c", Text{Prompts: []string{"a\n*b* c"}}},
		"a year is no entry":            {"Prompts:\n- a\n2014. b", Text{Prompts: []string{"a\n2014. b"}}},
		"samples by any name":           {"Sample for X: a\nSample (Bluesky): b\nExemple pour LinkedIn : c\nSample e-mail: d", Text{Samples: map[string]string{"x": "a", "bluesky": "b", "linkedin": "c", "email": "d"}}},
		"a sentence is no sample":       {"Summary: a\nSample of one people: b", Text{Summary: "a\nSample of one people: b"}},
		"Arabic":                        {"\u200fالملخص: نص\n\u200fأسئلة:\n\u200f- بند\nنَموذَج: كلام", Text{Summary: "نص", Prompts: []string{"بند"}, Samples: map[string]string{"any": "كلام"}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Title = "T"
			if d := cmp.Diff(c.want, briefOf(t, c.lines).Texts["en"]); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestReadPoint(t *testing.T) {
	for line, want := range map[string]Point{
		"a":                 {Text: "a"},
		"a [f]":             {"a", []string{"f"}},
		"a[f]":              {"a", []string{"f"}},
		"a [f, g]":          {"a", []string{"f", "g"}},
		"a [f؛ g، h;i,]":    {"a", []string{"f", "g", "h", "i"}},
		"a [Couscous–2020]": {"a", []string{"couscous-2020"}},
		"a. [f]":            {"a.", []string{"f"}},
		"a [f].":            {"a.", []string{"f"}},
		"a. [f].":           {"a.", []string{"f"}},
		"a\n[f]":            {"a", []string{"f"}},
		"a [sic] []":        {"a [sic]", nil},
		"a [sic] b":         {"a [sic] b", nil},
		"a ]":               {"a ]", nil},
		"نص [f]\u200f":      {"نص", []string{"f"}},
		"a [b] [f]":         {"a [b]", []string{"f"}},
	} {
		got := briefOf(t, "Points:\n- "+line).Texts["en"].Points
		if d := cmp.Diff([]Point{want}, got); d != "" {
			t.Errorf("%q (-want +got):\n%s", line, d)
		}
	}
}

func TestReadUntil(t *testing.T) {
	utc := func(s string) time.Time {
		at, err := time.Parse("2006-01-02 15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for words, want := range map[string]string{
		"2027-06-01 18:00 UTC":                 "2027-06-01 18:00:00",
		"2027-06-01 18:00:30 utc":              "2027-06-01 18:00:30",
		"2027-06-01  18h00 Africa/Algiers":     "2027-06-01 17:00:00",
		"٢٠٢٧-٠٦-٠١ ١٨:٠٠ Africa/Algiers":      "2027-06-01 17:00:00",
		"2026-03-29 02:30 Europe/Paris":        "2026-03-29 01:00:00", // skipped: the first instant after the gap
		"2026-10-25 02:30 Europe/Paris":        "2026-10-25 00:30:00", // shown twice: the first
		"2026-10-25 03:00 Europe/Paris":        "2026-10-25 02:00:00",
		"2026-11-01 01:30 America/New_York":    "2026-11-01 05:30:00",
		"2026-03-08 02:30 America/New_York":    "2026-03-08 07:00:00",
		"2011-12-30 12:00 Pacific/Apia":        "2011-12-30 10:00:00", // a day that was left out
		"2027-01-01 00:00 Pacific/Kiritimati":  "2026-12-31 10:00:00",
		"2026-04-05 01:45 Australia/Lord_Howe": "2026-04-04 14:45:00", // half an hour back
	} {
		got, err := parseUntil(words)
		if err != nil || !got.Equal(utc(want)) || got.Location() != time.UTC {
			t.Errorf("%s is %s, %v; want %s", words, got, err, want)
		}
	}
	for words, want := range map[string]string{
		"2027-06-01":                     "where the clock hangs",
		"2027-06-01 18:00":               "where the clock hangs",
		"tomorrow at six in the evening": "not a time",
		"2027-02-30 18:00 UTC":           "not a time",
		"01/06/2027 18:00 UTC":           "not a time",
		"2027-06-01 18:00 Atlantis":      "no zone",
		"2027-06-01 18:00 Local":         "no zone",
		"2027-06-01 18:00 ../etc/passwd": "no zone",
		"2027-06-01 18:00 /etc/passwd":   "no zone",
	} {
		if _, err := parseUntil(words); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", words, err, want)
		}
	}
}

// Everything that is wrong is told at once, each with its line and with what to do.
func TestWrongFiles(t *testing.T) {
	fact := "== Fact f\nEnglish: x\nAs of: 2020-12-16\nSources: s\n"
	brief := "== Brief b\nKind: points\n== English\nTitle: T\n"
	for name, c := range map[string]struct{ text, want string }{
		"nothing before":         {"Dear all\nhere it comes", "1: nothing says yet what this is"},
		"an unknown heading":     {"== Briefing b\nKind: points\nTitle: x", "1: “Briefing b” is no heading"},
		"a heading with no name": {"== Fact\nEnglish: x\nAs of: 2020-12-16\nSources: s", "1: \"\" is not a name"},
		"a name with a space":    {"== Fact couscous 2020\nEnglish: x\nAs of: 2020-12-16\nSources: s", "1: \"couscous 2020\" is not a name: use 1 to 60 of a-z, 0-9 and -, such as couscous-2020"},
		"a name that is a number": {strings.Replace(brief, "== Brief b", "== Brief B12", 1),
			"1: the name \"b12\" would be taken for a brief's number: add a word to it"},
		"two of one name":            {fact + fact, "5: “Fact f” stands here a second time, first on line 1"},
		"a language by itself":       {"== English\nTitle: x", "1: a language stands under a brief or a campaign"},
		"a language twice":           {brief + "== en\nTitle: U", "5: English stands here a second time, first on line 3"},
		"a language in a fact":       {fact + "== French\nx", "5: “== Fact f” has no headings for languages; in a fact write “French: …”"},
		"a key word twice":           {fact + "as of: 2021-01-01", "5: “as of” stands here a second time, first on line 3"},
		"a slip in a key word":       {brief + "Pionts:\n- a", "5: did you mean “Points:”?"},
		"a slip in a text":           {brief + "Summary: x\nPromts: y", "6: did you mean “Prompts:”? Correct it; if it is part of a text, begin the line with \\"},
		"an unknown key word":        {"== Fact f\nAs of: 2020-12-16\nSources: s\nColour: red\nEnglish: x", "4: this line belongs to nothing; under “== Fact f” may stand: English, French"},
		"a line that is nobody's":    {"== Brief b\nKind: points\nhello\n== English\nTitle: T", "3: this line belongs to nothing; under “== Brief b” may stand: Campaign, Kind,"},
		"a second line of a title":   {brief + "more", "5: this line belongs to nothing; under “== English” may stand: Title, Claim,"},
		"a key word too high":        {"== Brief b\nKind: points\nTitle: x\nSummary: y", "1: a brief needs its text in one language at least\n3: “Title” is said for each language"},
		"a key word too low":         {brief + "Topics: x\nhello", "5: “Topics” belongs above the languages, under “== Brief b”"},
		"a list without dashes":      {brief + "Prompts:\na\nb", "6: begin every entry of “Prompts” with a dash"},
		"a day":                      {strings.Replace(fact, "2020-12-16", "16 December 2020", 1), "3: as of: \"16 December 2020\" is not a day: write it as 2020-12-16"},
		"days the wrong way round":   {fact + "Review by: 2019-01-01", "5: review by: 2019-01-01 is before as of 2020-12-16"},
		"a fact without source":      {"== Fact f\nEnglish: x\nAs of: 2020-12-16", "1: sources: a fact rests on one source at least"},
		"confidence":                 {fact + "Confidence: total", "5: confidence: \"total\" is none of established, likely, disputed"},
		"withdrawn":                  {fact + "Withdrawn: perhaps", "5: withdrawn: \"perhaps\" is neither yes nor no"},
		"an address":                 {"== Source s\nType: press\nTitle: x\nPublisher: y\nAddress: www.example.org", "5: address: \"www.example.org\" is not a web address: it begins with https:// and names a site"},
		"a private address":          {"== Source s\nType: press\nTitle: x\nPublisher: y\nAddress: https://intranet/x", "5: address: \"https://intranet/x\" leads to a private machine"},
		"an archive":                 {"== Source s\nType: press\nTitle: x\nPublisher: y\nAddress: https://a.org\nArchive: x", "6: archive: \"x\" is not a web address"},
		"a type":                     {"== Source s\nType: blog\nTitle: x\nPublisher: y\nAddress: https://a.org", "2: type: \"blog\" is none of primary, peer-reviewed, official, press, other"},
		"no type":                    {"== Source s\nTitle: x\nPublisher: y\nAddress: https://a.org", "1: type: say which it is, one of primary,"},
		"when published":             {"== Source s\nType: press\nTitle: x\nPublisher: y\nAddress: https://a.org\nPublished: May", "6: published: \"May\" is neither a year, 2020, nor a day"},
		"a source's language":        {"== Source s\nType: press\nTitle: x\nPublisher: y\nAddress: https://a.org\nLanguage: Elvish", "6: language: \"elvish\" is not a language's two-letter code"},
		"a brief's kind":             {strings.Replace(brief, "points", "poem", 1), "2: kind: \"poem\" is none of points, facts, response, success, alert"},
		"a finding that is none":     {"== Brief b\nKind: response\nFinding: rubbish\n== English\nTitle: T", "3: finding: \"rubbish\" is none of false, misleading"},
		"a finding on no claim":      {strings.Replace(brief, "points", "points\nFinding: false", 1), "3: finding: only a response has one"},
		"no text":                    {"== Brief b\nKind: points", "1: a brief needs its text in one language at least"},
		"no title":                   {"== Brief b\nKind: points\n== fr\nRésumé: x", "3: fr: the title is empty"},
		"a fallback":                 {strings.Replace(brief, "points", "points\nFallback: English, Klingon", 1), "3: fallback: \"Klingon\" is not one of the languages here"},
		"useless after":              {strings.Replace(brief, "points", "points\nUseless after: soon", 1), "3: useless after: \"soon\" needs a day, a time and where the clock hangs"},
		"a campaign's name":          {strings.Replace(brief, "points", "points\nCampaign: Living Heritage!", 1), "3: campaign: \"living heritage!\" is not a name"},
		"a point of nothing":         {brief + "Points:\n- []", "6: a point says something, or names in its brackets the fact that it is"},
		"a fact that is no name":     {brief + "Points:\n- a\nb [the whole story]", "6: in the brackets at the end of a point stand the names of facts, and \"the whole story\" is not a name"},
		"a network that is none":     {brief + "Sample friendster: x", "5: sample: no such network"},
		"two samples for one":        {brief + "Sample X: x\nExemple : y\nSample x: z", "7: a sample for x stands here a second time, first on line 5"},
		"a picture without address":  {strings.Replace(brief, "points", "points\nPicture:", 1), "3: media: write the address of the picture, film or sound"},
		"a picture's address":        {strings.Replace(brief, "points", "points\nPicture: photo.jpg", 1), "3: media: \"photo.jpg\" is not a web address"},
		"a second picture's address": {strings.Replace(brief, "points", "points\nPicture: https://a.org/b\nPicture: photo.jpg", 1), "4: media: \"photo.jpg\" is not a web address"},
		"words about no picture":     {strings.Replace(brief, "points", "points\nShows: a tree", 1), "3: “Shows” describes a picture: write “Media: https://…”, with its address, above it"},
		"words about one twice":      {strings.Replace(brief, "points", "points\nPicture: https://a.org/b\nShows: a\nShows: b", 1), "5: “Shows” stands a second time below one picture"},
		"a campaign without title":   {"== Campaign c\nRun by: a\nPaid by: b\nPayer: ngo\nContact: c\n== fr\nMention: d\nMention courte: e", "1: a campaign needs its title in one language at least"},
		"a campaign without sponsor": {"== Campaign c\nPayer: me\n== fr\nTitre: t\nMention: d", "1: run by: say who runs the campaign\n1: paid by: say who pays for the campaign\n1: contact: say how a reader reaches those who run it\n2: payer: \"me\" is none of state, state-funded, party, company, ngo, individuals\n5: disclosure fr: write both the line and its short form"},
		"a short form that is long":  {"== Campaign c\nRun by: a\nPaid by: b\nPayer: ngo\nContact: c\n== fr\nTitre: t\nMention: d\nMention courte: " + strings.Repeat("é", 61), "8: disclosure fr: the short form has 61 characters, 60 are allowed"},
		"a campaign's bad name":      {"== Campaign c!\nRun by: a\nPaid by: b\nPayer: ngo\nContact: c\n== fr\nTitre: t\nMention: d\nMention courte: e", "1: \"c!\" is not a name"},
		"a control character":        {brief + "Summary: a\x07b", "5: an invisible control character (U+0007) stands in this line: delete it"},
		"not UTF-8":                  {"== Brief b\n== English\nTitle: Caf\xe9", "3: the file is not saved as UTF-8: save it as plain text once more"},
		"UTF-16":                     {"\xff\xfe=\x00=\x00", "1: the file is not saved as UTF-8"},
		"an office document":         {"PK\x03\x04word/document.xml", "this is not a plain text but an office document"},
		"a PDF":                      {"%PDF-1.7", "this is not a plain text but an office document"},
		"too long":                   {"// " + strings.Repeat("x", FileLimit), "the file has 256 KB and 256 are allowed"},
		"lines by CR alone":          {"== Brief b\rKind: poem\r== English\rTitle: T", "2: kind: \"poem\" is none"},
		"many at once":               {"== Fact f\nAs of: x\n== Brief b\nKind: poem", "1: a fact needs its statement in one language at least\n1: sources: a fact rests on one source at least\n2: as of: \"x\" is not a day: write it as 2020-12-16\n3: a brief needs its text in one language at least\n4: kind: \"poem\" is none of"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := ParseFile("f.txt", []byte(c.text))
			var wrong *FileError
			if !errors.As(err, &wrong) {
				t.Fatalf("no *FileError: %v", err)
			}
			if d := cmp.Diff(File{}, f); d != "" {
				t.Errorf("the file is not empty:\n%s", d)
			}
			want := strings.Split(c.want, "\n")
			if len(wrong.Lines) != len(want) {
				t.Fatalf("%d problems, want %d:\n%v", len(wrong.Lines), len(want), err)
			}
			for i, l := range wrong.Lines {
				got := l.Text
				if l.Line > 0 {
					got = fmt.Sprintf("%d: %s", l.Line, l.Text)
				}
				if !strings.HasPrefix(got, want[i]) {
					t.Errorf("problem %d is\n%s\nwant\n%s", i+1, got, want[i])
				}
			}
			if first, _, _ := strings.Cut(err.Error(), "\n"); !strings.HasPrefix(first, "f.txt:") {
				t.Errorf("the sentence does not begin with the file's name: %s", first)
			}
		})
	}
}

func TestManyProblems(t *testing.T) {
	_, err := ParseFile("f.txt", []byte(strings.Repeat("== Brief\n", 1000)))
	var wrong *FileError
	if !errors.As(err, &wrong) || len(wrong.Lines) != maxWrong+1 {
		t.Fatalf("%d problems listed, want %d and one for the rest", len(wrong.Lines), maxWrong)
	}
	if last := wrong.Lines[maxWrong].Text; !strings.HasSuffix(last, "more are not listed: mend these first") {
		t.Errorf("the last says %q", last)
	}
}

// No word of the syntax has two meanings in one place.
func TestWordsAreClear(t *testing.T) {
	for _, s := range append(fileSections, &campaignPart, &briefPart) {
		seen := map[string]string{}
		for i := range s.keys {
			for _, w := range s.keys[i].words() {
				if other := seen[w]; other != "" && other != s.keys[i].name {
					t.Errorf("under %q the word %q means %s and %s", s.word, w, other, s.keys[i].name)
				}
				seen[w] = s.keys[i].name
			}
		}
	}
	for name, words := range map[string]map[string][]string{
		"kind": plain(kindWords), "finding": plain(findingWords), "payer": plain(payerWords), "type": plain(sourceTypeWords), "confidence": plain(confidenceWords),
	} {
		seen := map[string]string{}
		for value, others := range words {
			for _, w := range append(others, value) {
				if other := seen[foldWord(w)]; other != "" && other != value {
					t.Errorf("%s: the word %q means %s and %s", name, w, other, value)
				}
				seen[foldWord(w)] = value
			}
		}
	}
	heads := map[string]string{}
	for _, s := range fileSections {
		for _, w := range append(s.others, s.word) {
			if _, err := ParseLang(w); err == nil || heads[foldWord(w)] != "" {
				t.Errorf("the heading %q has another meaning", w)
			}
			heads[foldWord(w)] = s.word
		}
	}
}

// Every word that stands for a value is read as that value.
func TestValueWords(t *testing.T) {
	for k, words := range kindWords {
		for _, w := range append(words, strings.ToUpper(string(k))) {
			f, err := ParseFile("f.txt", []byte("== Note b\nClase : "+w+"\n== español\nTítulo: T"))
			if err != nil || f.Briefs[0].Kind != k {
				t.Errorf("%s: %v", w, err)
			}
		}
	}
	for p, words := range payerWords {
		for _, w := range words {
			f, err := ParseFile("f.txt", []byte("== حملة c\nيديرها: a\nيمولها: b\nنوع الممول: "+w+"\nللتواصل: c\n== العربية\nالعنوان: t\nالإفصاح: d\nالإفصاح القصير: e"))
			if err != nil || f.Campaigns[0].Sponsorship.Payer != p {
				t.Errorf("%s: %v", w, err)
			}
		}
	}
}

func TestHeadline(t *testing.T) {
	long := strings.Repeat("word ", 30)
	for answer, want := range map[string]string{
		"It is false. It was 2014.":                          "It is false",
		"Is it? It is.":                                      "Is it?",
		"510.5 MW is the figure. So.":                        "510.5 MW is the figure",
		"One line\nand another":                              "One line",
		"هل هو كذلك؟ لا.":                                    "هل هو كذلك؟",
		"It is inscribed (No. 01602), as Dr. Idir says. So.": "It is inscribed (No. 01602), as Dr. Idir says",
		"":   "",
		long: strings.TrimSpace(strings.Repeat("word ", 23)) + "…",
	} {
		if got := headline(answer); got != want {
			t.Errorf("%q gives %q, want %q", answer, got, want)
		}
	}
}

// Several files are read as one: all that is wrong in any of them is told, and nothing may stand in two.
func TestParseFiles(t *testing.T) {
	brief := func(name string) string { return "== Brief " + name + "\nKind: points\n== English\nTitle: T\n" }
	f, err := ParseFiles([]FileText{{"a.txt", []byte(brief("a"))}, {"b.txt", []byte("// " + strings.Repeat("x", FileLimit) + "\n" + brief("b"))}})
	if err != nil || len(f.Briefs) != 2 || f.Briefs[1].Name != "b" {
		t.Errorf("got %+v, %v", f, err)
	}
	f, err = ParseFiles([]FileText{{"a.txt", []byte(brief("a"))}, {"b.txt", []byte("\n" + brief("a") + brief("b") + brief("b"))}, {"c.txt", []byte(brief("c!"))}})
	if err == nil || len(f.Briefs) != 0 {
		t.Fatalf("got %+v, %v", f, err)
	}
	want := `b.txt:2: “Brief a” stands here a second time, first on line 1 of a.txt: give one of them another name
b.txt:10: “Brief b” stands here a second time, first on line 6: give one of them another name
c.txt:1: "c!" is not a name: use 1 to 60 of a-z, 0-9 and -, such as couscous-2020`
	if d := cmp.Diff(want, err.Error()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
