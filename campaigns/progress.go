package campaigns

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"relais/campaigns/outbox"
	"relais/storage"
)

// Progress is where a release stands, as its lead, a program that watches and a monitor are told it. Copies are counted from the ledger's
// rows.
type Progress struct {
	Release uint64         `json:"release"`
	Brief   string         `json:"brief"`
	Class   Class          `json:"class"`
	State   string         `json:"state"`  // "running", "paused", "on hold", "cancelled" or "done"
	Copies  map[string]int `json:"copies"` // by the names of outbox.State
	Waiting []Some         `json:"waiting,omitempty"`
	Failed  []Some         `json:"failed,omitempty"`
	LeftOut []Some         `json:"left_out,omitempty"`
	Next    time.Time      `json:"next,omitzero"` // when the first of those who wait may leave
	// PerSecond is how many copies were settled a second, measured while it runs; 0 while nothing is known.
	PerSecond float64   `json:"per_second"`
	DoneBy    time.Time `json:"done_by,omitzero"` // from that rate and the last who waits; zero where it can't be said
	At        time.Time `json:"at"`               // when this was counted
}

// Some is a number of copies that are where they are for one reason, in the door's words or outbox.Failure's.
type Some struct {
	Why    string `json:"why"`
	Copies int    `json:"copies"`
}

// The states of a Progress.
const (
	StateRunning   = "running"
	StatePaused    = "paused"
	StateHeld      = "on hold"
	StateCancelled = "cancelled"
	StateDone      = "done"
)

// WatchEvery is how often releases that run are counted. Where nothing happens it is done less often, down to once a minute, and a count
// that takes long is made so seldom that it costs at most a fiftieth of the time.
const (
	WatchEvery = 5 * time.Second
	watchRest  = time.Minute
	watchShare = 50
)

// watch is what is remembered of the releases that run, for as long as the process does.
type watch struct {
	mu    sync.Mutex
	paces map[uint64]*pace
	last  map[uint64]Progress
}

// pace is how a release goes.
type pace struct {
	on    map[string]speed // by platform
	quiet time.Duration    // how long it rests while nothing happens; 0 after something did
	again time.Time        // when it is to be counted again
}

// speed is how fast a release goes on one platform.
type speed struct {
	at        time.Time
	settled   int
	perSecond float64
}

// smoothed is the weight of what was measured last.
const smoothed = 0.3

// Watch counts every release that runs and shows its lead where it stands. Limits are by platform.
func (n *Network) Watch(ctx context.Context, v Voice, limits map[string]outbox.Limits) error {
	var running []Release
	if err := n.Store.View(ctx, func(tx storage.Tx) (err error) {
		running, err = n.findReleases(tx, "running", "running")
		return err
	}); err != nil {
		return fmt.Errorf("look for releases that run: %w", err)
	}
	n.watch.keep(running)
	var failed []error
	for _, r := range running {
		began := time.Now()
		if n.watch.early(r.ID, began) {
			continue
		}
		if err := n.look(ctx, r.ID, v, limits); err != nil { // of this one alone
			failed = append(failed, fmt.Errorf("watch release %d: %w", r.ID, err))
			continue
		}
		n.watch.rest(r.ID, time.Now(), time.Since(began))
		n.Outbox.Wake()
	}
	return errors.Join(failed...)
}

// look counts one release, and tells of it.
func (n *Network) look(ctx context.Context, id uint64, v Voice, limits map[string]outbox.Limits) error {
	var p Progress
	var rep ReleaseReport
	now := time.Now()
	count := func(tx storage.Tx) (err error) {
		p, rep, err = n.count(tx, id, limits, now)
		return err
	}
	if err := n.Store.View(ctx, count); err != nil { // most of the time goes here, where nobody waits for it
		return err
	}
	n.watch.note(p)
	return n.Store.Update(ctx, func(tx storage.Tx) error {
		r, err := n.Release(tx, id)
		if err != nil {
			return err
		}
		over := p.State == StateDone || p.State == StateCancelled && rep.Tally.Done()
		if over {
			if err := count(tx); err != nil { // nothing may have come meanwhile
				return err
			}
		}
		said, err := v.Progress(tx, rep, p, now)
		if r.Settled = over && said && rep.Tally.Done(); err != nil || !r.Settled {
			return err
		}
		return n.putRelease(tx, r)
	})
}

