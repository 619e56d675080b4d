package discordtest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// allIntents are the bits that stand for something.
const allIntents = 1<<17 - 1 | 1<<20 | 1<<21 | 1<<24 | 1<<25

// session is what a bot identified or resumed.
type session struct {
	id      string
	intents int
	shard   [2]int
	shrink  bool // READY and GUILD_CREATE are compressed
	seq     int
	sent    []packet
	wire    *wire
	left    time.Time // when the wire broke
}

type packet struct {
	seq    int
	body   []byte
	shrunk bool
}

// wire is one websocket connection.
type wire struct {
	conn  *websocket.Conn
	more  chan struct{}
	over  chan struct{} // nothing is written any more
	mu    sync.Mutex
	queue []frame
}

type frame struct {
	kind int
	body []byte
}

// push queues a frame; it never waits.
func (w *wire) push(f frame) {
	w.mu.Lock()
	w.queue = append(w.queue, f)
	w.mu.Unlock()
	select {
	case w.more <- struct{}{}:
	default:
	}
}

func (w *wire) send(o object) { w.push(frame{websocket.TextMessage, encode(o)}) }

func (w *wire) deliver(p packet) {
	if !p.shrunk {
		w.push(frame{websocket.TextMessage, p.body})
		return
	}
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(p.body)
	z.Close()
	w.push(frame{websocket.BinaryMessage, b.Bytes()})
}

// close ends the connection with a code, after what is queued.
func (w *wire) close(code int, why string) {
	w.push(frame{websocket.CloseMessage, websocket.FormatCloseMessage(code, why)})
}

// drop breaks the connection off.
func (w *wire) drop() { w.conn.UnderlyingConn().Close() }

// write writes what is queued until the connection ends.
func (w *wire) write() {
	defer close(w.over)
	defer w.drop()
	for range w.more {
		w.mu.Lock()
		queue := w.queue
		w.queue = nil
		w.mu.Unlock()
		for _, f := range queue {
			if f.kind == websocket.CloseMessage {
				w.conn.WriteControl(f.kind, f.body, time.Now().Add(time.Second))
				return
			}
			if w.conn.WriteMessage(f.kind, f.body) != nil {
				return
			}
		}
	}
}

// link is what a connection's reader knows.
type link struct {
	s     *Server
	w     *wire
	x     *session // nil before IDENTIFY
	api   int
	beat  *time.Timer
	heard []time.Time
}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	refused, silent := s.strikes(NoUpgrade), false
	if !refused {
		silent = s.strikes(NoHello)
	}
	s.mu.Unlock()
	if refused {
		http.Error(w, "no healthy upstream", http.StatusServiceUnavailable)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	conn.SetCloseHandler(func(int, string) error { return nil })
	l := &link{s: s, w: &wire{conn: conn, more: make(chan struct{}, 1), over: make(chan struct{})}}
	s.active.Go(l.w.write)
	stop := make(chan struct{})
	s.active.Go(func() {
		select {
		case <-s.ended:
			l.w.drop()
		case <-stop:
		}
	})
	q := r.URL.Query()
	l.api = map[string]int{"9": 9, "10": 10}[q.Get("v")]
	switch {
	case l.api == 0 || q.Get("encoding") != "json" || q.Get("compress") != "":
		l.w.close(4012, "Invalid API version.")
	case !silent:
		l.w.send(object{"op": 10, "s": nil, "t": nil, "d": object{"heartbeat_interval": s.beat.Milliseconds(), "_trace": []string{"[\"gateway-fake\"]"}}})
	}
	if !silent {
		l.beat = time.AfterFunc(s.beat*3/2, l.timeout)
	}
	l.read()
	close(stop)
}

// timeout ends a connection whose client sends no heartbeats; its session is gone.
func (l *link) timeout() {
	l.s.mu.Lock()
	defer l.s.mu.Unlock()
	l.fail(4009, "Session timed out.")
}

// fail closes with a code after which nothing can be resumed.
func (l *link) fail(code int, why string) {
	if l.x != nil {
		delete(l.s.sessions, l.x.id)
	}
	l.w.close(code, why)
}

func (l *link) read() {
	code := websocket.CloseNormalClosure
	for {
		_, b, err := l.w.conn.ReadMessage()
		if err != nil {
			// A client that says goodbye in the usual way gives its session up.
			if e, ok := err.(*websocket.CloseError); ok {
				code = e.Code
				if code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway {
					l.s.mu.Lock()
					if l.x != nil && l.x.wire == l.w {
						delete(l.s.sessions, l.x.id)
					}
					l.s.mu.Unlock()
				}
				l.linger()
			}
			break
		}
		l.s.mu.Lock()
		l.take(b)
		l.s.mu.Unlock()
	}
	if l.beat != nil {
		l.beat.Stop()
	}
	l.s.mu.Lock()
	if l.x != nil && l.x.wire == l.w {
		l.x.wire, l.x.left = nil, time.Now()
	}
	l.s.mu.Unlock()
	if code == websocket.CloseNoStatusReceived || code == websocket.CloseAbnormalClosure {
		code = websocket.CloseNormalClosure
	}
	l.w.close(code, "")
	late := time.NewTimer(time.Second)
	defer late.Stop()
	select {
	case <-l.w.over:
	case <-late.C:
	}
	l.w.drop()
	<-l.w.over
}

// linger waits for the client to end a connection to which it has said goodbye.
func (l *link) linger() {
	raw := l.w.conn.UnderlyingConn()
	raw.SetReadDeadline(time.Now().Add(l.s.linger))
	for rest := make([]byte, 512); ; {
		if _, err := raw.Read(rest); err != nil {
			return
		}
	}
}

