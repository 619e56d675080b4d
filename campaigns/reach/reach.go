// Package reach knows what came of a brief: which kits were opened, which links lead where and how often readers followed
// them, and what members said they shared, where they agreed to be counted.
//
// Links come in two kinds. An opener is one member's and short-lived: it leads to a network's composer. A public link stands
// in the shared text: it leads readers to the brief's page and is counted by brief, language and network; by member only where
// that member agreed. Destinations come only from the store. It sends nothing and fetches nothing.
package reach

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// Reach keeps links, counts, kits and shares. Every method works inside the caller's transaction.
type Reach struct {
	public  string
	store   *storage.Store
	openers *storage.Collection[Opener]
	links   *storage.Collection[Link]
	clicks  *storage.Collection[clicks]
	kits    *storage.Collection[Kit]
	shares  *storage.Collection[Share]
	helped  *storage.Collection[helped]
	untold  *storage.Collection[Untold]
}

// New opens the collections. public is the address under which readers elsewhere reach this service, without a final slash;
// empty where they cannot.
func New(store *storage.Store, public string) *Reach {
	return &Reach{
		public: public,
		store:  store,
		openers: storage.NewCollection(store, storage.Spec[Opener]{Name: "openers", Indexes: []storage.Index[Opener]{
			{Name: "member", Values: func(_ string, o Opener) []string { return []string{storage.Ordinal(o.Member)} }},
		}}),
		links: storage.NewCollection(store, storage.Spec[Link]{Name: "links", Indexes: []storage.Index[Link]{
			{Name: "same", Unique: true, Values: func(_ string, l Link) []string { return []string{l.same()} }},
			{Name: "brief", Values: func(_ string, l Link) []string { return []string{l.Brief} }},
			{Name: "member", Values: func(_ string, l Link) []string {
				if l.Member == 0 {
					return nil
				}
				return []string{storage.Ordinal(l.Member)}
			}},
		}}),
		clicks: storage.NewCollection(store, storage.Spec[clicks]{Name: "clicks"}),
		kits: storage.NewCollection(store, storage.Spec[Kit]{Name: "kits", Indexes: []storage.Index[Kit]{
			{Name: "member", Values: func(_ string, k Kit) []string { return []string{storage.Ordinal(k.Member)} }},
			{Name: "id", Values: func(_ string, k Kit) []string { return []string{storage.Ordinal(k.ID)} }},
		}}),
		helped: storage.NewCollection(store, storage.Spec[helped]{Name: "helped"}),
		untold: storage.NewCollection(store, storage.Spec[Untold]{Name: "untold"}),
		shares: storage.NewCollection(store, storage.Spec[Share]{Name: "shares", Indexes: []storage.Index[Share]{
			{Name: "member", Values: func(_ string, s Share) []string { return []string{storage.Ordinal(s.Member)} }},
			{Name: "brief", Values: func(_ string, s Share) []string { return []string{s.Brief} }},
		}}),
	}
}

// Measured tells whether anything can be counted: whether readers reach this service.
func (r *Reach) Measured() bool { return r.public != "" }

// OpenerLife is how long an opener leads anywhere.
const OpenerLife = 7 * 24 * time.Hour

// Opener leads one member to a network's composer.
type Opener struct {
	Token   string        `json:"token"`
	Member  uint64        `json:"member"`
	Brief   string        `json:"brief"`
	Rev     int           `json:"rev"`
	Lang    messages.Lang `json:"lang,omitempty"` // that it was shown in; empty where that was not kept
	Network string        `json:"network"`
	To      string        `json:"to"` // the composer's address
	Expires time.Time     `json:"expires"`
}

// Open makes an opener and returns its address; the composer's own address where readers cannot reach this service.
func (r *Reach) Open(tx storage.Tx, o Opener, now time.Time) (string, error) {
	if !r.Measured() {
		return o.To, nil
	}
	o.Token, o.Expires = members.Token(10), now.Add(OpenerLife).UTC()
	return r.public + "/o/" + o.Token, r.openers.Put(tx, o.Token, o)
}

// Opener finds an opener; storage.ErrNotFound for one that never was or has expired.
func (r *Reach) Opener(tx storage.Tx, token string, now time.Time) (Opener, error) {
	o, err := r.openers.Get(tx, token)
	if err == nil && !now.Before(o.Expires) {
		return Opener{}, fmt.Errorf("opener: %w", storage.ErrNotFound)
	}
	return o, err
}

// Link is a public link.
type Link struct {
	Token   string        `json:"token"`
	Brief   string        `json:"brief"`
	Lang    messages.Lang `json:"lang"`
	Network string        `json:"network"`
	Member  uint64        `json:"member,omitempty"` // 0 counts for nobody in particular
}

func (l Link) same() string {
	return fmt.Sprintf("%s\x00%s\x00%s\x00%d", l.Brief, l.Lang, l.Network, l.Member)
}

