package match

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// heldOut is the set that was written before the check; see testdata/README.md.
type heldOut struct {
	Facts []struct {
		ID        string            `yaml:"id"`
		Statement map[string]string `yaml:"statement"`
		Value     string            `yaml:"value"`
		Unit      string            `yaml:"unit"`
		AsOf      string            `yaml:"as_of"`
		Stale     bool              `yaml:"stale"`
		Old       []string          `yaml:"old"`
	} `yaml:"facts"`
	Drafts []struct {
		ID     string   `yaml:"id"`
		Lang   string   `yaml:"lang"`
		Text   string   `yaml:"text"`
		Brief  []string `yaml:"brief"`
		Sample string   `yaml:"sample"`
		Copied bool     `yaml:"copied"`
		Expect []struct {
			Kind Kind   `yaml:"kind"`
			Text string `yaml:"text"`
			Fact string `yaml:"fact"`
		} `yaml:"expect"`
	} `yaml:"drafts"`
}

// responses are the facts of the sample network's briefs that answer a claim and find it not true.
var responses = []string{"couscous-joint-file", "solar-plan"}

// disclosed is what the sample campaign says of itself, which every share may hold.
var disclosed = []string{
	"I volunteer with Living Heritage, a network run and paid for by the Example Foundation.",
	"Je suis bénévole à Patrimoine vivant, réseau géré et financé par l’Example Foundation.",
	"أتطوع مع «التراث الحي»، وهي شبكة تديرها وتموّلها مؤسسة Example Foundation.",
	"Colaboro voluntariamente con Patrimonio vivo, una red gestionada y pagada por la Example Foundation.",
}

// score counts marks: found ones, false alarms, and what was not seen.
type score struct{ found, alarms, missed int }

func (s score) precision() float64 { return ratio(s.found, s.found+s.alarms) }
func (s score) recall() float64    { return ratio(s.found, s.found+s.missed) }

func ratio(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// The least that the held-out set has to give; what it gave is in docs/quality.md.
const leastPrecision, leastRecall = 0.80, 0.60

func TestHeldOutDrafts(t *testing.T) {
	raw, err := os.ReadFile("testdata/drafts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var set heldOut
	if err := yaml.Unmarshal(raw, &set); err != nil {
		t.Fatal(err)
	}
	var x Index
	for _, f := range set.Facts {
		x.Put(Fact{ID: f.ID, Statement: f.Statement, Value: f.Value, Unit: f.Unit, AsOf: f.AsOf, Stale: f.Stale, Old: f.Old})
	}
	totals := map[string]*score{}
	at := func(names ...string) (out []*score) {
		for _, n := range names {
			if totals[n] == nil {
				totals[n] = &score{}
			}
			out = append(out, totals[n])
		}
		return out
	}
	clean, alarmed, copies := 0, 0, 0
	for _, d := range set.Drafts {
		denies := slices.ContainsFunc(d.Brief, func(id string) bool { return slices.Contains(responses, id) })
		r := x.Check(Draft{Text: d.Text, Lang: d.Lang, Brief: d.Brief, Also: disclosed, Denies: denies, Sample: d.Sample})
		seen := make([]bool, len(r.Marks))
		for _, e := range d.Expect {
			from := strings.Index(d.Text, e.Text)
			hit := false
			for i, m := range r.Marks {
				if m.Kind == e.Kind && m.From < from+len(e.Text) && from < m.To {
					seen[i], hit = true, true
				}
			}
			for _, s := range at("all", "kind "+string(e.Kind), "language "+d.Lang) {
				if hit {
					s.found++
				} else {
					s.missed++
				}
			}
		}
		for i, m := range r.Marks {
			if !seen[i] {
				for _, s := range at("all", "kind "+string(m.Kind), "language "+d.Lang) {
					s.alarms++
				}
			}
		}
		if len(d.Expect) == 0 {
			clean++
			if len(r.Marks) > 0 {
				alarmed++
			}
		}
		if (r.Sample >= NearlyTheSample) == d.Copied {
			copies++
		}
	}
	var table strings.Builder
	names := make([]string, 0, len(totals))
	for n := range totals {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		s := totals[n]
		fmt.Fprintf(&table, "| %s | %d | %d | %d | %.2f | %.2f |\n", n, s.found, s.alarms, s.missed, s.precision(), s.recall())
	}
	t.Logf("| | found | false alarms | missed | precision | recall |\n|---|---|---|---|---|---|\n%s\n%d of %d clean drafts were marked; %d of %d are told rightly whether they are the sample",
		&table, alarmed, clean, copies, len(set.Drafts))
	if all := totals["all"]; all.precision() < leastPrecision || all.recall() < leastRecall {
		t.Errorf("precision %.2f and recall %.2f, at least %.2f and %.2f", all.precision(), all.recall(), leastPrecision, leastRecall)
	}
	if len(set.Drafts) != 40 {
		t.Errorf("%d drafts", len(set.Drafts))
	}
}
