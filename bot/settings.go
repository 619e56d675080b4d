package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/messages"
)

// settings shows what can be changed, each thing a button.
func (t *turn) settings(_ []string) error {
	t.end() // Back leads here from a question
	m := t.m
	yes := func(on bool) texts.Markdown {
		if on {
			return texts.Markdown(t.p.Say("on"))
		}
		return texts.Markdown(t.p.Say("off"))
	}
	var reads []string
	for _, l := range m.Reads {
		reads = append(reads, l.Name())
	}
	topics := t.p.Say("settings.all_topics")
	if len(m.Topics) > 0 {
		topics = texts.Isolate(texts.Escape(strings.Join(m.Topics, ", ")))
	}
	msg := Message{Text: t.p.Say("settings.text",
		"Lang", m.Lang.Name(), "Reads", strings.Join(reads, ", "), "Zone", t.zone().String(), "Quiet", t.quietHours(*m),
		"Daily", m.DailyBriefs, "Topics", texts.Markdown(topics), "Alerts", yes(m.AlertsAnyway),
		"Receive", yes(m.Consented(members.Receive)), "Count", yes(m.Consented(members.Count)),
		"Contact", yes(m.Consented(members.Contact)), "Named", yes(m.Consented(members.Named)), "Accounts", t.accounts()), Menu: t.menuFor()}
	if m.Stopped {
		msg.Text += "\n\n" + t.p.Say("settings.stopped")
	} else if t.now.Before(m.PausedUntil) {
		msg.Text += "\n\n" + t.p.Say("settings.paused", "Until", t.local(m.PausedUntil))
	}
	if may(m, reviewer) {
		msg.Text += "\n\n" + t.p.Say("settings.requests_now", "Requests", yes(m.RequestsAnyway))
	}
	first := []Button{t.button("settings.pause", "pause"), t.button("settings.stop", "stop")}
	if m.Stopped || t.now.Before(m.PausedUntil) {
		first = []Button{t.button("settings.resume", "resume")}
	}
	if id, ok := t.m.On(t.u.From.Platform); ok && t.u.From.Opens != "" && (id.Chat == "" || id.Gone) {
		first = append(first, t.button("direct.open", "direct"))
	}
	msg.Buttons = [][]Button{
		first,
		{t.button("settings.language", "language"), t.button("settings.reads", "set", "reads")},
		{t.button("settings.quiet", "set", "quiet"), t.button("settings.zone", "set", "zone")},
		{t.button("settings.daily", "set", "daily"), t.button("settings.topics", "set", "topics")},
		{t.button("settings.alerts", "set", "alerts"), t.button("settings.consents", "set", "consents")},
		{t.button("settings.accounts", "set", "accounts"), t.button("settings.mydata", "mydata")},
		{t.button("settings.leave", "leave")},
	}
	if may(m, reviewer) {
		last := len(msg.Buttons) - 1
		msg.Buttons[last] = append([]Button{t.button("settings.requests", "set", "requests")}, msg.Buttons[last]...)
	}
	t.replace(msg)
	return nil
}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// setters are the settings by name: without a value each asks, with one it changes.
var setters = map[string]func(t *turn, value string) error{
	"reads":    (*turn).setReads,
	"quiet":    (*turn).setQuiet,
	"zone":     (*turn).setZone,
	"daily":    (*turn).setDaily,
	"topics":   (*turn).setTopics,
	"alerts":   (*turn).setAlerts,
	"requests": (*turn).setRequests,
	"consents": (*turn).setConsents,
	"accounts": (*turn).setAccounts,
}

func (t *turn) set(args []string) error {
	if len(args) == 0 {
		return t.settings(nil)
	}
	f, ok := setters[args[0]]
	if !ok {
		return errStale
	}
	return f(t, strings.Join(args[1:], " "))
}

// choose shows the values of a setting as buttons.
func (t *turn) choose(key string, rows [][]Button, args ...any) {
	rows = append(rows, []Button{t.button("back", "settings")})
	t.replace(Message{Text: t.p.Say(key, args...), Buttons: rows})
}

