package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot"
	"relais/bot/bottest"
	"relais/storage"
	"relais/storage/storagetest"
)

// inbox takes what it is offered by a function.
type inbox func(ctx context.Context, u bot.Update) error

func (f inbox) Receive(ctx context.Context, u bot.Update) error { return f(ctx, u) }

// run runs a chat until stop.
func run(t *testing.T, l *Local, in inbox) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx, in) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// host is a chat and the way by which the bot speaks in it.
type host struct {
	*Local
	door *bottest.Door
}

func newHost(t testing.TB, l *Local) host { return host{l, bottest.NewDoor(t, Name)} }

// attempt shows a message to somebody; edit names the one it replaces.
func (h host) attempt(t testing.TB, user string, m bot.Message, edit string) (bot.Receipt, error) {
	t.Helper()
	return h.Send(t.Context(), h.door.Clear(t, bot.Address{Platform: Name, Chat: user}, m, edit, false))
}

// tell shows a message to somebody and returns its id.
func (h host) tell(t testing.TB, user string, m bot.Message) string {
	t.Helper()
	r, err := h.attempt(t, user, m, "")
	if err != nil {
		t.Fatalf("tell %s: %v", user, err)
	}
	return r.Message
}

func TestWhatIsShownSurvivesARestart(t *testing.T) {
	dir := t.TempDir()
	people := Options{People: []Person{{User: "amina", Name: "Amina", Lang: "ar"}}}
	store := storagetest.Open(t, dir)
	l := newChat(t, store, people)
	if err := visit(l, "amina").Say("hello"); err != nil {
		t.Fatal(err)
	}
	doc := bot.File{Name: "B7.md", Data: []byte("# B7")}
	door := bottest.NewDoor(t, Name)
	first := host{l, door}.tell(t, "amina", bot.Message{Text: "**welcome**", Menu: []string{"Briefs"}, Files: []bot.File{doc}})
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}

	l = newChat(t, storagetest.Open(t, dir), people)
	v := visit(l, "amina")
	all, err := v.Chat()
	if err != nil || len(all) != 2 || all[0].Text != "hello" || all[1].Text != "welcome" || string(all[1].Files[0].Data) != "# B7" {
		t.Errorf("after a restart the chat is %+v, %v", all, err)
	}
	if menu, err := v.Menu(); err != nil || len(menu) != 1 {
		t.Errorf("after a restart the menu is %v, %v", menu, err)
	}
	second := host{l, door}.tell(t, "amina", bot.Message{Text: "again"})
	a, _ := strconv.Atoi(first)
	if b, _ := strconv.Atoi(second); b <= a {
		t.Errorf("the ids are %s and, after a restart, %s; want them to ascend for ever", first, second)
	}
}

func TestAnUpdateOutlivesTheProcess(t *testing.T) {
	dir := t.TempDir()
	store := storagetest.Open(t, dir)
	if err := visit(newChat(t, store, Options{Open: true}), "amina").Say("hello"); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	l := newChat(t, storagetest.Open(t, dir), Options{Open: true})
	heard := make(chan string, 1)
	stop := run(t, l, func(_ context.Context, u bot.Update) error {
		heard <- u.Text
		return nil
	})
	defer stop()
	if got := <-heard; got != "hello" {
		t.Errorf("heard %q", got)
	}
}

