package telegramtest

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Options are what a Server is made with; the zero value is the real server's behaviour.
type Options struct {
	// Token and Username are the bot's; empty takes "4200000001:fake-token" and "relais_test_bot".
	Token, Username string
	// Unpaced takes sends as fast as they come and counts nothing.
	Unpaced bool
	// Burst is how many messages at once one private chat takes before the pace of one a second; 0 is 1.
	Burst int
	// OldForwards adds forward_from and forward_date to forwarded messages, as before Bot API 7.0; new ones have
	// forward_origin alone.
	OldForwards bool
	// ReadsAll tells that the bot's privacy mode is off: it hears every message in groups.
	ReadsAll bool
	// Upload and Download are the largest files in bytes, where smaller than Telegram's.
	Upload, Download int
	// Chance, where set, is asked of each call as it comes what goes wrong with it, unless Fail has said so; nil is nothing.
	Chance func(Call) *Fault
	// Took is told of each call when it has taken effect or not, before its answer leaves; Answered, when all of its answer has left.
	Took, Answered func(Call)
}

// Server is the fake. All its methods may be called from several goroutines.
type Server struct {
	opt Options
	t   testing.TB
	bot *account
	in  chan net.Conn
	end chan struct{} // closed when the test ends

	mu       sync.Mutex
	changed  chan struct{} // closed and made anew whenever something waits to be looked at
	users    map[int64]*account
	chats    map[int64]*chat
	last     struct{ user, chat, message, update, query, file, call int }
	queue    []*update
	kept     []*update // all that ever were
	allowed  []string
	dropped  string // the kind of update that is kept from the bot
	reversed bool
	poll     *poll
	hook     webhook
	queries  map[string]*query
	files    map[string]*file
	paths    map[string]path
	settings settings
	faults   []*Fault
	deadURLs map[string]bool
	calls    []Call
	pace     pace
}

// New is a server whose bot nobody knows yet. It ends with the test.
func New(t testing.TB, o Options) *Server {
	t.Helper()
	if o.Token == "" {
		o.Token = "4200000001:fake-token"
	}
	if o.Username == "" {
		o.Username = "relais_test_bot"
	}
	id, err := strconv.ParseInt(strings.SplitN(o.Token, ":", 2)[0], 10, 64)
	if err != nil {
		t.Fatalf("the token of a bot begins with its id and a colon: %v", err)
	}
	s := &Server{
		opt: o, t: t, in: make(chan net.Conn), end: make(chan struct{}), changed: make(chan struct{}),
		bot:   &account{id: id, first: "Relais", username: o.Username, bot: true},
		users: map[int64]*account{}, chats: map[int64]*chat{}, queries: map[string]*query{}, files: map[string]*file{},
		paths: map[string]path{}, deadURLs: map[string]bool{}, settings: newSettings(),
	}
	s.last.update, s.last.message = 730_000_000, 10
	s.serve(pipes{s})
	t.Cleanup(func() { close(s.end) })
	return s
}

// serve answers on a listener until the test ends.
func (s *Server) serve(l net.Listener) {
	h := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	var g sync.WaitGroup
	g.Go(func() {
		if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.t.Errorf("serve the fake Telegram: %v", err)
		}
	})
	s.t.Cleanup(func() {
		h.Close()
		g.Wait()
	})
}

// Listen also serves on a loopback port and returns its base address, "http://127.0.0.1:1234". Not for synctest bubbles.
func (s *Server) Listen() string {
	s.t.Helper()
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.serve(l)
	return "http://" + l.Addr().String()
}

// Client is a client whose every request goes to the fake, whatever the host; https is plain inside.
func (s *Server) Client() *http.Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		near, far := net.Pipe()
		select {
		case s.in <- far:
			return near, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-s.end:
			return nil, net.ErrClosed
		}
	}
	t := &http.Transport{DialContext: dial, DialTLSContext: dial}
	s.t.Cleanup(t.CloseIdleConnections)
	return &http.Client{Transport: t}
}

// Token is the bot's, Username its name without @.
func (s *Server) Token() string { return s.opt.Token }

// Username is the bot's name without @.
func (s *Server) Username() string { return s.opt.Username }

// pipes is the listener in memory.
type pipes struct{ s *Server }

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.s.in:
		return c, nil
	case <-p.s.end:
		return nil, http.ErrServerClosed
	}
}

func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return memory{} }

type memory struct{}

func (memory) Network() string { return "memory" }
func (memory) String() string  { return "api.telegram.org" }

// answer is the body of every answer.
type answer struct {
	OK          bool       `json:"ok"`
	Result      any        `json:"result,omitempty"`
	ErrorCode   int        `json:"error_code,omitempty"`
	Description string     `json:"description,omitempty"`
	Parameters  *parameter `json:"parameters,omitempty"`
}

type parameter struct {
	RetryAfter int   `json:"retry_after,omitempty"`
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
}

