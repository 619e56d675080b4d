package messages

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"relais/messages/health"
	"relais/storage"
)

// lookEvery is how long a look at a source's address stands. Three looks in a row without an answer are a death (see health), so
// a site may be away for two weeks.
const lookEvery = 7 * 24 * time.Hour

// Health is what is known of a source at its address. It stands beside what was approved, like a fact's day of review: it is
// part of no edition and voids no approval. The page's text is not kept.
type Health struct {
	health.Page
	// Confirmed is a reviewer's word that the quote is there; zero if nobody gave it, or the page has changed since.
	Confirmed Confirmation `json:"confirmed,omitzero"`
}

// Counts tells whether a fact may rest on a source as far as is known of it. What nobody has looked at yet counts; what a program
// can't read, what has changed and what is in print count on a reviewer's word; what is gone does not.
func Counts(s Source, h Health) bool {
	if s.Address() == "" {
		return h.Confirmed.On != ""
	}
	switch h.State {
	case health.Changed, health.Unreadable, health.Offline:
		return h.Confirmed.On != ""
	case health.Dead:
		return false
	}
	return true
}

// Doubtful tells whether who relies on a source should know that it is no longer as it was: it is gone, elsewhere, or has changed
// and no reviewer has found the quote there since.
func (h Health) Doubtful() bool {
	switch h.State {
	case health.Dead, health.Moved:
		return true
	case health.Changed:
		return h.Confirmed.On == ""
	}
	return false
}

// Health tells what is known of a source; storage.ErrNotFound where there is no such source.
func (d *Desk) Health(tx storage.Tx, id string) (Health, error) {
	s, err := d.sources.Get(tx, id)
	if err != nil {
		return Health{}, err
	}
	return d.healthOf(tx, s)
}

func (d *Desk) healthOf(tx storage.Tx, s Source) (Health, error) {
	h, err := d.healths.Get(tx, s.ID)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return h, fmt.Errorf("health of the source %s: %w", s.ID, err)
	}
	if s.Address() == "" {
		h.State = health.Offline
	}
	return h, nil
}

// Look is a look at a source that is to be taken: what to look for, and what was known before it.
type Look struct {
	Source Source
	Before health.Page
}

// DueLooks lists up to n sources whose address is to be looked at: those that nobody has looked at first, then the longest ago.
func (d *Desk) DueLooks(tx storage.Tx, n int, now time.Time) ([]Look, error) {
	var due []Look
	err := d.Sources(tx, func(s Source) error {
		if s.Address() == "" {
			return nil
		}
		h, err := d.healthOf(tx, s)
		if err == nil && (h.At.IsZero() || now.Sub(h.At) >= lookEvery) {
			due = append(due, Look{s, h.Page})
		}
		return err
	})
	slices.SortStableFunc(due, func(a, b Look) int { return a.Before.At.Compare(b.Before.At) })
	return due[:min(n, len(due))], err
}

// SetHealth keeps what a look found, and tells whether it is news to those who rely on the source: it is gone, moved or changed,
// and was not before. Where the source or what is known of it changed during the look, what was found is of something else and
// nothing is kept: the source is due again.
func (d *Desk) SetHealth(tx storage.Tx, l Look, found health.Page) (h Health, news bool, err error) {
	s, err := d.sources.Get(tx, l.Source.ID)
	if errors.Is(err, storage.ErrNotFound) {
		return h, false, nil
	}
	if err != nil {
		return h, false, err
	}
	if h, err = d.healthOf(tx, s); err != nil {
		return h, false, err
	}
	if s.Address() != l.Source.Address() || s.Quote != l.Source.Quote || !Equal(h.Page, l.Before) {
		return h, false, nil
	}
	// A page without a quote that was taken for right has no Was: where there is one again, it changed once more.
	again := h.State == health.Changed && h.Was == "" && found.Was != ""
	changed := found.State == health.Changed && (h.State != health.Changed || again)
	if changed {
		h.Confirmed = Confirmation{}
	}
	news = changed || found.State != h.State && (found.State == health.Dead || found.State == health.Moved)
	h.Page = found
	h.Text, h.At = "", h.At.UTC() // the text is kept beside it, since health is read for every kit
	if found.Text != "" {
		err = d.pages.Put(tx, s.ID, PageText{Address: s.Address(), At: h.At, Text: found.Text})
	}
	return h, news, errors.Join(err, d.healths.Put(tx, s.ID, h))
}

// PageText is what a source's page said when it was last read, at most 64 KiB of it.
type PageText struct {
	Address string    `json:"address"`
	At      time.Time `json:"at"`
	Text    string    `json:"text"`
}

// PageText finds the text of a source's page; storage.ErrNotFound where none was read at its address.
func (d *Desk) PageText(tx storage.Tx, s Source) (PageText, error) {
	p, err := d.pages.Get(tx, s.ID)
	if err == nil && p.Address != s.Address() {
		return PageText{}, storage.ErrNotFound
	}
	return p, err
}

// ErrOwnSource is the answer to whoever confirms the quote of a source that they added themselves.
var ErrOwnSource = errors.New("someone other than who added the source has to find the quote in it")

// ConfirmQuote is a reviewer's word that they found the quote of a source, where a program can't or did not. A page that changed
// is taken for right as it is now. Whoever added the source can't say so: ErrOwnSource.
func (d *Desk) ConfirmQuote(tx storage.Tx, id string, by Alias, now time.Time) (Health, error) {
	s, err := d.sources.Get(tx, id)
	if err != nil {
		return Health{}, err
	}
	if s.AddedBy == by {
		return Health{}, ErrOwnSource
	}
	h, err := d.Health(tx, id)
	if err != nil {
		return h, err
	}
	h.Was = ""
	h.Confirmed = Confirmation{By: by, On: Date(now.UTC().Format(time.DateOnly))}
	return h, d.healths.Put(tx, id, h)
}

// forget drops what is known of a source that is at another address now, or has to say something else.
func (d *Desk) forget(tx storage.Tx, s, old Source) error {
	if s.Address() == old.Address() && s.Quote == old.Quote {
		return nil
	}
	return d.healths.Delete(tx, s.ID)
}

// renameConfirmed has a reviewer's words about sources stand under another alias.
func (d *Desk) renameConfirmed(tx storage.Tx, from, to Alias) error {
	theirs := map[string]Health{}
	if err := d.healths.Scan(tx, storage.Range{}, func(id string, h Health) error {
		if h.Confirmed.By == from {
			theirs[id] = h
		}
		return nil
	}); err != nil {
		return err
	}
	var errs []error
	for _, id := range sortedKeys(theirs) {
		h := theirs[id]
		h.Confirmed.By = to
		errs = append(errs, d.healths.Put(tx, id, h))
	}
	return errors.Join(errs...)
}

// Relying lists the facts that rest on a source, by name.
func (d *Desk) Relying(tx storage.Tx, source string) ([]Fact, error) {
	var out []Fact
	err := d.Facts(tx, func(f Fact) error {
		if slices.Contains(f.Sources, source) && !f.Withdrawn {
			out = append(out, f)
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Fact) int { return cmp.Compare(a.ID, b.ID) })
	return out, err
}
