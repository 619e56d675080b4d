package bot

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
)

// standsAt says in a word or two where a brief stands.
func (t *turn) standsAt(b messages.Brief) (string, error) {
	at, err := t.net.StandingOf(t.tx, b, t.now)
	if err != nil {
		return "", err
	}
	return t.p.Plain("stage." + strings.ReplaceAll(string(at), " ", "_")), nil
}

// vetting is how far a language is vetted, the zero value where its text or something that this rests on is not there.
func (t *turn) vetting(b messages.Brief, l messages.Lang) (messages.Vetting, error) {
	v, err := t.net.Desk.Vetting(t.tx, b, l, t.now)
	if isNotFound(err) || errors.Is(err, messages.ErrNoText) {
		err = nil
	}
	return v, err
}

// state says where a brief stands and what can be done about it.
func (t *turn) state(b messages.Brief, problems []messages.Problem) (Message, error) {
	stage, err := t.standsAt(b)
	if err != nil {
		return Message{}, err
	}
	msg := Message{Text: t.p.Say("state.head", "Brief", b.ID, "Stage", texts.Markdown(stage))}
	for _, l := range b.Langs() {
		v, err := t.vetting(b, l)
		if err != nil {
			return Message{}, err
		}
		switch {
		case v.Fit() == nil:
			msg.Text += "\n- " + t.p.Say("state.approved", "Lang", l.Name())
		case len(v.By) > 0 && !v.Approved():
			msg.Text += "\n- " + t.p.Say("state.partly", "Lang", l.Name(), "Count", strconv.Itoa(len(v.By)), "Needed", strconv.Itoa(v.Needed))
		default:
			msg.Text += "\n- " + t.p.Say("state.waiting", "Lang", l.Name())
		}
	}
	for _, r := range b.Asked {
		msg.Text += "\n- " + t.p.Say("state.asked", "Lang", r.Lang.Name(), "Why", r.Why, "Who", t.nameOf(r.By))
	}
	if !may(t.m, lead) {
		return msg, nil
	}
	if len(problems) > 0 {
		msg.Text += "\n\n" + t.p.Say("state.problems")
	}
	var mend []Button
	for _, p := range problems {
		msg.Text += "\n- " + t.problem(p)
		if button, ok := t.fix(b, p); ok && !slices.ContainsFunc(mend, func(x Button) bool { return x.Data == button.Data }) {
			mend = append(mend, button)
		}
	}
	for two := range slices.Chunk(mend[:min(len(mend), 12)], 2) {
		msg.Buttons = append(msg.Buttons, two)
	}
	row := []Button{t.button("state.edit", "edit", b.ID)}
	switch {
	case messages.Blocking(problems):
	case b.Stage == messages.Draft:
		row = append(row, t.button("state.submit", "submit", b.ID))
	case b.Stage == messages.InReview, b.Public > 0 && b.Public != b.Rev:
		row = append(row, t.button("state.submit_again", "submit", b.ID), t.button("state.plan", "plan", b.ID))
	}
	msg.Buttons = append(msg.Buttons, row)
	return msg, nil
}

// showState answers with where a brief stands.
func (t *turn) showState(b messages.Brief, problems []messages.Problem) error {
	msg, err := t.state(b, problems)
	if err == nil {
		t.send(msg)
	}
	return err
}

// blocked tells whether anything in a brief blocks it, and shows where it stands if so.
func (t *turn) blocked(b messages.Brief) (bool, error) {
	problems, err := t.net.Lint(t.tx, b, t.now)
	if err != nil || !messages.Blocking(problems) {
		return false, err
	}
	return true, t.showState(b, problems)
}

// problem puts a finding of the lint into words.
func (t *turn) problem(p messages.Problem) string {
	where := p.Where
	if where != "" {
		kind, rest, _ := strings.Cut(where, " ")
		where = strings.TrimSpace(t.p.Plain("where."+kind) + " " + rest)
	}
	s := t.p.Say("lint."+p.Rule, "What", shorten(p.What, 80), "Lang", p.Lang.Name(), "Where", where)
	if p.Level == messages.Blocks {
		return "**" + t.p.Say("lint.blocks") + "** " + s
	}
	return s
}

