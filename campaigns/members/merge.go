package members

import (
	"errors"
	"maps"
	"slices"
	"time"

	"relais/messages"
	"relais/storage"
)

// Former is a record that was merged into a member's, since both were one person.
type Former struct {
	Ordinal uint64         `json:"ordinal"`
	Alias   messages.Alias `json:"alias"`
	// Since says for each platform from when on what was sent under the ordinal went to an account that the member has now.
	Since map[string]time.Time `json:"since,omitempty"`
}

// heir leads from an ordinal whose record was merged into another to that one.
type heir struct {
	Ordinal uint64 `json:"ordinal"`
}

// same tells whether two identities are one account.
func (id Identity) same(other Identity) bool {
	return id.Platform == other.Platform && id.User == other.User
}

// Ordinals are the numbers under which something may have been sent to the member: their own first.
func (m *Member) Ordinals() []uint64 {
	out := []uint64{m.Ordinal}
	for _, f := range m.Former {
		out = append(out, f.Ordinal)
	}
	return out
}

// Prefer puts the account on a platform first, so that personal messages go there as long as it can be reached.
func (m *Member) Prefer(platform string) {
	if id, ok := m.On(platform); ok {
		rest := slices.DeleteFunc(slices.Clone(m.Identities), id.same)
		m.Identities = append([]Identity{id}, rest...)
	}
}

// Link makes the account of a claim one of m's, and merges the record it belonged to into m's: m's consents, settings, roles
// and language stay, the other record's end. merged is that record as it was; nil where the account was nobody's.
// ErrLinkStale where something has changed since the code was entered that forbids it.
func (r *Roster) Link(tx storage.Tx, m Member, c Claim, now time.Time) (linked Member, merged *Member, err error) {
	other, err := r.linkable(tx, m, c.Identity)
	for _, changed := range []error{ErrLinkTaken, ErrLinkAlready, ErrLinkRoles, ErrLinkRoleHere} {
		if errors.Is(err, changed) {
			return m, nil, ErrLinkStale
		}
	}
	if err != nil {
		return m, nil, err
	}
	was := Member{Identities: []Identity{c.Identity}}
	if other != nil {
		was = *other
	}
	if was.Ordinal != c.Ordinal {
		return m, nil, ErrLinkStale // it is somebody else's yes that would be needed now
	}
	if err := r.forgetLinks(tx, was); err != nil {
		return m, nil, err
	}
	if other != nil {
		if err := r.absorb(tx, &m, was); err != nil {
			return m, nil, err
		}
	}
	m.Identities = slices.Clone(m.Identities)
	for _, id := range was.Identities {
		id.Linked = now.UTC()
		m.Identities = append(m.Identities, id)
	}
	return m, other, r.Put(tx, m)
}

// absorb ends a record, and has everything under its ordinals lead to m.
func (r *Roster) absorb(tx storage.Tx, m *Member, was Member) error {
	if err := r.remove(tx, was.Ordinal); err != nil {
		return err
	}
	since := map[string]time.Time{}
	for _, id := range was.Identities {
		since[id.Platform] = id.Linked
	}
	m.Former = slices.Concat(m.Former, []Former{{was.Ordinal, was.Alias, since}}, was.Former)
	for _, o := range was.Ordinals() {
		if err := r.heirs.Put(tx, storage.Ordinal(o), heir{m.Ordinal}); err != nil {
			return err
		}
	}
	return nil
}

// Unlink makes an account nobody's and returns it; ErrLastAccount for a member's only one, ErrUnknown where they have none
// on the platform.
func (r *Roster) Unlink(tx storage.Tx, m Member, platform string) (Member, Identity, error) {
	id, ok := m.On(platform)
	switch {
	case !ok:
		return m, id, ErrUnknown
	case len(m.Identities) == 1:
		return m, id, ErrLastAccount
	}
	if err := r.forgetLinks(tx, Member{Ordinal: m.Ordinal, Identities: []Identity{id}}); err != nil {
		return m, id, err
	}
	m.Identities = slices.DeleteFunc(slices.Clone(m.Identities), id.same)
	m.Former = slices.Clone(m.Former)
	for i, f := range m.Former {
		m.Former[i].Since = maps.Clone(f.Since)
		delete(m.Former[i].Since, platform)
	}
	return m, id, r.Put(tx, m)
}

// Bearer is the member for whom an ordinal stands now: their own, or that of a record that was merged into theirs.
type Bearer struct {
	Member
	since map[string]time.Time
}

// Bearer finds the member for whom an ordinal stands; storage.ErrNotFound where they left or never were.
func (r *Roster) Bearer(tx storage.Tx, ordinal uint64) (Bearer, error) {
	m, err := r.Get(tx, ordinal)
	if err == nil {
		b := Bearer{m, map[string]time.Time{}}
		for _, id := range m.Identities {
			b.since[id.Platform] = id.Linked
		}
		return b, nil
	}
	if !errors.Is(err, storage.ErrNotFound) {
		return Bearer{}, err
	}
	h, err := r.heirs.Get(tx, storage.Ordinal(ordinal))
	if err != nil {
		return Bearer{}, err
	}
	if m, err = r.Get(tx, h.Ordinal); err != nil {
		return Bearer{}, err
	}
	i := slices.IndexFunc(m.Former, func(f Former) bool { return f.Ordinal == ordinal })
	if i < 0 {
		return Bearer{m, nil}, nil
	}
	return Bearer{m, m.Former[i].Since}, nil
}

// Has tells whether what was sent under the ordinal on a platform at an instant stands with an account that the member has now.
// A message's id may mean another message to another account.
func (b *Bearer) Has(platform string, at time.Time) bool {
	since, ok := b.since[platform]
	return ok && !at.Before(since)
}

// Account is the identity to which a letter under the ordinal goes: one that it was ever written to, since its buttons were
// made for that, else the one that personal messages go to.
func (b *Bearer) Account() (Identity, bool) {
	for _, id := range b.Identities {
		if _, theirs := b.since[id.Platform]; theirs && !id.Gone && id.Chat != "" {
			return id, true
		}
	}
	return b.Reachable()
}
