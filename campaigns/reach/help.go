package reach

import (
	"errors"
	"slices"
	"time"

	"relais/storage"
)

// helped is what the bot helped one member to share on one local day.
type helped struct {
	Day  string   `json:"day"`
	What []string `json:"what"`
}

// Help counts that the bot helps a member to share something today (what names it, so that opening it again counts once). It
// tells how many that makes, and is not ok where it would be more than limit: then nothing is counted.
func (r *Reach) Help(tx storage.Tx, member uint64, local time.Time, what string, limit int) (n int, ok bool, err error) {
	key, day := storage.Ordinal(member), local.Format(time.DateOnly)
	h, err := r.helped.Get(tx, key)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return 0, false, err
	}
	if h.Day != day {
		h = helped{Day: day}
	}
	if slices.Contains(h.What, what) {
		return len(h.What), true, nil
	}
	if len(h.What) >= limit {
		return len(h.What), false, nil
	}
	h.What = append(h.What, what)
	return len(h.What), true, r.helped.Put(tx, key, h)
}
