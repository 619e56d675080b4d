package discord_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/discord"
	"relais/bot/discord/discordtest"
	"relais/campaigns/outbox"
	"relais/storage"
)

// offering gives the bot some commands in two languages.
func offering(o *discord.Options) {
	o.Profile = func() discord.Profile {
		return discord.Profile{Member: "appoint", Langs: []discord.ProfileIn{
			{Lang: "en", Commands: []bot.Command{{Name: "approve", Description: "Approve a brief", Completes: true}, {Name: "stop", Description: "Stop"}, {Name: "no name", Description: "x"}},
				Follows: "What it is about", Check: "Check this claim", Member: "Appoint"},
			{Lang: "fr", Commands: []bot.Command{{Name: "approve", Description: "Approuver"}}, Names: map[string]string{"approve": "approuver"},
				Option: "texte", Follows: "De quoi il s'agit", Check: "Vérifier", Member: "Nommer"},
			{Lang: "ar", Commands: []bot.Command{{Name: "approve", Description: "وافق"}}, Check: "تحقق"},
		}}
	}
	o.Suggest = func(_ context.Context, u bot.User, command, typed string) []discord.Suggestion {
		switch {
		case typed == "panic":
			panic("a fault in the bot")
		case command != "approve" || u.ID == "" || u.Lang != "fr":
			return nil
		}
		return []discord.Suggestion{{Label: "B1 · Solar", Text: "B1"}, {Label: strings.Repeat("long ", 30), Text: "B2"}, {Label: "cannot be said", Text: strings.Repeat("x", 101)}}
	}
}

func inOffice(t *testing.T, test func(t *testing.T, w *world, sam *discordtest.Person)) {
	inWorld(t, offering, func(t *testing.T, w *world) {
		sam := w.Person(t, "sam", "fr")
		w.run()
		bottest.Pass(10 * time.Second)
		test(t, w, sam)
	})
}

func TestACommandInADM(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		w.may(sam.Say("/approuver B1"))
		u := w.wait(0)
		want := bot.Update{Text: "/approve B1", From: bot.User(sam.User()), To: in(sam)}
		if d := cmp.Diff(want, u, cmpopts.IgnoreFields(bot.Update{}, "ID", "At", "To.Reply")); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		if n, _ := sam.Waiting(); n != 1 {
			t.Errorf("%d commands wait; want the one to be thought about", n)
		}
		first := w.send(u.To, bot.Message{Text: "Approved."}, "")
		w.shows(sam, "Approved.")
		second := w.send(u.To, bot.Message{Text: "And now?", Ask: "Say why"}, "")
		if all, _ := sam.Chat(); len(all) != 2 || all[0].ID != first || all[1].ID != second || len(all[1].Buttons) != 0 {
			t.Fatalf("there is %+v", all)
		}
		bottest.Pass(time.Hour)
		w.send(in(sam), bot.Message{Text: "Corrected."}, first)
		if all, _ := sam.Chat(); all[0].Text != "Corrected." {
			t.Errorf("reads %q", all[0].Text)
		}
		if n, _ := sam.Waiting(); n+sam.Failed() != 0 {
			t.Errorf("%d wait, %d failed", n, sam.Failed())
		}
	})
}

func TestACommandThatIsAnsweredByNothing(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		w.may(sam.Say("/stop"))
		u := w.wait(0)
		if r, err := w.try(u.To, bot.Message{}, ""); err != nil || r.Message != "" || u.Text != "/stop" {
			t.Errorf("%q: %+v, %v", u.Text, r, err)
		}
		if n, _ := sam.Waiting(); n+sam.Failed() != 0 {
			t.Errorf("%d wait, %d failed", n, sam.Failed())
		}
		if all, _ := sam.Chat(); len(all) != 0 {
			t.Errorf("there is %+v", all)
		}
	})
}

func TestACommandThatIsAnsweredByAnEdit(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		id := w.send(in(sam), bot.Message{Text: "Waiting for approval."}, "")
		w.may(sam.Say("/approuver B1"))
		w.send(w.wait(0).To, bot.Message{Text: "Approved."}, id)
		w.shows(sam, "Approved.")
		if n, _ := sam.Waiting(); n+sam.Failed() != 0 {
			t.Errorf("%d wait, %d failed", n, sam.Failed())
		}
	})
}

