package messages

import (
	"encoding/json"
	"testing"
	"time"
)

func TestClaimReview(t *testing.T) {
	e := fullEdition()
	first := time.Date(2026, time.March, 2, 23, 30, 0, 0, time.UTC)
	r, ok := e.ClaimReview("https://relais.example.org/b/B1?lang=fr", "Trompeur", first, first.Add(time.Hour))
	got, err := json.Marshal(r)
	const want = `{"@context":"https://schema.org","@type":"ClaimReview","url":"https://relais.example.org/b/B1?lang=fr","inLanguage":"fr","datePublished":"2026-03-02","dateModified":"2026-03-03",` +
		`"claimReviewed":"C","itemReviewed":{"@type":"Claim","text":"C"},"author":{"@type":"Organization","name":"r"},` +
		`"reviewRating":{"@type":"Rating","ratingValue":2,"bestRating":5,"worstRating":1,"alternateName":"Trompeur"}}`
	if err != nil || !ok || string(got) != want {
		t.Errorf("%t, %v\n%s\n%s", ok, err, got, want)
	}
	e.Finding = Unproven
	if r, ok = e.ClaimReview("x", "Non prouvé", first, first); !ok || r.Rating.Value != 0 || r.Rating.Best != 0 || r.Modified != "" {
		t.Errorf("%+v", r)
	}
	for name, change := range map[string]func(*Edition){
		"points": func(e *Edition) { e.Kind = Points }, "no finding": func(e *Edition) { e.Finding = None }, "no claim": func(e *Edition) { e.Text.Claim = "" },
	} {
		x := fullEdition()
		change(&x)
		if _, ok := x.ClaimReview("x", "y", first, first); ok {
			t.Errorf("%s: it answers a claim", name)
		}
	}
}
