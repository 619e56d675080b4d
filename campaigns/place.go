package campaigns

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// Place is a channel, group, forum or thread in which the network's briefs are posted for whoever reads there.
type Place struct {
	Ordinal uint64         `json:"ordinal"` // with outbox.PlaceBit; 0 for one that is not kept
	Address outbox.Address `json:"address"`
	Title   string         `json:"title"` // as the platform shows it; never logged
	// SetUpBy is the moderator who has briefs posted there; empty: nothing is posted.
	SetUpBy messages.Alias  `json:"set_up_by,omitempty"`
	Langs   []messages.Lang `json:"langs"`            // best first; a post is in the first that is approved
	Topics  []string        `json:"topics,omitempty"` // empty is all
	PerDay  int             `json:"per_day"`          // posts a day in the network's zone; 0 is none
	// Mention is the platform's id of the people there who asked to be told of each post; empty mentions nobody.
	Mention string `json:"mention,omitempty"`
	// Runner is the moderator who showed last, in the place itself, that they manage it there.
	Runner messages.Alias `json:"runner,omitempty"`
	// Lacks are the rights that the bot needs there and has not, as far as it is known, as texts name them.
	Lacks []string `json:"lacks,omitempty"`
	// Since is when the place got its address by moving there: what was posted before stands elsewhere. Zero where it never moved.
	Since time.Time `json:"since,omitzero"`
	// Gone tells that the bot was removed or may not write there any more; until somebody sets the place up again.
	Gone bool `json:"gone,omitempty"`
	// Answered is the last correction that was also said under the post it corrects.
	Answered uint64   `json:"answered,omitempty"`
	Today    received `json:"today,omitzero"`
}

// DefaultPerDay is how many posts a day a place takes until a moderator says otherwise.
const DefaultPerDay = 3

// wants tells whether a brief with these topics is for the place.
func (p Place) wants(topics []string) bool {
	return p.SetUpBy != "" && (len(topics) == 0 || len(p.Topics) == 0 ||
		slices.ContainsFunc(p.Topics, func(t string) bool { return slices.Contains(topics, t) }))
}

// placeValues are what a place is found by: where it is, and its chat, whatever the thread.
func placeValues(_ string, p Place) []string {
	return []string{placeValue(p.Address), placeValue(outbox.Address{Platform: p.Address.Platform, Chat: p.Address.Chat, Thread: "*"})}
}

func placeValue(a outbox.Address) string {
	return strings.Join([]string{a.Platform, a.Chat, a.Thread}, "\x00")
}

// Place finds a place by its ordinal; storage.ErrNotFound where there is none.
func (n *Network) Place(tx storage.Tx, ordinal uint64) (Place, error) {
	return n.places.Get(tx, storage.Ordinal(ordinal))
}

// PlaceAt finds the place at an address, whoever is answered there; storage.ErrNotFound where none was ever kept.
func (n *Network) PlaceAt(tx storage.Tx, a outbox.Address) (Place, error) {
	keys, err := n.places.Find(tx, "address", placeValue(a))
	if err == nil && len(keys) == 0 {
		err = storage.ErrNotFound
	}
	if err != nil {
		return Place{}, err
	}
	return n.places.Get(tx, keys[0])
}

// Places lists all places that are kept, in the order in which they came.
func (n *Network) Places(tx storage.Tx) ([]Place, error) {
	var out []Place
	err := n.places.Scan(tx, storage.Range{}, func(_ string, p Place) error {
		out = append(out, p)
		return nil
	})
	return out, err
}

// PutPlace keeps a place and notes who changed it; a new one is given its ordinal.
func (n *Network) PutPlace(tx storage.Tx, p Place, by messages.Alias, now time.Time) (Place, error) {
	if p.Ordinal == 0 {
		next, err := n.Store.Next(tx, "places")
		if err != nil {
			return p, err
		}
		p.Ordinal = outbox.PlaceBit | next
	}
	p.Address.Reply = "" // that answered what somebody did
	if err := n.Record(tx, by, "place", p.name(), now); err != nil {
		return p, err
	}
	return p, n.putPlace(tx, p)
}

// name is how the audit trail names a place: not by its title, which people there chose.
func (p Place) name() string { return fmt.Sprintf("L%d", p.Ordinal&^outbox.PlaceBit) }

func (n *Network) putPlace(tx storage.Tx, p Place) error {
	if err := n.places.Put(tx, storage.Ordinal(p.Ordinal), p); err != nil {
		return fmt.Errorf("place %s: %w", p.name(), err)
	}
	return nil
}

// LosePlaces notes that the bot cannot post in a chat, for want of a right where lacks names one, in the one thread that the address
// names or, where it names none, in none of them. It returns the places in which it was to post.
func (n *Network) LosePlaces(tx storage.Tx, a outbox.Address, lacks string) ([]Place, error) {
	all, err := n.placesIn(tx, a)
	if err != nil {
		return nil, err
	}
	var lost []Place
	for _, p := range all {
		if p.Gone || a.Thread != "" && p.Address.Thread != a.Thread {
			continue
		}
		p.Gone = true
		if lacks != "" {
			p.Lacks = []string{lacks}
		}
		if err := n.putPlace(tx, p); err != nil {
			return nil, err
		}
		if p.SetUpBy != "" {
			lost = append(lost, p)
		}
	}
	return lost, nil
}

