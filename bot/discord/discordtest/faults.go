package discordtest

import (
	"net/http"
	"time"
)

// Cut is where an answer is cut off.
type Cut int

// Where an answer is cut off.
const (
	Whole     Cut = iota
	CutBefore     // the connection ends before anything is done
	CutAfter      // everything is done and nothing is answered
	CutMidway     // everything is done and half of the answer arrives
)

// Fault is a misbehaviour of the REST API. Of its fields those that are set apply.
type Fault struct {
	Route   string        // as in Routes; empty for every one
	After   int           // so many requests are let by first
	Times   int           // so many have it; 0 is until Behave
	Latency time.Duration // before the work
	Cut     Cut
	Limited string        // answered with 429 of a scope: "user", "shared" or "global"
	Retry   time.Duration // of that 429; 0 is a second
	Status  int           // answered with this status instead of the work
	Body    string        // with this body; empty is Discord's JSON
	HTML    bool          // with a page, as proxies answer
}

// Misbehave adds a fault. Where several fit a request the oldest is taken.
func (s *Server) Misbehave(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = -1
	}
	s.faults = append(s.faults, &f)
}

// LimitOldEdits lets so many messages that are older than an hour be edited in a channel in an hour; 0 is none.
func (s *Server) LimitOldEdits(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.oldEdits = n
}

// Behave ends all faults, those of the gateway as well.
func (s *Server) Behave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.gateway = nil, map[GatewayFault]int{}
}

// Ahead is how many times faults of the REST API have still to happen; those until Behave count as none.
func (s *Server) Ahead() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		n += max(f.Times, 0)
	}
	return n
}

// fault is the fault that a request to a route has; nil for none.
func (s *Server) fault(route string) *Fault {
	for _, f := range s.faults {
		if f.Times == 0 || f.Route != "" && f.Route != route {
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

// faulty is the answer that a fault gives in place of the work, if it does.
func (s *Server) faulty(f *Fault) (answer, bool) {
	switch {
	case f == nil:
	case f.Limited != "":
		retry := f.Retry
		if retry == 0 {
			retry = time.Second
		}
		return s.tooMany(f.Limited, retry, nil), true
	case f.HTML:
		status := f.Status
		if status == 0 {
			status = http.StatusBadGateway
		}
		return answer{status, []byte("<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>"), http.Header{"Content-Type": {"text/html"}}}, true
	case f.Status != 0 && f.Body != "":
		return answer{f.Status, []byte(f.Body), nil}, true
	case f.Status != 0:
		return answer{f.Status, object{"message": http.StatusText(f.Status), "code": 0}, nil}, true
	}
	return answer{}, false
}

// GatewayFault is a misbehaviour of the gateway.
type GatewayFault int

// How the gateway can misbehave.
const (
	NoHello      GatewayFault = iota // a connection is accepted and nothing is said
	NoReady                          // IDENTIFY is followed by nothing
	NoAck                            // heartbeats are not acknowledged
	NotReady                         // IDENTIFY is answered with Op 7 in place of READY
	InvalidReady                     // IDENTIFY is answered with Op 9 in place of READY
	NoUpgrade                        // the websocket is refused with 503
)

// MisbehaveGateway lets the gateway misbehave so many times; 0 is until Behave.
func (s *Server) MisbehaveGateway(f GatewayFault, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if times == 0 {
		times = -1
	}
	s.gateway[f] = times
}

// strikes tells whether a misbehaviour happens now, and counts it.
func (s *Server) strikes(f GatewayFault) bool {
	n := s.gateway[f]
	if n > 0 {
		s.gateway[f]--
	}
	return n != 0
}
