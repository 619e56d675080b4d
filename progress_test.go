//go:build !race

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot/telegram/telegramtest"
	"relais/campaigns"
	"relais/web"
)

// TestProgress holds that where a release stands is told as JSON too, to who has its address alone, and from the measured rate when it is
// done; and that the platform's slowness shows in it.
func TestProgress(t *testing.T) {
	inSample(t, stages[1], func(t *testing.T, w *world) {
		w.Say(t, "karim", "/language en", false)
		w.head = "Fallback: en\n"
		karim := w.person("karim").(telegramtest.Person).User().Chat
		w.telegram.Fail(telegramtest.TooMany(telegramtest.Fault{Method: "sendMessage", Chat: karim, Times: -1}, 600))
		w.release(t, "Argan again")
		time.Sleep(30 * time.Second)
		id := w.s.net.Running()[0].Release
		read := func(token string) (p campaigns.Progress, status int) {
			t.Helper()
			page := w.Get(t, fmt.Sprintf("/progress/%d/%s", id, token), "")
			if page.Status == 200 {
				if err := json.Unmarshal([]byte(page.Body), &p); err != nil {
					t.Fatal(err)
				}
			}
			return p, page.Status
		}
		if _, status := read("0123456789abcdef0123"); status != 404 {
			t.Errorf("without its token it answers %d", status)
		}
		p, status := read(w.s.net.ProgressToken(id))
		if status != 200 || p.Brief != "B6" || p.State != campaigns.StateRunning || p.Copies["queued"] == 0 || p.Copies["sent"] == 0 || p.PerSecond < 0 {
			t.Errorf("it answers %d: %+v", status, p)
		}
		if len(p.Waiting) != 1 || p.Waiting[0] != (campaigns.Some{Why: "throttled", Copies: 1}) || time.Until(p.Next) < 5*time.Minute || p.DoneBy.Before(p.Next) {
			t.Errorf("who waits, until when and why: %+v", p)
		}
		monitor := httptest.NewRecorder()
		web.Metrics(w.s.net).ServeHTTP(monitor, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		for _, line := range []string{
			`relais_releases_running 1`, `relais_release_info{release="5",brief="B6",class="brief",state="running"} 1`, `relais_release_waiting{release="5",brief="B6",class="brief",why="throttled"} 1`,
			fmt.Sprintf(`relais_release_copies{release="5",brief="B6",class="brief",state="sent"} %d`, p.Copies["sent"]), "process_resident_memory_bytes",
		} {
			if !strings.Contains(monitor.Body.String(), line) {
				t.Errorf("a monitor does not read %s in:\n%s", line, monitor.Body)
			}
		}
		w.telegram.Heal()
		time.Sleep(15 * time.Minute)
		if p, _ = read(w.s.net.ProgressToken(id)); p.State != campaigns.StateDone || p.Copies["queued"] != 0 {
			t.Errorf("at the end it answers %+v", p)
		}
		if n := len(w.s.net.Running()); n != 0 {
			t.Errorf("%d releases are still watched", n)
		}
	})
}

// TestProgressFailed holds that copies which are not delivered stand in a release's progress with why, for its lead, in JSON and for a
// monitor, and that the rate told is the one at which copies leave and not what the platform would allow.
func TestProgressFailed(t *testing.T) {
	inTrouble(t, 300, func(t *testing.T, w *trouble) {
		w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Chat: w.chatOf("guest1"), Status: 403, Description: "Forbidden: bot was blocked by the user"})
		for _, who := range []string{"guest2", "guest3"} {
			w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Chat: w.chatOf(who), Status: 400, Description: "Bad Request: not enough rights to send text messages to the chat"})
		}
		w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Times: -1, Latency: 5 * time.Second})
		w.begin("Argan again", 180)
		all := w.s.net.Running()
		if len(all) != 1 {
			t.Fatalf("%d releases run", len(all))
		}
		id := all[0].Release
		page, monitor := httptest.NewRecorder(), httptest.NewRecorder()
		w.s.handler().ServeHTTP(page, httptest.NewRequest(http.MethodGet, fmt.Sprintf("/progress/%d/%s", id, w.s.net.ProgressToken(id)), nil))
		web.Metrics(w.s.net).ServeHTTP(monitor, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		var p campaigns.Progress
		if err := json.Unmarshal(page.Body.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]campaigns.Some{{Why: "gone", Copies: 1}, {Why: "refused", Copies: 2}}, p.Failed); diff != "" || p.Copies["failed"] != 3 {
			t.Errorf("of those that failed the JSON says (-want +got) in %s:\n%s", page.Body, diff)
		}
		// One source has 63 calls in flight at a time, each of which takes five seconds: some 12.6 a second, of 30 that would be allowed.
		if p.PerSecond < 6 || p.PerSecond > 20 {
			t.Errorf("%.1f copies a second are said to leave", p.PerSecond)
		}
		left := time.Duration(float64(p.Copies["queued"]+p.Copies["sending"]) / p.PerSecond * float64(time.Second))
		if off := p.DoneBy.Sub(p.At.Add(left)).Abs(); off > time.Second {
			t.Errorf("at this rate it is done %v from when it says: %s", off, page.Body)
		}
		for _, line := range []string{
			`relais_release_failed{release="5",brief="B6",class="brief",why="gone"} 1`, `relais_release_failed{release="5",brief="B6",class="brief",why="refused"} 2`,
			`relais_release_copies{release="5",brief="B6",class="brief",state="failed"} 3`, fmt.Sprintf(`relais_release_per_second{release="5",brief="B6",class="brief"} %v`, p.PerSecond),
		} {
			if !strings.Contains(monitor.Body.String(), line) {
				t.Errorf("a monitor does not read %s in:\n%s", line, monitor.Body)
			}
		}
		time.Sleep(2 * beat)
		failed := []string{"not delivered: 1 person, the platform can't reach them", "not delivered: 2 people, the platform does not take it"}
		for _, head := range []string{"B6 is going out", "B6 is done: 306 of 306 settled. • sent to 303 people"} {
			for _, words := range failed {
				if said := seen(w.saying("nadia", head[:11])); !strings.Contains(said, head) || !strings.Contains(said, words) {
					t.Errorf("the lead's message has no %q with %q: %q", head, words, said)
				}
			}
			w.passes(30 * time.Second)
		}
	})
}
