package bot

import (
	"log/slog"
	"slices"
	"testing"

	"relais/bot/texts"
)

// TestPlaceCommands holds that where others read along those commands alone are offered that are for places and that the bot knows, in
// words.
func TestPlaceCommands(t *testing.T) {
	b, _ := newConversation(t, slog.New(slog.DiscardHandler))
	knows := slices.ContainsFunc(verbs(), func(v verb) bool { return v.name == "setup" })
	for _, lang := range texts.Langs() {
		all := b.PlaceCommands(lang)
		if offered := slices.ContainsFunc(all, func(c Command) bool { return c.Name == "setup" }); offered != knows || len(all) > 1 {
			t.Errorf("%s: %+v is offered; setup is a verb: %v", lang, all, knows)
		}
		for _, c := range all {
			if c.Description != b.words.In(lang).Plain("command."+c.Name) || c.Description == "" {
				t.Errorf("%s: %s is described as %q", lang, c.Name, c.Description)
			}
		}
	}
}
