package campaigns

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

// Plan is what a release would do, asked of the door before anything leaves. It is the release's confirmation.
type Plan struct {
	Brief    messages.Brief
	At       time.Time
	Audience int // members it is meant for
	Now      int // who would receive it at At
	ByLang   map[messages.Lang]int
	ByPlat   map[string]int
	Counted  int                   // of those who receive it, agreed to have their shares counted
	FellBack map[messages.Lang]int // receive it in a language they did not say they read, by that language
	Waits    map[string]int        // by reason: not at At, but later
	WaitsTil time.Time             // the last of them
	waitsOn  map[string]int        // by platform
	Kits     int                   // share kits that a correction changes too
	LeftOut  map[string]int        // by reason: never
	DoneBy   time.Time             // when the last copy would leave
	// Places would have a post or, for a correction, have theirs changed; PlacesOut, by reason, would not, or not yet.
	Places    int
	PlacesOut map[string]int
	Approved  []messages.Lang
	Ready     []messages.Lang // of those, the ones that have something new for somebody; a plan without any can't be released
	Missing   []messages.Lang // languages for want of which members are left out; the brief may have no text in them
	Anew      int             // people to whom a correction is the first copy: there was no language for them before
	AnewPosts int             // places, likewise
	Problems  []messages.Problem
	Corrects  bool // it is a correction of copies that were delivered
}

// Foreseen is what the plan said that a release was confirmed by, to be read beside what came of it.
type Foreseen struct {
	Now    int       `json:"now"`   // people at once
	Later  int       `json:"later"` // people who wait
	Out    int       `json:"out"`   // people who are left out
	Places int       `json:"places"`
	DoneBy time.Time `json:"done_by"`
}

// foreseen sums a plan up.
func (p Plan) foreseen() Foreseen {
	sum := func(all map[string]int) (n int) {
		for _, v := range all {
			n += v
		}
		return n
	}
	f := Foreseen{Now: p.Now, Later: sum(p.Waits), Out: sum(p.LeftOut), Places: p.Places, DoneBy: p.DoneBy.UTC()}
	if p.Corrects {
		f.Later = 0 // those who wait are served by the first release, and counted there
	}
	return f
}

// Foresee keeps a plan that somebody was shown, for the release that may come of it.
func (n *Network) Foresee(tx storage.Tx, p Plan) error {
	return n.plans.Put(tx, foreseenKey(p.Brief), p.foreseen())
}

func foreseenKey(b messages.Brief) string { return b.ID + "/" + strconv.Itoa(b.Rev) }

// Preview asks the door about everyone a release at an instant would be for. Limits are by platform.
func (n *Network) Preview(tx storage.Tx, ref string, at time.Time, limits map[string]outbox.Limits, now time.Time) (Plan, error) {
	p := Plan{
		At: at, ByLang: map[messages.Lang]int{}, ByPlat: map[string]int{}, FellBack: map[messages.Lang]int{},
		Waits: map[string]int{}, waitsOn: map[string]int{}, LeftOut: map[string]int{}, PlacesOut: map[string]int{},
	}
	b, err := n.Desk.Brief(tx, ref)
	if err != nil {
		return p, err
	}
	p.Brief = b
	if p.Approved, err = n.Desk.Approved(tx, b, now); err != nil {
		return p, err
	}
	if p.Ready, err = n.Desk.Ready(tx, b, now); err != nil {
		return p, err
	}
	if p.Problems, err = n.Lint(tx, b, now); err != nil {
		return p, err
	}
	r := Release{Brief: b.ID, Cursor: 1}
	c, err := n.Campaign(tx, b.Campaign)
	if err != nil {
		return p, err
	}
	r.shape(b, c)
	if p.Corrects = b.Public > 0 && b.Public != b.Rev; p.Corrects {
		err := n.previewEdit(tx, b, limits, &p)
		p.DoneBy = p.done(at, limits)
		return p, err
	}
	if err := n.previewPlaces(tx, r, b, at, &p); err != nil {
		return p, err
	}
	missing := map[messages.Lang]bool{}
	err = n.Roster.Select(tx, r.Audience, 1, func(ordinal uint64) error {
		m, err := n.Roster.Get(tx, ordinal)
		if err != nil || !r.Audience.Includes(m) {
			return err
		}
		p.Audience++
		platform := carrier(m)
		a, err := n.Ask(tx, Case{Class: r.Class, Now: at, Member: &m, Brief: b, Limits: limits[platform]})
		if err != nil {
			return err
		}
		p.count(a, platform)
		if a.Verdict != outbox.Skip && a.Verdict != outbox.Expire && m.Consented(members.Count) {
			p.Counted++
		}
		if a.Reason == WhyLanguage && len(m.Reads) > 0 {
			missing[m.Reads[0]] = true
		}
		return nil
	})
	for _, l := range messages.Languages() {
		if missing[l] {
			p.Missing = append(p.Missing, l)
		}
	}
	p.DoneBy = p.done(at, limits)
	return p, err
}

