package bot

import (
	"maps"
	"slices"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
	"relais/messages/networks"
)

// preview shows a brief as each recipient would receive it, then what is missing, a button each: /preview B1. With a language
// it asks for a network, and with both it shows the share kit as a member would get it; nothing of that is counted. With a language and "on",
// and a platform, it shows what members and places get there.
func (t *turn) preview(args []string) error {
	if len(args) == 0 {
		return no("preview.which")
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if err != nil {
		return err
	}
	if b.Stage == messages.Withdrawn {
		return no("brief.withdrawn", "Brief", b.ID, "Notice", b.Notice)
	}
	if len(args) == 1 {
		return t.previewCards(b)
	}
	lang, err := messages.ParseLang(args[1])
	if err != nil || !slices.Contains(b.Langs(), lang) {
		return no("preview.no_text", "Brief", b.ID, "Lang", args[1])
	}
	if len(args) > 3 && args[2] == "on" {
		return t.previewOn(b, lang, args[3])
	}
	if len(args) > 2 {
		if n, err := networks.Find(args[2]); err == nil {
			return t.previewKit(b, lang, n)
		}
	}
	t.send(Message{Text: t.p.Say("preview.where"), Buttons: networkRows(networks.All(), func(n networks.Network) Button {
		return t.named(networkName(t.p, n.Key), "preview", b.ID, string(lang), n.Key)
	})})
	return nil
}

func (t *turn) previewCards(b messages.Brief) error {
	problems, err := t.net.Lint(t.tx, b, t.now)
	if err != nil {
		return err
	}
	for _, l := range b.Langs() {
		e, err := t.net.Desk.Edition(t.tx, b, l)
		if isNotFound(err) {
			continue // the list below names the fact or campaign that is not there
		}
		if err != nil {
			return err
		}
		p := t.printer(l)
		msg := Message{Text: t.p.Say("preview.lang", "Lang", l.Name()) + "\n\n" + card(p, e, false), Lang: p.Lang()}
		if e.Sponsorship.Lines[l].Line != "" {
			msg.Buttons = [][]Button{{t.button("preview.kit", "preview", b.ID, string(l))}}
		}
		msg.Buttons = append(msg.Buttons, t.onPlatforms(*t.m, b, l)...)
		t.send(msg)
	}
	return t.showState(b, problems)
}

// onPlatforms are the buttons, two in a row, that show a brief as it is read on each platform.
func (t *turn) onPlatforms(m members.Member, b messages.Brief, lang messages.Lang) [][]Button {
	var all []Button
	p := t.printer(m.Lang)
	for _, name := range slices.Sorted(maps.Keys(t.limits)) {
		all = append(all, t.buttonFor(m, p.Plain("preview.as_on", "Platform", t.title(name)), "preview", b.ID, string(lang), "on", name))
	}
	return slices.Collect(slices.Chunk(all, 2))
}

// previewOn shows what a member and a place get on a platform, with what stands on the buttons there.
func (t *turn) previewOn(b messages.Brief, lang messages.Lang, platform string) error {
	l, ok := t.limits[platform]
	if !ok {
		return errStale
	}
	e, err := t.net.Desk.Edition(t.tx, b, lang)
	if err != nil {
		return err
	}
	p := t.printer(lang)
	for _, form := range []struct {
		key string
		msg Message
	}{
		{"preview.on_member", t.cardFor(p, &members.Member{Status: members.Admitted}, e, false, platform, "")},
		{"preview.on_place", t.placePost(p, e, platform)},
	} {
		if form.key == "preview.on_member" && !l.Unsolicited {
			form.key = "preview.on_asked"
		}
		text := t.p.Say(form.key, "Platform", t.title(platform), "Count", units(texts.Unmarked(form.msg.Text)), "Limit", l.Text) + "\n\n" + form.msg.Text + "\n"
		for _, row := range laidOut(form.msg.Buttons, l) {
			labels := make([]string, len(row))
			for i, button := range row {
				labels[i] = "[" + shorten(button.Label, l.Label) + "]"
			}
			text += "\n" + texts.Isolate(texts.Escape(strings.Join(labels, " ")))
		}
		t.send(Message{Text: text, Lang: p.Lang()})
	}
	return nil
}

// previewKit shows the kit of a brief that need not be out yet, and its sample.
func (t *turn) previewKit(b messages.Brief, lang messages.Lang, n networks.Network) error {
	e, err := t.net.Desk.Edition(t.tx, b, lang)
	if err != nil {
		return err
	}
	theirs := *t
	theirs.p = t.printer(lang)
	f := found{brief: b, edition: e, version: messages.Version{Rev: b.Rev}}
	parts, err := theirs.parts(f, n.Key, "")
	if err != nil {
		return err
	}
	msg, _, err := theirs.kitText(f, n, parts, 1)
	if err != nil {
		return err
	}
	msg.Text = t.p.Say("preview.lang", "Lang", lang.Name()) + "\n\n" + msg.Text
	if b.Public == 0 && t.net.Reach.Measured() {
		msg.Text += "\n\n" + t.p.Say("preview.link", "Brief", b.ID)
	}
	msg.Lang = theirs.p.Lang()
	t.send(msg)
	sample := sampleFor(e, n.Key)
	if sample == "" {
		return nil
	}
	parts.Body = sample
	if msg, err = theirs.sampleText(n, parts); err != nil {
		return err
	}
	msg.Lang = theirs.p.Lang()
	t.send(msg)
	return nil
}