func TestOnlyTheLast300AreKept(t *testing.T) {
	l, store := openChat(t)
	v := visit(l, "amina")
	if err := v.Say("the first"); err != nil {
		t.Fatal(err)
	}
	h := newHost(t, l)
	doc := bot.File{Name: "B7.md", Data: []byte("# B7")}
	old := h.tell(t, "amina", bot.Message{Text: "with a file", Files: []bot.File{doc}})
	for i := range keepLast {
		h.tell(t, "amina", bot.Message{Text: fmt.Sprint("number ", i)})
	}
	all, err := v.Chat()
	if err != nil || len(all) != keepLast || all[0].Text != "number 0" {
		t.Fatalf("%d messages, %v", len(all), err)
	}
	err = store.View(t.Context(), func(tx storage.Tx) error {
		return l.files.Scan(tx, storage.Range{}, func(key string, _ stored) error {
			t.Errorf("the file %x of message %s is left", key, old)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestToastsDoNotPushMessagesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, store := openChat(t)
		v := visit(l, "amina")
		if err := v.Say("the first"); err != nil {
			t.Fatal(err)
		}
		h := newHost(t, l)
		for range 30 {
			h.tell(t, "amina", bot.Message{Toast: "noted"})
			bottest.Pass(toastLife)
		}
		n := 0
		err := store.View(t.Context(), func(tx storage.Tx) error {
			return l.chat.Scan(tx, storage.Range{}, func(string, entry) error { n++; return nil })
		})
		if err != nil || n > 3 {
			t.Errorf("%d records stand, %v; want the message and the latest toasts", n, err)
		}
	})
}

func TestErasureLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		store := storagetest.Open(t, dir)
		l := newChat(t, store, Options{People: []Person{{User: "amina", Name: "Amina", Lang: "en"}, {User: "sam", Name: "Sam"}}})
		v, sam := visit(l, "amina"), visit(l, "sam")
		stop := run(t, l, func(ctx context.Context, u bot.Update) error {
			if u.Text != "/leave" {
				return nil
			}
			bottest.Pass(time.Second) // what comes meanwhile is erased, too
			return store.Update(ctx, func(tx storage.Tx) error { return l.Forget(tx, u.From.ID, false) })
		})
		defer stop()
		h := newHost(t, l)
		shown := h.tell(t, "amina", bot.Message{Text: "secret-shown", Menu: []string{"Briefs"}, Files: []bot.File{{Name: "secret.md", Data: []byte("secret-file")}}})
		for _, err := range []error{
			v.Say("secret-typed"), v.Attach(bot.File{Name: "secret-name.md", Data: []byte("secret-sent")}, ""), v.Block(), v.Unblock(),
			sam.Say("mine"), v.Say("/leave"), v.Say("secret-after"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		bottest.Pass(2 * time.Second)
		synctest.Wait()
		err := store.View(t.Context(), func(tx storage.Tx) error {
			for what, keys := range map[string]func() ([]string, error){
				"people":   func() ([]string, error) { return l.people.Find(tx, byUser, "amina") },
				"messages": func() ([]string, error) { return l.chat.Find(tx, byUser, "amina") },
				"files":    func() ([]string, error) { return l.files.Find(tx, byUser, "amina") },
			} {
				if left, err := keys(); err != nil || len(left) > 0 {
					t.Errorf("%d %s are left, %v", len(left), what, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(must(sam.Chat())(t)); n != 1 {
			t.Errorf("sam has %d messages; want the one from before", n)
		}

		// What is said now is shown, and kept nowhere.
		h.tell(t, "amina", bot.Message{Text: "you have left"})
		if all := must(v.Chat())(t); len(all) != 1 || all[0].Text != "you have left" {
			t.Errorf("after the erasure she reads %+v", all)
		}
		if _, err := h.attempt(t, "amina", bot.Message{Text: "x"}, shown); err == nil {
			t.Error("a message that was erased could be edited")
		}
		stop()
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(filepath.Join(dir, "relais.db"))
		if err != nil || bytes.Contains(raw, []byte("amina")) || bytes.Contains(raw, []byte("secret")) {
			t.Errorf("the file holds something in the clear, %v", err)
		}
		l = newChat(t, storagetest.Open(t, dir), Options{People: l.opt.People})
		if all := must(visit(l, "amina").Chat())(t); len(all) != 0 {
			t.Errorf("after a restart she reads %+v", all)
		}
	})
}

func TestErasureTakesWhatWaitsToBeHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, store := openChat(t)
		for _, who := range []string{"amina", "sam"} {
			if err := visit(l, who).Say("secret"); err != nil {
				t.Fatal(err)
			}
		}
		err := store.Update(t.Context(), func(tx storage.Tx) error {
			return errors.Join(l.Forget(tx, "amina", true), l.Forget(tx, "nobody", true))
		})
		if err != nil {
			t.Fatal(err)
		}
		var heard []string
		stop := run(t, l, inbox(func(_ context.Context, u bot.Update) error {
			heard = append(heard, u.From.ID)
			return nil
		}))
		bottest.Pass(time.Second)
		stop()
		if len(heard) != 1 || heard[0] != "sam" {
			t.Errorf("there waited updates of %q; want sam's", heard)
		}
	})
}

func TestNobodyReachesIntoAnothersChat(t *testing.T) {
	l, _ := openChat(t)
	h := newHost(t, l)
	amina, sam := visit(l, "amina"), visit(l, "sam")
	for _, err := range []error{amina.Say("hello"), sam.Say("hello")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	id := h.tell(t, "amina", bot.Message{Text: "for amina", Files: []bot.File{{Name: "a.md", Data: []byte("x")}}})
	if _, err := h.attempt(t, "sam", bot.Message{Text: "changed"}, id); err == nil {
		t.Error("a message of amina's was edited as sam's")
	}
	if err := sam.Remove(id); err == nil {
		t.Error("sam took a message of amina's away")
	}
	if status, body := sam.Ask("GET", "/api/files/"+id+"/0?as=sam", "", nil); status != 404 {
		t.Errorf("sam has amina's file: %d %s", status, body)
	}
	if all := must(amina.Chat())(t); len(all) != 2 || all[1].Text != "for amina" {
		t.Errorf("amina's chat is %+v", all)
	}
}

func TestWhoHasBlockedTheChatCannotWriteInIt(t *testing.T) {
	l, _ := openChat(t)
	v := visit(l, "amina")
	for _, err := range []error{v.Say("hello"), v.Block(), v.Block()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Say("hello?"); err == nil || !strings.Contains(err.Error(), "let it write again") {
		t.Errorf("saying something gave %v", err)
	}
	if err := v.Unblock(); err != nil {
		t.Error(err)
	}
	if err := v.Say("hello!"); err != nil {
		t.Error(err)
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestOneRunAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, _ := openChat(t)
		stop := run(t, l, func(context.Context, bot.Update) error { return nil })
		synctest.Wait()
		if err := l.Run(t.Context(), nil); !errors.Is(err, ErrRunning) {
			t.Errorf("a second Run gave %v; want ErrRunning", err)
		}
		stop()
		run(t, l, func(context.Context, bot.Update) error { return nil })()
	})
}

func TestRefusalsSayWhy(t *testing.T) {
	l, _ := openChat(t)
	if err := visit(l, "amina").Say("hello"); err != nil {
		t.Fatal(err)
	}
	h := newHost(t, l)
	here := bot.Address{Platform: Name, Chat: "amina"}
	for _, c := range []struct {
		to   bot.Address
		m    bot.Message
		want string
	}{
		{bot.Address{Platform: "elsewhere", Chat: "amina"}, bot.Message{Text: "x"}, "elsewhere"},
		{bot.Address{Platform: Name, Chat: "amina", Group: true}, bot.Message{Text: "x"}, "no such place"},
		{here, bot.Message{Text: strings.Repeat("a", 3000), Copy: strings.Repeat("b", 1097)}, "4097 characters, 4096 are allowed"},
		{here, bot.Message{Text: strings.Repeat("\\*", 4097*4)}, "bytes of markup"},
		{here, bot.Message{Buttons: [][]bot.Button{{{Label: "Go", Data: "go"}}}}, "a text to stand under"},
		{here, bot.Message{Text: "x", Buttons: [][]bot.Button{{{Label: "Go", URL: "javascript:x"}}}}, "no web address"},
		{here, bot.Message{Text: "x", Menu: []string{" "}}, "menu"},
		{here, bot.Message{Text: "x", Files: make([]bot.File, 11)}, "11 files"},
	} {
		door := h.door
		if c.to.Platform != Name {
			door = bottest.NewDoor(t, c.to.Platform)
		}
		_, err := h.Send(t.Context(), door.Clear(t, c.to, c.m, "", false))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60v: got %v; want %q", c.m, err, c.want)
		}
	}
	// A letter is stored as JSON, which has no such bytes; a copy of a release may have them.
	if err := l.refuseText(bot.Message{Text: "a\xffb"}); err == nil || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("a text that is no UTF-8: %v", err)
	}
}
