package campaigns_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// TestLanguageApprovedLater reaches those it was missing for, and nobody twice.
func TestLanguageApprovedLater(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.brief.Fallback = nil
		s.brief = s.save(s.brief)
		s.approve("en")
		s.member("karim", "fr")
		s.member("sofia", "es")
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		if got := s.platform.lines(); len(got) != 2 {
			t.Fatalf("%v", got)
		}
		s.approve("fr")
		s.do(func(tx storage.Tx) error { _, err := s.net.AddLanguage(tx, s.brief.ID, time.Now()); return err })
		s.net.Outbox.Wake()
		passes(2 * time.Second)
		got := s.platform.lines()
		if len(got) != 3 || got[2] != "karim fr C'est ainsi" {
			t.Errorf("%v", got)
		}
		s.do(func(tx storage.Tx) error {
			v, err := s.net.Desk.Version(tx, s.brief.ID, s.brief.Rev)
			if err == nil && len(v.Editions) != 2 {
				t.Errorf("the version has %v", v.Langs())
			}
			return err
		})
	})
}

// TestLanguageWrittenLater reaches with the correction those it was missing for, each by the door and once; the plan counts them.
func TestLanguageWrittenLater(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		b := brief()
		b.Fallback = nil
		french := b.Texts["fr"]
		b.ID, b.Texts = s.brief.ID, map[messages.Lang]messages.Text{"en": b.Texts["en"]}
		s.brief = s.save(b)
		s.approve("en")
		s.member("karim", "fr")
		sofia, away, stopped := s.member("sofia", "es"), s.member("away", "fr"), s.member("stopped", "fr")
		first, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		early := s.platform.lines()
		if len(early) != 2 {
			t.Fatalf("%v", early)
		}
		away.PausedUntil, stopped.Stopped = time.Now().Add(time.Hour), true
		sofia.PausedUntil = away.PausedUntil
		s.put(sofia)
		s.put(away)
		s.put(stopped)

		b = s.reload()
		b.Texts = map[messages.Lang]messages.Text{"en": b.Texts["en"], "fr": french}
		s.brief = s.save(b)
		s.approve("fr")
		s.do(func(tx storage.Tx) error {
			limits := map[string]outbox.Limits{"test": {Unsolicited: true, PerSecond: 1}}
			p, err := s.net.Preview(tx, s.brief.ID, time.Now(), limits, time.Now())
			if err == nil && (!p.Corrects || p.Anew != 2 || p.Now != 0 || p.Audience != 0 || p.ByLang["fr"] != 1 || p.Waits[campaigns.WhyPaused] != 1 || p.DoneBy.Before(away.PausedUntil)) {
				t.Errorf("the plan is %+v", p)
			}
			return err
		})
		second, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		want := slices.Concat(early, []string{"karim fr C'est ainsi"})
		if d := cmp.Diff(want, s.platform.lines()); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		passes(2 * time.Hour)
		if d := cmp.Diff(append(want, "away fr C'est ainsi"), s.platform.lines()); d != "" {
			t.Errorf("once the pause is over (-want +got):\n%s", d)
		}
		if one, two := s.tally(first.ID), s.tally(second.ID); one.States[outbox.Sent] != 4 || one.States[outbox.Skipped] != 2 || two.States[outbox.Sent] != 0 {
			t.Errorf("%+v\n%+v", one, two)
		}
	})
}
