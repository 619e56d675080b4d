package health

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"
)

// place is what answers at one host name.
type place map[string]http.HandlerFunc // by path; "*" is any other, and without it that is 404

// fakeWeb is the internet of one test, in memory: for synctest bubbles, where time passes by itself.
type fakeWeb struct {
	t     *testing.T
	sites map[string]place
	raw   map[string]func(net.Conn) // hosts that speak no HTTP to speak of
	down  map[string]error          // hosts that nobody gets through to
	conns chan net.Conn
	end   chan struct{}
	all   sync.WaitGroup // whoever answers

	mu    sync.Mutex
	asked []asked
}

// asked is one request as it came.
type asked struct {
	URL    string
	At     time.Time
	Header http.Header
}

func newWeb(t *testing.T, sites map[string]place) *fakeWeb {
	w := &fakeWeb{t: t, sites: sites, raw: map[string]func(net.Conn){}, down: map[string]error{}, conns: make(chan net.Conn), end: make(chan struct{})}
	srv := &http.Server{Handler: w, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	w.all.Go(func() { srv.Serve(w) })
	t.Cleanup(func() {
		srv.Close()
		w.all.Wait()
	})
	return w
}

// checker looks at this web alone.
func (w *fakeWeb) checker(o Options) *Checker {
	w.t.Helper()
	o.Contact, o.Dial = "https://network.example/contact", w.dial
	c, err := New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(certificate().Leaf)
	c.transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	return c
}

func (w *fakeWeb) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, port, _ := net.SplitHostPort(address)
	if err := w.down[host]; err != nil {
		return nil, err
	}
	if w.sites[host] == nil && w.raw[host] == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	near, far := net.Pipe()
	if speak := w.raw[host]; speak != nil {
		w.all.Go(func() {
			defer far.Close()
			http.ReadRequest(bufio.NewReader(far))
			speak(far)
		})
		return near, nil
	}
	if port == "443" {
		near, far = curt{near}, tls.Server(curt{far}, &tls.Config{Certificates: []tls.Certificate{certificate()}})
	}
	select {
	case w.conns <- far:
		return near, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// curt says no long goodbyes. Both ends of a TLS connection take leave in writing and wait up to 5 s for a reader, with locks held
// that keep a bubble's time from passing.
type curt struct{ net.Conn }

func (c curt) SetWriteDeadline(time.Time) error { return c.Conn.SetWriteDeadline(time.Now()) }

func (w *fakeWeb) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	w.mu.Lock()
	w.asked = append(w.asked, asked{scheme + r.Host + r.URL.RequestURI(), time.Now(), r.Header})
	w.mu.Unlock()
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	s := w.sites[host]
	h := s[r.URL.Path]
	if h == nil {
		h = s["*"]
	}
	if h == nil || r.URL.Path == "/robots.txt" && s["/robots.txt"] == nil {
		h = http.NotFound
	}
	h(rw, r)
}

// urls are the addresses asked for so far, in order.
func (w *fakeWeb) urls() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var us []string
	for _, a := range w.asked {
		us = append(us, a.URL)
	}
	return us
}

// The listener in memory.
func (w *fakeWeb) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.end:
		return nil, net.ErrClosed
	}
}

func (w *fakeWeb) Close() error {
	select {
	case <-w.end:
	default:
		close(w.end)
	}
	return nil
}

func (w *fakeWeb) Addr() net.Addr { return &net.IPAddr{} }

// certificate is good for the hosts named, at any time: a bubble's clock begins in 2000.
var certificate = sync.OnceValue(func() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0), IsCA: true, BasicConstraintsValid: true,
		DNSNames: []string{"site.example", "www.site.example", "other.example"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
})

// says answers with a type and a body, redirect with a status and an address, status with nothing else.
func says(kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		io.Copy(w, bytes.NewBufferString(body))
	}
}

func page(body string) http.HandlerFunc { return says("text/html; charset=utf-8", "<p>"+body) }

func redirect(code int, to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(code)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// check looks once and fails on an error.
func check(t *testing.T, c *Checker, address, quote string, before Page) Page {
	t.Helper()
	p, err := c.Check(t.Context(), address, quote, before)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return p
}
