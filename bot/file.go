package bot

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// file takes a brief that was sent as a file.
func (b *Bot) file(t *turn) error {
	if !may(t.m, lead) {
		return no("file.not_lead")
	}
	f, err := messages.ParseFile(t.u.File.Name, t.u.File.Data)
	if err != nil {
		t.send(Message{Text: t.p.Say("file.problems"), Copy: clip(err.Error(), 1500)})
		return nil
	}
	done, err := t.net.Import(t.tx, f, t.m.Alias, t.now)
	if err != nil {
		return no("file.refused", "Why", err.Error())
	}
	t.send(Message{Text: kept(t.p, done)})
	if len(done.Waits) > 0 {
		t.say("campaign.waits")
	}
	for _, br := range done.Briefs {
		if err := t.preview([]string{br.ID}); err != nil {
			return err
		}
	}
	for _, c := range done.Corrections {
		if err := t.showCorrection(c, t.send); err != nil {
			return err
		}
	}
	t.touched(slices.DeleteFunc(done.Reopened, func(b messages.Brief) bool { // what the file holds is shown above
		return slices.ContainsFunc(done.Briefs, func(x messages.Brief) bool { return x.ID == b.ID })
	}))
	return nil
}

// Imported tells a member that files were imported in their name by who looks after the machine, and by nobody whom the bot knows.
func (b *Bot) Imported(tx storage.Tx, m members.Member, done campaigns.Imported, now time.Time) error {
	if _, ok := m.Reachable(); !ok {
		return nil
	}
	p := b.printer(m.Lang)
	return b.letter(tx, m, Message{
		Text:    p.Say("file.in_your_name", "Contact", b.net.Settings.Contact) + "\n\n" + kept(p, done),
		Lang:    p.Lang(),
		Buttons: [][]Button{{b.buttonFor(m, p.Plain("menu.desk"), "desk")}},
	}, now)
}

// kept says how much of a file is kept.
func kept(p *texts.Printer, done campaigns.Imported) string {
	return p.Say("file.done", "Sources", done.Count("source"), "Facts", done.Count("fact"), "Briefs", texts.Number(done.Count("brief")))
}

// touched names released briefs that a change of this turn has opened again.
func (t *turn) touched(reopened []messages.Brief) {
	for _, b := range reopened {
		t.send(Message{Text: t.p.Say("file.touched", "Brief", b.ID), Buttons: [][]Button{
			{t.button("desk.open", "preview", b.ID), t.button("state.submit_again", "submit", b.ID)},
		}})
	}
}

// export gives a brief as the file it could have been sent as.
func (t *turn) export(args []string) error {
	if len(args) == 0 {
		return no("preview.which")
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if err != nil {
		return err
	}
	f, err := t.net.Desk.Export(t.tx, b)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		return fmt.Errorf("write %s: %w", b.ID, err)
	}
	t.send(Message{Text: t.p.Say("export.text", "Brief", b.ID), Files: []File{{Name: b.Name + ".txt", Type: "text/plain; charset=utf-8", Data: buf.Bytes()}}})
	return nil
}
