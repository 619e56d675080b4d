// Package networks holds the rules of the social networks on which members share: how long a text may be and how that
// is counted, how the parts of a share text fit together within it, and the address that opens the network's composer.
// It knows texts, not briefs; it does no I/O and never posts: a person does, in the composer that opens.
package networks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/cases"
)

// ErrUnknown is in the error of Find for a name that is in no row of the table.
var ErrUnknown = errors.New("no such network")

// Network is one row of the table: a network's rules as data. The zero value counts UTF-16 units, without a limit and
// without a composer.
type Network struct {
	Key  string // what is stored and typed: "x", "bluesky", …
	Name string // what people read; a brand, so the same in every language

	Unit      Unit   // what Limit counts
	Limit     int    // the most that a text (on Reddit: a title) may count, in Unit; 0: none that we know of
	ByteLimit int    // the most UTF-8 bytes, beside Limit; 0: none
	LinkLimit int    // the most different links; 0: none
	Refuses   string // characters that the network does not accept anywhere in a text

	Layout   Layout   // where the link and the disclosure stand
	Hashtags bool     // hashtags belong in the text; where they do not, Compose leaves them out
	Instance bool     // the composer is at a host that each person has to name once (Mastodon)
	Composer Composer // how the composer is addressed
}

// Layout says where the parts of a share stand.
type Layout int

const (
	// LinkLast: words, disclosure, link and hashtags, all in the text.
	LinkLast Layout = iota
	// LinkFirst: as LinkLast, but the link is the first line, since the composer itself puts it there.
	LinkFirst
	// Headline: the network takes a title and the link beside it. The title carries words and disclosure and is what
	// Limit counts; the text is the same to copy, with the link.
	Headline
)

// Composer says which address opens a network's composer and under which names it takes what. The zero value stands
// for a network whose composer no address opens. An empty name: the composer does not take that.
type Composer struct {
	Address string // with {instance} in place of the host where the host has to be asked
	Text    string
	URL     string
	Title   string
	// Hashtags is known and not used: hashtags travel in the text, so that they stand there once and are counted.
	Hashtags string
}

// TakesText reports whether the composer opens with the text in it; where it does not, people have to paste it.
func (c Composer) TakesText() bool { return c.Text != "" }

// TakesTitle reports whether the composer opens with a title in it.
func (c Composer) TakesTitle() bool { return c.Title != "" }

// TakesNothing reports whether there is no composer that an address opens.
func (c Composer) TakesNothing() bool { return c.Address == "" }

// All returns every network in the order in which people are shown them. The slice is the caller's own.
func All() []Network {
	return slices.Clone(table)
}

// Find returns the network with this key or name, in any case and with any space around it. The error wraps ErrUnknown
// and names what there is.
func Find(key string) (Network, error) {
	fold := cases.Fold()
	wanted := fold.String(strings.TrimSpace(key))
	keys := make([]string, len(table))
	for i, n := range table {
		if wanted == n.Key || wanted == fold.String(n.Name) {
			return n, nil
		}
		keys[i] = n.Key
	}
	return Network{}, fmt.Errorf("%w: %q; there are %s", ErrUnknown, key, strings.Join(keys, ", "))
}
