package bot

import (
	"relais/campaigns"
	"relais/messages"
)

// changeFact keeps a changed fact, and shows the correction that it opens or ends.
func (t *turn) changeFact(f messages.Fact) error {
	was := f.Rev
	f, c, err := t.net.ChangeFact(t.tx, f, t.m.Alias, t.now)
	if err != nil {
		return err
	}
	if f.Rev == was {
		return no("facts.same")
	}
	if c.ID == 0 {
		t.say("facts.changed")
		return t.showFact(f, t.send)
	}
	return t.showCorrection(c, t.send)
}

// correctionOf shows what a change of a fact owes, and carries it out: correction <K1> [submit|release].
func (t *turn) correctionOf(args []string) error {
	if len(args) == 0 {
		return t.openCorrections()
	}
	c, err := t.net.FactCorrection(t.tx, args[0])
	if err != nil {
		return err
	}
	if len(args) == 1 || t.u.Data == "" {
		return t.showCorrection(c, t.send)
	}
	for _, id := range c.Briefs {
		b, err := t.net.Desk.Brief(t.tx, id)
		if err != nil {
			return err
		}
		if owes, err := t.net.Owes(t.tx, b, c.Fact); err != nil || !owes {
			if err != nil {
				return err
			}
			continue
		}
		if args[1] == "submit" {
			var unsent bool
			if unsent, err = t.unsent(b); err == nil && unsent { // who was asked is asked once
				err = t.putForReview(b, t.send)
			}
		} else {
			err = t.releaseIfReady(b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) releaseIfReady(b messages.Brief) error {
	ready, err := t.net.Desk.Ready(t.tx, b, t.now)
	if err != nil || len(ready) == 0 {
		return err
	}
	if leaving, err := t.net.AboutToLeave(t.tx, b.ID); err != nil || leaving {
		return err
	}
	return t.releaseNow(b, t.send)
}

// correctionsShown is how many corrections are shown at once, each a message of its own.
const correctionsShown = 5

func (t *turn) openCorrections() error {
	all, err := t.net.FactCorrections(t.tx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return no("correction_of.none")
	}
	for _, c := range all[:min(len(all), correctionsShown)] {
		if err := t.showCorrection(c, t.send); err != nil {
			return err
		}
	}
	return nil
}

// showCorrection says of every brief on a changed fact what it still needs, in one message.
func (t *turn) showCorrection(c campaigns.FactCorrection, answer func(Message)) error {
	f, err := t.net.Desk.Fact(t.tx, c.Fact)
	if err != nil {
		return err
	}
	said, _ := f.In(t.lang())
	touched, err := t.net.Touches(t.tx, f.ID)
	if err != nil {
		return err
	}
	head := "correction_of.head"
	if f.Withdrawn {
		head = "correction_of.head_withdrawn"
	}
	msg := Message{Text: t.p.Say(head, "Ref", c.Ref(), "Statement", said) + "\n\n" + t.reached(touched)}
	open, ready := 0, 0
	for _, id := range c.Briefs {
		b, err := t.net.Desk.Brief(t.tx, id)
		if err != nil {
			return err
		}
		owes, err := t.net.Owes(t.tx, b, c.Fact)
		if err != nil {
			return err
		}
		key := "correction_of.done"
		if owes {
			key = "correction_of.waits"
			open++
			problems, err := t.net.Lint(t.tx, b, t.now)
			if err != nil {
				return err
			}
			can, err := t.net.Desk.Ready(t.tx, b, t.now)
			if err != nil {
				return err
			}
			leaving, err := t.net.AboutToLeave(t.tx, b.ID)
			switch {
			case err != nil:
				return err
			case leaving:
				key = "correction_of.leaves"
			case messages.Blocking(problems):
				key = "correction_of.blocked"
			case len(can) > 0:
				key = "correction_of.ready"
				ready++
			default:
				unsent, err := t.unsent(b)
				if err != nil {
					return err
				}
				if unsent {
					key = "correction_of.unsent"
				}
			}
		}
		msg.Text += "\n- " + t.p.Say(key, "Brief", b.ID, "Title", titleOf(b, t.lang()))
		if owes && len(msg.Buttons) < 6 {
			msg.Buttons = append(msg.Buttons, []Button{t.named(b.ID+" "+titleOf(b, t.lang()), "preview", b.ID)})
		}
	}
	if c.Done && open == 0 {
		msg.Text += "\n\n" + t.p.Say("correction_of.over")
	}
	if open > ready {
		msg.Buttons = append(msg.Buttons, []Button{t.button("correction_of.submit", "correction", c.Ref(), "submit")})
	}
	if ready > 0 {
		msg.Buttons = append(msg.Buttons, []Button{t.button("correction_of.release", "correction", c.Ref(), "release")})
	}
	answer(msg)
	return nil
}
