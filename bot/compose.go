package bot

import (
	"slices"
	"strconv"
	"strings"

	"relais/messages"
)

// A draft is kept at the desk from its title on; the dialogue only remembers which brief, language and part it asks about.
// A brief written by questions, one sent as a file and an answer to a claim are the same draft.

// newBrief begins a draft by questions.
func (t *turn) newBrief(_ []string) error {
	campaigns, err := t.net.Campaigns(t.tx)
	if err != nil {
		return err
	}
	if len(campaigns) == 0 {
		return no("new.no_campaign")
	}
	t.afresh()
	t.ask("", "campaign", campaigns[0].Name, "lang", t.p.Lang())
	if len(campaigns) > 1 {
		var rows [][]Button
		for i, c := range campaigns {
			rows = append(rows, []Button{t.named(c.In(t.lang()), "compose", "campaign", strconv.Itoa(i))})
		}
		t.replace(Message{Text: t.p.Say("new.campaign"), Buttons: append(rows, t.cancelRow())})
		return nil
	}
	return t.askKind()
}

// answerClaim begins a response to a claim that somebody forwarded.
func (t *turn) answerClaim(args []string) error {
	claim, err := t.claimText(args)
	if err != nil {
		return err
	}
	campaigns, err := t.net.Campaigns(t.tx)
	if err != nil {
		return err
	}
	if len(campaigns) == 0 {
		return no("new.no_campaign")
	}
	t.afresh()
	t.ask("draft.title", "campaign", campaigns[0].Name, "lang", t.p.Lang(), "kind", string(messages.Response), "claim", shorten(claim, 400))
	t.send(Message{Text: t.p.Say("new.title_claim", "Claim", shorten(claim, 400)), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

func (t *turn) askKind() error {
	var rows [][]Button
	for _, k := range messages.Kinds() {
		rows = append(rows, []Button{t.button("kind_of."+string(k), "compose", "kind", string(k))})
	}
	t.replace(Message{Text: t.p.Say("new.kind"), Buttons: append(rows, t.cancelRow())})
	return nil
}

// compose takes a pressed answer to one of the questions of a draft.
func (t *turn) compose(args []string) error {
	if len(args) < 2 {
		return errStale
	}
	switch args[0] {
	case "campaign":
		campaigns, err := t.net.Campaigns(t.tx)
		if err != nil {
			return err
		}
		i, err := strconv.Atoi(args[1])
		if err != nil || i < 0 || i >= len(campaigns) {
			return errStale
		}
		t.ask("", "campaign", campaigns[i].Name, "lang", t.p.Lang())
		return t.askKind()
	case "kind":
		if !slices.Contains(messages.Kinds(), messages.Kind(args[1])) || t.d.Data["campaign"] == "" {
			return errStale
		}
		t.ask("draft.title", "kind", args[1])
		t.replace(Message{Text: t.p.Say("new.title", "Lang", messages.Lang(t.d.Data["lang"]).Name()), Buttons: [][]Button{t.cancelRow()}})
		return nil
	case "finding":
		return t.setFinding(args[1:])
	case "fact": // a point that says what its fact states: compose fact <brief> <language> [yes]
		if len(args) < 3 {
			return errStale
		}
		b, err := t.net.Desk.Brief(t.tx, args[1])
		if err != nil {
			return err
		}
		lang := messages.Lang(args[2])
		return t.askFact(b, lang, len(b.Texts[lang].Points)+1, len(args) > 3, "")
	case "next":
		if len(args) != 4 {
			return errStale
		}
		return t.nextQuestion(args[1], messages.Lang(args[2]), args[3])
	}
	return errStale
}

// titleStep makes the draft.
func (t *turn) titleStep(text string) error {
	lang := messages.Lang(t.d.Data["lang"])
	b := messages.Brief{
		Kind: messages.Kind(t.d.Data["kind"]), Campaign: t.d.Data["campaign"],
		Texts:    map[messages.Lang]messages.Text{lang: {Title: shorten(text, 120), Claim: t.d.Data["claim"]}},
		Fallback: t.net.Settings.Languages,
	}
	name, err := freeName(text, "brief", func(name string) error {
		_, err := t.net.Desk.Brief(t.tx, name)
		return err
	})
	if err != nil {
		return err
	}
	b.Name = name
	if b, err = t.net.Desk.Save(t.tx, b, t.m.Alias, t.now); err != nil {
		return err
	}
	if err := t.net.Record(t.tx, t.m.Alias, "draft", b.ID, t.now); err != nil {
		return err
	}
	t.say("new.made", "Brief", b.ID)
	return t.nextQuestion(b.ID, lang, "start")
}

// freeName makes a name from a title that nothing else has: get finds what has a name. A title without Latin letters gives otherwise.
func freeName(title, otherwise string, get func(name string) error) (string, error) {
	base := strings.Join(fold(title), "-")
	base = strings.Map(func(r rune) rune {
		if r < 0x80 {
			return r
		}
		return -1
	}, base)
	base = strings.Trim(base[:min(len(base), 40)], "-")
	if base == "" || strings.Trim(base, "0123456789") == "" {
		base = otherwise
	}
	for i := 1; ; i++ {
		name := base
		if i > 1 {
			name += "-" + strconv.Itoa(i)
		}
		if err := get(name); isNotFound(err) {
			return name, nil
		} else if err != nil {
			return "", err
		}
	}
}

func (t *turn) setFinding(args []string) error {
	if len(args) != 3 {
		return errStale
	}
	f := messages.Finding(strings.ReplaceAll(args[2], "_", " "))
	if !slices.Contains(messages.Findings(), f) {
		return errStale
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if err != nil {
		return err
	}
	b.Finding = f
	if _, err := t.net.Desk.Save(t.tx, b, t.m.Alias, t.now); err != nil {
		return err
	}
	return t.nextQuestion(b.ID, messages.Lang(args[1]), "finding")
}

// questions are what a draft is asked for in one language, in this order.
var questions = []string{"claim", "finding", "summary", "point", "prompt", "critic"}

// nextQuestion asks the first question after one that is still open for the language, or shows the preview.
func (t *turn) nextQuestion(ref string, lang messages.Lang, after string) error {
	b, err := t.net.Desk.Brief(t.tx, ref)
	if err != nil {
		return err
	}
	text := b.Texts[lang]
	open := map[string]bool{
		"claim":   b.Kind == messages.Response && text.Claim == "",
		"finding": b.Kind == messages.Response && b.Finding == messages.None,
		"summary": text.Summary == "",
		"point":   len(text.Points) == 0,
		"prompt":  len(text.Prompts) == 0,
		"critic":  text.Critic == "",
	}
	for _, q := range questions[slices.Index(questions, after)+1:] {
		if open[q] {
			return t.askPart(b, lang, q, true)
		}
	}
	t.end()
	return t.preview([]string{b.ID})
}

// askPart asks for one part of a brief in one language. chain goes on with the next question afterwards.
func (t *turn) askPart(b messages.Brief, lang messages.Lang, part string, chain bool) error {
	if part == "finding" {
		var rows [][]Button
		for _, f := range messages.Findings() {
			rows = append(rows, []Button{t.button("finding_label."+findingKey(f), "compose", "finding", b.ID, string(lang), findingKey(f))})
		}
		t.end()
		t.send(Message{Text: t.p.Say("part.finding"), Buttons: rows})
		return nil
	}
	kind, _, _ := strings.Cut(part, " ")
	if !t.p.Has("part." + kind) {
		return no("edit.unknown", "What", part)
	}
	on := ""
	if chain {
		on = "yes"
	}
	t.afresh()
	t.ask("part", "brief", b.ID, "lang", string(lang), "part", part, "chain", on)
	row := t.cancelRow()
	if chain && (kind == "prompt" || kind == "critic") {
		row = append(row, t.button("skip.button", "compose", "next", b.ID, string(lang), kind))
	}
	msg := Message{Text: t.p.Say("part."+kind, "Brief", b.ID, "Lang", lang.Name()), Buttons: [][]Button{row}}
	if part == "point" {
		of := []string{"fact", b.ID, string(lang)}
		if chain {
			of = append(of, on)
		}
		msg.Buttons = append([][]Button{{t.button("fact.as_it_is", "compose", of...)}}, row)
	}
	if now := partText(b, lang, part); now != "" {
		msg.Text += "\n\n" + t.p.Say("part.now")
		msg.Copy = now
	}
	t.send(msg)
	return nil
}

// partStep puts somebody's words into the part that was asked for.
func (t *turn) partStep(text string) error {
	b, err := t.net.Desk.Brief(t.tx, t.d.Data["brief"])
	if err != nil {
		return err
	}
	lang, part, chain := messages.Lang(t.d.Data["lang"]), t.d.Data["part"], t.d.Data["chain"] == "yes"
	if err := setPart(&b, lang, part, text, t.zone()); err != nil {
		return err
	}
	if part == "until" && !b.Until.After(t.now) {
		return no("part.past", "When", t.local(b.Until))
	}
	if b, err = t.net.Desk.Save(t.tx, b, t.m.Alias, t.now); err != nil {
		return err
	}
	kind, number, _ := strings.Cut(part, " ")
	if kind == "point" {
		i := len(b.Texts[lang].Points)
		if n, err := strconv.Atoi(number); err == nil {
			i = n
		}
		return t.askFact(b, lang, i, chain, "")
	}
	if chain {
		return t.nextQuestion(b.ID, lang, kind)
	}
	t.end()
	return t.preview([]string{b.ID})
}

// edit lists what can be changed, or asks for one part: /edit B1, /edit B1 fr, /edit B1 fr summary.
func (t *turn) edit(args []string) error {
	if len(args) == 0 {
		return no("edit.which")
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if err != nil {
		return err
	}
	if b.Stage == messages.Withdrawn {
		return messages.ErrWithdrawn
	}
	if len(args) == 1 {
		var rows [][]Button
		for _, l := range t.net.Settings.Languages {
			mark := "＋ "
			if _, ok := b.Texts[l]; ok {
				mark = "✎ "
			}
			rows = append(rows, []Button{t.named(mark+l.Name(), "edit", b.ID, string(l))})
		}
		rows = append(rows, []Button{t.button("edit.until", "edit", b.ID, "en", "until"), t.button("edit.topics", "edit", b.ID, "en", "topics")})
		if b.Kind == messages.Alert {
			rows = append(rows, []Button{t.button("edit.why", "edit", b.ID, "en", "why")})
		}
		t.replace(Message{Text: t.p.Say("edit.lang", "Brief", b.ID), Buttons: append(rows, t.closeRow())})
		return nil
	}
	lang, err := messages.ParseLang(args[1])
	if err != nil {
		return no("refuse.language", "What", args[1])
	}
	if len(args) > 2 {
		return t.askPart(b, lang, strings.Join(args[2:], " "), false)
	}
	if _, ok := b.Texts[lang]; !ok {
		return t.askPart(b, lang, "title", true)
	}
	rows := [][]Button{}
	for i := 0; i < len(editable); i += 2 {
		var row []Button
		for _, part := range editable[i:min(i+2, len(editable))] {
			if (part == "claim" || part == "finding") && b.Kind != messages.Response || part == "changed" && b.Public == 0 {
				continue
			}
			row = append(row, t.button("edit."+part, "edit", b.ID, string(lang), part))
		}
		rows = append(rows, row)
	}
	for i := range b.Texts[lang].Points {
		n := strconv.Itoa(i + 1)
		rows = append(rows, []Button{t.named(t.p.Plain("edit.point_n", "Number", n), "edit", b.ID, string(lang), "point", n)})
	}
	t.replace(Message{Text: t.p.Say("edit.part", "Brief", b.ID, "Lang", lang.Name()), Buttons: append(rows, t.closeRow())})
	return nil
}

// editable are the parts that have a button of their own.
var editable = []string{"title", "claim", "finding", "summary", "point", "prompt", "not", "critic", "sample", "changed"}

func (t *turn) done(b messages.Brief, lang messages.Lang, chain bool) error {
	if chain {
		t.end()
		t.send(Message{Text: t.p.Say("fact.another"), Buttons: [][]Button{
			{t.button("fact.another_yes", "edit", b.ID, string(lang), "point"), t.button("fact.another_no", "compose", "next", b.ID, string(lang), "point")},
		}})
		return nil
	}
	t.end()
	return t.preview([]string{b.ID})
}
