package messages

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

func TestVetting(t *testing.T) {
	all := []Lang{"en", "fr", "ar", "es"}
	ready := func(t *testing.T) *rig {
		r := newRig(t)
		r.submit()
		r.mustApprove("reviewer", all...)
		return r
	}
	for name, c := range map[string]struct {
		change func(*rig)
		stands []Lang
	}{
		"nothing changes":                        {func(*rig) {}, all},
		"an edit voids that language only":       {func(r *rig) { r.save("author", retitle("fr")) }, []Lang{"en", "ar", "es"}},
		"an edit by somebody else does the same": {func(r *rig) { r.save("editor", retitle("fr")) }, []Lang{"en", "ar", "es"}},
		"a sample is part of it":                 {func(r *rig) { r.save("author", resample) }, []Lang{"en", "fr", "ar"}},
		"a text that is saved as it was":         {func(r *rig) { r.save("editor", func(*Brief) {}) }, all},
		"an edit that is taken back": {func(r *rig) {
			old := r.save("author", func(*Brief) {})
			r.save("author", retitle("fr"))
			r.save("author", texts(old))
		}, all},
		"a language that is taken out":            {func(r *rig) { r.save("author", func(b *Brief) { delete(b.Texts, "es") }) }, []Lang{"en", "fr", "ar"}},
		"a changed fact voids all":                {func(r *rig) { r.refact(func(f *Fact) { f.Statement["es"] = "Inscrito en 2020." }) }, nil},
		"a fact's day of review is no part of it": {func(r *rig) { r.refact(func(f *Fact) { f.ReviewBy = "2028-01-01" }) }, all},
		"a fact that is confirmed again": {func(r *rig) {
			r.do(func(tx storage.Tx) error {
				_, err := r.desk.Confirm(tx, "couscous-2020", "editor", "2029-01-01", now)
				return err
			})
		}, all},
		"a fact that is kept as it was":                 {func(r *rig) { r.refact(func(*Fact) {}) }, all},
		"a withdrawn fact voids all":                    {func(r *rig) { r.refact(func(f *Fact) { f.Withdrawn = true }) }, nil},
		"a changed source voids all":                    {resource, nil},
		"a changed finding voids all":                   {func(r *rig) { r.save("author", func(b *Brief) { b.Finding = Misleading }) }, nil},
		"a changed picture voids all":                   {func(r *rig) { r.save("author", func(b *Brief) { b.Media[0].Alt = "Another bowl." }) }, nil},
		"another end voids all":                         {func(r *rig) { r.save("author", func(b *Brief) { b.Until = b.Until.Add(time.Hour) }) }, nil},
		"another fallback voids all":                    {func(r *rig) { r.save("author", func(b *Brief) { b.Fallback = []Lang{"fr"} }) }, nil},
		"topics are not shown":                          {func(r *rig) { r.save("author", func(b *Brief) { b.Topics = []string{"food"} }) }, all},
		"another payer voids all":                       {func(r *rig) { r.sponsor(func(s *Sponsorship) { s.PaidBy = "Another Foundation" }) }, nil},
		"a campaign that is not there voids all":        {func(r *rig) { delete(r.who, "living-heritage") }, nil},
		"who approved and edits then, approved nothing": {func(r *rig) { r.save("reviewer", retitle("fr")) }, nil},
		"a change that is asked for takes back their own": {func(r *rig) {
			r.do(func(tx storage.Tx) error {
				_, err := r.desk.Ask(tx, r.brief.ID, Reader{"reviewer", all}, "ar", "Too long.", now)
				return err
			})
		}, []Lang{"en", "fr", "es"}},
		"somebody else's request takes nothing back": {func(r *rig) {
			r.do(func(tx storage.Tx) error {
				_, err := r.desk.Ask(tx, r.brief.ID, Reader{"second", all}, "ar", "Too long.", now)
				return err
			})
		}, all},
	} {
		t.Run(name, func(t *testing.T) {
			r := ready(t)
			c.change(r)
			if d := cmp.Diff(c.stands, r.approved()); d != "" {
				t.Errorf("approved after it (-want +got):\n%s", d)
			}
		})
	}
}

func resample(b *Brief) {
	text := b.Texts["es"]
	text.Samples = map[string]string{"any": "¡Cuscús!"}
	b.Texts["es"] = text
}

