package outbox

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"relais/storage"
)

const (
	letterLife  = 24 * time.Hour // an answer older than that answers nothing
	receiptLife = 48 * time.Hour // how long a tracked letter can be found and edited
	tidyEvery   = time.Hour
	tidyPage    = 500 // deletions in one transaction
)

// posted is a letter as it is kept. Its key is its lane and a position, so that the lanes are read apart and each in order.
type posted struct {
	Letter Letter
	// Platform is where it leaves by; empty until the gate has said so.
	Platform string
	// Since is when its life began: when it was posted or, for one that was to leave later, became due.
	Since time.Time
}

// The indexes' names.
const (
	byPerson = "person"
	byTrack  = "track"
)

// persons are the values by which all that is kept of a person is found again for erasure.
func persons(ordinal uint64, to Address) []string {
	var v []string
	if ordinal != 0 {
		v = append(v, "o"+strconv.FormatUint(ordinal, 36))
	}
	if to.Chat != "" {
		v = append(v, "a"+strconv.Quote(to.Platform)+strconv.Quote(to.Chat))
	}
	return v
}

func letterKey(lane Lane, at uint64) string { return string([]byte{byte(lane)}) + storage.Ordinal(at) }

func parseLetterKey(key string) (Lane, uint64, error) {
	if len(key) != 9 {
		return 0, 0, fmt.Errorf("the key of a letter has %d bytes, not 9", len(key))
	}
	at, err := storage.ParseOrdinal(key[1:])
	return Lane(key[0]), at, err
}

// letterRange holds the letters of a lane from a position on.
func letterRange(lane Lane, from uint64) storage.Range {
	r := storage.Prefix(string([]byte{byte(lane)}))
	r.From = letterKey(lane, from)
	return r
}

// Post queues a letter and returns its Seq; call Wake after the commit. Letters of one lane to one address leave in the order
// they were posted, except those put off to a later time. A zero Posted is now. A letter is deleted when it has been sent,
// given up or refused, and when it is 24 h old. Posting neither an ordinal nor a complete address is an error.
func (o *Outbox) Post(tx storage.Tx, l Letter) (uint64, error) {
	switch {
	case l.To.Chat == "" && (l.Ordinal == 0 || l.To.Platform != ""):
		return 0, errors.New("post a letter: it is to nobody: it needs a member's ordinal, or a platform and a chat")
	case l.To.Chat != "" && l.To.Platform == "":
		return 0, errors.New("post a letter: its address names no platform")
	case l.Lane >= lanes:
		return 0, fmt.Errorf("post a letter: unknown lane %d", l.Lane)
	}
	if l.Posted.IsZero() {
		l.Posted = time.Now().UTC()
	}
	p := posted{Letter: l, Platform: l.To.Platform, Since: later(l.Posted, l.Due)}
	at, err := o.queue(tx, &p)
	if err != nil {
		return 0, fmt.Errorf("post a letter: %w", err)
	}
	return at, nil
}

// queue puts a letter at the end of its lane. Its Seq stays what it first was, since the platform's idempotency key is made of it.
func (o *Outbox) queue(tx storage.Tx, p *posted) (uint64, error) {
	at, err := o.store.Next(tx, "outbox/letters")
	if err != nil {
		return 0, err
	}
	if p.Letter.Seq == 0 {
		p.Letter.Seq = at
	}
	return at, o.letters.Put(tx, letterKey(p.Letter.Lane, at), *p)
}

// Forget erases a member's letters and the receipts of those sent; the addresses given find also what was written before the
// person had an ordinal. Rows stay: they hold no person, only an ordinal. A letter in flight may still arrive.
func (o *Outbox) Forget(tx storage.Tx, ordinal uint64, at ...Address) error {
	values := persons(ordinal, Address{})
	for _, a := range at {
		values = append(values, persons(0, a)...)
	}
	for _, v := range values {
		if err := forget(tx, o.letters, v); err != nil {
			return fmt.Errorf("forget member %d: %w", ordinal, err)
		}
		if err := forget(tx, o.receipts, v); err != nil {
			return fmt.Errorf("forget member %d: %w", ordinal, err)
		}
	}
	return nil
}

func forget[T any](tx storage.Tx, c *storage.Collection[T], value string) error {
	keys, err := c.Find(tx, byPerson, value)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := c.Delete(tx, key); err != nil {
			return err
		}
	}
	return nil
}

func (p posted) old(now time.Time) bool { return now.Sub(p.Since) > letterLife }
