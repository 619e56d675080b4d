package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Modal is a form that the bot opened on somebody's screen.
type Modal struct {
	ID, Title string
	Inputs    []Input
	by        *interaction
}

// Input is one field of a Modal.
type Input struct {
	ID, Label, Value, Placeholder string
	Required                      bool
	Min, Max                      int
}

func newModal(by *interaction, data object) *Modal {
	m := &Modal{ID: str(data, "custom_id"), Title: str(data, "title"), by: by}
	for _, r := range arr(data, "components") {
		row, _ := r.(object)
		for _, x := range arr(row, "components") {
			in, _ := x.(object)
			i := Input{str(in, "custom_id"), str(in, "label"), str(in, "value"), str(in, "placeholder"), !has(in, "required") || yes(in, "required"), num(in, "min_length"), num(in, "max_length")}
			if i.Max == 0 {
				i.Max = ruleNamed("input value").Limit
			}
			m.Inputs = append(m.Inputs, i)
		}
	}
	return m
}

// Press presses the button with this custom_id on a message, whether or not it stands there any more.
func (p *Person) Press(id, data string) error {
	return p.touch(id, object{"custom_id": data, "component_type": 2})
}

// Select chooses among the options of the select with this custom_id.
func (p *Person) Select(id, custom string, values ...string) error {
	p.s.mu.Lock()
	m := p.message(id)
	var there []string
	if m != nil {
		for _, r := range m.components {
			row, _ := r.(object)
			for _, x := range arr(row, "components") {
				o, _ := x.(object)
				for _, e := range arr(o, "options") {
					if option, _ := e.(object); str(o, "custom_id") == custom {
						there = append(there, str(option, "value"))
					}
				}
			}
		}
	}
	p.s.mu.Unlock()
	for _, v := range values {
		if !slices.Contains(there, v) {
			return fmt.Errorf("there is no option %q among %q", v, there)
		}
	}
	return p.touch(id, object{"custom_id": custom, "component_type": 3, "values": values, "resolved": object{}})
}

// Pick chooses a role in the menu of roles with this custom_id.
func (p *Person) Pick(id, custom, role string) error {
	p.s.mu.Lock()
	m := p.message(id)
	there := false
	if m != nil {
		for _, r := range m.components {
			row, _ := r.(object)
			for _, x := range arr(row, "components") {
				o, _ := x.(object)
				there = there || num(o, "type") == 6 && str(o, "custom_id") == custom
			}
		}
	}
	var r *Role
	if p.in.guild != nil {
		r = p.in.guild.role(role)
	}
	p.s.mu.Unlock()
	if !there || r == nil {
		return fmt.Errorf("there is no such menu, or no role %s", role)
	}
	return p.touch(id, object{"custom_id": custom, "component_type": 6, "values": []string{role}, "resolved": object{
		"roles": object{role: r.json(p.in.guild)},
	}})
}

// message is a message of the place, also one that vanished from it.
func (p *Person) message(id string) *message {
	for _, m := range p.in.messages {
		if m.id == id && (m.only == nil || m.only == p.a) {
			return m
		}
	}
	return nil
}

func (p *Person) touch(id string, data object) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	m := p.message(id)
	if m == nil {
		return fmt.Errorf("there was never a message %s", id)
	}
	p.s.interact(&interaction{kind: byComponent, from: p.a, in: p.in, pressed: m}, data)
	return nil
}

// Modal is the form on the person's screen; nil for none.
func (p *Person) Modal() *Modal {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.a.modal
}

// Submit sends the form on the screen with these values by custom_id; fields that are not named keep what stands in them.
func (p *Person) Submit(values map[string]string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	m := p.a.modal
	if m == nil {
		return errors.New("there is no form on the screen")
	}
	rows := []object{}
	for _, in := range m.Inputs {
		v, given := values[in.ID]
		if !given {
			v = in.Value
		}
		n := length(v)
		if n == 0 && in.Required || n > 0 && n < in.Min || n > in.Max {
			return fmt.Errorf("the field %q does not take %d characters", in.Label, n)
		}
		rows = append(rows, object{"type": 1, "components": []object{{"type": 4, "custom_id": in.ID, "value": v}}})
	}
	for id := range values {
		if !slices.ContainsFunc(m.Inputs, func(i Input) bool { return i.ID == id }) {
			return fmt.Errorf("the form has no field %q", id)
		}
	}
	p.a.modal = nil
	p.s.interact(&interaction{kind: byModal, from: p.a, in: m.by.in, pressed: m.by.pressed}, object{"custom_id": m.ID, "components": rows})
	return nil
}

// Use calls the command of a message's context menu.
func (p *Person) Use(name, id string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	m := p.message(id)
	k := p.find(name, 3)
	if m == nil || k == nil {
		return fmt.Errorf("there is no command %q on a message %s", name, id)
	}
	p.s.interact(&interaction{kind: byCommand, from: p.a, in: p.in}, p.invoked(k, object{
		"target_id": id, "resolved": object{"messages": object{id: m.json()}},
	}))
	return nil
}

