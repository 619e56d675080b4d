package discordtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// sized makes a request of each rule with a limit in which the field has a length.
var sized = map[string]func(w *world, n int) result{
	"content":           msg(func(n int) string { return fmt.Sprintf(`{"content":%q}`, letters(n)) }),
	"nonce":             msg(func(n int) string { return fmt.Sprintf(`{"content":"x","nonce":%q}`, letters(n)) }),
	"embeds":            msg(func(n int) string { return `{"content":"x","embeds":` + repeat(n, `{"title":"t"}`) + `}` }),
	"embed title":       msg(func(n int) string { return fmt.Sprintf(`{"embeds":[{"title":%q}]}`, letters(n)) }),
	"embed description": msg(func(n int) string { return fmt.Sprintf(`{"embeds":[{"description":%q}]}`, letters(n)) }),
	"embed fields":      msg(func(n int) string { return `{"embeds":[{"fields":` + repeat(n, `{"name":"n","value":"v"}`) + `}]}` }),
	"embed field name": msg(func(n int) string {
		return fmt.Sprintf(`{"embeds":[{"fields":[{"name":%q,"value":"v"}]}]}`, letters(n))
	}),
	"embed field value": msg(func(n int) string {
		return fmt.Sprintf(`{"embeds":[{"fields":[{"name":"n","value":%q}]}]}`, letters(n))
	}),
	"embed footer": msg(func(n int) string { return fmt.Sprintf(`{"embeds":[{"footer":{"text":%q}}]}`, letters(n)) }),
	"embed author": msg(func(n int) string { return fmt.Sprintf(`{"embeds":[{"author":{"name":%q}}]}`, letters(n)) }),
	"embed size": msg(func(n int) string {
		return fmt.Sprintf(`{"embeds":[{"description":%q},{"description":%q}]}`, letters(min(n, 4000)), letters(max(0, n-4000)))
	}),
	"rows": msg(func(n int) string {
		rows := make([]string, n)
		for i := range rows {
			rows[i] = fmt.Sprintf(`{"type":1,"components":[{"type":2,"style":1,"label":"x","custom_id":"%d"}]}`, i)
		}
		return `{"content":"x","components":[` + strings.Join(rows, ",") + `]}`
	}),
	"buttons": msg(func(n int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`{"type":2,"style":1,"label":"x","custom_id":"%d"}`, i)
		}
		return `{"content":"x","components":[{"type":1,"components":[` + strings.Join(all, ",") + `]}]}`
	}),
	"label": msg(func(n int) string {
		return button(fmt.Sprintf(`"style":1,"label":%q,"emoji":{"name":"x"},"custom_id":"a"`, letters(n)))
	}),
	"custom id": msg(func(n int) string { return button(fmt.Sprintf(`"style":1,"label":"x","custom_id":%q`, letters(n))) }),
	"url": msg(func(n int) string {
		return button(fmt.Sprintf(`"style":5,"label":"x","url":"https://example.org/%s"`, strings.Repeat("a", n-20)))
	}),
	"select options": msg(func(n int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`{"label":"l","value":"%d"}`, i)
		}
		return selects(`"options":[` + strings.Join(all, ",") + `]`)
	}),
	"select placeholder": msg(func(n int) string {
		return selects(fmt.Sprintf(`"options":[{"label":"l","value":"v"}],"placeholder":%q`, letters(n)))
	}),
	"select label": msg(func(n int) string { return selects(fmt.Sprintf(`"options":[{"label":%q,"value":"v"}]`, letters(n))) }),
	"select value": msg(func(n int) string { return selects(fmt.Sprintf(`"options":[{"label":"l","value":%q}]`, letters(n))) }),
	"select description": msg(func(n int) string {
		return selects(fmt.Sprintf(`"options":[{"label":"l","value":"v","description":%q}]`, letters(n)))
	}),
	"mention ids": msg(func(n int) string {
		return `{"content":"x","allowed_mentions":{"parse":[],"users":` + repeat(n, `"123456"`) + `}}`
	}),
	"modal title": modal(func(n int) string { return form1(letters(n), "id", inputRow("")) }),
	"modal id":    modal(func(n int) string { return form1("t", letters(n), inputRow("")) }),
	"modal rows": modal(func(n int) string {
		rows := make([]string, n)
		for i := range rows {
			rows[i] = strings.Replace(inputRow(""), `"in"`, fmt.Sprintf(`"in%d"`, i), 1)
		}
		return form1("t", "id", strings.Join(rows, ","))
	}),
	"input label": modal(func(n int) string {
		return form1("t", "id", strings.Replace(inputRow(""), `"words"`, fmt.Sprintf("%q", letters(n)), 1))
	}),
	"input value":         modal(func(n int) string { return form1("t", "id", inputRow(fmt.Sprintf(`,"value":%q`, letters(n)))) }),
	"input placeholder":   modal(func(n int) string { return form1("t", "id", inputRow(fmt.Sprintf(`,"placeholder":%q`, letters(n)))) }),
	"choices":             typing(func(n int) string { return repeat(n, `{"name":"n","value":"v"}`) }),
	"choice name":         typing(func(n int) string { return fmt.Sprintf(`[{"name":%q,"value":"v"}]`, letters(n)) }),
	"command name":        cmd(func(n int) string { return fmt.Sprintf(`{"name":%q,"description":"d"}`, letters(n)) }),
	"command description": cmd(func(n int) string { return fmt.Sprintf(`{"name":"n","description":%q}`, letters(n)) }),
	"command options": cmd(func(n int) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`{"type":3,"name":"o%d","description":"d"}`, i)
		}
		return `{"name":"n","description":"d","options":[` + strings.Join(all, ",") + `]}`
	}),
	"option description": cmd(func(n int) string {
		return fmt.Sprintf(`{"name":"n","description":"d","options":[{"type":3,"name":"o","description":%q}]}`, letters(n))
	}),
	"option choices": cmd(func(n int) string {
		return `{"name":"n","description":"d","options":[{"type":3,"name":"o","description":"d","choices":` + repeat(n, `{"name":"n","value":"v"}`) + `}]}`
	}),
	"thread name": func(w *world, n int) result {
		return w.ask("POST", "/channels/"+w.c.ID()+"/threads", fmt.Sprintf(`{"name":%q,"type":11}`, letters(n)))
	},
	"tags": func(w *world, n int) result {
		return w.ask("POST", "/channels/"+w.g.Channel("forum", Forum).ID()+"/threads", `{"name":"n","applied_tags":`+repeat(n, `"123"`)+`,"message":{"content":"x"}}`)
	},
	"files": func(w *world, n int) result {
		return w.form("POST", w.messages(), `{}`, slices.Repeat([]File{{"a.txt", "text/plain", []byte("x")}}, n)...)
	},
	"chat commands": func(w *world, n int) result {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`{"name":"c%d","description":"d"}`, i)
		}
		return w.ask("PUT", "/applications/"+Application+"/commands", "["+strings.Join(all, ",")+"]")
	},
}

