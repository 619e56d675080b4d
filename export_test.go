//go:build !race

package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"syscall"
	"testing"
	"time"

	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// sampled is the sample network, with a brief of which a version is released.
func sampled(t *testing.T) configured {
	t.Helper()
	c := configure(t, anyPort+", public_url: 'http://127.0.0.1:1'")
	c.in(t, func(s *service) error {
		if err := s.seed(t.Context(), func(user string) members.Identity {
			return members.Identity{Platform: "local", User: user, Chat: user, Name: user}
		}); err != nil {
			return err
		}
		return s.store.Update(t.Context(), func(tx storage.Tx) error {
			_, err := s.net.Desk.Release(tx, "B5", time.Now())
			return err
		})
	})
	return c
}

// TestExport writes out the sample network beside the service and without it: what is written as text can be read again, and every released
// answer to a claim is a ClaimReview in each of its languages.
func TestExport(t *testing.T) {
	c := sampled(t)
	read := func(what ...string) string {
		t.Helper()
		return c.does(t, exitDone, append([]string{"export"}, what...)...)
	}
	alone := read()
	f, err := messages.ParseFile("all.txt", []byte(alone))
	if err != nil || len(f.Briefs) != 5 || len(f.Facts) < 10 || len(f.Sources) < 10 || len(f.Campaigns) != 0 {
		t.Fatalf("%d briefs, %d facts, %d sources, %v", len(f.Briefs), len(f.Facts), len(f.Sources), err)
	}
	var said bytes.Buffer
	args := []string{"export", "--config", c.config}
	if code := run(t.Context(), args, nil, brokenWriter{}, &said, nil); code != exitFailed || !strings.Contains(said.String(), "not all of the answer could be written") {
		t.Errorf("where it can't be written it ends with %d: %s", code, said.String())
	}
	if facts := read("facts"); strings.Contains(facts, "== Brief") || !strings.Contains(facts, "== Fact") {
		t.Error("facts are not facts alone")
	}
	reviews := read("claimreview")
	p := c.run(t)
	if read() != alone || read("claimreview") != reviews {
		t.Error("beside the service it is something else")
	}
	p.stop(t, syscall.SIGTERM)
	langs := map[string]bool{}
	for line := range strings.Lines(reviews) {
		var r struct {
			Type   string `json:"@type"`
			URL    string `json:"url"`
			Lang   string `json:"inLanguage"`
			Claim  string `json:"claimReviewed"`
			Rating struct {
				Name  string `json:"alternateName"`
				Value int    `json:"ratingValue"`
			} `json:"reviewRating"`
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil || r.Type != "ClaimReview" || r.Claim == "" || !strings.HasPrefix(r.URL, "http://127.0.0.1:1/b/B5?lang=") || r.Rating.Value != 2 {
			t.Errorf("%v: %s", err, line)
		}
		langs[r.Lang] = true
	}
	if len(langs) != 4 {
		t.Errorf("it is reviewed in %v", langs)
	}
}

// TestReviewsOfWhatHolds leaves out of the ClaimReviews, as the bot would, what rests on a fact that does not hold at present.
func TestReviewsOfWhatHolds(t *testing.T) {
	for what, change := range map[string]func(*messages.Fact){
		"withdrawn": func(f *messages.Fact) { f.Withdrawn = true },
		"changed":   func(f *messages.Fact) { f.Value = "511" },
	} {
		t.Run(what, func(t *testing.T) {
			c := sampled(t)
			if reviews := c.does(t, exitDone, "export", "claimreview"); strings.Count(reviews, "/b/B5?lang=") == 0 {
				t.Fatalf("before: %s", reviews)
			}
			c.in(t, func(s *service) error {
				return s.store.Update(t.Context(), func(tx storage.Tx) error {
					b, err := s.net.Desk.Brief(tx, "B5")
					if err != nil {
						return err
					}
					f, err := s.net.Desk.Fact(tx, b.FactIDs()[0])
					if err != nil {
						return err
					}
					change(&f)
					_, err = s.net.Desk.PutFact(tx, f, b.Authors[0], time.Now())
					return err
				})
			})
			if reviews := c.does(t, exitDone, "export", "claimreview"); strings.Contains(reviews, "/b/B5?lang=") {
				t.Errorf("it is still reviewed: %s", reviews)
			}
		})
	}
}
