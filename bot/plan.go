package bot

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// plan shows what a release would do; its buttons are the release's confirmation.
func (t *turn) plan(args []string) error {
	if len(args) == 0 {
		return no("preview.which")
	}
	at := t.now.Add(t.net.Settings.Undo)
	pl, err := t.net.Preview(t.tx, args[0], at, t.limits, t.now)
	if err != nil {
		return err
	}
	b := pl.Brief
	switch {
	case b.Stage == messages.Draft:
		return no("plan.draft", "Brief", b.ID)
	case b.Stage == messages.Withdrawn:
		return messages.ErrWithdrawn
	case b.Public == b.Rev:
		return campaigns.ErrReleased
	case messages.Blocking(pl.Problems):
		return t.showState(b, pl.Problems)
	}
	if err := t.net.Foresee(t.tx, pl); err != nil {
		return err
	}
	msg := Message{Text: t.planText(pl)}
	for _, r := range b.Asked {
		msg.Text += "\n- " + t.p.Say("state.asked", "Lang", r.Lang.Name(), "Why", r.Why, "Who", t.nameOf(r.By))
	}
	if len(pl.Problems) > 0 {
		msg.Text += "\n\n" + t.p.Say("state.problems")
		for _, p := range pl.Problems {
			msg.Text += "\n- " + t.problem(p)
		}
	}
	if len(pl.Ready) > 0 {
		msg.Buttons = [][]Button{{t.button("plan.now", "release", b.ID, strconv.Itoa(b.Rev)), t.button("plan.later", "schedule", b.ID)}}
	} else {
		msg.Buttons = [][]Button{{t.button("state.submit_again", "submit", b.ID)}}
	}
	t.send(msg)
	return nil
}

// planText is the plan in words.
func (t *turn) planText(pl campaigns.Plan) string {
	key := "plan.head"
	if pl.Corrects {
		key = "plan.head_correction"
	}
	lines := []string{t.p.Say(key, "Brief", pl.Brief.ID, "People", texts.Number(pl.Audience))}
	add := func(key string, args ...any) { lines = append(lines, "- "+t.p.Say(key, args...)) }
	add("plan.at_once", "People", texts.Number(pl.Now))
	posts := "plan.places"
	if pl.Corrects {
		posts = "plan.places_corrected"
	}
	if pl.Places > 0 {
		add(posts, "Places", texts.Number(pl.Places))
	}
	if pl.Kits > 0 {
		add("plan.kits", "Copies", strconv.Itoa(pl.Kits))
	}
	if pl.Anew > 0 {
		add("plan.anew", "People", texts.Number(pl.Anew))
	}
	if pl.AnewPosts > 0 {
		add("plan.anew_places", "Places", texts.Number(pl.AnewPosts))
	}
	for _, why := range slices.Sorted(maps.Keys(pl.PlacesOut)) {
		add("plan.places_out", "Places", texts.Number(pl.PlacesOut[why]), "Why", texts.Markdown(t.p.Say("door."+reasonKey(why))))
	}
	if len(t.limits) > 1 {
		for _, name := range slices.Sorted(maps.Keys(pl.ByPlat)) {
			add("plan.platform", "Platform", t.title(name), "People", texts.Number(pl.ByPlat[name]))
		}
	}
	for _, l := range messages.Languages() {
		if n := pl.ByLang[l]; n > 0 {
			add("plan.lang", "Lang", l.Name(), "People", texts.Number(n))
		}
		if n := pl.FellBack[l]; n > 0 {
			add("plan.fell_back", "Lang", l.Name(), "People", texts.Number(n))
		}
	}
	for _, l := range pl.Missing {
		if _, written := pl.Brief.Texts[l]; written {
			add("plan.missing", "Lang", l.Name())
		} else {
			add("plan.unwritten", "Lang", l.Name())
		}
	}
	for _, why := range slices.Sorted(maps.Keys(pl.Waits)) {
		add("plan.waits", "People", texts.Number(pl.Waits[why]), "Why", texts.Markdown(t.p.Say("door."+reasonKey(why))))
	}
	if !pl.WaitsTil.IsZero() {
		add("plan.waits_until", "When", t.local(pl.WaitsTil))
	}
	for _, why := range slices.Sorted(maps.Keys(pl.LeftOut)) {
		add("plan.left_out", "People", texts.Number(pl.LeftOut[why]), "Why", texts.Markdown(t.p.Say("door."+reasonKey(why))))
	}
	if !pl.Corrects {
		links := "plan.links"
		if !t.net.Reach.Measured() {
			links = "plan.links_unmeasured"
		}
		add(links, "People", texts.Number(pl.Counted))
		add("plan.caps", "Shares", members.DailyShares)
	}
	if len(pl.Ready) > 0 {
		add("plan.done_by", "When", t.local(pl.DoneBy))
	}
	if !pl.Brief.Until.IsZero() {
		add("plan.until", "When", t.local(pl.Brief.Until))
	}
	return strings.Join(lines, "\n")
}

