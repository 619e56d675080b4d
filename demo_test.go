package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
)

// TestDemoFolder holds what becomes of the demonstration's folder, however it is asked to end.
func TestDemoFolder(t *testing.T) {
	for name, by := range map[string]os.Signal{"terminated": syscall.SIGTERM, "interrupted": os.Interrupt} {
		t.Run("a_folder_of_its_own_is_gone_when_"+name, func(t *testing.T) {
			temp := t.TempDir()
			p := launch(t, "", []string{"TMPDIR=" + temp}, "demo", "--listen", "127.0.0.1:0")
			p.serves(t)
			if made, err := filepath.Glob(filepath.Join(temp, "relais-demo-*", "relais.db")); err != nil || len(made) != 1 {
				t.Errorf("while it runs, its store is %v: %v", made, err)
			}
			p.stop(t, by)
			if entries, err := os.ReadDir(temp); err != nil || len(entries) != 0 {
				t.Errorf("it left %v: %v", entries, err)
			}
			if said := p.stderr.String(); said != "" {
				t.Errorf("it complained: %s", said)
			}
		})
	}
	t.Run("a_folder_that_was_named_is_kept_and_gone_on_with", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "not", "made", "yet")
		p := demo(t, dir)
		all := people(p)
		all.acts(t, says("newcomer", "/start"), presses("newcomer", "I agree"), reads("newcomer", "As what do you take part"))
		before := told(all.chat(t, "newcomer"))
		p.stop(t, syscall.SIGTERM)
		ownerOnly(t, filepath.Join(dir, "relais.db"))
		ownerOnly(t, filepath.Join(dir, "keys", "relais.key"))
		p = demo(t, dir)
		all.base = p.url
		if diff := cmp.Diff(before, told(all.chat(t, "newcomer"))); diff != "" {
			t.Errorf("the newcomer's chat before the end (-) and after the next start (+):\n%s", diff)
		}
		all.acts(t, presses("newcomer", "Academic"), reads("newcomer", "own words"))
		p.stop(t, os.Interrupt)
	})
}

// ownerOnly holds that a file is there and that nobody but its owner can read it.
func ownerOnly(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("%s has the mode %v", filepath.Base(path), info.Mode())
	}
}

// configured is a folder with a configuration for the built-in chat alone, on any free port of this machine, that logs everything.
type configured struct{ dir, config, store string }

func configure(t *testing.T, web string) configured {
	t.Helper()
	dir := t.TempDir()
	c := configured{dir, filepath.Join(dir, "config.yaml"), filepath.Join(dir, "data", "relais.db")}
	text := fmt.Sprintf("web: {%s}\nstorage: {path: %q, erasures: %q}\nkeys: {file: %q}\nlog: {level: debug}\n",
		web, c.store, filepath.Join(dir, "erased", "relais.erased"), filepath.Join(dir, "keys", "relais.key"))
	if err := os.WriteFile(c.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

const anyPort = "listen: '127.0.0.1:0'"

// run starts the network and waits until it serves.
func (c configured) run(t *testing.T) *program {
	t.Helper()
	p := launch(t, c.dir, nil, "run", "--config", c.config)
	p.serves(t)
	return p
}

// TestAStoreHasOneProcess starts a second process on a store: it says so in a sentence, soon, and harms nothing.
func TestAStoreHasOneProcess(t *testing.T) {
	c := configure(t, anyPort)
	p := c.run(t)
	shown := t.TempDir()
	d := demo(t, shown)
	for name, x := range map[string]struct {
		args          []string
		store, advice string
	}{
		"run":        {[]string{"run", "--config", c.config}, c.store, "stop it, or set storage.path to another file"},
		"admin-code": {[]string{"admin-code", "--config", c.config}, c.store, "stop the running service, make the code, and start it again"},
		"demo":       {[]string{"demo", "--listen", "127.0.0.1:0", "--dir", shown}, filepath.Join(shown, "relais.db"), "end that demonstration, or choose another folder with --dir"},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			second := launch(t, "", nil, x.args...)
			if code := second.ends(t); code != exitInUse {
				t.Errorf("it ended with %d", code)
			}
			if took := time.Since(began); took > 5*time.Second { // the file is waited for half a second; the rest is for a busy machine
				t.Errorf("it took %v", took)
			}
			var said []string
			for line := range strings.Lines(second.stderr.String()) {
				if strings.HasPrefix(line, "relais: ") || !strings.Contains(line, "level=") {
					said = append(said, line)
				}
			}
			if len(said) != 1 || !strings.HasPrefix(said[0], "relais: "+x.store+" is open in another process") || !strings.Contains(said[0], x.advice) {
				t.Errorf("it said %q", said)
			}
			if out := second.stdout.String(); out != "" {
				t.Errorf("it printed %q", out)
			}
		})
	}
	for _, first := range []*program{p, d} {
		people(first).acts(t, says("newcomer", "/start"), reads("newcomer", "no admin yet|I agree"))
		first.stop(t, syscall.SIGTERM)
	}
}

