// Package texts holds the words in which the bot and the pages speak, a set of files for each language, and says them: with
// plurals as each language has them, with what people typed isolated so that it cannot turn a right-to-left line around, and
// escaped so that it cannot pass for our own markup.
//
// It is a leaf: it knows no member, no brief and no platform.
package texts

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

//go:embed words/*.yaml
var files embed.FS

// Langs lists the languages the product speaks, the reference first.
func Langs() []string { return []string{"en", "fr", "ar", "es"} }

// Words are all words in all languages.
type Words struct {
	printers map[string]*Printer
	keys     map[string][]string
}

// Load reads the embedded files, once in a process. An error is a fault of the build, not of the user.
func Load() (*Words, error) { return loaded() }

var loaded = sync.OnceValues(load)

func load() (*Words, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	w := &Words{printers: map[string]*Printer{}, keys: map[string][]string{}}
	seen := map[string]bool{}
	names, err := fs.Glob(files, "words/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the words: %w", err)
	}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the words: %w", err)
		}
		f, err := bundle.ParseMessageFileBytes(b, path.Base(name))
		if err != nil {
			return nil, fmt.Errorf("read the words in %s: %w", name, err)
		}
		lang := f.Tag.String()
		for _, m := range f.Messages {
			if seen[lang+" "+m.ID] {
				return nil, fmt.Errorf("%s: %s stands twice", name, m.ID)
			}
			seen[lang+" "+m.ID] = true
			w.keys[lang] = append(w.keys[lang], m.ID)
		}
	}
	for _, lang := range Langs() {
		slices.Sort(w.keys[lang])
		w.printers[lang] = &Printer{lang: lang, localizer: i18n.NewLocalizer(bundle, lang), keys: w.keys[lang]}
	}
	return w, nil
}

// Keys lists the keys a language has words for, sorted.
func (w *Words) Keys(lang string) []string { return w.keys[lang] }

// In speaks a language; English for one that it does not know.
func (w *Words) In(lang string) *Printer {
	if p, ok := w.printers[lang]; ok {
		return p
	}
	return w.printers["en"]
}

// Printer says things in one language.
type Printer struct {
	lang      string
	localizer *i18n.Localizer
	keys      []string
}

// Lang is the language it speaks.
func (p *Printer) Lang() string { return p.lang }

// Markdown is text that is already in the bot's Markdown and is put in as it is.
type Markdown string

// Number is a count that decides on the plural form of a sentence.
type Number int

// Say gives a sentence as Markdown. args are names and values in turn: a string is what somebody typed and is escaped and
// isolated, a Markdown is put in as it is, a Number chooses the plural and is shown as .N as well as by its own name.
func (p *Printer) Say(key string, args ...any) string { return p.say(key, Escape, args) }

// Plain gives a sentence without markup, for labels, toasts and pages that escape for themselves. Strings are isolated only.
func (p *Printer) Plain(key string, args ...any) string {
	return p.say(key, func(s string) string { return s }, args)
}

// Has tells whether there are words for a key.
func (p *Printer) Has(key string) bool {
	_, ok := slices.BinarySearch(p.keys, key)
	return ok
}

func (p *Printer) say(key string, escape func(string) string, args []any) string {
	data := map[string]string{}
	cfg := &i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		switch v := args[i+1].(type) {
		case Markdown:
			data[name] = string(v)
		case Number:
			data[name], data["N"], cfg.PluralCount = strconv.Itoa(int(v)), strconv.Itoa(int(v)), int(v)
		case int:
			data[name] = strconv.Itoa(v)
		case string:
			data[name] = Isolate(escape(v))
		default:
			data[name] = Isolate(escape(fmt.Sprint(v)))
		}
	}
	s, err := p.localizer.Localize(cfg)
	if err != nil && s == "" {
		return "[" + key + "]" // a test holds that every key the code uses has its words in every language
	}
	return strings.TrimSpace(s)
}

// The marks that isolate a run of text from the direction of what surrounds it.
const (
	firstStrongIsolate = '\u2068'
	popIsolate         = '\u2069'
)

// Isolate wraps what somebody typed so that its direction does not touch the sentence around it, after taking out every
// control that could. Each line is wrapped by itself, since a line break ends every isolate; Escape's mark of one stays outside.
// What is empty stays empty.
func Isolate(s string) string {
	lines := strings.Split(Clean(s), "\n")
	for i, line := range lines {
		mark := ""
		if i+1 < len(lines) && strings.HasSuffix(line, `\`) {
			line, mark = line[:len(line)-1], `\`
		}
		if line != "" || i > 0 && i == len(lines)-1 { // a break before nothing would show its mark
			line = string(firstStrongIsolate) + line + string(popIsolate)
		}
		lines[i] = line + mark
	}
	return strings.Join(lines, "\n")
}

// Clean takes out what could turn the text around it about: bidi embeddings, overrides, isolates and stray control
// characters. Tabs stay, and line breaks, which all become \n.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u2028', r == '\u2029':
			return '\n'
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff':
			return -1
		case r < ' ' && r != '\n' && r != '\t', r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, s)
}

// Unmarked takes out the marks that Isolate put in: for comparing what is shown with what was meant.
func Unmarked(s string) string {
	return strings.Map(func(r rune) rune {
		if r == firstStrongIsolate || r == popIsolate {
			return -1
		}
		return r
	}, s)
}

// Escape makes Markdown show a text exactly as it was typed, each line a line, less what Clean takes out.
func Escape(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(Clean(s), "\n") {
		if i > 0 {
			b.WriteString("\\\n")
		}
		line = strings.TrimLeft(line, " \t")
		for at, r := range line {
			if r == '\\' && at == len(line)-1 {
				b.WriteString("&#92;") // goldmark 1.8.7 takes the third of three backslashes before a line break for a letter
				continue
			}
			if r < 0x80 && strings.ContainsRune("\\`*_{}[]<>()#+-.!|~&:@\"'=$%^,;/?", r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}
