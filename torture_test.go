//go:build !race

package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var (
	tortureFor  = flag.Duration("torture", 2*time.Minute, "how long TestTorture may take; above two minutes it sends to 20000 instead of 4000")
	tortureSeed = flag.Uint64("torture.seed", 1, "what TestTorture draws faults and the instants of its kills by")
)

// The windows in which a kill may fall.
const (
	inPlanning       = "planning"
	beforeMark       = "before the mark"
	markToWrite      = "mark to write"
	writeToAnswer    = "write to answer"
	answerToReceipt  = "answer to receipt"
	duringCorrection = "during a correction"
)

var windows = []string{inPlanning, beforeMark, markToWrite, writeToAnswer, answerToReceipt, duringCorrection}

// tortureWorkers is how many copies the outbox has in flight at a time at most: the dispatcher's bound.
const tortureWorkers = 256

// TestTorture kills the real program with SIGKILL again and again while it sends two briefs and a correction to everybody through a
// Telegram that is slow, throttles, fails and cuts answers, until a kill has fallen into each window and nearly all is sent. Then it
// lets the last copies leave in peace and compares what the store says of everybody with what the platform wrote down: nobody is lost;
// what must not be sent twice was not, and its gaps are listed; what may be was sent twice no oftener than there was a reason; and
// the correction has come wherever the error had.
func TestTorture(t *testing.T) {
	people := 4000
	if *tortureFor > 2*time.Minute {
		people = 20_000
	}
	t.Logf("again: go test -run '^TestTorture$' . -torture %v -torture.seed %d", *tortureFor, *tortureSeed)
	began := time.Now()
	x := newTorture(t, people)
	t.Logf("%d people in %v", people, time.Since(began).Round(time.Millisecond))
	for !x.enough() {
		if time.Since(began) > *tortureFor*3/4 || x.done {
			t.Fatalf("after %d kills in %v there was none in %q, with %d copies left; by window %v", x.kills, time.Since(began), x.missing(), x.left, x.hits)
		}
		p := x.start()
		x.strike(p)
		x.look()
	}
	x.tell("calm")
	for !x.done {
		if time.Since(began) > *tortureFor {
			t.Fatalf("%d copies are not sent after %v", x.left, time.Since(began))
		}
		p := x.start()
		x.quiet()
		p.stop(t, syscall.SIGTERM)
		x.look()
	}
	x.judge()
	t.Logf("%d kills, %d lives, %v", x.kills, x.lives, time.Since(began).Round(time.Second))
}

// torture is one run.
type torture struct {
	t      *testing.T
	dir    string
	config string
	people int
	chance *rand.Rand
	tells  io.Writer // the witness listens

	kills, lives int
	hits         map[string]int // kills by window
	open         map[uint64]int // by release, how many rows kills found being sent
	unsure       map[copyOf]int // how often a kill found a copy being sent
	corrected    bool           // the correction is decided on
	left         int            // copies that have still to be sent, of those that are planned
	done         bool           // nothing is left, and nothing will be
	born, died   int64          // of the last process, in Unix ns: it was not there before, and it lived at least until

	mu      sync.Mutex
	facts   []fact
	watch   func(fact) bool // looks out for something; nil for nothing
	seen    chan struct{}   // closed when watch has seen it
	drained chan struct{}   // closed when nobody is connected any more
}

// fact is a line of the witness's journal.
type fact struct {
	at      int64 // in Unix ns
	what    string
	call    int
	method  string
	chat    int64
	message string
	text    string
}

// readFact reads a line; ok tells whether it is one about a call.
func readFact(line string) (f fact, ok bool) {
	n, err := fmt.Sscan(line, &f.at, &f.what, &f.call, &f.method, &f.chat, &f.message, &f.text)
	return f, n == 7 && err == nil
}

