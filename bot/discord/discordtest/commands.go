package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// command is a registered application command.
type command struct {
	id, guild string
	given     object
}

func (k *command) name() string { return str(k.given, "name") }
func (k *command) kind() int    { return max(num(k.given, "type"), 1) }

func (k *command) json(app string) object {
	o := object{
		"id": k.id, "application_id": app, "version": k.id, "type": k.kind(), "default_member_permissions": nil, "nsfw": false,
		"dm_permission": true, "contexts": nil, "integration_types": []int{0}, "description": "",
	}
	for key, v := range k.given {
		if v != nil {
			o[key] = v
		}
	}
	if k.guild != "" {
		o["guild_id"] = k.guild
		delete(o, "dm_permission")
	}
	return o
}

// private tells whether the command is there in a DM with the bot.
func (k *command) private() bool {
	if k.guild != "" {
		return false
	}
	if has(k.given, "contexts") {
		return slices.Contains(arr(k.given, "contexts"), any(json.Number("1")))
	}
	return !has(k.given, "dm_permission") || yes(k.given, "dm_permission")
}

var choiceForm = dict(map[string]shape{"name!": text("choice name"), "name_localizations": localesForm(text("choice name")), "value!": anything})

func optionForm(depth int) shape {
	fields := map[string]shape{
		"type!": whole(1, 11), "name!": commandName, "name_localizations": localesForm(commandName), "description!": text("option description"),
		"description_localizations": localesForm(text("option description")), "required": truth, "choices": listOf("option choices", choiceForm),
		"channel_types": listOf("", whole(0, 0)), "min_value": number, "max_value": number, "min_length": whole(0, 6000), "max_length": whole(1, 6000), "autocomplete": truth,
		"options": func(p *problems, path string, _ any) { p.fake("%s: options are nested too deep", path) },
	}
	if depth > 0 {
		fields["options"] = listOf("command options", optionForm(depth-1))
	}
	return dict(fields)
}

func commandName(p *problems, path string, v any) {
	text("command name")(p, path, v)
	if s, ok := v.(string); ok && s != "" && (!nameForm.MatchString(s) || strings.ToLower(s) != s) {
		p.broken(path, "name form")
	}
}

// commandForm is a command; a part of one where it is changed.
func commandForm(whole bool) shape {
	return func(p *problems, path string, v any) {
		o, _ := v.(object)
		name := shape(commandName)
		if kind := num(o, "type"); kind == 2 || kind == 3 {
			name = text("command name")
		}
		described := "description"
		if chat := num(o, "type") <= 1; chat && whole {
			described += "!"
		}
		named := "name"
		if whole {
			named += "!"
		}
		dict(map[string]shape{
			"id": snowflake, "application_id": snowflake, "guild_id": snowflake, "version": snowflake,
			named: name, "name_localizations": localesForm(name), described: describe(num(o, "type")),
			"description_localizations": localesForm(text("command description")), "type": oneOf(1, 2, 3), "default_permission": truth,
			"default_member_permissions": text(""), "dm_permission": truth, "nsfw": truth, "contexts": listOf("", oneOf(0, 1, 2)),
			"integration_types": listOf("", oneOf(0, 1)), "options": listOf("command options", optionForm(2)),
		})(p, path, v)
		checkOptions(p, path, arr(o, "options"))
		if num(o, "type") > 1 && len(arr(o, "options")) > 0 {
			p.fake("%s: a context menu command has no options", path)
		}
	}
}

func describe(kind int) shape {
	if kind <= 1 {
		return text("command description")
	}
	return func(p *problems, path string, v any) {
		if v != "" {
			p.fake("%s: a context menu command has no description", path)
		}
	}
}

func checkOptions(p *problems, path string, options []any) {
	seen := map[string]bool{}
	optional := false
	for i, v := range options {
		o, _ := v.(object)
		at := under(path, "options."+strconv.Itoa(i))
		if seen[str(o, "name")] {
			p.broken(under(at, "name"), "same option")
		}
		seen[str(o, "name")] = true
		if yes(o, "required") && optional {
			p.broken(at, "required first")
		}
		optional = optional || !yes(o, "required")
		if yes(o, "autocomplete") && len(arr(o, "choices")) > 0 {
			p.fake("%s: autocomplete and choices exclude each other", at)
		}
		checkOptions(p, at, arr(o, "options"))
	}
}

