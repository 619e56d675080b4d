package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"relais/bot"
	"relais/campaigns/outbox"
	"relais/storage"
)

// captionMost is Telegram's longest caption, in UTF-16 units; a longer text is a message of its own below the medium.
const captionMost = 1024

// Send shows, changes or takes away a message; see bot.Platform.
func (g *Telegram) Send(ctx context.Context, c bot.Cleared) (bot.Receipt, error) {
	text, err := g.written(c)
	if err != nil {
		return bot.Receipt{}, &bot.SendError{Kind: outbox.Refused, Err: err}
	}
	r, err := g.send(ctx, c, text)
	if err != nil {
		return bot.Receipt{}, g.judge(c.To(), err)
	}
	return r, nil
}

func (g *Telegram) send(ctx context.Context, c bot.Cleared, text *page) (bot.Receipt, error) {
	to, m := c.To(), c.Message()
	if c.Delete() {
		return bot.Receipt{}, g.api.call(ctx, "deleteMessage", at(to, "message_id", c.Edit()), nil)
	}
	lasts := !onlyToast(m)
	if to.Reply != "" && (m.Toast != "" || !lasts && m.Menu == nil) {
		g.presses.take(to.Reply)
		err := g.api.call(ctx, "answerCallbackQuery", tgbotapi.Params{"callback_query_id": to.Reply, "text": m.Toast}, nil)
		var f *failure
		if errors.As(err, &f) && f.status == http.StatusBadRequest {
			err = nil // it was answered, or its time is over: nobody waits any more
		}
		if err != nil && !lasts {
			return bot.Receipt{}, err
		}
	}
	if !lasts {
		return bot.Receipt{}, nil
	}
	if c.Edit() != "" {
		return bot.Receipt{Message: c.Edit()}, g.edit(ctx, to, c.Edit(), m, text)
	}
	return g.post(ctx, c, text)
}

// onlyToast tells that nothing of a message lasts.
func onlyToast(m bot.Message) bool {
	return m.Text == "" && m.Copy == "" && len(m.Buttons) == 0 && len(m.Files) == 0 && len(m.Media) == 0
}

// at begins the parameters of a call about a chat.
func at(to bot.Address, more ...string) tgbotapi.Params {
	p := tgbotapi.Params{"chat_id": to.Chat}
	if to.Thread != "" && len(more) == 0 {
		p["message_thread_id"] = to.Thread
	}
	for i := 0; i+1 < len(more); i += 2 {
		p[more[i]] = more[i+1]
	}
	return p
}

// text is what is shown: the message's text, the addresses that no button may open, and what is to be copied.
func (g *Telegram) text(m bot.Message) *page {
	p := g.texts.Of(m.Text, render).page()
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.URL != "" && onThisMachine(b.URL) {
				p.line(b.Label + ": " + b.URL)
			}
		}
	}
	p.copy(m.Copy)
	return p
}

func (g *Telegram) edit(ctx context.Context, to bot.Address, id string, m bot.Message, text *page) error {
	params := at(to, "message_id", id, "text", text.String(), "parse_mode", "HTML", "link_preview_options", noPreview, "reply_markup", keyboard(m.Buttons))
	err := g.api.call(ctx, "editMessageText", params, nil)
	var f *failure
	if errors.As(err, &f) && strings.Contains(f.said, "there is no text in the message") {
		delete(params, "text")
		delete(params, "link_preview_options")
		params["caption"] = text.String()
		err = g.api.call(ctx, "editMessageCaption", params, nil)
	}
	if errors.As(err, &f) && strings.Contains(f.said, "message is not modified") {
		err = nil
	}
	if err == nil {
		g.offerMenu(ctx, to, m.Menu)
	}
	return err
}

// noPreview keeps a card as short as it was written.
const noPreview = `{"is_disabled":true}`

// under makes a message answer another, where that still stands; "" for none.
func under(id string) string {
	n, err := strconv.Atoi(id)
	if err != nil {
		return ""
	}
	return fmt.Sprintf(`{"message_id":%d,"allow_sending_without_reply":true}`, n)
}

