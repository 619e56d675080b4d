package health

import "time"

// State is what became of a source's address when it was last looked at. The zero value is Unchecked.
type State string

// The states.
const (
	Unchecked  State = ""                       // nobody has looked yet, or no look has had an answer
	Live       State = "live"                   // it can be read and says what it said
	Changed    State = "changed"                // it can be read and no longer says what it said
	Moved      State = "moved"                  // it is at another address for good, or was replaced by its site's front page
	Dead       State = "dead"                   // it is gone, or three looks in a row found no answer
	Unreadable State = "not readable by robots" // a person has to look: it is refused, not text, or nothing a robot should follow
	Offline    State = "offline"                // a source without an address, a printed book; the caller sets it, Check never does
)

// States lists the states in the order shown to people.
func States() []State {
	return []State{Unchecked, Live, Changed, Moved, Dead, Unreadable, Offline}
}

// Reason says why an address is Dead or Unreadable. It is a key, for the caller to put into words.
type Reason string

// The reasons of Dead.
const (
	NotFound   Reason = "not found"    // 404
	Gone       Reason = "gone"         // 410
	NoSuchName Reason = "no such name" // the host's name does not exist
	NoAnswer   Reason = "no answer"    // three looks in a row found a server's failure, a timeout, or nobody
)

// The reasons of Unreadable.
const (
	Robots           Reason = "refused by robots.txt"
	NoRobots         Reason = "robots.txt fails"  // the site answers, its robots.txt has failed three looks in a row
	Forbidden        Reason = "forbidden"         // 401, 402, 403, 407
	TooMany          Reason = "too many requests" // 429
	Legal            Reason = "legal reasons"     // 451
	Unexpected       Reason = "unexpected answer" // any other status; Page.Status has it
	NotText          Reason = "not text"          // a PDF, a picture; Page.Hash is that of its bytes
	TooLong          Reason = "too long"          // the words were not found in as much of it as is read
	Private          Reason = "private address"   // it leads into somebody's own network
	OddPort          Reason = "odd port"          // neither 80 nor 443
	BadCertificate   Reason = "bad certificate"
	TooManyRedirects Reason = "too many redirects"
	RedirectLoop     Reason = "redirect loop" // often a site that insists on cookies
	Downgrade        Reason = "redirect from https to http"
	BadRedirect      Reason = "redirect to no web address"
)

// Reasons lists every reason, so that a caller can see that it has words for each.
func Reasons() []Reason {
	return []Reason{
		NotFound, Gone, NoSuchName, NoAnswer,
		Robots, NoRobots, Forbidden, TooMany, Legal, Unexpected, NotText, TooLong, Private, OddPort, BadCertificate,
		TooManyRedirects, RedirectLoop, Downgrade, BadRedirect,
	}
}

// Page is what is known of an address. The caller keeps it as it is and hands it back at the next look.
type Page struct {
	State    State     `json:"state,omitempty"`
	Why      Reason    `json:"why,omitempty"`      // with Dead and Unreadable
	At       time.Time `json:"at,omitzero"`        // when it was last looked at, answer or not
	Status   int       `json:"status,omitempty"`   // HTTP's, of that look's last page; 0 where it came to none
	Location string    `json:"location,omitempty"` // with Moved where it is now; also where it moved to a page that is dead or unreadable
	Hash     string    `json:"hash,omitempty"`     // SHA-256 in hex of the text, or of the bytes with NotText; of the last look that read some
	Text     string    `json:"text,omitempty"`     // the text, at most 64 KiB of it, of the last look that read some
	Quoted   bool      `json:"quoted,omitempty"`   // the whole page, not only Text, holds the words that were looked for
	Misses   int       `json:"misses,omitempty"`   // looks in a row that found no answer

	// Was is the hash that Hash differs from, where no words were given to look for. It stays until the page is again as it
	// was. A person who has seen the change accepts it: the caller empties Was.
	Was string `json:"was,omitempty"`
}