func newTorture(t *testing.T, people int) *torture {
	x := &torture{
		t: t, dir: t.TempDir(), people: people, chance: rand.New(rand.NewPCG(*tortureSeed, 4)),
		hits: map[string]int{}, open: map[uint64]int{}, unsure: map[copyOf]int{},
	}
	x.config = filepath.Join(x.dir, "config.yaml")
	text := fmt.Sprintf("telegram:\n  token: 4200000001:fake-token\n  api: %s\n  rate: 1000\nweb:\n  listen: 127.0.0.1:0\nstorage:\n  path: %s\nkeys:\n  file: %s\n",
		x.bear(), filepath.Join(x.dir, "data", "relais.db"), filepath.Join(x.dir, "keys", "relais.key"))
	if err := os.WriteFile(x.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	x.seed()
	return x
}

func (x *torture) journal() string { return filepath.Join(x.dir, "journal") }

// bear starts the witness and returns its address. It ends with the test.
func (x *torture) bear() (address string) {
	cmd := exec.Command("witness", x.journal(), strconv.Itoa(x.people), strconv.FormatUint(*tortureSeed, 10))
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2); err != nil {
		x.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		x.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		x.t.Fatal("the witness said nothing")
	}
	x.tells = in
	var heard sync.WaitGroup
	heard.Go(func() {
		for lines.Scan() {
			x.hear(lines.Text())
		}
	})
	x.t.Cleanup(func() {
		in.Close()
		heard.Wait()
		if err := cmd.Wait(); err != nil {
			x.t.Errorf("the witness ended with %v", err)
		}
	})
	return strings.TrimPrefix(lines.Text(), "serves ")
}

func (x *torture) hear(line string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if line == "drained" {
		close(x.drained)
		return
	}
	f, ok := readFact(line)
	if !ok {
		x.t.Errorf("the witness says %q", line)
		return
	}
	x.facts = append(x.facts, f)
	if x.watch != nil && x.watch(f) {
		x.watch = nil
		close(x.seen)
	}
}

func (x *torture) tell(word string) {
	if _, err := io.WriteString(x.tells, word+"\n"); err != nil {
		x.t.Fatal(err)
	}
}

// until returns when the witness has seen something, and tells whether it was within so long.
func (x *torture) until(within time.Duration, what func(fact) bool) bool {
	seen := make(chan struct{})
	x.mu.Lock()
	x.watch, x.seen = what, seen
	x.mu.Unlock()
	late := time.NewTimer(within)
	defer late.Stop()
	select {
	case <-seen:
		return true
	case <-late.C:
	case <-x.t.Context().Done():
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.watch = nil
	return false
}

// start starts the program and returns when it says that it runs.
func (x *torture) start() *program {
	x.lives++
	x.born = time.Now().UnixNano()
	p := launch(x.t, x.dir, nil, "run", "--config", x.config)
	eventually(x.t, "it runs", func() bool {
		select {
		case <-p.ended:
			x.t.Fatalf("it ended with %v and said %q", p.err, p.stderr.String())
		default:
		}
		return strings.Contains(p.stderr.String(), "msg=running")
	})
	return p
}

// strike kills the program: at a random instant, or when the witness sees a copy of its choice come, be accepted or be answered.
func (x *torture) strike(p *program) {
	aims := []string{"", "came", "accepted", "answered"}
	aim, left := aims[x.chance.IntN(len(aims))], x.chance.IntN(400)
	after := time.Duration(x.chance.IntN(1000)) * time.Millisecond
	switch {
	case x.hits[inPlanning] == 0: // the first copies of a release leave while the others are planned
		aim, left, after = "came", x.chance.IntN(20), 0
	case x.corrected && x.hits[duringCorrection] == 0: // it begins while the error is being sent
		aim, after = "corrects", 0
	case aim != "":
		after = 0
	}
	if aim != "" {
		x.until(5*time.Second, func(f fact) bool {
			if f.what == aim || aim == "corrects" && f.of().release == corrects {
				left--
			}
			return left < 0
		})
	}
	wait := time.NewTimer(after)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-p.ended:
		x.t.Fatalf("it ended by itself with %v and said %q", p.err, p.stderr.String())
	}
	x.died = time.Now().UnixNano()
	p.kill()
	x.kills++
}

// quiet returns when nothing has come for a while.
func (x *torture) quiet() {
	for x.until(3*time.Second, func(f fact) bool { return f.what == "came" }) {
	}
}

// drain returns when the witness has dealt with everything that the last process asked it for.
func (x *torture) drain() {
	drained := make(chan struct{})
	x.mu.Lock()
	x.drained = drained
	x.mu.Unlock()
	x.tell("drain")
	ctx, cancel := context.WithTimeout(x.t.Context(), patience)
	defer cancel()
	select {
	case <-drained:
	case <-ctx.Done():
		x.t.Fatal("somebody is still connected to the witness")
	}
}

// missing are the windows into which no kill has fallen.
func (x *torture) missing() []string {
	return slices.DeleteFunc(slices.Clone(windows), func(w string) bool { return x.hits[w] > 0 })
}

// enough tells that the kills may end: each window had one, and nearly all is sent.
func (x *torture) enough() bool { return len(x.missing()) == 0 && x.left < x.people/10 }
