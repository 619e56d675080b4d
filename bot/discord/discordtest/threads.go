package discordtest

import "slices"

func crosspost(c *call) (int, any, *refusal) {
	m, bad := c.message()
	switch {
	case bad != nil:
		return 0, nil, bad
	case m.in.kind != Announcement:
		return 0, nil, refuse("channel type")
	case m.crossposted:
		return 0, nil, refuse("crossposted")
	case m.from != c.s.bot && !m.in.may(ManageMessages), !m.in.may(SendMessages):
		return 0, nil, refuse("missing permissions")
	}
	m.crossposted = true
	m.flags |= 1
	c.s.tell("MESSAGE_UPDATE", m)
	return 200, m.json(), nil
}

// startThread starts a thread from a message, a thread of its own, or a post in a forum.
func startThread(c *call) (int, any, *refusal) {
	ch, bad := c.channel()
	if bad != nil {
		return 0, nil, bad
	}
	s := threadForm
	if ch.kind == Forum {
		s = postForm
	}
	o, bad := fit(c.body, s)
	if bad != nil {
		return 0, nil, bad
	}
	kind := Thread
	switch {
	case ch.kind == Announcement:
		kind = announced
	case num(o, "type") == private:
		kind = private
	}
	thread := &Channel{name: str(o, "name"), kind: kind, guild: ch.guild, parent: ch, minutes: 4320, tags: list(arr(o, "applied_tags"))}
	if has(o, "auto_archive_duration") {
		thread.minutes = num(o, "auto_archive_duration")
	}
	switch {
	case !slices.Contains([]int{Text, Announcement, Forum}, ch.kind):
		return 0, nil, refuse("channel type")
	case ch.kind == Forum && !ch.may(SendMessages), ch.kind != Forum && !ch.may(CreateThreads):
		return 0, nil, refuse("missing permissions")
	case ch.tagged && len(thread.tags) == 0:
		return 0, nil, refuse("tag required")
	}
	if ch.kind == Forum {
		return c.startPost(thread, sub(o, "message"))
	}
	if id := c.params["message"]; id != "" {
		m, bad := c.message()
		if bad != nil {
			return 0, nil, bad
		}
		if m.threaded {
			return 0, nil, refuse("thread exists")
		}
		m.threaded = true
		c.s.newChannel(thread)
		// A thread that is started from a message has its id.
		delete(c.s.channels, thread.id)
		thread.id = id
		c.s.channels[id] = thread
	} else {
		c.s.newChannel(thread)
	}
	c.s.emit(event{kind: "THREAD_CREATE", guild: thread.guild, data: c.s.fresh(thread)})
	return 201, thread.json(), nil
}

// startPost starts a post, whose first message has its id.
func (c *call) startPost(thread *Channel, first object) (int, any, *refusal) {
	c.s.newChannel(thread)
	m, _, bad := c.write(thread, first, false)
	if bad != nil {
		delete(c.s.channels, thread.id)
		return 0, nil, bad
	}
	m.id = thread.id
	c.s.emit(event{kind: "THREAD_CREATE", guild: thread.guild, data: c.s.fresh(thread)})
	c.s.put(m)
	o := thread.json()
	o["message"] = m.json()
	return 201, o, nil
}

// Open starts a post in a forum, as a member of the server does.
func (c *Channel) Open(title string) *Channel {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	thread := c.s.newChannel(&Channel{name: title, kind: Thread, guild: c.guild, parent: c, minutes: 1440})
	c.s.emit(event{kind: "THREAD_CREATE", guild: c.guild, data: c.s.fresh(thread)})
	return thread
}

func (s *Server) fresh(thread *Channel) object {
	o := thread.json()
	o["newly_created"] = true
	return o
}

// getGuild answers what is asked of a server.
func getGuild(c *call) (int, any, *refusal) {
	i := slices.IndexFunc(c.s.guilds, func(g *Guild) bool { return g.id == c.params["guild"] })
	if i < 0 {
		return 0, nil, refuse("unknown guild")
	}
	g := c.s.guilds[i]
	if g.gone {
		return 0, nil, refuse("missing access")
	}
	switch c.route.name {
	case "GET /guilds/{guild}":
		return 200, g.json(), nil
	case "GET /guilds/{guild}/roles":
		return 200, g.json()["roles"], nil
	case "GET /guilds/{guild}/channels":
		all := []object{}
		for _, ch := range g.places() {
			if !ch.thread() {
				all = append(all, ch.json())
			}
		}
		return 200, all, nil
	}
	a := c.s.people[c.params["user"]]
	if c.params["user"] == c.s.bot.id {
		a = c.s.bot
	}
	if a == nil {
		return 0, nil, refuse("unknown user")
	}
	if _, in := g.members[a.id]; !in {
		return 0, nil, refuse("unknown member")
	}
	return 200, g.member(a), nil
}