func reasonKey(why string) string { return strings.ReplaceAll(why, " ", "_") }

// release starts a release that can be undone for a while. By button it carries the revision that the plan was about.
func (t *turn) release(args []string) error {
	switch {
	case len(args) == 0:
		return no("preview.which")
	case t.u.Data == "" || len(args) < 2:
		return t.plan(args[:1])
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if err != nil {
		return err
	}
	if strconv.Itoa(b.Rev) != args[1] {
		return messages.ErrChanged
	}
	return t.releaseNow(b, t.replace)
}

func (t *turn) releaseNow(b messages.Brief, answer func(Message)) error {
	if blocked, err := t.blocked(b); err != nil || blocked {
		return err
	}
	r, err := t.net.Schedule(t.tx, b.ID, t.m.Alias, t.now, "", t.now)
	if err != nil {
		return err
	}
	answer(Message{
		Text:    t.p.Say("release.started", "Brief", b.ID, "Seconds", texts.Number(int(t.net.Settings.Undo/time.Second))),
		Buttons: [][]Button{{t.button("release.undo", "unrelease", strconv.FormatUint(r.ID, 10))}},
	})
	return nil
}

// cancelRelease takes a release back before it starts. Of one that has left only the rest can be stopped, which has to be said.
func (t *turn) cancelRelease(args []string) error {
	if len(args) == 0 {
		return errStale
	}
	rest := len(args) == 2 && args[1] == "rest"
	id, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return errStale
	}
	r, err := t.net.Release(t.tx, id)
	if err != nil {
		return err
	}
	b, err := t.net.Desk.Brief(t.tx, r.Brief)
	if err != nil {
		return err
	}
	if b.Stage == messages.Withdrawn {
		return messages.ErrWithdrawn
	}
	if r.Started && !rest {
		tally, err := t.net.Outbox.Tally(t.tx, id)
		if err != nil {
			return err
		}
		msg := Message{Text: t.p.Say("release.left", "Brief", r.Brief, "Sent", strconv.Itoa(tally.States[outbox.Sent]-tally.Places[outbox.Sent]))}
		if tally.States[outbox.Queued] > 0 && !r.Replaces() {
			msg.Buttons = [][]Button{{t.button("release.stop_rest", "unrelease", args[0], "rest")}}
		}
		t.replace(msg)
		return nil
	}
	if r, err = t.net.Cancel(t.tx, id, t.m.Alias, t.now); err != nil {
		return err
	}
	if !r.Started {
		key := "release.undone"
		if !r.Restored.IsZero() {
			key = "doubts.dropped" // whether it has left is what nobody knows
		}
		t.replace(Message{Text: t.p.Say(key, "Brief", r.Brief), Buttons: [][]Button{{t.button("state.plan", "plan", r.Brief)}}})
		return nil
	}
	tally, err := t.net.Outbox.Tally(t.tx, id)
	if err != nil {
		return err
	}
	text := t.p.Say("release.cancelled", "Brief", r.Brief, "People", texts.Number(tally.States[outbox.Sent]-tally.Places[outbox.Sent]))
	if n := tally.States[outbox.Sending] - tally.Places[outbox.Sending]; n > 0 { // their calls are made already
		text += " " + t.p.Say("release.on_their_way", "Copies", texts.Number(n))
	}
	t.replace(Message{Text: text})
	return nil
}

