package discordtest

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

const plainIntents = 1 | 1<<9 | 1<<12

func identify(token string, more string) string {
	return fmt.Sprintf(`{"op":2,"d":{"token":%q,"properties":{"os":"linux","browser":"x","device":"x"}%s}}`, token, more)
}

// TestFramesByHand speaks to the gateway in bytes alone.
func TestFramesByHand(t *testing.T) {
	w := newWorld(t)
	c, err := w.Dial(t.Context(), "tcp", "gateway.discord.gg:443")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	key := base64.StdEncoding.EncodeToString(make([]byte, 16))
	io.WriteString(c, "GET /?v=10&encoding=json HTTP/1.1\r\nHost: gateway.discord.gg\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "+key+"\r\n\r\n")
	head := make([]byte, 0, 256)
	for one := make([]byte, 1); !bytes.HasSuffix(head, []byte("\r\n\r\n")); head = append(head, one[0]) {
		if _, err := io.ReadFull(c, one); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.HasPrefix(head, []byte("HTTP/1.1 101 ")) {
		t.Fatalf("got %s", head)
	}
	frame := func() (byte, string) {
		var h [2]byte
		io.ReadFull(c, h[:])
		n := int(h[1])
		if n == 126 {
			var l [2]byte
			io.ReadFull(c, l[:])
			n = int(binary.BigEndian.Uint16(l[:]))
		}
		b := make([]byte, n)
		io.ReadFull(c, b)
		return h[0], string(b)
	}
	if first, text := frame(); first != 0x81 || !strings.Contains(text, `"heartbeat_interval":41250`) {
		t.Errorf("got %x %s", first, text)
	}
	beat := []byte(`{"op":1,"d":null}`)
	c.Write(append([]byte{0x81, 0x80 | byte(len(beat)), 0, 0, 0, 0}, beat...)) // masked with zeros
	if _, text := frame(); !strings.Contains(text, `"op":11`) {
		t.Errorf("got %s", text)
	}
	c.Write(append([]byte{0x81, 0x80 | byte(len(`{"op":99}`)), 0, 0, 0, 0}, `{"op":99}`...))
	if first, text := frame(); first != 0x88 || binary.BigEndian.Uint16([]byte(text)) != 4001 {
		t.Errorf("got %x %q", first, text)
	}
}

func TestIdentify(t *testing.T) {
	for name, c := range map[string]struct {
		query, say string
		code       int
	}{
		"a version that is gone":   {"?v=6&encoding=json", "", 4012},
		"another encoding":         {"?v=9&encoding=etf", "", 4012},
		"a wrong token":            {usualQuery, identify("nonsense", `,"intents":1`), 4004},
		"no intents":               {usualQuery, identify(Token, ``), 4013},
		"an intent that is none":   {usualQuery, identify(Token, `,"intents":131072`), 4013},
		"an intent not granted":    {usualQuery, identify(Token, `,"intents":32768`), 4014},
		"a shard that is none":     {usualQuery, identify(Token, `,"intents":1,"shard":[2,2]`), 4010},
		"a shard of none":          {usualQuery, identify(Token, `,"intents":1,"shard":[0,0]`), 4010},
		"a shard without its sum":  {usualQuery, identify(Token, `,"intents":1,"shard":[0]`), 4010},
		"no properties":            {usualQuery, fmt.Sprintf(`{"op":2,"d":{"token":%q,"intents":1}}`, Token), 4002},
		"what is not JSON":         {usualQuery, `{"op":2`, 4002},
		"more than 4096 bytes":     {usualQuery, `{"op":1,"d":null,"x":"` + strings.Repeat("a", 4096) + `"}`, 4002},
		"a status before identify": {usualQuery, `{"op":3,"d":{}}`, 4003},
		"an unknown opcode":        {usualQuery, `{"op":5,"d":{}}`, 4001},
		"a resume without numbers": {usualQuery, `{"op":6,"d":{"token":"x","session_id":"x"}}`, 4002},
	} {
		t.Run(name, func(t *testing.T) {
			k := newWorld(t).connect(c.query)
			if c.say != "" {
				k.want(10, "")
				k.say(c.say)
			}
			k.closed(c.code)
		})
	}
	t.Run("granted", func(t *testing.T) {
		w := newWorld(t, WithIntents(IntentContent))
		_, ready := w.identified(1 | IntentContent)
		if str(ready, "resume_gateway_url") != "wss://gateway.discord.gg" || str(ready, "session_id") == "" || num(ready, "v") != 9 {
			t.Errorf("got %v", ready)
		}
		if w.Connected() != 1 {
			t.Errorf("%d connected", w.Connected())
		}
	})
	t.Run("twice", func(t *testing.T) {
		k, _ := newWorld(t).identified(1)
		k.say(identify(Token, `,"intents":1`))
		k.closed(4005)
	})
	t.Run("compressed", func(t *testing.T) {
		k := newWorld(t).hello()
		k.say(identify("Bot "+Token, `,"intents":1,"compress":true,"large_threshold":250,"presence":{"since":0}`))
		kind, b, err := k.ReadMessage()
		if err != nil || kind != websocket.BinaryMessage {
			t.Fatalf("got %d, %v", kind, err)
		}
		z, err := zlib.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if text, _ := io.ReadAll(z); !strings.Contains(string(text), `"t":"READY"`) {
			t.Errorf("got %s", text)
		}
	})
}

func TestIdentifyIsRare(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithStarts(2))
		w.identified(1)
		k := w.hello()
		time.Sleep(4 * time.Second)
		k.say(identify(Token, `,"intents":1`))
		k.want(9, "")
		time.Sleep(time.Second)
		k.say(identify(Token, `,"intents":1`))
		k.want(0, "READY")
		if o := w.ok("gateway", w.ask("GET", "/gateway/bot", nil)); num(sub(o, "session_start_limit"), "remaining") != 0 || num(sub(o, "session_start_limit"), "max_concurrency") != 1 {
			t.Errorf("got %v", o)
		}
		time.Sleep(5 * time.Second)
		last := w.hello()
		last.say(identify(Token, `,"intents":1`))
		last.closed(4004)
	})
}