// scope is the commands that a request is about: those of the application, or of one server.
func (c *call) scope() (guild string, bad *refusal) {
	guild = c.params["guild"]
	if c.params["app"] != c.s.bot.id {
		return "", refuse("other application")
	}
	if guild != "" && !slices.ContainsFunc(c.s.guilds, func(g *Guild) bool { return g.id == guild && !g.gone }) {
		return "", refuse("missing access")
	}
	return guild, nil
}

func (s *Server) commandsOf(guild string) (all []*command) {
	for _, k := range s.commands {
		if k.guild == guild {
			all = append(all, k)
		}
	}
	return all
}

func (s *Server) show(all []*command) []object {
	out := []object{}
	for _, k := range all {
		out = append(out, k.json(s.bot.id))
	}
	return out
}

// room tells whether so many commands may stand side by side.
func room(all []*command) *refusal {
	counts := map[int]int{}
	for _, k := range all {
		counts[k.kind()]++
	}
	if counts[1] > ruleNamed("chat commands").Limit {
		return refuse("chat commands")
	}
	if counts[2] > 15 || counts[3] > 15 {
		return ours("more than 15 context menu commands")
	}
	return nil
}

func listCommands(c *call) (int, any, *refusal) {
	guild, bad := c.scope()
	if bad != nil {
		return 0, nil, bad
	}
	if v := c.query.Get("with_localizations"); len(c.query) > 1 || len(c.query) == 1 && v != "true" && v != "false" {
		return 0, nil, ours("?%s is not known here", c.query.Encode())
	}
	return 200, c.s.show(c.s.commandsOf(guild)), nil
}

func createCommand(c *call) (int, any, *refusal) {
	guild, bad := c.scope()
	if bad != nil {
		return 0, nil, bad
	}
	o, bad := fit(c.body, commandForm(true))
	if bad != nil {
		return 0, nil, bad
	}
	fresh := &command{guild: guild, given: o}
	for _, k := range c.s.commandsOf(guild) {
		if k.name() == fresh.name() && k.kind() == fresh.kind() {
			k.given = o
			return 200, k.json(c.s.bot.id), nil
		}
	}
	if bad := room(append(c.s.commandsOf(guild), fresh)); bad != nil {
		return 0, nil, bad
	}
	fresh.id = c.s.newID()
	c.s.commands = append(c.s.commands, fresh)
	return 201, fresh.json(c.s.bot.id), nil
}

func overwriteCommands(c *call) (int, any, *refusal) {
	guild, bad := c.scope()
	if bad != nil {
		return 0, nil, bad
	}
	v, bad := decode(c.body)
	if bad != nil {
		return 0, nil, bad
	}
	var p problems
	listOf("", commandForm(true))(&p, "", v)
	all, _ := v.([]any)
	var fresh []*command
	seen := map[string]bool{}
	for i, v := range all {
		given, _ := v.(object)
		k := &command{guild: guild, given: given}
		if seen[fmt.Sprint(k.kind(), k.name())] {
			p.broken(strconv.Itoa(i)+".name", "same name")
		}
		seen[fmt.Sprint(k.kind(), k.name())] = true
		fresh = append(fresh, k)
	}
	if bad := p.refusal(); bad != nil {
		return 0, nil, bad
	}
	if bad := room(fresh); bad != nil {
		return 0, nil, bad
	}
	for _, k := range fresh {
		k.id = c.s.newID()
		for _, was := range c.s.commandsOf(guild) {
			if was.name() == k.name() && was.kind() == k.kind() {
				k.id = was.id
			}
		}
	}
	c.s.commands = append(slices.DeleteFunc(c.s.commands, func(k *command) bool { return k.guild == guild }), fresh...)
	return 200, c.s.show(fresh), nil
}

// one is the command of a request.
func (c *call) one() (*command, *refusal) {
	guild, bad := c.scope()
	if bad != nil {
		return nil, bad
	}
	for _, k := range c.s.commandsOf(guild) {
		if k.id == c.params["command"] {
			return k, nil
		}
	}
	return nil, refuse("unknown command")
}

func editCommand(c *call) (int, any, *refusal) {
	k, bad := c.one()
	if bad != nil {
		return 0, nil, bad
	}
	o, bad := fit(c.body, commandForm(false))
	if bad != nil {
		return 0, nil, bad
	}
	for key, v := range o {
		k.given[key] = v
	}
	return 200, k.json(c.s.bot.id), nil
}

func deleteCommand(c *call) (int, any, *refusal) {
	k, bad := c.one()
	if bad != nil {
		return 0, nil, bad
	}
	c.s.commands = slices.DeleteFunc(c.s.commands, func(x *command) bool { return x == k })
	return 204, nil, nil
}
