// Package story plays stories of use: scripts that a volunteer could read, in which people speak with the bot through any
// adapter, time passes, and the service restarts or is killed. It supports tests only.
//
// A script is lines, with files behind them in txtar form ("-- brief.txt --"). What people say and read stands in 'quotes', two
// of them for one inside. {name} stands for a value noted before.
//
//	# the author cannot approve their own brief
//	network sample
//	nadia says '/approve B1'
//	nadia reads 'reviewers' 'Ask an admin'
//	nadia does not read 'Approved'
//	rafael presses 'Approve English'
//	rafael sees 'Share' 'More'
//	rafael does not see 'Release now'
//	nadia attaches brief.txt
//	nadia forwards 'Couscous belongs to one country.'
//	nadia sends a sticker
//	nadia notes code from '/start (\S+)'
//	amina opens 'Open X' and is led to 'https://x.com/intent'
//	reader follows amina's link
//	reader follows amina's link as 'TelegramBot (like TwitterBot)'
//	reader gets '/b/B1' and reads 'Couscous'
//	reader gets '/b/B9' and is answered 404
//	time passes 61s
//	clock is '2026-03-02 20:59' in Europe/Paris
//	the service restarts
//	the service is killed
//
// "reads" looks at what was said to somebody since they last did something, as it stands now, without markup; "sees" at its
// buttons. A step that fails ends the story with its line and what stood there.
package story

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// World is the service under test with the people on its platform. It runs inside one synctest bubble, and every method
// returns once nothing more happens by itself.
type World interface {
	// Open makes the network by name ("empty", "sample") and starts it.
	Open(t testing.TB, network string)
	// Restart stops the service as an operator would and starts it again; Kill ends it with nothing said.
	Restart(t testing.TB)
	Kill(t testing.TB)
	Close(t testing.TB)

	Say(t testing.TB, who, text string, forwarded bool)
	Press(t testing.TB, who, message, data string)
	Attach(t testing.TB, who, name string, data []byte)
	Sticker(t testing.TB, who string)
	// Chat is what stands in somebody's chat, oldest first.
	Chat(t testing.TB, who string) []Message
	// Get is what a reader's browser does with an address; a path alone is one of the service's own pages.
	Get(t testing.TB, address, agent string) Page
}

// Message is what somebody sees.
type Message struct {
	ID      string
	Mine    bool
	Text    string // words alone
	Copy    string
	Toast   string
	Files   []string // names
	Buttons []Button
}

// Button is one under a message: Data is pressed, URL opened.
type Button struct{ Label, Data, URL string }

// Page is an answer to a reader.
type Page struct {
	Status   int
	Location string
	Body     string
}

// Browser is the agent of a reader who is a person.
const Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// Play plays one script in the world. It is called inside a bubble.
func Play(t *testing.T, path string, w World) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(data)
	p := &player{t: t, world: w, files: map[string][]byte{}, vars: map[string]string{}, stood: map[string]map[string]string{}}
	for _, f := range archive.Files {
		p.files[f.Name] = f.Data
	}
	defer w.Close(t)
	for i, line := range strings.Split(string(archive.Comment), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := p.step(line); err != nil {
			t.Fatalf("%s:%d: %s\n%v", path, i+1, line, err)
		}
	}
}

// player is one story being played.
type player struct {
	t     *testing.T
	world World
	files map[string][]byte
	vars  map[string]string
	stood map[string]map[string]string // what stood in each chat, by message, when its person last did something
}

// sentence is one form of line and what it does.
type sentence struct {
	form *regexp.Regexp
	do   func(p *player, arg []string) error
}

const quoted = `'((?:[^']|'')*)'`

