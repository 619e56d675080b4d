package messages

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// FileLimit is the most bytes that a brief file may have.
const FileLimit = 256 << 10

// File is what one brief file holds: everything that the desk takes over from it, in the order in which it stands there. How
// people write it is told in docs/brief-file.md.
type File struct {
	Sources   []Source
	Facts     []Fact
	Campaigns []CampaignText
	Briefs    []Brief
}

// CampaignText is what a file can say about a campaign. The name of the network in Sponsorship is the network's to fill in.
type CampaignText struct {
	Name        string // a name, as Source.ID
	Title       map[Lang]string
	Purpose     map[Lang]string
	Sponsorship Sponsorship
	Kinds       []string     // whom it is for: kinds of member, empty for all; whether they exist is the caller's to say
	Topics      []string     // and which topics, empty for all
	Approvals   map[Kind]int // how many people have to approve a brief of a kind; without an entry LeastApprovals
}

// FileError is everything that is wrong with a brief file, in the order of its lines.
type FileError struct {
	Name  string // the file's name
	Lines []LineError
}

// LineError is one thing that is wrong in a file, as one sentence for the person who wrote it.
type LineError struct {
	Line int // from 1; 0 where it concerns the file as a whole
	Text string
}

func (e *FileError) Error() string {
	var all []string
	for _, l := range e.Lines {
		where := e.Name + ":"
		if l.Line > 0 {
			where = fmt.Sprintf("%s:%d:", e.Name, l.Line)
		}
		all = append(all, where+" "+l.Text)
	}
	return strings.Join(all, "\n")
}

// FileText is a brief file as it was written.
type FileText struct {
	Name string
	Text []byte
}

// ParseFile reads a brief file of at most FileLimit. What it gives is valid by itself; whether the facts and sources that it names exist is
// Import's to say. The error is a *FileError with all that is wrong, of which it lists up to 200; then the File is empty.
func ParseFile(name string, text []byte) (File, error) {
	if len(text) > FileLimit {
		long := fmt.Sprintf("the file has %d KB and %d are allowed: put some of it into a second file", len(text)>>10, FileLimit>>10)
		return File{}, &FileError{Name: name, Lines: []LineError{{Text: long}}}
	}
	return parse(FileText{name, text}, map[string]place{})
}

// ParseFiles reads several files as one, in which nothing may stand twice. How long they are is the caller's to bound. The error joins a
// *FileError for each file with something wrong.
func ParseFiles(all []FileText) (File, error) {
	var whole File
	var wrong []error
	seen := map[string]place{}
	for _, t := range all {
		f, err := parse(t, seen)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		whole.Sources = append(whole.Sources, f.Sources...)
		whole.Facts = append(whole.Facts, f.Facts...)
		whole.Campaigns = append(whole.Campaigns, f.Campaigns...)
		whole.Briefs = append(whole.Briefs, f.Briefs...)
	}
	if len(wrong) > 0 {
		return File{}, errors.Join(wrong...)
	}
	return whole, nil
}

func parse(t FileText, seen map[string]place) (File, error) {
	p := &parser{name: t.Name, seen: seen}
	if body, ok := p.decode(t.Text); ok {
		p.blocks(body)
	}
	f := p.records()
	if len(p.wrong) == 0 {
		return f, nil
	}
	slices.SortStableFunc(p.wrong, func(a, b LineError) int { return a.Line - b.Line })
	p.wrong = slices.Compact(p.wrong)
	if p.more > 0 {
		p.wrong = append(p.wrong, LineError{Text: fmt.Sprintf("%d more are not listed: mend these first", p.more)})
	}
	return File{}, &FileError{Name: t.Name, Lines: p.wrong}
}

// place is where a record stands.
type place struct {
	file string
	line int
}

// in says it to somebody who reads of what is wrong in a file.
func (at place) in(file string) string {
	if at.file == file {
		return fmt.Sprintf("on line %d", at.line)
	}
	return fmt.Sprintf("on line %d of %s", at.line, at.file)
}

// parser gathers what a file holds and all that is wrong with it.
type parser struct {
	name  string // the file's
	found []*block
	seen  map[string]place // each record by the word and name of its heading
	wrong []LineError
	more  int // what else is wrong and is not listed
}

// block is what stands under one heading: a record, or a record's part in one language.
type block struct {
	section *section
	name    string // the record's
	lang    Lang   // of a part
	line    int
	fields  []*field
	parts   []*block // the languages of a record
}

// field is a key word with what follows it.
type field struct {
	key   *key
	arg   string // what stands between a key word and its colon: the network of a sample
	line  int
	lines []textLine
	items []item
}

// item is one entry of a list.
type item struct{ lines []textLine }

// textLine is a line as it was written, without the space around it.
type textLine struct {
	n    int
	text string
}

// maxWrong is the most that is listed of what is wrong with one file.
const maxWrong = 200

func (p *parser) complain(line int, format string, args ...any) {
	if len(p.wrong) == maxWrong {
		p.more++
		return
	}
	p.wrong = append(p.wrong, LineError{Line: line, Text: fmt.Sprintf(format, args...)})
}

// one finds the only field of a key; nil where there is none.
func (b *block) one(key string) *field {
	for _, f := range b.fields {
		if f.key.name == key {
			return f
		}
	}
	return nil
}

// text gives the words of a key, "" where it does not stand there.
func (b *block) text(key string) string {
	if f := b.one(key); f != nil {
		return joined(f.lines)
	}
	return ""
}

// at is the line of a key, or of the heading where it does not stand there.
func (b *block) at(key string) int {
	if f := b.one(key); f != nil {
		return f.line
	}
	return b.line
}

// part finds what stands in a language; nil where nothing does.
func (b *block) part(lang Lang) *block {
	for _, part := range b.parts {
		if part.lang == lang {
			return part
		}
	}
	return nil
}

func joined(lines []textLine) string {
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = l.text
	}
	return tidyText(strings.Join(all, "\n"))
}
