package main

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// file reads the YAML text. An empty one sets nothing.
func (l *loader) file(text []byte) {
	var docs []yaml.Node
	if err := yaml.Load(text, &docs, yaml.WithAllDocuments()); err != nil {
		l.torn = true
		line, why := yamlFault(text, err)
		l.fault(l.line(line, ""), "%s", why)
		return
	}
	if len(docs) > 1 {
		l.fault(l.line(docs[1].Line, ""), "a second document begins here: keep one, without ---")
	}
	if len(docs) == 0 || len(docs[0].Content) == 0 {
		return
	}
	root := resolve(docs[0].Content[0])
	switch {
	case root.Kind == yaml.MappingNode:
		l.section("", root)
	case !isNull(root):
		l.torn = true
		l.fault(l.line(root.Line, ""), "is no configuration: write sections with their keys below them, as in config.yaml")
	}
}

// section reads the keys of a mapping; prefix is the mapping's own key.
func (l *loader) section(prefix string, n *yaml.Node) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := resolve(n.Content[i]), resolve(n.Content[i+1])
		line := n.Content[i].Line
		if name.Kind != yaml.ScalarNode {
			l.fault(l.line(line, prefix), "a key has to be a single word")
			continue
		}
		key := join(prefix, name.Value)
		at := l.line(line, printable(key))
		if first, twice := seen[name.Value]; twice {
			l.fault(at, "is set twice, here and in line %d: keep one", first)
			continue
		}
		seen[name.Value] = line
		s, known := l.byKey[key]
		switch {
		case known:
			l.value(s, at, value)
		case slices.Contains(l.sections, key):
			l.below(key, at, value)
		default:
			l.unknown(key, at)
		}
	}
}

func (l *loader) below(key string, at Finding, n *yaml.Node) {
	switch {
	case n.Kind == yaml.MappingNode:
		l.section(key, n)
	case !isNull(n):
		l.fault(at, "is a section: write its keys below it, each on a line of its own and indented")
	}
}

func (l *loader) unknown(key string, at Finding) {
	candidates := slices.Clone(l.sections)
	for _, s := range l.settings {
		candidates = append(candidates, s.key)
	}
	if meant, ok := nearest(key, candidates); ok {
		l.fault(at, "there is no such key: did you mean %s?", meant)
		return
	}
	l.fault(at, "there is no such key: take it away; config.yaml has every key that there is")
}

// value reads one setting. Nothing after the colon is an empty text or list.
func (l *loader) value(s setting, at Finding, n *yaml.Node) {
	switch {
	case isNull(n) && !s.text():
		l.spoil(s, at, "has no value: write one, or take the line away")
	case isNull(n) && s.list():
		l.fill(s, at)
	case isNull(n):
		l.fill(s, at, "")
	case n.Kind == yaml.MappingNode:
		l.spoil(s, at, "takes a value, not a section with keys of its own")
	case s.list():
		l.list(s, at, n)
	case n.Kind != yaml.ScalarNode:
		l.spoil(s, at, "takes one value, not a list")
	case s.text() && !isText(n):
		l.spoil(s, at, "takes a text: put it into quotes")
	default:
		l.fill(s, at, n.Value)
	}
}

func (l *loader) list(s setting, at Finding, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		l.spoil(s, at, "takes a list: write it as [%s]", printable(n.Value))
		return
	}
	var values []string
	for _, item := range n.Content {
		if item = resolve(item); !isText(item) {
			l.spoil(s, at, "takes a list of texts: write each as a plain word or in quotes")
			return
		}
		values = append(values, item.Value)
	}
	l.fill(s, at, values...)
}

// isText reports whether a scalar can be read as a text. Numbers and days can, as they are written: a register's number
// may be 00123.
func isText(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode &&
		slices.Contains([]string{"!!str", "!!int", "!!float", "!!timestamp"}, n.Tag)
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// resolve follows an alias to what it stands for; an anchor is never an alias itself.
func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

// yamlFault says in which line a text stops being YAML, and why. The reader of bytes does not know its line, so the first
// byte that can't stand in a text is looked for.
func yamlFault(text []byte, err error) (line int, why string) {
	if bad := slices.IndexFunc([]rune(string(text)), unfit); bad >= 0 {
		before := []rune(string(text))[:bad]
		return 1 + strings.Count(string(before), "\n"), "has a byte that is no text: save the file as UTF-8"
	}
	line, why = 1, "is no YAML"
	if e := (*yaml.LoadError)(nil); errors.As(err, &e) {
		line = max(e.Mark.Line, e.ContextMark.Line, 1)
		why = strings.TrimPrefix(e.Message, "yaml: ")
		if e.ContextMsg != "" {
			why = e.ContextMsg + ": " + why
		}
		// A block that ends too early is noticed where it ends; what has to be mended is where it began.
		if e.ContextMark.Line > 0 {
			line = e.ContextMark.Line
		}
	}
	// A mark at the end of the file stands behind its last line.
	line = min(line, max(1, bytes.Count(bytes.TrimRight(text, "\n"), []byte("\n"))+1))
	return line, "is no YAML: " + why + "; look at the indentation, colons and quotes around it"
}

func unfit(r rune) bool {
	return r == utf8.RuneError || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f
}
