package discordtest

import (
	"relais/bot"              //nolint:depguard // a bottest.Person is the contract's: nothing that answers the bot uses this file
	"relais/bot/bottest"      //nolint:depguard // as above
	"relais/campaigns/outbox" //nolint:depguard // as above
)

// AsPerson shows somebody as the contract of adapters and stories have them.
func AsPerson(p *Person) bottest.Person { return person{p} }

type person struct{ *Person }

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
				buttons = append(buttons, bot.Button(b))
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
