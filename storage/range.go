package storage

// Range is the keys from From, included, to To, excluded. An empty bound is open, so that the zero value is everything.
type Range struct {
	From, To string
	Down     bool // descending
}

// Prefix is the range of the keys that begin with p.
func Prefix(p string) Range {
	return Range{From: p, To: string(after([]byte(p)))}
}

// after is the first key behind all those that begin with p; nil where there is none.
func after(p []byte) []byte {
	end := append([]byte(nil), p...)
	for len(end) > 0 {
		last := len(end) - 1
		if end[last] < 0xff {
			end[last]++
			return end
		}
		end = end[:last]
	}
	return nil
}

// bound turns an empty bound into an open one.
func bound(key string) []byte {
	if key == "" {
		return nil
	}
	return []byte(key)
}
