package storage

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/crypto/chacha20poly1305"
)

// Keyset holds versions of a 32-byte root key, one of them primary: new values are sealed under the primary, old ones are
// opened with the version they name. It never prints its keys. It is safe for concurrent use, also while a store works
// with it.
//
// A version that Rotate adds takes effect when Save has made it durable, so that no value is ever sealed under a key that a
// crash could lose.
type Keyset struct {
	mu   sync.Mutex // held by Rotate, Drop and Save
	id   string
	home string // the absolute path that the keyset was loaded from or first saved to
	ring atomic.Pointer[ring]
	next *rootKey // added by Rotate, not saved yet
}

// ring is one state of a keyset; it doesn't change.
type ring struct {
	primary  *rootKey
	versions []*rootKey // descending, the primary first
	// dropped versions still serve readers whose view of the store is older than the drop, until the program ends.
	dropped []*rootKey
}

// rootKey is one version of the root key with what is derived from it.
type rootKey struct {
	version uint32
	root    []byte
	values  cipher.AEAD
	exports cipher.AEAD
	derived sync.Map // info string → []byte
}

const (
	rootSize   = 32
	keysetID   = 16
	infoPrefix = "relais/1/"
)

// NewKeyset makes a keyset with one random version, 1. It is usable at once; Save keeps it.
func NewKeyset() (*Keyset, error) {
	id := make([]byte, keysetID)
	rand.Read(id)
	k := &Keyset{id: hex.EncodeToString(id)}
	first, err := newRootKey(1, randomRoot())
	if err != nil {
		return nil, err
	}
	k.ring.Store(&ring{primary: first, versions: []*rootKey{first}})
	return k, nil
}

// Rotate adds a version with a fresh root key. It becomes the primary when Save has written it. A second Rotate before
// Save is an error.
func (k *Keyset) Rotate() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.next != nil {
		return errors.New("rotate the keys: the last version added has not been saved")
	}
	next, err := newRootKey(k.ring.Load().primary.version+1, randomRoot())
	if err != nil {
		return fmt.Errorf("rotate the keys: %w", err)
	}
	k.next = next
	return nil
}

// Primary is the version that new values are sealed under.
func (k *Keyset) Primary() uint32 { return k.ring.Load().primary.version }

// Versions are the versions in effect, ascending.
func (k *Keyset) Versions() []uint32 {
	var all []uint32
	for _, v := range slices.Backward(k.ring.Load().versions) {
		all = append(all, v.version)
	}
	return all
}

// String answers "[secret]", as do GoString, Format, LogValue and MarshalText.
func (k *Keyset) String() string { return secret }

// GoString answers "[secret]".
func (k *Keyset) GoString() string { return secret }

// Format answers "[secret]" for every verb.
func (k *Keyset) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(secret)) }

// LogValue answers "[secret]".
func (k *Keyset) LogValue() slog.Value { return slog.StringValue(secret) }

// MarshalText answers "[secret]"; Save is the only way to write a keyset.
func (k *Keyset) MarshalText() ([]byte, error) { return []byte(secret), nil }

const secret = "[secret]"

// find returns nil where the version is not in effect.
func (r *ring) find(version uint32) *rootKey {
	for _, k := range r.versions {
		if k.version == version {
			return k
		}
	}
	return nil
}

// opens are the versions that values and index entries may be under.
func (r *ring) opens() iter.Seq[*rootKey] {
	return func(yield func(*rootKey) bool) {
		for _, keys := range [][]*rootKey{r.versions, r.dropped} {
			for _, k := range keys {
				if !yield(k) {
					return
				}
			}
		}
	}
}

// opener returns nil where nothing can be under the version.
func (r *ring) opener(version uint32) *rootKey {
	for k := range r.opens() {
		if k.version == version {
			return k
		}
	}
	return nil
}

func randomRoot() []byte {
	root := make([]byte, rootSize)
	rand.Read(root)
	return root
}

func newRootKey(version uint32, root []byte) (*rootKey, error) {
	k := &rootKey{version: version, root: root}
	var err error
	if k.values, err = chacha20poly1305.NewX(k.derive("values")); err != nil {
		return nil, err
	}
	if k.exports, err = chacha20poly1305.NewX(k.derive("exports")); err != nil {
		return nil, err
	}
	return k, nil
}

// derive returns the 32-byte subkey for a use. The root is uniformly random, so that HKDF's extraction step is not needed
// (RFC 5869, 3.3).
func (k *rootKey) derive(use string) []byte {
	if sub, ok := k.derived.Load(use); ok {
		return sub.([]byte)
	}
	sub, err := hkdf.Expand(sha256.New, k.root, infoPrefix+use, rootSize)
	if err != nil {
		panic(err) // only a length above 255 hashes is refused
	}
	k.derived.Store(use, sub)
	return sub
}
