package networks

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

var (
	// ErrNoComposer says that no address opens this network's composer: show the text to copy.
	ErrNoComposer = errors.New("no address opens this network's composer")
	// ErrInstance says that a person's host is missing or is not the plain name of a public host.
	ErrInstance = errors.New("not the name of an instance, like mastodon.social")
)

// Link returns the address that opens the network's composer with the text in it, as far as the composer takes one; a
// person still has to post it. Values are percent-encoded, a space as %20; in an e-mail a line break is %0D%0A.
//
// The link to share stands in the composer once. Where it is in the text, as Compose puts it, it is not passed again;
// where it is not, it is passed as the composer's own parameter or added as a last line. It may be empty if the text is
// all there is to share and the composer takes a text without a link. The instance is the host that the person named, for
// a network with Instance; others ignore it.
//
// Errors wrap ErrNoComposer, ErrInstance, ErrLink or ErrEncoding.
func (n Network) Link(t Text, link, instance string) (string, error) {
	c := n.Composer
	if c.TakesNothing() {
		return "", fmt.Errorf("%s: %w", n.Key, ErrNoComposer)
	}
	for _, s := range []string{t.Text, t.Title} {
		if at := invalidUTF8(s); at >= 0 {
			return "", fmt.Errorf("%w (byte %d)", ErrEncoding, at)
		}
	}
	needsLink := c.URL != "" && (c.Text == "" || n.Layout == LinkFirst)
	if link != "" || needsLink {
		if err := checkLink(link); err != nil {
			return "", err
		}
	}
	address := c.Address
	if n.Instance {
		host, err := instanceHost(instance)
		if err != nil {
			return "", err
		}
		address = strings.Replace(address, "{instance}", host, 1)
	}
	return address + n.query(t, link, needsLink), nil
}

// query returns the parameters of the composer's address.
func (n Network) query(t Text, link string, needsLink bool) string {
	c := n.Composer
	text, title := t.Text, oneLine(t.Title)
	switch {
	case n.Layout == LinkFirst:
		// The composer puts the link on a line of its own before the text.
		lines := strings.Split(text, "\n")
		if i := slices.Index(lines, link); i >= 0 {
			text = strings.Join(slices.Delete(lines, i, i+1), "\n")
		}
	case n.Layout == Headline && title == "":
		title = oneLine(text)
	}
	if !needsLink {
		switch {
		case link == "" || holds(text, link):
			link = ""
		case c.URL == "":
			text, link = join("\n", text, link), ""
		}
	}
	if n.Unit == Address {
		text = crlf(text)
	}
	return parameters(
		[2]string{c.Title, title},
		[2]string{c.Text, text},
		[2]string{c.URL, link},
	)
}

// parameters returns a query of names and values; what has no name or no value is left out.
func parameters(pairs ...[2]string) string {
	var b strings.Builder
	between := "?"
	for _, pair := range pairs {
		if pair[0] == "" || pair[1] == "" {
			continue
		}
		b.WriteString(between + pair[0] + "=" + percent(pair[1]))
		between = "&"
	}
	return b.String()
}

// percent encodes everything but A-Z a-z 0-9 - . _ ~ (RFC 3986).
func percent(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// crlf returns the text with each line break, of any kind, as e-mail has it.
func crlf(s string) string {
	return strings.ReplaceAll(lineBreaks.Replace(s), "\n", "\r\n")
}

// notPublic are the names at the end of hosts that are not on the public internet (RFC 6761, 6762, 8375, 9476).
var notPublic = map[string]bool{"localhost": true, "local": true, "internal": true, "arpa": true, "alt": true}

// instanceHost returns the host in lower case if it is the plain ASCII name of a public host: at least two labels, no
// scheme, path, user, port or address of numbers.
func instanceHost(s string) (string, error) {
	labels := strings.Split(s, ".")
	ok := len(s) <= 253 && len(labels) >= 2
	for _, label := range labels {
		ok = ok && isHostLabel(label)
	}
	// A last label that does not begin with a letter would make a browser read numbers: an IP address.
	last := labels[len(labels)-1]
	if !ok || len(last) < 2 || isDigit(rune(last[0])) || notPublic[strings.ToLower(last)] {
		return "", fmt.Errorf("%w: %q", ErrInstance, s)
	}
	return strings.ToLower(s), nil // ASCII by now, so that no other letter folds into it
}

// isHostLabel holds for a label of a host name: letters, digits and inner hyphens.
func isHostLabel(label string) bool {
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	return run(label, 0, func(r rune) bool { return isAlnum(r) || r == '-' }) == len(label)
}
