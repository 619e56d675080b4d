package bot

import (
	"testing"

	"relais/messages"
)

func TestNoticeOfAFact(t *testing.T) {
	fact := messages.Fact{ReviewBy: "2026-03-31"}
	var a asked
	var got []int
	for _, day := range []messages.Date{
		"2026-03-01", "2026-03-16", "2026-03-17", "2026-03-18", "2026-03-24", "2026-03-25", "2026-03-30", "2026-03-31", "2026-04-01", "2026-05-01",
	} {
		if days, ok := a.notice(fact, day); ok {
			a = asked{fact.ReviewBy, days}
			got = append(got, days)
		} else {
			got = append(got, 0)
		}
	}
	want := []int{0, 0, 14, 0, 7, 0, 1, 0, -1, 0}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("notices %v, want %v", got, want)
		}
	}
	for name, c := range map[string]struct {
		asked asked
		fact  messages.Fact
		day   messages.Date
		want  int
	}{
		"a service that was down gives the nearest notice alone": {asked{}, fact, "2026-03-30", 1},
		"another day of review begins anew":                      {asked{"2025-03-31", -1}, fact, "2026-03-20", 14},
		"none without a day":                                     {asked{}, messages.Fact{}, "2026-03-30", 0},
		"none once withdrawn":                                    {asked{}, messages.Fact{ReviewBy: "2026-03-31", Withdrawn: true}, "2026-03-30", 0},
	} {
		if days, ok := c.asked.notice(c.fact, c.day); days != c.want || ok != (c.want != 0) {
			t.Errorf("%s: %d, %t", name, days, ok)
		}
	}
}

func TestShortRef(t *testing.T) {
	short, long := "argan-2014", "a-name-of-a-fact-that-is-as-long-as-a-name-may-be-sixty-char"
	if shortRef(short) != short || len(shortRef(long)) > refMost || shortRef(long) == shortRef(long+"x") {
		t.Errorf("%s, %s, %s", shortRef(short), shortRef(long), shortRef(long+"x"))
	}
}
