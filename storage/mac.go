package storage

import (
	"crypto/hmac"
	"crypto/sha256"
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
