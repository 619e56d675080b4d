package members

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"relais/messages"
	"relais/storage"
)

// LinkLife is how long a code is good by which a member links another of their accounts, and the question that follows it.
const LinkLife = 10 * time.Minute

// linkTries is how many wrong codes one account may enter within LinkLife before it has to wait as long. A code that was good
// when the last of them was entered is dead by the end of that wait.
const linkTries = 5

const linkPurpose = "link code"

// What is answered to somebody who links accounts.
var (
	// ErrLinkCode is one answer to a wrong code, a used one and an old one, so that a guess tells nothing.
	ErrLinkCode     = errors.New("that code is not good, or not any more")
	ErrLinkStale    = errors.New("that question about an account is not open any more")
	ErrLinkSame     = errors.New("the code was made on the same platform")
	ErrLinkTaken    = errors.New("the member has an account on that platform already")
	ErrLinkAlready  = errors.New("the account belongs to the member already")
	ErrLinkRoles    = errors.New("both accounts have a part in the network")
	ErrLinkRoleHere = errors.New("the account that entered the code has a part in the network")
	ErrLastAccount  = errors.New("it is the member's only account")
)

// TriesError is the answer to an account that entered too many wrong codes, good ones included, until a moment.
type TriesError struct{ Until time.Time }

func (e *TriesError) Error() string {
	return "too many wrong codes: none is taken before " + e.Until.Format(time.RFC3339)
}

// link is a member's wish to link another account, kept under their ordinal: one at a time.
type link struct {
	// MAC is the code as a keyed hash; empty once the code was entered.
	MAC string `json:"mac,omitempty"`
	// Platform and User are the account that asked for the code, where the question is put as well.
	Platform string    `json:"platform"`
	User     string    `json:"user"`
	Expires  time.Time `json:"expires"`
	// Claim is the account that entered the code and waits for a yes; nil before.
	Claim *Claim `json:"claim,omitempty"`
}

// Claim is an account that entered a member's code. It becomes the member's by their yes alone.
type Claim struct {
	ID       string        `json:"id"` // names the question
	Identity Identity      `json:"identity"`
	Ordinal  uint64        `json:"ordinal,omitempty"` // whose account it was; 0 is nobody's
	Lang     messages.Lang `json:"lang"`              // what is spoken with it
	At       time.Time     `json:"at"`
}

// tries are the wrong codes of one account, under a keyed hash of it.
type tries struct {
	Wrong []time.Time `json:"wrong,omitempty"`
	Until time.Time   `json:"until,omitzero"` // no code is taken before
}

// NewLinkCode gives a member a code of six digits by which another account of theirs is linked, asked for from the account on.
// It is good once and for LinkLife, and an earlier one is dead.
func (r *Roster) NewLinkCode(tx storage.Tx, m Member, on Identity, now time.Time) (string, error) {
	live, err := r.liveLinks(tx, now)
	if err != nil {
		return "", err
	}
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
		if err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		code := fmt.Sprintf("%06d", n)
		if _, _, ok := r.byCode(live, code); ok {
			continue // two members with one code would be one too many
		}
		mac := hex.EncodeToString(r.store.MAC(linkPurpose, []byte(code)))
		return code, r.links.Put(tx, storage.Ordinal(m.Ordinal), link{MAC: mac, Platform: on.Platform, User: on.User, Expires: now.Add(LinkLife).UTC()})
	}
}

// EnterLinkCode takes a code that an account entered; key is the account's name among those that tried. Where the code is good
// and the account may be linked, the code is used up and the claim waits for the yes of the member m, who is asked at the
// account on. Nothing else changes. Refusals are *TriesError and the ErrLink values; the wrong try that goes with ErrLinkCode
// is kept in the same transaction.
func (r *Roster) EnterLinkCode(tx storage.Tx, key string, c Claim, code string, now time.Time) (m Member, on Identity, claim Claim, err error) {
	t, err := r.tries.Get(tx, key)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return m, on, c, err
	}
	if now.Before(t.Until) {
		return m, on, c, &TriesError{t.Until}
	}
	live, err := r.liveLinks(tx, now)
	if err != nil {
		return m, on, c, err
	}
	ordinal, l, ok := r.byCode(live, code)
	if ok {
		m, on, ok, err = r.askedAt(tx, ordinal, l)
	}
	if err != nil {
		return m, on, c, err
	}
	if !ok {
		if err := r.wrongTry(tx, key, t, now); err != nil {
			return m, on, c, err
		}
		return m, on, c, ErrLinkCode
	}
	other, err := r.linkable(tx, m, c.Identity)
	switch {
	case errors.Is(err, ErrLinkTaken) && l.Platform == c.Identity.Platform:
		return m, on, c, ErrLinkSame
	case err != nil:
		return m, on, c, err
	case other != nil:
		c.Ordinal = other.Ordinal
	}
	c.ID, c.At = Token(5), now.UTC()
	l.MAC, l.Claim = "", &c
	return m, on, c, r.links.Put(tx, storage.Ordinal(ordinal), l)
}

// askedAt finds the member who asked for a code, and the account they asked from; not ok where either is gone.
func (r *Roster) askedAt(tx storage.Tx, ordinal uint64, l link) (m Member, on Identity, ok bool, err error) {
	m, err = r.Get(tx, ordinal)
	if errors.Is(err, storage.ErrNotFound) {
		return m, on, false, nil
	}
	on, ok = m.On(l.Platform)
	return m, on, ok && on.User == l.User, err
}

