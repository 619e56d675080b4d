package main

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Web says where the pages are served and how readers reach them.
type Web struct {
	Listen         string   `yaml:"listen"`          // host:port; port 0 takes any that is free
	PublicURL      string   `yaml:"public_url"`      // without a final slash; "": readers elsewhere can't reach us and nothing is measured
	Metrics        string   `yaml:"metrics"`         // host:port of figures for a monitor; "": none
	TrustedProxies []string `yaml:"trusted_proxies"` // addresses or networks whose X-Forwarded-For is believed
}

// Proxies are the trusted proxies as networks; a single address is a network of one. Validate has found them readable.
func (w Web) Proxies() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range w.TrustedProxies {
		if p, err := parseProxy(s); err == nil {
			out = append(out, p)
		}
	}
	return out
}

// Validate judges the section.
func (w Web) Validate(f *Findings) {
	validateListen(f, "web.listen", w.Listen)
	w.validateMetrics(f)
	w.validatePublicURL(f)
	for _, s := range w.TrustedProxies {
		p, err := parseProxy(s)
		switch {
		case err != nil:
			f.Wrong("web.trusted_proxies", "%q is neither an address nor a network: write it as 10.0.0.7 or 10.0.0.0/8", s)
		case p != p.Masked():
			f.Wrong("web.trusted_proxies", "%q is an address inside a network: write %s for the network, or the address alone", s, p.Masked())
		case p.Bits() == 0:
			f.Advise("web.trusted_proxies", "%q trusts everybody: anyone can then claim to come from any address; name your proxies alone", s)
		}
	}
}

func parseProxy(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(s)
}

func (w Web) validateMetrics(f *Findings) {
	if w.Metrics == "" {
		return
	}
	validateListen(f, "web.metrics", w.Metrics)
	switch host, port, err := net.SplitHostPort(w.Metrics); {
	case err != nil:
	case w.Metrics == w.Listen && port != "0":
		f.Wrong("web.metrics", "%q is web.listen's address: write another one, which readers do not reach", w.Metrics)
	case !isLoopback(host):
		f.Advise("web.metrics", "whoever reaches %s reads how much the network sends: let a firewall keep others out, or write 127.0.0.1 for the host", w.Metrics)
	}
}

func validateListen(f *Findings, key, address string) {
	const how = "write it as 127.0.0.1:8080, or :8080 for every address of this machine"
	host, port, err := net.SplitHostPort(address)
	if err != nil || strings.ContainsAny(host, " /\t") {
		f.Wrong(key, "%q is no address: %s", address, how)
		return
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || port != strconv.FormatUint(n, 10) {
		f.Wrong(key, "%q has no port between 0 and 65535: %s", address, how)
	}
}

// listensToMachineOnly reports whether nobody on another machine reaches web.listen.
func (w Web) listensToMachineOnly() bool {
	host, _, err := net.SplitHostPort(w.Listen)
	return err == nil && isLoopback(host)
}

func (w Web) validatePublicURL(f *Findings) {
	const key = "web.public_url"
	if w.PublicURL == "" {
		return
	}
	u, err := url.Parse(w.PublicURL)
	switch {
	case err != nil || u.Hostname() == "" || !slices.Contains([]string{"http", "https"}, u.Scheme):
		f.Wrong(key, "%q is no web address: write it as https://relais.example.org", w.PublicURL)
	case u.User != nil:
		f.Wrong(key, "has a name or a password in it: leave them out, everyone will see this address")
	case u.Path == "/" && u.RawQuery == "" && u.Fragment == "":
		f.Wrong(key, "%q ends with a slash: leave it out", w.PublicURL)
	case u.Path != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(w.PublicURL, "#"):
		f.Wrong(key, "%q has a part after the host: write %s://%s; the pages stand at the root of a host of their own", w.PublicURL, u.Scheme, u.Host)
	case !w.reachable():
		f.Advise(key, "nobody outside can reach %s: share texts would carry a dead link; leave it empty until there is a public address, links are then left out and nothing is measured", w.PublicURL)
	case u.Scheme == "http":
		f.Advise(key, "%s is not encrypted: anyone on the way sees what readers read; put a proxy with a certificate in front and write https", w.PublicURL)
	}
}

// reachable reports whether public_url may be reached from anywhere: no name or address of this machine or of a private
// network. It looks nothing up.
func (w Web) reachable() bool {
	u, err := url.Parse(w.PublicURL)
	if err != nil || u.Hostname() == "" {
		return false
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if a, err := netip.ParseAddr(host); err == nil {
		return !isLoopback(host) && !a.IsPrivate() && !a.IsLinkLocalUnicast() && !a.IsUnspecified() && !a.IsMulticast() && !sharedSpace.Contains(a)
	}
	if isLoopback(host) || !strings.Contains(host, ".") {
		return false
	}
	return !slices.ContainsFunc(privateNames, func(s string) bool { return strings.HasSuffix(host, s) })
}

// RFC 6598: between a provider and its customers. RFC 6761, RFC 6762, RFC 8375 and ICANN's .internal (2024): names that
// the public name system never answers.
var (
	sharedSpace  = netip.MustParsePrefix("100.64.0.0/10")
	privateNames = []string{".localhost", ".local", ".internal", ".home.arpa", ".test", ".invalid", ".lan"}
)

// isLoopback reports whether a host, without its port, is this machine as it speaks to itself.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}
