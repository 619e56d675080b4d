package campaigns_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestRelease reaches each member once, in the language they read, after the time for taking it back.
func TestRelease(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en", "fr")
		s.member("karim", "fr")
		s.member("amina", "ar")
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(59 * time.Second)
		if got := s.platform.lines(); len(got) != 0 {
			t.Errorf("before the time for undoing is over: %v", got)
		}
		passes(5 * time.Second)
		want := []string{"amina en It is so", "karim fr C'est ainsi", "lead en It is so", "reviewer en It is so"}
		got := s.platform.lines()
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if _, err := s.schedule(time.Now()); !errors.Is(err, campaigns.ErrReleased) {
			t.Errorf("a second release of the same revision: %v", err)
		}
	})
}

func TestUndo(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en")
		r, err := s.schedule(time.Now())
		must(t, err)
		if _, err := s.schedule(time.Now()); !errors.Is(err, campaigns.ErrReleased) {
			t.Errorf("a second decision while the first waits: %v", err)
		}
		passes(30 * time.Second)
		s.do(func(tx storage.Tx) error { _, err := s.net.Cancel(tx, r.ID, s.lead.Alias, time.Now()); return err })
		passes(time.Hour)
		if got := s.platform.lines(); len(got) != 0 {
			t.Errorf("taken back, and yet %v", got)
		}
		if b := s.reload(); b.Public != 0 {
			t.Error("the brief counts as released")
		}
		_, err = s.schedule(time.Now())
		must(t, err)
		passes(time.Minute + 5*time.Second)
		if got := s.platform.lines(); len(got) != 2 {
			t.Errorf("released after all: %v", got)
		}
	})
}

// TestQuietMembersWait for the end of their night, while others are served at once.
func TestQuietMembersWait(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en")
		m := s.member("far", "en")
		m.Zone = "Asia/Tokyo" // 20:00 there now; quiet from 21:00
		s.put(m)
		r, err := s.schedule(time.Now().Add(90 * time.Minute))
		must(t, err)
		passes(91 * time.Minute)
		if got := s.tally(r.ID); got.Waiting != 1 || got.States[outbox.Sent] != 2 || got.Reasons[outbox.Queued][campaigns.WhyQuiet] != 1 {
			t.Errorf("%+v", got)
		}
		// Nine in Tokyo is one at night in Paris, where the others sleep.
		passes(time.Until(time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)) - time.Second)
		if len(s.platform.lines()) != 2 {
			t.Error("it came in the night")
		}
		passes(2 * time.Second)
		if got := s.platform.lines(); len(got) != 3 || got[2] != "far en It is so" {
			t.Errorf("%v", got)
		}
	})
}

// TestMissedMoments holds that the store is the schedule: a moment that passes while nobody runs
func TestMissedMoments(t *testing.T) {
	for _, c := range []struct {
		name  string
		until time.Duration // useless after, from the moment it was due
		sent  int
		said  []string
	}{
		{"is released at once when the process comes back", 0, 2, nil},
		{"unless it is past its useless after", time.Hour, 0, []string{"trouble expired"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *service) {
				due := time.Now().Add(time.Hour)
				if c.until > 0 {
					s.brief.Until = due.Add(c.until)
					s.brief = s.save(s.brief)
				}
				s.approve("en")
				_, err := s.schedule(due)
				must(t, err)
				s.stop()
				passes(4 * time.Hour)
				s.start()
				passes(2 * time.Second)
				if got := s.platform.lines(); len(got) != c.sent {
					t.Errorf("sent %v", got)
				}
				if d := cmp.Diff(c.said, s.voice.said); d != "" {
					t.Error(d)
				}
			})
		})
	}
}

// TestApprovalLostBeforeTheMoment stops the release and tells its lead.
func TestApprovalLostBeforeTheMoment(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en")
		_, err := s.schedule(time.Now().Add(time.Hour))
		must(t, err)
		b := s.reload()
		text := b.Texts["en"]
		text.Summary = "Something else."
		b.Texts = map[messages.Lang]messages.Text{"en": text}
		s.save(b)
		passes(time.Hour + 5*time.Second)
		if got := s.platform.lines(); len(got) != 0 {
			t.Errorf("sent %v", got)
		}
		if d := cmp.Diff([]string{"trouble approval"}, s.voice.said); d != "" {
			t.Error(d)
		}
	})
}

