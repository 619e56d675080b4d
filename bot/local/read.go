package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"relais/bot/texts"
	"relais/storage"
)

// lookAgain is how often an open stream looks at the chat unasked, and shows proxies that it lives: an account may be
// erased by what its owner did elsewhere.
const lookAgain = 20 * time.Second

// asking is who reads and from where.
func (l *Local) asking(r *http.Request) (user string, from cursor, ok bool, err error) {
	q := r.URL.Query()
	if user = q.Get("as"); !userID.MatchString(user) {
		return "", cursor{}, false, refuse("%q is no account: \"as\" needs up to 32 of a–z, 0–9, - and _", user)
	}
	after := q.Get("after")
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		after = id
	}
	from, ok = parseCursor(after)
	return user, from, ok, nil
}

// look reads what is new for somebody.
func (l *Local) look(ctx context.Context, user string, from cursor, ok bool) (news, error) {
	var n news
	err := l.store.View(ctx, func(tx storage.Tx) (err error) {
		n, err = l.since(tx, user, from, ok)
		return err
	})
	if err != nil {
		return news{}, fmt.Errorf("read a chat: %w", err)
	}
	if _, ready := l.ready(user); !n.known && !ready && !l.opt.Open && len(n.entries) == 0 {
		return news{}, errNobody
	}
	return n, nil
}

func (l *Local) getRead(w http.ResponseWriter, r *http.Request) {
	user, from, ok, err := l.asking(r)
	var n news
	if err == nil {
		n, err = l.look(r.Context(), user, from, ok)
	}
	if err != nil {
		l.fail(w, err)
		return
	}
	answer(w, l.viewNews(user, n))
}

// getEvents holds a stream open: what is new, then a wait, and again.
func (l *Local) getEvents(w http.ResponseWriter, r *http.Request) {
	user, from, ok, err := l.asking(r)
	if err != nil {
		l.fail(w, err)
		return
	}
	s := l.room.listen(user)
	defer l.room.leave(s)
	over := l.ended()
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	c := http.NewResponseController(w)
	// A server's deadline for answers would cut the stream; where there is none to lift, nothing is lost.
	_ = c.SetWriteDeadline(time.Time{})
	for began := false; ; began = true {
		n, err := l.look(r.Context(), user, from, ok)
		if err != nil && !began {
			l.fail(w, err)
			return
		}
		if err != nil {
			return // the client asks again, and is told
		}
		if !began {
			w.Header().Set("Content-Type", "text/event-stream")
		}
		if writeEvents(w, l.viewNews(user, n), l.room.stirs(s)) != nil || c.Flush() != nil {
			return
		}
		from, ok = n.at, true
		select {
		case <-r.Context().Done():
			return
		case <-over:
			return
		case <-s.bell:
		case <-tick.C:
		}
	}
}

func writeEvents(w http.ResponseWriter, v view, stirred map[string]uint64) error {
	var b strings.Builder
	b.WriteString(": still here\n\n")
	event := func(name, id string, v any) {
		data, err := json.Marshal(v)
		if err != nil {
			return // none of the views can fail to encode
		}
		if id != "" {
			b.WriteString("id: " + id + "\n")
		}
		fmt.Fprintf(&b, "event: %s\ndata: %s\n\n", name, data)
	}
	// Only the last event carries the cursor: a stream that breaks off before it brings everything again.
	last := len(v.Messages)
	if v.Reset {
		event("reset", "", struct{}{})
	}
	if v.State != nil {
		id := ""
		if last == 0 {
			id = v.At
		}
		event("state", id, v.State)
	}
	for i, m := range v.Messages {
		id := ""
		if i == last-1 {
			id = v.At
		}
		event("message", id, m)
	}
	for user, id := range stirred {
		event("stir", "", map[string]string{"user": user, "last": strconv.FormatUint(id, 10)})
	}
	_, err := w.Write([]byte(b.String()))
	return err
}

// getFile serves a file as something to be saved, never to be shown in the page's place.
func (l *Local) getFile(w http.ResponseWriter, r *http.Request) {
	user, _, _, err := l.asking(r)
	n, nerr := strconv.ParseUint(r.PathValue("n"), 10, 31)
	if err == nil && nerr != nil {
		err = storage.ErrNotFound
	}
	var f stored
	if err == nil {
		err = l.store.View(r.Context(), func(tx storage.Tx) error {
			id, _, err := l.message(tx, user, r.PathValue("message"))
			if err != nil {
				return err
			}
			f, err = l.files.Get(tx, fileKey(id, int(n)))
			return err
		})
	}
	if err != nil {
		l.fail(w, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	if _, _, err := mime.ParseMediaType(f.File.Type); err == nil {
		h.Set("Content-Type", f.File.Type)
	}
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.File.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	write(w, f.File.Data)
}

// account is one line of the list of people.
type account struct {
	User  string `json:"user"`
	Name  string `json:"name"`
	About string `json:"about,omitempty"`
	Lang  string `json:"lang,omitempty"`
	Last  string `json:"last,omitempty"` // the newest message that is not their own
	Place bool   `json:"place,omitempty"`
}

func (l *Local) getPeople(w http.ResponseWriter, r *http.Request) {
	var all []account
	err := l.store.View(r.Context(), func(tx storage.Tx) error {
		all = []account{}
		for _, p := range l.opt.People {
			all = append(all, account{User: p.User, Name: p.Name, About: p.About, Lang: p.Lang})
		}
		for _, p := range l.opt.Places {
			all = append(all, account{User: p.User, Name: p.Name, About: p.About, Lang: p.Lang, Place: true})
		}
		err := l.people.Scan(tx, storage.Range{}, func(_ string, p person) error {
			if _, ok := l.ready(p.User); !ok && l.opt.Open {
				all = append(all, account{User: p.User, Name: p.Name, Lang: p.Lang})
			}
			return nil
		})
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Last, err = l.last(tx, all[i].User); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		l.fail(w, fmt.Errorf("list the people: %w", err))
		return
	}
	answer(w, map[string]any{
		"title": l.opt.Title, "open": l.opt.Open, "people": all,
		"limits": map[string]int{"text": limits.Text, "file": limits.File, "name": nameMost},
	})
}

// last is the newest message to an account; empty for none.
func (l *Local) last(tx storage.Tx, user string) (string, error) {
	keys, err := l.chat.Find(tx, byUser, user)
	if err != nil {
		return "", err
	}
	slices.Reverse(keys)
	for _, key := range keys {
		e, err := l.chat.Get(tx, key)
		if err != nil {
			return "", err
		}
		if e.Mine || e.Deleted || onlyToast(e.Message) {
			continue
		}
		id, err := storage.ParseOrdinal(key)
		if err != nil {
			return "", err
		}
		return strconv.FormatUint(id, 10), nil
	}
	return "", nil
}

// getWords gives the page's own words in a language.
func (l *Local) getWords(w http.ResponseWriter, r *http.Request) {
	if l.opt.Words == nil {
		l.fail(w, errors.New("the built-in chat was made without words"))
		return
	}
	lang, _, _ := strings.Cut(r.URL.Query().Get("lang"), "-")
	p := l.opt.Words.In(lang)
	words := map[string]string{}
	for _, key := range l.opt.Words.Keys("en") {
		if name, ok := strings.CutPrefix(key, "local."); ok {
			words[name] = p.Plain(key, "Size", limits.File>>10, "Most", limits.Text, "Name", texts.Markdown("{name}"))
		}
	}
	answer(w, map[string]any{"lang": p.Lang(), "dir": dir(p.Lang()), "words": words})
}
