package bot

import (
	"fmt"
	"slices"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
)

// cardLength is the most characters of a brief's card.
const cardLength = 600

// card shows a brief at a glance: what it is, the claim and its finding, one paragraph, on what it rests and who speaks.
func card(p *texts.Printer, e messages.Edition, fellBack bool) string {
	var head, tail []string
	head = append(head, p.Say("card.kind."+string(e.Kind), "Brief", e.Brief)+"\n**"+texts.Isolate(texts.Escape(e.Text.Title))+"**")
	if e.Text.Claim != "" {
		head = append(head, p.Say("card.claim", "Claim", shorten(e.Text.Claim, 160), "Finding", texts.Markdown(p.Say("finding."+findingKey(e.Finding)))))
	}
	if len(e.Sources) > 0 {
		tail = append(tail, p.Say("card.sources", "Sources", texts.Number(len(e.Sources)), "Publishers", strings.Join(publishers(e), ", ")))
	}
	tail = append(tail, p.Say("card.who", "Network", e.Sponsorship.Network, "PaidBy", e.Sponsorship.PaidBy))
	if fellBack {
		tail = append(tail, p.Say("card.fell_back", "Lang", e.Lang.Name()))
	}
	room := cardLength - runes(texts.Unmarked(strings.Join(append(slices.Clone(head), tail...), "\n\n"))) - 2
	body := texts.Isolate(texts.Escape(shorten(e.Text.Summary, max(room, 80))))
	return strings.Join(append(append(head, body), tail...), "\n\n")
}

func findingKey(f messages.Finding) string {
	if f == messages.None {
		return "none"
	}
	return strings.ReplaceAll(string(f), " ", "_")
}

func publishers(e messages.Edition) []string {
	var out []string
	for _, s := range e.Sources {
		if !slices.Contains(out, s.Publisher) {
			out = append(out, s.Publisher)
		}
	}
	if len(out) > 3 {
		out = append(out[:3], "…")
	}
	return out
}

// full shows everything that a brief says: each point with its facts, each fact with its sources, what not to claim and what
// a fair critic would say.
func full(p *texts.Printer, e messages.Edition) string {
	var out []string
	out = append(out, "**"+texts.Isolate(texts.Escape(e.Text.Title))+"**")
	if e.Text.Claim != "" {
		out = append(out, p.Say("card.claim", "Claim", e.Text.Claim, "Finding", texts.Markdown(p.Say("finding."+findingKey(e.Finding)))))
	}
	if e.Text.Summary != "" {
		out = append(out, texts.Isolate(texts.Escape(e.Text.Summary)))
	}
	for _, point := range e.Text.Points {
		if point.Text != "" {
			out = append(out, "• "+texts.Isolate(texts.Escape(point.Text)))
		}
		for _, id := range point.Facts {
			out = append(out, factLines(p, e, id))
		}
	}
	if len(e.Text.Not) > 0 {
		out = append(out, p.Say("full.not")+list(e.Text.Not))
	}
	if e.Text.Critic != "" {
		out = append(out, p.Say("full.critic", "Critic", e.Text.Critic))
	}
	for _, m := range e.Media {
		out = append(out, p.Say("full.media", "Alt", m.Alt, "Credit", creditOf(m), "URL", texts.Markdown(m.URL)))
	}
	return strings.Join(out, "\n\n")
}

// creditOf says in brackets who made a picture; nothing where that is not said.
func creditOf(m messages.Media) texts.Markdown {
	if m.Credit == "" {
		return ""
	}
	return texts.Markdown(" (" + texts.Isolate(texts.Escape(m.Credit)) + ")")
}

// factLines quotes a fact with the sources it rests on.
func factLines(p *texts.Printer, e messages.Edition, id string) string {
	i := slices.IndexFunc(e.Facts, func(f messages.Fact) bool { return f.ID == id })
	if i < 0 {
		return ""
	}
	f := e.Facts[i]
	statement, _ := f.In(e.Lang)
	lines := []string{p.Say("full.fact", "Statement", statement, "AsOf", string(f.AsOf)) + doubt(p, f)}
	for _, sid := range f.Sources {
		if j := slices.IndexFunc(e.Sources, func(s messages.Source) bool { return s.ID == sid }); j >= 0 {
			lines = append(lines, sourceLine(p, e.Sources[j]))
		}
	}
	return "> " + strings.Join(lines, "\\\n> ")
}

