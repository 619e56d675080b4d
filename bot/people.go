package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/storage"
)

// inviteLife is how long an invitation is good, inviteUses how many may come by it.
const (
	inviteLife = 30 * 24 * time.Hour
	inviteUses = 50
)

// invite makes an invitation. Roles beyond member are the admins' to give.
func (t *turn) invite(args []string) error {
	if len(args) == 0 {
		rows := [][]Button{{t.button("invite.member", "invite", "member")}, {t.button("invite.review", "invite", "review")}}
		if may(t.m, admin) {
			for _, r := range members.Roles() {
				rows = append(rows, []Button{t.button("invite."+string(r), "invite", string(r))})
			}
		} else {
			rows = append(rows, []Button{t.button("invite.reviewer", "invite", "reviewer")})
		}
		t.replace(Message{Text: t.p.Say("invite.which"), Buttons: append(rows, t.closeRow())})
		return nil
	}
	inv := members.Invite{By: t.m.Alias, Uses: inviteUses, Expires: t.now.Add(inviteLife).UTC()}
	for _, word := range args {
		switch {
		case word == "member":
		case word == "review":
			inv.Review = true
		case slices.Contains(members.Kinds(), members.Kind(word)):
			inv.Kind = members.Kind(word)
		case slices.Contains(members.Roles(), members.Role(word)):
			inv.Roles = append(inv.Roles, members.Role(word))
		default:
			return no("invite.unknown", "What", word)
		}
	}
	// A lead may ask a second person in to review: that gives them no power over the lead's own briefs but the one to refuse.
	if !may(t.m, admin) && len(without(inv.Roles, members.Reviewer)) > 0 {
		return no("invite.not_admin")
	}
	inv, err := t.net.Roster.Invite(t.tx, inv)
	if err != nil {
		return err
	}
	if err := t.net.Record(t.tx, t.m.Alias, "invite "+strings.Join(args, " "), "", t.now); err != nil {
		return err
	}
	t.replace(Message{
		Text: t.p.Say("invite.done", "People", texts.Number(inv.Uses), "Days", int(inviteLife/(24*time.Hour))),
		Copy: t.waysIn(inv.Code),
	})
	return nil
}

// waysIn is what somebody needs who is to come to the bot with a code: an address for each platform that has one, and below what to
// say to the bot wherever no address leads there.
func (b *Bot) waysIn(code string) string {
	var ways []string
	for _, p := range b.all {
		if s, ok := p.(Starter); ok && s.StartLink(code) != "" {
			ways = append(ways, s.StartLink(code))
		}
	}
	return strings.Join(append(ways, "/start "+code), "\n")
}

// admissionCard shows one who waits to those who admit.
func (b *Bot) admissionCard(p *texts.Printer, host, who members.Member, name string) Message {
	ordinal := strconv.FormatUint(who.Ordinal, 10)
	return Message{
		Text: p.Say("admit.card", "Name", name, "Kind", texts.Markdown(p.Say("kind."+string(who.Kind))), "Lang", who.Lang.Name()), Lang: p.Lang(),
		Buttons: [][]Button{{
			b.buttonFor(host, p.Plain("admit.yes"), "admitted", ordinal, "yes"), b.buttonFor(host, p.Plain("admit.no"), "admitted", ordinal, "no"),
		}},
	}
}

// admit shows who waits.
func (t *turn) admit(_ []string) error {
	queue, err := t.net.Roster.InQueue(t.tx)
	if err != nil {
		return err
	}
	if len(queue) == 0 {
		return no("admit.none")
	}
	for _, who := range queue[:min(len(queue), 5)] {
		t.send(t.admissionCard(t.p, *t.m, who, nameOn(who)))
	}
	return nil
}

// decideAdmission answers somebody who waits, either way.
func (t *turn) decideAdmission(args []string) error {
	if len(args) != 2 {
		return errStale
	}
	ordinal, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return errStale
	}
	who, err := t.net.Roster.Get(t.tx, ordinal)
	if isNotFound(err) {
		return no("refuse.former")
	}
	if err != nil {
		return err
	}
	if who.Status != members.Waiting {
		return no("admit.decided", "Name", nameOn(who))
	}
	key, letter := "admit.refused", "admission.refused"
	who.Status = members.Refused
	if args[1] == "yes" {
		key, letter = "admit.admitted", "admission.admitted"
		who.Status, who.Joined = members.Admitted, t.now.UTC()
	}
	_, reachable := who.Reachable()
	who.Untold = !reachable
	if err := t.net.Roster.Put(t.tx, who); err != nil {
		return err
	}
	if err := t.net.Record(t.tx, t.m.Alias, "admission "+args[1], string(who.Alias), t.now); err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say(key, "Name", nameOn(who))})
	p := t.printer(who.Lang)
	msg := Message{Text: p.Say(letter, "Network", t.net.Settings.Name, "Contact", t.net.Settings.Contact), Lang: p.Lang()}
	if who.Untold {
		return nil // said once they do something
	}
	if err := t.letter(t.tx, who, msg, t.now); err != nil || args[1] != "yes" {
		return err
	}
	id, _ := who.Reachable()
	theirs := turn{Bot: t.Bot, tx: t.tx, now: t.now, m: &who, p: p, u: Update{From: User{Platform: id.Platform, ID: id.User}}}
	if msg, err = theirs.firstBrief(); err != nil {
		return err
	}
	return t.letter(t.tx, who, msg, t.now)
}