// Progress is where a release stands: as it was last counted while it runs, else as it is.
func (n *Network) Progress(tx storage.Tx, id uint64, limits map[string]outbox.Limits, now time.Time) (Progress, error) {
	r, err := n.Release(tx, id)
	if err != nil {
		return Progress{}, err
	}
	if p, ok := n.watch.latest(id); ok && !r.Settled {
		return p, nil
	}
	p, _, err := n.count(tx, id, limits, now)
	return p, err
}

// Running is where each release that runs stood when it was last counted, by their numbers.
func (n *Network) Running() []Progress {
	n.watch.mu.Lock()
	defer n.watch.mu.Unlock()
	var out []Progress
	for _, id := range slices.Sorted(maps.Keys(n.watch.last)) {
		out = append(out, n.watch.last[id])
	}
	return out
}

func (n *Network) count(tx storage.Tx, id uint64, limits map[string]outbox.Limits, now time.Time) (Progress, ReleaseReport, error) {
	r, err := n.Release(tx, id)
	if err != nil {
		return Progress{}, ReleaseReport{}, err
	}
	t, err := n.Outbox.Tally(tx, id)
	if err != nil {
		return Progress{}, ReleaseReport{}, err
	}
	h, err := n.Held(tx)
	if err != nil {
		return Progress{}, ReleaseReport{}, err
	}
	p := Progress{
		Release: id, Brief: r.Brief, Class: r.Class, State: StateRunning, Copies: map[string]int{}, Next: t.Next, At: now.UTC(),
		Waiting: some(t, outbox.Queued), Failed: some(t, outbox.Failed), LeftOut: some(t, outbox.Skipped),
	}
	switch {
	case r.Cancelled:
		p.State = StateCancelled
	case t.Done() && r.Planned:
		p.State = StateDone
	case r.Paused:
		p.State = StatePaused
	case h.On && !r.Replaces():
		p.State = StateHeld
	}
	for s, copies := range t.States {
		if copies > 0 {
			p.Copies[outbox.State(s).String()] = copies
		}
	}
	speeds := n.watch.measure(id, t, now)
	for _, perSecond := range speeds {
		p.PerSecond += perSecond
	}
	if p.State == StateRunning && r.Planned {
		p.DoneBy = doneBy(t, speeds, limits, now)
	}
	return p, ReleaseReport{Release: r, Tally: t}, nil
}

// doneBy is when the last copy leaves at the rate measured on each platform, or where none is known yet at what the platform allows: those
// who may leave now, and then those who wait.
func doneBy(t outbox.Tally, speeds map[string]float64, limits map[string]outbox.Limits, now time.Time) time.Time {
	end := now
	for platform, c := range t.Platforms {
		rate := speeds[platform]
		if rate <= 0 {
			rate = limits[platform].PerSecond
		}
		wait := t.WaitingOn[platform]
		end = latest(end, leaves(now, c[outbox.Queued]+c[outbox.Sending]-wait.Copies, rate))
		if wait.Copies > 0 {
			end = latest(end, leaves(wait.Last, wait.Copies, rate))
		}
	}
	return end.UTC()
}