// fixes says which part of the text mends a finding whose place does not say so itself.
var fixes = map[string]string{
	"no-points": "point", "no-claim": "claim", "no-prompts": "prompt", "no-critic": "critic", "no-sample": "sample", "no-change": "changed", "past": "until", "missing-language": "title",
	"one-publisher": "point 1",
}

// factRules are the findings about a fact by its name: another one is chosen at the point that rests on it.
var factRules = []string{"unknown-fact", "no-source", "withdrawn-fact", "stale-fact", "unsaid-figure"}

// pointOn finds the first point that rests on a fact, counted from 1.
func pointOn(b messages.Brief, fact string) (int, messages.Lang) {
	for _, l := range b.Langs() {
		for i, p := range b.Texts[l].Points {
			if slices.Contains(p.Facts, fact) {
				return i + 1, l
			}
		}
	}
	return 0, ""
}

// fix is the button that leads to mending a finding.
func (t *turn) fix(b messages.Brief, p messages.Problem) (Button, bool) {
	part := p.Where
	if part == "" {
		part = fixes[p.Rule]
	}
	kind, _, _ := strings.Cut(part, " ")
	if p.Rule == "disclosure" {
		c, err := t.net.Campaign(t.tx, b.Campaign)
		label := t.p.Plain("fix", "Where", t.p.Plain("where.campaign"), "Lang", p.Lang.Name())
		return t.named(strings.TrimSuffix(label, " ()"), "campaign", "edit", t.campaignRef(c)), err == nil
	}
	if i, l := pointOn(b, p.What); i > 0 && slices.Contains(factRules, p.Rule) {
		p.Lang, part, kind = l, "point "+strconv.Itoa(i), "point"
	}
	if !t.p.Has("part." + kind) {
		return Button{}, false
	}
	lang := p.Lang
	if lang == "" {
		lang = t.lang()
		if _, ok := b.Texts[lang]; !ok && p.Rule != "missing-language" {
			lang = b.Langs()[0]
		}
	}
	args := append([]string{b.ID, string(lang)}, strings.Fields(part)...)
	label := t.p.Plain("fix", "Where", t.p.Plain("where."+kind), "Lang", lang.Name())
	if kind == "until" || kind == "why" { // it is the same in every language
		label = strings.TrimSuffix(label, " ("+texts.Isolate(lang.Name())+")")
	}
	if runes(texts.Unmarked(label)) > maxLabel { // else the language, which tells four of them apart, is cut off
		label = t.p.Plain("fix", "Where", t.p.Plain("where."+kind), "Lang", string(lang))
	}
	return t.named(label, "edit", args...), true
}

