package campaigns_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-co-op/gocron/v2"
	"go.uber.org/goleak"

	"relais/campaigns"
	"relais/storage"
)

// What gocron v2.21.2 does to who uses it as it comes, each shown beside what the planner does:
//
//	trap                                                       subtest of TestTrap
//	a one-time job whose moment has passed when the scheduler  a_moment_that_has_passed_is_found
//	starts, or between two moments, hangs the whole scheduler
//	a job that panics ends the process, unless it has          a_job_that_panics_is_logged_and_comes_again
//	AfterJobRunsWithPanic
//	Shutdown gives a job in hand up after ten seconds, and it  stopping_waits_for_the_job_in_hand
//	goes on
//
// See also TestMissedMoments.

// naive is the variable by which this test binary is told to use the scheduler as it comes, in a process of its own: what becomes of it
// there can't be undone.
const naive = "RELAIS_TEST_NAIVE_SCHEDULER"

func TestMain(m *testing.M) {
	if way := os.Getenv(naive); way != "" {
		if err := asItComes(way); err != nil {
			fmt.Println("error:", err)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// asItComes plays a naive use of the scheduler. What it says is what the test reads.
func asItComes(way string) error {
	go func() { // it ends with the test, whatever becomes of that
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	s, err := gocron.NewScheduler()
	if err != nil {
		return err
	}
	at := time.Now().Add(300 * time.Millisecond)
	passed := func() { <-time.After(time.Until(at) + 50*time.Millisecond) }
	switch way {
	case "before the start":
		if _, err := s.NewJob(gocron.OneTimeJob(gocron.OneTimeJobStartDateTime(at)), gocron.NewTask(func() {})); err != nil {
			return err
		}
		passed()
		fmt.Println("the moment has passed")
		s.Start()
	case "between two":
		both := gocron.OneTimeJobStartDateTimes(at, at.Add(time.Microsecond))
		if _, err := s.NewJob(gocron.OneTimeJob(both), gocron.NewTask(func() {})); err != nil {
			return err
		}
		s.Start()
		passed()
		fmt.Println("the moment has passed")
	case "panic":
		if _, err := s.NewJob(gocron.DurationJob(time.Millisecond), gocron.NewTask(func() { panic("a fault in a job") })); err != nil {
			return err
		}
		s.Start()
		<-time.After(10 * time.Second) // it does not come to that
	}
	fmt.Println("it lives, with so many jobs:", len(s.Jobs()))
	return nil
}

// process is a naive use under way.
type process struct {
	said   chan string // line by line, closed at the end
	failed bytes.Buffer
	end    func()
}

func startNaive(t *testing.T, way string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	p := &process{said: make(chan string, 10)}
	cmd.Env, cmd.Stderr = append(os.Environ(), naive+"="+way), &p.failed
	in, err := cmd.StdinPipe()
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
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(p.said)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			p.said <- lines.Text()
		}
	}()
	p.end = func() {
		_ = cmd.Process.Kill() // it may have ended
		<-read
		_ = cmd.Wait() // it was killed
		_ = in.Close()
	}
	return p
}

// TestTrap holds the planner against the scheduler alone, trap by trap.
func TestTrap(t *testing.T) {
	t.Run("a_moment_that_has_passed_is_found", func(t *testing.T) {
		inBubble(t, func(t *testing.T, s *service) {
			s.approve("en")
			r, err := s.schedule(time.Now().Add(time.Hour))
			must(t, err)
			s.stop()
			passes(2 * time.Hour)
			s.start()
			passes(5 * time.Second)
			if n := len(s.platform.lines()); n != 2 {
				t.Errorf("%d were sent what was due while nobody ran; want 2", n)
			}
			s.do(func(tx storage.Tx) error {
				if r, err = s.net.Release(tx, r.ID); err == nil && !r.Planned {
					t.Error("the release is not planned")
				}
				return err
			})
		})
		for _, way := range []string{"before the start", "between two"} {
			p := startNaive(t, way)
			if line := <-p.said; line != "the moment has passed" {
				t.Errorf("%s: the scheduler alone: %s", way, line)
			}
			late := time.NewTimer(time.Second) // it asks itself for the next moment without end
			select {
			case line, more := <-p.said:
				t.Errorf("%s: the scheduler alone goes on, %q, %v: is this trap gone?", way, line, more)
			case <-late.C:
			}
			late.Stop()
			p.end()
		}
	})
	t.Run("a_job_that_panics_is_logged_and_comes_again", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(noon))
			s, log, panicked, calm := newStage(t), &bytes.Buffer{}, 0, 0
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
			defer cancel()
			err := s.net.Run(ctx, slog.New(slog.NewTextHandler(log, nil)), &voice{},
				campaigns.Job{Name: "faulty", Every: time.Minute, Do: func(context.Context) error { panicked++; panic("a fault in a job") }},
				campaigns.Job{Name: "calm", Every: time.Minute, Do: func(context.Context) error { calm++; return nil }})
			if err != nil || panicked < 9 || calm < 9 {
				t.Errorf("in ten minutes the faulty job ran %d times and the other %d, and Run ended with %v", panicked, calm, err)
			}
			if !strings.Contains(log.String(), `"a recurring job panicked" job=faulty`) {
				t.Errorf("the log does not say so: %s", log)
			}
		})
		p := startNaive(t, "panic")
		for line := range p.said {
			t.Errorf("the scheduler alone: %s: is this trap gone?", line)
		}
		p.end()
		if !strings.Contains(p.failed.String(), "panic: a fault in a job") {
			t.Errorf("the process did not end by the panic: %s", p.failed.String())
		}
	})
	t.Run("stopping_waits_for_the_job_in_hand", func(t *testing.T) {
		const takes = 15 * time.Second // longer than the scheduler's ten
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(time.Until(noon))
			s, done := newStage(t), false
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			begun := time.Now()
			err := s.net.Run(ctx, slog.New(slog.DiscardHandler), &voice{}, campaigns.Job{Name: "long", Every: time.Hour, Do: func(ctx context.Context) error {
				<-ctx.Done()
				time.Sleep(takes)
				done = true
				return nil
			}})
			if took := time.Since(begun); err != nil || !done || took != time.Minute+takes {
				t.Errorf("Run ended after %v with %v, the job done: %v", took, err, done)
			}
		})
		// The scheduler alone asks without pause whether its jobs have ended, by which no bubble's time passes.
		s, err := gocron.NewScheduler(gocron.WithStopTimeout(50 * time.Millisecond))
		must(t, err)
		begun, ending, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
		_, err = s.NewJob(gocron.OneTimeJob(gocron.OneTimeJobStartImmediately()), gocron.NewTask(func() {
			close(begun)
			<-ending
			close(ended)
		}))
		must(t, err)
		s.Start()
		<-begun
		if err := s.Shutdown(); !errors.Is(err, gocron.ErrStopJobsTimedOut) {
			t.Errorf("the scheduler alone stops with %v while a job goes on: is this trap gone?", err)
		}
		close(ending)
		<-ended
	})
}
