package telegramtest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
)

// wire is a bot that writes its requests by hand.
type wire struct {
	*Server
	t     *testing.T
	amina *Account
}

// bubble runs a test with a server in a synctest bubble.
func bubble(t *testing.T, o Options, test func(t *testing.T, b *wire)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := New(t, o)
		test(t, &wire{s, t, s.Account(t, "Amina", "ar")})
	})
}

// got is an answer.
type got struct {
	Status      int
	Head        http.Header
	Raw         []byte
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// dial is a connection to the server.
func (b *wire) dial() net.Conn {
	b.t.Helper()
	c, err := b.Client().Transport.(*http.Transport).DialContext(b.t.Context(), "tcp", "api.telegram.org:443")
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// bytes sends the bytes of a request and reads the answer; nil where the connection was closed instead.
func (b *wire) bytes(request string) *got {
	b.t.Helper()
	c := b.dial()
	defer c.Close()
	go io.WriteString(c, request) // the server may answer, or hang up, before it has read everything
	r, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return nil
	}
	defer r.Body.Close()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	g := &got{Status: r.StatusCode, Head: r.Header, Raw: raw}
	json.Unmarshal(raw, g)
	return g
}

// post is the bytes of a request with a body.
func post(path, kind, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: api.telegram.org\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		path, kind, len(body), body)
}

// call calls a method with a form: names and values in turn.
func (b *wire) call(method string, pairs ...any) *got {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return b.bytes(post("/bot"+b.Token()+"/"+method, "application/x-www-form-urlencoded", v.Encode()))
}

// upload calls a method with a file.
func (b *wire) upload(method, field, name, data string, pairs ...any) *got {
	b.t.Helper()
	const edge = "edge7"
	var body strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		fmt.Fprintf(&body, "--%s\r\nContent-Disposition: form-data; name=\"%v\"\r\n\r\n%v\r\n", edge, pairs[i], pairs[i+1])
	}
	fmt.Fprintf(&body, "--%s\r\nContent-Disposition: form-data; name=%q; filename=\"%s\"\r\nContent-Type: application/octet-stream\r\n\r\n%s\r\n--%s--\r\n",
		edge, field, name, data, edge)
	return b.bytes(post("/bot"+b.Token()+"/"+method, "multipart/form-data; boundary="+edge, body.String()))
}

// ok wants a call to have succeeded, and decodes its result.
func (g *got) ok(t *testing.T, into any) {
	t.Helper()
	if g == nil || !g.OK || g.Status != http.StatusOK {
		t.Fatalf("the call failed: %+v", g)
	}
	if into != nil {
		if err := json.Unmarshal(g.Result, into); err != nil {
			t.Fatal(err)
		}
	}
}

// is wants a refusal with a text that begins so.
func (g *got) is(t *testing.T, code int, text string) {
	t.Helper()
	if g == nil {
		t.Fatalf("there is no answer; want %d %s", code, text)
	}
	if g.OK || g.Status != code || g.ErrorCode != code || !strings.HasPrefix(g.Description, text) {
		t.Errorf("the answer is %d %s; want %d %s", g.Status, g.Raw, code, text)
	}
}

// broke wants a refusal by a rule.
func (g *got) broke(t *testing.T, id string) {
	t.Helper()
	text, _, _ := strings.Cut(rule(id).Text, "%s")
	g.is(t, rule(id).Code, text)
}

// say sends a text to somebody and returns its id.
func (b *wire) say(to *Account, text string, more ...any) string {
	b.t.Helper()
	var m struct {
		ID int `json:"message_id"`
	}
	b.call("sendMessage", append([]any{"chat_id", to.ID(), "text", text}, more...)...).ok(b.t, &m)
	return strconv.Itoa(m.ID)
}

// polled is a decoded update.
type polled struct {
	ID       int              `json:"update_id"`
	Message  *json.RawMessage `json:"message"`
	Callback *struct {
		ID      string
		Data    string
		Message struct {
			ID   int `json:"message_id"`
			Date int64
			Text string
		}
	} `json:"callback_query"`
	Member *struct {
		Old struct{ Status string } `json:"old_chat_member"`
		New struct{ Status string } `json:"new_chat_member"`
	} `json:"my_chat_member"`
	Post *struct{ Text string } `json:"channel_post"`
}

func (p polled) text() string {
	var m struct{ Text string }
	if p.Message != nil {
		json.Unmarshal(*p.Message, &m)
	}
	return m.Text
}

func (b *wire) updates(pairs ...any) (all []polled) {
	b.t.Helper()
	b.call("getUpdates", pairs...).ok(b.t, &all)
	return all
}
