package bot

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relais/bot/texts"
	"relais/messages"
)

func loadWords(t *testing.T) *texts.Words {
	t.Helper()
	words, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// TestRelated is what a claim finds among three briefs.
func TestRelated(t *testing.T) {
	words := loadWords(t)
	briefs := []messages.Brief{
		{ID: "argan", Topics: []string{"heritage"}, Texts: map[messages.Lang]messages.Text{
			"en": {Title: "Argan: more than an oil", Summary: "What UNESCO inscribed is what people know of the tree; women teach it to their daughters.",
				Not: []string{"That argan oil heals anything."}},
			"fr": {Title: "L’argan : plus qu’une huile", Summary: "Ce savoir est surtout porté et transmis par des femmes dans tout le pays."},
			"ar": {Title: "الأركان: أكثر من زيت", Summary: "والنساء قبل غيرهن يحملن هذه المعرفة."},
		}},
		{ID: "noor", Kind: messages.Response, Topics: []string{"solar"}, Texts: map[messages.Lang]messages.Text{
			"en": {Title: "Noor Ouarzazate: the plant and the plan", Claim: "Noor Ouarzazate is a solar plant of 2,000 MW.",
				Summary: "2,000 MW was the target of the national solar plan, in the whole country. The tower gives power since 2018."},
			"fr": {Title: "Noor Ouarzazate : la centrale et le plan", Claim: "Noor Ouarzazate serait une centrale solaire de 2 000 MW."},
			"ar": {Title: "نور ورزازات: المحطة والمخطط", Claim: "نور ورزازات محطة شمسية بقدرة 2000 ميغاواط."},
			"es": {Title: "Noor Ouarzazate: la planta y el plan", Claim: "Noor Ouarzazate es una planta solar de 2.000 MW."},
		}},
		{ID: "couscous", Kind: messages.Response, Topics: []string{"heritage"}, Texts: map[messages.Lang]messages.Text{
			"en": {Title: "Couscous: one file, four countries", Claim: "Couscous was inscribed by UNESCO as the dish of a single country."},
			"es": {Title: "Cuscús: una candidatura, cuatro países", Claim: "La UNESCO inscribió el cuscús como plato de un solo país."},
		}},
	}
	for text, want := range map[string][]string{
		"Noor Ouarzazate alone gives 2,000 MW of solar power!": {"noor"},
		"noor est une centrale de 2 000 MW":                    {"noor"},
		"¿La planta de Ouarzazate tiene 2.000 MW?":             {"noor"},
		"ورزازات محطَّة شمسيّة ٢٠٠٠ ميغاواط":                   {"noor"},
		"المحطه":                           {"noor"},
		"solar":                            {"noor"},
		"argan":                            {"argan"},
		"ARGÁN":                            {"argan"},
		"ما هو الأركان؟":                   {"argan"},
		"Is argan good for you?":           {"argan"},
		"argan heals everything":           {"argan"},
		"Couscous belongs to one country.": {"couscous"},
		"El cuscús es de un solo país":     {"couscous"},
		"UNESCO inscribed both couscous and argan.":                   {"couscous", "argan"},
		"What is the capital of Peru?":                                nil,
		"Quelle est la capitale du Pérou ?":                           nil,
		"¿Cuál es la capital del Perú?":                               nil,
		"ما هي عاصمة بيرو؟":                                           nil,
		"Which people of this country can say that it is true?":       nil,
		"How tall is the Eiffel tower?":                               nil,
		"They teach their daughters to ride in Peru":                  nil,
		"The power went out in the whole town":                        nil,
		"The national team has a new target for this season in Spain": nil,
		"why": nil,
		"12":  nil,
	} {
		t.Run(text, func(t *testing.T) {
			said := content(words, text)
			var all []found
			for _, b := range briefs {
				if o := overlapOf(b, said, alike); len(o.all) > 0 {
					all = append(all, found{brief: b, overlap: o})
				}
			}
			var got []string
			for _, f := range related(all, len(said)) {
				got = append(got, f.brief.ID)
			}
			slices.Sort(got)
			slices.Sort(want)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("by %q (-want +got):\n%s", said, d)
			}
		})
	}
}

func TestContent(t *testing.T) {
	words := loadWords(t)
	for text, want := range map[string]string{
		"The wheat of the whole region": "wheat region",
		"L’été de Fès":                  "ete fes",
		"والمغرب وبالمغرب للمغرب":       "مغرب وبالمغرب",
		"مدرسة مدرسه":                   "مدرسه",
		"أحمد احمد إحمد":                "احمد",
		"مستشفى مستشفي":                 "مستشفي",
		"٢٠١٤ and 2014":                 "2014",
		"2,000 2.000 2 000 2\u202f000":  "2000 000",
		"Is it he, or me?":              "",
	} {
		if got := strings.Join(content(words, text), " "); got != want {
			t.Errorf("%q says %q, want %q", text, got, want)
		}
	}
}

func TestIsGreeting(t *testing.T) {
	words := loadWords(t)
	for text, want := range map[string]bool{
		"hello": true, "Hello!": true, "Good evening": true, "thanks a lot": true, "What’s up?": true, "¿Cómo está usted?": true, "كيف حالك؟": true, "Comment allez-vous ?": true, "Thank you very much": true, "Bonjour à tous": true, "Salut !": true,
		"d'accord": true, "¡Hola!": true, "Muchas gracias": true, "السلام عليكم ورحمة الله": true, "أهلاً": true, "شُكرًا": true, "👍": true, "?": true,
		"hello argan": false, "argan": false, "نور": false, "Is it true?": false,
	} {
		if isGreeting(words, text) != want {
			t.Errorf("%q greets: %v", text, !want)
		}
	}
}