func TestWhatIsForgottenIsNotHeard(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		amina, sam := w.Person(t, "amina", "fr"), w.Person(t, "sam", "fr")
		w.busy = make(chan struct{})
		w.run()
		w.may(amina.Say("in hand"))
		w.may(amina.Say("forgotten"))
		w.may(sam.Say("kept"))
		bottest.Pass(time.Second)
		if err := w.store.Update(t.Context(), func(tx storage.Tx) error { return w.d.Forget(tx, amina.User().ID, true) }); err != nil {
			t.Fatal(err)
		}
		close(w.busy)
		bottest.Pass(time.Minute)
		for _, u := range w.heard() {
			if u.Text == "forgotten" {
				t.Errorf("heard %+v", u)
			}
		}
		if len(w.heard()) != 2 {
			t.Errorf("heard %d updates; want 2", len(w.heard()))
		}
	})
}

func TestACommandThatIsNotAnsweredInTime(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		w.may(sam.Say("/stop"))
		u := w.wait(0)
		bottest.Pass(14*time.Minute + 30*time.Second)
		w.shows(sam, "This took too long. Please try again.")
		bottest.Pass(time.Minute)
		w.send(u.To, bot.Message{Text: "late, and still true"}, "")
		w.shows(sam, "late, and still true")
	})
}

// Discord takes no answer before it has the acknowledgement.
func TestAnAnswerWaitsForASlowAcknowledgement(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		w.Misbehave(discordtest.Fault{Route: "POST /interactions/{interaction}/{token}/callback", Times: 1, Latency: time.Second})
		w.may(sam.Say("/stop"))
		w.send(w.wait(0).To, bot.Message{Text: "Stopped."}, "")
		w.shows(sam, "Stopped.")
		if n, _ := sam.Waiting(); n+sam.Failed() != 0 {
			t.Errorf("%d wait, %d failed", n, sam.Failed())
		}
	})
}

func TestAnAcknowledgementIsTriedAgain(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		w.Misbehave(discordtest.Fault{Route: "POST /interactions/{interaction}/{token}/callback", Times: 2, HTML: true})
		w.may(sam.Say("/stop"))
		bottest.Pass(3 * time.Second)
		if n, _ := sam.Waiting(); n != 1 || sam.Failed() != 0 {
			t.Errorf("%d wait, %d failed; want the one to be thought about", n, sam.Failed())
		}
	})
}

func TestAFirstAnswerThatFailsIsTheFirstAgain(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		w.Misbehave(discordtest.Fault{Route: "PATCH /webhooks/{webhook}/{token}/messages/{message}", Times: 1, HTML: true})
		w.may(sam.Say("/stop"))
		u := w.wait(0)
		if _, err := w.try(u.To, bot.Message{Text: "Stopped."}, ""); err == nil || err.Kind != outbox.Temporary {
			t.Fatalf("got %v; want %s", err, outbox.Temporary)
		}
		w.send(u.To, bot.Message{Text: "Stopped."}, "")
		if all, _ := sam.Chat(); len(all) != 1 {
			t.Errorf("there is %+v", all)
		}
		if n, _ := sam.Waiting(); n+sam.Failed() != 0 {
			t.Errorf("%d wait, %d failed", n, sam.Failed())
		}
	})
}

func TestAFileFromElsewhereIsNotFetched(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, _ *discordtest.Person) {
		for i, address := range []string{"https://evil.example/api/v10/attachments/x", "http://cdn.discordapp.com/attachments/x", "file:///etc/passwd", "https://cdn.discordapp.com.evil.example/x", "::"} {
			before := len(w.Calls(""))
			w.Emit("MESSAGE_CREATE", `{"id":"`+string(rune('1'+i))+`","channel_id":"6","author":{"id":"7"},"attachments":[{"filename":"a.md","size":1,"url":"`+address+`"}]}`)
			if u := w.wait(i); !u.Other || u.File != nil || len(w.Calls("")) != before {
				t.Errorf("%s: heard %+v, and %d calls were made", address, u, len(w.Calls(""))-before)
			}
		}
	})
}

