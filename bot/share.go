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

// kitInterest is how much a kit says of what a publisher has at stake.
const kitInterest = 80

// kitText is what a kit says, and the text to copy; today is how many kits were opened on this day.
func (t *turn) kitText(f found, n networks.Network, parts networks.Parts, today int) (Message, networks.Text, error) {
	text, err := n.Compose(parts)
	if err != nil {
		return Message{}, text, fmt.Errorf("compose %s for %s: %w", f.brief.ID, n.Key, err)
	}
	var facts []string
	for _, fact := range f.edition.Facts {
		s, _ := fact.In(f.edition.Lang)
		line := "- " + texts.Isolate(texts.Escape(shorten(s, 220))) + doubt(t.p, fact)
		for _, sid := range fact.Sources[:1] {
			if i := slices.IndexFunc(f.edition.Sources, func(s messages.Source) bool { return s.ID == sid }); i >= 0 {
				src := f.edition.Sources[i]
				src.Interest = shorten(src.Interest, kitInterest)
				line += " " + sourceLine(t.p, src)
			}
		}
		facts = append(facts, line)
	}
	note, err := t.sourcesNote(f.edition.Sources)
	if err != nil {
		return Message{}, text, err
	}
	parted := kitParts{facts: facts[:min(len(facts), 4)], angles: t.angles(f.edition), prompts: t.prompts(f.edition), media: t.kitMedia(f.edition)}
	msg := Message{Copy: text.Text}
	limit := t.limits[t.u.From.Platform].Text
	if limit > 0 {
		limit = max(limit-units(text.Text)-headRoom, 1)
	}
	msg.Text = parted.fit(limit, func(k kitParts) string {
		shown := strings.Join(k.facts, "\n")
		if note != "" {
			shown = note + "\n\n" + shown
		}
		if len(k.angles) > 0 {
			shown += "\n\n" + t.p.Say("kit.angles") + "\n" + strings.Join(k.angles, "\n")
		}
		said := []string{t.p.Say("kit.text",
			"Network", networkName(t.p, n.Key), "Facts", texts.Markdown(shown), "Prompts", texts.Markdown(strings.Join(k.prompts, "\n")),
			"Today", today, "Cap", members.DailyShares)}
		said = append(said, k.media...)
		if text.Count.Limit > 0 {
			said = append(said, t.p.Say("kit.length", "N", text.Count.N, "Limit", text.Count.Limit))
		}
		if !t.net.Reach.Measured() {
			said = append(said, t.p.Say("kit.not_measured"))
		}
		switch {
		case n.Composer.TakesNothing():
			said = append(said, t.p.Say("kit.no_composer", "Network", networkName(t.p, n.Key)))
		case !n.Composer.TakesText():
			said = append(said, t.p.Say("kit.url_only", "Network", networkName(t.p, n.Key)))
		}
		return strings.Join(said, "\n\n")
	})
	return msg, text, nil
}

// angles are things to say, in the brief's words, of which a member takes up one in their own.
func (t *turn) angles(e messages.Edition) []string {
	var out []string
	for _, p := range e.Text.Points {
		if p.Text != "" {
			out = append(out, "- "+texts.Isolate(texts.Escape(shorten(p.Text, 160))))
		}
	}
	return out[:min(len(out), 3)]
}

// prompts are up to three questions that help to find own words, another one first each day.
func (t *turn) prompts(e messages.Edition) []string {
	all := e.Text.Prompts
	if len(all) == 0 {
		return []string{"- " + t.p.Say("kit.prompt_default")}
	}
	var out []string
	for i := range min(len(all), 3) {
		out = append(out, "- "+texts.Isolate(texts.Escape(shorten(all[(t.now.YearDay()+i)%len(all)], 200))))
	}
	return out
}

// kitMedia are up to two pictures that can go with a post, with the words that say what they show.
func (t *turn) kitMedia(e messages.Edition) []string {
	var out []string
	for _, m := range e.Media[:min(len(e.Media), 2)] {
		out = append(out, t.p.Say("kit.media", "Alt", shorten(m.Alt, 200), "Credit", creditOf(m), "URL", texts.Markdown(m.URL)))
	}
	return out
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

// kitParts are the parts of a kit of which there may be fewer.
type kitParts struct{ facts, angles, prompts, media []string }

// headRoom is left free in a kit for what a correction says above it, which has to fit into the same message.
const headRoom = 300

// fit says a kit in one message of at most limit characters: it leaves out what there is no room for, since what stands in two messages can't
// be corrected as one. Two facts, two questions and a picture go last. A limit of 0 is none.
func (k kitParts) fit(limit int, say func(kitParts) string) string {
	said := say(k)
	for _, cut := range []struct {
		part  *[]string
		least int
	}{{&k.facts, 2}, {&k.angles, 0}, {&k.prompts, 2}, {&k.media, 1}, {&k.facts, 1}, {&k.media, 0}, {&k.prompts, 1}} {
		for limit > 0 && len(*cut.part) > cut.least && units(said) > limit-limit/10 {
			*cut.part = (*cut.part)[:len(*cut.part)-1]
			said = say(k)
		}
	}
	return said
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