// Public gives the address of the public link for exactly this brief, language, network and member, making it once; "" where
// readers cannot reach this service.
func (r *Reach) Public(tx storage.Tx, l Link) (string, error) {
	if !r.Measured() {
		return "", nil
	}
	have, err := r.links.Find(tx, "same", l.same())
	if err != nil {
		return "", err
	}
	if len(have) > 0 {
		return r.public + "/s/" + have[0], nil
	}
	l.Token = members.Token(6)
	return r.public + "/s/" + l.Token, r.links.Put(tx, l.Token, l)
}

// Link finds a public link; storage.ErrNotFound where there is none.
func (r *Reach) Link(tx storage.Tx, token string) (Link, error) { return r.links.Get(tx, token) }

// clicks counts the readers of one public link by day (UTC).
type clicks struct {
	Days map[string]int `json:"days"`
}

// Click counts one reader of a public link.
func (r *Reach) Click(tx storage.Tx, token string, now time.Time) error {
	c, err := r.clicks.Get(tx, token)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	days := map[string]int{}
	for d, n := range c.Days {
		days[d] = n
	}
	days[now.UTC().Format(time.DateOnly)]++
	return r.clicks.Put(tx, token, clicks{Days: days})
}

// Form says how something was carried.
type Form string

// The forms of a share. The zero value is read as Post.
const (
	Post        Form = "post"
	Article     Form = "article"
	Talk        Form = "talk"
	Event       Form = "event"
	Interview   Form = "interview"
	Translation Form = "translation"
)

// Share is a member's word that they carried a brief, kept only where they agreed to be counted.
type Share struct {
	ID      uint64        `json:"id"`
	Member  uint64        `json:"member"`
	Brief   string        `json:"brief"`
	Rev     int           `json:"rev"`
	Lang    messages.Lang `json:"lang,omitempty"` // that its kit was in; empty where that was not kept
	Network string        `json:"network"`
	Form    Form          `json:"form"`
	URL     string        `json:"url,omitempty"`
	At      time.Time     `json:"at"`
	// Told is the correction that the member was told of, by revision, and Closed what they did about it.
	Told   int    `json:"told,omitempty"`
	Closed string `json:"closed,omitempty"` // "corrected", "deleted", "left"
}

// PutShare keeps a share; a new one (ID 0) receives its number.
func (r *Reach) PutShare(tx storage.Tx, s Share) (Share, error) {
	if s.ID == 0 {
		n, err := r.store.Next(tx, "shares")
		if err != nil {
			return s, err
		}
		s.ID = n
	}
	s.Form = cmp.Or(s.Form, Post)
	return s, r.shares.Put(tx, storage.Ordinal(s.ID), s)
}

// Share finds a share; storage.ErrNotFound where there is none.
func (r *Reach) Share(tx storage.Tx, id uint64) (Share, error) {
	return r.shares.Get(tx, storage.Ordinal(id))
}

// Unshare takes a share back.
func (r *Reach) Unshare(tx storage.Tx, id uint64) error {
	return r.shares.Delete(tx, storage.Ordinal(id))
}

// SharesOf lists a member's shares, newest first.
func (r *Reach) SharesOf(tx storage.Tx, member uint64) ([]Share, error) {
	return r.find(tx, "member", storage.Ordinal(member))
}

// SharesOfBrief lists a brief's shares, newest first.
func (r *Reach) SharesOfBrief(tx storage.Tx, brief string) ([]Share, error) {
	return r.find(tx, "brief", brief)
}

func isNotFound(err error) bool { return errors.Is(err, storage.ErrNotFound) }

func (r *Reach) find(tx storage.Tx, index, value string) ([]Share, error) {
	keys, err := r.shares.Find(tx, index, value)
	if err != nil {
		return nil, err
	}
	slices.Sort(keys)
	slices.Reverse(keys)
	out := make([]Share, 0, len(keys))
	for _, k := range keys {
		s, err := r.shares.Get(tx, k)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// Forget erases what leads from a member to what they did: kits, openers, shares, and their number on their public links.
func (r *Reach) Forget(tx storage.Tx, member uint64) error {
	m := storage.Ordinal(member)
	if err := r.helped.Delete(tx, m); err != nil {
		return err
	}
	if err := r.forgetUntold(tx, member); err != nil {
		return err
	}
	for _, c := range []struct {
		find   func(storage.Tx, string, string) ([]string, error)
		delete func(storage.Tx, string) error
	}{{r.kits.Find, r.kits.Delete}, {r.openers.Find, r.openers.Delete}, {r.shares.Find, r.shares.Delete}} {
		keys, err := c.find(tx, "member", m)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if err := c.delete(tx, k); err != nil {
				return err
			}
		}
	}
	return r.Unlink(tx, member)
}

// Unlink takes a member's number off their public links, which go on leading readers to the brief but count for nobody.
func (r *Reach) Unlink(tx storage.Tx, member uint64) error {
	keys, err := r.links.Find(tx, "member", storage.Ordinal(member))
	if err != nil {
		return err
	}
	for _, k := range keys {
		l, err := r.links.Get(tx, k)
		if err != nil {
			return err
		}
		// Such a link keeps an identity of its own by its token, so that posts out there still lead somewhere.
		l.Member, l.Network = 0, l.Network+"\x00"+l.Token
		if err := r.links.Put(tx, k, l); err != nil {
			return err
		}
	}
	return nil
}
