package storage

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// minMAC is the length in bytes below which CheckMAC takes no authenticator: 64 bits.
const minMAC = 8

// MAC authenticates msg for a purpose (a constant such as "link token") with a subkey of the primary key version: 32 bytes,
// of which the first 8 or more may be used alone. MACs made under a version end with Keyset.Drop of it.
func (s *Store) MAC(purpose string, msg []byte) []byte {
	return s.ring().primary.mac(purpose, msg)
}

// CheckMAC reports, in constant time, whether mac is the MAC of msg for the purpose under any key version, or its first 8
// bytes or more.
func (s *Store) CheckMAC(purpose string, msg, mac []byte) bool {
	if len(mac) < minMAC || len(mac) > sha256.Size {
		return false
	}
	ok := false
	for _, k := range s.ring().versions {
		if hmac.Equal(k.mac(purpose, msg)[:len(mac)], mac) {
			ok = true
		}
	}
	return ok
}

func (k *rootKey) mac(purpose string, msg []byte) []byte {
	h := hmac.New(sha256.New, k.derive("mac/"+purpose))
	h.Write(msg)
	return h.Sum(nil)
}

// Name is a keyed hash of msg for a purpose: 32 bytes, of which the first 16 or more may be used alone. It stays the same for as
// long as the store lives, whatever becomes of its keys, so that it serves as a key under which something is found again.
// It proves nothing: use MAC for that.
func (s *Store) Name(purpose string, msg []byte) []byte {
	h := hmac.New(sha256.New, s.names)
	h.Write(binary.AppendUvarint(nil, uint64(len(purpose))))
	h.Write([]byte(purpose))
	h.Write(msg)
	return h.Sum(nil)
}

// namesKey is where the key of Name stands in metaSpace, sealed like everything.
var namesKey = []byte("names")

// loadNames reads the key of Name. A store that has none yet takes it from its oldest key version; the next transaction that writes keeps
// it.
func (s *Store) loadNames(tx Tx) error {
	_, _, plain, err := s.get(tx, metaSpace, namesKey)
	switch {
	case errors.Is(err, ErrNotFound):
		versions := s.ring().versions
		s.names = versions[len(versions)-1].derive("names")
		return nil
	case err != nil:
		return fmt.Errorf("%q: %w", namesKey, err)
	case len(plain) != rootSize:
		return fmt.Errorf("%q: %w", namesKey, ErrDamaged)
	}
	s.names = plain
	s.named.Store(true)
	return nil
}

func (s *Store) keepNames(tx Tx) error {
	if s.named.Load() {
		return nil
	}
	return s.ring().put(tx, metaSpace, namesKey, 1, s.names)
}
