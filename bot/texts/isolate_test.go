package texts_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/bidi"
	"pgregory.net/rapid"

	"relais/bot/texts"
)

const (
	fsi = "\u2068"
	pdi = "\u2069"
)

func TestClean(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"words_stay":                   {"une fête, «été» – ١٢ 12", "une fête, «été» – ١٢ 12"},
		"line_breaks_and_tabs_stay":    {"a\tb\nc", "a\tb\nc"},
		"a_line_break_of_Windows":      {"a\r\nb", "a\nb"},
		"a_separator_is_a_line_break":  {"a\u2028b\u2029c", "a\nb\nc"},
		"embeddings_go":                {"\u202aa\u202bb\u202cc", "abc"},
		"overrides_go":                 {"\u202dmoc.elpmaxe\u202e", "moc.elpmaxe"},
		"isolates_go":                  {"\u2066a\u2067b\u2068c\u2069", "abc"},
		"a_byte_order_mark_goes":       {"\ufeffa", "a"},
		"controls_go":                  {"a\x00b\x1bc\x7fd\u0085e\u009ff", "abcdef"},
		"marks_of_a_word's_own_stay":   {"\u200fא\u200e/stop\u061c", "\u200fא\u200e/stop\u061c"},
		"joiners_of_emoji_stay":        {"👩\u200d🔬", "👩\u200d🔬"},
		"a_no-break_space_stays":       {"\u00a0:", "\u00a0:"},
		"what_is_no_UTF-8_is_replaced": {"a\xffb", "a\ufffdb"},
		"empty":                        {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := texts.Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestIsolate(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"empty_stays_empty":                  {"", ""},
		"a_word":                             {"أمينة", fsi + "أمينة" + pdi},
		"what_would_end_the_isolate_is_gone": {"a\u2069b", fsi + "ab" + pdi},
		"an_override":                        {"a\u202eb", fsi + "ab" + pdi},
		"each_line_by_itself":                {"a\nb", fsi + "a" + pdi + "\n" + fsi + "b" + pdi},
		"an_empty_line":                      {"a\n\nb", fsi + "a" + pdi + "\n\n" + fsi + "b" + pdi},
		"an_empty_line_at_the_end":           {"a\n", fsi + "a" + pdi + "\n" + fsi + pdi},
		"a_line_break_of_Markdown":           {"a\\\nb\\", fsi + "a" + pdi + "\\\n" + fsi + "b\\" + pdi},
		"a_paragraph_separator":              {"a\u2029b", fsi + "a" + pdi + "\n" + fsi + "b" + pdi},
		"nothing_but_controls":               {"\u202e\u2069", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := texts.Isolate(c.in); got != c.want {
				t.Errorf("Isolate(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestUnmarked(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		fsi + "a" + pdi + " b":      "a b",
		"\u200e/stop \u202e":        "\u200e/stop \u202e", // only what Isolate puts in
		fsi + fsi + "a" + pdi + pdi: "a",
	} {
		if got := texts.Unmarked(in); got != want {
			t.Errorf("Unmarked(%q) = %q, want %q", in, got, want)
		}
	}
}

// typed are what people type, by malice or by a paste, that could turn a line about.
var typed = []string{
	"fact", "été", "الحقيقة", "שלום", "12", "3-4", "١٢", "(", ")", "«", "]", "/stop", "https://example.org", "!", ",", " ", "-", "%", "B1",
	"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f", "\u061c", "\ufeff", "\x00",
	"\x1c", "\u0085", "\u2028", "\u2029", "\n", "\r\n", "\t", "\\", "\\\n", "*", "_", "👩\u200d🔬", "\xff", "e\u0301",
}

func drawTyped() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(typed), rapid.String()), 0, 12).Draw(t, "words")
		return strings.Join(words, rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
	})
}