// leaves is when so many copies have left that may leave from an instant on, at a rate; 0 is no limit.
func leaves(from time.Time, copies int, perSecond float64) time.Time {
	if perSecond <= 0 || copies <= 0 {
		return from
	}
	return from.Add(time.Duration(float64(copies) / perSecond * float64(time.Second)))
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// some are the copies in a state by why they are, of people and places together.
func some(t outbox.Tally, s outbox.State) []Some {
	why := maps.Clone(t.Reasons[s])
	if why == nil {
		why = map[string]int{}
	}
	for reason, copies := range t.PlaceReasons[s] {
		why[reason] += copies
	}
	var out []Some
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		out = append(out, Some{reason, why[reason]})
	}
	return out
}

// keep forgets the releases that do not run any more.
func (w *watch) keep(running []Release) {
	w.mu.Lock()
	defer w.mu.Unlock()
	runs := func(id uint64) bool {
		return slices.ContainsFunc(running, func(r Release) bool { return r.ID == id })
	}
	maps.DeleteFunc(w.paces, func(id uint64, _ *pace) bool { return !runs(id) })
	maps.DeleteFunc(w.last, func(id uint64, _ Progress) bool { return !runs(id) })
}

// of is the pace of a release; w.mu is held.
func (w *watch) of(id uint64) *pace {
	if w.paces == nil {
		w.paces = map[uint64]*pace{}
	}
	if w.paces[id] == nil {
		w.paces[id] = &pace{on: map[string]speed{}}
	}
	return w.paces[id]
}

// early tells that a release need not be counted yet.
func (w *watch) early(id uint64, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return now.Before(w.of(id).again)
}

// soon has a release, or all with 0, be counted at the next look, since somebody has changed how it goes.
func (w *watch) soon(id uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for release, p := range w.paces {
		if id == 0 || release == id {
			p.again, p.quiet = time.Time{}, 0
		}
	}
}

// rest puts the next count of a release off where nothing happens, and after one that took long.
func (w *watch) rest(id uint64, now time.Time, took time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.of(id)
	p.again = now.Add(max(watchShare*took, p.quiet))
	if next := w.last[id].Next; next.After(now) && next.Before(p.again) && p.quiet > 0 {
		p.again = next
	}
}

func (w *watch) note(p Progress) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.last == nil {
		w.last = map[uint64]Progress{}
	}
	w.last[p.Release] = p
}

func (w *watch) latest(id uint64) (Progress, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, ok := w.last[id]
	return p, ok
}

// measure notes how many copies of a release are settled by now, and tells how many a second were on each platform while any were.
func (w *watch) measure(id uint64, t outbox.Tally, now time.Time) map[string]float64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	p, moved, out := w.of(id), false, map[string]float64{}
	for platform, c := range t.Platforms {
		settled := c.Total() - c[outbox.Queued] - c[outbox.Sending]
		s, known := p.on[platform]
		passed := now.Sub(s.at).Seconds()
		switch {
		case !known:
			moved, s.at, s.settled = true, now, settled
		case passed < 1:
		case settled > s.settled:
			measured := float64(settled-s.settled) / passed
			if s.perSecond > 0 {
				measured = smoothed*measured + (1-smoothed)*s.perSecond
			}
			moved, s.at, s.settled, s.perSecond = true, now, settled, measured
		default:
			s.at, s.settled = now, settled // nobody left: those who wait say nothing of the rate
		}
		p.on[platform], out[platform] = s, s.perSecond
	}
	if p.quiet = min(2*p.quiet+WatchEvery, watchRest); moved {
		p.quiet = 0
	}
	return out
}

// ProgressToken is what an address needs to show a release's progress to whoever has it.
func (n *Network) ProgressToken(id uint64) string {
	return hex.EncodeToString(n.Store.MAC("progress", []byte(storage.Ordinal(id)))[:progressToken])
}

// progressToken is its length in bytes.
const progressToken = 10

// CheckProgressToken tells whether a token is a release's.
func (n *Network) CheckProgressToken(id uint64, token string) bool {
	mac, err := hex.DecodeString(token)
	return err == nil && len(mac) == progressToken && n.Store.CheckMAC("progress", []byte(storage.Ordinal(id)), mac)
}