func TestHeartbeats(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithHeartbeat(40*time.Second))
		k, _ := w.identified(1)
		for range 5 {
			time.Sleep(59 * time.Second)
			k.say(fmt.Sprintf(`{"op":1,"d":%d}`, k.seq))
			k.want(11, "")
		}
		w.AskHeartbeat()
		k.want(1, "")
		began := time.Now()
		k.closed(4009)
		if d := time.Since(began); d != time.Minute {
			t.Errorf("it took %v", d)
		}
		time.Sleep(time.Second)
		if w.Connected() != 0 {
			t.Error("it is still connected")
		}
		fast := w.hello()
		for range 120 {
			fast.say(`{"op":1,"d":null}`)
			fast.want(11, "")
		}
		fast.say(`{"op":1,"d":null}`)
		fast.closed(4008)
	})
}

func resume(session string, seq int) string {
	return fmt.Sprintf(`{"op":6,"d":{"token":%q,"session_id":%q,"seq":%d}}`, Token, session, seq)
}

func TestResume(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t)
		k, ready := w.identified(plainIntents)
		id := str(ready, "session_id")
		w.sam.Say("heard")
		k.want(0, "MESSAGE_CREATE")
		seq := k.seq
		w.Drop()
		time.Sleep(time.Second)
		w.sam.Say("missed 1")
		w.sam.Say("missed 2")

		k = w.hello()
		k.say(resume(id, seq))
		for _, text := range []string{"missed 1", "missed 2"} {
			if m := k.want(0, "MESSAGE_CREATE"); str(m, "content") != text {
				t.Errorf("got %v; want %s", m, text)
			}
		}
		k.want(0, "RESUMED")
		w.sam.Say("live")
		k.want(0, "MESSAGE_CREATE")

		ahead := w.hello()
		ahead.say(resume(id, 1000))
		ahead.closed(4007)
		k = w.hello()
		k.say(resume(id, seq))
		if op, _, d := k.next(); op != 9 || d != false {
			t.Errorf("got op %d %v", op, d)
		}
	})
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithResume(time.Minute), WithLinger(2*time.Second))
		k, ready := w.identified(plainIntents)
		began := time.Now()
		k.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Now().Add(time.Second))
		k.closed(1000)
		if d := time.Since(began); d != 2*time.Second {
			t.Errorf("the goodbye was answered after %v", d)
		}
		time.Sleep(time.Second)
		k = w.hello()
		k.say(resume(str(ready, "session_id"), 1))
		k.want(9, "") // it was given up by the client

		time.Sleep(5 * time.Second)
		_, ready = w.identified(plainIntents)
		w.Drop()
		time.Sleep(59 * time.Second)
		if n, m := w.Connected(), w.Sessions(); n != 0 || m != 1 {
			t.Errorf("%d are connected, and %d can be resumed", n, m)
		}
		time.Sleep(2 * time.Second)
		if n := w.Sessions(); n != 0 {
			t.Errorf("%d can still be resumed", n)
		}
		k = w.hello()
		k.say(resume(str(ready, "session_id"), 1))
		k.want(9, "") // it was too long ago
		time.Sleep(5 * time.Second)
		k.say(identify(Token, `,"intents":1`))
		k.want(0, "READY")
	})
}

func TestWhatTheServerAsks(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t)
		k, _ := w.identified(1)
		w.AskReconnect()
		k.want(7, "")
		w.Invalidate(true)
		if _, _, d := k.next(); d != true {
			t.Errorf("got %v", d)
		}
		w.Invalidate(false)
		k.want(9, "")
		time.Sleep(5 * time.Second)
		k.say(identify(Token, `,"intents":1`))
		k.want(0, "READY")
		k.want(0, "GUILD_CREATE")
		w.CloseGateway(4000)
		k.closed(4000)
	})
}

