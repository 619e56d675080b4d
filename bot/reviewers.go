package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// Sending a brief for review asks everybody at once who may approve it and is awake. Who is in quiet hours is asked in the morning. What cannot
// wait, an answer to a claim or an alert, goes on to the next: where nobody has answered for ten minutes, or nobody is awake, one of those in quiet
// hours is asked who said that urgent requests may come then, and ten minutes later another. Where none is left the authors are told, once.

// unanswered is how long an urgent request waits for an answer before the next is asked.
const unanswered = 10 * time.Minute

// reviewRound is one language of a brief that waits for its reviewers. It ends when enough of them have answered, and when the text is another.
type reviewRound struct {
	Brief string        `json:"brief"`
	Lang  messages.Lang `json:"lang"`
	Shown string        `json:"shown"` // the short hash of what they are asked about
	Asked []askedOne    `json:"asked"` // in the order in which they were asked
	Told  bool          `json:"told"`  // the authors know that nobody is left to ask
	Next  time.Time     `json:"next"`  // when it is looked at again
}

// lookAgain is how long a round is left alone at most, lookSoon where it can't wait: who may approve can have changed.
const lookAgain, lookSoon = time.Hour, 5 * time.Minute

type askedOne struct {
	Alias messages.Alias `json:"alias"`
	At    time.Time      `json:"at"`
}

func (r reviewRound) key() string { return r.Brief + "/" + string(r.Lang) }

// candidate is somebody who may approve.
type candidate struct {
	alias  messages.Alias
	until  time.Time // when their quiet hours end; zero for who is awake
	anyway bool      // urgent requests may come in quiet hours
}

// next says who of those who may approve is asked now, and whether the authors are to be told that nobody is left. answered is when somebody
// approved last.
func (r reviewRound) next(all []candidate, urgent bool, answered, now time.Time) (ask []messages.Alias, tell bool) {
	last := r.last(answered)
	var asleep []messages.Alias
	for _, c := range all {
		switch {
		case slices.ContainsFunc(r.Asked, func(a askedOne) bool { return a.Alias == c.alias }):
		case c.until.IsZero():
			ask = append(ask, c.alias)
		case c.anyway:
			asleep = append(asleep, c.alias)
		}
	}
	switch {
	case len(ask) > 0 || !urgent || now.Sub(last) < unanswered:
		return ask, false
	case len(asleep) > 0:
		return asleep[:1], false
	}
	return nil, !r.Told
}

// again is when the round is looked at next: somebody wakes, or ten minutes have passed for what can't wait.
func (r reviewRound) again(all []candidate, urgent bool, answered, now time.Time) time.Time {
	at := now.Add(lookAgain)
	if urgent {
		at = now.Add(lookSoon)
	}
	for _, c := range all {
		if !slices.ContainsFunc(r.Asked, func(a askedOne) bool { return a.Alias == c.alias }) && !c.until.IsZero() && c.until.Before(at) {
			at = c.until
		}
	}
	if due := r.last(answered).Add(unanswered); urgent && !r.Told && due.After(now) && due.Before(at) {
		at = due
	}
	return at
}

// last is when somebody was asked or answered last.
func (r reviewRound) last(answered time.Time) time.Time {
	for _, a := range r.Asked {
		if a.At.After(answered) {
			answered = a.At
		}
	}
	return answered
}

// urgent tells whether a brief cannot wait for the morning: it answers a claim, or is an alert.
func urgent(b messages.Brief) bool { return b.Kind == messages.Response || b.Kind == messages.Alert }

// candidates are those who may approve a language of a brief, as next takes them.
func (t *turn) candidates(who []members.Member) []candidate {
	out := make([]candidate, len(who))
	for i := range who {
		m := &who[i]
		out[i] = candidate{alias: m.Alias, anyway: m.RequestsAnyway}
		if until, quiet := m.QuietUntil(t.now, m.Location(t.net.Settings.Zone)); quiet {
			out[i].until = until
		}
	}
	return out
}

// submit sends a brief to everyone who may approve it.
func (t *turn) submit(args []string) error {
	if len(args) == 0 {
		return no("preview.which")
	}
	b, err := t.net.Desk.Brief(t.tx, args[0])
	if err != nil {
		return err
	}
	return t.putForReview(b, t.replace)
}