func msg(body func(n int) string) func(*world, int) result {
	return func(w *world, n int) result { return w.ask("POST", w.messages(), body(n)) }
}

func cmd(body func(n int) string) func(*world, int) result {
	return func(w *world, n int) result { return w.ask("POST", "/applications/"+Application+"/commands", body(n)) }
}

func modal(data func(n int) string) func(*world, int) result {
	return func(w *world, n int) result {
		return w.ask("POST", w.pressed().callback(), `{"type":9,"data":`+data(n)+`}`)
	}
}

func typing(choices func(n int) string) func(*world, int) result {
	return func(w *world, n int) result {
		w.ask("POST", "/applications/"+Application+"/commands", `{"name":"n","description":"d","options":[{"type":3,"name":"o","description":"d","autocomplete":true}]}`)
		if err := w.sam.Complete("n", "o", "x"); err != nil {
			w.t.Fatal(err)
		}
		return w.ask("POST", w.last().callback(), `{"type":8,"data":{"choices":`+choices(n)+`}}`)
	}
}

func button(fields string) string { return buttonsOf(`{"type":2,` + fields + `}`) }
func buttonsOf(all ...string) string {
	return `{"content":"x","components":[{"type":1,"components":[` + strings.Join(all, ",") + `]}]}`
}
func selects(fields string) string { return buttonsOf(`{"type":3,"custom_id":"s",` + fields + `}`) }
func form1(title, id, rows string) string {
	return fmt.Sprintf(`{"title":%q,"custom_id":%q,"components":[%s]}`, title, id, rows)
}
func inputRow(more string) string {
	return `{"type":1,"components":[{"type":4,"custom_id":"in","style":1,"label":"words"` + more + `}]}`
}

