package health

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/idna"
)

// Bounds of one look, unless Options say otherwise.
const (
	defaultTimeout = 30 * time.Second
	defaultBody    = 4 << 20     // a long report as one HTML page is below 2 MiB
	hostEvery      = time.Second // between the end of one request to a host and the next
	maxRedirects   = 5           // what RFC 9309 asks a robot to follow at least, and more than an honest site needs
	maxAddress     = 4096
	maxHeader      = 64 << 10
)

// ErrAddress says that what was to be looked at is not a web address.
var ErrAddress = errors.New("not a web address")

// Options are what a Checker needs to know. All but Contact may stay zero.
type Options struct {
	// Contact is a web or mail address at which whoever runs this can be told to stop. Every site that is looked at sees it.
	Contact string
	// Timeout bounds the requests of one look together; waiting for a host's turn is not counted. Zero is 30 s.
	Timeout time.Duration
	// MaxBody bounds what is read of a page, in bytes after decompression. Zero is 4 MiB.
	MaxBody int64
	// Resolver looks names up; nil is the system's.
	Resolver *net.Resolver

	// Open lets an address through that is refused otherwise, private or on another port. For tests.
	Open func(netip.AddrPort) bool
	// Dial makes the connections in place of the guarded dialler, which then sees only addresses written as numbers. For tests.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Checker looks at addresses. It is safe for concurrent use, has no goroutine of its own and keeps no connection.
type Checker struct {
	agent     string
	timeout   time.Duration
	maxBody   int64
	every     time.Duration
	transport *http.Transport
	hosts     *keyed[time.Time] // when a host may be asked again
	origins   *keyed[cached]    // an origin's robots.txt
}

// New returns a Checker, or says what is wrong with the options.
func New(o Options) (*Checker, error) {
	bad := func(r rune) bool { return r <= ' ' || r > '~' || r == '(' || r == ')' || r == ';' }
	if len(o.Contact) > 200 || !strings.ContainsAny(o.Contact, "@:") || strings.ContainsFunc(o.Contact, bad) {
		return nil, fmt.Errorf("contact %q: sites that are looked at need a web or mail address to write to", o.Contact)
	}
	if o.Timeout < 0 || o.MaxBody < 0 {
		return nil, fmt.Errorf("timeout %s, body %d: neither may be negative", o.Timeout, o.MaxBody)
	}
	c := &Checker{
		agent:   fmt.Sprintf("%s/1 (looks whether cited sources are still there; %s)", robotName, o.Contact),
		timeout: o.Timeout,
		maxBody: o.MaxBody,
		every:   hostEvery,
		hosts:   newKeyed(func(next time.Time) bool { return time.Now().After(next) }),
		origins: newKeyed(func(cached) bool { return true }),
	}
	if c.timeout == 0 {
		c.timeout = defaultTimeout
	}
	if c.maxBody == 0 {
		c.maxBody = defaultBody
	}
	c.transport = &http.Transport{ // no Proxy: one from the environment would connect in our place, past the guard
		DialContext:            guard{open: o.Open, resolver: o.Resolver, hook: o.Dial}.dial,
		DisableKeepAlives:      true, // a host is asked a few things a week
		MaxResponseHeaderBytes: maxHeader,
	}
	return c, nil
}

// Check looks at an address once and returns what is known of it then. The quote is the words that the page must hold; empty, the
// whole text has to stay as it is. Before is what the last look at it returned, zero at the first.
//
// An error is ErrAddress or the context's; what was known stands then. Everything that can go wrong outside is a Page.
func (c *Checker) Check(ctx context.Context, address, quote string, before Page) (Page, error) {
	u, err := parseAddress(address)
	if err != nil {
		return before, err
	}
	s, err := c.look(ctx, u)
	if err != nil {
		return before, fmt.Errorf("look at a source: %w", err)
	}
	return s.page(quote, before, time.Now()), nil
}

// parseAddress refuses what no request can be made of, and gives one host one name.
func parseAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxAddress || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.User != nil {
		return nil, ErrAddress
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if strings.ContainsFunc(host, func(r rune) bool { return r > unicode.MaxASCII }) {
		if host, err = idna.Lookup.ToASCII(host); err != nil {
			return nil, ErrAddress
		}
	}
	if host == "" || strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return nil, ErrAddress
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host = host
	return u, nil
}
