package discordtest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// routes is the REST API of the fake. The limits are those that Discord was seen to tell in its headers; it does not document
// them, and they change.
var routes = []route{
	{name: "GET /gateway", bodyless: true, do: getGateway},
	{name: "GET /gateway/bot", limit: 2, per: 5 * time.Second, bodyless: true, do: getGatewayBot},
	{name: "GET /users/@me", limit: 30, per: 30 * time.Second, bodyless: true, do: getMe},
	{name: "GET /applications/@me", limit: 5, per: 5 * time.Second, bodyless: true, do: getApplication},
	{name: "GET /oauth2/applications/@me", limit: 5, per: 5 * time.Second, bodyless: true, do: getApplication},
	{name: "POST /users/@me/channels", limit: 10, per: 10 * time.Second, do: openDM},

	{name: "GET /channels/{channel}", limit: 10, per: 15 * time.Second, bodyless: true, do: getChannel},
	{name: "PATCH /channels/{channel}", limit: 5, per: 15 * time.Second, do: editThread},
	{name: "GET /channels/{channel}/messages", limit: 5, per: 5 * time.Second, bodyless: true, do: getMessages},
	{name: "POST /channels/{channel}/messages", limit: 5, per: 5 * time.Second, do: createMessage},
	{name: "GET /channels/{channel}/messages/{message}", limit: 30, per: 30 * time.Second, bodyless: true, do: getMessage},
	{name: "PATCH /channels/{channel}/messages/{message}", limit: 5, per: 5 * time.Second, do: editMessage},
	{name: "DELETE /channels/{channel}/messages/{message}", limit: 5, per: time.Second, bodyless: true, do: deleteMessage},
	{name: "POST /channels/{channel}/messages/{message}/crosspost", limit: 10, per: time.Hour, bodyless: true, do: crosspost},
	{name: "POST /channels/{channel}/messages/{message}/threads", limit: 10, per: 15 * time.Second, do: startThread},
	{name: "POST /channels/{channel}/threads", limit: 10, per: 15 * time.Second, do: startThread},

	{name: "GET /guilds/{guild}", limit: 5, per: 5 * time.Second, bodyless: true, do: getGuild},
	{name: "GET /guilds/{guild}/channels", limit: 5, per: 5 * time.Second, bodyless: true, do: getGuild},
	{name: "GET /guilds/{guild}/roles", limit: 5, per: 5 * time.Second, bodyless: true, do: getGuild},
	{name: "GET /guilds/{guild}/members/{user}", limit: 5, per: time.Second, bodyless: true, do: getGuild},

	{name: "GET /applications/{app}/commands", limit: 5, per: 5 * time.Second, bodyless: true, do: listCommands},
	{name: "POST /applications/{app}/commands", limit: 5, per: 20 * time.Second, do: createCommand},
	{name: "PUT /applications/{app}/commands", limit: 2, per: 20 * time.Second, do: overwriteCommands},
	{name: "PATCH /applications/{app}/commands/{command}", limit: 5, per: 20 * time.Second, do: editCommand},
	{name: "DELETE /applications/{app}/commands/{command}", limit: 5, per: 20 * time.Second, bodyless: true, do: deleteCommand},
	{name: "GET /applications/{app}/guilds/{guild}/commands", limit: 5, per: 5 * time.Second, bodyless: true, do: listCommands},
	{name: "POST /applications/{app}/guilds/{guild}/commands", limit: 5, per: 20 * time.Second, do: createCommand},
	{name: "PUT /applications/{app}/guilds/{guild}/commands", limit: 2, per: 20 * time.Second, do: overwriteCommands},
	{name: "PATCH /applications/{app}/guilds/{guild}/commands/{command}", limit: 5, per: 20 * time.Second, do: editCommand},
	{name: "DELETE /applications/{app}/guilds/{guild}/commands/{command}", limit: 5, per: 20 * time.Second, bodyless: true, do: deleteCommand},

	{name: "POST /interactions/{interaction}/{token}/callback", open: true, do: answerInteraction},
	{name: "POST /webhooks/{webhook}/{token}", limit: 5, per: 2 * time.Second, open: true, do: followUp},
	{name: "GET /webhooks/{webhook}/{token}/messages/{message}", limit: 5, per: 2 * time.Second, open: true, bodyless: true, do: getFollowUp},
	{name: "PATCH /webhooks/{webhook}/{token}/messages/{message}", limit: 5, per: 2 * time.Second, open: true, do: editFollowUp},
	{name: "DELETE /webhooks/{webhook}/{token}/messages/{message}", limit: 5, per: 2 * time.Second, open: true, bodyless: true, do: deleteFollowUp},
}

