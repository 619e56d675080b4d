package members

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"relais/messages"
	"relais/storage"
)

// Roster keeps members and invitations. Every method works inside the caller's transaction.
type Roster struct {
	store   *storage.Store
	members *storage.Collection[Member]
	invites *storage.Collection[Invite]
	codes   *storage.Collection[adminCode]
	links   *storage.Collection[link]
	tries   *storage.Collection[tries]
	heirs   *storage.Collection[heir]
	facets  *facets
}

// NewRoster opens the collections of who there is.
func NewRoster(store *storage.Store) *Roster {
	return &Roster{
		store: store,
		members: storage.NewCollection(store, storage.Spec[Member]{Name: "members", Indexes: []storage.Index[Member]{
			{Name: "identity", Unique: true, Values: func(_ string, m Member) []string {
				var out []string
				for _, id := range m.Identities {
					out = append(out, identityValue(id.Platform, id.User))
				}
				return out
			}},
			{Name: "alias", Unique: true, Values: func(_ string, m Member) []string {
				out := []string{string(m.Alias)}
				for _, f := range m.Former {
					out = append(out, string(f.Alias))
				}
				return out
			}},
			{Name: "role", Values: func(_ string, m Member) []string {
				var out []string
				for _, r := range m.Roles {
					out = append(out, string(r))
				}
				return out
			}},
			{Name: "status", Values: func(_ string, m Member) []string {
				if m.Status == Waiting {
					return []string{string(Waiting)}
				}
				return nil
			}},
		}}),
		invites: storage.NewCollection(store, storage.Spec[Invite]{Name: "invites"}),
		codes:   storage.NewCollection(store, storage.Spec[adminCode]{Name: "admin-codes"}),
		links:   storage.NewCollection(store, storage.Spec[link]{Name: "link-codes"}),
		tries:   storage.NewCollection(store, storage.Spec[tries]{Name: "link-tries"}),
		heirs:   storage.NewCollection(store, storage.Spec[heir]{Name: "heirs"}),
		facets:  newFacets(store),
	}
}

// New makes a member who has just said hello by an identity. They are Joining, and have agreed to nothing.
func (r *Roster) New(tx storage.Tx, id Identity, lang messages.Lang) (Member, error) {
	n, err := r.store.Next(tx, "members")
	if err != nil {
		return Member{}, err
	}
	m := Member{
		Ordinal: n, Alias: newAlias(), Status: Joining, Identities: []Identity{id}, Lang: lang, Reads: []messages.Lang{lang},
		QuietFrom: DefaultQuietFrom, QuietTo: DefaultQuietTo, DailyBriefs: DefaultDailyBriefs,
	}
	return m, r.Put(tx, m)
}

// Put keeps a member and their facets.
func (r *Roster) Put(tx storage.Tx, m Member) error {
	if err := r.members.Put(tx, storage.Ordinal(m.Ordinal), m); err != nil {
		return fmt.Errorf("member %d: %w", m.Ordinal, err)
	}
	return r.facets.set(tx, m)
}

// Get finds a member by ordinal; storage.ErrNotFound where there is none.
func (r *Roster) Get(tx storage.Tx, ordinal uint64) (Member, error) {
	return r.members.Get(tx, storage.Ordinal(ordinal))
}

// ByIdentity finds the member behind an account; ErrUnknown where there is none.
func (r *Roster) ByIdentity(tx storage.Tx, platform, user string) (Member, error) {
	return r.one(tx, "identity", identityValue(platform, user))
}

// ByAlias finds the member behind an alias, also that of a record merged into theirs; ErrUnknown for a former member.
func (r *Roster) ByAlias(tx storage.Tx, a messages.Alias) (Member, error) {
	return r.one(tx, "alias", string(a))
}

// WithRole lists the admitted members who hold one of some roles, each once: those of the first role by ordinal, then those of the next.
func (r *Roster) WithRole(tx storage.Tx, roles ...Role) ([]Member, error) {
	var out []Member
	for i, role := range roles {
		all, err := r.all(tx, "role", string(role), func(m Member) bool {
			return m.Status == Admitted && !slices.ContainsFunc(roles[:i], func(before Role) bool { return slices.Contains(m.Roles, before) })
		})
		if err != nil {
			return nil, err
		}
		out = append(out, all...)
	}
	return out, nil
}

// Leaders lists those who lead, then the admins who don't: they may do what leads may.
func (r *Roster) Leaders(tx storage.Tx) ([]Member, error) { return r.WithRole(tx, Lead, Admin) }

// InQueue lists those who wait for a person to look, by ordinal.
func (r *Roster) InQueue(tx storage.Tx) ([]Member, error) {
	return r.all(tx, "status", string(Waiting), func(Member) bool { return true })
}

// SetRoles gives a member exactly these roles; ErrLastAdmin where nobody would be admin any more.
func (r *Roster) SetRoles(tx storage.Tx, m Member, roles []Role) (Member, error) {
	if slices.Contains(m.Roles, Admin) && !slices.Contains(roles, Admin) {
		if err := r.notLastAdmin(tx, m); err != nil {
			return m, err
		}
	}
	m.Roles = roles
	return m, r.Put(tx, m)
}

