package main

import (
	"bytes"
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot/story"
	"relais/campaigns/members"
	"relais/storage"
)

// TestCharter plays the stories that hold the charter, a clause each, and beside them holds what no conversation can show.
func TestCharter(t *testing.T) {
	playAll(t, "bot/story/testdata/charter/*.story")
	t.Run("02_no_code_calls_a_network", noCodeCallsOut)
	t.Run("07_leaving_erases", leavingErases)
	t.Run("08_only_the_outbox_sends", onlyTheOutboxSends)
	t.Run("10_member_data_is_sealed_and_logs_carry_ids", sealedAtRest)
}

// goFiles parses every file of the product but tests and what supports them.
func goFiles(t *testing.T, fn func(path string, f *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasSuffix(path, "test") || path == "build" || strings.HasPrefix(path, ".") && path != ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err == nil {
			fn(path, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// selectors lists the selectors "x.Name" of a file.
func selectors(f *ast.File) []string {
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				out = append(out, x.Name+"."+s.Sel.Name)
			}
		}
		return true
	})
	return out
}

// noCodeCallsOut holds that nothing here is able to post, like or vote anywhere: the only HTTP clients are the tour's, which speaks
// with this very process, that of commands, which speaks with the service beside it through a Unix socket, those of the chat platforms'
// adapters, each of which calls its platform's bot interface alone, and the one that reads sources, which can only read.
func noCodeCallsOut(t *testing.T) {
	clients := []string{"http.Get", "http.Post", "http.PostForm", "http.Head", "http.Client", "http.DefaultClient", "http.NewRequest", "http.NewRequestWithContext", "net.Dial", "net.Dialer"}
	seen := 0
	goFiles(t, func(path string, f *ast.File) {
		for _, s := range selectors(f) {
			if !slices.Contains(clients, s) {
				continue
			}
			if path == "tour.go" {
				seen++
				continue
			}
			if path == "control.go" && dialsSockets(f) {
				continue
			}
			if filepath.Dir(path) == "messages/health" && onlyReads(f) {
				continue
			}
			if slices.Contains([]string{"bot/telegram", "bot/discord"}, filepath.Dir(path)) {
				continue
			}
			t.Errorf("%s uses %s: nothing here may call a network on anybody's behalf", path, s)
		}
	})
	if seen == 0 {
		t.Error("the tour's own client was not found: does this test still see what it looks for?")
	}
}

// onlyReads tells that every request of a file is a GET without a body.
func onlyReads(f *ast.File) bool {
	only := true
	ast.Inspect(f, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		s, ok := c.Fun.(*ast.SelectorExpr)
		if !ok || s.Sel.Name != "NewRequestWithContext" {
			only = only && (!ok || !slices.Contains([]string{"NewRequest", "Post", "PostForm"}, s.Sel.Name))
			return true
		}
		named := func(e ast.Expr, name string) bool {
			x, ok := e.(*ast.SelectorExpr)
			return ok && x.Sel.Name == name
		}
		only = only && named(c.Args[1], "MethodGet") && named(c.Args[3], "NoBody")
		return true
	})
	return only
}

// dialsSockets tells that a file's clients reach Unix sockets and nothing else: whatever dials names them, and every transport has its own
// way to dial.
func dialsSockets(f *ast.File) bool {
	dials, only := 0, true
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "DialContext" {
				network, ok := n.Args[1].(*ast.BasicLit)
				dials++
				only = only && ok && network.Value == `"unix"`
			}
		case *ast.CompositeLit:
			if s, ok := n.Type.(*ast.SelectorExpr); ok && slices.Contains([]string{"Client", "Transport"}, s.Sel.Name) {
				way := map[string]string{"Client": "Transport", "Transport": "DialContext"}[s.Sel.Name]
				only = only && slices.ContainsFunc(n.Elts, func(e ast.Expr) bool {
					kv, ok := e.(*ast.KeyValueExpr)
					return ok && kv.Key.(*ast.Ident).Name == way
				})
			}
		}
		return true
	})
	return only && dials > 0
}

// onlyTheOutboxSends holds that adapters are asked to send in one place alone, behind the door.
func onlyTheOutboxSends(t *testing.T) {
	var places []string
	goFiles(t, func(path string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Send" && len(call.Args) == 2 {
				places = append(places, filepath.Dir(path))
			}
			return true
		})
	})
	if !slices.Equal(slices.Compact(places), []string{"campaigns/outbox"}) {
		t.Errorf("Send is called in %v, want campaigns/outbox alone", places)
	}
}

