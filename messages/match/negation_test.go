package match

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestNegations holds the check against testdata/negations.txt: drafts that turn a fact round, and those that only look like it. What is
// innocent beside its brief is so beside all facts too.
func TestNegations(t *testing.T) {
	text, err := os.ReadFile("testdata/negations.txt")
	if err != nil {
		t.Fatal(err)
	}
	facts, _ := sampleNetwork(t)
	x := indexOf(facts)
	negations := func(d Draft) (out []Mark) {
		for _, m := range x.Check(d).Marks {
			if m.Kind == Negation {
				out = append(out, m)
			}
		}
		return out
	}
	totals, innocent := map[string]*score{}, map[string]int{}
	lang := ""
	for block := range strings.SplitSeq(string(text), "\n\n") {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		head, isHead := strings.CutPrefix(lines[0], "== ")
		switch {
		case strings.HasPrefix(lines[0], "//"):
			continue
		case langOf[head] != "":
			lang = langOf[head]
			totals[lang] = &score{}
			continue
		case isHead:
			f := Fact{ID: head, AsOf: "2026-11-01", Statement: map[string]string{}}
			for _, line := range lines[1:] {
				code, statement, _ := strings.Cut(line, ": ")
				f.Statement[code] = statement
			}
			x.Put(f)
			continue
		}
		brief, denies := strings.CutPrefix(strings.Trim(lines[0], "[]"), "! ")
		d := Draft{Text: lines[1], Lang: lang, Brief: strings.Fields(brief), Denies: denies}
		seen, total := negations(d), totals[lang]
		if len(lines) == 2 {
			innocent[lang]++
			d.Brief = nil
			for _, m := range negations(d) {
				t.Errorf("%s, without a brief: %s\n%q is marked, for %s", lang, d.Text, m.Text, m.Fact)
			}
		}
		for _, line := range lines[2:] {
			words := line[2:]
			from := strings.Index(d.Text, words)
			if from < 0 {
				t.Fatalf("%q is not in %q", words, d.Text)
			}
			i := slices.IndexFunc(seen, func(m Mark) bool { return m.From < from+len(words) && from < m.To })
			switch {
			case i < 0 && line[0] == '>':
				t.Errorf("%s: %s\nnothing is said of %q", lang, d.Text, words)
			case i >= 0 && line[0] == '~':
				t.Errorf("%s: %s\n%q is seen now: let it be so", lang, d.Text, words)
			}
			if i < 0 {
				total.missed++
				continue
			}
			total.found++
			seen = slices.Delete(seen, i, i+1)
		}
		for _, m := range seen {
			total.alarms++
			t.Errorf("%s: %s\n%q is marked, for %s", lang, d.Text, m.Text, m.Fact)
		}
	}
	for _, lang := range []string{"en", "fr", "ar", "es"} {
		s := totals[lang]
		if s == nil || s.found+s.missed < 30 || innocent[lang] < 50 {
			t.Fatalf("%s: %+v and %d innocent drafts: negations.txt was not read", lang, s, innocent[lang])
		}
		t.Logf("%s: %d found, %d missed, %d false alarms; %d innocent drafts", lang, s.found, s.missed, s.alarms, innocent[lang])
	}
}
