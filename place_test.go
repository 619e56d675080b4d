//go:build !race

package main

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot/bottest"
	"relais/bot/discord/discordtest"
	"relais/bot/telegram/telegramtest"
	"relais/bot/texts"
	"relais/storage"
)

// inSample plays a test in the sample network on one platform.
func inSample(t *testing.T, on stage, test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := newWorld(t, on)
		w.Open(t, "sample")
		defer w.Close(t)
		test(t, w)
	})
}

// pressLabel presses somebody's newest button with this label.
func (w *world) pressLabel(t *testing.T, who, label string) {
	t.Helper()
	for _, m := range slices.Backward(w.Chat(t, who)) {
		for _, b := range m.Buttons {
			if b.Label == label && b.Data != "" {
				w.Press(t, who, m.ID, b.Data)
				return
			}
		}
	}
	t.Fatalf("%s has no button %q", who, label)
}

// told counts the messages to somebody that hold these words.
func (w *world) told(t *testing.T, who, words string) (n int) {
	t.Helper()
	for _, m := range w.Chat(t, who) {
		if !m.Mine && strings.Contains(texts.Unmarked(m.Text), words) {
			n++
		}
	}
	return n
}

func wordsOf(all []telegramtest.Message) string {
	var out []string
	for _, m := range all {
		out = append(out, m.Text)
	}
	return strings.Join(out, "\n")
}

// release gives nadia a brief to release, and releases it.
func (w *world) release(t *testing.T, title string) {
	t.Helper()
	w.decide(t, title)
	time.Sleep(time.Minute)
	w.settle()
}

// decide is release up to the word by which it leaves as soon as it can't be undone any more.
func (w *world) decide(t *testing.T, title string) {
	t.Helper()
	head := w.head
	if w.kind == "alert" {
		head += "Urgent because: the list is read out tomorrow\nUseless after: 2099-01-01 12:00 UTC\n"
		w.readsEnglish(t, "samira")
	}
	w.Attach(t, "nadia", "more.txt", []byte("== Brief new-"+strings.ToLower(strings.Fields(title)[0])+"\nCampaign: living-heritage\nKind: "+cmp.Or(w.kind, "points")+"\n"+head+"\n== English\nTitle: "+title+
		"\nSummary: It has been on a list since 2014.\nPoints:\n- It was inscribed in 2014. [argan-inscribed]\nPrompts:\n- What is it to you?\nA fair critic: A list protects little.\n"))
	w.pressLabel(t, "nadia", "Send for review")
	w.pressLabel(t, "rafael", "Approve English")
	if w.kind == "alert" {
		w.pressLabel(t, "samira", "Approuver English")
	}
	w.pressLabel(t, "nadia", "See the plan")
	w.pressLabel(t, "nadia", "Release now")
}