// last is the newest interaction.
func (w *world) last() *interaction {
	w.mu.Lock()
	defer w.mu.Unlock()
	var last *interaction
	for _, i := range w.interactions {
		if last == nil || older(i.id, last.id) > 0 {
			last = i
		}
	}
	return last
}

func (i *interaction) callback() string { return "/interactions/" + i.id + "/" + i.token + "/callback" }
func (i *interaction) webhook() string  { return "/webhooks/" + Application + "/" + i.token }

// pressed lets sam press a button of a new message.
func (w *world) pressed() *interaction {
	w.t.Helper()
	id := w.post(w.dm(), button(`"style":1,"label":"x","custom_id":"a"`))
	if err := w.sam.Press(id, "a"); err != nil {
		w.t.Fatal(err)
	}
	return w.last()
}

func TestEveryLimitAtItAndBeyondIt(t *testing.T) {
	for _, r := range Rules() {
		if r.Limit == 0 {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			ask := sized[r.Name]
			if ask == nil {
				t.Fatal("no request is made of this rule")
			}
			if r.Source == "" || r.Checked == "" || r.Route == "" {
				t.Errorf("the row does not say where it holds or was read: %+v", r)
			}
			w := newWorld(t, WithoutLimits())
			w.ok("at the limit", ask(w, r.Limit))
			bad := ask(w, r.Limit+1)
			w.want("beyond it", bad, r.Status, r.Code)
			if !strings.Contains(string(bad.raw), r.Text) || !strings.Contains(string(bad.raw), r.Kind) {
				t.Errorf("beyond it: %s; want %s %s", bad.raw, r.Kind, r.Text)
			}
			if r.Min > 0 && r.Name != "select options" {
				w.want("below it", ask(w, r.Min-1), r.Status, r.Code)
			}
		})
	}
}