// sentences is the grammar, the first form that fits counts.
var sentences = []sentence{
	{regexp.MustCompile(`^network (\w+)$`), (*player).open},
	{regexp.MustCompile(`^time passes (\S+)$`), (*player).pass},
	{regexp.MustCompile(`^clock is ` + quoted + ` in (\S+)$`), (*player).clock},
	{regexp.MustCompile(`^the service restarts$`), func(p *player, _ []string) error { p.world.Restart(p.t); return nil }},
	{regexp.MustCompile(`^the service is killed$`), func(p *player, _ []string) error { p.world.Kill(p.t); return nil }},
	{regexp.MustCompile(`^reader follows (\w+)'s link(?: as ` + quoted + `)?$`), (*player).follow},
	{regexp.MustCompile(`^reader gets ` + quoted + ` and reads ` + quoted + `$`), (*player).get},
	{regexp.MustCompile(`^reader gets ` + quoted + ` and does not read ` + quoted + `$`), (*player).getNot},
	{regexp.MustCompile(`^reader gets ` + quoted + ` and is answered (\d+)$`), (*player).getStatus},
	{regexp.MustCompile(`^(\w+) says ` + quoted + `$`), func(p *player, a []string) error { return p.say(a[0], a[1], false) }},
	{regexp.MustCompile(`^(\w+) forwards ` + quoted + `$`), func(p *player, a []string) error { return p.say(a[0], a[1], true) }},
	{regexp.MustCompile(`^(\w+) presses ` + quoted + `$`), (*player).press},
	{regexp.MustCompile(`^(\w+) presses a forged button$`), (*player).forge},
	{regexp.MustCompile(`^(\w+) opens ` + quoted + ` and is led to ` + quoted + `$`), (*player).follows},
	{regexp.MustCompile(`^(\w+) attaches (\S+)$`), (*player).attach},
	{regexp.MustCompile(`^(\w+) sends a sticker$`), func(p *player, a []string) error {
		p.mark(a[0])
		p.world.Sticker(p.t, a[0])
		return nil
	}},
	{regexp.MustCompile(`^(\w+) notes (\w+) from ` + quoted + `$`), (*player).note},
	{regexp.MustCompile(`^(\w+) reads nothing$`), (*player).readsNothing},
	{regexp.MustCompile(`^(\w+) reads ((?:` + quoted + ` ?)+)$`), (*player).reads},
	{regexp.MustCompile(`^(\w+) does not read ` + quoted + `$`), (*player).readsNot},
	{regexp.MustCompile(`^(\w+) sees ((?:` + quoted + ` ?)+)$`), (*player).sees},
	{regexp.MustCompile(`^(\w+) does not see ` + quoted + `$`), (*player).seesNot},
}

func (p *player) step(line string) error {
	for name, value := range p.vars {
		line = strings.ReplaceAll(line, "{"+name+"}", value)
	}
	for _, s := range sentences {
		m := s.form.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for i := range m {
			m[i] = strings.ReplaceAll(m[i], "''", "'")
		}
		return s.do(p, m[1:])
	}
	return fmt.Errorf("no sentence of this form is known")
}

func (p *player) open(a []string) error {
	p.world.Open(p.t, a[0])
	return nil
}

func (p *player) pass(a []string) error {
	d, err := time.ParseDuration(a[0])
	if err != nil {
		return err
	}
	time.Sleep(d)
	return nil
}

