package outbox

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relais/storage"
	"relais/storage/bolt"
)

const (
	killEnv  = "OUTBOX_TEST_DIR" // set in a child: the folder of its store and of the sender's log
	killRows = 2000
	killMost = 12
)

// logged is a sender that writes what it sends to a file, so that it stands even if the process is killed the next moment.
type logged struct{ file *os.File }

func (l logged) Limits() Limits { return Limits{Name: "alpha"} }

func (l logged) Send(ctx context.Context, c Cleared) (Receipt, error) {
	if _, err := l.file.WriteString(c.Message().Text + "\n"); err != nil {
		return Receipt{}, &SendError{Kind: Refused, Err: err}
	}
	return wait(ctx, 20*time.Millisecond)
}

// child is the program that is killed: it plans 2000 rows, where they are not planned yet, sends them and ends with 0.
func child() {
	dir := os.Getenv(killEnv)
	if dir == "" {
		return
	}
	if err := sendAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func sendAll(dir string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s, o, err := openReal(dir)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(filepath.Join(dir, "log"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- o.Run(ctx, killGate(), []Sender{logged{file}}) }()
	fmt.Println("running")
	for from := uint64(1); from <= killRows; from += 500 {
		err := s.Update(ctx, func(tx storage.Tx) error {
			var rows []Row
			for n := from; n < from+500; n++ {
				rows = append(rows, Row{ID: RowID{1, n}, Platform: "alpha", Lane: Briefs})
			}
			return o.Plan(tx, rows)
		})
		if err != nil {
			return err
		}
		o.Wake()
	}
	if err := s.Update(ctx, func(tx storage.Tx) error { return o.Planned(tx, 1) }); err != nil {
		return err
	}
	if err := o.Idle(ctx); err != nil {
		return err
	}
	cancel()
	return errors.Join(<-ended, s.Close())
}

func killGate() Gate {
	return doors{row: func(_ storage.Tx, r Row, _ time.Time) (Decision, error) {
		v := open(r)
		v.Resend = r.ID.Ordinal%2 == 0
		return v, nil
	}}
}

// openReal opens a store as a program in service does: every commit waits for the disk.
func openReal(dir string) (*storage.Store, *Outbox, error) {
	eng, err := bolt.Open(filepath.Join(dir, "db"), bolt.Options{Timeout: 5 * time.Second})
	if err != nil {
		return nil, nil, err
	}
	keys, err := storage.OpenKeys(context.Background(), eng, filepath.Join(dir, "key"))
	if err != nil {
		return nil, nil, err
	}
	s, err := storage.Open(context.Background(), eng, keys)
	if err != nil {
		return nil, nil, err
	}
	return s, New(s, slog.New(slog.DiscardHandler)), nil
}

// A process that is killed again and again while it sends to 2000 loses nobody, sends twice only where it may, and says
// of whom it does not know.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	kills := 0
	for ended := false; !ended; {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killEnv+"="+dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "running\n" {
			t.Fatalf("the child said %q: %v", line, err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		var strike <-chan time.Time
		if kills < killMost {
			strike = time.After(time.Duration(rand.IntN(300)) * time.Millisecond)
		}
		select {
		case err = <-done:
			ended = true
		case <-strike:
			if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
			<-done
			kills++
		}
		if ended && err != nil {
			t.Fatalf("the child ended with %v", err)
		}
	}
	log, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	got := map[string]int{}
	for text := range strings.FieldsSeq(string(log)) {
		got[text]++
	}
	s, o, err := openReal(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rows, twice := 0, 0
	var states Counts
	err = s.View(context.Background(), func(tx storage.Tx) error {
		return o.Rows(tx, 1, func(r Row) error {
			rows++
			states[r.State]++
			n, again := got[text(r.ID)], r.ID.Ordinal%2 == 0
			switch {
			case r.State != Sent && r.State != InDoubt:
				t.Errorf("%+v is not settled", r)
			case r.State == Sent && n == 0:
				t.Errorf("%+v never arrived", r)
			case !again && n > 1:
				t.Errorf("%+v arrived %d times", r, n)
			}
			twice += max(n-1, 0)
			return nil
		})
	})
	if err != nil || rows != killRows {
		t.Errorf("%d rows of %d: %v", rows, killRows, err)
	}
	if limit := kills * most; twice > limit || kills == 0 {
		t.Errorf("%d sent twice after %d kills", twice, kills)
	}
	t.Logf("%d kills: %d sent, %d in doubt, %d sent twice", kills, states[Sent], states[InDoubt], twice)
}
