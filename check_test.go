package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"relais/storage"
	"relais/storage/bolt"
)

// TestCheck judges a network's folder in every state that an operator may leave it in. What the rights of a file forbid is
// told by the operating system, which forbids the administrator nothing, so folders that are files stand for them here.
func TestCheck(t *testing.T) {
	write := func(t *testing.T, path string, mode fs.FileMode) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("x"), mode), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
	}
	// found makes the store and its key as a first start does.
	found := func(t *testing.T, store, key string) {
		t.Helper()
		for _, path := range []string{store, key} {
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		eng, err := bolt.Open(store, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer eng.Close()
		keys, err := storage.OpenKeys(t.Context(), eng, key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := storage.Open(t.Context(), eng, keys); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		before func(t *testing.T, store, key string)
		want   string // part of the one line that is wrong; "" for none
	}{
		"before the first start": {func(*testing.T, string, string) {}, ""},
		"after the first start":  {found, ""},
		"a key for all": {func(t *testing.T, store, key string) {
			found(t, store, key)
			if err := os.Chmod(key, 0o644); err != nil {
				t.Fatal(err)
			}
		}, "keys.file: the key file"},
		"a key that is none": {func(t *testing.T, _, key string) { write(t, key, 0o600) }, "keys.file: load the key file"},
		"a store without its key": {func(t *testing.T, store, key string) {
			found(t, store, key)
			if err := os.Remove(key); err != nil {
				t.Fatal(err)
			}
		}, "keys.file: there is no key at "},
		"a folder for a store": {func(t *testing.T, store, _ string) {
			if err := os.MkdirAll(store, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "storage.path: "},
		"a file for the store's folder": {func(t *testing.T, store, _ string) { write(t, filepath.Dir(store), 0o600) }, "storage.path: "},
		"a file for the key's folder":   {func(t *testing.T, _, key string) { write(t, filepath.Dir(key), 0o600) }, "keys.file: "},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			config := filepath.Join(dir, "config.yaml")
			store, key := filepath.Join(dir, "data", "relais.db"), filepath.Join(dir, "keys", "relais.key")
			text := "storage: {path: " + store + "}\nkeys: {file: " + key + "}\n"
			if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			c.before(t, store, key)
			before := listing(t, dir)

			code, stdout, stderr := call(t, "", nil, "check", "--config", config)
			var wrong []string
			for line := range strings.SplitSeq(strings.TrimSpace(stdout), "\n") {
				if !strings.HasPrefix(line, "advice: ") && !strings.HasPrefix(line, config+": ") {
					wrong = append(wrong, line)
				}
			}
			if c.want == "" && (code != exitDone || len(wrong) > 0) || stderr != "" {
				t.Errorf("exit code %d:\n%s%s", code, stdout, stderr)
			}
			if c.want != "" && (code != exitUsage || len(wrong) != 1 || !strings.Contains(wrong[0], c.want)) {
				t.Errorf("exit code %d, and not one line with %q:\n%s", code, c.want, stdout)
			}
			if after := listing(t, dir); after != before {
				t.Errorf("check left something behind:\n%s\nbefore:\n%s", after, before)
			}
		})
	}
}

func listing(t *testing.T, dir string) string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		paths = append(paths, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(paths, "\n")
}

// TestCheckShippedConfig holds that the file that comes with relais is fit to run as it stands, with advice to make it one's own.
func TestCheckShippedConfig(t *testing.T) {
	text, err := os.ReadFile("config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("config.yaml", text, 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, _ := call(t, "", nil, "check")
	if code != exitDone {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"network.name: is still the example's", "no platform has a token", "fit to run, with 2 pieces of advice; start it with: relais run --config config.yaml"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is not in\n%s", want, stdout)
		}
	}
}
