package bot

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/messages"
)

// claimResults is how many answers one claim gets at most.
const claimResults = 3

// askClaim checks a claim among the released briefs, or asks for it.
func (t *turn) askClaim(args []string) error {
	if len(args) > 0 {
		return t.checkClaim(strings.Join(args, " "))
	}
	t.ask("claim")
	t.send(Message{Text: t.p.Say("ask.which"), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

func (t *turn) claimStep(text string) error {
	t.end()
	return t.checkClaim(text)
}

// forwarded takes somebody else's text as a claim; a lead can answer it with a brief.
func (b *Bot) forwarded(t *turn, text string) error {
	if t.m == nil || t.m.Status == members.Joining {
		return t.freeText(text)
	}
	return t.checkClaim(text)
}

// checkClaim shows what the network has already said about it.
func (t *turn) checkClaim(text string) error {
	text = shorten(text, 1000)
	if isGreeting(t.words, text) {
		t.send(Message{Text: t.p.Say("free.hello"), Menu: t.menuFor()})
		return nil
	}
	words := content(t.words, text)
	var all []found
	if len(words) > 0 {
		var err error
		if all, err = t.matching(words, alike, claimResults); err != nil {
			return err
		}
	}
	all = related(all, len(words))
	var msg Message
	for _, f := range all[:min(claimResults, len(all))] {
		key := "ask.found"
		// What was found about one claim is said only of a text that speaks of the same, not of one that shares a name with it.
		if f.edition.Kind == messages.Response && len(f.head) >= 2 {
			key = "ask.found_claim"
		}
		msg.Text += "\n\n" + t.p.Say(key, "Brief", f.brief.ID, "Title", f.edition.Text.Title,
			"Finding", texts.Markdown(t.p.Say("finding."+findingKey(f.edition.Finding))))
		msg.Buttons = append(msg.Buttons, []Button{t.named(f.brief.ID+" "+f.edition.Text.Title, "brief", f.brief.ID)})
	}
	if len(msg.Buttons) == 0 {
		msg.Text = t.p.Say("ask.none")
	} else {
		msg.Text = t.p.Say("ask.some") + msg.Text
	}
	switch {
	case may(t.m, lead):
		msg.Buttons = append(msg.Buttons, []Button{t.button("ask.answer", "answer", t.keepClaim(text))})
	case may(t.m, member):
		msg.Buttons = append(msg.Buttons, []Button{t.button("ask.pass", "claim", t.keepClaim(text))})
	}
	msg.Menu = t.menuFor()
	t.send(msg)
	return nil
}

// keepClaim keeps a claim for its buttons, which carry the name it returns.
func (t *turn) keepClaim(text string) (name string) {
	name = members.Token(4)
	t.d.Claims = append(slices.Clone(t.d.Claims), checked{name, text})
	t.d.Claims = t.d.Claims[max(0, len(t.d.Claims)-claimsKept):]
	if !t.waiting() {
		t.d.At = t.now.UTC()
	}
	return name
}

// keptClaim finds a claim by its name; errStale where others have taken its place.
func (t *turn) keptClaim(name string) (string, error) {
	i := slices.IndexFunc(t.d.Claims, func(c checked) bool { return c.Name == name })
	if i < 0 {
		return "", errStale
	}
	return t.d.Claims[i].Text, nil
}

// related keeps those of some briefs that speak of the same as a text of n words. One word in common is chance, unless it is long
// and stands in the title of one brief and nowhere in the others; or it is all that was asked, and what the brief is about.
func related(all []found, n int) []found {
	holders := map[string]int{}
	for _, f := range all {
		for _, w := range f.all {
			holders[w]++
		}
	}
	need := min(max(2, (n+2)/3), 4)
	return slices.DeleteFunc(all, func(f found) bool {
		if n == 1 {
			alone := len(f.head) > 0 && holders[f.head[0]] == 1
			return !alone && len(f.title) == 0 && shared(f.head, fold(strings.Join(f.brief.Topics, " "))) == 0
		}
		rare := func(w string) bool { return n <= 8 && holders[w] == 1 && len([]rune(w)) >= 4 }
		return !slices.ContainsFunc(f.title, rare) && (len(f.head) == 0 || len(f.all) < need)
	})
}

// content are the folded words of a text that say something: those that every sentence has, in any language, are left out.
func content(words *texts.Words, text string) []string {
	var particles []string
	for _, lang := range texts.Langs() {
		particles = append(particles, fold(words.In(lang).Plain("find.particles"))...)
	}
	return slices.DeleteFunc(fold(text), func(w string) bool { return slices.Contains(particles, w) })
}

// isGreeting tells that a text only says hello, thanks or nothing in words, in any language.
func isGreeting(words *texts.Words, text string) bool {
	var greetings []string
	for _, lang := range texts.Langs() {
		greetings = append(greetings, split(words.In(lang).Plain("find.greetings"))...)
	}
	return len(without(split(text), greetings...)) == 0
}

// alike tells that two folded words differ by an ending at most.
func alike(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || strings.HasPrefix(b, a) && len([]rune(a)) >= 5 && len([]rune(b))-len([]rune(a)) <= 2
}

// shared counts those of words that stand among held, ending or no ending.
func shared(words, held []string) (n int) {
	for _, w := range words {
		if slices.ContainsFunc(held, func(h string) bool { return alike(h, w) }) {
			n++
		}
	}
	return n
}

// thousands are the marks that stand between the digits of one number.
var thousands = regexp.MustCompile(`(\d)[.,\x{a0}\x{202f}](\d{3})\b`)

// split breaks a text into its words, in any script, without case, accents and the different ways to write one Arabic letter.
func split(s string) []string {
	s = thousands.ReplaceAllString(s, "$1$2")
	return strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r) || r == 'ـ':
			return -1
		case r == 'ى':
			return 'ي'
		case r == 'ة':
			return 'ه'
		case '٠' <= r && r <= '٩':
			return r - '٠' + '0'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, norm.NFKD.String(s)))
}

