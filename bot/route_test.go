package bot

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/members"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
	"relais/storage/storagetest"
)

func TestParseCommand(t *testing.T) {
	for name, c := range map[string]struct {
		text, name string
		args       []string
	}{
		"a_name":                            {"/briefs", "briefs", nil},
		"with_the_bot's_name":               {"/briefs@relais_bot", "briefs", nil},
		"with_the_bot's_name_and_arguments": {"/approve@relais_bot B1 fr", "approve", []string{"B1", "fr"}},
		"an_address_is_an_argument":         {"/admit a@b", "admit", []string{"a@b"}},
		"two_at_signs":                      {"/briefs@a@b", "briefs", nil},
		"capitals":                          {"/Briefs@Relais_Bot Argan", "briefs", []string{"Argan"}},
		"all_capitals":                      {"/APPROVE B1 FR", "approve", []string{"B1", "FR"}},
		"spaces_between":                    {"/approve   B1\tfr ", "approve", []string{"B1", "fr"}},
		"no-break_spaces_between":           {"/approve\u00a0B1\u202ffr", "approve", []string{"B1", "fr"}},
		"a_space_after_the_slash":           {"/ briefs argan", "briefs", []string{"argan"}},
		"only_the_first_line":               {"/ask a b\nc d", "ask", []string{"a", "b"}},
		"a_line_by_itself":                  {"/briefs\nargan", "briefs", nil},
		"a_slash":                           {"/", "help", nil},
		"a_slash_and_a_line":                {"/\nbriefs", "help", nil},
		"a_slash_and_spaces":                {"/ \t", "help", nil},
		"two_slashes":                       {"//briefs", "/briefs", nil},
		"an_argument_with_a_slash":          {"/ask /briefs", "ask", []string{"/briefs"}},
		"arabic":                            {"/ask هل هذا صحيح؟", "ask", []string{"هل", "هذا", "صحيح؟"}},
		"only_the_bot's_name":               {"/@relais_bot argan", "", []string{"argan"}},
		"no_words_at_all":                   {"", "help", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, args := parseCommand(c.text)
			if got != c.name {
				t.Errorf("the name is %q, want %q", got, c.name)
			}
			if d := cmp.Diff(append([]string{}, c.args...), append([]string{}, args...)); d != "" {
				t.Errorf("arguments (-want +got):\n%s", d)
			}
		})
	}
}

// TestMarksOfDirection: what keyboards and clipboards put around words written from right to left is no part of a command.
func TestMarksOfDirection(t *testing.T) {
	for name, around := range map[string][2]string{
		"isolated":                {"\u2068", "\u2069"},
		"isolated_right_to_left":  {"\u2067", "\u2069"},
		"embedded":                {"\u202b", "\u202c"},
		"overridden":              {"\u202e", "\u202c"},
		"behind_a_byte_order":     {"\ufeff", ""},
		"isolated_between_spaces": {" \u2068 ", " \u2069 "},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.TrimSpace(texts.Clean(around[0] + "/approve" + around[1] + " " + around[0] + "B1" + around[1]))
			if !strings.HasPrefix(text, "/") {
				t.Fatalf("%q is no command", text)
			}
			got, args := parseCommand(text)
			if got != "approve" || !cmp.Equal(args, []string{"B1"}) {
				t.Errorf("%q is %q with %q", text, got, args)
			}
		})
	}
}

func TestIsStop(t *testing.T) {
	for text, want := range map[string]bool{
		"stop": true, "STOP": true, "Stop.": true, " stop! ": true, "Arrêt": true, "ARRÊTEZ": true, "para": true, "¡para!": false, "توقف": true,
		"\u200fتوقف\u200f": true, "توقف؟": true, "stop it": false, "full stop": false, "": false, "?": false, "stopp": false,
	} {
		if isStop(text) != want {
			t.Errorf("%q stops: %v", text, !want)
		}
	}
}

var commandSeeds = []string{
	"", "/", "//", "/@", "/ @", "/start", "/START@relais_bot x", "/approve B1 fr", "/ask \u202eabc\u2066\n/stop", "/\u200fhelp\u200e", "\u200f/help", "/İstanbul", "/\xff\xfe",
	"/a@b@c d@e", "/help\u00a0x", "/help\u2028x", "/help\x00x", "/role 99999999999999999999", "/schedule B1 2026-03-29 02:30 Europe/Paris", "/set zone ../../etc/passwd",
	"/set quiet 1 2 3", "/set topics \u00a0", "/pause -1", "/pause 1e9", "/start B99999999", "/export B", "/invite member lead lead", "/language \u202e", "/more B1 -1",
	"/" + strings.Repeat("x", 5000), "/start " + strings.Repeat("x", 40000), "admin-aaaaaaaaaaaaaaaa", "stop", "توقف",
}

