package bot

import (
	"slices"
	"strconv"
	"strings"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/messages"
)

// campaign lists, makes, changes and confirms: /campaign, /campaign new, /campaign edit <name>, /campaign confirm <name>.
func (t *turn) campaign(args []string) error {
	if len(args) == 0 || args[0] == "list" {
		return t.campaignList()
	}
	if args[0] == "new" {
		t.afresh()
		return t.askCampaign("title")
	}
	if len(args) < 2 {
		return no("campaign.usage")
	}
	c, err := t.campaignBy(args[1])
	if err != nil {
		return err
	}
	switch args[0] {
	case "show":
		return t.showCampaign(c)
	case "edit":
		t.afresh()
		if len(args) > 2 {
			t.ask("", "name", c.Name)
			return t.askCampaign(strings.Join(args[2:], " "))
		}
		var rows [][]Button
		for _, f := range campaignFields {
			rows = append(rows, []Button{t.button("campaign.edit_"+f, "campaign", "edit", t.campaignRef(c), f)})
		}
		for _, l := range t.net.Settings.Languages {
			rows = append(rows, []Button{t.named(t.p.Plain("campaign.edit_line", "Lang", l.Name()), "campaign", "edit", t.campaignRef(c), "line", string(l))})
		}
		t.replace(Message{Text: t.p.Say("campaign.edit", "Title", c.In(t.lang())), Buttons: append(rows, t.closeRow())})
		return nil
	case "confirm":
		shown := strings.Join(args[2:], "")
		if shown == "" && c.Pending != nil {
			return t.showCampaign(c) // typed: the change is looked at first, and confirmed by the button under it
		}
		if c, err = t.net.ConfirmChange(t.tx, c.Name, t.m.Alias, shown, t.now); err != nil {
			return err
		}
		t.replace(Message{Text: t.p.Say("campaign.confirmed", "Title", c.In(t.lang()))})
		reopened, err := t.net.Reopened(t.tx, t.now)
		t.touched(reopened)
		return err
	case "payer":
		c.Sponsorship = c.Proposed()
		if err := t.setCampaign(&c, "payer", "", strings.Join(args[2:], "")); err != nil {
			return err
		}
		return t.putCampaign(c)
	case "drop":
		if c, err = t.net.DropChange(t.tx, c.Name, t.m.Alias, t.now); err != nil {
			return err
		}
		return t.showCampaign(c)
	}
	return no("campaign.usage")
}

// campaignFields are what can be changed by a question; the disclosure has one per language beside them.
var campaignFields = []string{"title", "purpose", "runby", "paidby", "payer", "contact", "country", "register"}

// campaignRef names a campaign in a button: by its place in the list, since names can be long.
func (t *turn) campaignRef(c campaigns.Campaign) string {
	all, err := t.net.Campaigns(t.tx)
	if err != nil {
		return c.Name
	}
	return "#" + strconv.Itoa(slices.IndexFunc(all, func(x campaigns.Campaign) bool { return x.Name == c.Name }))
}

func (t *turn) campaignBy(ref string) (campaigns.Campaign, error) {
	if i, err := strconv.Atoi(strings.TrimPrefix(ref, "#")); err == nil {
		all, err := t.net.Campaigns(t.tx)
		if err != nil {
			return campaigns.Campaign{}, err
		}
		if i < 0 || i >= len(all) {
			return campaigns.Campaign{}, errStale
		}
		return all[i], nil
	}
	c, err := t.net.Campaign(t.tx, strings.ToLower(ref))
	if isNotFound(err) {
		return c, no("campaign.unknown", "Name", ref)
	}
	return c, err
}

func (t *turn) campaignList() error {
	all, err := t.net.Campaigns(t.tx)
	if err != nil {
		return err
	}
	msg := Message{Text: t.p.Say("campaign.list", "Campaigns", texts.Number(len(all)))}
	for i, c := range all {
		msg.Text += "\n- " + t.p.Say("campaign.line", "Title", c.In(t.lang()), "Name", c.Name, "PaidBy", c.Sponsorship.PaidBy)
		msg.Buttons = append(msg.Buttons, []Button{t.named(c.In(t.lang()), "campaign", "show", "#"+strconv.Itoa(i))})
	}
	msg.Buttons = append(msg.Buttons, []Button{t.button("campaign.new", "campaign", "new")})
	t.replace(msg)
	return nil
}

