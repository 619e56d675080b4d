package campaigns

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// Departure is an erasure as it is kept on a sealed list apart from the store, so that a restored backup from before it does not bring
// anybody back. It goes by aliases, which are given once, and never by ordinals, which a restored store gives anew.
type Departure struct {
	At      time.Time        `json:"at"`
	Aliases []messages.Alias `json:"aliases"` // the member's, and those of the records merged into theirs
	// Accounts are those that became nobody's.
	Accounts []outbox.Address `json:"accounts,omitempty"` // where they are written to
	Users    []string         `json:"users,omitempty"`    // and the platforms' own ids of them, in the same order
	// Unlinked tells that the member stayed and the accounts alone went.
	Unlinked bool `json:"unlinked,omitempty"`
}

// departuresMost is how many departures are handed out at a time.
const departuresMost = 256

func departure(m members.Member, accounts []members.Identity, unlinked bool, now time.Time) Departure {
	d := Departure{At: now.UTC(), Aliases: []messages.Alias{m.Alias}, Unlinked: unlinked}
	for _, f := range m.Former {
		d.Aliases = append(d.Aliases, f.Alias)
	}
	for _, id := range accounts {
		d.Accounts = append(d.Accounts, outbox.Address{Platform: id.Platform, Chat: id.Chat})
		d.Users = append(d.Users, id.User)
	}
	return d
}

func (n *Network) noteDeparture(tx storage.Tx, d Departure) error {
	next, err := n.Store.Next(tx, "departures")
	if err != nil {
		return err
	}
	return n.departures.Put(tx, storage.Ordinal(next), d)
}

// Departures are those that are not on the list yet, oldest first, some hundreds at most. Hand upTo to Departed once they stand there durably.
func (n *Network) Departures(ctx context.Context) (all []Departure, upTo string, err error) {
	err = n.Store.View(ctx, func(tx storage.Tx) error {
		all, upTo = nil, ""
		return n.departures.Scan(tx, storage.Range{}, func(key string, d Departure) error {
			all, upTo = append(all, d), key
			if len(all) == departuresMost {
				return storage.ErrStop
			}
			return nil
		})
	})
	return all, upTo, err
}

// Departed forgets departures up to one: they stand on the list.
func (n *Network) Departed(ctx context.Context, upTo string) error {
	return n.Store.Update(ctx, func(tx storage.Tx) error {
		var keys []string
		if err := n.departures.Scan(tx, storage.Range{To: upTo + "\x00"}, func(key string, _ Departure) error {
			keys = append(keys, key)
			return nil
		}); err != nil {
			return err
		}
		for _, key := range keys {
			if err := n.departures.Delete(tx, key); err != nil {
				return err
			}
		}
		return nil
	})
}

// Leave erases a member: their record, identities, letters, kits, shares and links. Their alias stays where others' work
// names it. members.ErrLastAdmin for the last admin.
func (n *Network) Leave(tx storage.Tx, m members.Member, now time.Time) error {
	if err := n.Roster.Erase(tx, m); err != nil {
		return err
	}
	if err := n.noteDeparture(tx, departure(m, m.Identities, false, now)); err != nil {
		return err
	}
	return n.erase(tx, m, now)
}

// erase takes away what is kept of a member beside their record.
func (n *Network) erase(tx storage.Tx, m members.Member, now time.Time) error {
	var at []outbox.Address
	for _, id := range m.Identities {
		at = append(at, outbox.Address{Platform: id.Platform, Chat: id.Chat})
	}
	for _, ordinal := range m.Ordinals() {
		if err := n.Outbox.Forget(tx, ordinal, at...); err != nil {
			return fmt.Errorf("erase letters: %w", err)
		}
	}
	if err := n.Reach.Forget(tx, m.Ordinal); err != nil {
		return fmt.Errorf("erase what came of it: %w", err)
	}
	if err := n.forgetContests(tx, m.Ordinal); err != nil {
		return fmt.Errorf("erase contests: %w", err)
	}
	if err := n.received.Delete(tx, storage.Ordinal(m.Ordinal)); err != nil {
		return err
	}
	if err := n.noteErasure(tx, now); err != nil {
		return err
	}
	return n.Record(tx, m.Alias, "left", "", now)
}

// Depart carries a departure out once more, on a store that may be from before it. Nothing happens where it was carried out. It returns the
// members who are erased now, as they were, and the accounts that are nobody's: what else is kept of them is the caller's to erase.
func (n *Network) Depart(tx storage.Tx, d Departure, now time.Time) (gone []members.Member, nobodys []members.Identity, err error) {
	leave := func(m members.Member) error {
		gone, nobodys = append(gone, m), append(nobodys, m.Identities...)
		if err := n.Roster.EraseAnyway(tx, m); err != nil {
			return err
		}
		return n.erase(tx, m, now)
	}
	for _, alias := range d.Aliases {
		m, err := n.Roster.ByAlias(tx, alias)
		if errors.Is(err, members.ErrUnknown) || err == nil && d.Unlinked {
			continue
		}
		if err == nil {
			err = leave(m)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	for i, a := range d.Accounts {
		id := members.Identity{Platform: a.Platform, User: d.Users[i], Chat: a.Chat}
		m, err := n.Roster.ByIdentity(tx, id.Platform, id.User)
		switch {
		case errors.Is(err, members.ErrUnknown):
		case err != nil:
			return nil, nil, err
		case !d.covers(m, id):
			continue // they came back by it later
		default:
			if _, _, err = n.Roster.Unlink(tx, m, id.Platform); errors.Is(err, members.ErrLastAccount) {
				err = leave(m) // as whom they go on, the backup does not know
			}
			if err != nil {
				return nil, nil, err
			}
		}
		if id.Chat != "" {
			if err := n.Outbox.Forget(tx, 0, a); err != nil {
				return nil, nil, fmt.Errorf("erase letters: %w", err)
			}
		}
		nobodys = append(nobodys, id)
	}
	return gone, nobodys, nil
}

// covers tells whether the account that a member has is the one that departed, and not one that they linked since.
func (d Departure) covers(m members.Member, account members.Identity) bool {
	id, ok := m.On(account.Platform)
	return ok && id.User == account.User && !id.Linked.After(d.At) &&
		slices.ContainsFunc(departure(m, nil, true, d.At).Aliases, func(a messages.Alias) bool { return slices.Contains(d.Aliases, a) })
}
