package discord

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"relais/bot"
	"relais/campaigns/outbox"
	"relais/storage/storagetest"
)

func TestJudge(t *testing.T) {
	over := failure{status: 404, code: unknownWebhook, said: "Unknown Webhook", open: true}
	for name, c := range map[string]struct {
		err    error
		change bool
		want   bot.SendError
	}{
		"closed DMs":              {&failure{status: 403, code: 50007, said: "Cannot send messages to this user"}, false, bot.SendError{Kind: outbox.Gone}},
		"no shared server":        {&failure{status: 403, code: 50278, said: "no mutual guilds"}, false, bot.SendError{Kind: outbox.Gone}},
		"no access":               {&failure{status: 403, code: 50001, said: "Missing Access"}, false, bot.SendError{Kind: outbox.Gone}},
		"no such channel":         {&failure{status: 404, code: 10003, said: "Unknown Channel"}, false, bot.SendError{Kind: outbox.Gone}},
		"no permission":           {&failure{status: 403, code: 50013, said: "Missing Permissions"}, false, bot.SendError{Kind: outbox.Refused}},
		"DMs opened too fast":     {&failure{status: 403, code: 40003, said: "You are opening direct messages too fast"}, false, bot.SendError{Kind: outbox.Throttled, After: tooFast, Scope: outbox.ScopeToken}},
		"nothing to edit":         {&failure{status: 404, code: 10008, said: "Unknown Message"}, true, bot.SendError{Kind: outbox.Missing}},
		"no channel to edit in":   {&failure{status: 404, code: 10003, said: "Unknown Channel"}, true, bot.SendError{Kind: outbox.Missing}},
		"too many old edits":      {&failure{status: 429, code: 30046, said: "Maximum number of edits", after: time.Hour}, true, bot.SendError{Kind: outbox.Missing}},
		"an interaction is over":  {&over, false, bot.SendError{Kind: outbox.Refused}},
		"an edit when it is over": {&over, true, bot.SendError{Kind: outbox.Missing}},
		"by another code":         {&failure{status: 401, code: 50027, said: "Invalid Webhook Token", open: true}, false, bot.SendError{Kind: outbox.Refused}},
		"before any call":         {errOver, false, bot.SendError{Kind: outbox.Refused}},
		"an edit before any call": {errOver, true, bot.SendError{Kind: outbox.Missing}},
		"a wrong token":           {&failure{status: 401, said: "401: Unauthorized"}, false, bot.SendError{Kind: outbox.Unauthorized}},
		"too big":                 {&failure{status: 413, code: 40005, said: "Request entity too large"}, false, bot.SendError{Kind: outbox.Refused}},
		"a form":                  {&failure{status: 400, code: 50035, said: "Invalid Form Body"}, false, bot.SendError{Kind: outbox.Refused}},
		"one bucket":              {&failure{status: 429, said: "You are being rate limited.", after: 7 * time.Second}, false, bot.SendError{Kind: outbox.Throttled, After: 7 * time.Second}},
		"everything":              {&failure{status: 429, said: "You are being rate limited.", after: 7 * time.Second, all: true}, false, bot.SendError{Kind: outbox.Throttled, After: 7 * time.Second, Scope: outbox.ScopeToken}},
		"a fault of theirs":       {&failure{status: 500, said: "Internal Server Error", sent: true}, false, bot.SendError{Kind: outbox.Temporary}},
		"a proxy's page":          {&failure{status: 502, sent: true}, false, bot.SendError{Kind: outbox.Temporary}},
		"a page that forbids":     {&failure{status: 403, sent: true}, false, bot.SendError{Kind: outbox.Temporary}},
		"no connection":           {&failure{err: errors.New("connection refused")}, false, bot.SendError{Kind: outbox.Temporary}},
		"no answer":               {&failure{sent: true, err: errors.New("EOF")}, false, bot.SendError{Kind: outbox.Unknown}},
		"no answer to an edit":    {&failure{sent: true, err: errors.New("EOF")}, true, bot.SendError{Kind: outbox.Temporary}},
		"half an answer":          {&failure{status: 200, sent: true, err: errors.New("EOF")}, false, bot.SendError{Kind: outbox.Unknown}},
		"an error of our own":     {errors.New("the store is closed"), false, bot.SendError{Kind: outbox.Temporary}},
	} {
		got := judge(c.err, c.change, false)
		c.want.Err = got.Err
		if *got != c.want || got.Err == nil {
			t.Errorf("%s: got %+v; want %+v", name, *got, c.want)
		}
	}
}