// Erase removes the member's record, identities and facets, and what leads to them from records that were merged into theirs;
// ErrLastAdmin for the last admin. What names an alias stays.
func (r *Roster) Erase(tx storage.Tx, m Member) error {
	if slices.Contains(m.Roles, Admin) {
		if err := r.notLastAdmin(tx, m); err != nil {
			return err
		}
	}
	return r.EraseAnyway(tx, m)
}

// EraseAnyway is Erase for somebody who was erased once already, also where they are the last admin.
func (r *Roster) EraseAnyway(tx storage.Tx, m Member) error {
	if err := r.forgetLinks(tx, m); err != nil {
		return err
	}
	for _, f := range m.Former {
		if err := r.heirs.Delete(tx, storage.Ordinal(f.Ordinal)); err != nil {
			return err
		}
	}
	return r.remove(tx, m.Ordinal)
}

func (r *Roster) remove(tx storage.Tx, ordinal uint64) error {
	if err := r.members.Delete(tx, storage.Ordinal(ordinal)); err != nil {
		return err
	}
	return r.facets.clear(tx, ordinal)
}

// Scan calls fn for members from an ordinal on, ascending; fn may return storage.ErrStop.
func (r *Roster) Scan(tx storage.Tx, from uint64, fn func(Member) error) error {
	return r.members.Scan(tx, storage.Range{From: storage.Ordinal(from)}, func(_ string, m Member) error { return fn(m) })
}

func (r *Roster) notLastAdmin(tx storage.Tx, m Member) error {
	admins, err := r.WithRole(tx, Admin)
	if err != nil {
		return err
	}
	if len(admins) == 0 || len(admins) == 1 && admins[0].Ordinal == m.Ordinal {
		return ErrLastAdmin
	}
	return nil
}

func (r *Roster) one(tx storage.Tx, index, value string) (Member, error) {
	keys, err := r.members.Find(tx, index, value)
	if err != nil {
		return Member{}, err
	}
	if len(keys) == 0 {
		return Member{}, ErrUnknown
	}
	return r.members.Get(tx, keys[0])
}

func (r *Roster) all(tx storage.Tx, index, value string, want func(Member) bool) ([]Member, error) {
	keys, err := r.members.Find(tx, index, value)
	if err != nil {
		return nil, err
	}
	var out []Member
	for _, k := range keys {
		m, err := r.members.Get(tx, k)
		if err != nil {
			return nil, err
		}
		if want(m) {
			out = append(out, m)
		}
	}
	return out, nil
}

func identityValue(platform, user string) string { return platform + "\x00" + user }

// newAlias is 80 random bits: enough that no two members ever share one.
func newAlias() messages.Alias { return messages.Alias("p-" + Token(10)) }

// Token is n random bytes in lower-case base32 without padding: it can be typed, and stands in a link or a file name.
func Token(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // crypto/rand never returns an error: it ends the process instead
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

// Invite lets people join.
type Invite struct {
	Code    string         `json:"code"`
	By      messages.Alias `json:"by"`
	Kind    Kind           `json:"kind,omitempty"`   // what they join as; empty asks
	Roles   []Role         `json:"roles,omitempty"`  // roles they receive when admitted; such an invite serves one person
	Review  bool           `json:"review,omitempty"` // a person looks before they are admitted
	Uses    int            `json:"uses"`             // how many may still come by it; 0 is nobody
	Expires time.Time      `json:"expires"`
}

// ErrInvite is the answer to an invitation that does not exist, is used up or has expired.
var ErrInvite = errors.New("the invitation is not valid any more")

// Invite makes an invitation and gives it its code.
func (r *Roster) Invite(tx storage.Tx, inv Invite) (Invite, error) {
	inv.Code = Token(10)
	if len(inv.Roles) > 0 {
		inv.Uses = 1
	}
	return inv, r.invites.Put(tx, inv.Code, inv)
}

// CheckInvite finds a valid invitation; ErrInvite otherwise.
func (r *Roster) CheckInvite(tx storage.Tx, code string, now time.Time) (Invite, error) {
	inv, err := r.invites.Get(tx, strings.ToLower(code))
	if errors.Is(err, storage.ErrNotFound) || err == nil && (inv.Uses <= 0 || !now.Before(inv.Expires)) {
		return Invite{}, ErrInvite
	}
	return inv, err
}

// FindInvite finds an invitation whatever became of it; storage.ErrNotFound where there is none.
func (r *Roster) FindInvite(tx storage.Tx, code string) (Invite, error) {
	return r.invites.Get(tx, strings.ToLower(code))
}

// UseInvite takes one use off an invitation; ErrInvite where none is left.
func (r *Roster) UseInvite(tx storage.Tx, code string, now time.Time) (Invite, error) {
	inv, err := r.CheckInvite(tx, code, now)
	if err != nil {
		return inv, err
	}
	inv.Uses--
	return inv, r.invites.Put(tx, inv.Code, inv)
}
