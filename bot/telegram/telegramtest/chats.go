package telegramtest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// account is somebody on Telegram.
type account struct {
	id              int64
	first, username string
	lang            string
	bot             bool
}

func (a *account) wire() map[string]any {
	m := map[string]any{"id": a.id, "is_bot": a.bot, "first_name": a.first}
	if a.username != "" {
		m["username"] = a.username
	}
	if a.lang != "" {
		m["language_code"] = a.lang
	}
	return m
}

// chat is a private chat, a group, a supergroup or a channel.
type chat struct {
	id       int64
	kind     string // as the Bot API names it
	title    string
	forum    bool
	person   *account // of a private chat
	status   string   // of the bot: member, administrator, restricted, left, kicked; empty where a person never started it
	gone     bool     // the account of the person was deleted
	movedTo  int64
	messages []*message // that stand, oldest first
	last     int
	topics   map[int]string
	members  map[int64]string
	menu     [][]string
}

func (c *chat) private() bool { return c.kind == "private" }

func (c *chat) wire() map[string]any {
	m := map[string]any{"id": c.id, "type": c.kind}
	if c.private() {
		m["first_name"] = c.person.first
		return m
	}
	m["title"] = c.title
	if c.forum {
		m["is_forum"] = true
	}
	return m
}

// message is one that stands in a chat.
type message struct {
	id, thread int
	chat       *chat
	from       *account // nil for a post of a channel
	date       time.Time
	edited     time.Time
	text       string
	marks      []Entity
	field      string // document, photo, video, voice, sticker; text is then the caption
	file       *file
	forwarded  bool
	inline     [][]button
	other      bool // another reply_markup than an inline keyboard
	service    map[string]any
}

func (m *message) wire(s *Server) map[string]any {
	w := map[string]any{"message_id": m.id, "date": m.date.Unix(), "chat": m.chat.wire()}
	if m.from != nil {
		w["from"] = m.from.wire()
	} else {
		w["sender_chat"] = m.chat.wire()
	}
	if m.thread != 0 {
		w["message_thread_id"], w["is_topic_message"] = m.thread, true
	}
	if !m.edited.IsZero() {
		w["edit_date"] = m.edited.Unix()
	}
	text, marks := "text", "entities"
	if m.field != "" {
		text, marks = "caption", "caption_entities"
		if m.field == "sticker" {
			w["sticker"] = map[string]any{"file_id": "CAACAgIAAxk", "file_unique_id": "AgADsticker", "type": "regular", "width": 512,
				"height": 512, "is_animated": false, "is_video": false, "emoji": "👍"}
		} else {
			w[m.field] = m.file.wire(m.field)
		}
	}
	if m.text != "" {
		w[text] = m.text
	}
	if len(m.marks) > 0 {
		w[marks] = m.marks
	}
	if m.forwarded {
		other := map[string]any{"id": 6_999_999_999, "is_bot": false, "first_name": "Somebody"}
		then := m.date.Add(-time.Hour).Unix()
		w["forward_origin"] = map[string]any{"type": "user", "sender_user": other, "date": then}
		if s.opt.OldForwards {
			w["forward_from"], w["forward_date"] = other, then
		}
	}
	if len(m.inline) > 0 {
		w["reply_markup"] = map[string]any{"inline_keyboard": m.inline}
	}
	for k, v := range m.service {
		w[k] = v
	}
	return w
}

// add puts a message into a chat. Private chats and basic groups count their messages together, others each on its own.
func (s *Server) add(m *message) *message {
	if m.chat.private() || m.chat.kind == "group" {
		s.last.message++
		m.id = s.last.message
	} else {
		m.chat.last++
		m.id = m.chat.last
	}
	m.date = time.Now()
	m.chat.messages = append(m.chat.messages, m)
	return m
}

func (c *chat) find(id int) *message {
	for _, m := range c.messages {
		if m.id == id {
			return m
		}
	}
	return nil
}

func (c *chat) drop(id int) bool {
	n := len(c.messages)
	c.messages = slices.DeleteFunc(c.messages, func(m *message) bool { return m.id == id })
	return len(c.messages) < n
}

