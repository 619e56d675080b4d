package telegramtest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func inline(rows ...string) string {
	return `{"inline_keyboard":[` + strings.Join(rows, ",") + `]}`
}

func row(button string, n int) string {
	return "[" + strings.TrimSuffix(strings.Repeat(button+",", n), ",") + "]"
}

func rows(button string, n int) string {
	return strings.TrimSuffix(strings.Repeat(row(button, 1)+",", n), ",")
}

func data(n int) string {
	return fmt.Sprintf(`{"text":"Go","callback_data":%q}`, strings.Repeat("d", n))
}

func commands(n int, name, about string) string {
	var all []string
	for range n {
		all = append(all, fmt.Sprintf(`{"command":%q,"description":%q}`, name, about))
	}
	return "[" + strings.Join(all, ",") + "]"
}

// TestRules holds every row of the table: what stands at the limit passes, what goes one beyond is refused with the row's words.
func TestRules(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	to := func(b *wire, method string, pairs ...any) *got {
		return b.call(method, append([]any{"chat_id", b.amina.ID()}, pairs...)...)
	}
	keyed := func(markup string) func(b *wire) *got {
		return func(b *wire) *got { return to(b, "sendMessage", "text", "Choose.", "reply_markup", markup) }
	}
	does := func(method string, pairs ...any) func(b *wire) *got {
		return func(b *wire) *got { return b.call(method, pairs...) }
	}
	sent := func(method string, pairs ...any) func(b *wire) *got {
		return func(b *wire) *got { return to(b, method, pairs...) }
	}
	on := func(method string, pairs ...any) func(b *wire) *got { // a message that stands
		return func(b *wire) *got {
			return to(b, method, append([]any{"message_id", b.say(b.amina, "as it was")}, pairs...)...)
		}
	}
	pressed := func(b *wire) string {
		b.amina.Press("1", "d")
		return b.updates()[0].Callback.ID
	}
	group := func(kind, status string) func(b *wire) *got {
		return func(b *wire) *got {
			g := b.Group(NewGroup{Title: "G", Kind: kind})
			g.Add(b.amina, status)
			return b.call("sendMessage", "chat_id", g.ID(), "text", "x")
		}
	}
	fine := sent("sendMessage", "text", "x")
	emoji := "\U0001f642"

	probes := map[string][]struct{ fits, breaks func(b *wire) *got }{
		"method": {{does("getMe"), does("getme2")}},
		"token":  {{does("getMe"), func(b *wire) *got { return b.bytes(post("/bot1:no/getMe", "", "")) }}},
		"body": {{nil, func(b *wire) *got {
			return b.bytes(post("/bot"+b.Token()+"/getMe", "application/x-www-form-urlencoded", strings.Repeat("x", maxBody+1)))
		}}},
		"utf8":       {{sent("sendMessage", "text", "é"), sent("sendMessage", "text", "\xff")}},
		"text.empty": {{fine, sent("sendMessage", "text", " \n\t ")}, {nil, sent("sendMessage")}, {nil, sent("sendMessage", "parse_mode", "HTML", "text", "<b></b>")}},
		"text.long": {
			{sent("sendMessage", "text", x(4096)), sent("sendMessage", "text", x(4097))},
			{sent("sendMessage", "text", strings.Repeat(emoji, 2048)), sent("sendMessage", "text", strings.Repeat(emoji, 2048)+"x")},
			{sent("sendMessage", "parse_mode", "HTML", "text", "<b>"+strings.Repeat("&amp;", 4096)+"</b>"), sent("sendMessage", "parse_mode", "HTML", "text", strings.Repeat("&amp;", 4097))},
		},
		"caption.long": {{sent("sendPhoto", "photo", "https://example.org/a.png", "caption", x(1024)), sent("sendPhoto", "photo", "https://example.org/a.png", "caption", x(1025))}},
		"parse_mode":   {{sent("sendMessage", "text", "x", "parse_mode", "html"), sent("sendMessage", "text", "x", "parse_mode", "BBCode")}},
		"entities":     {{sent("sendMessage", "text", "<b>x</b>", "parse_mode", "HTML"), sent("sendMessage", "text", "<b>x", "parse_mode", "HTML")}},

		"markup.json":   {{keyed("null"), keyed(`{"inline_keyboard":[]} x`)}},
		"markup.edit":   {{on("editMessageText", "text", "b", "reply_markup", inline(row(data(1), 1))), on("editMessageText", "text", "b", "reply_markup", `{"keyboard":[["a"]]}`)}},
		"button.text":   {{keyed(inline(row(data(1), 1))), keyed(inline(`[{"text":" ","callback_data":"d"}]`))}},
		"button.type":   {{nil, keyed(inline(`[{"text":"Go"}]`))}},
		"button.data":   {{keyed(inline(row(data(64), 1))), keyed(inline(row(data(65), 1)))}, {nil, keyed(inline(row(data(0), 1)))}},
		"button.url":    {},
		"button.scheme": {{nil, keyed(inline(`[{"text":"Go","url":"javascript:alert(1)"}]`))}},
		"button.copy":   {{keyed(inline(`[{"text":"Go","copy_text":{"text":"` + strings.Repeat("é", 256) + `"}}]`)), keyed(inline(`[{"text":"Go","copy_text":{"text":"` + x(257) + `"}}]`))}, {nil, keyed(inline(`[{"text":"Go","copy_text":{"text":""}}]`))}},
		"button.row":    {{keyed(inline(row(data(1), 8))), keyed(inline(row(data(1), 9)))}},
		"button.all":    {{keyed(inline(rows(data(1), 100))), keyed(inline(rows(data(1), 101)))}},
		"key.text":      {{keyed(`{"keyboard":[["a",{"text":"b"}]]}`), keyed(`{"keyboard":[[""]]}`)}},
		"key.row":       {{keyed(`{"keyboard":[` + row(`"a"`, 12) + `]}`), keyed(`{"keyboard":[` + row(`"a"`, 13) + `]}`)}},
		"key.all":       {{keyed(`{"keyboard":[` + rows(`"a"`, 300) + `]}`), keyed(`{"keyboard":[` + rows(`"a"`, 301) + `]}`)}},
		"key.hint":      {{keyed(`{"keyboard":[["a"]],"input_field_placeholder":"` + x(64) + `"}`), keyed(`{"keyboard":[["a"]],"input_field_placeholder":"` + x(65) + `"}`)}},

		"toast.long": {{
			func(b *wire) *got {
				return b.call("answerCallbackQuery", "callback_query_id", pressed(b), "text", strings.Repeat("é", 200))
			},
			func(b *wire) *got {
				return b.call("answerCallbackQuery", "callback_query_id", pressed(b), "text", strings.Repeat("é", 201))
			},
		}},
		"query.old": {
			{
				func(b *wire) *got {
					id := pressed(b)
					time.Sleep(15 * time.Minute)
					return b.call("answerCallbackQuery", "callback_query_id", id)
				},
				func(b *wire) *got {
					id := pressed(b)
					time.Sleep(15*time.Minute + time.Second)
					return b.call("answerCallbackQuery", "callback_query_id", id)
				},
			},
			{nil, does("answerCallbackQuery", "callback_query_id", "7")},
			{nil, func(b *wire) *got {
				id := pressed(b)
				b.call("answerCallbackQuery", "callback_query_id", id).ok(b.t, nil)
				return b.call("answerCallbackQuery", "callback_query_id", id)
			}},
		},

		"commands.many": {{does("setMyCommands", "commands", commands(100, "go", "x")), does("setMyCommands", "commands", commands(101, "go", "x"))}},
		"command.name":  {{does("setMyCommands", "commands", commands(1, x(32), "x")), does("setMyCommands", "commands", commands(1, x(33), "x"))}, {nil, does("setMyCommands", "commands", commands(1, "Go", "x"))}},
		"command.about": {{does("setMyCommands", "commands", commands(1, "go", x(256))), does("setMyCommands", "commands", commands(1, "go", x(257)))}, {nil, does("setMyCommands", "commands", commands(1, "go", ""))}},
		"language":      {{does("setMyName", "name", "x", "language_code", "fr"), does("setMyName", "name", "x", "language_code", "fr-CA")}, {nil, does("setMyCommands", "commands", "[]", "language_code", "fra")}},
		"scope":         {{does("setMyCommands", "commands", "[]", "scope", `{"type":"all_private_chats"}`), does("setMyCommands", "commands", "[]", "scope", `{"type":"moon"}`)}},
		"name.long":     {{does("setMyName", "name", x(64)), does("setMyName", "name", x(65))}},
		"about.long":    {{does("setMyDescription", "description", x(512)), does("setMyDescription", "description", x(513))}},
		"short.long":    {{does("setMyShortDescription", "short_description", x(120)), does("setMyShortDescription", "short_description", x(121))}},
		"start.long":    {},

		"file.upload": {{func(b *wire) *got {
			return b.upload("sendDocument", "document", "a.md", x(300), "chat_id", b.amina.ID())
		}, func(b *wire) *got {
			return b.upload("sendDocument", "document", "a.md", x(301), "chat_id", b.amina.ID())
		}}},
		"file.photo":    {{func(b *wire) *got { return b.upload("sendPhoto", "photo", "a.png", x(300), "chat_id", b.amina.ID()) }, func(b *wire) *got { return b.upload("sendPhoto", "photo", "a.png", x(301), "chat_id", b.amina.ID()) }}},
		"file.download": {},
		"file.id":       {{nil, does("getFile", "file_id", "x")}},
		"file.wrong":    {{nil, sent("sendDocument", "document", "x")}},
		"file.none":     {{nil, sent("sendDocument")}},
		"file.empty":    {{nil, func(b *wire) *got { return b.upload("sendDocument", "document", "a.md", "", "chat_id", b.amina.ID()) }}},
		"file.url": {{sent("sendVideo", "video", "https://example.org/a.mp4"), sent("sendVideo", "video", "http://localhost/a.mp4")}, {nil, func(b *wire) *got {
			b.Unreachable("https://example.org/a")
			return to(b, "sendPhoto", "photo", "https://example.org/a")
		}}},
		"file.type": {{sent("sendDocument", "document", "https://example.org/a.pdf"), sent("sendDocument", "document", "https://example.org/a.md")}, {sent("sendVoice", "voice", "https://example.org/a.ogg"), sent("sendVoice", "voice", "https://example.org/a.mp3")},
			{sent("sendVoice", "voice", "https://example.org/a.opus"), sent("sendVoice", "voice", "https://example.org/a")},
			{sent("sendPhoto", "photo", "https://example.org/a.JPG"), sent("sendPhoto", "photo", "https://example.org/a.mp4")},
			{sent("sendVideo", "video", "https://example.org/a.mp4"), sent("sendVideo", "video", "https://example.org/a.jpg")}},

		"edit.same":    {{on("editMessageText", "text", "as it is"), on("editMessageText", "text", "<b></b>as it was", "parse_mode", "HTML")}, {on("editMessageReplyMarkup", "reply_markup", inline(row(data(1), 1))), on("editMessageReplyMarkup")}},
		"edit.missing": {{nil, sent("editMessageText", "message_id", 999, "text", "x")}},
		"edit.not": {{nil, func(b *wire) *got {
			return to(b, "editMessageText", "text", "b", "message_id", b.say(b.amina, "a", "reply_markup", `{"keyboard":[["a"]]}`))
		}}, {nil, func(b *wire) *got {
			b.amina.Say("x")
			return to(b, "editMessageText", "text", "b", "message_id", b.amina.Messages()[0].ID)
		}}},
		"edit.text": {{nil, func(b *wire) *got {
			to(b, "sendPhoto", "photo", "https://example.org/a")
			return to(b, "editMessageText", "text", "b", "message_id", b.amina.Messages()[0].ID)
		}}},
		"edit.caption": {{func(b *wire) *got {
			to(b, "sendPhoto", "photo", "https://example.org/a")
			return to(b, "editMessageCaption", "caption", "b", "message_id", b.amina.Messages()[0].ID)
		}, on("editMessageCaption", "caption", "b")}},
		"message.id":     {{nil, sent("deleteMessage")}, {nil, sent("editMessageText", "text", "x")}},
		"delete.missing": {{on("deleteMessage"), sent("deleteMessage", "message_id", 999)}},
		"delete.old": {{
			func(b *wire) *got {
				id := b.say(b.amina, "x")
				time.Sleep(48 * time.Hour)
				return to(b, "deleteMessage", "message_id", id)
			},
			func(b *wire) *got {
				id := b.say(b.amina, "x")
				time.Sleep(48*time.Hour + time.Second)
				return to(b, "deleteMessage", "message_id", id)
			},
		}},
		"delete.not": {{nil, func(b *wire) *got {
			g := b.Group(NewGroup{Title: "G"})
			g.Add(b.amina, "member")
			g.Say(b.amina, 0, "x")
			return b.call("deleteMessage", "chat_id", g.ID(), "message_id", g.Messages()[0].ID)
		}}},

		"chat.empty":    {{fine, does("sendMessage", "text", "x")}},
		"chat.missing":  {{fine, does("sendMessage", "text", "x", "chat_id", 5)}, {nil, does("sendMessage", "text", "x", "chat_id", "@nobody")}},
		"chat.blocked":  {{fine, func(b *wire) *got { b.amina.Block(); return to(b, "sendMessage", "text", "x") }}},
		"chat.stranger": {{fine, func(b *wire) *got { return b.call("sendMessage", "chat_id", b.Stranger().ID(), "text", "x") }}},
		"chat.gone":     {{fine, func(b *wire) *got { b.amina.Deactivate(); return to(b, "sendMessage", "text", "x") }}},
		"chat.kicked":   {{group("supergroup", "member"), group("supergroup", "kicked")}, {group("group", "member"), group("group", "kicked")}},
		"chat.left":     {{nil, group("supergroup", "left")}},
		"chat.admin":    {{group("channel", "administrator"), group("channel", "member")}},
		"chat.rights":   {{nil, group("supergroup", "restricted")}},
		"chat.moved":    {},
		"chat.private":  {{nil, sent("leaveChat")}},
		"thread": {{
			func(b *wire) *got {
				g := b.Group(NewGroup{Title: "F", Forum: true})
				g.Add(b.amina, "administrator")
				topic, _ := g.Topic("News")
				return b.call("sendMessage", "chat_id", g.ID(), "message_thread_id", topic, "text", "x")
			}, sent("sendMessage", "text", "x", "message_thread_id", 77)}},
		"member":     {{func(b *wire) *got { return to(b, "getChatMember", "user_id", b.amina.ID()) }, sent("getChatMember", "user_id", 5)}},
		"poll.other": {}, "poll.set": {},
		"poll.hook": {{does("getUpdates"), func(b *wire) *got {
			b.call("setWebhook", "url", "https://example.org/h").ok(b.t, nil)
			return b.call("getUpdates")
		}}},
		"hook.https":  {{does("setWebhook", "url", "https://example.org:8443/h"), does("setWebhook", "url", "http://example.org/h")}},
		"hook.port":   {{nil, does("setWebhook", "url", "https://example.org:9000/h")}},
		"hook.secret": {{does("setWebhook", "url", "https://example.org/h", "secret_token", x(256)), does("setWebhook", "url", "https://example.org/h", "secret_token", x(257))}, {nil, does("setWebhook", "url", "https://example.org/h", "secret_token", "a b")}},
		"pace.chat":   {}, "pace.group": {}, "pace.all": {},
	}
	for _, address := range []string{"http://localhost:8080/o", "http://127.0.0.1:8080/o", "https://10.0.0.1/", "http://[::1]/", "https://host/", "https:///x", "http://a b.c/"} {
		probes["button.url"] = append(probes["button.url"], struct{ fits, breaks func(b *wire) *got }{
			keyed(inline(`[{"text":"Go","url":"https://s.example.org/o/7Hq2?x=1&y=%D8%B9"}]`)), keyed(inline(`[{"text":"Go","url":"` + address + `"}]`)),
		})
	}
	for _, r := range Rules() {
		t.Run(r.ID, func(t *testing.T) {
			all, ok := probes[r.ID]
			if !ok || r.Text == "" || r.Source == "" || r.Checked == "" || r.Code < 400 {
				t.Fatalf("the rule is not tested or not whole: %+v", r)
			}
			for _, p := range all {
				bubble(t, Options{Unpaced: true, Upload: 300}, func(t *testing.T, b *wire) {
					if p.fits != nil {
						p.fits(b).ok(t, nil)
					}
				})
				bubble(t, Options{Unpaced: true, Upload: 300}, func(t *testing.T, b *wire) {
					p.breaks(b).broke(t, r.ID)
					if r.ID == "token" {
						return // no call of this bot's
					}
					if all := b.Calls(); all[len(all)-1].Done || all[len(all)-1].Code != r.Code {
						t.Errorf("the log has it as %+v", all[len(all)-1])
					}
				})
			}
		})
	}
}

