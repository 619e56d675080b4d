package messages

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/messages/health"
	"relais/storage"
)

func TestCounts(t *testing.T) {
	web, book := Source{URL: "https://example.org"}, Source{ISBN: "978-0-306-40615-7"}
	said := Confirmation{By: "rafael", On: "2026-11-01"}
	for name, c := range map[string]struct {
		source          Source
		state           health.State
		alone           bool // without a reviewer's word
		said            bool // with one
		doubted, lifted bool // is it to be told to who relies on it; and after the word
	}{
		"nobody has looked yet":     {web, health.Unchecked, true, true, false, false},
		"live":                      {web, health.Live, true, true, false, false},
		"moved":                     {web, health.Moved, true, true, true, true},
		"changed":                   {web, health.Changed, false, true, true, false},
		"dead":                      {web, health.Dead, false, false, true, true},
		"a program can't read it":   {web, health.Unreadable, false, true, false, false},
		"a DOI is an address":       {Source{DOI: "10.1000/182"}, health.Unchecked, true, true, false, false},
		"in print":                  {book, health.Offline, false, true, false, false},
		"in print, nothing is kept": {book, health.Unchecked, false, true, false, false},
	} {
		h := Health{Page: health.Page{State: c.state}}
		if Counts(c.source, h) != c.alone || h.Doubtful() != c.doubted {
			t.Errorf("%s: counts %t, doubtful %t", name, Counts(c.source, h), h.Doubtful())
		}
		h.Confirmed = said
		if Counts(c.source, h) != c.said || h.Doubtful() != c.lifted {
			t.Errorf("%s, confirmed: counts %t, doubtful %t", name, Counts(c.source, h), h.Doubtful())
		}
	}
}

// What a page said when it was last read is kept beside its health, until the source is another page's.
func TestPageText(t *testing.T) {
	l := &looks{rig: newRig(t), day: now}
	text := func() (said string) {
		l.do(func(tx storage.Tx) error {
			s, err := l.desk.Source(tx, lookedAtSource)
			if err != nil {
				return err
			}
			p, err := l.desk.PageText(tx, s)
			if said = p.Text; errors.Is(err, storage.ErrNotFound) {
				err = nil
			}
			return err
		})
		return said
	}
	l.look(health.Page{State: health.Live, Text: "Inscribed in 2020."})
	if got := text(); got != "Inscribed in 2020." {
		t.Errorf("it said %q", got)
	}
	l.look(health.Page{State: health.Dead})
	if got := text(); got != "Inscribed in 2020." {
		t.Errorf("gone, it said %q", got)
	}
	l.do(func(tx storage.Tx) error {
		s, err := l.desk.Source(tx, lookedAtSource)
		if err != nil {
			return err
		}
		s.URL = "https://example.org/another"
		return l.desk.PutSource(tx, s, "editor", now)
	})
	if got := text(); got != "" {
		t.Errorf("another page said %q", got)
	}
}

// looks plays a source's looks at the rig's source one after another, a week apart.
type looks struct {
	*rig
	day time.Time
}

const lookedAtSource = "unesco-couscous"

func (l *looks) look(found health.Page) (h Health, news bool) {
	l.t.Helper()
	l.day = l.day.AddDate(0, 0, 7)
	found.At = l.day
	l.do(func(tx storage.Tx) error {
		due, err := l.desk.DueLooks(tx, 10, l.day)
		if err != nil || len(due) != 1 {
			l.t.Fatalf("due: %+v, %v", due, err)
		}
		h, news, err = l.desk.SetHealth(tx, due[0], found)
		return err
	})
	return h, news
}

func (l *looks) confirm() {
	l.t.Helper()
	l.do(func(tx storage.Tx) error {
		_, err := l.desk.ConfirmQuote(tx, lookedAtSource, "rafael", l.day)
		return err
	})
}