// approve is a reviewer's word. By command it shows the card first where the language or the state that was read is not named.
func (t *turn) approve(args []string) error {
	if len(args) == 0 {
		return t.queue(nil)
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if err != nil {
		return err
	}
	if len(args) < 3 {
		return t.showForReview(b, args[1:])
	}
	lang := messages.Lang(args[1])
	if b, err = t.net.Desk.Approve(t.tx, b.ID, t.m.Reader(), lang, args[2], t.now); err != nil {
		return err
	}
	if err := t.net.Record(t.tx, t.m.Alias, "approve "+string(lang), b.ID, t.now); err != nil {
		return err
	}
	v, err := t.vetting(b, lang)
	if err != nil {
		return err
	}
	done := t.p.Say("approve.done", "Brief", b.ID, "Lang", lang.Name())
	if !v.Approved() {
		done += " " + t.p.Say("approve.more", "People", texts.Number(v.Needed-len(v.By)))
	} else if v.Stale != "" {
		done += " " + t.p.Say("approve.stale")
	}
	t.replace(Message{Text: done})
	if err := t.tellAuthors(b, func(p *texts.Printer, m members.Member) Message {
		return Message{
			Text:    p.Say("approve.letter", "Brief", b.ID, "Lang", lang.Name(), "Who", nameOn(*t.m)),
			Buttons: [][]Button{{t.buttonFor(m, p.Plain("state.plan"), "plan", b.ID)}},
		}
	}); err != nil {
		return err
	}
	again, err := t.net.AddLanguage(t.tx, b.ID, t.now)
	if err != nil {
		return err
	}
	if again > 0 {
		return t.tellAuthors(b, func(p *texts.Printer, _ members.Member) Message {
			return Message{Text: p.Say("approve.reaches", "Brief", b.ID, "Lang", lang.Name(), "People", texts.Number(again))}
		})
	}
	return nil
}

// showForReview shows what a reviewer who typed /approve would approve, language by language.
func (t *turn) showForReview(b messages.Brief, args []string) error {
	if b.HadHand(t.m.Alias) {
		return messages.ErrOwnBrief
	}
	if b.Stage == messages.Draft || b.Stage == messages.Withdrawn {
		return b.OtherStage()
	}
	shown := 0
	for _, l := range b.Langs() {
		v, err := t.vetting(b, l)
		if err != nil {
			return err
		}
		done := slices.Contains(v.By, t.m.Alias) || v.Approved()
		if len(args) > 0 && args[0] != string(l) || !slices.Contains(t.m.Reads, l) || done {
			continue
		}
		msg, err := t.reviewCard(*t.m, b, l)
		if err != nil {
			return err
		}
		t.send(msg)
		shown++
	}
	if shown == 0 {
		return no("approve.nothing", "Brief", b.ID)
	}
	return nil
}

// askChange asks a reviewer what should change.
func (t *turn) askChange(args []string) error {
	if len(args) != 2 {
		return errStale
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if err != nil {
		return err
	}
	t.ask("change", "brief", b.ID, "lang", args[1])
	t.send(Message{Text: t.p.Say("change.ask", "Brief", b.ID, "Lang", messages.Lang(args[1]).Name()), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

func (t *turn) changeStep(text string) error {
	lang := messages.Lang(t.d.Data["lang"])
	b, err := t.net.Desk.Ask(t.tx, t.d.Data["brief"], t.m.Reader(), lang, shorten(text, 1000), t.now)
	if err != nil {
		return err
	}
	t.end()
	if err := t.net.Record(t.tx, t.m.Alias, "ask for a change "+string(lang), b.ID, t.now); err != nil {
		return err
	}
	t.say("change.done", "Brief", b.ID)
	return t.tellAuthors(b, func(p *texts.Printer, m members.Member) Message {
		return Message{
			Text:    p.Say("change.letter", "Brief", b.ID, "Lang", lang.Name(), "Why", shorten(text, 1000), "Who", nameOn(*t.m)),
			Buttons: [][]Button{{t.buttonFor(m, p.Plain("state.edit"), "edit", b.ID, string(lang))}},
		}
	})
}

// tellAuthors writes to those who wrote a brief, as far as they are still here.
func (t *turn) tellAuthors(b messages.Brief, say func(*texts.Printer, members.Member) Message) error {
	for _, a := range b.Authors {
		m, err := t.net.Roster.ByAlias(t.tx, a)
		if isFormer(err) {
			continue
		}
		if err != nil {
			return err
		}
		p := t.printer(m.Lang)
		msg := say(p, m)
		msg.Lang = p.Lang()
		if err := t.letter(t.tx, m, msg, t.now); err != nil {
			return err
		}
	}
	return nil
}

// nameOf is what the desk calls somebody: their name on a platform, or that they left.
func (t *turn) nameOf(a messages.Alias) string {
	m, err := t.net.Roster.ByAlias(t.tx, a)
	if err != nil {
		return t.p.Plain("former")
	}
	return nameOn(m)
}

func nameOn(m members.Member) string {
	for _, id := range m.Identities {
		if id.Name != "" {
			return id.Name
		}
	}
	return string(m.Alias)
}
