package discordtest

import (
	"testing"
	"time"
)

func TestFirstAnswerWithinThreeSeconds(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithoutLimits())
		waiting := func(want int) {
			t.Helper()
			if n, _ := w.sam.Waiting(); n != want {
				t.Errorf("%d wait; want %d", n, want)
			}
		}
		i := w.pressed()
		waiting(1)
		time.Sleep(firstAnswer - time.Millisecond)
		w.auth = "" // a callback needs none
		w.want("in time", w.ask("POST", i.callback(), `{"type":6}`), 204, -1)
		waiting(0)
		w.auth = "Bot " + Token
		i = w.pressed()
		time.Sleep(firstAnswer)
		waiting(0)
		w.want("late", w.ask("POST", i.callback(), `{"type":6}`), 404, 10062)
		w.want("its webhook", w.ask("POST", i.webhook(), `{"content":"x"}`), 404, 10015)
		if w.sam.Failed() != 1 {
			t.Errorf("%d failed; want 1", w.sam.Failed())
		}
		if n := w.Invalid(); n != 0 {
			t.Errorf("%d invalid requests", n)
		}
	})
}

func TestDeferredAnswer(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithoutLimits())
		there := w.sam.In(w.c)
		other := w.Person(t, "lu", "es-ES").In(w.c)
		id := w.post(w.messages(), button(`"style":1,"label":"x","custom_id":"a"`))
		there.Press(id, "a")
		i := w.last()
		w.want("defer", w.ask("POST", i.callback(), `{"type":5,"data":{"flags":64}}`), 204, -1)
		if n, _ := there.Waiting(); n != 1 {
			t.Error("it does not think")
		}
		time.Sleep(10 * time.Minute)
		m := w.ok("follow", w.ask("POST", i.webhook()+"?wait=true", `{"content":"only you","components":null}`))
		if n, _ := there.Waiting(); n != 0 || num(m, "flags") != 64 {
			t.Errorf("%d wait, flags %v", n, m["flags"])
		}
		mine, _ := there.Chat()
		theirs, _ := other.Chat()
		if len(mine) != 2 || len(theirs) != 1 || mine[1].Text != "only you" {
			t.Errorf("sees %v, others see %v", mine, theirs)
		}
		w.want("as a message of the channel", w.ask("PATCH", w.messages()+"/"+mine[1].ID, `{"content":"x"}`), 404, 10008)
		w.ok("edit", w.ask("PATCH", i.webhook()+"/messages/@original", `{"content":"corrected"}`))
		if m := w.ok("get", w.ask("GET", i.webhook()+"/messages/"+mine[1].ID, nil)); str(m, "content") != "corrected" {
			t.Errorf("got %v", m)
		}
		there.Remove(mine[1].ID)
		w.want("dismissed", w.ask("PATCH", i.webhook()+"/messages/@original", `{"content":"x"}`), 404, 10008)
		time.Sleep(5 * time.Minute)
		w.want("after its time", w.ask("PATCH", i.webhook()+"/messages/@original", `{"content":"x"}`), 401, 50027)
		if w.Invalid() != 1 {
			t.Errorf("%d invalid; a 401 counts", w.Invalid())
		}
	})
	inBubble(t, func(t *testing.T) {
		w := newWorld(t, WithoutLimits(), WithExpiredUnknown())
		i := w.pressed()
		w.ok("defer", w.ask("POST", i.callback(), `{"type":5}`))
		time.Sleep(tokenLife)
		w.want("after its time", w.ask("POST", i.webhook(), `{"content":"x"}`), 404, 10015)
		if n, _ := w.sam.Waiting(); n != 0 || w.sam.Failed() != 1 {
			t.Errorf("%d wait, %d failed", n, w.sam.Failed())
		}
	})
}

func TestAnswersByKind(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	for kind, ok := range map[string]bool{"1": false, "4": true, "5": true, "6": true, "7": true, "8": false, "9": true} {
		data := map[string]string{"8": `{"choices":[]}`, "9": form1("t", "id", inputRow(""))}[kind]
		if data == "" {
			data = `{"content":"x"}`
		}
		if r := w.ask("POST", w.pressed().callback(), `{"type":`+kind+`,"data":`+data+`}`); (r.status == 204) != ok {
			t.Errorf("a press answered with %s: %d %s", kind, r.status, r.raw)
		}
	}
	i := w.pressed()
	w.want("without data", w.ask("POST", i.callback(), `{"type":4}`), 400, 50035)
	w.want("empty", w.ask("POST", i.callback(), `{"type":4,"data":{"content":""}}`), 400, 50006)
	r := w.ok("with the answer", w.ask("POST", i.callback()+"?with_response=true", `{"type":4,"data":{"content":"x","flags":64}}`))
	if str(sub(sub(r, "resource"), "message"), "content") != "x" {
		t.Errorf("got %v", r)
	}
	w.want("delete", w.ask("DELETE", i.webhook()+"/messages/@original", nil), 204, -1)

	i = w.pressed()
	w.want("update", w.ask("POST", i.callback(), `{"type":7,"data":{"content":"chosen","components":[]}}`), 204, -1)
	all, _ := w.sam.Chat()
	if s := all[len(all)-1]; s.Text != "chosen" || s.Buttons != nil {
		t.Errorf("sees %+v", s)
	}
	i = w.pressed()
	all, _ = w.sam.Chat()
	id := all[len(all)-1].ID
	w.sam.Remove(id)
	w.want("update of what is gone", w.ask("POST", i.callback(), `{"type":7,"data":{"content":"x"}}`), 404, 10008)
	if err := w.sam.Press(id, "a"); err != nil {
		t.Errorf("a press on what is gone: %v", err)
	}
	w.want("another application's", w.ask("POST", "/webhooks/123/"+i.token, `{"content":"x"}`), 404, 10015)
}

