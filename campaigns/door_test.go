package campaigns_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// everyCheck is what each check does when the one thing it asks about is wrong and everything else is right.
var everyCheck = []struct {
	check  campaigns.Check
	breaks func(s *stage, c *campaigns.Case)
	want   outbox.Verdict
	why    string
	until  time.Time
}{
	{campaigns.CheckRecent, func(_ *stage, c *campaigns.Case) { c.Acted = c.Now.Add(-24*time.Hour - time.Second) }, outbox.Expire, campaigns.WhyOld, time.Time{}},
	{campaigns.CheckIdentity, func(_ *stage, c *campaigns.Case) { c.Member = nil }, outbox.Skip, campaigns.WhyLeft, time.Time{}},
	{campaigns.CheckSetup, func(_ *stage, c *campaigns.Case) { c.Place.SetUpBy = "" }, outbox.Skip, campaigns.WhySetup, time.Time{}},
	{campaigns.CheckExpiry, func(_ *stage, c *campaigns.Case) { c.Brief.Stage = messages.Withdrawn }, outbox.Skip, campaigns.WhyWithdrawn, time.Time{}},
	{campaigns.CheckHold, func(s *stage, _ *campaigns.Case) {
		s.do(func(tx storage.Tx) error { return s.net.SetHold(tx, true, s.lead.Alias, "a test", s.now) })
	}, outbox.Wait, campaigns.WhyHold, noon.Add(15 * time.Second)},
	{campaigns.CheckConsent, func(_ *stage, c *campaigns.Case) { c.Member.Answer(members.Receive, false, "en", noon) }, outbox.Skip, campaigns.WhyConsent, time.Time{}},
	{campaigns.CheckPause, func(_ *stage, c *campaigns.Case) { c.Member.Stopped = true }, outbox.Skip, campaigns.WhyStopped, time.Time{}},
	{campaigns.CheckLanguage, func(_ *stage, c *campaigns.Case) {
		c.Member.Reads, c.Place.Langs = []messages.Lang{"ar"}, []messages.Lang{"ar"}
		c.Brief.Approvals = slices.DeleteFunc(slices.Clone(c.Brief.Approvals), func(a messages.Approval) bool { return a.Lang == "en" })
	}, outbox.Skip, campaigns.WhyLanguage, time.Time{}},
	{campaigns.CheckApproval, func(_ *stage, c *campaigns.Case) { c.Brief.Approvals = nil }, outbox.Skip, campaigns.WhyApproval, time.Time{}},
	{campaigns.CheckQuiet, func(_ *stage, c *campaigns.Case) { c.Member.QuietFrom, c.Member.QuietTo = 11*60, 14*60 }, outbox.Wait, campaigns.WhyQuiet, noon.Add(2 * time.Hour)},
	{campaigns.CheckCap, func(_ *stage, c *campaigns.Case) { c.Member.DailyBriefs = 0 }, outbox.Wait, campaigns.WhyCap, time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)},
}

// TestDoor holds every cell of the table class × check: where the class asks, the one thing that is wrong decides; where it does
// not, nothing stands in the way.
func TestDoor(t *testing.T) {
	for _, class := range []campaigns.Class{
		campaigns.Reply, campaigns.Service, campaigns.Asking, campaigns.BriefCopy, campaigns.Digest, campaigns.AlertCopy, campaigns.PlacePost, campaigns.Edit,
	} {
		t.Run(string(class), func(t *testing.T) {
			if a := ask(t, class, nil); a.Verdict != outbox.Go {
				t.Fatalf("with nothing wrong the door says %v %q", a.Verdict, a.Reason)
			}
			for _, c := range everyCheck {
				t.Run(string(c.check), func(t *testing.T) {
					a := ask(t, class, c.breaks)
					asks := slices.Contains(campaigns.Door[class], c.check)
					if c.check == campaigns.CheckQuiet {
						asks = asks || slices.Contains(campaigns.Door[class], campaigns.CheckAlert)
					}
					switch {
					case !asks && a.Verdict != outbox.Go:
						t.Errorf("%s is not asked, and yet the door says %v %q", c.check, a.Verdict, a.Reason)
					case asks && (a.Verdict != c.want || a.Reason != c.why || !a.Until.Equal(c.until)):
						t.Errorf("the door says %v %q until %v, want %v %q until %v", a.Verdict, a.Reason, a.Until, c.want, c.why, c.until)
					}
				})
			}
		})
	}
}

