package campaigns

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/messages"
	"relais/storage"
)

// Campaign is why briefs are written, for whom, and who stands behind them.
type Campaign struct {
	Name        string                   `json:"name"` // a name, as messages.Source.ID
	Title       map[messages.Lang]string `json:"title"`
	Purpose     map[messages.Lang]string `json:"purpose"`
	Sponsorship messages.Sponsorship     `json:"sponsorship"`
	Audience    members.Audience         `json:"audience,omitzero"`
	Approvals   map[messages.Kind]int    `json:"approvals,omitempty"` // how many people have to approve; without an entry the least there may be
	By          messages.Alias           `json:"by"`
	Made        time.Time                `json:"made"`
	// Pending is a change of sponsor or disclosure that waits for a second person.
	Pending *Change `json:"pending,omitempty"`
}

// Change is a proposed sponsorship. Proposals made while one waits are gathered in it, and none of those who made them can
// confirm it.
type Change struct {
	Sponsorship messages.Sponsorship `json:"sponsorship"`
	By          []messages.Alias     `json:"by"` // first proposer first
	At          time.Time            `json:"at"` // of the last proposal
}

// Mark tells two states of a proposal apart, so that what is confirmed is what was shown.
func (c Change) Mark() string {
	h := sha256.Sum256([]byte(c.Sponsorship.String()))
	return hex.EncodeToString(h[:4])
}

// What is answered about campaigns.
var (
	ErrOwnChange = errors.New("someone other than the one who proposed it has to confirm")
	ErrFewer     = errors.New("a campaign can ask for more people to approve, not for fewer")
	ErrNoChange  = errors.New("no change is waiting")
)

// In gives the campaign's title in lang, or in the first language there is.
func (c Campaign) In(lang messages.Lang) string {
	if t := c.Title[lang]; t != "" {
		return t
	}
	for _, l := range messages.Languages() {
		if t := c.Title[l]; t != "" {
			return t
		}
	}
	return c.Name
}

// Proposed is the sponsorship that a further change starts from: the one that waits, or else the one in force.
func (c Campaign) Proposed() messages.Sponsorship {
	if c.Pending != nil {
		return c.Pending.Sponsorship
	}
	return c.Sponsorship
}

// Campaign finds a campaign by name; storage.ErrNotFound where there is none.
func (n *Network) Campaign(tx storage.Tx, name string) (Campaign, error) {
	return n.campaigns.Get(tx, name)
}

// Campaigns lists all campaigns in order of their names.
func (n *Network) Campaigns(tx storage.Tx) ([]Campaign, error) {
	var out []Campaign
	err := n.campaigns.Scan(tx, storage.Range{}, func(_ string, c Campaign) error {
		out = append(out, c)
		return nil
	})
	return out, err
}

// Sponsorship finds a campaign's sponsorship; storage.ErrNotFound where there is no such campaign.
func (n *Network) Sponsorship(tx storage.Tx, campaign string) (messages.Sponsorship, error) {
	c, err := n.campaigns.Get(tx, campaign)
	return c.Sponsorship, err
}

// Approvals is how many people have to approve a language of a campaign's brief of a kind.
func (n *Network) Approvals(tx storage.Tx, campaign string, k messages.Kind) (int, error) {
	c, err := n.campaigns.Get(tx, campaign)
	return max(c.Approvals[k], messages.LeastApprovals(k)), err
}