// TestCorrection edits every delivered copy in place, tells those who shared it, and serves those not yet reached the new text.
func TestCorrection(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en", "fr")
		karim := s.member("karim", "fr")
		away := s.member("away", "en")
		away.PausedUntil = time.Now().Add(5 * time.Hour)
		s.put(away)
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		s.do(func(tx storage.Tx) error {
			_, err := s.net.Reach.PutShare(tx, reach.Share{Member: karim.Ordinal, Brief: s.brief.ID, Rev: s.brief.Rev, Network: "x", At: time.Now()})
			return err
		})
		// A member who has since left consent, paused or stopped is corrected all the same.
		karim.Stopped = true
		karim.Answer(members.Receive, false, "fr", time.Now())
		s.put(karim)
		b := s.reload()
		en, fr := b.Texts["en"], b.Texts["fr"]
		en.Title, fr.Title = "It is not so", "Ce n'est pas ainsi"
		b.Texts = map[messages.Lang]messages.Text{"en": en, "fr": fr}
		s.brief = s.save(b)
		s.approve("en", "fr")
		r, err := s.schedule(time.Now())
		must(t, err)
		if r.Class != campaigns.Edit {
			t.Errorf("the release is a %s", r.Class)
		}
		passes(2 * time.Minute)
		want := []string{"karim fr Ce n'est pas ainsi (edit m%)", "lead en It is not so (edit m%)", "reviewer en It is not so (edit m%)"}
		got := s.platform.lines()[3:]
		for i := range got {
			got[i] = got[i][:len(got[i])-2] + "%)"
		}
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"owed karim x released"}, s.voice.said); d != "" {
			t.Error(d)
		}
		passes(6 * time.Hour)
		if got := s.platform.lines(); len(got) != 7 || got[6] != "away en It is not so" {
			t.Errorf("%v", got)
		}
	})
}

// TestCorrectionOfWhatIsBeingSent reaches those to whom the error was on its way when the correction was planned: it changes what then
// came, is a message of its own where nobody knows whether it came, and leaves alone who is sent the new text after all.
func TestCorrectionOfWhatIsBeingSent(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.net.Settings.Undo = 0
		slow := map[string]error{
			"comes": nil, "unsure": &outbox.SendError{Kind: outbox.Unknown}, "later": &outbox.SendError{Kind: outbox.Temporary},
		}
		for who := range slow {
			s.member(who, "en")
		}
		s.platform.answer = func(chat string) error {
			s.platform.mu.Lock()
			err, first := slow[chat]
			delete(slow, chat)
			s.platform.mu.Unlock()
			if first {
				time.Sleep(30 * time.Second)
			}
			return err
		}
		s.approve("en")
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(10 * time.Second)
		r := s.correct("It is not so")
		passes(5 * time.Minute)
		want := []string{"comes en It is not so (edit m)", "comes en It is so", "later en It is not so", "unsure en It is not so"}
		got := slices.DeleteFunc(s.platform.lines(), func(line string) bool {
			return strings.HasPrefix(line, "lead") || strings.HasPrefix(line, "reviewer")
		})
		slices.Sort(got)
		for i := range got {
			got[i] = number.ReplaceAllString(got[i], "m")
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if n := s.tally(r.ID); !n.Done() || n.Reasons[outbox.Skipped][campaigns.WhyUnsent] != 1 {
			t.Errorf("the correction came to %+v", n)
		}
	})
}

var number = regexp.MustCompile(`m\d+`)

// TestNoticeStands holds that a correction whose copy could not be changed at first does not put the text back over the notice of a
// withdrawal that came meanwhile.
func TestNoticeStands(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.net.Settings.Undo = 0
		s.member("late", "en")
		s.approve("en")
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(10 * time.Second)
		fails := true
		s.platform.answer = func(chat string) error {
			s.platform.mu.Lock()
			defer s.platform.mu.Unlock()
			if fails && chat == "late" {
				fails = false
				return &outbox.SendError{Kind: outbox.Throttled, After: 5 * time.Minute}
			}
			return nil
		}
		correction := s.correct("It is not so")
		passes(10 * time.Second)
		s.do(func(tx storage.Tx) error {
			_, err := s.net.Cancel(tx, correction.ID, s.lead.Alias, time.Now())
			if !errors.Is(err, campaigns.ErrCorrects) {
				t.Errorf("a correction that has started is stopped: %v", err)
			}
			_, err = s.net.Withdraw(tx, s.brief.ID, "It is wrong.", s.lead.Alias, time.Now(), s.voice)
			return err
		})
		passes(20 * time.Minute)
		var last string
		for _, line := range s.platform.lines() {
			if strings.HasPrefix(line, "late ") {
				last = line
			}
		}
		if !strings.Contains(last, "It is wrong.") {
			t.Errorf("at last there stands %q", last)
		}
		if n := s.tally(correction.ID); n.Reasons[outbox.Skipped][campaigns.WhyWithdrawn] != 1 || !n.Done() {
			t.Errorf("the correction came to %+v", n)
		}
	})
}

