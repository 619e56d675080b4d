package campaigns

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"relais/messages"
	"relais/storage"
)

// Entry is one line of the record of who did what: ids and aliases only, each bound to the one before by its hash.
type Entry struct {
	Seq   uint64         `json:"seq"`
	At    time.Time      `json:"at"`
	By    messages.Alias `json:"by"`
	What  string         `json:"what"`  // "approve fr"
	About string         `json:"about"` // "B12"
	Prev  string         `json:"prev"`
	Hash  string         `json:"hash"`
}

// ErrAudit is the answer where the record does not hold together.
var ErrAudit = errors.New("the audit trail was changed")

func (e Entry) sum() string {
	h := sha256.Sum256(fmt.Appendf(nil, "relais audit 1\n%d\n%s\n%q\n%q\n%q\n%s", e.Seq, e.At.UTC().Format(time.RFC3339Nano), e.By, e.What, e.About, e.Prev))
	return hex.EncodeToString(h[:])
}

// Record appends to the audit trail.
func (n *Network) Record(tx storage.Tx, by messages.Alias, what, about string, now time.Time) error {
	var last Entry
	err := n.audit.Scan(tx, storage.Range{Down: true}, func(_ string, e Entry) error {
		last = e
		return storage.ErrStop
	})
	if err != nil {
		return fmt.Errorf("record %s: %w", what, err)
	}
	e := Entry{Seq: last.Seq + 1, At: now.UTC(), By: by, What: what, About: about, Prev: last.Hash}
	e.Hash = e.sum()
	return n.audit.Put(tx, storage.Ordinal(e.Seq), e)
}

// VerifyAudit reads the whole trail and returns its last entry, whose Seq is how many there are; ErrAudit with the first that does not fit.
func (n *Network) VerifyAudit(tx storage.Tx) (Entry, error) {
	var last Entry
	err := n.audit.Scan(tx, storage.Range{}, func(_ string, e Entry) error {
		if e.Seq != last.Seq+1 || e.Prev != last.Hash || e.Hash != e.sum() {
			return fmt.Errorf("entry %d: %w", last.Seq+1, ErrAudit)
		}
		last = e
		return nil
	})
	return last, err
}
