package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// object is a JSON object.
type object = map[string]any

// problems are what is wrong with a request's body, in the form in which Discord says it.
type problems struct {
	tree object
	ours []string
}

// add notes an error of the field at a path, "components.0.url".
func (p *problems) add(path, kind, text string) {
	if p.tree == nil {
		p.tree = object{}
	}
	at := p.tree
	if path != "" {
		for key := range strings.SplitSeq(path, ".") {
			next, ok := at[key].(object)
			if !ok {
				next = object{}
				at[key] = next
			}
			at = next
		}
	}
	all, _ := at["_errors"].([]object)
	at["_errors"] = append(all, object{"code": kind, "message": text})
}

// broken notes that a field breaks a rule of the table.
func (p *problems) broken(path, name string, args ...any) {
	r := ruleNamed(name)
	text := r.Text
	if len(args) > 0 {
		text = fmt.Sprintf(text, args...)
	}
	p.add(path, r.Kind, text)
}

// sized holds a length to a rule.
func (p *problems) sized(path, name string, n int) {
	if name == "" {
		return
	}
	if r := ruleNamed(name); n < r.Min || n > r.Limit {
		p.broken(path, name)
	}
}

// fake notes what only this fake refuses.
func (p *problems) fake(format string, args ...any) {
	p.ours = append(p.ours, fmt.Sprintf(format, args...))
}

// refusal is the answer; nil where nothing is wrong.
func (p *problems) refusal() *refusal {
	switch {
	case len(p.ours) > 0:
		return ours("%s", strings.Join(p.ours, "; "))
	case p.tree != nil:
		return &refusal{status: 400, code: 50035, text: "Invalid Form Body", errors: p.tree}
	}
	return nil
}

// shape is what a value has to look like.
type shape func(p *problems, path string, v any)

func under(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// text is a string whose length is held to a rule; no name is no rule.
func text(rule string) shape {
	return func(p *problems, path string, v any) {
		s, ok := v.(string)
		if !ok {
			p.add(path, "STRING_TYPE_CONVERT", fmt.Sprintf("Could not interpret \"%v\" as string.", v))
			return
		}
		p.sized(path, rule, length(s))
	}
}

// whole is an integer, between two bounds where they differ.
func whole(least, most int64) shape {
	return func(p *problems, path string, v any) {
		n, ok := v.(json.Number)
		i, err := n.Int64()
		switch {
		case !ok || err != nil:
			p.add(path, "NUMBER_TYPE_COERCE", fmt.Sprintf("Value \"%v\" is not int.", v))
		case least == most:
		case i < least:
			p.add(path, "NUMBER_TYPE_MIN", fmt.Sprintf("int value should be greater than or equal to %d.", least))
		case i > most:
			p.add(path, "NUMBER_TYPE_MAX", fmt.Sprintf("int value should be less than or equal to %d.", most))
		}
	}
}

// oneOf is an integer of a list.
func oneOf(all ...int64) shape {
	return func(p *problems, path string, v any) {
		n, _ := v.(json.Number)
		i, err := n.Int64()
		if err != nil || !slices.Contains(all, i) {
			var names []string
			for _, a := range all {
				names = append(names, strconv.FormatInt(a, 10))
			}
			p.broken(path, "choice", strings.Join(names, ", "))
		}
	}
}

func number(p *problems, path string, v any) {
	if _, ok := v.(json.Number); !ok {
		p.add(path, "NUMBER_TYPE_COERCE", fmt.Sprintf("Value \"%v\" is not a number.", v))
	}
}

func truth(p *problems, path string, v any) {
	if _, ok := v.(bool); !ok {
		p.add(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
	}
}

func anything(*problems, string, any) {}

var digits = regexp.MustCompile(`^[0-9]{1,20}$`)

func snowflake(p *problems, path string, v any) {
	if !digits.MatchString(fmt.Sprint(v)) {
		p.add(path, "NUMBER_TYPE_COERCE", fmt.Sprintf("Value \"%v\" is not snowflake.", v))
	}
}

// listOf is an array whose length is held to a rule.
func listOf(rule string, each shape) shape {
	return func(p *problems, path string, v any) {
		all, ok := v.([]any)
		if !ok {
			p.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
			return
		}
		p.sized(path, rule, len(all))
		for i, e := range all {
			each(p, under(path, strconv.Itoa(i)), e)
		}
	}
}

// dict is an object of these fields. Those that are required are marked by a key that ends in "!". null is the same as absent.
func dict(fields map[string]shape) shape {
	return func(p *problems, path string, v any) {
		o, ok := v.(object)
		if !ok {
			p.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
			return
		}
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			s := fields[key]
			name, required := strings.CutSuffix(key, "!")
			switch value, there := o[name]; {
			case there && value != nil:
				s(p, under(path, name), value)
			case required:
				p.broken(under(path, name), "required")
			}
		}
		for _, name := range slices.Sorted(maps.Keys(o)) {
			if fields[name] == nil && fields[name+"!"] == nil {
				p.fake("unknown field %q", under(path, name))
			}
		}
	}
}

// with is a shape's fields and more.
func with(fields map[string]shape, more map[string]shape) map[string]shape {
	all := map[string]shape{}
	for k, s := range fields {
		all[k] = s
	}
	for k, s := range more {
		delete(all, strings.TrimSuffix(k, "!"))
		all[k] = s
	}
	return all
}

// decode reads one JSON value.
func decode(b []byte) (any, *refusal) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, refuse("bad json")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, refuse("bad json")
	}
	return v, nil
}

// fit decodes a body that has to be an object of a shape.
func fit(b []byte, s shape) (object, *refusal) {
	v, bad := decode(b)
	if bad != nil {
		return nil, bad
	}
	var p problems
	s(&p, "", v)
	if bad := p.refusal(); bad != nil {
		return nil, bad
	}
	return v.(object), nil
}

// What a decoded object holds; the zero value where it holds nothing.
func str(o object, key string) string { s, _ := o[key].(string); return s }
func arr(o object, key string) []any  { a, _ := o[key].([]any); return a }
func sub(o object, key string) object { x, _ := o[key].(object); return x }
func yes(o object, key string) bool   { b, _ := o[key].(bool); return b }
func num(o object, key string) int {
	n, _ := o[key].(json.Number)
	i, _ := n.Int64()
	return int(i)
}

// has tells whether a field is there and not null.
func has(o object, key string) bool { return o[key] != nil }
