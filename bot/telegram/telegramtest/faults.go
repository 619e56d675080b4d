package telegramtest

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// Fault is something that goes wrong with calls. Without anything but Method, Chat, After and Times it does nothing.
type Fault struct {
	// Method is whose calls it is for, empty for all; Chat, where set, is the chat they go to.
	Method string
	Chat   string
	// After is how many calls are let by first.
	After int
	// Times is how often it happens; 0 is once, negative for ever.
	Times int
	// Latency passes before anything else.
	Latency time.Duration
	// Hold passes between the work and its answer.
	Hold time.Duration
	// Silent gives no answer and does nothing until whoever asked gives up.
	Silent bool
	// Cut closes the connection in place of an answer.
	Cut Cut
	// Status answers with an error and does nothing. Body is the whole answer where it is set; otherwise it is one of
	// Telegram's, with Description and RetryAfter.
	Status      int
	Body        string
	Description string
	RetryAfter  int
}

// Cut is when a connection is closed.
type Cut int

// The moments.
const (
	CutNever  Cut = iota
	CutBefore     // before the work is done
	CutAfter      // after it
)

// TooMany is a 429, for the calls that f is for.
func TooMany(f Fault, seconds int) Fault {
	f.Status, f.RetryAfter, f.Description = http.StatusTooManyRequests, seconds, "Too Many Requests: retry after "+strconv.Itoa(seconds)
	return f
}

// BadGateway is the HTML page that stands before a server in trouble, for the calls that f is for.
func BadGateway(f Fault) Fault {
	f.Status, f.Body = http.StatusBadGateway, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"
	return f
}

// Fail lets a fault happen, after those that were asked for earlier.
func (s *Server) Fail(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Heal ends all faults.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Ahead is how many times faults that were asked for have still to happen; those for ever count as none.
func (s *Server) Ahead() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		n += max(f.Times, 0)
	}
	return n
}

// fault is what happens to a call, nil for nothing.
func (s *Server) fault(c *call) *Fault {
	if f := s.asked(c); f != nil || s.opt.Chance == nil {
		return f
	}
	return s.opt.Chance(c.seen())
}

// asked is what Fail has said of a call.
func (s *Server) asked(c *call) *Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.Times == 0 || f.Method != "" && f.Method != c.method || f.Chat != "" && f.Chat != c.params["chat_id"] {
			continue
		}
		if f.After > 0 {
			f.After--
			continue
		}
		if f.Times > 0 {
			f.Times--
		}
		return f
	}
	return nil
}

// wait lets the latency pass, and tells whether there is an answer.
func (f *Fault) wait(ctx context.Context, end <-chan struct{}) bool {
	if f.Silent {
		select {
		case <-ctx.Done():
		case <-end:
		}
		return false
	}
	return pass(ctx, end, f.Latency)
}

// pass lets time pass, and tells whether somebody waits still.
func pass(ctx context.Context, end <-chan struct{}, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-end:
	}
	return false
}

func (f *Fault) answer(w http.ResponseWriter) {
	if f.Body == "" {
		reply(w, refusedBy(f))
		return
	}
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(f.Status)
	w.Write([]byte(f.Body))
}

func refusedBy(f *Fault) *refusal {
	text := f.Description
	if text == "" && f.Status != 0 {
		text = http.StatusText(f.Status)
	}
	return &refusal{code: f.Status, text: text, retry: f.RetryAfter}
}
