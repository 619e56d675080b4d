package storage

// exportPlace stands in the place of a space's name in what is sealed outside the store.
const exportPlace = "export"

// SealExport seals bytes that leave the store, such as a list kept beside the backups, under a subkey of its own. It opens only
// with this keyset and under the same name.
func (s *Store) SealExport(name string, plain []byte) []byte {
	primary := s.ring().primary
	return seal(primary.exports, primary.version, exportPlace, []byte(name), 1, plain)
}

// OpenExport undoes SealExport. It answers ErrDamaged where sealed is anything else, or its key version has been dropped.
func (s *Store) OpenExport(name string, sealed []byte) ([]byte, error) {
	version, err := sealedUnder(sealed)
	if err != nil {
		return nil, err
	}
	k := s.ring().find(version)
	if k == nil {
		return nil, ErrDamaged
	}
	_, plain, err := open(k.exports, exportPlace, []byte(name), sealed)
	return plain, err
}
