package discordtest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestBytesByHand(t *testing.T) {
	w := newWorld(t)
	head := "\nHost: discord.com\nUser-Agent: DiscordBot (x, 1)\n"
	for _, c := range []struct {
		request string
		status  int
		body    string
	}{
		{"GET /api/v9/users/@me HTTP/1.1" + head + "Authorization: Bot " + Token + "\n\n", 200, `"id":"` + Application + `"`},
		{"GET /api/v10/users/@me HTTP/1.1" + head + "\n", 401, `{"code":0,"message":"401: Unauthorized"}`},
		{"GET /api/v8/users/@me HTTP/1.1" + head + "Authorization: Bot " + Token + "\n\n", 400, `"fake: `},
		{"GET /api/v9/gateway HTTP/1.1" + head + "Authorization: Bot " + Token + "\n\n", 200, `{"url":"wss://gateway.discord.gg"}`},
		{"POST /api/v9/channels/" + w.c.ID() + "/messages HTTP/1.1" + head + "Authorization: Bot " + Token + "\nContent-Type: application/json\nContent-Length: 16\n\n{\"content\":\"hi\"}", 200, `"content":"hi"`},
		{"POST /api/v9/channels/" + w.c.ID() + "/messages HTTP/1.1" + head + "Authorization: Bot " + Token + "\nContent-Type: application/json\nContent-Length: 0\n\n", 400, `50109`},
		{"POST /api/v9/channels/" + w.c.ID() + "/messages HTTP/1.1" + head + "Authorization: Bot " + Token + "\nContent-Type: text/plain\nContent-Length: 1\n\nx", 400, `"fake: `},
	} {
		if status, body := w.bytesOf(c.request); status != c.status || !strings.Contains(body, c.body) {
			t.Errorf("%.60s: got %d %s; want %d %s", c.request, status, body, c.status, c.body)
		}
	}
}

func TestLoopback(t *testing.T) {
	w := newWorld(t)
	base := w.Listen(t)
	r, _ := http.NewRequest("GET", base+"/api/v10/gateway", nil)
	r.Header.Set("User-Agent", w.agent)
	r.Header.Set("Authorization", w.auth)
	one := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	a, err := one.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if b, _ := io.ReadAll(a.Body); !strings.Contains(string(b), `"ws://127.0.0.1:`) {
		t.Errorf("got %s", b)
	}
}

func TestWhatIsNotKnownIsRefused(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/channels/" + w.c.ID() + "/typing", `{}`},
		{"PUT", "/channels/" + w.c.ID() + "/messages/1/reactions/x/@me", `{}`},
		{"POST", w.messages(), `{"content":"x","poll":{}}`},
		{"POST", w.messages(), `{"content":"x","flags":64}`},
		{"POST", w.messages(), `{"content":"x","flags":32768}`},
		{"POST", w.messages(), `{"content":"x","nonse":"1"}`},
		{"POST", w.messages(), `{"content":"x","components":[{"type":2,"style":1,"label":"x","custom_id":"a"}]}`},
		{"POST", w.messages(), button(`"style":1,"label":"","custom_id":"a"`)},
		{"POST", w.messages(), buttonsOf(`{"type":2,"style":1,"label":"x","custom_id":"a"}`, `{"type":3,"custom_id":"s","options":[{"label":"l","value":"v"}]}`)},
		{"POST", w.messages(), selects(`"options":[{"label":"l","value":"v"}],"max_values":2`)},
		{"POST", "/applications/" + Application + "/commands", `{"name":"n","type":3,"description":"d"}`},
	} {
		if r := w.ask(c.method, c.path, c.body); r.status != 400 || r.code() != 50035 || !fake(r) {
			t.Errorf("%s %s %s: got %d %s", c.method, c.path, c.body, r.status, r.raw)
		}
	}
	for body, kind := range map[string]string{
		`{"content":5}`: "STRING_TYPE_CONVERT", `{"content":"x","tts":"yes"}`: "BOOLEAN_TYPE_CONVERT", `{"content":"x","embeds":{}}`: "LIST_TYPE_CONVERT",
		`{"content":"x","allowed_mentions":[]}`: "DICT_TYPE_CONVERT", `{"content":"x","flags":"4"}`: "NUMBER_TYPE_COERCE", `[]`: "DICT_TYPE_CONVERT",
		button(`"style":1,"label":"x"`): "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", button(`"style":5,"label":"x"`): "BUTTON_COMPONENT_URL_REQUIRED",
		button(`"style":5,"label":"x","url":"https://example.org","custom_id":"a"`): "MUTUALLY_EXCLUSIVE",
	} {
		if r := w.ask("POST", w.messages(), body); r.status != 400 || r.code() != 50035 || !strings.Contains(string(r.raw), kind) || fake(r) {
			t.Errorf("%s: got %d %s; want %s", body, r.status, r.raw, kind)
		}
	}
	w.want("a body where there is none", w.ask("GET", "/users/@me", `{}`), 400, 50035)
	w.want("a channel that is no id", w.ask("GET", "/channels/general", nil), 400, 50035)
}

