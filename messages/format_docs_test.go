package messages

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func handbook(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../docs/brief-file.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// The example of the handbook says what the handbook says it does.
func TestHandbookExample(t *testing.T) {
	_, after, _ := strings.Cut(handbook(t), "```text\n")
	text, _, found := strings.Cut(after, "```")
	if !found {
		t.Fatal("the handbook has no example")
	}
	f, err := ParseFile("example.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Sources) != 2 || len(f.Facts) != 1 || len(f.Campaigns) != 1 || len(f.Briefs) != 1 {
		t.Fatalf("%d sources, %d facts, %d campaigns, %d briefs", len(f.Sources), len(f.Facts), len(f.Campaigns), len(f.Briefs))
	}
	b := f.Briefs[0]
	french := Text{
		Title:  "Le couscous : un dossier, quatre pays",
		Claim:  "L’UNESCO aurait inscrit le couscous comme le plat d’un seul pays.",
		Points: []Point{{"L’inscription repose sur un seul dossier commun.", []string{"couscous-2020"}}, {"Quatre pays y figurent côte à côte.", []string{"couscous-2020"}}}, Summary: "C’est faux. Le dossier de décembre 2020 est commun à quatre pays.",
		Prompts: []string{"Qui vous a appris à préparer le couscous ?"},
		Not:     []string{"Que l’inscription dit où le couscous est né."},
		Critic:  "Un dossier commun ne clôt pas le débat sur l’origine.",
	}
	if d := cmp.Diff(french, b.Texts["fr"]); d != "" {
		t.Errorf("the French text (-want +got):\n%s", d)
	}
	// Algiers is an hour ahead of UTC all the year.
	if want := time.Date(2027, 6, 1, 17, 0, 0, 0, time.UTC); !b.Until.Equal(want) {
		t.Errorf("useless after %s, want %s", b.Until, want)
	}
	wantMedia := []Media{{URL: "https://example.org/couscous.jpg", Alt: "Two people roll couscous in a wide wooden bowl.", Credit: "Example Foundation"}}
	if d := cmp.Diff(wantMedia, b.Media); d != "" {
		t.Errorf("media (-want +got):\n%s", d)
	}
	wantSamples := map[string]string{
		"any":      "Couscous is not on UNESCO’s list as one country’s dish: the file is a joint one of four countries.",
		"linkedin": "I keep reading that UNESCO gave couscous to one country.\nIt did not: four neighbours signed for it.\n#couscous #heritage",
	}
	if d := cmp.Diff(wantSamples, b.Texts["en"].Samples); d != "" {
		t.Errorf("samples (-want +got):\n%s", d)
	}
	if want := "The claim is false. In December 2020 UNESCO inscribed the knowledge and practices of couscous on one file of four countries.\n\nThe countries are Algeria, Mauritania, Morocco and Tunisia."; b.Texts["en"].Summary != want {
		t.Errorf("summary: %q", b.Texts["en"].Summary)
	}
	if c := f.Campaigns[0]; len(c.Kinds) != 3 || c.Sponsorship.Lines["fr"].Short == "" || c.Purpose["en"] == "" {
		t.Errorf("campaign: %+v", c)
	}
	if s := f.Sources[1]; s.Quote == "" || len(s.Authors) != 1 || s.Published != "2020-12-17" {
		t.Errorf("source: %+v", s)
	}
}

// The handbook's list of words is the one that files are read by.
func TestHandbookWords(t *testing.T) {
	book := handbook(t)
	for _, s := range append(fileSections, &campaignPart, &briefPart) {
		for _, k := range s.keys {
			if row := wordsRow(k.name, k.others); !strings.Contains(book, row) {
				t.Errorf("the handbook lacks the row\n%s", row)
			}
		}
		if s.word != "" && !strings.Contains(book, wordsRow("== "+s.word, s.others)) {
			t.Errorf("the handbook lacks the row\n%s", wordsRow("== "+s.word, s.others))
		}
	}
	for _, rows := range []map[string][]string{
		plain(kindWords), plain(findingWords), plain(payerWords), plain(sourceTypeWords), plain(confidenceWords), {"yes": yesWords[1:]},
	} {
		for value, others := range rows {
			if row := wordsRow(value, others); !strings.Contains(book, row) {
				t.Errorf("the handbook lacks the row\n%s", row)
			}
		}
	}
}

func wordsRow(name string, others []string) string {
	if len(others) == 0 {
		return "`" + name
	}
	return fmt.Sprintf("| %s | %s |\n", name, strings.Join(others, ", "))
}

func plain[K ~string](words map[K][]string) map[string][]string {
	all := map[string][]string{}
	for k, w := range words {
		all[string(k)] = w
	}
	return all
}