func getGateway(c *call) (int, any, *refusal) { return 200, object{"url": c.s.plain}, nil }

func getGatewayBot(c *call) (int, any, *refusal) {
	return 200, object{"url": c.s.plain, "shards": 1, "session_start_limit": object{
		"total": 1000, "remaining": max(c.s.starts, 0), "reset_after": 86400000, "max_concurrency": c.s.concurrent,
	}}, nil
}

func getMe(c *call) (int, any, *refusal) { return 200, c.s.bot.json(), nil }

func getApplication(c *call) (int, any, *refusal) {
	flags := 0
	for bit, flag := range map[int]int{IntentPresences: 1 << 13, IntentMembers: 1 << 15, IntentContent: 1 << 19} {
		if c.s.privileged&bit != 0 {
			flags |= flag
		}
	}
	return 200, object{"id": c.s.bot.id, "name": c.s.bot.name, "description": "", "icon": nil, "bot_public": true, "bot_require_code_grant": false, "verify_key": "00", "flags": flags, "bot": c.s.bot.json()}, nil
}

// RefuseDM lets opening a DM with a person fail: by "closed" (50007), "opening too fast" (40003), "no mutual guild" (50278), or
// another rule's name; an empty name ends it.
func (s *Server) RefuseDM(user, rule string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if rule != "" {
		ruleNamed(rule)
	}
	s.people[user].refusal = rule
}

// LimitDMs refuses more than n openings of DMs within a time with 40003. Discord does it too and does not say at how many.
func (s *Server) LimitDMs(n int, within time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.openMax, s.openPer = n, within
}

func openDM(c *call) (int, any, *refusal) {
	o, bad := fit(c.body, dict(map[string]shape{"recipient_id!": snowflake}))
	if bad != nil {
		return 0, nil, bad
	}
	a := c.s.people[str(o, "recipient_id")]
	switch {
	case a == nil:
		return 0, nil, refuse("unknown user")
	case a.refusal != "":
		return 0, nil, refuse(a.refusal)
	}
	c.s.opened = slices.DeleteFunc(c.s.opened, func(t time.Time) bool { return time.Since(t) >= c.s.openPer })
	if c.s.openMax > 0 && len(c.s.opened) >= c.s.openMax {
		return 0, nil, refuse("opening too fast")
	}
	c.s.opened = append(c.s.opened, time.Now())
	return 200, a.dm.json(), nil
}

// channel is the channel of a request, which the bot has to be able to see.
func (c *call) channel() (*Channel, *refusal) {
	ch := c.s.channels[c.params["channel"]]
	switch {
	case !digits.MatchString(c.params["channel"]):
		var p problems
		snowflake(&p, "channel_id", c.params["channel"])
		return nil, p.refusal()
	case ch == nil:
		return nil, refuse("unknown channel")
	case !ch.may(ViewChannel):
		return nil, refuse("missing access")
	}
	return ch, nil
}

// message is the message of a request, and its channel.
func (c *call) message() (*message, *refusal) {
	ch, bad := c.channel()
	if bad != nil {
		return nil, bad
	}
	m := ch.find(c.params["message"])
	if m == nil {
		return nil, refuse("unknown message")
	}
	return m, nil
}

func getChannel(c *call) (int, any, *refusal) {
	ch, bad := c.channel()
	if bad != nil {
		return 0, nil, bad
	}
	return 200, ch.json(), nil
}

