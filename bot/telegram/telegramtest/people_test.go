package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEachThingAPersonDoesIsAnUpdate(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		b.amina.Say("/start AbC x")
		b.amina.Forward("a claim")
		b.amina.SendFile(File{Name: "نقاط.md", Type: "text/markdown", Data: []byte("# B7")}, "for review")
		b.amina.Sticker()
		var all []struct {
			Message struct {
				From struct {
					ID   int64
					Lang string `json:"language_code"`
				}
				Chat     struct{ Type string }
				Text     string
				Caption  string
				Entities []Entity
				Origin   *struct{ Type string } `json:"forward_origin"`
				Old      *int                   `json:"forward_date"`
				Document *struct {
					ID   string `json:"file_id"`
					Name string `json:"file_name"`
					Type string `json:"mime_type"`
				}
				Sticker *struct{ Emoji string }
			}
		}
		b.call("getUpdates").ok(t, &all)
		m := all[0].Message
		if m.From.ID != b.amina.ID() || m.From.Lang != "ar" || m.Chat.Type != "private" || m.Text != "/start AbC x" ||
			!cmp.Equal(m.Entities, []Entity{{Type: "bot_command", Length: 6}}) {
			t.Errorf("a command is %+v", m)
		}
		if m = all[1].Message; m.Origin == nil || m.Origin.Type != "user" || m.Old != nil {
			t.Errorf("a forwarded text is %+v", m)
		}
		if m = all[2].Message; m.Caption != "for review" || m.Document == nil || m.Document.Name != "نقاط.md" || m.Document.Type != "text/markdown" {
			t.Fatalf("a document is %+v", m)
		}
		if all[3].Message.Sticker == nil {
			t.Errorf("a sticker is %+v", all[3])
		}
		var f struct {
			Path string `json:"file_path"`
		}
		b.call("getFile", "file_id", all[2].Message.Document.ID).ok(t, &f)
		get := "GET /file/bot" + b.Token() + "/" + f.Path + " HTTP/1.1\r\nHost: x\r\n\r\n"
		if got := b.bytes(get); string(got.Raw) != "# B7" {
			t.Errorf("the file is %q", got.Raw)
		}
		time.Sleep(61 * time.Minute)
		b.bytes(get).is(t, 404, "Not Found")
		b.opt.Download = 3
		b.call("getFile", "file_id", all[2].Message.Document.ID).broke(t, "file.download")
		b.opt.OldForwards = true
		b.amina.Forward("x")
		if raw := b.call("getUpdates", "offset", -1).Raw; !strings.Contains(string(raw), `"forward_date"`) {
			t.Errorf("with the old fields a forwarded text is %s", raw)
		}
		if b.amina.Say(strings.Repeat("x", 4097)) == nil || b.amina.Say(" ") == nil {
			t.Error("a client sends no such texts")
		}
		if b.amina.Start(strings.Repeat("x", 64)) != nil || b.amina.Start(strings.Repeat("x", 65)) == nil || b.amina.Start("a.b") == nil {
			t.Error("the payload of a start link has 1 to 64 characters")
		}
	})
}

// TestPicturesFilmsAndVoices holds what each says of its file: a picture comes as a list of its sizes, and neither it nor a voice has a name.
func TestPicturesFilmsAndVoices(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		f := File{Name: "plant.bin", Type: "x/y", Data: []byte("seven b")}
		for _, kind := range []string{"photo", "video", "voice"} {
			if err := errors.Join(b.amina.SendMedium(kind, f, "نور 🙂"), b.amina.SendMedium(kind, f, "")); err != nil {
				t.Fatal(err)
			}
			if b.amina.SendMedium(kind, f, strings.Repeat("🙂", 512)+"x") == nil {
				t.Errorf("a client sends no caption of 1025 with a %s", kind)
			}
		}
		if b.amina.SendMedium("document", f, "") == nil || b.amina.SendMedium("dice", f, "") == nil {
			t.Error("a client sends no such media")
		}
		const size = `"file_size":7,"file_unique_id":"","height":480,"width":640`
		want := []string{
			`"photo":[{"file_id":"",` + size + `}]`, `"photo":[{"file_id":"",` + size + `}]`,
			`"video":{"duration":7,"file_id":"","file_name":"plant.bin","file_size":7,"file_unique_id":"","height":480,"mime_type":"x/y","width":640}`, "",
			`"voice":{"duration":7,"file_id":"","file_size":7,"file_unique_id":"","mime_type":"x/y"}`, "",
		}
		ids := regexp.MustCompile(`("file_(unique_)?id":)"[^"]+"`)
		for i, u := range b.updates() {
			raw := ids.ReplaceAllString(string(*u.Message), `$1""`)
			if !strings.Contains(raw, want[i]) || strings.Contains(raw, `"caption":"نور 🙂"`) != (i%2 == 0) || strings.Contains(raw, `"text"`) {
				t.Errorf("update %d is %s; want %s in it", i, raw, want[i])
			}
		}
	})
}

