package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"relais/storage"
	"relais/storage/bolt"
)

// mortal is an engine that dies at a commit: just before it, or just after it with the answer lost. From then on it
// answers nothing, like a process that is no more.
type mortal struct {
	storage.Engine
	after bool

	mu   sync.Mutex
	left int // commits it lives to see; negative is for ever
	dead chan struct{}
}

var errDead = errors.New("the process is dead")

func (m *mortal) alive() error {
	select {
	case <-m.dead:
		return errDead
	default:
		return nil
	}
}

// count counts a commit and tells whether it is the last.
func (m *mortal) count() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.left < 0 || m.alive() != nil {
		return false
	}
	if m.left--; m.left < 0 {
		close(m.dead)
		return true
	}
	return false
}

func (m *mortal) View(ctx context.Context, fn func(storage.Tx) error) error {
	if err := m.alive(); err != nil {
		return err
	}
	return m.Engine.View(ctx, fn)
}

func (m *mortal) Update(ctx context.Context, fn func(storage.Tx) error) error {
	if err := m.alive(); err != nil {
		return err
	}
	last := false
	err := m.Engine.Update(ctx, func(tx storage.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if last = m.count(); last && !m.after {
			return errDead
		}
		return nil
	})
	if last {
		return errDead
	}
	return err
}

// world is what stays over crashes: the files, and what people have received.
type world struct {
	dir    string
	rows   int
	chance *rand.Rand
	bad    int // of a hundred calls, how many go wrong in some way

	mu      sync.Mutex
	got     map[string]int // how often a text arrived
	unsure  map[string]int // how often it was answered with Unknown
	crashes int
	letters int
	wrong   []string
}

func (w *world) errorf(format string, args ...any) {
	w.wrong = append(w.wrong, fmt.Sprintf(format, args...))
}

// start opens the world's files as a process does.
func (w *world) start(wrap func(storage.Engine) storage.Engine) (*storage.Store, *Outbox) {
	eng, err := bolt.Open(filepath.Join(w.dir, "db"), bolt.Options{NoSync: true, InitialMmap: 1 << 20})
	if err != nil {
		panic(err)
	}
	keys, err := storage.OpenKeys(context.Background(), eng, filepath.Join(w.dir, "key"))
	if err != nil {
		panic(err)
	}
	s, err := storage.Open(context.Background(), wrap(eng), keys)
	if err != nil {
		panic(err)
	}
	return s, New(s, slog.New(slog.DiscardHandler))
}

// resends tells whether a row may be repeated.
func resends(ordinal uint64) bool { return ordinal%3 == 0 && ordinal&PlaceBit == 0 }

func (w *world) Limits() Limits {
	return Limits{Name: "alpha", PerSecond: 100, PerChat: 200 * time.Millisecond}
}

func (w *world) Send(ctx context.Context, c Cleared) (Receipt, error) {
	w.mu.Lock()
	roll, latency := w.chance.IntN(100), time.Duration(w.chance.IntN(300))*time.Millisecond
	w.mu.Unlock()
	arrive := func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.got[c.Message().Text]++
	}
	switch fails := roll < w.bad; {
	case fails && roll%5 == 0:
		return Receipt{}, &SendError{Kind: Temporary}
	case fails && roll%5 == 1:
		return Receipt{}, &SendError{Kind: Throttled, After: time.Second, Scope: Scope(roll % 2)}
	case fails && roll%5 < 4:
		if roll%5 == 2 {
			arrive()
		}
		w.mu.Lock()
		w.unsure[c.Message().Text]++
		w.mu.Unlock()
		return Receipt{}, &SendError{Kind: Unknown}
	}
	arrive()
	return wait(ctx, latency)
}

// live runs a process over the world's files until nothing is left to do or it has died after some commits.
func (w *world) live(commits int, after bool) {
	m := &mortal{after: after, left: -1, dead: make(chan struct{})}
	s, o := w.start(func(e storage.Engine) storage.Engine { m.Engine = e; return m })
	defer s.Close()
	m.mu.Lock()
	m.left = commits
	m.mu.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	ended, done := make(chan error), make(chan struct{})
	go func() {
		ended <- o.Run(ctx, doors{row: func(_ storage.Tx, r Row, now time.Time) (Decision, error) {
			v := open(r)
			v.Resend = resends(r.ID.Ordinal)
			return v, nil
		}}, []Sender{w})
	}()
	go func() {
		defer close(done)
		if !w.write(ctx, s, o) {
			return
		}
		for ctx.Err() == nil {
			if o.Idle(ctx) == nil && w.finished(s, o) {
				return
			}
			wait(ctx, time.Second)
		}
	}()
	select {
	case <-done:
	case <-m.dead:
	}
	cancel()
	<-ended
	<-done
	if m.alive() != nil { // also where what ended it was its death
		w.crashes++
	}
}

