package discord

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"relais/bot"
	"relais/bot/markup"
	"relais/campaigns/outbox"
)

const dataMost = 64 // bytes of a button's data; Discord's own limit is 100 characters

// ids are what may stand in a path.
var ids = regexp.MustCompile(`^[0-9]{1,20}$`)

// prepare makes what is sent of a message that has passed the door, or says why it can never be sent as it is. What is taken away is
// nothing.
func (d *Discord) prepare(c bot.Cleared) (p payload, files []bot.File, err error) {
	if err := refuse(c); err != nil || c.Delete() {
		return p, nil, err
	}
	m := c.Message()
	if m.Mention != "" && !ids.MatchString(m.Mention) {
		return p, nil, errors.New("the people to be told are no role")
	}
	for _, s := range []string{m.Text, m.Copy, m.Toast, m.Ask} {
		if !utf8.ValidString(s) {
			return p, nil, errors.New("the text is not valid UTF-8")
		}
	}
	if len(m.Text) > 4*textMost { // more than any script needs, and reading markup takes longer than its length
		return p, nil, fmt.Errorf("the text has %d bytes of markup", len(m.Text))
	}
	text := d.written(m)
	if n := length(text.String()); text.read > textMost || n > embedMost {
		return p, nil, fmt.Errorf("the text has %d characters, and %d with its marks; %d and %d are allowed", text.read, n, textMost, embedMost)
	}
	p, files = compose(text, m, !c.To().Group)
	if len(files) > fileMost || len(m.Media) >= fileMost {
		return p, nil, fmt.Errorf("the message has %d files and %d media", len(files), len(m.Media))
	}
	for _, f := range files {
		if len(f.Data) > d.limits.File {
			return p, nil, fmt.Errorf("a file has %d bytes, %d are allowed", len(f.Data), d.limits.File)
		}
	}
	for _, x := range m.Media {
		if !markup.Opens(x.URL) {
			return p, nil, errors.New("a medium's address is no web address")
		}
	}
	return p, files, d.refuseButtons(m)
}

// refuse says why nothing can ever be sent there, or changed.
func refuse(c bot.Cleared) error {
	to := c.To()
	switch {
	case !c.Valid():
		return errors.New("the message has not passed the door")
	case to.Platform != Name:
		return fmt.Errorf("the address is on the platform %q", to.Platform)
	case !ids.MatchString(strings.TrimPrefix(to.Chat, dmOf)), to.Thread != "" && !ids.MatchString(to.Thread):
		return errors.New("the address names no channel")
	case c.Edit() != "" && !standing.MatchString(c.Edit()):
		return errors.New("the message to change is not one of Discord's")
	case to.Reply != "" && parseReply(to.Reply) == nil:
		return errors.New("the address answers something that is not Discord's")
	}
	return nil
}

// standing are the ids that receipts have: of a message, of one that one person sees, and of a forum's post.
var standing = regexp.MustCompile(`^(` + ephemeral + `[0-9]{1,20}|[0-9]{1,20}(/[0-9]{1,20})?)$`)

func (d *Discord) refuseButtons(m bot.Message) error {
	if len(m.Buttons) > d.limits.ButtonRows {
		return fmt.Errorf("the message has %d rows of buttons, %d are allowed", len(m.Buttons), d.limits.ButtonRows)
	}
	if length(m.Ask) > d.limits.Label {
		return fmt.Errorf("the button for an answer has a label of %d characters", length(m.Ask))
	}
	for _, row := range m.Buttons {
		if len(row) > d.limits.ButtonRow {
			return fmt.Errorf("a row has %d buttons, %d are allowed", len(row), d.limits.ButtonRow)
		}
		for _, b := range row {
			switch n := length(b.Label); {
			case strings.TrimSpace(b.Label) == "" || n > d.limits.Label:
				return fmt.Errorf("a button's label has %d characters, 1 to %d are allowed", n, d.limits.Label)
			case b.Pick && (len(row) > 1 || b.Data == ""):
				return fmt.Errorf("the choice %q is not alone in its row, or has no data", b.Label)
			case (b.Data == "") == (b.URL == ""):
				return fmt.Errorf("the button %q needs either data or an address", b.Label)
			case len(b.Data) > dataMost || !utf8.ValidString(b.Data) || strings.HasPrefix(b.Data, reserved):
				return fmt.Errorf("the data of the button %q has %d bytes, %d of text are allowed", b.Label, len(b.Data), dataMost)
			case b.URL != "" && !markup.Opens(b.URL):
				return fmt.Errorf("the address of the button %q is no web address", b.Label)
			}
		}
	}
	return nil
}

// tooFast is how long nothing is sent where Discord says that DMs are opened too fast, which it does not say of itself.
const tooFast = 10 * time.Minute

// kinds are the refusals that are not for what was sent.
var kinds = map[int]outbox.Failure{
	unknownChannel: outbox.Gone, missingAccess: outbox.Gone, closedDM: outbox.Gone, noSharedServer: outbox.Gone, openingTooFast: outbox.Throttled,
}

// lacking are the refusals of a post for want of a right, by the words that say how it is given. Discord does not say which permission
// is missing; that to send is missed most often.
var lacking = map[int]string{missingPermissions: "send", tagNeeded: "tag", threadArchived: "threads"}

// judge puts a failed call into the outbox's vocabulary. To change a message twice does no harm, to send one twice may.
func judge(err error, change, group bool) *bot.SendError {
	var f *failure
	if !errors.As(err, &f) {
		kind := outbox.Temporary
		if errors.Is(err, errOver) {
			kind = outbox.Refused
			if change {
				kind = outbox.Missing
			}
		}
		return &bot.SendError{Kind: kind, Err: err}
	}
	e := &bot.SendError{Kind: outbox.Refused, Err: f}
	kind, known := kinds[f.code]
	switch {
	case f.code == tooManyEdits: // a new message says it as well
		e.Kind = outbox.Missing
	case change && (f.code == unknownMessage || f.code == unknownChannel || expired(f)):
		e.Kind = outbox.Missing
	case expired(f):
	case known && kind == outbox.Throttled:
		e.Kind, e.After, e.Scope = kind, tooFast, outbox.ScopeToken
	case known:
		e.Kind = kind
		if f.code == missingAccess && group {
			e.Lacks = "view"
		}
	case lacking[f.code] != "" && group && !change: // for good, until somebody gives the right back
		e.Kind, e.Lacks = outbox.Gone, lacking[f.code]
	case f.after > 0:
		e.Kind, e.After, e.Scope = outbox.Throttled, f.after, outbox.ScopeChat
		if f.all {
			e.Scope = outbox.ScopeToken
		}
	case f.status == http.StatusUnauthorized:
		e.Kind = outbox.Unauthorized
	case f.status >= http.StatusInternalServerError, f.status/100 != 2 && f.status != 0 && f.said == "":
		e.Kind = outbox.Temporary
	case f.said == "" && f.sent && !change:
		e.Kind = outbox.Unknown
	case f.said == "":
		e.Kind = outbox.Temporary
	}
	return e
}