func (p *player) clock(a []string) error {
	loc, err := time.LoadLocation(a[1])
	if err != nil {
		return err
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", a[0], loc)
	if err != nil {
		return err
	}
	if !at.After(time.Now()) {
		return fmt.Errorf("it is %s already", time.Now().In(loc))
	}
	time.Sleep(time.Until(at))
	return nil
}

// mark remembers what stands in somebody's chat before they do something.
func (p *player) mark(who string) {
	stood := map[string]string{}
	for _, m := range p.world.Chat(p.t, who) {
		stood[m.ID] = m.words() + strings.Join(m.labels(), "\n")
	}
	p.stood[who] = stood
}

// news is what was said to somebody, or changed, since.
func (p *player) news(who string) []Message {
	return slices.DeleteFunc(p.world.Chat(p.t, who), func(m Message) bool {
		before, known := p.stood[who][m.ID]
		return m.Mine || known && before == m.words()+strings.Join(m.labels(), "\n")
	})
}

func (p *player) say(who, text string, forwarded bool) error {
	p.mark(who)
	p.world.Say(p.t, who, text, forwarded)
	return nil
}

// button finds the newest button with these words.
func (p *player) button(who, label string) (Message, Button, error) {
	for _, m := range slices.Backward(p.world.Chat(p.t, who)) {
		for _, b := range m.Buttons {
			if strings.Contains(b.Label, label) {
				return m, b, nil
			}
		}
	}
	return Message{}, Button{}, fmt.Errorf("%s has no button %q; the chat:\n%s", who, label, transcript(p.world.Chat(p.t, who)))
}

func (p *player) press(a []string) error {
	m, b, err := p.button(a[0], a[1])
	if err != nil {
		return err
	}
	if b.URL != "" {
		return fmt.Errorf("the button leads to %s: it is opened, not pressed", b.URL)
	}
	p.mark(a[0])
	p.world.Press(p.t, a[0], m.ID, b.Data)
	return nil
}

// forge presses a button whose data was changed on the way.
func (p *player) forge(a []string) error {
	for _, m := range slices.Backward(p.world.Chat(p.t, a[0])) {
		for _, b := range m.Buttons {
			if b.Data != "" {
				p.mark(a[0])
				p.world.Press(p.t, a[0], m.ID, strings.Replace(b.Data, " ", " x", 1))
				return nil
			}
		}
	}
	return fmt.Errorf("%s has no button", a[0])
}

func (p *player) attach(a []string) error {
	data, ok := p.files[a[1]]
	if !ok {
		return fmt.Errorf("the story has no file %s", a[1])
	}
	p.mark(a[0])
	p.world.Attach(p.t, a[0], a[1], data)
	return nil
}

func (p *player) note(a []string) error {
	re, err := regexp.Compile(a[2])
	if err != nil {
		return err
	}
	for _, m := range slices.Backward(p.world.Chat(p.t, a[0])) {
		if found := re.FindStringSubmatch(m.words()); !m.Mine && len(found) > 1 {
			p.vars[a[1]] = found[1]
			return nil
		}
	}
	return fmt.Errorf("nothing fits; the chat:\n%s", transcript(p.world.Chat(p.t, a[0])))
}

var oneQuoted = regexp.MustCompile(quoted)

func (p *player) reads(a []string) error {
	news := p.news(a[0])
	var all strings.Builder
	for _, m := range news {
		all.WriteString(m.words() + "\n")
	}
	rest := all.String()
	for _, q := range oneQuoted.FindAllStringSubmatch(a[1], -1) {
		want := strings.ReplaceAll(q[1], "''", "'")
		i := strings.Index(rest, want)
		if i < 0 {
			return fmt.Errorf("%s does not read %q; since their last step:\n%s", a[0], want, transcript(news))
		}
		rest = rest[i+len(want):]
	}
	return nil
}

func (p *player) readsNot(a []string) error {
	for _, m := range p.news(a[0]) {
		if strings.Contains(m.words(), a[1]) {
			return fmt.Errorf("%s does read it:\n%s", a[0], transcript([]Message{m}))
		}
	}
	return nil
}

func (p *player) readsNothing(a []string) error {
	if news := p.news(a[0]); len(news) > 0 {
		return fmt.Errorf("%s reads:\n%s", a[0], transcript(news))
	}
	return nil
}

func (p *player) sees(a []string) error {
	news := p.news(a[0])
	for _, q := range oneQuoted.FindAllStringSubmatch(a[1], -1) {
		want := strings.ReplaceAll(q[1], "''", "'")
		if !slices.ContainsFunc(news, func(m Message) bool {
			return slices.ContainsFunc(m.labels(), func(l string) bool { return strings.Contains(l, want) })
		}) {
			return fmt.Errorf("%s sees no button %q; since their last step:\n%s", a[0], want, transcript(news))
		}
	}
	return nil
}

func (p *player) seesNot(a []string) error {
	for _, m := range p.news(a[0]) {
		for _, l := range m.labels() {
			if strings.Contains(l, a[1]) {
				return fmt.Errorf("%s does see it:\n%s", a[0], transcript([]Message{m}))
			}
		}
	}
	return nil
}

// follows opens a link button as the person's browser would.
func (p *player) follows(a []string) error {
	_, b, err := p.button(a[0], a[1])
	if err != nil {
		return err
	}
	to := b.URL
	if page := p.world.Get(p.t, b.URL, Browser); page.Location != "" {
		to = page.Location
	}
	if !strings.Contains(to, a[2]) {
		return fmt.Errorf("it leads to %q", to)
	}
	return nil
}

var link = regexp.MustCompile(`https?://\S+/s/\S+`)

// follow opens the public link that stands in the newest kit of somebody.
func (p *player) follow(a []string) error {
	agent := Browser
	if a[1] != "" {
		agent = a[1]
	}
	for _, m := range slices.Backward(p.world.Chat(p.t, a[0])) {
		if to := link.FindString(m.Copy); to != "" {
			page := p.world.Get(p.t, to, agent)
			if page.Status >= 400 {
				return fmt.Errorf("answered %d", page.Status)
			}
			return nil
		}
	}
	return fmt.Errorf("%s was shown no public link", a[0])
}

func (p *player) get(a []string) error {
	page := p.world.Get(p.t, a[0], Browser)
	if page.Status != 200 || !strings.Contains(page.Body, a[1]) {
		return fmt.Errorf("answered %d:\n%s", page.Status, page.Body)
	}
	return nil
}

func (p *player) getNot(a []string) error {
	if page := p.world.Get(p.t, a[0], Browser); strings.Contains(page.Body, a[1]) {
		return fmt.Errorf("the page has it:\n%s", page.Body)
	}
	return nil
}

func (p *player) getStatus(a []string) error {
	if page := p.world.Get(p.t, a[0], Browser); fmt.Sprint(page.Status) != a[1] {
		return fmt.Errorf("answered %d", page.Status)
	}
	return nil
}

func (m Message) words() string {
	return strings.Join([]string{m.Text, m.Copy, m.Toast, strings.Join(m.Files, " ")}, "\n")
}

func (m Message) labels() []string {
	var out []string
	for _, b := range m.Buttons {
		out = append(out, b.Label)
	}
	return out
}

// transcript is how a chat looks in a failure.
func transcript(all []Message) string {
	var b strings.Builder
	for _, m := range all {
		who := "bot"
		if m.Mine {
			who = "they"
		}
		fmt.Fprintf(&b, "  %s: %s %v\n", who, strings.ReplaceAll(strings.TrimSpace(m.words()), "\n", "\n       "), m.labels())
	}
	if b.Len() == 0 {
		return "  nothing"
	}
	return b.String()
}

