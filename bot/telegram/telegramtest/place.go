package telegramtest

import (
	"fmt"
	"net/url"
	"strconv"

	"relais/bot"         //nolint:depguard // a Place is the contract's: nothing that answers the bot uses this file
	"relais/bot/bottest" //nolint:depguard // as above
)

// Place is a Group as the contract of adapters and stories have it.
type Place struct {
	*Group
	adder *Account
}

var _ bottest.Place = Place{}

// Place is a group that somebody manages, to which they brought the bot.
func (s *Server) Place(title string, by bottest.Person) (Place, error) {
	p, ok := by.(Person)
	if !ok {
		return Place{}, fmt.Errorf("%T is nobody of this platform", by)
	}
	g := s.Group(NewGroup{Title: title})
	g.Join(p.Account, "creator")
	g.Add(p.Account, "member")
	return Place{g, p.Account}, nil
}

// Address is where posts go.
func (p Place) Address() bot.Address {
	return bot.Address{Platform: "telegram", Chat: strconv.FormatInt(p.ID(), 10), Group: true}
}

// Say says something there; a command is sent to the bot by its name, as programs do in groups.
func (p Place) Say(who bottest.Person, text string) error {
	by, ok := who.(Person)
	if !ok {
		return fmt.Errorf("%T is nobody of this platform", who)
	}
	if text != "" && text[0] == '/' {
		return p.Command(by.Account, 0, text)
	}
	return p.Group.Say(by.Account, 0, text)
}

// Press presses a button, or follows its address: t.me's opens the chat with the bot.
func (p Place) Press(who bottest.Person, message string, b bot.Button) error {
	by, ok := who.(Person)
	if !ok {
		return fmt.Errorf("%T is nobody of this platform", who)
	}
	if b.URL == "" {
		return p.Group.Press(by.Account, message, b.Data)
	}
	u, err := url.Parse(b.URL)
	if err != nil || u.Host != "t.me" || u.Path != "/"+p.s.Username() {
		return fmt.Errorf("%q does not lead to the bot", b.URL)
	}
	return by.Start(u.Query().Get("start"))
}

// Seen is what the bot posted.
func (p Place) Seen() ([]bottest.Seen, error) {
	var all []bottest.Seen
	for _, m := range p.Messages() {
		if !m.Mine {
			all = append(all, m.seen())
		}
	}
	return all, nil
}

// Answers are none: they go into private.
func (p Place) Answers(bottest.Person) ([]bottest.Seen, error) { return nil, nil }

// Remove kicks the bot out.
func (p Place) Remove() error {
	p.Kick(p.adder)
	return nil
}
