package bot

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"relais/storage"
)

func TestParseLinkCode(t *testing.T) {
	for text, want := range map[string]string{
		"123456": "123456", "123 456": "123456", "123-456": "123456", "123–456": "123456", " 123  456 ": "123456", "123\u00a0456": "123456",
		"\u200f١٢٣ ٤٥٦\u200f": "123456", "۱۲۳-۴۵۶": "123456", "12٣ 4٥6": "123456", "000 000": "000000",
		"": "", "12345": "", "1234567": "", "B1": "", "123 45a": "", "12": "", "１２３４５６": "", "123/456": "", "hello": "",
	} {
		code, ok := parseLinkCode(text)
		if ok != (want != "") || ok && code != want {
			t.Errorf("%q is read as %q, %v; want %q", text, code, ok, want)
		}
	}
}

// TestLinkIsPrivate holds that where others read no code is shown and none is taken, and what people say to each other is not
// for the bot, whatever it asked one of them in private.
func TestLinkIsPrivate(t *testing.T) {
	b, _ := newConversation(t, slog.New(slog.DiscardHandler))
	hear := func(text string, public, waits bool) (out int, answer error) {
		u := Update{ID: text, From: User{Platform: "test", ID: "1", Chat: "1"}, To: Address{Platform: "test", Chat: "9", Group: public}, Public: public, Text: text}
		if err := b.net.Store.Update(context.Background(), func(tx storage.Tx) error {
			turn := b.newTurn(tx, u, time.Now())
			if err := turn.load(); err != nil {
				return err
			}
			if turn.d = (dialogue{}); waits {
				turn.ask("link")
			}
			answer = b.route(turn)
			out = len(turn.out)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return out, answer
	}
	for _, c := range []struct {
		text          string
		public, waits bool
		key           string
		out           int
	}{
		{"/link", true, false, "refuse.link_private", 0},
		{"/link 123 456", true, false, "refuse.link_private", 0},
		{"123 456", true, true, "refuse.link_private", 0},
		{"good morning all", true, true, "", 0},
		{"/link", false, false, "refuse.link_nowhere", 0},
		{"123 456", false, true, "", 0}, // taken: it is a wrong one
		{"good morning", false, true, "", 1},
	} {
		out, err := hear(c.text, c.public, c.waits)
		var r refusal
		errors.As(err, &r)
		if r.key != c.key || out != c.out {
			t.Errorf("%q (public %v, waited for %v) is answered by %d messages and %v", c.text, c.public, c.waits, out, err)
		}
	}
}
