package bot

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestSplit holds that nothing of a long message is lost, that every part fits, and that its buttons come last.
func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zع🙂]{1,30}`), 1, 200).Draw(t, "words")
		var b strings.Builder
		for _, w := range words {
			b.WriteString(w)
			b.WriteString(rapid.SampledFrom([]string{" ", " ", " ", "\n", "\n\n"}).Draw(t, "between"))
		}
		limit := rapid.IntRange(20, 400).Draw(t, "limit")
		m := Message{Text: strings.TrimSpace(b.String()), Copy: "copied", Buttons: [][]Button{{{Label: "Go", Data: "go"}}}}
		all := inParts(m, limit)
		var got strings.Builder
		for i, part := range all {
			if n := units(part.Text); n > limit {
				t.Errorf("part %d has %d units of %d", i, n, limit)
			}
			if last := i == len(all)-1; (len(part.Buttons) > 0) != last || (part.Copy != "") != last {
				t.Errorf("part %d of %d has %+v", i, len(all), part)
			}
			got.WriteString(part.Text)
		}
		bare := strings.NewReplacer(" ", "", "\n", "")
		if bare.Replace(got.String()) != bare.Replace(m.Text) {
			t.Errorf("%q became %q", m.Text, got.String())
		}
	})
}

func TestInOneMessage(t *testing.T) {
	fact := strings.Repeat("f", 390)
	for limit, want := range map[int]int{0: 4, 4096: 4, 2000: 2, 1000: 1} {
		if got := len(inOneMessage([]string{fact, fact, fact, fact}, limit, "")); got != want {
			t.Errorf("of four facts a message of %d characters has %d, not %d", limit, got, want)
		}
	}
	if got := len(inOneMessage([]string{fact, fact}, 2000, strings.Repeat("n", 100))); got != 1 {
		t.Errorf("beside a note there are %d facts, not 1", got)
	}
}
