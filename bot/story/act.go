package story

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// chat is what stands in somebody's chat. Every look at it remembers the buttons, since people press old ones.
func (p *player) chat(who string) []Message {
	all := p.world.Chat(p.t, who)
	for _, m := range all {
		for _, b := range m.Buttons {
			s := standing{m.ID, b.Label, b.Data}
			if b.Data != "" && !slices.Contains(p.shown[who], s) {
				p.shown[who] = append(p.shown[who], s)
			}
		}
	}
	return all
}

// mark remembers what stands in somebody's chat before they do something.
func (p *player) mark(who string) {
	stood := map[string]string{}
	for _, m := range p.chat(who) {
		stood[m.ID] = m.fingerprint()
	}
	p.stood[who] = stood
}

// news is what was said to somebody, or changed, since they last did something.
func (p *player) news(who string) []Message {
	return slices.DeleteFunc(slices.Clone(p.chat(who)), func(m Message) bool {
		before, known := p.stood[who][m.ID]
		return m.Mine || known && before == m.fingerprint()
	})
}

func (p *player) say(who, quotes string, forwarded bool) error {
	p.mark(who)
	p.world.Say(p.t, who, strings.Join(unquoteAll(quotes), "\n"), forwarded)
	return nil
}

func (p *player) attach(a []string) error {
	data, ok := p.files[a[1]]
	if !ok {
		return fmt.Errorf("the story has no file %s: put one behind it, below a line -- %s --", a[1], a[1])
	}
	p.mark(a[0])
	p.world.Attach(p.t, a[0], a[1], data)
	return nil
}

// guests lets so many people with accounts of their own do the same, one after the other.
func (p *player) guests(a []string) error {
	n, err := strconv.Atoi(a[0])
	if err != nil {
		return err
	}
	for i := range n {
		who := fmt.Sprintf("guest%d", i+1)
		if a[1] == "say" {
			err = p.say(who, a[2], false)
		} else {
			err = p.press(who, unquote(a[2]), "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// button finds the newest button with these words, under a message with those.
func (p *player) button(who, label, under string) (Message, Button, error) {
	all := p.chat(who)
	for _, m := range slices.Backward(all) {
		if !strings.Contains(m.words(), alike(under)) {
			continue
		}
		for _, b := range m.Buttons {
			if strings.Contains(alike(b.Label), alike(label)) {
				return m, b, nil
			}
		}
	}
	return Message{}, Button{}, fmt.Errorf("%s has no button %q; the chat:\n%s", who, label, transcript(all))
}

func (p *player) press(who, label, under string) error {
	m, b, err := p.button(who, label, under)
	if err != nil {
		for _, l := range p.menu(who) {
			if under == "" && strings.Contains(alike(l), alike(label)) {
				p.mark(who)
				p.world.Say(p.t, who, l, false)
				return nil
			}
		}
		return err
	}
	if b.URL != "" {
		return fmt.Errorf("the button leads to %s: it is opened, not pressed", b.URL)
	}
	p.mark(who)
	p.world.Press(p.t, who, m.ID, b.Data)
	return nil
}

// pressOld presses a button that was shown and is gone: the newest of them with these words.
func (p *player) pressOld(a []string) error {
	label := alike(unquote(a[1]))
	stands := map[standing]bool{}
	for _, m := range p.chat(a[0]) {
		for _, b := range m.Buttons {
			stands[standing{m.ID, b.Label, b.Data}] = true
		}
	}
	for _, s := range slices.Backward(p.shown[a[0]]) {
		if !stands[s] && strings.Contains(alike(s.label), label) {
			p.mark(a[0])
			p.world.Press(p.t, a[0], s.message, s.data)
			return nil
		}
	}
	return fmt.Errorf("%s was never shown a button %q that has gone since", a[0], label)
}

// pressKilled presses a button of a service that dies before it is known what became of it.
func (p *player) pressKilled(a []string) error {
	return p.rush(func() error { return p.press(a[0], unquote(a[1]), "") }, func() { p.world.Kill(p.t) })
}

// pressTogether has two people press before either is answered.
func (p *player) pressTogether(a []string) error {
	return p.rush(func() error {
		if err := p.press(a[0], unquote(a[2]), ""); err != nil {
			return err
		}
		return p.press(a[1], unquote(a[2]), "")
	}, func() { wait(beat) })
}

// rush does something without waiting for what comes of it, and then something else.
func (p *player) rush(first func() error, then func()) error {
	r, ok := p.world.(Rusher)
	if !ok {
		return p.cannot("do things at once: it is no story.Rusher")
	}
	r.Rush(true)
	err := first()
	r.Rush(false)
	if err != nil {
		return err
	}
	then()
	return nil
}

// forge presses a button whose data was changed on the way.
func (p *player) forge(a []string) error {
	for _, m := range slices.Backward(p.chat(a[0])) {
		for _, b := range m.Buttons {
			if b.Data != "" {
				p.mark(a[0])
				p.world.Press(p.t, a[0], m.ID, strings.Replace(b.Data, " ", " x", 1))
				return nil
			}
		}
	}
	return fmt.Errorf("%s has no button to forge", a[0])
}

func (p *player) remove(a []string) error {
	w, ok := p.world.(Blocker)
	if !ok {
		return p.cannot("take messages away: it is no story.Blocker")
	}
	all := p.chat(a[0])
	for _, m := range slices.Backward(all) {
		if strings.Contains(m.words(), alike(unquote(a[1]))) {
			w.Remove(p.t, a[0], m.ID)
			return nil
		}
	}
	return fmt.Errorf("%s has no such message; the chat:\n%s", a[0], transcript(all))
}

func (p *player) block(who string, blocked bool) error {
	w, ok := p.world.(Blocker)
	if !ok {
		return p.cannot("keep the bot out: it is no story.Blocker")
	}
	p.mark(who)
	w.Block(p.t, who, blocked)
	return nil
}

func (p *player) menu(who string) []string {
	if w, ok := p.world.(Menus); ok {
		return w.Menu(p.t, who)
	}
	return nil
}

// note keeps what fits the brackets of an expression, in a text, a text to copy or an address.
func (p *player) note(a []string) error {
	re, err := regexp.Compile(unquote(a[2]))
	if err != nil {
		return err
	}
	if re.NumSubexp() == 0 {
		return fmt.Errorf("%s has no brackets around what is to be noted", a[2])
	}
	all := p.chat(a[0])
	for _, m := range slices.Backward(all) {
		for _, text := range m.texts() {
			if found := re.FindStringSubmatch(unmarked(text)); !m.Mine && found != nil {
				p.vars[a[1]] = found[1]
				return nil
			}
		}
	}
	return fmt.Errorf("nothing fits; the chat:\n%s", transcript(all))
}
