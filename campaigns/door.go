package campaigns

import (
	"errors"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// Class says what kind of message stands at the door.
type Class string

// The classes.
const (
	Reply     Class = "reply"   // answers what its recipient did in the last 24 hours
	Service   Class = "service" // admitted, left, a correction owed, somebody's turn to review
	Asking    Class = "asking"  // a contest or a source waits for somebody's look, which can wait for their morning
	BriefCopy Class = "brief"   // a brief as a personal message
	Digest    Class = "digest"  // several briefs in one message
	AlertCopy Class = "alert"   // an alert as a personal message
	PlacePost Class = "place"   // a post in one of the network's own places
	Edit      Class = "edit"    // a correction of a copy that was delivered
)

// Check is one question the door asks.
type Check string

// The checks, in the order in which the door asks them.
const (
	CheckRecent   Check = "recent"   // the recipient acted in the last 24 hours
	CheckIdentity Check = "identity" // there is someone, and they can be reached; or a place that is kept
	CheckSetup    Check = "setup"    // the place was set up by a moderator, and has posts left today; an alert does not ask for those
	CheckExpiry   Check = "expiry"   // the brief is not past its "useless after", nor withdrawn
	CheckHold     Check = "hold"     // neither the network is on hold nor the release paused
	CheckConsent  Check = "consent"  // the member agreed to receive briefs
	CheckPause    Check = "pause"    // the member neither stopped nor paused
	CheckLanguage Check = "language" // there is an approved language for them
	CheckApproval Check = "approval" // that language's approval holds, recomputed
	CheckQuiet    Check = "quiet"    // it is not the member's night
	CheckAlert    Check = "alert"    // the same, unless the member allowed alerts then
	CheckCap      Check = "cap"      // the member has not had their briefs for today
)

// Door is the one table of who asks what: class × check. A class's checks are asked in this order, and the first that does not
// pass decides.
var Door = map[Class][]Check{
	Reply:     {CheckRecent},
	Service:   {CheckIdentity},
	Asking:    {CheckIdentity, CheckQuiet},
	BriefCopy: {CheckIdentity, CheckExpiry, CheckHold, CheckConsent, CheckPause, CheckLanguage, CheckApproval, CheckQuiet, CheckCap},
	Digest:    {CheckIdentity, CheckExpiry, CheckHold, CheckConsent, CheckPause, CheckLanguage, CheckApproval, CheckQuiet, CheckCap},
	AlertCopy: {CheckIdentity, CheckExpiry, CheckHold, CheckConsent, CheckPause, CheckLanguage, CheckApproval, CheckAlert, CheckCap},
	PlacePost: {CheckSetup, CheckExpiry, CheckHold, CheckLanguage, CheckApproval},
	Edit:      {CheckApproval},
}

// Why the door says no or not yet: the words of the plan and of the report.
const (
	WhyOld       = "too old"
	WhyGone      = "gone"     // the platform said they cannot be reached, or the place not written in
	WhyLeft      = "left"     // they are no member any more
	WhyPlatform  = "platform" // their platform forbids messages they did not ask for
	WhySetup     = "not set up"
	WhyFull      = "posts today"
	WhyExpired   = "expired"
	WhyWithdrawn = "withdrawn"
	WhyHold      = "hold"
	WhyHalted    = "halted" // somebody paused the release
	WhyConsent   = "consent"
	WhyStopped   = "stopped"
	WhyPaused    = "paused"
	WhyLanguage  = "language"
	WhyApproval  = "approval"
	WhyStale     = "stale"
	WhyBlocked   = "blocked" // the lint found what blocks it as it was to leave
	WhyQuiet     = "quiet"
	WhyCap       = "cap"
	WhyLinked    = "linked"   // they have it by another account of theirs
	WhyUnderway  = "underway" // it is not known yet what became of the copy that it corrects
	WhyUnsent    = "unsent"   // the copy that it corrects never left
	WhyUntold    = "untold"   // they are told once they do something
	WhyRight     = "right"    // what they have is the corrected one already
	WhyRestored  = "restored" // a backup was restored: it may have left since
)

// ReplyWindow is how long after what somebody did the bot may answer it without asking anything else.
const ReplyWindow = 24 * time.Hour

// holdAgain is how long a copy waits before it asks again whether the hold was lifted.
const holdAgain = 15 * time.Second

// Case is what stands at the door. Which fields count depends on the class.
type Case struct {
	Class Class
	Now   time.Time
	// Member is the recipient; nil where nobody has the identity any more.
	Member *members.Member
	// Place is the place to post in; its zero value was never set up.
	Place Place
	// Acted is when the recipient did what a Reply answers.
	Acted time.Time
	// Brief is what is to be sent, as the released revision with the approvals it has now.
	Brief messages.Brief
	// Release counts against the day's cap once, however often it is tried.
	Release uint64
	// Halted tells that the release is paused.
	Halted bool
	// Stands tells that what it replaces stands where its reader sees it, whether or not they can be written to.
	Stands bool
	// Lang is the language a copy was delivered in, for an Edit; empty chooses.
	Lang messages.Lang
	// Limits are those of the platform that would carry it.
	Limits outbox.Limits
}

// Answer is what the door says. Lang is the language to send with Go, and where it was known when the door refused.
type Answer struct {
	outbox.Verdict
	Reason   string
	Until    time.Time
	Lang     messages.Lang
	FellBack bool
}

// Ask passes a case through its class's checks.
func (n *Network) Ask(tx storage.Tx, c Case) (Answer, error) {
	a := Answer{Verdict: outbox.Go}
	for _, check := range Door[c.Class] {
		if err := checks[check](n, tx, c, &a); err != nil {
			return a, err
		}
		if a.Verdict == outbox.Wait && !c.Brief.Until.IsZero() && !a.Until.Before(c.Brief.Until) && slices.Contains(Door[c.Class], CheckExpiry) {
			a.expire(WhyExpired) // what it waits for comes when it is useless
		}
		if a.Verdict != outbox.Go {
			return a, nil
		}
	}
	if len(Door[c.Class]) == 0 {
		a.Verdict, a.Reason = outbox.Skip, WhySetup
	}
	return a, nil
}

func (a *Answer) skip(why string)   { a.Verdict, a.Reason = outbox.Skip, why }
func (a *Answer) expire(why string) { a.Verdict, a.Reason = outbox.Expire, why }
func (a *Answer) wait(why string, until time.Time) {
	a.Verdict, a.Reason, a.Until = outbox.Wait, why, until
}

var checks = map[Check]func(*Network, storage.Tx, Case, *Answer) error{
	CheckRecent: func(_ *Network, _ storage.Tx, c Case, a *Answer) error {
		if c.Now.Sub(c.Acted) > ReplyWindow {
			a.expire(WhyOld)
		}
		return nil
	},
	CheckIdentity: func(_ *Network, _ storage.Tx, c Case, a *Answer) error {
		if c.Place.Ordinal != 0 || c.Stands {
			return nil // its notice is owed also where nothing is posted any more
		}
		if c.Member == nil {
			a.skip(WhyLeft)
			return nil
		}
		if _, ok := c.Member.Reachable(); !ok && c.Member.Unopened() {
			a.skip(WhyPlatform)
		} else if !ok {
			a.skip(WhyGone)
		} else if c.Class == Service || c.Class == Asking {
			return nil
		} else if c.Member.Status != members.Admitted {
			a.skip(WhyLeft)
		} else if !c.Limits.Unsolicited {
			a.skip(WhyPlatform)
		}
		return nil
	},
	CheckSetup: func(n *Network, _ storage.Tx, c Case, a *Answer) error {
		local := c.Now.In(n.Settings.Zone)
		switch {
		case c.Place.SetUpBy == "":
			a.skip(WhySetup)
		case c.Place.Gone:
			a.skip(WhyGone)
		case c.Brief.Kind == messages.Alert: // it cannot wait for tomorrow
		case c.Place.Today.on(local) >= c.Place.PerDay && !c.Place.Today.holds(local, c.Release):
			a.wait(WhyFull, nextDay(local))
		}
		return nil
	},
	CheckExpiry: func(_ *Network, _ storage.Tx, c Case, a *Answer) error {
		switch {
		case c.Brief.Stage == messages.Withdrawn:
			a.skip(WhyWithdrawn)
		case !c.Brief.Until.IsZero() && !c.Now.Before(c.Brief.Until):
			a.expire(WhyExpired)
		}
		return nil
	},
	CheckHold: func(n *Network, tx storage.Tx, c Case, a *Answer) error {
		h, err := n.Held(tx)
		switch {
		case h.On:
			a.wait(WhyHold, c.Now.Add(holdAgain))
		case c.Halted:
			a.wait(WhyHalted, c.Now.Add(holdAgain))
		}
		return err
	},
	CheckConsent: func(_ *Network, _ storage.Tx, c Case, a *Answer) error {
		if !c.Member.Consented(members.Receive) {
			a.skip(WhyConsent)
		}
		return nil
	},
	CheckPause: func(_ *Network, _ storage.Tx, c Case, a *Answer) error {
		switch {
		case c.Member.Stopped:
			a.skip(WhyStopped)
		case c.Now.Before(c.Member.PausedUntil):
			a.wait(WhyPaused, c.Member.PausedUntil)
		}
		return nil
	},
	CheckLanguage: (*Network).checkLanguage,
	CheckApproval: (*Network).checkApproval,
	CheckQuiet: func(n *Network, _ storage.Tx, c Case, a *Answer) error {
		if until, quiet := c.Member.QuietUntil(c.Now, c.Member.Location(n.Settings.Zone)); quiet {
			a.wait(WhyQuiet, until)
		}
		return nil
	},
	CheckAlert: func(n *Network, _ storage.Tx, c Case, a *Answer) error {
		if until, quiet := c.Member.QuietUntil(c.Now, c.Member.Location(n.Settings.Zone)); quiet && !c.Member.AlertsAnyway {
			a.wait(WhyQuiet, until)
		}
		return nil
	},
	CheckCap: func(n *Network, tx storage.Tx, c Case, a *Answer) error {
		got, err := n.received.Get(tx, storage.Ordinal(c.Member.Ordinal))
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
		local := c.Now.In(c.Member.Location(n.Settings.Zone))
		if !got.holds(local, c.Release) && got.on(local) >= c.Member.DailyBriefs {
			a.wait(WhyCap, nextDay(local))
		}
		return nil
	},
}

// checkLanguage finds the best language that is approved as it stands for what the recipient reads.
func (n *Network) checkLanguage(tx storage.Tx, c Case, a *Answer) error {
	reads := c.Place.Langs
	if c.Member != nil {
		reads = c.Member.Reads
	}
	approved, stale, err := n.fit(tx, c, reads)
	if err != nil {
		return err
	}
	lang, fellBack := messages.Choose(reads, approved, c.Brief.Fallback)
	switch {
	case lang != "":
		a.Lang, a.FellBack = lang, fellBack
	case stale:
		a.skip(WhyStale)
	case len(approved) == 0 && !anyFits(n, tx, c):
		a.skip(WhyApproval)
	default:
		a.skip(WhyLanguage)
	}
	return nil
}

// fit looks through the languages that could be chosen, best first, and stops at the first that may leave.
func (n *Network) fit(tx storage.Tx, c Case, reads []messages.Lang) (approved []messages.Lang, stale bool, err error) {
	for _, langs := range [][]messages.Lang{reads, c.Brief.Fallback} {
		for _, l := range langs {
			switch err := n.Desk.Fit(tx, c.Brief, l, c.Now); {
			case err == nil:
				return []messages.Lang{l}, false, nil
			case errors.Is(err, messages.ErrStale):
				stale = true
			case errors.Is(err, messages.ErrUnapproved), errors.Is(err, messages.ErrNoText), errors.Is(err, storage.ErrNotFound):
			default:
				return nil, false, err
			}
		}
	}
	return nil, stale, nil
}

func anyFits(n *Network, tx storage.Tx, c Case) bool {
	langs, err := n.Desk.Approved(tx, c.Brief, c.Now)
	return err == nil && len(langs) > 0
}

// checkApproval recomputes the hash of exactly what would be sent.
func (n *Network) checkApproval(tx storage.Tx, c Case, a *Answer) error {
	if a.Lang == "" {
		a.Lang = c.Lang
	}
	switch err := n.Desk.Fit(tx, c.Brief, a.Lang, c.Now); {
	case err == nil:
	case errors.Is(err, messages.ErrStale):
		a.skip(WhyStale)
	case errors.Is(err, messages.ErrUnapproved), errors.Is(err, messages.ErrNoText), errors.Is(err, storage.ErrNotFound):
		a.skip(WhyApproval)
	default:
		return err
	}
	return nil
}

// received is what somebody had on one local day.
type received struct {
	Day      string   `json:"day,omitempty"`
	Releases []uint64 `json:"releases,omitempty"`
}

func (r received) on(local time.Time) int {
	if r.Day != local.Format(time.DateOnly) {
		return 0
	}
	return len(r.Releases)
}

func (r received) holds(local time.Time, release uint64) bool {
	if r.on(local) == 0 {
		return false
	}
	for _, x := range r.Releases {
		if x == release {
			return true
		}
	}
	return false
}

// with counts a release once on the local day.
func (r received) with(local time.Time, release uint64) received {
	if r.holds(local, release) {
		return r
	}
	day := local.Format(time.DateOnly)
	if r.Day != day {
		return received{Day: day, Releases: []uint64{release}}
	}
	return received{Day: day, Releases: append(r.Releases[:len(r.Releases):len(r.Releases)], release)}
}

// nextDay is the first instant of the day after local's, UTC.
func nextDay(local time.Time) time.Time {
	return members.Wall(local.Year(), local.Month(), local.Day()+1, 0, 0, local.Location())
}
