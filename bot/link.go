package bot

import (
	"cmp"
	"errors"
	"strings"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/storage"
)

// link gives a code by which a member's account elsewhere becomes theirs here too, or takes such a code: /link, /link 123 456.
func (t *turn) link(args []string) error {
	switch {
	case t.u.Public || t.u.From.Chat == "": // what is shown and asked is for one person
		return no("refuse.link_private")
	case t.u.Data != "" && len(args) > 0:
		return errStale // a code is typed
	case len(args) > 0:
		return t.enterCode(strings.Join(args, " "))
	case t.m == nil:
		t.ask("link")
		t.send(Message{Text: t.p.Say("link.which"), Buttons: [][]Button{t.cancelRow()}})
		return nil
	}
	others := t.unlinked()
	if len(others) == 0 {
		return no("refuse.link_nowhere")
	}
	on, _ := t.m.On(t.u.From.Platform)
	code, err := t.net.Roster.NewLinkCode(t.tx, *t.m, on, t.now)
	if err != nil {
		return err
	}
	t.ask("link")
	t.replace(Message{
		Text: t.p.Say("link.code", "Platforms", strings.Join(others, ", "), "Minutes", int(members.LinkLife.Minutes())),
		Copy: "/link " + code[:3] + " " + code[3:],
	})
	return nil
}

// linkStep takes a code as the next words. A member's other words are no answer to it.
func (t *turn) linkStep(text string) error {
	if _, ok := parseLinkCode(text); !ok && t.m != nil {
		if t.u.Public {
			return nil // said to others
		}
		t.end()
		return t.freeText(text)
	}
	return t.link([]string{text})
}

// parseLinkCode reads six digits, of any script that writes numbers so, whatever stands between them.
func parseLinkCode(text string) (code string, ok bool) {
	var b strings.Builder
	for _, r := range unmarked(text) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= '٠' && r <= '٩':
			b.WriteRune('0' + r - '٠')
		case r >= '۰' && r <= '۹':
			b.WriteRune('0' + r - '۰')
		case !strings.ContainsRune(" \u00a0\u202f-–‑.", r):
			return "", false
		}
	}
	return b.String(), b.Len() == 6
}

// enterCode takes a code from the account that is to be linked. The member whose code it is has to say yes.
func (t *turn) enterCode(text string) error {
	code, ok := parseLinkCode(text)
	if !ok {
		return no("refuse.link_form")
	}
	from := t.u.From
	claim := members.Claim{Identity: members.Identity{Platform: from.Platform, User: from.ID, Chat: from.Chat, Name: from.Name}, Lang: t.lang()}
	m, on, claim, err := t.net.Roster.EnterLinkCode(t.tx, t.key(), claim, code, t.now)
	if tries := (*members.TriesError)(nil); errors.As(err, &tries) {
		return no("refuse.link_tries", "Until", t.local(tries.Until))
	}
	if err != nil {
		return err
	}
	t.end()
	p := t.printer(m.Lang)
	answer := func(label, word string) Button {
		return Button{Label: label, Data: t.data(on.Platform, on.User, "linking", claim.ID, word)}
	}
	if _, err := t.net.Outbox.Post(t.tx, outbox.Letter{
		Class: string(campaigns.Service), Lane: outbox.Alerts, Ordinal: m.Ordinal, To: Address{Platform: on.Platform, Chat: on.Chat}, Posted: t.now,
		Message: Message{
			Text: p.Say("link.sure", "Platform", t.title(from.Platform), "Name", cmp.Or(from.Name, from.ID)), Lang: p.Lang(),
			Buttons: [][]Button{{answer(p.Plain("link.yes"), "yes"), answer(p.Plain("link.no"), "no")}},
		},
	}); err != nil {
		return err
	}
	t.send(Message{
		Text:    t.p.Say("link.entered", "Platform", t.title(on.Platform)),
		Buttons: [][]Button{{t.button("link.stop", "linking", claim.ID, "stop")}},
	})
	return nil
}