func (t *turn) showCampaign(c campaigns.Campaign) error {
	s := c.Sponsorship
	msg := Message{Text: t.p.Say("campaign.show", "Title", c.In(t.lang()), "Purpose", c.Purpose[t.lang()], "RunBy", s.RunBy, "PaidBy", s.PaidBy,
		"Payer", texts.Markdown(t.p.Say("payer."+string(s.Payer))), "Contact", s.Contact)}
	for _, l := range messages.Languages() {
		if d, ok := s.Lines[l]; ok {
			msg.Text += "\n- " + t.p.Say("campaign.disclosure", "Lang", l.Name(), "Line", d.Line, "Short", d.Short)
		}
	}
	ref := t.campaignRef(c)
	msg.Buttons = [][]Button{{t.button("campaign.edit_button", "campaign", "edit", ref)}}
	if c.Pending != nil {
		msg.Text += "\n\n" + t.p.Say("campaign.pending", "Who", t.names(c.Pending.By))
		for _, d := range t.differences(s, c.Pending.Sponsorship) {
			msg.Text += "\n- " + d
		}
		if !slices.Contains(c.Pending.By, t.m.Alias) {
			msg.Buttons = append(msg.Buttons, []Button{t.button("campaign.confirm", "campaign", "confirm", ref, c.Pending.Mark())})
		}
		msg.Buttons = append(msg.Buttons, []Button{t.button("campaign.drop", "campaign", "drop", ref)})
	}
	t.replace(msg)
	return nil
}

// differences says everything in which a proposed sponsorship departs from the one in force, for whoever confirms it.
func (t *turn) differences(now, then messages.Sponsorship) []string {
	var out []string
	for _, f := range []struct{ key, now, then string }{
		{"campaign.edit_runby", now.RunBy, then.RunBy},
		{"campaign.edit_paidby", now.PaidBy, then.PaidBy},
		{"campaign.edit_payer", t.p.Plain("payer." + string(now.Payer)), t.p.Plain("payer." + string(then.Payer))},
		{"campaign.edit_contact", now.Contact, then.Contact},
		{"campaign.edit_country", now.Country, then.Country},
		{"campaign.edit_register", now.Register, then.Register},
	} {
		if f.now != f.then {
			out = append(out, t.p.Say("campaign.difference", "What", t.p.Plain(f.key), "New", f.then, "Old", f.now))
		}
	}
	for _, l := range messages.Languages() {
		if d := then.Lines[l]; d != now.Lines[l] {
			out = append(out, t.p.Say("campaign.disclosure", "Lang", l.Name(), "Line", d.Line, "Short", d.Short))
		}
	}
	return out
}

// names joins what the desk calls several people.
func (t *turn) names(all []messages.Alias) string {
	var out []string
	for _, a := range all {
		out = append(out, t.nameOf(a))
	}
	return strings.Join(out, ", ")
}

// askCampaign asks for one part of a campaign: the new one's, or the one named in the dialogue.
func (t *turn) askCampaign(part string) error {
	field, rest, _ := strings.Cut(part, " ")
	if !t.p.Has("campaign.ask_" + field) {
		return no("campaign.usage")
	}
	t.ask("campaign", "part", part)
	lang := messages.Lang(rest)
	if lang == "" {
		lang = t.lang()
	}
	var rows [][]Button
	if field == "payer" {
		c, err := t.net.Campaign(t.tx, t.d.Data["name"])
		if err != nil {
			return err
		}
		for _, p := range messages.PayerTypes() {
			rows = append(rows, []Button{t.button("payer."+string(p), "campaign", "payer", t.campaignRef(c), string(p))})
		}
	}
	t.send(Message{Text: t.p.Say("campaign.ask_"+field, "Lang", lang.Name(), "Network", t.net.Settings.Name), Buttons: append(rows, t.cancelRow())})
	return nil
}

