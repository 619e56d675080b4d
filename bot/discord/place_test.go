package discord_test

import (
	"strings"
	"testing"

	"relais/bot"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/campaigns/outbox"
)

func TestPlaces(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		forum := w.guild.Channel("briefs", discordtest.Forum)
		m := bot.Message{Text: "**Solar** for all\n\nThe brief.", Files: []bot.File{{Name: "a.md", Data: []byte("x")}}, Buttons: [][]bot.Button{{{Label: "Share", Data: "share"}}}}
		at := bot.Address{Platform: discord.Name, Chat: forum.ID(), Group: true}
		first := w.send(at, m, "")
		w.send(at, m, "")
		posts := forum.Threads()
		if len(posts) != 2 {
			t.Fatalf("there are %d posts", len(posts))
		}
		w.send(at, bot.Message{Text: "Corrected."}, first)
		if all := w.Place(t, posts[0]).Seen(); len(all) != 1 || all[0].Text != "Corrected." || len(all[0].Buttons)+len(all[0].Files) != 0 {
			t.Errorf("there is %+v", all)
		}
		if n := len(w.Calls("POST /channels/{channel}/messages")); n != 1 {
			t.Errorf("the forum was taken for a channel %d times; want once", n)
		}
		thread := bot.Address{Platform: discord.Name, Chat: forum.ID(), Thread: posts[1], Group: true}
		id := w.send(thread, bot.Message{Text: "below"}, "")
		w.send(thread, bot.Message{Text: "below, corrected"}, id)
		if all := w.Place(t, posts[1]).Seen(); len(all) != 2 || all[1].Text != "below, corrected" {
			t.Errorf("there is %+v", all)
		}

		tagged := w.guild.Channel("tagged", discordtest.Forum)
		tagged.RequireTag()
		for what, c := range map[string]struct {
			do   func(*discordtest.Channel)
			want outbox.Failure
		}{
			"no access":     {func(c *discordtest.Channel) { c.Permit(0) }, outbox.Gone},
			"no permission": {func(c *discordtest.Channel) { c.Permit(discordtest.ViewChannel) }, outbox.Gone},
			"deleted":       {func(c *discordtest.Channel) { c.Delete() }, outbox.Gone},
		} {
			c2 := w.guild.Channel(what, discordtest.Text)
			c.do(c2)
			if _, err := w.try(bot.Address{Platform: discord.Name, Chat: c2.ID(), Group: true}, m, ""); err == nil || err.Kind != c.want {
				t.Errorf("%s: got %v; want %s", what, err, c.want)
			}
		}
		if _, err := w.try(bot.Address{Platform: discord.Name, Chat: tagged.ID(), Group: true}, m, ""); err == nil || err.Kind != outbox.Gone {
			t.Errorf("a forum that wants a tag: got %v", err)
		}
	})
}

func TestWhatCanNeverBeSentIsRefusedHere(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		dm := in(w.Person(t, "sam", "fr"))
		with := func(m bot.Message, label, data string) bot.Message {
			m.Buttons = [][]bot.Button{{{Label: label, Data: data}}}
			return m
		}
		for what, c := range map[string]struct {
			to   bot.Address
			m    bot.Message
			edit string
		}{
			"no channel":           {bot.Address{Platform: discord.Name, Chat: "../users/@me"}, bot.Message{Text: "x"}, ""},
			"an odd reply":         {bot.Address{Platform: discord.Name, Chat: dm.Chat, Reply: "x"}, bot.Message{Text: "x"}, ""},
			"an odd message":       {dm, bot.Message{Text: "x"}, "1/../2"},
			"data that is its own": {dm, with(bot.Message{Text: "x"}, "Go", "relais.answer"), ""},
			"too much markup":      {dm, bot.Message{Text: "[x](https://e.org/" + strings.Repeat("x", 5000) + ")"}, ""},
			"a picture of nothing": {dm, bot.Message{Text: "x", Media: []outbox.Media{{URL: "file:///x"}}}, ""},
		} {
			if _, err := w.try(c.to, c.m, c.edit); err == nil || err.Kind != outbox.Refused {
				t.Errorf("%s: got %v", what, err)
			}
		}
		if n := len(w.Calls("")); n != 0 {
			t.Errorf("%d calls were made", n)
		}
	})
}
