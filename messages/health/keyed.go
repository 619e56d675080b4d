package health

import (
	"context"
	"sync"
)

// maxKept is how many hosts are remembered; a network cites fewer in a week.
const maxKept = 1024

// keyed holds a value per key and hands each to one holder at a time, those who wait in the order of Go's channels.
type keyed[T any] struct {
	spent func(T) bool // a value that may be forgotten
	mu    sync.Mutex
	slots map[string]*slot[T]
}

type slot[T any] struct {
	value T
	turn  chan struct{} // holds one token while somebody holds the value
	users int           // holders and those who wait; under keyed.mu
}

func newKeyed[T any](spent func(T) bool) *keyed[T] {
	return &keyed[T]{spent: spent, slots: map[string]*slot[T]{}}
}

// take waits until nobody else holds the key's value. The holder calls release once.
func (k *keyed[T]) take(ctx context.Context, key string) (value *T, release func(), err error) {
	k.mu.Lock()
	s := k.slots[key]
	if s == nil {
		if len(k.slots) >= maxKept {
			k.forget()
		}
		s = &slot[T]{turn: make(chan struct{}, 1)}
		k.slots[key] = s
	}
	s.users++
	k.mu.Unlock()

	leave := func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		s.users--
	}
	select {
	case s.turn <- struct{}{}:
		return &s.value, func() { <-s.turn; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, nil, ctx.Err()
	}
}

// forget drops what nobody uses: the map would grow with every host that a redirect names. Called with mu held.
func (k *keyed[T]) forget() {
	for key, s := range k.slots {
		if s.users == 0 && k.spent(s.value) {
			delete(k.slots, key)
		}
	}
}
