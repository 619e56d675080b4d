package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
)

// loader fills a configuration from a file, the environment and the secrets' own files, and remembers where each value
// came from, so that what is wrong with it can be said there.
type loader struct {
	source   source
	settings []setting
	byKey    map[string]setting
	sections []string

	place map[string]Finding // where a key was set: a finding without its text
	bad   map[string]bool    // keys whose value was not understood
	torn  bool               // the file could not be read to its end

	wrong, advice []Finding
}

// source is a configuration's text, what its lines are called by, who may read it, and how a secret's file is read.
type source struct {
	name   string
	text   []byte
	mode   fs.FileMode
	secret func(path string) (text []byte, mode fs.FileMode, err error)
}

func newLoader(src source, cfg *Config) *loader {
	l := &loader{source: src, byKey: map[string]setting{}, place: map[string]Finding{}, bad: map[string]bool{}}
	l.settings, l.sections = settingsOf(cfg)
	for _, s := range l.settings {
		l.byKey[s.key] = s
	}
	return l
}

// at is where to say something about a key.
func (l *loader) at(key string) Finding {
	if f, ok := l.place[key]; ok {
		return f
	}
	return Finding{Where: l.source.name, Key: key}
}

// line is a place in the file.
func (l *loader) line(n int, key string) Finding {
	return Finding{Where: fmt.Sprintf("%s:%d", l.source.name, n), Key: key, line: n}
}

func (l *loader) fault(at Finding, format string, args ...any) {
	at.Text = fmt.Sprintf(format, args...)
	l.wrong = append(l.wrong, at)
}

func (l *loader) advise(at Finding, format string, args ...any) {
	at.Text = fmt.Sprintf(format, args...)
	l.advice = append(l.advice, at)
}

// fill sets a key from one place and takes note of the place.
func (l *loader) fill(s setting, at Finding, values ...string) {
	l.place[s.key] = at
	delete(l.bad, s.key)
	if err := s.set(values...); err != nil {
		l.spoil(s, at, "%w", err)
	}
}

// spoil says why a key's value can't be read.
func (l *loader) spoil(s setting, at Finding, format string, args ...any) {
	l.place[s.key] = at
	l.bad[s.key] = true
	l.fault(at, "%s", fmt.Errorf(format, args...))
}

// environment lays the variables that begin with RELAIS_ over what the file said. One that sets nothing is a fault where it
// is close to one that does, else advice: an orchestrator may set its own under the same prefix.
func (l *loader) environment(environ []string) {
	byEnv := make(map[string]setting, len(l.settings))
	names := make([]string, len(l.settings))
	for i, s := range l.settings {
		names[i] = s.env()
		byEnv[s.env()] = s
	}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, envPrefix) {
			continue
		}
		at := Finding{Key: printable(name)}
		s, known := byEnv[name]
		switch {
		case known && s.list():
			l.fill(s, at, commaList(value)...)
		case known:
			l.fill(s, at, value)
		default:
			if meant, ok := nearest(name, names); ok {
				l.fault(at, "sets nothing: did you mean %s?", meant)
				continue
			}
			l.advise(at, "sets nothing: see config.yaml for what there is, or take it away")
		}
	}
}

func commaList(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// maxSecret is the most bytes that a secret's file may have: the longest known token has about a hundred.
const maxSecret = 4096

func readSecret(path string) ([]byte, fs.FileMode, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	text, err := io.ReadAll(io.LimitReader(file, maxSecret+1))
	return text, info.Mode(), err
}

// secretFiles reads the secrets that a *_file key names.
func (l *loader) secretFiles() {
	for _, s := range l.settings {
		secret, ok := s.value.Addr().Interface().(*Secret)
		if !ok {
			continue
		}
		file := l.byKey[s.key+"_file"]
		at, path := l.at(file.key), file.value.String()
		if l.place[s.key].line > 0 && *secret != "" && l.source.mode.Perm()&0o044 != 0 {
			l.advise(l.at(s.key), "others on this machine can read this file and the secret in it: run chmod 600 on it, or use %s", file.key)
		}
		switch {
		case path == "" || l.bad[s.key] || l.bad[file.key]:
		case *secret != "":
			l.bad[s.key] = true
			l.fault(at, "%s is set too: keep one of the two", s.key)
		default:
			l.place[s.key] = at
			if err := l.readSecretFile(secret, at, path); err != nil {
				l.bad[s.key] = true
				l.fault(at, "%s", err)
			}
		}
	}
}

func (l *loader) readSecretFile(to *Secret, at Finding, path string) error {
	text, mode, err := l.source.secret(path)
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	switch value := strings.TrimSpace(string(text)); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %q", path)
	case err != nil:
		return fmt.Errorf("%q can't be read: %w", path, err)
	case value == "":
		return fmt.Errorf("%q is empty: write the secret into it", path)
	case len(text) > maxSecret || strings.ContainsAny(value, "\r\n"):
		return fmt.Errorf("%q has more than one line: write the secret alone into it", path)
	default:
		*to = Secret(value)
	}
	if mode.Perm()&0o044 != 0 {
		l.advise(at, "others on this machine can read %q: run chmod 600 on it", path)
	}
	return nil
}

// judge lets the configuration say what it makes of its values, unless the file broke off: then most were never read.
func (l *loader) judge(cfg Config) {
	if l.torn {
		return
	}
	var said Findings
	cfg.Validate(&said)
	isBad := func(key string) bool { return l.bad[key] }
	for _, r := range said.wrong {
		if !slices.ContainsFunc(r.keys, isBad) {
			l.fault(l.at(r.keys[0]), "%s", r.text)
		}
	}
	for _, r := range said.advice {
		if !slices.ContainsFunc(r.keys, isBad) {
			l.advise(l.at(r.keys[0]), "%s", r.text)
		}
	}
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_.<-]{1,60}$`)

// printable is a name as it can stand in a line: as it is, or quoted and cut short where it is none of ours.
func printable(name string) string {
	if plainWord.MatchString(name) {
		return name
	}
	if r := []rune(name); len(r) > 40 {
		name = string(r[:40]) + "…"
	}
	return fmt.Sprintf("%q", name)
}