// ask brings a case in which all is right but for one thing to the door.
func ask(t *testing.T, class campaigns.Class, breaks func(*stage, *campaigns.Case)) campaigns.Answer {
	t.Helper()
	s := newStage(t)
	s.approve("en", "fr", "es")
	m := s.member("someone", "fr")
	c := campaigns.Case{
		Class: class, Now: s.now, Member: &m, Acted: s.now.Add(-campaigns.ReplyWindow), Brief: s.brief, Release: 1, Limits: outbox.Limits{Unsolicited: true},
		Place: campaigns.Place{SetUpBy: s.lead.Alias, Langs: []messages.Lang{"fr"}, PerDay: 1}, Lang: "fr",
	}
	if class == campaigns.PlacePost {
		c.Member = nil
	}
	if breaks != nil {
		if c.Member == nil {
			c.Member = &m
			breaks(s, &c)
			c.Member = nil
		} else {
			breaks(s, &c)
		}
	}
	var a campaigns.Answer
	s.do(func(tx storage.Tx) error {
		var err error
		a, err = s.net.Ask(tx, c)
		return err
	})
	return a
}

// TestDoorDetails are the ways of a check beside the plain one.
func TestDoorDetails(t *testing.T) {
	for _, c := range []struct {
		name   string
		class  campaigns.Class
		breaks func(*stage, *campaigns.Case)
		want   outbox.Verdict
		why    string
	}{
		{"somebody the platform cannot reach", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Member.Identities[0].Gone = true }, outbox.Skip, campaigns.WhyGone},
		{"somebody who waits for admission", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Member.Status = members.Waiting }, outbox.Skip, campaigns.WhyLeft},
		{"a service message to somebody refused", campaigns.Service, func(_ *stage, c *campaigns.Case) { c.Member.Status = members.Refused }, outbox.Go, ""},
		{"somebody who never opened a private chat", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Member.Identities[0].Chat = "" }, outbox.Skip, campaigns.WhyPlatform},
		{"a platform that forbids unsolicited messages", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Limits.Unsolicited = false }, outbox.Skip, campaigns.WhyPlatform},
		{"a pause that is not over", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Member.PausedUntil = noon.Add(time.Hour) }, outbox.Wait, campaigns.WhyPaused},
		{"a pause that is over", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Member.PausedUntil = noon }, outbox.Go, ""},
		{"a release that a lead has paused", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Halted = true }, outbox.Wait, campaigns.WhyHalted},
		{"a correction while its release is paused", campaigns.Edit, func(_ *stage, c *campaigns.Case) { c.Halted = true }, outbox.Go, ""},
		{"past its useless after", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Brief.Until = noon }, outbox.Expire, campaigns.WhyExpired},
		{"a second before its useless after the hash no longer fits", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Brief.Until = noon.Add(time.Second) }, outbox.Skip, campaigns.WhyApproval},
		{"an alert at night to somebody who allowed it", campaigns.AlertCopy, func(_ *stage, c *campaigns.Case) {
			c.Member.QuietFrom, c.Member.QuietTo, c.Member.AlertsAnyway = 0, 23*60, true
		}, outbox.Go, ""},
		{"a brief at night to somebody who allowed alerts", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) {
			c.Member.QuietFrom, c.Member.QuietTo, c.Member.AlertsAnyway = 0, 23*60, true
		}, outbox.Wait, campaigns.WhyQuiet},
		{"a language that falls back", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Member.Reads = []messages.Lang{"ar"} }, outbox.Go, ""},
		{"an edit of a language that is not approved", campaigns.Edit, func(_ *stage, c *campaigns.Case) { c.Lang = "ar" }, outbox.Skip, campaigns.WhyApproval},
		{"a fact withdrawn after approval", campaigns.BriefCopy, func(s *stage, _ *campaigns.Case) {
			f := fact()
			f.Withdrawn = true
			s.do(func(tx storage.Tx) error { _, err := s.net.Desk.PutFact(tx, f, s.lead.Alias, time.Now()); return err })
		}, outbox.Skip, campaigns.WhyApproval},
		{"a fact overdue for review", campaigns.BriefCopy, func(_ *stage, c *campaigns.Case) { c.Now = time.Date(2027, 1, 2, 11, 0, 0, 0, time.UTC) }, outbox.Skip, campaigns.WhyStale},
		{"a disclosure changed after approval", campaigns.BriefCopy, func(s *stage, _ *campaigns.Case) {
			s.do(func(tx storage.Tx) error {
				c := campaign()
				c.Sponsorship.PaidBy = "Somebody Else"
				if _, _, err := s.net.PutCampaign(tx, c, s.lead.Alias, s.now); err != nil {
					return err
				}
				c, err := s.net.Campaign(tx, c.Name)
				if err != nil {
					return err
				}
				_, err = s.net.ConfirmChange(tx, c.Name, s.reviewer.Alias, c.Pending.Mark(), s.now)
				return err
			})
		}, outbox.Skip, campaigns.WhyApproval},
		{"an approval by somebody who had a hand in it", campaigns.BriefCopy, func(s *stage, c *campaigns.Case) {
			c.Brief.Authors = append(c.Brief.Authors, s.reviewer.Alias)
		}, outbox.Skip, campaigns.WhyApproval},
		{"a place that had its posts", campaigns.PlacePost, func(_ *stage, c *campaigns.Case) { c.Place.PerDay = 0 }, outbox.Wait, campaigns.WhyFull},
	} {
		t.Run(c.name, func(t *testing.T) {
			if a := ask(t, c.class, c.breaks); a.Verdict != c.want || a.Reason != c.why {
				t.Errorf("the door says %v %q, want %v %q", a.Verdict, a.Reason, c.want, c.why)
			}
		})
	}
}

