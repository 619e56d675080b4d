package discordtest

import (
	"encoding/json"
	"slices"
	"time"
)

// event is something that sessions hear of.
type event struct {
	kind  string
	guild *Guild
	dm    bool
	about *message
	data  object
}

// needs is the intent without which an event is not heard; 0 for none.
func (e event) needs() int {
	switch e.kind {
	case "READY", "RESUMED", "INTERACTION_CREATE":
		return 0
	case "MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE":
		if e.dm {
			return 1 << 12
		}
		return 1 << 9
	case "GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE", "GUILD_MEMBER_UPDATE":
		return IntentMembers
	}
	return 1
}

// has tells whether a server, or where it is nil the DMs, belong to the session's shard.
func (x *session) has(g *Guild) bool {
	if g == nil {
		return x.shard[0] == 0
	}
	return g.Shard(x.shard[1]) == x.shard[0]
}

// emit tells every session that wants to know, or keeps it for Release.
func (s *Server) emit(e event) {
	if s.holding {
		s.held = append(s.held, e)
		return
	}
	for _, x := range s.sessions {
		if e.needs() == 0 && x.has(e.guild) || e.needs() != 0 && x.intents&e.needs() != 0 && x.has(e.guild) {
			s.deliver(x, e)
		}
	}
}

// deliver sends an event to one session and keeps it to be resumed from.
func (s *Server) deliver(x *session, e event) {
	data := e.data
	if e.about != nil && x.intents&IntentContent == 0 && !s.readable(e) {
		data = over(data, object{"content": "", "embeds": []any{}, "attachments": []any{}, "components": []any{}})
	}
	x.seq++
	p := packet{x.seq, encode(object{"op": 0, "s": x.seq, "t": e.kind, "d": data}), x.shrink && (e.kind == "READY" || e.kind == "GUILD_CREATE")}
	x.sent = append(x.sent, p)
	if x.wire != nil {
		x.wire.deliver(p)
	}
}

func over(o, more object) object {
	all := object{}
	for k, v := range o {
		all[k] = v
	}
	for k, v := range more {
		if _, there := o[k]; there {
			all[k] = v
		}
	}
	return all
}

// readable tells whether the bot sees what a message says without the intent for it.
func (s *Server) readable(e event) bool {
	if e.dm || e.about.from == s.bot {
		return true
	}
	users, _ := e.about.pinged["mentions"].([]object)
	for _, u := range users {
		if u["id"] == s.bot.id {
			return true
		}
	}
	return false
}

// Emit sends every session an event as it is: one that is half filled, or of a kind unknown here. data is its JSON; empty is null.
func (s *Server) Emit(kind, data string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, bad := decode([]byte(data))
	if bad != nil {
		v = nil
	}
	for _, x := range s.sessions {
		x.seq++
		p := packet{seq: x.seq, body: encode(object{"op": 0, "s": x.seq, "t": kind, "d": v})}
		x.sent = append(x.sent, p)
		if x.wire != nil {
			x.wire.deliver(p)
		}
	}
}

// Anew sends every session its last event of a kind once more, under a new number: as a session that was begun anew would have it.
func (s *Server) Anew(kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		for _, old := range slices.Backward(x.sent) {
			v, bad := decode(old.body)
			o, ok := v.(object)
			if bad != nil || !ok || o["t"] != kind {
				continue
			}
			x.seq++
			p := packet{seq: x.seq, body: encode(over(o, object{"s": x.seq}))}
			x.sent = append(x.sent, p)
			if x.wire != nil {
				x.wire.deliver(p)
			}
			break
		}
	}
}

// Repeat sends every session its last n events once more, as they were.
func (s *Server) Repeat(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		for _, p := range x.sent[max(0, len(x.sent)-n):] {
			if x.wire != nil {
				x.wire.deliver(p)
			}
		}
	}
}

// Hold keeps events back until Release, which sends them in their order or in the reverse.
func (s *Server) Hold() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holding = true
}

// Release sends what was held back.
func (s *Server) Release(reverse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holding = false
	held := s.held
	s.held = nil
	for i := range held {
		if reverse {
			i = len(held) - 1 - i
		}
		s.emit(held[i])
	}
}

// AskReconnect sends every connection Op 7.
func (s *Server) AskReconnect() { s.toAll(object{"op": 7, "s": nil, "t": nil, "d": nil}) }

// AskHeartbeat sends every connection Op 1.
func (s *Server) AskHeartbeat() { s.toAll(object{"op": 1, "s": nil, "t": nil, "d": nil}) }

// Invalidate sends every connection Op 9; unless resumable its session is gone.
func (s *Server) Invalidate(resumable bool) {
	s.toAll(object{"op": 9, "s": nil, "t": nil, "d": resumable})
	if resumable {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions = map[string]*session{}
}

func (s *Server) toAll(o object) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		if x.wire != nil {
			x.wire.send(o)
		}
	}
}

// CloseGateway closes every connection with a code. After 4007, 4009 and those that are fatal the sessions are gone.
func (s *Server) CloseGateway(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, x := range s.sessions {
		if x.wire != nil {
			x.wire.close(code, "")
		}
		switch code {
		case 1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014:
			delete(s.sessions, id)
		}
	}
}

// Drop breaks every connection off without a word; the sessions can be resumed.
func (s *Server) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		if x.wire != nil {
			x.wire.drop()
		}
	}
}

// Heard are the kinds of events that a shard's sessions were sent, in order: READY, GUILD_CREATE and so on.
func (s *Server) Heard(shard int) (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.sessions {
		if x.shard[0] == shard {
			for _, p := range x.sent {
				var e struct{ T string }
				_ = json.Unmarshal(p.body, &e) // it was made here
				all = append(all, e.T)
			}
		}
	}
	return all
}

// Connected is how many gateway connections have identified or resumed.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, x := range s.sessions {
		if x.wire != nil {
			n++
		}
	}
	return n
}

// Sessions is how many sessions hear of what happens: those that are connected, and those that can still be resumed.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, x := range s.sessions {
		if x.wire != nil || time.Since(x.left) <= s.window {
			n++
		}
	}
	return n
}
