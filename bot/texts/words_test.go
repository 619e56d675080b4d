package texts_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"relais/bot/texts"
)

// cardinals are the plural forms that a whole number can have in a language: CLDR's cardinal rules as go-i18n v2.7.0 carries
// them, read in November 2026.
var cardinals = map[string][]string{
	"en": {"one", "other"},
	"fr": {"many", "one", "other"},
	"es": {"many", "one", "other"},
	"ar": {"few", "many", "one", "other", "two", "zero"},
}

// counts reach every form of every language.
var counts = []int{0, 1, 2, 3, 11, 100, 1_000_000}

func TestWords_every_language_has_the_keys_of_English_and_no_other(t *testing.T) {
	if diff := cmp.Diff([]string{"en", "fr", "ar", "es"}, texts.Langs()); diff != "" {
		t.Fatalf("languages (-want +got):\n%s", diff)
	}
	w := load(t)
	for _, lang := range texts.Langs() {
		t.Run(lang, func(t *testing.T) {
			english, have := readSheet(t, "en"), readSheet(t, lang)
			if diff := cmp.Diff(english.keys(), have.keys()); diff != "" {
				t.Errorf("keys of the files (-en +%s):\n%s", lang, diff)
			}
			if diff := cmp.Diff(english.keys(), w.Keys(lang)); diff != "" {
				t.Errorf("keys that Load knows (-en +%s):\n%s", lang, diff)
			}
			for _, key := range have.keys() {
				if have[key].file != english[key].file {
					t.Errorf("%s stands in %s.%s.yaml, in English in %s.en.yaml", key, have[key].file, lang, english[key].file)
				}
				if !w.In(lang).Has(key) {
					t.Errorf("the printer has no words for %s", key)
				}
			}
			if w.In(lang).Has("no.such.key") {
				t.Error("the printer has words for a key that does not exist")
			}
		})
	}
}

func TestWords_every_plural_form_that_the_language_has_is_there(t *testing.T) {
	english := readSheet(t, "en")
	for _, lang := range texts.Langs() {
		t.Run(lang, func(t *testing.T) {
			for key, e := range readSheet(t, lang) {
				want := []string{"other"}
				if english[key].plural {
					want = cardinals[lang]
				}
				got := []string{}
				for form := range e.forms {
					got = append(got, form)
				}
				slices.Sort(got)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", key, diff)
				}
			}
		})
	}
}

// The library falls back in silence, to another form or to English; here it may not.
func TestWords_no_count_falls_back(t *testing.T) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	paths, err := filepath.Glob("words/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		bundle.MustParseMessageFileBytes(b, filepath.Base(path))
	}
	for _, lang := range texts.Langs() {
		t.Run(lang, func(t *testing.T) {
			l := i18n.NewLocalizer(bundle, lang)
			for key, e := range readSheet(t, "en") {
				if !e.plural {
					continue
				}
				for _, n := range counts {
					_, tag, err := l.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateData: map[string]string{}})
					if err != nil || tag.String() != lang {
						t.Errorf("%s for %d is said in %v: %v", key, n, tag, err)
					}
				}
			}
		})
	}
}

func TestWords_a_count_is_in_its_sentence(t *testing.T) {
	w := load(t)
	for _, lang := range texts.Langs() {
		t.Run(lang, func(t *testing.T) {
			p := w.In(lang)
			for key, e := range readSheet(t, "en") {
				if !e.plural || !strings.Contains(e.forms["other"], "{{.N}}") {
					continue // a heading in the singular or plural
				}
				said := map[string]int{}
				for _, n := range counts {
					args := []any{"Count", texts.Number(n)}
					for _, name := range placeholders(e.forms["other"]) {
						if name != "N" {
							args = append(args, name, "·"+name+"·")
						}
					}
					s := texts.Unmarked(p.Say(key, args...))
					// Arabic says none, one and two without a figure.
					if figure := strconv.Itoa(n); !containsNumber(s, figure) && (lang != "ar" || n > 2) {
						t.Errorf("%s for %d has no %d in it: %s", key, n, n, s)
					}
					if strings.Contains(s, "<no value>") || strings.HasPrefix(s, "[") {
						t.Errorf("%s for %d: %s", key, n, s)
					}
					if before, again := said[s]; again {
						t.Errorf("%s says the same for %d and %d: %s", key, before, n, s)
					}
					said[s] = n
				}
			}
		})
	}
}

// containsNumber tells whether a figure stands in s by itself.
func containsNumber(s, figure string) bool {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }) {
		if word == figure {
			return true
		}
	}
	return false
}

func TestWords_placeholders_are_the_same_in_every_language(t *testing.T) {
	english := readSheet(t, "en")
	for _, lang := range texts.Langs() {
		t.Run(lang, func(t *testing.T) {
			readSheet(t, lang).each(func(key, form, words string) {
				want := placeholders(english[key].forms["other"])
				if form == "zero" || lang == "ar" && (form == "one" || form == "two") {
					want = slices.DeleteFunc(want, func(s string) bool { return s == "N" })
				}
				if diff := cmp.Diff(want, placeholders(words)); diff != "" {
					t.Errorf("%s.%s (-en +%s):\n%s", key, form, lang, diff)
				}
				if n := strings.Count(words, "{{"); n != len(placeholderRE.FindAllString(words, -1)) || n != strings.Count(words, "}}") {
					t.Errorf("%s.%s has braces that fill in nothing: %s", key, form, words)
				}
			})
		})
	}
}
