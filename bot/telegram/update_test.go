package telegram

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
)

func TestRead(t *testing.T) {
	g := &Telegram{limits: bot.Limits{File: 100}}
	g.me.Store("relais_bot")
	now := time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
	at := time.Unix(1790000000, 0).UTC()
	amina := bot.User{Platform: Name, ID: "7", Chat: "7", Name: "Amina B", Lang: "fr"}
	private := bot.Address{Platform: Name, Chat: "7"}
	const from = `"from":{"id":7,"first_name":"Amina","last_name":"B","language_code":"fr"},"chat":{"id":7,"type":"private"},"date":1790000000`
	const group = `"from":{"id":7,"first_name":"Amina","last_name":"B","language_code":"fr"},"chat":{"id":-100,"type":"supergroup"},"date":1790000000`
	topic := bot.Address{Platform: Name, Chat: "-100", Thread: "5", Group: true}
	elsewhere := amina // where others read along nothing is said of their private chat
	elsewhere.Chat = ""
	for name, c := range map[string]struct {
		raw  string
		want bot.Update
		ref  string
		not  bool
	}{
		"a text":             {raw: `{"message":{"message_id":1,` + from + `,"text":"hello"}}`, want: bot.Update{From: amina, To: private, Text: "hello", At: at}},
		"forwarded":          {raw: `{"message":{"message_id":1,` + from + `,"text":"x","forward_origin":{"type":"hidden_user"}}}`, want: bot.Update{From: amina, To: private, Text: "x", Forwarded: true, At: at}},
		"forwarded, of old":  {raw: `{"message":{"message_id":1,` + from + `,"text":"x","forward_date":1}}`, want: bot.Update{From: amina, To: private, Text: "x", Forwarded: true, At: at}},
		"a file":             {raw: `{"message":{"message_id":1,` + from + `,"caption":"c","document":{"file_id":"F","file_name":"../a.md","mime_type":"text/markdown","file_size":9}}}`, want: bot.Update{From: amina, To: private, Text: "c", File: &bot.File{Name: "a.md", Type: "text/markdown"}, At: at}, ref: "F"},
		"a file too big":     {raw: `{"message":{"message_id":1,` + from + `,"document":{"file_id":"F","file_size":101}}}`, want: bot.Update{From: amina, To: private, Other: true, At: at}},
		"a sticker":          {raw: `{"message":{"message_id":1,` + from + `,"sticker":{}}}`, want: bot.Update{From: amina, To: private, Other: true, At: at}},
		"a picture of words": {raw: `{"message":{"message_id":1,` + from + `,"photo":[],"caption":"look"}}`, want: bot.Update{From: amina, To: private, Text: "look", At: at}},
		"a press": {raw: `{"callback_query":{"id":"Q","from":{"id":7,"first_name":"Amina","last_name":"B","language_code":"fr"},"data":"d","message":{"message_id":9,"date":0,"chat":{"id":7,"type":"private"}}}}`,
			want: bot.Update{From: amina, To: bot.Address{Platform: Name, Chat: "7", Reply: "Q"}, Data: "d", Message: "9", At: now}},
		"a block":  {raw: `{"my_chat_member":{` + from + `,"new_chat_member":{"status":"kicked"}}}`, want: bot.Update{From: amina, To: private, Blocked: true, At: at}},
		"a return": {raw: `{"my_chat_member":{` + from + `,"new_chat_member":{"status":"member"}}}`, want: bot.Update{From: amina, To: private, Unblocked: true, At: at}},
		"a command in a topic": {raw: `{"message":{"message_id":1,` + group + `,"message_thread_id":5,"is_topic_message":true,"text":"/setup@Relais_Bot now"}}`,
			ref: "place supergroup", want: bot.Update{From: elsewhere, To: topic, Public: true, Place: &bot.Place{}, Text: "/setup@Relais_Bot now", At: at}},
		"another bot's command": {raw: `{"message":{"message_id":1,` + group + `,"text":"/setup@other_bot"}}`, not: true},
		"talk in a group":       {raw: `{"message":{"message_id":1,` + group + `,"text":"stop that"}}`, not: true},
		"a bot's words":         {raw: `{"message":{"message_id":1,"from":{"id":8,"is_bot":true},"chat":{"id":8,"type":"private"},"text":"x"}}`, not: true},
		"nobody's words":        {raw: `{"message":{"message_id":1,"chat":{"id":7,"type":"private"},"text":"x"}}`, not: true},
		"a press on nothing":    {raw: `{"callback_query":{"id":"Q","from":{"id":7},"data":"d"}}`, not: true},
		"null fields":           {raw: `{"message":{"from":null,"chat":null}}`, not: true},
		"a kind of the future":  {raw: `{"business_message":{}}`, not: true},
		"a change in a group":   {raw: `{"my_chat_member":{` + group + `,"new_chat_member":{"status":"kicked"}}}`, not: true},
	} {
		var x update
		if err := json.Unmarshal([]byte(c.raw), &x); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		x.ID = 12
		c.want.ID = "12"
		got, ref, ok := g.read(x, now)
		if ok == c.not {
			t.Errorf("%s is for us: %v", name, ok)
			continue
		}
		if d := cmp.Diff(c.want, got); ok && (d != "" || ref != c.ref) {
			t.Errorf("%s, the file %q (-want +got):\n%s", name, ref, d)
		}
	}
}

// FuzzRead holds that no update harms anything.
func FuzzRead(f *testing.F) {
	f.Add(`{"message":{"from":{"id":1},"chat":{"id":1,"type":"private"},"document":{"file_name":"x"}}}`)
	f.Add(`{"callback_query":{"from":{"id":1},"message":{"chat":{}}}}`)
	f.Fuzz(func(_ *testing.T, raw string) {
		var x update
		if json.Unmarshal([]byte(raw), &x) == nil {
			g := &Telegram{}
			g.read(x, time.Time{})
		}
	})
}
