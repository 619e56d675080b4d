package outbox

import "time"

const (
	readAhead = 512  // copies of one source in memory that could leave now
	readMost  = 1024 // records looked at in one transaction: two milliseconds
	restMost  = 1024 // copies of one source in memory that wait for a later time; up to twice that between two cuts
	crowdMost = 32   // letters to one chat in memory: a chat that must rest keeps no place from the others
)

// job is one copy on its way through a dispatcher.
type job struct {
	src  *source
	at   uint64 // position of the row in its release, or of the letter in its lane
	lane Lane
	// keys are the turns it must have; the gate may add one.
	keys []turnKey
	// chat is a letter's, for source.crowd; empty for rows.
	chat string
	// unsure is set when a commit failed that was to mark the row: the mark may stand.
	unsure bool
	slot   time.Time // its moment, from pace
}

// source is where copies come from: a release, or the letters of one lane. It is read in passes, each in key order from a
// position to the end; what is in memory is never more than a window on it.
type source struct {
	release uint64 // 0: letters
	lane    Lane   // of letters

	from  uint64 // where the pass goes on
	ended bool   // the pass has met the end; what is appended is read from there
	redo  bool   // another pass is due from first on
	first uint64

	// A sweep looks at a release without taking rows: it repairs what a crash left, finds where the queued rows begin,
	// and whether any row is open.
	sweep   bool
	low     uint64
	hasLow  bool
	anyOpen bool

	party  string // whose it is, of a release
	served uint64 // when a copy of it was served last, by order.n

	epoch     uint64 // the state of the release that is known here
	planned   bool
	cancelled bool
	worked    bool // something has happened since the last sweep, which may have been the last row

	blind time.Time // until when it is not read, since it could not be

	held    map[uint64]bool // positions of all jobs in memory
	open    int             // those that do not wait for a later time
	flying  int             // those in flight
	ready   [lanes][]*job
	resting resting
	beyond  time.Time // the earliest time of those who were too many for resting; zero for none

	crowd   map[string]int  // open letters by chat
	skipped map[string]bool // chats with letters that this pass left out, the first of them at skip
	skip    uint64
}

func newRelease(release uint64) *source {
	return &source{release: release, sweep: true, worked: true, held: map[uint64]bool{}}
}

func newLane(lane Lane) *source {
	return &source{lane: lane, held: map[uint64]bool{}, crowd: map[string]int{}, skipped: map[string]bool{}}
}

func (s *source) letters() bool { return s.release == 0 }

// wantsRead tells whether a page should be read now.
func (s *source) wantsRead(now time.Time) bool {
	return !s.ended && (s.sweep || s.open <= readAhead/2) && !now.Before(s.blind)
}

// turnOver begins what comes after a pass that has met the end: another pass that is due, or a sweep where the last row may
// have been settled.
func (s *source) turnOver(now time.Time) {
	if !s.ended {
		return
	}
	overdue := !s.beyond.IsZero() && !s.beyond.After(now)
	switch {
	case s.redo || overdue:
		s.from, s.first = s.first, 0
		if overdue {
			s.from, s.beyond = 0, time.Time{}
		}
		s.ended, s.redo = false, false
		clear(s.skipped)
	case !s.letters() && s.planned && s.worked && len(s.held) == 0 && s.beyond.IsZero():
		s.startSweep()
	}
}

func (s *source) startSweep() {
	s.from, s.ended, s.sweep = 0, false, true
	s.hasLow, s.anyOpen, s.worked = false, false, false
}

// redoFrom asks for another pass that begins at a position or before it.
func (s *source) redoFrom(at uint64) {
	if !s.redo || at < s.first {
		s.first = at
	}
	s.redo = true
}

// enter counts a job that could leave now.
func (s *source) enter(j *job) {
	s.held[j.at] = true
	s.open++
	if j.chat != "" {
		s.crowd[j.chat]++
	}
}

// leave undoes enter for a job that is settled or waits for a later time.
func (s *source) leave(j *job) {
	s.open--
	if j.chat == "" {
		return
	}
	if s.crowd[j.chat]--; s.crowd[j.chat] == 0 {
		delete(s.crowd, j.chat)
		if s.skipped[j.chat] {
			s.redoFrom(s.skip)
		}
	}
}

// crowded tells whether a letter to chat at a position has to be left out of this pass, with all behind it, since the chat
// has enough of them in memory.
func (s *source) crowded(chat string, at uint64) bool {
	if chat == "" || !s.skipped[chat] && s.crowd[chat] < crowdMost {
		return false
	}
	if len(s.skipped) == 0 {
		s.skip = at
	}
	s.skipped[chat] = true
	return true
}

// wait is when the source has something by itself next; zero for never.
func (s *source) wait(now time.Time) time.Time {
	t := s.beyond
	if !s.ended {
		if t = s.blind; !t.After(now) {
			t = time.Time{}
		}
	}
	if len(s.resting) > 0 && (t.IsZero() || s.resting[0].until.Before(t)) {
		t = s.resting[0].until
	}
	return t
}

// quiet tells that nothing of it is due now: its pass is over and none of its jobs could leave.
func (s *source) quiet() bool { return s.ended && !s.redo && s.open == 0 }
