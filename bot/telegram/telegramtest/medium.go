package telegramtest

import (
	"errors"
	"fmt"
)

// media are what a message can hold, and what each says of its file: core.telegram.org/bots/api#document, #photosize, #video and
// #voice, checked 2026-11-28. Those of a picture and of a voice have no name.
var media = map[string]struct {
	named, typed bool
	more         map[string]any
}{
	"document": {named: true, typed: true},
	"photo":    {more: map[string]any{"width": 640, "height": 480}},
	"video":    {named: true, typed: true, more: map[string]any{"width": 640, "height": 480, "duration": 7}},
	"voice":    {typed: true, more: map[string]any{"duration": 7}},
}

// wire is a file as a message has it in a field.
func (f *file) wire(field string) any {
	kind := media[field]
	m := map[string]any{"file_id": f.id, "file_unique_id": f.unique, "file_size": len(f.Data)}
	if kind.named && f.Name != "" {
		m["file_name"] = f.Name
	}
	if kind.typed && f.Type != "" {
		m["mime_type"] = f.Type
	}
	for k, v := range kind.more {
		m[k] = v
	}
	if field == "photo" {
		return []any{m} // one for each size; a small picture has one
	}
	return m
}

// send sends something with a file; an empty caption is none.
func (a *Account) send(field string, f File, caption string) error {
	text, _ := trim(clean(caption), nil)
	if units(text) > rule("caption.long").Limit {
		return errors.New("the caption is too long")
	}
	a.s.mu.Lock()
	kept := a.s.keep(f, "")
	a.s.mu.Unlock()
	return a.write(&message{text: text, field: field, file: kept})
}

// SendFile sends a document.
func (a *Account) SendFile(f File, caption string) error { return a.send("document", f, caption) }

// SendMedium sends a "photo", "video" or "voice".
func (a *Account) SendMedium(kind string, f File, caption string) error {
	if _, is := media[kind]; !is || kind == "document" {
		return fmt.Errorf("a client sends no %q", kind)
	}
	return a.send(kind, f, caption)
}