// readsEnglish has somebody say that they read English too.
func (w *world) readsEnglish(t *testing.T, who string) {
	t.Helper()
	m, err := w.member(who)
	if err == nil && !slices.Contains(m.Reads, "en") {
		m.Reads = append(m.Reads, "en")
		err = w.s.store.Update(t.Context(), func(tx storage.Tx) error { return w.s.net.Roster.Put(tx, m) })
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestPlaceOnTelegram holds what is Telegram's own about places: a channel, where nobody is named, a topic, a group that becomes another chat,
// and what the platform says of the bot's rights.
func TestPlaceOnTelegram(t *testing.T) {
	person := func(w *world, who string) telegramtest.Person { return w.person(who).(telegramtest.Person) }
	t.Run("a_channel", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			nadia := person(w, "nadia")
			channel := w.telegram.Group(telegramtest.NewGroup{Title: "Heritage daily", Kind: "channel"})
			channel.Join(nadia.Account, "creator")
			channel.Add(nadia.Account, "administrator")
			w.settle()
			if w.told(t, "nadia", "Heritage daily: nothing is posted yet") != 1 {
				t.Fatal("who adds the bot to a channel is not asked what to post there")
			}
			w.pressLabel(t, "nadia", "Start posting")
			if n := len(channel.Messages()); n != 1 {
				t.Fatalf("the channel has %d messages, want the test", n)
			}
			if err := channel.Post("/setup"); err != nil {
				t.Fatal(err)
			}
			w.settle()
			if w.told(t, "nadia", "Heritage daily: briefs are being posted") != 2 { // the changed panel, and the new one
				t.Error("/setup in a channel's own name is not answered to who added the bot")
			}
			w.release(t, "Argan again")
			all := channel.Messages()
			last := all[len(all)-1]
			if !strings.Contains(last.Text, "Argan again") || !strings.HasPrefix(last.Buttons[0][0].URL, "https://t.me/"+w.telegram.Username()+"?start=share-B6") {
				t.Errorf("the post is %+v", last)
			}
			channel.Kick(nadia.Account)
			w.settle()
			if w.told(t, "nadia", "I can't post in Heritage daily.") != 1 {
				t.Error("nadia is not told that the bot was taken out")
			}
		})
	})
	t.Run("a_topic_of_a_group_that_is_a_forum", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			nadia := person(w, "nadia")
			group := w.telegram.Group(telegramtest.NewGroup{Title: "Members", Forum: true})
			group.Join(nadia.Account, "administrator")
			group.Add(nadia.Account, "member")
			topic, err := group.Topic("Briefs")
			if err != nil {
				t.Fatal(err)
			}
			if err := group.Command(nadia.Account, topic, "/setup"); err != nil {
				t.Fatal(err)
			}
			w.settle()
			w.pressLabel(t, "nadia", "Start posting")
			w.release(t, "Argan again")
			posted := 0
			for _, m := range group.Messages() {
				if !m.Mine && m.Thread == topic {
					posted++
				}
			}
			if posted != 2 {
				t.Errorf("%d messages stand in the topic, want the test and the brief: %s", posted, wordsOf(group.Messages()))
			}
		})
	})
	t.Run("a_group_that_becomes_another_chat", func(t *testing.T) {
		for name, heard := range map[string]bool{"and_the_bot_hears_of_it": true, "and_the_bot_finds_out": false} {
			t.Run(name, func(t *testing.T) {
				inSample(t, stages[1], func(t *testing.T, w *world) {
					nadia := person(w, "nadia")
					group := w.telegram.Group(telegramtest.NewGroup{Title: "Members", Kind: "group"})
					group.Join(nadia.Account, "creator")
					group.Add(nadia.Account, "member")
					w.settle()
					w.pressLabel(t, "nadia", "Start posting")
					if !heard {
						w.telegram.Drop("message")
					}
					group.Migrate(nadia.Account)
					w.settle()
					w.telegram.Drop("")
					w.release(t, "Argan again")
					if !strings.Contains(wordsOf(group.Messages()), "Argan again") {
						t.Fatalf("the post is not where the group is now: %s", wordsOf(group.Messages()))
					}
					w.Restart(t) // what is known of it outlasts the process
					before := len(w.telegram.Refused("sendMessage"))
					w.Say(t, "nadia", "/setup", false)
					w.pressLabel(t, "nadia", "Members")
					w.pressLabel(t, "nadia", "Post a test")
					if n := len(w.telegram.Refused("sendMessage")) - before; n != 0 {
						t.Errorf("%d calls went to where the group was", n)
					}
				})
			})
		}
	})
	t.Run("somebody_who_does_not_manage_it", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			nadia, karim := person(w, "nadia"), person(w, "karim")
			group := w.telegram.Group(telegramtest.NewGroup{Title: "Another's"})
			group.Join(karim.Account, "creator")
			group.Join(nadia.Account, "member")
			group.Add(karim.Account, "restricted")
			group.Add(karim.Account, "member")
			w.settle()
			if w.told(t, "karim", "Another's") != 0 {
				t.Error("karim, who is no moderator, is asked to set it up")
			}
			if err := group.Command(nadia.Account, 0, "/setup"); err != nil {
				t.Fatal(err)
			}
			w.settle()
			if w.told(t, "nadia", "You can't manage Another's there") != 1 || len(group.Messages()) != 1 {
				t.Errorf("nadia sets up what she doesn't manage; the group: %s", wordsOf(group.Messages()))
			}
		})
	})
	t.Run("a_right_that_is_missing", func(t *testing.T) {
		inSample(t, stages[1], func(t *testing.T, w *world) {
			nadia := person(w, "nadia")
			group := w.telegram.Group(telegramtest.NewGroup{Title: "Quiet"})
			group.Join(nadia.Account, "administrator")
			group.Add(nadia.Account, "restricted")
			if err := group.Command(nadia.Account, 0, "/setup"); err != nil {
				t.Fatal(err)
			}
			w.settle()
			if w.told(t, "nadia", "let me send messages: in the group's permissions") != 1 {
				t.Error("the missing right is not named")
			}
		})
	})
}

