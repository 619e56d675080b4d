package bot

import (
	"cmp"
	"log/slog"
	"regexp"
	"slices"
	"strings"
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

// TestCommandNames holds that commands can go by the names that they have in other languages: as platforms take names, and each another
// command.
func TestCommandNames(t *testing.T) {
	b, m := newConversation(t, slog.New(slog.DiscardHandler))
	form := regexp.MustCompile(`^[-_\p{L}\p{N}]{1,32}$`) // Discord's, the only one that shows such names
	for _, lang := range texts.Langs() {
		names, seen := b.CommandNames(lang), map[string]string{}
		for _, c := range b.Commands(lang, &m) {
			name := cmp.Or(names[c.Name], c.Name)
			if !form.MatchString(name) || strings.ToLower(name) != name {
				t.Errorf("%s: %q is no name for /%s", lang, name, c.Name)
			}
			if seen[name] != "" {
				t.Errorf("%s: /%s and /%s are both called %q", lang, c.Name, seen[name], name)
			}
			seen[name] = c.Name
			if lang == "en" && name != c.Name {
				t.Errorf("in English /%s is called %q", c.Name, name)
			}
		}
		for name := range names {
			if !slices.ContainsFunc(verbs(), func(v verb) bool { return v.listed && v.name == name }) {
				t.Errorf("%s: /%s has a name and is no command", lang, name)
			}
		}
	}
}