// post shows a new message. Its receipt is the one with its buttons.
func (g *Telegram) post(ctx context.Context, c bot.Cleared, text *page) (bot.Receipt, error) {
	to, m := c.To(), c.Message()
	buttons, bare := keyboard(m.Buttons), len(m.Buttons) == 0
	answers := under(c.Under())
	if !bare {
		g.offerMenu(ctx, to, m.Menu)
	} else if m.Menu != nil {
		buttons = standing(m.Menu)
	}
	var sent struct {
		ID int64 `json:"message_id"`
	}
	var calls []func() error
	for _, x := range m.Media {
		calls = append(calls, func() error { return g.without(g.show(ctx, to, x)) })
	}
	captioned := len(m.Files) > 0 && text.units <= captionMost
	if !captioned && text.units > 0 {
		params := at(to)
		params["text"], params["parse_mode"], params["link_preview_options"] = text.String(), "HTML", noPreview
		params.AddNonEmpty("reply_parameters", answers)
		setMarkup(params, buttons)
		calls = append(calls, func() error { return g.api.call(ctx, "sendMessage", params, &sent) })
	}
	for i, f := range m.Files {
		params, out := at(to), any(nil)
		if i == 0 && captioned {
			params["caption"], params["parse_mode"] = text.String(), "HTML"
			setMarkup(params, buttons)
			out = &sent
		}
		calls = append(calls, func() error {
			return g.api.upload(ctx, "sendDocument", params, []tgbotapi.RequestFile{
				{Name: "document", Data: tgbotapi.FileReader{Name: f.Name, Reader: bytes.NewReader(f.Data)}},
			}, out)
		})
	}
	if err := g.inTurn(ctx, to, calls); err != nil {
		return bot.Receipt{}, err
	}
	if bare && m.Menu != nil {
		g.noteMenu(ctx, to, m.Menu)
	}
	return bot.Receipt{Message: strconv.FormatInt(sent.ID, 10)}, nil
}

// followWithin is how long what belongs to one message may take to follow its first part.
const followWithin = 2 * time.Minute