func (t *turn) setReads(value string) error {
	if value != "" {
		l := messages.Lang(value)
		if !slices.Contains(messages.Languages(), l) {
			return errStale
		}
		switch {
		case !slices.Contains(t.m.Reads, l):
			t.m.Reads = append(slices.Clone(t.m.Reads), l)
		case len(t.m.Reads) == 1:
			return no("settings.reads_one")
		default:
			t.m.Reads = without(t.m.Reads, l)
		}
		t.changed = true
	}
	var rows [][]Button
	for _, l := range messages.Languages() {
		mark := "☐ "
		if slices.Contains(t.m.Reads, l) {
			mark = "☑ "
		}
		rows = append(rows, []Button{t.named(mark+l.Name(), "set", "reads", string(l))})
	}
	t.choose("settings.reads_which", rows)
	return nil
}

// quietChoices are the quiet hours offered, in minutes after midnight.
var quietChoices = [][2]int{{21 * 60, 9 * 60}, {22 * 60, 7 * 60}, {20 * 60, 10 * 60}, {0, 0}}

// quietHours says when a member is left in peace.
func (t *turn) quietHours(m members.Member) string {
	if m.QuietFrom == m.QuietTo {
		return t.p.Plain("settings.quiet_none")
	}
	return clock(m.QuietFrom) + "–" + clock(m.QuietTo)
}

func (t *turn) setQuiet(value string) error {
	if value == "" {
		var rows [][]Button
		for _, q := range quietChoices {
			label := clock(q[0]) + "–" + clock(q[1])
			if q[0] == q[1] {
				label = t.p.Plain("settings.quiet_none")
			}
			rows = append(rows, []Button{t.named(label, "set", "quiet", strconv.Itoa(q[0]), strconv.Itoa(q[1]))})
		}
		t.ask("quiet")
		t.choose("settings.quiet_which", rows)
		return nil
	}
	var from, to int
	if _, err := fmt.Sscanf(value, "%d %d", &from, &to); err != nil || from < 0 || from >= 24*60 || to < 0 || to >= 24*60 {
		return errStale
	}
	t.end()
	t.m.QuietFrom, t.m.QuietTo, t.changed = from, to, true
	return t.settings(nil)
}

// quietStep reads hours written as 22-7 or 22:30 - 07:00.
func (t *turn) quietStep(text string) error {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '–' || r == ' ' || r == '—' })
	if len(parts) != 2 {
		return no("settings.quiet_bad", "What", text)
	}
	from, ok1 := minutes(parts[0])
	to, ok2 := minutes(parts[1])
	if !ok1 || !ok2 {
		return no("settings.quiet_bad", "What", text)
	}
	return t.setQuiet(fmt.Sprintf("%d %d", from, to))
}

func minutes(s string) (int, bool) {
	h, m, found := strings.Cut(strings.ReplaceAll(strings.ToLower(s), "h", ":"), ":")
	hour, err := strconv.Atoi(h)
	if err != nil || hour < 0 || hour > 23 {
		return 0, false
	}
	if !found || m == "" {
		return hour * 60, true
	}
	minute, err := strconv.Atoi(m)
	if err != nil || minute < 0 || minute > 59 {
		return 0, false
	}
	return hour*60 + minute, true
}

// zoneChoices are offered as buttons; any other is typed.
var zoneChoices = []string{"Africa/Casablanca", "Africa/Algiers", "Africa/Tunis", "Europe/Paris", "Europe/London", "America/Montreal", "America/New_York"}

func (t *turn) setZone(value string) error {
	if value == "" {
		var rows [][]Button
		for i := 0; i < len(zoneChoices); i += 2 {
			var row []Button
			for _, z := range zoneChoices[i:min(i+2, len(zoneChoices))] {
				row = append(row, t.named(z, "set", "zone", z))
			}
			rows = append(rows, row)
		}
		t.ask("zone")
		t.choose("settings.zone_which", rows, "Zone", t.zone().String())
		return nil
	}
	loc, err := time.LoadLocation(value)
	if err != nil || value == "Local" {
		return no("settings.zone_bad", "What", value)
	}
	t.end()
	t.m.Zone, t.changed = loc.String(), true
	return t.settings(nil)
}

func (t *turn) zoneStep(text string) error {
	return t.setZone(strings.ReplaceAll(strings.TrimSpace(text), " ", "_"))
}

