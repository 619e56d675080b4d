package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"relais/bot"
	"relais/bot/texts"
	"relais/storage"
)

const nameMost = 40 // characters of a name that somebody makes up

// deed is what somebody did: the message that shows it, nil for none, and the update that the bot hears of.
type deed struct {
	shows *entry
	hears bot.Update
	in    string // the place where it was done; empty in private
	// blocks and unblocks change whether the bot may write.
	blocks, unblocks bool
}

var errBlocked = &refusal{http.StatusConflict, "you have blocked this chat: let it write again first"}

// do carries out what an account did and answers the request.
func (l *Local) do(w http.ResponseWriter, r *http.Request, user string, d deed) {
	id, err := l.commit(r.Context(), user, d)
	if err != nil {
		l.fail(w, err)
		return
	}
	answer(w, map[string]string{"message": id})
}

func (l *Local) fail(w http.ResponseWriter, err error) {
	var r *refusal
	var long *http.MaxBytesError
	if !errors.As(err, &r) && !errors.As(err, &long) && !errors.Is(err, errNobody) && !errors.Is(err, storage.ErrNotFound) {
		l.log.Error("a request to the built-in chat failed", "err", err)
	}
	answerError(w, err)
}

// commit keeps what was done and what the bot is to hear in one transaction.
func (l *Local) commit(ctx context.Context, user string, d deed) (string, error) {
	if !userID.MatchString(user) {
		return "", refuse("%q is no account: \"as\" needs up to 32 of a–z, 0–9, - and _", user)
	}
	if d.in != "" && !l.place(d.in) {
		return "", refuse("%q is no place: GET /api/people names them", d.in)
	}
	var id uint64
	err := l.store.Update(ctx, func(tx storage.Tx) error {
		now := time.Now().UTC()
		p, err := l.admit(tx, user, "", "")
		if err != nil {
			return err
		}
		if p.Blocked && !d.unblocks && !d.blocks {
			return errBlocked
		}
		if d.blocks || d.unblocks {
			if p.Blocked == d.blocks {
				return nil
			}
			p.Blocked = d.blocks
			if err := l.change(tx, p); err != nil {
				return err
			}
		}
		if id = 0; d.shows != nil {
			e := *d.shows
			e.User, e.At, e.Mine = cmp.Or(d.in, user), now, true
			if d.in != "" {
				e.Message.Text = p.Name + ": " + e.Message.Text // others read along, and wonder who
			}
			if id, err = l.add(tx, e); err != nil {
				return err
			}
		}
		u := d.hears
		u.At = now
		u.From = bot.User{Platform: Name, ID: p.User, Chat: p.User, Name: p.Name, Lang: p.Lang}
		u.To = bot.Address{Platform: Name, Chat: cmp.Or(d.in, p.User), Group: d.in != ""}
		if u.Public = d.in != ""; u.Public {
			at, _ := l.ready(d.in)
			u.Place = &bot.Place{Title: at.Name, Runs: true} // whoever reaches the chat can speak as anybody
		}
		return l.spool.Put(tx, u, "")
	})
	if err != nil {
		var r *refusal
		if errors.As(err, &r) || errors.Is(err, errNobody) {
			return "", err
		}
		return "", fmt.Errorf("keep what was done: %w", err)
	}
	l.room.act(user)
	l.room.stir(user, 0)
	if d.in != "" {
		l.room.stir(d.in, id)
	}
	l.spool.Expect(user)
	if id == 0 {
		return "", nil
	}
	return strconv.FormatUint(id, 10), nil
}

// typed judges a text as somebody typed it.
func typed(text string, caption bool) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	switch n := units(text); {
	case n == 0 && !caption:
		return "", refuse("there is no text: write something first")
	case n > limits.Text:
		return "", &refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf("the text has %d characters, at most %d are taken: send it in parts", n, limits.Text)}
	}
	return text, nil
}

func (l *Local) postSay(w http.ResponseWriter, r *http.Request) {
	var in struct {
		As, In, Text string
		Forwarded    bool
	}
	err := readJSON(w, r, &in)
	if err == nil {
		in.Text, err = typed(in.Text, false)
	}
	if err != nil {
		l.fail(w, err)
		return
	}
	l.do(w, r, in.As, deed{
		shows: &entry{Message: bot.Message{Text: in.Text}, Forwarded: in.Forwarded},
		hears: bot.Update{Text: in.Text, Forwarded: in.Forwarded}, in: in.In,
	})
}

// postPress takes a button's data as it comes, as other platforms do: what a client sends is no proof that it was shown.
func (l *Local) postPress(w http.ResponseWriter, r *http.Request) {
	var in struct{ As, In, Message, Data string }
	if err := readJSON(w, r, &in); err != nil {
		l.fail(w, err)
		return
	}
	if _, err := strconv.ParseUint(in.Message, 10, 64); err != nil {
		l.fail(w, refuse("%q is no message's id", in.Message))
		return
	}
	if n := len(in.Data); n == 0 || n > dataMost {
		l.fail(w, refuse("a button's data has 1 to %d bytes, not %d", dataMost, n))
		return
	}
	l.do(w, r, in.As, deed{hears: bot.Update{Data: in.Data, Message: in.Message}, in: in.In})
}

