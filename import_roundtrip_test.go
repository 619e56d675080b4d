//go:build !race

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
	"relais/storage/bolt"
)

// drawWords draws what people write, and what a file could take for more than words.
func drawWords(t *rapid.T, label string) string {
	return rapid.SampledFrom([]string{
		"Four countries filed it.", "Title: no key", "== English", "- no entry", "// no note", "\\ a backslash", "[souk-2008]", "x [no-fact]", "عنوان: نص",
		"18 h 00\u00a0: là", "One paragraph.\n\nAnd another.\n- with a dash\nKind: none", "👩🏽‍🌾 argan",
	}).Draw(t, label)
}

// drawFile draws a file with some sources, facts that rest on them, and briefs that rest on these.
func drawFile(t *rapid.T) (f messages.File) {
	some := func(names []string, label string) []string {
		if len(names) == 0 {
			return nil
		}
		return rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, len(names), rapid.ID[string]).Draw(t, label)
	}
	line := func(label string) string { return strings.ReplaceAll(drawWords(t, label), "\n", " ") }
	var sources, facts []string
	for i := range rapid.IntRange(1, 3).Draw(t, "sources") {
		sources = append(sources, fmt.Sprint("source-", i))
		f.Sources = append(f.Sources, messages.Source{
			ID: sources[i], Type: rapid.SampledFrom(messages.SourceTypes()).Draw(t, "type"), Title: line("title"), Publisher: line("publisher"),
			URL: "https://example.org/" + sources[i], Published: rapid.SampledFrom([]string{"", "2020", "2020-12-16"}).Draw(t, "published"), Quote: drawWords(t, "quote"),
		})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "facts") {
		facts = append(facts, fmt.Sprint("fact-", i))
		f.Facts = append(f.Facts, messages.Fact{
			ID: facts[i], Statement: map[messages.Lang]string{"en": drawWords(t, "statement"), "ar": drawWords(t, "statement")}, AsOf: "2020-12-16",
			ReviewBy: rapid.SampledFrom([]messages.Date{"", "2031-01-01"}).Draw(t, "review by"), Withdrawn: rapid.Bool().Draw(t, "withdrawn"),
			Confidence: rapid.SampledFrom([]messages.Confidence{messages.Established, messages.Likely}).Draw(t, "confidence"), Sources: some(sources, "rests on"),
		})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "briefs") {
		b := messages.Brief{
			Name: fmt.Sprint("brief-", i), Campaign: "living-heritage", Kind: rapid.SampledFrom(messages.Kinds()).Draw(t, "kind"), Texts: map[messages.Lang]messages.Text{},
			Topics: rapid.SampledFrom([][]string{nil, {"heritage", "طاقة"}}).Draw(t, "topics"), Fallback: rapid.SampledFrom([][]messages.Lang{nil, {"fr", "en"}}).Draw(t, "fallback"),
		}
		if rapid.Bool().Draw(t, "ends") {
			b.Until = time.Date(2027, 6, 1, 18, 0, rapid.IntRange(0, 59).Draw(t, "second"), 0, time.UTC)
		}
		for _, l := range rapid.SliceOfNDistinct(rapid.SampledFrom(messages.Languages()), 1, 3, rapid.ID[messages.Lang]).Draw(t, "languages") {
			b.Texts[l] = messages.Text{
				Title: line("title"), Claim: drawWords(t, "claim"), Summary: drawWords(t, "summary"), Critic: drawWords(t, "critic"), Changed: drawWords(t, "changed"),
				Points:  []messages.Point{{Text: drawWords(t, "point"), Facts: some(facts, "facts")}, {Text: drawWords(t, "point")}},
				Prompts: []string{drawWords(t, "prompt")}, Samples: map[string]string{"x": drawWords(t, "sample")}, Not: []string{drawWords(t, "not")},
			}
		}
		f.Briefs = append(f.Briefs, b)
	}
	return f
}

// emptyNetworks makes networks in which there is nothing but a lead, Ada.
func emptyNetworks(t *testing.T) func(*rapid.T) *service {
	t.Helper()
	words, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, dir, n := configure(t, anyPort).parts(t), t.TempDir(), 0
	return func(t *rapid.T) *service {
		n++
		p.store, p.keys = filepath.Join(dir, fmt.Sprint(n)), filepath.Join(dir, fmt.Sprint(n, ".key"))
		db, err := bolt.Open(p.store, bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		s := newService(p, db)
		if err := s.open(context.Background(), words, s.backUpBeforeMigrating); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.close() })
		if err := s.store.Update(context.Background(), func(tx storage.Tx) error {
			m, err := s.net.Roster.New(tx, members.Identity{Platform: "local", User: "ada", Name: "Ada"}, "en")
			if err != nil {
				return err
			}
			m.Status, m.Roles = members.Admitted, []members.Role{members.Lead}
			return s.net.Roster.Put(tx, m)
		}); err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// takes imports a text as Ada, and returns how that ended; gives exports all.
func (s *service) takes(t *rapid.T, text string) (said string) {
	t.Helper()
	f, err := messages.ParseFiles([]messages.FileText{{Name: "a.txt", Text: []byte(text)}})
	if err == nil {
		err = s.importFile(context.Background(), f, "ada", func(line string) { said = line })
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return said
}

func (s *service) gives(t *rapid.T) (text string) {
	t.Helper()
	if err := s.export(context.Background(), "briefs", func(line string) { text += line }); err != nil {
		t.Fatal(err)
	}
	return text
}

// kept is everything that a network may say.
func (s *service) kept(t *rapid.T) (f messages.File) {
	t.Helper()
	if err := s.store.View(context.Background(), func(tx storage.Tx) error {
		return errors.Join(
			s.net.Desk.Sources(tx, func(x messages.Source) error { f.Sources = append(f.Sources, x); return nil }),
			s.net.Desk.Facts(tx, func(x messages.Fact) error { f.Facts = append(f.Facts, x); return nil }),
			s.net.Desk.Briefs(tx, func(x messages.Brief) error { f.Briefs = append(f.Briefs, x); return nil }))
	}); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(f.Briefs) // oldest first
	return f
}

// TestImportIsExportBackwards holds of any file that a network keeps what it says, that what it exports is the same in another, which was empty,
// and that this changes nothing where it is already.
func TestImportIsExportBackwards(t *testing.T) {
	empty := emptyNetworks(t)
	rapid.Check(t, func(t *rapid.T) {
		drawn := drawFile(t)
		var raw bytes.Buffer
		if err := drawn.Write(&raw); err != nil {
			t.Fatal(err)
		}
		text := raw.String()
		for _, which := range []string{"one", "other"} {
			s := empty(t)
			s.takes(t, text)
			if diff := cmp.Diff(drawn, s.kept(t), cmpopts.IgnoreFields(messages.Source{}, "AddedBy"), cmpopts.IgnoreFields(messages.Fact{}, "Owner", "Writers", "Rev"),
				cmpopts.IgnoreFields(messages.Brief{}, "ID", "Stage", "Rev", "Authors", "Hands", "Updated")); diff != "" {
				t.Fatalf("the %s keeps something else (-drawn +kept):\n%s\n%s", which, diff, text)
			}
			exported := s.gives(t) + "\n"
			if diff := cmp.Diff(text, exported); diff != "" {
				t.Fatalf("the %s exports something else (-taken +given):\n%s", which, diff)
			}
			if said := s.takes(t, exported); !strings.HasPrefix(said, "Nothing was changed") {
				t.Fatalf("the %s, once more: %s\n%s", which, said, exported)
			}
			text = exported
		}
	})
}
