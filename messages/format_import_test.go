package messages

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

// imported takes a file over; it has to succeed.
func (r *rig) imported(text string, by Alias) Imported {
	r.t.Helper()
	f, err := ParseFile("f.txt", []byte(text))
	if err != nil {
		r.t.Fatal(err)
	}
	var done Imported
	r.do(func(tx storage.Tx) error {
		done, err = r.desk.Import(tx, f, by, now)
		return err
	})
	return done
}

// exported writes the brief as the file that it could have come in.
func (r *rig) exported() string {
	r.t.Helper()
	var buf bytes.Buffer
	r.do(func(tx storage.Tx) error {
		buf.Reset()
		b, err := r.desk.Brief(tx, r.brief.ID)
		if err != nil {
			return err
		}
		f, err := r.desk.Export(tx, b)
		if err != nil {
			return err
		}
		return f.Write(&buf)
	})
	return buf.String()
}

func outcomes(done Imported) []string {
	var all []string
	for _, s := range done.Saved {
		all = append(all, s.What+" "+s.Name+" "+string(s.Outcome))
	}
	return all
}

func TestImport(t *testing.T) {
	t.Run("what was exported is the same when it comes back", func(t *testing.T) {
		r := newRig(t)
		r.submit()
		r.mustApprove("reviewer", "en")
		done := r.imported(r.exported(), "somebody else")
		want := []string{"source unesco-couscous same", "fact couscous-2020 same", "brief couscous same"}
		if d := cmp.Diff(want, outcomes(done)); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		if b := done.Briefs[0]; b.Rev != 1 || len(b.Authors) != 1 || b.ID != r.brief.ID {
			t.Errorf("the brief is not as it was: %+v", b)
		}
		if d := cmp.Diff([]Lang{"en"}, r.approved()); d != "" {
			t.Errorf("approved (-want +got):\n%s", d)
		}
	})
	t.Run("a known name gets a new revision, and whoever sent it is an author", func(t *testing.T) {
		r := newRig(t)
		done := r.imported(strings.Replace(r.exported(), "Title: Four countries", "Title: Four neighbours", 1), "editor")
		b := done.Briefs[0]
		if b.ID != r.brief.ID || b.Rev != 2 || b.Texts["en"].Title != "Four neighbours" || !cmp.Equal(b.Authors, []Alias{"author", "editor"}) {
			t.Errorf("got %+v", b)
		}
		if d := cmp.Diff([]string{"source unesco-couscous same", "fact couscous-2020 same", "brief couscous changed"}, outcomes(done)); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	t.Run("a new name gets a number", func(t *testing.T) {
		r := newRig(t)
		done := r.imported("== Brief argan\nKind: points\n== fr\nTitre: L’argan", "author")
		if b := done.Briefs[0]; b.ID == r.brief.ID || b.ID == "" || b.Stage != Draft || b.Rev != 1 {
			t.Errorf("got %+v", b)
		}
	})
	t.Run("a changed fact and source are changed", func(t *testing.T) {
		r := newRig(t)
		text := strings.NewReplacer("Inscribed in 2020.", "Inscribed in December 2020.", "Title: Couscous", "Title: Couscous (2020)").Replace(r.exported())
		done := r.imported(text, "editor")
		if d := cmp.Diff([]string{"source unesco-couscous changed", "fact couscous-2020 changed", "brief couscous same"}, outcomes(done)); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		r.do(func(tx storage.Tx) error {
			f, err := r.desk.Fact(tx, "couscous-2020")
			if f.Rev != 2 || f.Owner != "author" {
				t.Errorf("the fact: %+v", f)
			}
			return err
		})
	})
	t.Run("another day of review is a change", func(t *testing.T) {
		r := newRig(t)
		later := strings.Replace(r.exported(), "As of: 2020-12-16\n", "As of: 2020-12-16\nReview by: 2031-01-01\n", 1)
		for _, want := range []string{"fact couscous-2020 changed", "fact couscous-2020 same"} {
			if got := outcomes(r.imported(later, "editor"))[1]; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
	t.Run("what the released text corrected, sent with another text, is taken once", func(t *testing.T) {
		r := newRig(t)
		r.save("author", func(b *Brief) {
			text := b.Texts["en"]
			text.Changed = "The year."
			b.Texts["en"] = text
		})
		r.submit()
		r.mustApprove("reviewer", "en")
		r.release()
		text := strings.Replace(r.exported(), "Title: Four countries", "Title: Four neighbours", 1)
		for _, want := range []string{"brief couscous changed", "brief couscous same"} {
			if got := outcomes(r.imported(text, "editor"))[2]; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
	t.Run("campaigns are the caller's to keep", func(t *testing.T) {
		r := newRig(t)
		f, err := ParseFile("f.txt", []byte(example))
		if err != nil || len(f.Campaigns) == 0 {
			t.Fatalf("%d campaigns, %v", len(f.Campaigns), err)
		}
		for _, s := range r.imported(example, "author").Saved {
			if s.What == "campaign" {
				t.Errorf("it says that %s is kept", s.Name)
			}
		}
	})
	t.Run("all or nothing, and every refusal is named", func(t *testing.T) {
		r := newRig(t)
		text := "== Source other\nType: press\nTitle: x\nPublisher: y\nAddress: https://example.org/\n" +
			"== Fact one\nEnglish: x\nAs of: 2020-01-01\nSources: other, nowhere\n" +
			"== Fact two\nEnglish: x\nAs of: 2020-01-01\nSources: elsewhere\n== Brief argan\nKind: points\n== en\nTitle: Argan"
		f, err := ParseFile("f.txt", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		err = r.try(func(tx storage.Tx) error {
			done, err := r.desk.Import(tx, f, "author", now)
			if err != nil && !cmp.Equal(done, Imported{}) {
				t.Errorf("something is said to be kept: %+v", done)
			}
			return err
		})
		if !errors.Is(err, storage.ErrNotFound) {
			t.Fatalf("got %v, want ErrNotFound inside", err)
		}
		for _, want := range []string{"fact one: the source nowhere is neither in the file nor kept here", "fact two: the source elsewhere is neither"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q is not said: %v", want, err)
			}
		}
		r.do(func(tx storage.Tx) error {
			if _, err := r.desk.Source(tx, "other"); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("the source was kept: %v", err)
			}
			if _, err := r.desk.Brief(tx, "argan"); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("the brief was kept: %v", err)
			}
			return nil
		})
	})
	t.Run("a withdrawn brief stays withdrawn", func(t *testing.T) {
		r := newRig(t)
		text := strings.Replace(r.exported(), "Title: Four countries", "Title: Again", 1)
		r.do(func(tx storage.Tx) error { _, err := r.desk.Withdraw(tx, r.brief.ID, "It was wrong.", now); return err })
		f, err := ParseFile("f.txt", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		err = r.try(func(tx storage.Tx) error { _, err := r.desk.Import(tx, f, "author", now); return err })
		if !errors.Is(err, ErrStage) || !strings.Contains(err.Error(), "brief couscous was withdrawn") {
			t.Errorf("got %v", err)
		}
	})
}

// What an import says of a fact is what keeping it did, whatever was said of it before on the same day.
func TestImportOfAFact(t *testing.T) {
	for name, c := range map[string]struct {
		was, comes func(*Fact)
		want       Saved
	}{
		"as it was":                    {func(*Fact) {}, func(*Fact) {}, Saved{Outcome: Same}},
		"with another day":             {func(*Fact) {}, func(f *Fact) { f.AsOf = "2020-12-18" }, Saved{Outcome: Changed, Revised: true}},
		"for longer":                   {func(f *Fact) { f.ReviewBy = "2026-11-01" }, func(f *Fact) { f.ReviewBy = "2030-01-01" }, Saved{Outcome: Changed, Confirmed: true}},
		"for less":                     {func(f *Fact) { f.ReviewBy = "2028-01-01" }, func(f *Fact) { f.ReviewBy = "2027-01-01" }, Saved{Outcome: Changed}},
		"until another day that is by": {func(f *Fact) { f.ReviewBy = "2026-01-01" }, func(f *Fact) { f.ReviewBy = "2026-02-01" }, Saved{Outcome: Changed}},
		"no more, and for longer":      {func(f *Fact) { f.ReviewBy, f.Withdrawn = "2028-01-01", true }, func(f *Fact) { f.ReviewBy = "2030-01-01" }, Saved{Outcome: Changed}},
		"confirmed today, about something": {func(f *Fact) { f.Confirmed = Confirmation{"editor", "2026-11-23"} }, func(f *Fact) { f.About = "couscous" },
			Saved{Outcome: Changed}},
		"another one": {func(*Fact) {}, func(f *Fact) { f.ID = "couscous-2021" }, Saved{Outcome: Added}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.do(func(tx storage.Tx) error {
				f, err := r.desk.Fact(tx, "couscous-2020")
				if err != nil {
					return err
				}
				c.was(&f)
				if err := r.desk.facts.Put(tx, f.ID, f); err != nil {
					return err
				}
				c.comes(&f)
				done, err := r.desk.Import(tx, File{Facts: []Fact{f}}, "editor", now)
				c.want.What, c.want.Name = "fact", f.ID
				if d := cmp.Diff([]Saved{c.want}, done.Saved); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
				return err
			})
		})
	}
}

func TestExport(t *testing.T) {
	r := newRig(t)
	r.do(func(tx storage.Tx) error {
		// Two facts on one source, one fact that is not there, and a source that two facts share.
		if _, err := r.desk.PutFact(tx, Fact{ID: "a-second", Statement: map[Lang]string{"en": "x"}, AsOf: "2020-01-01", Sources: []string{"unesco-couscous"}}, "author", now); err != nil {
			return err
		}
		b, err := r.desk.Brief(tx, "couscous")
		if err != nil {
			return err
		}
		text := b.Texts["en"]
		text.Points = []Point{{"a", []string{"missing", "couscous-2020", "a-second"}}}
		b.Texts["en"] = text
		f, err := r.desk.Export(tx, b)
		if err != nil {
			return err
		}
		var got []string
		for _, s := range f.Sources {
			got = append(got, "source "+s.ID)
		}
		for _, x := range f.Facts {
			got = append(got, "fact "+x.ID)
		}
		for _, x := range f.Briefs {
			got = append(got, "brief "+x.Name)
		}
		if d := cmp.Diff([]string{"source unesco-couscous", "fact a-second", "fact couscous-2020", "brief couscous"}, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		return nil
	})
}

// full is a writer that has no room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestWriteError(t *testing.T) {
	err := File{Briefs: []Brief{{Name: "b"}}}.Write(full{})
	if err == nil || err.Error() != "write a brief file: no room" {
		t.Errorf("got %v", err)
	}
}
