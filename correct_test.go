//go:build !race

package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"relais/bot/discord/discordtest"
	"relais/bot/story"
	"relais/bot/telegram/telegramtest"
	"relais/bot/texts"
)

// correct has nadia correct a brief in English, say that the year was wrong, and release that.
func (w *world) correct(t *testing.T, brief, year string) {
	t.Helper()
	w.Say(t, "nadia", "/edit "+brief+" en summary", false)
	w.Say(t, "nadia", "It has been on a list since "+year+".", false)
	w.Say(t, "nadia", "/edit "+brief+" en changed", false)
	w.Say(t, "nadia", "It was "+year+", not 2014.", false)
	w.Say(t, "nadia", "/submit "+brief, false)
	w.pressLabel(t, "rafael", "Approve English")
	w.Say(t, "nadia", "/plan "+brief, false)
	w.pressLabel(t, "nadia", "Release now")
	time.Sleep(time.Minute)
	w.settle()
}

// stats fails where nadia's last answer about a brief lacks some of these words.
func (w *world) stats(t *testing.T, brief string, words ...string) {
	t.Helper()
	w.Say(t, "nadia", "/stats "+brief, false)
	all := w.Chat(t, "nadia")
	for _, s := range words {
		if got := all[len(all)-1].Text; !strings.Contains(got, s) {
			t.Errorf("the lead is not told %q:\n%s", s, got)
		}
	}
}

