package outbox

import (
	"context"
	"time"

	"relais/storage"
)

// Gate decides whether a copy may leave now, and gives where to and what: the door with rendering behind it. Its methods
// may run more than once for one attempt and touch nothing but tx. An error or a panic is that copy's alone: it is asked
// about again later, and given up after eight times.
type Gate interface {
	// Row is asked inside the transaction that marks the row, so what it writes holds exactly if the row is marked, skipped
	// or put off. With Go, To is a complete address on the row's platform.
	Row(tx storage.Tx, r Row, now time.Time) (Decision, error)
	// Letter is asked in a read-only transaction, since a letter needs no mark. With Go, To is a complete address; when
	// Letter.To is zero it says by which platform the letter leaves.
	Letter(tx storage.Tx, l Letter, now time.Time) (Decision, error)
	// Gone is told that a recipient can no longer be reached on a platform, inside the transaction that settles the copy.
	// Ordinal is 0 where only the address is known; lacks is SendError.Lacks. If it fails, the copy is settled without it.
	Gone(tx storage.Tx, to Address, ordinal uint64, lacks string, now time.Time) error
	// Moved is told that a chat has a new id, inside the transaction that settles the copy which found it moved. If it fails, the
	// copy is settled without it, and the next one finds it again.
	Moved(tx storage.Tx, from Address, chat string) error
}

// Sender makes one attempt to show a message, many at the same time but one for an address. It returns a *SendError for every
// failure; any other error, like a panic, is taken as Unknown. ctx ends when the call has taken a minute or the process is
// stopping: a request that may have been written by then is Unknown. Only this package calls it, and only with what a
// Gate let through.
type Sender interface {
	Limits() Limits
	Send(ctx context.Context, c Cleared) (Receipt, error)
}

// Cleared is a message that has passed the door. Only the dispatcher can make one; the zero value is refused by adapters.
type Cleared struct {
	to      Address
	message Message
	edit    string
	under   string
	delete  bool
	key     string
	valid   bool
}

// To is where it goes.
func (c Cleared) To() Address { return c.to }

// Message is what is shown.
func (c Cleared) Message() Message { return c.message }

// Edit is the platform's id of the message to replace or delete; empty for a new one.
func (c Cleared) Edit() string { return c.edit }

// Under is the platform's id of the message that a new one answers; empty for none. One that is not there any more is no failure.
func (c Cleared) Under() string { return c.under }

// Delete tells whether the message in Edit is removed.
func (c Cleared) Delete() bool { return c.delete }

// Key is the same for every attempt at the same copy, at most 25 characters, for platforms that know idempotency keys
// (Limits.Idempotency); empty for others.
func (c Cleared) Key() string { return c.key }

// Valid tells whether it passed the door.
func (c Cleared) Valid() bool { return c.valid }
