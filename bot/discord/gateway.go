package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

const (
	hello      = 30 * time.Second // from dialling to READY; one that takes longer is replaced
	writing    = 10 * time.Second
	eventMost  = 32 << 20 // bytes; a large server is told in one event
	firstPause = time.Second
	longPause  = time.Minute
	// goodbye is a code of our own: after the usual ones Discord would end the session, and what happens until the next process
	// starts would be lost.
	goodbye = 4900
	// intents are not privileged: DMs, and servers, without which Discord counts a bot as broken.
	intents = discordgo.IntentsGuilds | discordgo.IntentsDirectMessages
)

// The gateway's operations.
const (
	opEvent = iota
	opBeat
	opIdentify
	opResume    = 6
	opReconnect = 7
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

// session is how far one shard has heard the gateway: what is resumed from. It is committed with what was heard.
type session struct {
	ID  string
	Seq int64
	URL string // where to resume
	App string // the application
}

// shard is one connection to the gateway, made again whenever it ends.
type shard struct {
	d     *Discord
	n     int
	key   string
	state session
	ready bool // the connection of now has identified or resumed
}

// errAgain ends a connection that Discord asks to make anew.
var errAgain = errors.New("discord asked to connect again")

// run keeps the shard connected until ctx ends, which is nil, or Discord says that trying is of no use.
func (s *shard) run(ctx context.Context) error {
	if err := s.recall(ctx); err != nil {
		return err
	}
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		err := s.connect(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // it was asked to stop, which is how the connection ended
		}
		if end := ended(err); end != nil {
			return end
		}
		if s.ready {
			pause = firstPause
		}
		wait := pause/2 + rand.N(pause/2) // all that lost their connection at once do not come back at once
		s.d.log.Warn("the connection to discord ended and is made again", "shard", s.n, "pause", wait, "err", err)
		rest(ctx, wait)
	}
}

// ended is why trying again is of no use; nil where it may be.
func ended(err error) error {
	var bye *websocket.CloseError
	var f *failure
	switch {
	case errors.As(err, &bye):
		return fatal[bye.Code]
	case errors.As(err, &f) && f.status == http.StatusUnauthorized:
		return ErrToken
	}
	return nil
}

// line is one connection, and what its heartbeat shares with its reader.
type line struct {
	conn  *websocket.Conn
	seq   atomic.Int64
	acked atomic.Bool
	now   chan struct{} // asks for a heartbeat at once
}

// connect makes one connection and hears it to its end.
func (s *shard) connect(ctx context.Context) error {
	s.ready = false
	address, err := s.address(ctx)
	if err != nil {
		return err
	}
	deadline := time.Now().Add(hello)
	dial, cancel := context.WithDeadline(ctx, deadline)
	conn, res, err := s.d.dialer.DialContext(dial, address+"/?v="+apiVersion+"&encoding=json", nil)
	cancel()
	if res != nil {
		defer res.Body.Close()
	}
	if err != nil {
		s.state.URL = "" // the address to resume at may be gone
		return fmt.Errorf("connect to the gateway: %w", redacted(err))
	}
	l := &line{conn: conn, now: make(chan struct{}, 1)}
	var aside sync.WaitGroup
	done := make(chan struct{})
	defer s.save(ctx)
	defer aside.Wait()
	defer conn.Close()
	defer close(done)
	aside.Go(func() {
		select {
		case <-ctx.Done():
			bye := websocket.FormatCloseMessage(goodbye, "")
			_ = conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second)) // a courtesy
			_ = conn.Close()                                                                // ends the reader
		case <-done:
		}
	})
	conn.SetReadLimit(eventMost)
	if err := conn.SetReadDeadline(deadline); err != nil {
		return err
	}
	interval, err := s.greet(l)
	if err != nil {
		return err
	}
	aside.Go(func() { l.beat(interval, done) })
	for {
		if err := s.next(ctx, l); err != nil {
			return err
		}
	}
}

// address is where to connect: where the session is to be resumed, or where a new one may begin, once it may.
func (s *shard) address(ctx context.Context) (string, error) {
	switch {
	case s.state.ID != "" && s.d.opt.Gateway != "":
		return strings.TrimSuffix(s.d.opt.Gateway, "/"), nil
	case s.state.ID != "" && s.state.URL != "":
		return s.state.URL, nil
	case s.state.ID != "":
		info, err := s.d.entry.ask(ctx, s.d.api, asked)
		return strings.TrimSuffix(info.URL, "/"), err
	}
	address, err := s.d.entry.begin(ctx, s)
	if s.d.opt.Gateway != "" {
		address = s.d.opt.Gateway
	}
	return strings.TrimSuffix(address, "/"), err
}

// packet is what we say to the gateway.
type packet struct {
	Op   int `json:"op"`
	Data any `json:"d"`
}