func TestIsolate_is_balanced_on_every_line(t *testing.T) {
	p := load(t).In("ar")
	rapid.Check(t, func(t *rapid.T) {
		s := drawTyped().Draw(t, "typed")
		for _, said := range []string{texts.Isolate(s), p.Say("wrong.letter", "Brief", s, "Ref", s, "Text", s), p.Plain("wrong.letter", "Brief", s, "Ref", s, "Text", s)} {
			checkBalanced(t, said)
		}
		if got := texts.Unmarked(texts.Isolate(s)); got != texts.Clean(s) {
			t.Fatalf("isolated %q and unmarked: %q, want %q", s, got, texts.Clean(s))
		}
		if again := texts.Clean(texts.Clean(s)); again != texts.Clean(s) {
			t.Fatalf("cleaned twice: %q", again)
		}
	})
}

// checkBalanced holds that on each line every isolate that is opened is closed, and that nothing else steers there.
func checkBalanced(t *rapid.T, s string) {
	for _, line := range strings.Split(s, "\n") {
		depth := 0
		for _, r := range line {
			switch class, _ := bidi.LookupRune(r); class.Class() {
			case bidi.FSI:
				depth++
			case bidi.PDI:
				if depth--; depth < 0 {
					t.Fatalf("closed before it is opened: %q", line)
				}
			case bidi.LRI, bidi.RLI, bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.B:
				t.Fatalf("%U steers the line: %q", r, line)
			}
		}
		if depth != 0 {
			t.Fatalf("%d isolates stay open: %q", depth, line)
		}
	}
}

// Whatever is typed, the rest of a sentence reads in the same directions as round a plain word.
func TestIsolate_what_is_typed_turns_nothing_about(t *testing.T) {
	const before, after = "سُحب الموجز B1 (", ") في 2026-12-01: https://example.org, اليوم."
	around := func(t fataler, s string) string {
		left, right := directions(t, before+s+after), []rune(after)
		return left[:len([]rune(before))] + left[len(left)-len(right):]
	}
	rapid.Check(t, func(t *rapid.T) {
		s := drawTyped().Draw(t, "typed")
		for _, line := range strings.Split(texts.Isolate(s), "\n") {
			if want, got := around(t, texts.Isolate("x")), around(t, line); line != "" && got != want {
				t.Fatalf("round %q: directions\n%s, want\n%s", line, got, want)
			}
		}
	})
	for _, s := range []string{"\u202ex", "\u202dx", "\u2066x"} { // the check itself sees what turns it about
		if around(t, s) == around(t, texts.Isolate("x")) {
			t.Errorf("%q turned nothing about", s)
		}
	}
}

// directions tells for each character of one paragraph, read in a right-to-left text, whether it runs right (l) or left (r).
func directions(t fataler, s string) string {
	var p bidi.Paragraph
	n, err := p.SetString(s, bidi.DefaultDirection(bidi.RightToLeft))
	if err != nil || n != len(s) {
		t.Fatalf("%q is more than a paragraph: %d of %d, %v", s, n, len(s), err)
	}
	order, err := p.Order()
	if err != nil {
		t.Fatalf("order %q: %v", s, err)
	}
	out := []byte(strings.Repeat("?", len([]rune(s))))
	for i := range order.NumRuns() {
		run := order.Run(i)
		from, to := run.Pos()
		for j := from; j <= to; j++ {
			out[j] = map[bidi.Direction]byte{bidi.LeftToRight: 'l', bidi.RightToLeft: 'r'}[run.Direction()]
		}
	}
	return string(out)
}

// In the Arabic words a command, a day, an hour or an address reads from left to right as a whole, though it begins with a
// sign or a figure.
func TestIsolate_commands_and_times_in_Arabic_read_in_order(t *testing.T) {
	w := load(t)
	checked := 0
	for key, e := range readSheet(t, "ar", botFiles...) {
		args := []any{"Count", texts.Number(3)}
		for _, name := range placeholders(e.forms["other"]) {
			args = append(args, name, "نص")
		}
		for _, line := range strings.Split(w.In("ar").Plain(key, args...), "\n") {
			d := directions(t, line)
			for _, at := range exampleRE.FindAllStringIndex(line, -1) {
				from, to := len([]rune(line[:at[0]])), len([]rune(line[:at[1]]))
				checked++
				if strings.Contains(d[from:to], "r") {
					t.Errorf("%s: %q reads in the wrong order: %s", key, line[at[0]:at[1]], line)
				}
			}
		}
	}
	if checked < 40 {
		t.Errorf("only %d commands and times were found", checked)
	}
}