func TestACommandBeforeARestart(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		w.may(sam.Say("/stop"))
		u := w.wait(0)
		w.halt()
		w.run()
		w.send(u.To, bot.Message{Text: "Stopped."}, "")
		w.shows(sam, "Stopped.")
	})
}

func TestACommandElsewhereIsAnsweredToItsAuthorAlone(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		there := sam.In(w.general)
		amina := w.Person(t, "amina", "fr").In(w.general)
		w.may(there.Say("/approuver B1"))
		u := w.wait(0)
		if u.From.Chat != "" || u.Public || u.To.Chat != w.general.ID() || !u.To.Group || u.Text != "/approve B1" {
			t.Errorf("heard %+v", u)
		}
		first := w.send(u.To, bot.Message{Text: "Approved.", Buttons: [][]bot.Button{{{Label: "Undo", Data: "undo"}}}, Ask: "Say why"}, "")
		second := w.send(u.To, bot.Message{Text: "And **now**?"}, "")
		w.send(u.To, bot.Message{Text: "And now!"}, second)
		w.shows(there, "And now!")
		if others, _ := amina.Chat(); len(others)+len(w.general.Seen()) != 0 {
			t.Errorf("others see %+v, %+v", others, w.general.Seen())
		}

		all, _ := there.Chat()
		if d := cmp.Diff([][]discordtest.Button{{{Label: "Undo", Data: "undo"}}, {{Label: "Say why", Data: "relais.answer"}}}, all[0].Buttons); d != "" {
			t.Errorf("buttons (-want +got):\n%s", d)
		}
		w.may(there.Press(all[0].ID, "relais.answer"))
		bottest.Pass(time.Second)
		form := there.Modal()
		if form == nil || form.Title != "Your answer" || len(form.Inputs) != 1 || form.Inputs[0].Label != "Say why" {
			t.Fatalf("the form is %+v", form)
		}
		w.may(there.Submit(map[string]string{form.Inputs[0].ID: "Because.\nTruly."}))
		said := w.wait(1)
		if said.Text != "Because.\nTruly." || said.To.Chat != w.general.ID() || said.From.ID != sam.User().ID {
			t.Errorf("heard %+v", said)
		}
		w.send(said.To, bot.Message{Text: "Noted."}, "")
		w.shows(there, "Noted.")

		w.may(there.Press(all[0].ID, "undo"))
		undo := w.wait(2)
		if undo.Message != first || undo.Data != "undo" {
			t.Errorf("heard %+v; want the message %s", undo, first)
		}
		w.send(undo.To, bot.Message{Text: "Undone."}, undo.Message)
		if all, _ = there.Chat(); all[0].Text != "Undone." || len(all[0].Buttons) != 0 {
			t.Errorf("there is %+v", all[0])
		}
		if _, err := w.try(undo.To, bot.Message{Toast: "By *you*"}, ""); err != nil {
			t.Error(err)
		}
		w.shows(there, "By *you*")

		bottest.Pass(15 * time.Minute)
		before := len(w.Calls(""))
		if _, err := w.try(undo.To, bot.Message{Text: "late"}, ""); err == nil || err.Kind != outbox.Refused {
			t.Errorf("an answer that is too late: %v", err)
		}
		if _, err := w.try(undo.To, bot.Message{Text: "late"}, first); err == nil || err.Kind != outbox.Missing {
			t.Errorf("an edit that is too late: %v", err)
		}
		if n := len(w.Calls("")) - before; n != 0 {
			t.Errorf("%d calls were made for what is over; Discord counts them as invalid", n)
		}
		for _, c := range w.Calls("") {
			if open := strings.Contains(c.Route, "{token}"); open == (c.Header.Get("Authorization") != "") {
				t.Errorf("%s carries the bot's token: %v", c.Route, !open)
			}
		}
		if n, _ := there.Waiting(); n+there.Failed()+len(w.general.Seen()) != 0 {
			t.Errorf("%d wait, %d failed, %d messages are public", n, there.Failed(), len(w.general.Seen()))
		}
	})
}