func TestFilesInAnAnswer(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	i := w.pressed()
	w.want("answer", w.form("POST", i.callback(), `{"type":4,"data":{"content":"the brief","flags":64}}`, File{"a.md", "text/markdown", []byte("# A")}), 204, -1)
	w.ok("follow", w.form("POST", i.webhook(), `{"content":"another"}`, File{"b.md", "text/markdown", []byte("# B")}))
	all, _ := w.sam.Chat()
	if n := len(all); n != 3 || string(all[1].Files[0].Data) != "# A" || string(all[2].Files[0].Data) != "# B" {
		t.Errorf("sees %+v", all)
	}
}

func TestModalAndChoices(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	k, _ := w.identified(plainIntents)
	i := w.pressed()
	k.want(0, "MESSAGE_CREATE")
	k.want(0, "INTERACTION_CREATE")
	w.ok("modal", w.ask("POST", i.callback(), `{"type":9,"data":{"tts":false,"content":"","embeds":null,"title":"A claim","custom_id":"claim","components":[`+inputRow(`,"value":"as it was","min_length":3,"max_length":10,"required":true`)+`]}}`))
	if m := w.sam.Modal(); m == nil || m.Title != "A claim" || m.Inputs[0].Value != "as it was" {
		t.Fatalf("got %+v", m)
	}
	for _, wrong := range []map[string]string{{"in": ""}, {"in": "ab"}, {"in": "12345678901"}, {"other": "x"}} {
		if w.sam.Submit(wrong) == nil {
			t.Errorf("%v was taken", wrong)
		}
	}
	if err := w.sam.Submit(map[string]string{"in": "typed"}); err != nil {
		t.Fatal(err)
	}
	o := k.want(0, "INTERACTION_CREATE")
	row, _ := arr(sub(o, "data"), "components")[0].(object)
	in, _ := arr(row, "components")[0].(object)
	if num(o, "type") != 5 || str(sub(o, "data"), "custom_id") != "claim" || str(in, "value") != "typed" || !has(o, "message") {
		t.Errorf("got %v", o)
	}
	w.ok("answer", w.ask("POST", w.last().callback(), `{"type":7,"data":{"content":"thanks"}}`))
	if w.sam.Submit(nil) == nil {
		t.Error("the form is still there")
	}

	w.ok("command", w.command(`{"name":"find","description":"d","options":[{"type":3,"name":"what","description":"d","autocomplete":true}]}`))
	w.sam.Complete("find", "what", "ro")
	w.ok("choices", w.ask("POST", w.last().callback(), `{"type":8,"data":{"choices":[{"name":"roofs","value":"1"}]}}`))
	if c := w.sam.Choices(); len(c) != 1 || c[0] != "roofs" {
		t.Errorf("got %v", c)
	}
}

func TestTheMenuOfAPerson(t *testing.T) {
	w := newWorld(t, WithoutLimits())
	k, _ := w.identified(plainIntents)
	w.ok("command", w.command(`{"name":"About","name_localizations":{"fr":"Qui"},"type":2}`))
	lu := w.Person(t, "lu", "fr").In(w.c)
	for _, c := range []struct {
		by   *Person
		name string
		in   bool // a server
	}{{w.sam, "About", false}, {w.sam.In(w.c), "About", true}, {lu, "Qui", true}} {
		if err := c.by.UseOn(c.name, lu); err != nil {
			t.Fatal(err)
		}
		d := sub(k.want(0, "INTERACTION_CREATE"), "data")
		id := lu.User().ID
		member := sub(sub(sub(d, "resolved"), "members"), id)
		if str(d, "name") != "About" || num(d, "type") != 2 || str(d, "target_id") != id || str(sub(sub(sub(d, "resolved"), "users"), id), "username") != "lu" ||
			(member != nil) != c.in || has(member, "user") || has(member, "deaf") {
			t.Errorf("got %v", d)
		}
	}
	stranger := w.Person(t, "nobody", "fr")
	stranger.Leave()
	if w.sam.UseOn("Nothing", lu) == nil || w.sam.In(w.c).UseOn("About", stranger) == nil {
		t.Error("there is no such entry")
	}
}