func TestReadRefusals(t *testing.T) {
	f := failure{call: "POST /x", status: 400}
	f.read([]byte(`{"code":50035,"message":"Invalid Form Body","errors":{"components":{"0":{"label":{"_errors":[{"code":"BAD","message":"what was sent"}]}}}}}`), nil)
	if got := f.Error(); got != "discord POST /x: 400, code 50035, Invalid Form Body: components.0.label BAD" {
		t.Error(got)
	}
}

func TestReadEvents(t *testing.T) {
	d := &Discord{limits: bot.Limits{File: 100}, opt: Options{Profile: func() Profile { return Profile{Member: "appoint"} }}}
	now := time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
	sent := time.Date(2026, 11, 24, 3, 59, 0, 5000, time.UTC)
	amina := bot.User{Platform: Name, ID: "7", Chat: "70", Name: "Amina B"}
	french := amina
	french.Lang = "fr"
	elsewhere := french
	elsewhere.Chat, elsewhere.Opens = "", "@7"
	dm := bot.Address{Platform: Name, Chat: "70"}
	const by = `"id":"1","channel_id":"70","type":0,"author":{"id":"7","username":"amina","global_name":"Amina B"},"timestamp":"2026-11-24T03:59:00.000005+00:00"`
	const did = `"id":"1","application_id":"5","token":"T","channel_id":"70","context":1,"locale":"fr","user":{"id":"7","username":"amina","global_name":"Amina B"}`
	const there = `"id":"1","application_id":"5","token":"T","channel_id":"80","guild_id":"8","context":0,"locale":"fr","member":{"user":{"id":"7","global_name":"Amina B"}}`
	reply := func(kind, pressed string) string { return kind + ":1795492800:5:1:" + pressed + ":T" }
	answer := bot.Address{Platform: Name, Chat: "70", Reply: reply("dc", "")}
	press := bot.Address{Platform: Name, Chat: "70", Reply: reply("dp", "9")}
	public := bot.Address{Platform: Name, Chat: "80", Group: true, Reply: reply("gp", "9")}
	asked := bot.Address{Platform: Name, Chat: "80", Group: true, Reply: reply("gc", "")}
	long := strings.Repeat("ع", 4000)
	cut := strings.Repeat("ع", 1999) + "…"
	for name, c := range map[string]struct {
		kind, data string
		want       []bot.Update
		refs       []string
	}{
		"a text":       {"M", by + `,"content":"hello"`, []bot.Update{{ID: "1", From: amina, To: dm, Text: "hello", At: sent}}, nil},
		"a reply":      {"M", strings.Replace(by, `"type":0`, `"type":19`, 1) + `,"content":"hello"`, []bot.Update{{ID: "1", From: amina, To: dm, Text: "hello", At: sent}}, nil},
		"a long text":  {"M", by + `,"content":"` + long + `"`, []bot.Update{{ID: "1", From: amina, To: dm, Text: cut, At: sent}}, nil},
		"a sticker":    {"M", by + `,"content":"","sticker_items":[{}]`, []bot.Update{{ID: "1", From: amina, To: dm, Other: true, At: sent}}, nil},
		"forwarded":    {"M", by + `,"content":"","message_snapshots":[{"message":{"content":"theirs"}}]`, []bot.Update{{ID: "1", From: amina, To: dm, Text: "theirs", Forwarded: true, At: sent}}, nil},
		"no snapshot":  {"M", by + `,"content":"","message_snapshots":[{"message":null}]`, []bot.Update{{ID: "1", From: amina, To: dm, Other: true, At: sent}}, nil},
		"a picture":    {"M", by + `,"content":"","attachments":[{"filename":"a.png","content_type":"image/png","size":5,"url":"u"}]`, []bot.Update{{ID: "1", From: amina, To: dm, Other: true, At: sent}}, nil},
		"a large file": {"M", by + `,"content":"c","attachments":[{"filename":"a.md","content_type":"text/plain","size":101,"url":"u"}]`, []bot.Update{{ID: "1", From: amina, To: dm, Text: "c", At: sent}}, nil},
		"two files": {"M", by + `,"content":"c","attachments":[{"filename":"../a.md","content_type":"text/plain","size":5,"url":"u"},{"filename":"b.md","size":5,"url":"v"}]`,
			[]bot.Update{{ID: "1", From: amina, To: dm, Text: "c", File: &bot.File{Name: "a.md", Type: "text/plain"}, At: sent},
				{ID: "1.1", From: amina, To: dm, File: &bot.File{Name: "b.md"}, At: sent}}, []string{"u", "v"}},
		"a server's message": {"M", by + `,"guild_id":"8","content":"hello"`, nil, nil},
		"a bot's":            {"M", `"id":"1","channel_id":"70","author":{"id":"5","bot":true},"content":"x"`, nil, nil},
		"a pin":              {"M", strings.Replace(by, `"type":0`, `"type":6`, 1), nil, nil},
		"nobody's":           {"M", `"id":"1","channel_id":"70","content":"x"`, nil, nil},

		"a command":             {"I", did + `,"type":2,"data":{"type":1,"name":"approve","options":[{"name":"text","value":"B1"}]}`, []bot.Update{{ID: "1", From: french, To: answer, Text: "/approve B1", At: now}}, nil},
		"a command alone":       {"I", did + `,"type":2,"data":{"type":1,"name":"stop"}`, []bot.Update{{ID: "1", From: french, To: answer, Text: "/stop", At: now}}, nil},
		"with an odd option":    {"I", did + `,"type":2,"data":{"type":1,"name":"stop","options":[{"name":"text","value":5}]}`, []bot.Update{{ID: "1", From: french, To: answer, Text: "/stop", At: now}}, nil},
		"a command elsewhere":   {"I", there + `,"type":2,"data":{"type":1,"name":"stop"}`, []bot.Update{{ID: "1", From: elsewhere, To: asked, Text: "/stop", At: now}}, nil},
		"in somebody else's DM": {"I", strings.Replace(did, `"context":1`, `"context":2`, 1) + `,"type":2,"data":{"type":1,"name":"stop"}`, []bot.Update{{ID: "1", From: elsewhere, To: bot.Address{Platform: Name, Chat: "70", Group: true, Reply: reply("gc", "")}, Text: "/stop", At: now}}, nil},
		"on a message":          {"I", there + `,"type":2,"data":{"type":3,"name":"Check","target_id":"3","resolved":{"messages":{"3":{"content":"a claim"}}}}`, []bot.Update{{ID: "1", From: elsewhere, To: asked, Text: "a claim", Forwarded: true, At: now}}, nil},
		"on no message":         {"I", there + `,"type":2,"data":{"type":3,"name":"Check","target_id":"3","resolved":{"messages":{"3":null}}}`, nil, nil},
		"on a member":           {"I", there + `,"type":2,"data":{"type":2,"name":"Appoint","target_id":"3"}`, []bot.Update{{ID: "1", From: elsewhere, To: asked, Text: "/appoint 3", At: now}}, nil},
		"a press":               {"I", did + `,"type":3,"message":{"id":"9"},"data":{"custom_id":"d","component_type":2}`, []bot.Update{{ID: "1", From: french, To: press, Data: "d", Message: "9", At: now}}, nil},
		"a press of two":        {"I", did + `,"type":3,"message":{"id":"9"},"data":{"custom_id":"relais.again.2:d:1"}`, []bot.Update{{ID: "1", From: french, To: press, Data: "d:1", Message: "9", At: now}}, nil},
		"a choice":              {"I", did + `,"type":3,"message":{"id":"9"},"data":{"custom_id":"d","values":["v"]}`, []bot.Update{{ID: "1", From: french, To: press, Data: "d", Picked: "v", Message: "9", At: now}}, nil},
		"on what one sees":      {"I", there + `,"type":3,"message":{"id":"9","flags":64},"data":{"custom_id":"d"}`, []bot.Update{{ID: "1", From: elsewhere, To: public, Data: "d", Message: "e:9", At: now}}, nil},
		"a form":                {"I", there + `,"type":5,"message":{"id":"9"},"data":{"custom_id":"relais.answer","components":[{"components":[{"custom_id":"relais.answer","value":"mine"}]}]}`, []bot.Update{{ID: "1", From: elsewhere, To: public, Text: "mine", At: now}}, nil},
		"a press on nothing":    {"I", did + `,"type":3,"data":{"custom_id":"d"}`, nil, nil},
		"a ping":                {"I", did + `,"type":1`, nil, nil},
	} {
		kind := map[string]string{"M": "MESSAGE_CREATE", "I": "INTERACTION_CREATE"}[c.kind]
		h := d.read(discordgo.Event{Type: kind, RawData: json.RawMessage("{" + c.data + "}")}, now)
		var got []bot.Update
		var refs []string
		for _, i := range h.items {
			got = append(got, i.u)
			if i.ref != "" {
				refs = append(refs, i.ref)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" || cmp.Diff(c.refs, refs, cmpopts.EquateEmpty()) != "" {
			t.Errorf("%s, the files %q (-want +got):\n%s", name, refs, d)
		}
		if (h.reply != nil) != (c.kind == "I" && c.want != nil) {
			t.Errorf("%s is acknowledged: %v", name, h.reply != nil)
		}
	}
}

// FuzzRead holds that no event harms anything.
func FuzzRead(f *testing.F) {
	f.Add(`{"id":"1","channel_id":"2","author":{"id":"3"},"attachments":[{}],"message_snapshots":[{}]}`)
	f.Add(`{"id":"1","token":"t","channel_id":"2","user":{"id":"3"},"type":5,"data":{"components":[{"components":[{"value":"x"}]}],"resolved":{"messages":{"1":null}}}}`)
	d := &Discord{log: slog.New(slog.DiscardHandler)}
	f.Fuzz(func(_ *testing.T, raw string) {
		for _, kind := range []string{"MESSAGE_CREATE", "INTERACTION_CREATE"} {
			d.read(discordgo.Event{Type: kind, RawData: json.RawMessage(raw)}, time.Time{})
		}
	})
}

// A process that is killed has saved nothing at its end: how far the gateway was heard is committed with each update.
func TestHowFarTheGatewayWasHeardIsCommittedWithAnUpdate(t *testing.T) {
	d := New(storagetest.New(t), Options{})
	s := d.shard(0)
	s.state = session{ID: "S", Seq: 4}
	e := discordgo.Event{Type: "MESSAGE_CREATE", Sequence: 5, RawData: json.RawMessage(`{"id":"1","channel_id":"2","author":{"id":"3"},"content":"x"}`)}
	if err := s.hear(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	later := d.shard(0)
	if err := later.recall(t.Context()); err != nil || later.state != (session{ID: "S", Seq: 5}) {
		t.Errorf("kept %+v, %v", later.state, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	e.Sequence = 6
	if err := s.hear(ended, e); err == nil || s.state.Seq != 5 {
		t.Errorf("what could not be kept counts as heard: %v, %d", err, s.state.Seq)
	}
}

func TestReplies(t *testing.T) {
	r := reply{dm: true, deferred: true, at: time.Unix(1795492800, 0), app: "5", id: "1", pressed: "9", token: "a:b"}
	if got := parseReply(r.String()); got == nil || *got != r {
		t.Errorf("got %+v; want %+v", got, r)
	}
	for _, s := range []string{"", "x", "dc:x:5:1:9:t", "dc:1:5:1:9"} {
		if parseReply(s) != nil {
			t.Errorf("%q is a reply", s)
		}
	}
}

func TestRoutes(t *testing.T) {
	for call, want := range map[string]string{
		"POST /api/v10/channels/12/messages":                   "POST /channels/{}/messages /12",
		"PATCH /api/v10/channels/12/messages/34":               "PATCH /channels/{}/messages/{} /12",
		"PUT /api/v10/applications/5/commands":                 "PUT /applications/{}/commands ",
		"POST /api/v10/webhooks/5/to.k-en":                     "POST /webhooks/{}/{} /5/to.k-en open",
		"PATCH /api/v10/webhooks/5/to.k-en/messages/@original": "PATCH /webhooks/{}/{}/messages/@original /5/to.k-en open",
		"POST /api/v10/interactions/1/to.k-en/callback":        "POST /interactions/{}/{}/callback /1/to.k-en open",
		"GET /api/v10/gateway/bot":                             "GET /gateway/bot ",
	} {
		method, path, _ := strings.Cut(call, " ")
		name, about, open := route(method, path)
		got := name + " " + about
		if open {
			got += " open"
		}
		if got != want {
			t.Errorf("%s is %q; want %q", call, got, want)
		}
	}
}

func TestCompose(t *testing.T) {
	full := strings.Repeat("*", 1500)
	compose := func(m bot.Message) (payload, []bot.File) { return compose(new(Discord).written(m), m, true) }
	p, files := compose(bot.Message{Text: strings.Repeat(`\*`, 1500), Copy: "x"})
	if p.Content != "" || len(p.Embeds) != 1 || p.Flags != 0 || length(p.Embeds[0].Description) != 3000 || len(files) != 1 || string(files[0].Data) != "x" || markdown(strings.Repeat(`\*`, 1500)).read != len(full) {
		t.Errorf("a text that is too long with its marks: %d, %d embeds, flags %d, %d files", length(p.Content), len(p.Embeds), p.Flags, len(files))
	}
	p, files = compose(bot.Message{Copy: "x"})
	if p.Content != "```\nx\n```" || len(files) != 0 || p.Flags != flagNoPreview {
		t.Errorf("a copy alone: %q", p.Content)
	}
	p, _ = compose(bot.Message{Text: "x", Media: make([]outbox.Media, 9)})
	if len(p.Embeds) != 9 || p.Flags != 0 {
		t.Errorf("pictures: %d, flags %d", len(p.Embeds), p.Flags)
	}
	for in, want := range map[string]string{"**A**  _b_\nsecond": "A  b", "\n\nfirst\n\nsecond": "first", "- item\n- more": "item", "": "…", strings.Repeat("x", 200): strings.Repeat("x", 99) + "…"} {
		if got := title(in); got != want {
			t.Errorf("the title of %q is %q; want %q", in, got, want)
		}
	}
	if got := fileName("../a\n\"b\\.md"); got != "a__b_.md" {
		t.Errorf("a file is named %q", got)
	}
}

func TestOpens(t *testing.T) {
	for address, want := range map[string]bool{
		"https://e.org/o/x": true, "https://93.184.216.34/": true, "https://[2001:db8::1]/": true, "http://127.0.0.1:8080/o/x": false, "http://localhost/x": false,
		"http://[::1]/": false, "http://10.1.2.3/": false, "http://relais:8080/": false, "mailto:a@e.org": false, "https://e.org/" + strings.Repeat("x", 512): false,
	} {
		if opens(address) != want {
			t.Errorf("%s: %v", address, !want)
		}
	}
}