// tellDecision says first what could not be said when it was decided.
func (t *turn) tellDecision() {
	if t.m == nil || !t.m.Untold || t.u.Blocked || t.u.Removed || t.u.Moved != "" {
		return
	}
	if t.m.Status == members.Admitted {
		t.say("admission.admitted", "Network", t.net.Settings.Name)
	} else {
		t.say("admission.refused", "Network", t.net.Settings.Name, "Contact", t.net.Settings.Contact)
	}
	t.m.Untold, t.changed = false, true
}

// rolePage is how many people one page of /role shows.
const rolePage = 8

// role shows people with their roles and turns a role over: /role, /role <number>, and by button /role <number> <role>.
func (t *turn) role(args []string) error {
	if len(args) == 0 || args[0] == "from" {
		return t.rolePeople(args)
	}
	ordinal, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return no("role.which", "What", args[0])
	}
	who, err := t.net.Roster.Get(t.tx, ordinal)
	if isNotFound(err) {
		return no("role.which", "What", args[0])
	}
	if err != nil {
		return err
	}
	if who.Status != members.Admitted {
		return no("role.not_member", "Name", nameOn(who))
	}
	if len(args) == 2 {
		r := members.Role(strings.ToLower(args[1]))
		if !slices.Contains(members.Roles(), r) {
			return no("role.unknown", "What", args[1])
		}
		roles := append(without(who.Roles, r), r)
		if slices.Contains(who.Roles, r) {
			roles = without(who.Roles, r)
		}
		if who, err = t.net.Roster.SetRoles(t.tx, who, roles); err != nil {
			return err
		}
		if who.Ordinal == t.m.Ordinal {
			t.m.Roles, t.changed = who.Roles, true
		}
		if err := t.net.Record(t.tx, t.m.Alias, "role "+string(r), string(who.Alias), t.now); err != nil {
			return err
		}
		at := turn{Bot: t.Bot, p: t.printer(who.Lang), m: &who}
		if who.Ordinal != t.m.Ordinal {
			msg := Message{Text: at.p.Say("role.letter", "Roles", texts.Markdown(at.roleNames(who.Roles))), Menu: at.menuFor(), Lang: at.p.Lang()}
			if err := t.letter(t.tx, who, msg, t.now); err != nil {
				return err
			}
		}
	}
	var rows [][]Button
	for _, r := range members.Roles() {
		mark := "☐ "
		if slices.Contains(who.Roles, r) {
			mark = "☑ "
		}
		rows = append(rows, []Button{t.named(mark+t.p.Plain("role."+string(r)), "role", args[0], string(r))})
	}
	rows = append(rows, []Button{t.button("back", "role")})
	t.replace(Message{Text: t.p.Say("role.person", "Name", nameOn(who), "Roles", texts.Markdown(t.roleNames(who.Roles))), Buttons: rows})
	return nil
}

func (t *turn) rolePeople(args []string) error {
	from := uint64(1)
	if len(args) == 2 {
		n, err := strconv.ParseUint(args[1], 10, 64)
		if err != nil {
			return errStale
		}
		from = n
	}
	var rows [][]Button
	err := t.net.Roster.Scan(t.tx, from, func(m members.Member) error {
		if m.Status != members.Admitted {
			return nil
		}
		if len(rows) == rolePage {
			rows = append(rows, []Button{t.button("briefs.older", "role", "from", strconv.FormatUint(m.Ordinal, 10))})
			return storage.ErrStop
		}
		rows = append(rows, []Button{t.named(nameOn(m)+" "+strconv.FormatUint(m.Ordinal, 10), "role", strconv.FormatUint(m.Ordinal, 10))})
		return nil
	})
	if err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say("role.people"), Buttons: rows})
	return nil
}

// roleNames says roles in words.
func (t *turn) roleNames(roles []members.Role) string {
	if len(roles) == 0 {
		return t.p.Say("role.none")
	}
	var out []string
	for _, r := range roles {
		out = append(out, t.p.Say("role."+string(r)))
	}
	return strings.Join(out, ", ")
}
