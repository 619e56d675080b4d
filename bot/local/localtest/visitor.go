// Package localtest is somebody who uses the built-in chat by its HTTP surface, as the page in a browser does: for the adapter's
// own tests, for stories, and for whatever else plays people. It knows the surface's documentation and nothing of package local.
package localtest

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
	"time"

	"relais/bot"
	"relais/bot/bottest"
	"relais/campaigns/outbox"
)

// base is where a browser on this machine finds the chat; nothing listens there, requests go to the handler.
const base = "http://127.0.0.1:8080"

// Surface is the chat's HTTP surface, reached without a socket.
type Surface struct{ Handler http.Handler }

// Ask makes one request and returns the answer's status and body.
func (s Surface) Ask(method, path, contentType string, body io.Reader) (int, []byte) {
	r := httptest.NewRequest(method, base+path, body)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// Call makes a request that is to succeed and decodes its answer.
func (s Surface) Call(method, path, contentType string, body io.Reader, answer any) error {
	status, b := s.Ask(method, path, contentType, body)
	if status != http.StatusOK {
		return fmt.Errorf("%s %s: %d %s", method, path, status, bytes.TrimSpace(b))
	}
	return json.Unmarshal(b, answer)
}

// Visitor is an account and its page. It is a bottest.Person.
type Visitor struct {
	Surface
	Account bot.User
}

var _ bottest.Person = Visitor{}

// Visit is somebody with the account of this id. Name and language are those the chat knows for it.
func Visit(h http.Handler, user, name, lang string) Visitor {
	return Visitor{Surface{h}, bot.User{Platform: "local", ID: user, Chat: user, Name: name, Lang: lang}}
}

// post does something as the account.
func (v Visitor) post(path string, body map[string]any) error {
	if body == nil {
		body = map[string]any{}
	}
	body["as"] = v.Account.ID
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	var answer map[string]string
	return v.Call(http.MethodPost, path, "application/json", bytes.NewReader(b), &answer)
}

// User is the account.
func (v Visitor) User() bot.User { return v.Account }

// Say types a text.
func (v Visitor) Say(text string) error { return v.post("/api/say", map[string]any{"text": text}) }

// Forward passes on somebody else's text.
func (v Visitor) Forward(text string) error {
	return v.post("/api/say", map[string]any{"text": text, "forwarded": true})
}

// Sticker sends something without words.
func (v Visitor) Sticker() error { return v.post("/api/sticker", nil) }

// Press presses a button.
func (v Visitor) Press(message, data string) error {
	return v.post("/api/press", map[string]any{"message": message, "data": data})
}

// Block stops the bot from reaching them.
func (v Visitor) Block() error { return v.post("/api/block", map[string]any{"blocked": true}) }

// Unblock lets it again.
func (v Visitor) Unblock() error { return v.post("/api/block", map[string]any{"blocked": false}) }

// Remove makes a message vanish.
func (v Visitor) Remove(message string) error {
	return v.post("/api/remove", map[string]any{"message": message})
}

// Attach sends a document.
func (v Visitor) Attach(f bot.File, caption string) error {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := errors.Join(form.WriteField("as", v.Account.ID), form.WriteField("text", caption)); err != nil {
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
	return v.Call(http.MethodPost, "/api/file", form.FormDataContentType(), &b, &answer)
}

// view is what /api/read gives of a chat.
type view struct {
	Messages []message
	State    *struct{ Menu []string }
}

type message struct {
	ID      string
	Mine    bool
	At      time.Time
	HTML    string
	Copy    string
	Buttons [][]bot.Button
	Files   []struct {
		Name, Type string
		Size       int
	}
	Media []outbox.Media
	Toast string
}

func (v Visitor) read() (view, error) {
	var got view
	err := v.Call(http.MethodGet, "/api/read?as="+url.QueryEscape(v.Account.ID), "", nil, &got)
	return got, err
}

// Chat is what stands in the chat.
func (v Visitor) Chat() ([]bottest.Seen, error) {
	got, err := v.read()
	if err != nil {
		return nil, err
	}
	var all []bottest.Seen
	for _, m := range got.Messages {
		s, err := v.see(m)
		if err != nil {
			return nil, fmt.Errorf("message %s: %w", m.ID, err)
		}
		// A message with nothing but a toast was an answer for a moment.
		if m.Toast == "" || s.Text != "" || s.Copy != "" || len(s.Files) > 0 || len(s.Media) > 0 {
			all = append(all, s)
		}
	}
	return all, nil
}

func (v Visitor) see(m message) (bottest.Seen, error) {
	s := bottest.Seen{ID: m.ID, Mine: m.Mine, Copy: m.Copy, Buttons: m.Buttons, Media: m.Media}
	var err error
	if s.Text, err = Shown(m.HTML); err != nil {
		return s, err
	}
	for n, f := range m.Files {
		file := bot.File{Name: f.Name, Type: f.Type}
		if !m.Mine {
			status, b := v.Ask(http.MethodGet, fmt.Sprintf("/api/files/%s/%d?as=%s", m.ID, n, v.Account.ID), "", nil)
			if status != http.StatusOK || len(b) != f.Size {
				return s, fmt.Errorf("file %d: %d, %d bytes of %d", n, status, len(b), f.Size)
			}
			file.Data = b
		}
		s.Files = append(s.Files, file)
	}
	return s, nil
}

// Toasts are the answers for a moment that were shown of late.
func (v Visitor) Toasts() ([]bottest.Seen, error) {
	got, err := v.read()
	var all []bottest.Seen
	for _, m := range got.Messages {
		if m.Toast != "" {
			all = append(all, bottest.Seen{ID: "toast of " + m.ID, Text: m.Toast})
		}
	}
	return all, err
}

// Menu is the standing menu.
func (v Visitor) Menu() ([]string, error) {
	got, err := v.read()
	if err != nil || got.State == nil {
		return nil, err
	}
	return got.State.Menu, nil
}

// Waiting is never any: the page does not wait for answers.
func (v Visitor) Waiting() (int, error) { return 0, nil }

// Shown is what can be read of a piece of HTML as a browser shows it. That it is well formed, and of which tags it is made,
// is held as well.
func Shown(page string) (string, error) {
	d := xml.NewDecoder(strings.NewReader("<x>" + page + "</x>"))
	d.Strict = true
	d.Entity = map[string]string{}
	var b strings.Builder
	var numbers []int // of the lists that are open; negative for one without
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
			switch k.Name.Local {
			case "br":
				b.WriteString("\n")
			case "ol":
				numbers = append(numbers, 0)
			case "ul":
				numbers = append(numbers, -1)
			case "li":
				if last := len(numbers) - 1; last >= 0 && numbers[last] >= 0 {
					numbers[last]++
					fmt.Fprintf(&b, "%d. ", numbers[last])
				}
			}
		case xml.EndElement:
			if slices.Contains(blocks, k.Name.Local) {
				b.WriteString("\n\n")
			}
			if k.Name.Local == "ol" || k.Name.Local == "ul" {
				numbers = numbers[:len(numbers)-1]
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
