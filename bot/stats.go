package bot

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// stats says what became of a brief: who was sent it, who waits and why, what was shared and read.
func (t *turn) stats(args []string) error {
	if len(args) == 0 {
		return t.statsList()
	}
	rep, err := t.net.Report(t.tx, args[0])
	if err != nil {
		return err
	}
	lines := []string{t.p.Say("stats.head", "Brief", rep.Brief.ID, "Title", titleOf(rep.Brief, t.lang()))}
	add := func(key string, args ...any) { lines = append(lines, "- "+t.p.Say(key, args...)) }
	if len(rep.Releases) == 0 {
		return no("stats.unreleased", "Brief", rep.Brief.ID)
	}
	for _, r := range rep.Releases {
		switch {
		case r.Release.Cancelled && !r.Release.Started:
			add("stats.undone", "When", t.local(r.Release.Made))
			continue
		case r.Release.Failed != "":
			add("stats.failed_start", "Why", texts.Markdown(t.p.Say("door."+reasonKey(r.Release.Failed))))
			continue
		case !r.Release.Started:
			add("stats.scheduled", "When", t.local(r.Release.At))
			continue
		}
		t.copyStats(r, add)
	}
	f, err := t.net.Reach.Figures(t.tx, rep.Brief.ID)
	if err != nil {
		return err
	}
	add("stats.opened", "People", texts.Number(f.Kits))
	add("stats.shared", "Shares", texts.Number(f.Shared()))
	if f.Measured {
		add("stats.read", "Readers", texts.Number(f.Clicked()))
	} else {
		add("stats.not_measured")
	}
	for _, n := range f.Networks() {
		lines = append(lines, "  - "+t.p.Say("stats.network", "Network", networkName(t.p, n), "Shares", strconv.Itoa(f.Shares[n]), "Readers", t.readers(f.Measured, f.Clicks[n])))
	}
	rows := [][]Button{{t.button("stats.refresh", "stats", rep.Brief.ID)}}
	if may(t.m, lead) {
		rows = append(t.running(rep.Releases), rows...)
	}
	t.send(Message{Text: strings.Join(lines, "\n"), Buttons: rows})
	return nil
}

// copyStats says where the copies of a release stand.
func (t *turn) copyStats(r campaigns.ReleaseReport, add func(key string, args ...any)) {
	if r.Release.Replaces() {
		t.correctionStats(r, add)
	} else {
		add("stats.sent", "People", texts.Number(r.Tally.States[outbox.Sent]-r.Tally.Places[outbox.Sent]), "When", t.local(r.Release.At))
	}
	if f := r.Release.Foreseen; !f.DoneBy.IsZero() && !r.Release.Replaces() {
		add("stats.foreseen", "Now", strconv.Itoa(f.Now), "Later", strconv.Itoa(f.Later), "Out", strconv.Itoa(f.Out), "When", t.local(f.DoneBy))
	}
	t.placeStats(r, add)
	if n := r.Tally.Waiting - r.Tally.PlacesWaiting; n > 0 {
		add("stats.waiting", "People", texts.Number(n), "When", t.local(r.Tally.Next))
	}
	for _, x := range []struct {
		state outbox.State
		key   string
	}{{outbox.Queued, "stats.because"}, {outbox.Skipped, "stats.left_out"}, {outbox.Failed, "stats.failed"}, {outbox.Expired, "stats.expired"}} {
		for _, why := range slices.Sorted(maps.Keys(r.Tally.Reasons[x.state])) {
			if why == campaigns.WhyUntold || why == campaigns.WhyRight || why == campaigns.WhyUnsent {
				continue // counted above, or nothing to be done about
			}
			add(x.key, "People", texts.Number(r.Tally.Reasons[x.state][why]), "Why", texts.Markdown(t.whyWords(why, x.state)))
		}
	}
	if n := r.Tally.States[outbox.InDoubt] - r.Tally.Places[outbox.InDoubt]; n > 0 {
		add("stats.unsure", "People", texts.Number(n))
	}
	if n := r.Tally.States[outbox.Cancelled] - r.Tally.Places[outbox.Cancelled]; n > 0 {
		add("stats.cancelled", "People", texts.Number(n))
	}
}

// running are the buttons by which a lead has a release that still has copies to send wait, go on or end: those of the newest.
func (t *turn) running(all []campaigns.ReleaseReport) [][]Button {
	for _, r := range slices.Backward(all) {
		if r.Release.Replaces() || !r.Release.Started || r.Release.Cancelled || r.Tally.States[outbox.Queued] == 0 {
			continue
		}
		id := strconv.FormatUint(r.Release.ID, 10)
		halt := t.button("release.halt", "halt", id, "on")
		if r.Release.Paused {
			halt = t.button("release.go_on", "halt", id, "off")
		}
		return [][]Button{{halt, t.button("release.stop_rest", "unrelease", id, "rest")}}
	}
	return nil
}