// write plans and posts what is not planned and posted yet.
func (w *world) write(ctx context.Context, s *storage.Store, o *Outbox) bool {
	for from := 1; from <= w.rows; from += 7 {
		err := s.Update(ctx, func(tx storage.Tx) error {
			var rows []Row
			for n := from; n < from+7 && n <= w.rows; n++ {
				id := RowID{1, uint64(n)}
				if n <= 3 {
					id.Ordinal |= PlaceBit
				}
				rows = append(rows, Row{ID: id, Platform: "alpha", Lane: Briefs})
			}
			return o.Plan(tx, rows)
		})
		if err != nil {
			return false
		}
		o.Wake()
	}
	if s.Update(ctx, func(tx storage.Tx) error { return o.Planned(tx, 1) }) != nil {
		return false
	}
	for w.letters < 12 {
		n := w.letters
		err := s.Update(ctx, func(tx storage.Tx) error {
			_, err := o.Post(tx, reply(fmt.Sprint("chat", 4+n%3), fmt.Sprint("letter ", n)))
			return err
		})
		if err != nil {
			return false
		}
		w.letters++
		o.Wake()
	}
	return true
}

func (w *world) finished(s *storage.Store, o *Outbox) bool {
	var t Tally
	if s.View(context.Background(), func(tx storage.Tx) (err error) { t, err = o.Tally(tx, 1); return err }) != nil {
		return false
	}
	return t.Done() && t.States.Total() == w.rows
}

func (w *world) check() {
	s, o := w.start(func(e storage.Engine) storage.Engine { return e })
	defer s.Close()
	rows := 0
	err := s.View(context.Background(), func(tx storage.Tx) error {
		return o.Rows(tx, 1, func(r Row) error {
			rows++
			got, again := w.got[text(r.ID)], resends(r.ID.Ordinal)
			switch {
			case r.State != Sent && r.State != InDoubt && r.State != Failed:
				w.errorf("%+v is not settled", r)
			case r.State == Sent && got == 0:
				w.errorf("%+v never arrived", r)
			case r.State == Failed && got > 0:
				w.errorf("%+v arrived", r)
			case !again && got > 1:
				w.errorf("%+v arrived %d times", r, got)
			case again && got > 1+w.crashes+w.unsure[text(r.ID)]:
				w.errorf("%+v arrived %d times after %d crashes", r, got, w.crashes)
			case r.State == InDoubt && w.crashes == 0 && w.unsure[text(r.ID)] == 0:
				w.errorf("%+v has no reason to be in doubt", r)
			}
			return nil
		})
	})
	if err != nil || rows != w.rows {
		w.errorf("%d rows of %d: %v", rows, w.rows, err)
	}
	for n := range 12 {
		text := fmt.Sprint("letter ", n)
		if got := w.got[text]; got == 0 && w.unsure[text] == 0 || got > 1+w.crashes+w.unsure[text] {
			w.errorf("%s arrived %d times", text, got)
		}
	}
}

// Wherever a process dies, no row is lost, and none is sent twice that must not be.
func TestCrash(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := &world{
			dir: t.TempDir(), rows: rapid.IntRange(4, 40).Draw(rt, "rows"), bad: rapid.IntRange(0, 40).Draw(rt, "bad"),
			chance: rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0)),
			got:    map[string]int{}, unsure: map[string]int{},
		}
		type life struct {
			Commits int
			After   bool
		}
		var lives []life
		for range rapid.IntRange(0, 5).Draw(rt, "crashes") {
			lives = append(lives, life{rapid.IntRange(0, 60).Draw(rt, "commits"), rapid.Bool().Draw(rt, "after")})
		}
		bubble(t, func(*testing.T) {
			for _, l := range lives {
				w.live(l.Commits, l.After)
			}
			w.live(-1, false)
			w.check()
		})
		for _, wrong := range w.wrong {
			rt.Error(wrong)
		}
	})
}
