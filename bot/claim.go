package bot

import (
	"strconv"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
)

// claimResults is how many answers one claim gets at most.
const claimResults = 3

// askClaim checks a claim among the released briefs, or asks for it.
func (t *turn) askClaim(args []string) error {
	if len(args) > 0 {
		return t.checkClaim(strings.Join(args, " "))
	}
	t.ask("claim")
	t.send(Message{Text: t.p.Say("ask.which"), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

func (t *turn) claimStep(text string) error {
	t.end()
	return t.checkClaim(text)
}

// forwarded takes somebody else's text as a claim; a lead can answer it with a brief.
func (b *Bot) forwarded(t *turn, text string) error {
	if t.m == nil || t.m.Status == members.Joining {
		return t.freeText(text)
	}
	return t.checkClaim(text)
}

// checkClaim shows what the network has already said about it.
func (t *turn) checkClaim(text string) error {
	text = shorten(text, 1000)
	all, err := t.findBriefs(text, claimResults)
	if err != nil {
		return err
	}
	// One word in common is chance; two, or half of a short text, is a find.
	need := min(2, max(1, len(fold(text))/2))
	var msg Message
	for _, f := range all {
		if f.score < need {
			continue
		}
		key := "ask.found"
		if f.edition.Kind == messages.Response {
			key = "ask.found_claim"
		}
		msg.Text += "\n\n" + t.p.Say(key, "Brief", f.brief.ID, "Title", f.edition.Text.Title,
			"Finding", texts.Markdown(t.p.Say("finding."+findingKey(f.edition.Finding))))
		msg.Buttons = append(msg.Buttons, []Button{t.named(f.brief.ID+" "+f.edition.Text.Title, "brief", f.brief.ID)})
	}
	if len(msg.Buttons) == 0 {
		msg.Text = t.p.Say("ask.none")
	} else {
		msg.Text = t.p.Say("ask.some") + msg.Text
	}
	t.d = dialogue{Lang: t.d.Lang, Data: map[string]string{"claim": text}, At: t.now.UTC()}
	switch {
	case may(t.m, lead):
		msg.Buttons = append(msg.Buttons, []Button{t.button("ask.answer", "answer")})
	case may(t.m, member):
		msg.Buttons = append(msg.Buttons, []Button{t.button("ask.pass", "claim")})
	}
	msg.Menu = t.menuFor()
	t.send(msg)
	return nil
}

// passClaim hands a claim that a member checked on to the leads, who can answer it.
func (t *turn) passClaim(_ []string) error {
	claim := t.d.Data["claim"]
	if claim == "" {
		return errStale
	}
	t.end()
	leads, err := t.net.Roster.WithRole(t.tx, members.Lead)
	if err != nil {
		return err
	}
	if len(leads) == 0 {
		if leads, err = t.net.Roster.WithRole(t.tx, members.Admin); err != nil {
			return err
		}
	}
	ref, err := t.keepReport(report{Member: t.m.Ordinal, Text: claim})
	if err != nil {
		return err
	}
	for _, l := range leads {
		p := t.printer(l.Lang)
		msg := Message{
			Text: p.Say("claim.passed", "Claim", claim, "Ref", ref), Lang: p.Lang(),
			Buttons: [][]Button{{t.buttonFor(l, p.Plain("ask.answer"), "answer", ref)}},
		}
		if err := t.letter(t.tx, l, msg, t.now); err != nil {
			return err
		}
	}
	t.replace(Message{Text: t.p.Say("claim.thanks", "Ref", ref)})
	return nil
}

// wrong asks what is wrong with a brief.
func (t *turn) wrong(args []string) error {
	f, err := t.get(args)
	if err != nil {
		return err
	}
	t.ask("wrong", "brief", f.brief.ID)
	t.send(Message{Text: t.p.Say("wrong.ask", "Title", f.edition.Text.Title), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

// wrongStep brings what a member found to the brief's authors and the leads, under a reference.
func (t *turn) wrongStep(text string) error {
	b, err := t.net.Desk.Brief(t.tx, t.d.Data["brief"])
	if err != nil {
		return err
	}
	t.end()
	ref, err := t.keepReport(report{Brief: b.ID, Rev: b.Public, Member: t.m.Ordinal, Text: shorten(text, 2000)})
	if err != nil {
		return err
	}
	told, err := t.authorsAndLeads(b)
	if err != nil {
		return err
	}
	for _, m := range told {
		p := t.printer(m.Lang)
		msg := Message{
			Text: p.Say("wrong.letter", "Brief", b.ID, "Ref", ref, "Text", shorten(text, 2000)), Lang: p.Lang(),
			Buttons: [][]Button{{t.buttonFor(m, p.Plain("desk.open"), "preview", b.ID)}},
		}
		if err := t.letter(t.tx, m, msg, t.now); err != nil {
			return err
		}
	}
	t.say("wrong.thanks", "Ref", ref)
	return nil
}

func (t *turn) keepReport(r report) (ref string, err error) {
	n, err := t.net.Store.Next(t.tx, "reports")
	if err != nil {
		return "", err
	}
	r.Ref = "R" + strconv.FormatUint(n, 10)
	return r.Ref, t.reports.Put(t.tx, r.Ref, r)
}

// authorsAndLeads are the people a brief concerns, each once: those who wrote it, and all leads.
func (t *turn) authorsAndLeads(b messages.Brief) ([]members.Member, error) {
	out, err := t.net.Roster.WithRole(t.tx, members.Lead)
	if err != nil {
		return nil, err
	}
	seen := map[uint64]bool{}
	for _, m := range out {
		seen[m.Ordinal] = true
	}
	for _, a := range b.Authors {
		m, err := t.net.Roster.ByAlias(t.tx, a)
		if isFormer(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !seen[m.Ordinal] {
			seen[m.Ordinal] = true
			out = append(out, m)
		}
	}
	return out, nil
}

// claimText finds the words of a claim: those of the dialogue, or of a report by its reference.
func (t *turn) claimText(args []string) (string, error) {
	if len(args) == 0 {
		return t.d.Data["claim"], nil
	}
	r, err := t.reports.Get(t.tx, args[0])
	if isNotFound(err) {
		return "", errStale
	}
	return r.Text, err
}
