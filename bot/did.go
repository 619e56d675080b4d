package bot

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/messages/networks"
	"relais/storage"
)

// did is "I shared it". What is kept of it is the member's decision, asked the first time.
func (t *turn) did(args []string) error {
	if len(args) < 2 || len(args) > 4 {
		return errStale
	}
	if _, err := networks.Find(args[1]); err != nil {
		return errStale
	}
	f, err := t.had(args[:1])
	if err != nil {
		return err
	}
	if !t.m.Asked(members.Count) {
		t.send(Message{Text: t.p.Say("did.ask"), Buttons: [][]Button{
			{t.button("did.yes", "count", append([]string{"yes", f.brief.ID}, args[1:]...)...)},
			{t.button("did.no", "count", append([]string{"no", f.brief.ID}, args[1:]...)...)},
		}})
		return nil
	}
	return t.keepShare(f, args[1:], t.send) // the kit stays, and can be corrected
}

// count records the answer about counting, and goes on with the share it was asked for.
func (t *turn) count(args []string) error {
	if len(args) < 3 || len(args) > 5 {
		return errStale
	}
	if _, err := networks.Find(args[2]); err != nil {
		return errStale
	}
	f, err := t.had(args[1:2])
	if err != nil {
		return err
	}
	if err := t.answer(members.Count, args[0] == "yes"); err != nil {
		return err
	}
	return t.keepShare(f, args[2:], t.replace)
}

// keepShare keeps what was shared: of names the network and, where it was shared by a kit, the revision and the language that this showed. It is what was
// shared also if it was corrected since; then the correction is owed at once. A correction of other languages is none of it.
func (t *turn) keepShare(f found, of []string, answer func(Message)) error {
	network, rev, lang := of[0], f.version.Rev, f.edition.Lang
	if len(of) > 1 {
		shown, err := strconv.Atoi(of[1])
		if err != nil {
			return errStale
		}
		if len(of) > 2 {
			lang = messages.Lang(of[2])
		}
		if old, err := t.net.Outdated(t.tx, f.brief.ID, shown, lang); err != nil {
			return err
		} else if old {
			rev = shown
		}
	}
	if !t.m.Consented(members.Count) {
		answer(Message{Text: t.p.Say("did.thanks_uncounted")})
		if rev < f.version.Rev {
			t.send(t.owed(f.brief, f.version, reach.Share{Brief: f.brief.ID, Network: network}))
		}
		return nil
	}
	mine, err := t.net.Reach.SharesOf(t.tx, t.m.Ordinal)
	if err != nil {
		return err
	}
	for _, s := range mine {
		if s.Brief == f.brief.ID && s.Network == network && s.Rev == rev {
			answer(t.sharedMessage("did.already", s, f))
			return nil
		}
	}
	s, err := t.net.Reach.PutShare(t.tx, reach.Share{Member: t.m.Ordinal, Brief: f.brief.ID, Rev: rev, Lang: lang, Network: network, At: t.now.UTC()})
	if err != nil {
		return err
	}
	answer(t.sharedMessage("did.thanks", s, f))
	if rev < f.version.Rev {
		s.Told = f.version.Rev
		if _, err := t.net.Reach.PutShare(t.tx, s); err != nil {
			return err
		}
		t.send(t.owed(f.brief, f.version, s))
	}
	if !t.m.Asked(members.Named) {
		t.send(Message{Text: t.p.Say("credit.ask"), Buttons: [][]Button{{t.button("credit.yes", "credit", "yes"), t.button("credit.no", "credit", "no")}}})
	}
	return nil
}

func (t *turn) sharedMessage(key string, s reach.Share, f found) Message {
	id := strconv.FormatUint(s.ID, 10)
	return Message{
		Text:    t.p.Say(key, "Network", networkName(t.p, s.Network), "Title", f.edition.Text.Title),
		Buttons: [][]Button{{t.button("did.url", "url", id), t.button("did.undo", "undo", id)}},
	}
}

// ownShare finds a share of this member.
func (t *turn) ownShare(args []string) (reach.Share, error) {
	if len(args) == 0 {
		return reach.Share{}, errStale
	}
	id, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return reach.Share{}, errStale
	}
	s, err := t.net.Reach.Share(t.tx, id)
	if errors.Is(err, storage.ErrNotFound) || err == nil && s.Member != t.m.Ordinal {
		return s, errStale
	}
	return s, err
}

func (t *turn) undoShare(args []string) error {
	s, err := t.ownShare(args)
	if err != nil {
		return err
	}
	if err := t.net.Reach.Unshare(t.tx, s.ID); err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say("did.undone"), Buttons: t.didAgain(s)})
	return nil
}