// TestCorrect holds what becomes of copies that can't simply be changed where they stand.
func TestCorrect(t *testing.T) {
	// opened lets a guest of a channel, in which briefs are posted, open the kit of B6 for X there, where only they see it.
	opened := func(t *testing.T, private bool, test func(t *testing.T, w *world, hall *discordtest.Channel, guest *visitor)) {
		inHall(t, func(t *testing.T, w *world, hall *discordtest.Channel, guest *visitor) {
			if private {
				guest.press(guest.last("I can send you briefs only where a private chat with me is open"), "Open a private chat")
			}
			discordtest.Of(w.person("nadia")).Manage(hall.Guild())
			w.setUp(t, hall)
			w.pressLabel(t, "nadia", "Admit")
			w.release(t, "Argan again")
			guest.does(guest.Say("/briefs argan"))
			guest.press(guest.last("Argan again"), "B6")
			guest.press(guest.last("It has been on a list since 2014"), "Share")
			guest.press(guest.last("Where do you want to share"), "X")
			guest.last("I volunteer with")
			test(t, w, hall, guest)
		})
	}
	t.Run("a_kit_that_one_person_sees_within_fifteen_minutes", func(t *testing.T) {
		opened(t, false, func(t *testing.T, w *world, _ *discordtest.Channel, guest *visitor) {
			w.correct(t, "B6", "2015")
			all := guest.Whispers()
			got := all[len(all)-1]
			if !strings.Contains(texts.Unmarked(got.Text), "Corrected on 2026-03-02: It was 2015, not 2014.") {
				t.Errorf("the kit is %+v", got)
			}
			guest.press(got, "I shared it")
			guest.find("May we count what you share?")
			w.stats(t, "B6", "corrected in place since")
		})
	})
	t.Run("a_kit_that_one_person_saw_long_ago", func(t *testing.T) {
		opened(t, false, func(t *testing.T, w *world, hall *discordtest.Channel, guest *visitor) {
			time.Sleep(20 * time.Minute)
			seen := len(guest.Whispers())
			w.correct(t, "B6", "2015")
			if n := len(guest.Whispers()); n != seen {
				t.Errorf("the guest sees %d messages more in the channel", n-seen)
			}
			all := hall.Posted()
			last := all[len(all)-1]
			if !strings.Contains(texts.Unmarked(last.Text), "Argan again was corrected. If you shared it, please correct your post too.") || hall.Answered(last.ID) != all[len(all)-2].ID ||
				!strings.Contains(texts.Unmarked(all[len(all)-2].Text), "Corrected on 2026-03-02: It was 2015, not 2014.") {
				t.Errorf("in the channel stand %+v", all[len(all)-2:])
			}
			w.stats(t, "B6", "not yet told, until they use me again: 1")
			guest.does(guest.Say("/about"))
			told := guest.Whispers()[seen]
			if !strings.Contains(texts.Unmarked(told.Text), "First this: B6, whose share kit for X you opened, was corrected on 2026-03-02.") || !strings.Contains(texts.Unmarked(told.Text), "It was 2015, not 2014.") {
				t.Errorf("the first thing the guest sees is %+v", told)
			}
			w.stats(t, "B6", "told by a new message: 1")
			guest.does(guest.Say("/about"))
			again := 0
			for _, m := range guest.Whispers() {
				if strings.Contains(texts.Unmarked(m.Text), "First this") {
					again++
				}
			}
			if again != 1 {
				t.Errorf("they are told %d times", again)
			}
			guest.press(told, "Open the new text")
			guest.last("I volunteer with")
		})
	})
	t.Run("a_kit_that_one_person_saw_long_ago_and_has_a_private_chat", func(t *testing.T) {
		opened(t, true, func(t *testing.T, w *world, _ *discordtest.Channel, guest *visitor) {
			time.Sleep(20 * time.Minute)
			w.correct(t, "B6", "2015")
			told := 0
			for _, m := range w.discord.Place(t, guest.User().Chat).Posted() {
				if strings.Contains(texts.Unmarked(m.Text), "Corrected on 2026-03-02: It was 2015, not 2014.") && strings.Contains(m.Copy, "I volunteer with") {
					told++
				}
			}
			if told != 1 {
				t.Errorf("in private the kit is corrected %d times: %+v", told, w.discord.Place(t, guest.User().Chat).Posted())
			}
			seen := len(guest.Whispers())
			guest.does(guest.Say("/about"))
			if got := guest.Whispers()[seen]; strings.Contains(texts.Unmarked(got.Text), "First this") {
				t.Errorf("the guest is told again: %+v", got)
			}
		})
	})
	t.Run("a_kit_that_one_person_saw_long_ago_of_a_brief_that_is_withdrawn", func(t *testing.T) {
		opened(t, false, func(t *testing.T, w *world, hall *discordtest.Channel, guest *visitor) {
			time.Sleep(20 * time.Minute)
			seen := len(guest.Whispers())
			w.withdraw(t, "B6")
			if n := len(guest.Whispers()); n != seen {
				t.Errorf("the guest sees %d messages more in the channel", n-seen)
			}
			if !strings.Contains(posted(hall), "The year was wrong.") || strings.Contains(posted(hall), "since 2014") {
				t.Errorf("the channel has %s", posted(hall))
			}
			w.stats(t, "B6", "not yet told, until they use me again: 1")
			for i, want := range []bool{true, false} {
				seen := len(guest.Whispers())
				guest.does(guest.Say("/about"))
				if got := texts.Unmarked(guest.Whispers()[seen].Text); strings.Contains(got, "B6 was withdrawn") != want || strings.Contains(got, "The year was wrong.") != want {
					t.Errorf("the first thing they see when they say something for time %d is %q", i+1, got)
				}
			}
			w.stats(t, "B6", "told by a new message: 1")
		})
	})
	t.Run("a_kit_of_a_brief_that_is_withdrawn_where_there_is_a_private_chat", func(t *testing.T) {
		opened(t, true, func(t *testing.T, w *world, _ *discordtest.Channel, guest *visitor) {
			time.Sleep(20 * time.Minute)
			w.withdraw(t, "B6")
			dm := w.discord.Place(t, guest.User().Chat)
			if n := strings.Count(posted(dm), "The year was wrong."); n != 2 { // their copy of the brief, and of the kit
				t.Errorf("in private they are told %d times: %s", n, posted(dm))
			}
			seen := len(guest.Whispers())
			guest.does(guest.Say("/about"))
			if got := texts.Unmarked(guest.Whispers()[seen].Text); strings.Contains(got, "was withdrawn") {
				t.Errorf("the guest is told again: %q", got)
			}
		})
	})
	t.Run("old_edits_that_Discord_refuses_are_answered_by_a_reply", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			c := w.channel(t, discordtest.Text)
			w.release(t, "Argan again")
			post := c.Posted()[len(c.Posted())-1]
			time.Sleep(2 * time.Hour)
			w.discord.LimitOldEdits(0)
			w.correct(t, "B6", "2015")
			all := c.Posted()
			last := all[len(all)-1]
			if c.Answered(last.ID) != post.ID || !strings.Contains(texts.Unmarked(last.Text), "Corrected on 2026-03-02") || !strings.Contains(texts.Unmarked(last.Text), "since 2015") {
				t.Errorf("in the channel stand %+v", all)
			}
			w.withdraw(t, "B6")
			all = c.Posted()
			if got := all[len(all)-1]; got.ID != last.ID || !strings.Contains(texts.Unmarked(got.Text), "The year was wrong.") {
				t.Errorf("the notice is not in place of the correction: %+v", all)
			}
		})
	})
	t.Run("a_copy_that_its_reader_deleted", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			w.Say(t, "karim", "/language en", false)
			w.head = "Fallback: en\n"
			w.release(t, "Argan again")
			i := slices.IndexFunc(w.Chat(t, "karim"), func(m story.Message) bool { return strings.Contains(texts.Unmarked(m.Text), "Argan again") })
			if err := w.person("karim").Remove(w.Chat(t, "karim")[i].ID); err != nil {
				t.Fatal(err)
			}
			w.correct(t, "B6", "2015")
			if n := w.told(t, "karim", "Corrected on 2026-03-02: It was 2015, not 2014."); n != 1 {
				t.Errorf("karim is told %d times", n)
			}
			w.stats(t, "B6", "told by a new message: 1")
		})
	})
	t.Run("a_copy_that_Telegram_does_not_let_be_changed_any_more", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			w.check = nil // the refusal is what this is about
			w.Say(t, "karim", "/language en", false)
			w.head = "Fallback: en\n"
			w.release(t, "Argan again")
			karim := w.person("karim").User().Chat
			i := slices.IndexFunc(w.Chat(t, "karim"), func(m story.Message) bool { return strings.Contains(texts.Unmarked(m.Text), "Argan again") })
			copied := w.Chat(t, "karim")[i].ID
			w.Stop(t)
			time.Sleep(49 * time.Hour)
			w.Start(t)
			w.telegram.Fail(telegramtest.Fault{Method: "editMessageText", Chat: karim, Times: -1, Status: 400, Description: "Bad Request: message can't be edited"})
			w.correct(t, "B6", "2015")
			all := w.telegram.Done("sendMessage")
			i = slices.IndexFunc(all, func(c telegramtest.Call) bool {
				return c.Params["chat_id"] == karim && strings.Contains(c.Params["text"], "It was 2015, not 2014.")
			})
			if i < 0 {
				t.Fatalf("karim is not told: %+v", w.Chat(t, "karim"))
			}
			if under := all[i].Params["reply_parameters"]; !strings.Contains(under, `"message_id":`+copied+`,`) && !strings.Contains(under, `"message_id":`+copied+`}`) {
				t.Errorf("the correction answers %s, and the copy is %s", under, copied)
			}
			if n := w.told(t, "karim", "Corrected on 2026-03-04"); n != 1 || w.told(t, "karim", "since 2014") != 1 {
				t.Errorf("karim is told %d times, and reads %+v", n, w.Chat(t, "karim"))
			}
			w.stats(t, "B6", "corrected in place since 2026-03-04", ": 5", "told by a new message: 1")
			w.telegram.Heal()
			w.correct(t, "B6", "2016")
			if n := w.told(t, "karim", "Corrected on 2026-03-04: It was 2016, not 2014."); n != 1 || w.told(t, "karim", "since 2015") != 0 {
				t.Errorf("a second correction stands %d times in place of the first: %+v", n, w.Chat(t, "karim"))
			}
		})
	})
	t.Run("a_copy_in_doubt", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			w.Say(t, "karim", "/language en", false)
			w.head = "Fallback: en\n"
			w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Chat: w.person("karim").(telegramtest.Person).User().Chat, Cut: telegramtest.CutAfter})
			w.release(t, "Argan again")
			w.correct(t, "B6", "2015")
			w.correct(t, "B6", "2016")
			if n := w.told(t, "karim", "Corrected on 2026-03-02: It was 201"); n != 1 || !w.reads(t, "karim", "since 2016") {
				t.Errorf("after two corrections karim has %d, want one that was changed in place", n)
			}
		})
	})
	t.Run("a_copy_that_is_being_sent", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			w.s.net.Settings.Undo = 0
			w.Say(t, "karim", "/language en", false)
			w.head = "Fallback: en\n"
			w.telegram.Fail(telegramtest.Fault{Method: "sendMessage", Chat: w.person("karim").(telegramtest.Person).User().Chat, Latency: 50 * time.Second})
			w.decide(t, "Argan again")
			time.Sleep(3 * time.Second)
			w.correct(t, "B6", "2015")
			time.Sleep(time.Minute)
			if n := w.told(t, "karim", "Corrected on 2026-03-02: It was 2015, not 2014."); n != 1 || w.told(t, "karim", "since 2014") != 0 {
				t.Errorf("karim reads %+v", w.Chat(t, "karim"))
			}
		})
	})
	t.Run("who_shared_and_cannot_be_written_to", func(t *testing.T) {
		opened(t, false, func(t *testing.T, w *world, _ *discordtest.Channel, guest *visitor) {
			guest.press(guest.last("I volunteer with"), "I shared it")
			guest.press(guest.last("May we count what you share?"), "Yes")
			w.correct(t, "B6", "2015")
			w.stats(t, "B6", "told: 0, not yet told: 1, unreachable: 0", "closed: 0 of 1 shares, 0 %")
			seen := len(guest.Whispers())
			guest.does(guest.Say("/about"))
			told := guest.Whispers()[seen]
			if !strings.Contains(texts.Unmarked(told.Text), "B6, which you shared on X, has been corrected.") || !strings.Contains(told.Copy, "Correction: “Argan again”, which I shared on 2026-03-02, has been corrected. It was 2015, not 2014.") {
				t.Errorf("the first thing the guest sees is %+v", told)
			}
			guest.press(told, "Left it")
			w.stats(t, "B6", "told: 1, not yet told: 0, unreachable: 0", "closed: 1 of 1 shares, 100 %")
		})
	})
	t.Run("what_is_shared_by_an_old_kit", func(t *testing.T) {
		opened(t, false, func(t *testing.T, w *world, _ *discordtest.Channel, guest *visitor) {
			kit := guest.last("I volunteer with")
			time.Sleep(20 * time.Minute)
			w.correct(t, "B6", "2015")
			guest.press(kit, "I shared it")
			guest.press(guest.find("May we count what you share?"), "Yes")
			if got := guest.find("has been corrected. Could you correct your post?"); len(got.Buttons) == 0 {
				t.Errorf("there is nothing to press: %+v", got)
			}
			w.stats(t, "B6", "told: 1, not yet told: 0, unreachable: 0")
		})
	})
}