// campaignStep takes one answer. A new campaign is asked for its title, purpose, and the disclosure in each language; who runs
// and pays is the network's until changed.
func (t *turn) campaignStep(text string) error {
	field, rest, _ := strings.Cut(t.d.Data["part"], " ")
	if name := t.d.Data["name"]; name != "" {
		c, err := t.net.Campaign(t.tx, name)
		if err != nil {
			return err
		}
		c.Sponsorship = c.Proposed()
		if err := t.setCampaign(&c, field, messages.Lang(rest), text); err != nil {
			return err
		}
		return t.putCampaign(c)
	}
	c := t.newCampaign()
	switch field {
	case "title":
		t.ask("campaign", "title", shorten(text, 80))
		return t.askCampaign("purpose")
	case "purpose":
		t.ask("campaign", "purpose", shorten(text, 300))
		return t.askCampaign("line " + string(t.net.Settings.Languages[0]))
	case "line":
		if err := t.setCampaign(&c, "line", messages.Lang(rest), text); err != nil {
			return err
		}
		t.ask("campaign", "line."+rest, text)
		langs := t.net.Settings.Languages
		if i := slices.Index(langs, messages.Lang(rest)); i+1 < len(langs) {
			return t.askCampaign("line " + string(langs[i+1]))
		}
		c = t.newCampaign()
		name, err := freeName(t.d.Data["title"], "campaign", func(name string) error {
			_, err := t.net.Campaign(t.tx, name)
			return err
		})
		if err != nil {
			return err
		}
		c.Name = name
		return t.putCampaign(c)
	}
	return errStale
}

// newCampaign is the campaign as far as the dialogue has gathered it.
func (t *turn) newCampaign() campaigns.Campaign {
	s, l, d := t.net.Settings, t.lang(), t.d.Data
	c := campaigns.Campaign{
		Title: map[messages.Lang]string{l: d["title"]}, Purpose: map[messages.Lang]string{l: d["purpose"]},
		Sponsorship: messages.Sponsorship{
			RunBy: s.RunBy, PaidBy: s.PaidBy, Payer: s.Payer, Country: s.Country, Register: s.Register, Contact: s.Contact,
			Lines: map[messages.Lang]messages.Disclosure{},
		},
	}
	for _, lang := range messages.Languages() {
		if line := d["line."+string(lang)]; line != "" {
			c.Sponsorship.Lines[lang] = disclosure(line)
		}
	}
	return c
}

// disclosure reads a line and, after a bar, its short form; a line that is short enough is its own.
func disclosure(text string) messages.Disclosure {
	line, short, found := strings.Cut(strings.Join(strings.Fields(text), " "), "|")
	d := messages.Disclosure{Line: strings.TrimSpace(line), Short: strings.TrimSpace(short)}
	if !found {
		d.Short = d.Line
	}
	return d
}

func (t *turn) setCampaign(c *campaigns.Campaign, field string, lang messages.Lang, text string) error {
	text = strings.Join(strings.Fields(text), " ")
	s := &c.Sponsorship
	switch field {
	case "title":
		c.Title = with(c.Title, t.lang(), shorten(text, 80))
	case "purpose":
		c.Purpose = with(c.Purpose, t.lang(), shorten(text, 300))
	case "runby":
		s.RunBy = shorten(text, 120)
	case "paidby":
		s.PaidBy = shorten(text, 120)
	case "contact":
		s.Contact = shorten(text, 120)
	case "country":
		s.Country = shorten(text, 60)
	case "register":
		s.Register = shorten(text, 60)
	case "payer":
		p := messages.PayerType(strings.ToLower(text))
		if !slices.Contains(messages.PayerTypes(), p) {
			return no("campaign.bad_payer", "What", text)
		}
		s.Payer = p
	case "line":
		d := disclosure(text)
		if n := runes(d.Short); n > messages.ShortLine {
			return no("campaign.line_long", "N", n, "Limit", messages.ShortLine)
		}
		named := *s
		named.Network = t.net.Settings.Name
		if d.Line == "" || d.Short == "" || named.NamesNobody(d.Line) || named.NamesNobody(d.Short) {
			return no("campaign.line_nobody", "Network", named.Network)
		}
		s.Lines = with(s.Lines, lang, d)
	default:
		return errStale
	}
	return nil
}

// with gives a copy of a map with one entry set.
func with[V any](m map[messages.Lang]V, lang messages.Lang, v V) map[messages.Lang]V {
	out := make(map[messages.Lang]V, len(m)+1)
	for k, x := range m {
		out[k] = x
	}
	out[lang] = v
	return out
}

func (t *turn) putCampaign(c campaigns.Campaign) error {
	_, waits, err := t.net.PutCampaign(t.tx, c, t.m.Alias, t.now)
	if err != nil {
		return err
	}
	t.end()
	if waits {
		t.say("campaign.waits")
	} else {
		t.say("campaign.saved", "Title", c.In(t.lang()))
	}
	kept, err := t.net.Campaign(t.tx, c.Name)
	if err != nil {
		return err
	}
	return t.showCampaign(kept)
}