// wrongTry counts one more wrong code of an account.
func (r *Roster) wrongTry(tx storage.Tx, key string, t tries, now time.Time) error {
	recent := slices.DeleteFunc(slices.Clone(t.Wrong), func(at time.Time) bool { return now.Sub(at) >= LinkLife })
	t = tries{Wrong: append(recent, now.UTC())}
	if len(t.Wrong) >= linkTries {
		t = tries{Until: now.Add(LinkLife).UTC()}
	}
	return r.tries.Put(tx, key, t)
}

// TakeClaim takes the claim that waits for a member's answer, which can be given once; ErrLinkStale where it is another one,
// or none, or the time is over.
func (r *Roster) TakeClaim(tx storage.Tx, m Member, id string, now time.Time) (Claim, error) {
	l, err := r.links.Get(tx, storage.Ordinal(m.Ordinal))
	if errors.Is(err, storage.ErrNotFound) || err == nil && (l.Claim == nil || l.Claim.ID != id || !now.Before(l.Expires)) {
		return Claim{}, ErrLinkStale
	}
	if err != nil {
		return Claim{}, err
	}
	return *l.Claim, r.links.Delete(tx, storage.Ordinal(m.Ordinal))
}

// DropClaim takes a claim back by the account that made it; ErrLinkStale where none waits.
func (r *Roster) DropClaim(tx storage.Tx, id string, by Identity, now time.Time) error {
	live, err := r.liveLinks(tx, now)
	if err != nil {
		return err
	}
	for ordinal, l := range live {
		if l.Claim != nil && l.Claim.ID == id && l.Claim.Identity.same(by) {
			return r.links.Delete(tx, storage.Ordinal(ordinal))
		}
	}
	return ErrLinkStale
}

// linkable says whether an account may become one of m's. other is the member whose it is; nil where it is nobody's.
func (r *Roster) linkable(tx storage.Tx, m Member, who Identity) (other *Member, err error) {
	o, err := r.ByIdentity(tx, who.Platform, who.User)
	switch {
	case errors.Is(err, ErrUnknown):
		o = Member{Identities: []Identity{who}}
	case err != nil:
		return nil, err
	case o.Ordinal == m.Ordinal:
		return nil, ErrLinkAlready
	default:
		other = &o
	}
	for _, id := range o.Identities {
		if _, have := m.On(id.Platform); have {
			return nil, ErrLinkTaken
		}
	}
	switch {
	case len(o.Roles) > 0 && len(m.Roles) > 0:
		return nil, ErrLinkRoles
	case len(o.Roles) > 0, o.Status == Admitted && m.Status != Admitted: // what stays is m's, and that would be less
		return nil, ErrLinkRoleHere
	}
	return other, nil
}

// liveLinks are the links whose time is not over, by ordinal. They are few, since each lives for minutes.
func (r *Roster) liveLinks(tx storage.Tx, now time.Time) (map[uint64]link, error) {
	live := map[uint64]link{}
	err := r.links.Scan(tx, storage.Range{}, func(key string, l link) error {
		ordinal, err := storage.ParseOrdinal(key)
		if err == nil && now.Before(l.Expires) {
			live[ordinal] = l
		}
		return err
	})
	return live, err
}

// byCode finds the link with a code, under whatever key version its hash was made.
func (r *Roster) byCode(live map[uint64]link, code string) (uint64, link, bool) {
	for ordinal, l := range live {
		mac, err := hex.DecodeString(l.MAC)
		if err == nil && r.store.CheckMAC(linkPurpose, []byte(code), mac) {
			return ordinal, l, true
		}
	}
	return 0, link{}, false
}

// forgetLinks erases what waits of a member: their own code, and what their accounts claimed of others.
func (r *Roster) forgetLinks(tx storage.Tx, m Member) error {
	gone := []string{storage.Ordinal(m.Ordinal)}
	if err := r.links.Scan(tx, storage.Range{}, func(key string, l link) error {
		if l.Claim != nil && slices.ContainsFunc(m.Identities, l.Claim.Identity.same) {
			gone = append(gone, key)
		}
		return nil
	}); err != nil {
		return err
	}
	return deleteAll(tx, r.links, gone)
}

// PruneLinks forgets codes, claims and tries that are past their time.
func (r *Roster) PruneLinks(tx storage.Tx, now time.Time) error {
	var links, old []string
	if err := r.links.Scan(tx, storage.Range{}, func(key string, l link) error {
		if !now.Before(l.Expires) {
			links = append(links, key)
		}
		return nil
	}); err != nil {
		return err
	}
	if err := r.tries.Scan(tx, storage.Range{}, func(key string, t tries) error {
		recent := slices.ContainsFunc(t.Wrong, func(at time.Time) bool { return now.Sub(at) < LinkLife })
		if !recent && !now.Before(t.Until) {
			old = append(old, key)
		}
		return nil
	}); err != nil {
		return err
	}
	return errors.Join(deleteAll(tx, r.links, links), deleteAll(tx, r.tries, old))
}

func deleteAll[T any](tx storage.Tx, c *storage.Collection[T], keys []string) error {
	for _, key := range keys {
		if err := c.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}
