package local

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"

	"relais/bot"
	"relais/bot/bottest"
	"relais/bot/texts"
	"relais/campaigns/outbox"
	"relais/storage"
	"relais/storage/storagetest"
)

// pageOf is the chat's HTTP surface as a browser on this machine reaches it, without a socket.
type pageOf struct{ h http.Handler }

// ask makes one request and returns the answer's status and body.
func (p pageOf) ask(method, path, contentType string, body io.Reader) (int, []byte) {
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, body)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// call makes a request that is to succeed and decodes its answer.
func (p pageOf) call(method, path, contentType string, body io.Reader, answer any) error {
	status, b := p.ask(method, path, contentType, body)
	if status != http.StatusOK {
		return fmt.Errorf("%s %s: %d %s", method, path, status, b)
	}
	return json.Unmarshal(b, answer)
}

func (p pageOf) post(path string, body any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	var answer map[string]string
	return p.call("POST", path, "application/json", bytes.NewReader(b), &answer)
}

// visitor is somebody who uses the page by its surface, and reads what its HTML shows.
type visitor struct {
	pageOf
	user bot.User
}

var _ bottest.Person = visitor{}

func (v visitor) User() bot.User { return v.user }

func (v visitor) Say(text string) error {
	return v.post("/api/say", map[string]any{"as": v.user.ID, "text": text})
}

func (v visitor) Forward(text string) error {
	return v.post("/api/say", map[string]any{"as": v.user.ID, "text": text, "forwarded": true})
}

func (v visitor) Sticker() error { return v.post("/api/sticker", map[string]any{"as": v.user.ID}) }

func (v visitor) Press(message, data string) error {
	return v.post("/api/press", map[string]any{"as": v.user.ID, "message": message, "data": data})
}

func (v visitor) Block() error {
	return v.post("/api/block", map[string]any{"as": v.user.ID, "blocked": true})
}

func (v visitor) Unblock() error {
	return v.post("/api/block", map[string]any{"as": v.user.ID, "blocked": false})
}

func (v visitor) Remove(message string) error {
	return v.post("/api/remove", map[string]any{"as": v.user.ID, "message": message})
}

func (v visitor) Attach(f bot.File, caption string) error {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := errors.Join(form.WriteField("as", v.user.ID), form.WriteField("text", caption)); err != nil {
		return err
	}
	head := textproto.MIMEHeader{}
	head.Set("Content-Disposition", multipart.FileContentDisposition("file", f.Name))
	head.Set("Content-Type", f.Type)
	part, err := form.CreatePart(head)
	if err != nil {
		return err
	}
	if _, err := part.Write(f.Data); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	var answer map[string]string
	return v.call("POST", "/api/file", form.FormDataContentType(), &b, &answer)
}

// read is what /api/read gives.
func (v visitor) read() (view, error) {
	var got view
	err := v.call("GET", "/api/read?as="+url.QueryEscape(v.user.ID), "", nil, &got)
	return got, err
}

func (v visitor) Chat() ([]bottest.Seen, error) {
	got, err := v.read()
	if err != nil {
		return nil, err
	}
	var all []bottest.Seen
	for _, m := range got.Messages {
		s := bottest.Seen{ID: m.ID, Mine: m.Mine, Copy: m.Copy}
		if s.Text, err = shown(m.HTML); err != nil {
			return nil, fmt.Errorf("message %s: %w", m.ID, err)
		}
		for _, row := range m.Buttons {
			var r []bot.Button
			for _, b := range row {
				r = append(r, bot.Button(b))
			}
			s.Buttons = append(s.Buttons, r)
		}
		for n, f := range m.Files {
			file := bot.File{Name: f.Name, Type: f.Type}
			if !m.Mine {
				status, b := v.ask("GET", fmt.Sprintf("/api/files/%s/%d?as=%s", m.ID, n, v.user.ID), "", nil)
				if status != http.StatusOK || len(b) != f.Size {
					return nil, fmt.Errorf("file %d of message %s: %d, %d bytes of %d", n, m.ID, status, len(b), f.Size)
				}
				file.Data = b
			}
			s.Files = append(s.Files, file)
		}
		for _, x := range m.Media {
			s.Media = append(s.Media, outbox.Media(x))
		}
		if s.Text != "" || s.Copy != "" || len(s.Files) > 0 || len(s.Media) > 0 || m.Sticker {
			all = append(all, s)
		}
	}
	return all, nil
}

func (v visitor) Toasts() ([]string, error) {
	got, err := v.read()
	var all []string
	for _, m := range got.Messages {
		if m.Toast != "" {
			all = append(all, m.Toast)
		}
	}
	return all, err
}

func (v visitor) Menu() ([]string, error) {
	got, err := v.read()
	if err != nil || got.State == nil {
		return nil, err
	}
	return got.State.Menu, nil
}

// Waiting is never anybody: the page does not wait for answers.
func (v visitor) Waiting() (int, error) { return 0, nil }

// shown is what can be read of a piece of HTML as a browser shows it. That it is well formed, and of which tags it is made, is
// held as well.
func shown(page string) (string, error) {
	d := xml.NewDecoder(strings.NewReader("<x>" + page + "</x>"))
	d.Strict = true
	d.Entity = map[string]string{}
	var b strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return strings.Trim(b.String(), "\n"), nil
		}
		if err != nil {
			return "", fmt.Errorf("%q is not well formed: %w", page, err)
		}
		switch k := token.(type) {
		case xml.CharData:
			b.Write(k)
		case xml.StartElement:
			if !slices.Contains(tags, k.Name.Local) {
				return "", fmt.Errorf("%q has the tag %s", page, k.Name.Local)
			}
			if k.Name.Local == "br" {
				b.WriteString("\n")
			}
		case xml.EndElement:
			if slices.Contains(blocks, k.Name.Local) {
				b.WriteString("\n\n")
			}
		default:
			return "", fmt.Errorf("%q has a %T", page, token)
		}
	}
}

// The tags that a message may be made of, and those of them that stand on lines of their own.
var (
	tags   = []string{"x", "p", "br", "strong", "em", "code", "a", "ul", "ol", "li", "blockquote"}
	blocks = []string{"p", "li", "blockquote", "ul", "ol"}
)

// words are the page's and the bot's.
func words(t testing.TB) *texts.Words {
	t.Helper()
	w, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func newChat(t testing.TB, store *storage.Store, opt Options) *Local {
	opt.Words = words(t)
	return New(store, opt)
}

// open is a chat that anybody may enter, on a store of its own.
func openChat(t testing.TB) (*Local, *storage.Store) {
	store := storagetest.New(t)
	return newChat(t, store, Options{Open: true, Title: "Test network"}), store
}

// visit is somebody with an account that stands ready or is made by what they do first.
func visit(l *Local, user, name, lang string) visitor {
	return visitor{pageOf{l.Handler()}, bot.User{Platform: Name, ID: user, Chat: user, Name: name, Lang: lang}}
}
