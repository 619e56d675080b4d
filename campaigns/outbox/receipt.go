package outbox

import (
	"errors"
	"fmt"
	"time"

	"relais/storage"
)

// kept is the receipt of a letter that stands in a member's chat, or of a tracked one. Its key is a counter's, so the oldest come first.
type kept struct {
	Track   string `json:",omitempty"`
	Receipt Receipt
	To      Address
	Ordinal uint64
	At      time.Time
	Lasting bool `json:",omitempty"` // kept until its member is forgotten
}

// Receipt returns the receipt and address of the last letter sent under a track, for 48 h, or for ever with Letter.Keep; storage.ErrNotFound before it was
// sent, after that time, and after it was deleted.
func (o *Outbox) Receipt(tx storage.Tx, track string) (Receipt, Address, error) {
	keys, err := o.receipts.Find(tx, byTrack, track)
	if err == nil && len(keys) == 0 {
		err = storage.ErrNotFound
	}
	if err != nil {
		return Receipt{}, Address{}, fmt.Errorf("receipt of a tracked letter: %w", err)
	}
	k, err := o.receipts.Get(tx, keys[len(keys)-1])
	if err != nil {
		return Receipt{}, Address{}, err
	}
	if k.old(time.Now()) {
		return Receipt{}, Address{}, fmt.Errorf("receipt of a tracked letter: %w", storage.ErrNotFound)
	}
	return k.Receipt, k.To, nil
}

func (k kept) old(now time.Time) bool { return !k.Lasting && now.Sub(k.At) > receiptLife }

// Awaits tells whether a letter to a member with this track has not left yet.
func (o *Outbox) Awaits(tx storage.Tx, ordinal uint64, track string) (bool, error) {
	keys, err := o.letters.Find(tx, byPerson, persons(ordinal, Address{})[0])
	for _, key := range keys {
		p, err := o.letters.Get(tx, key)
		if err != nil || p.Letter.Track == track {
			return err == nil, err
		}
	}
	return false, err
}

// keep stores the receipt of a letter that has just been sent to a member, or under a track in place of the earlier one there.
func (o *Outbox) keep(tx storage.Tx, l Letter, d Decision, receipt Receipt, now time.Time) error {
	if l.Track != "" && (d.Delete || receipt.Message != "") {
		old, err := o.receipts.Find(tx, byTrack, l.Track)
		if err != nil {
			return err
		}
		for _, key := range old {
			if err := o.receipts.Delete(tx, key); err != nil {
				return err
			}
		}
	}
	another := d.Edit == "" && l.Ordinal != 0 && !d.To.Group // a message that stood before has its receipt
	if d.Delete || receipt.Message == "" || l.Track == "" && !another {
		return nil
	}
	n, err := o.store.Next(tx, "outbox/receipts")
	if err != nil {
		return err
	}
	return o.receipts.Put(tx, storage.Ordinal(n), kept{l.Track, receipt, d.To, l.Ordinal, now, l.Keep})
}

// Standing is a message that stands in somebody's chat from the bot.
type Standing struct {
	To      Address
	Message string // as in Receipt
	At      time.Time
}

// Standing lists what stands in a member's chats: these copies, and letters whose receipts are kept. address says where a
// copy stands that was sent on a platform at an instant; an Address of nowhere leaves it out.
func (o *Outbox) Standing(tx storage.Tx, ordinal uint64, copies []RowID, address func(platform string, at time.Time) Address) ([]Standing, error) {
	var all []Standing
	for _, id := range copies {
		r, err := o.Row(tx, id)
		switch {
		case errors.Is(err, storage.ErrNotFound):
		case err != nil:
			return nil, err
		case r.Receipt != "" && !r.Edited: // else it is another's
			if to := address(r.Platform, r.At); to.Chat != "" {
				all = append(all, Standing{to, r.Receipt, r.At})
			}
		}
	}
	keys, err := o.receipts.Find(tx, byPerson, persons(ordinal, Address{})[0])
	if err != nil {
		return nil, fmt.Errorf("letters that stand in a member's chat: %w", err)
	}
	for _, key := range keys {
		k, err := o.receipts.Get(tx, key)
		if err != nil {
			return nil, err
		}
		all = append(all, Standing{k.To, k.Receipt.Message, k.At})
	}
	return all, nil
}
