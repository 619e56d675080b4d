package match

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestOwn holds the check against testdata/own.txt: drafts as members write them, with what should be marked.
func TestOwn(t *testing.T) {
	facts, briefs := sampleNetwork(t)
	for i := range facts {
		switch facts[i].ID {
		case "solar-plan":
			facts[i].Old = []string{"2,500 MW"}
		case "medina-fez":
			facts[i].Stale = true
		case "gnawa-listed":
			facts[i].Old = []string{"Gnawa (Morocco) was inscribed on the Representative List in 2018 (No. 01170)."}
		case "couscous-joint-file":
			facts[i].Old = []string{"3"}
		}
	}
	facts = append(facts, Fact{ID: "list-rank", AsOf: "2026-11-01", Statement: map[string]string{
		"en": "UNESCO’s Representative List does not rank traditions.", "fr": "La Liste représentative de l’UNESCO ne classe pas les traditions.",
		"es": "La Lista Representativa de la UNESCO no clasifica las tradiciones.", "ar": "القائمة التمثيلية لليونسكو لا ترتب التقاليد.",
	}})
	x := indexOf(facts)
	text, err := os.ReadFile("testdata/own.txt")
	if err != nil {
		t.Fatal(err)
	}
	marked, clean := 0, 0
	for n, block := range strings.Split(string(text), "\n\n") {
		var lines, want []string
		var d Draft
		for line := range strings.Lines(block) {
			line = strings.TrimSuffix(line, "\n")
			switch {
			case strings.HasPrefix(line, "//"):
			case strings.HasPrefix(line, "[") && len(lines) == 0:
				if b := briefs[strings.Trim(line, "[]")]; b != nil {
					d.Brief, d.Denies, d.Also = b.facts, b.denies, b.also
				} else if ids := strings.Trim(line, "[]"); ids != "" {
					d.Brief = strings.Fields(ids)
				}
			case strings.HasPrefix(line, "> "):
				want = append(want, strings.TrimPrefix(line, "> "))
			default:
				lines = append(lines, line)
			}
		}
		d.Text = strings.Join(lines, "\n")
		if d.Text == "" {
			continue
		}
		if len(want) == 0 {
			clean++
		} else {
			marked++
		}
		t.Run(fmt.Sprint(n, " ", strings.ReplaceAll(cut(d.Text, 40), "/", "-")), func(t *testing.T) {
			var got []string
			for _, m := range x.Check(d).Marks {
				got = append(got, strings.TrimSuffix(fmt.Sprintf("%s: %s @%s = %s", m.Kind, m.Text, m.Fact, m.Want), " = "))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s\n got  %q\n want %q", d.Text, got, want)
			}
		})
	}
	if marked < 30 || clean < 20 {
		t.Errorf("own.txt has %d drafts with marks and %d without: it was not read", marked, clean)
	}
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// What the network itself wrote and approved is right: every title, summary, point, prompt and sample, with its brief open and nothing
// but the facts to go by, and without a brief.
func TestWhatTheBriefsSayIsClean(t *testing.T) {
	facts, briefs := sampleNetwork(t)
	x := indexOf(facts)
	checked := 0
	for _, id := range slices.Sorted(maps.Keys(briefs)) {
		b := briefs[id]
		for _, lang := range slices.Sorted(maps.Keys(b.texts)) {
			for _, text := range b.texts[lang] {
				for how, d := range map[string]Draft{
					"with its brief": {Text: text, Brief: b.facts, Denies: b.denies},
					"without":        {Text: text, Denies: b.denies},
				} {
					checked++
					if marks := x.Check(d).Marks; len(marks) > 0 {
						t.Errorf("%s, %s, %s: %s\n%+v", id, lang, how, text, marks)
					}
				}
			}
		}
	}
	if checked < 300 {
		t.Errorf("only %d texts were checked", checked)
	}
}

func TestSample(t *testing.T) {
	_, briefs := sampleNetwork(t)
	for id, b := range briefs {
		for lang, sample := range b.sample {
			if got := new(Index).Check(Draft{Text: sample, Sample: sample}).Sample; got != 1 {
				t.Errorf("%s, %s: the sample itself is %v of itself", id, lang, got)
			}
			w := strings.Fields(sample)
			w[len(w)/2] = "indeed"
			if got := TextOf(strings.Join(w, " ") + " #heritage https://example.org/x").In(sample); got < NearlyTheSample {
				t.Errorf("%s, %s: with one word changed it is %v", id, lang, got)
			}
		}
	}
	own := "My aunt steamed couscous every Friday, and no two houses did it alike. That four neighbours put one file together says more about us than any border does."
	if got := TextOf(own).In(briefs["couscous-four-countries"].sample["en"]); got > 0.2 {
		t.Errorf("a text in one's own words is %v of the sample", got)
	}
}
