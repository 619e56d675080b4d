package bot

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/messages/networks"
)

// networkName is what people read for a network's key: its own name, which no language changes, except of what is no company's.
func networkName(p *texts.Printer, key string) string {
	if key == "email" {
		return p.Plain("network.email")
	}
	n, err := networks.Find(key)
	if err != nil {
		return key
	}
	return n.Name
}

// share asks on which network, the last used first.
func (t *turn) share(args []string) error {
	f, err := t.get(args)
	if err != nil {
		return err
	}
	all := networks.All()
	slices.SortStableFunc(all, func(a, b networks.Network) int { return t.lastUsed(a.Key) - t.lastUsed(b.Key) })
	rows := networkRows(all, func(n networks.Network) Button { return t.named(networkName(t.p, n.Key), "kit", f.brief.ID, n.Key) })
	rows = append(rows, []Button{t.button("back", "brief", f.brief.ID)})
	t.send(Message{Text: t.p.Say("share.where", "Title", f.edition.Text.Title), Buttons: rows})
	return nil
}

// networkRows gives each network its button, three in a row.
func networkRows(all []networks.Network, button func(networks.Network) Button) [][]Button {
	var rows [][]Button
	for some := range slices.Chunk(all, 3) {
		var row []Button
		for _, n := range some {
			row = append(row, button(n))
		}
		rows = append(rows, row)
	}
	return rows
}

// lastUsed ranks networks: those the member used first, the last used at the top.
func (t *turn) lastUsed(key string) int {
	if i := slices.Index(t.m.Networks, key); i >= 0 {
		return i
	}
	return len(t.m.Networks)
}

// kitOf is what a kit is of: a brief and a network.
func (t *turn) kitOf(args []string) (f found, n networks.Network, err error) {
	if len(args) != 2 {
		return f, n, errStale
	}
	if f, err = t.get(args[:1]); err != nil {
		return f, n, err
	}
	if n, err = networks.Find(args[1]); err != nil {
		err = errStale
	}
	return f, n, err
}

// kit opens the share kit for one network: facts, a prompt, the text to copy with its length, and the way to the composer.
func (t *turn) kit(args []string) error {
	f, n, err := t.kitOf(args)
	if err != nil {
		return err
	}
	if n.Instance && t.m.Instance == "" {
		t.ask("instance", "brief", f.brief.ID, "network", n.Key)
		t.send(Message{Text: t.p.Say("share.instance"), Buttons: [][]Button{t.cancelRow()}})
		return nil
	}
	today, ok, err := t.net.Reach.Help(t.tx, t.m.Ordinal, t.now.In(t.zone()), f.brief.ID+" "+n.Key, members.DailyShares)
	if err != nil {
		return err
	}
	if !ok {
		t.send(Message{Text: t.p.Say("share.cap", "Cap", members.DailyShares), Buttons: [][]Button{{t.button("menu.briefs", "briefs")}}})
		return nil
	}
	msg, err := t.kitMessage(f, n, today)
	if err != nil {
		return err
	}
	t.m.Used(n.Key)
	t.changed = true
	return t.sendKit(f, reach.Kit{Network: n.Key}, msg)
}

// sendKit answers with a kit, or what belongs to one, that a correction can find again.
func (t *turn) sendKit(f found, k reach.Kit, msg Message) error {
	to := t.answerTo()
	k.Brief, k.Member, k.Rev, k.Lang, k.At = f.brief.ID, t.m.Ordinal, f.version.Rev, f.edition.Lang, t.now.UTC()
	k.Platform, k.Aside = to.Platform, to.Group
	k, err := t.net.Reach.PutKit(t.tx, k)
	if err != nil {
		return err
	}
	before := len(t.out)
	t.send(msg)
	for i := range t.out[before:] {
		l := &t.out[before+i]
		l.Track, l.Keep = campaigns.KitTrack(k.ID), true
	}
	return nil
}

