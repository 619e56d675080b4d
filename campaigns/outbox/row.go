package outbox

import "time"

// State is where one recipient's copy stands.
type State uint8

// The states. Sent, Failed, Skipped, Expired and Cancelled are final.
const (
	Queued    State = iota // not yet sent; Due says from when
	Sending                // marked durably, the call is being made
	Sent                   // the platform gave a receipt
	Failed                 // given up, Reason says why
	Skipped                // the door refused for good, Reason says why
	Expired                // its time passed before it could leave
	InDoubt                // marked, and the answer never came: it may have arrived
	Cancelled              // the release was cancelled before it left
)

// Lane is the order in which copies leave: lower first, and the lower ones keep a share of their own.
type Lane uint8

// The lanes.
const (
	Replies Lane = iota
	Alerts
	Corrections
	Briefs
	Digests
	lanes // how many there are
)

// Final tells whether nothing more happens to a row by itself; InDoubt is not final, since a lead may still decide.
func (s State) Final() bool { return s != Queued && s != Sending && s != InDoubt }

func (s State) String() string {
	if int(s) >= len(stateNames) {
		return "unknown"
	}
	return stateNames[s]
}

var stateNames = [...]string{"queued", "sending", "sent", "failed", "skipped", "expired", "in doubt", "cancelled"}

// RowID names a row: a release and a recipient in it.
type RowID struct {
	// Release is a dense number from 1.
	Release uint64
	// Ordinal is the recipient's dense number: a member's, a place's with PlaceBit set, or a kit's with KitBit set.
	Ordinal uint64
}

// PlaceBit marks an ordinal as a place's.
const PlaceBit = uint64(1) << 63

// KitBit marks an ordinal as that of a kit: a copy that a member opened for themselves.
const KitBit = uint64(1) << 62

// Place tells whether the recipient is a place, not a person.
func (id RowID) Place() bool { return id.Ordinal&PlaceBit != 0 }

// Kit tells whether the row is of a kit, and Ordinal so not a member's.
func (id RowID) Kit() bool { return id.Ordinal&(PlaceBit|KitBit) == KitBit }

// Row is one recipient of one release. It holds no address and no text: both are resolved when it leaves.
type Row struct {
	ID       RowID
	Platform string // which adapter it leaves by
	Lane     Lane
	State    State
	// Due is the earliest time it may leave, UTC; zero is at once.
	Due time.Time
	// Reason says why it waits, failed or was skipped, in the door's words or Failure's; empty for none.
	Reason string
	// Tries counts attempts that used up a try.
	Tries int
	// Rev and Lang are the revision and language that left; zero before.
	Rev  int
	Lang string
	// Receipt is the platform's message id once sent.
	Receipt string
	// At is when State last changed, UTC.
	At time.Time
	// Resend is set with the mark: an attempt whose answer never came may be repeated. Never for a place's new message.
	Resend bool
	// Doubt tells that an attempt went unanswered, so that a copy may have arrived whatever became of later attempts. A row
	// in doubt ends as Sent or InDoubt, never as Failed, Skipped, Expired or Cancelled.
	Doubt bool
	// Left tells that a lead has decided to leave a row in doubt as it is.
	Left bool
	// Edited tells that the last attempt was to replace a message where it stands.
	Edited bool
	// Afresh tells that the message to replace is not there any more, or can't be changed: a new one says it.
	Afresh bool
	// Repeat is until when the platform recognises a repeat of the unanswered attempt by its key; zero for not at all.
	Repeat time.Time
}

// Verdict is what the gate says of a row or letter that is about to leave.
type Verdict uint8

// The verdicts.
const (
	Go     Verdict = iota // it leaves now
	Wait                  // not before Until, for Reason
	Skip                  // never, for Reason
	Expire                // too late
)

// Decision is a gate's answer. To, Message, Edit, Rev and Lang count only with Go.
type Decision struct {
	Verdict Verdict
	Reason  string
	Until   time.Time
	To      Address
	Message Message
	Edit    string // the platform's id of a message to replace; empty sends a new one
	Under   string // the platform's id of a message that a new one answers, where the platform shows that; empty for none
	Delete  bool   // with Edit: remove that message instead
	Rev     int
	Lang    string
	// Resend tells what becomes of the row when its attempt goes unanswered, by a crash or a cut connection: true sends it
	// again, false leaves it in doubt. Edits are repeated whatever it says, since a second one changes nothing; a place's
	// new message never is. Letters are always repeated.
	Resend bool
}

// Letter is a message with its own text for one recipient: an answer to what they did, or a service message.
type Letter struct {
	// Seq is given by Outbox.Post; 0 before.
	Seq uint64
	// Class is the door's class of it ("reply", "service", …), opaque here.
	Class string
	Lane  Lane
	// Ordinal is the member it is for; 0 where only an address is known (someone who has not joined).
	Ordinal uint64
	// To is the address it answers to; for a letter to a member it may be zero and is resolved when it leaves.
	To Address
	// Message is what it says; Edit the message it replaces, Delete removes that one.
	Message Message
	Edit    string
	Delete  bool
	// Under is the platform's id of a message that it answers, as in Decision; empty for none.
	Under string
	// Track, if not empty, names the letter so that its receipt can be found (Outbox.Receipt) and edited later.
	Track string
	// Keep keeps the receipt of a tracked letter until its member is forgotten, since it may have to be corrected at any time.
	Keep bool
	// About, if not empty, says what it is about, for the Gate to see whether that still stands when it leaves; opaque here.
	About string `json:",omitempty"`
	// Posted is when it was written; Due the earliest time it may leave.
	Posted, Due time.Time
	Reason      string
	Tries       int
}
