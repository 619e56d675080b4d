package telegramtest

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Account is somebody on Telegram and their private chat with the bot, in this package's own terms; Person is the same for the
// contract of adapters.
type Account struct {
	s    *Server
	who  *account
	chat *chat
}

// Button is one under a message: it sends Data or opens URL.
type Button struct{ Text, Data, URL string }

// Message is one as somebody sees it.
type Message struct {
	ID, Thread int
	Mine       bool // somebody sent it, not the bot
	Text       string
	Entities   []Entity
	// Copy is what one tap copies: a block of code at the end, which is then not in Text, or a button that copies.
	Copy    string
	Buttons [][]Button
	// File is a document with its bytes; Media the address of a picture or the like, or its file_id.
	File  *File
	Media string
}

// Account is somebody who has pressed Start in the chat with the bot, which heard nothing of it.
func (s *Server) Account(t testing.TB, name, lang string) *Account {
	t.Helper()
	a := s.stranger(name, lang)
	a.chat.status = "member"
	return a
}

// Stranger is somebody who never opened the chat with the bot.
func (s *Server) Stranger() *Account { return s.stranger("Stranger", "en") }

func (s *Server) stranger(name, lang string) *Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.user++
	who := &account{id: 7_000_000_000 + int64(s.last.user), first: name, lang: lang}
	at := &chat{id: who.id, kind: "private", person: who, topics: map[int]string{}, members: map[int64]string{}}
	s.users[who.id], s.chats[at.id] = who, at
	return &Account{s, who, at}
}

// ID is that of the account and of its private chat with the bot.
func (a *Account) ID() int64 { return a.who.id }

var errBlocked = errors.New("they blocked the bot, and cannot write to it")

// write sends a message of theirs.
func (a *Account) write(m *message) error {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	switch {
	case a.chat.gone:
		return errors.New("the account was deleted")
	case a.chat.status == "kicked":
		return errBlocked
	}
	a.chat.status = "member"
	m.chat, m.from = a.chat, a.who
	a.s.push("message", a.s.add(m).wire(a.s))
	return nil
}

// typed is a text as a client sends it.
func typed(text string) (*message, error) {
	text, _ = trim(clean(text), nil)
	if n := units(text); n == 0 || n > rule("text.long").Limit {
		return nil, fmt.Errorf("a client sends 1 to %d UTF-16 units at once, not %d", rule("text.long").Limit, n)
	}
	m := &message{text: text}
	if command := commandAt.FindString(text); command != "" {
		m.marks = []Entity{{Type: "bot_command", Length: units(command)}}
	}
	return m, nil
}

var commandAt = regexp.MustCompile(`^/[A-Za-z0-9_]{1,64}(@[A-Za-z0-9_]+)?`)

// Say types a text.
func (a *Account) Say(text string) error {
	m, err := typed(text)
	if err != nil {
		return err
	}
	return a.write(m)
}

var startPayload = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Start follows the link t.me/<bot>?start=<payload>.
func (a *Account) Start(payload string) error {
	if !startPayload.MatchString(payload) {
		return breaks("start.long")
	}
	return a.Say("/start " + payload)
}

// Forward passes on somebody else's text.
func (a *Account) Forward(text string) error {
	m, err := typed(text)
	if err != nil {
		return err
	}
	m.forwarded = true
	return a.write(m)
}

// Sticker sends something without words.
func (a *Account) Sticker() error { return a.write(&message{field: "sticker"}) }

// Press presses a button with this data on a message in their private chat, whether or not it stands there any more.
func (a *Account) Press(id, data string) error { return a.s.press(a.who, a.chat, id, data) }

func (s *Server) press(who *account, at *chat, id, data string) error {
	n, err := strconv.Atoi(id)
	if err != nil {
		return fmt.Errorf("no message has the id %q", id)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if at.status == "kicked" {
		return errBlocked
	}
	s.last.query++
	q := &query{id: strconv.Itoa(4_382_000_000_000_000 + s.last.query), from: who, at: time.Now()}
	s.queries[q.id] = q
	on := map[string]any{"message_id": n, "chat": at.wire(), "date": 0}
	if m := at.find(n); m != nil {
		on = m.wire(s)
	}
	s.push("callback_query", map[string]any{
		"id": q.id, "from": who.wire(), "message": on, "chat_instance": strconv.FormatInt(at.id*31, 10), "data": data,
	})
	return nil
}

// Block stops the bot.
func (a *Account) Block() error { return a.turn("kicked") }

// Unblock lets it again.
func (a *Account) Unblock() error { return a.turn("member") }

func (a *Account) turn(status string) error {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if a.chat.status != status {
		a.s.become(a.chat, a.who, status)
	}
	return nil
}

// Deactivate deletes the account; the bot hears nothing.
func (a *Account) Deactivate() {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	a.chat.gone = true
}

// Remove deletes a message on both sides, of which the bot is not told.
func (a *Account) Remove(id string) error {
	n, _ := strconv.Atoi(id)
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if !a.chat.drop(n) {
		return fmt.Errorf("no message %q stands in the chat", id)
	}
	return nil
}

// Messages are those of their private chat, oldest first.
func (a *Account) Messages() []Message { return a.s.shown(a.chat) }

// Alerts are the texts that answered their presses, oldest first.
func (a *Account) Alerts() []string {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	var all []string
	for n := range a.s.last.query {
		q := a.s.queries[strconv.Itoa(4_382_000_000_000_001+n)]
		if q.from == a.who && q.toast != "" {
			all = append(all, q.toast)
		}
	}
	return all
}

// Menu is the keyboard below their private chat, row after row.
func (a *Account) Menu() ([]string, error) {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	var all []string
	for _, row := range a.chat.menu {
		all = append(all, row...)
	}
	return all, nil
}

// Waiting is how many of their presses wait for an answer.
func (a *Account) Waiting() (int, error) {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	n := 0
	for _, q := range a.s.queries {
		if q.from == a.who && q.waits() {
			n++
		}
	}
	return n, nil
}

// shown is what stands in a chat.
func (s *Server) shown(at *chat) []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Message
	for _, m := range at.messages {
		if m.service == nil {
			all = append(all, m.shown(s))
		}
	}
	return all
}

func (m *message) shown(s *Server) Message {
	v := Message{ID: m.id, Thread: m.thread, Mine: m.from != s.bot && m.from != nil, Text: m.text, Entities: m.marks}
	for _, e := range m.marks {
		if e.Type == "pre" && e.end() == units(m.text) {
			v.Copy = slice(m.text, e.Offset, e.end())
			v.Text = strings.TrimRight(slice(m.text, 0, e.Offset), " \n")
		}
	}
	for _, row := range m.inline {
		var buttons []Button
		for _, b := range row {
			switch {
			case b.Copy != nil:
				v.Copy = b.Copy.Text
			case b.URL != nil:
				buttons = append(buttons, Button{Text: b.Text, URL: *b.URL})
			default:
				buttons = append(buttons, Button{Text: b.Text, Data: *b.Data})
			}
		}
		if len(buttons) > 0 {
			v.Buttons = append(v.Buttons, buttons)
		}
	}
	switch {
	case m.file == nil:
	case m.field == "document":
		f := m.file.File
		v.File = &f
	case m.file.url != "":
		v.Media = m.file.url
	default:
		v.Media = m.file.id
	}
	return v
}
