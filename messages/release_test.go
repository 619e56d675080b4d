package messages

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"relais/messages/match"
	"relais/storage"
)

func (r *rig) release() Version {
	r.t.Helper()
	var v Version
	r.do(func(tx storage.Tx) error {
		var err error
		v, err = r.desk.Release(tx, r.brief.ID, now)
		return err
	})
	return v
}

// fit asks what the door asks of the released revision.
func (r *rig) fit(lang Lang, at time.Time) error {
	return r.try(func(tx storage.Tx) error {
		b, err := r.desk.Brief(tx, r.brief.ID)
		if err != nil {
			return err
		}
		_, content, err := r.desk.Current(tx, b)
		if err != nil {
			return err
		}
		return r.desk.Fit(tx, content, lang, at)
	})
}

func TestRelease(t *testing.T) {
	r := newRig(t)
	release := func() error {
		return r.try(func(tx storage.Tx) error { _, err := r.desk.Release(tx, r.brief.ID, now); return err })
	}
	if err := release(); !errors.Is(err, ErrStage) {
		t.Errorf("a draft: %v", err)
	}
	r.submit()
	if err := release(); !errors.Is(err, ErrUnapproved) {
		t.Errorf("nothing approved: %v", err)
	}
	if err := r.fit("en", now); !errors.Is(err, storage.ErrNotFound) {
		t.Errorf("nothing is released: %v", err)
	}
	r.mustApprove("reviewer", "en")
	v := r.release()
	if d := cmp.Diff([]Lang{"en"}, v.Langs()); d != "" || v.Rev != 1 {
		t.Errorf("revision %d (-want +got):\n%s", v.Rev, d)
	}
	r.mustApprove("reviewer", "fr")
	if v = r.release(); len(v.Langs()) != 2 || v.Rev != 1 {
		t.Errorf("the language approved since is not added: revision %d, %v", v.Rev, v.Langs())
	}
	for lang, want := range map[Lang]error{"en": nil, "fr": nil, "ar": ErrUnapproved, "de": ErrNoText} {
		if err := r.fit(lang, now); !errors.Is(err, want) {
			t.Errorf("%s may leave: %v, want %v", lang, err, want)
		}
	}

	t.Run("the released revision goes on while the next is written", func(t *testing.T) {
		r.save("author", retitle("en"))
		if err := r.fit("en", now); err != nil {
			t.Errorf("the released text may not leave: %v", err)
		}
		if d := cmp.Diff([]Lang{"fr"}, r.approved()); d != "" {
			t.Errorf("approved of the next (-want +got):\n%s", d)
		}
		// Whoever approved the first and edits the next is no author of the first.
		r.save("reviewer", func(b *Brief) {
			retitle("ar")(b)
			text := b.Texts["en"]
			text.Changed = "The title was mended."
			b.Texts["en"] = text
		})
		if err := r.fit("en", now); err != nil {
			t.Errorf("the released text may not leave: %v", err)
		}
		if len(r.approved()) != 0 {
			t.Error("an editor's approval stands for what they edited")
		}
	})
	t.Run("the next revision is a version of its own", func(t *testing.T) {
		r.mustApprove("second", "en", "fr")
		v := r.release()
		if v.Rev != 3 || v.Changed["en"] != "The title was mended." {
			t.Errorf("revision %d, changed %v", v.Rev, v.Changed)
		}
		r.save("second", retitle("fr"))
		if text := r.brief.Texts["en"]; text.Changed != "" {
			t.Errorf("the revision after it says that it changes: %s", text.Changed)
		}
		r.do(func(tx storage.Tx) error {
			all, err := r.desk.Versions(tx, r.brief.ID)
			if err != nil {
				return err
			}
			if len(all) != 2 || all[0].Rev != 3 || all[1].Rev != 1 || all[1].Editions["en"].Text.Title != "Four countries" || all[0].Editions["en"].Text.Title != "Four countries!" {
				t.Errorf("versions: %+v", all)
			}
			one, err := r.desk.Version(tx, r.brief.ID, 1)
			if err != nil || !one.At.Equal(now) {
				t.Errorf("the first: %+v, %v", one, err)
			}
			_, err = r.desk.Version(tx, r.brief.ID, 2)
			if !errors.Is(err, storage.ErrNotFound) {
				t.Errorf("the one between was never released: %v", err)
			}
			return nil
		})
	})
	t.Run("a changed fact stops what was released", func(t *testing.T) {
		r.refact(func(f *Fact) { f.Value = "4" })
		if err := r.fit("en", now); !errors.Is(err, ErrUnapproved) {
			t.Errorf("got %v", err)
		}
	})
	for name, change := range map[string]func(*rig){
		"fact":   func(r *rig) { r.refact(func(f *Fact) { f.Unit = "files" }) },
		"source": resource,
	} {
		t.Run("a changed "+name+" makes the next revision", func(t *testing.T) {
			r := newRig(t)
			r.submit()
			r.mustApprove("reviewer", "en")
			first := r.release()
			change(r)
			if err := r.approve("editor", "en"); !errors.Is(err, ErrOwnBrief) {
				t.Errorf("who changed it approves it: %v", err)
			}
			r.mustApprove("reviewer", "en")
			if v := r.release(); v.Rev != 2 {
				t.Errorf("it went out as revision %d", v.Rev)
			}
			r.do(func(tx storage.Tx) error {
				kept, err := r.desk.Version(tx, r.brief.ID, 1)
				if d := cmp.Diff(first, kept); d != "" {
					t.Errorf("what readers were given was changed afterwards (-want +got):\n%s", d)
				}
				return err
			})
		})
	}
}

