package local

import (
	"html"
	"strconv"
	"strings"
	"time"

	"relais/bot"
	"relais/bot/markup"
)

// view is what has changed in a chat, as the surface gives it.
type view struct {
	At       string    `json:"at"`
	Reset    bool      `json:"reset,omitempty"`
	Messages []message `json:"messages"`
	State    *state    `json:"state,omitempty"`
}

// state is what an account's page shows beside the messages.
type state struct {
	Name    string   `json:"name"`
	Lang    string   `json:"lang"`
	Dir     string   `json:"dir"`
	Menu    []string `json:"menu"`
	Blocked bool     `json:"blocked"`
}

// message is one message as the surface gives it.
type message struct {
	ID        string     `json:"id"`
	Mine      bool       `json:"mine,omitempty"`
	At        time.Time  `json:"at"`
	Lang      string     `json:"lang,omitempty"`
	Dir       string     `json:"dir,omitempty"`
	Text      string     `json:"text,omitempty"`
	HTML      string     `json:"html,omitempty"`
	Copy      string     `json:"copy,omitempty"`
	Buttons   [][]button `json:"buttons,omitempty"`
	Files     []file     `json:"files,omitempty"`
	Media     []medium   `json:"media,omitempty"`
	Toast     string     `json:"toast,omitempty"`
	Forwarded bool       `json:"forwarded,omitempty"`
	Sticker   bool       `json:"sticker,omitempty"`
	Deleted   bool       `json:"deleted,omitempty"`
}

type button struct {
	Label string `json:"label"`
	Data  string `json:"data,omitempty"`
	URL   string `json:"url,omitempty"`
}

type file struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int    `json:"size"`
}

type medium struct {
	URL    string `json:"url"`
	Alt    string `json:"alt"`
	Credit string `json:"credit,omitempty"`
}

func (l *Local) viewNews(user string, n news) view {
	v := view{At: n.at.String(), Reset: n.reset, Messages: []message{}}
	for _, e := range n.entries {
		v.Messages = append(v.Messages, l.viewMessage(e))
	}
	if n.changed {
		p := n.person
		if q, ok := l.ready(user); ok && !n.known {
			p.Name, p.Lang = q.Name, q.Lang
		}
		if p.Name == "" {
			p.Name = user
		}
		v.State = &state{Name: p.Name, Lang: p.Lang, Dir: dir(p.Lang), Menu: append([]string{}, p.Menu...), Blocked: p.Blocked}
	}
	return v
}

func (l *Local) viewMessage(e numbered) message {
	m := message{ID: strconv.FormatUint(e.id, 10), Mine: e.Mine, At: e.At, Deleted: e.Deleted}
	if e.Deleted {
		return m
	}
	m.Forwarded, m.Sticker = e.Forwarded, e.Sticker
	m.Copy, m.Toast, m.Lang, m.Dir = e.Message.Copy, e.Message.Toast, e.Message.Lang, dir(e.Message.Lang)
	if e.Mine {
		m.Text, m.Dir = e.Message.Text, "auto"
		m.HTML = strings.ReplaceAll(html.EscapeString(markup.Printable(e.Message.Text)), "\n", "<br/>")
	} else {
		m.HTML, m.Text = render(e.Message.Text)
	}
	for _, row := range e.Message.Buttons {
		var r []button
		for _, b := range row {
			r = append(r, button{Label: b.Label, Data: b.Data, URL: b.URL})
		}
		m.Buttons = append(m.Buttons, r)
	}
	for i, f := range e.Message.Files {
		size := len(f.Data)
		if i < len(e.Sizes) {
			size = e.Sizes[i]
		}
		m.Files = append(m.Files, file{Name: f.Name, Type: f.Type, Size: size})
	}
	for _, x := range e.Message.Media {
		m.Media = append(m.Media, medium(x))
	}
	return m
}

// rightToLeft are the languages written from the right that a network may speak. (ISO 639-1.)
const rightToLeft = " ar fa he ur ps sd ug ku yi dv "

// dir is the direction of a language; "auto" where none is said.
func dir(lang string) string {
	lang, _, _ = strings.Cut(lang, "-")
	switch {
	case lang == "":
		return "auto"
	case strings.Contains(rightToLeft, " "+lang+" "):
		return "rtl"
	}
	return "ltr"
}

var _ bot.Keeper = (*Local)(nil)
