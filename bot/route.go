package bot

import (
	"slices"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/storage"
)

// right is who may use a verb.
type right int

// The rights, each including those before it as the table in may says.
const (
	anyone   right = iota // whoever writes to the bot
	known                 // whoever has begun to join
	member                // an admitted member
	host                  // may admit: a moderator, a lead or an admin
	reviewer              // …with the role
	lead                  // …with the role, or admin
	desk                  // a lead, reviewer, moderator or admin
	admin                 // an admin
)

// may tells whether a person has a right.
func may(m *members.Member, r right) bool {
	switch r {
	case anyone:
		return true
	case known:
		return m != nil
	}
	if m == nil || m.Status != members.Admitted {
		return false
	}
	switch r {
	case host:
		return m.Has(members.Moderator) || m.Has(members.Lead)
	case reviewer:
		return m.Has(members.Reviewer)
	case lead:
		return m.Has(members.Lead)
	case desk:
		return len(m.Roles) > 0
	case admin:
		return m.Has(members.Admin)
	}
	return true
}

// verb is one thing that can be said to the bot, as a command or by a button.
type verb struct {
	name string
	who  right
	// listed verbs are commands that the platforms show to those who may use them.
	listed bool
	run    func(t *turn, args []string) error
}

// route reads an update as a verb and runs it.
func (b *Bot) route(t *turn) error {
	u := t.u
	switch {
	case u.Blocked:
		return nil // seeIdentity has noted it
	case u.Unblocked:
		return t.start(nil)
	case u.Removed:
		return b.lose(t.tx, u.To, "", t.now)
	case u.Moved != "":
		return b.net.MovePlaces(t.tx, u.To, u.Moved, t.now)
	case u.Added:
		return t.added()
	case u.Data != "":
		return b.pressed(t)
	case u.File != nil:
		return b.file(t)
	case u.Other || strings.TrimSpace(u.Text) == "":
		return b.without(t)
	}
	text := strings.TrimSpace(texts.Clean(u.Text))
	if u.Public && strings.HasPrefix(unmarked(text), "/") {
		name, _ := parseCommand(unmarked(text))
		switch {
		case !slices.ContainsFunc(verbs(), func(v verb) bool { return v.listed && v.name == name }):
			return nil // another bot's
		case name == "start":
			return nil // some programs say it for whoever brings the bot to a group
		case !t.hasPrivate():
			return t.pointer()
		}
	}
	switch {
	case members.IsAdminCode(text):
		return t.redeem(text)
	case u.Forwarded:
		return b.forwarded(t, text)
	case strings.HasPrefix(unmarked(text), "/"):
		name, args := parseCommand(unmarked(text))
		if name != "cancel" {
			t.end()
		}
		return b.run(t, name, args)
	}
	if name, ok := b.menuVerb(text); ok {
		t.end()
		return b.run(t, name, nil)
	}
	if !u.Public && isStop(text) {
		t.end()
		return b.run(t, "stop", nil)
	}
	if t.waiting() {
		step, ok := steps()[t.d.Step]
		if !ok || !may(t.m, step.who) {
			t.end()
			return errStale
		}
		return step.run(t, text)
	}
	if u.Public {
		return nil // what people say to each other is not for the bot
	}
	return t.freeText(text)
}

// pressed reads a button as a verb. It was shown to any account of the one who presses; one under a post is everybody's, and who has
// not joined is asked to by it.
func (b *Bot) pressed(t *turn) error {
	mine := []members.Identity{{Platform: t.u.From.Platform, User: t.u.From.ID}}
	if t.m != nil {
		mine = append(mine, t.m.Identities...)
	}
	for _, id := range mine {
		if words, ok := b.parseData(id.Platform, id.User, t.u.Data); ok {
			return b.run(t, words[0], words[1:])
		}
	}
	words, ok := b.parseData(t.u.From.Platform, everybody, t.u.Data)
	if !ok {
		return no("refuse.forged")
	}
	t.onPost = true
	if t.m == nil || t.m.Status == members.Joining {
		return t.start(nil)
	}
	return b.run(t, words[0], words[1:])
}

// run looks a verb up in the one table and asks whether this person may.
func (b *Bot) run(t *turn, name string, args []string) error {
	i := slices.IndexFunc(verbs(), func(v verb) bool { return v.name == name })
	if i < 0 {
		return no("refuse.unknown_command", "Name", "/"+name)
	}
	v := verbs()[i]
	if !may(t.m, v.who) {
		return b.mayNot(t, v)
	}
	return v.run(t, args)
}

