package bot

import (
	"cmp"
	"errors"
	"strings"

	"relais/bot/texts"
	"relais/campaigns/members"
)

// person tells who admits what an account on this platform is to the network: /person <id of the account>. It says what a card of /admit
// says, and since when; roles are the admins' to see, and accounts on other platforms nobody's.
func (t *turn) person(args []string) error {
	if len(args) != 1 {
		return no("person.which")
	}
	platform := t.u.From.Platform
	m, err := t.net.Roster.ByIdentity(t.tx, platform, args[0])
	if errors.Is(err, members.ErrUnknown) {
		return no("person.nobody")
	}
	if err != nil {
		return err
	}
	id, _ := m.On(platform)
	name := cmp.Or(id.Name, string(m.Alias))
	switch m.Status {
	case members.Waiting:
		t.send(t.admissionCard(t.p, *t.m, m, name))
	case members.Admitted:
		var reads []string
		for _, l := range m.Reads {
			reads = append(reads, l.Name())
		}
		t.say("person.member", "Name", name, "Since", m.Joined.In(t.zone()).Format("2006-01-02"),
			"Kind", texts.Markdown(t.p.Say("kind."+string(cmp.Or(m.Kind, members.Other)))), "Reads", strings.Join(reads, ", "))
	case members.Refused:
		t.say("person.declined", "Name", name)
	default:
		t.say("person.joining", "Name", name)
	}
	return nil
}
