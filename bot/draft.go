package bot

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"relais/messages"
	"relais/messages/match"
	"relais/storage"
)

// vouched is the index of all facts that something public rests on, for drafts without a brief. It is in memory, and LearnFacts keeps it.
type vouched struct {
	mu    sync.Mutex
	index *match.Index // nil until it was made
	state string       // of the desk, when it was made
}

// get gives the index; nil while it is being made.
func (v *vouched) get() (*match.Index, string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.index, v.state
}

// LearnFacts makes the index anew where what drafts are held against has changed, or another day has come. It is called now and then: made in a
// turn it would hold up everybody's.
func (b *Bot) LearnFacts(ctx context.Context) error {
	now := time.Now()
	x := new(match.Index)
	fresh := ""
	if err := b.net.Store.View(ctx, func(tx storage.Tx) error {
		changes, err := b.net.Desk.Vouches(tx)
		if err != nil {
			return err
		}
		state := strconv.Itoa(changes) + " " + now.UTC().Format(time.DateOnly)
		if _, old := b.vouched.get(); old == state {
			return nil
		}
		fresh = state
		return b.net.Desk.Vouched(tx, now, x.Put)
	}); err != nil || fresh == "" {
		return err
	}
	b.vouched.mu.Lock()
	defer b.vouched.mu.Unlock()
	b.vouched.index, b.vouched.state = x, fresh
	return nil
}

var briefNumber = regexp.MustCompile(`^[Bb][0-9]+$`)

// draftMost is the longest draft that is looked at, in characters.
const draftMost = 5000

// draft asks for somebody's own text, to say what in it is not in a brief: draft <brief> <network> from a kit, /draft for one without a brief,
// /draft text at once. /draft B1 leads to that brief's kits, where the check is.
func (t *turn) draft(args []string) error {
	if t.u.Data == "" && len(args) == 1 && briefNumber.MatchString(args[0]) {
		return t.share(args)
	}
	if t.u.Data == "" && len(args) > 0 {
		return t.adviseAll(strings.Join(args, " "))
	}
	t.afresh()
	if len(args) == 2 {
		f, n, err := t.kitOf(args)
		if err != nil {
			return err
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
	f, n, err := t.kitOf([]string{brief, network})
	if err != nil {
		return err
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
	if rest, err := n.Compose(parts); err == nil && !advice.Disclosed {
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

// allFacts gives the index, which is not there in the first moments of a service.
func (t *turn) allFacts() (*match.Index, error) {
	x, _ := t.Bot.vouched.get()
	if x == nil {
		return nil, no("draft.moment_please")
	}
	return x, nil
}

// adviceText says what an attentive reader would say, the weightiest first.
func (t *turn) adviceText(a messages.DraftAdvice, own messages.OwnText) Message {
	var lines []string
	add := func(key string, args ...any) { lines = append(lines, "- "+t.p.Say(key, args...)) }
	if a.Person != "" {
		add("draft.person", "What", shorten(a.Person, 60))
	}
	if a.TooFar != "" {
		add("draft.too_far", "What", shorten(a.TooFar, 160))
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