// texts puts the texts of an earlier brief back.
func texts(old Brief) func(*Brief) { return func(b *Brief) { b.Texts = old.Texts } }

func resource(r *rig) {
	r.do(func(tx storage.Tx) error {
		s, err := r.desk.Source(tx, "unesco-couscous")
		if err != nil {
			return err
		}
		s.Locator = "page 2"
		return r.desk.PutSource(tx, s, "editor", now)
	})
}

func (r *rig) sponsor(change func(*Sponsorship)) {
	s := r.who["living-heritage"]
	change(&s)
	r.who["living-heritage"] = s
}

func TestWhoMayApprove(t *testing.T) {
	r := newRig(t)
	if err := r.approve("reviewer", "en"); !errors.Is(err, ErrStage) {
		t.Errorf("a draft: %v", err)
	}
	r.submit()
	if err := r.approve("author", "en"); !errors.Is(err, ErrOwnBrief) {
		t.Errorf("the author: %v", err)
	}
	r.save("editor", retitle("en"))
	if err := r.approve("editor", "fr"); !errors.Is(err, ErrOwnBrief) {
		t.Errorf("an editor, of a language they did not touch: %v", err)
	}
	err := r.try(func(tx storage.Tx) error {
		_, err := r.desk.Approve(tx, r.brief.ID, Reader{"reviewer", []Lang{"fr"}}, "en", "00000000", now)
		return err
	})
	if !errors.Is(err, ErrNotReader) {
		t.Errorf("who does not read it: %v", err)
	}
	old := r.shown("en")
	r.save("editor", retitle("en"))
	err = r.try(func(tx storage.Tx) error {
		_, err := r.desk.Approve(tx, r.brief.ID, Reader{"reviewer", Languages()}, "en", old, now)
		return err
	})
	if !errors.Is(err, ErrChanged) {
		t.Errorf("what was shown before the edit: %v", err)
	}
	err = r.try(func(tx storage.Tx) error {
		_, err := r.desk.Approve(tx, r.brief.ID, Reader{"reviewer", Languages()}, "de", old, now)
		return err
	})
	if !errors.Is(err, ErrNoText) {
		t.Errorf("a language that is not there: %v", err)
	}
	if err := r.try(func(tx storage.Tx) error {
		_, err := r.desk.Approve(tx, "B99", Reader{"reviewer", Languages()}, "en", old, now)
		return err
	}); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("a brief that is not there: %v", err)
	}
}

// Two people press Approve at the same moment: one approves, the other learns that it is done.
func TestTwoApproveAtOnce(t *testing.T) {
	r := newRig(t)
	r.submit()
	shown := r.shown("fr")
	errs := make([]error, 8)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			errs[i] = r.try(func(tx storage.Tx) error {
				_, err := r.desk.Approve(tx, r.brief.ID, Reader{Alias(fmt.Sprint("reviewer", i)), Languages()}, "fr", shown, now)
				return err
			})
		})
	}
	all.Wait()
	won := 0
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, ErrApproved):
			t.Errorf("got %v", err)
		}
	}
	r.do(func(tx storage.Tx) error {
		b, err := r.desk.Brief(tx, r.brief.ID)
		if won != 1 || len(b.Approvals) != 1 {
			t.Errorf("%d were told that they approved, %d approvals are kept", won, len(b.Approvals))
		}
		return err
	})
}

