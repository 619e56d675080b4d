package bot

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// turn is one update being answered.
type turn struct {
	*Bot
	tx  storage.Tx
	u   Update
	now time.Time
	m   *members.Member // nil for somebody who has not said hello
	p   *texts.Printer
	d   dialogue

	before      string // the dialogue as it was loaded
	changed     bool   // m is to be saved
	back        bool   // m can be written to again
	gone        bool   // m was erased
	out         []outbox.Letter
	toasted     bool
	rivalsFound map[string][]messages.Fact // the rivals of facts that this turn has looked for
	onPost      bool                       // a button under a post was pressed, which stays as it is
}

func (b *Bot) newTurn(tx storage.Tx, u Update, now time.Time) *turn {
	return &turn{Bot: b, tx: tx, u: u, now: now, p: b.words.In("en")}
}

// load finds who it is, what they were in the middle of, and in which language to answer.
func (t *turn) load() error {
	m, err := t.net.Roster.ByIdentity(t.tx, t.u.From.Platform, t.u.From.ID)
	switch {
	case errors.Is(err, members.ErrUnknown):
	case err != nil:
		return err
	default:
		t.m = &m
		t.seeIdentity()
	}
	if t.d, err = t.dialogues.Get(t.tx, t.key()); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	t.before = t.d.fingerprint()
	t.p = t.words.In(t.guessLang())
	return nil
}

// seeIdentity keeps the member's identity up to date: a name they changed, a chat they came back to.
func (t *turn) seeIdentity() {
	for i, id := range t.m.Identities {
		if id.Platform != t.u.From.Platform || id.User != t.u.From.ID {
			continue
		}
		next := id
		next.Gone = t.u.Blocked || id.Gone && t.u.From.Chat == "" // elsewhere says nothing of their private chat
		if t.u.From.Chat != "" {
			next.Chat, next.Asked = t.u.From.Chat, false
		}
		if t.u.From.Name != "" {
			next.Name = t.u.From.Name
		}
		if next != id {
			t.m.Identities = slices.Clone(t.m.Identities)
			t.m.Identities[i] = next
			t.changed = true
			t.back = t.back || id.Gone && !next.Gone
		}
	}
}

// guessLang is the member's language, else the client's where we speak it, else the network's.
func (t *turn) guessLang() string {
	if t.m != nil && t.m.Lang != "" {
		return string(t.m.Lang)
	}
	if t.d.Lang != "" {
		return t.d.Lang
	}
	if l, err := messages.ParseLang(t.u.From.Lang); err == nil && slices.Contains(t.net.Settings.Languages, l) {
		return string(l)
	}
	return string(t.net.Settings.Languages[0])
}

func (t *turn) lang() messages.Lang { return messages.Lang(t.p.Lang()) }

func (t *turn) key() string { return t.personKey(t.u.From.Platform, t.u.From.ID) }

// save keeps what the turn changed.
func (t *turn) save() error {
	if t.changed && !t.gone && t.m != nil {
		if err := t.net.Roster.Put(t.tx, *t.m); err != nil {
			return err
		}
	}
	switch now := t.d.fingerprint(); {
	case now == t.before:
		return nil
	case t.d.empty():
		return t.dialogues.Delete(t.tx, t.key())
	default:
		return t.dialogues.Put(t.tx, t.key(), t.d)
	}
}

// post hands the answers to the outbox. A pressed button is always answered, if only by nothing.
func (t *turn) post() error {
	if t.u.Data != "" && !t.toasted {
		t.toast("")
	}
	t.askInForm()
	for _, l := range t.out {
		l.Message = t.menuUnder(l.Message, t.u.From.Platform, t.u.From.ID)
		for _, part := range inParts(l.Message, t.limits[l.To.Platform].Text) {
			l.Message = part
			if _, err := t.net.Outbox.Post(t.tx, l); err != nil {
				return fmt.Errorf("post an answer: %w", err)
			}
			l.Edit = "" // what does not fit into the message that changes follows it
		}
	}
	return nil
}

// askInForm tells platforms where nobody can type in place that the last answer asks for words.
func (t *turn) askInForm() {
	if !t.waiting() || t.d.fingerprint() == t.before {
		return
	}
	for i := len(t.out) - 1; i >= 0; i-- {
		if m := &t.out[i].Message; m.Text != "" && t.out[i].To == t.answerTo() {
			m.Ask = t.p.Plain("ask.write")
			return
		}
	}
}

// menuUnder puts the standing menu under a message where the platform has none, as a row of buttons.
func (b *Bot) menuUnder(msg Message, platform, user string) Message {
	if l := b.limits[platform]; l.Menu || len(msg.Menu) == 0 || l.ButtonRow < len(msg.Menu) || len(msg.Buttons) >= l.ButtonRows {
		return msg
	}
	var row []Button
	for _, label := range msg.Menu {
		verb, ok := b.menuVerb(label)
		if data := b.data(platform, user, verb); ok && !slices.ContainsFunc(slices.Concat(msg.Buttons...), func(x Button) bool { return x.Data == data }) {
			row = append(row, Button{Label: label, Data: data})
		}
	}
	if len(row) > 0 {
		msg.Buttons = append(slices.Clone(msg.Buttons), row)
	}
	return msg
}

