//go:build !race

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"relais/bot/discord/discordtest"
	"relais/bot/telegram/telegramtest"
	"relais/bot/texts"
	"relais/storage"
)

// group is a group of Telegram that nadia runs, in which briefs are posted.
func (w *world) group(t *testing.T, kind string) (*telegramtest.Group, telegramtest.Person) {
	t.Helper()
	nadia := w.person("nadia").(telegramtest.Person)
	g := w.telegram.Group(telegramtest.NewGroup{Title: "Members", Kind: kind})
	g.Join(nadia.Account, "creator")
	g.Add(nadia.Account, "member")
	w.settle()
	w.pressLabel(t, "nadia", "Start posting")
	return g, nadia
}

// channel is a channel of Discord that nadia runs, in which briefs are posted.
func (w *world) channel(t *testing.T, kind int) *discordtest.Channel {
	t.Helper()
	guild := w.discord.Guild("Solar")
	c := guild.Channel("briefs", kind)
	discordtest.Of(w.person("nadia")).Manage(guild)
	w.setUp(t, c)
	return c
}

// setUp has nadia set up a channel or thread by what she alone sees there.
func (w *world) setUp(t *testing.T, c *discordtest.Channel) {
	t.Helper()
	p := discordtest.Of(w.person("nadia")).In(c)
	if err := p.Say("/setup"); err != nil {
		t.Fatal(err)
	}
	w.settle()
	for _, m := range slices.Backward(p.Whispers()) {
		for _, b := range slices.Concat(m.Buttons...) {
			if b.Label == "Start posting" {
				if err := p.Press(m.ID, b.Data); err != nil {
					t.Fatal(err)
				}
				w.settle()
				return
			}
		}
	}
	t.Fatalf("nadia can't start posting: %+v", p.Whispers())
}

// withdraw has nadia withdraw a brief.
func (w *world) withdraw(t *testing.T, brief string) {
	t.Helper()
	w.Say(t, "nadia", "/withdraw "+brief+" The year was wrong.", false)
	w.pressLabel(t, "nadia", "Withdraw it")
	time.Sleep(time.Minute)
	w.settle()
}

// reads tells whether somebody was told something, marks of direction aside.
func (w *world) reads(t *testing.T, who, words string) bool {
	t.Helper()
	return w.told(t, who, words) > 0
}

func posted(c *discordtest.Channel) string { return texts.Unmarked(fmt.Sprint(c.Posted())) }