// chat is the one that a call names, whatever the bot may do there.
func (s *Server) chat(c *call) (*chat, *refusal) {
	name := c.params["chat_id"]
	if name == "" {
		return nil, breaks("chat.empty")
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return nil, breaks("chat.missing") // no fake chat has a public name
	}
	to := s.chats[id]
	switch {
	case to == nil:
		return nil, breaks("chat.missing")
	case to.movedTo != 0:
		r := breaks("chat.moved")
		r.migrate = to.movedTo
		return nil, r
	}
	return to, nil
}

// reach is the chat that a call writes to, if the bot may.
func (s *Server) reach(c *call) (*chat, *refusal) {
	to, refused := s.chat(c)
	if refused != nil {
		return nil, refused
	}
	switch {
	case to.gone:
		return nil, breaks("chat.gone")
	case to.private() && to.status == "":
		return nil, breaks("chat.stranger")
	case to.private() && to.status == "kicked":
		return nil, breaks("chat.blocked")
	case to.status == "kicked":
		return nil, breaks("chat.kicked", to.kind)
	case to.kind == "channel" && to.status != "administrator":
		if to.status == "member" {
			return nil, breaks("chat.admin")
		}
		return nil, breaks("chat.left", to.kind)
	case to.status == "restricted":
		return nil, breaks("chat.rights")
	case !to.private() && to.status != "member" && to.status != "administrator":
		return nil, breaks("chat.left", to.kind)
	}
	if thread := c.number("message_thread_id"); thread != 0 && to.topics[thread] == "" {
		return nil, breaks("thread")
	}
	return to, nil
}

// statusWire is a member of a chat as updates and getChatMember have it.
func statusWire(who *account, status string) map[string]any {
	m := map[string]any{"user": who.wire(), "status": status}
	switch status {
	case "kicked":
		m["until_date"] = 0
	case "administrator":
		m["can_be_edited"], m["can_manage_chat"], m["can_post_messages"] = false, true, true
	case "restricted":
		m["is_member"], m["can_send_messages"], m["until_date"] = true, false, 0
	}
	return m
}

// become changes what the bot is in a chat, and tells it.
func (s *Server) become(c *chat, by *account, status string) {
	old := c.status
	if old == "" {
		old = "left"
	}
	c.status = status
	s.push("my_chat_member", map[string]any{
		"chat": c.wire(), "from": by.wire(), "date": time.Now().Unix(),
		"old_chat_member": statusWire(s.bot, old), "new_chat_member": statusWire(s.bot, status),
	})
}

func (s *Server) getChat(c *call) (any, *refusal) {
	at, refused := s.chat(c)
	if refused != nil {
		return nil, refused
	}
	m := at.wire()
	m["accent_color_id"], m["max_reaction_count"] = 0, 11
	return m, nil
}

func (s *Server) getChatMember(c *call) (any, *refusal) {
	at, refused := s.chat(c)
	if refused != nil {
		return nil, refused
	}
	id := int64(c.number("user_id"))
	who, status := s.users[id], at.members[id]
	switch {
	case id == s.bot.id:
		who, status = s.bot, at.status
	case who == nil:
		return nil, breaks("member")
	case at.private() && at.person.id == id:
		status = "member"
	}
	if status == "" {
		status = "left"
	}
	return statusWire(who, status), nil
}

func (s *Server) leaveChat(c *call) (any, *refusal) {
	at, refused := s.chat(c)
	if refused != nil {
		return nil, refused
	}
	if at.private() {
		return nil, breaks("chat.private")
	}
	s.become(at, s.bot, "left")
	return true, nil
}

// heard tells whether the bot is told of a message in a group: with privacy mode on, of commands alone that are for it.
func (s *Server) heard(m *message) bool {
	switch {
	case m.chat.private():
		return true
	case m.chat.status == "administrator":
		return true
	case m.chat.status != "member" && m.chat.status != "restricted":
		return false
	case s.opt.ReadsAll, m.service != nil:
		return true
	}
	command, _, _ := strings.Cut(m.text, " ")
	_, to, named := strings.Cut(command, "@")
	return strings.HasPrefix(command, "/") && (!named || strings.EqualFold(to, s.opt.Username))
}
