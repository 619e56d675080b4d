package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/messages"
)

// usedKeys are the keys that the pages speak by: those that stand in the code, and those it makes from what may be said.
func usedKeys(t *testing.T, has func(string) bool) map[string]bool {
	t.Helper()
	used := map[string]bool{}
	var sources []string
	for _, pattern := range []string{"*.go", "pages/*.html"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, names...)
	}
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"(web\.[a-z0-9.-]+)"`).FindAllStringSubmatch(string(b), -1) {
			used[m[1]] = true
		}
		for _, m := range regexp.MustCompile(`(?:List|missing)[ (](?:w, r, )?"([a-z.-]+)"`).FindAllStringSubmatch(string(b), -1) {
			key := "web." + strings.TrimPrefix(m[1], "web.")
			if !strings.Contains(m[0], "List") {
				used[key], used[key+"-body"] = true, true
				continue
			}
			if !has(key) {
				delete(used, key) // only its parts are said
			}
			for _, n := range "123456789" {
				if k := key + "." + string(n); has(k) {
					used[k] = true
				}
			}
		}
	}
	for k := range used {
		if strings.HasSuffix(k, ".") {
			delete(used, k)
		}
	}
	for _, k := range messages.Kinds() {
		used["web.kind."+string(k)] = true
	}
	for _, f := range messages.Findings() {
		used["web.finding."+strings.ReplaceAll(string(f), " ", "-")] = true
	}
	for _, o := range campaigns.Outcomes() {
		used["web.outcome."+strings.ReplaceAll(string(o), " ", "-")] = true
	}
	for _, p := range messages.PayerTypes() {
		used["web.payer."+string(p)] = true
	}
	for _, s := range messages.SourceTypes() {
		used["web.source-type."+string(s)] = true
	}
	for _, c := range []messages.Confidence{messages.Established, messages.Likely, messages.Disputed} {
		used["web.confidence."+string(c)] = true
	}
	return used
}

func TestEveryWordIsThereInEveryLanguage(t *testing.T) {
	words, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	used := usedKeys(t, words.In("en").Has)
	if len(used) < 100 {
		t.Fatalf("only %d keys were found in the code", len(used))
	}
	for _, lang := range texts.Langs() {
		for k := range used {
			if !words.In(lang).Has(k) {
				t.Errorf("%s: there are no words for %s", lang, k)
			}
		}
		for _, k := range words.Keys(lang) {
			if strings.HasPrefix(k, "web.") && !used[k] {
				t.Errorf("%s: nobody says %s", lang, k)
			}
		}
	}
}

// What is filled in is filled in in every language, and under the same names.
func TestEveryWordTakesTheSameNames(t *testing.T) {
	names := map[string][]string{}
	name := regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)
	key := regexp.MustCompile(`(?m)^(web\.[a-z0-9.-]+):(.*)$`)
	for _, lang := range texts.Langs() {
		b, err := os.ReadFile("../bot/texts/words/web." + lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(b), -1) {
			var got []string
			for _, n := range name.FindAllStringSubmatch(m[2], -1) {
				got = append(got, n[1])
			}
			slices.Sort(got)
			if lang == "en" {
				names[m[1]] = got
			} else if !slices.Equal(got, names[m[1]]) {
				t.Errorf("%s: %s takes %v, in English %v", lang, m[1], got, names[m[1]])
			}
		}
	}
}
