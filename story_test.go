package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"relais/bot/local"
	"relais/bot/story"
	"relais/bot/texts"
)

// TestStories plays every story of use on the built-in chat.
func TestStories(t *testing.T) { playAll(t, "bot/story/testdata/*.story") }

func playAll(t *testing.T, pattern string) {
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories at %s: %v", pattern, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".story"), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(storyStart))
				story.Play(t, path, &chatWorld{dir: t.TempDir()})
			})
		})
	}
}

// storyStart is when every story begins: a Monday at noon in Paris.
var storyStart = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)

// beat is how long a step takes. It is longer than the pause between two looks at what is due, so that whatever happens by
// itself has happened by then and a step does not race with it.
const beat = 3 * time.Second

// chatWorld is the product on its built-in chat, spoken to over the chat's own surface.
type chatWorld struct {
	dir     string
	network string
	code    string       // the one-time admin code, once it was read
	log     *slog.Logger // nil: nobody reads it
	rush    bool         // nobody waits for an answer
	s       *service
	stop    func()
}

const storyURL = "https://relais.example.org"

func (w *chatWorld) parts() parts {
	chat := chatOptions()
	for who, lang := range map[string]string{"omar": "ar-MA", "zoe": "fr-CA", "lucia": "es-ES", "sam": "en-US"} {
		chat.People = append(chat.People, local.Person{User: who, Name: strings.ToUpper(who[:1]) + who[1:], Lang: lang})
	}
	settings := demoSettings(storyURL)
	if w.network == "unmeasured" {
		settings.PublicURL = ""
	}
	return parts{
		store: filepath.Join(w.dir, "relais.db"), keys: filepath.Join(w.dir, "keys", "relais.key"), eraseWithin: 24 * time.Hour,
		settings: settings, chat: chat, log: cmp.Or(w.log, slog.New(slog.DiscardHandler)), noSync: true,
	}
}

func (w *chatWorld) Open(t testing.TB, network string) {
	w.network = network
	w.start(t)
}

func (w *chatWorld) start(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s, err := assemble(ctx, w.parts())
	if err != nil {
		t.Fatal(err)
	}
	if s.fresh {
		switch w.network {
		case "sample", "unmeasured":
			err = s.seed(ctx)
		case "empty":
			err = s.showAdminCode(ctx, &bytes.Buffer{})
		default:
			t.Fatalf("there is no network %q", w.network)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	inbox, err := s.watchAdminCode(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.run(ctx, nil, inbox); err != nil {
			t.Error(err)
		}
	})
	w.s = s
	w.stop = func() {
		cancel()
		wg.Wait()
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}
	settle()
}

func settle() {
	time.Sleep(beat)
	synctest.Wait()
}

func (w *chatWorld) Close(testing.TB) {
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

func (w *chatWorld) Restart(t testing.TB) {
	w.stop()
	w.start(t)
}

// Stop and Start are a restart with time between.
func (w *chatWorld) Stop(t testing.TB)  { w.Close(t) }
func (w *chatWorld) Start(t testing.TB) { w.start(t) }

// Rush makes the people not wait for an answer before somebody does the next thing.
func (w *chatWorld) Rush(on bool) { w.rush = on }

// Kill keeps of the store exactly what was durable at this instant.
func (w *chatWorld) Kill(t testing.TB) {
	t.Helper()
	path := filepath.Join(w.dir, "relais.db")
	durable, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w.stop()
	if err := os.WriteFile(path, durable, 0o600); err != nil {
		t.Fatal(err)
	}
	w.start(t)
}

func (w *chatWorld) post(t testing.TB, path, contentType string, body []byte) {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+path, bytes.NewReader(body))
	req.Header.Set("Content-Type", contentType)
	rec := httptest.NewRecorder()
	w.s.handler().ServeHTTP(rec, req)
	if rec.Code >= 300 {
		t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
	}
	if !w.rush {
		settle()
	}
}

func (w *chatWorld) json(t testing.TB, path string, body map[string]any) {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	w.post(t, path, "application/json", b)
}

func (w *chatWorld) Say(t testing.TB, who, text string, forwarded bool) {
	if text == "the admin code" {
		if b, err := os.ReadFile(w.s.adminCodeFile()); err == nil {
			w.code = strings.TrimSpace(string(b))
		} else if w.code == "" {
			t.Fatal(err)
		}
		text = w.code // also after it was used and its file is gone
	}
	w.json(t, "/api/say", map[string]any{"as": who, "text": text, "forwarded": forwarded})
}

func (w *chatWorld) Press(t testing.TB, who, message, data string) {
	w.json(t, "/api/press", map[string]any{"as": who, "message": message, "data": data})
}

func (w *chatWorld) Sticker(t testing.TB, who string) {
	w.json(t, "/api/sticker", map[string]any{"as": who})
}

func (w *chatWorld) Attach(t testing.TB, who, name string, data []byte) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if err := form.WriteField("as", who); err != nil {
		t.Fatal(err)
	}
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	w.post(t, "/api/file", form.FormDataContentType(), body.Bytes())
}

func (w *chatWorld) Chat(t testing.TB, who string) []story.Message {
	t.Helper()
	rec := httptest.NewRecorder()
	w.s.handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/api/read?as="+url.QueryEscape(who), nil))
	var r struct {
		Messages []struct {
			shown
			Toast string
			Files []struct{ Name string }
		}
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &r); err != nil || rec.Code != http.StatusOK {
		t.Fatalf("read %s: %d %s", who, rec.Code, rec.Body)
	}
	var out []story.Message
	for _, m := range r.Messages {
		x := story.Message{ID: m.ID, Mine: m.Mine, Text: texts.Unmarked(m.Text), Copy: m.Copy, Toast: texts.Unmarked(m.Toast)}
		for _, f := range m.Files {
			x.Files = append(x.Files, f.Name)
		}
		for _, row := range m.Buttons {
			for _, b := range row {
				x.Buttons = append(x.Buttons, story.Button{Label: texts.Unmarked(b.Label), Data: b.Data, URL: b.URL})
			}
		}
		out = append(out, x)
	}
	return out
}

func (w *chatWorld) Get(t testing.TB, address, agent string) story.Page {
	t.Helper()
	path, ok := strings.CutPrefix(address, storyURL)
	if !ok && !strings.HasPrefix(address, "/") {
		return story.Page{Location: address} // another site: nothing of ours answers
	}
	req := httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil)
	req.Header.Set("User-Agent", agent)
	rec := httptest.NewRecorder()
	w.s.handler().ServeHTTP(rec, req)
	settle()
	return story.Page{Status: rec.Code, Location: rec.Header().Get("Location"), Body: rec.Body.String()}
}

// TestUnknownAddress holds that readers get a page beside the chat too, and programs the chat's own answer.
func TestUnknownAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &chatWorld{dir: t.TempDir()}
		w.Open(t, "sample")
		defer w.Close(t)
		for path, want := range map[string]string{"/nothing?lang=fr": "Il n’y a rien à cette adresse", "/api/nothing": "404 page not found"} {
			if got := w.Get(t, path, story.Browser); got.Status != http.StatusNotFound || !strings.Contains(got.Body, want) {
				t.Errorf("%s: %d %s", path, got.Status, got.Body)
			}
		}
	})
}