// correctionStats says whom a correction or a notice reached: where the copy stands, by a new message, not yet, or not at all.
func (t *turn) correctionStats(r campaigns.ReleaseReport, add func(key string, args ...any)) {
	y := r.Tally
	waits := y.States[outbox.Queued] + y.States[outbox.Sending] - y.Places[outbox.Queued] - y.Places[outbox.Sending]
	people := y.States[outbox.Sent] - y.Places[outbox.Sent]
	untold := y.Reasons[outbox.Skipped][campaigns.WhyUntold]
	unreachable := y.States[outbox.Failed] - y.Places[outbox.Failed]
	for _, why := range []string{campaigns.WhyGone, campaigns.WhyLeft, campaigns.WhyPlatform} {
		unreachable += y.Reasons[outbox.Skipped][why]
	}
	add("stats.corrected", "Copies", strconv.Itoa(y.InPlace), "When", t.local(r.Release.At))
	for _, x := range []struct {
		key    string
		copies int
	}{{"stats.told", people - y.InPlace}, {"stats.untold", untold}, {"stats.unreachable", unreachable}, {"stats.to_correct", waits}} {
		if x.copies > 0 {
			add(x.key, "Copies", strconv.Itoa(x.copies))
		}
	}
	s := r.Sharers
	if s.Shares() == 0 {
		return
	}
	add("stats.sharers", "Told", strconv.Itoa(s.Told), "Untold", strconv.Itoa(s.Untold), "Unreachable", strconv.Itoa(s.Unreachable))
	closed := s.Closed["corrected"] + s.Closed["deleted"] + s.Closed["left"]
	add("stats.closed", "Closed", strconv.Itoa(closed), "Shares", strconv.Itoa(s.Shares()), "Percent", strconv.Itoa(100*closed/s.Shares()),
		"Corrected", strconv.Itoa(s.Closed["corrected"]), "Deleted", strconv.Itoa(s.Closed["deleted"]), "Left", strconv.Itoa(s.Closed["left"]))
}

// placeStats says what became of a release in places.
func (t *turn) placeStats(r campaigns.ReleaseReport, add func(key string, args ...any)) {
	key, out := "stats.places", "stats.places_out"
	if r.Release.Replaces() {
		key, out = "stats.places_corrected", "stats.places_uncorrected"
	}
	if n := r.Tally.Places[outbox.Sent]; n > 0 {
		add(key, "Places", texts.Number(n))
	}
	for state := range outbox.State(len(r.Tally.Places)) {
		for _, why := range slices.Sorted(maps.Keys(r.Tally.PlaceReasons[state])) {
			add(out, "Places", texts.Number(r.Tally.PlaceReasons[state][why]), "Why", texts.Markdown(t.whyWords(why, state)))
		}
	}
}

func (t *turn) readers(measured bool, n int) string {
	if !measured {
		return t.p.Plain("stats.not_measured_short")
	}
	return strconv.Itoa(n)
}

// whyWords says a reason in words: the door's, or what went wrong with a platform, and whether it is tried again.
func (t *turn) whyWords(why string, state outbox.State) string {
	if key := "door." + reasonKey(why); t.p.Has(key) {
		return t.p.Say(key)
	}
	switch {
	case why == outbox.Internal:
		return t.p.Say("stats.internal")
	case state == outbox.InDoubt:
		return t.p.Say("stats.in_doubt")
	case state.Final():
		return t.p.Say("stats.not_taken")
	}
	return t.p.Say("door.trouble")
}

func (t *turn) statsList() error {
	msg := Message{Text: t.p.Say("stats.which")}
	err := t.net.Desk.Briefs(t.tx, func(b messages.Brief) error {
		if b.Public > 0 {
			msg.Buttons = append(msg.Buttons, []Button{t.named(b.ID+" "+titleOf(b, t.lang()), "stats", b.ID)})
		}
		if len(msg.Buttons) == 8 {
			return storage.ErrStop
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(msg.Buttons) == 0 {
		return no("stats.none")
	}
	found, err := t.net.FindingsCount(t.tx)
	if err != nil {
		return err
	}
	for _, f := range messages.Findings() {
		if found[f] > 0 && f != messages.None {
			msg.Text += "\n- " + t.p.Say("stats.finding", "Finding", texts.Markdown(t.p.Say("finding."+findingKey(f))), "Count", strconv.Itoa(found[f]))
		}
	}
	t.send(msg)
	return nil
}