func TestWhatNobodyKnowsIsRefusedByTheFake(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		for _, g := range []*got{
			b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x", "texts", "y"),
			b.call("sendMessage", "chat_id", "amina", "text", "x"),
			b.call("getUpdates", "offset", "x"),
			b.call("getUpdates", "allowed_updates", "message"),
			b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x", "disable_notification", "maybe"),
			b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x", "parse_mode", "MarkdownV2"),
			b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x", "reply_markup", inline(`[{"text":"Go","callback_data":"d","colour":"red"}]`)),
			b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x", "reply_markup", inline(`[{"text":"Go","callback_data":"d","url":"https://example.org"}]`)),
			b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x", "reply_markup", `{"keyboard":[]}`),
			b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x", "entities", `[{"type":"bold","offset":0,"length":2}]`),
			b.upload("sendDocument", "picture", "a", "x", "chat_id", b.amina.ID()),
			b.bytes(post("/bot"+b.Token()+"/getMe", "text/plain", "x")),
		} {
			g.is(t, 400, "Bad Request: fake:")
		}
		if n := len(b.amina.Messages()); n != 0 {
			t.Errorf("%d messages stand", n)
		}
		b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x", "reply_markup", "null", "entities", "null").ok(t, nil)
		b.bytes(post("/bot"+b.Token()+"/getChat", "application/json", fmt.Sprintf(`{"chat_id":%d}`, b.amina.ID()))).ok(t, nil)
		b.bytes("GET /bot"+b.Token()+"/getMe HTTP/1.1\r\nHost: x\r\n\r\n").ok(t, nil)
		if b.Done("sendMessage")[0].Params["text"] != "x" || len(b.Refused()) != 12 {
			t.Errorf("the log is %+v", b.Calls())
		}
	})
}
