package networks

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// ErrEncoding is in the error for a text that is not UTF-8: something damaged it on its way.
var ErrEncoding = errors.New("the text is damaged, it is not valid UTF-8")

// RefusedError is the error for a text with a character that the network accepts nowhere.
type RefusedError struct {
	Network string // its key
	Rune    rune
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s does not accept the character %U", e.Network, e.Rune)
}

// Unit is what a network counts. The zero value is Characters.
type Unit int

const (
	// Characters are UTF-16 code units, as JavaScript, Java and Telegram count: most letters 1, most emoji 2 or more.
	Characters Unit = iota
	// Weighted is X's count: a letter is 1 or 2, an emoji 2, a link 23.
	Weighted
	// Graphemes are extended grapheme clusters (UAX #29): what a reader sees as one character.
	Graphemes
	// Mastodon counts graphemes, a link as 23 and a mention without its host.
	Mastodon
	// Bytes are UTF-8 bytes.
	Bytes
	// Address is the length of the whole percent-encoded mailto address, subject included.
	Address
	// Links are different links; no network's Unit, but what an excess can be measured in.
	Links
)

var unitNames = [...]string{"characters", "weighted", "graphemes", "mastodon", "bytes", "address", "links"}

// String returns the unit's name in lower case, fit for a key of translated texts.
func (u Unit) String() string {
	if u < 0 || int(u) >= len(unitNames) {
		return "unit " + strconv.Itoa(int(u))
	}
	return unitNames[u]
}

// counters counts a text, and its title where that is part of it, in each unit.
var counters = map[Unit]func(n Network, title, text string) int{
	Characters: func(_ Network, _, text string) int { return utf16Len(text) },
	Weighted:   func(_ Network, _, text string) int { return weightsV3.weigh(text) },
	Graphemes:  func(_ Network, _, text string) int { return graphemeLen(text) },
	Mastodon:   func(_ Network, _, text string) int { return graphemeLen(mastodonCountable(text)) },
	Bytes:      func(_ Network, _, text string) int { return len(text) },
	Address: func(n Network, title, text string) int {
		return len(n.Composer.Address) + len(n.query(Text{Title: title, Text: text}, "", false))
	},
}

// Count says how long a text is and how long it may be: "61 of 280".
type Count struct {
	N, Limit         int // in Unit; Limit 0: none that we know of
	Unit             Unit
	Bytes, ByteLimit int // UTF-8; ByteLimit 0: none
	Links, LinkLimit int // different links, bare domains among them; LinkLimit 0: none
}

// Over reports whether any of the limits is exceeded.
func (c Count) Over() bool {
	over, _ := c.excess()
	return over > 0
}

// excess returns by how much a limit is exceeded and in which unit, or 0.
func (c Count) excess() (int, Unit) {
	switch {
	case c.Limit > 0 && c.N > c.Limit:
		return c.N - c.Limit, c.Unit
	case c.ByteLimit > 0 && c.Bytes > c.ByteLimit:
		return c.Bytes - c.ByteLimit, Bytes
	case c.LinkLimit > 0 && c.Links > c.LinkLimit:
		return c.Links - c.LinkLimit, Links
	}
	return 0, c.Unit
}

// room returns what is left under the limits for words without links, in the count's unit, at least 0; -1 where there
// is no limit. It relies on a character being at least one byte and one of any unit.
func (c Count) room() int {
	if c.Limit == 0 && c.ByteLimit == 0 {
		return -1
	}
	left := c.Limit - c.N
	if c.Limit == 0 {
		left = c.ByteLimit - c.Bytes
	} else if c.ByteLimit > 0 {
		left = min(left, c.ByteLimit-c.Bytes)
	}
	return max(left, 0)
}

// String returns the count without words, so that it needs no translation: "61/280", or "61" where there is no limit.
// An exceeded byte or link limit follows: "61/300 · 3010/3000 B", "90/500 · 6/5 URL".
func (c Count) String() string {
	s := strconv.Itoa(c.N)
	if c.Limit > 0 {
		s += "/" + strconv.Itoa(c.Limit)
	}
	if c.ByteLimit > 0 && c.Bytes > c.ByteLimit {
		s += fmt.Sprintf(" · %d/%d B", c.Bytes, c.ByteLimit)
	}
	if c.LinkLimit > 0 && c.Links > c.LinkLimit {
		s += fmt.Sprintf(" · %d/%d URL", c.Links, c.LinkLimit)
	}
	return s
}

// Count counts the text as the network does; on Reddit the text is taken for a title. The error wraps ErrEncoding, or is
// a *RefusedError. A text that is too long is no error: see Over.
func (n Network) Count(text string) (Count, error) {
	return n.count("", text)
}

// count counts a text together with a title, which matters where the title is in the same address.
func (n Network) count(title, text string) (Count, error) {
	for _, s := range []string{title, text} {
		if err := n.accepts(s); err != nil {
			return Count{}, err
		}
	}
	count, ok := counters[n.Unit]
	if !ok {
		count = counters[Characters]
	}
	return Count{
		N: count(n, title, text), Limit: n.Limit, Unit: n.Unit,
		Bytes: len(text), ByteLimit: n.ByteLimit,
		Links: differentLinks(text), LinkLimit: n.LinkLimit,
	}, nil
}

// accepts returns why the network cannot take this text, whatever its length.
func (n Network) accepts(s string) error {
	if at := invalidUTF8(s); at >= 0 {
		return fmt.Errorf("%w (byte %d)", ErrEncoding, at)
	}
	if n.Refuses == "" {
		return nil
	}
	if i := strings.IndexAny(s, n.Refuses); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return &RefusedError{Network: n.Key, Rune: r}
	}
	return nil
}

// invalidUTF8 returns the index of the first byte that is not UTF-8, or -1.
func invalidUTF8(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i, r := range s {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
			return i
		}
	}
	return -1
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

func graphemeLen(s string) int {
	n := 0
	for g := graphemes.FromString(s); g.Next(); {
		n++
	}
	return n
}
