package bolt_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"relais/storage"
	"relais/storage/bolt"
)

// Roles that this test binary plays as a process of its own, on the store in the folder that childDir names.
const (
	childRole = "RELAIS_TEST_CHILD"
	childDir  = "RELAIS_TEST_DIR"

	roleHold    = "hold"    // opens the store and waits
	roleCommit  = "commit"  // commits and says so, without end
	roleCompact = "compact" // and compacts meanwhile
	roleRotate  = "rotate"  // or rotates the keys
)

// note is what the child commits.
type note struct{ Text string }

// secretWord stands in every note, and never in the file.
const secretWord = "whispered"

const childWriters = 4

func TestSecondProcess(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir, roleHold)
	p.line()
	began := time.Now()
	_, err := bolt.Open(filepath.Join(dir, "relais.db"), bolt.Options{})
	if !errors.Is(err, storage.ErrInUse) {
		t.Errorf("Open: %v, want ErrInUse", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %v", took)
	}
	p.kill()
	d, err := bolt.Open(filepath.Join(dir, "relais.db"), bolt.Options{})
	if err != nil {
		t.Fatalf("after the other process has ended: %v", err)
	}
	d.Close()
}

// TestKilled kills a process that commits, again and again: what it has acknowledged is there.
func TestKilled(t *testing.T) {
	for _, role := range []string{roleCommit, roleCompact, roleRotate} {
		t.Run(role, func(t *testing.T) {
			dir := t.TempDir()
			acked := map[string]int{}
			cut := 0 // kills in the midst of a compaction
			for range 12 {
				p := start(t, dir, role)
				acks := 100 + rand.IntN(300)
				for range acks {
					p.ack(acked)
				}
				time.Sleep(time.Duration(rand.IntN(3000)) * time.Microsecond)
				p.kill()
				for p.out.Scan() { // what was said before the end counts too
					p.ackLine(acked, p.out.Text())
				}
				if _, err := os.Stat(filepath.Join(dir, "relais.db.compact")); err == nil {
					cut++
				}
				wantAcked(t, dir, acked)
			}
			keys, err := storage.LoadKeyset(keyFile(dir))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d acknowledged commits, %d compactions cut short, keys at version %d", sum(acked), cut, keys.Primary())
		})
	}
}

func sum(acked map[string]int) (n int) {
	for _, rounds := range acked {
		n += rounds
	}
	return n
}

