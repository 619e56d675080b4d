package match

import (
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"  Kairouan \t\n est\u00a0là ": "kairouan est la", "L’Été œuvre STRASSE Straße": "l'ete oeuvre strasse strasse", "ﬁle Ⅳ ½": "file iv 1⁄2",
		"أُدرِجَت القـــائمة إلى مكتبةٍ": "ادرجت القايمه الي مكتبه", "٢٠٢٠ ۱۴ ２０": "2020 14 20", "٪ ٫ ٬ ، ؟": "% . , , ?", "a\u200fb\u00adc\u2066d": "abcd",
		"2\u202f000": "2 000", "«\u00a0x\u00a0» “y” – —": `" x " "y" - -`, "İstanbul ıĞ": "istanbul ig", "کی": "كي", "हिन्दी": "हिन्दी", "한국": "한국",
	} {
		if got := norm.NFC.String(Fold(in)); got != want {
			t.Errorf("Fold(%q) = %q, not %q", in, got, want)
		}
	}
}

// awkward are the signs in which forms hide: marks that combine, what is invisible between them, letters with several forms.
var awkward = rapid.SampledFrom([]rune("aÉßİıœﬁΣς \u00a0\u202f\n’«–\u0301\u0327\u0653\u0655\u064b\u0670ـأىةکی٣۴٫\u200d\u200f\u00ad\ufe0f\u034f\u0591हि्\u093c\u200d한\u1100\u1161\u11a8K½①ﷺ\ufffd"))

func TestFoldTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(awkward)).Draw(t, "s")
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Fatalf("Fold(%q) = %q, and again %q", s, once, twice)
		}
	})
}

func TestTextIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringOf(awkward).Draw(t, "a"), rapid.StringOf(awkward).Draw(t, "b")
		if s := TextOf(a).In(b); s < 0 || s > 1 {
			t.Fatalf("%q in %q = %v", a, b, s)
		}
		if s := TextOf(a).In(a); s != 1 && len(words(lex(a))) > 0 {
			t.Fatalf("%q in itself = %v", a, s)
		}
	})
}

// What had kept two signs apart is gone, and they fall into their order: one round of folding is not enough here.
func TestFoldOrdersWhatWasKeptApart(t *testing.T) {
	once := Fold("क\u094d\u200d\u093c")
	if twice := Fold(once); twice != once {
		t.Errorf("%q, and again %q", once, twice)
	}
}
