package localtest

import (
	"net/http"
	"slices"

	"relais/bot"
	"relais/bot/bottest"
)

// Place is a channel of the built-in chat.
type Place struct{ reader Visitor }

var _ bottest.Place = Place{}

// Enter is the place with this id, which the chat has to have.
func Enter(h http.Handler, id string) Place { return Place{Visit(h, id, id, "")} }

// Address is where posts go.
func (p Place) Address() bot.Address {
	return bot.Address{Platform: "local", Chat: p.reader.Account.ID, Group: true}
}

// Say types a text there.
func (p Place) Say(who bottest.Person, text string) error {
	return p.as(who).post("/api/say", map[string]any{"text": text, "in": p.reader.Account.ID})
}

// Press presses a button there.
func (p Place) Press(who bottest.Person, message string, b bot.Button) error {
	return p.as(who).post("/api/press", map[string]any{"message": message, "data": b.Data, "in": p.reader.Account.ID})
}

func (p Place) as(who bottest.Person) Visitor { return Visitor{p.reader.Surface, who.User()} }

// Seen is what the bot posted.
func (p Place) Seen() ([]bottest.Seen, error) {
	all, err := p.reader.Chat()
	return slices.DeleteFunc(all, func(s bottest.Seen) bool { return s.Mine }), err
}

// Answers are none: they go into private.
func (p Place) Answers(bottest.Person) ([]bottest.Seen, error) { return nil, nil }

// Remove takes the bot's right to write there.
func (p Place) Remove() error { return p.reader.Block() }