func (t *turn) setDaily(value string) error {
	if value == "" {
		var rows [][]Button
		for part := range slices.Chunk([]string{"1", "2", "3", "5", "10"}, 3) { // some platforms show no more than four in a row
			var row []Button
			for _, n := range part {
				row = append(row, t.named(n, "set", "daily", n))
			}
			rows = append(rows, row)
		}
		t.choose("settings.daily_which", rows)
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 20 {
		return errStale
	}
	t.m.DailyBriefs, t.changed = n, true
	return t.settings(nil)
}

func (t *turn) setTopics(value string) error {
	switch value {
	case "":
		t.ask("topics")
		t.choose("settings.topics_which", [][]Button{{t.button("settings.topics_all", "set", "topics", "*")}})
		return nil
	case "*":
		t.m.Topics = nil
	default:
		var topics []string
		for _, s := range strings.FieldsFunc(strings.ToLower(value), func(r rune) bool { return r == ',' || r == '،' || r == ';' || r == '\n' }) {
			if s = strings.TrimSpace(s); s != "" && len(topics) < 10 && len([]rune(s)) <= 40 && !slices.Contains(topics, s) {
				topics = append(topics, s)
			}
		}
		t.m.Topics = topics
	}
	t.end()
	t.changed = true
	return t.settings(nil)
}

func (t *turn) topicsStep(text string) error { return t.setTopics(text) }

func (t *turn) setAlerts(value string) error {
	t.m.AlertsAnyway, t.changed = !t.m.AlertsAnyway, true
	return t.settings(nil)
}

// setRequests turns over whether a reviewer may be asked in quiet hours to look at what is urgent.
func (t *turn) setRequests(string) error {
	t.m.RequestsAnyway, t.changed = !t.m.RequestsAnyway, true
	return t.settings(nil)
}

// setConsents shows each purpose with its switch; value turns one over. Each is one tap.
func (t *turn) setConsents(value string) error {
	if value != "" {
		p := members.Purpose(value)
		if !slices.Contains(members.Purposes(), p) {
			return errStale
		}
		if p == members.Named && !t.m.Consented(p) && may(t.m, member) {
			return t.credit([]string{"yes"}) // the consent stands once there is a name
		}
		if err := t.answer(p, !t.m.Consented(p)); err != nil {
			return err
		}
		if p == members.Named && !t.m.Consented(p) {
			t.m.Credit = ""
		}
	}
	var rows [][]Button
	for _, p := range members.Purposes() {
		mark := "☐ "
		if t.m.Consented(p) {
			mark = "☑ "
		}
		rows = append(rows, []Button{t.named(mark+t.p.Plain("consent."+string(p)), "set", "consents", string(p))})
	}
	t.choose("settings.consents_which", rows)
	return nil
}

// answer records what the member says to one purpose. Links made while their shares were counted count for nobody once they
// withdraw that.
func (t *turn) answer(p members.Purpose, yes bool) error {
	t.m.Answer(p, yes, t.lang(), t.now)
	t.changed = true
	if p == members.Count && !yes {
		return t.net.Reach.Unlink(t.tx, t.m.Ordinal)
	}
	return nil
}

// stop ends messages and keeps the member; everything else goes on.
func (t *turn) stop(_ []string) error {
	t.m.Stopped, t.changed = true, true
	t.replace(Message{Text: t.p.Say("stop.done", "Network", t.net.Settings.Name), Buttons: [][]Button{{t.button("settings.resume", "resume"), t.button("settings.leave", "leave")}}})
	return nil
}

// pauses are how long messages can be paused, in days.
var pauses = []int{1, 7, 30}

func (t *turn) pause(args []string) error {
	if len(args) == 0 {
		var row []Button
		for _, d := range pauses {
			row = append(row, t.named(t.p.Plain("pause.days", "Days", texts.Number(d)), "pause", strconv.Itoa(d)))
		}
		t.replace(Message{Text: t.p.Say("pause.which"), Buttons: [][]Button{row, {t.button("back", "settings")}}})
		return nil
	}
	days, err := strconv.Atoi(args[0])
	if err != nil || days < 1 || days > 365 {
		return no("pause.bad", "What", args[0])
	}
	t.m.PausedUntil, t.changed = t.now.AddDate(0, 0, days).UTC(), true
	t.replace(Message{Text: t.p.Say("pause.done", "Until", t.local(t.m.PausedUntil)), Buttons: [][]Button{{t.button("settings.resume", "resume")}}})
	return nil
}

func (t *turn) resume(_ []string) error {
	t.m.Stopped, t.m.PausedUntil, t.changed = false, time.Time{}, true
	key := "resume.done"
	if !t.m.Consented(members.Receive) {
		key = "resume.no_consent"
	}
	t.replace(Message{Text: t.p.Say(key), Buttons: [][]Button{{t.button("menu.settings", "settings")}}, Menu: t.menuFor()})
	return nil
}
