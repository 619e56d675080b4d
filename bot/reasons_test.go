package bot

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/outbox"
	"relais/storage"
)

// doorReasons are the values of the constants by which the door says why, read from its code so that none can be forgotten here.
func doorReasons(t *testing.T) (all []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../campaigns/door.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 || !strings.HasPrefix(v.Names[0].Name, "Why") {
			return true
		}
		if lit, ok := v.Values[0].(*ast.BasicLit); ok {
			why, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, why)
		}
		return false
	})
	if len(all) < 20 {
		t.Fatalf("only %d reasons of the door were found: %q", len(all), all)
	}
	return all
}

// TestReasonsHaveWords holds that whatever the door, a platform or the outbox says of why a copy is where it is stands in the plan and in
// the figures as words of each language's own, never as the key that it is kept under.
func TestReasonsHaveWords(t *testing.T) {
	door := doorReasons(t)
	outcomes := []string{outbox.Internal, "interrupted"}
	for f := outbox.Temporary; f <= outbox.Missing; f++ {
		outcomes = append(outcomes, f.String())
	}
	b, m := newConversation(t, slog.New(slog.DiscardHandler))
	if err := b.net.Store.View(context.Background(), func(tx storage.Tx) error {
		english := map[[2]string]string{}
		for _, lang := range texts.Langs() {
			tn := b.newTurn(tx, Update{}, time.Now())
			tn.m, tn.p = &m, b.words.In(lang)
			for at, text := range tn.everyReason(door, outcomes) {
				switch {
				case lang == "en":
					english[at] = text
				case text == english[at]:
					t.Errorf("%s in the %s is said in English: %s", at[1], at[0], text)
				case strings.Contains(wordsAlone(text), " "+at[1]+" "):
					t.Errorf("%s in the %s stands there as it is, in %s: %s", at[1], at[0], lang, text)
				}
				if strings.Contains(text, "[") {
					t.Errorf("%s in the %s has no words in %s: %s", at[1], at[0], lang, text)
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// everyReason says every reason wherever it can stand, by where that is and by the reason.
func (t *turn) everyReason(door, outcomes []string) map[[2]string]string {
	out := map[[2]string]string{}
	for _, why := range door {
		one := map[string]int{why: 1}
		out[[2]string{"plan", why}] = t.planText(campaigns.Plan{Waits: one, LeftOut: one, PlacesOut: one})
	}
	for s := outbox.Queued; s <= outbox.Cancelled; s++ {
		for _, why := range slices.Concat(door, outcomes) {
			one := map[outbox.State]map[string]int{s: {why: 1}}
			var lines []string
			t.copyStats(campaigns.ReleaseReport{Tally: outbox.Tally{Reasons: one, PlaceReasons: one}}, func(key string, args ...any) {
				lines = append(lines, t.p.Say(key, args...))
			})
			out[[2]string{"figures of what is " + s.String(), why}] = strings.Join(lines, "\n")
		}
	}
	return out
}

// wordsAlone is a text's words with one space around each.
func wordsAlone(text string) string {
	return " " + strings.Join(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }), " ") + " "
}
