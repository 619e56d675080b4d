package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"relais/storage"
	"relais/storage/storagetest"
)

func TestMain(m *testing.M) {
	child()
	goleak.VerifyTestMain(m)
}

// attempt is one call that a sender was given.
type attempt struct {
	At   time.Duration // since the bench began
	Chat string
	Text string
}

// scripted is a sender that plays a script and notes what it is given. Two calls at the same time into one chat, or a
// message that passed no gate, fail the test.
type scripted struct {
	t      testing.TB
	limits Limits
	answer func(ctx context.Context, n int, c Cleared) (Receipt, error) // nil is a receipt at once
	start  time.Time

	mu    sync.Mutex
	calls []attempt
	keys  []string
	busy  map[string]bool
	peak  int
}

func (s *scripted) Limits() Limits { return s.limits }

func (s *scripted) Send(ctx context.Context, c Cleared) (Receipt, error) {
	if !c.Valid() {
		s.t.Errorf("a message that passed no gate reached the sender")
	}
	s.mu.Lock()
	n := len(s.calls)
	s.calls = append(s.calls, attempt{time.Since(s.start), c.To().Chat, c.Message().Text})
	s.keys = append(s.keys, c.Key())
	if s.busy[c.To().Chat] {
		s.t.Errorf("two calls at the same time for %s", c.To().Chat)
	}
	s.busy[c.To().Chat] = true
	s.peak = max(s.peak, len(s.busy))
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.busy, c.To().Chat)
		s.mu.Unlock()
	}()
	if s.answer == nil {
		return Receipt{Message: fmt.Sprint("m", n)}, nil
	}
	return s.answer(ctx, n, c)
}

// all are the calls so far.
func (s *scripted) all() []attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *scripted) texts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, c := range s.calls {
		all = append(all, c.Text)
	}
	return all
}

func (s *scripted) count(text string) int {
	n := 0
	for _, x := range s.texts() {
		if x == text {
			n++
		}
	}
	return n
}

// doors is a gate made of functions; a missing one lets everything through, to a chat named after the recipient.
type doors struct {
	row    func(tx storage.Tx, r Row, now time.Time) (Decision, error)
	letter func(tx storage.Tx, l Letter, now time.Time) (Decision, error)
	gone   func(tx storage.Tx, to Address, ordinal uint64, now time.Time) error
	moved  func(tx storage.Tx, from Address, chat string) error
}

func open(r Row) Decision {
	return Decision{
		To:      Address{Platform: r.Platform, Chat: fmt.Sprint("chat", r.ID.Ordinal&^PlaceBit), Group: r.ID.Place()},
		Message: Message{Text: text(r.ID)}, Rev: 1, Lang: "en",
	}
}

func text(id RowID) string {
	if id.Place() {
		return fmt.Sprintf("%d/place%d", id.Release, id.Ordinal&^PlaceBit)
	}
	return fmt.Sprintf("%d/%d", id.Release, id.Ordinal)
}

func (d doors) Row(tx storage.Tx, r Row, now time.Time) (Decision, error) {
	if d.row == nil {
		return open(r), nil
	}
	return d.row(tx, r, now)
}

func (d doors) Letter(tx storage.Tx, l Letter, now time.Time) (Decision, error) {
	if d.letter == nil {
		return openLetter(l), nil
	}
	return d.letter(tx, l, now)
}

func openLetter(l Letter) Decision {
	v := Decision{To: l.To, Message: l.Message, Edit: l.Edit, Delete: l.Delete}
	if v.To.Chat == "" {
		v.To = Address{Platform: "alpha", Chat: fmt.Sprint("chat", l.Ordinal)}
	}
	return v
}

func (d doors) Gone(tx storage.Tx, to Address, ordinal uint64, _ string, now time.Time) error {
	if d.gone == nil {
		return nil
	}
	return d.gone(tx, to, ordinal, now)
}

func (d doors) Moved(tx storage.Tx, from Address, chat string) error {
	if d.moved == nil {
		return nil
	}
	return d.moved(tx, from, chat)
}

