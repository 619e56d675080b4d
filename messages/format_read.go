package messages

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// decode checks that the bytes are a text that can be read at all, and gives it.
func (p *parser) decode(raw []byte) (string, bool) {
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("\xD0\xCF\x11\xE0")) || bytes.HasPrefix(raw, []byte("%PDF")) {
		p.complain(0, "this is not a plain text but an office document: save it as plain text (.txt) and send that")
		return "", false
	}
	n := 0
	for l := range bytes.Lines(raw) {
		if n++; !utf8.Valid(l) {
			p.complain(n, "the file is not saved as UTF-8: save it as plain text once more and choose “UTF-8” as its encoding")
			return "", false
		}
	}
	return string(raw), true
}

// splitLines gives the lines of a text, numbered as editors number them.
func splitLines(body string) []textLine {
	body = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\uFEFF", "").Replace(body)
	var all []textLine
	n := 0
	for counted := range strings.SplitSeq(body, "\n") {
		n++
		for l := range strings.SplitSeq(otherBreaks.Replace(counted), "\v") {
			all = append(all, textLine{n, strings.TrimSpace(l)})
		}
	}
	return all
}

// otherBreaks makes one of the line breaks that editors do not count as lines.
var otherBreaks = strings.NewReplacer("\f", "\v", "\u0085", "\v", "\u2028", "\v", "\u2029", "\v")

// lineSort says what a line is.
type lineSort int

const (
	wordsLine   lineSort = iota
	blankLine            // nothing
	commentLine          // "// …": for the authors alone
	headingLine          // "== …"
	keyLine              // "Title: …"
	strayLine            // a key word that belongs elsewhere in the record
	nearLine             // hardly a key word, but nearly one
	entryLine            // "- …"
	quotedLine           // "\…": words, whatever they look like
)

// reading is what a line was found to be.
type reading struct {
	sort lineSort
	key  *key
	arg  string // a sample's network
	word string // what stands before the colon; of nearLine, the key word meant
	rest string // what stands behind the mark or the colon
}

// readLine tells what a line is in a block of kind k, which may be nil, of a record of kind record, in a list or not.
func readLine(l string, k, record *section, list bool) reading {
	bare := strings.TrimLeftFunc(l, invisible)
	switch {
	case bare == "":
		return reading{sort: blankLine}
	case strings.HasPrefix(bare, `\`):
		return reading{sort: quotedLine, rest: strings.TrimSpace(bare[1:])}
	case strings.HasPrefix(bare, "//"):
		return reading{sort: commentLine}
	case strings.HasPrefix(bare, "=="):
		return reading{sort: headingLine, rest: strings.TrimFunc(bare, func(r rune) bool { return r == '=' || invisible(r) })}
	}
	if list {
		if rest, ok := cutMark(bare); ok {
			return reading{sort: entryLine, rest: rest}
		}
	}
	if word, rest, ok := strings.Cut(bare, ":"); ok && len(word) <= maxWord {
		r := reading{word: strings.TrimSpace(word), rest: strings.TrimSpace(rest)}
		folded := foldWord(word)
		if r.key, r.arg = k.find(folded); r.key != nil {
			r.sort = keyLine
			return r
		}
		for _, other := range []*section{record, record.partOf()} {
			if r.key, _ = other.find(folded); r.key != nil {
				r.sort = strayLine
				return r
			}
		}
		if meant := k.near(folded); meant != "" {
			return reading{sort: nearLine, word: meant}
		}
	}
	return reading{sort: wordsLine, rest: l}
}

func (k *section) partOf() *section {
	if k == nil {
		return nil
	}
	return k.part
}

// invisible tells what may stand before a mark or key word without being seen: space, and marks of writing direction.
func invisible(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// cutMark takes the mark off the beginning of a list's entry: a dash or bullet, or a star or number with a space behind it.
func cutMark(l string) (rest string, ok bool) {
	first, size := utf8.DecodeRuneInString(l)
	if strings.ContainsRune("-‐‑–—−•‣◦·▪●", first) {
		return strings.TrimSpace(l[size:]), true
	}
	mark, rest, spaced := cutSpace(l)
	if !spaced {
		return l, false
	}
	if mark == "*" {
		return rest, true
	}
	number := strings.TrimRight(mark, ".)")
	if len(mark) == len(number)+1 && len(digits(number)) <= 2 && number != "" && strings.Trim(digits(number), "0123456789") == "" {
		return rest, true
	}
	return l, false
}

// cutSpace cuts at the first space of any kind.
func cutSpace(s string) (before, after string, found bool) {
	at := strings.IndexFunc(s, unicode.IsSpace)
	if at < 0 {
		return s, "", false
	}
	return s[:at], strings.TrimSpace(s[at:]), true
}

// blocks sorts the lines into records, their languages and their fields.
func (p *parser) blocks(body string) {
	var record, b *block // b is the record itself or one of its languages
	var f *field
	lost := false // after a heading that means nothing, what follows is not judged
	for _, l := range splitLines(body) {
		if bad := strings.IndexFunc(l.text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }); bad >= 0 {
			r, _ := utf8.DecodeRuneInString(l.text[bad:])
			p.complain(l.n, "an invisible control character (%U) stands in this line: delete it", r)
			continue
		}
		var k, whole *section
		if b != nil {
			k, whole = b.section, record.section
		}
		r := readLine(l.text, k, whole, f != nil && f.key.shape == asList)
		switch r.sort {
		case commentLine:
			continue
		case headingLine:
			record, b = p.heading(r.rest, l.n, record)
			f, lost = nil, b == nil
			continue
		}
		switch {
		case lost:
		case r.sort == blankLine:
			f.add(textLine{n: l.n})
		case b == nil:
			p.complain(l.n, "nothing says yet what this is: begin with a heading such as “== Brief couscous-2020”")
			lost = true
		case r.sort == keyLine:
			f = p.begin(b, r, l.n)
		case r.sort == strayLine && b == record:
			p.complain(l.n, "“%s” is said for each language: write “== English” above it, or the language that it is in; if it is part of a text, begin the line with \\", r.word)
			lost = true
		case r.sort == strayLine:
			p.complain(l.n, "“%s” belongs above the languages, under “== %s %s”; if it is part of a text, begin the line with \\", r.word, record.section.word, record.name)
			f = &field{key: r.key, line: l.n}
		case r.sort == nearLine:
			p.complain(l.n, "did you mean “%s:”? Correct it; if it is part of a text, begin the line with \\", r.word)
			f = &field{key: k.keyNamed(r.word), line: l.n}
		case r.sort == entryLine:
			f.items = append(f.items, item{})
			f.add(textLine{l.n, r.rest})
		default:
			p.words(b, f, textLine{l.n, r.rest})
		}
	}
}

func (k *section) keyNamed(name string) *key {
	for i := range k.keys {
		if k.keys[i].name == name {
			return &k.keys[i]
		}
	}
	return nil
}

// begin opens a field with what stands behind the colon.
func (p *parser) begin(b *block, r reading, n int) *field {
	f := &field{key: r.key, arg: r.arg, line: n}
	if old := b.one(r.key.name); old != nil && !r.key.many {
		p.complain(n, "“%s” stands here a second time, first on line %d: keep one; if it is part of a text, begin the line with \\", r.word, old.line)
	} else {
		b.fields = append(b.fields, f)
	}
	if r.rest == "" {
		return f
	}
	if f.key.shape == asList {
		if rest, ok := cutMark(r.rest); ok {
			r.rest = rest
		}
		f.items = append(f.items, item{})
	}
	f.add(textLine{n, r.rest})
	return f
}

// add puts a line into a field where it belongs; nothing is added to no field.
func (f *field) add(l textLine) {
	switch {
	case f == nil:
	case f.key.shape == asList && len(f.items) > 0:
		last := &f.items[len(f.items)-1]
		last.lines = append(last.lines, l)
	case f.key.shape == asList:
	case f.key.shape == asText || l.text != "":
		f.lines = append(f.lines, l)
	}
}

// words takes a line that is nothing but words.
func (p *parser) words(b *block, f *field, l textLine) {
	switch {
	case f == nil || f.key.shape != asText && f.key.shape != asList && len(f.lines) > 0:
		p.complain(l.n, "this line belongs to nothing; under %s may stand: %s", b.title(), strings.Join(b.section.list(), ", "))
	case f.key.shape == asList && len(f.items) == 0:
		p.complain(l.n, "begin every entry of “%s” with a dash: - …", f.key.name)
		f.items = append(f.items, item{})
	default:
		f.add(l)
	}
}

// title is how the block's heading is written.
func (b *block) title() string {
	if b.lang != "" {
		return "“== " + langKeys[b.lang] + "”"
	}
	return "“== " + b.section.word + " " + b.name + "”"
}

func (k *section) list() []string {
	var all []string
	for _, key := range k.keys {
		all = append(all, key.name)
	}
	return all
}

// heading opens a record, or a language of the record before it; b is nil where the heading means nothing.
func (p *parser) heading(words string, n int, record *block) (rec, b *block) {
	if lang, err := ParseLang(words); err == nil {
		switch {
		case record == nil:
			p.complain(n, "a language stands under a brief or a campaign: write “== Brief couscous-2020”, with its name, above it")
			return nil, nil
		case record.section.part == nil:
			p.complain(n, "“== %s %s” has no headings for languages; in a fact write “%s: …”", record.section.word, record.name, langKeys[lang])
			return record, nil
		case record.part(lang) != nil:
			p.complain(n, "%s stands here a second time, first on line %d: put the two together", langKeys[lang], record.part(lang).line)
		}
		b := &block{section: record.section.part, name: record.name, lang: lang, line: n}
		record.parts = append(record.parts, b)
		return record, b
	}
	word, rest, _ := cutSpace(strings.Replace(words, ":", " ", 1))
	for _, k := range fileSections {
		if !oneOf(word, append([]string{k.word}, k.others...)) {
			continue
		}
		b := &block{section: k, name: asName(rest), line: n}
		if first, again := p.seen[k.word+b.name]; again {
			p.complain(n, "“%s %s” stands here a second time, first %s: give one of them another name", k.word, b.name, first.in(p.name))
		} else {
			p.seen[k.word+b.name] = place{p.name, n}
		}
		p.found = append(p.found, b)
		return b, b
	}
	p.complain(n, "“%s” is no heading: write == and then Source, Fact, Campaign or Brief with a name, or a language: English, French, Arabic, Spanish; if it is part of a text, begin the line with \\", words)
	return record, nil
}

// asName reads the name of a record as people type it: autocorrection makes capitals, and long dashes of short ones.
func asName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("‐‑‒–—−", r):
			return '-'
		case unicode.Is(unicode.Cf, r) || slices.Contains([]rune("“”«»\"'‘’"), r):
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	return strings.TrimSpace(s)
}