// FuzzParseCommand holds that any text reads as a name and arguments that read the same again.
func FuzzParseCommand(f *testing.F) {
	for _, seed := range commandSeeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.TrimSpace(texts.Clean(text))
		name, args := parseCommand(text)
		if name != strings.ToLower(name) || strings.Contains(name, "@") || strings.ContainsFunc(name, unicode.IsSpace) {
			t.Fatalf("%q is the name %q", text, name)
		}
		for _, a := range args {
			if a == "" || strings.ContainsFunc(a, unicode.IsSpace) || !strings.Contains(text, a) {
				t.Fatalf("%q has the argument %q", text, a)
			}
		}
		line, _, _ := strings.Cut(text, "\n")
		if more, again := parseCommand(text + "\nand more"); more != name || !cmp.Equal(again, args) {
			t.Fatalf("%q with another line is %q with %q", text, more, again)
		}
		if fields := strings.Fields(strings.TrimPrefix(line, "/")); len(fields) > 0 && len(args) != len(fields)-1 {
			t.Fatalf("%q has %d arguments", text, len(args))
		}
		if name == "" {
			return // "/@bot": the arguments would move up
		}
		again, args2 := parseCommand(strings.Join(append([]string{"/" + name + "@relais_bot"}, args...), "  "))
		if again != name || !cmp.Equal(append([]string{}, args...), append([]string{}, args2...)) {
			t.Fatalf("%q is %q with %q, and written anew %q with %q", text, name, args, again, args2)
		}
	})
}

// faults fails a test for every fault that is logged.
type faults struct {
	slog.Handler
	t atomic.Pointer[testing.T]
}

func (h *faults) Enabled(context.Context, slog.Level) bool { return true }

func (h *faults) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "error" {
			h.t.Load().Errorf("%s: %v", r.Message, a.Value)
		}
		return true
	})
	return nil
}

// newConversation is a bot and somebody on it who may do everything.
func newConversation(tb testing.TB, log *slog.Logger) (*Bot, members.Member) {
	tb.Helper()
	words, err := texts.Load()
	if err != nil {
		tb.Fatal(err)
	}
	store := storagetest.New(tb)
	net := campaigns.Open(store, outbox.New(store, slog.New(slog.DiscardHandler)), campaigns.Settings{
		Name: "Test Network", About: "A network for tests.", RunBy: "Example Foundation", PaidBy: "Example Foundation", Payer: messages.NGO,
		Contact: "contact@example.org", Zone: time.UTC, Languages: messages.Languages(), Undo: time.Minute,
	})
	b := New(net, words, log, 24*time.Hour)
	var m members.Member
	if err := store.Update(context.Background(), func(tx storage.Tx) error {
		var err error
		m, err = net.Roster.New(tx, members.Identity{Platform: "test", User: "1", Chat: "1", Name: "Amina"}, "en")
		m.Status, m.Kind, m.Roles = members.Admitted, members.Diaspora, members.Roles()
		if err != nil {
			return err
		}
		return net.Roster.Put(tx, m)
	}); err != nil {
		tb.Fatal(err)
	}
	return b, m
}

// FuzzSay holds that nothing anybody says is a fault of ours: two texts, one after the other, by somebody who may do everything and
// by somebody who has not said hello.
func FuzzSay(f *testing.F) {
	for i, seed := range commandSeeds {
		f.Add(seed, commandSeeds[len(commandSeeds)-1-i])
	}
	for _, v := range verbs() {
		f.Add("/"+v.name, "x")
		f.Add("/"+v.name+" B1", "\u202e")
		f.Add("/"+v.name+" B1 x y z", "https://example.org/a")
	}
	log := &faults{}
	b, _ := newConversation(f, slog.New(log))
	n := 0
	f.Fuzz(func(t *testing.T, first, second string) {
		log.t.Store(t)
		for _, text := range []string{first, second} {
			for _, user := range []string{"1", "stranger"} {
				n++
				u := Update{
					ID: fmt.Sprint(n), From: User{Platform: "test", ID: user, Chat: user, Name: user}, To: Address{Platform: "test", Chat: user}, Text: text,
					At: time.Now(),
				}
				if err := b.Receive(t.Context(), u); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// FuzzData holds that a button's Data passes only as it was signed, for the account it was shown to.
func FuzzData(f *testing.F) {
	b, _ := newConversation(f, slog.New(slog.DiscardHandler))
	good := b.data("test", "1", "brief", "B1")
	f.Add(good, "1")
	f.Add(good, "2")
	f.Add(good[:len(good)-1], "1")
	f.Add(good+"=", "1")
	f.Add(strings.Replace(good, "B1", "B2", 1), "1")
	f.Add(strings.Replace(good, " ", "  ", 1), "1")
	f.Add("", "")
	f.Add(" ", "1")
	f.Add(strings.Repeat(" ", macLen+2), "1")
	f.Add(strings.Repeat("x", 200), "1")
	f.Fuzz(func(t *testing.T, data, user string) {
		words, ok := b.parseData("test", user, data)
		if ok != (data == good && user == "1") {
			t.Fatalf("%q pressed by %q passes: %v", data, user, ok)
		}
		if ok && !cmp.Equal(words, []string{"brief", "B1"}) {
			t.Fatalf("it says %q", words)
		}
	})
}