func TestPresses(t *testing.T) {
	bubble(t, Options{Unpaced: true}, func(t *testing.T, b *wire) {
		id := b.say(b.amina, "Choose.", "reply_markup", inline(row(data(3), 2)))
		b.amina.Press(id, "ddd")
		b.amina.Remove(id)
		b.amina.Press(id, "gone")
		all := b.updates()
		if p := all[0].Callback; p.Data != "ddd" || strconv.Itoa(p.Message.ID) != id || p.Message.Text != "Choose." || p.Message.Date == 0 {
			t.Errorf("a press is %+v", p)
		}
		if p := all[1].Callback; strconv.Itoa(p.Message.ID) != id || p.Message.Date != 0 {
			t.Errorf("a press on what vanished is %+v", p)
		}
		if n, _ := b.amina.Waiting(); n != 2 {
			t.Errorf("%d wait", n)
		}
		b.call("answerCallbackQuery", "callback_query_id", all[0].Callback.ID, "text", "Noted <b>").ok(t, nil)
		b.call("answerCallbackQuery", "callback_query_id", all[1].Callback.ID).ok(t, nil)
		if n, _ := b.amina.Waiting(); n != 0 || !cmp.Equal(b.amina.Alerts(), []string{"Noted <b>"}) {
			t.Errorf("%d wait, and there was %q", n, b.amina.Alerts())
		}
	})
}

func TestBlockingAndMenu(t *testing.T) {
	bubble(t, Options{Unpaced: true}, func(t *testing.T, b *wire) {
		b.say(b.amina, "Menu", "reply_markup", `{"keyboard":[["a","b"],[{"text":"c"}]],"resize_keyboard":true}`)
		b.say(b.amina, "more")
		if menu, _ := b.amina.Menu(); !cmp.Equal(menu, []string{"a", "b", "c"}) {
			t.Errorf("the menu is %q", menu)
		}
		b.say(b.amina, "gone", "reply_markup", `{"remove_keyboard":true}`)
		if menu, _ := b.amina.Menu(); len(menu) != 0 {
			t.Errorf("the menu is %q", menu)
		}
		b.amina.Block()
		b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x").broke(t, "chat.blocked")
		if b.amina.Say("x") == nil {
			t.Error("who blocked cannot write")
		}
		b.amina.Unblock()
		b.say(b.amina, "back")
		all := b.updates()
		if len(all) != 2 || all[0].Member.New.Status != "kicked" || all[1].Member.Old.Status != "kicked" || all[1].Member.New.Status != "member" {
			t.Errorf("got %+v", all)
		}
	})
}

func TestAPersonOfTheContract(t *testing.T) {
	bubble(t, Options{Unpaced: true}, func(t *testing.T, b *wire) {
		p := b.Person(t, "lucía", "es")
		b.upload("sendDocument", "document", "نقاط.txt", "x", "chat_id", p.User().Chat, "caption", "The <b>brief</b>.", "parse_mode", "HTML").ok(t, nil)
		b.call("sendPhoto", "chat_id", p.User().ID, "photo", "https://example.org/map.png").ok(t, nil)
		all, _ := p.Chat()
		if len(all) != 2 || all[0].Text != "The brief." || all[0].Files[0].Name != "نقاط.txt" || string(all[0].Files[0].Data) != "x" || all[1].Media[0].URL != "https://example.org/map.png" {
			t.Errorf("the chat is %+v", all)
		}
	})
}

