package main

import (
	"path/filepath"
	"time"
)

// Storage says where the network's data stand.
type Storage struct {
	Path        string   `yaml:"path"`         // the store's file; its folder is made at the first start
	Erasures    string   `yaml:"erasures"`     // the list of who was erased; its folder is made at the first start
	EraseWithin Duration `yaml:"erase_within"` // the longest that erased data may linger in the file
}

// The bounds of erase_within: each compaction rewrites the whole file, and a month is what the GDPR (art. 12 (3)) gives for
// an erasure.
const (
	minErase = time.Minute
	maxErase = 30 * 24 * time.Hour
)

// Validate judges the section.
func (s Storage) Validate(f *Findings) {
	if s.Path == "" {
		f.Wrong("storage.path", "is empty: name the store's file, as in data/relais.db")
	}
	if s.Erasures == "" {
		f.Wrong("storage.erasures", "is empty: name the file of the list of erasures, as in erased/relais.erased, away from the store")
	}
	if d := time.Duration(s.EraseWithin); d < minErase || d > maxErase {
		f.Wrong("storage.erase_within", "%s can't be: write between 1m and 720h; whoever leaves is told this delay", s.EraseWithin)
	}
}

// Keys says where the key that seals the store stands.
type Keys struct {
	File string `yaml:"file"`
}

// Validate judges the section.
func (k Keys) Validate(f *Findings) {
	if k.File == "" {
		f.Wrong("keys.file", "is empty: name the key's file, as in keys/relais.key, away from the store")
	}
}

// samePath reports whether two paths name one file, by name alone.
func samePath(a, b string) bool {
	a, errA := filepath.Abs(a)
	b, errB := filepath.Abs(b)
	return errA == nil && errB == nil && a == b
}

// Duration is a time.Duration that is written as 90m or 24h.
type Duration time.Duration

// String writes the duration as it is read: 24h, not 24h0m0s.
func (d Duration) String() string {
	s := time.Duration(d).String()
	for _, tail := range []string{"m0s", "h0m"} {
		if len(s) > len(tail) && s[len(s)-len(tail):] == tail {
			s = s[:len(s)-2]
		}
	}
	return s
}
