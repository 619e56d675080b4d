package storage

import (
	"encoding/binary"
	"fmt"
)

// Ordinal is n as a key of 8 bytes, big endian, so that keys order as numbers do.
func Ordinal(n uint64) string {
	return string(binary.BigEndian.AppendUint64(nil, n))
}

// ParseOrdinal undoes Ordinal.
func ParseOrdinal(key string) (uint64, error) {
	if len(key) != 8 {
		return 0, fmt.Errorf("%q is no ordinal: 8 bytes are wanted", key)
	}
	return binary.BigEndian.Uint64([]byte(key)), nil
}
