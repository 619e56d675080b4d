package campaigns

import (
	"time"

	"relais/messages"
	"relais/storage"
)

// ConfirmSource records a reviewer's word that they found the quote of a source.
func (n *Network) ConfirmSource(tx storage.Tx, id string, by messages.Alias, now time.Time) (messages.Health, error) {
	h, err := n.Desk.ConfirmQuote(tx, id, by, now)
	if err != nil {
		return h, err
	}
	return h, n.Record(tx, by, "confirm", "source "+id, now)
}

// ReaddressSource keeps the address that a source has moved to.
func (n *Network) ReaddressSource(tx storage.Tx, s messages.Source, address string, by messages.Alias, now time.Time) error {
	s.URL = address
	if err := n.Desk.PutSource(tx, s, by, now); err != nil {
		return err
	}
	return n.Record(tx, by, "readdress", "source "+s.ID, now)
}
