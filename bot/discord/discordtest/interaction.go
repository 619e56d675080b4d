package discordtest

import (
	"slices"
	"strconv"
	"time"
)

// The kinds of interactions.
const (
	byCommand   = 2
	byComponent = 3
	byTyping    = 4
	byModal     = 5
)

// How long an interaction waits for its first answer, and how long its token is good.
const (
	firstAnswer = 3 * time.Second
	tokenLife   = 15 * time.Minute
)

// interaction is something that a person did and that the bot has to answer.
type interaction struct {
	id, token string
	kind      int
	from      *account
	in        *Channel
	at        time.Time
	pressed   *message // the message of a component, also of the one that led to a modal
	answered  int      // the type of the first answer; 0 for none
	original  *message
}

// interact sends an interaction to the bot.
func (s *Server) interact(i *interaction, data object) {
	i.id, i.at = s.newID(), time.Now()
	i.token = "aW50ZXJhY3Rpb246" + i.id + "fake"
	s.interactions[i.token] = i
	o := object{
		"id": i.id, "application_id": s.bot.id, "type": i.kind, "data": data, "channel_id": i.in.id, "channel": i.in.json(), "token": i.token,
		"version": 1, "entitlements": []object{}, "attachment_size_limit": s.fileLimit, "app_permissions": strconv.FormatInt(i.in.permits(), 10),
	}
	if i.from.locale != "" {
		o["locale"] = i.from.locale
	}
	if g := i.in.guild; g != nil {
		member := g.member(i.from)
		member["permissions"] = strconv.FormatInt(Usual|g.manages[i.from.id], 10)
		o["member"], o["guild_id"], o["guild_locale"], o["context"] = member, g.id, "en-US", 0
		o["guild"] = object{"id": g.id, "locale": "en-US", "features": []string{}}
		o["authorizing_integration_owners"] = object{"0": g.id}
	} else {
		o["user"], o["context"], o["authorizing_integration_owners"] = i.from.json(), 1, object{"0": "0"}
	}
	if i.pressed != nil {
		o["message"] = i.pressed.json()
	}
	s.emit(event{kind: "INTERACTION_CREATE", guild: i.in.guild, data: o})
}

// waits tells whether the person's program still shows that it waits.
func (i *interaction) waits() bool {
	age := time.Since(i.at)
	return i.answered == 0 && age < firstAnswer || i.original != nil && !i.original.filled && !i.original.removed && age < tokenLife
}

// answers are the types of first answers that each kind of interaction may have.
var answers = map[int][]int64{byCommand: {4, 5, 9}, byComponent: {4, 5, 6, 7, 9}, byTyping: {8}, byModal: {4, 5}}

func answerInteraction(c *call) (int, any, *refusal) {
	i := c.s.interactions[c.params["token"]]
	switch {
	case i == nil || i.id != c.params["interaction"]:
		return 0, nil, refuse("unknown interaction")
	case i.answered != 0:
		return 0, nil, refuse("acknowledged")
	case time.Since(i.at) >= firstAnswer:
		return 0, nil, refuse("unknown interaction")
	}
	full := c.query.Get("with_response")
	if len(c.query) > 1 || len(c.query) == 1 && full != "true" && full != "false" {
		return 0, nil, ours("?%s is not known here", c.query.Encode())
	}
	may := answers[i.kind]
	if i.kind == byModal && i.pressed != nil {
		may = append(slices.Clone(may), 6, 7)
	}
	o, bad := fit(c.body, dict(map[string]shape{"type!": oneOf(may...), "data": anything}))
	if bad != nil {
		return 0, nil, bad
	}
	kind := num(o, "type")
	data := object{}
	if has(o, "data") || kind == 4 || kind == 7 || kind == 8 || kind == 9 {
		forms := map[int]shape{4: webhookForm, 5: deferForm, 6: deferForm, 7: webhookForm, 8: choicesForm, 9: modalForm}
		var p problems
		if has(o, "data") {
			forms[kind](&p, "data", o["data"])
		} else {
			p.broken("data", "required")
		}
		if bad := p.refusal(); bad != nil {
			return 0, nil, bad
		}
		data = sub(o, "data")
	}
	if bad := c.respond(i, kind, data); bad != nil {
		return 0, nil, bad
	}
	i.answered = kind
	if full != "true" {
		return 204, nil, nil
	}
	told := object{"interaction": object{"id": i.id, "type": i.kind}, "resource": object{"type": kind}}
	if i.original != nil {
		told["interaction"].(object)["response_message_id"] = i.original.id
		told["resource"].(object)["message"] = i.original.json()
	}
	return 200, told, nil
}

