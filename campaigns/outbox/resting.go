package outbox

import (
	"container/heap"
	"slices"
	"time"
)

// rest keeps a job that is not entered until a later time, or forgets it where nearer ones are too many; a later pass finds it again.
func (s *source) rest(j *job, until time.Time) {
	s.held[j.at] = true
	heap.Push(&s.resting, sleeper{until, j})
	if len(s.resting) < 2*restMost {
		return
	}
	slices.SortFunc(s.resting, func(a, b sleeper) int { return a.until.Compare(b.until) }) // sorted is a heap, too
	for _, x := range s.resting[restMost:] {
		delete(s.held, x.job.at)
		if s.beyond.IsZero() || x.until.Before(s.beyond) {
			s.beyond = x.until
		}
	}
	clear(s.resting[restMost:])
	s.resting = s.resting[:restMost]
}

// resting is a heap of jobs by the time until which they wait.
type resting []sleeper

type sleeper struct {
	until time.Time
	job   *job
}

func (r resting) Len() int           { return len(r) }
func (r resting) Less(i, j int) bool { return r[i].until.Before(r[j].until) }
func (r resting) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }
func (r *resting) Push(x any)        { *r = append(*r, x.(sleeper)) }
func (r *resting) Pop() any {
	last := len(*r) - 1
	x := (*r)[last]
	(*r)[last] = sleeper{}
	*r = (*r)[:last]
	return x
}
