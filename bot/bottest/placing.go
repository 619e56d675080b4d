package bottest

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
	"relais/campaigns/outbox"
)

// inPlace is a clause about a place to which Amina brought the bot, while the adapter runs.
func inPlace(test func(t *testing.T, b *bench, at Place, amina Person, in *ear)) func(t *testing.T, b *bench) {
	return func(t *testing.T, b *bench) {
		if b.Place == nil {
			t.Fatal("the harness has no place")
		}
		amina, in := b.Person(t, "amina", "en"), newEar()
		at := b.Place(t, "square", amina)
		b.start(t, in)
		Pass(time.Minute) // until the platform knows the bot's commands
		test(t, b, at, amina, in)
	}
}

// seenIn is what everybody reads in a place.
func seenIn(t *testing.T, at Place) []Seen {
	t.Helper()
	all, err := at.Seen()
	if err != nil {
		t.Fatalf("read what stands in a place: %v", err)
	}
	return all
}

// asked is the command that was said, as the bot heard it.
func asked(t *testing.T, in *ear) (u bot.Update) {
	t.Helper()
	eventually(t, "the bot hears what was said in the place", func() bool {
		i := slices.IndexFunc(in.heard(), func(u bot.Update) bool { return strings.HasPrefix(u.Text, ask) })
		if i >= 0 {
			u = in.heard()[i]
		}
		return i >= 0
	})
	return u
}

// ask is a command that somebody says in a place, which the bot hears there.
const ask = "/setup"

var placing = []clause{
	{"a_post_stands_for_everybody_and_changes_where_it_stands", nil, inPlace(func(t *testing.T, b *bench, at Place, amina Person, _ *ear) {
		r, err := b.attempt(t, b.door.Clear(t, at.Address(), bot.Message{Text: "for all", Buttons: [][]bot.Button{{{Label: "Share", Data: "share"}}}}, "", false))
		if err != nil {
			t.Fatal(err)
		}
		all := seenIn(t, at)
		if len(all) != 1 || all[0].ID != r.Message || all[0].Text != "for all" {
			t.Fatalf("there is %s, and the receipt names %q", describe(all), r.Message)
		}
		if d := cmp.Diff([][]bot.Button{{{Label: "Share", Data: "share"}}}, all[0].Buttons); d != "" {
			t.Errorf("buttons (-sent +seen):\n%s", d)
		}
		if _, err := b.attempt(t, b.door.Clear(t, at.Address(), bot.Message{Text: "corrected"}, r.Message, false)); err != nil {
			t.Fatal(err)
		}
		if all := seenIn(t, at); len(all) != 1 || all[0].Text != "corrected" {
			t.Errorf("after the correction there is %s", describe(all))
		}
		if n := len(chat(t, amina)); n != 0 {
			t.Errorf("amina has %d messages in private", n)
		}
	})},
	{"what_is_said_there_names_the_place_and_who_manages_it", nil, inPlace(func(t *testing.T, b *bench, at Place, amina Person, in *ear) {
		do(t, at.Say(amina, ask))
		u := asked(t, in)
		if u.From.ID != amina.User().ID || !u.To.Group {
			t.Errorf("the update is from %q and to %+v", u.From.ID, u.To)
		}
		to := u.To
		to.Reply = ""
		if to != at.Address() {
			t.Errorf("it was said in %+v, want %+v", to, at.Address())
		}
		if u.Place == nil || u.Place.Title == "" || !u.Place.Runs || len(u.Place.Lacks) != 0 {
			t.Errorf("the place is %+v", u.Place)
		}
	})},
	{"an_answer_is_for_its_author_alone_or_is_said_to_be_public", nil, inPlace(func(t *testing.T, b *bench, at Place, amina Person, in *ear) {
		do(t, at.Say(amina, ask))
		u := asked(t, in)
		if u.Public {
			return // the bot answers in private
		}
		if _, err := b.attempt(t, b.door.Clear(t, u.To, bot.Message{Text: "for amina"}, "", false)); err != nil {
			t.Fatal(err)
		}
		if n := len(seenIn(t, at)); n != 0 {
			t.Errorf("everybody reads %d messages", n)
		}
		if all, err := at.Answers(amina); err != nil || len(all) != 1 || all[0].Text != "for amina" {
			t.Errorf("amina reads %s, %v", describe(all), err)
		}
	})},
	{"where_the_bot_may_not_write_it_is_gone", nil, inPlace(func(t *testing.T, b *bench, at Place, _ Person, _ *ear) {
		do(t, at.Remove())
		synctest.Wait()
		b.refused(t, "a post", b.door.Clear(t, at.Address(), bot.Message{Text: "x"}, "", false), outbox.Gone)
	})},
}
