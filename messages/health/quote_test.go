package health

import "testing"

func TestQuote(t *testing.T) {
	for _, tt := range []struct {
		quote, text string
		held        bool
	}{
		{"one in five", "Some say ONE\nin  five.", true},
		{"one in five", "one in fifty", false},
		{"one in five", "one in fives", false}, // words of their own
		{"one in five", "someone in five", false},
		{"5 %", "it is 5% of all", true},
		{"5 %", "it is 15 % of all", false}, // another number
		{"5 %", "it is 2.5 % of all", false},
		{"5 %", "it is 2,5 % of all", false},
		{"in 2020", "in 2020.", true},
		{"in 2020", "in 20201", false},
		{"rose to 3", "rose to 3.4 million", false},
		{"rose to 3", "rose to 3, then fell", true},
		{"5 %", "in 2020, 5 % of all", true},
		{"5 %", "15 % here and 5 % there", true}, // the second will do
		{"“they don’t know”", "He said \"They don't know\".", true},
		{"« ils savent »", "« ils savent »", true},
		{"ils savent : oui", "ils savent: oui", true},
		{"1990–2000", "1990-2000", true},
		{"a — b", "a–b", true},
		{"co\u00adopera\u00adtion", "cooperation", true},
		{"STRASSE", "straße", true},
		{"ﬁnal café", "FINAL CAFE\u0301", true},
		{"the ½ ② ｆｕｌｌ", "The 1⁄2 2 full", true},
		{"كِتَابٌ", "كتاب", true},
		{"كـــتاب", "كتاب", true},
		{"كتاب", "كتابة", false},
		{"ö", "o", false}, // another letter
		{"五分之一", "约有五分之一的人", true},
		{"五分之一", "约有五 分之\n一的人", true},
		{"first words … last words", "The first words, and many more, then the last words.", true},
		{"first words [...] last words", "The last words, then the first words.", false},
		{"first words...", "the first words", true},
		{"\x00one\u200b in\u2066 five\xff", "one in five", false}, // a byte that is no character may be any
		{"one\u200b in\u2066 five", "one in five", true},
		{"", "x", false},
		{" … ", "x … x", false},
		{"one in five", "", false},
	} {
		if got := parseQuote(tt.quote).in(tt.text); got != tt.held {
			t.Errorf("%q in %q: %t (%q in %q)", tt.quote, tt.text, got, parseQuote(tt.quote), fold(tt.text))
		}
	}
}