// respond is the first answer to an interaction.
func (c *call) respond(i *interaction, kind int, data object) *refusal {
	switch kind {
	case 4:
		m, bad := c.reply(i, data)
		if bad != nil {
			return bad
		}
		i.original = m
		c.s.put(m)
	case 5:
		m := &message{id: c.s.newID(), in: i.in, from: c.s.bot, by: i, flags: num(data, "flags") & 64, at: time.Now()}
		if m.ephemeral() {
			m.only = i.from
		}
		i.original = m
		i.in.messages = append(i.in.messages, m)
	case 6:
		i.original = i.pressed
	case 7:
		if bad := c.update(i.pressed, data); bad != nil {
			return bad
		}
		i.original = i.pressed
	case 8:
		i.from.choices = nil
		for _, v := range arr(data, "choices") {
			choice, _ := v.(object)
			i.from.choices = append(i.from.choices, str(choice, "name"))
		}
	case 9:
		var p problems
		uniqueIDs(&p, "data.components", arr(data, "components"))
		if bad := p.refusal(); bad != nil {
			return bad
		}
		i.from.modal = newModal(i, data)
	}
	return nil
}

// reply makes a message that answers an interaction.
func (c *call) reply(i *interaction, o object) (*message, *refusal) {
	m, _, bad := c.write(i.in, o, true)
	if bad != nil {
		return nil, bad
	}
	m.by = i
	if m.ephemeral() {
		m.only = i.from
	}
	return m, nil
}

// update changes a message through an interaction.
func (c *call) update(m *message, o object) *refusal {
	if m.removed {
		return refuse("unknown message")
	}
	if bad := checkMessage(o); bad != nil {
		return bad
	}
	files, bad := c.attached(arr(o, "attachments"), m.in)
	if bad != nil {
		return bad
	}
	if bad := c.s.change(m, o, files); bad != nil {
		return bad
	}
	c.s.tell("MESSAGE_UPDATE", m)
	return nil
}

// hook is the interaction whose webhook a request is about.
func (c *call) hook() (*interaction, *refusal) {
	i := c.s.interactions[c.params["token"]]
	switch {
	case i == nil || c.params["webhook"] != c.s.bot.id || i.answered == 0:
		return nil, refuse("unknown webhook")
	case time.Since(i.at) >= tokenLife:
		return nil, refuse(c.s.expired)
	}
	return i, nil
}

// followed is the message of an interaction that a request is about.
func (c *call) followed() (*interaction, *message, *refusal) {
	i, bad := c.hook()
	if bad != nil {
		return nil, nil, bad
	}
	id := c.params["message"]
	if id == "@original" && i.original != nil && !i.original.removed {
		return i, i.original, nil
	}
	for _, m := range i.in.messages {
		if m.id == id && m.by == i && !m.removed {
			return i, m, nil
		}
	}
	return nil, nil, refuse("unknown message")
}

func followUp(c *call) (int, any, *refusal) {
	i, bad := c.hook()
	if bad != nil {
		return 0, nil, bad
	}
	if v := c.query.Get("wait"); len(c.query) > 1 || len(c.query) == 1 && v != "true" && v != "false" {
		return 0, nil, ours("?%s is not known here", c.query.Encode())
	}
	o, bad := fit(c.body, webhookForm)
	if bad != nil {
		return 0, nil, bad
	}
	m, bad := c.reply(i, o)
	if bad != nil {
		return 0, nil, bad
	}
	// The first follow-up takes the place of a deferred answer, which stays whose it was.
	if w := i.original; w != nil && !w.filled && !w.removed {
		m.id, m.flags, m.only = w.id, m.flags&^64|w.flags, w.only
		i.in.messages = slices.DeleteFunc(i.in.messages, func(x *message) bool { return x == w })
		i.original = m
	}
	c.s.put(m)
	return 200, m.json(), nil
}

func getFollowUp(c *call) (int, any, *refusal) {
	_, m, bad := c.followed()
	if bad != nil {
		return 0, nil, bad
	}
	return 200, m.json(), nil
}

func editFollowUp(c *call) (int, any, *refusal) {
	_, m, bad := c.followed()
	if bad != nil {
		return 0, nil, bad
	}
	o, bad := fit(c.body, editForm)
	if bad != nil {
		return 0, nil, bad
	}
	if bad := c.update(m, o); bad != nil {
		return 0, nil, bad
	}
	return 200, m.json(), nil
}

func deleteFollowUp(c *call) (int, any, *refusal) {
	_, m, bad := c.followed()
	if bad != nil {
		return 0, nil, bad
	}
	m.removed = true
	c.s.tell("MESSAGE_DELETE", m)
	return 204, nil, nil
}