func TestMessageLives(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	id := w.post(w.messages(), `{"content":"  **hi**\n","embeds":null,"components":null,"sticker_ids":null,"tts":false}`)
	if m := w.ok("get", w.ask("GET", w.messages()+"/"+id, nil)); str(m, "content") != "**hi**" || str(sub(m, "author"), "id") != Application {
		t.Errorf("got %v", m)
	}
	m := w.ok("edit", w.ask("PATCH", w.messages()+"/"+id, `{"content":"yes","components":[],"ID":"x","Channel":"y"}`))
	if str(m, "content") != "yes" || !has(m, "edited_timestamp") {
		t.Errorf("got %v", m)
	}
	w.want("an edit to nothing", w.ask("PATCH", w.messages()+"/"+id, `{"content":""}`), 400, 50006)
	reply := w.ok("reply", w.ask("POST", w.messages(), fmt.Sprintf(`{"content":"to it","message_reference":{"message_id":%q}}`, id)))
	if num(reply, "type") != 19 || str(sub(reply, "referenced_message"), "content") != "yes" {
		t.Errorf("got %v", reply)
	}
	if n := len(arr(w.ok("list", w.ask("GET", w.messages()+"?limit=100&after="+id, nil)), "list")); n != 1 {
		t.Errorf("%d messages after the first; want 1", n)
	}
	w.want("delete", w.ask("DELETE", w.messages()+"/"+id, nil), 204, -1)
	w.want("delete again", w.ask("DELETE", w.messages()+"/"+id, nil), 404, 10008)
	w.want("a reply to nothing", w.ask("POST", w.messages(), fmt.Sprintf(`{"content":"x","message_reference":{"message_id":%q}}`, id)), 400, 50035)
	w.ok("a reply that need not be", w.ask("POST", w.messages(), fmt.Sprintf(`{"content":"x","message_reference":{"message_id":%q,"fail_if_not_exists":false}}`, id)))
}

func TestNonceMeansTheSameMessage(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithoutLimits())
		body := `{"content":"once","nonce":"row-17","enforce_nonce":true}`
		first := w.post(w.messages(), body)
		time.Sleep(nonceWindow - time.Second)
		if again := w.post(w.messages(), body); again != first {
			t.Errorf("the repeat is %s; want %s", again, first)
		}
		if other := w.post(w.dm(), body); other == first {
			t.Error("a nonce holds in its channel alone")
		}
		time.Sleep(time.Second)
		if late := w.post(w.messages(), body); late == first {
			t.Error("a nonce is forgotten in the end")
		}
		if a, b := w.post(w.messages(), `{"content":"x","nonce":5}`), w.post(w.messages(), `{"content":"x","nonce":5}`); a == b {
			t.Error("a nonce that is not enforced does nothing")
		}
	})
}

