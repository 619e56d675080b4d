package local

import (
	"slices"
	"sync"
)

// What is kept in memory of accounts without a record.
const (
	afterlifeMost = 20   // messages of one
	actedMost     = 1000 // accounts; beyond that everything in memory is forgotten
)

// room is what the process remembers and the store does not: who listens, who has acted since it began, and what was said
// to those who were erased meanwhile.
type room struct {
	mu        sync.Mutex
	listeners map[*listener]bool
	acted     map[string]bool
	spoken    map[string][]numbered
}

// listener is one open stream. Its bell holds at most one ring; stirred are the other accounts since it was last looked at.
type listener struct {
	user    string
	bell    chan struct{}
	stirred map[string]uint64
}

func newRoom() *room {
	return &room{listeners: map[*listener]bool{}, acted: map[string]bool{}, spoken: map[string][]numbered{}}
}

func (r *room) listen(user string) *listener {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &listener{user: user, bell: make(chan struct{}, 1), stirred: map[string]uint64{}}
	r.listeners[s] = true
	return s
}

func (r *room) leave(s *listener) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.listeners, s)
}

// stir tells the streams that an account's chat has changed; id is the message that did it, 0 for none.
func (r *room) stir(user string, id uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for s := range r.listeners {
		if s.user != user {
			if id == 0 {
				continue
			}
			s.stirred[user] = max(s.stirred[user], id)
		}
		select {
		case s.bell <- struct{}{}:
		default:
		}
	}
}

// stirs returns the accounts that were stirred since the last call.
func (r *room) stirs(s *listener) map[string]uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := s.stirred
	s.stirred = map[string]uint64{}
	return was
}

// act notes that an account has done something.
func (r *room) act(user string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.acted) >= actedMost && !r.acted[user] {
		clear(r.acted)
		clear(r.spoken)
	}
	r.acted[user] = true
}

// erased tells whether an account that is not kept has acted since the process began, so that it was erased meanwhile.
func (r *room) erased(user string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.acted[user]
}

// speak remembers a message to an account that was erased.
func (r *room) speak(e numbered) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.spoken[e.User] = append(r.spoken[e.User], e)
	if said := r.spoken[e.User]; len(said) > afterlifeMost {
		r.spoken[e.User] = slices.Clone(said[1:])
	}
}

// afterlife is what was said to an account since it was erased.
func (r *room) afterlife(user string) []numbered {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.spoken[user])
}
