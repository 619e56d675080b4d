package match

import "testing"

func TestAkin(t *testing.T) {
	for _, c := range []struct {
		a, b string
		akin bool
	}{
		{"list", "listed", true}, {"aims", "aimed", true}, {"supply", "supplies", true}, {"causes", "cause", true}, {"ranking", "rank", true},
		{"plan", "plant", false}, {"count", "country", false}, {"men", "women", false}, {"dam", "damage", false},
		{"classe", "classent", true}, {"alimente", "alimenter", true}, {"classe", "liste", false},
		{"lanzado", "lanzó", true}, {"causa", "causan", true}, {"presa", "prensa", false},
		{"مدرجة", "أُدرجت", true}, {"إدراج", "يُدرج", true}, {"يعلّمن", "تعلّم", true}, {"لقاح", "اللقاح", true}, {"ولايات", "الولايات", true}, {"سد", "بلد", false},
		{"كسكس", "couscous", false}, {"inscribed", "listed", true}, {"inscrit", "reconnue", true}, {"jointly", "together", true}, {"inscribed", "supplied", false},
	} {
		a, b := stem(Fold(c.a)), stem(Fold(c.b))
		if akin(a, b) != c.akin || akin(b, a) != c.akin {
			t.Errorf("%s and %s: %v and %v, not %v", c.a, c.b, akin(a, b), akin(b, a), c.akin)
		}
	}
}
