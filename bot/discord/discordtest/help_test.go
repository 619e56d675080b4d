package discordtest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// world is a fake with a server, a text channel and somebody who has a DM with the bot.
type world struct {
	*Server
	t     *testing.T
	g     *Guild
	c     *Channel
	sam   *Person
	hook  *http.Client
	agent string
	auth  string
}

func newWorld(t *testing.T, opts ...Option) *world {
	s := New(t, opts...)
	w := &world{Server: s, t: t, g: s.Guild("Solar"), hook: s.Client(), agent: "DiscordBot (https://example.org, 1)", auth: "Bot " + Token}
	w.c = w.g.Channel("general", Text)
	w.sam = s.Person(t, "sam", "fr")
	return w
}

// inBubble runs a test where time is the bubble's.
func inBubble(t *testing.T, f func(t *testing.T)) { synctest.Test(t, f) }

type result struct {
	status int
	header http.Header
	o      object
	raw    []byte
	err    error
}

// code is the code of a refusal; -1 for none.
func (r result) code() int {
	if !has(r.o, "code") {
		return -1
	}
	return num(r.o, "code")
}

func (w *world) send(method, path, kind string, body []byte) result {
	w.t.Helper()
	var in io.Reader
	if body != nil {
		in = bytes.NewReader(body)
	}
	r, err := http.NewRequest(method, "https://discord.com/api/v9"+path, in)
	if err != nil {
		w.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.Header.Set("User-Agent", w.agent)
	if w.auth != "" {
		r.Header.Set("Authorization", w.auth)
	}
	a, err := w.hook.Do(r)
	if err != nil {
		return result{err: err}
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	v, _ := decode(b)
	o, _ := v.(object)
	if list, is := v.([]any); is {
		o = object{"list": list}
	}
	return result{a.StatusCode, a.Header, o, b, err}
}

// ask makes a request with a JSON body, which is a text or anything that JSON can say; nil is none.
func (w *world) ask(method, path string, body any) result {
	w.t.Helper()
	switch b := body.(type) {
	case nil:
		return w.send(method, path, "", nil)
	case string:
		return w.send(method, path, "application/json", []byte(b))
	}
	return w.send(method, path, "application/json", encode(body))
}

// form makes a request with files.
func (w *world) form(method, path, payload string, files ...File) result {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("payload_json", payload)
	for i, f := range files {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", multipart.FileContentDisposition(fmt.Sprintf("files[%d]", i), f.Name))
		h.Set("Content-Type", f.Type)
		p, _ := m.CreatePart(h)
		p.Write(f.Data)
	}
	m.Close()
	return w.send(method, path, m.FormDataContentType(), b.Bytes())
}

// want fails the test unless an answer has this status and, where it is a refusal, this code.
func (w *world) want(what string, r result, status, code int) {
	w.t.Helper()
	if r.err != nil || r.status != status || r.code() != code {
		w.t.Errorf("%s: got %d %s, %v; want %d, code %d", what, r.status, r.raw, r.err, status, code)
	}
}

// ok wants success and gives what was answered.
func (w *world) ok(what string, r result) object {
	w.t.Helper()
	if r.err != nil || r.status/100 != 2 {
		w.t.Fatalf("%s: got %d %s, %v", what, r.status, r.raw, r.err)
	}
	return r.o
}

func (w *world) messages() string { return "/channels/" + w.c.ID() + "/messages" }
func (w *world) dm() string       { return "/channels/" + w.sam.User().Chat + "/messages" }

// post lets the bot write and gives the message's id.
func (w *world) post(path string, body any) string {
	w.t.Helper()
	return str(w.ok("write", w.ask("POST", path, body)), "id")
}

// socket is a gateway connection that is written to and read from by hand.
type socket struct {
	*websocket.Conn
	t   *testing.T
	seq int
}

func (w *world) connect(query string) *socket {
	w.t.Helper()
	d := websocket.Dialer{NetDialContext: w.Dial, NetDialTLSContext: w.Dial}
	c, r, err := d.DialContext(context.Background(), "wss://gateway.discord.gg/"+query, nil)
	if err != nil {
		w.t.Fatalf("connect to the gateway: %v", err)
	}
	r.Body.Close()
	w.t.Cleanup(func() { c.UnderlyingConn().Close() })
	return &socket{Conn: c, t: w.t}
}

const usualQuery = "?v=9&encoding=json"

// hello connects and reads HELLO.
func (w *world) hello() *socket {
	w.t.Helper()
	k := w.connect(usualQuery)
	k.want(10, "")
	return k
}

// identified is a connection that has read READY and the servers.
func (w *world) identified(intents int) (*socket, object) {
	w.t.Helper()
	k := w.hello()
	k.say(fmt.Sprintf(`{"op":2,"d":{"token":%q,"intents":%d,"properties":{"os":"linux","browser":"x","device":"x"}}}`, Token, intents))
	ready := k.want(0, "READY")
	if intents&1 != 0 || len(w.guilds) > 0 {
		for range w.guilds {
			k.want(0, "GUILD_CREATE")
		}
	}
	return k, ready
}

func (k *socket) say(text string) {
	k.t.Helper()
	if err := k.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		k.t.Fatalf("say %.60s: %v", text, err)
	}
}

// next reads one payload.
func (k *socket) next() (op int, kind string, d any) {
	k.t.Helper()
	k.SetReadDeadline(time.Now().Add(10 * time.Minute))
	_, b, err := k.ReadMessage()
	if err != nil {
		k.t.Fatalf("read from the gateway: %v", err)
	}
	v, _ := decode(b)
	o := v.(object)
	if has(o, "s") {
		k.seq = num(o, "s")
	}
	return num(o, "op"), str(o, "t"), o["d"]
}

// want reads one payload that has to be of a kind.
func (k *socket) want(op int, kind string) object {
	k.t.Helper()
	gotOp, gotKind, d := k.next()
	if gotOp != op || gotKind != kind {
		k.t.Fatalf("got op %d %s %.300v; want op %d %s", gotOp, gotKind, d, op, kind)
	}
	o, _ := d.(object)
	return o
}

// closed wants the connection to be closed with a code, whatever comes before.
func (k *socket) closed(code int) {
	k.t.Helper()
	for {
		k.SetReadDeadline(time.Now().Add(10 * time.Minute))
		_, _, err := k.ReadMessage()
		if err == nil {
			continue
		}
		if !websocket.IsCloseError(err, code) {
			k.t.Errorf("the connection ended with %v; want %d", err, code)
		}
		return
	}
}

// silent wants nothing to arrive for a while.
func (k *socket) silent(d time.Duration) {
	k.t.Helper()
	k.SetReadDeadline(time.Now().Add(d))
	if _, b, err := k.ReadMessage(); err == nil {
		k.t.Errorf("got %s; want nothing", b)
	}
}

// bytesOf writes an HTTP request byte by byte and gives the answer.
func (w *world) bytesOf(request string) (int, string) {
	w.t.Helper()
	c, err := w.Dial(context.Background(), "tcp", "discord.com:443")
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, strings.ReplaceAll(request, "\n", "\r\n")); err != nil {
		w.t.Fatal(err)
	}
	a, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	defer a.Body.Close()
	b, _ := io.ReadAll(a.Body)
	return a.StatusCode, string(b)
}

func fake(r result) bool { return strings.HasPrefix(str(r.o, "message"), "fake: ") }

func repeat(n int, each string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(each+",", n), ",") + "]"
}

func letters(n int) string { return strings.Repeat("ع", n) }
