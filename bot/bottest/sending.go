package bottest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"relais/bot"
	"relais/campaigns/outbox"
)

func checkLimits(t *testing.T, p bot.Platform) {
	l := p.Limits()
	if d := cmp.Diff(l, p.Limits()); d != "" {
		t.Errorf("the limits changed from one call to the next (-first +second):\n%s", d)
	}
	for what, n := range map[string]int{
		"Text": l.Text, "ButtonRow": l.ButtonRow, "ButtonRows": l.ButtonRows, "File": l.File,
	} {
		if n <= 0 {
			t.Errorf("Limits.%s is %d; want what the platform allows", what, n)
		}
	}
	if l.Name == "" {
		t.Error("Limits.Name is empty")
	}
	if n := utf8.RuneCountInString(l.Title); n < 1 || n > 10 {
		t.Errorf("Limits.Title is %q; want what people call the platform, in 1 to 10 characters", l.Title)
	}
	if l.Label < 24 {
		t.Errorf("Limits.Label is %d; the product's labels have up to 24 characters", l.Label)
	}
	if l.Media && l.Caption <= 0 {
		t.Errorf("Limits.Media is set and Caption is %d", l.Caption)
	}
	command, err := regexp.Compile(l.Command)
	if err != nil {
		t.Fatalf("Limits.Command: %v", err)
	}
	for name, want := range map[string]bool{"start": true, "a b": false, "": false} {
		if command.MatchString(name) != want {
			t.Errorf("Limits.Command %q matches %q: %v; want %v", l.Command, name, !want, want)
		}
	}
}

