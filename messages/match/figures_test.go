package match

import "testing"

func TestAgree(t *testing.T) {
	type said struct{ lang, text string }
	numbers := map[string][]said{
		"2000":    {{"en", "2000"}, {"en", "2,000"}, {"es", "2.000"}, {"fr", "2 000"}, {"fr", "2\u202f000"}, {"en", "2'000"}, {"ar", "2٬000"}, {"ar", "٢٠٠٠"}},
		"1234567": {{"en", "1234567"}, {"en", "1,234,567"}, {"es", "1.234.567"}, {"fr", "1 234 567"}},
		"3.5":     {{"en", "3.5"}, {"fr", "3,5"}, {"en", "3.50"}, {"ar", "3٫5"}},
		"35":      {{"en", "35"}},
		"1234.5":  {{"en", "1,234.5"}, {"es", "1.234,5"}, {"fr", "1 234,5"}, {"en", "1234.50"}, {"ar", "1٬234٫5"}},
		"0.125":   {{"en", "0.125"}, {"fr", "0,125"}, {"en", "0,125"}, {"es", "0.125"}},
		"125":     {{"en", "125"}},
		"2":       {{"en", "2"}, {"en", "2.0"}},
		"2000.25": {{"en", "2000.25"}, {"es", "2000,250"}},
	}
	for want, writings := range numbers {
		for _, s := range writings {
			got := FiguresOf(s.text, s.lang)
			for number := range numbers {
				if agree := got.Agree(FiguresOf(number, "en")); agree != (number == want) {
					t.Errorf("%s, %q: agrees with %s is %t", s.lang, s.text, number, agree)
				}
			}
		}
	}
	for name, c := range map[string]struct {
		a, b string
		want bool
	}{
		"no figures":                     {"It is old.", "It is new.", true},
		"figures in words are words":     {"It has two parts.", "It has three parts.", true},
		"one and none":                   {"It has 2 parts.", "It has parts.", false},
		"another order":                  {"2 of 3", "3 of 2", false},
		"another unit of the same":       {"2 GW", "2,000 MW", true},
		"another magnitude":              {"510 MW", "510 GW", false},
		"more than it is another figure": {"over 500 MW", "over 510 MW", false},
		"about it is another figure":     {"about 500 MW", "about 510 MW", false},
		"a day of the year":              {"in 2020", "on 16 December 2020", false},
		"another time of day":            {"at 18:00", "at 18:30", false},
		"the same time of day":           {"at 18:00", "at ١٨:٠٠", true},
	} {
		a, b := FiguresOf(c.a, "en"), FiguresOf(c.b, "en")
		if a.Agree(b) != c.want || b.Agree(a) != c.want {
			t.Errorf("%s: %t, %t", name, a.Agree(b), b.Agree(a))
		}
	}
}

func TestAround(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "",
		"It is old.":                      "it is old .",
		"Noor has  2,000 MW.":             "noor has #W .",
		"Noor has 510 GW":                 "noor has #W",
		"Noor covers 510 ha":              "noor covers #area",
		"It has 3 parts of two kinds":     "it has # parts of two kinds",
		"No. 5 was filed in 2020 by four": "#no was filed in # by four",
		"https://example.org/5 says 5":    "https://example.org/5 says #",
	} {
		if got := FiguresOf(text, "en").Around; got != want {
			t.Errorf("%q has %q around its figures, want %q", text, got, want)
		}
	}
}

func TestSay(t *testing.T) {
	for name, c := range map[string]struct {
		lang, text, value string
		want              bool
	}{
		"as it is":                {"en", "It has 2,000 MW.", "2000 MW", true},
		"in another language":     {"fr", "Elle a 2 000 MW.", "2,000 MW", true},
		"in a coarser unit":       {"en", "It has 2 GW.", "2000 MW", true},
		"in another unit":         {"en", "It has 2,000 ha.", "2000 MW", false},
		"without its unit":        {"en", "Of its megawatts 2,000 are there.", "2000 MW", true},
		"in words":                {"fr", "Quatre pays ont déposé le dossier en 2020.", "4 countries", true},
		"a rounder one":           {"en", "It has more than 500 MW.", "510 MW", false},
		"on its day":              {"en", "It was inscribed on 16 December 2020.", "2020", true},
		"in its year alone":       {"en", "It was inscribed in 2020.", "16 December 2020", false},
		"nothing of one":          {"en", "It was inscribed.", "2020", false},
		"a value without figures": {"en", "It was inscribed in 2020.", "several", true},
	} {
		if got := FiguresOf(c.text, c.lang).Say(FiguresOf(c.value, "")); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestCutFigure(t *testing.T) {
	for text, want := range map[string][2]string{
		"":              {"", ""},
		"2000":          {"2000", ""},
		"2,000 MW":      {"2,000", "MW"},
		"2 000 MW":      {"2 000", "MW"},
		"2\u00a0000 MW": {"2\u00a0000", "MW"},
		"510MW":         {"510", "MW"},
		"40 %":          {"40", "%"},
		"٢٠٠٠ ميغاواط":  {"٢٠٠٠", "ميغاواط"},
		"several":       {"several", ""},
		"3.5 million t": {"3.5", "million t"},
		"about 510 MW":  {"about 510 MW", ""},
	} {
		if before, after := CutFigure(text); before != want[0] || after != want[1] {
			t.Errorf("%s is %q and %q", text, before, after)
		}
	}
}
