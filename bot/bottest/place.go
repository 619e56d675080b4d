package bottest

import "relais/bot"

// Place is a channel or group of a platform in which several people read, and to which the bot was brought with all the rights it
// needs. Its methods act as a Person's do.
type Place interface {
	// Address is where posts go.
	Address() bot.Address
	// Say lets somebody say something there.
	Say(p Person, text string) error
	// Press lets somebody press a button of a message there, or follow the address it leads to.
	Press(p Person, message string, b bot.Button) error
	// Seen is what everybody reads there of the bot, oldest first.
	Seen() ([]Seen, error)
	// Answers are what one person is shown there alone, oldest first; none where answers go into private.
	Answers(p Person) ([]Seen, error)
	// Remove takes the bot out, or its right to write there.
	Remove() error
}
