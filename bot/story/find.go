package story

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (p *player) reads(a []string) error {
	news := p.news(a[0])
	var all []string
	for _, m := range news {
		all = append(all, m.words())
	}
	rest := strings.Join(all, "\n")
	for i, want := range unquoteAll(a[1]) {
		_, after, found := strings.Cut(rest, alike(want))
		if !found {
			where := ""
			if i > 0 && strings.Contains(strings.Join(all, "\n"), alike(want)) {
				where = " where it should come"
			}
			return fmt.Errorf("%s does not read %q%s; since their last step:\n%s", a[0], want, where, transcript(news))
		}
		rest = after
	}
	return nil
}

// oneReads wants one of two people, and not the other, to read something.
func (p *player) oneReads(a []string) error {
	first, second := p.reads([]string{a[0], a[2]}), p.reads([]string{a[1], a[2]})
	switch {
	case first != nil && second != nil:
		return fmt.Errorf("neither does:\n%w\n%w", first, second)
	case first == nil && second == nil:
		return fmt.Errorf("both %s and %s do", a[0], a[1])
	}
	return nil
}

func (p *player) readsNot(a []string) error {
	for _, m := range p.news(a[0]) {
		for _, q := range unquoteAll(a[1]) {
			if strings.Contains(m.words(), alike(q)) {
				return fmt.Errorf("%s does read %q:\n%s", a[0], q, transcript([]Message{m}))
			}
		}
	}
	return nil
}

func (p *player) readsNothing(a []string) error {
	if news := p.news(a[0]); len(news) > 0 {
		return fmt.Errorf("%s reads:\n%s", a[0], transcript(news))
	}
	return nil
}

func (p *player) sees(a []string) error {
	news := p.news(a[0])
	for _, want := range unquoteAll(a[1]) {
		if !slices.ContainsFunc(news, func(m Message) bool { return m.hasButton(want) }) {
			return fmt.Errorf("%s sees no button %q; since their last step:\n%s", a[0], want, transcript(news))
		}
	}
	return nil
}

func (p *player) seesNot(a []string) error {
	for _, m := range p.news(a[0]) {
		for _, q := range unquoteAll(a[1]) {
			if m.hasButton(q) {
				return fmt.Errorf("%s does see %q:\n%s", a[0], q, transcript([]Message{m}))
			}
		}
	}
	return nil
}

func (p *player) seesNone(a []string) error {
	for _, m := range p.news(a[0]) {
		if len(m.Buttons) > 0 {
			return fmt.Errorf("%s does see some:\n%s", a[0], transcript([]Message{m}))
		}
	}
	return nil
}

func (p *player) seesMenu(a []string) error {
	if _, ok := p.world.(Menus); !ok {
		return p.cannot("show a standing menu: it is no story.Menus")
	}
	menu, want := p.menu(a[0]), unquoteAll(a[1])
	if !slices.EqualFunc(menu, want, func(m, w string) bool { return alike(m) == alike(w) }) {
		return fmt.Errorf("%s has the menu %q", a[0], menu)
	}
	return nil
}

func (p *player) has(a []string) error {
	want := 1
	if n, _, ok := strings.Cut(a[2], " "); ok {
		var err error
		if want, err = strconv.Atoi(n); err != nil {
			return err
		}
	}
	all := p.chat(a[0])
	if n := holding(all, unquote(a[1])); n != want {
		return fmt.Errorf("%s has it in %d messages; the chat:\n%s", a[0], n, transcript(all))
	}
	return nil
}

func (p *player) hasNo(a []string) error {
	all := p.chat(a[0])
	for _, q := range unquoteAll(a[1]) {
		if n := holding(all, q); n > 0 {
			return fmt.Errorf("%s has %q in %d messages; the chat:\n%s", a[0], q, n, transcript(all))
		}
	}
	return nil
}

// holding counts the messages to somebody that hold these words.
func holding(all []Message, words string) (n int) {
	for _, m := range all {
		if !m.Mine && strings.Contains(m.words(), alike(words)) {
			n++
		}
	}
	return n
}

// texts are the parts of a message in which something can be found.
func (m Message) texts() []string {
	all := []string{m.Text, m.Copy, m.Toast, strings.Join(m.Files, " ")}
	for _, b := range m.Buttons {
		if b.URL != "" {
			all = append(all, b.URL)
		}
	}
	return all
}

// words is what can be read of a message, spaces made alike, one line for each part.
func (m Message) words() string {
	return strings.Join([]string{alike(m.Text), alike(m.Copy), alike(m.Toast), alike(strings.Join(m.Files, " "))}, "\n")
}

func (m Message) labels() []string {
	var out []string
	for _, b := range m.Buttons {
		out = append(out, b.Label)
	}
	return out
}

func (m Message) hasButton(label string) bool {
	return slices.ContainsFunc(m.labels(), func(l string) bool { return strings.Contains(alike(l), alike(label)) })
}

// fingerprint changes when what is seen of a message does.
func (m Message) fingerprint() string { return m.words() + "\n" + strings.Join(m.labels(), "\n") }

// alike makes texts comparable: without marks of direction, every run of spaces and line breaks one space, and one kind of
// apostrophe.
func alike(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(unmarked(s), "’", "'")), " ")
}

// unmarked takes out what isolates or turns a run of text, which nobody sees.
func unmarked(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f' {
			return -1
		}
		return r
	}, s)
}

// transcript is how a chat looks in a failure.
func transcript(all []Message) string {
	var b strings.Builder
	for _, m := range all {
		from := "bot:  "
		if m.Mine {
			from = "they: "
		}
		for _, part := range []string{m.Text, m.Copy, strings.Join(m.Files, " ")} {
			for line := range strings.Lines(part) {
				b.WriteString("  " + from + strings.TrimRight(line, "\n") + "\n")
				from = "      "
			}
		}
		if m.Toast != "" {
			fmt.Fprintf(&b, "  %s(%s)\n", from, m.Toast)
			from = "      "
		}
		if len(m.Buttons) > 0 {
			fmt.Fprintf(&b, "  %s[%s]\n", from, strings.Join(m.labels(), "] ["))
		}
	}
	if b.Len() == 0 {
		return "  nothing"
	}
	return b.String()
}