func TestStaleFact(t *testing.T) {
	r := newRig(t)
	r.refact(func(f *Fact) { f.ReviewBy = "2026-12-31" })
	r.submit()
	r.mustApprove("reviewer", "en")
	r.release()
	if err := r.fit("en", time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC)); err != nil {
		t.Errorf("on the last day: %v", err)
	}
	after := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := r.fit("en", after); !errors.Is(err, ErrStale) {
		t.Errorf("the day after: %v", err)
	}
	r.do(func(tx storage.Tx) error {
		b, err := r.desk.Brief(tx, r.brief.ID)
		if err != nil {
			return err
		}
		langs, err := r.desk.Approved(tx, b, after)
		if len(langs) != 0 {
			t.Errorf("still approved: %v", langs)
		}
		return err
	})
}

func TestWithdraw(t *testing.T) {
	r := newRig(t)
	withdraw := func() error {
		return r.try(func(tx storage.Tx) error { _, err := r.desk.Withdraw(tx, r.brief.ID, "It was wrong.", now); return err })
	}
	if err := withdraw(); err != nil {
		t.Fatal(err)
	}
	if err := withdraw(); !errors.Is(err, ErrStage) {
		t.Errorf("a second time: %v", err)
	}
	for name, try := range map[string]func(tx storage.Tx) error{
		"submit": func(tx storage.Tx) error { _, err := r.desk.Submit(tx, r.brief.ID, now); return err },
		"approve": func(tx storage.Tx) error {
			return onlyErr(r.desk.Approve(tx, r.brief.ID, Reader{"reviewer", Languages()}, "en", "x", now))
		},
		"ask": func(tx storage.Tx) error {
			return onlyErr(r.desk.Ask(tx, r.brief.ID, Reader{"reviewer", Languages()}, "en", "x", now))
		},
		"release": func(tx storage.Tx) error { _, err := r.desk.Release(tx, r.brief.ID, now); return err },
		"save": func(tx storage.Tx) error {
			b := r.brief
			retitle("en")(&b)
			return onlyErr(r.desk.Save(tx, b, "author", now))
		},
	} {
		if err := r.try(try); !errors.Is(err, ErrStage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, try := range map[string]func(tx storage.Tx) error{
		"submit":   func(tx storage.Tx) error { _, err := r.desk.Submit(tx, "B99", now); return err },
		"ask":      func(tx storage.Tx) error { return onlyErr(r.desk.Ask(tx, "B99", Reader{}, "en", "x", now)) },
		"release":  func(tx storage.Tx) error { _, err := r.desk.Release(tx, "B99", now); return err },
		"withdraw": func(tx storage.Tx) error { return onlyErr(r.desk.Withdraw(tx, "B99", "", now)) },
		"save": func(tx storage.Tx) error {
			b := r.brief
			b.ID = "B99"
			return onlyErr(r.desk.Save(tx, b, "author", now))
		},
	} {
		if err := r.try(try); !errors.Is(err, storage.ErrNotFound) {
			t.Errorf("%s of a brief that is not there: %v", name, err)
		}
	}
}

func onlyErr(_ Brief, err error) error { return err }

func TestWhatACorrectionChanges(t *testing.T) {
	all := Languages()
	for name, c := range map[string]struct {
		change func(*rig)
		want   []Lang
	}{
		"nothing":                      {func(*rig) {}, nil},
		"a language that was released": {func(r *rig) { r.save("author", retitle("fr")) }, []Lang{"fr"}},
		"a language that nobody has":   {func(r *rig) { r.save("author", retitle("es")) }, nil},
		"what is said of the change": {func(r *rig) {
			r.save("author", func(b *Brief) {
				text := b.Texts["en"]
				text.Changed = "The year."
				b.Texts["en"] = text
			})
		}, nil},
		"a fact in one of them":   {func(r *rig) { r.refact(func(f *Fact) { f.Statement["fr"] = "Inscrit en décembre 2020." }) }, all[1:2]},
		"a fact in another":       {func(r *rig) { r.refact(func(f *Fact) { f.Statement["es"] = "Inscrito en 2020." }) }, nil},
		"when a fact holds":       {func(r *rig) { r.refact(func(f *Fact) { f.AsOf = "2021-02-03" }) }, all[:2]},
		"what a figure is of":     {func(r *rig) { r.refact(func(f *Fact) { f.About = "couscous-files" }) }, nil},
		"who pays":                {func(r *rig) { r.sponsor(func(s *Sponsorship) { s.PaidBy = "Another Foundation" }) }, all[:2]},
		"a language is taken out": {func(r *rig) { r.save("author", func(b *Brief) { delete(b.Texts, "fr") }) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.submit()
			r.mustApprove("reviewer", all[:2]...)
			r.release()
			c.change(r)
			r.do(func(tx storage.Tx) error {
				b, err := r.desk.Brief(tx, r.brief.ID)
				if err != nil {
					return err
				}
				s, err := r.desk.Subject(tx, b, now)
				if d := cmp.Diff(c.want, s.Corrected, cmpopts.EquateEmpty()); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
				return err
			})
		})
	}
}

func TestWhatAnEarlierBriefSays(t *testing.T) {
	r := newRig(t)
	alike := func(other func(string) string) (out map[Lang]string) {
		r.do(func(tx storage.Tx) error {
			b, err := r.desk.Brief(tx, r.brief.ID)
			if err != nil {
				return err
			}
			b.ID, b.Name, b.Public = "", "again", 0
			en := Text{Title: other(b.Texts["en"].Title), Summary: other(b.Texts["en"].Summary)}
			b.Texts = map[Lang]Text{"en": en, "fr": {Title: "Autre chose", Summary: "Rien de pareil ne se dit ici, ni de près ni de loin."}}
			s, err := r.desk.Subject(tx, b, now)
			out = s.Alike
			return err
		})
		return out
	}
	same := func(s string) string { return s }
	if got := alike(same); len(got) != 0 {
		t.Errorf("a draft counts: %v", got)
	}
	r.submit()
	r.mustApprove("reviewer", "en")
	r.release()
	for name, other := range map[string]func(string) string{
		"the same": same,
		"loudly":   strings.ToUpper,
		"in signs": func(s string) string { return "«" + strings.ReplaceAll(s, " ", "», «") + "»" },
	} {
		if d := cmp.Diff(map[Lang]string{"en": r.brief.ID}, alike(other)); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	if got := alike(func(s string) string {
		return "In own words " + s[:len(s)/4] + ", and nothing else of what was said there before."
	}); len(got) != 0 {
		t.Errorf("a few words in common count: %v", got)
	}
}

// What a correction said it changed stays with what it changed; the next one says its own.
func TestWhatTheLastCorrectionSaid(t *testing.T) {
	r := newRig(t)
	r.submit()
	r.mustApprove("reviewer", "en", "fr")
	r.release()
	retell := func(lang Lang, changed string) func(*Brief) {
		return func(b *Brief) {
			retitle(lang)(b)
			text := b.Texts[lang]
			text.Changed = changed
			b.Texts[lang] = text
		}
	}
	r.save("author", retell("en", "The year."))
	r.submit()
	r.mustApprove("reviewer", "en")
	if v := r.release(); v.Changed["en"] != "The year." || v.Changed["fr"] != "" {
		t.Errorf("the first says %v", v.Changed)
	}
	b := r.save("author", retell("fr", "L’année."))
	if b.Texts["en"].Changed != "The year." || b.Texts["fr"].Changed != "L’année." {
		t.Errorf("they say %q and %q", b.Texts["en"].Changed, b.Texts["fr"].Changed)
	}
	if d := cmp.Diff([]Lang{"en"}, r.approved()); d != "" {
		t.Errorf("English stays as it is, and approved (-want +got):\n%s", d)
	}
	r.submit()
	r.mustApprove("reviewer", "fr")
	if v := r.release(); v.Changed["fr"] != "L’année." || v.Changed["en"] != "" {
		t.Errorf("the second says %v", v.Changed)
	}
	if b := r.save("author", retitle("en")); b.Texts["en"].Changed != "" {
		t.Errorf("another change of English says what an earlier one was: %q", b.Texts["en"].Changed)
	}
}

// What is at the desk and nobody approved is nothing that the network vouches for; that a fact was withdrawn is.
func TestVouched(t *testing.T) {
	r := newRig(t)
	vouched := func() (out []match.Fact) {
		r.do(func(tx storage.Tx) error {
			out = nil
			return r.desk.Vouched(tx, now, func(f match.Fact) { out = append(out, f) })
		})
		return out
	}
	r.submit()
	if got := vouched(); len(got) != 0 {
		t.Errorf("before the release: %+v", got)
	}
	r.mustApprove("reviewer", "en")
	r.release()
	r.refact(func(f *Fact) { f.Statement["en"] = "It was inscribed in 1999." })
	got := vouched()
	if len(got) != 1 || strings.Contains(got[0].Statement["en"], "1999") || len(got[0].Old) != 0 {
		t.Fatalf("a change that nobody approved: %+v", got)
	}
	r.submit()
	r.mustApprove("reviewer", "en")
	r.release()
	if got = vouched(); len(got) != 1 || !strings.Contains(got[0].Statement["en"], "1999") || len(got[0].Old) == 0 {
		t.Errorf("once it is released: %+v", got)
	}
	r.refact(func(f *Fact) { f.Withdrawn = true })
	if got = vouched(); len(got) != 1 || !got[0].Stale {
		t.Errorf("withdrawn: %+v", got)
	}
}
