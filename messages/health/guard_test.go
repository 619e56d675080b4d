package health

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

func TestPublic(t *testing.T) {
	for _, tt := range []struct {
		address string
		want    bool
	}{
		{"93.184.216.34", true}, {"1.1.1.1", true}, {"100.63.255.255", true}, {"100.128.0.0", true}, {"172.15.0.1", true}, {"172.32.0.1", true},
		{"169.253.0.1", true}, {"223.255.255.255", true}, {"2606:2800:220:1::1", true}, {"2a00:1450::1", true},
		{"0.0.0.0", false}, {"0.1.2.3", false}, {"10.1.2.3", false}, {"100.64.0.1", false}, {"100.100.100.200", false}, {"127.0.0.1", false},
		{"127.255.1.1", false}, {"169.254.169.254", false}, {"172.16.0.1", false}, {"172.31.255.255", false}, {"192.0.0.192", false}, {"192.0.2.1", false},
		{"192.168.1.1", false}, {"198.18.0.1", false}, {"198.51.100.1", false}, {"203.0.113.1", false}, {"224.0.0.1", false}, {"239.255.255.255", false},
		{"240.0.0.1", false}, {"255.255.255.255", false}, {"168.63.129.16", false},
		{"::", false}, {"::1", false}, {"::127.0.0.1", false}, {"fe80::1", false}, {"fe80::1%eth0", false}, {"fc00::1", false}, {"fd00:ec2::254", false},
		{"fec0::1", false}, {"ff02::1", false}, {"2001:db8::1", false}, {"3fff::1", false}, {"2001::1", false}, {"5f00::1", false}, {"100::1", false},
		{"::ffff:127.0.0.1", false}, {"::ffff:10.0.0.1", false}, {"::ffff:93.184.216.34", true},
		{"64:ff9b::7f00:1", false}, {"64:ff9b::a9fe:a9fe", false}, {"64:ff9b::5db8:d822", true}, {"64:ff9b:1::5db8:d822", false},
		{"2002:7f00:1::1", false}, {"2002:a00:1::1", false}, {"2002:5db8:d822::1", true}, {"2606::1%eth0", false},
	} {
		if got := public(netip.MustParseAddr(tt.address)); got != tt.want {
			t.Errorf("%s is public: %t", tt.address, got)
		}
	}
}

// TestPorts names addresses that are public; those refused are so before a packet leaves.
func TestPorts(t *testing.T) {
	for at, want := range map[string]error{
		"93.184.216.34:80": nil, "[2606:2800:220:1::1]:443": nil, "93.184.216.34:22": refused{OddPort}, "93.184.216.34:8080": refused{OddPort},
		"93.184.216.34:0": refused{OddPort}, "127.0.0.1:80": refused{Private}, "": refused{Private}, "site.example:80": refused{Private},
	} {
		if err := (guard{}).judge(at); err != want {
			t.Errorf("%q: %v, expected %v", at, err, want)
		}
	}
	if p := check(t, opened(t, Options{}), "http://93.184.216.34:8080/", "", Page{}); p.Why != OddPort {
		t.Errorf("%q (%s), %d misses", p.State, p.Why, p.Misses)
	}
}

// TestNobodyIsReachedInside runs the guarded dialler against a real server on loopback that must stay unseen.
func TestNobodyIsReachedInside(t *testing.T) {
	var seen atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { seen.Add(1) }))
	defer srv.Close()
	_, port, _ := net.SplitHostPort(srv.Listener.Addr().String())
	c := opened(t, Options{})
	for _, host := range []string{"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "localhost.", "0.0.0.0", "[::]", "127.1", "0x7f000001", "2130706433"} {
		p := check(t, c, "http://"+host+":"+port+"/", "", Page{})
		if p.Why != Private && p.Why != NoSuchName && p.Misses != 1 { // some are names, by their form, that nobody has
			t.Errorf("%s: %q (%s)", host, p.State, p.Why)
		}
		if strings.Contains(host, "127.0.0.1") && p.Why != Private {
			t.Errorf("%s: %q (%s), %d misses", host, p.State, p.Why, p.Misses)
		}
	}
	if seen.Load() != 0 {
		t.Errorf("%d requests came through", seen.Load())
	}
	if p := check(t, opened(t, Options{Open: func(a netip.AddrPort) bool { return a.Addr().IsLoopback() }}), srv.URL, "", Page{}); p.State != Live {
		t.Errorf("opened, it is %q (%s)", p.State, p.Why)
	}
}

// TestNoProxyGoesBetween holds that a proxy from the environment is not used: it would connect for us, unguarded.
func TestNoProxyGoesBetween(t *testing.T) {
	if opened(t, Options{}).transport.Proxy != nil {
		t.Error("a proxy may be used")
	}
}

