package messages

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// covered decides of every field of everything that can be seen of an edition whether a change of it voids the approval.
var covered = map[string]bool{
	"Edition.Brief": true, "Edition.Kind": true, "Edition.Lang": true, "Edition.Finding": true, "Edition.Text": true, "Edition.Facts": true,
	"Edition.Sources": true, "Edition.Media": true, "Edition.Until": true, "Edition.Fallback": true, "Edition.Sponsorship": true,

	"Edition.Why": true,
	"Text.Title":  true, "Text.Claim": true, "Text.Summary": true, "Text.Points": true, "Text.Prompts": true, "Text.Samples": true, "Text.Not": true, "Text.Critic": true, "Text.Changed": true,
	"Point.Text": true, "Point.Facts": true,

	"Fact.ID": true, "Fact.Rev": false, "Fact.Statement": true, "Fact.Value": true, "Fact.Unit": true, "Fact.AsOf": true, "Fact.About": false,
	"Fact.Confidence": true, "Fact.Sources": true, "Fact.Withdrawn": true,
	"Fact.Owner": false, "Fact.Writers": false, // who looks after it, and wrote it, is not shown
	// Who says that it still holds says nothing new.
	"Fact.ReviewBy": false, "Fact.Confirmed": false, "Confirmation.By": false, "Confirmation.On": false,

	"Source.ID": true, "Source.Type": true, "Source.Title": true, "Source.Publisher": true, "Source.Interest": true, "Source.Authors": true,
	"Source.Published": true, "Source.URL": true, "Source.DOI": true, "Source.ISBN": true, "Source.Archive": true, "Source.Locator": true, "Source.Lang": true, "Source.Quote": true,
	"Source.AddedBy": false, // who typed it in is not shown

	"Media.URL": true, "Media.Alt": true, "Media.Credit": true,

	"Sponsorship.Network": true, "Sponsorship.Campaign": true, "Sponsorship.RunBy": true, "Sponsorship.PaidBy": true, "Sponsorship.Payer": true,
	"Sponsorship.Country": true, "Sponsorship.Register": true, "Sponsorship.Contact": true, "Sponsorship.Lines": true,
	"Disclosure.Line": true, "Disclosure.Short": true,
}

// fullEdition has something in every field.
func fullEdition() Edition {
	return Edition{
		Brief: "B1", Kind: Response, Lang: "fr", Finding: Misleading,
		Text: Text{
			Title: "T", Claim: "C", Summary: "S", Points: []Point{{"p", []string{"f", "g"}}, {"q", []string{"g"}}}, Prompts: []string{"a", "b"},
			Samples: map[string]string{"any": "s", "x": "t"}, Not: []string{"n", "m"}, Critic: "c", Changed: "d",
		},
		Facts: []Fact{
			{ID: "f", Rev: 1, Statement: map[Lang]string{"en": "x", "fr": "y"}, Value: "1", Unit: "MW", AsOf: "2020-01-01", About: "a", ReviewBy: "2028-01-01", Confidence: Likely, Sources: []string{"s", "t"}, Owner: "owner", Confirmed: Confirmation{"b", "2027-01-01"}},
			{ID: "g", Rev: 2, Statement: map[Lang]string{"fr": "z"}, AsOf: "2021-01-01", Sources: []string{"s"}},
		},
		Sources: []Source{
			{ID: "s", Type: Press, Title: "t", Publisher: "p", Interest: "i", Authors: []string{"a", "b"}, Published: "2020", URL: "https://a.org", DOI: "10.1000/1", ISBN: "1", Archive: "https://b.org", Locator: "1", Lang: "en", Quote: "q", AddedBy: "adder"},
			{ID: "t", Type: Official, Title: "u", Publisher: "q", URL: "https://c.org"},
		},
		Media: []Media{{"https://d.org/1", "alt", "credit"}, {"https://d.org/2", "other", ""}},
		Until: time.Date(2027, 6, 1, 17, 0, 0, 0, time.UTC),
		Why:   "w", Fallback: []Lang{"en", "ar"},
		Sponsorship: Sponsorship{Network: "n", Campaign: "c", RunBy: "r", PaidBy: "p", Payer: NGO, Country: "FR", Register: "1", Contact: "c@example.org",
			Lines: map[Lang]Disclosure{"en": {"line", "short"}, "fr": {"ligne", "court"}}},
	}
}