// bench is an outbox on a fresh store with one scripted sender, "alpha". It is used inside a synctest bubble.
type bench struct {
	*testing.T
	o    *Outbox
	s    *storage.Store
	dir  string
	gate doors
	send *scripted
	more []Sender

	cancel context.CancelFunc
	ended  chan error
}

func newBench(t *testing.T, l Limits) *bench {
	b := &bench{T: t, dir: t.TempDir()}
	b.open()
	b.send = b.sender("alpha", l)
	return b
}

func (b *bench) open() {
	b.s = storagetest.Open(b, b.dir)
	b.o = New(b.s, slog.New(slog.DiscardHandler))
}

func (b *bench) sender(name string, l Limits) *scripted {
	l.Name = name
	return &scripted{t: b, limits: l, start: time.Now(), busy: map[string]bool{}}
}

// run starts the outbox; stop ends it.
func (b *bench) run() {
	b.Helper()
	var ctx context.Context
	ctx, b.cancel = context.WithCancel(b.Context())
	b.ended = make(chan error, 1)
	go func() { b.ended <- b.o.Run(ctx, b.gate, append([]Sender{b.send}, b.more...)) }()
}

func (b *bench) stop() {
	b.Helper()
	b.cancel()
	if err := <-b.ended; err != nil {
		b.Errorf("Run returned %v", err)
	}
}

func (b *bench) idle() {
	b.Helper()
	if err := b.o.Idle(b.Context()); err != nil {
		b.Fatalf("Idle returned %v", err)
	}
	synctest.Wait() // what the sender noted happened before what the test reads
}

func (b *bench) update(fn func(storage.Tx) error) {
	b.Helper()
	if err := b.s.Update(context.Background(), fn); err != nil {
		b.Fatal(err)
	}
}

// plan puts rows for members from..to of a release.
func (b *bench) plan(release uint64, from, to uint64, change ...func(*Row)) {
	b.Helper()
	b.update(func(tx storage.Tx) error {
		var rows []Row
		for n := from; n <= to; n++ {
			r := Row{ID: RowID{release, n}, Platform: "alpha", Lane: Briefs}
			for _, c := range change {
				c(&r)
			}
			rows = append(rows, r)
		}
		return b.o.Plan(tx, rows)
	})
	b.o.Wake()
}

func (b *bench) planned(release uint64) {
	b.Helper()
	b.update(func(tx storage.Tx) error { return b.o.Planned(tx, release) })
	b.o.Wake()
}

func (b *bench) post(l Letter) (seq uint64) {
	b.Helper()
	b.update(func(tx storage.Tx) (err error) {
		seq, err = b.o.Post(tx, l)
		return err
	})
	b.o.Wake()
	return seq
}

// reply is a letter to a chat on alpha.
func reply(chat, text string) Letter {
	return Letter{Class: "reply", To: Address{Platform: "alpha", Chat: chat}, Message: Message{Text: text}}
}

func (b *bench) row(release, ordinal uint64) (r Row) {
	b.Helper()
	b.view(func(tx storage.Tx) (err error) {
		r, err = b.o.Row(tx, RowID{release, ordinal})
		return err
	})
	return r
}

func (b *bench) tally(release uint64) (t Tally) {
	b.Helper()
	b.view(func(tx storage.Tx) (err error) {
		t, err = b.o.Tally(tx, release)
		return err
	})
	return t
}

func (b *bench) view(fn func(storage.Tx) error) {
	b.Helper()
	if err := b.s.View(context.Background(), fn); err != nil {
		b.Fatal(err)
	}
}

// active tells whether a release still has a record.
func (b *bench) active(release uint64) bool {
	b.Helper()
	var err error
	b.view(func(tx storage.Tx) error {
		_, err = b.o.releases.Get(tx, storage.Ordinal(release))
		return nil
	})
	return !errors.Is(err, storage.ErrNotFound)
}

// want fails unless a row stands as described.
func (b *bench) want(release, ordinal uint64, s State, reason string) {
	b.Helper()
	if r := b.row(release, ordinal); r.State != s || r.Reason != reason {
		b.Errorf("row %d/%d is %s %q, not %s %q", release, ordinal, r.State, r.Reason, s, reason)
	}
}

// bubble runs a test in which time passes by itself.
func bubble(t *testing.T, fn func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, fn)
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }
