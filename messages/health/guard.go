package health

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"syscall"
)

// refused is an address that is not connected to.
type refused struct{ why Reason }

func (r refused) Error() string { return string(r.why) }

// guard makes connections to the public web only. It judges the address that is connected to, not the name: what a name answered
// a moment ago proves nothing.
type guard struct {
	open     func(netip.AddrPort) bool
	resolver *net.Resolver
	hook     func(ctx context.Context, network, address string) (net.Conn, error)
}

func (g guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	ip, err := netip.ParseAddr(host)
	numbers := err == nil
	if g.hook != nil {
		if numbers {
			if err := g.judge(net.JoinHostPort(ip.String(), port)); err != nil {
				return nil, err
			}
		} else if port != "80" && port != "443" {
			return nil, refused{OddPort}
		}
		return g.hook(ctx, network, address)
	}
	if !numbers {
		// Rooted, so that a machine's search list cannot make another name of it.
		address = net.JoinHostPort(strings.TrimSuffix(host, ".")+".", port)
	}
	d := net.Dialer{Resolver: g.resolver, Control: func(_, at string, _ syscall.RawConn) error { return g.judge(at) }}
	return d.DialContext(ctx, network, address)
}

// judge refuses an address and port, as the system is about to connect to them.
func (g guard) judge(at string) error {
	a, err := netip.ParseAddrPort(at)
	if err != nil {
		return refused{Private}
	}
	if g.open != nil && g.open(netip.AddrPortFrom(a.Addr().Unmap(), a.Port())) {
		return nil
	}
	if !public(a.Addr()) {
		return refused{Private}
	}
	if a.Port() != 80 && a.Port() != 443 {
		return refused{OddPort}
	}
	return nil
}

// public tells whether an address belongs to the internet that everyone can reach.
func public(a netip.Addr) bool {
	if a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if a.Is6() {
		b := a.As16()
		switch {
		case nat64.Contains(a): // where a network has IPv6 alone, every IPv4 site looks like this
			return public(netip.AddrFrom4([4]byte(b[12:])))
		case sixToFour.Contains(a):
			return public(netip.AddrFrom4([4]byte(b[2:6])))
		case !unicast.Contains(a):
			return false
		}
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

var (
	nat64     = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052
	sixToFour = netip.MustParsePrefix("2002::/16")    // RFC 3056
	unicast   = netip.MustParsePrefix("2000::/3")     // all of IPv6 that is given out: https://www.iana.org/assignments/ipv6-address-space
)

// closed are the blocks that no public site is in: IANA's special-purpose registries for IPv4 and, within 2000::/3, for IPv6
// (https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry, as of November 2026), and what
// clouds answer their own machines at from addresses that look public.
var closed = prefixes(
	"0.0.0.0/8",         // this network, unspecified
	"10.0.0.0/8",        // private
	"100.64.0.0/10",     // shared by providers' customers (CGNAT); Alibaba Cloud's metadata
	"127.0.0.0/8",       // loopback
	"169.254.0.0/16",    // link-local; most clouds' metadata
	"172.16.0.0/12",     // private
	"192.0.0.0/24",      // protocol assignments; Oracle Cloud's metadata
	"192.0.2.0/24",      // documentation
	"192.88.99.0/24",    // 6to4 relays, withdrawn
	"192.168.0.0/16",    // private
	"198.18.0.0/15",     // benchmarks
	"198.51.100.0/24",   // documentation
	"203.0.113.0/24",    // documentation
	"224.0.0.0/4",       // multicast
	"240.0.0.0/4",       // reserved, broadcast
	"168.63.129.16/32",  // Azure's host, public by its number: learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
	"2001::/23",         // protocol assignments: Teredo, ORCHID
	"2001:db8::/32",     // documentation
	"3fff::/20",         // documentation
	"2620:4f:8000::/48", // AS112, which answers for private names
)

func prefixes(texts ...string) []netip.Prefix {
	ps := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		ps[i] = netip.MustParsePrefix(t)
	}
	return ps
}
