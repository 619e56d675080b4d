//go:build !race

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/campaigns/members"
	"relais/storage"
)

// crowd adds so many members to a network that a rotation takes its time.
func (c configured) crowd(t *testing.T, count int) {
	t.Helper()
	c.in(t, func(s *service) error {
		for from := 0; from < count; from += 1000 {
			if err := s.store.Update(t.Context(), func(tx storage.Tx) error {
				for i := from; i < min(from+1000, count); i++ {
					name := fmt.Sprint("crowd", i)
					if _, err := s.net.Roster.New(tx, members.Identity{Platform: "local", User: name, Chat: name}, "en"); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// versions are the key versions in the key file.
func (c configured) versions(t *testing.T) []uint32 {
	t.Helper()
	k, err := storage.LoadKeyset(c.file("keys/relais.key"))
	if err != nil {
		t.Fatal(err)
	}
	return k.Versions()
}

// talk has somebody speak with the network without a pause until the end, and counts what was answered.
func talk(t *testing.T, p *program, who string) (stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int)
	go func() {
		n := 0
		all := people(p)
		for ctx.Err() == nil {
			for _, do := range []scene{says(who, "/about"), reads(who, "Example Foundation")} {
				if err := do(ctx, all); err != nil {
					if ctx.Err() == nil {
						t.Errorf("%s got no answer: %v", who, err)
					}
					done <- n
					return
				}
			}
			n++
		}
		done <- n
	}()
	return func() int { cancel(); return <-done }
}

// TestBesideTheService compacts, rotates and backs up while the service answers somebody all the time.
func TestBesideTheService(t *testing.T) {
	c := peopled(t, "ada", "bob")
	c.crowd(t, 3000)
	p := c.run(t)
	all := people(p)
	all.acts(t, says("bob", "/leave"), presses("bob", "Leave, keep messages"))
	c.listed(t, 1)
	stop := talk(t, p, "ada")
	wants(t, c.does(t, exitDone, "keys", "rotate"), "Key version 2 is in", "Everything is sealed under key version 2.", "backups from before this need them")
	wants(t, c.does(t, exitDone, "backup", c.file("a.backup")), "whole")
	wants(t, c.does(t, exitDone, "audit", "verify"), "The audit trail is ")
	wants(t, c.does(t, exitDone, "compact"), "Compacted "+c.store)
	wants(t, c.does(t, exitDone, "keys", "rotate", "--drop"), "Key version 3 is in", "The older versions are gone")
	wants(t, c.does(t, exitDone, "compact"), "Compacted "+c.store)
	if n := stop(); n < 3 {
		t.Errorf("ada was answered %d times meanwhile", n)
	}
	p.stop(t, syscall.SIGTERM)
	if diff := cmp.Diff([]uint32{3}, c.versions(t)); diff != "" {
		t.Errorf("the versions in the key file (-want +got):\n%s", diff)
	}
	c.in(t, func(s *service) error {
		all, err := s.erasures.read(s.store)
		if len(all) != 1 {
			t.Errorf("%d lines are on the list of erasures, which was sealed anew", len(all))
		}
		return errors.Join(err, s.db.Check(t.Context()), s.store.Verify(t.Context()))
	})
	wants(t, c.does(t, exitDone, "audit", "verify"), "The audit trail is ")
	wants(t, c.does(t, exitDone, "compact"), "Compacted "+c.store)                    // with nobody there
	wants(t, c.does(t, exitDone, "keys", "rotate"), "Everything is sealed under key") // too
	c.lose(t)
	wants(t, c.does(t, exitFailed, "restore", c.file("a.backup")), "it is sealed under key version 2, the key file has versions [3 4]")
}

// TestARotationIsGoneOnWith kills the service in the middle of a rotation: the next start brings that one to its end, and adds none.
func TestARotationIsGoneOnWith(t *testing.T) {
	c := peopled(t, "ada")
	c.crowd(t, 8000)
	p := c.run(t)
	command := launch(t, c.dir, nil, "keys", "rotate", "--drop", "--config", c.config)
	eventually(t, "the rotation has begun", func() bool { return strings.Contains(command.stdout.String(), "Key version 2 is in") })
	p.kill()
	if code := command.ends(t); code != exitFailed || !strings.Contains(command.stderr.String(), "the running service has ended before it was done") {
		t.Errorf("the command ended with %d and said %q", code, command.stderr.String())
	}
	c.in(t, func(s *service) error {
		r, begun, err := s.rotationBegun(t.Context())
		if !begun || r.Version != 2 {
			t.Errorf("it was over before the kill, and this test saw nothing: %+v", r)
		}
		return err
	})
	p = c.run(t)
	eventually(t, "it goes on by itself", func() bool { return strings.Contains(p.stderr.String(), "the rotation of the keys is done") })
	people(p).acts(t, says("ada", "/about"), reads("ada", "Example Foundation"))
	p.stop(t, syscall.SIGTERM)
	if diff := cmp.Diff([]uint32{2}, c.versions(t)); diff != "" {
		t.Errorf("the versions in the key file (-want +got):\n%s", diff)
	}
	c.in(t, func(s *service) error {
		_, begun, err := s.rotationBegun(t.Context())
		if begun {
			t.Error("it is not over")
		}
		return errors.Join(err, s.store.Verify(t.Context()))
	})
	t.Run("by_the_command_too", func(t *testing.T) {
		c.in(t, func(s *service) error { return s.addKey() }) // as far as a crash right after it
		wants(t, c.does(t, exitDone, "keys", "rotate"), "Going on with the rotation to key version 3 that was begun.", "Everything is sealed under key version 3")
		if diff := cmp.Diff([]uint32{2, 3}, c.versions(t)); diff != "" {
			t.Errorf("the versions in the key file (-want +got):\n%s", diff)
		}
	})
}

// TestACompactionCutShort kills whoever compacts in the middle of it: the store is whole, what was erased is still known to be in its file,
// and the next compaction takes it out.
func TestACompactionCutShort(t *testing.T) {
	c := peopled(t, "ada")
	c.crowd(t, 8000)
	spare, gone := c.store+".compact", 0
	there := func() bool { _, err := os.Stat(spare); return err == nil }
	due := func() (n uint64) {
		c.in(t, func(s *service) (err error) { n, err = s.net.ErasureDue(t.Context(), 0); return err })
		return n
	}
	for name, compacts := range map[string]func() (by *program, over func() bool){
		"the_command": func() (*program, func() bool) {
			p := launch(t, c.dir, nil, "compact", "--config", c.config)
			return p, p.over
		},
		"the_service": func() (*program, func() bool) {
			p := c.run(t)
			command := launch(t, c.dir, nil, "compact", "--config", c.config)
			return p, command.over
		},
	} {
		t.Run(name, func(t *testing.T) {
			for tries, cut := 1, false; !cut; tries++ {
				if tries > 20 {
					t.Fatal("it was over before each kill: this test saw nothing")
				}
				c.in(t, func(s *service) error { gone++; return s.leave(t.Context(), fmt.Sprint("crowd", gone)) })
				by, over := compacts()
				eventually(t, "it compacts", func() bool { return there() || over() })
				by.kill()
				cut = there()
			}
			if n := due(); n == 0 {
				t.Error("nothing is due any more, and the file was not rewritten")
			}
			if there() {
				t.Error("what was cut short is left beside the store")
			}
			c.in(t, func(s *service) error {
				return errors.Join(s.db.Check(t.Context()), s.store.Verify(t.Context()), s.store.View(t.Context(), func(tx storage.Tx) error {
					for i := range 8000 {
						_, err := s.net.Roster.ByIdentity(tx, "local", fmt.Sprint("crowd", i))
						if left := i > 0 && i <= gone; errors.Is(err, members.ErrUnknown) != left || err != nil && !left {
							return fmt.Errorf("of member %d: %w", i, err)
						}
					}
					return nil
				}))
			})
			wants(t, c.does(t, exitDone, "compact"), "Compacted "+c.store, "What was erased is not in it any more.")
			if n := due(); n != 0 {
				t.Errorf("%d erasures are due after it was done again", n)
			}
			p := c.run(t)
			people(p).acts(t, says("ada", "/about"), reads("ada", "Example Foundation"))
			p.stop(t, syscall.SIGTERM)
		})
	}
}

// over tells that the process has ended.
func (p *program) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// leave has somebody of the built-in chat leave the network.
func (s *service) leave(ctx context.Context, who string) error {
	return s.store.Update(ctx, func(tx storage.Tx) error {
		m, err := s.net.Roster.ByIdentity(tx, "local", who)
		if err != nil {
			return err
		}
		return s.net.Leave(tx, m, time.Now())
	})
}

// TestControlSocket holds who can open the socket and how long it is there.
func TestControlSocket(t *testing.T) {
	c := peopled(t, "ada")
	sock := c.store + ".sock"
	p := c.run(t)
	info, err := os.Lstat(sock)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != fs.ModeSocket|0o600 {
		t.Fatalf("the socket is %v", info.Mode())
	}
	p.kill()
	wants(t, c.does(t, exitDone, "backup", c.file("a.backup")), "whole") // a dead one's socket is nobody's
	p = c.run(t)
	wants(t, c.does(t, exitDone, "backup", c.file("b.backup")), "whole")
	wants(t, p.stderr.String(), `msg="a backup was made"`)
	if err := os.Remove(sock); err != nil {
		t.Fatal(err)
	}
	wants(t, c.does(t, exitInUse, "compact"), "relais: "+c.store+" is open in another process, which can't be spoken to at "+sock+": stop it, and give the command again")
	p.stop(t, syscall.SIGTERM)
	p = c.run(t)
	p.stop(t, syscall.SIGTERM)
	if _, err := os.Lstat(sock); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket is there after the end: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(c.store), ".*")); err != nil || len(left) > 0 {
		t.Errorf("%v is left: %v", left, err)
	}
	t.Run("where_its_path_would_be_too_long", func(t *testing.T) {
		c := configure(t, anyPort)
		long := filepath.Join(c.dir, strings.Repeat("long/", 20), "relais.db")
		text, err := os.ReadFile(c.config)
		if err == nil {
			err = os.WriteFile(c.config, []byte(strings.ReplaceAll(string(text), c.store, long)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		p := c.run(t)
		if n := strings.Count(p.stderr.String(), "is longer than the 107 bytes that a socket's may have"); n != 1 {
			t.Errorf("it says so %d times: %s", n, p.stderr.String())
		}
		wants(t, c.does(t, exitInUse, "backup", c.file("a.backup")), "since a socket's path has at most 107 bytes: set storage.path to a shorter one")
		p.stop(t, syscall.SIGTERM)
	})
}

// TestMigrationsBackUpFirst holds that a store is kept as it was before it is changed, and left alone where it can't be; and what an older
// program says of it afterwards.
func TestMigrationsBackUpFirst(t *testing.T) {
	c := peopled(t, "ada")
	p := c.parts(t)
	p.migrations = []storage.Migration{oneMigration[0], {Version: 2, Name: "a new name", Apply: func(tx storage.Tx, s *storage.Store) error {
		return storage.NewCollection(s, storage.Spec[string]{Name: "news"}).Put(tx, "a", "b")
	}}}
	kept := c.store + ".before-1"
	if err := os.Mkdir(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	if s, err := assemble(t.Context(), p); err == nil || !strings.Contains(err.Error(), "nothing was changed, since the store could not be backed up") {
		t.Errorf("without a backup: %v", errors.Join(err, s.close()))
	}
	if err := os.Remove(kept); err != nil {
		t.Fatal(err)
	}
	c.in(t, func(*service) error { return nil }) // the older program still opens it
	s, err := assemble(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.close(); err != nil {
		t.Fatal(err)
	}
	ownerOnly(t, kept)
	_, err = assemble(t.Context(), c.parts(t))
	want := "open the store: its schema version is 2, this program knows 0: the store was written by a newer version: run that version of relais, or restore a backup from before it with this one"
	if err == nil || err.Error() != want || exitCode(err) != exitFailed {
		t.Errorf("the older program says %v", err)
	}
	if old := launch(t, c.dir, nil, "run", "--config", c.config); old.ends(t) != exitFailed || !strings.HasSuffix(old.stderr.String(), "relais: "+want+"\n") {
		t.Errorf("run says %q", old.stderr.String())
	}
	c.put(t, kept)
	c.does(t, exitDone, "restore", c.file("kept"))
	c.in(t, func(s *service) error {
		return s.store.View(t.Context(), func(tx storage.Tx) error { _, err := s.net.Roster.ByIdentity(tx, "local", "ada"); return err })
	})
	t.Run("a_new_store_needs_none", func(t *testing.T) {
		c := configure(t, anyPort)
		p := c.parts(t)
		p.migrations = oneMigration
		s, err := assemble(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.close(); err != nil {
			t.Fatal(err)
		}
		if left, err := filepath.Glob(c.store + ".*"); err != nil || len(left) > 0 {
			t.Errorf("%v is there: %v", left, err)
		}
	})
}

// put moves a file out of the store's folder, and the folder away.
func (c configured) put(t *testing.T, path string) {
	t.Helper()
	list := &erasureList{path: c.file("erased/relais.erased")}
	if err := errors.Join(os.Rename(path, c.file("kept")), list.make()); err != nil {
		t.Fatal(err)
	}
	c.lose(t)
}

// TestErasureList holds that a line that was cut off harms none, and is written once more.
func TestErasureList(t *testing.T) {
	c := peopled(t, "ada", "bob", "eve")
	c.in(t, func(s *service) error {
		if err := errors.Join(s.leave(t.Context(), "bob"), s.listErasures(t.Context())); err != nil {
			return err
		}
		f, err := os.OpenFile(s.erasures.path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteString("AQAAAAEhalf")
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		if all, err := s.erasures.read(s.store); err != nil || len(all) != 1 {
			t.Errorf("%d lines before the cut one: %v", len(all), err)
		}
		if err := errors.Join(s.leave(t.Context(), "eve"), s.listErasures(t.Context()), s.listErasures(t.Context())); err != nil {
			return err
		}
		all, err := s.erasures.read(s.store)
		if err != nil || len(all) != 2 || all[0].Users[0] != "bob" || all[1].Users[0] != "eve" {
			t.Errorf("the list holds %+v: %v", all, err)
		}
		return nil
	})
}
