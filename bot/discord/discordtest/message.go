package discordtest

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// message is a message as it stands.
type message struct {
	id          string
	in          *Channel
	from        *account
	content     string
	embeds      []any
	components  []any
	files       []*attachment
	flags       int
	nonce       any
	at          time.Time
	edited      *time.Time
	answers     *message // it is a reply to
	snapshots   []any
	stickers    []any
	only        *account     // who sees it, if not all
	by          *interaction // that it answers
	filled      bool         // unlike a deferred answer that still waits
	crossposted bool
	removed     bool
	pinged      object // mentions, mention_roles, mention_everyone
	keyed       bool   // its nonce is enforced
	threaded    bool
}

// attachment is a file of a message, which can be loaded from the CDN.
type attachment struct {
	id, name, kind, alt, path string
	data                      []byte
}

func (a *attachment) json() object {
	o := object{
		"id": a.id, "filename": a.name, "size": len(a.data), "url": "https://cdn.discordapp.com" + a.path + "?ex=66f00000&is=66e00000&hm=fake&",
		"proxy_url": "https://media.discordapp.net" + a.path, "content_type": a.kind,
	}
	if a.alt != "" {
		o["description"] = a.alt
	}
	return o
}

func (m *message) ephemeral() bool { return m.flags&64 != 0 }

func list(all []any) []any {
	if all == nil {
		return []any{}
	}
	return all
}

func (m *message) json() object {
	files := []object{}
	for _, f := range m.files {
		files = append(files, f.json())
	}
	o := object{
		"id": m.id, "channel_id": m.in.id, "author": m.from.json(), "content": m.content, "timestamp": stamp(m.at), "edited_timestamp": nil, "tts": false,
		"mention_everyone": false, "mentions": []object{}, "mention_roles": []string{}, "attachments": files, "embeds": list(m.embeds),
		"components": list(m.components), "pinned": false, "type": 0, "flags": m.flags,
	}
	for k, v := range m.pinged {
		o[k] = v
	}
	if m.edited != nil {
		o["edited_timestamp"] = stamp(*m.edited)
	}
	if m.nonce != nil {
		o["nonce"] = m.nonce
	}
	if m.answers != nil {
		o["type"] = 19
		o["message_reference"] = object{"type": 0, "message_id": m.answers.id, "channel_id": m.answers.in.id}
		if m.answers.removed {
			o["referenced_message"] = nil
		} else {
			o["referenced_message"] = m.answers.json()
		}
	}
	if m.snapshots != nil {
		o["message_snapshots"] = m.snapshots
		o["message_reference"] = object{"type": 1, "message_id": m.id, "channel_id": m.in.id}
	}
	if m.stickers != nil {
		o["sticker_items"] = m.stickers
	}
	if m.by != nil {
		o["webhook_id"], o["application_id"] = m.in.s.bot.id, m.in.s.bot.id
		o["interaction_metadata"] = object{"id": m.by.id, "type": m.by.kind, "user": m.by.from.json(), "authorizing_integration_owners": object{}}
		if m.by.kind == 2 && m.by.original == m {
			o["type"] = 20
		}
	}
	return o
}

// heard is the message as an event tells it.
func (m *message) heard() object {
	o := m.json()
	if g := m.in.guild; g != nil {
		o["guild_id"] = g.id
		if m.by == nil {
			member := g.member(m.from)
			delete(member, "user")
			o["member"] = member
		}
	}
	return o
}

var mention = regexp.MustCompile(`<(@!?|@&)([0-9]+)>`)

// ping works out whom a text calls, as far as allowed_mentions lets it; nil lets it all.
func (s *Server) ping(c *Channel, content string, allowed object) object {
	may := func(kind, id string) bool {
		if allowed == nil {
			return true
		}
		return slices.Contains(arr(allowed, "parse"), any(kind)) || id != "" && slices.Contains(arr(allowed, kind), any(id))
	}
	users, roles := []object{}, []string{}
	for _, m := range mention.FindAllStringSubmatch(content, -1) {
		switch {
		case m[1] == "@&":
			if c.guild == nil {
				continue
			}
			r := c.guild.role(m[2])
			if r != nil && may("roles", m[2]) && (r.Mentionable || c.may(MentionAll)) && !slices.Contains(roles, m[2]) {
				roles = append(roles, m[2])
			}
		case m[2] == s.bot.id && may("users", m[2]):
			users = append(users, s.bot.json())
		case s.people[m[2]] != nil && may("users", m[2]):
			users = append(users, s.people[m[2]].json())
		}
	}
	all := (strings.Contains(content, "@everyone") || strings.Contains(content, "@here")) && c.guild != nil && may("everyone", "") && c.may(MentionAll)
	return object{"mentions": users, "mention_roles": roles, "mention_everyone": all}
}

// find is a message that stands in the channel and is not somebody's alone.
func (c *Channel) find(id string) *message {
	for _, m := range c.messages {
		if m.id == id && !m.removed && !m.ephemeral() && m.filled {
			return m
		}
	}
	return nil
}

// put lets a message stand and tells those who listen.
func (s *Server) put(m *message) *message {
	if m.id == "" {
		m.id = s.newID()
	}
	m.at, m.filled = time.Now(), true
	m.in.messages = append(m.in.messages, m)
	s.tell("MESSAGE_CREATE", m)
	return m
}

// tell sends an event about a message; nobody hears of one that a single person sees.
func (s *Server) tell(kind string, m *message) {
	if m.ephemeral() {
		return
	}
	e := event{kind: kind, guild: m.in.guild, dm: m.in.guild == nil, about: m, data: m.heard()}
	if kind == "MESSAGE_DELETE" {
		e.data = object{"id": m.id, "channel_id": m.in.id}
		if m.in.guild != nil {
			e.data["guild_id"] = m.in.guild.id
		}
	}
	s.emit(e)
}

// change edits what the fields of o name; those that are null are emptied.
func (s *Server) change(m *message, o object, files []*attachment) *refusal {
	next := *m
	if v, there := o["content"]; there {
		next.content, _ = v.(string)
	}
	if _, there := o["embeds"]; there {
		next.embeds = arr(o, "embeds")
	}
	if _, there := o["components"]; there {
		next.components = arr(o, "components")
	}
	if has(o, "flags") {
		next.flags = m.flags&^(1<<2) | num(o, "flags")&(1<<2)
	}
	if has(o, "attachments") {
		next.files = nil
		for _, v := range arr(o, "attachments") {
			kept, _ := v.(object)
			for _, f := range m.files {
				if f.id == str(kept, "id") {
					next.files = append(next.files, f)
				}
			}
		}
	}
	next.files = append(slices.Clone(next.files), files...)
	if next.empty() {
		return refuse("empty message")
	}
	now := time.Now()
	next.edited, next.filled = &now, true
	*m = next
	return nil
}

func (m *message) empty() bool {
	return strings.TrimSpace(m.content) == "" && len(m.embeds)+len(m.files)+len(m.stickers)+len(m.snapshots) == 0
}
