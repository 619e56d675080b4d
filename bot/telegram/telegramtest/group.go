package telegramtest

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Group is a group, a supergroup or a channel.
type Group struct {
	s    *Server
	chat *chat
}

// NewGroup is what a Group begins as. The bot is in none until it is added.
type NewGroup struct {
	Title string
	// Kind is "group", "supergroup" or "channel"; empty is "supergroup".
	Kind  string
	Forum bool
}

// Group is a new group.
func (s *Server) Group(g NewGroup) *Group {
	if g.Kind == "" {
		g.Kind = "supergroup"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last.chat++
	at := &chat{kind: g.Kind, title: g.Title, forum: g.Forum, status: "left", topics: map[int]string{}, members: map[int64]string{}, last: 1}
	at.id = -(4_000_000_000 + int64(s.last.chat))
	if g.Kind != "group" {
		at.id = supergroup(s.last.chat)
	}
	s.chats[at.id] = at
	return &Group{s, at}
}

func supergroup(n int) int64 { return -(1_002_000_000_000 + int64(n)) }

// ID is that of the chat; after Migrate it is the new one.
func (g *Group) ID() int64 { return g.at().id }

func (g *Group) at() *chat {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat
}

// Add lets somebody make the bot "member", "administrator" or "restricted".
func (g *Group) Add(by *Account, status string) { g.become(by, status) }

// Kick removes the bot.
func (g *Group) Kick(by *Account) { g.become(by, "kicked") }

func (g *Group) become(by *Account, status string) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.s.become(g.chat, by.who, status)
}

// Join makes somebody a member, an administrator or the creator.
func (g *Group) Join(who *Account, status string) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.chat.members[who.who.id] = status
}

// Topic opens a topic in a forum and returns its message_thread_id.
func (g *Group) Topic(name string) (int, error) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	if !g.chat.forum {
		return 0, errors.New("the group is no forum")
	}
	m := g.s.add(&message{chat: g.chat, from: g.s.bot, service: map[string]any{"forum_topic_created": map[string]any{"name": name, "icon_color": 7322096}}})
	m.thread = m.id
	g.chat.topics[m.id] = name
	return m.id, nil
}

// Say lets a member write, in a topic or 0. The bot hears of it as its privacy mode and rights allow.
func (g *Group) Say(by *Account, topic int, text string) error {
	m, err := typed(text)
	if err != nil {
		return err
	}
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	if g.chat.kind == "channel" {
		return errors.New("a channel has posts")
	}
	if topic != 0 && g.chat.topics[topic] == "" {
		return fmt.Errorf("there is no topic %d", topic)
	}
	m.chat, m.from, m.thread = g.chat, by.who, topic
	g.s.add(m)
	if g.s.heard(m) {
		g.s.push("message", m.wire(g.s))
	}
	return nil
}

// Command lets a member send a command to the bot by its name, "/setup@relais_test_bot".
func (g *Group) Command(by *Account, topic int, command string) error {
	name, rest, _ := strings.Cut(command, " ")
	return g.Say(by, topic, strings.TrimSpace(name+"@"+g.s.opt.Username+" "+rest))
}

// Post puts a text into a channel, in its own name.
func (g *Group) Post(text string) error {
	m, err := typed(text)
	if err != nil {
		return err
	}
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	if g.chat.kind != "channel" {
		return errors.New("only a channel has posts")
	}
	m.chat = g.chat
	g.s.add(m)
	if g.chat.status == "administrator" {
		g.s.push("channel_post", m.wire(g.s))
	}
	return nil
}

// Press lets somebody press a button with this data on a message.
func (g *Group) Press(by *Account, id, data string) error {
	return g.s.press(by.who, g.at(), id, data)
}

// Remove deletes a message, of which the bot is not told.
func (g *Group) Remove(id int) bool {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat.drop(id)
}

// Messages are what stands in it, oldest first.
func (g *Group) Messages() []Message { return g.s.shown(g.at()) }

// Migrate makes a basic group a supergroup, which tells the bot twice and leaves the old id behind. The Group is the new one.
func (g *Group) Migrate(by *Account) (old, now int64) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	was := g.chat
	g.s.last.chat++
	next := &chat{
		id: supergroup(g.s.last.chat), kind: "supergroup", title: was.title, status: was.status, members: was.members,
		topics: map[int]string{}, last: 1,
	}
	g.s.chats[next.id], g.chat = next, next
	was.movedTo = next.id
	for _, m := range []*message{
		{chat: was, from: by.who, service: map[string]any{"migrate_to_chat_id": next.id}},
		{chat: next, from: by.who, service: map[string]any{"migrate_from_chat_id": was.id}},
	} {
		g.s.add(m)
		m.date = time.Now()
		g.s.push("message", m.wire(g.s))
	}
	return was.id, next.id
}
