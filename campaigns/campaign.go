package campaigns

import (
	"errors"
	"fmt"
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
	By          messages.Alias           `json:"by"`
	Made        time.Time                `json:"made"`
	// Pending is a change of sponsor or disclosure that waits for a second person.
	Pending *Change `json:"pending,omitempty"`
}

// Change is a proposed sponsorship.
type Change struct {
	Sponsorship messages.Sponsorship `json:"sponsorship"`
	By          messages.Alias       `json:"by"`
	At          time.Time            `json:"at"`
}

// What is answered about campaigns.
var (
	ErrOwnChange = errors.New("someone other than the one who proposed it has to confirm")
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

// PutCampaign keeps a campaign. A new one, and everything but the sponsorship of one that exists, is kept at once; a changed
// sponsorship waits for a second person. It tells whether something waits.
func (n *Network) PutCampaign(tx storage.Tx, c Campaign, by messages.Alias, now time.Time) (waits bool, err error) {
	if err := messages.ValidName(c.Name); err != nil {
		return false, err
	}
	c.Sponsorship.Network = n.Settings.Name
	c.Sponsorship.Campaign = c.Name
	if err := c.Sponsorship.Validate(); err != nil {
		return false, fmt.Errorf("campaign %s: %w", c.Name, err)
	}
	old, err := n.campaigns.Get(tx, c.Name)
	switch {
	case errors.Is(err, storage.ErrNotFound):
		c.By, c.Made, c.Pending = by, now.UTC(), nil
		if err := n.Record(tx, by, "campaign new", c.Name, now); err != nil {
			return false, err
		}
		return false, n.campaigns.Put(tx, c.Name, c)
	case err != nil:
		return false, err
	}
	c.By, c.Made, c.Pending = old.By, old.Made, old.Pending
	if !sameSponsorship(c.Sponsorship, old.Sponsorship) {
		c.Pending = &Change{Sponsorship: c.Sponsorship, By: by, At: now.UTC()}
		c.Sponsorship = old.Sponsorship
		waits = true
	}
	if err := n.Record(tx, by, "campaign edit", c.Name, now); err != nil {
		return false, err
	}
	return waits, n.campaigns.Put(tx, c.Name, c)
}

// ConfirmChange puts a proposed sponsorship into force; ErrOwnChange for the one who proposed it, ErrNoChange where none waits.
// Every approval of the campaign's briefs is void by it, since the disclosure is part of what was approved, and those that were
// released go on as a next revision.
func (n *Network) ConfirmChange(tx storage.Tx, name string, by messages.Alias, now time.Time) (Campaign, error) {
	c, err := n.campaigns.Get(tx, name)
	if err != nil {
		return c, err
	}
	if c.Pending == nil {
		return c, ErrNoChange
	}
	if c.Pending.By == by {
		return c, ErrOwnChange
	}
	c.Sponsorship, c.Pending = c.Pending.Sponsorship, nil
	if err := n.Record(tx, by, "campaign confirm", name, now); err != nil {
		return c, err
	}
	return c, errors.Join(n.campaigns.Put(tx, name, c), n.Desk.Revise(tx, "", now, func(b messages.Brief) bool { return b.Campaign == name }))
}

func sameSponsorship(a, b messages.Sponsorship) bool {
	if len(a.Lines) != len(b.Lines) {
		return false
	}
	for l, d := range a.Lines {
		if b.Lines[l] != d {
			return false
		}
	}
	a.Lines, b.Lines = nil, nil
	return fmt.Sprint(a) == fmt.Sprint(b)
}

// FromText makes a campaign of what a file says of it.
func FromText(c messages.CampaignText) Campaign {
	out := Campaign{Name: c.Name, Title: c.Title, Purpose: c.Purpose, Sponsorship: c.Sponsorship}
	for _, k := range c.Kinds {
		out.Audience.Kinds = append(out.Audience.Kinds, members.Kind(k))
	}
	out.Audience.Topics = c.Topics
	return out
}
