package messages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Edition is everything that a recipient or sharer of a brief in one language can see, resolved and by itself: it is what
// reviewers approve, what the hash binds, what is frozen at release and what every page and kit is made from. What is not in
// here is not shown to anybody; layout and tracked tokens are added when it is shown.
type Edition struct {
	Brief   string    `json:"brief"`
	Kind    Kind      `json:"kind"`
	Lang    Lang      `json:"lang"`
	Finding Finding   `json:"finding"`
	Text    Text      `json:"text"`
	Facts   []Fact    `json:"facts"`   // the pinned revisions, in order of first mention
	Sources []Source  `json:"sources"` // in order of first mention
	Media   []Media   `json:"media"`
	Until   time.Time `json:"until"`
	// Why is shown to no recipient. It is part of it, since an alert is approved for its reason.
	Why string `json:"why,omitempty"`
	// Fallback is part of it, since it decides who is shown this language.
	Fallback    []Lang      `json:"fallback"`
	Sponsorship Sponsorship `json:"sponsorship"`
}

// Hash binds an approval to an Edition. The zero value matches nothing.
type Hash [sha256.Size]byte

// Hash is SHA-256 over the edition's canonical encoding: a version line, then JSON with fields in declared order, map keys
// sorted, times in UTC, empty and missing lists alike. Left out is who wrote or owns
// something, and of a fact how often it was changed, until when it holds without another look, and what its figure is of, by which facts are
// compared: nothing a reader is shown.
func (e Edition) Hash() Hash {
	var buf bytes.Buffer
	buf.WriteString("relais edition 3\n")
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e.canonical()); err != nil {
		panic(fmt.Sprintf("encode an edition: %v", err)) // strings, numbers and times only: cannot happen
	}
	return sha256.Sum256(buf.Bytes())
}

// Alike tells whether both show the same, apart from what they say of a correction.
func (e Edition) Alike(other Edition) bool {
	return e.seen().Hash() == other.seen().Hash()
}

// seen leaves of e what its reader sees: of facts what they state in its language, of the disclosures its own.
func (e Edition) seen() Edition {
	e.Text.Changed = ""
	facts := make([]Fact, len(e.Facts))
	for i, f := range e.Facts {
		facts[i] = f.seenIn(e.Lang)
	}
	e.Facts = facts
	e.Sponsorship.Lines = map[Lang]Disclosure{e.Lang: e.Sponsorship.Lines[e.Lang]}
	return e
}

// canonical gives e in the one form that equal contents share. It copies what it changes.
func (e Edition) canonical() Edition {
	e.Until = e.Until.UTC().Truncate(time.Second)
	facts := make([]Fact, len(e.Facts))
	for i, f := range e.Facts {
		f = f.said()
		if len(f.Sources) == 0 {
			f.Sources = nil
		}
		if len(f.Statement) == 0 {
			f.Statement = nil
		}
		facts[i] = f
	}
	sources := make([]Source, len(e.Sources))
	for i, s := range e.Sources {
		s.AddedBy = ""
		sources[i] = s
	}
	e.Facts, e.Sources = facts, sources
	points := make([]Point, len(e.Text.Points))
	for i, p := range e.Text.Points {
		if len(p.Facts) == 0 {
			p.Facts = nil
		}
		points[i] = p
	}
	e.Text.Points = points
	if len(e.Sponsorship.Lines) == 0 {
		e.Sponsorship.Lines = nil
	}
	if len(e.Media) == 0 {
		e.Media = nil
	}
	if len(e.Fallback) == 0 {
		e.Fallback = nil
	}
	return e
}

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Short is the first eight characters, enough to tell two states of one text apart.
func (h Hash) Short() string { return h.String()[:8] }

// MarshalText writes the hash in hexadecimal.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) != 2*len(h) {
		return fmt.Errorf("a hash has %d hexadecimal digits, not %d", 2*len(h), len(b))
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// Version is a brief as it was released: frozen, numbered by the revision, and kept for ever on its public page.
type Version struct {
	Brief    string           `json:"brief"`
	Rev      int              `json:"rev"`
	At       time.Time        `json:"at"`
	Content  Brief            `json:"content"`
	Editions map[Lang]Edition `json:"editions"`
	// Changed says, per language, what a correction changed; nil for a first release.
	Changed map[Lang]string `json:"changed,omitempty"`
}

// Langs lists the languages the version was released in, in the order shown to people.
func (v Version) Langs() []Lang {
	var out []Lang
	for _, l := range Languages() {
		if _, ok := v.Editions[l]; ok {
			out = append(out, l)
		}
	}
	return out
}