// take is one payload of the client.
func (l *link) take(b []byte) {
	now := time.Now()
	l.heard = append(slices.DeleteFunc(l.heard, func(t time.Time) bool { return now.Sub(t) >= time.Minute }), now)
	if len(l.heard) > 120 {
		l.fail(4008, "Rate limited.")
		return
	}
	v, bad := decode(b)
	o, ok := v.(object)
	if bad != nil || !ok || len(b) > 4096 || !has(o, "op") {
		l.fail(4002, "Error while decoding payload.")
		return
	}
	d := sub(o, "d")
	switch op := num(o, "op"); op {
	case 1:
		if l.beat != nil {
			l.beat.Reset(l.s.beat * 3 / 2)
		}
		if !l.s.strikes(NoAck) {
			l.w.send(object{"op": 11, "s": nil, "t": nil, "d": nil})
		}
	case 2:
		l.identify(d)
	case 6:
		l.resume(d)
	case 3, 4, 8, 31:
		if l.x == nil {
			l.fail(4003, "Not authenticated.")
		}
	default:
		l.fail(4001, "Unknown opcode.")
	}
}

func (l *link) identify(d object) {
	s := l.s
	shard := [2]int{0, 1}
	if all := arr(d, "shard"); len(all) == 2 {
		shard = [2]int{num(object{"n": all[0]}, "n"), num(object{"n": all[1]}, "n")}
	} else if has(d, "shard") {
		shard[1] = 0 // a shard is a number and of how many
	}
	var p problems
	dict(map[string]shape{
		"token!": text(""), "properties!": dict(map[string]shape{"os": text(""), "browser": text(""), "device": text(""), "$os": text(""), "$browser": text(""), "$device": text(""), "$referer": text(""), "$referring_domain": text("")}),
		"compress": truth, "large_threshold": whole(0, 250), "shard": listOf("", whole(0, 1<<20)), "presence": anything, "intents": whole(0, 1<<40),
	})(&p, "", d)
	intents := num(d, "intents")
	switch {
	case l.x != nil && s.sessions[l.x.id] == l.x:
		l.fail(4005, "Already authenticated.")
	case p.refusal() != nil:
		l.w.close(4002, fmt.Sprintf("Error while decoding payload. %.80s", p.refusal().text))
	case str(d, "token") != s.token && str(d, "token") != "Bot "+s.token:
		l.w.close(4004, "Authentication failed.")
	case shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1]:
		l.w.close(4010, "Invalid shard.")
	case !has(d, "intents") || intents&^allIntents != 0:
		l.w.close(4013, "Invalid intent(s).")
	case intents&(IntentMembers|IntentPresences|IntentContent)&^s.privileged != 0:
		l.w.close(4014, "Disallowed intent(s).")
	case s.starts <= 0:
		l.w.close(4004, "Authentication failed.")
	case time.Since(s.identified[shard[0]%s.concurrent]) < 5*time.Second, s.strikes(InvalidReady):
		l.w.send(object{"op": 9, "s": nil, "t": nil, "d": false})
	default:
		s.identified[shard[0]%s.concurrent] = time.Now()
		s.starts--
		if s.strikes(NotReady) {
			l.w.send(object{"op": 7, "s": nil, "t": nil, "d": nil})
			return
		}
		if s.strikes(NoReady) {
			return
		}
		l.x = &session{id: fmt.Sprintf("%032x", s.lastID+1), intents: intents, shard: shard, shrink: yes(d, "compress"), wire: l.w}
		s.newID()
		s.sessions[l.x.id] = l.x
		l.ready()
	}
}

// ready tells a session where it stands.
func (l *link) ready() {
	s, x := l.s, l.x
	guilds := []object{}
	for _, g := range s.guilds {
		if !g.gone && x.has(g) {
			guilds = append(guilds, object{"id": g.id, "unavailable": true})
		}
	}
	s.deliver(x, event{kind: "READY", data: object{
		"v": l.api, "user": s.bot.json(), "guilds": guilds, "session_id": x.id, "resume_gateway_url": s.plain, "shard": x.shard, "private_channels": []object{},
		"application": object{"id": s.bot.id, "flags": 0},
	}})
	for _, g := range s.guilds {
		if !g.gone && x.has(g) {
			s.deliver(x, event{kind: "GUILD_CREATE", guild: g, data: g.created()})
		}
	}
}

func (l *link) resume(d object) {
	s := l.s
	x := s.sessions[str(d, "session_id")]
	n, numbered := d["seq"].(json.Number)
	seq, err := n.Int64()
	switch {
	case l.x != nil && s.sessions[l.x.id] == l.x:
		l.fail(4005, "Already authenticated.")
	case !numbered || err != nil:
		l.w.close(4002, "Error while decoding payload.")
	case str(d, "token") != s.token && str(d, "token") != "Bot "+s.token:
		l.w.close(4004, "Authentication failed.")
	case x == nil || x.wire == nil && time.Since(x.left) > s.window:
		l.w.send(object{"op": 9, "s": nil, "t": nil, "d": false})
	case int(seq) > x.seq:
		delete(s.sessions, x.id)
		l.w.close(4007, "Invalid seq.")
	default:
		if x.wire != nil {
			x.wire.close(4000, "Resumed elsewhere.")
		}
		x.wire, l.x = l.w, x
		for _, p := range x.sent {
			if p.seq > int(seq) {
				l.w.deliver(p)
			}
		}
		s.deliver(x, event{kind: "RESUMED", data: object{"_trace": []string{}}})
	}
}
