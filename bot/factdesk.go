package bot

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/messages"
	"relais/messages/match"
	"relais/storage"
)

// The desk of facts: /facts lists those that need another look, or finds some by words; a fact's own page says what it states, what rests on
// it, and whether another fact disagrees. Who confirms it, changes it or withdraws it does so there.

const (
	// factsListed is how many facts are shown at once.
	factsListed = 8
	// refMost is the longest name that goes into a button as it is.
	refMost = 30
)

// shortRef names a fact or a source in a button, where a name may be too long.
func shortRef(id string) string {
	if len(id) <= refMost {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "~" + hex.EncodeToString(sum[:6])
}

func (t *turn) factBy(ref string) (messages.Fact, error) {
	return byRef(t.tx, ref, t.net.Desk.Fact, t.net.Desk.Facts, func(f messages.Fact) string { return f.ID })
}

// byRef finds a record by its name or its shortRef.
func byRef[T any](
	tx storage.Tx, ref string, get func(storage.Tx, string) (T, error), each func(storage.Tx, func(T) error) error, id func(T) string,
) (T, error) {
	if !strings.HasPrefix(ref, "~") {
		return get(tx, strings.ToLower(ref))
	}
	var found T
	err := each(tx, func(x T) error {
		if shortRef(id(x)) == ref {
			found = x
			return storage.ErrStop
		}
		return nil
	})
	if err == nil && id(found) == "" {
		err = errStale
	}
	return found, err
}

// validFact is the fact that a button is about, unless it was withdrawn.
func (t *turn) validFact(args []string) (messages.Fact, error) {
	if len(args) == 0 {
		return messages.Fact{}, errStale
	}
	f, err := t.factBy(args[0])
	if err == nil && f.Withdrawn {
		err = messages.ErrStale
	}
	return f, err
}

// facts lists facts, those with words in them, or shows one: /facts, /facts words, facts from <number>, facts show <name>.
func (t *turn) facts(args []string) error {
	if len(args) == 2 && args[0] == "show" {
		f, err := t.factBy(args[1])
		if err != nil {
			return err
		}
		return t.showFact(f, t.send)
	}
	from := 0
	if len(args) == 2 && args[0] == "from" && t.u.Data != "" {
		n, err := strconv.Atoi(args[1])
		if err != nil || n < 0 {
			return errStale
		}
		from, args = n, nil
	}
	words := content(t.words, strings.Join(args, " "))
	type scored struct {
		fact  messages.Fact
		score int
	}
	var all []scored
	if err := t.net.Desk.Facts(t.tx, func(f messages.Fact) error {
		var said strings.Builder
		for _, s := range f.Statement {
			said.WriteString(" " + s)
		}
		score := shared(words, fold(said.String()+" "+f.ID))
		if f.ID == strings.Join(args, " ") {
			score += 100
		}
		if len(args) == 0 || score > 0 {
			all = append(all, scored{f, score})
		}
		return nil
	}); err != nil {
		return err
	}
	if len(all) == 0 {
		return no("facts.none")
	}
	slices.SortStableFunc(all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(dueKey(a.fact), dueKey(b.fact)))
	})
	msg := Message{Text: t.p.Say("facts.head", "Facts", texts.Number(len(all)))}
	end := min(from+factsListed, len(all))
	for _, s := range all[min(from, end):end] {
		said, _ := s.fact.In(t.lang())
		msg.Text += "\n- " + t.factState(s.fact, shorten(said, 120))
		msg.Buttons = append(msg.Buttons, []Button{t.named(said, "facts", "show", shortRef(s.fact.ID))})
	}
	switch {
	case end < len(all) && len(args) == 0:
		msg.Buttons = append(msg.Buttons, []Button{t.button("card.more", "facts", "from", strconv.Itoa(end))})
	case end < len(all):
		msg.Text += "\n\n" + t.p.Say("facts.narrow")
	}
	t.send(msg)
	return nil
}

// dueKey orders facts by their day of review; those without one, and withdrawn ones, come last.
func dueKey(f messages.Fact) string {
	if f.ReviewBy == "" || f.Withdrawn {
		return "9999" + f.ID
	}
	return string(f.ReviewBy)
}

// factState says in one line what a fact states, and whether it may be relied on.
func (t *turn) factState(f messages.Fact, said string) string {
	switch {
	case f.Withdrawn:
		return t.p.Say("facts.withdrawn", "Statement", said)
	case f.Stale(t.now):
		return t.p.Say("facts.overdue", "Statement", said, "Day", string(f.ReviewBy))
	case f.ReviewBy != "":
		return t.p.Say("facts.until", "Statement", said, "Day", string(f.ReviewBy))
	}
	return t.p.Say("facts.always", "Statement", said)
}

