package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"relais/bot"
	"relais/bot/markup"
	"relais/campaigns/outbox"
)

const (
	dataMost = 64 // bytes of a button's data
	fileMost = 10 // files, and media, of one message
	// Buttons of one message; core.telegram.org says nothing of it, its server refuses more. Checked 2026-11-24.
	buttonsMost = 100
)

// written is what a message shows, or why it can never be sent as it is.
func (g *Telegram) written(c bot.Cleared) (*page, error) {
	switch {
	case !c.Valid():
		return nil, errors.New("the message has not passed the door")
	case c.To().Platform != Name:
		return nil, fmt.Errorf("the address is on the platform %q", c.To().Platform)
	case c.Delete():
		return nil, nil //nolint:nilnil // what is taken away shows nothing
	}
	m := c.Message()
	for _, s := range []string{m.Text, m.Copy, m.Toast} {
		if !utf8.ValidString(s) {
			return nil, errors.New("the text is not valid UTF-8")
		}
	}
	if len(m.Text) > 4*g.limits.Text { // more than any script needs, and reading markup takes longer than its length
		return nil, fmt.Errorf("the text has %d bytes of markup", len(m.Text))
	}
	if n := utf8.RuneCountInString(m.Toast); n > g.limits.Toast {
		return nil, fmt.Errorf("the toast has %d characters, %d are allowed", n, g.limits.Toast)
	}
	text := g.text(m)
	if text.units > g.limits.Text {
		return nil, fmt.Errorf("the text has %d characters, %d are allowed", text.units, g.limits.Text)
	}
	return text, g.refuse(m)
}

// refuse says what of a message besides its text can never be sent.
func (g *Telegram) refuse(m bot.Message) error {
	if len(m.Files) > fileMost || len(m.Media) > fileMost {
		return fmt.Errorf("the message has %d files and %d media, %d of each are allowed", len(m.Files), len(m.Media), fileMost)
	}
	for _, f := range m.Files {
		if len(f.Data) > g.limits.File {
			return fmt.Errorf("a file has %d bytes, %d are allowed", len(f.Data), g.limits.File)
		}
	}
	for _, x := range m.Media {
		if !markup.Opens(x.URL) {
			return errors.New("a medium's address is no web address")
		}
	}
	return g.refuseButtons(m)
}

func (g *Telegram) refuseButtons(m bot.Message) error {
	if len(m.Buttons) > g.limits.ButtonRows {
		return fmt.Errorf("the message has %d rows of buttons, %d are allowed", len(m.Buttons), g.limits.ButtonRows)
	}
	if n := len(slices.Concat(m.Buttons...)); n > buttonsMost {
		return fmt.Errorf("the message has %d buttons, %d are allowed", n, buttonsMost)
	}
	for _, row := range m.Buttons {
		if len(row) > g.limits.ButtonRow {
			return fmt.Errorf("a row has %d buttons, %d are allowed", len(row), g.limits.ButtonRow)
		}
		for _, b := range row {
			switch n := utf8.RuneCountInString(b.Label); {
			case strings.TrimSpace(b.Label) == "" || n > g.limits.Label:
				return fmt.Errorf("a button's label has %d characters, 1 to %d are allowed", n, g.limits.Label)
			case (b.Data == "") == (b.URL == ""):
				return fmt.Errorf("the button %q needs either data or an address", b.Label)
			case len(b.Data) > dataMost:
				return fmt.Errorf("the data of the button %q has %d bytes, %d are allowed", b.Label, len(b.Data), dataMost)
			case b.URL != "" && !markup.Opens(b.URL):
				return fmt.Errorf("the address of the button %q is no web address", b.Label)
			}
		}
	}
	for _, label := range m.Menu {
		if strings.TrimSpace(label) == "" || utf8.RuneCountInString(label) > g.limits.Label {
			return errors.New("a label of the menu is empty or too long")
		}
	}
	return nil
}

// onThisMachine tells whether an address leads to this machine or its own network: Telegram refuses a button for it.
func onThisMachine(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if a, err := netip.ParseAddr(host); err == nil {
		return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified()
	}
	return host == "localhost" || !strings.Contains(host, ".") && u.Scheme != "mailto"
}

// unauthorized tells that Telegram does not know the token: a malformed one has no methods.
func unauthorized(f *failure) bool {
	return f.status == http.StatusUnauthorized || f.status == http.StatusNotFound && f.said != ""
}

// judge puts a failed call into the outbox's vocabulary. Descriptions are core.telegram.org's and its server's, checked 2026-11-24.
func (g *Telegram) judge(to bot.Address, err error) *bot.SendError {
	var f *failure
	if !errors.As(err, &f) {
		return &bot.SendError{Kind: outbox.Temporary, Err: err}
	}
	e := &bot.SendError{Kind: outbox.Refused, Err: f}
	said := strings.ToLower(f.said)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(said, p) {
				return true
			}
		}
		return false
	}
	switch {
	case f.moved != 0:
		e.Kind, e.To = outbox.Moved, strconv.FormatInt(f.moved, 10)
	case f.after > 0 || f.status == http.StatusTooManyRequests:
		e.Kind, e.After, e.Scope = outbox.Throttled, max(f.after, time.Second), outbox.ScopeUnsaid // Telegram's answer is the same for both
		if to.Group {
			e.Scope = outbox.ScopeChat
		}
	case f.status >= http.StatusInternalServerError:
		e.Kind = outbox.Temporary
	case said == "" && f.sent:
		e.Kind = outbox.Unknown
	case said == "":
		e.Kind = outbox.Temporary
	case unauthorized(f):
		e.Kind = outbox.Unauthorized
	case to.Group && isLost(said):
		e.Kind, e.Lacks = outbox.Gone, "write"
		if strings.Contains(said, "channel") {
			e.Lacks = "admin"
		}
	case f.status == http.StatusForbidden, has("chat not found", "user not found", "peer_id_invalid", "user is deactivated"):
		e.Kind = outbox.Gone
	case has("message to edit not found", "message can't be edited", "message to delete not found", "message_id_invalid", "message not found"):
		e.Kind = outbox.Missing
	}
	return e
}
