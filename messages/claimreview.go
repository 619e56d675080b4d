package messages

import "time"

// ClaimReview is the answer to a claim in the vocabulary of schema.org, as search engines and other fact checkers read it
// (https://schema.org/ClaimReview, https://developers.google.com/search/docs/appearance/structured-data/factcheck; checked 2026-11-29).
type ClaimReview struct {
	Context   string       `json:"@context"`
	Type      string       `json:"@type"`
	URL       string       `json:"url"`
	Language  string       `json:"inLanguage"`
	Published string       `json:"datePublished"`
	Modified  string       `json:"dateModified,omitempty"`
	Claim     string       `json:"claimReviewed"`
	Item      reviewedItem `json:"itemReviewed"`
	Author    organization `json:"author"`
	Rating    reviewRating `json:"reviewRating"`
}

type reviewedItem struct {
	Type string `json:"@type"`
	Text string `json:"text"`
}

type organization struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

// reviewRating has a number only where the finding is a degree of truth: unproven and outdated are none.
type reviewRating struct {
	Type  string `json:"@type"`
	Value int    `json:"ratingValue,omitempty"`
	Best  int    `json:"bestRating,omitempty"`
	Worst int    `json:"worstRating,omitempty"`
	Name  string `json:"alternateName"`
}

// ratings are the degrees of truth from 1, false, to 5, true.
var ratings = map[Finding]int{False: 1, Misleading: 2, PartlyTrue: 3, True: 5}

// ClaimReview says in schema.org's words what the edition of a released response says. address is its public page's, finding how the finding
// is called in its language, first when it was first released and last its present version. ok is false for what answers no claim.
func (e Edition) ClaimReview(address, finding string, first, last time.Time) (r ClaimReview, ok bool) {
	if e.Kind != Response || e.Finding == None || e.Text.Claim == "" {
		return r, false
	}
	day := func(t time.Time) string { return t.UTC().Format(time.DateOnly) }
	r = ClaimReview{
		Context: "https://schema.org", Type: "ClaimReview", URL: address, Language: string(e.Lang), Published: day(first), Claim: e.Text.Claim,
		Item: reviewedItem{"Claim", e.Text.Claim}, Author: organization{"Organization", e.Sponsorship.RunBy},
		Rating: reviewRating{Type: "Rating", Name: finding},
	}
	if day(last) != day(first) {
		r.Modified = day(last)
	}
	if n := ratings[e.Finding]; n > 0 {
		r.Rating.Value, r.Rating.Best, r.Rating.Worst = n, 5, 1
	}
	return r, true
}
