package match

import "testing"

func TestFirstSentence(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "",
		" \n ":                                  "",
		"It has no end":                         "It has no end",
		"It is false. It was 2014.":             "It is false.",
		"  It  is\tfalse.\n\nIt was 2014.":      "It is false.",
		"One line\nand another.":                "One line",
		"Is it? It is.":                         "Is it?",
		"It is not! It was.":                    "It is not!",
		"It was… It is.":                        "It was…",
		"It was... It is.":                      "It was...",
		"No. It is false.":                      "No.",
		"The file (No. 5) was joint. It is so.": "The file (No. 5) was joint.",
		"Le dossier n. 5 existe. Voilà.":        "Le dossier n. 5 existe.",
		"El expediente n.º 5 existe. Sí.":       "El expediente n.º 5 existe.",
		"Dr. X said so. Others did not.":        "Dr. X said so.",
		"M. K. Gandhi did, e.g. here. So.":      "M. K. Gandhi did, e.g. here.",
		"510.5 MW is the figure. So.":           "510.5 MW is the figure.",
		"It grew to 5. Then it fell.":           "It grew to 5.",
		"See example.org. It is there.":         "See example.org.",
		"It asks (really?) for more. So.":       "It asks (really?) for more.",
		"“Is it so?”, they ask. It is.":         "“Is it so?”, they ask.",
		"1. It is false. It was 2014.":          "1. It is false.",
		"هل هو كذلك؟ لا.":                       "هل هو كذلك؟",
		"الملف رقم 5 مشترك. هذا صحيح.":          "الملف رقم 5 مشترك.",
		"الملف رقم. 5 مشترك. هذا صحيح.":         "الملف رقم. 5 مشترك.",
		"هو كذلك۔ لا.":                          "هو كذلك۔",
	} {
		if got := FirstSentence(text); got != want {
			t.Errorf("%q begins with %q, want %q", text, got, want)
		}
	}
}
