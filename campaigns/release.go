package campaigns

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// Release is the decision that a brief goes to an audience at a time. Its rows are in the outbox under its number.
type Release struct {
	ID       uint64           `json:"id"`
	Brief    string           `json:"brief"`
	Campaign string           `json:"campaign"`
	Class    Class            `json:"class"` // BriefCopy or AlertCopy; Edit corrects copies, Service replaces them by a notice
	Audience members.Audience `json:"audience,omitzero"`
	By       messages.Alias   `json:"by"`
	Made     time.Time        `json:"made"`
	At       time.Time        `json:"at"` // when it starts, UTC
	// Wall is the time as its author wrote it, with the zone; empty for "now".
	Wall string `json:"wall,omitempty"`

	Rev       int    `json:"rev,omitempty"` // the released revision, once started
	Started   bool   `json:"started,omitempty"`
	Cursor    uint64 `json:"cursor,omitempty"`    // the ordinal the planner goes on from
	Planned   bool   `json:"planned,omitempty"`   // every recipient has a row
	Cancelled bool   `json:"cancelled,omitempty"` // taken back
	Paused    bool   `json:"paused,omitempty"`    // what has not left waits until somebody lets it go on
	Failed    string `json:"failed,omitempty"`    // why it could not start, in the door's words
	Settled   bool   `json:"settled,omitempty"`   // every copy was settled when this was last looked at, and its lead was told
	// Answers are the platforms where kits stand that can't be corrected after a while: there a corrected post is answered too.
	Answers []string `json:"answers,omitempty"`
	// Restored is the moment of the backup from which the release was restored: what became of it since is not known. Zero where it
	// was not.
	Restored time.Time `json:"restored,omitzero"`
	// Foreseen is what the plan said that was shown last before; zero where none was.
	Foreseen Foreseen `json:"foreseen,omitzero"`
}

// Due tells whether the planner has work to do on it now. One that is paused before it starts does not start; one that has started goes on
// whatever the clock says, which may have been put back since.
func (r Release) Due(now time.Time) bool {
	return !r.Planned && !r.Cancelled && r.Failed == "" && (r.Started || !r.Paused && !now.Before(r.At))
}

// waits tells that the release was due when a backup was restored that knows nothing of its start, and that nobody has let it go on.
func (r Release) waits() bool { return r.Paused && !r.Restored.IsZero() && !r.Started && !r.Cancelled }

// What is answered about releases.
var (
	ErrStarted    = errors.New("the release has started")
	ErrReleased   = errors.New("this revision is released or about to be")
	ErrNoAudience = errors.New("nobody would receive it")
	ErrCorrects   = errors.New("a correction does not wait")
	ErrDisclosure = errors.New("the campaign does not say who runs it and who pays")
)

// Schedule decides on a release at an instant; a moment in the past is now plus the time for undoing. The brief must be
// approved in one language at least; a revision goes out once. What blocks it is asked when it leaves: see start.
func (n *Network) Schedule(tx storage.Tx, ref string, by messages.Alias, at time.Time, wall string, now time.Time) (Release, error) {
	b, err := n.Desk.Brief(tx, ref)
	if err != nil {
		return Release{}, err
	}
	switch {
	case b.Stage == messages.Withdrawn, b.Stage == messages.Draft:
		return Release{}, b.OtherStage()
	case b.Public == b.Rev:
		return Release{}, ErrReleased
	}
	if langs, err := n.Desk.Ready(tx, b, now); err != nil {
		return Release{}, err
	} else if len(langs) == 0 {
		return Release{}, messages.ErrUnapproved
	}
	c, err := n.Campaign(tx, b.Campaign)
	if err != nil {
		return Release{}, fmt.Errorf("campaign %s: %w", b.Campaign, err)
	}
	if c.Sponsorship.Validate() != nil {
		return Release{}, ErrDisclosure
	}
	if leaving, err := n.AboutToLeave(tx, b.ID); err != nil {
		return Release{}, err
	} else if leaving {
		return Release{}, ErrReleased
	}
	id, err := n.Store.Next(tx, "releases")
	if err != nil {
		return Release{}, err
	}
	r := Release{ID: id, Brief: b.ID, Campaign: b.Campaign, By: by, Made: now.UTC(), At: at.UTC(), Wall: wall}
	r.shape(b, c)
	if r.Foreseen, err = n.plans.Get(tx, foreseenKey(b)); err != nil && !errors.Is(err, storage.ErrNotFound) {
		return r, err
	}
	if earliest := now.Add(n.Settings.Undo).UTC(); r.At.Before(earliest) {
		r.At = earliest
	}
	if err := n.Record(tx, by, "release", b.ID, now); err != nil {
		return r, err
	}
	return r, n.putRelease(tx, r)
}