// TestQuietHours are 21 to 9 on the member's wall, through the changes of the clock.
func TestQuietHours(t *testing.T) {
	loc := paris(t)
	m := members.Member{QuietFrom: members.DefaultQuietFrom, QuietTo: members.DefaultQuietTo}
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04:05", s, loc)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, c := range []struct{ now, until string }{
		{"2026-03-02 20:59:59", ""}, {"2026-03-02 21:00:00", "2026-03-03 09:00:00"}, {"2026-03-02 23:59:59", "2026-03-03 09:00:00"},
		{"2026-03-03 00:00:00", "2026-03-03 09:00:00"}, {"2026-03-03 08:59:59", "2026-03-03 09:00:00"}, {"2026-03-03 09:00:00", ""},
		{"2026-03-28 22:00:00", "2026-03-29 09:00:00"}, // the night that is an hour short
		{"2026-10-24 22:00:00", "2026-10-25 09:00:00"}, // and the one that is an hour long
		{"2026-12-31 22:00:00", "2027-01-01 09:00:00"},
	} {
		until, quiet := m.QuietUntil(at(c.now), loc)
		switch {
		case quiet != (c.until != ""):
			t.Errorf("%s: quiet is %v", c.now, quiet)
		case quiet && !until.Equal(at(c.until)):
			t.Errorf("%s: quiet until %v, want %s", c.now, until.In(loc), c.until)
		}
	}
}

// TestDailyCap counts a release once on the member's local day, however often the door is asked about it.
func TestDailyCap(t *testing.T) {
	s := newStage(t)
	s.approve("en")
	m := s.member("someone", "en")
	m.DailyBriefs = 2
	s.put(m)
	day := s.now
	for i, want := range []outbox.Verdict{outbox.Go, outbox.Go, outbox.Go, outbox.Wait} {
		release := []uint64{1, 1, 2, 3}[i]
		var a campaigns.Answer
		s.do(func(tx storage.Tx) error {
			var err error
			a, err = s.net.Ask(tx, campaigns.Case{Class: campaigns.BriefCopy, Now: day, Member: &m, Brief: s.brief, Release: release, Limits: outbox.Limits{Unsolicited: true}})
			if err == nil && a.Verdict == outbox.Go {
				err = campaigns.CountReceived(s.net, tx, m, release, day)
			}
			return err
		})
		if a.Verdict != want {
			t.Errorf("ask %d: %v %q, want %v", i, a.Verdict, a.Reason, want)
		}
		if a.Verdict == outbox.Wait && fmt.Sprint(a.Until.In(paris(t)).Format("2006-01-02 15:04")) != "2026-03-03 00:00" {
			t.Errorf("waits until %v", a.Until)
		}
	}
}
