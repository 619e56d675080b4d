package bottest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"relais/bot"
)

// ear is an inbox that remembers what it was offered. answer, where set, decides what becomes of an update; it is given the
// number of times this update was offered before.
type ear struct {
	answer func(ctx context.Context, u bot.Update, before int) error

	mu      sync.Mutex
	offered []bot.Update
	taken   []bot.Update
}

func newEar() *ear { return &ear{} }

// Receive offers one update to answer.
func (e *ear) Receive(ctx context.Context, u bot.Update) error {
	e.mu.Lock()
	before := 0
	for _, o := range e.offered {
		if o.ID == u.ID {
			before++
		}
	}
	e.offered = append(e.offered, u)
	e.mu.Unlock()
	if e.answer != nil {
		if err := e.answer(ctx, u, before); err != nil {
			return err
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.taken = append(e.taken, u)
	return nil
}

// heard are the updates that were taken, in order.
func (e *ear) heard() []bot.Update {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.taken)
}

// words are the texts that were taken from somebody, in order.
func (e *ear) words(p Person) (all []string) {
	for _, u := range e.heard() {
		if u.From.ID == p.User().ID {
			all = append(all, u.Text)
		}
	}
	return all
}

// wait is the n-th update that is taken, counted from 0.
func (e *ear) wait(t *testing.T, n int) bot.Update {
	t.Helper()
	eventually(t, fmt.Sprintf("the bot hears of update %d", n), func() bool { return len(e.heard()) > n })
	return e.heard()[n]
}

// pressed sends somebody a message with a button, has them press it, and returns where its answer goes.
func (b *bench) pressed(t *testing.T, p Person, in *ear) bot.Address {
	t.Helper()
	n := len(in.heard())
	do(t, p.Press(b.send(t, p, bot.Message{Text: "Choose.", Buttons: grid(1, 1)}), "d 0 0"))
	return in.wait(t, n).To
}

var receiving = []clause{
	{"each_kind_of_update_has_its_fields", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "fr")
		in := newEar()
		b.start(t, in)
		Pass(time.Minute)
		id := b.send(t, p, bot.Message{Text: "Choose.", Buttons: grid(1, 1)})
		doc := bot.File{Name: "نقاط B7.md", Type: "text/markdown", Data: []byte("# B7\n")}
		data := "verb 12 ع·/=" + strings.Repeat("x", 64-len("verb 12 ع·/="))
		for i, c := range []struct {
			what string
			act  func() error
			want bot.Update
		}{
			{"a text", func() error { return p.Say("hello <b>*there*</b> \\ &amp;") }, bot.Update{Text: "hello <b>*there*</b> \\ &amp;"}},
			{"a text of several lines", func() error { return p.Say("one\n\ntwo") }, bot.Update{Text: "one\n\ntwo"}},
			{"a text in Arabic", func() error { return p.Say("توقف \u2068B7\u2069 🙂") }, bot.Update{Text: "توقف \u2068B7\u2069 🙂"}},
			{"a command", func() error { return p.Say("/start AbC-123_x") }, bot.Update{Text: "/start AbC-123_x"}},
			{"a forwarded text", func() error { return p.Forward("Somebody's claim.") }, bot.Update{Text: "Somebody's claim.", Forwarded: true}},
			{"a file", func() error { return p.Attach(doc, "") }, bot.Update{File: &doc}},
			{"a file with a caption", func() error { return p.Attach(doc, "for review") }, bot.Update{File: &doc, Text: "for review"}},
			{"a sticker", p.Sticker, bot.Update{Other: true}},
			{"a press", func() error { return p.Press(id, "d 0 0") }, bot.Update{Data: "d 0 0", Message: id}},
			{"a press with all the data there may be", func() error { return p.Press(id, data) }, bot.Update{Data: data, Message: id}},
			{"a block", p.Block, bot.Update{Blocked: true}},
			{"a return", p.Unblock, bot.Update{Unblocked: true}},
		} {
			if b.Untold && (c.want.Blocked || c.want.Unblocked) {
				continue
			}
			before := time.Now()
			do(t, c.act())
			got := in.wait(t, i)
			c.want.From = p.User()
			fields := cmpopts.IgnoreFields(bot.Update{}, "ID", "To", "At")
			if d := cmp.Diff(c.want, got, fields, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(bot.File{}, "Type")); d != "" {
				t.Errorf("%s (-want +got):\n%s", c.what, d)
			}
			if got.ID == "" {
				t.Errorf("%s has no ID", c.what)
			}
			if where := to(p); got.To.Platform != where.Platform || got.To.Chat != where.Chat || got.To.Group {
				t.Errorf("%s is answered to %+v; want their private chat, %+v", c.what, got.To, where)
			}
			// A platform that counts in whole seconds may be up to one behind.
			if late := got.At.Sub(before); late < -time.Second || late > time.Minute {
				t.Errorf("%s happened at %v; want about %v", c.what, got.At, before)
			}
		}
		seen := map[string]bool{}
		for _, u := range in.heard() {
			if seen[u.ID] {
				t.Errorf("the update %s came twice", u.ID)
			}
			seen[u.ID] = true
		}
	}},
	{"a_text_at_the_limit_arrives_whole", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		long := fill("ع", b.limits.Text, b.limits.Unit)
		do(t, p.Say(long))
		if got := in.wait(t, 0).Text; got != long {
			t.Errorf("of %d bytes %d arrived", len(long), len(got))
		}
	}},
	{"a_file_at_the_limit_arrives_whole", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		data := make([]byte, b.limits.File)
		data[len(data)-1] = 'x'
		do(t, p.Attach(bot.File{Name: "a.bin", Type: "application/octet-stream", Data: data}, ""))
		if got := in.wait(t, 0).File; got == nil || string(got.Data) != string(data) {
			t.Errorf("the file did not arrive as it was sent")
		}
	}},
	{"an_answer_goes_to_where_the_update_says", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		do(t, p.Say("hello"))
		if _, err := b.attempt(t, b.door.Clear(t, in.wait(t, 0).To, bot.Message{Text: "and to you"}, "", false)); err != nil {
			t.Fatal(err)
		}
		if all := chat(t, p); len(all) != 1 || all[0].Text != "and to you" {
			t.Errorf("want the answer; there is %s", describe(all))
		}
	}},
	{"somebodys_updates_come_once_and_in_order", nil, func(t *testing.T, b *bench) {
		people := []Person{b.Person(t, "amina", "ar"), b.Person(t, "sam", "en"), b.Person(t, "lucia", "es")}
		in := newEar()
		in.answer = func(context.Context, bot.Update, int) error {
			Pass(70 * time.Millisecond) // the bot is slower than they type
			return nil
		}
		b.start(t, in)
		var want []string
		for i := range 15 {
			want = append(want, fmt.Sprint("number ", i))
			for _, p := range people {
				do(t, p.Say(want[i]))
			}
		}
		eventually(t, "all is heard", func() bool { return len(in.heard()) >= len(want)*len(people) })
		Pass(10 * time.Second)
		for _, p := range people {
			if d := cmp.Diff(want, in.words(p)); d != "" {
				t.Errorf("%s (-said +heard):\n%s", p.User().Name, d)
			}
		}
	}},
	{"an_update_is_offered_again_until_it_is_taken", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		in.answer = func(_ context.Context, u bot.Update, before int) error {
			if u.Text == "first" && before < 3 {
				return errors.New("the store is busy")
			}
			return nil
		}
		b.start(t, in)
		do(t, p.Say("first"))
		do(t, p.Say("second"))
		in.wait(t, 1)
		if d := cmp.Diff([]string{"first", "second"}, in.words(p)); d != "" {
			t.Errorf("(-said +heard):\n%s", d)
		}
		if n := len(in.offered); n != 5 {
			t.Errorf("there were %d offers; want the first update 4 times, with one ID, and the second once", n)
		}
	}},
	{"a_panic_in_the_inbox_ends_nothing", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		in.answer = func(_ context.Context, u bot.Update, before int) error {
			if u.Text == "first" && before < 1 {
				panic("a fault in the bot")
			}
			return nil
		}
		b.start(t, in)
		do(t, p.Say("first"))
		do(t, p.Say("second"))
		in.wait(t, 1)
		if d := cmp.Diff([]string{"first", "second"}, in.words(p)); d != "" {
			t.Errorf("(-said +heard):\n%s", d)
		}
	}},
	{"an_update_that_panics_for_ever_does_not_silence_somebody", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		in.answer = func(_ context.Context, u bot.Update, _ int) error {
			if u.Text == "poison" {
				panic("a fault in the bot")
			}
			return nil
		}
		b.start(t, in)
		do(t, p.Say("poison"))
		do(t, p.Say("second"))
		Pass(15 * time.Minute)
		if got := in.wait(t, 0).Text; got != "second" {
			t.Errorf("heard %q", got)
		}
	}},
	{"somebody_who_is_not_heard_holds_up_nobody_else", nil, func(t *testing.T, b *bench) {
		amina, sam := b.Person(t, "amina", "ar"), b.Person(t, "sam", "en")
		in := newEar()
		in.answer = func(_ context.Context, u bot.Update, _ int) error {
			if u.From.ID == amina.User().ID {
				return errors.New("her record is damaged")
			}
			return nil
		}
		b.start(t, in)
		do(t, amina.Say("hello"))
		Pass(time.Second)
		do(t, sam.Say("hello"))
		if got := in.wait(t, 0).From.ID; got != sam.User().ID {
			t.Errorf("heard %q", got)
		}
	}},
}
