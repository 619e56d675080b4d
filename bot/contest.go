package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// What somebody contests comes to one person who had no hand in the brief: a letter with what is contested beside its sources, and three
// buttons, each of which asks for the public answer. /contests lists what is open.

// contestsListed is how many open contests are shown at once.
const contestsListed = 8

// Contested tells whoever has to answer a contest that there is one; where nobody may, those who lead. It works in the transaction that keeps it.
func (b *Bot) Contested(tx storage.Tx, c campaigns.Contest, now time.Time) error {
	t := b.newTurn(tx, Update{}, now)
	if c.To == "" {
		return t.contestToLeaders(c, "contests.nobody")
	}
	m, err := b.net.Roster.ByAlias(tx, c.To)
	if err != nil {
		return err
	}
	return t.contestLetter(m, c, "contests.letter")
}

// contestLetter shows a contest to who has to answer it; head is the key of its first line.
func (t *turn) contestLetter(m members.Member, c campaigns.Contest, head string) error {
	if _, ok := m.Reachable(); !ok {
		return nil
	}
	msg, err := t.contestCard(m, c, head)
	if err != nil {
		return err
	}
	return t.mail(t.tx, askingAbout(c), m, msg, t.now)
}

// contestCard is a contest beside what it is about, as somebody reads it.
func (t *turn) contestCard(m members.Member, c campaigns.Contest, head string) (Message, error) {
	p := t.printer(m.Lang)
	b, err := t.net.Desk.Brief(t.tx, c.Brief)
	if err != nil {
		return Message{}, err
	}
	parts := []string{p.Say(head, "ID", c.ID, "Brief", b.ID, "Title", titleOf(b, m.Lang), "Day", string(c.Due))}
	about, err := t.contestedPart(p, c)
	if err != nil {
		return Message{}, err
	}
	parts = append(parts, about...)
	if c.Text != "" { // a member who left took their words with them
		parts = append(parts, p.Say("contests.says", "Lang", c.Lang.Name(), "Text", c.Text))
	}
	if c.Source != "" {
		parts = append(parts, p.Say("contests.source", "URL", c.Source))
	}
	msg := Message{Lang: p.Lang()}
	if c.Outcome != campaigns.Unanswered {
		parts = append(parts, p.Say("contests.was."+outcomeKey(c.Outcome), "ID", c.ID), p.Say("contests.answer", "Text", c.Answer))
	} else if campaigns.MayJudge(&m, b) {
		for _, o := range campaigns.Outcomes() {
			msg.Buttons = append(msg.Buttons, []Button{t.buttonFor(m, p.Plain("contests.judge."+outcomeKey(o)), "judge", c.ID, outcomeKey(o))})
		}
	}
	msg.Buttons = append(msg.Buttons, []Button{t.buttonFor(m, shorten(b.ID+" "+texts.Unmarked(titleOf(b, m.Lang)), maxLabel), "preview", b.ID)})
	msg.Text = strings.Join(parts, "\n\n")
	return msg, nil
}

// contestedPart shows the fact as it was shown, with its sources; of a brief as a whole it says so.
func (t *turn) contestedPart(p *texts.Printer, c campaigns.Contest) ([]string, error) {
	v, err := t.net.Desk.Version(t.tx, c.Brief, c.Rev)
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	for _, l := range append([]messages.Lang{c.Lang}, v.Langs()...) {
		e := v.Editions[l]
		i := slices.IndexFunc(e.Facts, func(f messages.Fact) bool { return f.ID == c.Fact })
		if i < 0 {
			continue
		}
		said, _ := e.Facts[i].In(c.Lang)
		out := []string{p.Say("review.fact", "Statement", said, "AsOf", string(e.Facts[i].AsOf)) + doubt(p, e.Facts[i])}
		for _, id := range e.Facts[i].Sources {
			if j := slices.IndexFunc(e.Sources, func(s messages.Source) bool { return s.ID == id }); j >= 0 {
				out = append(out, "> "+quoted(p, e.Sources[j]))
			}
		}
		return out, nil
	}
	return []string{p.Say("contests.whole")}, nil
}

func outcomeKey(o campaigns.Outcome) string { return strings.ReplaceAll(string(o), " ", "_") }