// markers are words that nobody but their owner has, and that must be nowhere they were not meant to be.
var markers = []string{"Zerafina Marker", "quietly marked claim", "marked-server.example"}

// playMarked plays somebody who joins, leaves marks wherever a member can, and goes.
func playMarked(t *testing.T, w *world, leaves bool) {
	t.Helper()
	chat := func(who, label string) {
		t.Helper()
		for _, m := range slices.Backward(w.Chat(t, who)) {
			for _, b := range m.Buttons {
				if strings.Contains(b.Label, label) {
					w.Press(t, who, m.ID, b.Data)
					return
				}
			}
		}
		t.Fatalf("%s has no button %q", who, label)
	}
	w.Open(t, "sample")
	time.Sleep(2 * time.Minute)
	w.Say(t, "nadia", "/invite member diaspora", false)
	stood := w.Chat(t, "nadia")
	w.Say(t, "sam", stood[len(stood)-1].Copy, false)
	chat("sam", "I agree")
	chat("sam", "keep to them")
	w.Say(t, "sam", "/briefs argan", false)
	chat("sam", "B3")
	chat("sam", "Share")
	chat("sam", "Mastodon")
	w.Say(t, "sam", "marked-server.example", false)
	chat("sam", "I shared it")
	chat("sam", "Yes, count my shares")
	chat("sam", "Yes, by name")
	w.Say(t, "sam", "Zerafina Marker", false)
	w.Say(t, "sam", "a quietly marked claim about nothing", false)
	chat("sam", "Ask the leads")
	for _, words := range []string{"what is wrong, a quietly marked claim", "and more, a quietly marked claim"} { // one is answered, one is open
		w.Say(t, "sam", "/briefs argan", false)
		chat("sam", "B3")
		chat("sam", "Something is wrong here")
		w.Say(t, "sam", words, false)
	}
	w.Say(t, "rafael", "/contests C1", false)
	chat("rafael", "The brief is right")
	w.Say(t, "rafael", "We looked again.", false)
	chat("rafael", "Put it on the page")
	if leaves {
		w.Say(t, "sam", "/leave", false)
		chat("sam", "Leave, delete messages")
		for _, m := range w.Chat(t, "nadia") { // what the lead was shown of the claim is the lead's own chat, and theirs to clear
			w.Remove(t, "nadia", m.ID)
		}
		for _, m := range w.Chat(t, "rafael") { // so is what a reviewer was shown of the contest
			w.Remove(t, "rafael", m.ID)
		}
	}
}

// leavingErases scans the keys, the opened values and, after compaction, the raw file for somebody who left.
func leavingErases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		w := newWorld(t, stages[0])
		playMarked(t, w, true)
		time.Sleep(13 * time.Hour) // half of erase_within, when the file is rewritten
		synctest.Wait()
		s := w.s
		if err := s.store.View(context.Background(), func(tx storage.Tx) error {
			_, err := s.net.Roster.ByIdentity(tx, "local", "sam")
			if !errors.Is(err, members.ErrUnknown) {
				t.Errorf("the member is still found: %v", err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		var opened bytes.Buffer
		if err := s.store.Walk(context.Background(), func(_ string, key, plain []byte) error {
			opened.Write(key)
			opened.Write(plain)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(opened.Bytes(), []byte("Living Heritage")) {
			t.Fatal("the scan sees nothing at all")
		}
		for _, m := range markers {
			if bytes.Contains(opened.Bytes(), []byte(m)) {
				t.Errorf("%q is still in the store's values", m)
			}
		}
		w.Close(t)
	})
}

// sealedAtRest looks into the raw file, the key's file and the log of a network in which people said things.
func sealedAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(storyStart))
		var log bytes.Buffer
		w := newWorld(t, stages[0], func(w *world) {
			w.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		playMarked(t, w, false)
		w.Close(t)
		raw, err := os.ReadFile(filepath.Join(w.dir, "relais.db"))
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range append(slices.Clone(markers), "Karim", "Sofía", "Living Heritage", "argan oil", "nadia", "karim", "Europe/Paris") {
			if bytes.Contains(raw, []byte(secret)) {
				t.Errorf("%q stands in the store's file", secret)
			}
			if strings.Contains(log.String(), secret) {
				t.Errorf("%q stands in the log", secret)
			}
		}
		key, err := os.ReadFile(filepath.Join(w.dir, "keys", "relais.key"))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, key[:40]) {
			t.Error("the key stands in the store's file")
		}
	})
}

var _ story.World = (*world)(nil)
