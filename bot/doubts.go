package bot

import (
	"strconv"

	"relais/bot/texts"
)

// doubts shows the copies of which nobody knows whether they arrived, and does with them what a lead says: /doubts, and by button
// doubts <release> again|leave.
func (t *turn) doubts(args []string) error {
	if len(args) == 2 {
		return t.decideDoubts(args[0], args[1] == "again")
	}
	all, err := t.net.Doubts(t.tx)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return no("doubts.none")
	}
	for _, d := range all {
		id := strconv.FormatUint(d.Release.ID, 10)
		if d.People+d.Places == 0 {
			t.send(Message{Text: t.doubtful(d) + "\n\n" + t.p.Say("doubts.due_choose"), Buttons: [][]Button{
				{t.button("release.go_on", "halt", id, "off"), t.button("schedule.cancel", "unrelease", id, "rest")},
			}})
			continue
		}
		t.send(Message{Text: t.doubtful(d) + "\n\n" + t.p.Say("doubts.choose"), Buttons: [][]Button{
			{t.button("doubts.again", "doubts", id, "again"), t.button("doubts.leave", "doubts", id, "leave")},
		}})
	}
	return nil
}

func (t *turn) decideDoubts(id string, again bool) error {
	release, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return errStale
	}
	n, err := t.net.Decide(t.tx, release, again, t.m.Alias, t.now)
	if err != nil {
		return err
	}
	key := "doubts.left"
	switch {
	case n == 0:
		return no("doubts.decided")
	case again:
		key = "doubts.sent"
	}
	t.replace(Message{Text: t.p.Say(key, "Copies", texts.Number(n))})
	return nil
}
