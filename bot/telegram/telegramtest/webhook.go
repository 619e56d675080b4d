package telegramtest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"
)

// webhook is where updates go in place of getUpdates.
type webhook struct {
	url, secret string
	max         int
	failed      time.Time
	failure     string
}

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]{0,256}$`)

func (s *Server) setWebhook(c *call) (any, *refusal) {
	address := c.params["url"]
	if address == "" {
		return s.deleteWebhook(c)
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "":
		return nil, breaks("hook.https")
	case u.Port() != "" && !contains([]string{"80", "88", "443", "8443"}, u.Port()):
		return nil, breaks("hook.port")
	case !secretToken.MatchString(c.params["secret_token"]):
		return nil, breaks("hook.secret")
	}
	if refused := s.setAllowed(c); refused != nil {
		return nil, refused
	}
	s.endPoll("poll.set")
	if c.yes("drop_pending_updates") {
		s.queue = nil
	}
	s.hook = webhook{url: address, secret: c.params["secret_token"], max: c.number("max_connections")}
	s.wake()
	return true, nil
}

func (s *Server) deleteWebhook(c *call) (any, *refusal) {
	s.hook = webhook{}
	if c.yes("drop_pending_updates") {
		s.queue = nil
	}
	return true, nil
}

func (s *Server) webhookInfo(*call) (any, *refusal) {
	m := map[string]any{"url": s.hook.url, "has_custom_certificate": false, "pending_update_count": len(s.queue)}
	if s.hook.url != "" {
		m["max_connections"] = s.hook.max
		if s.hook.max == 0 {
			m["max_connections"] = 40
		}
	}
	if s.allowed != nil {
		m["allowed_updates"] = s.allowed
	}
	if !s.hook.failed.IsZero() {
		m["last_error_date"], m["last_error_message"] = s.hook.failed.Unix(), s.hook.failure
	}
	return m, nil
}

// DeliverTo lets updates go to the webhook through this client, one at a time and in order, each until it is answered with
// 2xx, until the test ends. It does nothing while no webhook is set.
func (s *Server) DeliverTo(client *http.Client) {
	ctx, cancel := context.WithCancel(context.Background())
	var g sync.WaitGroup
	g.Go(func() {
		wait := time.Second
		for ctx.Err() == nil {
			s.mu.Lock()
			changed, hook := s.changed, s.hook
			s.confirm(0)
			var next *update
			if hook.url != "" && len(s.queue) > 0 {
				next = s.queue[0]
			}
			s.mu.Unlock()
			if next == nil {
				select {
				case <-changed:
				case <-ctx.Done():
				}
				continue
			}
			failure := hook.deliver(ctx, client, next)
			s.mu.Lock()
			if failure == "" {
				wait = time.Second
				if len(s.queue) > 0 && s.queue[0] == next {
					s.queue = s.queue[1:]
				}
			} else {
				s.hook.failed, s.hook.failure = time.Now(), failure
			}
			s.mu.Unlock()
			if failure != "" {
				pause(ctx, wait)
				wait = min(2*wait, time.Minute)
			}
		}
	})
	s.t.Cleanup(func() {
		cancel()
		g.Wait()
	})
}

// deliver sends one update, and says what went wrong.
func (h webhook) deliver(ctx context.Context, client *http.Client, u *update) string {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(u.body))
	if err != nil {
		return err.Error()
	}
	r.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	w, err := client.Do(r)
	if err != nil {
		return "Connection failed"
	}
	defer w.Body.Close()
	io.Copy(io.Discard, w.Body)
	if w.StatusCode/100 != 2 {
		return "Wrong response from the webhook: " + w.Status
	}
	return ""
}

// pause lets time pass unless ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
