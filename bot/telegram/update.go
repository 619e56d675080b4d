package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"relais/bot"
)

// What is read of an update: core.telegram.org/bots/api, checked 2026-11-24. The library's own types know neither forward_origin
// nor topics.
type (
	update struct {
		ID       int64    `json:"update_id"`
		Message  *message `json:"message"`
		Callback *press   `json:"callback_query"`
		Member   *change  `json:"my_chat_member"`
		Post     *message `json:"channel_post"`
	}
	user struct {
		ID        int64  `json:"id"`
		IsBot     bool   `json:"is_bot"`
		FirstName string `json:"first_name"`
		LastName  string `json:"last_name"`
		Lang      string `json:"language_code"`
	}
	chat struct {
		ID    int64  `json:"id"`
		Type  string `json:"type"`
		Title string `json:"title"`
	}
	message struct {
		ID            int64           `json:"message_id"`
		Thread        int64           `json:"message_thread_id"`
		InTopic       bool            `json:"is_topic_message"`
		Date          int64           `json:"date"`
		From          *user           `json:"from"`
		Chat          *chat           `json:"chat"`
		SenderChat    *chat           `json:"sender_chat"`
		MigrateTo     int64           `json:"migrate_to_chat_id"`
		Text          string          `json:"text"`
		Caption       string          `json:"caption"`
		Document      *document       `json:"document"`
		ForwardOrigin json.RawMessage `json:"forward_origin"`
		ForwardDate   int64           `json:"forward_date"`
	}
	document struct {
		FileID   string `json:"file_id"`
		FileName string `json:"file_name"`
		MimeType string `json:"mime_type"`
		FileSize int64  `json:"file_size"`
	}
	press struct {
		ID      string   `json:"id"`
		From    *user    `json:"from"`
		Message *message `json:"message"`
		Data    string   `json:"data"`
	}
	change struct {
		Chat *chat      `json:"chat"`
		From *user      `json:"from"`
		Date int64      `json:"date"`
		Old  standingIn `json:"old_chat_member"`
		New  standingIn `json:"new_chat_member"`
	}
)

// read makes an update of ours from one of Telegram's; ok is false for one that is nothing to us. ref names a file to be fetched.
func (g *Telegram) read(x update, now time.Time) (u bot.Update, ref string, ok bool) {
	u.ID = strconv.FormatInt(x.ID, 10)
	switch {
	case x.Callback != nil:
		ok = readPress(&u, x.Callback, now)
	case x.Message != nil && x.Message.MigrateTo != 0:
		ok = readMoved(&u, x.Message)
	case x.Message != nil && x.Message.SenderChat != nil:
		ref, ok = g.readPost(&u, x.Message)
	case x.Message != nil:
		ref, ok = g.readMessage(&u, x.Message)
	case x.Post != nil:
		ref, ok = g.readPost(&u, x.Post)
	case x.Member != nil && x.Member.Chat != nil && x.Member.Chat.Type != privateKind:
		ref, ok = readAdded(&u, x.Member)
	case x.Member != nil:
		ok = readChange(&u, x.Member)
	}
	return u, ref, ok
}

// author notes who did it and where an answer goes; false for what nobody did, or a bot.
func author(u *bot.Update, from *user, in *chat, thread int64) bool {
	if from == nil || in == nil || from.IsBot || from.ID == 0 || in.ID == 0 {
		return false
	}
	id := strconv.FormatInt(from.ID, 10)
	u.From = bot.User{
		Platform: Name, ID: id,
		Name: strings.TrimSpace(from.FirstName + " " + from.LastName), Lang: from.Lang,
	}
	u.To = bot.Address{Platform: Name, Chat: strconv.FormatInt(in.ID, 10)}
	if in.Type == privateKind {
		u.From.Chat = u.To.Chat
	} else {
		u.Public, u.To.Group = true, true
		if thread != 0 {
			u.To.Thread = strconv.FormatInt(thread, 10)
		}
	}
	return true
}

func readPress(u *bot.Update, p *press, now time.Time) bool {
	if p.Message == nil || p.Data == "" || !author(u, p.From, p.Message.Chat, p.Message.Thread) {
		return false
	}
	u.Data, u.Message, u.At = p.Data, strconv.FormatInt(p.Message.ID, 10), now.UTC()
	u.To.Reply = p.ID
	return true
}

func (g *Telegram) readMessage(u *bot.Update, m *message) (ref string, ok bool) {
	if !author(u, m.From, m.Chat, m.topic()) {
		return "", false
	}
	u.At = time.Unix(m.Date, 0).UTC()
	u.Text, u.Forwarded = m.Text, m.ForwardOrigin != nil || m.ForwardDate != 0
	if u.Public {
		u.Place = &bot.Place{Title: m.Chat.Title}
		if isSetup(m.Text) {
			ref = placeRef + m.Chat.Type
		}
		return ref, forUs(m.Text, g.username())
	}
	switch d := m.Document; {
	case d != nil && d.FileSize <= int64(g.limits.File):
		u.Text = m.Caption
		u.File = &bot.File{Name: path.Base("/" + d.FileName), Type: d.MimeType}
		return d.FileID, true
	case m.Caption != "":
		u.Text = m.Caption
	case m.Text == "":
		u.Other = true
	}
	return "", true
}

// topic is the topic of a forum in which a message stands; 0 for none.
func (m *message) topic() int64 {
	if m.InTopic {
		return m.Thread
	}
	return 0
}

// forUs tells whether a text in a group is a command for this bot: what people say to each other is not for it.
func forUs(text, me string) bool {
	command, _, _ := strings.Cut(text, " ")
	name, to, named := strings.Cut(command, "@")
	return strings.HasPrefix(name, "/") && (!named || strings.EqualFold(to, me))
}

func readChange(u *bot.Update, c *change) bool {
	if c.Chat == nil || !author(u, c.From, c.Chat, 0) {
		return false
	}
	u.At = time.Unix(c.Date, 0).UTC()
	switch c.New.Status {
	case "kicked", "left":
		u.Blocked = true
	case "member":
		u.Unblocked = true
	default:
		return false
	}
	return true
}

// fetch gets an update's file. One that is not to be had any more leaves an update without words.
func (g *Telegram) fetch(ctx context.Context, u *bot.Update, ref string) error {
	var f struct {
		Path string `json:"file_path"`
	}
	err := g.api.call(ctx, "getFile", tgbotapi.Params{"file_id": ref}, &f)
	var data []byte
	if err == nil {
		data, err = g.api.download(ctx, f.Path, g.limits.File)
	}
	var failed *failure
	if errors.Is(err, errTooBig) || errors.As(err, &failed) && (failed.status == http.StatusBadRequest || failed.status == http.StatusNotFound) {
		u.File, u.Text, u.Other = nil, "", true
		return nil
	}
	if err != nil {
		return fmt.Errorf("fetch a file: %w", err)
	}
	u.File.Data = data
	if u.File.Type == "" {
		u.File.Type = mime.TypeByExtension(path.Ext(u.File.Name))
	}
	return nil
}
