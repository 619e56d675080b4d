package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long these tests wait for what has to come, on a machine that has other things to do.
const patience = time.Minute

// program is relais as a process of its own, the way TestMain installs it.
type program struct {
	cmd            *exec.Cmd
	stdout, stderr printed
	url            string        // where it serves, once serves has seen it
	ended          chan struct{} // closed when the process is gone; err is then what Wait said
	err            error
}

// printed is what a process has printed so far.
type printed struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf.Write(b)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf.String()
}

// launch starts relais in a folder, with these variables beside the test's own; "" is the test's folder. It is killed when the
// test ends.
func launch(t *testing.T, dir string, environ []string, args ...string) *program {
	t.Helper()
	p := &program{cmd: exec.Command("relais", args...), ended: make(chan struct{})}
	p.cmd.Dir = dir
	p.cmd.Env = append(append(os.Environ(), "GORACE=atexit_sleep_ms=0"), environ...) // the race detector makes every end a second long
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		p.err = p.cmd.Wait()
	}()
	t.Cleanup(p.kill)
	return p
}

// demo starts the demonstration on a folder and waits until it says where it is.
func demo(t *testing.T, dir string) *program {
	t.Helper()
	p := launch(t, "", nil, "demo", "--listen", "127.0.0.1:0", "--dir", dir, "--undo", killUndo.String())
	p.serves(t)
	return p
}

// address is where a process says that its chat is: demo and run have a line of their own for it.
var address = regexp.MustCompile(`(?m)(?:The chat +|for this machine: )(http://\S+:\d+)$`)

// serves waits until the process has printed its address.
func (p *program) serves(t *testing.T) {
	t.Helper()
	eventually(t, "it says where it is", func() bool {
		select {
		case <-p.ended:
			t.Fatalf("it ended with %v and said %q", p.err, p.stderr.String())
		default:
		}
		found := address.FindStringSubmatch(p.stdout.String())
		if found != nil {
			p.url = found[1]
		}
		return found != nil
	})
}

// kill gives the process no chance to do anything more, and returns when it is gone.
func (p *program) kill() {
	_ = p.cmd.Process.Kill() // it may be gone already
	<-p.ended
}

// ends waits for the end, and returns the exit code.
func (p *program) ends(t *testing.T) int {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	select {
	case <-p.ended:
	case <-ctx.Done():
		t.Fatalf("it has not ended; it said %q", p.stderr.String())
	}
	if exit := (*exec.ExitError)(nil); p.err != nil && !errors.As(p.err, &exit) {
		t.Fatal(p.err)
	}
	return p.cmd.ProcessState.ExitCode()
}

// stop asks the process to end, as a service manager does, and holds that it does so in order and without a complaint.
func (p *program) stop(t *testing.T, by os.Signal) {
	t.Helper()
	if err := p.cmd.Process.Signal(by); err != nil {
		t.Fatal(err)
	}
	if code := p.ends(t); code != exitDone {
		t.Errorf("after %v it ended with %d and said %q", by, code, p.stderr.String())
	}
}

// eventually looks every few milliseconds until what was expected is there.
func eventually(t testing.TB, what string, there func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for !there() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain: %s", what)
		case <-look.C:
		}
	}
}

// people speaks for everybody at a program, over its chat's own surface. It is the tour's, which remembers what each had read
// before they last acted, also where the program is another one by now.
func people(p *program) *tourist {
	return &tourist{
		base: p.url, out: io.Discard, stood: map[string]map[string]string{}, links: map[string]string{},
		client: &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}},
	}
}

// acts carries out scenes.
func (t *tourist) acts(tt *testing.T, scenes ...scene) {
	tt.Helper()
	for _, do := range scenes {
		if err := do(tt.Context(), t); err != nil {
			tt.Fatal(err)
		}
	}
}

// chat is what stands in somebody's chat, what they said themselves included.
func (t *tourist) chat(tt *testing.T, who string) []shown {
	tt.Helper()
	var r struct {
		Messages []shown `json:"messages"`
	}
	if err := t.call(tt.Context(), http.MethodGet, "/api/read?as="+who, nil, &r); err != nil {
		tt.Fatal(err)
	}
	return r.Messages
}

// copies counts how often each brief stands in somebody's chat: a copy alone has the button that shares it.
func (t *tourist) copies(tt *testing.T, who string) map[string]int {
	tt.Helper()
	n := map[string]int{}
	for _, m := range t.chat(tt, who) {
		for _, b := range slices.Concat(m.Buttons...) {
			if verb := strings.Fields(b.Data); len(verb) > 1 && verb[0] == "share" {
				n[verb[1]]++
			}
		}
	}
	return n
}