// inTurn makes the calls of one message in order, at the pace of its chat. A later one that is throttled is made again here, since
// the whole message again would show its first part twice.
func (g *Telegram) inTurn(ctx context.Context, to bot.Address, calls []func() error) error {
	pace := g.limits.PerChat
	if to.Group {
		pace = g.limits.PerGroup
	}
	end := time.Now().Add(followWithin)
	for i, call := range calls {
		if i > 0 && !pause(ctx, pace) {
			return partly(ctx.Err())
		}
		err := call()
		for i > 0 && err != nil {
			var f *failure
			if !errors.As(err, &f) || f.after == 0 || time.Now().Add(f.after).After(end) || !pause(ctx, f.after) {
				return partly(err)
			}
			err = call()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pause waits, and tells whether ctx let it.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// partly is the failure of what followed a part of a message that does stand: the whole may have arrived.
func partly(err error) error {
	return &failure{method: "send", sent: true, err: fmt.Errorf("a later part of the message did not follow: %w", err)}
}

// without is nothing where Telegram can't get at a medium, so that the message stands without it: its text names the address too.
func (g *Telegram) without(err error) error {
	var f *failure
	if errors.As(err, &f) && f.status == http.StatusBadRequest && slices.ContainsFunc(unshown, func(s string) bool { return strings.Contains(f.said, s) }) {
		g.log.Info("a medium was not shown", "err", err)
		return nil
	}
	return err
}

// unshown are what Telegram says of an address that it can't show; core.telegram.org's server, checked 2026-11-29.
var unshown = []string{"failed to get HTTP URL content", "wrong type of the web page content", "wrong file identifier", "wrong remote file identifier", "PHOTO_INVALID_DIMENSIONS", "WEBPAGE_MEDIA_EMPTY", "WEBPAGE_CURL_FAILED"}

// show sends a medium by its address, with its words.
func (g *Telegram) show(ctx context.Context, to bot.Address, x outbox.Media) error {
	method, field, name := "sendPhoto", "photo", x.URL
	if u, err := url.Parse(x.URL); err == nil {
		name = u.Path
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".mp4", ".mov", ".webm":
		method, field = "sendVideo", "video"
	case ".ogg", ".oga", ".opus":
		method, field = "sendVoice", "voice"
	}
	params := at(to)
	params[field], params["caption"] = x.URL, captionOf(x)
	return g.api.call(ctx, method, params, nil)
}

// captionOf are a medium's words. Where they are too long it is those about it that are cut: whose it is has to be said.
func captionOf(x outbox.Media) string {
	credit := cut(x.Credit, captionMost/2)
	if credit == "" {
		return cut(x.Alt, captionMost)
	}
	return strings.TrimPrefix(cut(x.Alt, captionMost-units(credit)-1)+"\n"+credit, "\n")
}

// cut cuts a text to n of the units that Telegram counts.
func cut(s string, n int) string {
	if units(s) <= n {
		return s
	}
	left := n - 1 // for the sign that something is missing
	for i, r := range s {
		if left -= utf16.RuneLen(r); left < 0 {
			return s[:i] + "…"
		}
	}
	return s
}

func setMarkup(params tgbotapi.Params, markup string) {
	if markup != "" {
		params["reply_markup"] = markup
	}
}

// keyboard are the buttons under a message, as Telegram reads them; those that no button may open are in the text instead.
func keyboard(rows [][]bot.Button) string {
	type button struct {
		Text string `json:"text"`
		Data string `json:"callback_data,omitempty"`
		URL  string `json:"url,omitempty"`
	}
	out := [][]button{}
	for _, row := range rows {
		var r []button
		for _, b := range row {
			if b.URL == "" || !onThisMachine(b.URL) {
				r = append(r, button{b.Label, b.Data, b.URL})
			}
		}
		if len(r) > 0 {
			out = append(out, r)
		}
	}
	return encode(struct {
		Rows [][]button `json:"inline_keyboard"`
	}{out})
}

// standing is the menu below the text field, two labels in a row.
func standing(labels []string) string {
	if len(labels) == 0 {
		return encode(map[string]any{"remove_keyboard": true})
	}
	type key struct {
		Text string `json:"text"`
	}
	var rows [][]key
	for some := range slices.Chunk(labels, 2) {
		var row []key
		for _, l := range some {
			row = append(row, key{l})
		}
		rows = append(rows, row)
	}
	return encode(map[string]any{"keyboard": rows, "resize_keyboard": true, "is_persistent": true})
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings alone: cannot happen
	}
	return string(b)
}

// offerMenu shows the standing menu by a message of its own, which only names its buttons: Telegram takes either a menu or buttons
// with one message. It does so only where the menu is another one than before. A failure costs the menu alone.
func (g *Telegram) offerMenu(ctx context.Context, to bot.Address, labels []string) {
	if len(labels) == 0 || to.Group {
		return
	}
	var before menu
	err := g.store.View(ctx, func(tx storage.Tx) (err error) {
		before, err = g.menus.Get(tx, g.menuKey(to.Chat))
		return err
	})
	if err == nil && slices.Equal(before.Labels, labels) {
		return
	}
	params := at(to)
	params["text"], params["reply_markup"] = strings.Join(labels, " · "), standing(labels)
	if err := g.api.call(ctx, "sendMessage", params, nil); err != nil {
		g.log.Debug("a menu was not shown", "err", err)
		return
	}
	g.noteMenu(ctx, to, labels)
}

func (g *Telegram) noteMenu(ctx context.Context, to bot.Address, labels []string) {
	if to.Group {
		return
	}
	err := g.store.Update(ctx, func(tx storage.Tx) error { return g.menus.Put(tx, g.menuKey(to.Chat), menu{labels}) })
	if err != nil && ctx.Err() == nil {
		g.log.Warn("which menu is shown could not be kept", "err", fmt.Errorf("keep a menu: %w", err))
	}
}
