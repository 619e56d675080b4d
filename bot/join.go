package bot

import (
	"errors"
	"slices"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// start greets. args[0] is an invitation's code, or a brief's number from a post's button.
func (t *turn) start(args []string) error {
	arg := ""
	if len(args) > 0 {
		arg = args[0]
	}
	if t.m != nil && t.m.Status == members.Admitted {
		if ref, ok := strings.CutPrefix(arg, "share-"); ok && isBriefRef(ref) {
			return t.share([]string{ref})
		}
		if isBriefRef(arg) {
			return t.brief([]string{arg})
		}
		if t.m.Stopped {
			return t.resume(nil)
		}
		t.send(Message{Text: t.p.Say("start.back", "Network", t.net.Settings.Name), Menu: t.menuFor()})
		return nil
	}
	if t.m != nil && t.m.Status != members.Joining {
		if isBriefRef(arg) {
			return t.brief([]string{arg})
		}
		return t.standing()
	}
	if t.m != nil {
		return t.nextJoining()
	}
	admins, err := t.net.Roster.WithRole(t.tx, members.Admin)
	if err != nil {
		return err
	}
	if len(admins) == 0 {
		t.say("start.no_admin")
		return nil
	}
	if fromPost(arg) {
		arg = ""
	}
	if arg != "" && !isBriefRef(arg) {
		if _, err := t.net.Roster.CheckInvite(t.tx, arg, t.now); errors.Is(err, members.ErrInvite) {
			t.say("join.bad_invite")
			arg = ""
		} else if err != nil {
			return err
		}
	}
	if isBriefRef(arg) {
		arg = ""
	}
	if arg != "" {
		t.ask("", "invite", strings.ToLower(arg))
	}
	t.hello()
	return nil
}

// fromPost tells that somebody came by the button of a post in a place, which is no invitation.
func fromPost(arg string) bool { return arg == "post" || strings.HasPrefix(arg, "share-") }

// standing tells somebody who is no member whether a person still looks or has declined, and what is open to them.
func (t *turn) standing() error {
	text := t.p.Say("refuse.waiting")
	if t.m.Status == members.Refused {
		text = t.p.Say("start.declined", "Network", t.net.Settings.Name, "Contact", t.net.Settings.Contact)
	}
	t.send(Message{Text: text, Buttons: [][]Button{{t.button("menu.briefs", "briefs")}}, Menu: t.menuFor()})
	return nil
}

// hello says who is behind the network and what is kept, and asks for the one consent there is at the start.
func (t *turn) hello() {
	s := t.net.Settings
	msg := Message{Text: t.p.Say("join.hello",
		"Network", s.Name, "About", s.About, "RunBy", s.RunBy, "PaidBy", s.PaidBy,
		"Payer", texts.Markdown(t.p.Say("payer."+string(s.Payer))), "Contact", s.Contact)}
	var langs []Button
	for _, l := range s.Languages {
		if string(l) != t.p.Lang() {
			langs = append(langs, t.named(l.Name(), "lang", string(l)))
		}
	}
	msg.Buttons = [][]Button{{t.button("join.agree", "join")}}
	if len(langs) > 0 {
		msg.Buttons = append(msg.Buttons, langs)
	}
	t.replace(msg)
}

// join records the consent to receive briefs, and nothing else.
func (t *turn) join(_ []string) error {
	if t.m != nil {
		if t.m.Status == members.Joining {
			return t.nextJoining()
		}
		return t.start(nil)
	}
	lang := t.lang()
	id := members.Identity{Platform: t.u.From.Platform, User: t.u.From.ID, Chat: t.u.From.Chat, Name: t.u.From.Name}
	m, err := t.net.Roster.New(t.tx, id, lang)
	if err != nil {
		return err
	}
	if code := t.d.Data["invite"]; code != "" {
		inv, err := t.net.Roster.UseInvite(t.tx, code, t.now)
		switch {
		case errors.Is(err, members.ErrInvite):
			t.say("join.bad_invite")
		case err != nil:
			return err
		default:
			m.Invite, m.Kind = inv.Code, inv.Kind
		}
	}
	m.Answer(members.Receive, true, lang, t.now)
	t.m, t.changed = &m, true
	t.d = dialogue{}
	return t.nextJoining()
}

// nextJoining asks what joining still needs: the kind, then the rules.
func (t *turn) nextJoining() error {
	if t.m.Kind == "" {
		var rows [][]Button
		for _, k := range members.Kinds() {
			rows = append(rows, []Button{t.button("kind."+string(k), "kind", string(k))})
		}
		t.replace(Message{Text: t.p.Say("join.kind"), Buttons: rows})
		return nil
	}
	t.replace(Message{
		Text:    t.p.Say("join.rules", "Network", t.net.Settings.Name),
		Buttons: [][]Button{{t.button("join.accept", "rules")}},
	})
	return nil
}

func (t *turn) setKind(args []string) error {
	if len(args) != 1 || !slices.Contains(members.Kinds(), members.Kind(args[0])) {
		return errStale
	}
	t.m.Kind, t.changed = members.Kind(args[0]), true
	if t.m.Status != members.Joining {
		t.notice("saved")
		return t.settings(nil)
	}
	return t.nextJoining()
}

// acceptRules ends joining: at once with an invitation, else by a person.
func (t *turn) acceptRules(_ []string) error {
	if t.m.Status != members.Joining {
		return t.start(nil)
	}
	if t.m.Kind == "" {
		return t.nextJoining()
	}
	inv, err := t.invitation()
	if err != nil {
		return err
	}
	t.m.Welcomed, t.changed = true, true
	if inv == nil || inv.Review {
		t.m.Status = members.Waiting
		if err := t.tellHosts(); err != nil {
			return err
		}
		t.replace(t.writeFirst(Message{Text: t.p.Say("join.waiting"), Menu: t.menuFor()}))
		return nil
	}
	t.m.Status, t.m.Roles, t.m.Joined = members.Admitted, inv.Roles, t.now.UTC()
	if err := t.net.Record(t.tx, t.m.Alias, "joined", "", t.now); err != nil {
		return err
	}
	t.replace(t.writeFirst(Message{Text: t.p.Say("join.done", "Network", t.net.Settings.Name)}))
	if len(inv.Roles) > 0 {
		t.send(Message{Text: t.p.Say("join.role", "Roles", texts.Markdown(t.roleNames(inv.Roles))), Menu: t.menuFor()})
	}
	msg, err := t.firstBrief()
	t.send(msg)
	return err
}

// writeFirst tells somebody who speaks with the bot outside a private chat that nothing can reach them without one, and offers to
// open it.
func (t *turn) writeFirst(msg Message) Message {
	if _, ok := t.m.Reachable(); ok {
		return msg
	}
	msg.Text += "\n\n" + t.p.Say("join.write_first")
	if t.u.From.Opens != "" {
		msg.Buttons = append(msg.Buttons, []Button{t.button("direct.open", "direct")})
	}
	return msg
}

// direct opens a private chat with somebody who asks for it, by the first message that will stand there.
func (t *turn) direct(_ []string) error {
	if t.u.From.Opens == "" {
		return no("direct.have")
	}
	t.m.Identities = slices.Clone(t.m.Identities)
	for i, id := range t.m.Identities {
		if id.Platform == t.u.From.Platform && id.User == t.u.From.ID {
			if id.Chat != "" && !id.Gone {
				return no("direct.have")
			}
			t.m.Identities[i].Chat, t.m.Identities[i].Asked, t.m.Identities[i].Gone = t.u.From.Opens, true, false
		}
	}
	t.changed = true
	t.sendTo(Address{Platform: t.u.From.Platform, Chat: t.u.From.Opens}, Message{Text: t.p.Say("direct.hello", "Network", t.net.Settings.Name), Menu: t.menuFor()})
	t.replace(Message{Text: t.p.Say("direct.sent")})
	return nil
}

// invitation is the one they came by, as it was when they used it; nil for none.
func (t *turn) invitation() (*members.Invite, error) {
	if t.m.Invite == "" {
		return nil, nil
	}
	inv, err := t.net.Roster.FindInvite(t.tx, t.m.Invite)
	if errors.Is(err, storage.ErrNotFound) {
		return nil, nil
	}
	return &inv, err
}

// firstBrief shows the newest brief there is for them.
func (t *turn) firstBrief() (Message, error) {
	found, err := t.findBriefs("", 1)
	if err != nil {
		return Message{}, err
	}
	if len(found) == 0 {
		return t.noBriefs("")
	}
	msg := t.cardMessage(found[0])
	msg.Menu = t.menuFor()
	return msg, nil
}

// tellHosts asks those who admit to look.
func (t *turn) tellHosts() error {
	hosts, err := t.net.Roster.WithRole(t.tx, members.Admin, members.Lead, members.Moderator)
	if err != nil {
		return err
	}
	id, _ := t.m.On(t.u.From.Platform)
	for _, h := range hosts {
		p := t.printer(h.Lang)
		if err := t.letter(t.tx, h, t.admissionCard(p, h, *t.m, id.Name), t.now); err != nil {
			return err
		}
	}
	return nil
}

// redeem makes the sender of the one-time code the first admin. The code itself is never repeated.
func (t *turn) redeem(code string) error {
	if t.u.Public {
		return no("refuse.code_in_public")
	}
	m := members.Member{}
	if t.m != nil {
		m = *t.m
	} else {
		id := members.Identity{Platform: t.u.From.Platform, User: t.u.From.ID, Chat: t.u.From.Chat, Name: t.u.From.Name}
		var err error
		if m, err = t.net.Roster.New(t.tx, id, t.lang()); err != nil {
			return err
		}
	}
	m, err := t.net.Roster.RedeemAdminCode(t.tx, m, code)
	if err != nil {
		if t.m == nil {
			if err := t.net.Roster.Erase(t.tx, m); err != nil {
				return err
			}
		}
		return err
	}
	m.Joined = t.now.UTC()
	if m.Kind == "" {
		m.Kind = members.Other
	}
	t.m, t.changed = &m, true
	t.end()
	if err := t.net.Record(t.tx, m.Alias, "first admin", "", t.now); err != nil {
		return err
	}
	t.send(Message{Text: t.p.Say("start.admin", "Network", t.net.Settings.Name), Menu: t.menuFor()})
	return t.desk(nil)
}

// isBriefRef tells a brief's number ("B12") from an invitation's code.
func isBriefRef(s string) bool {
	return len(s) > 1 && len(s) < 12 && (s[0] == 'B' || s[0] == 'b') && strings.Trim(s[1:], "0123456789") == ""
}

// language asks which language to speak.
func (t *turn) language(args []string) error {
	if len(args) > 0 {
		l, err := messages.ParseLang(strings.Join(args, " "))
		if err != nil {
			return no("refuse.language", "What", strings.Join(args, " "))
		}
		return t.setLanguage([]string{string(l)})
	}
	var rows [][]Button
	for _, l := range t.net.Settings.Languages {
		rows = append(rows, []Button{t.named(l.Name(), "lang", string(l))})
	}
	t.replace(Message{Text: t.p.Say("language.which"), Buttons: rows})
	return nil
}

// setLanguage changes the language of the conversation, and of the briefs where the member reads nothing else yet.
func (t *turn) setLanguage(args []string) error {
	if len(args) != 1 {
		return errStale
	}
	l, err := messages.ParseLang(args[0])
	if err != nil || !slices.Contains(t.net.Settings.Languages, l) {
		return no("refuse.language", "What", args[0])
	}
	if t.m == nil {
		t.d.Lang = string(l)
		t.p = t.words.In(string(l))
		t.hello()
		return nil
	}
	if len(t.m.Reads) == 1 && t.m.Reads[0] == t.m.Lang {
		t.m.Reads = []messages.Lang{l}
	}
	t.m.Lang, t.changed = l, true
	t.p = t.words.In(string(l))
	if t.m.Status == members.Joining {
		return t.nextJoining()
	}
	t.replace(Message{Text: t.p.Say("language.set"), Menu: t.menuFor()})
	return nil
}
