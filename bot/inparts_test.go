package bot

import (
	"slices"
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

func TestAKitIsOneMessage(t *testing.T) {
	piece := strings.Repeat("f", 200)
	four := []string{piece, piece, piece, piece}
	whole := kitParts{facts: four, angles: four[:3], prompts: four[:3], media: four[:2]}
	for limit, want := range map[int][4]int{ // facts, angles, prompts, pictures
		0: {4, 3, 3, 2}, 4096: {4, 3, 3, 2}, 2700: {4, 3, 3, 2}, 2400: {2, 3, 3, 2}, 1800: {2, 1, 3, 2}, 1300: {2, 0, 2, 1}, 1000: {1, 0, 2, 1}, 600: {1, 0, 1, 0}, 10: {1, 0, 1, 0},
	} {
		var got kitParts
		whole.fit(limit, func(k kitParts) string {
			got = k
			return strings.Join(slices.Concat(k.facts, k.angles, k.prompts, k.media), "")
		})
		if n := [4]int{len(got.facts), len(got.angles), len(got.prompts), len(got.media)}; n != want {
			t.Errorf("in a message of %d characters are %v, not %v", limit, n, want)
		}
	}
}
