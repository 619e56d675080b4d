package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"relais/messages/networks"
)

// maxText is the most bytes that length reads: sixteen times the longest text that any network takes.
const maxText = 1 << 20

// lengthReport is what length answers with --json. A limit of 0 is none that we know of.
type lengthReport struct {
	Network   string `json:"network"`
	Unit      string `json:"unit"`
	Count     int    `json:"count"`
	Limit     int    `json:"limit"`
	Bytes     int    `json:"bytes"`
	ByteLimit int    `json:"byte_limit"`
	Links     int    `json:"links"`
	LinkLimit int    `json:"link_limit"`
	Fits      bool   `json:"fits"`
}

// Run counts the text and prints the count; errTooLong where the text does not fit.
func (c *lengthFlags) Run(in *invocation) error {
	n, err := networks.Find(string(c.Network))
	if err != nil {
		return usageError{err}
	}
	text, err := c.text(in.stdin)
	if err != nil {
		return err
	}
	count, err := n.Count(text)
	if err != nil {
		return usageError{err}
	}
	if c.JSON {
		err = json.NewEncoder(in.stdout).Encode(lengthReport{
			Network: n.Key, Unit: count.Unit.String(),
			Count: count.N, Limit: count.Limit,
			Bytes: count.Bytes, ByteLimit: count.ByteLimit,
			Links: count.Links, LinkLimit: count.LinkLimit,
			Fits: !count.Over(),
		})
	} else {
		_, err = fmt.Fprintln(in.stdout, lengthLine(n, count))
	}
	if err == nil && count.Over() {
		return saidError{errTooLong}
	}
	return err
}

// text reads the file, or stdin where none is named, without the line breaks at its end: editors and echo add them, people
// don't post them.
func (c *lengthFlags) text(stdin io.Reader) (string, error) {
	if c.File != "" && c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return "", usageError{fmt.Errorf("read the text: %w", err)}
		}
		defer file.Close()
		stdin = file
	}
	text, err := io.ReadAll(io.LimitReader(stdin, maxText+1))
	if err != nil {
		return "", fmt.Errorf("read the text: %w", err)
	}
	if len(text) > maxText {
		return "", usageError{fmt.Errorf("the text has more than %d bytes: no network takes that much", maxText)}
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// counted says in words what a network counts.
var counted = map[networks.Unit]string{
	networks.Characters: "characters",
	networks.Weighted:   "characters by X's weights",
	networks.Graphemes:  "characters as readers see them",
	networks.Mastodon:   "characters as Mastodon counts them",
	networks.Bytes:      "bytes",
	networks.Address:    "characters of the whole address",
	networks.Links:      "links",
}

// lengthLine is the answer for people: "X: 61 of 280 characters by X's weights: it fits".
func lengthLine(n networks.Network, c networks.Count) string {
	parts := []string{lengthPart(c.N, c.Limit, counted[c.Unit])}
	if c.ByteLimit > 0 {
		parts = append(parts, lengthPart(c.Bytes, c.ByteLimit, "bytes"))
	}
	if c.LinkLimit > 0 {
		parts = append(parts, lengthPart(c.Links, c.LinkLimit, "links"))
	}
	verdict := "it fits"
	if c.Over() {
		verdict = "it does not fit"
	}
	return fmt.Sprintf("%s: %s: %s", n.Name, strings.Join(parts, ", "), verdict)
}

func lengthPart(n, limit int, unit string) string {
	if limit == 0 {
		return fmt.Sprintf("%d %s, no limit known", n, unit)
	}
	return fmt.Sprintf("%d of %d %s", n, limit, unit)
}
