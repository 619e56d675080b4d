package members_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"relais/campaigns/members"
	"relais/messages"
)

func TestNobodyHasAgreedToAnything(t *testing.T) {
	m := newRig(t).hello("karim", "fr")
	for _, p := range members.Purposes() {
		if m.Consented(p) || m.Asked(p) {
			t.Errorf("%s: agreed %v, asked %v, and they have only said hello", p, m.Consented(p), m.Asked(p))
		}
	}
}

// TestConsent holds that the answer to one purpose is an answer to that purpose alone, in the words, the language and at the time
// it was given, and that the store keeps it so.
func TestConsent(t *testing.T) {
	r := newRig(t)
	paris := time.FixedZone("", 3600)
	for _, p := range members.Purposes() {
		t.Run(string(p), func(t *testing.T) {
			m := r.hello("someone for "+string(p), "fr")
			for _, c := range []struct {
				name string
				yes  bool
				lang messages.Lang
				at   time.Time
			}{
				{"no", false, "fr", monday},
				{"given", true, "ar", monday.Add(time.Hour).In(paris)},
				{"revoked", false, "es", monday.Add(2 * time.Hour)},
				{"given again", true, "en", monday.Add(3 * time.Hour)},
			} {
				m.Answer(p, c.yes, c.lang, c.at)
				r.put(m)
				m = r.stored(m)
				want := map[members.Purpose]members.Consent{p: {Given: c.yes, Version: members.ConsentVersion, Lang: c.lang, At: c.at.UTC()}}
				if d := cmp.Diff(want, m.Consents); d != "" || m.Consents[p].At.Location() != time.UTC {
					t.Errorf("%s, kept in %s (-want +got):\n%s", c.name, m.Consents[p].At.Location(), d)
				}
				for _, q := range members.Purposes() {
					if m.Consented(q) != (c.yes && p == q) || m.Asked(q) != (p == q) {
						t.Errorf("%s: %s is agreed %v, asked %v", c.name, q, m.Consented(q), m.Asked(q))
					}
				}
			}
		})
	}
}

// TestConsentInOtherWords holds that who agreed to other words than today's has not agreed and is asked anew.
func TestConsentInOtherWords(t *testing.T) {
	for name, version := range map[string]int{"earlier words": members.ConsentVersion - 1, "later words": members.ConsentVersion + 1} {
		for _, given := range []bool{true, false} {
			m := members.Member{Consents: map[members.Purpose]members.Consent{
				members.Receive: {Given: given, Version: version, Lang: "fr", At: monday},
			}}
			if m.Consented(members.Receive) || m.Asked(members.Receive) {
				t.Errorf("%s, given %v: agreed %v, asked %v", name, given, m.Consented(members.Receive), m.Asked(members.Receive))
			}
		}
	}
}

// TestAnswerLeavesTheOld: the record as it was read must not change under whoever else holds it, since a transaction may run again.
func TestAnswerLeavesTheOld(t *testing.T) {
	var m members.Member
	m.Answer(members.Receive, true, "fr", monday)
	before := m
	m.Answer(members.Receive, false, "fr", monday)
	m.Answer(members.Count, true, "fr", monday)
	if !before.Consented(members.Receive) || before.Asked(members.Count) {
		t.Errorf("an answer changed the record it was not given to: %+v", before.Consents)
	}
}

// TestConsentIsTheLastAnswer whatever was answered before, purpose by purpose.
func TestConsentIsTheLastAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var m members.Member
		last := map[members.Purpose]bool{}
		for i := range rapid.IntRange(0, 20).Draw(t, "answers") {
			p := rapid.SampledFrom(members.Purposes()).Draw(t, "purpose")
			yes := rapid.Bool().Draw(t, "yes")
			m.Answer(p, yes, rapid.SampledFrom(messages.Languages()).Draw(t, "lang"), monday.Add(time.Duration(i)*time.Minute))
			last[p] = yes
		}
		for _, p := range members.Purposes() {
			yes, asked := last[p]
			if m.Consented(p) != yes || m.Asked(p) != asked {
				t.Fatalf("%s: agreed %v, asked %v after %v", p, m.Consented(p), m.Asked(p), last)
			}
		}
	})
}
