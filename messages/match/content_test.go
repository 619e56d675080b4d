package match

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// brief is what a check needs of a sample brief: its facts, and what it says in each language.
type brief struct {
	facts  []string
	denies bool
	texts  map[string][]string // by language: title, summary, points, samples, prompts
	also   []string
	sample map[string]string
}

var (
	langOf    = map[string]string{"English": "en", "French": "fr", "Arabic": "ar", "Spanish": "es"}
	pointRefs = regexp.MustCompile(`\s*\[([a-z, -]+)\]$`)
)

// sampleNetwork reads the facts and briefs of the sample network, as far as checks go; the room knows no file format.
func sampleNetwork(t testing.TB) ([]Fact, map[string]*brief) {
	t.Helper()
	files, err := filepath.Glob("../../content/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("the sample network is not there: %v", err)
	}
	var facts []Fact
	briefs := map[string]*brief{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var b *brief
		lang, inFact, list := "", false, ""
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			if head, ok := strings.CutPrefix(line, "== "); ok {
				kind, id, _ := strings.Cut(head, " ")
				inFact = kind == "Fact"
				switch {
				case inFact:
					facts = append(facts, Fact{ID: id, Statement: map[string]string{}})
					b = nil
				case kind == "Brief":
					b = &brief{texts: map[string][]string{}, sample: map[string]string{}}
					briefs[id] = b
				case langOf[head] != "":
					lang = langOf[head]
				default:
					b = nil
				}
				continue
			}
			key, value, _ := strings.Cut(line, ": ")
			if inFact {
				f := &facts[len(facts)-1]
				switch {
				case langOf[key] != "":
					f.Statement[langOf[key]] = value
				case key == "Value":
					f.Value = value
				case key == "Unit":
					f.Unit = value
				case key == "As of":
					f.AsOf = value
				}
			}
			if b == nil {
				continue
			}
			switch {
			case key == "Finding":
				b.denies = value != "true"
			case key == "Title" || key == "Summary":
				b.texts[lang] = append(b.texts[lang], value)
				b.also = append(b.also, value)
			case strings.HasPrefix(key, "Sample "):
				b.texts[lang] = append(b.texts[lang], value)
				b.sample[lang] = value
			case strings.HasSuffix(line, ":"):
				list = line
			case strings.HasPrefix(line, "- ") && list != "Do not claim:":
				point := strings.TrimPrefix(line, "- ")
				if refs := pointRefs.FindStringSubmatch(point); refs != nil {
					b.facts = append(b.facts, strings.Split(refs[1], ", ")...)
				}
				point = pointRefs.ReplaceAllString(point, "")
				b.texts[lang] = append(b.texts[lang], point)
				if list == "Points:" {
					b.also = append(b.also, point)
				}
			}
		}
	}
	return facts, briefs
}

func indexOf(facts []Fact) *Index {
	x := new(Index)
	for _, f := range facts {
		x.Put(f)
	}
	return x
}