func (n *Network) previewPlaces(tx storage.Tx, r Release, b messages.Brief, at time.Time, p *Plan) error {
	all, err := n.placesFor(tx, r)
	if err != nil {
		return err
	}
	for _, place := range all {
		a, err := n.Ask(tx, Case{Class: PlacePost, Now: at, Place: place, Brief: b})
		if err != nil {
			return err
		}
		if a.Verdict == outbox.Go {
			p.Places++
		} else {
			p.PlacesOut[a.Reason]++
		}
	}
	return nil
}

func (p *Plan) count(a Answer, platform string) {
	switch a.Verdict {
	case outbox.Go:
		p.Now++
		p.ByPlat[platform]++
	case outbox.Wait:
		p.Waits[a.Reason]++
		p.waitsOn[platform]++
		if a.Until.After(p.WaitsTil) {
			p.WaitsTil = a.Until
		}
	default:
		p.LeftOut[a.Reason]++
		return
	}
	if a.Lang != "" {
		p.ByLang[a.Lang]++
		if a.FellBack {
			p.FellBack[a.Lang]++
		}
	}
}

// done is when the last copy would leave: on the slowest platform at its rate, those who wait after the last of them may.
func (p *Plan) done(at time.Time, limits map[string]outbox.Limits) time.Time {
	end := at
	for platform, copies := range p.ByPlat {
		end = latest(end, leaves(at, copies, limits[platform].PerSecond))
	}
	for platform, copies := range p.waitsOn {
		end = latest(end, leaves(p.WaitsTil, copies, limits[platform].PerSecond))
	}
	return end
}