// send answers with a message.
func (t *turn) send(msg Message) { t.sendTo(t.answerTo(), msg) }

func (t *turn) sendTo(to Address, msg Message) {
	if to.Chat == "" {
		return // asked where others read along, by somebody whom the bot can't write to
	}
	if msg.Lang == "" {
		msg.Lang = t.p.Lang()
	}
	l := outbox.Letter{Class: string(campaigns.Reply), Lane: outbox.Replies, To: to, Message: msg, Posted: t.now}
	if t.m != nil && !t.gone {
		l.Ordinal = t.m.Ordinal
	}
	t.out = append(t.out, l)
}

// answerTo is where an answer goes: where it was asked for, but into private where others would read it.
func (t *turn) answerTo() Address {
	if !t.u.Public {
		return t.u.To
	}
	chat := t.u.From.Chat
	if t.m != nil {
		id, _ := t.m.On(t.u.From.Platform)
		chat = cmp.Or(chat, id.Chat)
	}
	return Address{Platform: t.u.From.Platform, Chat: chat}
}

// replace answers by changing the message whose button was pressed; where there is none, with a new one.
func (t *turn) replace(msg Message) {
	t.send(msg)
	if t.u.Data != "" && !t.onPost && !t.u.Public {
		t.out[len(t.out)-1].Edit = t.u.Message
	}
}

// say answers with one sentence and no buttons.
func (t *turn) say(key string, args ...any) { t.send(Message{Text: t.p.Say(key, args...)}) }

// toast answers a pressed button for a moment; where there is no button, with a message.
func (t *turn) toast(text string) {
	if t.u.Data == "" {
		t.send(Message{Text: texts.Escape(text)})
		return
	}
	t.toasted = true
	t.sendTo(t.u.To, Message{Toast: text}) // seen by its author alone, wherever it is
}

// notice is a toast in words.
func (t *turn) notice(key string, args ...any) { t.toast(t.p.Plain(key, args...)) }

// button is a button that says a verb with arguments back to the account this turn is with.
func (t *turn) button(label, verb string, args ...string) Button {
	return Button{Label: t.p.Plain(label), Data: t.data(t.u.From.Platform, t.u.From.ID, verb, args...)}
}

// named is a button whose label is somebody's words, shortened to fit.
func (t *turn) named(label, verb string, args ...string) Button {
	return Button{Label: shorten(texts.Unmarked(label), maxLabel), Data: t.data(t.u.From.Platform, t.u.From.ID, verb, args...)}
}

// buttonFor is a button in a letter to another member.
func (b *Bot) buttonFor(m members.Member, label, verb string, args ...string) Button {
	id, _ := m.Reachable()
	return Button{Label: label, Data: b.data(id.Platform, id.User, verb, args...)}
}

// maxLabel is the longest label of a button in characters, in any language.
const maxLabel = 24

// macLen is the length of the keyed hash at the end of a button's Data, in characters: 72 bits in base64.
const macLen = 12

// maxData is the longest Data of a button in bytes.
const maxData = 64

// data is "verb arg arg" and a keyed hash over it and the account it is for.
func (b *Bot) data(platform, user, verb string, args ...string) string {
	s := strings.Join(append([]string{verb}, args...), " ")
	if len(s)+1+macLen > maxData {
		panic(fmt.Sprintf("the button %q has %d bytes, %d are allowed", s, len(s), maxData-1-macLen))
	}
	return s + " " + b.sign(platform, user, s)
}

// parseData reads a button's Data; ok is false for one that was forged, cut, or shown to somebody else.
func (b *Bot) parseData(platform, user, data string) (words []string, ok bool) {
	if len(data) < macLen+2 || len(data) > maxData || data[len(data)-macLen-1] != ' ' {
		return nil, false
	}
	s, mac := data[:len(data)-macLen-1], data[len(data)-macLen:]
	if !b.checkSign(platform, user, s, mac) {
		return nil, false
	}
	return strings.Split(s, " "), true
}

// local says an instant in the member's zone, and in UTC beside it.
func (t *turn) local(at time.Time) string { return t.inZone(at, t.zone()) }

func (t *turn) inZone(at time.Time, loc *time.Location) string {
	return fmt.Sprintf("%s (%s, %s UTC)", at.In(loc).Format("2006-01-02 15:04"), loc, at.UTC().Format("15:04"))
}

func (t *turn) zone() *time.Location {
	if t.m != nil {
		return t.m.Location(t.net.Settings.Zone)
	}
	return t.net.Settings.Zone
}

// shorten cuts a text to n characters at a space where there is one, with an ellipsis.
func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	cut := n - 1
	for i := cut; i > n*2/3; i-- {
		if r[i] == ' ' {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(r[:cut]), " ,;:.") + "…"
}

// clip cuts a text of several lines to n characters, keeping its lines.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