// doubt says, after a fact that is quoted, how sure it is; nothing where it is established.
func doubt(p *texts.Printer, f messages.Fact) string {
	if f.Confidence == "" || f.Confidence == messages.Established {
		return ""
	}
	return " " + p.Say("fact.doubt", "Confidence", texts.Markdown(p.Say("confidence."+string(f.Confidence))))
}

// sourceLine says where a source is found, and what its publisher has at stake.
func sourceLine(p *texts.Printer, s messages.Source) string {
	return strings.Join(append([]string{placeOf(s)}, interest(p, s)...), ". ")
}

func interest(p *texts.Printer, s messages.Source) []string {
	if s.Interest == "" {
		return nil
	}
	return []string{p.Say("web.source-interest", "What", strings.TrimRight(strings.Join(strings.Fields(s.Interest), " "), "."))}
}

func placeOf(s messages.Source) string {
	where := []string{s.Publisher}
	for _, x := range []string{s.Published, s.Locator} {
		if x != "" {
			where = append(where, x)
		}
	}
	if s.Address() == "" {
		return fmt.Sprintf("%s (%s)", texts.Isolate(texts.Escape(s.Title)), texts.Isolate(texts.Escape(strings.Join(where, ", "))))
	}
	return fmt.Sprintf("[%s](%s) (%s)", texts.Isolate(texts.Escape(s.Title)), s.Address(), texts.Isolate(texts.Escape(strings.Join(where, ", "))))
}

// quoted is a source with its type and the words that carry the fact, for those who review.
func quoted(p *texts.Printer, s messages.Source) string {
	said := append([]string{placeOf(s), p.Say("web.source-type." + string(s.Type))}, interest(p, s)...)
	if s.Quote == "" {
		return strings.Join(append(said, p.Say("review.no_quote")), ". ")
	}
	return strings.Join(append(said, p.Say("review.quote", "Quote", s.Quote)), ". ")
}

func list(items []string) string {
	var b strings.Builder
	for _, it := range items {
		b.WriteString("\n- " + texts.Isolate(texts.Escape(strings.Join(strings.Fields(it), " "))))
	}
	return b.String()
}

// cardMessage is the card with its buttons, for the person this turn is with.
func (t *turn) cardMessage(f found) Message {
	return t.cardFor(t.p, t.m, f.edition, f.fellBack, t.u.From.Platform, t.u.From.ID)
}

// cardFor is the card of a brief for one member on one account.
func (b *Bot) cardFor(p *texts.Printer, m *members.Member, e messages.Edition, fellBack bool, platform, user string) Message {
	btn := func(label string, verb string, args ...string) Button {
		return Button{Label: label, Data: b.data(platform, user, verb, args...)}
	}
	msg := Message{Text: card(p, e, fellBack), Lang: p.Lang()}
	if m != nil && m.Status == members.Admitted {
		share := []Button{btn(p.Plain("card.share"), "share", e.Brief)}
		if len(m.Networks) > 0 {
			share = []Button{
				btn(shorten(p.Plain("card.share_on", "Network", networkName(p, m.Networks[0])), maxLabel), "kit", e.Brief, m.Networks[0]),
				btn(p.Plain("card.share_else"), "share", e.Brief),
			}
		}
		msg.Buttons = append(msg.Buttons, share)
		msg.Buttons = append(msg.Buttons, []Button{btn(p.Plain("card.more"), "more", e.Brief), btn(p.Plain("card.skip"), "skip", e.Brief)})
		msg.Buttons = append(msg.Buttons, []Button{btn(p.Plain("card.wrong"), "wrong", e.Brief), btn(p.Plain("card.why"), "why", e.Brief)})
		return msg
	}
	msg.Buttons = [][]Button{{btn(p.Plain("card.more"), "more", e.Brief)}}
	return msg
}

func runes(s string) int { return len([]rune(s)) }
