package telegramtest

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"
)

// TestWitness holds what a test is told of calls, and when: as they come, when they took effect, and when their answers have left.
func TestWitness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var (
			saw   []string
			start time.Time
		)
		note := func(what string) func(Call) {
			return func(c Call) {
				saw = append(saw, fmt.Sprintf("%v %s %d: %d, message %d", time.Since(start), what, c.Number, c.Code, c.Message))
			}
		}
		faults := []*Fault{{Latency: time.Second, Hold: 2 * time.Second}, {Cut: CutAfter}, {Cut: CutBefore}, {Status: http.StatusBadGateway}, nil}
		s := New(t, Options{Unpaced: true, Took: note("took"), Answered: note("answered"), Chance: func(c Call) *Fault {
			note("came")(c)
			return faults[c.Number-1]
		}})
		chat := fmt.Sprint(s.Account(t, "Amina", "en").ID())
		start = time.Now()
		client := s.Client()
		for range faults {
			res, err := client.PostForm("https://api.telegram.org/bot"+s.Token()+"/sendMessage", url.Values{"chat_id": {chat}, "text": {"x"}})
			if err == nil {
				res.Body.Close()
			}
			synctest.Wait()
		}
		want := []string{
			"0s came 1: 0, message 0", "1s took 1: 200, message 11", "3s answered 1: 200, message 11",
			"3s came 2: 0, message 0", "3s took 2: 200, message 12",
			"3s came 3: 0, message 0", "3s took 3: 0, message 0",
			"3s came 4: 0, message 0", "3s took 4: 502, message 0", "3s answered 4: 502, message 0",
			"3s came 5: 0, message 0", "3s took 5: 200, message 13", "3s answered 5: 200, message 13",
		}
		if fmt.Sprint(saw) != fmt.Sprint(want) {
			t.Errorf("saw\n%q, want\n%q", saw, want)
		}
	})
}
