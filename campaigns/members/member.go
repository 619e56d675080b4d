// Package members knows who the network's people are: identities on platforms, roles, languages, settings, and their
// consent, purpose by purpose. It owns admission, invitations and erasure of the member's own record.
//
// The way of the data: a Member is kept under a dense ordinal that is never reused; keyed-hash indexes lead from an identity
// and from an alias to it; a sealed projection of facets, written in the same transaction, is what audiences are chosen by.
// It sends nothing and knows no brief.
package members

import (
	"errors"
	"slices"
	"time"

	"relais/messages"
)

// Kind says as what somebody takes part.
type Kind string

// The kinds of member. The zero value is not yet said.
const (
	Diaspora Kind = "diaspora"
	Academic Kind = "academic"
	NGO      Kind = "ngo"
	Other    Kind = "other"
)

// Kinds lists the kinds in the order shown to people.
func Kinds() []Kind { return []Kind{Diaspora, Academic, NGO, Other} }

// Role is something a member may do beyond being one. Everybody admitted is a member.
type Role string

// The roles, from least to most.
const (
	Moderator Role = "moderator"
	Reviewer  Role = "reviewer"
	Lead      Role = "lead"
	Admin     Role = "admin"
)

// Roles lists the roles in the order shown to people.
func Roles() []Role { return []Role{Moderator, Reviewer, Lead, Admin} }

// Status is where somebody stands with the network.
type Status string

// The statuses.
const (
	Joining  Status = "joining"  // answering the questions of joining
	Waiting  Status = "waiting"  // a person will look
	Admitted Status = "admitted" // a member
	Refused  Status = "refused"  // not admitted
)

// Identity is somebody's account on one platform.
type Identity struct {
	Platform string `json:"platform"`
	User     string `json:"user"` // the platform's own id of the account
	Chat     string `json:"chat"` // where the bot reaches them in private; empty where they never opened such a chat
	// Asked tells that Chat is one that was opened because they asked for it: if they turn out to refuse it, it is not tried again until
	// they ask again.
	Asked bool `json:"asked,omitempty"`
	// Name is what the platform calls them; shown to leads when they admit, never logged.
	Name string `json:"name,omitempty"`
	Gone bool   `json:"gone,omitempty"` // the platform said they can't be reached; until they come back
	// Linked is when it became one of the member's accounts beside their first; zero for that one.
	Linked time.Time `json:"linked,omitzero"`
}

// Member is one person.
type Member struct {
	Ordinal    uint64          `json:"ordinal"`
	Alias      messages.Alias  `json:"alias"`
	Status     Status          `json:"status"`
	Kind       Kind            `json:"kind,omitempty"`
	Roles      []Role          `json:"roles,omitempty"`
	Identities []Identity      `json:"identities"`       // at most one on a platform; personal messages go to the first that can be reached
	Former     []Former        `json:"former,omitempty"` // records that were merged into this one
	Lang       messages.Lang   `json:"lang"`             // the language the bot speaks with them
	Reads      []messages.Lang `json:"reads"`            // best first; Lang unless they said otherwise
	Speaks     []messages.Lang `json:"speaks,omitempty"` // languages they can speak in public
	Zone       string          `json:"zone,omitempty"`   // IANA; empty is the network's
	Topics     []string        `json:"topics,omitempty"` // empty is all

	Consents map[Purpose]Consent `json:"consents,omitempty"`
	Credit   string              `json:"credit,omitempty"` // the name to credit, with consent

	Stopped      bool      `json:"stopped,omitempty"`       // receives nothing until they say otherwise
	PausedUntil  time.Time `json:"paused_until,omitzero"`   // receives nothing before
	QuietFrom    int       `json:"quiet_from"`              // minutes after midnight in their zone
	QuietTo      int       `json:"quiet_to"`                // equal to QuietFrom is no quiet hours
	AlertsAnyway bool      `json:"alerts_anyway,omitempty"` // alerts may come in quiet hours
	DailyBriefs  int       `json:"daily_briefs"`            // at most so many a day
	// RequestsAnyway tells that a reviewer may be asked in quiet hours to look at what is urgent.
	RequestsAnyway bool `json:"requests_anyway,omitempty"`

	Networks []string  `json:"networks,omitempty"` // networks they shared to, last used first
	Instance string    `json:"instance,omitempty"` // their Mastodon server
	Invite   string    `json:"invite,omitempty"`   // the invitation they came by
	Joined   time.Time `json:"joined,omitzero"`
	Welcomed bool      `json:"welcomed,omitempty"` // they were shown the rules and a first brief
	// Untold tells that they could not be told what was decided on their admission; they are at the next thing they do.
	Untold bool `json:"untold,omitempty"`
}

