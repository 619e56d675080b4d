package outbox

import (
	"container/heap"
	"sync"
	"time"
)

// turnKey is what copies take turns at: a member or place, or a chat. A row knows its recipient's ordinal when it is read and
// the chat only once the gate has resolved it; a letter that answers somebody knows the chat.
type turnKey struct {
	ordinal uint64
	chat    string
}

// turns sees to it that one copy is in flight for an address at a time and that the platform's pauses between two are kept.
// A job that finds its turn taken is parked here, in order, and costs nobody a worker.
type turns struct {
	mu   sync.Mutex
	m    map[turnKey]*turn
	ends ends
}

// turn is one address. next is when it may be used again; parked jobs are handed back at once when it is free.
type turn struct {
	owner  *job
	next   time.Time
	parked []*job
}

func newTurns() *turns { return &turns{m: map[turnKey]*turn{}} }

// take gives j the turns at all its keys, or parks it at the first that is not free.
func (t *turns) take(j *job, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range j.keys {
		if u := t.at(k); !u.free(j, now) {
			u.parked = append(u.parked, j)
			return false
		}
	}
	for _, k := range j.keys {
		t.at(k).owner = j
	}
	return true
}

// claim gives a job in flight one more turn, that at the address its gate found. It may be asked again for the same key.
func (t *turns) claim(j *job, k turnKey, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	known := false
	for _, have := range j.keys {
		known = known || have == k
	}
	if !known {
		j.keys = append(j.keys, k)
	}
	u := t.at(k)
	if !u.free(j, now) {
		return false
	}
	u.owner = j
	return true
}

// park puts a job at the end of those who wait for its last key. It keeps the turns it has, so that nobody behind it overtakes.
func (t *turns) park(j *job, now time.Time) []*job {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := j.keys[len(j.keys)-1]
	u := t.at(k)
	u.parked = append(u.parked, j)
	return t.settle(k, u, now)
}

// retry puts a job that has had its turn at the head of those who wait for its last key, which rests until next. It keeps its
// other turns.
func (t *turns) retry(j *job, next, now time.Time) []*job {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := j.keys[len(j.keys)-1]
	u := t.at(k)
	if u.owner == j {
		u.owner = nil
	}
	u.next = later(u.next, next)
	u.parked = append([]*job{j}, u.parked...)
	return t.settle(k, u, now)
}

// release ends j's turns; its addresses rest until next. It returns the jobs that may try now, in order.
func (t *turns) release(j *job, next, now time.Time) []*job {
	t.mu.Lock()
	defer t.mu.Unlock()
	var free []*job
	for _, k := range j.keys {
		u, ok := t.m[k]
		if !ok {
			continue
		}
		if u.owner == j {
			u.owner = nil
			u.next = later(u.next, next)
		}
		free = append(free, t.settle(k, u, now)...)
	}
	return free
}

// due returns the jobs whose address has rested enough.
func (t *turns) due(now time.Time) []*job {
	t.mu.Lock()
	defer t.mu.Unlock()
	var free []*job
	for len(t.ends) > 0 && !t.ends[0].at.After(now) {
		e := heap.Pop(&t.ends).(rest)
		if u, ok := t.m[e.key]; ok {
			free = append(free, t.settle(e.key, u, now)...)
		}
	}
	return free
}

// wait is when due has something next; zero for never.
func (t *turns) wait() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.ends) == 0 {
		return time.Time{}
	}
	return t.ends[0].at
}

// settle hands out the parked jobs of a turn that is free, or has it looked at again when it will be.
func (t *turns) settle(k turnKey, u *turn, now time.Time) []*job {
	switch {
	case u.owner != nil:
		return nil
	case u.next.After(now):
		heap.Push(&t.ends, rest{u.next, k})
		return nil
	}
	free := u.parked
	delete(t.m, k)
	return free
}

func (t *turns) at(k turnKey) *turn {
	u, ok := t.m[k]
	if !ok {
		u = &turn{}
		t.m[k] = u
	}
	return u
}

func (u *turn) free(j *job, now time.Time) bool {
	return u.owner == j || u.owner == nil && !u.next.After(now)
}

// ends is a heap of the moments at which addresses have rested.
type ends []rest

type rest struct {
	at  time.Time
	key turnKey
}

func (e ends) Len() int           { return len(e) }
func (e ends) Less(i, j int) bool { return e[i].at.Before(e[j].at) }
func (e ends) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *ends) Push(x any)        { *e = append(*e, x.(rest)) }
func (e *ends) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	*e = (*e)[:last]
	return x
}