func (n *Network) previewEdit(tx storage.Tx, b messages.Brief, limits map[string]outbox.Limits, p *Plan) error {
	changes, err := n.Desk.Changes(tx, b)
	if err != nil {
		return err
	}
	all, err := n.Releases(tx, b.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Replaces() {
			continue
		}
		if err := n.Outbox.Rows(tx, r.ID, func(row outbox.Row) error {
			switch {
			case mayStand(row):
				if changes(row.Rev, messages.Lang(row.Lang)) {
					p.countEdit(row, b)
				}
			case missed(row) && r.Started && !r.Cancelled && r.Restored.IsZero():
				return n.previewMissed(tx, r, row, b, limits, p)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return n.Reach.Kits(tx, b.ID, 0, func(k reach.Kit) error {
		if k.Platform != "" && changes(k.Rev, k.Lang) {
			p.Kits++
			p.ByPlat[k.Platform]++
		}
		return nil
	})
}

// previewMissed asks the door about somebody whom the release that is corrected left out for want of a language.
func (n *Network) previewMissed(tx storage.Tx, r Release, row outbox.Row, b messages.Brief, limits map[string]outbox.Limits, p *Plan) error {
	var who Copy
	c := Case{Class: r.Class, Now: p.At, Brief: b, Release: r.ID, Halted: r.Paused, Limits: limits[row.Platform]}
	bearer, err := n.recipient(tx, row.ID, &c, &who)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if lang, _ := messages.Choose(slices.Concat(who.Member.Reads, who.Place.Langs), p.Approved, b.Fallback); lang == "" {
		return nil // the door would ask that later than whether they paused
	}
	if !row.ID.Place() {
		if again, err := n.twice(tx, row.ID, bearer.Member); err != nil || again {
			return err
		}
	}
	a, err := n.Ask(tx, c)
	if err == nil {
		p.countAnew(a, row)
	}
	return err
}

// countAnew counts somebody to whom a correction is the first copy.
func (p *Plan) countAnew(a Answer, row outbox.Row) {
	switch {
	case a.Verdict != outbox.Go && a.Verdict != outbox.Wait: // they are left out as before
	case row.ID.Place():
		p.AnewPosts++
	default:
		before := p.Now
		p.count(a, row.Platform)
		p.Now = before
		p.Anew++
	}
}

// countEdit counts one delivered copy. One whose language is written and not approved is corrected once it is.
func (p *Plan) countEdit(row outbox.Row, b messages.Brief) {
	lang, out := messages.Lang(row.Lang), p.LeftOut
	if row.ID.Place() {
		out = p.PlacesOut
	} else {
		p.Audience++
	}
	if _, written := b.Texts[lang]; written && !slices.Contains(p.Approved, lang) {
		out[WhyLanguage]++
		if !slices.Contains(p.Missing, lang) {
			p.Missing = append(p.Missing, lang)
		}
		return
	}
	if row.ID.Place() {
		p.Places++
		return
	}
	p.Now++
	p.ByPlat[row.Platform]++
	p.ByLang[lang]++
}

// Lint judges a brief with everything the store knows of what it rests on and of who would read it.
func (n *Network) Lint(tx storage.Tx, b messages.Brief, now time.Time) ([]messages.Problem, error) {
	s, err := n.Desk.Subject(tx, b, now)
	if err != nil {
		return nil, err
	}
	s.Wanted = n.Settings.Languages
	return messages.Lint(s), nil
}

// Report is what became of a brief, beside what was planned.
type Report struct {
	Brief    messages.Brief
	Releases []ReleaseReport
}

// ReleaseReport is what became of one release.
type ReleaseReport struct {
	Release Release
	Tally   outbox.Tally
	Sharers Sharers // of the newest correction or withdrawal
}

// Sharers are the shares that a correction concerns, by what their members know of it and did about it.
type Sharers struct {
	Told, Untold, Unreachable int
	Closed                    map[string]int // by what members say they did: reach.Share.Closed
}

// Shares is how many there are.
func (s Sharers) Shares() int { return s.Told + s.Untold + s.Unreachable }

// sharers counts the shares that were owed a correction, as they are now.
func (n *Network) sharers(tx storage.Tx, brief string) (Sharers, error) {
	out := Sharers{Closed: map[string]int{}}
	shares, err := n.Reach.SharesOfBrief(tx, brief)
	if err != nil {
		return out, err
	}
	for _, s := range shares {
		if s.Told == 0 {
			continue
		}
		m, err := n.Roster.Get(tx, s.Member)
		if err != nil {
			return out, err
		}
		waits, err := n.Reach.Owed(tx, s.Member, reach.Untold{Share: s.ID})
		if err == nil && waits {
			var told bool
			told, _, err = n.OwedTold(tx, s)
			waits = !told
		}
		if err != nil {
			return out, err
		}
		_, reached := m.Reachable()
		switch {
		case s.Closed != "":
			out.Closed[s.Closed]++
			out.Told++
		case !waits:
			out.Told++
		case reached || m.Unopened():
			out.Untold++
		default:
			out.Unreachable++
		}
	}
	return out, nil
}

// Report sums up a brief's releases.
func (n *Network) Report(tx storage.Tx, ref string) (Report, error) {
	b, err := n.Desk.Brief(tx, ref)
	if err != nil {
		return Report{}, err
	}
	out := Report{Brief: b}
	all, err := n.Releases(tx, b.ID)
	if err != nil {
		return out, err
	}
	for _, r := range all {
		t, err := n.Outbox.Tally(tx, r.ID)
		if err != nil {
			return out, err
		}
		out.Releases = append(out.Releases, ReleaseReport{Release: r, Tally: t})
	}
	if last := len(all) - 1; last >= 0 && all[last].Replaces() {
		out.Releases[last].Sharers, err = n.sharers(tx, b.ID)
	}
	return out, err
}

// Reached tells whether a member was sent the brief, and is what "why did I get this?" is answered from.
func (n *Network) Reached(tx storage.Tx, brief string, m members.Member) (Release, bool, error) {
	all, err := n.Releases(tx, brief)
	if err != nil {
		return Release{}, false, err
	}
	for _, r := range slices.Backward(all) {
		for _, ordinal := range m.Ordinals() {
			row, err := n.Outbox.Row(tx, outbox.RowID{Release: r.ID, Ordinal: ordinal})
			if err == nil && row.State == outbox.Sent {
				return r, true, nil
			}
		}
	}
	return Release{}, false, nil
}