type resume struct {
	Token   string `json:"token"`
	Session string `json:"session_id"`
	Seq     int64  `json:"seq"`
}

func (l *line) say(p packet) error {
	if err := l.conn.SetWriteDeadline(time.Now().Add(writing)); err != nil {
		return err
	}
	return l.conn.WriteJSON(p)
}

func (l *line) read() (e discordgo.Event, err error) {
	_, b, err := l.conn.ReadMessage()
	if err != nil {
		return e, fmt.Errorf("hear the gateway: %w", err)
	}
	if err := json.Unmarshal(b, &e); err != nil {
		return e, errors.New("hear the gateway: an event could not be read")
	}
	return e, nil
}

// greet reads how often the gateway wants a heartbeat, and says who we are or where we were.
func (s *shard) greet(l *line) (interval time.Duration, err error) {
	e, err := l.read()
	if err != nil {
		return 0, err
	}
	var h struct {
		Interval int64 `json:"heartbeat_interval"`
	}
	if e.Operation != opHello || json.Unmarshal(e.RawData, &h) != nil || h.Interval <= 0 {
		return 0, fmt.Errorf("the gateway began with operation %d", e.Operation)
	}
	l.seq.Store(s.state.Seq)
	if s.state.ID != "" {
		return time.Duration(h.Interval) * time.Millisecond, l.say(packet{opResume, resume{s.d.opt.Token, s.state.ID, s.state.Seq}})
	}
	s.state = session{}
	who := identify{
		Token: s.d.opt.Token, Intents: intents, Shard: [2]int{s.n, s.d.opt.Shards},
		Properties: map[string]string{"os": runtime.GOOS, "browser": "relais", "device": "relais"},
	}
	return time.Duration(h.Interval) * time.Millisecond, l.say(packet{opIdentify, who})
}

type identify struct {
	Token      string            `json:"token"`
	Intents    discordgo.Intent  `json:"intents"`
	Shard      [2]int            `json:"shard"`
	Properties map[string]string `json:"properties"`
}

// beat sends heartbeats until done is closed, and ends a connection on which the last one was not acknowledged.
func (l *line) beat(interval time.Duration, done <-chan struct{}) {
	l.acked.Store(true)
	t := time.NewTimer(rand.N(interval))
	defer t.Stop()
	for {
		select {
		case <-done:
			return
		case <-l.now:
		case <-t.C:
			if !l.acked.Swap(false) {
				_ = l.conn.Close() // ends the reader
				return
			}
			t.Reset(interval)
		}
		var seq any
		if n := l.seq.Load(); n > 0 {
			seq = n
		}
		if l.say(packet{opBeat, seq}) != nil {
			_ = l.conn.Close() // ends the reader
			return
		}
	}
}

// next hears one thing that the gateway says. An error ends the connection.
func (s *shard) next(ctx context.Context, l *line) error {
	e, err := l.read()
	if err != nil {
		return err
	}
	switch e.Operation {
	case opEvent:
		if e.Sequence <= s.state.Seq {
			return nil // heard before
		}
		if err := s.event(ctx, l, e); err != nil {
			return err
		}
		l.seq.Store(s.state.Seq)
	case opBeat:
		select {
		case l.now <- struct{}{}:
		default:
		}
	case opAck:
		l.acked.Store(true)
	case opReconnect:
		return errAgain
	case opInvalid:
		if string(e.RawData) == "true" {
			return errAgain
		}
		s.state = session{}
		rest(ctx, time.Second+rand.N(4*time.Second)) // as Discord asks
		return errAgain
	}
	return nil
}

func (s *shard) event(ctx context.Context, l *line, e discordgo.Event) error {
	switch e.Type {
	case "READY":
		var r struct {
			Session string `json:"session_id"`
			URL     string `json:"resume_gateway_url"`
			App     struct {
				ID string `json:"id"`
			} `json:"application"`
		}
		if json.Unmarshal(e.RawData, &r) != nil || r.Session == "" {
			return errors.New("the gateway is ready and does not say for whom")
		}
		s.state = session{ID: r.Session, Seq: e.Sequence, URL: strings.TrimSuffix(r.URL, "/"), App: r.App.ID}
		s.introduce()
		s.save(ctx)
		return s.up(l)
	case "RESUMED":
		if err := s.up(l); err != nil {
			return err
		}
	}
	return s.hear(ctx, e)
}

// up notes that the connection stands. From here on its heartbeat tells whether it lives.
func (s *shard) up(l *line) error {
	s.ready = true
	s.d.log.Info("connected to discord", "shard", s.n)
	return l.conn.SetReadDeadline(time.Time{})
}

func (d *Discord) shard(n int) *shard {
	return &shard{d: d, n: n, key: strconv.Itoa(n) + "/" + strconv.Itoa(d.opt.Shards)}
}
