package health

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestHostileServers looks at servers that mean no good. None takes longer than its bound, and each gets a verdict.
func TestHostileServers(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	send := func(s string) func(net.Conn) { return func(c net.Conn) { io.WriteString(c, s) } }
	drip := func(first string, every time.Duration, piece string) func(net.Conn) {
		return func(c net.Conn) {
			for _, err := io.WriteString(c, first); err == nil; _, err = io.WriteString(c, piece) {
				time.Sleep(every)
			}
		}
	}
	miss := verdict{}
	for name, tt := range map[string]struct {
		speak  func(net.Conn)
		want   verdict
		within time.Duration
	}{
		"an endless body":                   {drip(ok+"\r\n", 0, strings.Repeat("x ", 1000)), verdict{Unreadable, TooLong, ""}, time.Second},
		"an endless body after the words":   {drip(ok+"\r\none in five ", 0, strings.Repeat("x ", 1000)), verdict{State: Live}, time.Second},
		"a body a byte a second":            {drip(ok+"\r\n", time.Second, "x"), miss, 30 * time.Second},
		"headers a byte a second":           {drip(ok, time.Second, "X"), miss, 30 * time.Second},
		"silence":                           {func(c net.Conn) { io.Copy(io.Discard, c) }, miss, 30 * time.Second},
		"goodbye at once":                   {send(""), miss, time.Second},
		"no HTTP":                           {send("SSH-2.0-OpenSSH_9.9\r\n"), miss, time.Second},
		"a flood of headers":                {drip(ok, 0, strings.Repeat("X-Flood: "+strings.Repeat("x", 1000)+"\r\n", 10)), miss, time.Second},
		"a flood of early answers":          {drip("", 0, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"), miss, time.Second},
		"a header without end":              {drip(ok+"X: ", 0, strings.Repeat("x", 1000)), miss, time.Second},
		"an odd status":                     {send("HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n"), miss, time.Second},
		"a status below all":                {send("HTTP/1.1 000 \r\n\r\n"), verdict{Unreadable, Unexpected, ""}, time.Second},
		"a length that is a lie":            {send(ok + "Content-Length: 1000000\r\n\r\none in five"), miss, time.Second},
		"a length below zero":               {send(ok + "Content-Length: -1\r\n\r\none in five"), miss, time.Second},
		"two lengths":                       {send(ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\none in five"), miss, time.Second},
		"chunks that are none":              {send(ok + "Transfer-Encoding: chunked\r\n\r\nzzz\r\none in five"), miss, time.Second},
		"gzip that is none":                 {send(ok + "Content-Encoding: gzip\r\n\r\none in five"), miss, time.Second},
		"a gzip bomb":                       {send(ok + "Content-Encoding: gzip\r\n\r\n" + bomb(t, 2<<20)), verdict{Unreadable, TooLong, ""}, time.Second},
		"an encoding that nobody asked for": {send(ok + "Content-Encoding: br\r\n\r\none in five"), verdict{Unreadable, NotText, ""}, time.Second},
		"a charset that is none":            {send("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"\x00klingon\r\n\r\none in five"), miss, time.Second},
		"a type that is none":               {send("HTTP/1.1 200 OK\r\nContent-Type: ;;/;charset=klingon\r\n\r\none in five"), verdict{State: Live}, time.Second},
		"NUL bytes":                         {send(ok + "\r\n\x00<p>one\x00 in\x00 fi\x00ve\x00"), verdict{State: Live}, time.Second},
		"bytes that are no UTF-8":           {send("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\xff\xc3<p>one in five\xed\xa0\x80"), verdict{State: Live}, time.Second},
		"a location that is not one":        {send("HTTP/1.1 301 Moved\r\nLocation: \x01http://[::\r\n\r\n"), miss, time.Second},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWeb(t, nil)
				n := 0
				w.raw["site.example"] = func(c net.Conn) {
					if n++; n == 1 {
						io.WriteString(c, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
						return
					}
					tt.speak(c)
				}
				c := w.checker(Options{MaxBody: 128 << 10})
				start := time.Now()
				p := check(t, c, "http://site.example/a", words, Page{})
				if p.verdict() != tt.want || (tt.want == miss) != (p.Misses == 1) || p.Text != strings.ToValidUTF8(p.Text, "") {
					t.Errorf("%q (%s) %q, %d misses, %q", p.State, p.Why, p.Location, p.Misses, p.Text[:min(80, len(p.Text))])
				}
				if took := time.Since(start) - hostEvery; took > tt.within {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

// TestATrickleOfRedirects holds that the bound in time is for all of a look's requests together.
func TestATrickleOfRedirects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(t, map[string]place{"site.example": {"*": func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(10 * time.Second)
			countdown(w, r)
		}}})
		start := time.Now()
		p := check(t, w.checker(Options{}), "http://site.example/5", words, Page{})
		if took := time.Since(start); p.Misses != 1 || took > 35*time.Second { // five pauses of a second among it
			t.Errorf("%q, %d misses after %s", p.State, p.Misses, took)
		}
	})
}

// TestABombStaysSmall holds that what a bomb unpacks to is not kept anywhere on the way.
func TestABombStaysSmall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		packed := bomb(t, 32<<20)
		w := newWeb(t, at("/a", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, packed)
		}))
		c := w.checker(Options{MaxBody: 128 << 10})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p := check(t, c, "http://site.example/a", words, Page{})
		runtime.ReadMemStats(&after)
		if spent := (after.TotalAlloc - before.TotalAlloc) >> 20; p.Why != TooLong || spent > 16 {
			t.Errorf("%q (%s), %d MiB were allocated on the way", p.State, p.Why, spent)
		}
	})
}

// bomb packs that many spaces.
func bomb(t *testing.T, size int) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(bytes.Repeat([]byte{' '}, size))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHostileMarkup gives the parser what takes some parsers for ever, as much of it as is read.
func TestHostileMarkup(t *testing.T) {
	for name, piece := range map[string]string{
		"open elements": "<div>", "formatting": "<b><p>", "links": "<a href=x>", "tables": "<table><tr><td>", "forms": "<form><p hidden>", "attributes": "<p a=b c=d e=f>x",
		"one tag": "<p ", "comments": "<!--", "entities": "&amp&#x41&nosuch;", "lists": "<li><ul>", "selects": "<select><option>", "foreign": "<svg><foreignObject>",
		"titles": "<title>", "adoption": "<a><b><i><em></a></b>", "templates": "<template>", "nobr": "<nobr><font>", "frames": "<frameset>", "no end": "</p></b>",
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			body := []byte(strings.Repeat(piece, 128<<10/len(piece)) + "one in five")
			start := time.Now()
			d, ok := read(body, http.Header{"Content-Type": {"text/html; charset=utf-8"}})
			parseQuote(words).in(d.everything)
			if took := time.Since(start); !ok || took > 20*time.Second {
				t.Errorf("read: %t, in %s", ok, took)
			}
		})
	}
}