// mayNot says why not, and what to do.
func (b *Bot) mayNot(t *turn, v verb) error {
	switch {
	case t.m == nil || t.m.Status == members.Joining:
		return no("refuse.join_first")
	case t.m.Status == members.Waiting:
		return no("refuse.waiting")
	case t.m.Status != members.Admitted:
		return no("refuse.refused")
	}
	return no(map[right]string{
		host: "refuse.not_host", reviewer: "refuse.not_reviewer", lead: "refuse.not_lead", desk: "refuse.not_lead", admin: "refuse.not_admin",
	}[v.who])
}

// unmarked takes the marks of direction and width away that keyboards and copied text put around words.
func unmarked(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune("\u200b\u200e\u200f\u061c\ufeff", r) {
			return -1
		}
		return r
	}, text))
}

// parseCommand reads "/name@bot arg arg". Arguments end at the line's end; the name is folded.
func parseCommand(text string) (name string, args []string) {
	line, _, _ := strings.Cut(text, "\n")
	fields := strings.Fields(strings.TrimPrefix(line, "/"))
	if len(fields) == 0 {
		return "help", nil
	}
	name, _, _ = strings.Cut(strings.ToLower(fields[0]), "@")
	return name, fields[1:]
}

// menu are the standing buttons: the word's key and the verb it stands for.
var menu = []struct {
	key, verb string
	who       right
}{
	{"menu.briefs", "briefs", known},
	{"menu.ask", "ask", known},
	{"menu.shared", "shared", member},
	{"menu.settings", "settings", known},
	{"menu.desk", "desk", desk},
}

// menuVerb finds the verb behind a word of the standing menu, in any language.
func (b *Bot) menuVerb(text string) (string, bool) {
	for _, lang := range texts.Langs() {
		p := b.words.In(lang)
		for _, e := range menu {
			if p.Plain(e.key) == text {
				return e.verb, true
			}
		}
	}
	return "", false
}

// menuFor lists the standing buttons of a person.
func (t *turn) menuFor() []string { return menuOf(t.p, t.m) }

func menuOf(p *texts.Printer, m *members.Member) []string {
	var out []string
	for _, e := range menu {
		if may(m, e.who) {
			out = append(out, p.Plain(e.key))
		}
	}
	return out
}

// Greet says hello to a member who came otherwise than by joining here, and gives them their standing buttons.
func (b *Bot) Greet(tx storage.Tx, m members.Member, now time.Time) error {
	p := b.printer(m.Lang)
	return b.letter(tx, m, Message{
		Text: p.Say("start.back", "Network", b.net.Settings.Name), Menu: menuOf(p, &m), Lang: p.Lang(),
	}, now)
}

// stops are the plain words that count as /stop in private, folded.
var stops = []string{
	"stop", "unsubscribe", "end", "quit", "arret", "arrêt", "arrete", "arrête", "arretez", "arrêtez", "stopper",
	"توقف", "توقّف", "قف", "أوقف", "اوقف", "إيقاف", "ايقاف", "كفى", "para", "parar", "pare", "alto", "basta", "detener", "baja",
}

func isStop(text string) bool {
	return slices.Contains(stops, strings.Trim(strings.ToLower(text), " .!؟?،\u200f\u200e"))
}

// Command is a verb that platforms list for people to choose from.
type Command struct {
	Name        string
	Description string
	Completes   bool // Suggest knows what may follow it
}

// Commands lists, in a language, what a person with these rights can say. A nil member is somebody new.
func (b *Bot) Commands(lang string, m *members.Member) []Command {
	p := b.words.In(lang)
	var out []Command
	for _, v := range verbs() {
		if v.listed && may(m, v.who) {
			out = append(out, Command{Name: v.name, Description: p.Plain("command." + v.name), Completes: len(completions()[v.name]) > 0})
		}
	}
	return out
}

// Labels are the words that platforms show beside the conversation.
type Labels struct {
	Option, Follows string // the name of what may follow a command, and what it is
	Check           string // the entry in a message's menu that asks about it
	Person          string // the entry in a person's menu that asks about them
	Form            string // the title of a form in which an answer is typed
	Late            string // what stands where the bot did not answer in time
}

// Labels are those words in a language.
func (b *Bot) Labels(lang string) Labels {
	p := b.words.In(lang)
	return Labels{
		Option: p.Plain("slash.option"), Follows: p.Plain("slash.follows"), Check: p.Plain("slash.check"), Person: p.Plain("slash.person"), Form: p.Plain("slash.form"),
		Late: p.Plain("slash.late"),
	}
}
