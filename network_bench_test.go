package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"relais/bot/telegram"
	"relais/campaigns/members"
	"relais/storage"
)

const benchToken = "4200000001:a-token-of-the-benchmark"

var benchMembers = flag.Int("bench.members", 1_000_000, "how many members the network of BenchmarkNetwork has")

// BenchmarkNetwork runs the real program on a network of a million members, reached on Telegram by a server that agrees to everything at
// once. A brief has been released to all of them and none has it yet when the process is killed.
//
//	start-ms      from exec to /healthz 200 after SIGKILL, the median of five; poll-ms is when the first poll came
//	idle-MiB      anonymous memory after ten seconds, sending 30 a second; idle-rss-MiB with the pages of the store's file
//	reply-p95-ms  from an update's arrival to its answer's call while 30 a second go out; reply-lifted-p95-ms while 1,000 a second may
//	peak-MiB      the most anonymous memory while 100,000 go out as fast as the configuration allows; peak-rss-MiB likewise
//	planned/s     recipients a second by the planner: audience, members' records, sealed rows, cursor
func BenchmarkNetwork(b *testing.B) {
	for b.Loop() {
		aNetwork(b, *benchMembers)
	}
}

func aNetwork(b *testing.B, size int) {
	dir := b.TempDir()
	if out, err := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(dir, "relais"), ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	b.ReportMetric(populate(b, dir, size), "planned/s")
	api := newQuickAPI(b)

	live := begin(b, dir, api, telegramRate)
	<-api.polled
	eventually(b, "copies go out", func() bool { return api.count() > 10 })
	live.kill()
	var healthy, polled []time.Duration
	for range 5 {
		api.reset()
		live = begin(b, dir, api, telegramRate)
		<-api.polled
		healthy, polled = append(healthy, live.healthy), append(polled, time.Since(live.begun))
		eventually(b, "copies go out", func() bool { return api.count() > 0 })
		live.kill()
	}
	slices.Sort(healthy)
	slices.Sort(polled)
	b.ReportMetric(ms(healthy[2]), "start-ms")
	b.ReportMetric(ms(polled[2]), "poll-ms")

	api.reset()
	live = begin(b, dir, api, telegramRate)
	<-api.polled
	time.Sleep(10 * time.Second)
	anon, rss := live.memory(b)
	b.ReportMetric(anon, "idle-MiB")
	b.ReportMetric(rss, "idle-rss-MiB")
	update, last := 1, uint64(size)
	b.ReportMetric(ms(live.replies(b, api, &update, &last, 100)), "reply-p95-ms")
	live.kill()

	api.reset()
	live = begin(b, dir, api, telegramPaidRate)
	<-api.polled
	copies := min(100_000, size/2)
	done, peaks := make(chan struct{}), make(chan [2]float64, 1)
	go func() {
		var peak [2]float64
		for {
			select {
			case <-done:
				peaks <- peak
				return
			case <-time.After(20 * time.Millisecond):
				anon, rss := live.memory(b)
				peak[0], peak[1] = max(peak[0], anon), max(peak[1], rss)
			}
		}
	}()
	p95 := live.replies(b, api, &update, &last, 100)
	for api.count() < copies {
		time.Sleep(50 * time.Millisecond)
	}
	took := time.Since(live.begun)
	close(done)
	peak := <-peaks
	live.kill()
	b.ReportMetric(ms(p95), "reply-lifted-p95-ms")
	b.ReportMetric(float64(copies)/took.Seconds(), "lifted/s")
	b.ReportMetric(peak[0], "peak-MiB")
	b.ReportMetric(peak[1], "peak-rss-MiB")
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// populate makes a store with so many members and a release to all of them, planned and not begun. It returns how many recipients a
// second the planner planned.
func populate(b *testing.B, dir string, size int) float64 {
	b.Helper()
	ctx := context.Background()
	s, err := assemble(ctx, parts{
		store: filepath.Join(dir, "data", "relais.db"), keys: filepath.Join(dir, "keys", "relais.key"), eraseWithin: 24 * time.Hour,
		settings: demoSettings(""), telegram: &telegram.Options{Token: benchToken, API: "http://127.0.0.1:1", Rate: telegramRate},
		log: slog.New(slog.DiscardHandler), noSync: true,
	})
	if err != nil {
		b.Fatal(err)
	}
	defer s.close()
	now := time.Now()
	update := func(fn func(tx storage.Tx) error) {
		b.Helper()
		if err := s.store.Update(ctx, fn); err != nil {
			b.Fatal(err)
		}
	}
	ordinal := uint64(2_000_000) // chats of the cast are beyond all members'
	var people []members.Member
	update(func(tx storage.Tx) (err error) {
		people, err = s.seedPeople(tx, func(user string) members.Identity {
			ordinal++
			chat := strconv.FormatUint(ordinal, 10)
			return members.Identity{Platform: telegram.Name, User: chat, Chat: chat, Name: user}
		}, now)
		return err
	})
	for from := 1; from <= size; from += 10_000 {
		update(func(tx storage.Tx) error {
			for n := from; n < min(from+10_000, size+1); n++ {
				chat := strconv.Itoa(n)
				m, err := s.net.Roster.New(tx, members.Identity{Platform: telegram.Name, User: chat, Chat: chat, Name: "Member " + chat}, "en")
				if err != nil {
					return err
				}
				m.Status, m.Kind, m.Joined, m.Welcomed, m.QuietTo = members.Admitted, members.Diaspora, now.UTC(), true, m.QuietFrom
				m.Answer(members.Receive, true, "en", now)
				if err := s.net.Roster.Put(tx, m); err != nil {
					return err
				}
			}
			return nil
		})
	}
	file, err := sampleFile()
	if err != nil {
		b.Fatal(err)
	}
	update(func(tx storage.Tx) error {
		return s.seedBriefs(tx, file, people, now, func(name string) bool { return name == keptDraft })
	})
	begun := time.Now()
	if err := s.net.Tick(ctx, s.bot); err != nil {
		b.Fatal(err)
	}
	return float64(size) / time.Since(begun).Seconds()
}

// living is the program on a network of its own.
type living struct {
	cmd     *exec.Cmd
	begun   time.Time
	healthy time.Duration // from exec to /healthz 200
}

// begin starts the program and waits until it is healthy.
func begin(b *testing.B, dir string, api *quickAPI, rate int) *living {
	b.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := ln.Addr().String()
	ln.Close()
	config := fmt.Sprintf("network: {name: Bench, zone: UTC}\ntelegram: {token: %q, api: %q, rate: %d}\nweb: {listen: %q}\n", benchToken, api.url, rate, address)
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(config), 0o600); err != nil {
		b.Fatal(err)
	}
	l := &living{cmd: exec.Command(filepath.Join(dir, "relais"), "run"), begun: time.Now()}
	l.cmd.Dir, l.cmd.Stderr = dir, os.Stderr
	if err := l.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(l.kill)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for time.Since(l.begun) < patience {
		res, err := client.Get("http://" + address + "/healthz")
		if err == nil {
			l.healthy = time.Since(l.begun)
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return l
			}
		}
		time.Sleep(time.Millisecond)
	}
	b.Fatal("it does not become healthy")
	return nil
}

// kill ends it with SIGKILL.
func (l *living) kill() {
	_ = l.cmd.Process.Kill() // it may be gone already
	_ = l.cmd.Wait()
}

// memory is the anonymous and the whole resident memory, in MiB.
func (l *living) memory(b *testing.B) (anon, rss float64) {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.cmd.Process.Pid))
	if err != nil {
		b.Error(err)
		return 0, 0
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		n, _ := strconv.ParseFloat(f[1], 64)
		switch f[0] {
		case "RssAnon:":
			anon = n / 1024
		case "VmRSS:":
			rss = n / 1024
		}
	}
	return anon, rss
}

// replies has members whose copies are far from leaving ask for help, one after the other, and returns the 95th percentile of how long an
// answer takes.
func (l *living) replies(b *testing.B, api *quickAPI, update *int, last *uint64, n int) time.Duration {
	b.Helper()
	var took []time.Duration
	for range n {
		took = append(took, api.asks(b, *update, *last, "/help"))
		*update++
		*last--
		time.Sleep(50 * time.Millisecond)
	}
	slices.Sort(took)
	return took[n*95/100]
}