// showFact shows a fact with everything that hangs on it.
func (t *turn) showFact(f messages.Fact, answer func(Message)) error {
	said, _ := f.In(t.lang())
	lines := []string{t.factState(f, said), t.p.Say("facts.name", "Name", f.ID)}
	for _, l := range f.Unsaid() {
		lines = append(lines, t.p.Say("facts.unsaid", "Lang", l.Name(), "Value", f.Value))
	}
	if f.Value != "" {
		lines = append(lines, t.p.Say("facts.value", "Value", strings.TrimSpace(f.Value+" "+f.Unit)))
	}
	lines = append(lines, t.p.Say("facts.asof", "Day", string(f.AsOf), "Confidence", texts.Markdown(t.p.Say("confidence."+string(cmp.Or(f.Confidence, messages.Established))))))
	if f.Owner != "" {
		lines = append(lines, t.p.Say("facts.owner", "Who", t.nameOf(f.Owner)))
	}
	if f.Confirmed.On != "" {
		lines = append(lines, t.p.Say("facts.confirmed", "Who", t.nameOf(f.Confirmed.By), "Day", string(f.Confirmed.On)))
	}
	var ways [][]Button
	for _, id := range f.Sources {
		s, err := t.net.Desk.Source(t.tx, id)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		said, _, err := t.quotedNow(t.p, s)
		if err != nil {
			return err
		}
		lines = append(lines, "> "+said)
		ways = append(ways, []Button{t.named(toSource(s), "source", shortRef(s.ID))})
	}
	rivals, err := t.net.Desk.Rivals(t.tx, f)
	if err != nil {
		return err
	}
	lines = append(lines, t.rivals(t.p, rivals[f.ID])...)
	touched, err := t.touches(f)
	if err != nil {
		return err
	}
	msg := Message{Text: strings.Join(append(lines, touched), "\n\n")}
	ref := shortRef(f.ID)
	if !f.Withdrawn && vouches(t.m) {
		msg.Buttons = append(msg.Buttons, []Button{t.button("facts.confirm_year", "confirm", ref, "12"), t.button("facts.confirm_months", "confirm", ref, "3")})
	}
	if may(t.m, lead) && !f.Withdrawn {
		msg.Buttons = append(msg.Buttons, []Button{t.button("facts.change", "restate", ref), t.button("facts.withdraw", "retract", ref)})
	}
	msg.Buttons = append(msg.Buttons, ways[:min(len(ways), sourcesListed)]...)
	answer(msg)
	return nil
}

// rivals says which facts give another value for the same thing.
func (t *turn) rivals(p *texts.Printer, all []messages.Fact) []string {
	var out []string
	for _, r := range all {
		said, _ := r.In(messages.Lang(p.Lang()))
		out = append(out, p.Say("facts.rival", "Statement", said, "AsOf", string(r.AsOf), "Name", r.ID))
	}
	return out
}

// rivalsOf finds the rivals of facts, once in a turn for each of them, since all facts are gone through for it.
func (t *turn) rivalsOf(facts []messages.Fact) (map[string][]messages.Fact, error) {
	if t.rivalsFound == nil {
		t.rivalsFound = map[string][]messages.Fact{}
	}
	var fresh []messages.Fact
	for _, f := range facts {
		if _, asked := t.rivalsFound[f.ID]; !asked {
			t.rivalsFound[f.ID] = nil
			fresh = append(fresh, f)
		}
	}
	if len(fresh) == 0 {
		return t.rivalsFound, nil
	}
	found, err := t.net.Desk.Rivals(t.tx, fresh...)
	maps.Copy(t.rivalsFound, found)
	return t.rivalsFound, err
}

// touches says what rests on a fact: the briefs with their languages, the copies, the kits and the shares.
func (t *turn) touches(f messages.Fact) (string, error) {
	found, err := t.net.Touches(t.tx, f.ID)
	if err != nil {
		return "", err
	}
	if len(found.Briefs) == 0 {
		return t.p.Say("facts.rests_nothing"), nil
	}
	text := t.p.Say("facts.rests")
	for _, b := range found.Briefs {
		var langs []string
		for _, l := range found.Langs[b.ID] {
			langs = append(langs, l.Name())
		}
		stage, err := t.standsAt(b)
		if err != nil {
			return "", err
		}
		text += "\n- " + t.p.Say("facts.brief", "Brief", b.ID, "Title", titleOf(b, t.lang()), "Langs", strings.Join(langs, ", "),
			"Stage", texts.Markdown(stage))
	}
	return text + "\n\n" + t.reached(found), nil
}

