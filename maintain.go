package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"

	"relais/storage"
)

// Run rewrites the store's file.
func (c *compactFlags) Run(in *invocation) error {
	cfg, _, err := loadConfig(c.Config, in.environ)
	if err != nil {
		return err
	}
	say := sayTo(in.stdout)
	return in.atStore(cfg,
		func(c *control) error { return c.tell(in.ctx, "/compact", say) },
		func(s *service) error { return s.compactNow(in.ctx, say) })
}

// Run rotates the keys.
func (c *keysRotateFlags) Run(in *invocation) error {
	cfg, _, err := loadConfig(c.Config, in.environ)
	if err != nil {
		return err
	}
	say := sayTo(in.stdout)
	return in.atStore(cfg,
		func(t *control) error {
			return t.tell(in.ctx, "/keys/rotate?"+url.Values{"drop": {strconv.FormatBool(c.Drop)}}.Encode(), say)
		},
		func(s *service) error { return s.rotateKeys(in.ctx, c.Drop, say) })
}

func sayTo(w io.Writer) func(string) { return func(s string) { fmt.Fprintln(w, s) } }

// compactNow rewrites the store's file without the bytes of what was erased.
func (s *service) compactNow(ctx context.Context, say func(string)) error {
	before, err := s.db.Size()
	if err != nil {
		return err
	}
	if err := s.compactDue(ctx, 0, true); err != nil {
		return err
	}
	after, err := s.db.Size()
	if err != nil {
		return err
	}
	say(fmt.Sprintf("Compacted %s: it had %s and has %s. What was erased is not in it any more.", s.parts.store, bytesOf(before), bytesOf(after)))
	return nil
}

// rotation is how far the newest rotation of the keys is.
type rotation struct {
	Version uint32 `json:"version"` // to which everything is brought
	Drop    bool   `json:"drop"`    // the older versions are to go
	Done    bool   `json:"done"`
}

const rotationKey = "newest"

// errRotating is the answer to a second rotation at the same time.
var errRotating = errors.New("the keys are being rotated already: wait until that is done")

// rotationBegun tells of the rotation that was begun and not brought to its end; false where there is none. The store may be of a backup from
// before a rotation, and then has that one before it.
func (s *service) rotationBegun(ctx context.Context) (r rotation, begun bool, err error) {
	err = s.store.View(ctx, func(tx storage.Tx) (err error) {
		r, err = s.rotations.Get(tx, rotationKey)
		if errors.Is(err, storage.ErrNotFound) {
			r, err = rotation{Version: 1, Done: true}, nil
		}
		return err
	})
	if primary := s.keyset.Primary(); r.Version < primary {
		return rotation{Version: primary, Drop: r.Drop && !r.Done}, true, err
	}
	return r, !r.Done, err
}

func (s *service) noteRotation(ctx context.Context, r rotation) error {
	return s.store.Update(ctx, func(tx storage.Tx) error { return s.rotations.Put(tx, rotationKey, r) })
}

// rotateKeys adds a version of the key and brings everything under it, while work goes on. A rotation that was begun is brought to its end
// instead. Each step can be cut off and taken up again: the version is durable in the key file before anything is sealed under it, and the
// older ones stay there until nothing is.
func (s *service) rotateKeys(ctx context.Context, drop bool, say func(string)) error {
	if !s.rotating.TryLock() {
		return errRotating
	}
	defer s.rotating.Unlock()
	r, begun, err := s.rotationBegun(ctx)
	if err != nil {
		return err
	}
	if begun {
		say(fmt.Sprintf("Going on with the rotation to key version %d that was begun.", r.Version))
	} else {
		r = rotation{Version: s.keyset.Primary() + 1}
	}
	r.Drop = r.Drop || drop
	if err := s.noteRotation(ctx, r); err != nil {
		return err
	}
	if r.Version > s.keyset.Primary() {
		if err := s.addKey(); err != nil {
			return err
		}
		say(fmt.Sprintf("Key version %d is in %s. Copy that file now: a copy from before opens nothing that is written from now on.", r.Version, s.keys))
	}
	if err := s.store.Rotate(ctx); err != nil {
		return err
	}
	if err := s.erasures.reseal(s.store); err != nil {
		return err
	}
	if r.Drop {
		if err := s.dropKeys(ctx); err != nil {
			return err
		}
	}
	r.Done = true
	if err := s.noteRotation(ctx, r); err != nil {
		return err
	}
	say(fmt.Sprintf("Everything is sealed under key version %d.", r.Version))
	if r.Drop {
		say("The older versions are gone: backups from before this can't be restored any more, and buttons under messages from before it do nothing.")
	} else {
		say("The older versions stay in the key file, since backups from before this need them. Once there are none: relais keys rotate --drop.")
	}
	return nil
}

// addKey adds a version and makes it durable. One that could not be saved is tried again.
func (s *service) addKey() error {
	if !s.unsaved {
		if err := s.keyset.Rotate(); err != nil {
			return err
		}
		s.unsaved = true
	}
	if err := s.keyset.Save(s.keys); err != nil {
		return err
	}
	s.unsaved = false
	return nil
}

// dropKeys takes every version but the newest out of the key file.
func (s *service) dropKeys(ctx context.Context) error {
	for _, v := range s.keyset.Versions() {
		if v == s.keyset.Primary() {
			continue
		}
		if err := s.keyset.Drop(ctx, s.store, v); err != nil {
			return err
		}
	}
	return s.keyset.Save(s.keys)
}

// finishRotation brings a rotation that was begun to its end, once the service runs. A fault is logged: it keeps nobody from anything.
func (s *service) finishRotation(ctx context.Context) {
	r, begun, err := s.rotationBegun(ctx)
	if err == nil && begun {
		s.log.Info("going on with a rotation of the keys that was begun", "version", r.Version)
		err = s.rotateKeys(ctx, false, func(string) {})
		if err == nil {
			s.log.Info("the rotation of the keys is done", "version", r.Version)
		}
	}
	if err != nil && ctx.Err() == nil && !errors.Is(err, errRotating) {
		s.log.Error("the rotation of the keys could not be brought to its end: give relais keys rotate", "error", err)
	}
}
