package discord

import (
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"relais/bot"
	"relais/bot/markup"
	"relais/campaigns/outbox"
)

// payload is a message as Discord takes it. What is empty is said too, so that an edit leaves nothing of what stood there.
type payload struct {
	Content     string                           `json:"content"`
	Embeds      []discordgo.MessageEmbed         `json:"embeds"`
	Components  []control                        `json:"components"`
	Attachments []part                           `json:"attachments"`
	Mentions    discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Flags       int                              `json:"flags"`
	Nonce       string                           `json:"nonce,omitempty"`
	Enforce     bool                             `json:"enforce_nonce,omitempty"`
	Under       *reference                       `json:"message_reference,omitempty"`
}

// reference names a message in the same channel that another answers. Where it does not stand any more the answer stands by itself.
type reference struct {
	Message string `json:"message_id"`
	Must    bool   `json:"fail_if_not_exists"`
}

// control is a row, a button or a menu. The library's own types write each twice.
type control struct {
	Type   discordgo.ComponentType `json:"type"`
	Label  string                  `json:"label,omitempty"`
	Hint   string                  `json:"placeholder,omitempty"` // of a menu in which a role is chosen
	Style  discordgo.ButtonStyle   `json:"style,omitempty"`
	ID     string                  `json:"custom_id,omitempty"`
	URL    string                  `json:"url,omitempty"`
	Inside []control               `json:"components,omitempty"`
}

func inRow(all ...control) control { return control{Type: discordgo.ActionsRowComponent, Inside: all} }

// part describes a file that comes with a message.
type part struct {
	ID   string `json:"id"`
	Name string `json:"filename"`
}

// newPayload is a message that mentions nobody and shows no previews of what it links to.
func newPayload() payload {
	return payload{
		Embeds: []discordgo.MessageEmbed{}, Components: []control{}, Attachments: []part{},
		Mentions: discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}, Flags: flagNoPreview,
	}
}

const (
	// ephemeral begins the ids of messages that one person sees: only the webhook of the interaction they answer can change them.
	ephemeral = "e:"
	// reserved begins the ids of buttons that are the adapter's own: the one that opens a form, and, with a number and the data
	// after it, those whose data another button of the same message has, which Discord refuses.
	reserved = "relais."
	answerID = reserved + "answer"
	again    = reserved + "again."
	// copyName is the file in which something to copy comes that no block of code can hold.
	copyName = "copy.txt"
	wordMost = 1000 // characters about one picture
)

// compose makes a message whose text is written. Where the text is too long with all its marks it stands in an embed, which holds twice as much.
func compose(text *page, m bot.Message, dm bool) (payload, []bot.File) {
	p, files := newPayload(), m.Files
	p.Content = text.String()
	mention := ""
	if m.Mention != "" {
		mention = "<@&" + m.Mention + ">\n"
		p.Mentions.Roles = []string{m.Mention}
	}
	if code := block(m.Copy); code != "" && length(mention)+length(p.Content)+1+length(code) <= textMost {
		p.Content = strings.TrimPrefix(p.Content+"\n"+code, "\n")
	} else if m.Copy != "" {
		files = append(files[:len(files):len(files)], bot.File{Name: copyName, Type: "text/plain; charset=utf-8", Data: []byte(m.Copy)})
	}
	if length(mention)+length(p.Content) > textMost {
		p.Embeds = append(p.Embeds, discordgo.MessageEmbed{Description: p.Content})
		p.Content = ""
	}
	p.Content = strings.TrimSuffix(mention+p.Content, "\n")
	for _, x := range m.Media {
		p.Embeds = append(p.Embeds, picture(x, len(m.Media)))
	}
	if len(p.Embeds) > 0 {
		p.Flags &^= flagNoPreview
	}
	p.Components = buttons(m.Buttons)
	if m.Ask != "" && !dm {
		p.Components = append(p.Components, inRow(control{Type: discordgo.ButtonComponent, Label: m.Ask, Style: discordgo.PrimaryButton, ID: answerID}))
	}
	for i, f := range files {
		p.Attachments = append(p.Attachments, part{strconv.Itoa(i), fileName(f.Name)})
	}
	return p, files
}

// fileName is a file's name without what would end it early in a form.
func fileName(name string) string {
	return path.Base("/" + strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name))
}

// written is what is to be read: the message's text, and the addresses that no button may open.
func (d *Discord) written(m bot.Message) *page {
	p := d.texts.Of(m.Text, render).page()
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.URL != "" && !opens(b.URL) {
				p.add(b.Label + ": " + b.URL)
			}
		}
	}
	return p
}

// picture shows a medium with its words; of is how many there are, since all embeds share 6000 characters with a text.
func picture(x outbox.Media, of int) discordgo.MessageEmbed {
	most := min(wordMost, wordMost/of)
	e := discordgo.MessageEmbed{Image: &discordgo.MessageEmbedImage{URL: x.URL}, Description: shorten(escape(shorten(x.Alt, most)), 2*most)}
	if x.Credit != "" {
		e.Footer = &discordgo.MessageEmbedFooter{Text: shorten(x.Credit, most/2)}
	}
	return e
}

// buttons are the rows below a message; those that no button may open are in the text instead.
func buttons(rows [][]bot.Button) []control {
	out := []control{}
	seen := map[string]bool{}
	for _, row := range rows {
		var r []control
		for _, b := range row {
			switch {
			case b.Pick:
				r = append(r, control{Type: discordgo.RoleSelectMenuComponent, Hint: b.Label, ID: b.Data})
			case b.URL == "":
				id := b.Data
				for n := 2; seen[id]; n++ {
					id = again + strconv.Itoa(n) + ":" + b.Data
				}
				seen[id] = true
				r = append(r, control{Type: discordgo.ButtonComponent, Label: b.Label, Style: discordgo.SecondaryButton, ID: id})
			case opens(b.URL):
				r = append(r, control{Type: discordgo.ButtonComponent, Label: b.Label, Style: discordgo.LinkButton, URL: b.URL})
			}
		}
		if len(r) > 0 {
			out = append(out, inRow(r...))
		}
	}
	return out
}

// opens tells whether a button may open an address: one on the web, not on this machine or its own network, and not too long.
func opens(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || length(address) > 512 {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if a, err := netip.ParseAddr(host); err == nil {
		return !a.IsLoopback() && !a.IsPrivate() && !a.IsLinkLocalUnicast() && !a.IsUnspecified()
	}
	return strings.Contains(host, ".")
}

// title is the first line of a text without its marks, for a post in a forum.
func title(source string) string {
	var t heading
	markup.Read(source, &t)
	if s := strings.TrimSpace(t.b.String()); s != "" {
		return shorten(s, 100)
	}
	return "…"
}

// heading keeps the first line of a text.
type heading struct {
	b    strings.Builder
	over bool
}

// Begin begins a piece.
func (*heading) Begin(markup.Piece) {}

// End ends a piece, and with the first paragraph or line the heading.
func (h *heading) End(x markup.Piece) {
	if (x.Kind == markup.Paragraph || x.Kind == markup.Line) && h.b.Len() > 0 {
		h.over = true
	}
}

// Text is characters of a line.
func (h *heading) Text(s string) {
	if !h.over {
		h.b.WriteString(s)
	}
}

// Break ends a line.
func (h *heading) Break() { h.over = h.over || h.b.Len() > 0 }
