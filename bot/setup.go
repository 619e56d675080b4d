package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// setup has briefs posted in the place where it is said; in private it lists the places there are. In a thread of a forum it
// is for the forum, in which each brief opens a thread of its own; "/setup here" is for that one thread.
func (t *turn) setup(args []string) error {
	if !t.u.To.Group {
		return t.listPlaces()
	}
	if t.u.Place == nil {
		return no("setup.unseen")
	}
	seen := *t.u.Place
	if !seen.Runs {
		return no("setup.not_yours", "Title", seen.Title)
	}
	at := t.u.To
	if seen.At != (Address{}) && !slices.Contains(args, "here") {
		at = seen.At
	}
	at.Reply = ""
	p, err := t.net.PlaceAt(t.tx, at)
	switch {
	case isNotFound(err):
		p = campaigns.Place{Address: at, Langs: t.net.Settings.Languages[:1], PerDay: campaigns.DefaultPerDay}
	case err != nil:
		return err
	}
	p.Gone, p.Lacks, p.Runner = p.Gone && len(seen.Lacks) > 0, seen.Lacks, t.m.Alias
	if seen.Title != "" {
		p.Title = shorten(texts.Clean(seen.Title), 80)
	}
	if p, err = t.net.PutPlace(t.tx, p, t.m.Alias, t.now); err != nil {
		return err
	}
	if !p.Gone {
		owed, err := t.net.Regain(t.tx, p, t.now)
		if err != nil {
			return err
		}
		if owed > 0 {
			t.say("setup.regained", "Posts", texts.Number(owed), "Title", p.Title)
		}
	}
	return t.showPlace(p)
}

// listPlaces says in which places briefs are posted, and how another one is added.
func (t *turn) listPlaces() error {
	all, err := t.net.Places(t.tx)
	if err != nil {
		return err
	}
	msg := Message{Text: t.p.Say("setup.how"), Copy: t.invites()}
	for i, p := range all {
		if i == 0 {
			msg.Text += "\n\n" + t.p.Say("setup.list")
		}
		msg.Text += "\n- " + t.p.Say("setup.line", "Title", p.Title, "State", texts.Markdown(t.placeState(p)))
		if len(msg.Buttons) < 8 {
			msg.Buttons = append(msg.Buttons, []Button{t.named(p.Title, "place", placeRef(p))})
		}
	}
	t.send(msg)
	return nil
}

// invites are the addresses by which the bot is added to a place, one for each platform that has one.
func (b *Bot) invites() string {
	var ways []string
	for _, p := range b.all {
		if i, ok := p.(Inviter); ok {
			ways = append(ways, i.InviteLinks()...)
		}
	}
	return strings.Join(ways, "\n")
}

func placeRef(p campaigns.Place) string {
	return strconv.FormatUint(p.Ordinal&^outbox.PlaceBit, 10)
}

func (t *turn) placeBy(ref string) (campaigns.Place, error) {
	n, err := strconv.ParseUint(ref, 10, 62)
	if err != nil {
		return campaigns.Place{}, errStale
	}
	p, err := t.net.Place(t.tx, n|outbox.PlaceBit)
	if isNotFound(err) {
		err = errStale
	}
	return p, err
}

func (t *turn) placeState(p campaigns.Place) string {
	switch {
	case p.SetUpBy == "":
		return t.p.Say("setup.off")
	case p.Gone:
		return t.p.Say("setup.gone")
	}
	return t.p.Say("setup.on")
}

// showPlace shows what is set for a place, each thing a button, and names what the bot may not do there.
func (t *turn) showPlace(p campaigns.Place) error {
	var langs []string
	for _, l := range p.Langs {
		langs = append(langs, l.Name())
	}
	topics := t.p.Say("settings.all_topics")
	if len(p.Topics) > 0 {
		topics = texts.Isolate(texts.Escape(strings.Join(p.Topics, ", ")))
	}
	msg := Message{Text: t.p.Say("setup.text", "Title", p.Title, "State", texts.Markdown(t.placeState(p)), "Langs", strings.Join(langs, ", "),
		"Topics", texts.Markdown(topics), "Daily", p.PerDay)}
	if p.Mention != "" {
		msg.Text += "\n\n" + t.p.Say("setup.mentions")
	}
	for i, right := range p.Lacks {
		if i == 0 {
			msg.Text += "\n\n" + t.p.Say("setup.lacks", "Title", p.Title)
		}
		msg.Text += "\n- " + t.p.Say("right."+right)
	}
	do := func(label string, args ...string) Button {
		return t.button(label, "place", append([]string{placeRef(p)}, args...)...)
	}
	first := []Button{do("setup.start", "on")}
	if p.SetUpBy != "" {
		first = []Button{do("setup.test", "test"), do("setup.stop", "off")}
	}
	last := []Button{do("setup.daily", "daily")}
	if t.limits[p.Address.Platform].Mentions {
		last = append(last, do("setup.mention", "mention"))
	}
	msg.Buttons = [][]Button{first, {do("setup.langs", "lang"), do("setup.topics", "topic")}, last}
	t.replace(msg)
	return nil
}

