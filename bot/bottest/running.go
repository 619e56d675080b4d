package bottest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
)

var pressing = []clause{
	{"a_press_is_answered_even_if_the_bot_says_nothing", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		b.pressed(t, p, in)
		Pass(3 * time.Second)
		if n, err := p.Waiting(); err != nil || n != 0 {
			t.Errorf("%d presses still wait for an answer, %v", n, err)
		}
	}},
	{"a_toast_is_shown_and_does_not_stay", func(l bot.Limits, _ bool) bool { return l.Toast > 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		reply := b.pressed(t, p, in)
		r, err := b.attempt(t, b.door.Clear(t, reply, bot.Message{Toast: "Noted: *not* markup & <b>"}, "", false))
		if err != nil || r.Message != "" {
			t.Errorf("got the receipt %q, %v; want an empty one, since nothing lasts", r.Message, err)
		}
		if toasts, err := p.Toasts(); err != nil || len(toasts) != 1 || toasts[0].Text != "Noted: *not* markup & <b>" {
			t.Errorf("the toasts are %+v, %v", toasts, err)
		}
		if all := chat(t, p); len(all) != 1 {
			t.Errorf("want the message with the button alone; there is %s", describe(all))
		}
	}},
	{"a_toast_for_a_message_leaves_it_as_it_is", func(l bot.Limits, _ bool) bool { return l.Toast > 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		reply := b.pressed(t, p, in)
		before := chat(t, p)
		if _, err := b.attempt(t, b.door.Clear(t, reply, bot.Message{Toast: "Noted"}, before[0].ID, false)); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(before, chat(t, p)); d != "" {
			t.Errorf("the chat changed (-before +after):\n%s", d)
		}
	}},
	{"a_toast_can_come_with_a_change", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		reply := b.pressed(t, p, in)
		id := chat(t, p)[0].ID
		if _, err := b.attempt(t, b.door.Clear(t, reply, bot.Message{Text: "Chosen.", Toast: "Noted"}, id, false)); err != nil {
			t.Fatal(err)
		}
		if got := find(t, p, id).Text; got != "Chosen." {
			t.Errorf("reads %q", got)
		}
	}},
	{"an_empty_answer_ends_the_wait_and_shows_nothing", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		reply := b.pressed(t, p, in)
		r, err := b.attempt(t, b.door.Clear(t, reply, bot.Message{}, "", false))
		if err != nil || r.Message != "" {
			t.Errorf("got the receipt %q, %v; want an empty one", r.Message, err)
		}
		if n, err := p.Waiting(); err != nil || n != 0 {
			t.Errorf("%d presses still wait for an answer, %v", n, err)
		}
		if all := chat(t, p); len(all) != 1 {
			t.Errorf("want the message with the button alone; there is %s", describe(all))
		}
	}},
	{"an_answer_that_comes_too_late_for_the_press_is_a_message_where_that_is_allowed", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		reply := b.pressed(t, p, in)
		Pass(time.Hour)
		_, err := b.attempt(t, b.door.Clear(t, reply, bot.Message{Text: "late, and still true"}, "", false))
		arrived := len(chat(t, p)) == 2
		if arrived != (err == nil) {
			t.Errorf("arrived: %v, and the error is %v", arrived, err)
		}
		if b.limits.Unsolicited && err != nil {
			t.Errorf("it did not arrive: %v", err)
		}
	}},
	{"a_press_on_a_message_that_vanished_is_heard", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		id := b.send(t, p, bot.Message{Text: "Choose.", Buttons: grid(1, 1)})
		b.edit(t, p, id, bot.Message{Text: "Too late."})
		do(t, p.Press(id, "d 0 0"))
		if got := in.wait(t, 0); got.Data != "d 0 0" || got.Message != id {
			t.Errorf("heard %+v", got)
		}
	}},
}

var menus = []clause{
	{"it_stands_until_it_is_changed", func(l bot.Limits, _ bool) bool { return l.Menu }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "ar")
		labels := []string{"الإحاطات", "تحقق من ادعاء", "ما شاركته", "الإعدادات"}
		b.send(t, p, bot.Message{Text: "مرحبًا", Menu: labels})
		b.send(t, p, bot.Message{Text: "وبعد"})
		got, err := p.Menu()
		if d := cmp.Diff(labels, got); d != "" || err != nil {
			t.Errorf("menu, %v (-sent +seen):\n%s", err, d)
		}
		b.send(t, p, bot.Message{Text: "للمشرفة", Menu: append(labels, "المكتب")})
		if got, err = p.Menu(); err != nil || len(got) != 5 {
			t.Errorf("the menu is %q, %v", got, err)
		}
	}},
	{"it_does_not_keep_the_buttons_of_its_message_away", func(l bot.Limits, _ bool) bool { return l.Menu }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "Welcome.", Menu: []string{"Briefs"}, Buttons: grid(1, 2)})
		if d := cmp.Diff(grid(1, 2), find(t, p, id).Buttons); d != "" {
			t.Errorf("buttons (-sent +seen):\n%s", d)
		}
		if got, err := p.Menu(); err != nil || len(got) != 1 {
			t.Errorf("the menu is %q, %v", got, err)
		}
	}},
}

var running = []clause{
	{"it_ends_with_nil_and_leaves_nothing_running", nil, func(t *testing.T, b *bench) {
		in := newEar()
		stop := b.start(t, in)
		p := b.Person(t, "amina", "en")
		do(t, p.Say("hello"))
		in.wait(t, 0)
		stop() // the bubble itself fails the test for a goroutine that is left behind
	}},
	{"it_waits_for_the_update_in_hand", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		in.answer = func(ctx context.Context, _ bot.Update, _ int) error {
			Pass(time.Second)
			return ctx.Err()
		}
		stop := b.start(t, in)
		do(t, p.Say("hello"))
		eventually(t, "the update is offered", func() bool {
			in.mu.Lock()
			defer in.mu.Unlock()
			return len(in.offered) > 0
		})
		stop()
		if n := len(in.heard()); n != 1 {
			t.Errorf("%d updates were taken; want the one in hand, on a context that has not ended", n)
		}
	}},
	{"it_does_not_wait_for_ever", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		in.answer = func(ctx context.Context, _ bot.Update, _ int) error {
			<-ctx.Done()
			return ctx.Err()
		}
		stop := b.start(t, in)
		do(t, p.Say("hello"))
		synctest.Wait()
		stop()
	}},
	{"what_was_not_taken_is_offered_by_the_next_run", func(_ bot.Limits, keeps bool) bool { return keeps }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		deaf := newEar()
		deaf.answer = func(context.Context, bot.Update, int) error { return errors.New("the store is closing") }
		stop := b.start(t, deaf)
		do(t, p.Say("during"))
		eventually(t, "the update is offered", func() bool {
			deaf.mu.Lock()
			defer deaf.mu.Unlock()
			return len(deaf.offered) > 0
		})
		stop()
		do(t, p.Say("between"))
		in := newEar()
		b.start(t, in)
		in.wait(t, 1)
		if d := cmp.Diff([]string{"during", "between"}, in.words(p)); d != "" {
			t.Errorf("(-said +heard):\n%s", d)
		}
		if deaf.offered[0].ID != in.heard()[0].ID {
			t.Errorf("the update was %s and is now %s", deaf.offered[0].ID, in.heard()[0].ID)
		}
	}},
}