func TestAsk(t *testing.T) {
	r := newRig(t)
	try := func(lang Lang, by Reader) error {
		return r.try(func(tx storage.Tx) error { return onlyErr(r.desk.Ask(tx, r.brief.ID, by, lang, "Name the year.", now)) })
	}
	ask := func(by Alias) error { return try("en", Reader{by, Languages()}) }
	if err := ask("reviewer"); !errors.Is(err, ErrStage) {
		t.Errorf("a draft: %v", err)
	}
	r.submit()
	if err := ask("author"); !errors.Is(err, ErrOwnBrief) {
		t.Errorf("the author: %v", err)
	}
	for lang, r := range map[Lang]Reader{"fr": {"reviewer", []Lang{"en"}}, "de": {"reviewer", Languages()}} {
		if err := try(lang, r); !errors.Is(err, ErrNotReader) && !errors.Is(err, ErrNoText) {
			t.Errorf("%s, to one who reads %v: %v", lang, r.Reads, err)
		}
	}
	if err := ask("reviewer"); err != nil {
		t.Fatal(err)
	}
	asked := func() []Request {
		var b Brief
		r.do(func(tx storage.Tx) (err error) { b, err = r.desk.Brief(tx, r.brief.ID); return err })
		return b.Asked
	}
	if d := cmp.Diff([]Request{{"en", "reviewer", "Name the year.", now}}, asked()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	r.submit()
	if len(asked()) != 0 {
		t.Error("after a new submission the old request still stands")
	}
}

// Only the words are the author's: number, stage, approvals and authors of what is saved are the desk's.
func TestSave(t *testing.T) {
	r := newRig(t)
	forged := r.save("author", func(b *Brief) {
		retitle("en")(b)
		b.Rev, b.Public, b.Stage, b.Notice = 99, 98, Released, "gone"
		b.Authors, b.Asked = []Alias{"nobody"}, []Request{{}}
		b.Approvals = []Approval{{Lang: "en", Hash: Hash{1}, By: "reviewer"}}
	})
	if forged.Rev != 2 || forged.Public != 0 || forged.Stage != Draft || forged.Notice != "" || len(forged.Asked) != 0 || len(forged.Approvals) != 0 || !cmp.Equal(forged.Authors, []Alias{"author"}) {
		t.Errorf("what is the desk's was taken from the author: %+v", forged)
	}
	if same := r.save("editor", func(*Brief) {}); same.Rev != 2 || len(same.Authors) != 1 {
		t.Errorf("nothing changed, and yet: revision %d, authors %v", same.Rev, same.Authors)
	}
	if same := r.save("editor", func(b *Brief) { b.Topics = []string{} }); same.Rev != 2 {
		t.Error("an empty list in place of none made a revision")
	}
	r.save("editor", func(b *Brief) {
		text := b.Texts["en"]
		text.Points = append(slices.Clone(text.Points), Point{Text: "More."})
		b.Texts["en"] = text
	})
	if same := r.save("editor", func(b *Brief) { b.Texts["en"].Points[len(b.Texts["en"].Points)-1].Facts = []string{} }); same.Rev != 3 {
		t.Error("an empty list of facts in place of none made a revision")
	}
	r.do(func(tx storage.Tx) error {
		fresh, err := r.desk.Save(tx, Brief{Name: " Argan ", Kind: Points, Texts: map[Lang]Text{"fr": {Title: "L’argan"}}, Stage: Released, Rev: 7, Approvals: []Approval{{}}, Authors: []Alias{"nobody"}}, "author", now)
		if fresh.Name != "argan" || fresh.Stage != Draft || fresh.Rev != 1 || len(fresh.Approvals) != 0 || !cmp.Equal(fresh.Authors, []Alias{"author"}) {
			t.Errorf("a new brief: %+v", fresh)
		}
		return err
	})
	if err := r.try(func(tx storage.Tx) error {
		return onlyErr(r.desk.Save(tx, Brief{Name: "couscous", Kind: Points, Texts: map[Lang]Text{"fr": {Title: "T"}}}, "author", now))
	}); !errors.Is(err, storage.ErrTaken) {
		t.Errorf("a name that is taken: %v", err)
	}
	if err := r.try(func(tx storage.Tx) error { return onlyErr(r.desk.Save(tx, Brief{Name: "x"}, "author", now)) }); err == nil {
		t.Error("a brief of nothing was kept")
	}
}

func TestDeskFinds(t *testing.T) {
	r := newRig(t)
	r.do(func(tx storage.Tx) error {
		second, err := r.desk.Save(tx, Brief{Name: "argan", Kind: Points, Texts: map[Lang]Text{"fr": {Title: "T"}}}, "author", now)
		if err != nil {
			return err
		}
		for _, ref := range []string{r.brief.ID, "b1", "1", "couscous", "COUSCOUS"} {
			if b, err := r.desk.Brief(tx, ref); err != nil || b.Name != "couscous" {
				t.Errorf("%s finds %s, %v", ref, b.Name, err)
			}
		}
		for _, ref := range []string{"", "B", "B0", "B99", "nothing", "99999999999999999999999"} {
			if _, err := r.desk.Brief(tx, ref); !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("%q: %v", ref, err)
			}
		}
		var names []string
		if err := r.desk.Briefs(tx, func(b Brief) error { names = append(names, b.Name); return nil }); err != nil {
			return err
		}
		if d := cmp.Diff([]string{second.Name, "couscous"}, names); d != "" {
			t.Errorf("briefs (-want +got):\n%s", d)
		}
		names = nil
		if err := r.desk.Sources(tx, func(s Source) error { names = append(names, s.ID); return nil }); err != nil {
			return err
		}
		if err := r.desk.Facts(tx, func(f Fact) error { names = append(names, f.ID); return nil }); err != nil {
			return err
		}
		if d := cmp.Diff([]string{"unesco-couscous", "couscous-2020"}, names); d != "" {
			t.Errorf("sources and facts (-want +got):\n%s", d)
		}
		return nil
	})
}

