package outbox

import "time"

// Address is where a message goes on one platform. The zero value is nowhere.
type Address struct {
	// Platform is the adapter's name, as in Limits.Name.
	Platform string `json:"p"`
	// Chat is the platform's own id of a person's private chat, a channel or a group.
	Chat string `json:"c"`
	// Thread is the topic or thread inside Chat; empty for none.
	Thread string `json:"t,omitempty"`
	// Reply is what the platform needs to answer an interaction in time (a callback or interaction id); empty for none.
	Reply string `json:"r,omitempty"`
	// Group tells that several people read Chat (a group, a channel, a forum): Limits.PerGroup paces it, not PerChat.
	Group bool `json:"g,omitempty"`
}

// aside tells that what goes there is seen by one person of several who read along, as the answer to what they did: it stands in
// nobody's way.
func (a Address) aside() bool { return a.Group && a.Reply != "" }

// turn is where messages to an address take turns: its chat, but for what goes aside.
func (a Address) turn() string {
	if a.aside() {
		return a.Chat + "\x00" + a.Reply
	}
	return a.Chat
}

// Message is what a person is shown, in a form every adapter can render.
type Message struct {
	// Text is Markdown: paragraphs, **bold**, _italic_, lists, > quotes, `code` and [links](https://…). Nothing else
	// is rendered; raw HTML is text.
	Text string `json:"text,omitempty"`
	// Copy is shown verbatim below Text so that it can be copied with one tap; empty for none.
	Copy string `json:"copy,omitempty"`
	// Buttons are rows of buttons below the message.
	Buttons [][]Button `json:"buttons,omitempty"`
	// Menu are the labels of the standing menu; nil leaves the menu as it is. A tap on one arrives as text.
	Menu []string `json:"menu,omitempty"`
	// Toast is shown for a moment as the answer to a pressed button, at most 200 characters; a message with only a Toast
	// shows nothing else.
	Toast string `json:"toast,omitempty"`
	// Files go with the message as documents.
	Files []File `json:"files,omitempty"`
	// Media are pictures and the like that are shown with the message, by address.
	Media []Media `json:"media,omitempty"`
	// Ask is what is to be typed next, as the label of a button of 1 to 24 characters; empty where nothing is waited for.
	// Platforms where people cannot type an answer in place show it as a button that opens a form.
	Ask string `json:"ask,omitempty"`
	// Mention is the platform's id of the people in a place who are told of the message; empty for none. Nobody else ever is.
	Mention string `json:"mention,omitempty"`
	// Lang is the language of Text ("ar"), which also gives its direction.
	Lang string `json:"lang,omitempty"`
}

// Button is one button: it either sends Data back to the bot or opens URL.
type Button struct {
	// Label is at most 24 characters in every language.
	Label string `json:"label"`
	// Data is 1 to 64 bytes, opaque to adapters, sent back when the button is pressed.
	Data string `json:"data,omitempty"`
	// URL is opened by the client. Adapters whose platform refuses an address put it into the text instead.
	URL string `json:"url,omitempty"`
	// Pick, with Data, lets people choose among the groups of people that the platform knows in a place, such as its roles; Label says
	// which. Only where Limits.Mentions is set, and alone in its row.
	Pick bool `json:"pick,omitempty"`
}

// File is a document of at most a few hundred kilobytes.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"` // media type, "text/markdown; charset=utf-8"
	Data []byte `json:"data"`
}

// Media is a picture, film or sound at an address, with the words for those who do not see or hear it.
type Media struct {
	URL    string `json:"url"`
	Alt    string `json:"alt"`
	Credit string `json:"credit,omitempty"`
}

// Receipt is the platform's proof that a message stands there.
type Receipt struct {
	// Message is the platform's id of the message, kept for later edits; empty where nothing lasting was shown (a toast).
	Message string `json:"m,omitempty"`
}

// Limits is what a platform can do, as data. Plans, composing, pacing and refusals read only this.
type Limits struct {
	// Name is the platform's key in addresses and configuration: "local".
	Name string
	// Title is what people call the platform, the same in every language: 1 to 10 characters, since it stands in the labels
	// of buttons.
	Title string
	// Text and Caption are the longest message and the longest caption of a medium, in Unit.
	Text, Caption int
	Unit          Unit
	// PerSecond is how many sends a second one token may make over all; 0 is no limit.
	PerSecond float64
	// PerChat and PerGroup are the least time between two sends into one private chat and one group; 0 is none.
	PerChat, PerGroup time.Duration
	// Unsolicited tells whether a member who agreed may be sent a personal message they did not ask for just now.
	Unsolicited bool
	// EditWindow is how long a sent message can be edited; 0 is for ever.
	EditWindow time.Duration
	// DeleteWindow is how long a sent message can be deleted; 0 is for ever, negative never.
	DeleteWindow time.Duration
	// Idempotency is how long the platform recognises a repeated Cleared.Key; 0 is not at all.
	Idempotency time.Duration
	// ButtonRow and ButtonRows are the most buttons in a row and rows under a message; Label the longest label in characters.
	ButtonRow, ButtonRows, Label int
	// Toast is the longest toast in characters; 0 where there is none.
	Toast int
	// File is the largest document in bytes, in either direction.
	File int
	// Media tells whether pictures can be shown; CopyButton whether one tap copies; Menu whether there is a standing menu.
	Media, CopyButton, Menu bool
	// Mentions tells that a group of people in a place can be chosen and told of a message.
	Mentions bool
	// Command is the regular expression a command's name must match on the platform.
	Command string
	// LocalLinks tells whether a button may open an address on this machine.
	LocalLinks bool
}

// Unit is how a platform counts the length of a text.
type Unit int

// The units.
const (
	Runes Unit = iota // Unicode code points
	UTF16             // UTF-16 code units
	Bytes             // UTF-8 bytes
)