func TestFilesArriveAndCanBeLoaded(t *testing.T) {
	w := newWorld(t)
	m := w.ok("send", w.form("POST", w.dm(), `{"content":"see","attachments":[{"id":"1","description":"the plan"}]}`,
		File{"a.md", "text/markdown", []byte("first")}, File{"نقاط.txt", "text/plain", []byte("ثانيًا")}))
	files := arr(m, "attachments")
	if len(files) != 2 || str(files[1].(object), "description") != "the plan" {
		t.Fatalf("got %v", files)
	}
	a, err := w.hook.Get(str(files[1].(object), "url"))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if b, _ := io.ReadAll(a.Body); string(b) != "ثانيًا" || a.Header.Get("Content-Type") != "text/plain" {
		t.Errorf("got %q, %v", b, a.Header)
	}
	all, _ := w.sam.Chat()
	if len(all) != 1 || len(all[0].Files) != 2 || all[0].Files[1].Name != "نقاط.txt" || string(all[0].Files[0].Data) != "first" {
		t.Errorf("sam sees %+v", all)
	}
	kept := fmt.Sprintf(`{"attachments":[{"id":%q}]}`, str(files[0].(object), "id"))
	if m := w.ok("keep one", w.ask("PATCH", w.dm()+"/"+str(m, "id"), kept)); len(arr(m, "attachments")) != 1 {
		t.Errorf("got %v", m)
	}
	w.want("a file without payload_json", w.send("POST", w.dm(), "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a\"\r\n\r\nx\r\n--x--\r\n")), 400, 50035)
}

func TestDMsAndTheirRefusals(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithoutLimits())
		open := func() result {
			return w.ask("POST", "/users/@me/channels", fmt.Sprintf(`{"recipient_id":%q}`, w.sam.User().ID))
		}
		if o := w.ok("open", open()); str(o, "id") != w.sam.User().Chat || num(o, "type") != 1 {
			t.Errorf("got %v", o)
		}
		for rule, code := range map[string]int{"closed": 50007, "no mutual guild": 50278, "opening too fast": 40003} {
			w.RefuseDM(w.sam.User().ID, rule)
			w.want(rule, open(), 403, code)
		}
		w.RefuseDM(w.sam.User().ID, "")
		if n := w.Invalid(); n != 3 {
			t.Errorf("%d invalid requests; want 3", n)
		}
		w.LimitDMs(1, time.Minute)
		time.Sleep(time.Minute)
		w.ok("one", open())
		w.want("two", open(), 403, 40003)
		time.Sleep(time.Minute)
		w.ok("later", open())
		_, stranger := w.Stranger(t)
		w.want("a stranger", w.ask("POST", "/channels/"+stranger+"/messages", `{"content":"x"}`), 403, 50278)
		w.sam.Block()
		w.want("blocked", w.ask("POST", w.dm(), `{"content":"x"}`), 403, 50007)
		w.sam.Unblock()
		w.post(w.dm(), `{"content":"x"}`)
		w.sam.Say("mine")
		all, _ := w.sam.Chat()
		w.want("somebody else's", w.ask("DELETE", w.dm()+"/"+all[1].ID, nil), 403, 50003)
		time.Sleep(11 * time.Minute)
		if n := w.Invalid(); n != 0 {
			t.Errorf("%d invalid requests after ten minutes; want none", n)
		}
	})
}

