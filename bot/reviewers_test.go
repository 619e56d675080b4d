package bot

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"relais/messages"
)

func TestWhoIsAskedNext(t *testing.T) {
	now := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	morning := now.Add(10 * time.Hour)
	awake := func(a messages.Alias) candidate { return candidate{alias: a} }
	asleep := func(a messages.Alias) candidate { return candidate{alias: a, until: morning} }
	anyway := func(a messages.Alias) candidate { return candidate{alias: a, until: morning, anyway: true} }
	asked := func(at time.Time, all ...messages.Alias) (out []askedOne) {
		for _, a := range all {
			out = append(out, askedOne{a, at})
		}
		return out
	}
	for name, c := range map[string]struct {
		asked    []askedOne
		told     bool
		all      []candidate
		urgent   bool
		answered time.Time
		ask      []messages.Alias
		tell     bool
	}{
		"everybody who is awake, at once":                   {all: []candidate{awake("a"), asleep("b"), awake("c")}, ask: []messages.Alias{"a", "c"}},
		"who woke up":                                       {asked: asked(ago(9*time.Hour), "a"), all: []candidate{awake("a"), awake("b")}, ask: []messages.Alias{"b"}},
		"nobody at night, where it can wait":                {all: []candidate{asleep("a"), anyway("b")}},
		"the first who allows it, where it can't":           {urgent: true, all: []candidate{asleep("a"), anyway("b"), anyway("c")}, ask: []messages.Alias{"b"}},
		"nobody else within ten minutes":                    {urgent: true, asked: asked(ago(9*time.Minute), "b"), all: []candidate{anyway("b"), anyway("c")}},
		"the next after ten minutes":                        {urgent: true, asked: asked(ago(10*time.Minute), "b"), all: []candidate{anyway("b"), anyway("c")}, ask: []messages.Alias{"c"}},
		"who is awake before who is not":                    {urgent: true, all: []candidate{anyway("b"), awake("a")}, ask: []messages.Alias{"a"}},
		"one who is not after ten minutes without answer":   {urgent: true, asked: asked(ago(10*time.Minute), "a"), all: []candidate{awake("a"), anyway("b")}, ask: []messages.Alias{"b"}},
		"ten minutes begin anew with the first of two":      {urgent: true, asked: asked(ago(time.Hour), "a"), answered: ago(time.Minute), all: []candidate{anyway("b")}},
		"the authors where nobody is left":                  {urgent: true, asked: asked(ago(10*time.Minute), "a"), all: []candidate{awake("a"), asleep("b")}, tell: true},
		"the authors once":                                  {urgent: true, told: true, asked: asked(ago(time.Hour), "a"), all: []candidate{awake("a"), asleep("b")}},
		"nobody hears of what can wait and is not answered": {asked: asked(ago(time.Hour), "a"), all: []candidate{awake("a")}},
	} {
		t.Run(name, func(t *testing.T) {
			r := reviewRound{Asked: c.asked, Told: c.told}
			ask, tell := r.next(c.all, c.urgent, c.answered, now)
			if d := cmp.Diff(c.ask, ask, cmpopts.EquateEmpty()); d != "" || tell != c.tell {
				t.Errorf("tells %t, want %t; asks (-want +got):\n%s", tell, c.tell, d)
			}
		})
	}
}

func TestWhenARoundIsLookedAtAgain(t *testing.T) {
	now := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	soon, morning := now.Add(20*time.Minute), now.Add(10*time.Hour)
	asked := []askedOne{{"a", now.Add(-7 * time.Minute)}}
	for name, c := range map[string]struct {
		r      reviewRound
		all    []candidate
		urgent bool
		want   time.Duration
	}{
		"after an hour, whoever sleeps longer":       {reviewRound{Asked: asked}, []candidate{{alias: "a"}, {alias: "b", until: morning}}, false, time.Hour},
		"when somebody wakes":                        {reviewRound{Asked: asked}, []candidate{{alias: "a"}, {alias: "b", until: soon}}, false, 20 * time.Minute},
		"not for who was asked already":              {reviewRound{Asked: asked}, []candidate{{alias: "a", until: soon}}, false, time.Hour},
		"ten minutes after who was asked, if urgent": {reviewRound{Asked: asked}, []candidate{{alias: "a"}}, true, 3 * time.Minute},
		"soon for who may join, if urgent":           {reviewRound{Asked: asked, Told: true}, []candidate{{alias: "a"}}, true, 5 * time.Minute},
	} {
		if got := c.r.again(c.all, c.urgent, time.Time{}, now).Sub(now); got != c.want {
			t.Errorf("%s: in %v, not %v", name, got, c.want)
		}
	}
}
