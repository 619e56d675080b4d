package bot

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"relais/bot/texts"
	"relais/campaigns/members"
	"relais/storage"
)

// TestPerson holds what who admits is told of an account, and that nobody else is told anything.
func TestPerson(t *testing.T) {
	b, lina := newConversation(t, slog.New(slog.DiscardHandler))
	lina.Roles = []members.Role{members.Moderator}
	of := func(user string, status members.Status, change func(*members.Member)) members.Member {
		t.Helper()
		m := members.Member{}
		if err := b.net.Store.Update(context.Background(), func(tx storage.Tx) (err error) {
			if m, err = b.net.Roster.New(tx, members.Identity{Platform: "test", User: user, Chat: user, Name: "Person " + user}, "fr"); err != nil {
				return err
			}
			m.Status, m.Kind = status, members.Academic
			// What a moderator is not told: another account, what somebody may do, and what they have said of themselves.
			m.Identities = append([]members.Identity{{Platform: "elsewhere", User: "x" + user, Name: "Secret elsewhere"}}, m.Identities...)
			m.Topics, m.Credit, m.Zone, m.Invite = []string{"secret topic"}, "Secret credit", "Africa/Casablanca", "secret-invite"
			if change != nil {
				change(&m)
			}
			return b.net.Roster.Put(tx, m)
		}); err != nil {
			t.Fatal(err)
		}
		return m
	}
	if err := b.net.Store.Update(context.Background(), func(tx storage.Tx) error { return b.net.Roster.Put(tx, lina) }); err != nil {
		t.Fatal(err)
	}
	waits := of("2", members.Waiting, nil)
	of("3", members.Admitted, func(m *members.Member) {
		m.Joined, m.Reads, m.Roles = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC), append(m.Reads, "ar"), []members.Role{members.Admin}
	})
	of("4", members.Refused, nil)
	of("5", members.Joining, nil)
	of("6", members.Admitted, func(m *members.Member) {
		m.Joined, m.Roles, m.Kind = time.Date(2026, 4, 1, 0, 30, 0, 0, time.UTC), []members.Role{members.Reviewer}, ""
	})

	say := func(by string, public bool, text string) (string, [][]Button) {
		t.Helper()
		var said []string
		var buttons [][]Button
		if err := b.net.Store.View(t.Context(), func(tx storage.Tx) error {
			u := Update{From: User{Platform: "test", ID: by, Chat: by, Lang: "en"}, To: Address{Platform: "test", Chat: by}, Text: text, Public: public}
			answer := b.newTurn(tx, u, time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC))
			if err := answer.load(); err != nil {
				return err
			}
			if err := b.route(answer); err != nil && !answer.refuse(err) {
				return err
			}
			for _, l := range answer.out {
				said, buttons = append(said, strings.ReplaceAll(texts.Unmarked(l.Message.Text), `\`, "")), append(buttons, l.Message.Buttons...)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return strings.Join(said, "\n"), buttons
	}
	for _, c := range []struct {
		by, text, want string
		public         bool
	}{
		{by: "1", text: "/person 3", want: "Person 3 is a member since 2026-03-02. Kind: Academic. Reads: français, العربية."},
		{by: "1", text: "/person 6", want: "Person 6 is a member since 2026-04-01. Kind: Something else. Reads: français."},
		{by: "1", text: "/person 2", want: "Person 2 wants to join. Kind: Academic. Language: français."},
		{by: "1", text: "/person 4", want: "Person 4 asked to join and was declined."},
		{by: "1", text: "/person 5", want: "Person 5 has begun to join and has not answered every question yet."},
		{by: "1", text: "/person 99", want: "I don’t know this account: it has not asked to join. With /invite you get an invitation to hand on."},
		{by: "1", text: "/person x3", want: "I don’t know this account: it has not asked to join. With /invite you get an invitation to hand on."}, // it is one elsewhere
		{by: "1", text: "/person", want: "Whose account? Write its number after /person."},
		{by: "1", text: "/person 3", want: "", public: true}, // it is no command for places
		{by: "6", text: "/person 3", want: "C’est réservé à la modération, aux responsables de campagne et à l’administration. Adressez-vous à l’une de ces personnes."},
		{by: "2", text: "/person 3", want: b.words.In("fr").Plain("refuse.waiting")},
		{by: "99", text: "/person 3", want: b.words.In("en").Plain("refuse.join_first")},
	} {
		got, buttons := say(c.by, c.public, c.text)
		if got != c.want {
			t.Errorf("%s says %s and reads %q; want %q", c.by, c.text, got, c.want)
		}
		want := 0
		if c.text == "/person 2" {
			want = 1
		}
		if len(buttons) != want {
			t.Errorf("%s says %s and has the buttons %+v", c.by, c.text, buttons)
		}
		if strings.Contains(strings.ToLower(got), "secret") {
			t.Errorf("%s says %s and reads what is not theirs to read: %s", c.by, c.text, got)
		}
	}
	_, buttons := say("1", false, "/person 2")
	for i, answer := range []string{"yes", "no"} {
		if want := b.data("test", "1", "admitted", fmt.Sprint(waits.Ordinal), answer); buttons[0][i].Data != want {
			t.Errorf("the button %s says %q; want %q", buttons[0][i].Label, buttons[0][i].Data, want)
		}
	}
}
