package storage

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// A sealed value is
//
//	format (1 byte) ‖ key version (4 bytes, big endian) ‖ nonce (24 bytes) ‖ ciphertext ‖ tag (16 bytes)
//
// over the record's schema version (uvarint) and its encoded bytes, with the associated data
//
//	format ‖ key version ‖ length of the space's name (uvarint) ‖ space ‖ key
//
// so that a value opens only where it was put.
const (
	sealFormat   = 1
	headerSize   = 1 + 4
	envelopeSize = headerSize + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead
)

// seal returns the envelope of schema and plain for a place.
func seal(aead cipher.AEAD, version uint32, space string, key []byte, schema uint64, plain []byte) []byte {
	out := make([]byte, 0, envelopeSize+binary.MaxVarintLen64+len(plain))
	out = append(out, sealFormat)
	out = binary.BigEndian.AppendUint32(out, version)
	out = out[:headerSize+chacha20poly1305.NonceSizeX]
	nonce := out[headerSize:]
	rand.Read(nonce)
	// The body is put where its ciphertext will stand.
	body := binary.AppendUvarint(out[len(out):], schema)
	body = append(body, plain...)
	return aead.Seal(out, nonce, body, place(out[:headerSize], space, key))
}

// open undoes seal. It answers ErrDamaged where anything but what was sealed for this place stands in value.
func open(aead cipher.AEAD, space string, key, value []byte) (schema uint64, plain []byte, err error) {
	if len(value) < envelopeSize {
		return 0, nil, fmt.Errorf("%d bytes are no sealed value: %w", len(value), ErrDamaged)
	}
	nonce, body := value[headerSize:headerSize+chacha20poly1305.NonceSizeX], value[headerSize+chacha20poly1305.NonceSizeX:]
	plain, err = aead.Open(nil, nonce, body, place(value[:headerSize], space, key))
	if err != nil {
		return 0, nil, ErrDamaged
	}
	schema, n := binary.Uvarint(plain)
	if n <= 0 {
		return 0, nil, ErrDamaged
	}
	return schema, plain[n:], nil
}

func place(header []byte, space string, key []byte) []byte {
	ad := make([]byte, 0, len(header)+binary.MaxVarintLen64+len(space)+len(key))
	ad = append(ad, header...)
	ad = binary.AppendUvarint(ad, uint64(len(space)))
	ad = append(ad, space...)
	return append(ad, key...)
}

// sealedUnder reads the key version from an envelope's header.
func sealedUnder(value []byte) (uint32, error) {
	if len(value) < envelopeSize || value[0] != sealFormat {
		return 0, fmt.Errorf("%d bytes are no sealed value: %w", len(value), ErrDamaged)
	}
	return binary.BigEndian.Uint32(value[1:headerSize]), nil
}

// put seals a value under a ring's primary key and puts it.
func (r *ring) put(tx Tx, space string, key []byte, schema uint64, plain []byte) error {
	return tx.Put(space, key, seal(r.primary.values, r.primary.version, space, key, schema, plain))
}

// ring is the state of the keys to work with in one step that has to use the same primary throughout.
func (s *Store) ring() *ring { return s.keys.ring.Load() }

// get opens what stands under key, and tells the key version that it was sealed under. ErrNotFound or ErrDamaged.
func (s *Store) get(tx Tx, space string, key []byte) (k *rootKey, schema uint64, plain []byte, err error) {
	value, err := tx.Get(space, key)
	if err != nil {
		return nil, 0, nil, err
	}
	return s.open(space, key, value)
}

// open undoes put. The canary has shown that the keys are the store's, and that the key file isn't older than the store, so
// a value that names an unknown version or format is damaged.
func (s *Store) open(space string, key, value []byte) (k *rootKey, schema uint64, plain []byte, err error) {
	version, err := sealedUnder(value)
	if err != nil {
		return nil, 0, nil, err
	}
	if k = s.ring().opener(version); k == nil {
		return nil, 0, nil, fmt.Errorf("the key file has no version %d: %w", version, ErrDamaged)
	}
	schema, plain, err = open(k.values, space, key, value)
	return k, schema, plain, err
}