// TestRunRefusesTheOpenWithTheBuiltInChatAlone holds that whoever reaches the chat, and can speak as anybody there, sits at
// this machine.
func TestRunRefusesTheOpenWithTheBuiltInChatAlone(t *testing.T) {
	for name, web := range map[string]string{
		"every address":           "listen: ':0'",
		"every IPv4 address":      "listen: '0.0.0.0:0'",
		"every IPv6 address":      "listen: '[::]:0'",
		"an address of a network": "listen: '192.168.7.7:8080'",
		"a name":                  "listen: 'relais.example.org:8080'",
		"a public address":        anyPort + ", public_url: 'https://relais.example.org'",
	} {
		t.Run(name, func(t *testing.T) {
			c := configure(t, web)
			ended, cancel := context.WithCancel(t.Context())
			cancel() // it is over at once also where it is not refused
			var out, errs bytes.Buffer
			code := run(ended, []string{"run", "--config", c.config}, strings.NewReader(""), &out, &errs, nil)
			stdout, stderr := out.String(), errs.String()
			said := stderr[strings.LastIndex(strings.TrimSpace(stderr), "\n")+1:]
			const want = "relais: no platform has a token, and the built-in chat starts for this machine alone, since whoever opens it can speak as anybody: " +
				"set telegram.token or discord.token, or set web.listen to 127.0.0.1:8080 and leave web.public_url empty\n"
			if code != exitUsage || said != want || stdout != "" {
				t.Errorf("code %d, said %q, printed %q", code, said, stdout)
			}
			if made, err := os.ReadDir(c.dir); err != nil || len(made) != 1 {
				t.Errorf("it made %v: %v", made, err)
			}
		})
	}
	for name, web := range map[string]string{
		"this machine by name":                      "listen: 'localhost:0'",
		"this machine":                              anyPort,
		"an address that leads nowhere but to here": anyPort + ", public_url: 'http://localhost:8080'",
	} {
		t.Run(name+" is served", func(t *testing.T) { configure(t, web).run(t).stop(t, syscall.SIGTERM) })
	}
}

var adminCodeRE = regexp.MustCompile(`admin-[a-z2-7]{16}`)

// kept reads the code that stands in the file beside the store.
func (c configured) kept(t *testing.T) string {
	t.Helper()
	ownerOnly(t, c.store+".admin-code")
	b, err := os.ReadFile(c.store + ".admin-code")
	if err != nil {
		t.Fatal(err)
	}
	if !adminCodeRE.Match(b) || len(bytes.TrimSpace(b)) != len(adminCodeRE.Find(b)) {
		t.Fatalf("the file holds %q", b)
	}
	return string(bytes.TrimSpace(b))
}

// silent holds that a process told nobody a code, in what it printed or in its log.
func (p *program) silent(t *testing.T) {
	t.Helper()
	if all := p.stdout.String() + p.stderr.String(); adminCodeRE.MatchString(all) || !strings.Contains(all, "level=") {
		t.Errorf("it printed and logged %q", all)
	}
}

