package outbox

import (
	"fmt"
	"time"

	"relais/storage"
)

// kept is the receipt of a tracked letter. Its key is a counter's, so the oldest come first.
type kept struct {
	Track   string
	Receipt Receipt
	To      Address
	Ordinal uint64
	At      time.Time
}

// Receipt returns the receipt and address of the last letter sent under a track, for 48 h; storage.ErrNotFound before it was
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
	if time.Since(k.At) > receiptLife {
		return Receipt{}, Address{}, fmt.Errorf("receipt of a tracked letter: %w", storage.ErrNotFound)
	}
	return k.Receipt, k.To, nil
}

// keep stores the receipt of a letter that has just been sent, in place of an earlier one under its track.
func (o *Outbox) keep(tx storage.Tx, l Letter, d Decision, receipt Receipt, now time.Time) error {
	if l.Track == "" || receipt.Message == "" && !d.Delete {
		return nil
	}
	old, err := o.receipts.Find(tx, byTrack, l.Track)
	if err != nil {
		return err
	}
	for _, key := range old {
		if err := o.receipts.Delete(tx, key); err != nil {
			return err
		}
	}
	if d.Delete {
		return nil
	}
	n, err := o.store.Next(tx, "outbox/receipts")
	if err != nil {
		return err
	}
	return o.receipts.Put(tx, storage.Ordinal(n), kept{l.Track, receipt, d.To, l.Ordinal, now})
}