// placeSetters are what can be set of a place, by name: without a value each asks, with one it changes.
var placeSetters = map[string]func(t *turn, p campaigns.Place, value string) error{
	"lang":    (*turn).setPlaceLang,
	"topic":   (*turn).setPlaceTopic,
	"daily":   (*turn).setPlaceDaily,
	"mention": (*turn).setPlaceMention,
	"on":      (*turn).startPlace,
	"off":     (*turn).stopPlace,
	"test":    (*turn).testPlace,
}

// place shows or changes a place: place <number> [what [value]].
func (t *turn) place(args []string) error {
	if len(args) == 0 {
		return t.listPlaces()
	}
	p, err := t.placeBy(args[0])
	if err != nil {
		return err
	}
	if len(args) == 1 {
		return t.showPlace(p)
	}
	set, ok := placeSetters[args[1]]
	if !ok {
		return errStale
	}
	return set(t, p, strings.Join(args[2:], " "))
}

// keepPlace keeps what was changed and shows the place again, with what the platform says of the bot's rights where it was pressed
// there.
func (t *turn) keepPlace(p campaigns.Place) error {
	here := t.u.To
	here.Reply = ""
	if t.u.Place != nil && t.u.Place.At == (Address{}) && here == p.Address {
		p.Lacks = t.u.Place.Lacks
	}
	p, err := t.net.PutPlace(t.tx, p, t.m.Alias, t.now)
	if err != nil {
		return err
	}
	return t.showPlace(p)
}

// choosePlace shows the values of one thing as buttons.
func (t *turn) choosePlace(p campaigns.Place, key string, rows [][]Button) {
	rows = append(rows, []Button{t.button("back", "place", placeRef(p))})
	t.replace(Message{Text: t.p.Say(key, "Title", p.Title), Buttons: rows})
}

func marked(on bool, label string) string {
	if on {
		return "☑ " + label
	}
	return "☐ " + label
}

func (t *turn) setPlaceLang(p campaigns.Place, value string) error {
	if value != "" {
		l := messages.Lang(value)
		switch {
		case !slices.Contains(t.net.Settings.Languages, l):
			return errStale
		case !slices.Contains(p.Langs, l):
			p.Langs = append(slices.Clone(p.Langs), l)
		case len(p.Langs) == 1:
			return no("setup.langs_one")
		default:
			p.Langs = without(p.Langs, l)
		}
		var err error
		if p, err = t.net.PutPlace(t.tx, p, t.m.Alias, t.now); err != nil {
			return err
		}
	}
	var rows [][]Button
	for pair := range slices.Chunk(t.net.Settings.Languages, 2) {
		var row []Button
		for _, l := range pair {
			row = append(row, t.named(marked(slices.Contains(p.Langs, l), l.Name()), "place", placeRef(p), "lang", string(l)))
		}
		rows = append(rows, row)
	}
	t.choosePlace(p, "setup.langs_which", rows)
	return nil
}

// topicsShown is how many topics are offered, two in a row.
const topicsShown = 12

// topicRef names a topic in a button, since topics can be long.
func topicRef(topic string) string {
	h := sha256.Sum256([]byte(topic))
	return hex.EncodeToString(h[:4])
}

func (t *turn) setPlaceTopic(p campaigns.Place, value string) error {
	all, err := t.net.Topics(t.tx)
	if err != nil {
		return err
	}
	for _, topic := range p.Topics {
		if !slices.Contains(all, topic) { // no brief is about it any more, but the place may still be rid of it
			all = append(all, topic)
		}
	}
	if value != "" {
		i := slices.IndexFunc(all, func(topic string) bool { return topicRef(topic) == value })
		switch {
		case value == "*":
			p.Topics = nil
		case i < 0:
			return errStale
		case slices.Contains(p.Topics, all[i]):
			p.Topics = without(p.Topics, all[i])
		default:
			p.Topics = append(slices.Clone(p.Topics), all[i])
		}
		if p, err = t.net.PutPlace(t.tx, p, t.m.Alias, t.now); err != nil {
			return err
		}
	}
	rows := [][]Button{{t.named(marked(len(p.Topics) == 0, t.p.Plain("settings.topics_all")), "place", placeRef(p), "topic", "*")}}
	for pair := range slices.Chunk(all[:min(len(all), topicsShown)], 2) {
		var row []Button
		for _, topic := range pair {
			row = append(row, t.named(marked(slices.Contains(p.Topics, topic), topic), "place", placeRef(p), "topic", topicRef(topic)))
		}
		rows = append(rows, row)
	}
	t.choosePlace(p, "setup.topics_which", rows)
	return nil
}

