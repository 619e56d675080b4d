package bot

import (
	"slices"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// desk says what the network needs next, and leads to everything a lead or reviewer does.
func (t *turn) desk(_ []string) error {
	needs, err := t.needs()
	if err != nil {
		return err
	}
	msg := Message{Text: t.p.Say("desk.head"), Menu: t.menuFor()}
	held, err := t.net.Held(t.tx)
	if err != nil {
		return err
	}
	if held.On {
		msg.Text += "\n\n" + t.p.Say("desk.held", "Why", held.Why, "Who", t.nameOf(held.By))
	}
	for _, n := range needs {
		msg.Text += "\n- " + t.p.Say(n.key, n.args...)
		if n.button.Data != "" {
			msg.Buttons = append(msg.Buttons, []Button{n.button})
		}
	}
	if len(needs) == 0 {
		msg.Text += "\n\n" + t.p.Say("desk.nothing")
	}
	row := []Button{t.button("desk.queue", "queue"), t.button("desk.stats", "stats")}
	if may(t.m, lead) {
		msg.Buttons = append(msg.Buttons, []Button{t.button("desk.new", "new"), t.button("desk.campaigns", "campaign")})
	}
	if may(t.m, host) {
		row = append(row, t.button("desk.invite", "invite"), t.button("desk.places", "place"))
	}
	msg.Buttons = append(msg.Buttons, row, []Button{t.button("desk.facts", "facts"), t.button("desk.sources", "source"), t.button("desk.contests", "contests")})
	t.send(msg)
	return nil
}

// need is one thing that is missing, with the button that leads to it.
type need struct {
	key    string
	args   []any
	button Button
}

// needs lists what a network still needs before its first release, and what waits for a person.
func (t *turn) needs() ([]need, error) {
	var out []need
	all, err := t.net.Campaigns(t.tx)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 && may(t.m, lead) {
		out = append(out, need{"need.campaign", nil, t.button("campaign.new", "campaign", "new")})
	}
	reviewers, err := t.net.Roster.WithRole(t.tx, members.Reviewer)
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(reviewers, func(m members.Member) bool { return m.Ordinal == t.m.Ordinal })
	if len(others) == 0 && may(t.m, lead) {
		out = append(out, need{"need.reviewer", nil, t.button("desk.invite_reviewer", "invite", "reviewer")})
	}
	queue, err := t.net.Roster.InQueue(t.tx)
	if err != nil {
		return nil, err
	}
	if len(queue) > 0 && may(t.m, host) {
		out = append(out, need{"need.admit", []any{"People", texts.Number(len(queue))}, t.button("desk.admit", "admit")})
	}
	for _, c := range all {
		if c.Pending == nil || !may(t.m, lead) {
			continue
		}
		if !slices.Contains(c.Pending.By, t.m.Alias) {
			out = append(out, need{"need.confirm", []any{"Title", c.In(t.lang())}, t.named(c.In(t.lang()), "campaign", "show", t.campaignRef(c))})
		} else if more, err := t.otherLead(c.Pending.By); err != nil {
			return nil, err
		} else if !more {
			way := t.named(c.In(t.lang()), "campaign", "show", t.campaignRef(c))
			if may(t.m, admin) {
				way = t.button("invite.lead", "invite", "lead")
			}
			out = append(out, need{"need.second", []any{"Title", c.In(t.lang())}, way})
		}
	}
	if may(t.m, lead) {
		doubtful, err := t.net.Doubtful(t.tx)
		if err != nil {
			return nil, err
		}
		if doubtful {
			out = append(out, need{"need.doubts", nil, t.button("desk.doubts", "doubts")})
		}
	}
	if may(t.m, lead) {
		owed, err := t.net.FactCorrections(t.tx)
		if err != nil {
			return nil, err
		}
		for _, c := range owed {
			out = append(out, need{"need.correction_of", []any{"Ref", c.Ref()}, t.named(t.p.Plain("correction_of.open", "Ref", c.Ref()), "correction", c.Ref())})
		}
	}
	contested, err := t.contestNeeds()
	if err != nil {
		return nil, err
	}
	out = append(out, contested...)
	drafts := 0
	err = t.net.Desk.Briefs(t.tx, func(b messages.Brief) error {
		if b.Stage == messages.Draft && slices.Contains(b.Authors, t.m.Alias) && drafts < 3 {
			drafts++
			out = append(out, need{"need.draft", []any{"Brief", b.ID, "Title", titleOf(b, t.lang())}, t.named(b.ID+" "+titleOf(b, t.lang()), "preview", b.ID)})
		}
		n, err := t.waitsFor(b)
		out = append(out, n...)
		return err
	})
	return out, err
}

// otherLead tells whether anybody but those may confirm what they propose.
func (t *turn) otherLead(but []messages.Alias) (bool, error) {
	all, err := t.net.Roster.Leaders(t.tx)
	return slices.ContainsFunc(all, func(m members.Member) bool { return !slices.Contains(but, m.Alias) }), err
}

// waitsFor lists what a brief that is being vetted waits for from this person: a reviewer's word, an author's change, its release.
func (t *turn) waitsFor(b messages.Brief) ([]need, error) {
	if b.Stage != messages.InReview && (b.Stage != messages.Released || b.Public == b.Rev) {
		return nil, nil
	}
	mine := slices.Contains(b.Authors, t.m.Alias)
	ready, err := t.net.Desk.Ready(t.tx, b, t.now)
	if err != nil {
		return nil, err
	}
	all, err := t.inVetting(b)
	if err != nil {
		return nil, err
	}
	var out []need
	label := b.ID + " " + titleOf(b, t.lang())
	for _, v := range all {
		switch {
		case v.Approved() && v.Stale != "" && mine && may(t.m, lead):
			out = append(out, need{"need.stale", []any{"Brief", b.ID, "Lang", v.lang.Name(), "Fact", v.Stale}, t.named(t.p.Plain("contests.fact"), "facts", "show", shortRef(v.Stale))})
		case v.Approved(): // nothing waits
		case v.change != nil && mine:
			out = append(out, need{"need.change", []any{"Brief", b.ID, "Lang", v.lang.Name(), "Who", t.nameOf(v.change.By)}, t.named(label, "preview", b.ID)})
		case v.change == nil && !v.unsent && !b.HadHand(t.m.Alias) && !slices.Contains(v.By, t.m.Alias) && may(t.m, reviewer) && slices.Contains(t.m.Reads, v.lang):
			out = append(out, need{"need.review", []any{"Brief", b.ID, "Lang", v.lang.Name()}, t.named(label, "approve", b.ID, string(v.lang))})
		}
	}
	if !mine || !may(t.m, lead) {
		return out, nil
	}
	if anyUnsent(all) {
		key := "need.unsent"
		if b.Stage == messages.Released {
			key = "need.correction_unsent"
		}
		return append(out, need{key, []any{"Brief", b.ID, "Title", titleOf(b, t.lang())}, t.named(t.p.Plain("state.submit")+" "+b.ID, "submit", b.ID)}), nil
	}
	if len(ready) == 0 {
		unapproved := slices.ContainsFunc(all, func(v inVetting) bool { return !v.Approved() })
		if b.Stage == messages.Released && len(out) == 0 && unapproved {
			out = append(out, need{"need.correction", []any{"Brief", b.ID, "Title", titleOf(b, t.lang())}, t.named(label, "preview", b.ID)})
		}
		return out, nil
	}
	leaving, err := t.net.AboutToLeave(t.tx, b.ID)
	if !leaving {
		out = append(out, need{"queue.ready", []any{"Brief", b.ID, "Languages", texts.Number(len(ready)), "Author", t.nameOf(b.Authors[0])}, t.named(t.p.Plain("state.plan")+" "+b.ID, "plan", b.ID)})
	}
	return out, err
}

func titleOf(b messages.Brief, lang messages.Lang) string {
	if text, ok := b.Texts[lang]; ok {
		return text.Title
	}
	for _, l := range b.Langs() {
		return b.Texts[l].Title
	}
	return b.Name
}

// queue says who waits on whom.
func (t *turn) queue(_ []string) error {
	msg := Message{Text: t.p.Say("queue.head")}
	err := t.net.Desk.Briefs(t.tx, func(b messages.Brief) error {
		if b.Stage != messages.InReview && (b.Stage != messages.Released || b.Public == b.Rev) {
			return nil
		}
		if len(msg.Buttons) == 8 {
			return storage.ErrStop
		}
		ready, err := t.net.Desk.Ready(t.tx, b, t.now)
		if err != nil {
			return err
		}
		all, err := t.inVetting(b)
		if err != nil {
			return err
		}
		if anyUnsent(all) {
			unsent := "need.unsent"
			if b.Stage == messages.Released {
				unsent = "correction_of.unsent"
			}
			msg.Text += "\n- " + t.p.Say(unsent, "Brief", b.ID, "Title", titleOf(b, t.lang()))
		}
		for _, v := range all {
			if v.Stale != "" && v.Approved() {
				msg.Text += "\n- " + t.p.Say("need.stale", "Brief", b.ID, "Lang", v.lang.Name(), "Fact", v.Stale)
			}
			if v.Approved() || v.unsent {
				continue
			}
			if v.change != nil {
				msg.Text += "\n- " + t.p.Say("queue.asked", "Brief", b.ID, "Lang", v.lang.Name(), "Author", t.nameOf(b.Authors[0]), "Who", t.nameOf(v.change.By))
				continue
			}
			reviewers, err := t.reviewersOf(b, v.lang, v.Vetting)
			if err != nil {
				return err
			}
			var names []string
			for _, r := range reviewers {
				name := nameOn(r)
				if until, quiet := r.QuietUntil(t.now, r.Location(t.net.Settings.Zone)); quiet {
					name += " (" + t.p.Plain("queue.asleep", "Until", until.In(t.zone()).Format("15:04")) + ")"
				}
				names = append(names, name)
			}
			key := "queue.waits"
			if len(names) == 0 {
				key = "queue.nobody"
			}
			msg.Text += "\n- " + t.p.Say(key, "Brief", b.ID, "Lang", v.lang.Name(), "Who", strings.Join(names, ", "), "Author", t.nameOf(b.Authors[0]))
		}
		if len(ready) > 0 {
			msg.Text += "\n- " + t.p.Say("queue.ready", "Brief", b.ID, "Languages", texts.Number(len(ready)), "Author", t.nameOf(b.Authors[0]))
		}
		verb := "preview"
		if may(t.m, reviewer) && !b.HadHand(t.m.Alias) {
			verb = "approve"
		}
		msg.Buttons = append(msg.Buttons, []Button{t.named(b.ID+" "+titleOf(b, t.lang()), verb, b.ID)})
		return nil
	})
	if err != nil {
		return err
	}
	waiting, err := t.net.Roster.InQueue(t.tx)
	if err != nil {
		return err
	}
	for _, m := range waiting {
		msg.Text += "\n- " + t.p.Say("queue.joiner", "Who", nameOn(m))
	}
	if len(waiting) > 0 && may(t.m, host) {
		msg.Buttons = append(msg.Buttons, []Button{t.button("desk.admit", "admit")})
	}
	if len(msg.Buttons) == 0 && len(waiting) == 0 {
		return no("queue.empty")
	}
	t.send(msg)
	return nil
}
