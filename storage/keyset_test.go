package storage_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"relais/storage"
	"relais/storage/storagetest"
)

func newKeys(t *testing.T) *storage.Keyset {
	t.Helper()
	k, err := storage.NewKeyset()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// savedKeys are in a file.
func savedKeys(t *testing.T) (k *storage.Keyset, path string) {
	t.Helper()
	k, path = newKeys(t), filepath.Join(t.TempDir(), "folder", "key")
	if err := k.Save(path); err != nil {
		t.Fatal(err)
	}
	return k, path
}

func TestKeyset(t *testing.T) {
	t.Run("a_file_is_read_back", func(t *testing.T) {
		_, path := savedKeys(t)
		again, err := storage.LoadKeyset(path)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(again.Versions(), []uint32{1}) || again.Primary() != 1 {
			t.Errorf("versions %d, primary %d", again.Versions(), again.Primary())
		}
		if err := errors.Join(again.Rotate(), again.Save(path)); err != nil {
			t.Fatal(err)
		}
		third, err := storage.LoadKeyset(path)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(third.Versions(), []uint32{1, 2}) || third.Primary() != 2 {
			t.Errorf("versions %d, primary %d", third.Versions(), third.Primary())
		}
	})
	t.Run("the_file_is_private_and_alone_in_its_folder", func(t *testing.T) {
		_, path := savedKeys(t)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("mode %04o, want 0600", info.Mode().Perm())
		}
		left, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(left) != 1 {
			t.Errorf("in the folder: %v, %v", left, err)
		}
	})
	t.Run("a_file_that_others_may_read_is_refused", func(t *testing.T) {
		_, path := savedKeys(t)
		for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o601} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			_, err := storage.LoadKeyset(path)
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "chmod 600") {
				t.Errorf("mode %04o: %v", mode, err)
			}
		}
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		if _, err := storage.LoadKeyset(path); err != nil {
			t.Errorf("mode 0400: %v", err)
		}
	})
	t.Run("a_missing_file_does_not_exist", func(t *testing.T) {
		if _, err := storage.LoadKeyset(filepath.Join(t.TempDir(), "key")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("LoadKeyset: %v, want fs.ErrNotExist", err)
		}
	})
	t.Run("a_damaged_file_is_an_error_without_its_content", func(t *testing.T) {
		_, path := savedKeys(t)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		root := rootIn(t, whole)
		for name, raw := range map[string]string{
			"empty":      "",
			"cut":        string(whole[:len(whole)/2]),
			"half a key": strings.Replace(string(whole), base64.StdEncoding.EncodeToString(root), base64.StdEncoding.EncodeToString(root[:16]), 1),
			"no primary": strings.Replace(string(whole), `"primary": 1`, `"primary": 7`, 1),
			"a word":     strings.Replace(string(whole), base64.StdEncoding.EncodeToString(root), "SECRETWORD!", 1),
		} {
			if err := os.WriteFile(path, []byte(raw), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := storage.LoadKeyset(path)
			if err == nil {
				t.Errorf("%s: it was taken", name)
			} else if strings.Contains(err.Error(), "SECRETWORD") || leaks(err.Error(), root) {
				t.Errorf("%s: the error quotes the file: %v", name, err)
			}
		}
	})
	t.Run("a_newer_format_is_newer", func(t *testing.T) {
		_, path := savedKeys(t)
		whole, _ := os.ReadFile(path)
		if err := os.WriteFile(path, bytes.Replace(whole, []byte(`"format": 1`), []byte(`"format": 2`), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := storage.LoadKeyset(path); !errors.Is(err, storage.ErrNewer) {
			t.Errorf("LoadKeyset: %v, want ErrNewer", err)
		}
	})
	t.Run("another_keyset_is_never_written_over", func(t *testing.T) {
		_, path := savedKeys(t)
		before, _ := os.ReadFile(path)
		if err := newKeys(t).Save(path); err == nil {
			t.Error("it was")
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Error("the file has changed")
		}
	})
	t.Run("nor_is_a_version_that_this_one_has_never_seen", func(t *testing.T) {
		stale, path := savedKeys(t)
		newer, err := storage.LoadKeyset(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(newer.Rotate(), newer.Save(path)); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(path)
		if err := stale.Save(path); err == nil {
			t.Error("an older state was saved over it")
		}
		if err := errors.Join(stale.Rotate(), stale.Save(path)); err == nil {
			t.Error("another version 2 was saved over it")
		}
		if stale.Primary() != 1 {
			t.Error("a version took effect that could not be saved")
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Error("the file has changed")
		}
	})
	t.Run("nor_is_what_is_no_keyset", func(t *testing.T) {
		for _, content := range []string{"", "precious"} {
			path := filepath.Join(t.TempDir(), "key")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := newKeys(t).Save(path); err == nil {
				t.Errorf("%q was written over", content)
			}
		}
	})
	t.Run("a_version_takes_effect_when_it_is_saved_at_home", func(t *testing.T) {
		k, path := savedKeys(t)
		if err := k.Rotate(); err != nil {
			t.Fatal(err)
		}
		if k.Primary() != 1 || !slices.Equal(k.Versions(), []uint32{1}) {
			t.Errorf("before Save: versions %d, primary %d", k.Versions(), k.Primary())
		}
		if err := k.Rotate(); err == nil {
			t.Error("a second version was added before the first was saved")
		}
		if err := k.Save(filepath.Join(t.TempDir(), "copy")); err != nil {
			t.Fatal(err)
		}
		if k.Primary() != 1 {
			t.Error("saving a copy put the version into effect")
		}
		if err := k.Save(path); err != nil {
			t.Fatal(err)
		}
		if k.Primary() != 2 || !slices.Equal(k.Versions(), []uint32{1, 2}) {
			t.Errorf("after Save: versions %d, primary %d", k.Versions(), k.Primary())
		}
	})
	t.Run("it_never_prints_itself", func(t *testing.T) {
		k, path := savedKeys(t)
		raw, _ := os.ReadFile(path)
		root := rootIn(t, raw)
		if !leaks(string(raw), root) {
			t.Fatal("this test does not recognise a root key")
		}
		s := storagetest.New(t)
		var logged bytes.Buffer
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("keys", "keys", k, "in", struct{ K *storage.Keyset }{k})
		slog.New(slog.NewTextHandler(&logged, nil)).Info("keys", "keys", k)
		text := logged.String()
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			text += fmt.Sprintf(verb+verb+verb, k, struct{ K *storage.Keyset }{k}, struct{ k *storage.Keyset }{k})
			text += fmt.Sprintf(verb, s)
			if got := fmt.Sprintf(verb, k); got != "[secret]" {
				t.Errorf("%s prints %q", verb, got)
			}
		}
		asJSON, err := json.Marshal(map[string]any{"k": k})
		if err != nil {
			t.Fatal(err)
		}
		text += string(asJSON) + k.String() + k.GoString()
		if leaks(text, root) {
			t.Error("a root key was printed")
		}
		if n := strings.Count(text, "[secret]"); n < 15 {
			t.Errorf("[secret] was printed %d times", n)
		}
	})
}

// TestDroppedVersionServesOlderViews reads through a view that began before a rotation ended.
func TestDroppedVersionServesOlderViews(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s, keys := openWithKeys(t, dir)
	c := storage.NewCollection(s, storage.Spec[city]{Name: "cities", Indexes: cityIndexes})
	if err := s.Update(ctx, func(tx storage.Tx) error { return c.Put(tx, "p", city{Name: "Paris"}) }); err != nil {
		t.Fatal(err)
	}
	err := s.View(ctx, func(tx storage.Tx) error {
		rotated := make(chan error)
		go func() {
			path := filepath.Join(dir, "relais.key")
			err := errors.Join(keys.Rotate(), keys.Save(path), s.Rotate(ctx))
			rotated <- errors.Join(err, keys.Drop(ctx, s, 1), keys.Save(path))
		}()
		if err := <-rotated; err != nil {
			return err
		}
		if _, err := c.Get(tx, "p"); err != nil {
			return err
		}
		found, err := c.Find(tx, "name", "Paris")
		if len(found) != 1 {
			t.Errorf("Paris is found at %q", found)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if !slices.Equal(keys.Versions(), []uint32{2}) {
		t.Errorf("versions %d, want [2]", keys.Versions())
	}
}

// TestRotationInTheMidstOfAPut changes the primary between a record's index entries and the record itself.
func TestRotationInTheMidstOfAPut(t *testing.T) {
	dir := t.TempDir()
	s, keys := openWithKeys(t, dir)
	rotate := false
	c := storage.NewCollection(s, storage.Spec[city]{Name: "cities", Indexes: []storage.Index[city]{
		{Name: "name", Values: func(_ string, c city) []string {
			if rotate {
				rotate = false
				if err := errors.Join(keys.Rotate(), keys.Save(filepath.Join(dir, "relais.key"))); err != nil {
					t.Error(err)
				}
			}
			return []string{c.Name}
		}},
	}})
	for _, name := range []string{"old", "mid", "new"} {
		update(t, s, func(tx storage.Tx) error {
			rotate = name != "new"
			return c.Put(tx, "k", city{Name: name})
		})
	}
	if keys.Primary() < 3 {
		t.Fatalf("the primary is %d, want 3 or more", keys.Primary())
	}
	view(t, s, func(tx storage.Tx) error {
		for name, want := range map[string][]string{"old": nil, "mid": nil, "new": {"k"}} {
			if found, err := c.Find(tx, "name", name); !slices.Equal(found, want) {
				t.Errorf("%s is found at %q, %v, want %q", name, found, err, want)
			}
		}
		return nil
	})
}

// TestRotationWaitsForClosuresInHand rotates while a closure has sealed under the old primary and is not committed.
func TestRotationWaitsForClosuresInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, dir := context.Background(), t.TempDir()
		s, keys := openWithKeys(t, dir)
		release := make(chan struct{})
		first := make(chan error, 1)
		go func() {
			first <- s.Update(ctx, func(tx storage.Tx) error {
				_, err := s.Next(tx, "n")
				<-release
				return err
			})
		}()
		synctest.Wait()
		rotated := make(chan error, 1)
		path := filepath.Join(dir, "relais.key")
		if err := errors.Join(keys.Rotate(), keys.Save(path)); err != nil {
			t.Fatal(err)
		}
		go func() {
			err := s.Rotate(ctx)
			rotated <- errors.Join(err, keys.Drop(ctx, s, 1), keys.Save(path))
		}()
		synctest.Wait()
		close(release)
		if err := errors.Join(<-first, <-rotated); err != nil {
			t.Fatal(err)
		}
		s.Close()
		s, _ = openWithKeys(t, dir)
		update(t, s, func(tx storage.Tx) error {
			n, err := s.Next(tx, "n")
			if n != 2 {
				t.Errorf("Next = %d, want 2", n)
			}
			return err
		})
	})
}

func rootIn(t *testing.T, raw []byte) []byte {
	t.Helper()
	var f struct{ Keys map[string][]byte }
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	return f.Keys["1"]
}

// leaks reports whether text holds a root key in any usual form, or its first bytes as numbers.
func leaks(text string, root []byte) bool {
	forms := []string{
		string(root), hex.EncodeToString(root), strings.ToUpper(hex.EncodeToString(root)),
		base64.StdEncoding.EncodeToString(root), base64.RawURLEncoding.EncodeToString(root),
		strings.Trim(fmt.Sprint(root[:4]), "[]"), strings.Trim(fmt.Sprintf("%#v", root[:4]), "[]byte{}"),
	}
	return slices.ContainsFunc(forms, func(form string) bool { return strings.Contains(text, form) })
}