// link is what stands in a post: the public link where readers can reach us, else the first source.
func (t *turn) publicLink(f found, network string) (string, error) {
	l := reach.Link{Brief: f.brief.ID, Lang: f.edition.Lang, Network: network}
	if t.m.Consented(members.Count) {
		l.Member = t.m.Ordinal
	}
	link, err := t.net.Reach.Public(t.tx, l)
	if err == nil && link == "" && len(f.edition.Sources) > 0 {
		link = f.edition.Sources[0].Address()
	}
	return link, err
}

// parts are the fixed parts of a share: who speaks, and where it can be checked. The words are the member's.
func (t *turn) parts(f found, network, body string) (networks.Parts, error) {
	link, err := t.publicLink(f, network)
	d := f.edition.Sponsorship.Lines[f.edition.Lang]
	return networks.Parts{Body: body, Disclosure: d.Line, Short: d.Short, Link: link, Title: f.edition.Text.Title}, err
}

// kitText is what a kit says, and the text to copy; today is how many kits were opened on this day.
func (t *turn) kitText(f found, n networks.Network, parts networks.Parts, today int) (Message, networks.Text, error) {
	text, err := n.Compose(parts)
	if err != nil {
		return Message{}, text, fmt.Errorf("compose %s for %s: %w", f.brief.ID, n.Key, err)
	}
	var facts []string
	for _, fact := range f.edition.Facts {
		s, _ := fact.In(f.edition.Lang)
		line := "- " + texts.Isolate(texts.Escape(shorten(s, 220)))
		for _, sid := range fact.Sources[:1] {
			if i := slices.IndexFunc(f.edition.Sources, func(s messages.Source) bool { return s.ID == sid }); i >= 0 {
				line += " " + sourceLine(f.edition.Sources[i])
			}
		}
		facts = append(facts, line)
	}
	prompt := t.p.Say("kit.prompt_default")
	if len(f.edition.Text.Prompts) > 0 {
		prompt = texts.Isolate(texts.Escape(shorten(f.edition.Text.Prompts[t.now.YearDay()%len(f.edition.Text.Prompts)], 300)))
	}
	note, err := t.sourcesNote(f.edition.Sources)
	if err != nil {
		return Message{}, text, err
	}
	facts = inOneMessage(facts[:min(len(facts), 4)], t.limits[t.u.From.Platform].Text, note)
	shown := strings.Join(facts, "\n")
	if note != "" {
		shown = note + "\n\n" + shown
	}
	msg := Message{
		Text: t.p.Say("kit.text",
			"Network", networkName(t.p, n.Key), "Facts", texts.Markdown(shown), "Prompt", texts.Markdown(prompt),
			"Today", today, "Cap", members.DailyShares),
		Copy: text.Text,
	}
	if text.Count.Limit > 0 {
		msg.Text += "\n\n" + t.p.Say("kit.length", "N", text.Count.N, "Limit", text.Count.Limit)
	}
	if !t.net.Reach.Measured() {
		msg.Text += "\n\n" + t.p.Say("kit.not_measured")
	}
	switch {
	case n.Composer.TakesNothing():
		msg.Text += "\n\n" + t.p.Say("kit.no_composer", "Network", networkName(t.p, n.Key))
	case !n.Composer.TakesText():
		msg.Text += "\n\n" + t.p.Say("kit.url_only", "Network", networkName(t.p, n.Key))
	}
	return msg, text, nil
}