// TestReturned holds that who could not be reached when a copy was corrected has it corrected once they come back.
func TestReturned(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.net.Settings.Undo = 0
		m := s.member("away", "en")
		s.approve("en")
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(10 * time.Second)
		s.platform.answer = func(chat string) error {
			if chat == "away" {
				return &outbox.SendError{Kind: outbox.Gone}
			}
			return nil
		}
		s.correct("It is not so")
		passes(time.Minute)
		s.platform.answer = nil
		s.do(func(tx storage.Tx) error { _, err := s.net.Returned(tx, m); return err })
		s.net.Outbox.Wake()
		passes(time.Minute)
		got := slices.DeleteFunc(s.platform.lines(), func(line string) bool { return !strings.HasPrefix(line, "away ") })
		if len(got) != 2 || !strings.Contains(got[1], "It is not so (edit") {
			t.Errorf("they have %q", got)
		}
	})
}

// TestWithdrawal replaces every delivered copy by the notice and stops what has not left.
func TestWithdrawal(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en")
		away := s.member("away", "en")
		away.PausedUntil = time.Now().Add(5 * time.Hour)
		s.put(away)
		r, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		s.do(func(tx storage.Tx) error {
			_, err := s.net.Withdraw(tx, s.brief.ID, "It was wrong.", s.lead.Alias, time.Now(), s.voice)
			return err
		})
		s.net.Outbox.Wake()
		passes(8 * time.Hour)
		got := s.platform.lines()
		if len(got) != 4 || got[2][len(got[2])-len("It was wrong. (edit m1)"):len(got[2])-2] != "It was wrong. (edit m" {
			t.Errorf("%v", got)
		}
		if n := s.tally(r.ID).Reasons[outbox.Skipped][campaigns.WhyWithdrawn]; n != 1 {
			t.Errorf("%d skipped as withdrawn", n)
		}
	})
}

// TestHold keeps everything that has not left, and lets it go when lifted.
func TestHold(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en")
		_, err := s.schedule(time.Now())
		must(t, err)
		s.do(func(tx storage.Tx) error { return s.net.SetHold(tx, true, s.lead.Alias, "a test", time.Now()) })
		passes(time.Hour)
		if got := s.platform.lines(); len(got) != 0 {
			t.Errorf("on hold, and yet %v", got)
		}
		s.do(func(tx storage.Tx) error { return s.net.SetHold(tx, false, s.lead.Alias, "", time.Now()) })
		passes(20 * time.Second)
		if got := s.platform.lines(); len(got) != 2 {
			t.Errorf("%v", got)
		}
	})
}

// TestPages plans an audience of several pages, each member once.
func TestPages(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.approve("en")
		s.do(func(tx storage.Tx) error {
			for range 1200 {
				m, err := s.net.Roster.New(tx, members.Identity{Platform: "test", User: members.Token(8), Chat: members.Token(8)}, "en")
				if err != nil {
					return err
				}
				m.Status = members.Admitted
				m.Answer(members.Receive, true, "en", s.now)
				if err := s.net.Roster.Put(tx, m); err != nil {
					return err
				}
			}
			return nil
		})
		r, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		if got := s.tally(r.ID); got.States[outbox.Sent] != 1202 || !got.Done() {
			t.Errorf("%+v", got)
		}
	})
}

// TestPreview says of everyone what the release then does.
func TestPreview(t *testing.T) {
	inBubble(t, func(t *testing.T, s *service) {
		s.brief.Fallback = []messages.Lang{"en"}
		s.approve("en", "fr")
		s.member("karim", "fr")
		s.member("sofia", "es")
		no := s.member("no", "fr")
		no.Answer(members.Receive, false, "fr", s.now)
		s.put(no)
		paused := s.member("paused", "fr")
		paused.PausedUntil = s.now.Add(time.Hour)
		s.put(paused)
		var p campaigns.Plan
		s.do(func(tx storage.Tx) error {
			var err error
			p, err = s.net.Preview(tx, s.brief.ID, s.now, map[string]outbox.Limits{"test": {Name: "test", Unsolicited: true, PerSecond: 1}}, s.now)
			return err
		})
		if p.Audience != 6 || p.Now != 4 || p.Waits[campaigns.WhyPaused] != 1 || p.LeftOut[campaigns.WhyConsent] != 1 || p.FellBack["en"] != 1 ||
			p.ByLang["fr"] != 1 || p.ByLang["en"] != 3 || !p.DoneBy.Equal(s.now.Add(time.Hour+time.Second)) || len(p.Missing) > 0 {
			t.Errorf("%+v", p)
		}
		var rep campaigns.Report
		_, err := s.schedule(time.Now())
		must(t, err)
		passes(2 * time.Minute)
		s.do(func(tx storage.Tx) error {
			var err error
			rep, err = s.net.Report(tx, s.brief.ID)
			return err
		})
		if got := rep.Releases[0].Tally; got.States[outbox.Sent] != p.Now || got.Waiting != 1 || got.Reasons[outbox.Skipped][campaigns.WhyConsent] != 1 {
			t.Errorf("the outcome beside the plan: %+v", got)
		}
	})
}
