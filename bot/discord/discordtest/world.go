package discordtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The kinds of channels.
const (
	Text         = 0
	direct       = 1
	Announcement = 5
	announced    = 10 // a thread in an announcement channel
	Thread       = 11 // a public thread, also a forum's post
	private      = 12
	Forum        = 15
)

// Permission bits that the fake looks at.
const (
	ManageMessages = 1 << 13
	ManageThreads  = 1 << 34
	ViewChannel    = 1 << 10
	SendMessages   = 1 << 11
	AttachFiles    = 1 << 15
	ReadHistory    = 1 << 16
	MentionAll     = 1 << 17
	ManageChannels = 1 << 4
	CreateThreads  = 1 << 35
	SendInThreads  = 1 << 38
	// Usual is what a bot has where nobody took anything away.
	Usual = ViewChannel | SendMessages | 1<<14 | AttachFiles | ReadHistory | CreateThreads | SendInThreads
)

// account is a user.
type account struct {
	id, name, locale string
	bot              bool
	blocked          bool
	refusal          string // the rule by which opening a DM is refused
	dm               *Channel
	modal            *Modal
	choices          []string
}

func (a *account) json() object {
	o := object{"id": a.id, "username": a.name, "discriminator": "0", "global_name": a.name, "avatar": nil, "public_flags": 0, "flags": 0}
	if a.bot {
		o["bot"] = true
	}
	return o
}

// Guild is a Discord server with the bot in it.
type Guild struct {
	s        *Server
	id, name string
	roles    []*Role
	members  map[string][]string // an account's roles
	manages  map[string]int64    // what an account may beyond Usual
	joined   time.Time
	gone     bool
}

// Role is a role of a Guild.
type Role struct {
	ID, Name    string
	Mentionable bool
}

// Channel is a channel, a thread or a DM.
type Channel struct {
	s                *Server
	id, name         string
	kind             int
	guild            *Guild
	parent           *Channel
	with             *account // of a DM
	perms            int64    // the bot's
	tagged           bool     // posts need a tag
	archived, locked bool
	minutes          int // until a thread is archived by itself
	tags             []any
	messages         []*message
	edits            []time.Time // of old messages
}

// Guild makes a Discord server with the bot in it. Of several shards each next server belongs to the next one, since an id's upper bits
// are its milliseconds and no two are made in the same.
func (s *Server) Guild(name string) *Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newID()
	s.lastID += 1 << 22
	g := &Guild{s: s, id: s.newID(), name: name, members: map[string][]string{s.bot.id: nil}, manages: map[string]int64{}, joined: time.Now()}
	g.roles = []*Role{{ID: g.id, Name: "@everyone"}}
	s.guilds = append(s.guilds, g)
	s.emit(event{kind: "GUILD_CREATE", guild: g, data: g.created()})
	return g
}

// Guilds are the servers that the bot is or was in, oldest first.
func (s *Server) Guilds() []*Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.guilds)
}

// ID is the server's id.
func (g *Guild) ID() string { return g.id }

// Shard is the one of so many to which the server belongs: discord.com/developers/docs/events/gateway#sharding-sharding-formula, checked
// 2026-11-28.
func (g *Guild) Shard(of int) int {
	n, _ := strconv.ParseInt(g.id, 10, 64)
	return int((n >> 22) % int64(of))
}

// Role makes a role.
func (g *Guild) Role(name string, mentionable bool) Role {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	r := &Role{g.s.newID(), name, mentionable}
	g.roles = append(g.roles, r)
	g.s.emit(event{kind: "GUILD_ROLE_CREATE", guild: g, data: object{"guild_id": g.id, "role": r.json(g)}})
	return *r
}

// Channel makes a channel of a kind: Text, Announcement or Forum. The bot has the Usual permissions there.
func (g *Guild) Channel(name string, kind int) *Channel {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	c := g.s.newChannel(&Channel{name: name, kind: kind, guild: g, perms: Usual})
	g.s.emit(event{kind: "CHANNEL_CREATE", guild: g, data: c.json()})
	return c
}

// Delete deletes the server, or removes the bot from it; it is the same to the bot.
func (g *Guild) Delete() {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.gone = true
	for id, c := range g.s.channels {
		if c.guild == g {
			delete(g.s.channels, id)
		}
	}
	g.s.emit(event{kind: "GUILD_DELETE", guild: g, data: object{"id": g.id}})
}

func (s *Server) newChannel(c *Channel) *Channel {
	c.s, c.id = s, s.newID()
	s.channels[c.id] = c
	return c
}

// ID is the channel's id.
func (c *Channel) ID() string { return c.id }

// Guild is the server it is in.
func (c *Channel) Guild() *Guild { return c.guild }

// Permit sets what the bot may do there, to these bits alone.
func (c *Channel) Permit(bits int64) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.perms = bits
	if c.guild != nil {
		c.s.emit(event{kind: "CHANNEL_UPDATE", guild: c.guild, data: c.json()})
	}
}

// RequireTag makes a forum ask for a tag on every post.
func (c *Channel) RequireTag() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.tagged = true
}

// Archive archives a thread; a locked one is opened again only by who may manage threads.
func (c *Channel) Archive(locked bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.archived, c.locked = true, locked
	c.s.emit(event{kind: "THREAD_UPDATE", guild: c.guild, data: c.json()})
}