// putForReview submits a brief, unless something blocks it.
func (t *turn) putForReview(b messages.Brief, answer func(Message)) error {
	if blocked, err := t.blocked(b); err != nil || blocked {
		return err
	}
	b, err := t.net.Desk.Submit(t.tx, b.ID, t.now)
	if err != nil {
		return err
	}
	if err := t.net.Record(t.tx, t.m.Alias, "submit", b.ID, t.now); err != nil {
		return err
	}
	var asked, alone []string
	for _, l := range b.Langs() {
		v, err := t.vetting(b, l)
		if err != nil {
			return err
		}
		if v.Approved() {
			continue
		}
		reviewers, err := t.reviewersOf(b, l, v)
		if err != nil {
			return err
		}
		if len(reviewers) == 0 {
			alone = append(alone, l.Name())
		}
		said, err := t.beginRound(b, l, v, reviewers)
		if err != nil {
			return err
		}
		asked = append(asked, said...)
	}
	msg := Message{Text: t.p.Say("submit.done", "Brief", b.ID)}
	if len(asked)+len(alone) == 0 {
		msg.Text = t.p.Say("submit.nothing", "Brief", b.ID)
	}
	for _, who := range asked {
		msg.Text += "\n- " + who
	}
	for _, l := range alone {
		msg.Text += "\n- " + t.p.Say("submit.nobody", "Lang", l)
	}
	if len(alone) > 0 && may(t.m, host) {
		msg.Buttons = [][]Button{{t.button("desk.invite_reviewer", "invite", "reviewer")}}
	}
	answer(msg)
	return nil
}

// reviewersOf are those who may approve a language of a brief and can be asked: reviewers who read it, had no hand in it and did not yet.
func (t *turn) reviewersOf(b messages.Brief, l messages.Lang, v messages.Vetting) ([]members.Member, error) {
	all, err := t.net.Roster.WithRole(t.tx, members.Reviewer)
	return slices.DeleteFunc(all, func(m members.Member) bool {
		_, reachable := m.Reachable()
		return b.HadHand(m.Alias) || slices.Contains(v.By, m.Alias) || !slices.Contains(m.Reads, l) || !reachable
	}), err
}

// beginRound asks for a language of a brief anew, and says of each who may approve it whether they were asked.
func (t *turn) beginRound(b messages.Brief, l messages.Lang, v messages.Vetting, who []members.Member) ([]string, error) {
	r := reviewRound{Brief: b.ID, Lang: l, Shown: v.Hash.Short(), Told: true} // the answer says where nobody could be asked
	if err := t.askNext(&r, b, who); err != nil {
		return nil, err
	}
	out := make([]string, len(who))
	for i, m := range who {
		out[i] = t.stands(t.p, r, b, m, t.zone())
	}
	return out, t.rounds.Put(t.tx, r.key(), r)
}

// AskReviewers asks those whose turn it has become to review. It is called now and then.
func (b *Bot) AskReviewers(ctx context.Context) error {
	now, due := time.Now(), false
	err := b.net.Store.View(ctx, func(tx storage.Tx) (err error) {
		due, err = b.askReviewers(tx, now, false)
		return err
	})
	if err != nil || !due {
		return err
	}
	if err := b.net.Store.Update(ctx, func(tx storage.Tx) error {
		_, err := b.askReviewers(tx, now, true)
		return err
	}); err != nil {
		return fmt.Errorf("ask reviewers: %w", err)
	}
	b.net.Outbox.Wake()
	return nil
}

// askReviewers goes through what waits for reviewers, and tells whether anything is to be done.
func (b *Bot) askReviewers(tx storage.Tx, now time.Time, do bool) (due bool, _ error) {
	var all []reviewRound
	if err := b.rounds.Scan(tx, storage.Range{}, func(_ string, r reviewRound) error {
		if !now.Before(r.Next) {
			all = append(all, r)
		}
		return nil
	}); err != nil || !do {
		return len(all) > 0, err
	}
	t := b.newTurn(tx, Update{}, now)
	for _, r := range all {
		brief, who, err := t.roundOf(r)
		switch {
		case err != nil:
		case brief.ID == "":
			err = b.rounds.Delete(tx, r.key())
		default:
			if err = t.askNext(&r, brief, who); err == nil {
				err = b.rounds.Put(tx, r.key(), r)
			}
		}
		if err != nil {
			return false, err
		}
	}
	return len(all) > 0, nil
}

// roundOf is the brief of a round and who may approve it; the zero brief where it is over.
func (t *turn) roundOf(r reviewRound) (messages.Brief, []members.Member, error) {
	b, err := t.net.Desk.Brief(t.tx, r.Brief)
	if isNotFound(err) {
		return messages.Brief{}, nil, nil
	}
	if err != nil {
		return b, nil, err
	}
	v, err := t.vetting(b, r.Lang)
	if err != nil || !r.open(b, v) {
		return messages.Brief{}, nil, err
	}
	who, err := t.reviewersOf(b, r.Lang, v)
	return b, who, err
}