// contests lists the open ones, the oldest first, or shows one: /contests, /contests C3.
func (t *turn) contests(args []string) error {
	if len(args) > 0 {
		c, err := t.net.Contest(t.tx, args[0])
		if err != nil {
			return err
		}
		msg, err := t.contestCard(*t.m, c, "contests.card")
		if err == nil {
			t.send(msg)
		}
		return err
	}
	open, err := t.net.OpenContests(t.tx)
	if err != nil {
		return err
	}
	if len(open) == 0 {
		return no("contests.none")
	}
	msg := Message{Text: t.p.Say("contests.head", "Contests", texts.Number(len(open)))}
	for _, c := range open[:min(len(open), contestsListed)] {
		key, who := "contests.line", ""
		if c.To == "" {
			key = "contests.line_nobody"
		} else {
			who = t.nameOf(c.To)
		}
		msg.Text += "\n- " + t.p.Say(key, "ID", c.ID, "Brief", c.Brief, "Day", string(c.Due), "Who", who, "Text", shorten(c.Text, 80))
		msg.Buttons = append(msg.Buttons, []Button{t.named(c.ID+" "+shorten(c.Text, maxLabel), "contests", c.ID)})
	}
	t.send(msg)
	return nil
}

// contestNeeds are what this person has to answer, and for leads what nobody may.
func (t *turn) contestNeeds() ([]need, error) {
	open, err := t.net.OpenContests(t.tx)
	if err != nil {
		return nil, err
	}
	var out []need
	for _, c := range open {
		way := t.named(t.p.Plain("contests.open", "ID", c.ID), "contests", c.ID)
		switch {
		case c.To == t.m.Alias:
			out = append(out, need{"need.contest", []any{"ID", c.ID, "Brief", c.Brief, "Day", string(c.Due)}, way})
		case c.To == "" && may(t.m, lead):
			out = append(out, need{"need.contest_nobody", []any{"ID", c.ID, "Brief", c.Brief, "Day", string(c.Due)}, way})
		}
		if len(out) == contestsListed {
			break
		}
	}
	return out, nil
}

