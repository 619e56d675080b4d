package main

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// envPrefix begins the name of every variable that sets a key.
const envPrefix = "RELAIS_"

// setting is one key of the configuration and the field that it fills.
type setting struct {
	key   string // "web.listen"
	value reflect.Value
}

// env is the variable that sets the key: RELAIS_WEB_LISTEN.
func (s setting) env() string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(s.key, ".", "_"))
}

// list reports whether the setting takes several values.
func (s setting) list() bool { return s.value.Kind() == reflect.Slice }

// text reports whether any text can be the setting's value, or an element of it.
func (s setting) text() bool {
	return s.value.Kind() == reflect.String || s.list()
}

// settingsOf lists every key of a configuration in the order of its fields, and the sections that they stand in.
func settingsOf(cfg *Config) (settings []setting, sections []string) {
	var walk func(prefix string, v reflect.Value)
	walk = func(prefix string, v reflect.Value) {
		for i := range v.NumField() {
			key := join(prefix, v.Type().Field(i).Tag.Get("yaml"))
			if v.Field(i).Kind() == reflect.Struct {
				sections = append(sections, key)
				walk(key, v.Field(i))
				continue
			}
			settings = append(settings, setting{key, v.Field(i)})
		}
	}
	walk("", reflect.ValueOf(cfg).Elem())
	return settings, sections
}

func join(prefix, key string) string {
	if prefix == "" {
		return key
	}
	return prefix + "." + key
}

// set reads one value, or the elements of a list. The error says what was expected; a secret's never repeats the value.
func (s setting) set(values ...string) error {
	if s.list() {
		if len(values) == 0 {
			s.value.SetZero()
			return nil
		}
		out := reflect.MakeSlice(s.value.Type(), len(values), len(values))
		for i, v := range values {
			out.Index(i).SetString(v)
		}
		s.value.Set(out)
		return nil
	}
	if len(values) != 1 {
		return errors.New("takes one value, not a list")
	}
	return s.parse(values[0])
}

func (s setting) parse(text string) error {
	switch field := s.value.Addr().Interface().(type) {
	case *bool:
		if text != "true" && text != "false" {
			return fmt.Errorf("%q is neither true nor false", text)
		}
		*field = text == "true"
	case *int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q is no whole number", text)
		}
		*field = n
	case *Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%q is no duration: write it as 90m or 24h", text)
		}
		*field = Duration(d)
	default:
		s.value.SetString(text)
	}
	return nil
}

// nearest finds what was probably meant: the candidate with the fewest differences from word, two at most; or else the one
// whose last part is the same or differs in one letter ("token" for "telegram.token").
func nearest(word string, candidates []string) (string, bool) {
	best, least := "", 3
	for _, c := range candidates {
		if d := distance(word, c); d < least && 2*d < len(word) {
			best, least = c, d
		}
	}
	if best != "" {
		return best, true
	}
	for _, c := range candidates {
		if a, b := leaf(word), leaf(c); a == b || len(a) > 3 && distance(a, b) < 2 {
			return c, true
		}
	}
	return "", false
}

func leaf(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// distance is Levenshtein's, over bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}
