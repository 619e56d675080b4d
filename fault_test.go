//go:build !race

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot/telegram"
	"relais/bot/telegram/telegramtest"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/storage"
)

// trouble is the sample network with a crowd of readers, whose log is read and whose disk can fail.
type trouble struct {
	*world
	t      *testing.T
	log    printed
	disk   disk
	guests []string
}

// inTrouble plays a test in the sample network on Telegram, with so many guests beside the cast.
func inTrouble(t *testing.T, guests int, test func(t *testing.T, w *trouble)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := &trouble{t: t}
		w.world = newWorld(t, stages[1], func(x *world) {
			x.log = slog.New(slog.NewTextHandler(&w.log, nil))
			x.engine = func(e storage.Engine) storage.Engine { w.disk.Engine = e; return &w.disk }
		})
		w.Open(t, "sample")
		defer func() { w.Close(t) }()
		w.crowd(guests)
		w.head = "Fallback: en\n"
		test(t, w)
	})
}

// crowd takes guests into the network who read English at any hour.
func (w *trouble) crowd(n int) {
	w.t.Helper()
	if err := w.s.store.Update(w.t.Context(), func(tx storage.Tx) error {
		w.guests = nil
		for i := range n {
			who := fmt.Sprintf("guest%d", i+1)
			m, err := w.s.net.Roster.New(tx, w.identity(who), "en")
			if err != nil {
				return err
			}
			m.Status, m.Kind, m.Joined, m.Welcomed, m.DailyBriefs = members.Admitted, members.Other, time.Now(), true, 20
			m.QuietFrom, m.QuietTo = 0, 0
			m.Answer(members.Receive, true, "en", time.Now())
			if err := w.s.net.Roster.Put(tx, m); err != nil {
				return err
			}
			w.guests = append(w.guests, who)
		}
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
}

// disk is an engine whose disk fails for as long as it is told to.
type disk struct {
	storage.Engine
	fails atomic.Pointer[error]
}

// errFull is what a full disk says.
var errFull = error(&fs.PathError{Op: "write", Path: "relais.db", Err: syscall.ENOSPC})

func (d *disk) fail(err error) { d.fails.Store(&err) }
func (d *disk) heal()          { d.fails.Store(nil) }

func (d *disk) Update(ctx context.Context, fn func(storage.Tx) error) error {
	return d.Engine.Update(ctx, func(tx storage.Tx) error {
		err := fn(tx)
		if fails := d.fails.Load(); err == nil && fails != nil {
			return *fails
		}
		return err
	})
}

// fault lets something go wrong with the copies of some guests, every so many of them.
func (w *trouble) fault(every int, f telegramtest.Fault) (some int) {
	f.Method = "sendMessage"
	for i := 0; i < len(w.guests); i += every {
		f.Chat = w.chatOf(w.guests[i])
		w.telegram.Fail(f)
		some++
	}
	return some
}

func (w *trouble) chatOf(who string) string { return w.person(who).User().Chat }

// begin decides on a release and returns when so many guests' copies have left.
func (w *trouble) begin(title string, copies int) {
	w.t.Helper()
	w.decide(w.t, title)
	for began := time.Now(); w.left(title) < copies; time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > 5*time.Minute {
			w.t.Fatalf("only %d copies of %d have left", w.left(title), copies)
		}
	}
}

// left counts the calls with a copy that were done.
func (w *trouble) left(title string) (n int) {
	for _, c := range w.telegram.Done("sendMessage") {
		if strings.Contains(c.Params["text"], title) {
			n++
		}
	}
	return n - w.previews(title)
}

// previews are the messages with a title that nadia and rafael had before it was released.
func (w *trouble) previews(title string) (n int) {
	for _, c := range w.telegram.Done("sendMessage") {
		chat := c.Params["chat_id"]
		if strings.Contains(c.Params["text"], title) && (chat == w.chatOf("nadia") || chat == w.chatOf("rafael")) {
			n++
		}
	}
	return n
}

// copies holds how many guests have how many copies: copies(0) have none, and so on.
func (w *trouble) copies(title string, want ...int) {
	w.t.Helper()
	got := make([]int, len(want))
	for _, who := range w.guests {
		n := w.told(w.t, who, title)
		if n >= len(got) {
			w.t.Errorf("%s has %d copies of %q", who, n, title)
			continue
		}
		got[n]++
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Errorf("so many guests have no, one, … copies of %q: %v, want %v", title, got, want)
	}
}

// states are where the copies of the nth release from the end stand.
func (w *trouble) states(brief string) (n outbox.Counts) {
	w.t.Helper()
	if err := w.s.store.View(w.t.Context(), func(tx storage.Tx) error {
		all, err := w.s.net.Releases(tx, brief)
		if err != nil {
			return err
		}
		tally, err := w.s.net.Outbox.Tally(tx, all[len(all)-1].ID)
		n = tally.States
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// settled holds that all copies of a brief were sent but so many, which are in doubt, and that the lead is told of those.
func (w *trouble) settled(brief string, doubts int) {
	w.t.Helper()
	n := w.states(brief)
	if n[outbox.InDoubt] != doubts || n[outbox.Sent]+doubts != n.Total() || n.Total() != len(w.guests)+len(cast) {
		w.t.Errorf("the copies of %s to %d are %v, and %d are in doubt", brief, len(w.guests)+len(cast), n, doubts)
	}
	before := w.told(w.t, "nadia", fmt.Sprintf("%d people", doubts))
	w.Say(w.t, "nadia", "/doubts", false)
	if doubts > 0 && w.told(w.t, "nadia", fmt.Sprintf("%d people", doubts)) == before {
		w.t.Errorf("/doubts does not list %d people", doubts)
	}
	if doubts == 0 && !w.reads(w.t, "nadia", "Nothing is open") {
		w.t.Error("/doubts lists something")
	}
}

// logged holds that the log says something so many times.
func (w *trouble) logged(times int, words string) {
	w.t.Helper()
	if n := strings.Count(w.log.String(), words); n != times {
		w.t.Errorf("the log says %d times %q, want %d", n, words, times)
	}
}

// passes lets time go by and everything happen that it brings.
func (w *trouble) passes(d time.Duration) {
	time.Sleep(d)
	w.settle()
}

// TestFault lets one thing go wrong at a time while the network works: nobody is lost, nobody has twice what may not come twice, and
// who has to know is told. A clock that jumps cannot be played here, since a bubble's goes on and its monotonic part with it: see
// TestClock in campaigns and in campaigns/outbox.
func TestFault(t *testing.T) {
	t.Run("answers_cut_before", func(t *testing.T) { answersCut(t, telegramtest.CutBefore) })
	t.Run("answers_cut_after", func(t *testing.T) { answersCut(t, telegramtest.CutAfter) })
	t.Run("html_in_place_of_json", htmlInPlaceOfJSON)
	t.Run("a_third_of_429s", aThirdOf429s)
	t.Run("a_401_in_the_middle", a401InTheMiddle)
	t.Run("five_minutes_of_5xx", fiveMinutesOf5xx)
	t.Run("a_hanging_server", aHangingServer)
	t.Run("a_poisoned_update", aPoisonedUpdate)
	t.Run("a_replayed_update", aReplayedUpdate)
	t.Run("a_replayed_interaction", aReplayedInteraction)
	t.Run("a_store_that_refuses_writes", aStoreThatRefusesWrites)
	t.Run("a_release_of_0", aReleaseOf0)
	t.Run("somebody_leaves_while_it_runs", somebodyLeavesWhileItRuns)
	t.Run("a_full_disk", aFullDisk)
	t.Run("shutdown_within_ten_seconds", shutdownWithinTenSeconds)
}

// answersCut has the answers to a third of the copies cut. A brief is in doubt then; an alert is sent again.
func answersCut(t *testing.T, cut telegramtest.Cut) {
	inTrouble(t, 30, func(t *testing.T, w *trouble) {
		some := w.fault(3, telegramtest.Fault{Cut: cut})
		w.release(t, "Argan again")
		if cut == telegramtest.CutBefore {
			w.copies("Argan again", some, 30-some)
		} else {
			w.copies("Argan again", 0, 30)
		}
		w.settled("B6", some)
		w.Say(t, "nadia", "/doubts", false)
		w.pressLabel(t, "nadia", "Leave them")
		w.kind = "alert"
		some = w.fault(3, telegramtest.Fault{Cut: cut})
		w.release(t, "Now this")
		if cut == telegramtest.CutBefore {
			w.copies("Now this", 0, 30)
		} else {
			w.copies("Now this", 0, 30-some, some)
		}
		w.settled("B7", 0)
	})
}

// htmlInPlaceOfJSON has a proxy's page in place of an answer. One that says that it could not get through is tried again; one that claims
// success says nothing of the copy.
func htmlInPlaceOfJSON(t *testing.T) {
	inTrouble(t, 30, func(t *testing.T, w *trouble) {
		w.fault(3, telegramtest.BadGateway(telegramtest.Fault{Times: 2}))
		w.release(t, "Argan again")
		w.passes(time.Minute)
		w.copies("Argan again", 0, 30)
		w.settled("B6", 0)
		some := w.fault(5, telegramtest.Fault{Status: 200, Body: "<html><body>Please log in to this network</body></html>"})
		w.release(t, "Olive trees")
		w.copies("Olive trees", some, 30-some)
		w.settled("B7", some)
	})
}

// aThirdOf429s has every third copy throttled, for 1 to 30 seconds: nothing is sent to that chat in that time, nor to anybody once a second
// chat was asked for a pause meanwhile, and no try is used up.
func aThirdOf429s(t *testing.T) {
	inTrouble(t, 90, func(t *testing.T, w *trouble) {
		for i := 0; i < len(w.guests); i += 3 {
			w.telegram.Fail(telegramtest.TooMany(telegramtest.Fault{Method: "sendMessage", Chat: w.chatOf(w.guests[i])}, 1+i/3))
		}
		w.decide(t, "Argan again")
		w.passes(20 * time.Minute)
		w.copies("Argan again", 0, 90)
		w.settled("B6", 0)
		var until, all time.Time // of the last chat that was asked for a pause, and of everybody
		last := map[string]time.Time{}
		throttled := 0
		for _, c := range w.telegram.Calls("sendMessage") {
			chat := c.Params["chat_id"]
			for _, rests := range []time.Time{last[chat], all} {
				if c.At.Before(rests) {
					t.Errorf("a copy was sent %v before the pause was over", rests.Sub(c.At))
				}
			}
			if c.Code == 429 {
				var seconds int
				if _, err := fmt.Sscanf(c.Description, "Too Many Requests: retry after %d", &seconds); err != nil {
					t.Fatal(err)
				}
				throttled++
				pause := c.At.Add(time.Duration(seconds) * time.Second)
				if c.At.Before(until) && pause.After(all) {
					all = pause
				}
				until, last[chat] = pause, pause
			}
		}
		if throttled != 30 {
			t.Errorf("%d calls were throttled, want 30", throttled)
		}
	})
}

// a401InTheMiddle has the token revoked while a release runs: the program ends and says what to do, and goes on where it was with
// the new one.
func a401InTheMiddle(t *testing.T) {
	inTrouble(t, 90, func(t *testing.T, w *trouble) {
		var ended atomic.Pointer[error]
		w.fails = func(err error) { ended.Store(&err) }
		w.begin("Argan again", 30)
		w.telegram.Fail(telegramtest.Fault{Times: -1, Status: 401, Description: "Unauthorized"})
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if err := ended.Load(); err == nil || !errors.Is(*err, telegram.ErrToken) {
			t.Errorf("with the token revoked it ended with %v", err)
		}
		w.logged(1, "the platform does not accept the token: nothing is sent")
		n := w.left("Argan again")
		w.stop()
		if n == 0 || n > 80 {
			t.Errorf("%d copies had left: it was not in the middle", n)
		}
		w.telegram.Heal()
		w.fails = nil
		w.start(t)
		w.passes(time.Minute)
		w.copies("Argan again", 0, 90)
		w.settled("B6", 0)
	})
}

// fiveMinutesOf5xx has the platform away: whatever is due waits for it, which the log says once, and once more when it is over.
func fiveMinutesOf5xx(t *testing.T) {
	inTrouble(t, 90, func(t *testing.T, w *trouble) {
		w.begin("Argan again", 30)
		w.telegram.Fail(telegramtest.BadGateway(telegramtest.Fault{Times: -1}))
		time.Sleep(5 * time.Minute)
		w.telegram.Heal()
		w.passes(2 * time.Minute)
		w.copies("Argan again", 0, 90)
		w.settled("B6", 0)
		w.logged(1, "nothing gets through to the platform")
		w.logged(1, "the platform lets messages through again")
	})
}

// aHangingServer has calls that are never answered. They hold nobody else up, and end in doubt; an alert is sent again.
func aHangingServer(t *testing.T) {
	inTrouble(t, 90, func(t *testing.T, w *trouble) {
		some := w.fault(9, telegramtest.Fault{Silent: true})
		w.begin("Argan again", 90-some)
		if n := w.states("B6")[outbox.Sending]; n == 0 {
			t.Error("no call hangs when all others are answered")
		}
		w.passes(time.Minute)
		w.copies("Argan again", some, 90-some)
		w.settled("B6", some)
		w.kind = "alert"
		w.begin("Now this", 30)
		w.telegram.Fail(telegramtest.Fault{Times: -1, Silent: true})
		time.Sleep(5 * time.Minute) // not for as long as eight attempts take, after which it is for the lead to say
		w.telegram.Heal()
		w.passes(5 * time.Minute)
		w.copies("Now this", 0, 90)
		if n := w.states("B7"); n[outbox.Sent] != n.Total() {
			t.Errorf("the alert's copies are %v", n)
		}
	})
}