// ServeHTTP answers /bot<token>/<method> and /file/bot<token>/<path>.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		token, name, _ := strings.Cut(rest, "/")
		s.download(w, token, name)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, method, found := strings.Cut(rest, "/")
	switch {
	case !ok || !found:
		reply(w, breaks("method"))
	case token != s.opt.Token:
		reply(w, breaks("token"))
	default:
		s.handle(w, r, method)
	}
}

// handle answers one call.
func (s *Server) handle(w http.ResponseWriter, r *http.Request, name string) {
	c, refused := s.read(r, name)
	c.nth = s.next()
	f := s.fault(c)
	if f != nil {
		switch {
		case !f.wait(r.Context(), s.end):
			s.record(c, nil, refusedBy(f), false)
			panic(http.ErrAbortHandler)
		case f.Cut == CutBefore:
			s.record(c, nil, refusedBy(f), false)
			panic(http.ErrAbortHandler)
		case f.Status != 0:
			done := s.record(c, nil, refusedBy(f), false)
			f.answer(w)
			s.answered(w, done)
			return
		}
	}
	var result any
	if refused == nil {
		result, refused = s.do(r.Context(), c)
	}
	lost := f != nil && f.Cut == CutAfter
	done := s.record(c, result, refused, lost)
	answers := !lost
	if f != nil {
		answers = pass(r.Context(), s.end, f.Hold) && answers
	}
	switch {
	case !answers || refused != nil && refused.code == 0:
		panic(http.ErrAbortHandler)
	case refused != nil:
		reply(w, refused)
	default:
		send(w, http.StatusOK, answer{OK: true, Result: result})
	}
	s.answered(w, done)
}

func (s *Server) next() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.call++
	return s.last.call
}

// answered sees to it that an answer has left where somebody is to be told so.
func (s *Server) answered(w http.ResponseWriter, c Call) {
	if s.opt.Answered != nil && http.NewResponseController(w).Flush() == nil {
		s.opt.Answered(c)
	}
}

// reply answers with a refusal.
func reply(w http.ResponseWriter, r *refusal) {
	a := answer{ErrorCode: r.code, Description: r.text}
	if r.retry != 0 || r.migrate != 0 {
		a.Parameters = &parameter{r.retry, r.migrate}
	}
	if r.retry != 0 {
		w.Header().Set("Retry-After", strconv.Itoa(r.retry))
	}
	send(w, r.code, a)
}

func send(w http.ResponseWriter, code int, a answer) {
	b, err := json.Marshal(a)
	if err != nil {
		panic("telegramtest: an answer is no JSON: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.WriteHeader(code)
	w.Write(b)
}

// wake lets whatever waits look again. The caller holds mu.
func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Call is one request for a method.
type Call struct {
	// Number counts calls as they come, from 1.
	Number int
	Method string
	// Params are the parameters as they came, decoded from form or JSON; uploads are in Files by their field.
	Params map[string]string
	Files  map[string]File
	At     time.Time
	// Done tells that it took effect. Otherwise Code and Description are the answer; Code is 0 where there was none.
	Done        bool
	Code        int
	Description string
	// Lost tells that it took effect and whoever asked was never told, since a Fault cut the answer.
	Lost bool
	// Message is the message that was sent or changed; 0 for none.
	Message int
}

// File is a document.
type File struct {
	Name, Type string
	Data       []byte
}

// seen is a call as it came.
func (c *call) seen() Call {
	return Call{Number: c.nth, Method: c.method, Params: c.params, Files: c.files, At: time.Now()}
}

func (s *Server) record(c *call, result any, r *refusal, lost bool) Call {
	done := c.seen()
	done.Done, done.Code, done.Lost = r == nil, http.StatusOK, lost && r == nil
	if r != nil {
		done.Code, done.Description = r.code, r.text
	}
	if m, ok := result.(map[string]any); ok {
		done.Message, _ = m["message_id"].(int)
	}
	s.mu.Lock()
	s.calls = append(s.calls, done)
	s.mu.Unlock()
	if s.opt.Took != nil {
		s.opt.Took(done)
	}
	return done
}

// Calls are all calls of these methods that were answered, or of all methods, oldest first, done or not.
func (s *Server) Calls(methods ...string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Call
	for _, c := range s.calls {
		if len(methods) == 0 || contains(methods, c.Method) {
			all = append(all, c)
		}
	}
	return all
}

// Done are those of Calls that took effect.
func (s *Server) Done(methods ...string) []Call {
	var all []Call
	for _, c := range s.Calls(methods...) {
		if c.Done {
			all = append(all, c)
		}
	}
	return all
}

// Refused are those of Calls that did not take effect.
func (s *Server) Refused(methods ...string) []Call {
	var all []Call
	for _, c := range s.Calls(methods...) {
		if !c.Done {
			all = append(all, c)
		}
	}
	return all
}
