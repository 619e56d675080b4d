package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"relais/storage"
)

// errNotFit is what check answers, beside its findings, for a configuration that can't be used.
var errNotFit = usageError{errors.New("the configuration can't be used")}

// Run judges the configuration and prints what it found.
func (c *checkFlags) Run(in *invocation) error {
	cfg, advice, err := loadConfig(c.Config, in.environ)
	var wrong []Finding
	if err != nil {
		var config ConfigError
		if !errors.As(err, &config) {
			return err
		}
		wrong = config
	} else {
		var onDisk []Finding
		onDisk, err = judgeFiles(cfg)
		if err != nil {
			return err
		}
		wrong = append(wrong, onDisk...)
	}
	for _, f := range wrong {
		fmt.Fprintln(in.stdout, f)
	}
	for _, f := range advice {
		fmt.Fprintln(in.stdout, "advice:", f)
	}
	if len(wrong) > 0 {
		fmt.Fprintf(in.stdout, "%s: %s to put right before it can run\n", c.Config, many(len(wrong), "thing"))
		return saidError{errNotFit}
	}
	if c.Online {
		if err := checkOnline(in, c.Config, cfg); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(in.stdout, "%s: fit to run, with %s; start it with: relais run --config %s\n",
		c.Config, many(len(advice), "piece", "of advice"), c.Config)
	return err
}

// many writes "1 piece of advice" or "3 pieces of advice".
func many(n int, what string, rest ...string) string {
	s := fmt.Sprintf("%d %s", n, what)
	if n != 1 {
		s += "s"
	}
	for _, r := range rest {
		s += " " + r
	}
	return s
}

// judgeFiles looks at the places of the store, the list of erasures and the key on this machine. It leaves nothing behind. The error is for what could
// not be looked at.
func judgeFiles(cfg Config) (wrong []Finding, err error) {
	store, err := judgeStore(cfg.Storage.Path)
	if err != nil {
		return nil, err
	}
	key, err := judgeKey(cfg)
	if err != nil {
		return nil, err
	}
	list, err := judgeFolder(filepath.Dir(cfg.Storage.Erasures))
	if err != nil {
		return nil, err
	}
	for _, f := range []Finding{{Key: "storage.path", Text: store}, {Key: "storage.erasures", Text: list}, {Key: "keys.file", Text: key}} {
		if f.Text != "" {
			wrong = append(wrong, f)
		}
	}
	return wrong, nil
}

// judgeStore says what keeps the store from being written, "" where nothing does. Beside the store's file its folder has to
// be writable, since compaction writes a second one there.
func judgeStore(path string) (string, error) {
	if why, err := judgeFolder(filepath.Dir(path)); why != "" || err != nil {
		return why, err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", fmt.Errorf("look at the store: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Sprintf("%s is no file: name the store's file, not its folder", absolute(path)), nil
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Sprintf("%s can't be written by this user: give it to the user that runs the network", absolute(path)), nil
	}
	if err != nil {
		return "", fmt.Errorf("look at the store: %w", err)
	}
	return "", file.Close()
}

// judgeKey says what is wrong with the key's file, "" where nothing is.
func judgeKey(cfg Config) (string, error) {
	path := cfg.Keys.File
	_, err := storage.LoadKeyset(path)
	switch {
	case err == nil:
		return "", nil
	case !errors.Is(err, fs.ErrNotExist):
		return err.Error(), nil
	}
	if info, err := os.Stat(cfg.Storage.Path); err == nil && info.Mode().IsRegular() {
		return fmt.Sprintf("there is no key at %s, but there is a store at %s: put the store's own key back; a new one can't open it",
			absolute(path), absolute(cfg.Storage.Path)), nil
	}
	return judgeFolder(filepath.Dir(path))
}

// judgeFolder says why no file can be made in dir, or in the folder above in which dir would be made; "" where one can.
func judgeFolder(dir string) (string, error) {
	dir = absolute(dir)
	info, err := os.Stat(dir)
	for errors.Is(err, fs.ErrNotExist) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
		info, err = os.Stat(dir)
	}
	if err != nil {
		return fmt.Sprintf("%s can't be reached: %v; choose another folder", dir, errors.Unwrap(err)), nil
	}
	if !info.IsDir() {
		return fmt.Sprintf("%s is no folder: choose another", dir), nil
	}
	// Only making a file tells: rights, read-only mounts and full disks differ in how they show.
	file, err := os.CreateTemp(dir, ".relais-check-*")
	if err != nil {
		return fmt.Sprintf("no file can be made in %s (%v): give the folder to the user that runs the network, or choose another", dir, errors.Unwrap(err)), nil
	}
	if err := errors.Join(file.Close(), os.Remove(file.Name())); err != nil {
		return "", fmt.Errorf("take the trial file away: %w", err)
	}
	return "", nil
}

// absolute is the whole path, which tells an operator more than one relative to wherever they stand.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
