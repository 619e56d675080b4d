// Package web serves what readers elsewhere see of the network: the links that stand in shares, the public page of each
// brief with its facts, sources, sponsor and corrections, and the page about the network itself.
//
// The way of one reader: the public link in a post (GET /s/…) is counted and leads to the brief's page (GET /b/…), which is
// made from the frozen editions of what was released and of nothing else. The way of one member: an opener (GET /o/…) leads
// to the composer that the store holds for it, or to the brief as it is now where that was corrected since. A lead's address for a release
// (GET /progress/…) answers where it stands as JSON; a monitor reads the same at an address of its own (Metrics). Destinations never come
// from the request, and neither do scheme and host.
//
// The way of one who disagrees: the page of a brief leads to a form (GET /b/…/contest), what is sent there becomes a campaigns.Contest, and its
// own page, like the brief's, says by which day it is answered, and later the answer.
//
// It asks nobody to sign in, sets no cookie, and keeps nothing of a reader but a count by day: not even an address, so that
// it has no use for what a proxy says of one.
package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/campaigns"
	"relais/campaigns/outbox"
	"relais/messages"
	"relais/storage"
)

// Options are what a Site may be given. The zero value works.
type Options struct {
	// Log receives what went wrong, by route and reference, never a token, an address or a text. nil logs nothing.
	Log *slog.Logger
	// Limits are those of the platforms by name, for saying when a release is done.
	Limits map[string]outbox.Limits
	// Contested is told of each new contest in the transaction that keeps it, so that somebody hears of it who can answer. nil tells nobody.
	Contested func(tx storage.Tx, c campaigns.Contest, now time.Time) error
}

// Site is the public pages of one network. It is safe for concurrent use.
type Site struct {
	net    *campaigns.Network
	words  *texts.Words
	log    *slog.Logger
	limits map[string]outbox.Limits
	pages  *template.Template
	base   string // the path of Settings.PublicURL, without a final slash; mostly empty
	style  asset
	icon   asset
	crowd  crowd
	found  foundings
	// contested hears of new contests; pace bounds how many there are.
	contested func(tx storage.Tx, c campaigns.Contest, now time.Time) error
	pace      pace
}

// New makes the pages of a network. It starts nothing. An error names a public address that is none.
func New(net *campaigns.Network, words *texts.Words, opt Options) (*Site, error) {
	s := &Site{net: net, words: words, log: opt.Log, limits: opt.Limits, contested: opt.Contested, pace: newPace()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	u, err := url.Parse(net.Settings.PublicURL)
	if err != nil || net.Settings.PublicURL != "" && (u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		return nil, fmt.Errorf("public address: %q is not one: it begins with https:// and names a host, such as https://relais.example.org", net.Settings.PublicURL)
	}
	s.base = strings.TrimRight(u.EscapedPath(), "/")
	if s.pages, err = parsePages(); err != nil {
		return nil, fmt.Errorf("read the pages: %w", err)
	}
	if s.style, err = readAsset("pages/style.css", "text/css; charset=utf-8"); err != nil {
		return nil, err
	}
	if s.icon, err = readAsset("pages/icon.svg", "image/svg+xml"); err != nil {
		return nil, err
	}
	return s, nil
}

// Handler answers every public address of the network, with its security headers. It answers all that it is given, so the
// program composes its own http.ServeMux: this under "/" and whatever else it serves (webhooks, the built-in chat) under
// patterns that are more specific. Where the public address has a path, requests are understood with that path and without it.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /o/{token}", s.opener)
	mux.HandleFunc("GET /s/{token}", s.publicLink)
	mux.HandleFunc("GET /b/{id}", s.brief)
	mux.HandleFunc("GET /b/{id}/contest", s.contestForm)
	mux.Handle("POST /b/{id}/contest", s.sameSite(http.HandlerFunc(s.contest)))
	mux.HandleFunc("GET /b/{id}/contest/{ref}", s.contestState)
	mux.HandleFunc("GET /progress/{release}/{token}", s.progress)
	mux.HandleFunc("GET /about", s.about)
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /style.css", s.style.serve)
	mux.HandleFunc("GET /icon.svg", s.icon.serve)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		redirect(w, s.base+"/about")
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) { s.missing(w, r, "missing") })
	return secured(underBase(s.base, mux))
}

// headers stand on every answer. The pages load their own style and icon and nothing else.
var headers = map[string]string{
	"Content-Security-Policy":      "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=(), browsing-topics=()",
	"Cache-Control":                "no-cache", // a correction shows at the next look
}

func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

// underBase lets requests be understood also where a proxy leaves the public address's path on them.
func underBase(base string, next http.Handler) http.Handler {
	if base == "" {
		return next
	}
	stripped := http.StripPrefix(base, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.EscapedPath(), base+"/") {
			stripped.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// redirect leads on with 302 and no body. to is ours or comes from the store.
func redirect(w http.ResponseWriter, to string) {
	w.Header().Set("Location", to)
	w.WriteHeader(http.StatusFound)
}

// healthy is how long the store has to answer a question about its health.
const healthy = 2 * time.Second

// healthz answers 200 "ok" when the store answers, else 503.
func (s *Site) healthz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), healthy)
	defer cancel()
	err := s.net.Store.View(ctx, func(tx storage.Tx) error {
		_, err := s.net.Held(tx)
		return err
	})
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		s.log.Error("the store does not answer", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "the store does not answer")
		return
	}
	fmt.Fprintln(w, "ok")
}

// briefPath is the address of a brief's page on this host; no language and revision 0 are left out.
func (s *Site) briefPath(id string, lang messages.Lang, rev int) string {
	return s.base + briefAddress(id, lang, rev)
}

func briefAddress(id string, lang messages.Lang, rev int) string {
	q := url.Values{}
	if lang != "" {
		q.Set("lang", string(lang))
	}
	if rev > 0 {
		q.Set("rev", fmt.Sprint(rev))
	}
	address := "/b/" + url.PathEscape(id)
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	return address
}

// absolute is an address as readers elsewhere reach it; "" where they cannot.
func (s *Site) absolute(path string) string {
	if s.net.Settings.PublicURL == "" {
		return ""
	}
	return strings.TrimRight(s.net.Settings.PublicURL, "/") + path
}

func notFound(err error) bool { return errors.Is(err, storage.ErrNotFound) }