// PutCampaign keeps a campaign. A new one, and everything but the sponsorship of one that exists, is kept at once; a changed
// sponsorship waits for a second person. It tells whether something waits by this. One that is as it was leaves no record.
func (n *Network) PutCampaign(tx storage.Tx, c Campaign, by messages.Alias, now time.Time) (o messages.Outcome, waits bool, err error) {
	if err := messages.ValidName(c.Name); err != nil {
		return "", false, err
	}
	c.Sponsorship.Network = n.Settings.Name
	c.Sponsorship.Campaign = c.Name
	if err := c.Sponsorship.Validate(); err != nil {
		return "", false, fmt.Errorf("campaign %s: %w: %w", c.Name, ErrDisclosure, err)
	}
	for _, k := range c.Audience.Kinds {
		if !slices.Contains(members.Kinds(), k) {
			return "", false, fmt.Errorf("campaign %s: there is no kind of member %q", c.Name, k)
		}
	}
	old, err := n.campaigns.Get(tx, c.Name)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		c.By, c.Made, c.Pending = by, now.UTC(), nil
		if err := n.Record(tx, by, "campaign new", c.Name, now); err != nil {
			return "", false, err
		}
		return messages.Added, false, n.campaigns.Put(tx, c.Name, c)
	case err != nil:
		return "", false, err
	}
	if c.Approvals == nil {
		c.Approvals = old.Approvals
	}
	for k, n := range old.Approvals {
		if max(c.Approvals[k], messages.LeastApprovals(k)) < n {
			return "", false, fmt.Errorf("campaign %s: %w: %s has %d", c.Name, ErrFewer, k, n)
		}
	}
	proposed := c.Sponsorship
	c.By, c.Made, c.Pending, c.Sponsorship = old.By, old.Made, old.Pending, old.Sponsorship
	if proposed.String() != old.Sponsorship.String() && proposed.String() != old.Proposed().String() {
		change := Change{Sponsorship: proposed, At: now.UTC()}
		if old.Pending != nil {
			change.By = slices.Clone(old.Pending.By)
		}
		if !slices.Contains(change.By, by) {
			change.By = append(change.By, by)
		}
		c.Pending, waits = &change, true
	}
	if messages.Equal(c, old) {
		return messages.Same, false, nil
	}
	if err := n.Record(tx, by, "campaign edit", c.Name, now); err != nil {
		return "", false, err
	}
	return messages.Changed, waits, n.campaigns.Put(tx, c.Name, c)
}

// ConfirmChange puts a proposed sponsorship into force as it was shown, by its mark: ErrOwnChange for one who proposed it,
// ErrNoChange where none waits, messages.ErrChanged where it is another one by now. Every approval of the campaign's briefs is
// void by it, since the disclosure is part of what was approved, and those that were released go on as a next revision.
func (n *Network) ConfirmChange(tx storage.Tx, name string, by messages.Alias, shown string, now time.Time) (Campaign, error) {
	c, err := n.campaigns.Get(tx, name)
	switch {
	case err != nil:
		return c, err
	case c.Pending == nil:
		return c, ErrNoChange
	case slices.Contains(c.Pending.By, by):
		return c, ErrOwnChange
	case c.Pending.Mark() != shown:
		return c, messages.ErrChanged
	}
	c.Sponsorship, c.Pending = c.Pending.Sponsorship, nil
	if err := n.Record(tx, by, "campaign confirm", name, now); err != nil {
		return c, err
	}
	return c, errors.Join(n.campaigns.Put(tx, name, c), n.Desk.Revise(tx, "", now, func(b messages.Brief) bool { return b.Campaign == name }))
}

// DropChange takes a proposed sponsorship back; ErrNoChange where none waits.
func (n *Network) DropChange(tx storage.Tx, name string, by messages.Alias, now time.Time) (Campaign, error) {
	c, err := n.campaigns.Get(tx, name)
	if err != nil {
		return c, err
	}
	if c.Pending == nil {
		return c, ErrNoChange
	}
	c.Pending = nil
	return c, errors.Join(n.Record(tx, by, "campaign drop", name, now), n.campaigns.Put(tx, name, c))
}

// fromText makes a campaign of what a file says of it.
func fromText(c messages.CampaignText) Campaign {
	out := Campaign{Name: c.Name, Title: c.Title, Purpose: c.Purpose, Sponsorship: c.Sponsorship, Approvals: c.Approvals}
	for _, k := range c.Kinds {
		out.Audience.Kinds = append(out.Audience.Kinds, members.Kind(k))
	}
	out.Audience.Topics = c.Topics
	return out
}
