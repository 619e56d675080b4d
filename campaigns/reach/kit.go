package reach

import (
	"slices"
	"time"

	"relais/messages"
	"relais/storage"
)

// Kit is a share kit that a member opened: a copy of the brief that a correction must reach.
type Kit struct {
	ID       uint64        `json:"id"` // dense, from 1
	Brief    string        `json:"brief"`
	Member   uint64        `json:"member"`
	Rev      int           `json:"rev"` // with which it was opened
	Lang     messages.Lang `json:"lang"`
	Network  string        `json:"network,omitempty"`
	Platform string        `json:"platform,omitempty"`
	Sample   bool          `json:"sample,omitempty"` // it is the sample text that belongs to a kit, shown by itself
	// Aside tells that it was shown to one person where others read along, and can't be changed after a while.
	Aside bool      `json:"aside,omitempty"`
	At    time.Time `json:"at"`
}

// PutKit keeps a kit; a new one (ID 0) receives its number.
func (r *Reach) PutKit(tx storage.Tx, k Kit) (Kit, error) {
	if k.ID == 0 {
		n, err := r.store.Next(tx, "kits")
		if err != nil {
			return k, err
		}
		k.ID = n
	}
	return k, r.kits.Put(tx, kitKey(k.Brief, k.ID), k)
}

func kitKey(brief string, id uint64) string { return brief + "/" + storage.Ordinal(id) }

// Kit finds a kit of a brief; storage.ErrNotFound where there is none.
func (r *Reach) Kit(tx storage.Tx, brief string, id uint64) (Kit, error) {
	return r.kits.Get(tx, kitKey(brief, id))
}

// DropKit forgets a kit.
func (r *Reach) DropKit(tx storage.Tx, k Kit) error {
	return r.kits.Delete(tx, kitKey(k.Brief, k.ID))
}

// KitByID finds a kit by its number alone; storage.ErrNotFound where there is none.
func (r *Reach) KitByID(tx storage.Tx, id uint64) (Kit, error) {
	keys, err := r.kits.Find(tx, "id", storage.Ordinal(id))
	if err == nil && len(keys) == 0 {
		err = storage.ErrNotFound
	}
	if err != nil {
		return Kit{}, err
	}
	return r.kits.Get(tx, keys[0])
}

// KitsOf lists a member's kits.
func (r *Reach) KitsOf(tx storage.Tx, member uint64) (all []Kit, err error) {
	err = eachOf(tx, r.kits, member, func(_ string, k Kit) error {
		all = append(all, k)
		return nil
	})
	return all, err
}

// Kits calls fn for a brief's kits from a number on, in the order in which they were opened. fn may return storage.ErrStop.
func (r *Reach) Kits(tx storage.Tx, brief string, from uint64, fn func(Kit) error) error {
	of := storage.Prefix(brief + "/")
	of.From = kitKey(brief, from)
	return r.kits.Scan(tx, of, func(_ string, k Kit) error { return fn(k) })
}

// Untold is something that a member has to be told of and could not be: a kit of theirs, or a share, that was corrected.
type Untold struct {
	Kit   uint64 `json:"kit,omitempty"`
	Share uint64 `json:"share,omitempty"`
	Brief string `json:"brief"`
	// Releases are the corrections of the kit that they were not told of.
	Releases []uint64 `json:"releases,omitempty"`
}

func untoldKey(member uint64, u Untold) string {
	return storage.Ordinal(member) + storage.Ordinal(u.Kit) + storage.Ordinal(u.Share)
}

// Owe notes that a member has to be told, once they do something.
func (r *Reach) Owe(tx storage.Tx, member uint64, u Untold) error {
	key := untoldKey(member, u)
	have, err := r.untold.Get(tx, key)
	if err == nil {
		for _, id := range have.Releases {
			if !slices.Contains(u.Releases, id) {
				u.Releases = append(u.Releases, id)
			}
		}
	} else if !isNotFound(err) {
		return err
	}
	return r.untold.Put(tx, key, u)
}

// Untold lists what a member has to be told of.
func (r *Reach) Untold(tx storage.Tx, member uint64) ([]Untold, error) {
	var out []Untold
	err := r.untold.Scan(tx, storage.Prefix(storage.Ordinal(member)), func(_ string, u Untold) error {
		out = append(out, u)
		return nil
	})
	return out, err
}

// Owed tells whether a member still has to be told of something.
func (r *Reach) Owed(tx storage.Tx, member uint64, u Untold) (bool, error) {
	_, err := r.untold.Get(tx, untoldKey(member, u))
	if isNotFound(err) {
		return false, nil
	}
	return err == nil, err
}

// Told notes that a member was told.
func (r *Reach) Told(tx storage.Tx, member uint64, u Untold) error {
	return r.untold.Delete(tx, untoldKey(member, u))
}

func (r *Reach) forgetUntold(tx storage.Tx, member uint64) error {
	all, err := r.Untold(tx, member)
	for _, u := range all {
		if err := r.Told(tx, member, u); err != nil {
			return err
		}
	}
	return err
}
