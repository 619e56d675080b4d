package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Finding is one thing to say about one setting.
type Finding struct {
	Where string // "config.yaml:12", "config.yaml", or "" where the environment's variable says it
	Key   string // "telegram.mode", or "RELAIS_TELEGRAM_MODE"; "" where the whole file is meant
	Text  string // what is wrong and what to do

	line int // orders the file's findings; 0 stands before them
}

func (f Finding) String() string {
	return strings.Join(slices.DeleteFunc([]string{f.Where, f.Key, f.Text}, func(s string) bool { return s == "" }), ": ")
}

// ConfigError is everything that keeps a configuration from being used, in the order of the file, then of the
// environment. It prints one finding a line.
type ConfigError []Finding

func (e ConfigError) Error() string {
	lines := make([]string, len(e))
	for i, f := range e {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Findings collects what the sections' Validate methods have to say, by key: what is wrong, and what is only advised.
type Findings struct {
	wrong, advice []remark
}

// remark is a finding whose place is not known yet. It is dropped where one of its keys has been found wrong already:
// what was not understood can't be judged.
type remark struct {
	keys []string // the first is where it is shown
	text string
}

// Wrong adds what keeps the value of key from being used.
func (f *Findings) Wrong(key, format string, args ...any) { f.Between([]string{key}, format, args...) }

// Between adds a contradiction between keys; it is shown at the first.
func (f *Findings) Between(keys []string, format string, args ...any) {
	f.wrong = append(f.wrong, remark{keys, fmt.Sprintf(format, args...)})
}

// Advise adds what works but should be otherwise.
func (f *Findings) Advise(key, format string, args ...any) {
	f.advice = append(f.advice, remark{[]string{key}, fmt.Sprintf(format, args...)})
}

// inOrder sorts findings as they stand in the file, then the environment's by name.
func inOrder(fs []Finding) []Finding {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			-cmp.Compare(min(len(a.Where), 1), min(len(b.Where), 1)),
			cmp.Compare(a.line, b.line),
			cmp.Compare(a.Key, b.Key))
	})
	return fs
}