// linkAnswers are what can be said to a claim: yes and no by the member, stop by the account that made it.
var linkAnswers = map[string]func(t *turn, claim string) error{
	"yes":  (*turn).linkYes,
	"no":   (*turn).linkNo,
	"stop": (*turn).linkStop,
}

func (t *turn) linking(args []string) error {
	if len(args) != 2 || linkAnswers[args[1]] == nil {
		return errStale
	}
	return linkAnswers[args[1]](t, args[0])
}

// takeClaim takes the claim that waits for this member's answer.
func (t *turn) takeClaim(id string) (members.Claim, error) {
	if t.m == nil {
		return members.Claim{}, members.ErrLinkStale
	}
	return t.net.Roster.TakeClaim(t.tx, *t.m, id, t.now)
}

func (t *turn) linkYes(id string) error {
	claim, err := t.takeClaim(id)
	if err != nil {
		return err
	}
	m, merged, err := t.net.Link(t.tx, *t.m, claim, t.now)
	if err != nil {
		return err
	}
	if merged != nil {
		if err := t.moveReports(merged.Ordinal, m.Ordinal); err != nil {
			return err
		}
	}
	at := claim.Identity
	if err := t.dialogues.Delete(t.tx, t.personKey(at.Platform, at.User)); err != nil {
		return err
	}
	*t.m, t.changed = m, false // it is kept already
	t.end()
	t.replace(Message{Text: t.p.Say("link.done", "Platform", t.title(at.Platform)), Buttons: [][]Button{{t.button("settings.accounts", "set", "accounts")}}})
	t.tellClaimant(claim, m.Ordinal, Message{
		Text: t.p.Say("link.done_there", "Network", t.net.Settings.Name, "Platform", t.title(t.u.From.Platform)), Menu: t.menuFor(), Lang: t.p.Lang(),
	})
	return nil
}

func (t *turn) linkNo(id string) error {
	claim, err := t.takeClaim(id)
	if err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say("link.dropped")})
	p := t.printer(claim.Lang)
	t.tellClaimant(claim, claim.Ordinal, Message{Text: p.Say("link.refused"), Lang: p.Lang()})
	return nil
}

func (t *turn) linkStop(id string) error {
	by := members.Identity{Platform: t.u.From.Platform, User: t.u.From.ID}
	if err := t.net.Roster.DropClaim(t.tx, id, by, t.now); err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say("link.stopped")})
	return nil
}

// tellClaimant answers the account that entered a code: it is told what came of what it did, so it is a reply to that.
func (t *turn) tellClaimant(c members.Claim, ordinal uint64, msg Message) {
	t.out = append(t.out, outbox.Letter{
		Class: string(campaigns.Reply), Lane: outbox.Replies, Ordinal: ordinal, Posted: c.At,
		To: Address{Platform: c.Identity.Platform, Chat: c.Identity.Chat}, Message: msg,
	})
}

// moveReports makes what one record reported and contested another's.
func (t *turn) moveReports(from, to uint64) error {
	if err := t.net.MoveContests(t.tx, from, to); err != nil {
		return err
	}
	return t.changeReports(from, func(r *report) { r.Member = to })
}

// changeReports changes what a member reported.
func (t *turn) changeReports(ordinal uint64, change func(*report)) error {
	var mine []string
	err := t.reports.Scan(t.tx, storage.Range{}, func(key string, r report) error {
		if r.Member == ordinal {
			mine = append(mine, key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range mine {
		r, err := t.reports.Get(t.tx, k)
		if err != nil {
			return err
		}
		change(&r)
		if err := t.reports.Put(t.tx, k, r); err != nil {
			return err
		}
	}
	return nil
}

// title is what people call a platform.
func (b *Bot) title(platform string) string { return cmp.Or(b.limits[platform].Title, platform) }

// unlinked are the platforms, by what people call them, on which the network is and the member has no account.
func (t *turn) unlinked() []string {
	var out []string
	for _, p := range t.all {
		l := p.Limits()
		if _, have := t.m.On(l.Name); !have {
			out = append(out, t.title(l.Name))
		}
	}
	return out
}