// shape sets what a release is and whom it is for, from its brief as it is now.
func (r *Release) shape(b messages.Brief, c Campaign) {
	switch {
	case b.Public > 0 && b.Public != b.Rev:
		r.Class = Edit
	case b.Kind == messages.Alert:
		r.Class = AlertCopy
	default:
		r.Class = BriefCopy
	}
	r.Audience = c.Audience
	if len(b.Topics) > 0 {
		r.Audience.Topics = b.Topics
	}
}

// Cancel takes a release back: what has not left never will. A correction or notice that has started is not: ErrCorrects.
func (n *Network) Cancel(tx storage.Tx, id uint64, by messages.Alias, now time.Time) (Release, error) {
	r, err := n.Release(tx, id)
	if err != nil {
		return r, err
	}
	if r.Started && r.Replaces() {
		return r, ErrCorrects
	}
	return n.cancel(tx, r, by, now)
}

func (n *Network) cancel(tx storage.Tx, r Release, by messages.Alias, now time.Time) (Release, error) {
	if r.Cancelled {
		return r, nil
	}
	r.Cancelled = true
	if r.Started {
		if _, err := n.Outbox.Cancel(tx, r.ID); err != nil {
			return r, err
		}
		if err := n.Outbox.Planned(tx, r.ID); err != nil { // no more rows come
			return r, err
		}
	}
	n.watch.soon(r.ID)
	if err := n.Record(tx, by, "cancel", r.Brief, now); err != nil {
		return r, err
	}
	return r, n.putRelease(tx, r)
}

// Pause has what has not left of a running release wait, or lets it go on. Corrections and notices are not paused: ErrCorrects.
func (n *Network) Pause(tx storage.Tx, id uint64, on bool, by messages.Alias, now time.Time) (Release, error) {
	r, err := n.Release(tx, id)
	switch {
	case err != nil:
		return r, err
	case r.Replaces():
		return r, ErrCorrects
	case r.Paused == on:
		return r, nil
	}
	r.Paused = on
	n.watch.soon(id)
	what := "resume"
	if on {
		what = "pause"
	}
	if err := n.Record(tx, by, what, r.Brief, now); err != nil {
		return r, err
	}
	return r, n.putRelease(tx, r)
}

// Release finds a release; storage.ErrNotFound where there is none.
func (n *Network) Release(tx storage.Tx, id uint64) (Release, error) {
	return n.releases.Get(tx, storage.Ordinal(id))
}

// Releases lists a brief's releases, oldest first.
func (n *Network) Releases(tx storage.Tx, brief string) ([]Release, error) {
	return n.findReleases(tx, "brief", brief)
}

// Upcoming lists the releases that have not started or are being planned, soonest first.
func (n *Network) Upcoming(tx storage.Tx) ([]Release, error) {
	out, err := n.findReleases(tx, "open", "open")
	slices.SortStableFunc(out, func(a, b Release) int { return a.At.Compare(b.At) })
	return out, err
}

func (n *Network) findReleases(tx storage.Tx, index, value string) ([]Release, error) {
	keys, err := n.releases.Find(tx, index, value)
	if err != nil {
		return nil, err
	}
	out := make([]Release, 0, len(keys))
	for _, k := range keys {
		r, err := n.releases.Get(tx, k)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Release) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

func (n *Network) putRelease(tx storage.Tx, r Release) error {
	if err := n.releases.Put(tx, storage.Ordinal(r.ID), r); err != nil {
		return fmt.Errorf("release %d: %w", r.ID, err)
	}
	return nil
}

// unsettle notes that a release has copies to send again.
func (n *Network) unsettle(tx storage.Tx, r Release) error {
	if !r.Settled {
		return nil
	}
	r.Settled = false
	return n.putRelease(tx, r)
}

// lanes says in which lane each class of release leaves.
var lanes = map[Class]outbox.Lane{AlertCopy: outbox.Alerts, Edit: outbox.Corrections, Service: outbox.Corrections, BriefCopy: outbox.Briefs, Digest: outbox.Digests}