// fold gives the words of a text as split does, each once, without Arabic articles and those of one or two letters.
func fold(s string) []string {
	var out []string
	for _, w := range split(s) {
		for _, article := range []string{"ال", "وال", "بال", "فال", "كال", "لل"} {
			if rest, ok := strings.CutPrefix(w, article); ok && len([]rune(rest)) >= 3 {
				w = rest
				break
			}
		}
		if len([]rune(w)) >= 3 && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// passClaim hands a claim that a member checked on to the leads, who can answer it.
func (t *turn) passClaim(args []string) error {
	if len(args) != 1 {
		return errStale
	}
	claim, err := t.keptClaim(args[0])
	if err != nil {
		return err
	}
	t.d.Claims = slices.DeleteFunc(slices.Clone(t.d.Claims), func(c checked) bool { return c.Name == args[0] })
	ref, err := t.keepReport(report{Member: t.m.Ordinal, Text: claim})
	if err != nil {
		return err
	}
	if err := t.tellLeaders(t.tx, service, t.now, func(t *turn) Message {
		return Message{
			Text:    t.p.Say("claim.passed", "Claim", claim, "Ref", ref),
			Buttons: [][]Button{{t.buttonFor(*t.m, t.p.Plain("ask.answer"), "answer", ref)}},
		}
	}); err != nil {
		return err
	}
	t.replace(Message{Text: t.p.Say("claim.thanks", "Ref", ref)})
	return nil
}

// wrong asks what is wrong with a brief.
func (t *turn) wrong(args []string) error {
	f, err := t.had(args)
	if err != nil {
		return err
	}
	t.ask("wrong", "brief", f.brief.ID)
	t.send(Message{Text: t.p.Say("wrong.ask", "Title", f.edition.Text.Title), Buttons: [][]Button{t.cancelRow()}})
	return nil
}

// wrongStep brings what a member found to the brief's authors and the leads, under a reference.
func (t *turn) wrongStep(text string) error {
	b, err := t.net.Desk.Brief(t.tx, t.d.Data["brief"])
	if err != nil {
		return err
	}
	t.end()
	ref, err := t.keepReport(report{Brief: b.ID, Rev: b.Public, Member: t.m.Ordinal, Text: shorten(text, 2000)})
	if err != nil {
		return err
	}
	told, err := t.authorsAndLeads(b)
	if err != nil {
		return err
	}
	for _, m := range told {
		p := t.printer(m.Lang)
		msg := Message{
			Text: p.Say("wrong.letter", "Brief", b.ID, "Ref", ref, "Text", shorten(text, 2000)), Lang: p.Lang(),
			Buttons: [][]Button{{t.buttonFor(m, p.Plain("desk.open"), "preview", b.ID)}},
		}
		if err := t.letter(t.tx, m, msg, t.now); err != nil {
			return err
		}
	}
	thanks := t.p.Say("wrong.thanks", "Ref", ref)
	c, err := t.contestAsMember(b, shorten(text, campaigns.ContestMost))
	if err != nil {
		return err
	}
	if c.ID != "" {
		thanks += " " + t.p.Say("contests.promised", "ID", c.ID, "Day", string(c.Due))
	}
	t.send(Message{Text: thanks})
	return nil
}

// contestAsMember opens a contest of what a member found, so that it is answered by a day; the zero value where nothing of the brief is public
// or too much waits already.
func (t *turn) contestAsMember(b messages.Brief, text string) (campaigns.Contest, error) {
	if b.Public == 0 {
		return campaigns.Contest{}, nil
	}
	c, again, err := t.net.PutContest(t.tx, campaigns.Contest{Brief: b.ID, Rev: b.Public, Lang: t.lang(), Text: text, Member: t.m.Ordinal}, t.now)
	if errors.Is(err, campaigns.ErrContestsFull) || errors.Is(err, campaigns.ErrContestEmpty) {
		return campaigns.Contest{}, nil
	}
	if err == nil && !again {
		err = t.Contested(t.tx, c, t.now)
	}
	return c, err
}

func (t *turn) keepReport(r report) (ref string, err error) {
	n, err := t.net.Store.Next(t.tx, "reports")
	if err != nil {
		return "", err
	}
	r.Ref = "R" + strconv.FormatUint(n, 10)
	return r.Ref, t.reports.Put(t.tx, r.Ref, r)
}

// authorsAndLeads are the people a brief concerns, each once: those who wrote it, and the leaders.
func (t *turn) authorsAndLeads(b messages.Brief) ([]members.Member, error) {
	out, err := t.leaders(t.tx)
	if err != nil {
		return nil, err
	}
	seen := map[uint64]bool{}
	for _, m := range out {
		seen[m.Ordinal] = true
	}
	for _, a := range b.Authors {
		m, err := t.net.Roster.ByAlias(t.tx, a)
		if isFormer(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !seen[m.Ordinal] {
			seen[m.Ordinal] = true
			out = append(out, m)
		}
	}
	return out, nil
}

// claimText finds the words of a claim by the name it was kept under, or of a report by its reference.
func (t *turn) claimText(args []string) (string, error) {
	if len(args) != 1 {
		return "", errStale
	}
	r, err := t.reports.Get(t.tx, args[0])
	if isNotFound(err) {
		return t.keptClaim(args[0])
	}
	return r.Text, err
}
