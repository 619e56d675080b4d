package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"relais/storage"
	"relais/web"
)

// call runs one command line and returns its exit code and what it printed.
func call(t *testing.T, stdin string, environ []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &errs, environ)
	return code, out.String(), errs.String()
}

func TestCommandLine(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text.txt")
	bad := filepath.Join(dir, "bad.yaml")
	for path, content := range map[string]string{text: "Couscous 🍲\n", bad: "web:\n  listen: 8080\nlog: {level: loud}\n"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		args           []string
		stdin          string
		environ        []string
		code           int
		stdout, stderr string // parts; "" for nothing printed
	}{
		"nothing":              {nil, "", nil, 2, "", "Usage: relais <command>"},
		"help":                 {[]string{"--help"}, "", nil, 0, "4  the address is taken", ""},
		"short help":           {[]string{"-h"}, "", nil, 0, "Usage: relais <command>", ""},
		"unknown command":      {[]string{"start"}, "", nil, 2, "", "relais: unexpected argument start\nRun relais --help"},
		"unknown flag":         {[]string{"run", "--port", "1"}, "", nil, 2, "", "relais: unknown flag --port\nRun relais run --help"},
		"a word too many":      {[]string{"version", "x"}, "", nil, 2, "", "unexpected argument x"},
		"version":              {[]string{"version"}, "", nil, 0, "relais ", ""},
		"length":               {[]string{"length", "--network", "x", text}, "", nil, 0, "X: 11 of 280 characters by X's weights: it fits\n", ""},
		"length of input":      {[]string{"length", "--network=X"}, "abc\r\n\n", nil, 0, "X: 3 of 280 ", ""},
		"length of a dash":     {[]string{"length", "--network=x", "-"}, "abc", nil, 0, "X: 3 of 280 ", ""},
		"length of nothing":    {[]string{"length", "--network=x"}, "", nil, 0, "X: 0 of 280 ", ""},
		"length, too long":     {[]string{"length", "--network", "x"}, strings.Repeat("a", 281), nil, 3, "X: 281 of 280 characters by X's weights: it does not fit\n", ""},
		"length, other limits": {[]string{"length", "--network", "bluesky"}, "é", nil, 0, "Bluesky: 1 of 300 characters as readers see them, 2 of 3000 bytes: it fits\n", ""},
		"length, no limit":     {[]string{"length", "--network", "whatsapp"}, "abc", nil, 0, "WhatsApp: 3 characters, no limit known: it fits\n", ""},
		"length, no network":   {[]string{"length"}, "", nil, 2, "", "missing flags: --network=NETWORK\nRun relais length --help"},
		"length, no such":      {[]string{"length", "--network", "myspace"}, "", nil, 2, "", `no such network: "myspace"; there are x, bluesky`},
		"length, no file":      {[]string{"length", "--network", "x", text + "x"}, "", nil, 2, "", "no such file"},
		"length, damaged":      {[]string{"length", "--network", "x"}, "a\xff", nil, 2, "", "not valid UTF-8"},
		"length, a flood":      {[]string{"length", "--network", "x"}, strings.Repeat("a", maxText+1), nil, 2, "", "no network takes that much"},
		"check, nothing there": {[]string{"check", "--config", filepath.Join(dir, "no.yaml")}, "", nil, 2, "no.yaml: there is no such file", ""},
		"check, bad":           {[]string{"check", "-c", bad}, "", nil, 2, "bad.yaml:2: web.listen: \"8080\" is no address", ""},
		"check, bad all":       {[]string{"check", "-c", bad}, "", nil, 2, "2 things to put right before it can run\n", ""},
		"check, environment":   {[]string{"check", "-c", text + "x"}, "", []string{"RELAIS_LOG_LEVEL=loud"}, 2, "there is no such file", ""},
		"run, bad":             {[]string{"run", "--config", bad}, "", nil, 2, "", "bad.yaml:2: web.listen: \"8080\" is no address: write it as 127.0.0.1:8080, or :8080 for every address of this machine\nbad.yaml:3: log.level:"},
		"export, what":         {[]string{"export", "members"}, "", nil, 2, "", "must be one of \"briefs\",\"facts\",\"claimreview\" but got \"members\""},
		"backup, no file":      {[]string{"backup"}, "", nil, 2, "", "expected \"<file>\"\nRun relais backup --help"},
		"backup, bad":          {[]string{"backup", "-c", bad, text + "x"}, "", nil, 2, "", "bad.yaml:3: log.level:"},
		"backup, is there":     {[]string{"backup", "-c", "config.yaml", text}, "", nil, 2, "", text + " is there already: name another file"},
		"backup, no store":     {[]string{"backup", "-c", "config.yaml", text + "x"}, "", []string{"RELAIS_STORAGE_PATH=" + dir + "/no.db"}, 2, "", "there is no store at " + dir + "/no.db"},
		"restore, no key":      {[]string{"restore", "-c", "config.yaml", text}, "", []string{"RELAIS_STORAGE_PATH=" + dir + "/new/a.db", "RELAIS_KEYS_FILE=" + dir + "/no.key"}, 2, "", "there is no key at " + dir + "/no.key"},
		"keys, what":           {[]string{"keys"}, "", nil, 2, "", "expected \"rotate\""},
		"admin-code, bad":      {[]string{"admin-code", "--config", bad}, "", nil, 2, "", "bad.yaml:3: log.level:"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := call(t, c.stdin, c.environ, c.args...)
			if code != c.code {
				t.Errorf("exit code %d, not %d\n%s%s", code, c.code, stdout, stderr)
			}
			for _, p := range []struct{ name, want, got string }{{"stdout", c.stdout, stdout}, {"stderr", c.stderr, stderr}} {
				if !strings.Contains(p.got, p.want) || p.want == "" && p.got != "" {
					t.Errorf("%s is %q, without %q", p.name, p.got, p.want)
				}
			}
		})
	}
}

