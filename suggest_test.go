//go:build !race

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"relais/messages"
	"relais/storage"
)

// typist is somebody whose client completes what they type after a command.
type typist interface {
	Complete(command, option, part string) error
	Choices() []string
}

// TestSuggestions holds what people are offered while they type a command on Discord: what fits, and nothing that they may not see. Of the
// sample's five briefs B1, on couscous, is a draft.
func TestSuggestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := newWorld(t, stages[2])
		w.Open(t, "sample")
		defer w.Close(t)
		time.Sleep(2 * time.Minute) // until the sample's briefs are out
		if err := w.retitle("B2", "fr", "Une suite inédite"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			who, command, typed string
			want                []string // how each begins, in order
		}{
			// A member is offered what is out, the newest first: by number, with its letter or without, by name and by title.
			{"karim", "why", "", []string{"B5 ", "B4 ", "B3 ", "B2 "}},
			{"karim", "why", "b4", []string{"B4 "}},
			{"karim", "why", "3", []string{"B3 L’argan : plus qu’une huile"}},
			{"karim", "why", "noor-ouar", []string{"B5 "}},
			{"karim", "why", "huile qu", []string{"B3 "}},
			{"amina", "why", "أركان", []string{"B3 "}},
			{"karim", "why", "couscous", nil},
			{"karim", "why", "1", nil},
			{"karim", "why", "inédite", nil}, // it stands in the next version, which is not out
			{"karim", "why", "ahellil gnaoua", []string{"B2 Ahellil"}},
			{"karim", "why", "nothing like it", nil},
			// What the desk works on is for the desk, and there a draft is offered by any of its titles, with where it stands.
			{"karim", "preview", "", nil},
			{"newcomer", "why", "", nil},
			{"nadia", "preview", "", []string{"B5 ", "B4 ", "B3 ", "B2 ", "B1 "}},
			{"nadia", "preview", "pays dossier", []string{"B1 Couscous: one file, four countries (draft)"}},
			{"samira", "preview", "B1", []string{"B1 Le couscous : un dossier, quatre pays (brouillon)"}},
			{"nadia", "why", "couscous", nil},
			{"nadia", "preview", "inédite", []string{"B2 "}},
			// Where a brief stands already a language follows; only who may do it is offered anything.
			{"rafael", "approve", "b1 f", []string{"B1 français"}},
			{"rafael", "approve", "B1 ", []string{"B1 English", "B1 français", "B1 العربية", "B1 español"}},
			{"karim", "approve", "b1 f", nil},
			{"rafael", "release", "", nil},
			// Other words that may follow.
			{"nadia", "campaign", "", []string{"list", "new", "show", "edit", "confirm", "drop"}},
			{"nadia", "campaign", "liv", []string{"Living Heritage"}},
			{"nadia", "campaign", "edit ", []string{"edit Living Heritage"}},
			{"nadia", "campaign", "new ", nil},
			{"rafael", "campaign", "", nil},
			{"nadia", "role", "", []string{"1 Nadia", "2 Rafael", "3 Samira", "4 أمينة", "5 Karim", "6 Sofía"}},
			{"nadia", "role", "sof", []string{"6 Sofía"}},
			{"nadia", "role", "5 ", []string{"5 moderator", "5 reviewer", "5 campaign lead", "5 admin"}},
			{"nadia", "role", "5 rev", []string{"5 reviewer"}},
			{"rafael", "role", "", nil},
			{"sofia", "language", "fra", []string{"français"}},
			{"newcomer", "language", "", []string{"English", "français", "العربية", "español"}},
			{"sofia", "pause", "", []string{"1 día", "7 días", "30 días"}},
			{"sofia", "pause", "7", []string{"7 días"}},
		} {
			p := w.person(c.who).(typist)
			if err := p.Complete(c.command, "text", c.typed); err != nil {
				t.Fatal(err)
			}
			w.settle()
			got := p.Choices()
			if len(got) != len(c.want) || !slices.EqualFunc(got, c.want, strings.HasPrefix) {
				t.Errorf("%s types /%s %s and is offered %q; want %q", c.who, c.command, c.typed, got, c.want)
			}
		}
	})
}

// retitle gives the next version of a brief another title.
func (w *world) retitle(id string, lang messages.Lang, title string) error {
	return w.s.store.Update(context.Background(), func(tx storage.Tx) error {
		b, err := w.s.net.Desk.Brief(tx, id)
		if err != nil {
			return err
		}
		text := b.Texts[lang]
		text.Title = title
		b.Texts[lang] = text
		_, err = w.s.net.Desk.Save(tx, b, b.Authors[0], time.Now())
		return err
	})
}

// TestASuggestionIsWhatIsSaid holds that what is chosen is what the command is given, and a command by its name in another language is the
// same command.
func TestASuggestionIsWhatIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := newWorld(t, stages[2])
		w.Open(t, "sample")
		defer w.Close(t)
		time.Sleep(2 * time.Minute)
		for _, c := range []struct{ who, says, reads string }{
			{"samira", "/aperçu B1", "couscous"},
			{"sofia", "/ajustes", "Sus ajustes"},
			{"karim", "/pourquoi B2", "B2"},
			{"nadia", "/campaign show living-heritage", "Living Heritage"},
			{"nadia", "/role 5 reviewer", "Karim"},
		} {
			p := w.person(c.who)
			before, _ := p.Chat()
			if err := p.Say(c.says); err != nil {
				t.Fatal(err)
			}
			w.settle()
			all, _ := p.Chat()
			if said := fmt.Sprint(all[len(before):]); !strings.Contains(said, c.reads) {
				t.Errorf("%s says %s and reads %s; want %q", c.who, c.says, said, c.reads)
			}
		}
		for _, call := range w.discord.Calls("PUT /applications/{app}/commands") {
			if call.Status != 200 {
				t.Errorf("Discord refuses the commands: %d %s", call.Status, call.Body)
			}
		}
	})
}