func (t *turn) setPlaceDaily(p campaigns.Place, value string) error {
	if value == "" {
		var row []Button
		for _, n := range []string{"1", "2", "3", "5"} {
			row = append(row, t.named(n, "place", placeRef(p), "daily", n))
		}
		t.choosePlace(p, "setup.daily_which", [][]Button{row})
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 20 {
		return errStale
	}
	p.PerDay = n
	return t.keepPlace(p)
}

// setPlaceMention lets a moderator choose the people whom each post mentions: those who asked for that.
func (t *turn) setPlaceMention(p campaigns.Place, value string) error {
	switch {
	case value == "none":
		p.Mention = ""
	case value == "pick" && t.u.Picked == "":
		return no("setup.mention_everyone")
	case value == "pick":
		p.Mention = t.u.Picked
	default:
		pick := t.button("setup.mention_pick", "place", placeRef(p), "mention", "pick")
		pick.Pick = true
		t.choosePlace(p, "setup.mention_which", [][]Button{{pick}, {t.button("setup.mention_none", "place", placeRef(p), "mention", "none")}})
		return nil
	}
	return t.keepPlace(p)
}

// startPlace has briefs posted in a place from now on, and posts a test there.
func (t *turn) startPlace(p campaigns.Place, _ string) error {
	if p.Runner != t.m.Alias {
		return no("setup.say_there", "Title", p.Title)
	}
	p.SetUpBy = t.m.Alias
	t.postTest(p)
	if err := t.keepPlace(p); err != nil {
		return err
	}
	_, err := t.net.Regain(t.tx, p, t.now)
	return err
}

func (t *turn) stopPlace(p campaigns.Place, _ string) error {
	p.SetUpBy = ""
	return t.keepPlace(p)
}

func (t *turn) testPlace(p campaigns.Place, _ string) error {
	t.postTest(p)
	t.notice("setup.tested")
	return nil
}

// postTest says in a place what will be posted there: the answer to what a moderator has just pressed. If it can't be said, the
// moderator is told, as for every later post.
func (t *turn) postTest(p campaigns.Place) {
	at := p.Langs[0]
	say := t.printer(at)
	s := t.net.Settings
	t.out = append(t.out, outbox.Letter{
		Class: string(campaigns.Reply), Lane: outbox.Replies, To: p.Address, Posted: t.now,
		Message: Message{
			Text: say.Say("place.test", "Network", s.Name, "RunBy", s.RunBy, "PaidBy", s.PaidBy, "Posts", texts.Number(p.PerDay)), Lang: say.Lang(),
			Buttons: [][]Button{t.intoPrivate(say, p.Address.Platform, "place.join", "start")},
		},
	})
}

// intoPrivate is the button of a post that leads whoever presses it into private: by an address where the platform has one for that,
// else by a press that is answered to them alone.
func (b *Bot) intoPrivate(p *texts.Printer, platform, label, verb string, args ...string) []Button {
	payload := strings.Join(append([]string{verb}, args...), "-")
	if verb == "start" {
		payload = "post" // what is asked of everybody who comes without an invitation
	}
	for _, x := range b.all {
		if s, ok := x.(Starter); ok && x.Limits().Name == platform && s.StartLink(payload) != "" {
			return []Button{{Label: p.Plain(label), URL: s.StartLink(payload)}}
		}
	}
	return []Button{{Label: p.Plain(label), Data: b.data(platform, everybody, verb, args...)}}
}

// everybody is for whom a button under a post is signed.
const everybody = ""

// lose notes that the bot can't post at an address, and tells the moderators who had set up a place there, or the admins where one of
// them has left; with the right that is missing, where it is known.
func (b *Bot) lose(tx storage.Tx, at Address, lacks string, now time.Time) error {
	lost, err := b.net.LosePlaces(tx, at, lacks)
	if err != nil {
		return err
	}
	for _, p := range lost {
		m, err := b.net.Roster.ByAlias(tx, p.SetUpBy)
		hosts := []members.Member{m}
		if isFormer(err) {
			hosts, err = b.net.Roster.WithRole(tx, members.Admin)
		}
		if err != nil {
			return err
		}
		for _, h := range hosts {
			say := b.printer(h.Lang)
			msg := Message{Text: say.Say("place.lost", "Title", p.Title), Lang: say.Lang()}
			if lacks != "" {
				msg.Text += "\n- " + say.Say("right."+lacks)
			}
			if err := b.letter(tx, h, msg, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// added shows a moderator who brought the bot to a place what can be set there; it says nothing to anybody else.
func (t *turn) added() error {
	if !may(t.m, host) {
		return nil
	}
	return t.setup(nil)
}

// hasPrivate tells whether the bot can write to whoever this turn is with where they are alone.
func (t *turn) hasPrivate() bool {
	if t.m == nil {
		return false
	}
	id, ok := t.m.On(t.u.From.Platform)
	return ok && !id.Gone && id.Chat != ""
}

// pointer tells somebody who spoke where others read along, and whom the bot can't write to, how to reach it. Where only those who run
// a place write, it would speak to everybody else.
func (t *turn) pointer() error {
	if t.u.Place != nil && t.u.Place.Broadcast {
		return nil
	}
	t.out = append(t.out, outbox.Letter{
		Class: string(campaigns.Reply), Lane: outbox.Replies, To: t.u.To, Posted: t.now,
		Message: Message{
			Text: t.p.Say("place.pointer", "Network", t.net.Settings.Name), Lang: t.p.Lang(),
			Buttons: [][]Button{t.intoPrivate(t.p, t.u.From.Platform, "place.join", "start")},
		},
	})
	return nil
}
