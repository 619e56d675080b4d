package bot

import (
	"encoding/json"
	"fmt"
	"slices"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
)

// about says who is behind the network.
func (t *turn) about(_ []string) error {
	s := t.net.Settings
	args := []any{"Network", s.Name, "About", s.About, "RunBy", s.RunBy, "PaidBy", s.PaidBy,
		"Payer", texts.Markdown(t.p.Say("payer." + string(s.Payer))), "Contact", s.Contact}
	msg := Message{Text: t.p.Say("about.text", args...)}
	if s.Country != "" || s.Register != "" {
		msg.Text += "\n\n" + t.p.Say("about.register", "Country", s.Country, "Register", s.Register)
	}
	if s.PublicURL != "" {
		msg.Text += "\n\n" + t.p.Say("about.page", "URL", texts.Markdown(s.PublicURL+"/about"))
	}
	t.send(msg)
	return nil
}

// privacy says what is kept, for how long, who sees it, and how to be rid of it.
func (t *turn) privacy(_ []string) error {
	msg := Message{Text: t.p.Say("privacy.text", "Contact", t.net.Settings.Contact, "Hours", int(t.eraseWithin.Hours()))}
	if t.m != nil {
		msg.Buttons = [][]Button{{t.button("settings.mydata", "mydata"), t.button("settings.leave", "leave")}}
	}
	t.send(msg)
	return nil
}

// ownData is everything the network keeps of a member, as a file of their own.
type ownData struct {
	Member members.Member `json:"member"`
	Shares []reach.Share  `json:"shares"`
	// Contests are those by "Something is wrong here", without who has to answer them.
	Contests []campaigns.Contest `json:"contests,omitempty"`
}

func (t *turn) myData(_ []string) error {
	shares, err := t.net.Reach.SharesOf(t.tx, t.m.Ordinal)
	if err != nil {
		return err
	}
	contests, err := t.net.ContestsBy(t.tx, t.m.Ordinal)
	if err != nil {
		return err
	}
	for i := range contests {
		contests[i].To, contests[i].Before, contests[i].Reminded, contests[i].AnsweredBy = "", nil, "", ""
	}
	b, err := json.MarshalIndent(ownData{*t.m, shares, contests}, "", "  ")
	if err != nil {
		return fmt.Errorf("write a member's data: %w", err)
	}
	t.send(Message{Text: t.p.Say("mydata.text"), Files: []File{{Name: "my-data.json", Type: "application/json", Data: b}}})
	return nil
}

// leave asks what becomes of the bot's messages before it erases.
func (t *turn) leave(_ []string) error {
	t.send(Message{Text: t.p.Say("leave.ask", "Network", t.net.Settings.Name), Buttons: [][]Button{
		{t.button("leave.erase", "leaving", "erase")}, {t.button("leave.keep", "leaving", "keep")}, {t.button("leave.no", "cancel")},
	}})
	return nil
}

// leaving erases the member, and with "erase" the bot's messages where the platform allows it.
func (t *turn) leaving(args []string) error {
	if len(args) != 1 {
		return errStale
	}
	if slices.Contains(t.m.Roles, members.Admin) {
		admins, err := t.net.Roster.WithRole(t.tx, members.Admin)
		if err != nil {
			return err
		}
		if len(admins) == 1 {
			return members.ErrLastAdmin
		}
	}
	if err := t.forgetReports(); err != nil {
		return err
	}
	for _, id := range t.m.Identities {
		if err := t.forgetAccount(id, args[0] == "erase"); err != nil {
			return err
		}
	}
	var standing []outbox.Standing
	if args[0] == "erase" {
		var err error
		if standing, err = t.net.Standing(t.tx, *t.m); err != nil {
			return err
		}
	}
	if err := t.net.Leave(t.tx, *t.m, t.now); err != nil {
		return err
	}
	t.gone, t.d, t.before = true, dialogue{}, dialogue{}.fingerprint()
	t.out = nil
	t.send(Message{Text: t.p.Say("leave.done", "Network", t.net.Settings.Name)})
	t.takeAway(standing)
	return nil
}

// takeAway deletes messages, where their platform still lets the bot.
func (t *turn) takeAway(standing []outbox.Standing) {
	for _, s := range standing {
		window := t.limits[s.To.Platform].DeleteWindow
		if s.To.Chat == "" || window < 0 || window > 0 && t.now.Sub(s.At) >= window {
			continue
		}
		t.out = append(t.out, outbox.Letter{
			Class: string(campaigns.Reply), Lane: outbox.Replies, To: s.To, Edit: s.Message, Delete: true, Posted: t.now,
		})
	}
}

// forgetReports takes the member's words out of what they reported.
func (t *turn) forgetReports() error {
	return t.changeReports(t.m.Ordinal, func(r *report) { r.Member, r.Text = 0, "" })
}

// help is short: what the buttons do, and where the rest is.
func (t *turn) help(_ []string) error {
	msg := Message{Text: t.p.Say("help.text", "Network", t.net.Settings.Name)}
	for _, c := range t.Commands(t.p.Lang(), t.m) {
		msg.Text += "\n- /" + c.Name + " – " + texts.Escape(c.Description)
	}
	if t.m != nil {
		msg.Menu = t.menuFor()
	}
	t.send(msg)
	return nil
}

// cancel ends whatever the person was in the middle of; by a button, the question it stands under and no other.
func (t *turn) cancel(args []string) error {
	key := "cancel.done"
	switch pressed := t.u.Data != ""; {
	case pressed && len(args) == 0: // a choice that is no question closes
	case pressed && !t.open(args[0]), !pressed && t.d.Step == "":
		key = "cancel.nothing"
	default:
		t.end()
	}
	t.replace(Message{Text: t.p.Say(key)})
	return nil
}

// without answers what has no words: a sticker, a voice message.
func (b *Bot) without(t *turn) error {
	if t.u.Public {
		return nil
	}
	t.send(Message{Text: t.p.Say("free.other"), Menu: t.menuFor()})
	return nil
}

// freeText answers words that nothing waits for: a long text is likely a claim, a short one a search.
func (t *turn) freeText(text string) error {
	if t.m == nil {
		return t.start(nil)
	}
	if t.m.Status == members.Joining {
		return t.nextJoining()
	}
	return t.checkClaim(text)
}

// report is "Something is wrong here", kept until a lead has dealt with it.
type report struct {
	Ref    string `json:"ref"`
	Brief  string `json:"brief"`
	Rev    int    `json:"rev"`
	Member uint64 `json:"member"` // 0 once they left
	Text   string `json:"text"`
}
