// Package bottest is the contract of bot.Platform as tests: every adapter runs it in its own package, against the fake of its
// platform. It also says what a test needs of the people on the other side (Person), which stories are told with as well.
//
// The contract reads nothing but bot.Limits about a platform: what one cannot do is not asked of it. It is for tests only.
package bottest

import (
	"relais/bot"
	"relais/campaigns/outbox"
)

// Person is somebody with an account on a platform, and what their chat program lets them do. Its methods act on the fake
// platform or on a surface of the adapter's own, never on the adapter. An error is the platform's refusal; everything
// takes effect at once, though the bot hears of it later.
type Person interface {
	// User is the account as updates name it.
	User() bot.User
	// Say types a text. A tap on the standing menu is its label, said.
	Say(text string) error
	// Forward passes on somebody else's text.
	Forward(text string) error
	// Attach sends a document; an empty caption is none.
	Attach(f bot.File, caption string) error
	// Sticker sends something without words.
	Sticker() error
	// Press presses a button with this data on a message, whether or not it stands there any more.
	Press(message, data string) error
	// Block stops the bot from reaching them, by whatever the platform has for that; Unblock lets it again.
	Block() error
	Unblock() error
	// Remove makes a message vanish from their chat without the bot being told.
	Remove(message string) error
	// Chat is what stands in their private chat, oldest first, with what they sent themselves.
	Chat() ([]Seen, error)
	// Toasts are the answers for a moment that they were shown, oldest first, each with an ID of its own and its Text; those
	// that have faded may be missing.
	Toasts() ([]Seen, error)
	// Menu is the standing menu, empty for none.
	Menu() ([]string, error)
	// Waiting is how many of their presses still wait for an answer, as their program shows it.
	Waiting() (int, error)
}

// Seen is a message as somebody sees it.
type Seen struct {
	ID   string // as in receipts and presses
	Mine bool   // they sent it
	// Text is what can be read, without its markup: each character that is shown, and line breaks.
	Text string
	// Copy is the block meant for copying, which is then not part of Text.
	Copy string
	// Buttons are those under the message. One that leads to an address the platform would refuse may stand in Text instead.
	Buttons [][]bot.Button
	Files   []bot.File
	Media   []outbox.Media
}
