package bot

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/messages"
	"relais/messages/health"
	"relais/storage"
)

// The page of a source: what it is, whether it is still there, and what rests on it. Reviewers say there that its quote is where a
// program does not find it, leads take the address it moved to, and everybody at the desk cites it.

const (
	// sourcesListed is how many sources are shown at once.
	sourcesListed = 8
	// sourcesNoted is how many sources a kit says something of: it is one message.
	sourcesNoted = 2
	// sourceButtons is how many sources a reviewer's card leads to.
	sourceButtons = 3
)

func (t *turn) sourceBy(ref string) (messages.Source, error) {
	return byRef(t.tx, ref, t.net.Desk.Source, t.net.Desk.Sources, func(s messages.Source) string { return s.ID })
}

// looked is the source that a button is about, and what is known of it.
func (t *turn) looked(args []string) (s messages.Source, h messages.Health, err error) {
	if len(args) != 1 {
		return s, h, errStale
	}
	if s, err = t.sourceBy(args[0]); err == nil {
		h, err = t.net.Desk.Health(t.tx, s.ID)
	}
	return s, h, err
}

// toSource is the label of a button that leads to a source.
func toSource(s messages.Source) string { return "↗ " + s.Title }

// source shows a source, how to cite it, what its page said, or those that somebody has to look at: /source, /source name, source name cite|read.
func (t *turn) source(args []string) error {
	if len(args) == 0 {
		return t.unwellSources()
	}
	s, err := t.sourceBy(args[0])
	if err != nil {
		return err
	}
	if len(args) == 2 && args[1] == "read" {
		page, err := t.net.Desk.PageText(t.tx, s)
		if err != nil {
			return errStale
		}
		t.send(Message{
			Text:  t.p.Say("sources.text", "Title", s.Title, "Day", page.At.In(t.zone()).Format(time.DateOnly)),
			Files: []File{{Name: s.ID + ".txt", Type: "text/plain; charset=utf-8", Data: []byte(page.Text)}},
		})
		return nil
	}
	if len(args) == 2 && args[1] == "cite" {
		t.sendCitation(s)
		return nil
	}
	return t.showSource(s)
}

// unwellSources lists the sources that are no longer as they were, and those that wait for a reviewer's word.
func (t *turn) unwellSources() error {
	msg := Message{Text: t.p.Say("sources.unwell")}
	err := t.net.Desk.Sources(t.tx, func(s messages.Source) error {
		h, err := t.net.Desk.Health(t.tx, s.ID)
		if err != nil || messages.Counts(s, h) && !h.Doubtful() {
			return err
		}
		msg.Text += "\n- " + texts.Isolate(texts.Escape(shorten(s.Title, 80))) + ": " + stateOf(t.p, h)
		msg.Buttons = append(msg.Buttons, []Button{t.named(toSource(s), "source", shortRef(s.ID))})
		if len(msg.Buttons) == sourcesListed {
			return storage.ErrStop
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(msg.Buttons) == 0 {
		return no("sources.well")
	}
	t.send(msg)
	return nil
}

func (t *turn) showSource(s messages.Source) error {
	h, err := t.net.Desk.Health(t.tx, s.ID)
	if err != nil {
		return err
	}
	lines := []string{quoted(t.p, s), t.p.Say("sources.name", "Name", s.ID), t.sourceState(t.p, h)}
	if h.Location != "" {
		lines = append(lines, t.p.Say("sources.now_at", "URL", texts.Markdown(texts.Escape(h.Location))))
	}
	if s.Archive != "" {
		lines = append(lines, t.p.Say("sources.archive", "URL", texts.Markdown(s.Archive)))
	}
	if !messages.Counts(s, h) {
		lines = append(lines, t.p.Say("sources.counts_not"))
	}
	relying, err := t.net.Desk.Relying(t.tx, s.ID)
	if err != nil {
		return err
	}
	ref := shortRef(s.ID)
	var msg Message
	row := []Button{t.button("sources.cite", "source", ref, "cite")}
	if _, err := t.net.Desk.PageText(t.tx, s); err == nil {
		row = append(row, t.button("sources.read", "source", ref, "read"))
	} else if !isNotFound(err) {
		return err
	}
	if may(t.m, lead) && newAddress(h) != "" {
		row = append(row, t.button("sources.follow", "readdress", ref))
	}
	if may(t.m, reviewer) && confirmable(h) {
		row = append(row, t.button("sources.there", "quoted", ref))
	}
	msg.Buttons = append(msg.Buttons, row)
	if len(relying) > 0 {
		rests := t.p.Say("sources.rests")
		for _, f := range relying[:min(len(relying), factsListed)] {
			said, _ := f.In(t.lang())
			rests += "\n- " + t.factState(f, shorten(said, 120))
			msg.Buttons = append(msg.Buttons, []Button{t.named(said, "facts", "show", shortRef(f.ID))})
		}
		lines = append(lines, rests)
	}
	msg.Text = strings.Join(lines, "\n\n")
	t.send(msg)
	return nil
}

// confirmable tells whether a reviewer's word says more than a program can.
func confirmable(h messages.Health) bool {
	return h.Confirmed.On == "" && (h.State == health.Changed || h.State == health.Unreadable || h.State == health.Offline)
}

// newAddress is where a source is now; empty where it is not known, or is the front page of its site, which shows something else.
func newAddress(h messages.Health) string {
	u, err := url.Parse(h.Location)
	if h.State != health.Moved || err != nil || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
		return ""
	}
	return h.Location
}

// stateOf says in a few words what became of a source, with the reason where there is one.
func stateOf(p *texts.Printer, h messages.Health) string {
	state := p.Say("health." + healthKey(h.State))
	if h.Why == "" {
		return state
	}
	return state + " (" + p.Say("health_why."+strings.ReplaceAll(string(h.Why), " ", "_")) + ")"
}

func healthKey(s health.State) string {
	if s == health.Unchecked {
		return "none"
	}
	return strings.ReplaceAll(string(s), " ", "_")
}

// sourceState says what became of a source, when that was seen, and who has found its quote.
func (t *turn) sourceState(p *texts.Printer, h messages.Health) string {
	out := p.Say("sources.state", "State", texts.Markdown(stateOf(p, h)))
	if !h.At.IsZero() {
		out = p.Say("sources.state_on", "State", texts.Markdown(stateOf(p, h)), "Day", h.At.In(t.zone()).Format(time.DateOnly))
	}
	if h.Confirmed.On != "" {
		out += " " + p.Say("sources.confirmed", "Who", t.nameOf(h.Confirmed.By), "Day", string(h.Confirmed.On))
	}
	return out
}

// quotedNow is a source with its quote and, once somebody or something has looked, what became of it.
func (t *turn) quotedNow(p *texts.Printer, s messages.Source) (string, messages.Health, error) {
	h, err := t.net.Desk.Health(t.tx, s.ID)
	if err != nil || h.State == health.Unchecked && h.Confirmed.On == "" {
		return quoted(p, s), h, err
	}
	return quoted(p, s) + " " + t.sourceState(p, h), h, nil
}

// sourcesNote tells who shares, in one line, which sources are no longer as they were; empty where all are.
func (t *turn) sourcesNote(sources []messages.Source) (string, error) {
	var out []string
	for _, s := range sources {
		h, err := t.net.Desk.Health(t.tx, s.ID)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		if h.Doubtful() && len(out) < sourcesNoted {
			out = append(out, t.p.Say("kit.source_"+healthKey(h.State), "Title", shorten(s.Title, 80)))
		}
	}
	return strings.Join(out, " "), nil
}

// quoteThere is a reviewer's word that the quote is there: quoted <source>.
func (t *turn) quoteThere(args []string) error {
	s, h, err := t.looked(args)
	if err != nil {
		return err
	}
	if !confirmable(h) {
		return errStale
	}
	if h, err = t.net.ConfirmSource(t.tx, s.ID, t.m.Alias, t.now); err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say("sources.thanks", "Title", s.Title, "Day", string(h.Confirmed.On))})
	return nil
}