// What a new member starts with. Quiet hours 21–9 and three briefs a day are the network's promise until they change them.
const (
	DefaultQuietFrom   = 21 * 60
	DefaultQuietTo     = 9 * 60
	DefaultDailyBriefs = 3
	// DailyShares is the visible cap on how many shares the bot helps one member with in a day, so that nobody is made a machine.
	DailyShares = 5
)

// What the roster answers when something is not allowed.
var (
	ErrLastAdmin = errors.New("the network needs one admin at least")
	ErrUnknown   = errors.New("nobody here has this identity")
)

// Has tells whether the member is admitted and holds the role, or is an admin, who may do what any role may, except
// reviewing: that needs the role itself, since it is a second person's word.
func (m *Member) Has(r Role) bool {
	if m.Status != Admitted {
		return false
	}
	return slices.Contains(m.Roles, r) || r != Reviewer && slices.Contains(m.Roles, Admin)
}

// Reader gives the member as the vetting desk knows people.
func (m *Member) Reader() messages.Reader {
	return messages.Reader{Alias: m.Alias, Reads: m.Reads}
}

// On finds the member's identity on a platform.
func (m *Member) On(platform string) (Identity, bool) {
	i := slices.IndexFunc(m.Identities, func(id Identity) bool { return id.Platform == platform })
	if i < 0 {
		return Identity{}, false
	}
	return m.Identities[i], true
}

// Reachable gives the identity that personal messages go to: the first with a private chat that is not gone.
func (m *Member) Reachable() (Identity, bool) {
	i := slices.IndexFunc(m.Identities, func(id Identity) bool { return !id.Gone && id.Chat != "" })
	if i < 0 {
		return Identity{}, false
	}
	return m.Identities[i], true
}

// Unopened tells that a platform has them who never opened a private chat with the bot there, so that nothing can be sent.
func (m *Member) Unopened() bool {
	return slices.ContainsFunc(m.Identities, func(id Identity) bool { return !id.Gone && id.Chat == "" })
}

// Location is the member's zone, or fallback where they have not set one.
func (m *Member) Location(fallback *time.Location) *time.Location {
	if m.Zone == "" {
		return fallback
	}
	loc, err := time.LoadLocation(m.Zone)
	if err != nil {
		return fallback
	}
	return loc
}

// QuietUntil tells whether now lies in the member's quiet hours in loc, and when these end.
func (m *Member) QuietUntil(now time.Time, loc *time.Location) (time.Time, bool) {
	if m.QuietFrom == m.QuietTo {
		return time.Time{}, false
	}
	local := now.In(loc)
	at := local.Hour()*60 + local.Minute()
	quiet := at >= m.QuietFrom && at < m.QuietTo
	if m.QuietFrom > m.QuietTo {
		quiet = at >= m.QuietFrom || at < m.QuietTo
	}
	if !quiet {
		return time.Time{}, false
	}
	day := local.Day()
	if at >= m.QuietTo {
		day++
	}
	return Wall(local.Year(), local.Month(), day, m.QuietTo/60, m.QuietTo%60, loc), true
}

// Used puts a network first among those the member shares to.
func (m *Member) Used(network string) {
	m.Networks = slices.Insert(slices.DeleteFunc(slices.Clone(m.Networks), func(n string) bool { return n == network }), 0, network)
}
