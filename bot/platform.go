package bot

import (
	"context"
	"time"

	"relais/campaigns/outbox"
	"relais/storage"
)

// What adapters and the conversation share with the outbox, by the names adapters use.
type (
	// Address is where a message goes on one platform.
	Address = outbox.Address
	// Message is what a person is shown, in a form every adapter can render.
	Message = outbox.Message
	// Button is one button under a message.
	Button = outbox.Button
	// Media is a picture, film or sound at an address.
	Media = outbox.Media
	// File is a document that comes with a message, in either direction.
	File = outbox.File
	// Limits is what a platform can do, as data.
	Limits = outbox.Limits
	// Cleared is a message that has passed the door; only such can be sent.
	Cleared = outbox.Cleared
	// Receipt is the platform's proof that a message stands there.
	Receipt = outbox.Receipt
	// SendError is an adapter's failed attempt.
	SendError = outbox.SendError
)

// Platform is one chat platform. An adapter implements it and nothing else of the product knows the platform.
type Platform interface {
	// Limits are the platform's rules; the same for as long as the process runs.
	Limits() Limits
	// Run receives updates and passes each to the inbox, several at a time if it likes but one person's in order, until ctx
	// ends. An update is acknowledged to the platform only after the inbox took it. nil means asked to stop.
	Run(ctx context.Context, in Inbox) error
	// Send makes one attempt to show a message, or to edit or delete one. Every failure is a *SendError. A Cleared that is
	// not Valid is refused.
	Send(ctx context.Context, c Cleared) (Receipt, error)
}

// Keeper is a Platform that itself keeps something about people in the store.
type Keeper interface {
	// Forget erases it for one account, inside the transaction that erases the member. Messages that were shown stay with
	// the platform unless messages is set.
	Forget(tx storage.Tx, user string, messages bool) error
}

// Rewinder is a Platform that keeps in the store what people did and the bot has not taken.
type Rewinder interface {
	// Rewind drops it, with how far the platform was heard, on a store that was restored from a backup: to hear it once more would be to
	// do it once more.
	Rewind(tx storage.Tx) error
}

// Starter is a Platform on which an address opens the chat with the bot.
type Starter interface {
	// StartLink is the address at which somebody comes to the bot with "/start payload"; empty while it is not known. A payload
	// has at most 64 of A–Z, a–z, 0–9, _ and -.
	StartLink(payload string) string
}

// Inviter is a Platform on which an address adds the bot to a place, with the rights it needs there.
type Inviter interface {
	// InviteLinks are those addresses, one for each kind of place; nil while they are not known.
	InviteLinks() []string
}

// Place is what a platform says of the channel, group, forum or thread in which an update happened.
type Place struct {
	// Title is what people there read; never logged.
	Title string
	// At is where posts go, if not where the update happened: the forum to which a thread belongs. The zero value is Update.To.
	At Address
	// Broadcast tells that those who run the place write there and everybody else reads.
	Broadcast bool
	// Runs tells that the author may manage the place by the platform's own rights.
	Runs bool
	// Lacks are the rights that the bot needs there and has not, as texts name them: "write" for "right.write".
	Lacks []string
}

// Report is what a platform says of the bot, for its operator. The empty one says nothing.
type Report struct {
	Bot     string   // its name there; empty where it is not known
	Start   string   // the address at which people come to it; empty where there is none
	Invites []string // the addresses by which places are given to it, with the rights it needs
	Wrong   []string // what keeps it from working, each with what to do
	Advice  []string // what should be otherwise, each with what to do
}

// Inbox takes updates. Receive returns nil once the update's effects, its answers and its id are committed together, also
// where it was seen before; an error means that nothing was and the update should be offered again.
type Inbox interface {
	Receive(ctx context.Context, u Update) error
}

// Update is one thing that somebody did. Exactly one of Text, Data, File, Other, Blocked, Unblocked, Added, Removed and Moved
// says what, except that a Text may come with a File as its caption.
type Update struct {
	// ID is the platform's own id of the update, unique on it for 48 hours at least.
	ID   string
	From User
	// To is where an answer goes.
	To Address
	// Public tells that an answer there is read by others too: in a group. Where the platform shows it to its author alone it is not.
	Public bool
	// Place describes the place To is in; nil in a private chat, and where the platform was not asked.
	Place *Place
	// Text is what they wrote, at most Limits.Text long; a command begins with "/".
	Text string
	// Data is the Data of a button they pressed, on the message with the platform's id Message.
	Data    string
	Message string
	// File is a document they sent, at most Limits.File long.
	File *File
	// Picked is the platform's id of the people who were chosen by a Button with Pick; empty for none, and for everybody.
	Picked string
	// Forwarded tells that Text is somebody else's, passed on.
	Forwarded bool
	// Other tells that they sent something without words: a sticker, a voice message, a picture.
	Other bool
	// Blocked tells that they blocked the bot or left; Unblocked that they came back. Nothing is answered to Blocked.
	Blocked, Unblocked bool
	// Added tells that they brought the bot to the place To; Removed that it was taken out of it.
	Added, Removed bool
	// Moved is the new id of the chat that To names; empty where it stays.
	Moved string
	At    time.Time
}

// User is an account on a platform.
type User struct {
	Platform string // as Limits.Name
	ID       string // the platform's own id
	Chat     string // where the bot reaches them in private
	Opens    string // the same, where no private chat is open and one can be for somebody who asks for it; empty for none
	Name     string // as the platform shows it; never logged
	Lang     string // the client's language, "fr-CA"; empty where the platform does not say
}