// changes calls try for everything that can be changed in v, one change at a time, naming the field it belongs to. Before the
// next one it is undone.
func changes(v reflect.Value, field string, try func(field, how string)) {
	set := func(how string, to reflect.Value) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		v.Set(to)
		try(field, how)
		v.Set(old)
	}
	switch v.Kind() {
	case reflect.String:
		set("other words", reflect.ValueOf(v.String()+"x").Convert(v.Type()))
		if v.Len() > 0 {
			set("no words", reflect.Zero(v.Type()))
		}
	case reflect.Int:
		set("another number", reflect.ValueOf(int(v.Int())+1))
	case reflect.Bool:
		set("the opposite", reflect.ValueOf(!v.Bool()))
	case reflect.Slice:
		clone := func() reflect.Value { return reflect.AppendSlice(reflect.Zero(v.Type()), v) }
		if v.Len() > 0 {
			set("one less", clone().Slice(0, v.Len()-1))
		}
		set("one more", reflect.Append(clone(), reflect.Zero(v.Type().Elem())))
		if v.Len() > 1 {
			swapped := clone()
			reflect.Swapper(swapped.Interface())(0, 1)
			set("another order", swapped)
		}
		for i := range v.Len() {
			changes(v.Index(i), field, try)
		}
	case reflect.Map:
		clone := func() reflect.Value {
			m := reflect.MakeMap(v.Type())
			for _, k := range v.MapKeys() {
				m.SetMapIndex(k, v.MapIndex(k))
			}
			return m
		}
		for _, k := range v.MapKeys() {
			less := clone()
			less.SetMapIndex(k, reflect.Value{})
			set("one less", less)
			moved := clone()
			moved.SetMapIndex(k, reflect.Value{})
			moved.SetMapIndex(reflect.ValueOf(k.String()+"x").Convert(k.Type()), v.MapIndex(k))
			set("another key", moved)
			inner := reflect.New(v.Type().Elem()).Elem()
			inner.Set(v.MapIndex(k))
			changes(inner, field, func(f, how string) {
				m := clone()
				m.SetMapIndex(k, inner)
				old := reflect.New(v.Type()).Elem()
				old.Set(v)
				v.Set(m)
				try(f, how)
				v.Set(old)
			})
		}
	case reflect.Struct:
		if at, ok := v.Interface().(time.Time); ok {
			set("a second later", reflect.ValueOf(at.Add(time.Second)))
			set("never", reflect.ValueOf(time.Time{}))
			return
		}
		for i := range v.NumField() {
			changes(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name, try)
		}
	default:
		panic("no way to change a " + v.Kind().String())
	}
}

// fieldsOf lists the fields of t and of all that it holds.
func fieldsOf(t reflect.Type, into map[string]bool) {
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		fieldsOf(t.Elem(), into)
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range t.NumField() {
			into[t.Name()+"."+t.Field(i).Name] = true
			fieldsOf(t.Field(i).Type, into)
		}
	}
}

func TestHash(t *testing.T) {
	fields := map[string]bool{}
	fieldsOf(reflect.TypeFor[Edition](), fields)
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		if _, decided := covered[f]; !decided {
			t.Errorf("%s: nobody has decided whether a change of it voids the approval", f)
		}
	}
	for f := range covered {
		if !fields[f] {
			t.Errorf("%s: there is no such field", f)
		}
	}

	e := fullEdition()
	approved := e.Hash()
	b := Brief{Stage: InReview, Authors: []Alias{"author"}}
	if err := b.Approve(Reader{"reviewer", []Lang{"fr"}}, "fr", approved, approved, 1, now); err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	changes(reflect.ValueOf(&e).Elem(), "Edition", func(field, how string) {
		tried[field] = true
		if stands := len(b.ApprovedBy("fr", e.Hash())) > 0; stands == covered[field] {
			t.Errorf("%s, %s: the approval stands: %t", field, how, stands)
		}
	})
	for f := range fields {
		// A struct's own field is changed through its parts.
		if !tried[f] && !slices.Contains([]string{"Edition.Text", "Edition.Sponsorship", "Fact.Confirmed"}, f) {
			t.Errorf("%s was never changed", f)
		}
	}
	if !slices.Equal(b.ApprovedBy("fr", e.Hash()), []Alias{"reviewer"}) {
		t.Error("after all changes were undone, the approval does not stand")
	}
}