func editThread(c *call) (int, any, *refusal) {
	ch, bad := c.channel()
	if bad != nil {
		return 0, nil, bad
	}
	o, bad := fit(c.body, dict(map[string]shape{"name": text("thread name"), "archived": truth, "locked": truth, "auto_archive_duration": oneOf(60, 1440, 4320, 10080)}))
	switch {
	case bad != nil:
		return 0, nil, bad
	case !ch.thread():
		return 0, nil, ours("only threads can be changed here")
	case has(o, "locked") && !ch.may(ManageThreads), ch.locked && !ch.may(ManageThreads):
		return 0, nil, refuse("missing permissions")
	case ch.archived && (!has(o, "archived") || yes(o, "archived")):
		return 0, nil, refuse("archived")
	}
	if has(o, "name") {
		ch.name = str(o, "name")
	}
	if has(o, "archived") {
		ch.archived = yes(o, "archived")
	}
	if has(o, "locked") {
		ch.locked = yes(o, "locked")
	}
	c.s.emit(event{kind: "THREAD_UPDATE", guild: ch.guild, data: ch.json()})
	return 200, ch.json(), nil
}

func getMessages(c *call) (int, any, *refusal) {
	ch, bad := c.channel()
	if bad != nil {
		return 0, nil, bad
	}
	limit := 50
	for key, all := range c.query {
		n, err := strconv.Atoi(all[0])
		switch {
		case key == "limit" && err == nil && n >= 1 && n <= 100:
			limit = n
		case (key == "before" || key == "after") && digits.MatchString(all[0]):
		default:
			return 0, nil, ours("%s=%s is not known here", key, all[0])
		}
	}
	if !ch.may(ReadHistory) {
		return 200, []object{}, nil
	}
	out := []object{}
	for _, m := range slices.Backward(ch.messages) {
		before, after := c.query.Get("before"), c.query.Get("after")
		if before != "" && older(m.id, before) >= 0 || after != "" && older(m.id, after) <= 0 || ch.find(m.id) == nil {
			continue
		}
		out = append(out, m.json())
	}
	if c.query.Get("after") != "" && len(out) > limit {
		out = out[len(out)-limit:]
	}
	return 200, out[:min(limit, len(out))], nil
}

func getMessage(c *call) (int, any, *refusal) {
	m, bad := c.message()
	if bad != nil {
		return 0, nil, bad
	}
	if !m.in.may(ReadHistory) {
		return 0, nil, refuse("missing access")
	}
	return 200, m.json(), nil
}

// writable tells why the bot cannot write in a channel; nil where it can.
func (ch *Channel) writable() *refusal {
	s := ch.s
	switch {
	case ch.with != nil && !s.shared(ch.with):
		return refuse("no mutual guild")
	case ch.with != nil && ch.with.blocked:
		return refuse("closed")
	case ch.kind == Forum:
		return refuse("forum message")
	case ch.thread() && !ch.may(SendInThreads), !ch.thread() && !ch.may(SendMessages):
		return refuse("missing permissions")
	case ch.archived && ch.locked && !ch.may(ManageThreads):
		return refuse("archived")
	}
	return nil
}

func createMessage(c *call) (int, any, *refusal) {
	ch, bad := c.channel()
	if bad != nil {
		return 0, nil, bad
	}
	o, bad := fit(c.body, messageForm)
	if bad != nil {
		return 0, nil, bad
	}
	if bad := ch.writable(); bad != nil {
		return 0, nil, bad
	}
	m, again, bad := c.write(ch, o, false)
	if bad != nil {
		return 0, nil, bad
	}
	if !again {
		if ch.archived {
			ch.archived = false
			c.s.emit(event{kind: "THREAD_UPDATE", guild: ch.guild, data: ch.json()})
		}
		c.s.put(m)
	}
	return 200, m.json(), nil
}