// TestRebinding has a name that leads to an open server first and, when it is looked up again, to one inside.
func TestRebinding(t *testing.T) {
	inside, outside := httptest.NewUnstartedServer(nil), httptest.NewUnstartedServer(page(words))
	var reached atomic.Int32
	inside.Config.ConnState = func(net.Conn, http.ConnState) { reached.Add(1) }
	outside.Start()
	defer outside.Close()
	_, port, _ := net.SplitHostPort(outside.Listener.Addr().String())
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.2:"+port)
	if err != nil {
		t.Fatal(err)
	}
	inside.Listener.Close()
	inside.Listener = l
	inside.Start()
	defer inside.Close()

	dns := newDNS(t, map[string][][4]byte{
		"rebind.example.": {{127, 0, 0, 1}, {127, 0, 0, 2}}, // robots.txt, then the page
		"steady.example.": {{127, 0, 0, 1}},
	})
	o := Options{Resolver: dns.resolver(), Open: func(a netip.AddrPort) bool { return a.Addr() == netip.MustParseAddr("127.0.0.1") }}
	c := opened(t, o)
	if p := check(t, c, "http://rebind.example:"+port+"/", words, Page{}); p.State != Unreadable || p.Why != Private {
		t.Errorf("%q (%s), %d misses", p.State, p.Why, p.Misses)
	}
	if reached.Load() != 0 {
		t.Error("the server inside was reached")
	}
	if p := check(t, c, "http://steady.example:"+port+"/", words, Page{}); p.State != Live {
		t.Errorf("steady: %q (%s), %d misses", p.State, p.Why, p.Misses)
	}
	if p := check(t, c, "http://gone.example/", words, Page{}); p.State != Dead || p.Why != NoSuchName {
		t.Errorf("a name that is no more: %q (%s), %d misses", p.State, p.Why, p.Misses)
	}
	dns.fails.Store(true)
	if p := check(t, c, "http://fails.example/", words, Page{}); p.State != Unchecked || p.Misses != 1 {
		t.Errorf("a resolver that fails: %q (%s), %d misses", p.State, p.Why, p.Misses)
	}
	for _, name := range dns.names() {
		if !strings.HasSuffix(name, ".example.") {
			t.Errorf("%s was looked up", name)
		}
	}
}

func TestBadCertificate(t *testing.T) {
	srv := httptest.NewUnstartedServer(page(words))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	srv.StartTLS()
	defer srv.Close()
	c := opened(t, Options{Open: func(netip.AddrPort) bool { return true }})
	if p := check(t, c, srv.URL, words, Page{}); p.State != Unreadable || p.Why != BadCertificate {
		t.Errorf("%q (%s)", p.State, p.Why)
	}
	c = opened(t, Options{Open: func(netip.AddrPort) bool { return true }})
	c.transport.TLSClientConfig = &tls.Config{RootCAs: srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	if p := check(t, c, srv.URL, words, Page{}); p.State != Live {
		t.Errorf("with a certificate that is known: %q (%s), %d misses", p.State, p.Why, p.Misses)
	}
}

// opened is a checker with the real dialler, which asks a host as often as it likes so that real time is not spent.
func opened(t *testing.T, o Options) *Checker {
	t.Helper()
	o.Contact, o.Timeout = "a@b.example", 10*time.Second
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	c.every = 0
	return c
}

// fakeDNS speaks the protocol on loopback. A name's answers are given in turn, the last one for ever.
type fakeDNS struct {
	at      string
	fails   atomic.Bool
	mu      sync.Mutex
	asked   []string
	answers map[string][][4]byte
}

func newDNS(t *testing.T, answers map[string][][4]byte) *fakeDNS {
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &fakeDNS{at: conn.LocalAddr().String(), answers: answers}
	var g sync.WaitGroup
	g.Go(func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			conn.WriteTo(d.answer(buf[:n]), from)
		}
	})
	t.Cleanup(func() {
		conn.Close()
		g.Wait()
	})
	return d
}

func (d *fakeDNS) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", d.at)
	}}
}

func (d *fakeDNS) names() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked
}

func (d *fakeDNS) answer(query []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	q := m.Questions[0]
	name := q.Name.String()
	d.asked = append(d.asked, name)
	m.Response, m.Additionals = true, nil
	left := d.answers[name]
	switch {
	case d.fails.Load():
		m.RCode = dnsmessage.RCodeServerFailure
	case left == nil:
		m.RCode = dnsmessage.RCodeNameError
	case q.Type == dnsmessage.TypeA:
		m.Answers = []dnsmessage.Resource{{Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class}, Body: &dnsmessage.AResource{A: left[0]}}}
		if len(left) > 1 {
			d.answers[name] = left[1:]
		}
	}
	b, err := m.Pack()
	if err != nil {
		return nil
	}
	return b
}