// broken makes a request that breaks each rule without a limit.
var broken = map[string]func(w *world) result{
	"duplicate id": func(w *world) result {
		same := `{"type":2,"style":1,"label":"x","custom_id":"a"}`
		return w.ask("POST", w.messages(), buttonsOf(same, same))
	},
	"duplicate value": func(w *world) result {
		return w.ask("POST", w.messages(), selects(`"options":[{"label":"a","value":"v"},{"label":"b","value":"v"}]`))
	},
	"scheme": func(w *world) result {
		return w.ask("POST", w.messages(), button(`"style":5,"label":"x","url":"tg://user"`))
	},
	"well formed": func(w *world) result {
		return w.ask("POST", w.messages(), button(`"style":5,"label":"x","url":"http://localhost/x"`))
	},
	"required": func(w *world) result { return w.ask("POST", "/users/@me/channels", `{}`) },
	"exclusive mentions": func(w *world) result {
		return w.ask("POST", w.messages(), `{"content":"x","allowed_mentions":{"parse":["users"],"users":["1234"]}}`)
	},
	"name form": func(w *world) result { return w.command(`{"name":"Upper","description":"d"}`) },
	"same name": func(w *world) result {
		return w.ask("PUT", "/applications/"+Application+"/commands", repeat(2, `{"name":"n","description":"d"}`))
	},
	"same option": func(w *world) result {
		return w.command(`{"name":"n","description":"d","options":` + repeat(2, `{"type":3,"name":"o","description":"d"}`) + `}`)
	},
	"required first": func(w *world) result {
		return w.command(`{"name":"n","description":"d","options":[{"type":3,"name":"a","description":"d"},{"type":3,"name":"b","description":"d","required":true}]}`)
	},
	"enum": func(w *world) result {
		return w.command(`{"name":"n","description":"d","name_localizations":{"ar":"n"}}`)
	},
	"choice": func(w *world) result {
		return w.ask("POST", w.messages(), button(`"style":9,"label":"x","custom_id":"a"`))
	},
	"unauthorized": func(w *world) result {
		w.auth = Token // "Bot " is missing
		return w.ask("GET", "/users/@me", nil)
	},
	"user agent":      func(w *world) result { w.agent = "curl/8"; return w.ask("GET", "/users/@me", nil) },
	"bad json":        func(w *world) result { return w.ask("POST", w.messages(), `{"content":"x"`) },
	"unknown channel": func(w *world) result { return w.ask("POST", "/channels/123/messages", `{"content":"x"}`) },
	"unknown guild":   func(w *world) result { return w.ask("GET", "/guilds/123", nil) },
	"unknown member": func(w *world) result {
		user, _ := w.Stranger(w.t)
		return w.ask("GET", "/guilds/"+w.g.ID()+"/members/"+user, nil)
	},
	"unknown message":     func(w *world) result { return w.ask("PATCH", w.messages()+"/123", `{"content":"x"}`) },
	"unknown user":        func(w *world) result { return w.ask("POST", "/users/@me/channels", `{"recipient_id":"123"}`) },
	"unknown webhook":     func(w *world) result { return w.ask("POST", w.pressed().webhook(), `{"content":"before the answer"}`) },
	"unknown interaction": func(w *world) result { return w.ask("POST", "/interactions/1/none/callback", `{"type":6}`) },
	"unknown command":     func(w *world) result { return w.ask("DELETE", "/applications/"+Application+"/commands/123", nil) },
	"other application":   func(w *world) result { return w.ask("PUT", "/applications/123/commands", `[]`) },
	"opening too fast": func(w *world) result {
		w.RefuseDM(w.sam.User().ID, "opening too fast")
		return w.ask("POST", "/users/@me/channels", fmt.Sprintf(`{"recipient_id":%q}`, w.sam.User().ID))
	},
	"file size": func(w *world) result {
		w.fileLimit = 8
		w.ok("at the limit", w.form("POST", w.messages(), `{}`, File{"a.txt", "text/plain", make([]byte, 8)}))
		return w.form("POST", w.messages(), `{}`, File{"a.txt", "text/plain", make([]byte, 9)})
	},
	"crossposted": func(w *world) result {
		news := "/channels/" + w.g.Channel("news", Announcement).ID() + "/messages"
		id := w.post(news, `{"content":"x"}`)
		w.ok("the first time", w.ask("POST", news+"/"+id+"/crosspost", nil))
		return w.ask("POST", news+"/"+id+"/crosspost", nil)
	},
	"acknowledged": func(w *world) result {
		i := w.pressed()
		w.ok("the first time", w.ask("POST", i.callback(), `{"type":6}`))
		return w.ask("POST", i.callback(), `{"type":6}`)
	},
	"forum message": func(w *world) result {
		return w.ask("POST", "/channels/"+w.g.Channel("forum", Forum).ID()+"/messages", `{"content":"x"}`)
	},
	"missing access": func(w *world) result { w.c.Permit(SendMessages); return w.ask("POST", w.messages(), `{"content":"x"}`) },
	"other author": func(w *world) result {
		w.sam.Say("mine")
		all, _ := w.sam.Chat()
		return w.ask("PATCH", w.dm()+"/"+all[0].ID, `{"content":"x"}`)
	},
	"empty message": func(w *world) result { return w.ask("POST", w.messages(), `{"content":" \n"}`) },
	"closed":        func(w *world) result { w.sam.Block(); return w.ask("POST", w.dm(), `{"content":"x"}`) },
	"missing permissions": func(w *world) result {
		w.c.Permit(ViewChannel)
		return w.ask("POST", w.messages(), `{"content":"x"}`)
	},
	"channel type": func(w *world) result {
		return w.ask("POST", w.messages()+"/"+w.post(w.messages(), `{"content":"x"}`)+"/crosspost", nil)
	},
	"archived": func(w *world) result {
		id := str(w.ok("thread", w.ask("POST", "/channels/"+w.c.ID()+"/threads", `{"name":"n","type":11}`)), "id")
		in := w.post("/channels/"+id+"/messages", `{"content":"x"}`)
		w.Place(w.t, id).Archive(false)
		return w.ask("PATCH", "/channels/"+id+"/messages/"+in, `{"content":"y"}`)
	},
	"no mutual guild": func(w *world) result { w.sam.Leave(); return w.ask("POST", w.dm(), `{"content":"x"}`) },
	"history": func(w *world) result {
		id := w.post(w.messages(), `{"content":"x"}`)
		w.c.Permit(Usual &^ ReadHistory)
		return w.ask("POST", w.messages(), fmt.Sprintf(`{"content":"x","message_reference":{"message_id":%q}}`, id))
	},
	"thread exists": func(w *world) result {
		id := w.post(w.messages(), `{"content":"x"}`)
		w.ok("the first", w.ask("POST", w.messages()+"/"+id+"/threads", `{"name":"n"}`))
		return w.ask("POST", w.messages()+"/"+id+"/threads", `{"name":"n"}`)
	},
	"tag required": func(w *world) result {
		forum := w.g.Channel("forum", Forum)
		forum.RequireTag()
		return w.ask("POST", "/channels/"+forum.ID()+"/threads", `{"name":"n","message":{"content":"x"}}`)
	},
	"old edits": func(w *world) result {
		id := w.post(w.messages(), `{"content":"x"}`)
		time.Sleep(time.Hour)
		w.ok("an hour old", w.ask("PATCH", w.messages()+"/"+id, `{"content":"y"}`))
		time.Sleep(time.Second)
		for range 3 {
			w.ok("older", w.ask("PATCH", w.messages()+"/"+id, `{"content":"z"}`))
		}
		return w.ask("PATCH", w.messages()+"/"+id, `{"content":"z"}`)
	},
	"invalid webhook token": func(w *world) result {
		i := w.pressed()
		w.ok("the answer", w.ask("POST", i.callback(), `{"type":6}`))
		time.Sleep(15*time.Minute - time.Second)
		w.ok("in time", w.ask("POST", i.webhook(), `{"content":"x"}`))
		time.Sleep(time.Second)
		return w.ask("POST", i.webhook(), `{"content":"x"}`)
	},
}

func (w *world) command(body string) result {
	return w.ask("POST", "/applications/"+Application+"/commands", body)
}

func TestEveryRuleIsBroken(t *testing.T) {
	for _, r := range Rules() {
		if r.Limit > 0 {
			continue
		}
		t.Run(r.Name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				ask := broken[r.Name]
				if ask == nil {
					t.Fatal("no request breaks this rule")
				}
				w := newWorld(t, WithoutLimits(), WithOldEdits(3))
				bad := ask(w)
				w.want(r.Name, bad, r.Status, r.Code)
				words, _, _ := strings.Cut(r.Text, "%")
				if r.Kind == "" && str(bad.o, "message") != r.Text || !strings.Contains(strings.ReplaceAll(string(bad.raw), `\"`, `"`), words) {
					t.Errorf("got %s; want %q", bad.raw, r.Text)
				}
			})
		})
	}
}