// didAgain offers to say once more that something was shared.
func (t *turn) didAgain(s reach.Share) [][]Button {
	return [][]Button{{t.button("kit.did", "did", s.Brief, s.Network)}}
}

func (t *turn) shareURL(args []string) error {
	s, err := t.ownShare(args)
	if err != nil {
		return err
	}
	t.ask("url", "share", strconv.FormatUint(s.ID, 10))
	t.send(Message{Text: t.p.Say("url.ask"), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

// urlStep takes the address of a post, or its text. A post shown without the disclosure is not counted.
func (t *turn) urlStep(text string) error {
	s, err := t.ownShare([]string{t.d.Data["share"]})
	if err != nil {
		t.end()
		return err
	}
	u, err := url.Parse(strings.TrimSpace(text))
	if err == nil && (u.Scheme == "https" || u.Scheme == "http") && strings.Contains(u.Host, ".") && u.User == nil {
		s.URL = u.String()
		if _, err := t.net.Reach.PutShare(t.tx, s); err != nil {
			return err
		}
		t.end()
		t.say("url.kept")
		return nil
	}
	v, err := t.net.Desk.Version(t.tx, s.Brief, s.Rev)
	if err != nil {
		return err
	}
	t.end()
	for _, e := range v.Editions {
		for _, d := range e.Sponsorship.Lines {
			if strings.Contains(text, d.Line) || strings.Contains(text, d.Short) {
				t.say("url.text_ok")
				return nil
			}
		}
	}
	if err := t.net.Reach.Unshare(t.tx, s.ID); err != nil {
		return err
	}
	t.send(Message{Text: t.p.Say("url.no_disclosure"), Buttons: t.didAgain(s)})
	return nil
}

// credit records whether and under which name somebody is thanked.
func (t *turn) credit(args []string) error {
	if len(args) != 1 {
		return errStale
	}
	if args[0] != "yes" {
		t.m.Answer(members.Named, false, t.lang(), t.now)
		t.m.Credit, t.changed = "", true
		t.replace(Message{Text: t.p.Say("credit.declined")})
		return nil
	}
	t.ask("credit")
	t.replace(Message{Text: t.p.Say("credit.name"), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

func (t *turn) creditStep(text string) error {
	name := shorten(text, 60)
	t.m.Answer(members.Named, true, t.lang(), t.now)
	t.m.Credit, t.changed = name, true
	t.end()
	t.say("credit.set", "Name", name)
	return nil
}

// shared lists what the member shared, where they agreed to be counted.
func (t *turn) shared(_ []string) error {
	mine, err := t.net.Reach.SharesOf(t.tx, t.m.Ordinal)
	if err != nil {
		return err
	}
	if len(mine) == 0 {
		key := "shared.none"
		if !t.m.Consented(members.Count) {
			key = "shared.uncounted"
		}
		t.send(Message{Text: t.p.Say(key), Menu: t.menuFor()})
		return nil
	}
	msg := Message{Text: t.p.Say("shared.list", "Shares", texts.Number(len(mine))), Menu: t.menuFor()}
	for _, s := range mine[:min(len(mine), 10)] {
		b, err := t.net.Desk.Brief(t.tx, s.Brief)
		if err != nil {
			return err
		}
		title := b.ID
		if b.Stage != messages.Withdrawn {
			f, err := t.had([]string{b.ID})
			if err != nil {
				return err
			}
			title = f.edition.Text.Title
		}
		msg.Text += "\n\n" + t.p.Say("shared.line", "Title", title, "Network", networkName(t.p, s.Network), "Day", s.At.In(t.zone()).Format("2006-01-02"))
		msg.Buttons = append(msg.Buttons, []Button{t.named(t.p.Plain("shared.undo", "Brief", s.Brief, "Network", networkName(t.p, s.Network)), "undo", strconv.FormatUint(s.ID, 10))})
	}
	t.send(msg)
	return nil
}

// closeShare is what a member did about something they shared that was corrected since.
func (t *turn) closeShare(args []string) error {
	if len(args) != 2 || !slices.Contains([]string{"corrected", "deleted", "left"}, args[1]) {
		return errStale
	}
	s, err := t.ownShare(args[:1])
	if err != nil {
		return err
	}
	s.Closed = args[1]
	if err := t.net.Reach.Told(t.tx, t.m.Ordinal, reach.Untold{Share: s.ID}); err != nil {
		return err
	}
	if _, err := t.net.Reach.PutShare(t.tx, s); err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say("closed." + args[1])})
	return nil
}