func TestGatewayMisbehaves(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithHeartbeat(10*time.Second))
		w.MisbehaveGateway(NoHello, 1)
		w.connect(usualQuery).silent(time.Hour)
		w.MisbehaveGateway(NoReady, 1)
		k := w.hello()
		k.say(identify(Token, `,"intents":1`))
		k.silent(10 * time.Second)
		w.MisbehaveGateway(NotReady, 1)
		k = w.hello()
		k.say(identify(Token, `,"intents":1`))
		k.want(7, "")
		time.Sleep(5 * time.Second)
		w.MisbehaveGateway(InvalidReady, 1)
		k.say(identify(Token, `,"intents":1`))
		k.want(9, "")
		k.say(identify(Token, `,"intents":1`))
		k.want(0, "READY")
		k.want(0, "GUILD_CREATE")
		w.MisbehaveGateway(NoAck, 1)
		k.say(`{"op":1,"d":1}`)
		k.say(`{"op":1,"d":1}`)
		k.want(11, "")
		k.silent(time.Second)
		w.MisbehaveGateway(NoUpgrade, 1)
		d := websocket.Dialer{NetDialTLSContext: w.Dial}
		c, r, err := d.Dial("wss://gateway.discord.gg/"+usualQuery, nil)
		if err == nil {
			c.Close()
			t.Fatal("the websocket was opened")
		}
		defer r.Body.Close()
		if r.StatusCode != 503 {
			t.Errorf("got %d", r.StatusCode)
		}
		w.Behave()
	})
}

func TestEventsAreWhatIntentsLetThrough(t *testing.T) {
	w := newWorld(t)
	k, _ := w.identified(plainIntents)
	there := w.sam.In(w.c)
	there.Say("nobody's business")
	if m := k.want(0, "MESSAGE_CREATE"); str(m, "content") != "" || str(m, "guild_id") != w.g.ID() || !has(m, "member") {
		t.Errorf("got %v", m)
	}
	there.Say("<@" + Application + "> look")
	if m := k.want(0, "MESSAGE_CREATE"); !strings.HasSuffix(str(m, "content"), "look") {
		t.Errorf("got %v", m)
	}
	w.sam.Say("in private")
	if m := k.want(0, "MESSAGE_CREATE"); str(m, "content") != "in private" || has(m, "guild_id") {
		t.Errorf("got %v", m)
	}
	id := w.post(w.messages(), `{"content":"its own"}`)
	if m := k.want(0, "MESSAGE_CREATE"); str(m, "content") != "its own" {
		t.Errorf("got %v", m)
	}
	w.ok("edit", w.ask("PATCH", w.messages()+"/"+id, `{"content":"x"}`))
	k.want(0, "MESSAGE_UPDATE")
	w.ok("delete", w.ask("DELETE", w.messages()+"/"+id, nil))
	k.want(0, "MESSAGE_DELETE")
	w.ok("thread", w.ask("POST", "/channels/"+w.c.ID()+"/threads", `{"name":"n","type":11}`))
	thread := w.Place(t, str(k.want(0, "THREAD_CREATE"), "id"))
	thread.Archive(false)
	k.want(0, "THREAD_UPDATE")
	thread.Delete()
	k.want(0, "THREAD_DELETE")
	w.c.Permit(0)
	k.want(0, "CHANNEL_UPDATE")
	w.c.Delete()
	k.want(0, "CHANNEL_DELETE")
	w.sam.Leave() // its intent is missing
	w.g.Delete()
	k.want(0, "GUILD_DELETE")
}

func TestEventsComeTwiceLateAndHalfFilled(t *testing.T) {
	w := newWorld(t)
	k, _ := w.identified(plainIntents)
	w.sam.Say("one")
	k.want(0, "MESSAGE_CREATE")
	first := k.seq
	w.Repeat(1)
	if m := k.want(0, "MESSAGE_CREATE"); k.seq != first || str(m, "content") != "one" {
		t.Errorf("got %v as %d", m, k.seq)
	}
	w.Hold()
	w.sam.Say("two")
	w.sam.Say("three")
	w.Release(true)
	for _, text := range []string{"three", "two"} {
		if m := k.want(0, "MESSAGE_CREATE"); str(m, "content") != text {
			t.Errorf("got %v; want %s", m, text)
		}
	}
	w.Emit("INTERACTION_CREATE", `{"id":"1","type":2,"data":{},"member":null}`)
	if o := k.want(0, "INTERACTION_CREATE"); str(o, "id") != "1" {
		t.Errorf("got %v", o)
	}
	w.Emit("MESSAGE_CREATE", "")
	if o := k.want(0, "MESSAGE_CREATE"); o != nil {
		t.Errorf("got %v", o)
	}
}
