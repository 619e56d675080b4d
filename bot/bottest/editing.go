package bottest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
	"relais/campaigns/outbox"
)

var editing = []clause{
	{"a_message_changes_where_it_stands", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "the first words", Copy: "copied", Buttons: grid(2, 1)})
		b.send(t, p, bot.Message{Text: "after it"})
		b.edit(t, p, id, bot.Message{Text: "the **corrected** words", Buttons: grid(1, 1)})
		all := chat(t, p)
		if len(all) != 2 || all[0].ID != id {
			t.Fatalf("want the message in its place; there is %s", describe(all))
		}
		if all[0].Text != "the corrected words" || all[0].Copy != "" {
			t.Errorf("reads %q with the copy %q", all[0].Text, all[0].Copy)
		}
		if d := cmp.Diff(grid(1, 1), all[0].Buttons); d != "" {
			t.Errorf("buttons (-sent +seen):\n%s", d)
		}
	}},
	{"without_buttons_they_go", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "choose", Buttons: grid(2, 1)})
		b.edit(t, p, id, bot.Message{Text: "chosen"})
		if s := find(t, p, id); len(s.Buttons) != 0 || s.Text != "chosen" {
			t.Errorf("want no buttons; there is %+v", s)
		}
	}},
	{"a_second_time_the_same_is_no_failure", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "as it was"})
		for range 2 {
			b.edit(t, p, id, bot.Message{Text: "as it is", Buttons: grid(1, 1)})
		}
		if got := find(t, p, id).Text; got != "as it is" {
			t.Errorf("reads %q", got)
		}
	}},
	{"a_message_that_vanished_is_missing", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "soon gone"})
		do(t, p.Remove(id))
		b.refused(t, "an edit of it", b.door.Clear(t, to(p), bot.Message{Text: "corrected"}, id, false), outbox.Missing)
		if n := len(chat(t, p)); n != 0 {
			t.Errorf("%d messages stand; want none", n)
		}
	}},
	{"a_text_beyond_the_limit_leaves_the_old_one", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "as it was"})
		long := fill("a", b.limits.Text, b.limits.Unit) + "a"
		b.refused(t, "an edit that is too long", b.door.Clear(t, to(p), bot.Message{Text: long}, id, false), outbox.Refused)
		if got := find(t, p, id).Text; got != "as it was" {
			t.Errorf("reads %.40q", got)
		}
	}},
	{"long_after_it_was_sent", func(l bot.Limits, _ bool) bool { return l.EditWindow == 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "as it was"})
		Pass(72 * time.Hour)
		b.edit(t, p, id, bot.Message{Text: "corrected"})
		if got := find(t, p, id).Text; got != "corrected" {
			t.Errorf("reads %q", got)
		}
	}},
	{"inside_the_window_and_not_after_it", func(l bot.Limits, _ bool) bool { return l.EditWindow > 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "as it was"})
		Pass(b.limits.EditWindow - time.Minute)
		b.edit(t, p, id, bot.Message{Text: "in time"})
		Pass(2 * time.Minute)
		b.refused(t, "an edit that is too late", b.door.Clear(t, to(p), bot.Message{Text: "late"}, id, false), outbox.Refused, outbox.Missing)
	}},
}

var deleting = []clause{
	{"a_message_is_taken_away", func(l bot.Limits, _ bool) bool { return l.DeleteWindow >= 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id, other := b.send(t, p, bot.Message{Text: "goes"}), b.send(t, p, bot.Message{Text: "stays"})
		if _, err := b.attempt(t, b.door.Clear(t, to(p), bot.Message{}, id, true)); err != nil {
			t.Fatal(err)
		}
		if all := chat(t, p); len(all) != 1 || all[0].ID != other {
			t.Errorf("want the other message alone; there is %s", describe(all))
		}
	}},
	{"a_message_that_vanished_is_missing", func(l bot.Limits, _ bool) bool { return l.DeleteWindow >= 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "soon gone"})
		do(t, p.Remove(id))
		b.refused(t, "its deletion", b.door.Clear(t, to(p), bot.Message{}, id, true), outbox.Missing)
	}},
	{"too_late_is_refused", func(l bot.Limits, _ bool) bool { return l.DeleteWindow > 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "stays"})
		Pass(b.limits.DeleteWindow + time.Minute)
		b.refused(t, "its deletion", b.door.Clear(t, to(p), bot.Message{}, id, true), outbox.Refused)
		find(t, p, id)
	}},
	{"where_it_cannot_be_it_is_refused", func(l bot.Limits, _ bool) bool { return l.DeleteWindow < 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		id := b.send(t, p, bot.Message{Text: "stays"})
		b.refused(t, "its deletion", b.door.Clear(t, to(p), bot.Message{}, id, true), outbox.Refused)
	}},
}

// edit changes a message, and wants the receipt to name it still.
func (b *bench) edit(t *testing.T, p Person, id string, m bot.Message) {
	t.Helper()
	r, err := b.attempt(t, b.door.Clear(t, to(p), m, id, false))
	if err != nil {
		t.Fatalf("edit: %v", err)
	}
	if r.Message != id {
		t.Errorf("the receipt of an edit of %q names %q", id, r.Message)
	}
}
