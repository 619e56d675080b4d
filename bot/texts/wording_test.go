package texts_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"

	"relais/bot/texts"
)

// forbidden are words that the product does not use: people share, and what they read is accurate or urgent. Each is the
// beginning of a word.
var forbidden = map[string][]string{
	"en": {"amplif", "carrier", "on-message", "cris[ei]s", "ledger", "lane", "in doubt", "hash"},
	"fr": {"amplif", "porteurs?", "porteuse", "éléments de langage", "crise", "grand livre", "couloir", "dans le doute", "en doute", "hash", "hachage", "empreinte"},
	"es": {"amplif", "portador", "argumentario", "crisis", "libro mayor", "carril", "en duda", "hash", "huella"},
	"ar": {"تضخيم", "ضخّم", "ناقل", "حامل", "أزمة", "أزمات", "دفتر الأستاذ", "محل شك", "قيد الشك", "هاش", "تجزئة"},
}

func TestWording_has_no_forbidden_word(t *testing.T) {
	for lang, list := range forbidden {
		res := make([]*regexp.Regexp, 0, len(list))
		for _, word := range list {
			res = append(res, regexp.MustCompile(`(?i)(^|[^\p{L}\p{M}])(ال|و|وال|بال|لل)?`+word))
		}
		readSheet(t, lang).each(func(key, form, words string) {
			for _, re := range res {
				if hit := re.FindString(placeholderRE.ReplaceAllString(words, "")); hit != "" {
					t.Errorf("%s: %s.%s says %q: %s", lang, key, form, strings.TrimSpace(hit), words)
				}
			}
		})
	}
}

// named are the buttons that texts speak of.
var named = []string{
	"menu.briefs", "menu.settings", "menu.desk", "kit.did", "desk.queue", "desk.campaigns", "settings.consents", "settings.reads", "state.edit",
	"settings.pause", "settings.language",
}

func TestWording_speaks_of_a_button_by_its_label(t *testing.T) {
	w := load(t)
	english := readSheet(t, "en", botFiles...)
	spoken := map[string]*regexp.Regexp{}
	for _, button := range named {
		spoken[button] = regexp.MustCompile(`\b(?:[Pp]ress|under|in|at the|from the|with|then) ` + w.In("en").Plain(button) + `\b`)
	}
	for _, lang := range others() {
		t.Run(lang, func(t *testing.T) {
			found := map[string]int{}
			readSheet(t, lang, botFiles...).each(func(key, form, words string) {
				for button, re := range spoken {
					if !re.MatchString(english[key].forms["other"]) {
						continue
					}
					found[button]++
					if label := quoted(lang, w.In(lang).Plain(button)); !strings.Contains(words, label) {
						t.Errorf("%s.%s does not name the button %s: %s", key, form, label, words)
					}
				}
			})
			for _, button := range named {
				if found[button] == 0 {
					t.Errorf("no text speaks of %s", button)
				}
			}
		})
	}
}

func quoted(lang, label string) string {
	if lang == "fr" {
		return "«\u00a0" + label + "\u00a0»"
	}
	return "«" + label + "»"
}

// exampleRE finds what is typed as it stands: commands, days and hours, zones, addresses.
var exampleRE = regexp.MustCompile(`/[a-z]{3,}\b|\d[\d:-]+\d|\b[A-Z][a-z]+/[A-Z][a-z]+|mastodon\.social|\bB1\b|relais admin-code|https://`)

var emphasis = regexp.MustCompile(`<(?:strong|em|li|ol|ul|br ?/?|p)>`)

func TestWording_keeps_commands_and_examples(t *testing.T) {
	english := readSheet(t, "en", botFiles...)
	for _, lang := range others() {
		readSheet(t, lang, botFiles...).each(func(key, form, words string) {
			want := exampleRE.FindAllString(english[key].forms["other"], -1)
			got := exampleRE.FindAllString(words, -1)
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s.%s (-en +%s):\n%s", lang, key, form, lang, diff)
			}
		})
	}
}

