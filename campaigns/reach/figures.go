package reach

import (
	"errors"
	"slices"
	"strings"

	"relais/storage"
)

// Figures is what came of one brief, counted by network and never by member.
type Figures struct {
	Measured bool           // false: readers cannot be counted, and Clicks means nothing
	Kits     int            // members who opened a kit
	Shares   map[string]int // by network key
	Clicks   map[string]int // by network key
}

// Shared is the sum of shares over all networks.
func (f Figures) Shared() int { return sum(f.Shares) }

// Clicked is the sum of readers over all networks.
func (f Figures) Clicked() int { return sum(f.Clicks) }

// Networks lists the networks that any figure names, in order of their keys.
func (f Figures) Networks() []string {
	var out []string
	for _, m := range []map[string]int{f.Shares, f.Clicks} {
		for k := range m {
			if !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Figures counts what came of a brief.
func (r *Reach) Figures(tx storage.Tx, brief string) (Figures, error) {
	f := Figures{Measured: r.Measured(), Shares: map[string]int{}, Clicks: map[string]int{}}
	opened := map[uint64]bool{}
	err := r.Kits(tx, brief, 0, func(k Kit) error {
		opened[k.Member] = true
		return nil
	})
	if err != nil {
		return f, err
	}
	f.Kits = len(opened)
	shares, err := r.SharesOfBrief(tx, brief)
	if err != nil {
		return f, err
	}
	for _, s := range shares {
		f.Shares[s.Network]++
	}
	tokens, err := r.links.Find(tx, "brief", brief)
	if err != nil {
		return f, err
	}
	for _, t := range tokens {
		l, err := r.links.Get(tx, t)
		if err != nil {
			return f, err
		}
		c, err := r.clicks.Get(tx, t)
		if errors.Is(err, storage.ErrNotFound) {
			continue
		}
		if err != nil {
			return f, err
		}
		network, _, _ := strings.Cut(l.Network, "\x00")
		f.Clicks[network] += sum(c.Days)
	}
	return f, nil
}

func sum(m map[string]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}
