package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"
)

// Log says what is logged, and how.
type Log struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"`
}

var (
	logLevels  = []string{"debug", "info", "warn", "error"}
	logFormats = []string{"text", "json"}
)

// Validate judges the section.
func (l Log) Validate(f *Findings) {
	if !slices.Contains(logLevels, l.Level) {
		f.Wrong("log.level", "%q is none of %s", l.Level, oneOf(logLevels))
	}
	if !slices.Contains(logFormats, l.Format) {
		f.Wrong("log.format", "%q is neither text nor json", l.Format)
	}
}

// newLogger returns a logger that writes to w by the settings, which Validate has judged, and in which none of the secrets
// ever appears.
func newLogger(w io.Writer, l Log, secrets []Secret) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l.Level)); err != nil {
		level = slog.LevelInfo
	}
	opts := &slog.HandlerOptions{Level: level}
	var h slog.Handler = slog.NewTextHandler(w, opts)
	if l.Format == "json" {
		h = slog.NewJSONHandler(w, opts)
	}
	return slog.New(&redactor{next: h, words: newRedaction(secrets)})
}

// redactor is a slog.Handler that puts [secret] where a record's message, keys or values hold a secret.
type redactor struct {
	next  slog.Handler
	words *strings.Replacer
}

// minRedacted is the fewest bytes that a secret has to have to be looked for: a shorter one would black out ordinary words.
const minRedacted = 4

// newRedaction knows the secrets as they are, as they stand inside an address and as they stand inside JSON. Longer ones come first, so that none
// leaves its end behind when another begins it.
func newRedaction(secrets []Secret) *strings.Replacer {
	var words []string
	for _, s := range secrets {
		if plain := string(s); len(plain) >= minRedacted {
			words = append(words, plain, url.QueryEscape(plain), url.PathEscape(plain))
			if quoted, err := json.Marshal(plain); err == nil {
				words = append(words, strings.Trim(string(quoted), `"`))
			}
		}
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	pairs := make([]string, 0, 2*len(words))
	for _, w := range slices.Compact(words) {
		pairs = append(pairs, w, hidden)
	}
	return strings.NewReplacer(pairs...)
}

// Enabled asks the handler behind.
func (r *redactor) Enabled(ctx context.Context, level slog.Level) bool {
	return r.next.Enabled(ctx, level)
}

// Handle passes the record on without its secrets.
func (r *redactor) Handle(ctx context.Context, rec slog.Record) error {
	clean := slog.NewRecord(rec.Time, rec.Level, r.words.Replace(rec.Message), rec.PC)
	rec.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(r.attr(a))
		return true
	})
	return r.next.Handle(ctx, clean)
}

// WithAttrs redacts the attributes once, for every record to come.
func (r *redactor) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = r.attr(a)
	}
	return &redactor{next: r.next.WithAttrs(clean), words: r.words}
}

// WithGroup opens a group in the handler behind.
func (r *redactor) WithGroup(name string) slog.Handler {
	return &redactor{next: r.next.WithGroup(r.words.Replace(name)), words: r.words}
}

func (r *redactor) attr(a slog.Attr) slog.Attr {
	return slog.Attr{Key: r.words.Replace(a.Key), Value: r.value(a.Value.Resolve())}
}

func (r *redactor) value(v slog.Value) slog.Value {
	switch v.Kind() {
	case slog.KindString:
		return slog.StringValue(r.words.Replace(v.String()))
	case slog.KindGroup:
		attrs := make([]slog.Attr, len(v.Group()))
		for i, a := range v.Group() {
			attrs[i] = r.attr(a)
		}
		return slog.GroupValue(attrs...)
	case slog.KindAny:
		return r.any(v)
	default:
		return v
	}
}

// any looks at a value as each handler would write it; where a secret shows in one of the ways, the cleaned text takes the
// value's place.
func (r *redactor) any(v slog.Value) slog.Value {
	text := fmt.Sprintf("%+v", v.Any())
	if bytes, ok := v.Any().([]byte); ok {
		text = string(bytes)
	}
	if clean := r.words.Replace(text); clean != text {
		return slog.StringValue(clean)
	}
	if asJSON, err := json.Marshal(v.Any()); err == nil {
		if clean := r.words.Replace(string(asJSON)); clean != string(asJSON) {
			return slog.StringValue(clean)
		}
	}
	return v
}