func TestEveryCommandHasAManual(t *testing.T) {
	for _, command := range []string{"demo", "run", "check", "length", "backup", "restore", "compact", "keys rotate", "audit verify", "export", "admin-code", "version"} {
		code, stdout, stderr := call(t, "", nil, append(strings.Fields(command), "--help")...)
		if code != 0 || stderr != "" {
			t.Errorf("%s --help ends with %d: %s", command, code, stderr)
		}
		wants := []string{"Usage: relais " + command, "Exit codes:", "0  done", "2  wrong usage"}
		if command != "version" {
			wants = append(wants, "Example", "    relais "+command)
		}
		for _, want := range wants {
			if !strings.Contains(stdout, want) {
				t.Errorf("%s --help does not say %q", command, want)
			}
		}
		for line := range strings.SplitSeq(stdout, "\n") {
			if n := len([]rune(line)); n > 100 {
				t.Errorf("%s --help: %d characters in a line: %s", command, n, line)
			}
		}
	}
}

func TestLengthAsJSON(t *testing.T) {
	code, stdout, _ := call(t, strings.Repeat("é", 1501), nil, "length", "--network", "bluesky", "--json")
	var got lengthReport
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	want := lengthReport{Network: "bluesky", Unit: "graphemes", Count: 1501, Limit: 300, Bytes: 3002, ByteLimit: 3000}
	if diff := cmp.Diff(want, got); diff != "" || code != exitTooLong {
		t.Errorf("exit code %d, answer (-want +got):\n%s", code, diff)
	}
}

func TestExitCodes(t *testing.T) {
	taken := &net.OpError{Op: "listen", Err: os.NewSyscallError("bind", syscall.EADDRINUSE)}
	for _, c := range []struct {
		err  error
		want int
	}{
		{nil, exitDone},
		{errors.New("anything"), exitFailed},
		{context.Canceled, exitFailed},
		{fmt.Errorf("read: %w", ConfigError{{Text: "x"}}), exitUsage},
		{usageError{errors.New("x")}, exitUsage},
		{saidError{errNotFit}, exitUsage},
		{saidError{errTooLong}, exitTooLong},
		{fmt.Errorf("open: %w", storage.ErrInUse), exitInUse},
		{fmt.Errorf("serve: %w", taken), exitInUse},
	} {
		if got := exitCode(c.err); got != c.want {
			t.Errorf("%v ends with %d, not %d", c.err, got, c.want)
		}
	}
	seen := map[int]bool{}
	for _, row := range exitTable {
		if seen[row.code] || row.meaning == "" {
			t.Errorf("row %+v", row)
		}
		seen[row.code] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d codes are in the table, 5 are in use", len(seen))
	}
}

// TestATakenAddressIsOneSentence holds it for the commands that listen.
func TestATakenAddressIsOneSentence(t *testing.T) {
	taken, err := web.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	text := fmt.Sprintf("web: {listen: %q}\nstorage: {path: %q}\nkeys: {file: %q}\n", address, filepath.Join(dir, "data", "relais.db"), filepath.Join(dir, "keys", "k"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"--listen": {"demo", "--listen", address}, "web.listen": {"run", "--config", config},
	} {
		var stderr bytes.Buffer
		code := run(t.Context(), args, strings.NewReader(""), io.Discard, &stderr, nil)
		last := strings.Split(strings.TrimSpace(stderr.String()), "\n")
		said := last[len(last)-1]
		if code != exitInUse || !strings.Contains(said, "the address "+address+" is in use") || !strings.Contains(said, want) {
			t.Errorf("%v: code %d, said %q", args, code, said)
		}
	}
}

func TestVersionLine(t *testing.T) {
	for want, info := range map[string]*debug.BuildInfo{
		"relais (unreleased)":          {},
		"relais (unreleased) go1.26.8": {GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"}},
		"relais v1.2.0 go1.26.8 revision 0123456789ab of 2026-11-23T10:00:00Z (changed since)": {
			GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}, Settings: []debug.BuildSetting{
				{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.modified", Value: "true"}, {Key: "vcs.time", Value: "2026-11-23T10:00:00Z"}},
		},
		"relais (unreleased) revision 0123": {Settings: []debug.BuildSetting{{Key: "vcs.revision", Value: "0123"}, {Key: "vcs.modified", Value: "false"}}},
	} {
		if got := versionLine(info); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

// brokenWriter is a pipe whose reader has gone.
type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestABrokenPipeIsAFailure(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"length", "--network", "x"}, {"length", "--network", "x", "--json"}} {
		if code := run(t.Context(), args, strings.NewReader("a"), brokenWriter{}, io.Discard, nil); code != exitFailed {
			t.Errorf("%v ends with %d", args, code)
		}
	}
}
