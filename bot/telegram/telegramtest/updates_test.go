package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestUpdatesAreKeptUntilConfirmed(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		for i := range 3 {
			b.amina.Say(fmt.Sprint("number ", i))
		}
		first := b.updates("limit", 2)
		if len(first) != 2 || first[0].text() != "number 0" || first[1].ID != first[0].ID+1 {
			t.Fatalf("got %+v", first)
		}
		if again := b.updates(); len(again) != 3 || again[0].ID != first[0].ID {
			t.Errorf("what is not confirmed comes again; got %+v", again)
		}
		if rest := b.updates("offset", first[1].ID); len(rest) != 2 || rest[0].ID != first[1].ID {
			t.Errorf("offset confirms what is below it alone; got %+v", rest)
		}
		if last := b.updates("offset", -1); len(last) != 1 || last[0].text() != "number 2" {
			t.Errorf("a negative offset leaves the last; got %+v", last)
		}
		b.Again(first[0].ID)
		b.Reverse()
		if all := b.updates(); len(all) != 2 || all[0].ID != first[0].ID || all[1].text() != "number 2" {
			t.Errorf("want the repeated one first; got %+v", all)
		}
		if b.Pending() != 1 || len(b.Updates()) != 3 {
			t.Errorf("%d wait of %v", b.Pending(), b.Updates())
		}
		time.Sleep(25 * time.Hour)
		if all := b.updates(); len(all) != 0 {
			t.Errorf("after a day there is %+v", all)
		}
	})
}

func TestAllowedUpdates(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		b.updates("allowed_updates", `["callback_query"]`)
		b.amina.Say("x")
		b.amina.Press("5", "d")
		if all := b.updates(); len(all) != 1 || all[0].Callback == nil {
			t.Errorf("got %+v", all)
		}
		b.updates("allowed_updates", `[]`)
		b.amina.Say("x")
		if all := b.updates(); len(all) != 2 {
			t.Errorf("got %+v", all)
		}
	})
}

func TestOddUpdatesAreStillJSON(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		for _, fields := range Odd() {
			b.Inject(fields)
		}
		var all []json.RawMessage
		b.call("getUpdates").ok(t, &all)
		if len(all) != len(Odd()) {
			t.Errorf("got %s", all)
		}
	})
}

func TestALongPollWakesAndEnds(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		begun := time.Now()
		go func() {
			time.Sleep(7 * time.Second)
			b.amina.Say("hello")
		}()
		if all := b.updates("timeout", 30); len(all) != 1 || time.Since(begun) != 7*time.Second {
			t.Errorf("after %v got %+v", time.Since(begun), all)
		}
		begun = time.Now()
		if all := b.updates("timeout", 60, "offset", b.last.update+1); len(all) != 0 || time.Since(begun) != 50*time.Second {
			t.Errorf("after %v got %+v", time.Since(begun), all)
		}
		c := b.dial() // somebody who gives up takes nothing with them
		io.WriteString(c, post("/bot"+b.Token()+"/getUpdates", "application/x-www-form-urlencoded", "timeout=30"))
		synctest.Wait()
		if !b.Polling() {
			t.Error("nothing waits")
		}
		c.Close()
		synctest.Wait()
		if b.Polling() {
			t.Error("it waits for nobody")
		}
		b.amina.Say("still here")
		if all := b.updates(); len(all) != 1 {
			t.Errorf("got %+v", all)
		}
	})
}

func TestASecondPollEndsTheFirst(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		ended := make(chan *got)
		poll := func() { ended <- b.call("getUpdates", "timeout", 30) }
		go poll()
		synctest.Wait()
		go poll()
		(<-ended).broke(t, "poll.other")
		synctest.Wait()
		b.amina.Say("hello")
		(<-ended).ok(t, nil)
		b.updates("offset", b.last.update+1)
		go poll()
		synctest.Wait()
		b.call("setWebhook", "url", "https://example.org/h").ok(t, nil)
		(<-ended).broke(t, "poll.set")
		b.call("getUpdates").broke(t, "poll.hook")
		b.call("deleteWebhook").ok(t, nil)
		b.updates()
	})
}

// hook is a webhook in memory.
type hook func(r *http.Request) (*http.Response, error)

func (h hook) RoundTrip(r *http.Request) (*http.Response, error) { return h(r) }

func TestTheWebhookIsToldUntilItAnswers(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		var heard []string
		b.DeliverTo(&http.Client{Transport: hook(func(r *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(r.Body)
			var u polled
			json.Unmarshal(body, &u)
			heard = append(heard, u.text())
			if r.Header.Get("X-Telegram-Bot-Api-Secret-Token") != "s3cret" || r.URL.Path != "/h" {
				t.Errorf("the request has %v, %s", r.Header, r.URL)
			}
			switch len(heard) {
			case 1:
				return &http.Response{StatusCode: 500, Status: "500 Internal Server Error", Body: http.NoBody}, nil
			case 2:
				return nil, errors.New("nobody is there")
			}
			return &http.Response{StatusCode: 204, Body: http.NoBody}, nil
		})})
		b.amina.Say("one")
		b.amina.Say("two")
		synctest.Wait()
		if len(heard) != 0 {
			t.Error("there is no webhook yet")
		}
		b.call("setWebhook", "url", "https://bot.example.org/h", "secret_token", "s3cret").ok(t, nil)
		synctest.Wait()
		var info struct {
			URL     string
			Pending int    `json:"pending_update_count"`
			Failure string `json:"last_error_message"`
		}
		b.call("getWebhookInfo").ok(t, &info)
		if info.Pending != 2 || !strings.Contains(info.Failure, "500") {
			t.Errorf("the info is %+v", info)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if strings.Join(heard, " ") != "one one one two" || b.Pending() != 0 {
			t.Errorf("it heard %q", heard)
		}
	})
}
