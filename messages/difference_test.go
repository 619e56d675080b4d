package messages

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDifferences(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Edition)
		want   []Difference
	}{
		"nothing":              {func(*Edition) {}, nil},
		"another title":        {func(e *Edition) { e.Text.Title = "U" }, []Difference{{"title", written("T"), written("U")}}},
		"one point more":       {func(e *Edition) { e.Text.Points = append(e.Text.Points, Point{"r", nil}) }, []Difference{{"point 3", nil, written("r")}}},
		"a point on less":      {func(e *Edition) { e.Text.Points[0] = Point{"p", []string{"f"}} }, []Difference{{"point 1", written("p [f, g]"), written("p [f]")}}},
		"no critic":            {func(e *Edition) { e.Text.Critic = "" }, []Difference{{"critic", written("c"), nil}}},
		"a sample less":        {func(e *Edition) { e.Text.Samples = map[string]string{"any": "s"} }, []Difference{{"sample x", written("t"), nil}}},
		"another fact's owner": {func(e *Edition) { e.Facts[0].Owner = "z" }, nil},
	} {
		e := fullEdition()
		c.change(&e)
		if d := cmp.Diff(c.want, e.Differences(fullEdition())); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// What voids an approval is what a reviewer is shown as a difference, apart from other languages' lines, bare numbers of
// revisions, and entries with nothing in them.
func TestDifferencesShowWhatVoids(t *testing.T) {
	e := fullEdition()
	unseen := map[string]bool{
		"Edition.Brief": true, "Edition.Lang": true, "Fact.ID": true, "Fact.Rev": true, "Fact.About": true, "Source.ID": true, "Source.Lang": true,
		"Sponsorship.Network": true, "Sponsorship.Campaign": true, "Sponsorship.Lines": true, "Disclosure.Line": true, "Disclosure.Short": true,
		"Source.URL": true, "Edition.Facts": true, "Edition.Sources": true,
	}
	changes(reflect.ValueOf(&e).Elem(), "Edition", func(field, how string) {
		if covered[field] && !unseen[field] && how != "one more" && len(e.Differences(fullEdition())) == 0 {
			t.Errorf("%s, %s, is shown to no reviewer", field, how)
		}
	})
}