// TestPlaceOnDiscord holds what is Discord's own about places: forums, announcement channels, threads, roles, and permissions.
func TestPlaceOnDiscord(t *testing.T) {
	begin := func(t *testing.T, w *world, kind int) (*discordtest.Guild, *discordtest.Channel, bottest.Person) {
		t.Helper()
		nadia := w.person("nadia")
		guild := w.discord.Guild("Solar")
		channel := guild.Channel("briefs", kind)
		discordtest.Of(nadia).Manage(guild)
		return guild, channel, nadia
	}
	says := func(t *testing.T, w *world, in *discordtest.Channel, text string) *discordtest.Person {
		t.Helper()
		p := discordtest.Of(w.person("nadia")).In(in)
		if err := p.Say(text); err != nil {
			t.Fatal(err)
		}
		w.settle()
		return p
	}
	press := func(t *testing.T, w *world, p *discordtest.Person, label string) {
		t.Helper()
		for _, m := range slices.Backward(p.Whispers()) {
			for _, b := range slices.Concat(m.Buttons...) {
				if b.Label == label {
					if err := p.Press(m.ID, b.Data); err != nil {
						t.Fatal(err)
					}
					w.settle()
					return
				}
			}
		}
		t.Fatalf("there is no button %q under %+v", label, p.Whispers())
	}
	last := func(p *discordtest.Person) discordtest.Seen {
		all := p.Whispers()
		if len(all) == 0 {
			return discordtest.Seen{}
		}
		seen := all[len(all)-1]
		seen.Text = texts.Unmarked(seen.Text)
		return seen
	}
	t.Run("a_forum_is_set_up_from_one_of_its_posts", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			_, forum, _ := begin(t, w, discordtest.Forum)
			post := forum.Open("A first post")
			p := says(t, w, post, "/setup")
			if !strings.Contains(last(p).Text, "#briefs: nothing is posted yet") {
				t.Fatalf("the answer is %+v", last(p))
			}
			press(t, w, p, "Start posting")
			w.release(t, "Argan again")
			if n := len(forum.Threads()); n != 3 {
				t.Fatalf("the forum has %d posts, want the first, the test and the brief", n)
			}
			brief := w.discord.Place(t, forum.Threads()[2]).Posted()
			if len(brief) != 1 || !strings.Contains(brief[0].Text, "Argan again") {
				t.Errorf("the brief's post is %+v", brief)
			}
			p = says(t, w, post, "/setup here")
			if !strings.Contains(last(p).Text, "nothing is posted yet") {
				t.Errorf("the one thread is the forum: %+v", last(p))
			}
		})
	})
	t.Run("announcement_channels_and_threads", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			_, news, _ := begin(t, w, discordtest.Announcement)
			p := says(t, w, news, "/setup")
			press(t, w, p, "Start posting")
			w.release(t, "Argan again")
			if all := news.Posted(); len(all) != 2 || !strings.Contains(all[1].Text, "Argan again") {
				t.Errorf("the channel has %+v", all)
			}
		})
	})
	t.Run("a_role_that_people_took_is_told_and_nobody_else", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			guild, channel, _ := begin(t, w, discordtest.Text)
			role := guild.Role("Told of briefs", true)
			p := says(t, w, channel, "/setup")
			pick := func(id string) {
				t.Helper()
				press(t, w, p, "Who is told")
				for _, m := range slices.Backward(p.Whispers()) {
					for _, b := range slices.Concat(m.Buttons...) {
						if b.Pick {
							if err := p.Pick(m.ID, b.Data, id); err != nil {
								t.Fatal(err)
							}
							w.settle()
							return
						}
					}
				}
				t.Fatalf("there is no menu of roles under %+v", p.Whispers())
			}
			pick(guild.ID()) // everybody
			if !strings.Contains(last(p).Text, "Not everybody asked to be told") {
				t.Errorf("everybody can be chosen: %+v", last(p))
			}
			press(t, w, p, "Back")
			pick(role.ID)
			press(t, w, p, "Start posting")
			w.release(t, "Argan again")
			var pinged [][]string
			for _, c := range w.discord.Calls("POST /channels/{channel}/messages") {
				var body struct {
					Mentions struct {
						Parse, Roles []string
					} `json:"allowed_mentions"`
				}
				if !strings.Contains(c.Path, channel.ID()) {
					continue
				}
				if err := json.Unmarshal(c.Body, &body); err != nil || len(body.Mentions.Parse) > 0 {
					t.Errorf("a message lets Discord look for mentions: %v, %+v", err, body)
				}
				pinged = append(pinged, body.Mentions.Roles)
			}
			if len(pinged) != 2 || len(pinged[0]) != 0 || !slices.Equal(pinged[1], []string{role.ID}) {
				t.Errorf("the test and the brief mention %v, want nobody and the role", pinged)
			}
		})
	})
	t.Run("rights_that_are_missing_are_named", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			_, channel, _ := begin(t, w, discordtest.Text)
			channel.Permit(discordtest.ViewChannel | discordtest.ReadHistory)
			p := says(t, w, channel, "/setup")
			for _, want := range []string{"Send Messages", "Embed Links", "Attach Files"} {
				if !strings.Contains(last(p).Text, want+": in the channel's settings") {
					t.Errorf("%s is not named in %s", want, last(p).Text)
				}
			}
			if strings.Contains(last(p).Text, "View Channel") {
				t.Error("a right that is there is named")
			}
		})
	})
	t.Run("somebody_who_does_not_manage_it", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			channel := w.discord.Guild("Another's").Channel("general", discordtest.Text)
			if p := says(t, w, channel, "/setup"); !strings.Contains(last(p).Text, "You can't manage #general there") {
				t.Errorf("the answer is %+v", last(p))
			}
		})
	})
	t.Run("a_button_under_a_post_is_answered_to_whoever_presses_it_alone", func(t *testing.T) {
		inSample(t, stages[2], func(t *testing.T, w *world) {
			_, channel, _ := begin(t, w, discordtest.Text)
			p := says(t, w, channel, "/setup")
			press(t, w, p, "Start posting")
			w.release(t, "Argan again")
			posted := channel.Posted()
			brief := posted[len(posted)-1]
			karim := discordtest.Of(w.person("karim")).In(channel)
			if err := karim.Press(brief.ID, brief.Buttons[0][0].Data); err != nil {
				t.Fatal(err)
			}
			w.settle()
			if !strings.Contains(last(karim).Text, "Argan again") {
				t.Errorf("karim is shown %+v", karim.Whispers())
			}
			if now := channel.Posted(); len(now) != len(posted) || now[len(now)-1].Text != brief.Text {
				t.Errorf("the post changed: %+v", now)
			}
		})
	})
}