func TestGroups(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		g := b.Group(NewGroup{Title: "Club", Kind: "group"})
		g.Add(b.amina, "member")
		g.Say(b.amina, 0, "among us")
		g.Say(b.amina, 0, "/setup@another_bot")
		g.Command(b.amina, 0, "/setup now")
		old, now := g.Migrate(b.amina)
		r := b.call("sendMessage", "chat_id", old, "text", "x")
		r.broke(t, "chat.moved")
		if r.Parameters.MigrateTo != now || now != g.ID() {
			t.Errorf("it moved to %d, and the answer is %s", now, r.Raw)
		}
		b.call("sendMessage", "chat_id", now, "text", "x").ok(t, nil)
		all := b.updates()
		if len(all) != 4 || all[0].Member.New.Status != "member" || all[1].text() != "/setup@relais_test_bot now" ||
			!strings.Contains(string(*all[2].Message), fmt.Sprint(`"migrate_to_chat_id":`, now)) ||
			!strings.Contains(string(*all[3].Message), fmt.Sprint(`"migrate_from_chat_id":`, old)) {
			t.Errorf("got %+v", all)
		}
		b.call("leaveChat", "chat_id", now).ok(t, nil)
		b.call("sendMessage", "chat_id", now, "text", "x").broke(t, "chat.left")

		c := b.Group(NewGroup{Title: "News", Kind: "channel"})
		c.Add(b.amina, "administrator")
		c.Post("headline")
		all = b.updates("offset", all[3].ID+1)
		if len(all) != 3 || all[2].Post == nil || all[2].Post.Text != "headline" {
			t.Errorf("got %+v", all)
		}

		f := b.Group(NewGroup{Title: "Forum", Forum: true})
		f.Add(b.amina, "administrator")
		f.Join(b.amina, "creator")
		topic, _ := f.Topic("News")
		b.call("sendMessage", "chat_id", f.ID(), "message_thread_id", topic, "text", "x").ok(t, nil)
		if m := f.Messages(); len(m) != 1 || m[0].Thread != topic {
			t.Errorf("the forum has %+v", m)
		}
		var who struct{ Status string }
		b.call("getChatMember", "chat_id", f.ID(), "user_id", b.amina.ID()).ok(t, &who)
		if who.Status != "creator" {
			t.Errorf("she is %s", who.Status)
		}
		var about struct {
			Forum bool `json:"is_forum"`
		}
		if b.call("getChat", "chat_id", f.ID()).ok(t, &about); !about.Forum {
			t.Error("the forum is none")
		}
	})
}

func TestThePace(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		id := b.say(b.amina, "one")
		edit := func(text string) *got {
			return b.call("editMessageText", "chat_id", b.amina.ID(), "message_id", id, "text", text)
		}
		r := edit("two")
		r.broke(t, "pace.chat")
		if r.Parameters.RetryAfter != 1 || r.Head.Get("Retry-After") != "1" || b.Violations() != 1 {
			t.Errorf("the answer is %s", r.Raw)
		}
		time.Sleep(time.Second)
		edit("two").ok(t, nil)
		g := b.Group(NewGroup{Title: "G"})
		g.Add(b.amina, "member")
		toGroup := func() *got { return b.call("sendMessage", "chat_id", g.ID(), "text", "x") }
		for range 20 {
			toGroup().ok(t, nil)
		}
		if r = toGroup(); r.Parameters.RetryAfter != 60 {
			t.Errorf("the answer is %s", r.Raw)
		}
		time.Sleep(time.Minute)
		for range 20 {
			toGroup().ok(t, nil)
		}
		for i := range 10 {
			b.say(b.Account(t, fmt.Sprint("p", i), "en"), "x")
		}
		b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x").broke(t, "pace.all")
		if b.Violations() != 3 {
			t.Errorf("%d violations", b.Violations())
		}
	})
}

