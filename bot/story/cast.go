package story

import (
	"slices"
	"testing"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/texts"
)

// Cast is the people's half of a World, on any adapter: a world embeds it.
type Cast struct {
	// Person is somebody on the platform by their name in stories. It is asked again for every step, so that it may follow
	// the service over restarts.
	Person func(who string) bottest.Person
	// Settle returns once nothing more happens by itself; nil waits two seconds of the bubble's time.
	Settle func()
	// Bring has somebody bring the bot to a place that they manage; nil where the platform has none.
	Bringer func(title string, by bottest.Person) (bottest.Place, error)

	places map[string]bottest.Place
	rushed bool
}

// Rush has acts return at once while it is on.
func (c *Cast) Rush(on bool) { c.rushed = on }

func (c *Cast) did(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("the platform did not let them: %v", err)
	}
	switch {
	case c.rushed:
	case c.Settle != nil:
		c.Settle()
	default:
		wait(beat)
	}
}

// Say types a text or passes on somebody else's.
func (c *Cast) Say(t testing.TB, who, text string, forwarded bool) {
	t.Helper()
	if forwarded {
		c.did(t, c.Person(who).Forward(text))
		return
	}
	c.did(t, c.Person(who).Say(text))
}

// Press presses a button, in private or under what they alone see in a place.
func (c *Cast) Press(t testing.TB, who, message, data string) {
	t.Helper()
	for _, at := range c.places {
		answers, err := at.Answers(c.Person(who))
		if err != nil {
			t.Fatalf("read what %s is shown in a place: %v", who, err)
		}
		if slices.ContainsFunc(answers, func(s bottest.Seen) bool { return s.ID == message }) {
			c.did(t, at.Press(c.Person(who), message, bot.Button{Data: data}))
			return
		}
	}
	c.did(t, c.Person(who).Press(message, data))
}

// Attach sends a document.
func (c *Cast) Attach(t testing.TB, who, name string, data []byte) {
	t.Helper()
	c.did(t, c.Person(who).Attach(bot.File{Name: name, Type: "text/plain; charset=utf-8", Data: data}, ""))
}

// Sticker sends something without words.
func (c *Cast) Sticker(t testing.TB, who string) {
	t.Helper()
	c.did(t, c.Person(who).Sticker())
}

// Block keeps the bot out, or lets it in again.
func (c *Cast) Block(t testing.TB, who string, blocked bool) {
	t.Helper()
	if blocked {
		c.did(t, c.Person(who).Block())
		return
	}
	c.did(t, c.Person(who).Unblock())
}

// Remove takes a message out of somebody's chat.
func (c *Cast) Remove(t testing.TB, who, message string) {
	t.Helper()
	c.did(t, c.Person(who).Remove(message))
}

// Menu is somebody's standing menu.
func (c *Cast) Menu(t testing.TB, who string) []string {
	t.Helper()
	menu, err := c.Person(who).Menu()
	if err != nil {
		t.Fatalf("read the menu of %s: %v", who, err)
	}
	return menu
}

// Bring has somebody bring the bot to a place, which from then on has this name.
func (c *Cast) Bring(t testing.TB, who, place string) {
	t.Helper()
	if c.Bringer == nil {
		t.Fatal("this platform has no places")
	}
	at, err := c.Bringer(place, c.Person(who))
	if c.places == nil {
		c.places = map[string]bottest.Place{}
	}
	c.places[place] = at
	c.did(t, err)
}

func (c *Cast) place(t testing.TB, name string) bottest.Place {
	t.Helper()
	at := c.places[name]
	if at == nil {
		t.Fatalf("the bot was brought to no place %s", name)
	}
	return at
}

// SayIn says something in a place.
func (c *Cast) SayIn(t testing.TB, who, place, text string) {
	t.Helper()
	c.did(t, c.place(t, place).Say(c.Person(who), text))
}

// PressIn presses a button of a post, or follows its address.
func (c *Cast) PressIn(t testing.TB, who, place, message string, b Button) {
	t.Helper()
	c.did(t, c.place(t, place).Press(c.Person(who), message, bot.Button{Label: b.Label, Data: b.Data, URL: b.URL}))
}

// Lose takes the bot out of a place.
func (c *Cast) Lose(t testing.TB, place string) {
	t.Helper()
	c.did(t, c.place(t, place).Remove())
}

// Chat is what stands in somebody's chat, with what they alone see in places and the answers for a moment behind it; of a place, what the
// bot said there.
func (c *Cast) Chat(t testing.TB, who string) []Message {
	t.Helper()
	if at := c.places[who]; at != nil {
		seen, err := at.Seen()
		if err != nil {
			t.Fatalf("read what stands in %s: %v", who, err)
		}
		return asMessages(seen)
	}
	p := c.Person(who)
	seen, err := p.Chat()
	if err != nil {
		t.Fatalf("read the chat of %s: %v", who, err)
	}
	for _, at := range c.places {
		answers, err := at.Answers(p)
		if err != nil {
			t.Fatalf("read what %s is shown in a place: %v", who, err)
		}
		seen = append(seen, answers...)
	}
	all := asMessages(seen)
	toasts, err := p.Toasts()
	if err != nil {
		t.Fatalf("read the toasts of %s: %v", who, err)
	}
	for _, toast := range toasts {
		all = append(all, Message{ID: toast.ID, Toast: texts.Unmarked(toast.Text)})
	}
	return all
}

func asMessages(seen []bottest.Seen) (all []Message) {
	for _, s := range seen {
		m := Message{ID: s.ID, Mine: s.Mine, Text: texts.Unmarked(s.Text), Copy: s.Copy}
		for _, f := range s.Files {
			m.Files = append(m.Files, f.Name)
		}
		for _, row := range s.Buttons {
			for _, b := range row {
				m.Buttons = append(m.Buttons, Button{Label: texts.Unmarked(b.Label), Data: b.Data, URL: b.URL})
			}
		}
		all = append(all, m)
	}
	return all
}
