package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"relais/bot/telegram/telegramtest"
)

// witness is a Telegram in a process of its own, which outlives the program that is killed and writes down what it was asked and what
// it answered: "witness JOURNAL PEOPLE SEED". That a message was accepted is on the disk before its answer leaves. It prints its
// address, then each line of its journal. It is told "calm", from when on nothing goes wrong, and "drain", which it answers with "drained"
// when nobody is connected any more; it ends when nothing more can be told to it.
func witness() {
	if err := bearWitness(os.Args[1:]); err != nil {
		failed(err)
	}
}

// failed ends the process: a witness that has failed must not seem to have seen nothing.
func failed(err error) {
	fmt.Fprintln(os.Stderr, "witness:", err)
	os.Exit(1)
}

// firstAccount is the id of the first account that a fake makes, less one.
const firstAccount = 7_000_000_000

func bearWitness(args []string) error {
	if len(args) != 3 {
		return errors.New("needs a journal, a number of people and a seed")
	}
	people, err1 := strconv.Atoi(args[1])
	seed, err2 := strconv.ParseUint(args[2], 10, 64)
	file, err3 := os.OpenFile(args[0], os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	ln, err4 := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	j := &journal{file: file, out: os.Stdout}
	luck := &luck{chance: rand.New(rand.NewPCG(seed, 3)), journal: j}
	life := &standing{}
	defer life.end()
	fake := telegramtest.New(life, telegramtest.Options{Unpaced: true, Chance: luck.draw, Took: j.took, Answered: j.answered})
	for n := 1; n <= people; n++ {
		if a := fake.Account(life, "Member "+strconv.Itoa(n), "en"); a.ID() != firstAccount+int64(n) {
			return fmt.Errorf("account %d has the id %d", n, a.ID())
		}
	}
	var conns connections
	h := &http.Server{Handler: fake, ReadHeaderTimeout: time.Minute, ConnState: conns.note}
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := h.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			failed(err)
		}
	})
	defer serving.Wait()
	defer h.Close()
	j.put("serves http://" + ln.Addr().String())
	for told := bufio.NewScanner(os.Stdin); told.Scan(); {
		switch told.Text() {
		case "calm":
			luck.calm()
		case "drain":
			conns.gone()
			j.put("drained")
		}
	}
	return nil
}

// luck says what goes wrong with a call that shows or changes a message.
type luck struct {
	journal *journal

	mu     sync.Mutex
	chance *rand.Rand
	good   bool // nothing goes wrong any more
}

func (l *luck) calm() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.good = true
}

// draw notes that a call has come and draws its fault. Every answer takes its time.
func (l *luck) draw(c telegramtest.Call) *telegramtest.Fault {
	if !shows(c) {
		return nil
	}
	l.journal.note("came", c)
	l.mu.Lock()
	defer l.mu.Unlock()
	f := telegramtest.Fault{Hold: time.Duration(2+l.chance.IntN(50)) * time.Millisecond}
	switch n := l.chance.IntN(10_000); {
	case l.good:
	case n < 2: // each lets the whole bot wait
		f = telegramtest.TooMany(f, 1)
	case n < 100:
		f = telegramtest.BadGateway(f)
	case n < 130:
		f.Cut = telegramtest.CutBefore
	case n < 180:
		f.Cut = telegramtest.CutAfter
	case n < 240:
		f.Hold = 3 * time.Second
	}
	return &f
}

// shows tells whether a call shows or changes a message.
func shows(c telegramtest.Call) bool {
	return c.Method == "sendMessage" || c.Method == "editMessageText"
}

// journal is what the witness saw, a line each: when, what, the call's number and method, the chat, the message, and which text.
type journal struct {
	mu      sync.Mutex
	file    *os.File
	out     io.Writer
	written int

	syncing sync.Mutex
	durable int // so many lines
}

// put writes a line and returns its number.
func (j *journal) put(line string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := io.WriteString(io.MultiWriter(j.file, j.out), line+"\n"); err != nil {
		failed(err)
	}
	j.written++
	return j.written
}

// keep returns when a line is on the disk. Lines that came together go there together.
func (j *journal) keep(line int) {
	j.syncing.Lock()
	defer j.syncing.Unlock()
	if j.durable >= line {
		return
	}
	j.mu.Lock()
	upTo := j.written
	j.mu.Unlock()
	if err := j.file.Sync(); err != nil {
		failed(err)
	}
	j.durable = upTo
}

func (j *journal) note(what string, c telegramtest.Call) int {
	message := cmp.Or(c.Params["message_id"], strconv.Itoa(c.Message))
	return j.put(fmt.Sprint(time.Now().UnixNano(), " ", what, " ", c.Number, " ", c.Method, " ", c.Params["chat_id"], " ", message, " ", textOf(c.Params["text"])))
}

func (j *journal) took(c telegramtest.Call) {
	switch {
	case !shows(c):
	case c.Lost:
		j.keep(j.note("lost", c))
	case c.Done:
		j.keep(j.note("accepted", c))
	default:
		j.note("refused", c)
	}
}

func (j *journal) answered(c telegramtest.Call) {
	if shows(c) {
		j.note("answered", c)
	}
}

// The titles of the briefs in TestTorture: by them the witness knows what it shows.
const (
	firstTitle, secondTitle = "The first heron", "The second heron"
	alertTitle              = "The warning gull"
)

// textOf names a text: which brief, at which revision, and whether it says that it corrects what stood there.
func textOf(text string) string {
	for name, title := range map[string]string{"first": firstTitle, "second": secondTitle, "alert": alertTitle} {
		if strings.Contains(text, title) {
			if strings.Contains(text, "Corrected on") {
				return name + "-corrects"
			}
			return name
		}
	}
	return "other"
}

// connections counts who is connected.
type connections struct {
	mu   sync.Mutex
	open int
	none chan struct{} // closed when nobody is; nil where nobody waits
}

func (c *connections) note(_ net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.open++
	case http.StateClosed, http.StateHijacked:
		c.open--
	}
	if c.open == 0 && c.none != nil {
		close(c.none)
		c.none = nil
	}
}

// gone returns when nobody is connected.
func (c *connections) gone() {
	c.mu.Lock()
	none := make(chan struct{})
	if c.open == 0 {
		close(none)
	} else {
		c.none = none
	}
	c.mu.Unlock()
	<-none
}

// standing is what a fake needs of a test in a process that is none.
type standing struct {
	testing.TB
	after []func()
}

func (*standing) Helper()             {}
func (s *standing) Cleanup(fn func()) { s.after = append(s.after, fn) }

func (*standing) Errorf(format string, args ...any) { failed(fmt.Errorf(format, args...)) }

func (*standing) Fatalf(format string, args ...any) { failed(fmt.Errorf(format, args...)) }

func (s *standing) end() {
	for i := len(s.after) - 1; i >= 0; i-- {
		s.after[i]()
	}
}
