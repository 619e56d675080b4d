package bot

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"relais/messages"
	"relais/messages/match"
	"relais/messages/networks"
)

// vouched is the index of all facts that something public rests on, for drafts without a brief. It is in memory and made anew when it is asked
// for after the desk has changed.
type vouched struct {
	mu    sync.Mutex
	index *match.Index
	state string // of the desk, when the index was made
}

// draftMost is the longest draft that is looked at, in characters.
const draftMost = 5000

// draft asks for somebody's own text, to say what in it is not in a brief: draft <brief> <network> from a kit, /draft for one without a brief,
// /draft text at once.
func (t *turn) draft(args []string) error {
	if t.u.Data == "" && len(args) > 0 {
		return t.adviseAll(strings.Join(args, " "))
	}
	t.afresh()
	if len(args) == 2 {
		f, err := t.get(args[:1])
		if err != nil {
			return err
		}
		n, err := networks.Find(args[1])
		if err != nil {
			return errStale
		}
		t.ask("draft", "brief", f.brief.ID, "network", n.Key)
		t.send(Message{Text: t.p.Say("draft.ask_for", "Network", networkName(t.p, n.Key)), Buttons: [][]Button{t.cancelRow()}})
		return nil
	}
	t.ask("draft")
	t.send(Message{Text: t.p.Say("draft.ask"), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

// draftStep looks at the text. Nothing of it is kept.
func (t *turn) draftStep(text string) error {
	brief, network := t.d.Data["brief"], t.d.Data["network"]
	if brief == "" {
		t.end()
		return t.adviseAll(text)
	}
	f, err := t.get([]string{brief})
	if err != nil {
		return err
	}
	n, err := networks.Find(network)
	if err != nil {
		return errStale
	}
	t.end()
	versions, err := t.net.Desk.Versions(t.tx, f.brief.ID)
	if err != nil {
		return err
	}
	parts, err := t.parts(f, n.Key, "")
	if err != nil {
		return err
	}
	own := messages.OwnText{
		Text: clip(text, draftMost), Lang: f.edition.Lang, Edition: &f.edition, Earlier: versions, Network: &n, Sample: sampleFor(f.edition, n.Key),
	}
	for _, l := range messages.Languages() {
		if line := f.edition.Sponsorship.Lines[l]; line.Line != "" {
			own.Lines = append(own.Lines, line)
		}
	}
	advice := messages.CheckDraft(nil, own, t.now)
	if len(advice.Facts) == 0 { // it is about something else, which may be known all the same
		x, err := t.allFacts()
		if err != nil {
			return err
		}
		other := own
		other.Edition, other.Earlier = nil, nil
		advice = messages.CheckDraft(x, other, t.now)
	}
	msg := t.adviceText(advice, own)
	if rest, err := n.Compose(parts); err == nil && own.Text != "" && len(msg.Copy) == 0 {
		msg.Copy = rest.Text
	}
	msg.Buttons = [][]Button{{t.button("draft.again", "draft", brief, network), t.button("draft.kit", "kit", brief, network)}}
	t.send(msg)
	return nil
}

// adviseAll holds a text against all facts that something public rests on.
func (t *turn) adviseAll(text string) error {
	x, err := t.allFacts()
	if err != nil {
		return err
	}
	own := messages.OwnText{Text: clip(text, draftMost), Lang: t.lang()}
	msg := t.adviceText(messages.CheckDraft(x, own, t.now), own)
	msg.Buttons = [][]Button{{t.button("draft.again", "draft"), t.button("menu.briefs", "briefs")}}
	t.send(msg)
	return nil
}

// allFacts gives the index, made anew where the desk has changed or another day has come.
func (t *turn) allFacts() (*match.Index, error) {
	changes, err := t.net.Desk.Vouches(t.tx)
	if err != nil {
		return nil, err
	}
	state := strconv.Itoa(changes) + " " + t.now.UTC().Format(time.DateOnly)
	v := &t.Bot.vouched
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.index != nil && v.state == state {
		return v.index, nil
	}
	x := new(match.Index)
	if err := t.net.Desk.Vouched(t.tx, t.now, x.Put); err != nil {
		return nil, err
	}
	v.index, v.state = x, state
	return x, nil
}

// adviceText says what an attentive reader would say, the weightiest first.
func (t *turn) adviceText(a messages.DraftAdvice, own messages.OwnText) Message {
	var lines []string
	add := func(key string, args ...any) { lines = append(lines, "- "+t.p.Say(key, args...)) }
	if a.Person != "" {
		add("draft.person", "What", shorten(a.Person, 60))
	}
	if a.Moment != "" {
		add("draft.moment", "What", shorten(a.Moment, 60))
	}
	for _, m := range a.Marks {
		key := "draft.mark_" + string(m.Kind)
		if m.Want == "" || m.Kind == match.Negation {
			key = "draft.plain_" + string(m.Kind)
		}
		add(key, "What", shorten(m.Text, 80), "Want", shorten(m.Want, 80))
	}
	if a.Copied {
		add("draft.copied")
	}
	if a.Counted && a.Count.Over() {
		add("draft.long", "N", strconv.Itoa(a.Count.N), "Limit", strconv.Itoa(a.Count.Limit))
	}
	msg := Message{}
	switch {
	case len(lines) == 0 && len(a.Facts) == 0:
		msg.Text = t.p.Say("draft.nothing_known")
	case len(lines) == 0:
		msg.Text = t.p.Say("draft.nothing")
	default:
		msg.Text = t.p.Say("draft.head") + "\n" + strings.Join(lines[:min(len(lines), 12)], "\n")
	}
	if a.Counted && !a.Count.Over() {
		msg.Text += "\n\n" + t.p.Say("kit.length", "N", a.Count.N, "Limit", a.Count.Limit)
	}
	if !a.Disclosed {
		msg.Text += "\n\n" + t.p.Say("draft.undisclosed")
	}
	if len(own.Lines) > 0 || len(lines) > 0 {
		msg.Text += "\n\n" + t.p.Say("draft.yours")
	}
	return msg
}
