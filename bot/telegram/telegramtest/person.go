package telegramtest

import (
	"fmt"
	"strconv"
	"testing"

	"relais/bot"              //nolint:depguard // a Person is the contract's: nothing that answers the bot uses this file
	"relais/bot/bottest"      //nolint:depguard // as above
	"relais/campaigns/outbox" //nolint:depguard // as above
)

// Person is an Account as the contract of adapters and stories have it.
type Person struct {
	*Account
	user bot.User
}

var _ bottest.Person = Person{}

// Person is somebody who has pressed Start in the chat with the bot, which heard nothing of it.
func (s *Server) Person(t testing.TB, name, lang string) Person {
	t.Helper()
	a := s.Account(t, name, lang)
	id := strconv.FormatInt(a.ID(), 10)
	return Person{a, bot.User{Platform: "telegram", ID: id, Chat: id, Name: name, Lang: lang}}
}

// User is the account as updates name it.
func (p Person) User() bot.User { return p.user }

// Attach sends a document.
func (p Person) Attach(f bot.File, caption string) error {
	return p.SendFile(File{Name: f.Name, Type: f.Type, Data: f.Data}, caption)
}

// Chat is what stands in the private chat.
func (p Person) Chat() ([]bottest.Seen, error) {
	var all []bottest.Seen
	for _, m := range p.Messages() {
		all = append(all, m.seen())
	}
	return all, nil
}

func (m Message) seen() bottest.Seen {
	v := bottest.Seen{ID: strconv.Itoa(m.ID), Mine: m.Mine, Text: m.Text, Copy: m.Copy}
	for _, row := range m.Buttons {
		var buttons []bot.Button
		for _, b := range row {
			buttons = append(buttons, bot.Button{Label: b.Text, Data: b.Data, URL: b.URL})
		}
		v.Buttons = append(v.Buttons, buttons)
	}
	if m.File != nil {
		v.Files = []bot.File{{Name: m.File.Name, Type: m.File.Type, Data: m.File.Data}}
	}
	if m.Media != "" {
		v.Media = []outbox.Media{{URL: m.Media}}
	}
	return v
}

// Toasts are the answers to presses.
func (p Person) Toasts() ([]bottest.Seen, error) {
	var all []bottest.Seen
	for n, text := range p.Alerts() {
		all = append(all, bottest.Seen{ID: fmt.Sprint("toast ", n+1), Text: text})
	}
	return all, nil
}