// haltRelease has what has not left of a release wait, or go on: halt <release> on|off.
func (t *turn) haltRelease(args []string) error {
	if len(args) != 2 {
		return errStale
	}
	id, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return errStale
	}
	r, err := t.net.Pause(t.tx, id, args[1] == "on", t.m.Alias, t.now)
	if err != nil {
		return err
	}
	if !r.Started && !r.Paused {
		t.replace(Message{Text: t.p.Say("doubts.goes", "Brief", r.Brief), Buttons: [][]Button{{t.button("stats.refresh", "stats", r.Brief)}}})
		return nil
	}
	key, button := "release.going_on", t.button("release.halt", "halt", args[0], "on")
	if r.Paused {
		key, button = "release.halted", t.button("release.go_on", "halt", args[0], "off")
	}
	tally, err := t.net.Outbox.Tally(t.tx, id)
	if err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say(key, "Brief", r.Brief, "People", texts.Number(tally.States[outbox.Queued]-tally.Places[outbox.Queued])), Buttons: [][]Button{
		{button, t.button("release.stop_rest", "unrelease", args[0], "rest")}, {t.button("stats.refresh", "stats", r.Brief)},
	}})
	return nil
}

// schedule takes a wall time: /schedule B1 2026-03-02 09:00 Europe/Paris.
func (t *turn) schedule(args []string) error {
	switch len(args) {
	case 0:
		return t.scheduled()
	case 1:
		b, err := t.net.Desk.Brief(t.tx, args[0])
		if err != nil {
			return err
		}
		if b.Stage == messages.Withdrawn {
			return messages.ErrWithdrawn
		}
		t.ask("schedule", "brief", b.ID)
		t.send(Message{Text: t.p.Say("schedule.ask", "Brief", b.ID, "Zone", t.zone().String()), Buttons: [][]Button{t.cancelRow()}})
		return nil
	}
	return t.scheduleAt(args[0], strings.Join(args[1:], " "))
}

func (t *turn) scheduleStep(text string) error { return t.scheduleAt(t.d.Data["brief"], text) }

func (t *turn) scheduleAt(ref, words string) error {
	at, wall, err := parseWall(words, t.zone())
	if err != nil {
		return err
	}
	if !at.After(t.now) {
		return no("schedule.past", "When", t.local(at))
	}
	b, err := t.net.Desk.Brief(t.tx, ref)
	if err != nil {
		return err
	}
	if !b.Until.IsZero() && !at.Before(b.Until) {
		return no("schedule.too_late", "When", t.local(b.Until))
	}
	if blocked, err := t.blocked(b); err != nil || blocked {
		return err
	}
	pl, err := t.net.Preview(t.tx, ref, at, t.limits, t.now)
	if err != nil {
		return err
	}
	r, err := t.net.Schedule(t.tx, ref, t.m.Alias, at, wall, t.now)
	if err != nil {
		return err
	}
	t.end()
	t.send(Message{
		Text:    t.p.Say("schedule.done", "Brief", b.ID, "When", t.local(r.At)) + "\n\n" + t.planText(pl),
		Buttons: [][]Button{{t.button("schedule.cancel", "unrelease", strconv.FormatUint(r.ID, 10))}},
	})
	return nil
}

// scheduled lists what is going to be released.
func (t *turn) scheduled() error {
	all, err := t.net.Upcoming(t.tx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return no("schedule.none")
	}
	msg := Message{Text: t.p.Say("schedule.list")}
	for _, r := range all {
		msg.Text += "\n- " + t.p.Say("schedule.line", "Brief", r.Brief, "When", t.local(r.At))
		msg.Buttons = append(msg.Buttons, []Button{t.named(t.p.Plain("schedule.cancel_one", "Brief", r.Brief), "unrelease", strconv.FormatUint(r.ID, 10))})
	}
	t.send(msg)
	return nil
}