// kitMessage is a kit with its buttons, which know which revision it shows.
func (t *turn) kitMessage(f found, n networks.Network, today int) (Message, error) {
	parts, err := t.parts(f, n.Key, "")
	if err != nil {
		return Message{}, err
	}
	msg, text, err := t.kitText(f, n, parts, today)
	if err != nil {
		return msg, err
	}
	open, err := n.Link(text, parts.Link, t.m.Instance)
	switch {
	case errors.Is(err, networks.ErrNoComposer): // the text says so
	case err != nil:
		return msg, fmt.Errorf("composer of %s: %w", n.Key, err)
	default:
		to, err := t.net.Reach.Open(t.tx, reach.Opener{Member: t.m.Ordinal, Brief: f.brief.ID, Rev: f.version.Rev, Lang: f.edition.Lang, Network: n.Key, To: open}, t.now)
		if err != nil {
			return msg, err
		}
		msg.Buttons = append(msg.Buttons, []Button{{Label: shorten(t.p.Plain("kit.open", "Network", networkName(t.p, n.Key)), maxLabel), URL: to}})
	}
	msg.Buttons = append(msg.Buttons, []Button{t.button("kit.did", "did", f.brief.ID, n.Key, strconv.Itoa(f.version.Rev), string(f.edition.Lang)), t.button("card.skip", "skip", f.brief.ID)})
	last := []Button{t.button("draft.own", "draft", f.brief.ID, n.Key), t.button("back", "share", f.brief.ID)}
	if sampleFor(f.edition, n.Key) != "" {
		last = append([]Button{t.button("kit.sample", "sample", f.brief.ID, n.Key)}, last...)
	}
	msg.Buttons = append(msg.Buttons, last)
	return msg, nil
}

// kitRest is what a kit says besides its facts, in characters: its frame, a prompt, and what is to be copied.
const kitRest = 1000

// inOneMessage leaves out facts that a kit has no room for on a platform, since what stands in two messages can't be corrected as one. A
// limit of 0 is none. note stands above them.
func inOneMessage(facts []string, limit int, note string) []string {
	for limit > 0 && len(facts) > 1 && units(note+strings.Join(facts, "\n")) > limit-limit/10-kitRest {
		facts = facts[:len(facts)-1]
	}
	return facts
}

func sampleFor(e messages.Edition, network string) string {
	if s := e.Text.Samples[network]; s != "" {
		return s
	}
	return e.Text.Samples["any"]
}

// sample shows the sample text, second and marked as one.
func (t *turn) sample(args []string) error {
	f, n, err := t.kitOf(args)
	if err != nil {
		return err
	}
	msg, err := t.sampleMessage(f, n)
	if err != nil {
		return err
	}
	return t.sendKit(f, reach.Kit{Network: n.Key, Sample: true}, msg)
}

func (t *turn) sampleMessage(f found, n networks.Network) (Message, error) {
	parts, err := t.parts(f, n.Key, sampleFor(f.edition, n.Key))
	if err != nil {
		return Message{}, err
	}
	msg, err := t.sampleText(n, parts)
	msg.Buttons = [][]Button{{t.button("back", "kit", f.brief.ID, n.Key)}}
	return msg, err
}

// sampleText is a sample, marked as one, with its length.
func (t *turn) sampleText(n networks.Network, parts networks.Parts) (Message, error) {
	text, err := n.Compose(parts)
	var long *networks.TooLongError
	if errors.As(err, &long) {
		return Message{}, no("sample.too_long", "Network", networkName(t.p, n.Key))
	}
	if err != nil {
		return Message{}, err
	}
	msg := Message{Text: t.p.Say("sample.text"), Copy: text.Text}
	if text.Count.Limit > 0 {
		msg.Text += "\n\n" + t.p.Say("kit.length", "N", text.Count.N, "Limit", text.Count.Limit)
	}
	return msg, nil
}

// instanceStep takes the member's Mastodon server, once.
func (t *turn) instanceStep(text string) error {
	host := strings.ToLower(strings.TrimSpace(text))
	if u, err := url.Parse(host); err == nil && u.Host != "" {
		host = u.Host
	}
	if i := strings.LastIndex(host, "@"); i >= 0 {
		host = host[i+1:]
	}
	n, err := networks.Find(t.d.Data["network"])
	if err != nil {
		return errStale
	}
	if _, err := n.Link(networks.Text{Text: "x"}, "https://example.org", host); err != nil {
		return no("share.bad_instance", "What", text)
	}
	t.m.Instance, t.changed = host, true
	args := []string{t.d.Data["brief"], n.Key}
	t.end()
	return t.kit(args)
}
