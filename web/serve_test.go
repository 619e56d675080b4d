package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"relais/web"
)

func TestServe(t *testing.T) {
	silent := slog.New(slog.DiscardHandler)
	t.Run("says in one sentence that an address is taken", func(t *testing.T) {
		ln, err := web.Listen(t.Context(), "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		_, err = web.Listen(t.Context(), ln.Addr().String())
		var taken *web.AddressError
		if !errors.As(err, &taken) || !taken.Taken || err.Error() != "the address "+ln.Addr().String()+" is in use" {
			t.Errorf("%v", err)
		}
	})
	t.Run("says what is wrong with an address", func(t *testing.T) {
		for _, address := range []string{"127.0.0.1:99999", "nonsense", "300.1.2.3:80"} {
			_, err := web.Listen(t.Context(), address)
			var wrong *web.AddressError
			if !errors.As(err, &wrong) || wrong.Taken || !strings.HasPrefix(err.Error(), "the address "+address+" cannot be listened on: ") {
				t.Errorf("%v", err)
			}
		}
	})
	t.Run("answers until it is asked to stop", func(t *testing.T) {
		ln, err := web.Listen(t.Context(), "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- web.Serve(ctx, ln, open(t).pages, silent) }()
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		if body, err := fetch(client, "http://"+ln.Addr().String()+"/healthz"); err != nil || body != "ok\n" {
			t.Errorf("%q, %v", body, err)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if _, err := fetch(client, "http://"+ln.Addr().String()+"/healthz"); err == nil {
			t.Error("it still answers")
		}
	})
	t.Run("tells why it ended where nobody asked", func(t *testing.T) {
		pipe := newPipe()
		pipe.Close()
		if err := web.Serve(t.Context(), pipe, http.NotFoundHandler(), silent); err == nil {
			t.Error("no error")
		}
	})
	t.Run("lets what is in hand end", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			took, body := served(t, 9*time.Second, 3*time.Second)
			if took < 6*time.Second || took > 7*time.Second || body != "done" {
				t.Errorf("stopped after %v with %q", took, body)
			}
		})
	})
	t.Run("cuts what does not end in eight seconds", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			took, body := served(t, 40*time.Second, 3*time.Second)
			if took < 8*time.Second || took > 9*time.Second || body != "" {
				t.Errorf("stopped after %v with %q", took, body)
			}
		})
	})
	t.Run("logs no address of a reader", func(t *testing.T) {
		var out bytes.Buffer
		pipe := newPipe()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		h := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("from 192.0.2.7:4711 and [2001:db8::7%eth0]:4711") })
		go func() { ended <- web.Serve(ctx, pipe, h, slog.New(slog.NewTextHandler(&out, nil))) }()
		client := pipe.client()
		if _, err := fetch(client, "http://relais.example.org/"); err == nil {
			t.Error("a panic was answered")
		}
		client.CloseIdleConnections()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if log := out.String(); !strings.Contains(log, "panic") || strings.Contains(log, "4711") || strings.Contains(log, "192.0.2.7") || strings.Contains(log, "2001:db8") {
			t.Errorf("the log says %s", log)
		}
	})
}

// fetch gives what an address answers.
func fetch(client *http.Client, address string) (string, error) {
	res, err := client.Get(address)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return string(body), err
}

// served asks for something that takes a while and asks the server to stop before; it gives how long stopping took and what
// was received. It runs inside a bubble.
func served(t *testing.T, takes, stopAfter time.Duration) (time.Duration, string) {
	t.Helper()
	pipe := newPipe()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(takes):
			fmt.Fprint(w, "done")
		case <-r.Context().Done():
		}
	})
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(ctx, pipe, h, slog.New(slog.DiscardHandler)) }()
	received := make(chan string, 1)
	client := pipe.client()
	defer client.CloseIdleConnections()
	go func() {
		body, _ := fetch(client, "http://relais.example.org/") // cut, where it is, which is for the caller to judge
		received <- body
	}()
	<-time.After(stopAfter)
	began := time.Now()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	return time.Since(began), <-received
}

// pipe is a listener in memory, so that time can be made to pass.
type pipe struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipe() *pipe { return &pipe{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipe) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "unix"} }

func (p *pipe) client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		here, there := net.Pipe()
		select {
		case p.conns <- there:
			return here, nil
		case <-p.closed:
			return nil, net.ErrClosed
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}}}
}