func TestFaults(t *testing.T) {
	bubble(t, Options{Unpaced: true}, func(t *testing.T, b *wire) {
		mine := Fault{Method: "sendMessage", Chat: fmt.Sprint(b.amina.ID())}
		send := func() *got { return b.call("sendMessage", "chat_id", b.amina.ID(), "text", "x") }
		b.Fail(TooMany(mine, 7))
		b.call("getMe").ok(t, nil)
		if r := send(); r.Status != 429 || r.Parameters.RetryAfter != 7 {
			t.Errorf("got %s", r.Raw)
		}
		b.Fail(BadGateway(mine))
		if r := send(); r.Status != 502 || !strings.HasPrefix(string(r.Raw), "<html>") {
			t.Errorf("got %s", r.Raw)
		}
		b.Fail(Fault{Status: 500})
		send().is(t, 500, "Internal Server Error")
		b.Fail(Fault{Cut: CutBefore})
		if r := send(); r != nil || len(b.amina.Messages()) != 0 || len(b.Done("sendMessage")) != 0 {
			t.Errorf("got %+v, and %+v stands", r, b.amina.Messages())
		}
		b.Fail(Fault{After: 1, Times: 2, Cut: CutAfter})
		b.call("getMe").ok(t, nil)
		if n := b.Ahead(); n != 2 {
			t.Errorf("%d are ahead", n)
		}
		if r := send(); r != nil || len(b.amina.Messages()) != 1 || len(b.Done("sendMessage")) != 1 || !b.Done("sendMessage")[0].Lost || b.Ahead() != 1 {
			t.Errorf("got %+v, and %+v stands of %+v", r, b.amina.Messages(), b.Done())
		}
		b.Heal()
		if send().ok(t, nil); b.Ahead() != 0 || b.Done("sendMessage")[1].Lost {
			t.Errorf("%d are ahead, of %+v", b.Ahead(), b.Done())
		}
		b.Fail(Fault{Latency: 3 * time.Second, Times: -1})
		begun := time.Now()
		if send().ok(t, nil); time.Since(begun) != 3*time.Second {
			t.Errorf("it took %v", time.Since(begun))
		}
		b.Heal()
		b.Fail(Fault{Method: "getUpdates", Silent: true})
		b.amina.Say("x")
		c := b.dial()
		fmt.Fprint(c, post("/bot"+b.Token()+"/getUpdates", "application/x-www-form-urlencoded", "timeout=1"))
		time.Sleep(time.Hour)
		if len(b.Calls("getUpdates")) != 0 {
			t.Error("a silent poll was answered")
		}
		c.Close()
		synctest.Wait()
		if all := b.updates(); len(all) != 1 {
			t.Errorf("got %+v", all)
		}
	})
}

func TestSettings(t *testing.T) {
	bubble(t, Options{}, func(t *testing.T, b *wire) {
		b.call("setMyCommands", "commands", commands(1, "start", "Commencer"), "scope", `{"type":"all_private_chats"}`, "language_code", "fr").ok(t, nil)
		want := []Command{{"start", "Commencer"}}
		if d := cmp.Diff(want, b.Commands("all_private_chats", "fr")); d != "" {
			t.Error(d)
		}
		var got []Command
		b.call("getMyCommands", "scope", `{"type":"all_private_chats"}`, "language_code", "fr").ok(t, &got)
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		b.call("deleteMyCommands", "scope", `{"type":"all_private_chats"}`, "language_code", "fr").ok(t, nil)
		b.call("setMyShortDescription", "short_description", "شبكة", "language_code", "ar").ok(t, nil)
		b.call("setChatMenuButton", "menu_button", `{"type":"commands"}`).ok(t, nil)
		if len(b.Commands("all_private_chats", "fr")) != 0 || b.About("short_description", "ar") != "شبكة" {
			t.Error("the settings are not those that were set")
		}
	})
}

func TestListenServesOnLoopback(t *testing.T) {
	s := New(t, Options{})
	u, err := url.Parse(s.Listen())
	if err != nil || u.Hostname() != "127.0.0.1" {
		t.Fatal(u, err)
	}
	b := &wire{s, t, nil}
	r, err := s.Client().Get("https://api.telegram.org/bot" + s.Token() + "/getMe")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var me struct{ Result struct{ Username string } }
	if json.NewDecoder(r.Body).Decode(&me); me.Result.Username != s.Username() || len(b.Done("getMe")) != 1 {
		t.Errorf("I am %+v", me)
	}
}