func TestPutFactAndSource(t *testing.T) {
	r := newRig(t)
	if f := r.refact(func(*Fact) {}); f.Rev != 1 {
		t.Errorf("nothing changed, and yet it is revision %d", f.Rev)
	}
	if f := r.refact(func(f *Fact) { f.Unit, f.Owner, f.Rev = "files", "thief", 50 }); f.Rev != 2 || f.Owner != "author" {
		t.Errorf("revision %d, owner %s", f.Rev, f.Owner)
	}
	for name, try := range map[string]func(tx storage.Tx) error{
		"a fact on no known source": func(tx storage.Tx) error {
			_, err := r.desk.PutFact(tx, Fact{ID: "f", Statement: map[Lang]string{"en": "x"}, AsOf: "2020-01-01", Sources: []string{"unesco-couscous", "nowhere"}}, "author", now)
			if !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("a fact on no known source: %v", err)
			}
			return err
		},
		"a fact of nothing":   func(tx storage.Tx) error { _, err := r.desk.PutFact(tx, Fact{ID: "f"}, "author", now); return err },
		"a source of nothing": func(tx storage.Tx) error { return r.desk.PutSource(tx, Source{ID: "s"}, "author", now) },
	} {
		if err := r.try(try); err == nil {
			t.Errorf("%s was kept", name)
		}
	}
	r.do(func(tx storage.Tx) error {
		s, err := r.desk.Source(tx, "unesco-couscous")
		if err != nil {
			return err
		}
		s.AddedBy = "thief"
		if err := r.desk.PutSource(tx, s, "thief", now); err != nil {
			return err
		}
		if s, err = r.desk.Source(tx, s.ID); s.AddedBy != "author" {
			t.Errorf("added by %s", s.AddedBy)
		}
		return err
	})
}

// An edition names its facts and sources once, in the order in which its points do.
func TestEditionOrder(t *testing.T) {
	r := newRig(t)
	r.do(func(tx storage.Tx) error {
		for _, id := range []string{"a", "b"} {
			if err := r.desk.PutSource(tx, Source{ID: id, Type: Press, Title: id, Publisher: id, URL: "https://example.org"}, "author", now); err != nil {
				return err
			}
			if _, err := r.desk.PutFact(tx, Fact{ID: id, Statement: map[Lang]string{"en": id}, AsOf: "2020-01-01", Sources: []string{id, "unesco-couscous"}}, "author", now); err != nil {
				return err
			}
		}
		b, err := r.desk.Brief(tx, "couscous")
		if err != nil {
			return err
		}
		text := b.Texts["en"]
		text.Points = []Point{{"x", []string{"b", "couscous-2020"}}, {"y", []string{"a", "b"}}}
		b.Texts["en"] = text
		e, err := r.desk.Edition(tx, b, "en")
		if err != nil {
			return err
		}
		var got []string
		for _, f := range e.Facts {
			got = append(got, f.ID)
		}
		for _, s := range e.Sources {
			got = append(got, s.ID)
		}
		if d := cmp.Diff([]string{"b", "couscous-2020", "a", "b", "unesco-couscous", "a"}, got); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		text.Points = []Point{{"x", []string{"nowhere"}}}
		b.Texts["en"] = text
		if _, err := r.desk.Edition(tx, b, "en"); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("a fact that is not there: %v", err)
		}
		return nil
	})
}
