package bot

import (
	"errors"
	"strconv"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/messages/networks"
	"relais/storage"
)

// Owed tells a member that what they shared has changed, and asks what they did about it; see campaigns.Voice.
func (b *Bot) Owed(tx storage.Tx, m members.Member, s reach.Share, br messages.Brief, v messages.Version, now time.Time) error {
	id, _ := m.Reachable()
	t := b.newTurn(tx, Update{From: User{Platform: id.Platform, ID: id.User}}, now)
	t.m, t.p = &m, b.printer(m.Lang)
	return b.tracked(tx, m, t.owed(br, v, s), campaigns.OwedTrack(s), now)
}

// owed says that what the person shared has changed, with words of a correction that they can post, and asks what they did about it. A
// share without a number is one that is not kept, of which nothing is asked.
func (t *turn) owed(b messages.Brief, v messages.Version, s reach.Share) Message {
	withdrawn := b.Stage == messages.Withdrawn
	key, args := "owed.corrected", []any{"Brief", b.ID, "Network", networkName(t.p, s.Network)}
	if withdrawn {
		key = "owed.withdrawn"
		args = append(args, "Notice", b.Notice)
	}
	msg := Message{Text: t.p.Say(key, args...), Lang: t.p.Lang(), Copy: t.correction(b, v, s)}
	if s.ID != 0 {
		id := strconv.FormatUint(s.ID, 10)
		msg.Buttons = [][]Button{
			{t.button("owed.did_correct", "closed", id, "corrected"), t.button("owed.did_delete", "closed", id, "deleted")},
			{t.button("owed.did_leave", "closed", id, "left")},
		}
	}
	if !withdrawn {
		msg.Buttons = append(msg.Buttons, []Button{t.button("owed.open", "kit", b.ID, s.Network)})
	}
	return msg
}

// correction is a ready text by which a share can be corrected, in the language that its reader knows the brief in, within the network's
// length. It is empty where the network's rules leave no room for one.
func (t *turn) correction(b messages.Brief, v messages.Version, s reach.Share) string {
	n, err := networks.Find(s.Network)
	lang, _ := messages.Choose(t.m.Reads, v.Langs(), messages.Languages())
	e, ok := v.Editions[lang]
	if err != nil || !ok {
		return ""
	}
	p := t.printer(lang)
	if s.At.IsZero() {
		s.At = t.now
	}
	args := []any{"Title", e.Text.Title, "Day", s.At.In(t.zone()).Format(time.DateOnly)}
	what, plain, why := "correction.what", "correction.day", v.Changed[lang]
	if b.Stage == messages.Withdrawn {
		what, plain, why = "correction.withdrawn", "correction.gone", b.Notice
	}
	plainly := func(key string, more ...any) string {
		return texts.Unmarked(p.Plain(key, append(args[:len(args):len(args)], more...)...))
	}
	said := []string{plainly(plain)}
	if why != "" {
		said = append([]string{plainly(what, "What", why)}, said...)
	}
	f := found{brief: b, version: v, edition: e}
	for _, words := range said {
		parts, err := t.parts(f, n.Key, words)
		if err != nil {
			t.log.Warn("a ready correction has no link", "brief", b.ID, "error", err)
			return ""
		}
		if text, err := n.Compose(parts); err == nil {
			return text.Text
		}
	}
	return ""
}

// untoldMost is how many corrections are said at once, before what somebody asked for.
const untoldMost = 3

// tellChanges says first what the person has to be told and could not be: that a kit they opened was corrected, or something they
// shared.
func (t *turn) tellChanges() error {
	if t.m == nil || t.u.Blocked || t.u.Removed || t.u.Added || t.u.Moved != "" || t.answerTo().Chat == "" {
		return nil
	}
	all, err := t.net.Reach.Untold(t.tx, t.m.Ordinal)
	for _, u := range all[:min(len(all), untoldMost)] {
		if err := t.tellChange(u); err != nil {
			return err
		}
	}
	return err
}

func (t *turn) tellChange(u reach.Untold) error {
	b, err := t.net.Desk.Brief(t.tx, u.Brief)
	if err != nil {
		return err
	}
	v, _, err := t.net.Desk.Current(t.tx, b)
	if err != nil {
		return err
	}
	if u.Share != 0 {
		s, err := t.net.Reach.Share(t.tx, u.Share)
		if isNotFound(err) {
			return t.net.Reach.Told(t.tx, t.m.Ordinal, u) // taken back meanwhile
		}
		if err != nil {
			return err
		}
		if told, underway, err := t.net.OwedTold(t.tx, s); err != nil || told || s.Closed != "" {
			return errors.Join(err, t.net.Reach.Told(t.tx, t.m.Ordinal, u))
		} else if underway {
			return nil
		}
		t.send(t.owed(b, v, s))
		return t.net.Reach.Told(t.tx, t.m.Ordinal, u)
	}
	if err := t.net.Reach.Told(t.tx, t.m.Ordinal, u); err != nil {
		return err
	}
	k, err := t.net.Reach.Kit(t.tx, b.ID, u.Kit)
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	open, err := t.net.KitTold(t.tx, u.Releases, k.ID)
	if err != nil || !open {
		return err // it was corrected after all
	}
	if b.Stage == messages.Withdrawn {
		t.send(Message{Text: t.p.Say("withdrawn.copy", "Brief", b.ID, "Notice", b.Notice)})
		return nil
	}
	day := v.At.In(t.zone()).Format(time.DateOnly)
	text := t.p.Say("corrected.kit", "Brief", b.ID, "Network", networkName(t.p, k.Network), "Day", day)
	if what := v.Changed[k.Lang]; what != "" {
		text += "\n\n> " + texts.Isolate(texts.Escape(what))
	}
	t.send(Message{Text: text, Buttons: [][]Button{{t.button("owed.open", "kit", b.ID, k.Network)}}})
	return nil
}