// Trouble tells a lead that a release of theirs could not start; see campaigns.Voice.
func (b *Bot) Trouble(tx storage.Tx, r campaigns.Release, now time.Time) error {
	m, err := b.net.Roster.ByAlias(tx, r.By)
	if errors.Is(err, members.ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	p := b.printer(m.Lang)
	return b.letter(tx, m, Message{
		Text: p.Say("release.failed", "Brief", r.Brief, "Why", texts.Markdown(p.Say("door."+reasonKey(r.Failed)))), Lang: p.Lang(),
		Buttons: [][]Button{{b.buttonFor(m, p.Plain("desk.open"), "preview", r.Brief)}},
	}, now)
}

// hold stops everything that has not left, for the whole network.
func (t *turn) hold(args []string) error {
	if len(args) == 0 {
		t.ask("hold")
		t.send(Message{Text: t.p.Say("hold.ask"), Buttons: [][]Button{t.cancelRow()}})
		return nil
	}
	return t.holdStep(strings.Join(args, " "))
}

func (t *turn) holdStep(text string) error {
	t.end()
	if err := t.net.SetHold(t.tx, true, t.m.Alias, shorten(text, 300), t.now); err != nil {
		return err
	}
	t.send(Message{Text: t.p.Say("hold.done", "Why", shorten(text, 300)), Buttons: [][]Button{{t.button("hold.lift", "lift")}}})
	return nil
}

func (t *turn) lift(_ []string) error {
	h, err := t.net.Held(t.tx)
	if err != nil {
		return err
	}
	if !h.On {
		return no("lift.nothing")
	}
	if err := t.net.SetHold(t.tx, false, t.m.Alias, "", t.now); err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say("lift.done")})
	return nil
}

// withdraw takes a brief out of circulation, with a notice that stands in its place. Since nothing brings it back, it asks twice:
// for the notice, and whether that is to be done.
func (t *turn) withdraw(args []string) error {
	if len(args) == 0 {
		return no("preview.which")
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if err != nil {
		return err
	}
	if b.Stage == messages.Withdrawn {
		return messages.ErrWithdrawn
	}
	if len(args) == 1 || t.u.Data == "" {
		t.afresh()
		t.ask("withdraw", "brief", b.ID)
		if len(args) > 1 {
			return t.withdrawStep(strings.Join(args[1:], " "))
		}
		t.send(Message{Text: t.p.Say("withdraw.ask", "Brief", b.ID), Buttons: [][]Button{t.cancelRow()}})
		return nil
	}
	notice := t.d.Data["notice"]
	if !t.open(args[1]) || t.d.Data["brief"] != b.ID || notice == "" {
		return errStale
	}
	t.end()
	told, err := t.net.Withdraw(t.tx, b.ID, notice, t.m.Alias, t.now, t.Bot)
	if err != nil {
		return err
	}
	key := "withdraw.done"
	if b.Public == 0 {
		key = "withdraw.done_unreleased"
	}
	t.replace(Message{Text: t.p.Say(key, "Brief", b.ID, "People", texts.Number(told))})
	return nil
}

func (t *turn) withdrawStep(text string) error {
	b, err := t.net.Desk.Brief(t.tx, t.d.Data["brief"])
	if err != nil {
		return err
	}
	notice, key := shorten(text, 500), "withdraw.sure"
	if b.Public == 0 {
		key = "withdraw.sure_unreleased"
	}
	t.ask("", "notice", notice)
	t.send(Message{Text: t.p.Say(key, "Brief", b.ID, "Notice", notice), Buttons: [][]Button{
		append([]Button{t.button("withdraw.yes", "withdraw", b.ID, t.d.Question)}, t.cancelRow()...),
	}})
	return nil
}