// reached counts what went out on a fact.
func (t *turn) reached(found campaigns.Touched) string {
	return t.p.Say("facts.reach", "Copies", found.Copies, "Kits", found.Kits, "Shares", found.Shares)
}

// vouches tells whether somebody's word on a fact counts: who vets or leads.
func vouches(m *members.Member) bool { return may(m, reviewer) || may(m, lead) }

// confirm is a reviewer's or lead's word that a fact still holds, for some months from today: confirm <fact> <months>.
func (t *turn) confirm(args []string) error {
	if len(args) != 2 {
		return errStale
	}
	if !vouches(t.m) {
		return no("facts.not_yours")
	}
	f, err := t.factBy(args[0])
	if err != nil {
		return err
	}
	months, err := strconv.Atoi(args[1])
	if err != nil || months < 1 || months > 24 {
		return errStale
	}
	before := f.ReviewBy
	until := max(messages.Date(t.now.UTC().AddDate(0, months, 0).Format(time.DateOnly)), before)
	f, people, err := t.net.ConfirmFact(t.tx, f.ID, t.m.Alias, until, t.now)
	if err != nil {
		return err
	}
	key := "facts.holds"
	if until == before {
		key = "facts.held" // it holds for longer already
	}
	text := t.p.Say(key, "Day", string(f.ReviewBy))
	if people > 0 {
		text += "\n\n" + t.p.Say("facts.served", "People", texts.Number(people))
	}
	t.replace(Message{Text: text})
	return nil
}

// restate asks for another wording of a fact, or another value: restate <fact> [part].
func (t *turn) restate(args []string) error {
	f, err := t.validFact(args)
	if err != nil {
		return err
	}
	if len(args) == 1 {
		msg := Message{Text: t.p.Say("facts.change_which")}
		var row []Button
		for _, l := range messages.Languages() {
			row = append(row, t.named("✎ "+l.Name(), "restate", args[0], string(l)))
		}
		msg.Buttons = append(slices.Collect(slices.Chunk(row, 2)), []Button{
			t.button("facts.part_value", "restate", args[0], "value"), t.button("facts.part_asof", "restate", args[0], "asof"),
		}, t.closeRow())
		t.send(msg)
		return nil
	}
	now := map[string]string{"value": strings.TrimSpace(f.Value + " " + f.Unit), "asof": string(f.AsOf)}[args[1]]
	var key string
	switch lang, err := messages.ParseLang(args[1]); {
	case err == nil:
		now, key = f.Statement[lang], "facts.ask_statement"
	case args[1] == "value":
		key = "facts.ask_value"
	case args[1] == "asof":
		key = "fact.asof"
	default:
		return errStale
	}
	t.afresh()
	t.ask("restate", "fact", f.ID, "part", args[1])
	msg := Message{Text: t.p.Say(key, "Lang", messages.Lang(args[1]).Name()), Buttons: [][]Button{t.cancelRow()}}
	if now != "" {
		msg.Text, msg.Copy = msg.Text+"\n\n"+t.p.Say("part.now"), now
	}
	t.send(msg)
	return nil
}

// restateStep takes the new wording, value or day.
func (t *turn) restateStep(text string) error {
	f, err := t.net.Desk.Fact(t.tx, t.d.Data["fact"])
	if err != nil {
		return errStale
	}
	text = strings.TrimSpace(text)
	switch part := t.d.Data["part"]; part {
	case "value":
		f.Value, f.Unit = match.CutFigure(text)
	case "asof":
		day, err := messages.ParseDate(text)
		if err != nil || day > t.today() || day < earliestFact {
			return no("fact.bad_asof", "What", text)
		}
		f.AsOf = day
	default:
		f.Statement = withText(f.Statement, messages.Lang(part), text)
	}
	t.end()
	return t.changeFact(f)
}

func withText(all map[messages.Lang]string, lang messages.Lang, text string) map[messages.Lang]string {
	out := map[messages.Lang]string{lang: text}
	for l, s := range all {
		if l != lang {
			out[l] = s
		}
	}
	return out
}

// retract withdraws a fact, after a second look: retract <fact> [yes].
func (t *turn) retract(args []string) error {
	f, err := t.validFact(args)
	if err != nil {
		return err
	}
	if len(args) == 1 {
		said, _ := f.In(t.lang())
		touched, err := t.touches(f)
		if err != nil {
			return err
		}
		t.send(Message{Text: t.p.Say("facts.withdraw_ask", "Statement", said) + "\n\n" + touched, Buttons: [][]Button{
			{t.button("facts.withdraw_yes", "retract", args[0], "yes")}, t.closeRow(),
		}})
		return nil
	}
	f.Withdrawn = true
	return t.changeFact(f)
}
