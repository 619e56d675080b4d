package bot

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/storage"
)

// progressed is what a release's lead was shown last.
type progressed struct {
	Text string `json:"text"`
}

// Progress shows a release's lead where it stands, in one message that changes in place while copies leave; see campaigns.Voice.
func (b *Bot) Progress(tx storage.Tx, r campaigns.ReleaseReport, p campaigns.Progress, now time.Time) (said bool, err error) {
	m, err := b.net.Roster.ByAlias(tx, r.Release.By)
	if errors.Is(err, members.ErrUnknown) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	id, reached := m.Reachable()
	if !reached {
		return true, nil // /stats shows it where they are
	}
	t := b.newTurn(tx, Update{From: User{Platform: id.Platform, ID: id.User}}, now)
	t.m, t.p = &m, b.printer(m.Lang)
	l := outbox.Letter{
		Class: string(campaigns.Service), Lane: outbox.Alerts, Ordinal: m.Ordinal, Message: t.progress(r, p), Posted: now,
		Track: fmt.Sprintf("progress/%d", r.Release.ID), Keep: true,
	}
	key, text := storage.Ordinal(r.Release.ID), progressed{Text: l.Message.Text}
	if last, err := b.progresses.Get(tx, key); err == nil && last == text || err != nil && !isNotFound(err) {
		return err == nil, err
	}
	waits, err := b.net.Outbox.Awaits(tx, m.Ordinal, l.Track)
	if err != nil || waits {
		return false, err // what is on its way first
	}
	receipt, to, err := b.net.Outbox.Receipt(tx, l.Track)
	switch {
	case err == nil:
		l.To, l.Edit = to, receipt.Message
	case !isNotFound(err):
		return false, err
	}
	if _, err := b.net.Outbox.Post(tx, l); err != nil {
		return false, err
	}
	return true, b.progresses.Put(tx, key, text)
}

// progress is that message.
func (t *turn) progress(r campaigns.ReleaseReport, p campaigns.Progress) Message {
	settled, all := 0, r.Tally.States.Total()
	for s, copies := range r.Tally.States {
		if state := outbox.State(s); state != outbox.Queued && state != outbox.Sending {
			settled += copies
		}
	}
	lines := []string{t.p.Say("progress."+reasonKey(p.State), "Brief", p.Brief, "Settled", strconv.Itoa(settled), "All", strconv.Itoa(all))}
	t.copyStats(r, func(key string, args ...any) { lines = append(lines, "- "+t.p.Say(key, args...)) })
	if open := r.Tally.States[outbox.Queued] + r.Tally.States[outbox.Sending]; open > 0 && !p.DoneBy.IsZero() {
		lines = append(lines, "- "+t.p.Say("plan.done_by", "When", t.local(p.DoneBy)))
	}
	rows := t.running([]campaigns.ReleaseReport{r})
	last := []Button{t.button("stats.refresh", "stats", p.Brief)}
	if public := t.net.Settings.PublicURL; public != "" && p.State != campaigns.StateDone {
		last = append(last, Button{Label: t.p.Plain("progress.json"), URL: fmt.Sprintf("%s/progress/%d/%s", public, p.Release, t.net.ProgressToken(p.Release))})
	}
	return Message{Text: strings.Join(lines, "\n"), Lang: t.p.Lang(), Buttons: append(rows, last)}
}
