package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts call this very program as relais.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"relais": main, "witness": witness})
}

// TestFrontDoor runs the scripts of .ci/frontdoor against the program as a process of its own. Beside testscript's commands
// they have "exits N command…", which holds the exit code.
func TestFrontDoor(t *testing.T) {
	reference, err := filepath.Abs("config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join(".ci", "frontdoor"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			text, err := os.ReadFile(reference)
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(env.WorkDir, "config.yaml"), text, 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command [argument...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("run %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s ended with %d, not %d", args[1], got, want)
	}
}
