//go:build !race

package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"relais/bot/telegram/telegramtest"
	"relais/campaigns/members"
	"relais/storage"
)

// parts are what a configuration makes.
func (c configured) parts(t *testing.T) parts {
	t.Helper()
	cfg, _, err := loadConfig(c.config, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := cfg.parts(slog.New(slog.DiscardHandler))
	p.noSync = true
	return p
}

// in works on the store while no process has it.
func (c configured) in(t *testing.T, fn func(*service) error) {
	t.Helper()
	s, err := assemble(t.Context(), c.parts(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(fn(s), s.close()); err != nil {
		t.Fatal(err)
	}
}

// does carries a command out as a process of its own, and returns what it printed and said.
func (c configured) does(t *testing.T, code int, args ...string) string {
	t.Helper()
	p := launch(t, c.dir, nil, append(args, "--config", c.config)...)
	if got := p.ends(t); got != code {
		t.Errorf("%v ended with %d: %s%s", args, got, p.stdout.String(), p.stderr.String())
	}
	if said := p.stderr.String(); strings.Count(said, "\n") > 1 {
		t.Errorf("%v said more than a sentence: %s", args, said)
	}
	return p.stdout.String() + p.stderr.String()
}

// wants holds that parts stand in a text.
func wants(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%q is missing in: %s", w, got)
		}
	}
}

// file is a path in the configuration's folder.
func (c configured) file(name string) string { return filepath.Join(c.dir, name) }

// peopled is a network with a member for each of these names, who can speak on the built-in chat.
func peopled(t *testing.T, names ...string) configured {
	t.Helper()
	c := configure(t, anyPort)
	c.in(t, func(s *service) error {
		return s.store.Update(t.Context(), func(tx storage.Tx) error {
			for i, name := range names {
				m, err := s.net.Roster.New(tx, members.Identity{Platform: "local", User: name, Chat: name, Name: "The name of " + name}, "en")
				if err != nil {
					return err
				}
				m.Status, m.Kind, m.Joined, m.Welcomed = members.Admitted, members.NGO, time.Now().UTC(), true
				if i == 0 {
					m.Roles = []members.Role{members.Admin, members.Lead}
				}
				if err := s.net.Roster.Put(tx, m); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return c
}

// lose takes the store's folder away.
func (c configured) lose(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(filepath.Dir(c.store)); err != nil {
		t.Fatal(err)
	}
}

// TestBackupStory is the disaster: a backup in the middle of a release, the machine dies later, and the store is restored from it. Nobody is
// sent anything twice until a lead says so. Telegram is a process that goes on meanwhile.
func TestBackupStory(t *testing.T) {
	fake := telegramtest.New(t, telegramtest.Options{Token: "4200000001:fake-token"})
	c := configure(t, anyPort+"}\ntelegram: {token: '4200000001:fake-token', api: '"+fake.Listen()+"'")
	who := map[string]telegramtest.Person{}
	for _, p := range cast {
		who[p.user] = fake.Person(t, p.name, "en")
	}
	c.in(t, func(s *service) error {
		return s.seed(t.Context(), func(user string) members.Identity {
			u := who[user].User()
			return members.Identity{Platform: u.Platform, User: u.ID, Chat: u.Chat, Name: u.Name}
		})
	})
	copies := func() map[string]int {
		n := map[string]int{}
		for name, p := range who {
			for _, m := range p.Messages() {
				for _, b := range slices.Concat(m.Buttons...) {
					if verb := strings.Fields(b.Data); len(verb) > 1 && verb[0] == "share" {
						n[name+" "+verb[1]]++
					}
				}
			}
		}
		return n
	}
	total := len(cast) * len(seededBriefs)
	twice := func(when string) (all int) {
		t.Helper()
		for which, n := range copies() {
			if all += n; n > 1 {
				t.Errorf("%s %s came %d times", when, which, n)
			}
		}
		return all
	}
	start := func() *program {
		p := launch(t, c.dir, nil, "run", "--config", c.config)
		eventually(t, "it runs", func() bool { return strings.Contains(p.stderr.String(), "msg=running") })
		return p
	}

	p := start()
	eventually(t, "some copies have left", func() bool { return len(copies()) > 0 })
	said := c.does(t, exitDone, "backup", c.file("a.backup"))
	wants(t, said, "the store as it was at", "The key is not in it. Keep a copy of "+c.file("keys/relais.key")+" elsewhere")
	atBackup := len(copies())
	eventually(t, "all copies have left", func() bool { return len(copies()) == total })
	p.kill()
	c.lose(t)
	if atBackup == total {
		t.Fatal("the release was over before the backup: this test saw nothing")
	}
	wants(t, c.does(t, exitDone, "restore", c.file("a.backup")), "These wait until a lead says what becomes of them, with /doubts", "B2: ")

	p = start()
	nadia := who["nadia"]
	reads := func(words string) bool {
		return slices.ContainsFunc(nadia.Messages(), func(m telegramtest.Message) bool { return !m.Mine && strings.Contains(m.Text, words) })
	}
	eventually(t, "nadia is told", func() bool { return reads("The network was restored from a backup of") })
	if err := nadia.Say("/doubts"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "nadia is asked", func() bool { return reads("a backup was restored, and nobody knows whether these have left since") })
	if n := twice("after the restore"); n != total {
		t.Errorf("%d copies stand in the chats, %d were sent", n, total)
	}
	// She has one release sent again, and only what was open of it is.
	var press, id string
	eventually(t, "nadia can decide", func() bool {
		for _, m := range nadia.Messages() {
			for _, b := range slices.Concat(m.Buttons...) {
				if b.Text == "Send again" {
					press, id = b.Data, strconv.Itoa(m.ID)
				}
			}
		}
		return press != ""
	})
	if err := nadia.Press(id, press); err != nil {
		t.Fatal(err)
	}
	eventually(t, "what was open is sent again", func() bool {
		again := 0
		for _, n := range copies() {
			again += n - 1
		}
		return again > 0
	})
	p.stop(t, syscall.SIGTERM)
}

// TestRestoreRefuses holds that nothing is made of what is no whole backup of this network, or where something stands already.
func TestRestoreRefuses(t *testing.T) {
	c := peopled(t, "ada")
	c.does(t, exitDone, "backup", c.file("a.backup"))
	whole, err := os.ReadFile(c.file("a.backup"))
	if err != nil {
		t.Fatal(err)
	}
	wants(t, c.does(t, exitUsage, "restore", c.file("a.backup")), "holds something already ("+c.store+")")
	c.lose(t)
	flipped := bytes.Clone(whole)
	flipped[len(whole)/3] ^= 16
	otherKey := peopled(t, "bob")
	key, err := os.ReadFile(otherKey.file("keys/relais.key"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile(c.file("keys/relais.key"))
	if err != nil {
		t.Fatal(err)
	}
	newer := c.newer(t, whole)
	for name, x := range map[string]struct {
		content []byte
		before  func() error
		code    int
		want    string
	}{
		"cut_off":     {whole[:len(whole)-5000], nil, exitFailed, "it is no whole backup"},
		"bit_flipped": {flipped, nil, exitFailed, "it is no whole backup"},
		"empty":       {nil, nil, exitFailed, "it is no whole backup"},
		"newer":       {newer, nil, exitFailed, "the store was written by a newer version: run that version of relais, or restore a backup from before it"},
		"another_key": {whole, func() error { return os.WriteFile(c.file("keys/relais.key"), key, 0o600) }, exitFailed, "the key file does not belong to this store"},
		"no_key":      {whole, func() error { return os.Remove(c.file("keys/relais.key")) }, exitUsage, "put the network's own key there"},
		"no_list":     {whole, func() error { return os.RemoveAll(c.file("erased")) }, exitUsage, "give --without-erasures"},
		"a_broken_list": {whole, func() error { return os.WriteFile(c.file("erased/relais.erased"), []byte("AAAA\n"), 0o600) }, exitFailed,
			"can't be opened with the key file in its line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := errors.Join(os.MkdirAll(c.file("erased"), 0o700), os.WriteFile(c.file("erased/relais.erased"), nil, 0o600),
				os.WriteFile(c.file("keys/relais.key"), own, 0o600), os.WriteFile(c.file(name), x.content, 0o600)); err != nil {
				t.Fatal(err)
			}
			if x.before != nil {
				if err := x.before(); err != nil {
					t.Fatal(err)
				}
			}
			wants(t, c.does(t, x.code, "restore", c.file(name)), x.want)
			if left, err := filepath.Glob(filepath.Join(filepath.Dir(c.store), "*")); err != nil || len(left) > 0 {
				t.Errorf("it left %v: %v", left, err)
			}
		})
	}
	t.Run("and_takes_the_whole_one_into_a_folder_where_a_restore_was_cut_off", func(t *testing.T) {
		if err := errors.Join(os.MkdirAll(c.file("erased"), 0o700), os.MkdirAll(filepath.Dir(c.store), 0o700), os.WriteFile(c.store+restoring+"1", []byte("half"), 0o600),
			os.WriteFile(c.file("erased/relais.erased"), nil, 0o600), os.WriteFile(c.file("keys/relais.key"), own, 0o600)); err != nil {
			t.Fatal(err)
		}
		c.does(t, exitDone, "restore", c.file("a.backup"))
		ownerOnly(t, c.store)
		c.in(t, func(s *service) error {
			return s.store.View(t.Context(), func(tx storage.Tx) error { _, err := s.net.Roster.ByIdentity(tx, "local", "ada"); return err })
		})
		if left, err := filepath.Glob(c.store + "*"); err != nil || len(left) != 1 {
			t.Errorf("the folder holds %v: %v", left, err)
		}
	})
}

// newer is a backup that a program with one migration more has made of a store.
func (c configured) newer(t *testing.T, backup []byte) []byte {
	t.Helper()
	d := configured{t.TempDir(), c.config, ""}
	p := c.parts(t)
	p.store, p.migrations = d.file("relais.db"), oneMigration
	keys, err := storage.LoadKeyset(p.keys)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(p.store)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := storage.ReadBackup(bytes.NewReader(backup), f, keys); err != nil {
		t.Fatal(err)
	}
	s, err := assemble(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := errors.Join(f.Close(), s.store.Backup(t.Context(), &out), s.close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var oneMigration = []storage.Migration{{Version: 1, Name: "nothing yet", Apply: func(storage.Tx, *storage.Store) error { return nil }}}

// TestBackupHoldsNoKey looks for the keys, raw and as the key file writes them, and for anything that can be read.
func TestBackupHoldsNoKey(t *testing.T) {
	c := peopled(t, "ada")
	p := c.run(t)
	c.does(t, exitDone, "keys", "rotate")
	c.does(t, exitDone, "backup", c.file("a.backup"))
	ownerOnly(t, c.file("a.backup"))
	p.stop(t, syscall.SIGTERM)
	raw, err := os.ReadFile(c.file("a.backup"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(c.file("keys/relais.key"))
	if err != nil {
		t.Fatal(err)
	}
	roots := regexp.MustCompile(`"\d+": "([A-Za-z0-9+/=]+)"`).FindAllSubmatch(file, -1)
	if len(roots) != 2 {
		t.Fatalf("%d keys are in the key file", len(roots))
	}
	for _, r := range roots {
		root, err := base64.StdEncoding.DecodeString(string(r[1]))
		if err != nil || len(root) != 32 {
			t.Fatalf("a key of %d bytes: %v", len(root), err)
		}
		for _, words := range [][]byte{r[1], root, root[:16], root[16:]} {
			if bytes.Contains(raw, words) {
				t.Error("a key stands in the backup")
			}
		}
	}
	for _, words := range []string{"The name of ada", "local\",\"user"} {
		if bytes.Contains(raw, []byte(words)) {
			t.Errorf("%q can be read in the backup", words)
		}
	}
	wants(t, c.does(t, exitUsage, "backup", c.file("a.backup")), "is there already")
	if left, err := filepath.Glob(c.file(".*")); err != nil || len(left) > 0 {
		t.Errorf("it left %v: %v", left, err)
	}
}

// TestBackupWithAge encrypts a backup to two recipients, of which each opens it, and nobody else.
func TestBackupWithAge(t *testing.T) {
	c := peopled(t, "ada")
	var ids []*age.X25519Identity
	for i := range 3 {
		id, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
		if err := os.WriteFile(c.file(fmt.Sprint("id", i)), []byte(id.String()+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(c.file("team"), []byte("# the team\n"+ids[1].Recipient().String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := c.run(t)
	wants(t, c.does(t, exitDone, "backup", "--age", ids[0].Recipient().String(), "--age", c.file("team"), c.file("a.age")), "only 2 recipients named can open it")
	secret := c.does(t, exitUsage, "backup", "--age", ids[0].String(), c.file("b.age"))
	wants(t, secret, "that is a secret key")
	if strings.Contains(secret, ids[0].String()) {
		t.Error("it says a secret key")
	}
	wants(t, c.does(t, exitUsage, "backup", "--age", c.file("id0"), c.file("b.age")), "that is a secret key")
	p.stop(t, syscall.SIGTERM)
	for i, x := range []struct {
		code int
		want string
	}{{exitDone, "whole"}, {exitDone, "whole"}, {exitFailed, "does not open it"}} {
		c.lose(t)
		wants(t, c.does(t, x.code, "restore", "--identity", c.file(fmt.Sprint("id", i)), c.file("a.age")), x.want)
	}
	wants(t, c.does(t, exitUsage, "restore", c.file("a.age")), "name the file of the identity that opens it with --identity")
}

// TestRestoreErases has somebody leave after a backup: after the restore nothing of them is in the store, nor in its file for whoever has
// the key, and the list still knows it, so that the next restore erases them too.
func TestRestoreErases(t *testing.T) {
	c := peopled(t, "ada", "bob")
	p := c.run(t)
	all := people(p)
	all.acts(t, says("bob", "/help"), reads("bob", "."))
	c.does(t, exitDone, "backup", c.file("a.backup"))
	p.stop(t, syscall.SIGTERM)
	before := map[string][][]byte{"ada": c.sealed(t, "ada"), "bob": c.sealed(t, "bob")}
	p = c.run(t)
	all.base = p.url
	all.acts(t, says("bob", "/leave"), presses("bob", "Leave, delete messages"))
	c.listed(t, 1)
	p.stop(t, syscall.SIGTERM)
	list, err := os.ReadFile(c.file("erased/relais.erased"))
	if err != nil || bytes.Contains(list, []byte("bob")) {
		t.Errorf("the list can be read: %s %v", list, err)
	}
	ownerOnly(t, c.file("erased/relais.erased"))
	for range 2 { // the list stays, and erases again
		c.lose(t)
		wants(t, c.does(t, exitDone, "restore", c.file("a.backup")), "The list of erasures has 1 line")
		raw, err := os.ReadFile(c.store)
		if err != nil {
			t.Fatal(err)
		}
		count := func(who string) (n int) {
			for _, envelope := range before[who] {
				if bytes.Contains(raw, envelope) {
					n++
				}
			}
			return n
		}
		if there, gone := count("ada"), count("bob"); there == 0 || gone > 0 || len(before["bob"]) < 3 {
			t.Errorf("of %d values with ada's name %d stand in the file, of %d with bob's %d", len(before["ada"]), there, len(before["bob"]), gone)
		}
		if left := c.sealed(t, "bob"); len(left) > 0 {
			t.Errorf("bob's name is in %d values", len(left))
		}
	}
}

// listed waits until the list of erasures has so many lines.
func (c configured) listed(t *testing.T, lines int) {
	t.Helper()
	eventually(t, "it is on the list", func() bool {
		b, err := os.ReadFile(c.file("erased/relais.erased"))
		return err == nil && bytes.Count(b, []byte("\n")) == lines
	})
}

// sealed are the envelopes in a store, as they stand in its file, of the values in which these words are.
func (c configured) sealed(t *testing.T, words string) (all [][]byte) {
	t.Helper()
	c.in(t, func(s *service) error {
		var at [][2]string
		if err := s.store.Walk(t.Context(), func(space string, key, plain []byte) error {
			if bytes.Contains(plain, []byte(words)) || bytes.Contains(key, []byte(words)) {
				at = append(at, [2]string{space, string(key)})
			}
			return nil
		}); err != nil {
			return err
		}
		return s.store.View(t.Context(), func(tx storage.Tx) error {
			for _, x := range at {
				value, err := tx.Get(x[0], []byte(x[1]))
				if err != nil {
					return err
				}
				all = append(all, bytes.Clone(value))
			}
			return nil
		})
	})
	return all
}
