package discordtest

import (
	"fmt"

	"relais/bot"              //nolint:depguard // a bottest.Person is the contract's: nothing that answers the bot uses this file
	"relais/bot/bottest"      //nolint:depguard // as above
	"relais/campaigns/outbox" //nolint:depguard // as above
)

// AsPerson shows somebody as the contract of adapters and stories have them.
func AsPerson(p *Person) bottest.Person { return person{p} }

type person struct{ *Person }

// Of is the person behind AsPerson.
func Of(p bottest.Person) *Person { return p.(person).Person }

func (p person) User() bot.User { return bot.User(p.Person.User()) }

func (p person) Attach(f bot.File, caption string) error {
	return p.Person.Attach(File(f), caption)
}
func (p person) Chat() ([]bottest.Seen, error)   { return asSeen(p.Person.Chat()) }
func (p person) Toasts() ([]bottest.Seen, error) { return asSeen(p.Person.Toasts()) }

// asSeen reads what stands somewhere. What no block of code can hold comes as a file to copy from.
func asSeen(in []Seen, err error) (all []bottest.Seen, _ error) {
	for _, m := range in {
		s := bottest.Seen{ID: m.ID, Mine: m.Mine, Text: m.Text, Copy: m.Copy}
		for _, row := range m.Buttons {
			var buttons []bot.Button
			for _, b := range row {
				buttons = append(buttons, bot.Button{Label: b.Label, Data: b.Data, URL: b.URL, Pick: b.Pick})
			}
			s.Buttons = append(s.Buttons, buttons)
		}
		for _, f := range m.Files {
			if f.Name == "copy.txt" && m.Copy == "" {
				s.Copy = string(f.Data)
			} else {
				s.Files = append(s.Files, bot.File(f))
			}
		}
		for _, x := range m.Media {
			s.Media = append(s.Media, outbox.Media(x))
		}
		all = append(all, s)
	}
	return all, err
}

// spot is a channel as the contract of adapters and stories have it.
type spot struct{ at *Channel }

// AsPlace makes a channel of a server that somebody manages, where the bot has the usual rights, as stories have it.
func AsPlace(g *Guild, title string, kind int, by bottest.Person) (bottest.Place, error) {
	p, ok := by.(person)
	if !ok {
		return nil, fmt.Errorf("%T is nobody of this platform", by)
	}
	p.Manage(g)
	return spot{g.Channel(title, kind)}, nil
}

// Address is where posts go.
func (p spot) Address() bot.Address {
	return bot.Address{Platform: "discord", Chat: p.at.ID(), Group: true}
}

func (p spot) in(who bottest.Person) (*Person, error) {
	by, ok := who.(person)
	if !ok {
		return nil, fmt.Errorf("%T is nobody of this platform", who)
	}
	return by.In(p.at), nil
}

// Say says something there.
func (p spot) Say(who bottest.Person, text string) error {
	by, err := p.in(who)
	if err != nil {
		return err
	}
	return by.Say(text)
}

// Press presses a button there.
func (p spot) Press(who bottest.Person, message string, b bot.Button) error {
	by, err := p.in(who)
	if err != nil {
		return err
	}
	return by.Press(message, b.Data)
}

// Seen is what the bot posted.
func (p spot) Seen() ([]bottest.Seen, error) { return asSeen(p.at.Posted(), nil) }

// Answers are what one person alone sees there.
func (p spot) Answers(who bottest.Person) ([]bottest.Seen, error) {
	by, err := p.in(who)
	if err != nil {
		return nil, err
	}
	return asSeen(by.Whispers(), nil)
}

// Remove takes the bot's right to write there.
func (p spot) Remove() error {
	p.at.Permit(ViewChannel)
	return nil
}