// MovePlaces gives the places of a chat the chat's new id. What was said of a place under that id already is joined with what was said
// before: it is one place.
func (n *Network) MovePlaces(tx storage.Tx, a outbox.Address, chat string, now time.Time) error {
	all, err := n.placesIn(tx, a)
	if err != nil {
		return err
	}
	for _, p := range all {
		p.Address.Chat, p.Since = chat, now.UTC()
		there, err := n.PlaceAt(tx, p.Address)
		switch {
		case errors.Is(err, storage.ErrNotFound):
		case err != nil:
			return err
		default:
			if there.SetUpBy != "" {
				p.SetUpBy, p.Langs, p.Topics, p.PerDay, p.Mention = there.SetUpBy, there.Langs, there.Topics, there.PerDay, there.Mention
			}
			p.Gone, p.Lacks, p.Title = there.Gone, there.Lacks, there.Title
			if err := n.places.Delete(tx, storage.Ordinal(there.Ordinal)); err != nil {
				return err
			}
		}
		if err := n.putPlace(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// owedFor is how long after a post could not be made in a place it is made all the same once that is possible again. What corrects is
// owed for ever.
const owedFor = 48 * time.Hour

// Regain makes up for what could not be done in a place while the bot could not write there: corrections and notices, and posts of the
// last two days. It tells how many. Call Wake after the commit.
func (n *Network) Regain(tx storage.Tx, p Place, now time.Time) (int, error) {
	var owed []outbox.RowID
	err := n.releases.Scan(tx, storage.Range{}, func(_ string, r Release) error {
		posts := p.SetUpBy != "" && now.Sub(r.At) < owedFor && r.Restored.IsZero() // a restored one may have been made up for already
		if r.Started && !r.Cancelled && (r.Replaces() || posts) {
			owed = append(owed, outbox.RowID{Release: r.ID, Ordinal: p.Ordinal})
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	count := 0
	for _, id := range owed {
		row, err := n.Outbox.Row(tx, id)
		if errors.Is(err, storage.ErrNotFound) || err == nil && row.State != outbox.Failed && row.Reason != WhyGone {
			continue
		}
		if err != nil {
			return count, err
		}
		again, err := n.Outbox.Retry(tx, id)
		if err != nil {
			return count, err
		}
		if !again {
			continue
		}
		count++
		r, err := n.Release(tx, id.Release)
		if err == nil {
			err = n.unsettle(tx, r)
		}
		if err != nil {
			return count, err
		}
	}
	return count, nil
}

func (n *Network) placesIn(tx storage.Tx, a outbox.Address) ([]Place, error) {
	keys, err := n.places.Find(tx, "address", placeValue(outbox.Address{Platform: a.Platform, Chat: a.Chat, Thread: "*"}))
	if err != nil {
		return nil, err
	}
	out := make([]Place, 0, len(keys))
	for _, k := range keys {
		p, err := n.places.Get(tx, k)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// placesFor lists the places that a release is for.
func (n *Network) placesFor(tx storage.Tx, r Release) ([]Place, error) {
	all, err := n.Places(tx)
	return slices.DeleteFunc(all, func(p Place) bool { return !p.wants(r.Audience.Topics) }), err
}

// placeRows are the rows of a release for places: one post reaches many, so they come first.
func (n *Network) placeRows(tx storage.Tx, r Release) ([]outbox.Row, error) {
	all, err := n.placesFor(tx, r)
	rows := make([]outbox.Row, 0, len(all))
	for _, p := range all {
		rows = append(rows, outbox.Row{
			ID: outbox.RowID{Release: r.ID, Ordinal: p.Ordinal}, Platform: p.Address.Platform, Lane: lanes[r.Class],
		})
	}
	return rows, err
}

// countPosted notes that one of a place's posts of the day was used by a release.
func (n *Network) countPosted(tx storage.Tx, p Place, release uint64, now time.Time) error {
	p.Today = p.Today.with(now.In(n.Settings.Zone), release)
	return n.putPlace(tx, p)
}

// Topics lists what briefs and campaigns are about, for people to choose from.
func (n *Network) Topics(tx storage.Tx) ([]string, error) {
	var out []string
	add := func(topics []string) {
		for _, t := range topics {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	all, err := n.Campaigns(tx)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		add(c.Audience.Topics)
	}
	err = n.Desk.Briefs(tx, func(b messages.Brief) error {
		if b.Stage != messages.Withdrawn {
			add(b.Topics)
		}
		return nil
	})
	slices.SortFunc(out, cmp.Compare[string])
	return out, err
}