// write makes a message of a body whose form is right; again is one that stands already. An answer to an interaction needs no
// permissions.
func (c *call) write(ch *Channel, o object, answer bool) (m *message, again bool, bad *refusal) {
	if bad := checkMessage(o); bad != nil {
		return nil, false, bad
	}
	if num(o, "flags")&64 != 0 && !answer {
		return nil, false, ours("only answers to interactions can be ephemeral")
	}
	m = &message{
		in: ch, from: c.s.bot, content: strings.TrimSpace(str(o, "content")), embeds: arr(o, "embeds"), components: arr(o, "components"),
		flags: num(o, "flags"), nonce: o["nonce"], keyed: yes(o, "enforce_nonce"),
	}
	if m.keyed {
		for _, x := range ch.messages {
			if x.keyed && x.from == c.s.bot && x.nonce == m.nonce && time.Since(x.at) < nonceWindow && !x.removed {
				return x, true, nil
			}
		}
	}
	if has(o, "message_reference") {
		r := sub(o, "message_reference")
		m.answers = ch.find(str(r, "message_id"))
		switch {
		case !ch.may(ReadHistory):
			return nil, false, refuse("history")
		case m.answers == nil && (!has(r, "fail_if_not_exists") || yes(r, "fail_if_not_exists")):
			var p problems
			p.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
			return nil, false, p.refusal()
		}
	}
	if len(c.parts) > 0 && !answer && !ch.may(AttachFiles) {
		return nil, false, refuse("missing permissions")
	}
	if m.files, bad = c.attached(arr(o, "attachments"), ch); bad != nil {
		return nil, false, bad
	}
	if m.empty() {
		return nil, false, refuse("empty message")
	}
	m.pinged = c.s.ping(ch, m.content, sub(o, "allowed_mentions"))
	return m, false, nil
}

// nonceWindow is for how long an enforced nonce is remembered. Discord says "the past few minutes".
const nonceWindow = 3 * time.Minute

func editMessage(c *call) (int, any, *refusal) {
	m, bad := c.message()
	if bad != nil {
		return 0, nil, bad
	}
	o, bad := fit(c.body, editForm)
	if bad != nil {
		return 0, nil, bad
	}
	if m.from != c.s.bot || m.by != nil && m.ephemeral() {
		return 0, nil, refuse("other author")
	}
	if m.in.archived {
		return 0, nil, refuse("archived")
	}
	if m.in.with != nil && (m.in.with.blocked || !c.s.shared(m.in.with)) {
		return 0, nil, m.in.writable()
	}
	if bad := checkMessage(o); bad != nil {
		return 0, nil, bad
	}
	now := time.Now()
	if now.Sub(m.at) > time.Hour {
		m.in.edits = slices.DeleteFunc(m.in.edits, func(t time.Time) bool { return now.Sub(t) >= time.Hour })
		if len(m.in.edits) >= c.s.oldEdits {
			bad := refuse("old edits")
			bad.retry = time.Hour.Seconds()
			if len(m.in.edits) > 0 {
				bad.retry = m.in.edits[0].Add(time.Hour).Sub(now).Seconds()
			}
			return 0, nil, bad
		}
		m.in.edits = append(m.in.edits, now)
	}
	files, bad := c.attached(arr(o, "attachments"), m.in)
	if bad != nil {
		return 0, nil, bad
	}
	if bad := c.s.change(m, o, files); bad != nil {
		return 0, nil, bad
	}
	c.s.tell("MESSAGE_UPDATE", m)
	return 200, m.json(), nil
}

func deleteMessage(c *call) (int, any, *refusal) {
	m, bad := c.message()
	if bad != nil {
		return 0, nil, bad
	}
	if m.from != c.s.bot && !(m.in.guild != nil && m.in.may(ManageMessages)) {
		if m.in.with != nil {
			return 0, nil, &refusal{status: 403, code: 50003, text: "Cannot execute action on a DM channel"}
		}
		return 0, nil, refuse("missing permissions")
	}
	m.removed = true
	c.s.tell("MESSAGE_DELETE", m)
	return 204, nil, nil
}