func (l *Local) postSticker(w http.ResponseWriter, r *http.Request) {
	var in struct{ As string }
	if err := readJSON(w, r, &in); err != nil {
		l.fail(w, err)
		return
	}
	l.do(w, r, in.As, deed{shows: &entry{Sticker: true}, hears: bot.Update{Other: true}})
}

func (l *Local) postBlock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		As      string
		Blocked bool
	}
	if err := readJSON(w, r, &in); err != nil {
		l.fail(w, err)
		return
	}
	l.do(w, r, in.As, deed{blocks: in.Blocked, unblocks: !in.Blocked, hears: bot.Update{Blocked: in.Blocked, Unblocked: !in.Blocked}})
}

// postRemove takes a message out of the chat. The bot is not told, as it is not elsewhere.
func (l *Local) postRemove(w http.ResponseWriter, r *http.Request) {
	var in struct{ As, Message string }
	if err := readJSON(w, r, &in); err != nil {
		l.fail(w, err)
		return
	}
	err := l.store.Update(r.Context(), func(tx storage.Tx) error {
		id, e, err := l.message(tx, in.As, in.Message)
		if err != nil {
			return err
		}
		return l.takeAway(tx, id, e)
	})
	if err != nil {
		l.fail(w, err)
		return
	}
	l.room.stir(in.As, 0)
	answer(w, map[string]string{"message": in.Message})
}

// formMost bounds a form with a file, its caption and what the form itself takes.
const formMost = 512<<10 + 64<<10

func (l *Local) postFile(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, formMost)
	f, text, err := readFile(r)
	if err != nil {
		l.fail(w, err)
		return
	}
	l.do(w, r, r.FormValue("as"), deed{
		shows: &entry{Message: bot.Message{Text: text, Files: []bot.File{f}}},
		hears: bot.Update{Text: text, File: &f},
	})
}

// readFile reads a form, which stays in memory, since it is no longer than formMost.
func readFile(r *http.Request) (bot.File, string, error) {
	if err := r.ParseMultipartForm(formMost); err != nil {
		var long *http.MaxBytesError
		if errors.As(err, &long) {
			return bot.File{}, "", tooLong(0)
		}
		return bot.File{}, "", refuse("send a multipart form with the fields as and file: %v", err)
	}
	part, head, err := r.FormFile("file")
	if err != nil {
		return bot.File{}, "", refuse("the form has no file in its field \"file\"")
	}
	defer part.Close()
	data, err := io.ReadAll(part)
	if err != nil {
		return bot.File{}, "", fmt.Errorf("read the file: %w", err)
	}
	if len(data) > limits.File {
		return bot.File{}, "", tooLong(len(data))
	}
	text, err := typed(r.FormValue("text"), true)
	name := texts.Clean(path.Base(strings.ReplaceAll(head.Filename, `\`, "/")))
	return bot.File{Name: name, Type: head.Header.Get("Content-Type"), Data: data}, text, err
}

func tooLong(n int) error {
	const say = "the file is too long: at most %d bytes are taken"
	if n == 0 {
		return &refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf(say, limits.File)}
	}
	return &refusal{http.StatusRequestEntityTooLarge, fmt.Sprintf(say+", it has %d", limits.File, n)}
}

// postPeople makes up somebody.
func (l *Local) postPeople(w http.ResponseWriter, r *http.Request) {
	var in struct{ Name, Lang string }
	if err := readJSON(w, r, &in); err != nil {
		l.fail(w, err)
		return
	}
	in.Name = strings.Join(strings.Fields(texts.Clean(in.Name)), " ")
	switch n := utf8.RuneCountInString(in.Name); {
	case !l.opt.Open:
		l.fail(w, &refusal{http.StatusForbidden, "nobody can be made up here: choose one of those that GET /api/people lists"})
		return
	case n == 0 || n > nameMost:
		l.fail(w, refuse("a name has 1 to %d characters, not %d", nameMost, n))
		return
	}
	if len(in.Lang) > 35 { // RFC 5646, section 4.4.1: no language tag in use is longer
		in.Lang = ""
	}
	var user string
	err := l.store.Update(r.Context(), func(tx storage.Tx) error {
		n, err := l.store.Next(tx, "local/guests")
		if err != nil {
			return err
		}
		user = "guest-" + strconv.FormatUint(n, 10)
		_, err = l.admit(tx, user, in.Name, in.Lang)
		return err
	})
	if err != nil {
		l.fail(w, fmt.Errorf("make up somebody: %w", err))
		return
	}
	l.room.act(user)
	answer(w, map[string]string{"user": user})
}
