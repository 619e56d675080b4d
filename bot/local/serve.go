package local

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"path"
	"slices"
	"strings"

	"relais/storage"
)

//go:embed page/*
var pages embed.FS

// manual is the source of the package comment, which is the surface's documentation.
//
//go:embed doc.go
var manual string

// policy lets the page load what it is made of, speak to where it came from, and show pictures from the web; nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Mount gives the chat its paths on a mux that others have paths on too.
func (l *Local) Mount(mux *http.ServeMux) {
	h := l.Handler()
	for pattern := range l.routes() {
		mux.Handle(pattern, h)
	}
	mux.Handle("/api/", h) // what is not there it says as the surface does
}

func (l *Local) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /{$}":                     l.page("index.html"),
		"GET /chat.css":                l.page("chat.css"),
		"GET /chat.js":                 l.page("chat.js"),
		"GET /message.js":              l.page("message.js"),
		"GET /chat.svg":                l.page("chat.svg"),
		"GET /api/{$}":                 describe,
		"GET /api/people":              l.getPeople,
		"GET /api/words":               l.getWords,
		"GET /api/read":                l.getRead,
		"GET /api/events":              l.getEvents,
		"GET /api/files/{message}/{n}": l.getFile,
		"POST /api/people":             l.postPeople,
		"POST /api/say":                l.postSay,
		"POST /api/press":              l.postPress,
		"POST /api/file":               l.postFile,
		"POST /api/sticker":            l.postSticker,
		"POST /api/block":              l.postBlock,
		"POST /api/remove":             l.postRemove,
	}
}

// Handler serves the page and the surface that the package comment describes, at the root of where it is mounted. Event
// streams stay open until Run ends, so a server that shuts down ends Run first.
func (l *Local) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range l.routes() {
		mux.HandleFunc(pattern, h)
	}
	var cross http.CrossOriginProtection
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answerError(w, &refusal{http.StatusForbidden, "this request came from another site: use the chat's own page, or a program that sends no Origin"})
	}))
	guarded := cross.Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "no-store")
		if !l.hosts(r.Host) {
			answerError(w, &refusal{http.StatusMisdirectedRequest, fmt.Sprintf("%q is not a name of the built-in chat: open it as http://127.0.0.1 with its port", r.Host)})
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

// hosts tells whether a request's Host is ours. A site that has its own name point at this machine could otherwise read along.
func (l *Local) hosts(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
	if host == "localhost" || slices.Contains(l.opt.Hosts, host) {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

func (l *Local) page(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		b, err := pages.ReadFile("page/" + name)
		if err != nil {
			answerError(w, err)
			return
		}
		w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
		write(w, b)
	}
}

// describe answers with the package comment.
func describe(w http.ResponseWriter, _ *http.Request) {
	comment, _, _ := strings.Cut(manual, "\npackage ")
	var b bytes.Buffer
	for line := range strings.Lines(comment) {
		b.WriteString(strings.TrimPrefix(strings.TrimPrefix(line, "//"), " "))
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	write(w, b.Bytes())
}

// refusal is an answer to a request that cannot be carried out as it is.
type refusal struct {
	status int
	say    string
}

func (r *refusal) Error() string { return r.say }

func refuse(format string, args ...any) error {
	return &refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func answer(w http.ResponseWriter, v any) { answerWith(w, http.StatusOK, v) }

func answerWith(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil { // none of what is answered can fail to encode
		status, b = http.StatusInternalServerError, []byte(`{}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	write(w, append(b, '\n'))
}

// write sends a body. An error means that whoever asked has gone, and nobody else minds.
func write(w http.ResponseWriter, b []byte) { _, _ = w.Write(b) }

func answerError(w http.ResponseWriter, err error) {
	r := &refusal{http.StatusInternalServerError, "something went wrong here; the log says what"}
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		r = &refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("that is too long: at most %d bytes", long.Limit)}
	case errors.Is(err, errNobody):
		r = &refusal{http.StatusNotFound, "there is nobody of that name here: GET /api/people lists who there is"}
	case errors.Is(err, storage.ErrNotFound):
		r = &refusal{http.StatusNotFound, "there is no such message or file in this chat"}
	default:
		errors.As(err, &r)
	}
	answerWith(w, r.status, map[string]string{"error": r.say})
}

// jsonMost bounds a JSON body: a text of the longest kind, escaped.
const jsonMost = 64 << 10

// readJSON decodes a request's body. A form of another site cannot send JSON without being asked about first.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return &refusal{http.StatusUnsupportedMediaType, "send JSON, with Content-Type: application/json"}
	}
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, jsonMost))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return err
		}
		return refuse("the body is not what was expected: %v; GET /api/ says what is", err)
	}
	return nil
}
