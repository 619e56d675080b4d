// Package discordtest is a fake Discord: its REST API, versions 9 and 10, its gateway, its CDN, and the people and servers on
// it. It is written from Discord's documentation, knows no client library, and is held by tests that write raw bytes.
//
// It refuses what Discord refuses, by the table in Rules, and more: a field that Discord would pass over in silence, or a route
// that is not known here, is refused with code 50035 and a text that begins "fake:", so that a test sees it.
//
// It serves in memory, also inside a testing/synctest bubble: Client and Dial lead to it whatever the address. It tells the time
// by time.Now. Everything ends with the test.
package discordtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"
)

// The token and the application of the bot, unless an option says otherwise.
const (
	Token       = "MTE3OTc3MzY3NzY1NDMyMTA5OA.fake.token-of-the-bot"
	Application = "1179773677654321098"
)

// Privileged intents, which an application has only where Discord granted them.
const (
	IntentMembers   = 1 << 1
	IntentPresences = 1 << 8
	IntentContent   = 1 << 15
)

// Server is one fake Discord with one application and its bot. It is an http.Handler as well.
type Server struct {
	memory *listener
	web    *http.Server
	active sync.WaitGroup
	ended  chan struct{}
	plain  string // the gateway's address

	token      string
	privileged int
	fileLimit  int // bytes of an attachment; the default is for a server without boosts
	beat       time.Duration
	starts     int
	concurrent int
	oldEdits   int
	window     time.Duration
	linger     time.Duration
	expired    string

	mu           sync.Mutex
	lastID       int64
	bot          *account
	people       map[string]*account
	guilds       []*Guild
	channels     map[string]*Channel
	commands     []*command
	interactions map[string]*interaction // by token
	files        map[string]*attachment  // by path
	sessions     map[string]*session
	identified   map[int]time.Time // when a shard last did, by its number modulo concurrent
	closed       bool

	calls    []Call
	faults   []*Fault
	gateway  map[GatewayFault]int
	held     []event
	holding  bool
	limiting bool
	buckets  map[string]*bucket
	global   bucket
	limited  map[string]int
	invalid  []time.Time
	opened   []time.Time
	openMax  int
	openPer  time.Duration
}

// Option changes how a Server begins.
type Option func(*Server)

// WithToken is the bot's token, without "Bot ".
func WithToken(token string) Option { return func(s *Server) { s.token = token } }

// WithIntents grants privileged intents; without it there are none, as for a new application.
func WithIntents(privileged int) Option { return func(s *Server) { s.privileged = privileged } }

// WithHeartbeat is the heartbeat interval of HELLO; Discord's is 41.25 s.
func WithHeartbeat(d time.Duration) Option { return func(s *Server) { s.beat = d } }

// WithStarts is how many times IDENTIFY may be sent; Discord's is 1000 a day.
func WithStarts(n int) Option { return func(s *Server) { s.starts = n } }

// WithConcurrency is how many shards may send IDENTIFY within the same five seconds: those whose numbers differ when divided by it.
// Discord's is 1 for most bots and 16 for those in very many servers; discord.com/developers/docs/events/gateway#sharding, checked 2026-11-28.
func WithConcurrency(n int) Option { return func(s *Server) { s.concurrent = n } }

// WithOldEdits is how many edits of messages older than an hour a channel lets through in an hour. Discord does not say how many.
func WithOldEdits(n int) Option { return func(s *Server) { s.oldEdits = n } }

// WithResume is how long a session can be resumed after its connection broke.
func WithResume(d time.Duration) Option { return func(s *Server) { s.window = d } }

// WithLinger is how long the gateway takes to answer a client that says goodbye, unless the client ends the connection first. It is
// nothing by default. A client that holds a lock while it waits for the connection to end, and takes it where it reads, stops a
// bubble's time if the answer comes at once.
func WithLinger(d time.Duration) Option { return func(s *Server) { s.linger = d } }

// WithPlainGateway makes the gateway's address begin with ws instead of wss, for a dialer that cannot be told to leave TLS out.
func WithPlainGateway() Option { return func(s *Server) { s.plain = "ws://gateway.discord.gg" } }

// WithExpiredUnknown makes an interaction's webhook unknown (10015) once its token is older than 15 minutes, instead of its token
// invalid (50027). Both have been seen.
func WithExpiredUnknown() Option { return func(s *Server) { s.expired = "unknown webhook" } }

