// Package campaigns decides who hears what, when, and what came of it: campaigns and their sponsors, the door that every
// message passes, releases and their plans, corrections, and the record of who did what.
//
// The way of the data: a lead's release becomes a Release record with a due time. A recurring tick finds what is due and walks
// the audience page by page, writing ledger rows and its cursor in one transaction. The outbox takes rows and asks Clear, the
// door, inside the transaction that marks them; only what Clear lets through is sent. What comes back (kits opened, links
// followed, shares told) is kept by reach and summed up in a Report.
//
// It talks to nobody: words and platforms are the bot's, pages the web's.
package campaigns

import (
	"errors"
	"time"

	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/campaigns/reach"
	"relais/messages"
	"relais/storage"
)

// Settings is what the network says about itself, from its configuration.
type Settings struct {
	Name      string
	About     string
	RunBy     string
	PaidBy    string
	Payer     messages.PayerType
	Country   string
	Register  string
	Contact   string
	Zone      *time.Location
	Languages []messages.Lang // the first is the default
	// PublicURL is where readers elsewhere reach this service, without a final slash; empty where they cannot, and then
	// nothing is measured.
	PublicURL string
	// Undo is how long a release waits before it starts, so that it can be taken back.
	Undo time.Duration
	// AnswerDays is within how many days what is contested is answered; 0 is DefaultAnswerDays.
	AnswerDays int
}

// DefaultUndo is how long "Release now" can be undone.
const DefaultUndo = time.Minute

// Network is the whole of it: what the bot and the web work with. Every method works inside the caller's transaction unless it
// takes a context.
type Network struct {
	Settings Settings
	Store    *storage.Store
	Desk     *messages.Desk
	Roster   *members.Roster
	Outbox   *outbox.Outbox
	Reach    *reach.Reach

	campaigns *storage.Collection[Campaign]
	releases  *storage.Collection[Release]
	received  *storage.Collection[received]
	places    *storage.Collection[Place]
	switches  *storage.Collection[Hold]
	audit     *storage.Collection[Entry]
	plans     *storage.Collection[Foreseen]
	// corrections are those of facts.
	corrections *storage.Collection[FactCorrection]
	contests    *storage.Collection[Contest]
	erasures    *storage.Collection[erasure]
	watch       watch
	// departures are the erasures that are not on the list kept apart yet.
	departures *storage.Collection[Departure]
}

// Open makes the network over a store. It starts nothing.
func Open(store *storage.Store, box *outbox.Outbox, s Settings) *Network {
	n := &Network{
		Settings:  s,
		Store:     store,
		Roster:    members.NewRoster(store),
		Outbox:    box,
		Reach:     reach.New(store, s.PublicURL),
		campaigns: storage.NewCollection(store, storage.Spec[Campaign]{Name: "campaigns"}),
		releases: storage.NewCollection(store, storage.Spec[Release]{Name: "releases", Indexes: []storage.Index[Release]{
			{Name: "brief", Values: func(_ string, r Release) []string { return []string{r.Brief} }},
			{Name: "open", Values: func(_ string, r Release) []string {
				if r.Planned || r.Cancelled || r.Failed != "" {
					return nil
				}
				return []string{"open"}
			}},
			{Name: "running", Values: func(_ string, r Release) []string {
				if !r.Started || r.Settled {
					return nil
				}
				return []string{"running"}
			}},
			{Name: "waiting", Values: func(_ string, r Release) []string {
				if !r.waits() {
					return nil
				}
				return []string{"waiting"}
			}},
		}}),
		received: storage.NewCollection(store, storage.Spec[received]{Name: "received"}),
		places: storage.NewCollection(store, storage.Spec[Place]{Name: "places", Indexes: []storage.Index[Place]{
			{Name: "address", Values: placeValues},
		}}),
		switches:    storage.NewCollection(store, storage.Spec[Hold]{Name: "switches"}),
		audit:       storage.NewCollection(store, storage.Spec[Entry]{Name: "audit"}),
		plans:       storage.NewCollection(store, storage.Spec[Foreseen]{Name: "plans"}),
		corrections: storage.NewCollection(store, correctionSpec()),
		contests:    storage.NewCollection(store, contestSpec()),
		erasures:    storage.NewCollection(store, storage.Spec[erasure]{Name: "erasures"}),
		departures:  storage.NewCollection(store, storage.Spec[Departure]{Name: "departures"}),
	}
	n.Desk = messages.NewDesk(store, n)
	return n
}

// Hold stops everything that has not left, except answers, service messages and corrections.
type Hold struct {
	On  bool           `json:"on"`
	By  messages.Alias `json:"by"`
	Why string         `json:"why"`
	At  time.Time      `json:"at"`
}

const holdKey = "hold"

// Held tells whether the network is on hold, and why.
func (n *Network) Held(tx storage.Tx) (Hold, error) {
	h, err := n.switches.Get(tx, holdKey)
	if errors.Is(err, storage.ErrNotFound) {
		return Hold{}, nil
	}
	return h, err
}

// SetHold puts the network on hold or lifts it.
func (n *Network) SetHold(tx storage.Tx, on bool, by messages.Alias, why string, now time.Time) error {
	what := "lift"
	if on {
		what = "hold"
	}
	if err := n.Record(tx, by, what, "", now); err != nil {
		return err
	}
	n.watch.soon(0)
	return n.switches.Put(tx, holdKey, Hold{On: on, By: by, Why: why, At: now.UTC()})
}

// Standing lists the bot's messages in a member's chats, as far as they are known: copies of briefs and kits, and answers of the last 48 h.
func (n *Network) Standing(tx storage.Tx, m members.Member) ([]outbox.Standing, error) {
	kits, err := n.Reach.KitsOf(tx, m.Ordinal)
	if err != nil {
		return nil, err
	}
	var releases []uint64
	var corrected []outbox.RowID // kits, by messages of their own
	err = n.releases.Scan(tx, storage.Range{}, func(_ string, r Release) error {
		releases = append(releases, r.ID)
		for _, k := range kits {
			if r.Replaces() && k.Brief == r.Brief {
				corrected = append(corrected, outbox.RowID{Release: r.ID, Ordinal: outbox.KitBit | k.ID})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []outbox.Standing
	for _, ordinal := range m.Ordinals() {
		who, err := n.Roster.Bearer(tx, ordinal)
		if err != nil {
			return nil, err
		}
		copies := corrected
		for _, release := range releases {
			copies = append(copies, outbox.RowID{Release: release, Ordinal: ordinal})
		}
		corrected = nil // once is enough
		part, err := n.Outbox.Standing(tx, ordinal, copies, func(platform string, at time.Time) outbox.Address {
			if !who.Has(platform, at) {
				return outbox.Address{}
			}
			id, _ := m.On(platform)
			return outbox.Address{Platform: platform, Chat: id.Chat}
		})
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	return all, nil
}
