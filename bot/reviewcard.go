package bot

import (
	"maps"
	"slices"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
)

// reviewCard shows one language of a brief as recipients would see it, with each fact beside its quoted source. An approval
// covers all of it, so nothing is cut: what is too long for one message goes on in the next, and the last has the buttons.
func (t *turn) reviewCard(r members.Member, b messages.Brief, l messages.Lang) (Message, error) {
	e, err := t.net.Desk.Edition(t.tx, b, l)
	if err != nil {
		return Message{}, err
	}
	p, own := t.printer(r.Lang), t.printer(l)
	parts := []string{p.Say("review.head", "Brief", b.ID, "Lang", l.Name()), card(own, e, false)}
	for _, whole := range []string{e.Text.Claim, e.Text.Summary} {
		if whole = texts.Escape(whole); !strings.Contains(parts[1], whole) {
			parts = append(parts, texts.Isolate(whole)) // the card shortens it
		}
	}
	changed, err := t.newSince(p, r, e)
	if err != nil {
		return Message{}, err
	}
	parts = append(parts, changed...)
	rivals, err := t.rivalsOf(e.Facts)
	if err != nil {
		return Message{}, err
	}
	quotes := map[string]bool{}
	var ways [][]Button // to sources that wait for a reviewer's word
	for _, point := range e.Text.Points {
		if point.Text != "" {
			parts = append(parts, "• "+texts.Isolate(texts.Escape(point.Text)))
		}
		for _, id := range point.Facts {
			i := slices.IndexFunc(e.Facts, func(f messages.Fact) bool { return f.ID == id })
			if i < 0 {
				continue
			}
			s, _ := e.Facts[i].In(l)
			parts = append(parts, p.Say("review.fact", "Statement", s, "AsOf", string(e.Facts[i].AsOf))+doubt(p, e.Facts[i]))
			if quotes[id] {
				continue // its sources stand above
			}
			quotes[id] = true
			parts = append(parts, t.rivals(p, rivals[id])...)
			for _, sid := range e.Facts[i].Sources {
				if j := slices.IndexFunc(e.Sources, func(s messages.Source) bool { return s.ID == sid }); j >= 0 {
					said, h, err := t.quotedNow(p, e.Sources[j])
					if err != nil {
						return Message{}, err
					}
					parts = append(parts, "> "+said)
					way := []Button{t.buttonFor(r, shorten(texts.Unmarked(toSource(e.Sources[j])), maxLabel), "source", shortRef(sid))}
					if confirmable(h) && len(ways) < sourceButtons && !slices.ContainsFunc(ways, func(row []Button) bool { return row[0] == way[0] }) {
						ways = append(ways, way)
					}
				}
			}
		}
	}
	for _, x := range []struct {
		key  string
		list []string
	}{{"review.prompts", e.Text.Prompts}, {"review.not", e.Text.Not}} {
		if len(x.list) > 0 {
			parts = append(parts, p.Say(x.key)+list(x.list))
		}
	}
	if e.Text.Critic != "" {
		parts = append(parts, p.Say("full.critic", "Critic", e.Text.Critic))
	}
	if e.Text.Changed != "" {
		parts = append(parts, p.Say("review.changed", "What", e.Text.Changed))
	}
	for _, k := range slices.Sorted(maps.Keys(e.Text.Samples)) {
		parts = append(parts, p.Say("review.sample", "Network", sampleOn(p, k), "Text", e.Text.Samples[k]))
	}
	for _, m := range e.Media {
		parts = append(parts, p.Say("full.media", "Alt", m.Alt, "Credit", creditOf(m), "URL", texts.Markdown(m.URL)))
	}
	if b.Why != "" {
		parts = append(parts, p.Say("review.why", "Why", b.Why))
	}
	if !e.Until.IsZero() {
		parts = append(parts, p.Say("plan.until", "When", t.inZone(e.Until, r.Location(t.net.Settings.Zone))))
	}
	line := e.Sponsorship.Lines[l]
	parts = append(parts, p.Say("review.disclosure", "Line", line.Line, "Short", line.Short))
	return Message{Text: strings.Join(parts, "\n\n"), Lang: p.Lang(), Buttons: append([][]Button{
		{t.buttonFor(r, shorten(p.Plain("review.approve", "Lang", l.Name()), maxLabel), "approve", b.ID, string(l), e.Hash().Short())},
		{t.buttonFor(r, p.Plain("review.change"), "change", b.ID, string(l))},
	}, append(ways, t.onPlatforms(r, b, l)...)...)}, nil
}

// newSince says what of an edition is new since its language was approved last.
func (t *turn) newSince(p *texts.Printer, r members.Member, e messages.Edition) ([]string, error) {
	old, err := t.net.Desk.LastApproved(t.tx, e.Brief, e.Lang)
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all := e.Differences(old)
	if len(all) == 0 {
		return nil, nil
	}
	text := p.Say("review.differs")
	for _, d := range all {
		kind, rest, _ := strings.Cut(d.Part, " ")
		where := strings.TrimSpace(p.Plain("where."+kind) + " " + rest)
		was, is := t.values(p, r, d.Was), t.values(p, r, d.Is)
		switch {
		case len(d.Was) == 0:
			text += "\n- " + p.Say("review.new", "Where", where, "Is", is)
		case len(d.Is) == 0:
			text += "\n- " + p.Say("review.gone", "Where", where, "Was", was)
		case kind == "fact" || kind == "source": // of these not all is shown below
			text += "\n- " + p.Say("review.was_now", "Where", where, "Was", was, "Is", is)
		default:
			text += "\n- " + p.Say("review.was", "Where", where, "Was", was)
		}
	}
	return []string{text}, nil
}

// values says the values of a part in the reader's words, and what somebody wrote as it is.
func (t *turn) values(p *texts.Printer, r members.Member, all []messages.Value) string {
	lines := make([]string, len(all))
	for i, v := range all {
		lines[i] = v.Raw
		switch v.Of {
		case "kind":
			lines[i] = p.Plain("kind_of." + v.Raw)
		case "finding":
			lines[i] = p.Plain("finding." + findingKey(messages.Finding(v.Raw)))
		case "confidence":
			lines[i] = p.Plain("confidence." + v.Raw)
		case "type":
			lines[i] = p.Plain("web.source-type." + v.Raw)
		case "payer":
			lines[i] = p.Plain("payer." + v.Raw)
		case "withdrawn":
			lines[i] = p.Plain("review.withdrawn")
		case "lang":
			lines[i] = messages.Lang(v.Raw).Name()
		case "until":
			if at, err := time.Parse(time.RFC3339, v.Raw); err == nil {
				lines[i] = t.inZone(at, r.Location(t.net.Settings.Zone))
			}
		}
	}
	return strings.Join(lines, "\n")
}

// sampleOn names what a sample is for.
func sampleOn(p *texts.Printer, network string) string {
	if network == "any" {
		return p.Plain("review.any")
	}
	return networkName(p, network)
}