// TestPlaceTrouble holds that what goes wrong in a place costs neither a correction nor anybody else, and that somebody is told.
func TestPlaceTrouble(t *testing.T) {
	t.Run("a_correction_after_a_group_has_moved_is_a_post_of_its_own", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			g, nadia := w.group(t, "group")
			w.release(t, "Argan again")
			all := g.Messages()
			old := all[len(all)-1].ID
			g.Migrate(nadia.Account)
			w.settle()
			for now := 0; now < old-1; { // until the next message has the id that the post had where the group was
				if err := g.Say(nadia.Account, 0, "chatter"); err != nil {
					t.Fatal(err)
				}
				all := g.Messages()
				now = all[len(all)-1].ID
			}
			w.release(t, "Olive trees")
			w.withdraw(t, "B6")
			all = g.Messages()
			last, before := all[len(all)-1], all[len(all)-2]
			if before.ID != old || !strings.Contains(before.Text, "Olive trees") || !strings.Contains(last.Text, "The year was wrong.") {
				t.Errorf("there is %s", wordsOf(all[max(0, len(all)-3):]))
			}
		})
	})
	t.Run("a_place_set_up_anew_before_the_move_is_heard_of_stays_one_place", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			g, nadia := w.group(t, "group")
			w.telegram.Drop("message")
			g.Migrate(nadia.Account)
			w.settle()
			w.telegram.Drop("")
			if err := g.Command(nadia.Account, 0, "/setup"); err != nil {
				t.Fatal(err)
			}
			w.settle()
			w.release(t, "Argan again")
			if !strings.Contains(wordsOf(g.Messages()), "Argan again") {
				t.Errorf("there is %s", wordsOf(g.Messages()))
			}
		})
	})
	t.Run("a_thread_that_was_archived_is_opened_for_a_correction", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			forum := w.discord.Guild("Solar").Channel("briefs", discordtest.Forum)
			discordtest.Of(w.person("nadia")).Manage(w.discord.Guilds()[len(w.discord.Guilds())-1])
			w.setUp(t, forum.Open("A first post"))
			w.release(t, "Argan again")
			ids := forum.Threads()
			thread := w.discord.Place(t, ids[len(ids)-1])
			thread.Archive(false)
			w.withdraw(t, "B6")
			if !strings.Contains(posted(thread), "The year was wrong.") {
				t.Errorf("the thread has %s", posted(thread))
			}
		})
	})
	t.Run("what_was_missed_for_want_of_a_right_follows", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			g, nadia := w.group(t, "supergroup")
			w.release(t, "Argan again")
			g.Add(nadia.Account, "restricted")
			w.withdraw(t, "B6")
			w.Say(t, "nadia", "/stats B6", false)
			if !w.reads(t, "nadia", "the old text still stands in 1 place") {
				t.Error("/stats does not say that the old text still stands")
			}
			w.release(t, "Olive trees")
			g.Add(nadia.Account, "member")
			if err := g.Command(nadia.Account, 0, "/setup"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			w.settle()
			if s := wordsOf(g.Messages()); !strings.Contains(s, "The year was wrong.") || strings.Contains(s, "Argan again") || !strings.Contains(s, "Olive trees") {
				t.Errorf("there is %s", s)
			}
			if !w.reads(t, "nadia", "2 posts or corrections that Members had missed are on their way") {
				t.Error("nadia is not told what follows")
			}
		})
		inSample(t, stages[2], func(t *testing.T, w *world) {
			c := w.channel(t, discordtest.Text)
			w.release(t, "Argan again")
			c.Permit(0)
			w.withdraw(t, "B6")
			c.Permit(discordtest.Usual)
			p := discordtest.Of(w.person("nadia")).In(c)
			if err := p.Say("/setup"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			w.settle()
			if !strings.Contains(posted(c), "The year was wrong.") {
				t.Errorf("the channel has %s", posted(c))
			}
		})
	})
	t.Run("a_right_that_is_missing_is_named_whenever_it_is_found", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			forum := w.discord.Guild("Solar").Channel("briefs", discordtest.Forum)
			discordtest.Of(w.person("nadia")).Manage(w.discord.Guilds()[len(w.discord.Guilds())-1])
			post := forum.Open("A first post")
			forum.RequireTag()
			w.setUp(t, post)
			if !w.reads(t, "nadia", "I can't post in #briefs.") || !w.reads(t, "nadia", "switch off the tag that each post of this forum needs") {
				t.Error("nadia is not told of the tag that is missing")
			}
		})
		inSample(t, stages[2], func(t *testing.T, w *world) {
			c := w.channel(t, discordtest.Text)
			c.Permit(discordtest.ViewChannel)
			w.release(t, "Argan again")
			if !w.reads(t, "nadia", "Send Messages: in the channel's settings") {
				t.Error("nadia is not told which right is missing")
			}
		})
	})
	t.Run("many_who_press_at_once_are_answered_soon", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			c := w.channel(t, discordtest.Text)
			w.release(t, "Argan again")
			all := c.Posted()
			brief := all[len(all)-1]
			var people []*discordtest.Person
			for i := range 60 {
				p := w.discord.Person(t, fmt.Sprint("guest", i), "en-GB").In(c)
				people = append(people, p)
				if err := p.Press(brief.ID, brief.Buttons[0][0].Data); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(15 * time.Second)
			for i, p := range people {
				if len(p.Whispers()) == 0 {
					t.Fatalf("person %d was not answered within 15 s", i)
				}
			}
		})
	})
	t.Run("what_is_for_another_bot_and_what_is_said_in_a_channel_of_strangers_is_left_alone", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			g, _ := w.group(t, "supergroup")
			omar := w.person("omar").(telegramtest.Person)
			before := len(g.Messages())
			if err := g.Say(omar.Account, 0, "/roll 2d6"); err != nil {
				t.Fatal(err)
			}
			w.settle()
			channel := w.telegram.Group(telegramtest.NewGroup{Title: "Another's", Kind: "channel"})
			channel.Join(omar.Account, "creator")
			channel.Add(omar.Account, "administrator")
			if err := channel.Post("/setup"); err != nil {
				t.Fatal(err)
			}
			w.settle()
			if n := len(g.Messages()) - before; n != 1 || len(channel.Messages()) != 1 {
				t.Errorf("the group has %d more messages, and the channel %s", n, wordsOf(channel.Messages()))
			}
		})
	})
	t.Run("a_group_says_nothing_of_the_chat_of_who_blocked_the_bot", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			g, _ := w.group(t, "supergroup")
			karim := w.person("karim").(telegramtest.Person)
			if err := karim.Block(); err != nil {
				t.Fatal(err)
			}
			w.settle()
			before := len(w.telegram.Refused("sendMessage"))
			if err := g.Command(karim.Account, 0, "/help"); err != nil {
				t.Fatal(err)
			}
			w.settle()
			if n := len(w.telegram.Refused("sendMessage")) - before; n != 0 {
				t.Errorf("%d messages were sent to who blocked the bot", n)
			}
			if !strings.Contains(wordsOf(g.Messages()), "Je réponds en privé") {
				t.Errorf("karim is not told how to reach it: %s", wordsOf(g.Messages()))
			}
		})
	})
	t.Run("a_stranger_s_forged_press_in_a_group_holds_up_nothing", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			g, _ := w.group(t, "supergroup")
			omar := w.person("omar").(telegramtest.Person)
			all := g.Messages()
			if err := g.Press(omar.Account, fmt.Sprint(all[len(all)-1].ID), "share B1 forged"); err != nil {
				t.Fatal(err)
			}
			w.settle()
			w.Say(t, "omar", "/start", false)
			if len(w.Chat(t, "omar")) < 2 {
				t.Errorf("omar is not answered any more: %+v", w.Chat(t, "omar"))
			}
		})
	})
	t.Run("where_who_set_a_place_up_has_left_the_admins_are_told", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			g, nadia := w.group(t, "supergroup")
			w.orphan(t)
			g.Kick(nadia.Account)
			w.settle()
			if !w.reads(t, "nadia", "I can't post in Members.") {
				t.Error("no admin is told")
			}
		})
	})
	t.Run("an_alert_does_not_wait_for_tomorrow", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			g, _ := w.group(t, "supergroup")
			w.pressLabel(t, "nadia", "Posts a day")
			w.pressLabel(t, "nadia", "1")
			w.release(t, "Argan again")
			w.kind = "alert"
			w.release(t, "Now")
			if s := wordsOf(g.Messages()); !strings.Contains(s, "Argan again") || !strings.Contains(s, "Now") {
				t.Errorf("there is %s", s)
			}
		})
	})
	t.Run("who_could_not_be_told_of_their_admission_is_told_when_they_come_back", func(t *testing.T) {
		inHall(t, func(t *testing.T, w *world, _ *discordtest.Channel, guest *visitor) {
			w.pressLabel(t, "nadia", "Admit")
			guest.does(guest.Say("/help"))
			all := guest.Whispers()
			if len(all) < 2 || !strings.Contains(texts.Unmarked(all[len(all)-2].Text), "you are a member of Living Heritage now") {
				t.Errorf("they read %+v", all[max(0, len(all)-2):])
			}
			before := len(all)
			guest.does(guest.Say("/help"))
			if n := len(guest.Whispers()) - before; n != 1 {
				t.Errorf("they are told again: %d messages", n)
			}
		})
	})
}

// orphan makes everything that was set up somebody's who has left.
func (w *world) orphan(t *testing.T) {
	t.Helper()
	err := w.s.store.Update(context.Background(), func(tx storage.Tx) error {
		all, err := w.s.net.Places(tx)
		for _, p := range all {
			p.SetUpBy = "somebody who left"
			if _, err := w.s.net.PutPlace(tx, p, p.SetUpBy, time.Now()); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