// Delete deletes the channel or thread.
func (c *Channel) Delete() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	delete(c.s.channels, c.id)
	kind := "CHANNEL_DELETE"
	if c.thread() {
		kind = "THREAD_DELETE"
	}
	c.s.emit(event{kind: kind, guild: c.guild, data: c.json()})
}

// Threads are the ids of the threads and posts under the channel, oldest first.
func (c *Channel) Threads() []string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	var all []string
	for _, x := range c.s.channels {
		if x.parent == c {
			all = append(all, x.id)
		}
	}
	slices.SortFunc(all, older)
	return all
}

// older compares two ids.
func older(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// Place is the channel or thread with an id, which has to exist.
func (s *Server) Place(t testing.TB, id string) *Channel {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.channels[id] == nil {
		t.Fatalf("there is no channel %s", id)
	}
	return s.channels[id]
}

func (c *Channel) thread() bool { return c.kind >= announced && c.kind <= private }

// may tells whether the bot has a permission there.
func (c *Channel) may(bit int64) bool {
	if c.with != nil {
		return true
	}
	if c.thread() {
		return c.parent.may(bit)
	}
	return c.perms&bit != 0
}

// permits are all the bot's permissions there, as an interaction tells them.
func (c *Channel) permits() int64 {
	switch {
	case c.with != nil:
		return Usual
	case c.thread():
		return c.parent.permits()
	}
	return c.perms
}

func (r *Role) json(g *Guild) object {
	bits := int64(0)
	if r.ID == g.id {
		bits = Usual
	}
	return object{"id": r.ID, "name": r.Name, "mentionable": r.Mentionable, "permissions": strconv.FormatInt(bits, 10), "color": 0, "hoist": false, "position": 0, "managed": false, "flags": 0}
}

func (c *Channel) json() object {
	o := object{"id": c.id, "type": c.kind, "flags": 0, "last_message_id": nil}
	if len(c.messages) > 0 {
		o["last_message_id"] = c.messages[len(c.messages)-1].id
	}
	if c.with != nil {
		o["recipients"] = []object{c.with.json()}
		return o
	}
	o["name"], o["guild_id"], o["parent_id"] = c.name, c.guild.id, nil
	if c.thread() {
		o["parent_id"], o["owner_id"], o["applied_tags"] = c.parent.id, c.s.bot.id, c.tags
		o["thread_metadata"] = object{"archived": c.archived, "locked": c.locked, "auto_archive_duration": c.minutes, "archive_timestamp": stamp(time.Now())}
		return o
	}
	if c.tagged {
		o["flags"] = 1 << 4
	}
	o["position"], o["nsfw"], o["topic"], o["rate_limit_per_user"] = 0, false, nil, 0
	o["permission_overwrites"] = []object{}
	if c.perms != Usual {
		o["permission_overwrites"] = []object{{
			"id": c.s.bot.id, "type": 1, "allow": strconv.FormatInt(c.perms&^Usual, 10), "deny": strconv.FormatInt(Usual&^c.perms, 10),
		}}
	}
	return o
}

// created is what GUILD_CREATE tells.
func (g *Guild) created() object {
	o := g.json()
	o["unavailable"], o["large"], o["member_count"], o["joined_at"] = false, false, len(g.members), stamp(g.joined)
	var channels, threads []object
	for _, c := range g.places() {
		if c.thread() {
			threads = append(threads, c.json())
		} else {
			channels = append(channels, c.json())
		}
	}
	o["channels"], o["threads"], o["members"] = channels, threads, []object{g.member(g.s.bot)}
	for _, key := range []string{"voice_states", "presences", "stage_instances", "guild_scheduled_events"} {
		o[key] = []object{}
	}
	return o
}

// places are the server's channels and threads, oldest first.
func (g *Guild) places() []*Channel {
	var all []*Channel
	for _, c := range g.s.channels {
		if c.guild == g {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *Channel) int { return older(a.id, b.id) })
	return all
}

func (g *Guild) json() object {
	var roles []object
	for _, r := range g.roles {
		roles = append(roles, r.json(g))
	}
	return object{"id": g.id, "name": g.name, "owner_id": "1", "roles": roles, "emojis": []object{}, "features": []string{}, "preferred_locale": "en-US", "icon": nil}
}

func (g *Guild) member(a *account) object {
	roles := g.members[a.id]
	if roles == nil {
		roles = []string{}
	}
	return object{"user": a.json(), "roles": roles, "nick": nil, "avatar": nil, "joined_at": stamp(g.joined), "deaf": false, "mute": false, "flags": 0, "pending": false}
}

func (g *Guild) role(id string) *Role {
	for _, r := range g.roles {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// shared tells whether an account and the bot are in a server together.
func (s *Server) shared(a *account) bool {
	for _, g := range s.guilds {
		if _, in := g.members[a.id]; in && !g.gone {
			return true
		}
	}
	return false
}

// newPerson makes an account whose client is set to one of Discord's locales.
func (s *Server) newPerson(t testing.TB, name, locale string) *account {
	t.Helper()
	if locale != "" && !slices.Contains(locales, locale) {
		t.Fatalf("Discord has no locale %q", locale)
	}
	a := &account{id: s.newID(), name: name, locale: locale}
	s.people[a.id] = a
	a.dm = s.newChannel(&Channel{kind: direct, with: a})
	return a
}

// Stranger is somebody whom no server shares with the bot, by user and by DM channel.
func (s *Server) Stranger(t testing.TB) (user, channel string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.newPerson(t, fmt.Sprint("stranger ", len(s.people)), "")
	return a.id, a.dm.id
}