func (l *looks) counts() (counts bool) {
	l.t.Helper()
	l.do(func(tx storage.Tx) (err error) {
		s, err := l.desk.Source(tx, lookedAtSource)
		if err != nil {
			return err
		}
		h, err := l.desk.Health(tx, s.ID)
		counts = Counts(s, h)
		return err
	})
	return counts
}

// A change is told once, holds until a reviewer has looked, and is told again where the page changes again.
func TestSourceHealth(t *testing.T) {
	l := &looks{newRig(t), now}
	for i, step := range []struct {
		found        health.Page
		confirm      bool
		news, counts bool
	}{
		{found: health.Page{State: health.Live, Text: "long"}, counts: true},
		{found: health.Page{State: health.Changed}, news: true},
		{found: health.Page{State: health.Changed}},
		{found: health.Page{State: health.Changed}, confirm: true, counts: true},
		{found: health.Page{State: health.Changed}, counts: true}, // the quote is still where only a person finds it
		{found: health.Page{State: health.Changed, Was: "b"}, news: true},
		{found: health.Page{State: health.Changed, Was: "b"}, confirm: true, counts: true},
		{found: health.Page{State: health.Live}, counts: true},
		{found: health.Page{State: health.Changed}, news: true},
		{found: health.Page{State: health.Dead, Why: health.Gone}, news: true},
		{found: health.Page{State: health.Dead, Why: health.Gone}, confirm: true},
		{found: health.Page{State: health.Moved, Location: "https://example.org/new"}, news: true, counts: true},
		{found: health.Page{State: health.Moved, Location: "https://example.org/new"}, counts: true},
		{found: health.Page{State: health.Live}, counts: true},
	} {
		h, news := l.look(step.found)
		if step.confirm {
			l.confirm()
		}
		if counts := l.counts(); news != step.news || counts != step.counts || h.Text != "" {
			t.Fatalf("look %d, %s: news %t, counts %t, text %q", i+1, step.found.State, news, counts, h.Text)
		}
	}
}

func TestSourceHealthIsForgotten(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Source)
		want   health.State
	}{
		"another address": {func(s *Source) { s.URL = "https://example.org/new" }, health.Unchecked},
		"another quote":   {func(s *Source) { s.Quote = "other words" }, health.Unchecked},
		"another title":   {func(s *Source) { s.Title = "Another" }, health.Dead},
	} {
		t.Run(name, func(t *testing.T) {
			l := &looks{newRig(t), now}
			l.look(health.Page{State: health.Dead})
			var h Health
			l.do(func(tx storage.Tx) error {
				s, err := l.desk.Source(tx, lookedAtSource)
				if err != nil {
					return err
				}
				c.change(&s)
				err = l.desk.PutSource(tx, s, "author", now)
				if err == nil {
					h, err = l.desk.Health(tx, s.ID)
				}
				return err
			})
			if h.State != c.want {
				t.Errorf("it is %q", h.State)
			}
		})
	}
}

// A look takes its time. What happens meanwhile wins, and the source is due again.
func TestLookThatCameTooLate(t *testing.T) {
	for name, meanwhile := range map[string]func(l *looks, tx storage.Tx, s Source) error{
		"the address changed": func(l *looks, tx storage.Tx, s Source) error {
			s.URL = "https://example.org/new"
			return l.desk.PutSource(tx, s, "author", now)
		},
		"a reviewer accepted the change": func(l *looks, tx storage.Tx, s Source) error {
			_, err := l.desk.ConfirmQuote(tx, s.ID, "rafael", now)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := &looks{newRig(t), now}
			l.look(health.Page{State: health.Changed, Hash: "b", Was: "a"})
			l.do(func(tx storage.Tx) error {
				due, err := l.desk.DueLooks(tx, 1, l.day.AddDate(0, 0, 7))
				if err != nil {
					return err
				}
				if err := meanwhile(l, tx, due[0].Source); err != nil {
					return err
				}
				h, news, err := l.desk.SetHealth(tx, due[0], health.Page{State: health.Dead, At: l.day})
				if h.State == health.Dead || news {
					t.Errorf("kept %+v, news %t", h, news)
				}
				again, err2 := l.desk.DueLooks(tx, 1, l.day.AddDate(0, 0, 7))
				if len(again) != 1 {
					t.Error("it is not due again")
				}
				return errors.Join(err, err2)
			})
		})
	}
}

