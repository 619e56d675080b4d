package discordtest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestWhatPeopleDo(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	k, _ := w.identified(plainIntents)
	hear := func(err error) object {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return k.want(0, "MESSAGE_CREATE")
	}
	if m := hear(w.sam.Say("/nothing here")); str(m, "content") != "/nothing here" || str(sub(m, "author"), "username") != "sam" || str(m, "channel_id") != w.sam.User().Chat {
		t.Errorf("got %v", m)
	}
	m := hear(w.sam.Forward("a claim"))
	shot, _ := arr(m, "message_snapshots")[0].(object)
	if str(m, "content") != "" || str(sub(shot, "message"), "content") != "a claim" || num(sub(m, "message_reference"), "type") != 1 {
		t.Errorf("got %v", m)
	}
	m = hear(w.sam.Attach(File{"نقاط B7.md", "text/markdown", []byte("# B7")}, "for review"))
	f, _ := arr(m, "attachments")[0].(object)
	a, err := w.hook.Get(str(f, "url"))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if a.StatusCode != 200 || str(f, "filename") != "نقاط B7.md" || str(m, "content") != "for review" {
		t.Errorf("%d, %v", a.StatusCode, m)
	}
	if m := hear(w.sam.Sticker()); len(arr(m, "sticker_items")) != 1 || str(m, "content") != "" {
		t.Errorf("got %v", m)
	}
	if w.sam.Say(strings.Repeat("a", 2001)) == nil || w.sam.Press("1", "a") == nil || w.sam.Remove("1") == nil || w.sam.Submit(nil) == nil {
		t.Error("what a client cannot do was done")
	}
	all, _ := w.sam.Chat()
	if len(all) != 4 || !all[0].Mine || all[1].Text != "a claim" {
		t.Errorf("sees %+v", all)
	}
	toasts, _ := w.sam.Toasts()
	menu, _ := w.sam.Menu()
	if toasts != nil || menu != nil {
		t.Error("Discord has neither")
	}
}

func TestCommandsAsTheClientSendsThem(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	w.ok("commands", w.ask("PUT", "/applications/"+Application+"/commands", `[
		{"name":"start","description":"d","options":[{"type":3,"name":"code","description":"d"}]},
		{"name":"help","description":"d","name_localizations":{"fr":"aide"}},
		{"name":"sign","description":"d","options":[{"type":3,"name":"title","description":"d","required":true},{"type":4,"name":"days","description":"d"},{"type":3,"name":"size","description":"d","choices":[{"name":"big","value":"L"}]}]},
		{"name":"set","description":"d","options":[{"type":1,"name":"lang","description":"d","options":[{"type":3,"name":"to","description":"d"}]}]},
		{"name":"guilds","description":"d","contexts":[0]},
		{"name":"Check this claim","type":3}]`))
	w.ok("here", w.ask("PUT", "/applications/"+Application+"/guilds/"+w.g.ID()+"/commands", `[{"name":"here","description":"d"}]`))
	k, _ := w.identified(plainIntents)
	there := w.sam.In(w.c)
	for _, c := range []struct {
		who  *Person
		said string
		want string // empty is plain text
	}{
		{w.sam, "/start AbC-123_x", `start [map[name:code type:3 value:AbC-123_x]]`},
		{w.sam, "/start", `start []`},
		{w.sam, "/start code:z", `start [map[name:code type:3 value:z]]`},
		{w.sam, "/aide", `help []`},
		{w.sam, "/help me", ``},
		{w.sam, "/sign title:a b days:3 size:big", `sign [map[name:title type:3 value:a b] map[name:days type:4 value:3] map[name:size type:3 value:L]]`},
		{w.sam, "/set lang fr", `set [map[name:lang options:[map[name:to type:3 value:fr]] type:1]]`},
		{w.sam, "/here", ``},
		{w.sam, "/guilds", ``},
		{there, "/here", `here []`},
		{there, "/guilds", `guilds []`},
	} {
		if err := c.who.Say(c.said); err != nil {
			t.Errorf("%s: %v", c.said, err)
			continue
		}
		if c.want == "" {
			if m := k.want(0, "MESSAGE_CREATE"); str(m, "content") != c.said {
				t.Errorf("%s: got %v", c.said, m)
			}
			continue
		}
		o := k.want(0, "INTERACTION_CREATE")
		data := sub(o, "data")
		if got := fmt.Sprint(data["name"], " ", data["options"]); got != c.want {
			t.Errorf("%s: got %s; want %s", c.said, got, c.want)
		}
		private := c.who == w.sam
		if str(o, "locale") != "fr" || has(o, "user") != private || has(o, "member") == private || num(o, "context") != map[bool]int{true: 1}[private] {
			t.Errorf("%s: got %v", c.said, o)
		}
	}
	for _, said := range []string{"/sign", "/sign title:x days:soon", "/sign title:x size:huge"} {
		if w.sam.Say(said) == nil {
			t.Errorf("%s was sent", said)
		}
	}
	there.Say("a claim")
	k.want(0, "MESSAGE_CREATE")
	id := w.c.Seen()[0].ID
	if err := there.Use("Check this claim", id); err != nil {
		t.Fatal(err)
	}
	data := sub(k.want(0, "INTERACTION_CREATE"), "data")
	if str(sub(sub(sub(data, "resolved"), "messages"), id), "content") != "a claim" || str(data, "target_id") != id || num(data, "type") != 3 {
		t.Errorf("got %v", data)
	}
}

