package match

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzCheck holds what every caller relies on: a report's spans are the draft's, in order, apart, and whole letters; whatever the draft.
func FuzzCheck(f *testing.F) {
	facts, _ := sampleNetwork(f)
	facts[0].Stale, facts[1].Old, facts[2].Old = true, []string{"2018", "12 plants"}, []string{"no fact at all", "\xff 3"}
	x := indexOf(facts)
	for _, fact := range facts {
		for _, s := range fact.Statement {
			f.Add(s, true)
			f.Add(strings.NewReplacer("2", "3", "is", "isn’t", "four", "five", " ", "\u00a0").Replace(s), false)
		}
	}
	for _, s := range []string{"", " ", "\xff\xfe", "n", "n'", "1.", "16/", "12.2020", "$", "n°", "no longer", "لا", "و", "\u200f", "Noor\u00ad Ouarzazate 5\u200f10 GW", "#", "@", "www.", "a@b.c", strings.Repeat("9", 400),
		strings.Repeat("dix ", 200), "Kairouan UNESCO 2015 https://" + strings.Repeat("é", 600), "UNESCO couscous – inscribed 2015\u0301 İİ 5 countries"} {
		f.Add(s, true)
	}
	var all []string
	for _, fact := range facts {
		all = append(all, fact.ID)
	}
	f.Fuzz(func(t *testing.T, text string, brief bool) {
		d := Draft{Text: text, Sample: text, Also: []string{text[:len(text)/2]}}
		if brief {
			d.Brief, d.Also = all, nil
		}
		r := x.Check(d)
		if r.Sample < 0 || r.Sample > 1 {
			t.Errorf("sample: %v", r.Sample)
		}
		end := 0
		for _, m := range r.Marks {
			if m.From < end || m.To <= m.From || m.To > len(text) {
				t.Fatalf("%q: %+v is out of order or of place", text, r.Marks)
			}
			if m.Text != text[m.From:m.To] {
				t.Errorf("%q: %+v is not its text", text, m)
			}
			if !utf8.RuneStart(text[m.From]) || m.To < len(text) && !utf8.RuneStart(text[m.To]) && utf8.ValidString(text) {
				t.Errorf("%q: %+v cuts a letter", text, m)
			}
			if m.Fact == "" {
				t.Errorf("%q: %+v names no fact", text, m)
			}
			end = m.To
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Été", "أُدرِج", "\xff", "a\u200d\u0301\u0327", "½ﷺ", "e\u034f\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if Fold(once) != once {
			t.Errorf("Fold(%q) = %q, and again %q", s, once, Fold(once))
		}
		if utf8.ValidString(s) && !utf8.ValidString(once) {
			t.Errorf("Fold(%q) = %q", s, once)
		}
	})
}

// A long draft costs what its first 16 KiB cost, whatever they are.
func TestALongDraftIsBounded(t *testing.T) {
	facts, _ := sampleNetwork(t)
	x := indexOf(facts)
	for _, piece := range []string{"couscous 2015 ", "1", "five ", "l'", "«", "Libya, ", "not inscribed ", "a\u0301", "dix-", "كسكس ", "UNESCO. "} {
		start := time.Now()
		x.Check(Draft{Text: strings.Repeat(piece, 1<<20/len(piece)), Sample: strings.Repeat(piece, 1<<16)})
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("a draft of %q takes %v", piece, took)
		}
	}
}
