package local

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"relais/bot"
	"relais/bot/markup"
)

const (
	dataMost = 64 // bytes of a button's data, as bot.Button has it
	fileMost = 10 // files, and media, of one message
)

// empty tells that a message shows nothing and changes nothing.
func empty(m bot.Message) bool {
	return m.Toast == "" && m.Menu == nil && onlyToast(m)
}

// onlyToast tells that nothing of a message lasts.
func onlyToast(m bot.Message) bool {
	return m.Text == "" && m.Copy == "" && len(m.Buttons) == 0 && len(m.Files) == 0 && len(m.Media) == 0
}

// refuse says why something can never be sent as it is.
func (l *Local) refuse(c bot.Cleared) error {
	switch {
	case !c.Valid():
		return errors.New("the message has not passed the door")
	case c.To().Platform != Name:
		return fmt.Errorf("the address is on the platform %q", c.To().Platform)
	case c.To().Thread != "":
		return errors.New("the built-in chat has no threads")
	case c.To().Group != l.place(c.To().Chat):
		return errors.New("the built-in chat has no such place")
	case c.Delete():
		return nil
	}
	m := c.Message()
	for _, check := range []func(bot.Message) error{l.refuseText, refuseButtons, refuseMenu, refuseFiles, refuseMedia} {
		if err := check(m); err != nil {
			return err
		}
	}
	return nil
}

// units counts a text as limits.Unit says.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

func (l *Local) refuseText(m bot.Message) error {
	for _, s := range []string{m.Text, m.Copy, m.Toast} {
		if !utf8.ValidString(s) {
			return errors.New("the text is not valid UTF-8")
		}
	}
	if len(m.Text) > 4*limits.Text { // more than any script needs, and reading markup takes longer than its length
		return fmt.Errorf("the text has %d bytes of markup", len(m.Text))
	}
	_, words := render(m.Text)
	if n := units(words) + units(m.Copy); n > limits.Text {
		return fmt.Errorf("the text has %d characters, %d are allowed", n, limits.Text)
	}
	if n := utf8.RuneCountInString(m.Toast); n > limits.Toast {
		return fmt.Errorf("the toast has %d characters, %d are allowed", n, limits.Toast)
	}
	if words == "" && m.Copy == "" && len(m.Files) == 0 && len(m.Media) == 0 && (len(m.Buttons) > 0 || m.Menu != nil) {
		return errors.New("buttons need a text to stand under")
	}
	return nil
}

func refuseButtons(m bot.Message) error {
	if len(m.Buttons) > limits.ButtonRows {
		return fmt.Errorf("the message has %d rows of buttons, %d are allowed", len(m.Buttons), limits.ButtonRows)
	}
	for _, row := range m.Buttons {
		if len(row) > limits.ButtonRow {
			return fmt.Errorf("a row has %d buttons, %d are allowed", len(row), limits.ButtonRow)
		}
		for _, b := range row {
			if err := refuseButton(b); err != nil {
				return fmt.Errorf("the button %q: %w", b.Label, err)
			}
		}
	}
	return nil
}

func refuseButton(b bot.Button) error {
	switch {
	case strings.TrimSpace(b.Label) == "":
		return errors.New("it has no label")
	case utf8.RuneCountInString(b.Label) > limits.Label:
		return fmt.Errorf("the label has %d characters, %d are allowed", utf8.RuneCountInString(b.Label), limits.Label)
	case (b.Data == "") == (b.URL == ""):
		return errors.New("it needs either data or an address")
	case len(b.Data) > dataMost:
		return fmt.Errorf("its data has %d bytes, %d are allowed", len(b.Data), dataMost)
	case b.URL != "" && !markup.Opens(b.URL):
		return errors.New("its address is no web address")
	}
	return nil
}

func refuseMenu(m bot.Message) error {
	for _, label := range m.Menu {
		if n := utf8.RuneCountInString(label); n > limits.Label || strings.TrimSpace(label) == "" {
			return fmt.Errorf("the menu's label %q has %d characters, 1 to %d are allowed", label, n, limits.Label)
		}
	}
	return nil
}

func refuseFiles(m bot.Message) error {
	if len(m.Files) > fileMost {
		return fmt.Errorf("the message has %d files, %d are allowed", len(m.Files), fileMost)
	}
	for _, f := range m.Files {
		if n := len(f.Data); n > limits.File {
			return fmt.Errorf("a file has %d bytes, %d are allowed", n, limits.File)
		}
	}
	return nil
}

func refuseMedia(m bot.Message) error {
	if len(m.Media) > fileMost {
		return fmt.Errorf("the message has %d media, %d are allowed", len(m.Media), fileMost)
	}
	for _, x := range m.Media {
		if !markup.Opens(x.URL) {
			return errors.New("a medium's address is no web address")
		}
	}
	return nil
}