// The same bold words, lists and lines in every language: a lost ** shows as stars.
func TestWording_is_the_same_markup_in_every_language(t *testing.T) {
	w := load(t)
	english := readSheet(t, "en", botFiles...)
	for _, lang := range texts.Langs() {
		readSheet(t, lang, botFiles...).each(func(key, form, words string) {
			args := []any{"Count", texts.Number(3)}
			for _, name := range placeholders(english[key].forms["other"]) {
				if name != "N" {
					args = append(args, name, "x")
				}
			}
			page := markup(t, w.In(lang).Say(key, args...))
			if diff := cmp.Diff(emphasis.FindAllString(markup(t, w.In("en").Say(key, args...)), -1), emphasis.FindAllString(page, -1)); diff != "" {
				t.Errorf("%s: %s (-en +%s):\n%s%s", lang, key, lang, diff, page)
			}
			if strings.ContainsAny(page, "*_") && !strings.Contains(page, "://") {
				t.Errorf("%s: %s shows its markup: %s", lang, key, page)
			}
			if n := strings.Count(words, "**"); n%2 != 0 {
				t.Errorf("%s: %s.%s has an odd number of **: %s", lang, key, form, words)
			}
		})
	}
}

func markup(t testing.TB, source string) string {
	t.Helper()
	var page bytes.Buffer
	if err := goldmark.Convert([]byte(source), &page); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

// untranslated are the keys whose words may be the same as in English.
var untranslated = []string{
	"submit.asked", "briefs.line", "ask.found", "ask.found_claim", "stats.head", "campaign.disclosure", "schedule.line", "state.head", "fix",
	"about.page", "campaign.show", "edit.point_n", "where.point", "stats.network", "kind.ngo", "campaign.edit_contact", "settings.pause", "desk.sources", "sources.letter_line", "off", "accounts.line", "link.no", "setup.line",
}

func TestWording_is_translated(t *testing.T) {
	english := readSheet(t, "en", botFiles...)
	for _, lang := range others() {
		readSheet(t, lang, botFiles...).each(func(key, form, words string) {
			bare := placeholderRE.ReplaceAllString(words, "")
			if words == english[key].forms["other"] && !slices.Contains(untranslated, key) {
				t.Errorf("%s: %s is still in English: %s", lang, key, words)
			}
			arabic := strings.ContainsFunc(bare, func(r rune) bool { return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) })
			if hasWords := strings.ContainsFunc(bare, unicode.IsLetter); arabic != (lang == "ar" && hasWords) {
				t.Errorf("%s: %s.%s is in another script: %s", lang, key, form, words)
			}
		})
	}
}

func TestWording_of_French_keeps_its_marks_on_their_line(t *testing.T) {
	loose := regexp.MustCompile(`[ \x{202f}][:;?!»]|«[ \x{202f}]|«[^\x{a0}]|[^\x{a0}]»|[\p{L}\d}][;?!]|'`)
	readSheet(t, "fr", botFiles...).each(func(key, form, words string) {
		if hit := loose.FindString(words); hit != "" {
			t.Errorf("%s.%s has %q, with no space that holds it on its line, or with a straight apostrophe: %s", key, form, hit, words)
		}
	})
}

func TestWording_of_Arabic_has_Arabic_marks(t *testing.T) {
	latin := regexp.MustCompile(`[?;]|\p{Arabic},|[\x{0660}-\x{0669}\x{06f0}-\x{06f9}]`)
	readSheet(t, "ar", botFiles...).each(func(key, form, words string) {
		if hit := latin.FindString(placeholderRE.ReplaceAllString(words, "")); hit != "" {
			t.Errorf("%s.%s has %q; figures are Latin here, other marks are not: %s", key, form, hit, words)
		}
		if strings.ContainsAny(words, "\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
			t.Errorf("%s.%s steers the direction by more than U+200E: %q", key, form, words)
		}
	})
}

// Arabic speaks to a man and to a woman alike: no imperative, no verb in the second person of the present.
func TestWording_of_Arabic_speaks_to_everyone(t *testing.T) {
	gendered := regexp.MustCompile(`(^|[^\p{L}\p{M}])(و|ف|أو )?(اضغط|أرسل [^إ]|اكتب|اختر|انسخ|أضف|افتح|حاول|جرّب|انظر|ابحث|استعمل|تريد|ترغب|تقرأ|توافق|تشارك|تكتب إلي|ستجد|تجد|أنتَ|أنتِ|شاركتَ|شاركتِ)($|[^\p{L}\p{M}])`)
	readSheet(t, "ar", botFiles...).each(func(key, form, words string) {
		if hit := gendered.FindString(words); hit != "" {
			t.Errorf("%s.%s speaks to a man or a woman alone: %q: %s", key, form, strings.TrimSpace(hit), words)
		}
	})
}
