package telegram_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/telegram"
	"relais/bot/telegram/telegramtest"
	"relais/campaigns/outbox"
)

// The units in which Telegram counts, on which the tests below stand: an emoji outside the first plane has two, a family of them
// with its joiners eleven, an Arabic letter and each of its marks one.
const (
	emoji  = "🙂"
	family = "👨‍👩‍👧‍👦"
	sun    = "شَمْس"
)

func counted(s string) int { return len(utf16.Encode([]rune(s))) }

// filled is a text of n units made of parts.
func filled(part string, n int) string {
	s := strings.Repeat(part, n/counted(part))
	return s + strings.Repeat("x", n-counted(s))
}

// TestATextGoesAsItsFilesCaptionUpTo1024 holds where a document's words stand: with it as long as they fit into a caption, in a message
// of their own before it where they do not. The buttons and the receipt are where the words are.
func TestATextGoesAsItsFilesCaptionUpTo1024(t *testing.T) {
	for name, part := range map[string]string{"letters": "a", "emoji": emoji, "a family": family, "arabic": sun, "escaped": "&<"} {
		for _, n := range []int{1, 1023, 1024, 1025, 1026} {
			inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
				amina, m := w.Person(t, "amina", "ar"), paper
				m.Text, m.Buttons = filled(part, n), [][]bot.Button{{{Label: "Open", Data: "d"}}}
				r, err := w.g.Send(context.Background(), w.door.Clear(t, bot.Address{Platform: telegram.Name, Chat: amina.User().Chat}, m, "", false))
				if err != nil {
					t.Fatal(err)
				}
				all, _ := amina.Chat()
				want := 1
				if n > 1024 {
					want = 2
				}
				if len(all) != want || all[0].ID != r.Message || all[0].Text != m.Text || len(all[0].Buttons) != 1 || len(all[want-1].Files) != 1 {
					t.Errorf("%s, %d: %d messages, the first of %d units, receipt %s: %+v", name, n, len(all), counted(all[0].Text), r.Message, all)
				}
				if refused := w.Refused(); len(refused) != 0 {
					t.Errorf("%s, %d: Telegram refused %s: %s", name, n, refused[0].Method, refused[0].Description)
				}
			})
		}
	}
}

// TestMediaGoOutWithTheirWords holds by which call a picture, a film and a voice go, and that what is said of each and whose it is stand
// below it, at most 1024 units of it, the credit always.
func TestMediaGoOutWithTheirWords(t *testing.T) {
	for address, method := range map[string]string{
		"https://example.org/plant.jpg": "sendPhoto", "https://example.org/plant.JPG?w=3": "sendPhoto", "https://example.org/plant": "sendPhoto",
		"https://example.org/tour.mp4": "sendVideo", "https://example.org/tour.MOV": "sendVideo",
		"https://example.org/word.ogg": "sendVoice", "https://example.org/word.opus#t=1": "sendVoice",
	} {
		for _, c := range []struct{ alt, credit, want string }{
			{"A plant: *three* <towers> & a river", "ONEE", "A plant: *three* <towers> & a river\nONEE"},
			{"شَمْس", "", "شَمْس"},
			{"", "ONEE", "ONEE"},
			{"", "", ""},
			{filled(emoji, 1024), "", filled(emoji, 1024)},
			{filled(emoji, 1026), "", strings.Repeat(emoji, 511) + "…"},
			{filled(sun, 1019), "ONEE", filled(sun, 1019) + "\nONEE"},
			{strings.Repeat("a", 1020), "ONEE", strings.Repeat("a", 1018) + "…\nONEE"},
			{"A plant", filled(emoji, 1026), "A plant\n" + strings.Repeat(emoji, 255) + "…"},
		} {
			inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
				amina := w.Person(t, "amina", "ar")
				if e := w.send(amina, bot.Message{Text: "See:", Media: []outbox.Media{{URL: address, Alt: c.alt, Credit: c.credit}}}); e != nil {
					t.Fatalf("%s: %v", address, e)
				}
				all, _ := amina.Chat()
				if len(all) != 2 || len(all[0].Media) != 1 || all[0].Media[0].URL != address || all[0].Text != c.want || all[1].Text != "See:" {
					t.Errorf("%s: %+v; want the words %q", address, all, c.want)
				}
				if len(w.Done(method)) != 1 {
					t.Errorf("%s did not go by %s", address, method)
				}
			})
		}
	}
}

// TestWhatComesWithAPictureIsReadByItsCaption holds that a picture, a film or a voice says what stands below it, and without that is
// something without words.
func TestWhatComesWithAPictureIsReadByItsCaption(t *testing.T) {
	inTrap(t, telegram.Options{}, func(t *testing.T, w *trap) {
		amina := w.Person(t, "amina", "ar")
		got := make(chan bot.Update, 20)
		w.run(heard(func(u bot.Update) { got <- u }))
		f := telegramtest.File{Name: "a.bin", Type: "application/octet-stream", Data: []byte("x")}
		longest := filled(sun+family, 1024)
		for _, kind := range []string{"photo", "video", "voice"} {
			for _, caption := range []string{"هل هذا صحيح؟", longest, ""} {
				if err := amina.SendMedium(kind, f, caption); err != nil {
					t.Fatal(err)
				}
				bottest.Pass(time.Second)
				select {
				case u := <-got:
					if u.Text != caption || u.Other != (caption == "") || u.File != nil {
						t.Errorf("a %s with %q is %+v", kind, caption, u)
					}
				default:
					t.Errorf("a %s with %q was not heard", kind, caption)
				}
			}
		}
		if n := len(w.Calls("getFile")); n != 0 {
			t.Errorf("%d files were asked for; want none: what is shown is not read", n)
		}
		if err := errors.Join(amina.SendFile(f, "a paper")); err != nil {
			t.Fatal(err)
		}
		bottest.Pass(time.Second)
		if u := <-got; u.File == nil || u.Text != "a paper" {
			t.Errorf("a document with a caption is %+v", u)
		}
	})
}