// open tells whether the round still asks about what its brief says, and for an answer.
func (r reviewRound) open(b messages.Brief, v messages.Vetting) bool {
	return (b.Stage == messages.InReview || b.Stage == messages.Released) && v.Hash.Short() == r.Shown && !v.Approved() && changeOf(b, r.Lang) == nil
}

// changeOf is the change of a language that a reviewer waits for; nil where there is none.
func changeOf(b messages.Brief, l messages.Lang) *messages.Request {
	if i := slices.IndexFunc(b.Asked, func(r messages.Request) bool { return r.Lang == l }); i >= 0 {
		return &b.Asked[i]
	}
	return nil
}

// inVetting is where a language of a brief stands with those who vet it.
type inVetting struct {
	messages.Vetting
	lang   messages.Lang
	change *messages.Request // that a reviewer waits for; nil where there is none
	unsent bool              // nobody is asked about it, though it is not approved as it is, nor did anybody ask for a change
}

// inVetting tells where each language of a brief stands.
func (t *turn) inVetting(b messages.Brief) ([]inVetting, error) {
	var out []inVetting
	for _, l := range b.Langs() {
		v, err := t.vetting(b, l)
		if err != nil {
			return nil, err
		}
		r, err := t.rounds.Get(t.tx, reviewRound{Brief: b.ID, Lang: l}.key())
		if err != nil && !isNotFound(err) {
			return nil, err
		}
		change := changeOf(b, l)
		out = append(out, inVetting{v, l, change, !v.Approved() && change == nil && (err != nil || !r.open(b, v))})
	}
	return out, nil
}

// unsent tells whether there is a language of a brief about which nobody is asked.
func (t *turn) unsent(b messages.Brief) (bool, error) {
	all, err := t.inVetting(b)
	return anyUnsent(all), err
}

func anyUnsent(all []inVetting) bool {
	return slices.ContainsFunc(all, func(v inVetting) bool { return v.unsent })
}

// answered is when somebody approved last what the round asks about.
func answered(b messages.Brief, r reviewRound) time.Time {
	var at time.Time
	for _, a := range b.Approvals {
		if a.Lang == r.Lang && a.Hash.Short() == r.Shown && a.At.After(at) {
			at = a.At
		}
	}
	return at
}

// askNext asks whom the round asks next, and sets when it is looked at again.
func (t *turn) askNext(r *reviewRound, b messages.Brief, who []members.Member) error {
	all, urgent, answered := t.candidates(who), urgent(b), answered(b, *r)
	ask, tell := r.next(all, urgent, answered, t.now)
	for _, m := range who {
		if !slices.Contains(ask, m.Alias) {
			continue
		}
		msg, err := t.reviewCard(m, b, r.Lang)
		if err != nil {
			return err
		}
		if err := t.letter(t.tx, m, msg, t.now); err != nil {
			return err
		}
		r.Asked, r.Told = append(slices.Clone(r.Asked), askedOne{m.Alias, t.now}), false
	}
	if tell = tell && len(who) > 0; tell {
		r.Told = true
	}
	r.Next = r.again(all, urgent, answered, t.now)
	if tell {
		return t.tellUnanswered(*r, b, who)
	}
	return nil
}

// tellUnanswered tells the authors that nobody has answered and nobody is left to ask.
func (t *turn) tellUnanswered(r reviewRound, b messages.Brief, who []members.Member) error {
	return t.tellAuthors(b, func(p *texts.Printer, m members.Member) Message {
		msg := Message{Text: p.Say("submit.unanswered", "Brief", b.ID, "Lang", r.Lang.Name(), "Minutes", int(unanswered/time.Minute))}
		for _, one := range who {
			msg.Text += "\n- " + t.stands(p, r, b, one, m.Location(t.net.Settings.Zone))
		}
		if may(&m, host) {
			msg.Buttons = [][]Button{{t.buttonFor(m, p.Plain("desk.invite_reviewer"), "invite", "reviewer")}}
		}
		return msg
	})
}

// stands says of one who may approve whether they were asked, and if not, when they are.
func (t *turn) stands(p *texts.Printer, r reviewRound, b messages.Brief, m members.Member, zone *time.Location) string {
	who := nameOn(m) + " (" + r.Lang.Name() + ")"
	until, quiet := m.QuietUntil(t.now, m.Location(t.net.Settings.Zone))
	asked := slices.ContainsFunc(r.Asked, func(a askedOne) bool { return a.Alias == m.Alias })
	switch {
	case asked && quiet:
		return p.Say("submit.asked_asleep", "Who", who)
	case asked:
		return p.Say("submit.asked", "Who", who)
	case urgent(b) && m.RequestsAnyway:
		return p.Say("submit.next", "Who", who, "Minutes", int(unanswered/time.Minute))
	}
	return p.Say("submit.asleep", "Who", who, "Until", t.inZone(until, zone))
}
