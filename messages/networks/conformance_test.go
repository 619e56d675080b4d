package networks

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readCases reads a file of published cases.
func readCases[T any](t *testing.T, file string) []T {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Origin string
		Cases  []T
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all.Cases
}

func TestX_published_weights(t *testing.T) {
	type piece struct {
		S string
		N int
	}
	type published struct {
		Set, Name string
		Text      []piece
		Weight    int
		Valid     bool
	}
	// The first set is published for the configuration before, which counts the code points of an emoji.
	weightsV2 := weightsV3
	weightsV2.sequence = 0
	sets := map[string]struct {
		weights weights
		cases   int
	}{
		"WeightedTweetsCounterTest":                    {weightsV2, 20},
		"WeightedTweetsWithDiscountedEmojiCounterTest": {weightsV3, 22},
		"UnicodeDirectionalMarkerCounterTest":          {weightsV3, 2},
	}
	x := network(t, "x")
	ran := map[string]int{}
	for _, c := range readCases[published](t, "weights.json") {
		set, ok := sets[c.Set]
		if !ok {
			t.Fatalf("unknown set %q", c.Set)
		}
		ran[c.Set]++
		t.Run(c.Set+"/"+c.Name, func(t *testing.T) {
			var b strings.Builder
			for _, p := range c.Text {
				b.WriteString(strings.Repeat(p.S, max(p.N, 1)))
			}
			text := b.String()
			weight := set.weights.weigh(text)
			if weight != c.Weight {
				t.Errorf("weight %d, published %d", weight, c.Weight)
			}
			if valid := x.accepts(text) == nil && weight > 0 && weight <= x.Limit; valid != c.Valid {
				t.Errorf("valid %v, published %v", valid, c.Valid)
			}
		})
	}
	for name, set := range sets {
		if ran[name] != set.cases {
			t.Errorf("%s: %d cases, published %d", name, ran[name], set.cases)
		}
	}
}

func TestX_published_links(t *testing.T) {
	type published struct {
		Name, Text string
		Links      []string
	}
	cases := readCases[published](t, "links.json")
	if len(cases) != 103 {
		t.Errorf("%d cases, there are 103", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			if diff := cmp.Diff(c.Links, linksIn(&xLinks, c.Text)); diff != "" {
				t.Errorf("published -, found +:\n%s", diff)
			}
		})
	}
}

// linksIn returns the links themselves.
func linksIn(d *dialect, text string) []string {
	links := []string{}
	for _, s := range d.find(text) {
		links = append(links, text[s.start:s.end])
	}
	return links
}

// network finds a row of the table.
func network(t testing.TB, key string) Network {
	t.Helper()
	n, err := Find(key)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
