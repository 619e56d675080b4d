package members

import (
	"time"

	"relais/messages"
)

// Purpose is one thing a member may agree to. Each stands by itself and is withdrawn by one tap.
type Purpose string

// The purposes.
const (
	Receive Purpose = "receive" // receive briefs
	Contact Purpose = "contact" // be contacted directly by a lead
	Count   Purpose = "count"   // have my shares counted
	Named   Purpose = "named"   // be credited by name
)

// Purposes lists the purposes in the order shown to people.
func Purposes() []Purpose { return []Purpose{Receive, Contact, Count, Named} }

// ConsentVersion numbers the words in which consent is asked. It changes whenever their meaning does, and then everyone is
// asked again.
const ConsentVersion = 1

// Consent is what somebody agreed to, in which words, when. The zero value is no consent.
type Consent struct {
	Given   bool          `json:"given"`
	Version int           `json:"version"`
	Lang    messages.Lang `json:"lang"`
	At      time.Time     `json:"at"`
}

// Consented tells whether the member agrees to the purpose now.
func (m *Member) Consented(p Purpose) bool {
	c := m.Consents[p]
	return c.Given && c.Version == ConsentVersion
}

// Asked tells whether the member has answered about the purpose, yes or no.
func (m *Member) Asked(p Purpose) bool { return m.Consents[p].Version == ConsentVersion }

// Answer records that the member said yes or no to a purpose in a language.
func (m *Member) Answer(p Purpose, yes bool, lang messages.Lang, at time.Time) {
	next := make(map[Purpose]Consent, len(m.Consents)+1)
	for k, v := range m.Consents {
		next[k] = v
	}
	next[p] = Consent{Given: yes, Version: ConsentVersion, Lang: lang, At: at.UTC()}
	m.Consents = next
}