func TestServersThreadsAndPosts(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	role := w.g.Role("helpers", true)
	m := w.ok("announce", w.ask("POST", w.messages(), fmt.Sprintf(`{"content":"<@&%s> now","allowed_mentions":{"roles":[%q]}}`, role.ID, role.ID)))
	if all := arr(m, "mention_roles"); len(all) != 1 || w.c.Seen()[0].Text != "@helpers now" {
		t.Errorf("got %v, %v", all, w.c.Seen())
	}
	quiet := w.ok("announce", w.ask("POST", w.messages(), fmt.Sprintf(`{"content":"<@&%s> @everyone","allowed_mentions":{"parse":[]}}`, role.ID)))
	if len(arr(quiet, "mention_roles")) != 0 || yes(quiet, "mention_everyone") {
		t.Errorf("got %v", quiet)
	}
	forum := w.g.Channel("ideas", Forum)
	post := w.ok("post", w.ask("POST", "/channels/"+forum.ID()+"/threads", `{"name":"Roofs","auto_archive_duration":1440,"invitable":false,"message":{"content":"first","embeds":null,"tts":false,"components":null,"sticker_ids":null}}`))
	if str(sub(post, "message"), "id") != str(post, "id") || len(forum.Threads()) != 1 {
		t.Errorf("got %v", post)
	}
	thread := w.Place(t, str(post, "id"))
	w.want("a post without a message", w.ask("POST", "/channels/"+forum.ID()+"/threads", `{"name":"n"}`), 400, 50035)
	thread.Archive(false)
	w.post("/channels/"+thread.ID()+"/messages", `{"content":"opens it again"}`)
	if yes(sub(w.ok("get", w.ask("GET", "/channels/"+thread.ID(), nil)), "thread_metadata"), "archived") {
		t.Error("a message opens an archived thread again")
	}
	thread.Archive(true)
	w.want("locked", w.ask("POST", "/channels/"+thread.ID()+"/messages", `{"content":"x"}`), 400, 50083)
	w.want("locked", w.ask("PATCH", "/channels/"+thread.ID(), `{"archived":false}`), 403, 50013)
	forum.Permit(Usual | ManageThreads)
	w.ok("opened", w.ask("PATCH", "/channels/"+thread.ID(), `{"archived":false,"locked":false}`))
	forum.Permit(Usual &^ SendInThreads)
	w.want("no permission", w.ask("POST", "/channels/"+thread.ID()+"/messages", `{"content":"x"}`), 403, 50013)
	w.c.Permit(Usual &^ CreateThreads)
	w.want("no permission", w.ask("POST", "/channels/"+w.c.ID()+"/threads", `{"name":"n","type":11}`), 403, 50013)
	w.c.Permit(Usual &^ AttachFiles)
	w.want("no permission", w.form("POST", w.messages(), `{}`, File{"a", "text/plain", nil}), 403, 50013)

	for path, want := range map[string]string{"": "Solar", "/channels": "general", "/roles": "helpers", "/members/" + w.sam.User().ID: "sam", "/members/" + Application: "relais"} {
		if r := w.ask("GET", "/guilds/"+w.g.ID()+path, nil); r.status != 200 || !strings.Contains(string(r.raw), `"`+want+`"`) {
			t.Errorf("%s: %d %s", path, r.status, r.raw)
		}
	}
	w.g.Delete()
	w.want("a server that is gone", w.ask("GET", "/guilds/"+w.g.ID(), nil), 403, 50001)
	w.want("its channel", w.ask("GET", "/channels/"+w.c.ID(), nil), 404, 10003)
}

func TestCommandsAreKept(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	base := "/applications/" + Application + "/commands"
	one := w.ok("create", w.command(`{"name":"brief","description":"d","name_localizations":{"fr":"dossier"},"options":[{"type":3,"name":"o","description":"d","channel_types":null,"options":null,"choices":null,"autocomplete":false,"required":false}]}`))
	if r := w.command(`{"name":"brief","description":"other"}`); r.status != 200 || str(r.o, "id") != str(one, "id") {
		t.Errorf("a second of the name: %d %s", r.status, r.raw)
	}
	w.ok("edit", w.ask("PATCH", base+"/"+str(one, "id"), `{"description":"third"}`))
	all := arr(w.ok("overwrite", w.ask("PUT", base, `[{"name":"Check this claim","type":3,"description":""},{"name":"brief","description":"d"}]`)), "list")
	if len(all) != 2 || str(all[1].(object), "id") != str(one, "id") {
		t.Errorf("got %v", all)
	}
	w.ok("in the server", w.ask("PUT", "/applications/"+Application+"/guilds/"+w.g.ID()+"/commands", `[{"name":"here","description":"d"}]`))
	w.want("delete", w.ask("DELETE", base+"/"+str(one, "id"), nil), 204, -1)
	if n := len(arr(w.ok("list", w.ask("GET", base, nil)), "list")); n != 1 {
		t.Errorf("%d commands; want 1", n)
	}
	w.want("a server without the bot", w.ask("PUT", "/applications/"+Application+"/guilds/123/commands", `[]`), 403, 50001)
}

func TestCallsAreLogged(t *testing.T) {
	w := newWorld(t)
	w.post(w.messages(), `{"content":"x"}`)
	all := w.Calls("POST /channels/{channel}/messages")
	if len(all) != 1 || all[0].Status != 200 || string(all[0].Body) != `{"content":"x"}` || !strings.Contains(string(all[0].Answer), all[0].Path[10:20]) {
		t.Errorf("got %+v", all)
	}
	if w.Forget(); len(w.Calls("")) != 0 {
		t.Error("the log is not empty")
	}
	if len(Routes()) < 30 {
		t.Errorf("only %d routes", len(Routes()))
	}
	w.ok("application", w.ask("GET", "/applications/@me", nil))
}
