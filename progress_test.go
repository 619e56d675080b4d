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