func TestAnEphemeralAnswerThatVanishedIsMissing(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		there := sam.In(w.general)
		w.may(there.Say("/stop"))
		u := w.wait(0)
		id := w.send(u.To, bot.Message{Text: "Stopped."}, "")
		all, _ := there.Chat()
		w.may(there.Remove(all[0].ID))
		if _, err := w.try(u.To, bot.Message{Text: "x"}, id); err == nil || err.Kind != outbox.Missing {
			t.Errorf("got %v", err)
		}
		if _, err := w.try(bot.Address{Platform: discord.Name, Chat: w.general.ID(), Group: true}, bot.Message{Text: "x"}, id); err == nil || err.Kind != outbox.Missing {
			t.Errorf("without an interaction: %v", err)
		}
	})
}

func TestMenus(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		there := sam.In(w.general)
		w.may(there.Say("Somebody's *claim*."))
		all, _ := there.Chat()
		w.may(there.Use("Vérifier", all[0].ID))
		if u := w.wait(0); u.Text != "Somebody's *claim*." || !u.Forwarded || u.Public {
			t.Errorf("heard %+v", u)
		}
		w.Emit("INTERACTION_CREATE", `{"id":"9","application_id":"1","token":"aW50ZXJhY3Rpb246x","type":2,"guild_id":"5","channel_id":"6","member":{"user":{"id":"7","username":"lead"}},"data":{"type":2,"name":"Appoint","target_id":"77"}}`)
		if u := w.wait(1); u.Text != "/appoint 77" || u.From.ID != "7" || u.From.Name != "lead" {
			t.Errorf("heard %+v", u)
		}
	})
}

func TestSuggestions(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, sam *discordtest.Person) {
		w.may(sam.Complete("approve", "text", "B"))
		bottest.Pass(time.Second)
		got := sam.Choices()
		if len(got) != 2 || got[0] != "B1 · Solar" || len([]rune(got[1])) != 100 {
			t.Errorf("offered %q", got)
		}
		w.may(sam.Complete("approve", "text", "panic"))
		bottest.Pass(time.Second)
		w.may(sam.Say("hello"))
		w.wait(0)
		if !strings.Contains(w.log.String(), "the bot panicked") {
			t.Errorf("the log says nothing of the panic")
		}
	})
}

func TestCommandsAreSetOnceUntilTheyChange(t *testing.T) {
	inOffice(t, func(t *testing.T, w *world, _ *discordtest.Person) {
		w.halt()
		w.Invalidate(false)
		w.run()
		bottest.Pass(time.Minute)
		calls := w.Calls("PUT /applications/{app}/commands")
		if len(calls) != 1 || calls[0].Status != 200 {
			t.Fatalf("there were %d calls: %+v", len(calls), calls)
		}
		for _, part := range []string{`"en-GB"`, `"fr":"approuver"`, `"fr":"texte"`, `"contexts":[0,1]`, `"autocomplete":true`, `"fr":"Nommer"`} {
			if !strings.Contains(string(calls[0].Body), part) {
				t.Errorf("%s is missing in %s", part, calls[0].Body)
			}
		}
	})
}

// The acknowledgement does not wait for the bot, which may be busy with something else of theirs.
func TestAPressIsAcknowledgedWhileTheBotIsBusy(t *testing.T) {
	inWorld(t, nil, func(t *testing.T, w *world) {
		sam := w.Person(t, "sam", "fr")
		id := w.send(in(sam), bot.Message{Text: "choose", Buttons: [][]bot.Button{{{Label: "Go", Data: "go"}, {Label: "Gone", Data: "go"}}}}, "")
		w.busy = make(chan struct{})
		w.run()
		bottest.Pass(time.Second)
		for range 5 {
			w.may(sam.Press(id, "go"))
		}
		w.may(sam.Press(id, "relais.again.2:go"))
		bottest.Pass(3 * time.Second)
		if n, _ := sam.Waiting(); n+sam.Failed() != 0 {
			t.Errorf("%d wait, %d failed", n, sam.Failed())
		}
		close(w.busy)
		if u := w.wait(5); u.Data != "go" {
			t.Errorf("heard %+v", u)
		}
	})
}
