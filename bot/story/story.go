// Package story plays stories of use: scripts that a volunteer could read, in which people speak with the bot through any
// adapter, time passes, and the service restarts or is killed. It supports tests only.
//
// A script is lines, with files behind them in txtar form ("-- brief.txt --"). What people say and read stands in 'quotes', two
// of them for one inside. {name} stands for a value noted before.
//
//	# the author cannot approve their own brief
//	network sample
//	nadia says '/approve B1'
//	nadia reads 'reviewers' then 'Ask an admin'
//	nadia does not read 'Approved'
//	rafael presses 'Approve English'
//	rafael sees 'Share' 'More'
//	rafael does not see 'Release now'
//
// What people do, by the name of somebody on the platform:
//
//	nadia says 'two lines' 'are one text'
//	nadia forwards 'Couscous belongs to one country.'
//	nadia attaches brief.txt
//	nadia sends a sticker
//	50 guests say '/start {code}'                one after the other, each with an account of their own
//	50 guests press 'I agree'
//	nadia presses 'Share'                        the newest button with these words; else the standing menu's
//	nadia presses 'Share' under 'Argan'          of the newest message with these words
//	nadia presses the old 'Share'                one that stood there once and does not any more
//	nadia presses a forged button
//	nadia presses 'Release' as the service is killed
//	nadia and rafael press 'Approve' at once
//	nadia removes 'Welcome'                      takes that message out of her chat
//	nadia blocks the bot                         and: unblocks the bot
//	nadia notes code from '/start (\S+)'         the newest text, copy or address that fits
//
// In a place where several people read, by a name of the story's own; what is read, seen and had there is what the bot said:
//
//	nadia brings the bot to square
//	nadia says '/setup' in square
//	amina presses 'Share' in square
//	square has 'Couscous' once
//	square loses the bot                         it is taken out, or may not write there any more
//
// What they then find. "reads" looks at what was said to somebody since they last did something, or has changed since, as it
// stands now, without markup and with spaces made alike; "sees" at its buttons; "has" at the whole chat as it stands.
//
//	nadia reads 'this' 'after it' then 'after that'
//	one of nadia and rafael reads 'Approved'     and the other does not
//	nadia reads nothing
//	nadia does not read 'this' 'nor this'
//	nadia sees 'Share' 'More'
//	nadia sees no buttons
//	nadia sees the menu 'Briefs' 'Settings'
//	nadia has 'B1' once                          in one message; also: 3 times
//	nadia has no 'B1'
//
// Readers, who are nobody in particular, and the clock, which belongs to the story:
//
//	nadia opens 'Open X' and is led to 'https://x.com/intent'
//	reader follows nadia's link                  the public link in the newest text to copy
//	reader follows nadia's link as 'TelegramBot (like TwitterBot)'
//	reader gets '/b/B1' and reads 'Couscous'     and: does not read, is answered 404
//	reader sends 'It was 2021.' to '/b/B1/contest?lang=en' and reads 'C1'    the field "text" of the form there
//	time passes 61s                              also: 90m, 3 days, 2 weeks
//	clock is '2026-03-02 20:59' in Europe/Paris
//	the page 'https://a.org/b' is gone           of a source, to who looks; also: changes, is as it was, is closed to robots
//	the page 'https://a.org/b' moves to 'https://a.org/c'
//	the service restarts                         as an operator would
//	the service is killed                        and comes back at once
//	the service stops                            and later: the service starts
//
// A step that fails ends the story with its file and line and what stood there.
package story

import (
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"relais/messages/health"
)

// World is the service under test with the people on its platform. It runs inside one synctest bubble, and every method
// returns once nothing more happens by itself. Cast has the people's half of it for every adapter.
type World interface {
	// Open makes the network by name ("empty", "sample") and starts it.
	Open(t testing.TB, network string)
	// Restart stops the service as an operator would and starts it again; Kill ends it with nothing said, and starts it.
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

// What a World may be able to do besides. A sentence that needs what a world cannot do fails, and says so.
type (
	// Downtime is a world whose service can be away for a while.
	Downtime interface {
		Stop(t testing.TB)
		Start(t testing.TB)
	}
	// Rusher is a world in which an act need not be waited for: between Rush(true) and Rush(false) methods return at once.
	Rusher interface{ Rush(on bool) }
	// Blocker is a world in which people can keep the bot out, and take messages away.
	Blocker interface {
		Block(t testing.TB, who string, blocked bool)
		Remove(t testing.TB, who, message string)
	}
	// Places is a world with channels or groups to which the bot can be brought. Chat knows them by their names as well.
	Places interface {
		Bring(t testing.TB, who, place string)
		SayIn(t testing.TB, who, place, text string)
		PressIn(t testing.TB, who, place string, message string, b Button)
		Lose(t testing.TB, place string)
	}
	// Web is a world whose service looks at the pages of sources: what it finds at an address from now on. Where a story says nothing of any
	// page before it opens a network, nobody looks.
	Web interface {
		Page(t testing.TB, address string, now health.Page)
	}
	// Forms is a world in which a reader's browser can send a form.
	Forms interface {
		Post(t testing.TB, address, agent string, form url.Values) Page
	}
	// Menus is a world whose platform has a standing menu.
	Menus interface {
		Menu(t testing.TB, who string) []string
	}
)

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

// Play plays one script in the world and closes it. It is called inside a bubble.
func Play(t *testing.T, path string, w World) {
	t.Helper()
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close(t)
	if err := play(t, path, script, w); err != nil {
		t.Fatal(err)
	}
}

func play(t testing.TB, path string, script []byte, w World) error {
	archive := txtar.Parse(script)
	p := &player{
		t: t, world: w, files: map[string][]byte{}, vars: map[string]string{},
		stood: map[string]map[string]string{}, shown: map[string][]standing{},
	}
	for _, f := range archive.Files {
		p.files[f.Name] = f.Data
	}
	n := 0
	for line := range strings.Lines(string(archive.Comment)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := p.step(line); err != nil {
			return fmt.Errorf("%s:%d: %s\n%w", path, n, line, err)
		}
	}
	return nil
}

// player is one story being played.
type player struct {
	t     testing.TB
	world World
	files map[string][]byte
	vars  map[string]string
	stood map[string]map[string]string // what stood in each chat, by message, when its person last did something
	shown map[string][]standing        // the buttons that each person was ever shown, oldest first
}

// standing is a button under a message.
type standing struct{ message, label, data string }

var variable = regexp.MustCompile(`\{([a-z][a-z_]*)\}`)

// step plays one line.
func (p *player) step(line string) error {
	var unknown string
	line = variable.ReplaceAllStringFunc(line, func(name string) string {
		value, ok := p.vars[name[1:len(name)-1]]
		if !ok {
			unknown = name
		}
		return value
	})
	if unknown != "" {
		return fmt.Errorf("nothing was noted as %s", unknown)
	}
	for _, s := range sentences {
		if m := s.form.FindStringSubmatch(line); m != nil {
			return s.do(p, m[1:])
		}
	}
	return fmt.Errorf("no sentence of this form is known: the package's comment lists those that are")
}
