package markup

import "sync"

// recent is how many texts a Recent remembers: those of a release in every language, and some that come in between.
const recent = 8

// Recent remembers what was made of the last few texts. A brief goes to thousands in a few languages, and to read its text anew for each
// costs as much as to send it. The zero value remembers nothing yet. It is safe for concurrent use.
type Recent[V any] struct {
	mu   sync.Mutex
	kept []made[V] // the last used first
}

type made[V any] struct {
	source string
	value  V
}

// Of is what from makes of a text. The value is shared: nobody may change it.
func (r *Recent[V]) Of(source string, from func(string) V) V {
	if v, ok := r.find(source); ok {
		return v
	}
	v := from(source) // without the lock: others find theirs meanwhile
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.kept) == recent {
		r.kept = r.kept[:recent-1]
	}
	r.kept = append([]made[V]{{source, v}}, r.kept...)
	return v
}

func (r *Recent[V]) find(source string) (v V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, k := range r.kept {
		if k.source == source {
			copy(r.kept[1:i+1], r.kept[:i])
			r.kept[0] = k
			return k.value, true
		}
	}
	return v, false
}