// WithoutLimits turns the rate limits off; Limit turns them on again.
func WithoutLimits() Option { return func(s *Server) { s.limiting = false } }

// New starts a Server that ends with the test.
func New(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s := &Server{
		memory: newListener(), ended: make(chan struct{}), plain: "wss://gateway.discord.gg",
		token: Token, fileLimit: 10 << 20, beat: 41250 * time.Millisecond, starts: 1000, concurrent: 1, oldEdits: 30, window: 3 * time.Minute,
		expired: "invalid webhook token",
		people:  map[string]*account{}, channels: map[string]*Channel{}, interactions: map[string]*interaction{},
		files: map[string]*attachment{}, sessions: map[string]*session{}, identified: map[int]time.Time{},
		gateway: map[GatewayFault]int{}, limiting: true, buckets: map[string]*bucket{}, limited: map[string]int{},
	}
	for _, o := range opts {
		o(s)
	}
	s.bot = &account{id: Application, name: "relais", bot: true}
	s.web = &http.Server{Handler: s}
	s.active.Go(func() { s.web.Serve(s.memory) })
	t.Cleanup(s.close)
	return s
}

// close ends every connection and waits for what serves them.
func (s *Server) close() {
	s.mu.Lock()
	s.closed = true
	for _, x := range s.sessions {
		if x.wire != nil {
			x.wire.drop()
		}
	}
	s.mu.Unlock()
	close(s.ended)
	s.memory.Close()
	s.web.Close()
	s.active.Wait()
}

// Dial connects to the fake, whatever the address: for a websocket dialer's NetDialContext and NetDialTLSContext, and for an
// http.Transport that leaves TLS out.
func (s *Server) Dial(ctx context.Context, _, _ string) (net.Conn, error) { return s.memory.dial(ctx) }

// Client is a client all of whose requests reach the fake, https without TLS. Its idle connections are closed with the fake.
func (s *Server) Client() *http.Client {
	return &http.Client{Transport: plainly{&http.Transport{DialContext: s.Dial, DisableCompression: true}}}
}

// plainly sends requests for https over a plain connection.
type plainly struct{ *http.Transport }

// RoundTrip makes one request.
func (p plainly) RoundTrip(r *http.Request) (*http.Response, error) {
	plain := r.Clone(r.Context())
	plain.URL.Scheme = "http"
	answer, err := p.Transport.RoundTrip(plain)
	if answer != nil {
		answer.Request = r
	}
	return answer, err
}

// Listen serves on the loopback interface as well and returns the address, "http://127.0.0.1:1234", under which /api/v9 is. The
// gateway is then there too. It does not work inside a bubble.
func (s *Server) Listen(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen on loopback: %v", err)
	}
	s.mu.Lock()
	s.plain = "ws://" + l.Addr().String()
	s.mu.Unlock()
	s.active.Go(func() { s.web.Serve(l) })
	return "http://" + l.Addr().String()
}

// listener gives out connections that never leave memory.
type listener struct {
	waiting chan net.Conn
	done    chan struct{}
	once    sync.Once
}

func newListener() *listener {
	return &listener{waiting: make(chan net.Conn), done: make(chan struct{})}
}

func (l *listener) dial(ctx context.Context) (net.Conn, error) {
	mine, theirs := net.Pipe()
	select {
	case l.waiting <- theirs:
		return mine, nil
	case <-l.done:
		return nil, errors.New("the fake Discord has ended")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept waits for the next connection.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.waiting:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close ends the listener.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr is a name for memory.
func (l *listener) Addr() net.Addr { return &net.UnixAddr{Name: "discord", Net: "pipe"} }

// epoch is 2015-01-01 in milliseconds, from which snowflakes count.
const epoch = 1420070400000

// newID is the next snowflake. In a bubble, which begins before 2015, they count up from one of 2016.
func (s *Server) newID() string {
	s.lastID = max(s.lastID+1, (time.Now().UnixMilli()-epoch)<<22, 175928847299117063)
	return strconv.FormatInt(s.lastID, 10)
}

// stamp is a time as Discord writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000+00:00") }

// wait lets time pass, unless the fake ends or the request does.
func (s *Server) wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ended:
		return fmt.Errorf("the fake Discord has ended")
	}
}
