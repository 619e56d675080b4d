package reach

import (
	"errors"
	"slices"

	"relais/storage"
)

// Move makes what one member did another's, since both are one person: openers, kits, shares, what they were helped with
// today, and their number on their public links.
func (r *Reach) Move(tx storage.Tx, from, to uint64) error {
	for _, move := range []func(storage.Tx, uint64, uint64) error{r.moveOpeners, r.moveKits, r.moveShares, r.moveUntold, r.moveLinks, r.moveHelp} {
		if err := move(tx, from, to); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reach) moveOpeners(tx storage.Tx, from, to uint64) error {
	return eachOf(tx, r.openers, from, func(key string, o Opener) error {
		o.Member = to
		return r.openers.Put(tx, key, o)
	})
}

func (r *Reach) moveShares(tx storage.Tx, from, to uint64) error {
	return eachOf(tx, r.shares, from, func(key string, s Share) error {
		s.Member = to
		return r.shares.Put(tx, key, s)
	})
}

func (r *Reach) moveKits(tx storage.Tx, from, to uint64) error {
	return eachOf(tx, r.kits, from, func(key string, k Kit) error {
		k.Member = to
		return r.kits.Put(tx, key, k)
	})
}

func (r *Reach) moveUntold(tx storage.Tx, from, to uint64) error {
	all, err := r.Untold(tx, from)
	if err != nil {
		return err
	}
	for _, u := range all {
		if err := r.Owe(tx, to, u); err != nil {
			return err
		}
	}
	return r.forgetUntold(tx, from)
}

// moveLinks keeps every link leading readers, since it stands in posts out there: a second one for the same counts beside the first.
func (r *Reach) moveLinks(tx storage.Tx, from, to uint64) error {
	return eachOf(tx, r.links, from, func(key string, l Link) error {
		l.Member = to
		have, err := r.links.Find(tx, "same", l.same())
		if err != nil {
			return err
		}
		if len(have) > 0 {
			l.Network += "\x00" + l.Token
		}
		return r.links.Put(tx, key, l)
	})
}

func (r *Reach) moveHelp(tx storage.Tx, from, to uint64) error {
	theirs, err := r.helped.Get(tx, storage.Ordinal(from))
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	have, err := r.helped.Get(tx, storage.Ordinal(to))
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	switch {
	case have.Day < theirs.Day:
		have = theirs
	case have.Day == theirs.Day:
		for _, what := range theirs.What {
			if !slices.Contains(have.What, what) {
				have.What = append(have.What, what)
			}
		}
	}
	if err := r.helped.Put(tx, storage.Ordinal(to), have); err != nil {
		return err
	}
	return r.helped.Delete(tx, storage.Ordinal(from))
}

// eachOf calls fn for each record of a member, which fn may change.
func eachOf[T any](tx storage.Tx, c *storage.Collection[T], member uint64, fn func(key string, v T) error) error {
	keys, err := c.Find(tx, "member", storage.Ordinal(member))
	if err != nil {
		return err
	}
	for _, k := range keys {
		v, err := c.Get(tx, k)
		if err != nil {
			return err
		}
		if err := fn(k, v); err != nil {
			return err
		}
	}
	return nil
}