func TestSelectsRolesAndButtons(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	k, _ := w.identified(plainIntents)
	id := w.post(w.dm(), selects(`"options":[{"label":"A","value":"a"},{"label":"B","value":"b"}]`))
	k.want(0, "MESSAGE_CREATE")
	if w.sam.Select(id, "s", "c") == nil {
		t.Error("an option that is not there was chosen")
	}
	if err := w.sam.Select(id, "s", "b"); err != nil {
		t.Fatal(err)
	}
	o := k.want(0, "INTERACTION_CREATE")
	if fmt.Sprint(sub(o, "data")["values"]) != "[b]" || str(sub(o, "message"), "id") != id || num(sub(o, "data"), "component_type") != 3 {
		t.Errorf("got %v", o)
	}
	role := w.g.Role("board", false)
	k.want(0, "GUILD_ROLE_CREATE")
	w.sam.Grant(w.g, role)
	there := w.sam.In(w.c)
	post := w.post(w.messages(), buttonsOf(`{"type":2,"style":1,"label":"Do","custom_id":"a"}`, `{"type":2,"style":5,"label":"Open","url":"https://example.org"}`))
	k.want(0, "MESSAGE_CREATE")
	there.Press(post, "a")
	if roles := arr(sub(k.want(0, "INTERACTION_CREATE"), "member"), "roles"); len(roles) != 1 || roles[0] != role.ID {
		t.Errorf("got %v", roles)
	}
	want := [][]Button{{{Label: "Do", Data: "a"}, {Label: "Open", URL: "https://example.org"}}}
	if got := w.c.Seen()[0].Buttons; !reflect.DeepEqual(got, want) {
		t.Errorf("sees %v", got)
	}
	if u := w.sam.User(); u.Platform != "discord" || u.Lang != "fr" || u.Name != "sam" {
		t.Errorf("got %+v", u)
	}
}

func TestMarkdownAsTheClientShowsIt(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ sent, read string }{
		{"A **bold** and an _italic_ and an *italic* word, `code` and ~~gone~~ ||hidden|| __under__.", "A bold and an italic and an italic word, code and gone hidden under."},
		{"***both*** **_both_** *a **b** c*", "both both a b c"},
		{"a_b_c and 2 * 3 * 4 and 5*6", "a_b_c and 2 * 3 * 4 and 5*6"},
		{"snake_case_ and _x_y", "snakecase and _x_y"},
		{"\\*stars\\* \\\\ \\_ \\` \\[a\\](b) \\a", "*stars* \\ _ ` [a](b) \\a"},
		{"# Big\n## Less\n-# small\n#none", "Big\nLess\nsmall\n#none"},
		{"- one\n* two\n  - three\n1. first", "• one\n• two\n  • three\n1. first"},
		{"> a **quote**\n> more\nafter", "a quote\nmore\nafter"},
		{">>> all\nof it", "all\nof it"},
		{"\\> no quote\n\\# none\n\\- none\n1\\. none", "> no quote\n# none\n- none\n1. none"},
		{"[label](https://example.org/a?b=1&c=2) [x](<https://example.org/(a)>) [no](tg://x)", "label x [no](tg://x)"},
		{"<https://example.org/_a_> https://example.org/a_b_c_ <b>tag</b>", "https://example.org/_a_ https://example.org/a_b_c_ <b>tag</b>"},
		{"``a ` b`` and ` x", "a ` b and ` x"},
		{"see\n```go\nx := **1**\n```\nafter", "see\nx := **1**\nafter"},
		{"<@" + Application + "> <#" + w.c.ID() + "> <:sun:123456> </help:123> <@1>", "@relais #general :sun: /help @unknown-user"},
		{"**not closed and * neither", "**not closed and * neither"},
		{"emoji 🙂👩‍👩‍👧 ثم **English**", "emoji 🙂👩‍👩‍👧 ثم English"},
	} {
		if got := w.render(w.c, c.sent); got != c.read {
			t.Errorf("%q reads %q; want %q", c.sent, got, c.read)
		}
	}
	for _, c := range []struct{ sent, text, block string }{
		{"Copy this:\n```\nmy **own**\n\nwords\n```", "Copy this:", "my **own**\n\nwords"},
		{"```md\n# x\n```", "", "# x"},
		{"a ```x``` b", "a ```x``` b", ""},
		{"\\`\\`\\`\nno\n\\`\\`\\`", "\\`\\`\\`\nno\n\\`\\`\\`", ""},
	} {
		if text, block := splitCopy(c.sent); text != c.text || block != c.block {
			t.Errorf("%q: got %q and %q", c.sent, text, block)
		}
	}
	w.ok("an embed", w.ask("POST", w.messages(), `{"embeds":[{"title":"A map","description":"of *three* plants","image":{"url":"https://example.org/map.png"},"footer":{"text":"ONEE"}}]}`))
	if s := w.c.Seen()[0]; !strings.Contains(s.Text, "of three plants") || !strings.Contains(s.Text, "ONEE") || len(s.Media) != 1 {
		t.Errorf("sees %+v", s)
	}
}