// Who has not been looked at is first, then who was looked at longest ago; nobody is looked at twice within a week.
func TestDueLooks(t *testing.T) {
	r := newRig(t)
	var got [][]string
	r.do(func(tx storage.Tx) error {
		for _, s := range []Source{
			{ID: "book", ISBN: "978-0-306-40615-7"}, {ID: "a", URL: "https://example.org/a"}, {ID: "b", URL: "https://example.org/b"},
		} {
			s.Type, s.Title, s.Publisher = OtherSource, "T", "P"
			if err := r.desk.PutSource(tx, s, "author", now); err != nil {
				return err
			}
		}
		got = nil // a transaction may be carried out again
		for day := range 9 {
			at := now.AddDate(0, 0, day)
			due, err := r.desk.DueLooks(tx, 2, at)
			if err != nil {
				return err
			}
			var ids []string
			for _, l := range due {
				ids = append(ids, l.Source.ID)
				if _, _, err := r.desk.SetHealth(tx, l, health.Page{State: health.Live, At: at}); err != nil {
					return err
				}
			}
			got = append(got, ids)
		}
		return nil
	})
	if diff := cmp.Diff([][]string{{"a", "b"}, {lookedAtSource}, nil, nil, nil, nil, nil, {"a", "b"}, {lookedAtSource}}, got); diff != "" {
		t.Errorf("looks by day (-want +got):\n%s", diff)
	}
}

func TestRenamedReviewerOfASource(t *testing.T) {
	l := &looks{newRig(t), now}
	l.confirm()
	l.do(func(tx storage.Tx) error {
		if err := l.desk.Rename(tx, "rafael", "rafael2", now); err != nil {
			return err
		}
		h, err := l.desk.Health(tx, lookedAtSource)
		if h.Confirmed.By != "rafael2" {
			t.Errorf("confirmed by %s", h.Confirmed.By)
		}
		return err
	})
}

// Two accounts of one person are one person: who added a source under either can't confirm it.
func TestRenameReachesWhatIsLookedAfter(t *testing.T) {
	r := newRig(t)
	r.do(func(tx storage.Tx) error {
		_, err := r.desk.Confirm(tx, "couscous-2020", "author", "2029-12-31", now)
		return errors.Join(err, r.desk.Rename(tx, "author", "linked", now))
	})
	r.do(func(tx storage.Tx) error {
		f, err := r.desk.Fact(tx, "couscous-2020")
		if f.Owner != "linked" || f.Confirmed.By != "linked" {
			t.Errorf("the fact is %+v", f)
		}
		return errors.Join(err, r.desk.Sources(tx, func(s Source) error {
			if _, err := r.desk.ConfirmQuote(tx, s.ID, "linked", now); !errors.Is(err, ErrOwnSource) {
				t.Errorf("%s: %v", s.ID, err)
			}
			return nil
		}))
	})
}

func TestOwnQuote(t *testing.T) {
	r := newRig(t)
	var id string
	r.do(func(tx storage.Tx) error {
		return r.desk.Sources(tx, func(s Source) error { id = s.ID; return storage.ErrStop })
	})
	for by, want := range map[Alias]error{"author": ErrOwnSource, "reviewer": nil} {
		if err := r.try(func(tx storage.Tx) error { _, err := r.desk.ConfirmQuote(tx, id, by, now); return err }); !errors.Is(err, want) {
			t.Errorf("%s: %v", by, err)
		}
	}
}
