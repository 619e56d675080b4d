package outbox

import (
	"errors"
	"time"

	"relais/storage"
)

// Counts holds a number of rows for each state.
type Counts [Cancelled + 1]int

// Total is the rows in every state.
func (c Counts) Total() int {
	n := 0
	for _, k := range c {
		n += k
	}
	return n
}

// Open is the rows of which more may come: queued, being sent, or in doubt.
func (c Counts) Open() int { return c[Queued] + c[Sending] + c[InDoubt] }

// Waiters are rows whose time has not come, and when the last of it does.
type Waiters struct {
	Copies int
	Last   time.Time
}

// Tally is where a release stands, counted from its rows.
type Tally struct {
	States Counts
	// Reasons counts members' and kits' rows by why they are in their state; rows without a reason are left out.
	Reasons map[State]map[string]int
	// InPlace is the members' and kits' rows that replaced a message where it stood.
	InPlace int
	// Undecided is the rows in doubt of which no lead has said what becomes of them.
	Undecided int
	// Places counts the rows of places, which States counts too; PlaceReasons is their Reasons.
	Places       Counts
	PlaceReasons map[State]map[string]int
	// Platforms counts by Row.Platform; Langs by Row.Lang, so only rows that left or are leaving.
	Platforms, Langs map[string]Counts
	// Waiting is the queued rows whose time has not come, PlacesWaiting those of places among them; Next is when the first may leave,
	// zero for none.
	Waiting, PlacesWaiting int
	Next                   time.Time
	// WaitingOn counts them by platform.
	WaitingOn map[string]Waiters
	// Planned tells that no more rows are expected: the planner has put all, or the release is not active.
	Planned bool
}

// Done tells that all rows are planned and none is queued or being sent. Rows in doubt do not keep a release open; they
// stand in States until a lead decides.
func (t Tally) Done() bool { return t.Planned && t.States[Queued]+t.States[Sending] == 0 }

// Tally counts a release, reading each row: about two microseconds for one.
func (o *Outbox) Tally(tx storage.Tx, release uint64) (Tally, error) {
	t := Tally{Reasons: map[State]map[string]int{}, PlaceReasons: map[State]map[string]int{}, Platforms: map[string]Counts{}, Langs: map[string]Counts{}, WaitingOn: map[string]Waiters{}}
	now := time.Now()
	err := o.scan(tx, release, 0, func(r Row) error {
		t.add(r, now)
		return nil
	})
	if err != nil {
		return Tally{}, err
	}
	a, err := o.releases.Get(tx, storage.Ordinal(release))
	switch {
	case errors.Is(err, storage.ErrNotFound):
		t.Planned = true
	case err != nil:
		return Tally{}, err
	default:
		t.Planned = a.Planned
	}
	return t, nil
}

func (t *Tally) add(r Row, now time.Time) {
	t.States[r.State]++
	if r.State == InDoubt && !r.Left {
		t.Undecided++
	}
	reasons := t.Reasons
	switch {
	case r.ID.Place():
		t.Places[r.State]++
		reasons = t.PlaceReasons
	case r.State == Sent && r.Edited:
		t.InPlace++
	}
	count(t.Platforms, r.Platform, r.State)
	if r.Lang != "" {
		count(t.Langs, r.Lang, r.State)
	}
	if r.Reason != "" {
		if reasons[r.State] == nil {
			reasons[r.State] = map[string]int{}
		}
		reasons[r.State][r.Reason]++
	}
	if r.State == Queued && r.Due.After(now) {
		t.Waiting++
		if t.Next.IsZero() || r.Due.Before(t.Next) {
			t.Next = r.Due
		}
		if r.ID.Place() {
			t.PlacesWaiting++
		}
		w := t.WaitingOn[r.Platform]
		t.WaitingOn[r.Platform] = Waiters{w.Copies + 1, later(w.Last, r.Due)}
	}
}

func count(m map[string]Counts, key string, s State) {
	c := m[key]
	c[s]++
	m[key] = c
}
