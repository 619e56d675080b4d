package outbox

import (
	"fmt"
	"time"
)

// Failure is the closed vocabulary of what can go wrong between us and a platform.
type Failure int

// The failures.
const (
	// Temporary failures pass: 5xx, a cut connection before the request was written. Tried again with growing pauses, and as
	// long as the platform lets nothing through without using up tries.
	Temporary Failure = iota
	// Throttled asks for a pause of After in Scope; it does not use up tries.
	Throttled
	// Gone is a recipient who blocked the bot, deleted the account or never opened the chat. For good until they come back.
	Gone
	// Refused is a request that will never be accepted as it is; Err says why.
	Refused
	// Unauthorized is a token that the platform no longer accepts: nothing can be sent.
	Unauthorized
	// Moved is a chat that has a new id, in To.
	Moved
	// Unknown is a request that was written and got no answer: it may have been carried out.
	Unknown
	// Missing is a message to edit or delete that is not there any more, or that the platform does not let be changed any more. A row
	// whose edit is answered so is asked about once more, as one that needs a new message (Row.Afresh).
	Missing
)

// Scope is what a Throttled answer applies to.
type Scope int

// The scopes.
const (
	ScopeChat   Scope = iota // one chat
	ScopeToken               // everything this token does
	ScopeUnsaid              // the platform does not say: the chat, and the token once it asks another chat for a pause meanwhile
)

// SendError is an adapter's failed attempt. Err never holds a token, a handle or a text.
type SendError struct {
	Kind Failure
	// After is how long Scope waits: Throttled's, and the outbox's own where the platform is away and the failure is not the copy's.
	After time.Duration
	Scope Scope
	To    string // Moved: the chat's new id
	// Lacks is the right that is missing where a place is Gone, as texts name it; empty where the platform does not say.
	Lacks string
	Err   error
}

func (e *SendError) Error() string { return fmt.Sprintf("%s: %v", e.Kind, e.Err) }

// pause is when what Scope names goes on, zero where it need not rest. It keeps now's monotonic part, and has to: the platform counts
// seconds and knows nothing of a clock that is put back.
func (e *SendError) pause(now time.Time) time.Time {
	if e == nil || e.Kind != Throttled && e.After <= 0 {
		return time.Time{}
	}
	return now.Add(jitter(e.After))
}

// Unwrap returns what the platform's library answered, redacted.
func (e *SendError) Unwrap() error { return e.Err }

func (f Failure) String() string {
	if f < 0 || int(f) >= len(failureNames) {
		return "unknown"
	}
	return failureNames[f]
}

var failureNames = [...]string{"temporary", "throttled", "gone", "refused", "unauthorized", "moved", "unknown", "missing"}
