package texts_test

import (
	"testing"

	"relais/bot/texts"
)

func TestSay(t *testing.T) {
	w := load(t)
	const name = "*Amina* \u202e(1)"
	for _, c := range []struct{ name, lang, got, want string }{
		{"typed_text_is_escaped_and_isolated", "en", w.In("en").Say("credit.set", "Name", name), "Thank you, " + fsi + `\*Amina\* \(1\)` + pdi + ". You can change it in Settings."},
		{"plain_isolates_alone", "en", w.In("en").Plain("credit.set", "Name", name), "Thank you, " + fsi + "*Amina* (1)" + pdi + ". You can change it in Settings."},
		{"Markdown_is_put_in_as_it_is", "en", w.In("en").Say("state.head", "Brief", texts.Markdown("B1"), "Stage", texts.Markdown("_x_")), "**B1**: _x_"},
		{"figures_are_put_in_as_they_are", "ar", w.In("ar").Say("kit.length", "N", 61, "Limit", 280), "61 من 280"},
		{"other_values_are_typed_text", "en", w.In("en").Say("admit.admitted", "Name", struct{ A string }{"*"}), fsi + `\{\*\}` + pdi + " is a member now."},
		{"nothing_typed_leaves_no_marks", "en", w.In("en").Say("about.register", "Country", "", "Register", ""), "Country and register:"},
		{"words_are_no_template", "en", w.In("en").Plain("edit.unknown", "What", "{{.Name}}"), "I don't know the part " + fsi + "{{.Name}}" + pdi + ". Send /edit with the brief's number and choose."},
		{"one", "en", w.In("en").Say("pause.days", "Days", texts.Number(1)), "1 day"},
		{"many", "fr", w.In("fr").Say("pause.days", "Days", texts.Number(2_000_000)), "2000000 de jours"},
		{"none_in_French_is_singular", "fr", w.In("fr").Say("pause.days", "Days", texts.Number(0)), "0 jour"},
		{"two_in_Arabic", "ar", w.In("ar").Say("pause.days", "Days", texts.Number(2)), "يومان"},
		{"few_in_Arabic", "ar", w.In("ar").Say("pause.days", "Days", texts.Number(7)), "7 أيام"},
		{"many_in_Arabic", "ar", w.In("ar").Say("pause.days", "Days", texts.Number(30)), "30 يومًا"},
		{"hundreds_in_Arabic", "ar", w.In("ar").Say("pause.days", "Days", texts.Number(100)), "100 يوم"},
		{"a_language_nobody_speaks_is_English", "tlh", w.In("tlh").Say("back"), "Back"},
		{"a_key_without_words_shows_itself", "es", w.In("es").Say("no.such.key"), "[no.such.key]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("%s: said %q, want %q", c.lang, c.got, c.want)
			}
		})
	}
}

func TestSay_knows_its_language(t *testing.T) {
	w := load(t)
	for _, lang := range texts.Langs() {
		if got := w.In(lang).Lang(); got != lang {
			t.Errorf("In(%q) speaks %q", lang, got)
		}
	}
	if got := w.In("").Lang(); got != "en" {
		t.Errorf("In of no language speaks %q", got)
	}
}