// What means the same has the same hash, however it was kept on the way.
func TestHashOfTheSame(t *testing.T) {
	want := fullEdition().Hash()
	for name, change := range map[string]func(*Edition){
		"through the store": func(e *Edition) {
			raw, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			*e = Edition{}
			if err := json.Unmarshal(raw, e); err != nil {
				t.Fatal(err)
			}
		},
		"another zone":              func(e *Edition) { e.Until = e.Until.In(time.FixedZone("", 3600)) },
		"a fraction of a second":    func(e *Edition) { e.Until = e.Until.Add(time.Millisecond) },
		"another owner":             func(e *Edition) { e.Facts[0].Owner = "new" },
		"changed and changed back":  func(e *Edition) { e.Facts[0].Rev += 2 },
		"typed in by somebody else": func(e *Edition) { e.Sources[0].AddedBy = "" },
	} {
		e := fullEdition()
		change(&e)
		if e.Hash() != want {
			t.Errorf("%s: the hash differs", name)
		}
	}

	none := Edition{Text: Text{Points: []Point{{Text: "p"}}}, Facts: []Fact{{ID: "f"}}, Sources: []Source{{ID: "s"}}}
	empty := none
	empty.Text = Text{Points: []Point{{Text: "p", Facts: []string{}}}, Prompts: []string{}, Samples: map[string]string{}, Not: []string{}}
	empty.Facts = []Fact{{ID: "f", Statement: map[Lang]string{}, Sources: []string{}}}
	empty.Sources = []Source{{ID: "s", Authors: []string{}}}
	empty.Media, empty.Fallback, empty.Sponsorship.Lines = []Media{}, []Lang{}, map[Lang]Disclosure{}
	if none.Hash() != empty.Hash() {
		t.Error("an empty list and a missing one differ")
	}
	none.Text.Points, none.Facts, none.Sources = nil, nil, nil
	empty.Text.Points, empty.Facts, empty.Sources = []Point{}, []Fact{}, []Source{}
	if none.Hash() != empty.Hash() {
		t.Error("empty lists of points, facts and sources and missing ones differ")
	}
	if empty.Text.Prompts == nil || empty.Media == nil {
		t.Error("hashing changed the edition")
	}
}

// A change of the encoding would void every approval that was ever given. Where that is meant, the version line changes too.
func TestHashStays(t *testing.T) {
	const golden = "682bc8cd60977fb019fa68acf81cec395cc2903cc802e257a8cbbf6cc29dfb52"
	e := fullEdition()
	e.Why = "" // came later, and where there is none the hash is as before
	if got := e.Hash().String(); got != golden {
		t.Errorf("the full edition's hash is %s, it was %s", got, golden)
	}
}

func TestHashText(t *testing.T) {
	h := fullEdition().Hash()
	raw, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	var back Hash
	if err := json.Unmarshal(raw, &back); err != nil || back != h {
		t.Errorf("%s comes back as %s, %v", h, back, err)
	}
	if !strings.HasPrefix(h.String(), h.Short()) || len(h.Short()) != 8 {
		t.Errorf("the short form of %s is %s", h, h.Short())
	}
	for _, bad := range []string{"", "abc", strings.Repeat("zz", 32), h.String() + "00"} {
		if err := back.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("%q is read as a hash", bad)
		}
	}
	var zero Hash
	b := Brief{Approvals: []Approval{{Lang: "fr", By: "reviewer"}}}
	if len(b.ApprovedBy("fr", zero)) > 0 {
		t.Error("the zero hash is approved")
	}
}

func TestVersionLangs(t *testing.T) {
	v := Version{Editions: map[Lang]Edition{"es": {}, "en": {}}}
	if d := cmp.Diff([]Lang{"en", "es"}, v.Langs()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