// UseOn calls the command of a person's context menu.
func (p *Person) UseOn(name string, of *Person) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	k := p.find(name, 2)
	if k == nil {
		return fmt.Errorf("there is no command %q on a person", name)
	}
	resolved := object{"users": object{of.a.id: of.a.json()}}
	if g := p.in.guild; g != nil {
		if _, in := g.members[of.a.id]; !in {
			return fmt.Errorf("%s is not in this server", of.a.name)
		}
		member := g.member(of.a)
		for _, key := range []string{"user", "deaf", "mute"} { // which a resolved member lacks; discord.com/developers/docs/interactions/receiving-and-responding, checked 2026-11-28
			delete(member, key)
		}
		resolved["members"] = object{of.a.id: member}
	}
	p.s.interact(&interaction{kind: byCommand, from: p.a, in: p.in}, p.invoked(k, object{"target_id": of.a.id, "resolved": resolved}))
	return nil
}

func (p *Person) invoked(k *command, more object) object {
	more["id"], more["name"], more["type"] = k.id, k.name(), k.kind()
	if k.guild != "" {
		more["guild_id"] = k.guild
	}
	return more
}

// find is the command of a kind that the client offers in this place under a name, also a localised one.
func (p *Person) find(name string, kind int) *command {
	for _, k := range p.s.commands {
		here := k.private()
		if p.in.guild != nil {
			here = k.guild == p.in.guild.id || k.guild == "" && (!has(k.given, "contexts") || slices.Contains(arr(k.given, "contexts"), any(json.Number("0"))))
		}
		if here && k.kind() == kind && (k.name() == name || str(sub(k.given, "name_localizations"), p.a.locale) == name) {
			return k
		}
	}
	return nil
}

// typed is the chat command that a text begins with, and what follows it; nil for none.
func (p *Person) typed(text string) (*command, string) {
	after, is := strings.CutPrefix(text, "/")
	if !is {
		return nil, ""
	}
	name, rest, _ := strings.Cut(after, " ")
	k := p.find(name, 1)
	if k != nil && strings.TrimSpace(rest) != "" && len(arr(k.given, "options")) == 0 {
		return nil, ""
	}
	return k, strings.TrimSpace(rest)
}

var pair = regexp.MustCompile(`(?:^|\s)([-_\p{L}\p{N}]{1,32}):`)

// command sends a chat command.
func (p *Person) command(k *command, rest string) error {
	options, err := values(arr(k.given, "options"), rest)
	if err != nil {
		return err
	}
	p.s.interact(&interaction{kind: byCommand, from: p.a, in: p.in}, p.invoked(k, object{"options": options}))
	return nil
}

// values reads what was typed after a command as its options.
func values(known []any, rest string) ([]object, error) {
	given := map[string]string{}
	named := func(name string) object {
		for _, v := range known {
			if o, _ := v.(object); str(o, "name") == name {
				return o
			}
		}
		return nil
	}
	word, tail, _ := strings.Cut(rest, " ")
	if o := named(word); o != nil && num(o, "type") <= 2 {
		under, err := values(arr(o, "options"), strings.TrimSpace(tail))
		return []object{{"name": word, "type": num(o, "type"), "options": under}}, err
	}
	marks := slices.DeleteFunc(pair.FindAllStringSubmatchIndex(rest, -1), func(m []int) bool { return named(rest[m[2]:m[3]]) == nil })
	for i, m := range marks {
		end := len(rest)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		given[rest[m[2]:m[3]]] = strings.TrimSpace(rest[m[1]:end])
	}
	if len(marks) == 0 && rest != "" {
		i := slices.IndexFunc(known, func(v any) bool { o, _ := v.(object); return num(o, "type") == 3 })
		if i < 0 {
			return nil, fmt.Errorf("no option takes %q", rest)
		}
		given[str(known[i].(object), "name")] = rest
	}
	out := []object{}
	for _, v := range known {
		o, _ := v.(object)
		text, there := given[str(o, "name")]
		if !there {
			if yes(o, "required") || num(o, "type") <= 2 {
				return nil, fmt.Errorf("the option %q is missing", str(o, "name"))
			}
			continue
		}
		value, err := convert(o, text)
		if err != nil {
			return nil, err
		}
		out = append(out, object{"name": str(o, "name"), "type": num(o, "type"), "value": value})
	}
	return out, nil
}

// convert makes a typed text the value of an option, which a client does and refuses.
func convert(o object, text string) (any, error) {
	if all := arr(o, "choices"); len(all) > 0 {
		for _, v := range all {
			if choice, _ := v.(object); str(choice, "name") == text || fmt.Sprint(choice["value"]) == text {
				return choice["value"], nil
			}
		}
		return nil, fmt.Errorf("%q is not among the choices", text)
	}
	switch num(o, "type") {
	case 3:
		most := num(o, "max_length")
		if most == 0 {
			most = 6000
		}
		if n := length(text); n < num(o, "min_length") || n > most {
			return nil, fmt.Errorf("the option does not take %d characters", n)
		}
		return text, nil
	case 4:
		return strconv.ParseInt(text, 10, 64)
	case 5:
		return strconv.ParseBool(text)
	case 10:
		return strconv.ParseFloat(text, 64)
	}
	if !digits.MatchString(text) {
		return nil, fmt.Errorf("%q is not an id", text)
	}
	return text, nil
}

// Complete types a part of an option of a chat command, whose choices the bot is then asked for.
func (p *Person) Complete(name, option, part string) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	k := p.find(name, 1)
	if k == nil {
		return fmt.Errorf("there is no command %q", name)
	}
	p.s.interact(&interaction{kind: byTyping, from: p.a, in: p.in}, p.invoked(k, object{
		"options": []object{{"name": option, "type": 3, "value": part, "focused": true}},
	}))
	return nil
}

// Choices are the names that the bot offered last.
func (p *Person) Choices() []string {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return slices.Clone(p.a.choices)
}