// judge asks for the public answer to a contest, and with the name of the question publishes the one that was shown: judge <C3> <outcome> [question].
func (t *turn) judge(args []string) error {
	if len(args) == 3 {
		if !t.open(args[2]) {
			return errStale
		}
		return t.publishAnswer()
	}
	if len(args) != 2 {
		return errStale
	}
	c, err := t.net.Contest(t.tx, args[0])
	if err != nil {
		return err
	}
	b, err := t.net.Desk.Brief(t.tx, c.Brief)
	switch {
	case err != nil:
		return err
	case c.Outcome != campaigns.Unanswered:
		return campaigns.ErrAnswered
	case !campaigns.MayJudge(t.m, b):
		return campaigns.ErrOwnContest
	case !slices.ContainsFunc(campaigns.Outcomes(), func(o campaigns.Outcome) bool { return outcomeKey(o) == args[1] }):
		return errStale
	}
	t.afresh()
	t.ask("judge", "contest", c.ID, "outcome", args[1])
	t.send(Message{Text: t.p.Say("contests.ask", "ID", c.ID, "Lang", c.Lang.Name()), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

// judgeStep takes the answer, and shows what would be public.
func (t *turn) judgeStep(text string) error {
	c, err := t.net.MayAnswer(t.tx, t.d.Data["contest"], t.m, t.outcome(), text)
	if err != nil {
		return t.refusedAnswer(err)
	}
	t.ask("judge", "answer", text)
	t.send(Message{
		Text:    t.p.Say("contests.preview", "ID", c.ID, "Outcome", texts.Markdown(t.p.Say("contests.judge."+t.d.Data["outcome"])), "Answer", strings.TrimSpace(text)),
		Buttons: [][]Button{{t.button("contests.publish", "judge", c.ID, t.d.Data["outcome"], t.d.Question)}, t.cancelRow()},
	})
	return nil
}

// outcome is the one that the dialogue is about.
func (t *turn) outcome() campaigns.Outcome {
	for _, o := range campaigns.Outcomes() {
		if outcomeKey(o) == t.d.Data["outcome"] {
			return o
		}
	}
	return campaigns.Unanswered
}

func (t *turn) refusedAnswer(err error) error {
	if person := (*campaigns.PersonError)(nil); errors.As(err, &person) {
		return no("contests.person", "What", person.What)
	}
	if isNotFound(err) || errors.Is(err, campaigns.ErrAnswered) || errors.Is(err, campaigns.ErrOwnContest) {
		t.end()
	}
	return err
}

// publishAnswer has the answer that was shown stand on the page, and tells those who have something to do about it.
func (t *turn) publishAnswer() error {
	c, err := t.net.AnswerContest(t.tx, t.d.Data["contest"], t.m, t.outcome(), t.d.Data["answer"], t.now)
	if err != nil {
		return t.refusedAnswer(err)
	}
	t.end()
	t.say("contests.kept", "ID", c.ID)
	return t.tellOutcome(c)
}

// tellOutcome tells authors and leads of what was upheld, in part or as a whole, with the way to where it is corrected.
func (t *turn) tellOutcome(c campaigns.Contest) error {
	if err := t.tellAsker(c); err != nil || c.Outcome == campaigns.NotUpheld {
		return err
	}
	b, err := t.net.Desk.Brief(t.tx, c.Brief)
	if err != nil {
		return err
	}
	told, err := t.authorsAndLeads(b)
	if err != nil {
		return err
	}
	for _, m := range told {
		if m.Ordinal == t.m.Ordinal {
			continue
		}
		p := t.printer(m.Lang)
		msg := Message{Lang: p.Lang(), Text: p.Say("contests.was."+outcomeKey(c.Outcome), "ID", c.ID) + " " +
			p.Say("contests.correct", "Brief", b.ID, "Title", titleOf(b, m.Lang)) + "\n\n" + p.Say("contests.answer", "Text", c.Answer)}
		row := []Button{t.buttonFor(m, p.Plain("contests.brief", "Brief", b.ID), "preview", b.ID)}
		if c.Fact != "" {
			row = append(row, t.buttonFor(m, p.Plain("contests.fact"), "facts", "show", shortRef(c.Fact)))
		}
		msg.Buttons = [][]Button{row, {t.buttonFor(m, p.Plain("contests.open", "ID", c.ID), "contests", c.ID)}}
		if err := t.letter(t.tx, m, msg, t.now); err != nil {
			return err
		}
	}
	return nil
}

// tellAsker tells a member what came of what they said is wrong, as far as they are still here.
func (t *turn) tellAsker(c campaigns.Contest) error {
	if c.Member == 0 {
		return nil
	}
	m, err := t.net.Roster.Get(t.tx, c.Member)
	if err != nil {
		return err
	}
	if _, ok := m.Reachable(); !ok {
		return nil
	}
	p := t.printer(m.Lang)
	return t.letter(t.tx, m, Message{Lang: p.Lang(), Text: p.Say("contests.yours", "Brief", c.Brief) + " " +
		p.Say("contests.was."+outcomeKey(c.Outcome), "ID", c.ID) + "\n\n" + p.Say("contests.answer", "Text", c.Answer)}, t.now)
}

// contestToLeaders tells the leaders something about a contest.
func (t *turn) contestToLeaders(c campaigns.Contest, key string) error {
	return t.tellLeaders(t.tx, askingAbout(c), t.now, func(t *turn) Message {
		return Message{
			Text:    t.p.Say(key, "ID", c.ID, "Brief", c.Brief, "Day", string(c.Due), "Who", t.nobodyOr(t.p, c.To)),
			Buttons: [][]Button{{t.buttonFor(*t.m, t.p.Plain("contests.open", "ID", c.ID), "contests", c.ID)}},
		}
	})
}

func (t *turn) nobodyOr(p *texts.Printer, a messages.Alias) string {
	m, err := t.net.Roster.ByAlias(t.tx, a)
	if err != nil {
		return p.Plain("contests.nobody_name")
	}
	return nameOn(m)
}

// LookAfterContests reminds those who have a contest to answer by tomorrow, and hands on what is overdue, of which the leads are told. It is
// called now and then, and writes to people by day.
func (b *Bot) LookAfterContests(ctx context.Context) error {
	now := time.Now()
	if hour := now.In(b.net.Settings.Zone).Hour(); hour < morning || hour >= evening {
		return nil
	}
	waits := false
	if err := b.net.Store.View(ctx, func(tx storage.Tx) error {
		due, err := b.net.LookAfterContests(tx, now, false)
		waits = due.Any()
		return err
	}); err != nil || !waits {
		return err
	}
	err := b.net.Store.Update(ctx, func(tx storage.Tx) error {
		due, err := b.net.LookAfterContests(tx, now, true)
		if err != nil {
			return err
		}
		t := b.newTurn(tx, Update{}, now)
		for _, l := range []struct {
			key string
			all []campaigns.Contest
		}{{"contests.remind", due.Remind}, {"contests.handed", due.Handed}} {
			for _, c := range l.all {
				m, err := b.net.Roster.ByAlias(tx, c.To)
				if err == nil {
					err = t.contestLetter(m, c, l.key)
				}
				if err != nil {
					return err
				}
			}
		}
		for _, l := range []struct {
			key string
			all []campaigns.Contest
		}{{"contests.nobody", due.Nobody}, {"contests.late", due.Late}} {
			for _, c := range l.all {
				if err := t.contestToLeaders(c, l.key); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("look after contests: %w", err)
	}
	b.net.Outbox.Wake()
	return nil
}