// readdress takes the address that a source has moved to: readdress <source>.
func (t *turn) readdress(args []string) error {
	s, h, err := t.looked(args)
	if err != nil {
		return err
	}
	to := newAddress(h)
	if to == "" {
		return errStale
	}
	moved := s
	if moved.URL = to; moved.Validate() != nil {
		return no("sources.bad_address", "URL", texts.Markdown(texts.Escape(to)))
	}
	if err := t.net.ReaddressSource(t.tx, s, to, t.m.Alias, t.now); err != nil {
		return err
	}
	relying, err := t.net.Desk.Relying(t.tx, s.ID)
	if err != nil {
		return err
	}
	facts := make([]string, len(relying))
	for i, f := range relying {
		facts[i] = f.ID
	}
	resting, err := t.net.Desk.RestingOn(t.tx, facts...)
	if err != nil {
		return err
	}
	msg := Message{Text: t.p.Say("sources.readdressed_unshown", "Title", s.Title)}
	var told []string
	for _, id := range facts {
		for _, b := range resting[id] {
			if b.Stage != messages.Withdrawn && !slices.Contains(told, b.ID) && len(told) < sourcesListed {
				told = append(told, b.ID)
				msg.Text = t.p.Say("sources.readdressed", "Title", s.Title)
				msg.Buttons = append(msg.Buttons, []Button{t.named(b.ID+" "+titleOf(b, t.lang()), "preview", b.ID)})
			}
		}
	}
	t.replace(msg)
	return nil
}

// cite shows how to cite the sources of a brief: cite <brief> [number].
func (t *turn) cite(args []string) error {
	f, err := t.get(args)
	if err != nil {
		return err
	}
	all := f.edition.Sources
	if len(args) == 1 && len(all) == 1 {
		t.sendCitation(all[0])
		return nil
	}
	if len(args) > 1 {
		n, err := strconv.Atoi(args[1])
		if err != nil || n < 1 || n > len(all) {
			return errStale
		}
		t.sendCitation(all[n-1])
		return nil
	}
	msg := Message{Text: t.p.Say("sources.cite_which")}
	for i, s := range all {
		n := strconv.Itoa(i + 1)
		msg.Text += "\n- " + n + "\\. " + texts.Isolate(texts.Escape(s.Reference()))
		if i < sourcesListed {
			msg.Buttons = append(msg.Buttons, []Button{t.named(n+". "+s.Title, "cite", f.brief.ID, n)})
		}
	}
	msg.Buttons = append(msg.Buttons, []Button{t.button("back", "more", f.brief.ID)})
	t.send(msg)
	return nil
}

// sendCitation answers with a source's reference, its archived copy, and its BibTeX entry to copy.
func (t *turn) sendCitation(s messages.Source) {
	text := t.p.Say("sources.cited", "Reference", s.Reference())
	if s.Archive != "" {
		text += "\n\n" + t.p.Say("sources.archive", "URL", texts.Markdown(s.Archive))
	}
	t.send(Message{Text: text + "\n\n" + t.p.Say("sources.bibtex"), Copy: s.BibTeX()})
}
