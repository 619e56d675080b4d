package bot

import (
	"bytes"
	"fmt"
	"slices"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/messages"
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
	waits := false
	for _, c := range f.Campaigns {
		w, err := t.net.PutCampaign(t.tx, campaigns.FromText(c), t.m.Alias, t.now)
		if err != nil {
			return no("file.campaign", "Name", c.Name, "Why", err.Error())
		}
		waits = waits || w
	}
	done, err := t.net.Desk.Import(t.tx, f, t.m.Alias, t.now)
	if err != nil {
		return no("file.refused", "Why", err.Error())
	}
	t.say("file.done", "Sources", len(f.Sources), "Facts", len(f.Facts), "Briefs", texts.Number(len(done.Briefs)))
	if waits {
		t.say("campaign.waits")
	}
	for _, br := range done.Briefs {
		if err := t.preview([]string{br.ID}); err != nil {
			return err
		}
	}
	shown := done.Briefs
	for _, s := range done.Saved {
		if s.What != "fact" || s.Outcome != messages.Changed {
			continue
		}
		c, err := t.net.OpenCorrection(t.tx, s.Name, t.m.Alias, t.now)
		if err != nil {
			return err
		}
		if c.ID == 0 {
			continue
		}
		if err := t.showCorrection(c, t.send); err != nil {
			return err
		}
		for _, id := range c.Briefs {
			shown = append(shown, messages.Brief{ID: id})
		}
	}
	return t.touched(shown)
}

// touched names the released briefs that a change of this turn has opened again, without those that are shown anyway.
func (t *turn) touched(shown []messages.Brief) error {
	return t.net.Desk.Briefs(t.tx, func(b messages.Brief) error {
		isB := func(x messages.Brief) bool { return x.ID == b.ID }
		if b.Stage == messages.Released && b.Rev != b.Public && b.Updated.Equal(t.now) && !slices.ContainsFunc(shown, isB) {
			t.send(Message{Text: t.p.Say("file.touched", "Brief", b.ID), Buttons: [][]Button{
				{t.button("desk.open", "preview", b.ID), t.button("state.submit_again", "submit", b.ID)},
			}})
		}
		return nil
	})
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
