package telegramtest

import (
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// post sends what was checked, as fast as the pace allows.
func (s *Server) post(c *call, m *message) (any, *refusal) {
	to, refused := s.reach(c)
	if refused != nil {
		return nil, refused
	}
	keyboard, refused := markupOf(c)
	if refused != nil {
		return nil, refused
	}
	if refused := s.spend(to); refused != nil {
		return nil, refused
	}
	m.chat, m.from, m.thread = to, s.bot, c.number("message_thread_id")
	if to.kind == "channel" {
		m.from = nil
	}
	m.inline, m.other = keyboard.inline, keyboard.other()
	s.add(m)
	switch {
	case keyboard.menu != nil:
		to.menu = keyboard.menu
	case keyboard.remove:
		to.menu = nil
	}
	return m.wire(s), nil
}

func (s *Server) sendMessage(c *call) (any, *refusal) {
	text, marks, refused := fullText(c)
	if refused != nil {
		return nil, refused
	}
	return s.post(c, &message{text: text, marks: marks})
}

// fullText is the text of a message.
func fullText(c *call) (string, []Entity, *refusal) {
	text, marks, refused := formatted(c.params["text"], c.params["parse_mode"], c.params["entities"])
	switch {
	case refused != nil:
	case text == "":
		refused = breaks("text.empty")
	case units(text) > rule("text.long").Limit:
		refused = breaks("text.long")
	}
	return text, marks, refused
}

func caption(c *call) (string, []Entity, *refusal) {
	text, marks, refused := formatted(c.params["caption"], c.params["parse_mode"], c.params["caption_entities"])
	if refused == nil && units(text) > rule("caption.long").Limit {
		refused = breaks("caption.long")
	}
	return text, marks, refused
}

// sendsMedia sends what has a file.
func sendsMedia(field string) func(s *Server, c *call) (any, *refusal) {
	return func(s *Server, c *call) (any, *refusal) {
		text, marks, refused := caption(c)
		if refused != nil {
			return nil, refused
		}
		f, refused := s.given(c, field)
		if refused != nil {
			return nil, refused
		}
		return s.post(c, &message{text: text, marks: marks, field: field, file: f})
	}
}

// mine is the message that a call edits.
func (s *Server) mine(c *call) (*message, *refusal) {
	if c.params["inline_message_id"] != "" {
		return nil, unused("messages sent by inline queries")
	}
	to, refused := s.reach(c)
	if refused != nil {
		return nil, refused
	}
	if c.number("message_id") <= 0 {
		return nil, breaks("message.id")
	}
	m := to.find(c.number("message_id"))
	switch {
	case m == nil:
		return nil, breaks("edit.missing")
	case m.from != s.bot && to.kind != "channel", m.other, m.service != nil:
		return nil, breaks("edit.not")
	}
	return m, nil
}

// change replaces words and keyboard of a message.
func (s *Server) change(c *call, m *message, text string, marks []Entity) (any, *refusal) {
	keyboard, refused := markupOf(c)
	switch {
	case refused != nil:
		return nil, refused
	case keyboard.other():
		return nil, breaks("markup.edit")
	case m.text == text && slices.Equal(m.marks, marks) && reflect.DeepEqual(m.inline, keyboard.inline):
		return nil, breaks("edit.same")
	}
	if refused := s.spend(m.chat); refused != nil {
		return nil, refused
	}
	m.text, m.marks, m.inline, m.edited = text, marks, keyboard.inline, time.Now()
	return m.wire(s), nil
}

func (s *Server) editText(c *call) (any, *refusal) {
	text, marks, refused := fullText(c)
	if refused != nil {
		return nil, refused
	}
	m, refused := s.mine(c)
	switch {
	case refused != nil:
		return nil, refused
	case m.field != "":
		return nil, breaks("edit.text")
	}
	return s.change(c, m, text, marks)
}

func (s *Server) editCaption(c *call) (any, *refusal) {
	text, marks, refused := caption(c)
	if refused != nil {
		return nil, refused
	}
	m, refused := s.mine(c)
	switch {
	case refused != nil:
		return nil, refused
	case m.field == "":
		return nil, breaks("edit.caption")
	}
	return s.change(c, m, text, marks)
}

func (s *Server) editMarkup(c *call) (any, *refusal) {
	m, refused := s.mine(c)
	if refused != nil {
		return nil, refused
	}
	return s.change(c, m, m.text, m.marks)
}

func (s *Server) deleteMessage(c *call) (any, *refusal) {
	to, refused := s.reach(c)
	if refused != nil {
		return nil, refused
	}
	if c.number("message_id") <= 0 {
		return nil, breaks("message.id")
	}
	m := to.find(c.number("message_id"))
	switch {
	case m == nil:
		return nil, breaks("delete.missing")
	case time.Since(m.date) > time.Duration(rule("delete.old").Limit)*time.Second:
		return nil, breaks("delete.old")
	case !to.private() && m.from != s.bot && to.status != "administrator":
		return nil, breaks("delete.not")
	}
	to.drop(m.id)
	return true, nil
}

// query is a press that waits for its answer.
type query struct {
	id       string
	from     *account
	at       time.Time
	answered bool
	toast    string
	alert    bool
}

func (q *query) waits() bool {
	return !q.answered && time.Since(q.at) <= time.Duration(rule("query.old").Limit)*time.Second
}

// answerQuery answers a press. A second answer is refused: what it says would reach nobody.
func (s *Server) answerQuery(c *call) (any, *refusal) {
	if c.params["url"] != "" {
		return nil, unused("an answer with an address, which is for games")
	}
	if utf8.RuneCountInString(c.params["text"]) > rule("toast.long").Limit {
		return nil, breaks("toast.long")
	}
	q := s.queries[c.params["callback_query_id"]]
	if q == nil || !q.waits() {
		return nil, breaks("query.old")
	}
	q.answered, q.toast, q.alert = true, strings.TrimSpace(clean(c.params["text"])), c.yes("show_alert")
	return true, nil
}