// TestTheFirstAdminsCode follows the code of a network that nobody watches starting: it is in a file that its owner alone
// can read, in nothing that is printed or logged, stays through a restart, and goes once it was used.
func TestTheFirstAdminsCode(t *testing.T) {
	c := configure(t, anyPort)
	p := c.run(t)
	code := c.kept(t)
	if line := "The one-time code is in " + c.store + ".admin-code: send it to the bot in private."; !strings.Contains(p.stdout.String(), line) {
		t.Errorf("it printed %q", p.stdout.String())
	}
	p.kill()
	p.silent(t)

	p = c.run(t)
	if again := c.kept(t); again != code {
		t.Error("the next start made another code")
	}
	all := people(p)
	all.acts(t, says("sam", "admin-aaaaaaaaaaaaaaaa"), reads("sam", "That is not the admin code"))
	c.kept(t)
	all.acts(t, says("sam", code), reads("sam", "You are now the admin of Example Network"))
	eventually(t, "the file with the used code is gone", func() bool {
		_, err := os.Stat(c.store + ".admin-code")
		return errors.Is(err, fs.ErrNotExist)
	})
	p.stop(t, syscall.SIGTERM)
	p.silent(t)

	p = c.run(t)
	if _, err := os.Stat(c.store + ".admin-code"); !errors.Is(err, fs.ErrNotExist) || strings.Contains(p.stdout.String(), "no admin") {
		t.Errorf("a network with an admin is told a code: %v, %q", err, p.stdout.String())
	}
	p.stop(t, syscall.SIGTERM)
}

// TestAnotherAdminCode makes codes by hand: the newest works, and where there is an admin none is made.
func TestAnotherAdminCode(t *testing.T) {
	c := configure(t, anyPort)
	p := c.run(t)
	first := c.kept(t)
	p.stop(t, os.Interrupt)

	code, stdout, stderr := call(t, "", nil, "admin-code", "--config", c.config)
	second := adminCodeRE.FindString(stdout)
	if code != exitDone || second == "" || second == first || !strings.HasPrefix(stdout, second+"\n\nSend this to the bot in private") || stderr != "" {
		t.Fatalf("code %d, printed %q, said %q", code, stdout, stderr)
	}

	p = c.run(t)
	all := people(p)
	all.acts(t,
		says("sam", first), reads("sam", "That is not the admin code"),
		says("sam", second), reads("sam", "You are now the admin"))
	p.stop(t, syscall.SIGTERM)
	p.silent(t)
	if left, err := filepath.Glob(c.store + ".admin-code"); len(left) > 0 {
		t.Errorf("%v is still there: %v", left, err)
	}

	code, stdout, stderr = call(t, "", nil, "admin-code", "--config", c.config)
	if code != exitFailed || stdout != "" || stderr != "relais: the network has an admin already: an admin makes others with /role\n" {
		t.Errorf("where there is an admin: code %d, printed %q, said %q", code, stdout, stderr)
	}
}

// TestACutFirstStart ends between the making of the store's file and what is put into it: the next start goes on with it.
func TestACutFirstStart(t *testing.T) {
	cut := func(t *testing.T, p parts) {
		s, err := assemble(t.Context(), p)
		if err == nil {
			err = s.close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Run("the demonstration has its sample network", func(t *testing.T) {
		dir := t.TempDir()
		cut(t, parts{
			store: filepath.Join(dir, "relais.db"), keys: filepath.Join(dir, "keys", "relais.key"), eraseWithin: 24 * time.Hour,
			settings: demoSettings(""), chat: chatOptions(), log: slog.New(slog.DiscardHandler),
		})
		inside(t, dir, func(s *service, tx storage.Tx) {
			if _, err := s.net.Roster.ByIdentity(tx, "local", "nadia"); err != nil {
				t.Error(err)
			}
		})
	})
	t.Run("the first admin is told the code", func(t *testing.T) {
		c := configure(t, anyPort)
		cfg, _, err := loadConfig(c.config, nil)
		if err != nil {
			t.Fatal(err)
		}
		cut(t, cfg.parts(slog.New(slog.DiscardHandler)))
		c.run(t)
		c.kept(t)
	})
}

// TestAnAdminCodeMakesNoStore where the path is mistyped.
func TestAnAdminCodeMakesNoStore(t *testing.T) {
	c := configure(t, anyPort)
	cfg, _, err := loadConfig(c.config, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = newAdminCode(t.Context(), cfg, io.Discard)
	if exitCode(err) != exitUsage || !strings.Contains(err.Error(), cfg.Storage.Path) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(cfg.Storage.Path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a store was made: %v", err)
	}
}
