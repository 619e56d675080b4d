package texts_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"relais/bot/texts"
)

// forms are the words of one key by plural form; a key without plurals has "other" alone.
type forms map[string]string

// entry is one key as its file has it.
type entry struct {
	file   string // "member", "refuse", …
	plural bool
	forms  forms
}

// sheet is one language as the files have it, read without the code under test.
type sheet map[string]entry

// readSheet reads the files of a language; with names, only those.
func readSheet(t testing.TB, lang string, names ...string) sheet {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("words", "*."+lang+".yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no words in %s: %v", lang, err)
	}
	out := sheet{}
	for _, path := range files {
		name, _, _ := strings.Cut(filepath.Base(path), ".")
		if len(names) > 0 && !slices.Contains(names, name) {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]any
		if err := yaml.Unmarshal(b, &raw); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for key, value := range raw {
			if _, twice := out[key]; twice {
				t.Errorf("%s: %s stands in another file too", path, key)
			}
			out[key] = readEntry(t, path, key, value)
		}
	}
	return out
}

func readEntry(t testing.TB, path, key string, value any) entry {
	t.Helper()
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	e := entry{file: name, forms: forms{}}
	switch v := value.(type) {
	case string:
		e.forms["other"] = v
	case map[string]any:
		e.plural = true
		for form, words := range v {
			s, ok := words.(string)
			if !ok {
				t.Errorf("%s: %s.%s is no text", path, key, form)
			}
			e.forms[form] = s
		}
	default:
		t.Errorf("%s: %s is neither a text nor a set of plurals", path, key)
	}
	for form, words := range e.forms {
		if strings.TrimSpace(words) == "" {
			t.Errorf("%s: %s.%s is empty", path, key, form)
		}
	}
	return e
}

// botFiles are the files that the conversation alone reads.
var botFiles = []string{"member", "refuse", "desk", "plan", "place", "running", "correct", "facts", "draft", "sources", "contest"}

func (s sheet) keys() []string { return slices.Sorted(maps.Keys(s)) }

// each calls f for every text of the sheet, in order.
func (s sheet) each(f func(key, form, words string)) {
	for _, key := range s.keys() {
		for _, form := range slices.Sorted(maps.Keys(s[key].forms)) {
			f(key, form, s[key].forms[form])
		}
	}
}

var placeholderRE = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// placeholders lists what is filled into a text, each once, sorted.
func placeholders(words string) []string {
	out := []string{}
	for _, m := range placeholderRE.FindAllStringSubmatch(words, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// others are the languages beside the reference.
func others() []string { return texts.Langs()[1:] }

func load(t testing.TB) *texts.Words {
	t.Helper()
	w, err := texts.Load()
	if err != nil {
		t.Fatalf("load the words: %v", err)
	}
	return w
}