// wantAcked opens the store as the next start of the program would.
func wantAcked(t *testing.T, dir string, acked map[string]int) {
	t.Helper()
	s, c, err := openNotes(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	wantNoFile(t, filepath.Join(dir, "relais.db.compact"))
	if strings.Contains(string(read(t, filepath.Join(dir, "relais.db"))), secretWord) {
		t.Error("a note stands in the file in the clear")
	}
	if err := s.View(context.Background(), func(tx storage.Tx) error {
		for key, n := range acked {
			got, err := c.Get(tx, key)
			if err != nil {
				return err
			}
			var round int
			if _, err := fmt.Sscanf(got.Text, secretWord+" %d", &round); err != nil || round < n {
				t.Errorf("%s is %q, but round %d was acknowledged", key, got.Text, n)
			}
			keys, err := c.Find(tx, "text", got.Text)
			if err != nil || len(keys) != 1 || keys[0] != key {
				t.Errorf("%q is found at %q, %v, want %s", got.Text, keys, err, key)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func openNotes(dir string) (*storage.Store, *storage.Collection[note], error) {
	d, err := bolt.Open(filepath.Join(dir, "relais.db"), bolt.Options{})
	if err != nil {
		return nil, nil, err
	}
	s, _, err := openStore(d, dir)
	if err != nil {
		return nil, nil, err
	}
	return s, notes(s), nil
}

func openStore(d *bolt.DB, dir string) (*storage.Store, *storage.Keyset, error) {
	keys, err := storage.OpenKeys(context.Background(), d, keyFile(dir))
	if err != nil {
		return nil, nil, err
	}
	s, err := storage.Open(context.Background(), d, keys)
	return s, keys, err
}

func keyFile(dir string) string { return filepath.Join(dir, "relais.key") }

func notes(s *storage.Store) *storage.Collection[note] {
	return storage.NewCollection(s, storage.Spec[note]{Name: "notes", Indexes: []storage.Index[note]{
		{Name: "text", Unique: true, Values: func(_ string, n note) []string { return []string{n.Text} }},
	}})
}

// process is a child under way.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Scanner
	ended bool
}

func start(t *testing.T, dir, role string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childRole+"="+role, childDir+"="+dir)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe() // the child ends with it, whatever becomes of us
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, in: in, out: bufio.NewScanner(out)}
	t.Cleanup(func() {
		if !p.ended {
			p.kill()
		}
	})
	return p
}

func (p *process) line() string {
	p.t.Helper()
	if !p.out.Scan() {
		p.t.Fatalf("the child ended early: %v", p.out.Err())
	}
	return p.out.Text()
}

func (p *process) ack(acked map[string]int) {
	p.t.Helper()
	p.ackLine(acked, p.line())
}

func (p *process) ackLine(acked map[string]int, line string) {
	var key string
	var n int
	if _, err := fmt.Sscan(line, &key, &n); err == nil { // the last line may be cut short
		acked[key] = n
	}
}

// kill ends the child with SIGKILL. What it wrote before can still be read.
func (p *process) kill() {
	p.ended = true
	p.cmd.Process.Kill()
	p.cmd.Process.Wait()
	p.in.Close()
}

// child is the other process.
func child(role string) {
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	if err := play(role, os.Getenv(childDir)); err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
}

func play(role, dir string) error {
	d, err := bolt.Open(filepath.Join(dir, "relais.db"), bolt.Options{})
	if err != nil {
		return err
	}
	if role == roleHold {
		fmt.Println("open")
		select {}
	}
	s, keys, err := openStore(d, dir)
	if err != nil {
		return err
	}
	c := notes(s)
	var out sync.Mutex
	failed := make(chan error)
	for w := range childWriters {
		go func() { failed <- write(s, c, &out, fmt.Sprint("writer", w)) }()
	}
	meanwhile := map[string]func() error{
		roleCompact: func() error { return d.Compact(context.Background()) },
		roleRotate:  func() error { return rotate(s, keys, keyFile(dir)) },
	}[role]
	if meanwhile != nil {
		go func() {
			for {
				if err := meanwhile(); err != nil {
					failed <- err
				}
				time.Sleep(5 * time.Millisecond) // let the writers in
			}
		}()
	}
	return <-failed
}

// rotate goes the whole way from one key version to the next.
func rotate(s *storage.Store, keys *storage.Keyset, path string) error {
	ctx := context.Background()
	if err := errors.Join(keys.Rotate(), keys.Save(path)); err != nil {
		return err
	}
	if err := s.Rotate(ctx); err != nil {
		return err
	}
	for _, version := range keys.Versions() {
		if version != keys.Primary() {
			if err := keys.Drop(ctx, s, version); err != nil {
				return err
			}
		}
	}
	return keys.Save(path)
}

// write counts a note up, commit by commit, and says so after each.
func write(s *storage.Store, c *storage.Collection[note], out *sync.Mutex, key string) error {
	for {
		var round int
		err := s.Update(context.Background(), func(tx storage.Tx) error {
			round = 0
			old, err := c.Get(tx, key)
			if err == nil {
				_, err = fmt.Sscanf(old.Text, secretWord+" %d", &round)
			}
			if err != nil && !errors.Is(err, storage.ErrNotFound) {
				return err
			}
			round++
			return c.Put(tx, key, note{fmt.Sprint(secretWord, " ", round, " by ", key)})
		})
		if err != nil {
			return err
		}
		out.Lock()
		fmt.Println(key, round)
		out.Unlock()
	}
}
