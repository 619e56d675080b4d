package bot

import (
	"errors"
	"slices"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/messages/networks"
	"relais/storage"
)

// Gate is what the outbox asks before every copy: the door, with rendering behind it. Nothing is sent round it.
type Gate struct{ *Bot }

// Row asks the door about a copy of a brief and shows it as its recipient reads.
func (g Gate) Row(tx storage.Tx, r outbox.Row, now time.Time) (outbox.Decision, error) {
	a, c, err := g.net.Clear(tx, r, g.limits[r.Platform], now)
	d := outbox.Decision{Verdict: a.Verdict, Reason: a.Reason, Until: a.Until}
	if err != nil || a.Verdict != outbox.Go {
		return d, err
	}
	switch {
	case r.ID.Place():
		return g.post(tx, r, c, d, now)
	case r.ID.Kit():
		return g.kit(tx, r, c, d, now)
	}
	id, ok := c.Member.On(r.Platform)
	switch {
	case !ok:
		d.Verdict, d.Reason = outbox.Skip, campaigns.WhyLeft
		return d, nil
	case id.Gone || id.Chat == "":
		d.Verdict, d.Reason = outbox.Skip, campaigns.WhyGone
		return d, nil
	}
	p := g.printer(c.Member.Lang)
	d.To = Address{Platform: id.Platform, Chat: id.Chat}
	d.Rev, d.Lang, d.Edit, d.Under = c.Version.Rev, string(c.Edition.Lang), c.Replaces, c.Under
	d.Resend = c.Release.Class == campaigns.AlertCopy || c.Replaces != ""
	if c.Notice != "" || c.Edition.Lang == "" {
		d.Message = Message{Text: p.Say("withdrawn.copy", "Brief", c.Release.Brief, "Notice", c.Notice), Lang: p.Lang()}
		return d, nil
	}
	d.Message = g.cardFor(p, &c.Member, c.Edition, c.FellBack, id.Platform, id.User)
	d.Message.Buttons = laidOut(d.Message.Buttons, g.limits[r.Platform])
	if c.Release.Class == campaigns.Edit || r.Doubt && r.Rev < c.Version.Rev { // what may have arrived was corrected since
		d.Message.Text = g.corrected(p, c, c.Member.Location(g.net.Settings.Zone)) + "\n\n" + d.Message.Text
	}
	return d, nil
}

// kit shows a kit as it is now, where its member opened it or, where that can't be changed any more, in their own chat.
func (g Gate) kit(tx storage.Tx, r outbox.Row, c campaigns.Copy, d outbox.Decision, now time.Time) (outbox.Decision, error) {
	p := g.printer(c.Member.Lang)
	d.To, d.Rev, d.Lang, d.Edit, d.Under, d.Resend = c.To, c.Version.Rev, string(c.Edition.Lang), c.Replaces, c.Under, c.Replaces != ""
	if c.Notice != "" || c.Edition.Lang == "" {
		d.Message = Message{Text: p.Say("withdrawn.copy", "Brief", c.Release.Brief, "Notice", c.Notice), Lang: p.Lang()}
		return d, nil
	}
	n, err := networks.Find(c.Kit.Network)
	if err != nil {
		return d, err
	}
	id, _ := c.Member.On(r.Platform)
	t := g.newTurn(tx, Update{From: User{Platform: r.Platform, ID: id.User}}, now)
	t.m, t.p = &c.Member, p
	today, _, err := g.net.Reach.Help(tx, c.Member.Ordinal, now.In(t.zone()), c.Release.Brief+" "+n.Key, 0)
	if err != nil {
		return d, err
	}
	f := found{brief: messages.Brief{ID: c.Release.Brief}, version: c.Version, edition: c.Edition, fellBack: c.FellBack}
	switch {
	case c.Kit.Sample && sampleFor(c.Edition, n.Key) == "": // there is none any more
	case c.Kit.Sample:
		if d.Message, err = t.sampleMessage(f, n); err != nil && !errors.As(err, new(refusal)) {
			return d, err
		}
	default:
		if d.Message, err = t.kitMessage(f, n, today); err != nil {
			return d, err
		}
	}
	head, l := g.corrected(p, c, t.zone()), g.limits[r.Platform]
	if text := head + "\n\n" + d.Message.Text; d.Message.Text != "" && len(inParts(Message{Text: text + d.Message.Copy}, l.Text)) == 1 {
		d.Message.Text = text
	} else { // a message that stands can't become two
		d.Message = Message{Text: head, Buttons: [][]Button{{t.button("owed.open", "kit", c.Release.Brief, n.Key)}}}
	}
	d.Message.Lang, d.Message.Buttons = p.Lang(), laidOut(d.Message.Buttons, l)
	return d, nil
}

// post shows a copy as everybody in a place reads it. Its button leads into private.
func (g Gate) post(tx storage.Tx, r outbox.Row, c campaigns.Copy, d outbox.Decision, now time.Time) (outbox.Decision, error) {
	d.To, d.Rev, d.Edit, d.Under = c.Place.Address, c.Version.Rev, c.Replaces, c.Under
	d.Lang = string(c.Edition.Lang)
	if c.Notice != "" || c.Edition.Lang == "" {
		p := g.printer(c.Place.Langs[0])
		d.Message = Message{Text: p.Say("withdrawn.copy", "Brief", c.Release.Brief, "Notice", c.Notice), Lang: p.Lang()}
		return d, g.under(tx, c, d.Message, now)
	}
	p := g.printer(c.Edition.Lang)
	d.Message = g.placePost(p, c.Edition, r.Platform)
	if c.Release.Class != campaigns.Edit {
		d.Message.Mention = c.Place.Mention
		return d, nil
	}
	what := g.corrected(p, c, g.net.Settings.Zone)
	d.Message.Text = what + "\n\n" + d.Message.Text
	again := g.intoPrivate(p, r.Platform, "owed.open", "share", c.Edition.Brief)
	return d, g.under(tx, c, Message{Text: p.Say("corrected.under", "Title", c.Edition.Text.Title) + "\n\n" + what, Lang: p.Lang(), Buttons: [][]Button{again}}, now)
}

// placePost is a brief as everybody in a place reads it.
func (b *Bot) placePost(p *texts.Printer, e messages.Edition, platform string) Message {
	row := b.intoPrivate(p, platform, "card.share", "share", e.Brief)
	if s := b.net.Settings; s.PublicURL != "" {
		row = append(row, Button{Label: p.Plain("place.read"), URL: s.PublicURL + "/b/" + e.Brief + "?lang=" + string(e.Lang)})
	}
	return Message{Text: card(p, e, false), Lang: p.Lang(), Buttons: [][]Button{row}}
}

// under says a correction under the post it corrects, where the door found that to be owed.
func (g Gate) under(tx storage.Tx, c campaigns.Copy, msg Message, now time.Time) error {
	if !c.Answer {
		return nil
	}
	_, err := g.net.Outbox.Post(tx, outbox.Letter{
		Class: string(campaigns.Service), Lane: outbox.Corrections, To: c.Place.Address, Message: msg, Under: c.Replaces, Posted: now,
	})
	return err
}

// laidOut puts rows of buttons together where a platform takes fewer, the last ones first, since those are often alone; nothing changes
// where they fit.
func laidOut(rows [][]Button, l Limits) [][]Button {
	if l.ButtonRows == 0 || len(rows) <= l.ButtonRows {
		return rows
	}
	out := slices.Clone(rows)
	for wide := 2; wide <= l.ButtonRow && len(out) > l.ButtonRows; wide++ {
		for i := len(out) - 2; i >= 0 && len(out) > l.ButtonRows; i-- {
			if len(out[i])+len(out[i+1]) <= wide {
				out = slices.Replace(out, i, i+2, slices.Concat(out[i], out[i+1]))
			}
		}
	}
	return out
}

// corrected says on which day a copy was corrected, and what changed where its author said so.
func (g Gate) corrected(p *texts.Printer, c campaigns.Copy, zone *time.Location) string {
	day := c.Version.At.In(zone).Format("2006-01-02")
	if what := c.Version.Changed[c.Edition.Lang]; what != "" {
		return p.Say("corrected.what", "Day", day, "What", what)
	}
	return p.Say("corrected.day", "Day", day)
}

// Letter asks the door about an answer or a service message.
func (g Gate) Letter(tx storage.Tx, l outbox.Letter, now time.Time) (outbox.Decision, error) {
	c := campaigns.Case{Class: campaigns.Class(l.Class), Now: now, Acted: l.Posted}
	to := l.To
	if l.Ordinal != 0 {
		who, err := g.net.Roster.Bearer(tx, l.Ordinal)
		switch {
		case err == nil:
			c.Member = &who.Member
			if id, ok := who.Account(); ok && to == (Address{}) {
				to = Address{Platform: id.Platform, Chat: id.Chat}
			}
		case !isNotFound(err):
			return outbox.Decision{}, err
		}
	}
	if c.Member == nil && c.Class == campaigns.Service && to.Group {
		place, err := g.net.PlaceAt(tx, to)
		if err != nil && !isNotFound(err) {
			return outbox.Decision{}, err
		}
		c.Place = place
	}
	if moot, err := g.moot(tx, l); err != nil || moot {
		return outbox.Decision{Verdict: outbox.Skip, To: to}, err
	}
	c.Limits = g.limits[to.Platform]
	a, err := g.net.Ask(tx, c)
	msg := l.Message
	msg.Buttons = laidOut(msg.Buttons, c.Limits)
	return outbox.Decision{
		Verdict: a.Verdict, Reason: a.Reason, Until: a.Until, To: to, Message: msg, Edit: l.Edit, Under: l.Under, Delete: l.Delete, Resend: true,
	}, err
}

// Gone notes that a member can't be reached on a platform any more, for good until they come back; or that a place can't be
// written in, until it is set up again.
func (g Gate) Gone(tx storage.Tx, to Address, ordinal uint64, lacks string, now time.Time) error {
	if to.Group {
		return g.lose(tx, to, lacks, now)
	}
	if (outbox.RowID{Ordinal: ordinal}).Kit() {
		var err error
		if ordinal, err = g.net.KitGone(tx, ordinal); err != nil || ordinal == 0 {
			return err
		}
	}
	m, err := g.net.Roster.Bearer(tx, ordinal)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	next := m.Member
	next.Identities = nil
	for _, id := range m.Identities {
		switch {
		case id.Platform != to.Platform:
		case id.Asked:
			id.Chat, id.Asked = "", false
		default:
			id.Gone = true
		}
		next.Identities = append(next.Identities, id)
	}
	return g.net.Roster.Put(tx, next)
}

// Moved notes that a chat has a new id.
func (g Gate) Moved(tx storage.Tx, from Address, chat string) error {
	return g.net.MovePlaces(tx, from, chat, time.Now())
}
