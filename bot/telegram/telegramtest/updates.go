package telegramtest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// update is one that the bot is to be told.
type update struct {
	id   int
	body json.RawMessage
	at   time.Time
}

// poll is a getUpdates that waits. It ends with what is sent to it.
type poll struct{ over chan *refusal }

// unasked are the kinds of update that come only where they are asked for.
var unasked = []string{"chat_member", "message_reaction", "message_reaction_count"}

// push lets the bot hear of something. The caller holds mu.
func (s *Server) push(kind string, body any) {
	if kind == s.dropped {
		return
	}
	if s.allowed == nil && contains(unasked, kind) || s.allowed != nil && !contains(s.allowed, kind) {
		return
	}
	b, err := json.Marshal(body)
	if err != nil {
		panic("telegramtest: an update is no JSON: " + err.Error())
	}
	s.enqueue(fmt.Sprintf("%q:%s", kind, b))
}

// Drop keeps updates of one kind from the bot from now on, as Telegram does with those it has given up on; of none where kind is empty.
func (s *Server) Drop(kind string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropped = kind
}

func (s *Server) enqueue(fields string) int {
	s.last.update++
	u := &update{id: s.last.update, body: json.RawMessage(fmt.Sprintf(`{"update_id":%d,%s}`, s.last.update, fields)), at: time.Now()}
	if !json.Valid(u.body) {
		panic("telegramtest: an update is no JSON: " + string(u.body))
	}
	s.queue, s.kept = append(s.queue, u), append(s.kept, u)
	s.wake()
	return u.id
}

// Inject queues an update of any form and returns its id: fields are what stands in the object beside update_id.
func (s *Server) Inject(fields string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.enqueue(fields)
}

// Odd are updates for Inject as no documentation has them: half filled, with nulls, and of types that do not decode.
func Odd() map[string]string {
	return map[string]string{
		"a message without from":          `"message":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"x"}`,
		"a message without a chat":        `"message":{"message_id":1,"date":1,"from":{"id":1,"is_bot":false,"first_name":"x"},"text":"x"}`,
		"a message of nulls":              `"message":{"message_id":1,"date":null,"from":null,"chat":null,"text":null,"entities":null}`,
		"a null for a message":            `"message":null`,
		"a press without from or message": `"callback_query":{"id":"1","data":"x"}`,
		"a change without members":        `"my_chat_member":{"date":1}`,
		"nothing but an id":               `"unheard_of":{}`,
		"a message id that is a text":     `"message":{"message_id":"one"}`,
		"a list for a message":            `"message":[1,2]`,
	}
}

// Updates are the ids of all updates that ever were, oldest first.
func (s *Server) Updates() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []int
	for _, u := range s.kept {
		all = append(all, u.id)
	}
	return all
}

// Again delivers an update once more with its old id, confirmed or not.
func (s *Server) Again(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.kept {
		if u.id == id {
			s.queue = append(s.queue, &update{id: -u.id, body: u.body, at: time.Now()})
			s.wake()
			return
		}
	}
	s.t.Errorf("there was no update %d", id)
}

// Reverse gives the updates of the next answer newest first.
func (s *Server) Reverse() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reversed = true
}

// Pending is how many updates are not confirmed.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

// Polling tells whether a getUpdates waits just now.
func (s *Server) Polling() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.poll != nil
}

// setAllowed takes over allowed_updates where it is given; an empty list is what comes unasked.
func (s *Server) setAllowed(c *call) *refusal {
	text := c.params["allowed_updates"]
	if text == "" {
		return nil
	}
	var all []string
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return unused("allowed_updates is no list of texts: %v", err)
	}
	s.allowed = nil
	if len(all) > 0 {
		s.allowed = all
	}
	return nil
}

// getUpdates gives what is not confirmed, and waits for something where nothing is. As on the real server a poll that waits is
// ended by the one that comes after it.
func (s *Server) getUpdates(ctx context.Context, c *call) (any, *refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook.url != "" {
		return nil, breaks("poll.hook")
	}
	if refused := s.setAllowed(c); refused != nil {
		return nil, refused
	}
	s.endPoll("poll.other")
	s.confirm(c.number("offset"))
	limit := c.number("limit")
	if limit < 1 || limit > 100 {
		limit = 100
	}
	p := &poll{over: make(chan *refusal, 1)}
	s.poll = p
	defer func() {
		if s.poll == p {
			s.poll = nil
		}
	}()
	timer := time.NewTimer(time.Duration(min(c.number("timeout"), 50)) * time.Second)
	defer timer.Stop()
	for c.number("timeout") > 0 && len(s.queue) == 0 {
		refused, late := s.await(ctx, p, timer)
		if refused != nil {
			return nil, refused
		}
		if late {
			break
		}
	}
	return s.take(limit), nil
}

// await waits without the lock until something changes.
func (s *Server) await(ctx context.Context, p *poll, timer *time.Timer) (refused *refusal, late bool) {
	changed := s.changed
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case refused = <-p.over:
		return refused, false
	case <-changed:
		// Who was ended by another poll at the same moment is not given what that one is to have.
		select {
		case refused = <-p.over:
		default:
		}
		return refused, false
	case <-timer.C:
		return nil, true
	case <-ctx.Done():
	case <-s.end:
	}
	return &refusal{text: "nobody waits for the answer any more"}, false
}

func (s *Server) endPoll(why string) {
	if s.poll != nil {
		s.poll.over <- breaks(why)
		s.poll = nil
	}
}

// confirm forgets the updates below offset; a negative one leaves that many at the end. None is kept longer than a day.
func (s *Server) confirm(offset int) {
	if offset < 0 {
		s.queue = s.queue[max(0, len(s.queue)+offset):]
	}
	s.queue = slices.DeleteFunc(s.queue, func(u *update) bool {
		return u.id > 0 && u.id < offset || time.Since(u.at) > 24*time.Hour
	})
}

// take is what an answer holds. A repeated update is in it once.
func (s *Server) take(limit int) []json.RawMessage {
	given := slices.Clone(s.queue[:min(limit, len(s.queue))])
	s.queue = slices.DeleteFunc(s.queue, func(u *update) bool { return u.id < 0 && slices.Contains(given, u) })
	if s.reversed && len(given) > 0 {
		slices.Reverse(given)
		s.reversed = false
	}
	all := []json.RawMessage{}
	for _, u := range given {
		all = append(all, u.body)
	}
	return all
}