var sending = []clause{
	{"a_receipt_names_the_message_that_stands", nil, func(t *testing.T, b *bench) {
		amina := b.Person(t, "amina", "en")
		first, second := b.send(t, amina, bot.Message{Text: "one"}), b.send(t, amina, bot.Message{Text: "two"})
		if first == "" || first == second {
			t.Fatalf("the receipts are %q and %q; want two that differ", first, second)
		}
		if got := find(t, amina, first).Text; got != "one" {
			t.Errorf("the first message reads %q", got)
		}
		if all := chat(t, amina); len(all) != 2 || all[1].ID != second {
			t.Errorf("want the second message to be the last; there is %s", describe(all))
		}
	}},
	{"a_message_goes_to_whom_it_is_for", nil, func(t *testing.T, b *bench) {
		amina, sam := b.Person(t, "amina", "en"), b.Person(t, "sam", "en")
		b.send(t, amina, bot.Message{Text: "for amina"})
		if n := len(chat(t, sam)); n != 0 {
			t.Errorf("sam sees %d messages; want none", n)
		}
	}},
	{"many_at_a_time_arrive", nil, func(t *testing.T, b *bench) {
		var people []Person
		var cleared []bot.Cleared
		for i := range 12 {
			people = append(people, b.Person(t, fmt.Sprintf("p%d", i), "en"))
			cleared = append(cleared, b.door.Clear(t, to(people[i]), bot.Message{Text: fmt.Sprint("number ", i)}, "", false))
		}
		var g sync.WaitGroup
		for _, c := range cleared {
			g.Go(func() { b.attempt(t, c) })
		}
		g.Wait()
		for i, p := range people {
			if all := chat(t, p); len(all) != 1 || all[0].Text != fmt.Sprint("number ", i) {
				t.Errorf("person %d has %s", i, describe(all))
			}
		}
	}},
	{"what_has_not_passed_the_door_is_refused", nil, func(t *testing.T, b *bench) {
		b.refused(t, "the zero Cleared", bot.Cleared{}, outbox.Refused)
	}},
	{"a_text_at_the_limit_arrives_and_a_longer_one_is_refused", nil, func(t *testing.T, b *bench) {
		// In each unit one of these counts more than one, so that a wrong unit shows.
		for i, letter := range []string{"a", "é", "ع", "🙂"} {
			p := b.Person(t, fmt.Sprint("reader", i), "en")
			fits := fill(letter, b.limits.Text, b.limits.Unit)
			if got := find(t, p, b.send(t, p, bot.Message{Text: fits})).Text; got != fits {
				t.Errorf("of %d times %q, %d characters arrived", utf8.RuneCountInString(fits), letter, utf8.RuneCountInString(got))
			}
			b.refused(t, "one "+letter+" more", b.door.Clear(t, to(p), bot.Message{Text: fits + letter}, "", false), outbox.Refused)
			if n := len(chat(t, p)); n != 1 {
				t.Errorf("after a refusal %d messages stand; want 1", n)
			}
		}
	}},
	{"a_caption_at_the_limit_arrives_and_a_longer_one_is_refused", hasMedia, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		media := []outbox.Media{{URL: "https://example.org/map.png", Alt: "A map"}}
		fits := fill("a", min(b.limits.Caption, b.limits.Text), b.limits.Unit)
		if got := find(t, p, b.send(t, p, bot.Message{Text: fits, Media: media})).Text; !strings.Contains(got, fits) {
			t.Errorf("of %d characters %d arrived", len(fits), len(got))
		}
		b.refused(t, "one more", b.door.Clear(t, to(p), bot.Message{Text: fits + "a", Media: media}, "", false), outbox.Refused)
	}},
	{"buttons_at_the_limits_arrive_and_more_are_refused", nil, func(t *testing.T, b *bench) {
		l := b.limits
		p := b.Person(t, "amina", "en")
		for _, c := range []struct {
			what       string
			fits, more [][]bot.Button
		}{
			{"buttons in a row", grid(1, l.ButtonRow), grid(1, l.ButtonRow+1)},
			{"rows", grid(l.ButtonRows, 1), grid(l.ButtonRows+1, 1)},
			{"characters of a label", labelled(strings.Repeat("é", l.Label)), labelled(strings.Repeat("é", l.Label+1))},
			{"bytes of data", carrying(strings.Repeat("d", 64)), carrying(strings.Repeat("d", 65))},
			{"empty labels", nil, labelled("")},
			{"neither data nor address", nil, [][]bot.Button{{{Label: "Go"}}}},
		} {
			if c.fits != nil {
				got := find(t, p, b.send(t, p, bot.Message{Text: c.what, Buttons: c.fits})).Buttons
				if d := cmp.Diff(c.fits, got); d != "" {
					t.Errorf("%s at the limit (-sent +seen):\n%s", c.what, d)
				}
			}
			b.refused(t, c.what+" beyond it", b.door.Clear(t, to(p), bot.Message{Text: c.what, Buttons: c.more}, "", false), outbox.Refused)
		}
	}},
	{"a_toast_at_the_limit_is_shown_and_a_longer_one_is_refused", func(l bot.Limits, _ bool) bool { return l.Toast > 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		in := newEar()
		b.start(t, in)
		reply := b.pressed(t, p, in)
		long := strings.Repeat("é", b.limits.Toast)
		b.refused(t, "a longer toast", b.door.Clear(t, reply, bot.Message{Toast: long + "é"}, "", false), outbox.Refused)
		if _, err := b.attempt(t, b.door.Clear(t, reply, bot.Message{Toast: long}, "", false)); err != nil {
			t.Fatalf("a toast at the limit: %v", err)
		}
		if toasts, err := p.Toasts(); err != nil || len(toasts) == 0 || toasts[len(toasts)-1].Text != long {
			t.Errorf("the toast was not shown: %+v, %v", toasts, err)
		}
	}},
	{"a_file_at_the_limit_arrives_and_a_longer_one_is_refused", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		data := make([]byte, b.limits.File+1)
		for i := range data {
			data[i] = byte(i * 7)
		}
		fits := bot.File{Name: "points.md", Type: "text/markdown; charset=utf-8", Data: data[:b.limits.File]}
		got := find(t, p, b.send(t, p, bot.Message{Text: "The brief.", Files: []bot.File{fits}})).Files
		if len(got) != 1 || got[0].Name != fits.Name || string(got[0].Data) != string(fits.Data) {
			t.Errorf("the file did not arrive as it was sent: %d files", len(got))
		}
		fits.Data = data
		b.refused(t, "one byte more", b.door.Clear(t, to(p), bot.Message{Text: "The brief.", Files: []bot.File{fits}}, "", false), outbox.Refused)
	}},
	{"several_files_arrive_in_order", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		b.send(t, p, bot.Message{Text: "Two files.", Files: []bot.File{
			{Name: "a.md", Type: "text/markdown", Data: []byte("first")}, {Name: "نقاط.txt", Type: "text/plain", Data: []byte("ثانيًا")},
		}})
		var got []string
		for _, s := range chat(t, p) { // a platform may need a message for each
			for _, f := range s.Files {
				got = append(got, f.Name+": "+string(f.Data))
			}
		}
		if d := cmp.Diff([]string{"a.md: first", "نقاط.txt: ثانيًا"}, got); d != "" {
			t.Errorf("files (-sent +seen):\n%s", d)
		}
	}},
	{"somebody_who_never_opened_the_chat_is_gone", nil, func(t *testing.T, b *bench) {
		where := bot.Address{Platform: b.limits.Name, Chat: b.Stranger}
		b.refused(t, "a message to a stranger", b.door.Clear(t, where, bot.Message{Text: "hello"}, "", false), outbox.Gone)
	}},
	{"a_blocked_member_is_gone_for_good", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		b.send(t, p, bot.Message{Text: "before"})
		do(t, p.Block())
		for _, after := range []time.Duration{0, time.Hour, 48 * time.Hour} {
			Pass(after)
			b.refused(t, fmt.Sprint("after ", after, " a message to somebody who blocked"), b.door.Clear(t, to(p), bot.Message{Text: "hello"}, "", false), outbox.Gone)
		}
		do(t, p.Unblock())
		if got := find(t, p, b.send(t, p, bot.Message{Text: "welcome back"})).Text; got != "welcome back" {
			t.Errorf("after they came back they read %q", got)
		}
	}},
	{"the_same_attempt_twice_stands_once", func(l bot.Limits, _ bool) bool { return l.Idempotency > 0 }, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		c := b.door.Clear(t, to(p), bot.Message{Text: "only once"}, "", false)
		first, err := b.attempt(t, c)
		if err != nil {
			t.Fatal(err)
		}
		Pass(b.limits.Idempotency - time.Second)
		if second, err := b.attempt(t, c); err != nil || second != first {
			t.Errorf("the repeat gave %+v, %v; want the receipt of the first, %+v", second, err, first)
		}
		if all := chat(t, p); len(all) != 1 {
			t.Errorf("want one message; there is %s", describe(all))
		}
	}},
	{"an_attempt_that_was_cancelled_leaves_nothing_or_may_have_arrived", nil, func(t *testing.T, b *bench) {
		p := b.Person(t, "amina", "en")
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := b.Platform.Send(ctx, b.door.Clear(t, to(p), bot.Message{Text: "late"}, "", false))
		var e *bot.SendError
		stands := len(chat(t, p)) > 0
		switch {
		case err == nil && !stands:
			t.Error("there is a receipt and no message")
		case err == nil:
		case !errors.As(err, &e):
			t.Errorf("got %T, %v; want a *bot.SendError", err, err)
		case stands && e.Kind != outbox.Unknown:
			t.Errorf("the message stands and the attempt is called %s; want %s", e.Kind, outbox.Unknown)
		case e.Kind != outbox.Unknown && e.Kind != outbox.Temporary:
			t.Errorf("got %s; want %s or %s", e.Kind, outbox.Temporary, outbox.Unknown)
		}
	}},
}

func hasMedia(l bot.Limits, _ bool) bool { return l.Media }

// fill repeats a letter as often as fits.
func fill(letter string, limit int, u outbox.Unit) string {
	size := map[outbox.Unit]int{
		outbox.Runes: utf8.RuneCountInString(letter), outbox.UTF16: len(utf16.Encode([]rune(letter))), outbox.Bytes: len(letter),
	}[u]
	return strings.Repeat(letter, limit/size)
}

func grid(rows, wide int) [][]bot.Button {
	var all [][]bot.Button
	for y := range rows {
		var row []bot.Button
		for x := range wide {
			row = append(row, bot.Button{Label: fmt.Sprintf("%d %d", y, x), Data: fmt.Sprintf("d %d %d", y, x)})
		}
		all = append(all, row)
	}
	return all
}

func labelled(label string) [][]bot.Button { return [][]bot.Button{{{Label: label, Data: "go"}}} }
func carrying(data string) [][]bot.Button  { return [][]bot.Button{{{Label: "Go", Data: data}}} }
